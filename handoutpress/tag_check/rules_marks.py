"""Judge the marked content: all that is painted is marked, and each mark has its one element.

Source, where a rule names no other: ISO 32000-1, 14.6 (marked content), 14.7.4 (structure
content), 14.8.2.2 (artifacts); ISO 14289-1, 7.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from handoutpress.tag_check.content import Inside
from handoutpress.tag_check.model import MarkKid, TagDocument, TagFault, find_repeated


def rule_malformed_content(document: TagDocument) -> Iterator[TagFault]:
    """Require content of operators and operands that can be read."""
    for stream in document.streams.values():
        for what in dict.fromkeys(stream.content.malformed):
            yield TagFault("content-malformed", f"{stream.where}: {what}")


def rule_unbalanced_content(document: TagDocument) -> Iterator[TagFault]:
    """Require each mark to be closed in the stream that opens it."""
    for stream in document.streams.values():
        for what in dict.fromkeys(stream.content.unbalanced):
            yield TagFault("content-unbalanced", f"{stream.where}: {what}")


def rule_untagged_content(document: TagDocument) -> Iterator[TagFault]:
    """Require all that is painted to lie in a tag or an artifact."""
    for page in document.pages:
        for paint in page.paints:
            if paint.inside is not Inside.NOTHING:
                continue
            if paint.is_image:
                what = f"page {page.number} paints {paint.ref} outside every tag and artifact"
                yield TagFault("content-untagged", what)
            elif untagged := document.streams[paint.ref].content.untagged:
                where = document.streams[paint.ref].where
                what = f"{where} paints outside every tag and artifact: {untagged[0]}"
                yield TagFault("content-untagged", what)


def rule_misnested_content(document: TagDocument) -> Iterator[TagFault]:
    """Forbid tags in artifacts and in tags, and artifacts in tags."""
    for stream in document.streams.values():
        for what in dict.fromkeys(stream.content.misnested):
            yield TagFault("content-nesting", f"{stream.where}: {what}")
    for page in document.pages:
        for paint in page.paints:
            if paint.is_image or paint.inside is Inside.NOTHING:
                continue
            content = document.streams[paint.ref].content
            if content.mcids or (content.has_artifacts and paint.inside is Inside.TAG):
                where = document.streams[paint.ref].where
                what = f"{where} has marks of its own inside {paint.inside.value}"
                yield TagFault("content-nesting", f"page {page.number}: {what}")


def rule_repeated_mcids(document: TagDocument) -> Iterator[TagFault]:
    """Require an MCID to be used once in a stream."""
    for stream in document.streams.values():
        used = (*stream.content.mcids, *stream.content.artifact_mcids)
        for mcid in find_repeated(used):
            yield TagFault("mcid-repeated", f"{stream.where} uses MCID {mcid} more than once")


def rule_repeated_forms(document: TagDocument) -> Iterator[TagFault]:
    """Require a form XObject that holds tags to be painted once in the whole file."""
    painted = [paint.ref for page in document.pages for paint in page.paints if not paint.is_image]
    for ref in find_repeated(painted):
        if document.streams[ref].content.mcids:
            what = f"{document.streams[ref].where} holds tags and is painted more than once"
            yield TagFault("form-repeated", what)


def rule_keyless_streams(document: TagDocument) -> Iterator[TagFault]:
    """Require a key to the ParentTree of each stream that holds tags."""
    for stream in document.streams.values():
        if stream.content.mcids and stream.key is None:
            yield TagFault(
                "structparents-missing", f"{stream.where} has tags and no /StructParents"
            )


def rule_wrong_slots(document: TagDocument) -> Iterator[TagFault]:
    """Require the ParentTree to lead from each mark, and from no other, to what claims it."""
    tree = dict(document.tags.parent_tree.pairs)
    for ref, stream in document.streams.items():
        if stream.key is None:
            continue
        slots = tree.get(stream.key)
        if type(slots) is not tuple:
            what = f"{stream.where}: the ParentTree has no array for key {stream.key}"
            yield TagFault("parent-tree-slot", what)
            continue
        for what in _judge_slots(document, ref, slots):
            yield TagFault("parent-tree-slot", f"{stream.where}: {what}")


def _judge_slots(document: TagDocument, ref: str, slots: tuple[str | None, ...]) -> Iterator[str]:
    used = frozenset(document.streams[ref].content.mcids)
    for mcid in sorted(used):
        slot = slots[mcid] if mcid < len(slots) else None
        if slot is None:
            yield f"MCID {mcid} has no element in the ParentTree"
        elif slot not in document.tags.elements:
            yield f"MCID {mcid} leads to {slot}, which is no element of the tree"
        elif slot not in document.claims.get((ref, mcid), ()):
            yield f"MCID {mcid} leads to {document.tags.elements[slot]}, which does not claim it"
    for mcid, slot in enumerate(slots):
        if slot is not None and mcid not in used and (ref, mcid) not in document.claims:
            yield f"the ParentTree leads from MCID {mcid}, which is not tagged, to {slot}"


def rule_unclaimable_marks(document: TagDocument) -> Iterator[TagFault]:
    """Require each mark that an element claims to be a tag on a page of this file."""
    used = {ref: frozenset(stream.content.mcids) for ref, stream in document.streams.items()}
    pages = {page.ref: frozenset(paint.ref for paint in page.paints) for page in document.pages}
    for element in document.tags.elements.values():
        for kid in element.kids:
            if type(kid) is not MarkKid:
                continue
            if kid.page not in pages or kid.stream not in pages[kid.page]:
                what = f"{element} claims MCID {kid.mcid} of what is no page of this file"
                yield TagFault("mcid-missing", what)
            elif kid.mcid not in used.get(kid.stream, ()):
                where = document.streams[kid.stream].where if kid.stream in used else kid.stream
                what = f"{element} claims MCID {kid.mcid}, which is no tag on {where}"
                yield TagFault("mcid-missing", what)


def rule_shared_marks(document: TagDocument) -> Iterator[TagFault]:
    """Require a mark to be claimed once."""
    for (stream, mcid), refs in document.claims.items():
        if len(refs) > 1 and stream is not None:
            names = ", ".join(str(document.tags.elements[ref]) for ref in refs)
            yield TagFault("mcid-claimed-twice", f"MCID {mcid} is claimed by {names}")


RULES = (
    rule_malformed_content,
    rule_unbalanced_content,
    rule_untagged_content,
    rule_misnested_content,
    rule_repeated_mcids,
    rule_repeated_forms,
    rule_keyless_streams,
    rule_wrong_slots,
    rule_unclaimable_marks,
    rule_shared_marks,
)
