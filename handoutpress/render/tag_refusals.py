"""Refuse what no repair of tags can make readable, and say what to do instead.

Changes nothing. What content can do wrong is found much earlier; these errors are for the designers
of templates and styles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any, NoReturn

from handoutpress.errors import RenderError
from handoutpress.render.tag_mirror import Box
from handoutpress.render.tag_nodes import Node
from handoutpress.render.tag_types import alternate_text

HEADINGS = frozenset(f"H{level}" for level in range(1, 7))
MOST_CHARACTERS = 40


def name_element(element: Any) -> str:
    """Return '<p> "Take one pill"' for an HTML element, its words cut short."""
    tag = str(element.tag).rpartition("}")[2]
    words = _words_of(element)
    return f'<{tag}> "{words}"' if words else f"<{tag}>"


def _words_of(element: Any) -> str:
    return _cut(" ".join("".join(element.itertext()).split()))


def _cut(words: str) -> str:
    return words if len(words) <= MOST_CHARACTERS else words[: MOST_CHARACTERS - 1] + "…"


def refuse_box(box: Box, marks: Iterable[Box]) -> None:
    """Refuse a box whose text cannot be tagged as it is drawn.

    Raises:
        RenderError: it is drawn on every page, or is translucent.
    """
    if box.style["position"] == "fixed":
        raise RenderError(
            f"{name_element(box.element)} has 'position: fixed', and would be read aloud on each "
            "page; put it into the page's margin with 'position: running()'"
        )
    if box.style["opacity"] < 1 and not {*box.descendants(placeholders=True)}.isdisjoint(marks):
        raise RenderError(
            f"{name_element(box.element)} has an opacity, and could not be read aloud; "
            "give it a lighter colour instead"
        )


def refuse_cut(box: Box) -> None:
    """Refuse to go on overleaf with what a template marks as whole.

    Raises:
        RenderError: it is higher than a page.
    """
    if box.element.get("data-keep") == "whole":
        raise RenderError(
            f"{name_element(box.element)} is higher than a page, and would be cut in two; "
            "shorten it, or make two of it"
        )


def refuse_off_page(box: Box, page_width: float, page_height: float) -> None:
    """Refuse text that the sheet does not hold; sizes are CSS pixels.

    Raises:
        RenderError: the text would be cut off by the edge of the paper.
    """
    is_inside = (
        box.position_x >= 0
        and box.position_x + box.width <= page_width
        and box.position_y >= 0
        and box.position_y + box.height <= page_height
    )
    if not is_inside and box.text.strip():
        raise RenderError(
            f'"{_cut(box.text)}" would be cut off by the edge of the paper; '
            "shorten it, or give its table fewer columns"
        )


def refuse_margin_link(box: Box) -> NoReturn:
    """Refuse a link in a running head or foot.

    Raises:
        RenderError: always.
    """
    raise RenderError(
        f"the link {name_element(box.element)} stands in the page's margin, where no screen "
        "reader can follow it; take the link away, and leave its words"
    )


def refuse_odd_picture(box: Box) -> NoReturn:
    """Refuse a picture for which HTML has no alternate text.

    Raises:
        RenderError: always.
    """
    raise RenderError(
        f"{name_element(box.element)} shows a picture without words for those who do not see it; "
        "use <img alt>"
    )


def refuse_tree(root: Node, *, title: str | None) -> None:
    """Refuse a tree, or a page, that lacks what a reader needs to find the way.

    Raises:
        RenderError: a title, language, heading, alternate text or the words of a link are missing,
            or a table has lost a part, or has rows of different numbers of columns.
    """
    if not (title or "").strip():
        raise RenderError("the page has no title; give it a <title>")
    if not root.language:
        raise RenderError("the page has no language; give <html> a lang")
    nodes = tuple(root.walk())
    _refuse_headings(node for node in nodes if node.type in HEADINGS)
    for node in nodes:
        if node.type == "Figure":
            _refuse_mute_figure(node)
        elif node.type == "Link":
            _refuse_mute_link(node)
        elif node.type == "Table":
            _refuse_lost_rows(node)
            _refuse_ragged_table(node)


def _refuse_headings(headings: Iterable[Node]) -> None:
    level = 0
    for heading in headings:
        if not heading.kids or not _words_of(heading.element):
            raise RenderError(
                f"a heading <{heading.element.tag}> has no words; write some, or take it out"
            )
        previous, level = level, int(heading.type[1])
        if level > previous + 1:
            after = f"an <h{previous}>" if previous else "no other heading"
            raise RenderError(
                f"the heading {name_element(heading.element)} follows {after}; "
                f"make it an <h{previous + 1}>"
            )


def _refuse_mute_figure(figure: Node) -> None:
    element = figure.element
    if alternate_text(element):
        return
    remedy = "or, when it only decorates, put it into the background by CSS"
    if element.tag == "img":
        file_name = PurePosixPath(element.get("src", "")).name
        raise RenderError(f"the picture '{file_name}' has no alternate text; give it one, {remedy}")
    raise RenderError(f"a drawing <svg> has no <title> right in it; give it one, {remedy}")


def _refuse_mute_link(link: Node) -> None:
    if not link.contents.strip():
        address = link.element.get("href")
        raise RenderError(f"the link to '{address}' has no words; write some, or give it a title")


def _refuse_lost_rows(table: Node) -> None:
    """Refuse a table of which the renderer left out a part without a word."""
    printed = {node.element for node in table.walk()}
    for part in table.element.iter():
        if part.tag in ("thead", "tfoot", "tr") and part not in printed and _words_of(part):
            raise RenderError(
                f"{name_element(part)} is too tall for a page, and the renderer left it out; "
                "shorten it"
            )


def _refuse_ragged_table(table: Node) -> None:
    widths = Counter(_row_widths(table))
    if len(widths) > 1:
        counts = " and ".join(str(width) for width in sorted(widths))
        caption = table.element.find("caption")
        name = name_element(table.element if caption is None else caption)
        raise RenderError(
            f"the table of {name} has rows of {counts} columns; "
            "give all its rows the same number of cells"
        )


def _row_widths(table: Node) -> Iterator[int]:
    """Yield the number of columns that each row fills, with the cells that reach into it."""
    groups = [kid for kid in table.kids if isinstance(kid, Node) and kid.type != "Caption"]
    for group in groups:
        taken_from_above: Counter[int] = Counter()
        rows = [kid for kid in group.kids if isinstance(kid, Node)]
        for index, row in enumerate(rows):
            cells = [kid.attributes for kid in row.kids if isinstance(kid, Node)]
            for cell in cells:
                for below in range(1, cell.get("RowSpan", 1)):
                    taken_from_above[index + below] += cell.get("ColSpan", 1)
            yield sum(cell.get("ColSpan", 1) for cell in cells) + taken_from_above[index]
