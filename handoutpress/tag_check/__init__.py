"""Check the tag tree of a finished PDF: what rule checkers pass and screen readers stumble on.

Reads the file by `read`, and asks each rule; changes nothing.
"""

from __future__ import annotations

from handoutpress.tag_check import rules_marks, rules_tree, rules_types
from handoutpress.tag_check.model import TagFault
from handoutpress.tag_check.objects import UnreadablePdfError
from handoutpress.tag_check.read import read_document

__all__ = ["RULES", "TagFault", "check_tags"]

RULES = (*rules_marks.RULES, *rules_tree.RULES, *rules_types.RULES)


def check_tags(pdf: bytes, *, page_count: int | None = None) -> tuple[TagFault, ...]:
    """Return every fault of a PDF's tag tree; nothing when it is sound.

    A file that is damaged or encrypted has one fault, "unreadable"; one that does not have as many
    pages as were laid out has the fault "page-count".
    """
    try:
        document = read_document(pdf)
    except UnreadablePdfError as error:
        return (TagFault("unreadable", str(error)),)
    faults = tuple(fault for rule in RULES for fault in rule(document))
    count = len(document.pages)
    if page_count in (None, count):
        return faults
    return (
        TagFault("page-count", f"it has {count} pages, and {page_count} were laid out"),
        *faults,
    )
