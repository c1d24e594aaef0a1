"""Mend the tags of a document on WeasyPrint's objects, before they are written.

Lays nothing out and reads no finished PDF. WeasyPrint makes one structure element for each box,
so that what crosses a page falls in two, languages and scopes are lost, and running heads are
nowhere. So its tree is replaced: `tag_mirror` finds out which box drew what, `tag_tree` builds the
tree of the HTML from that, `tag_refusals` turns down what nobody could read, `tag_writer` writes.
"""

from __future__ import annotations

from typing import Any

from handoutpress.render.tag_mirror import read_marks
from handoutpress.render.tag_refusals import refuse_tree
from handoutpress.render.tag_tree import build_tree
from handoutpress.render.tag_writer import write_tree


def repair_tags(document: Any, pdf: Any) -> None:
    """Replace the tag tree of a document; a finisher for `weasyprint.Document.write_pdf`.

    Raises:
        RenderError: the document holds what cannot be read aloud.
        TagMirrorError: it has boxes or elements that this program does not know.
    """
    tree = build_tree(document, read_marks(document, pdf))
    refuse_tree(tree.root, title=document.metadata.title)
    write_tree(pdf, tree)
