"""A composed page becomes a source for Typst: the same text in the same structure.

Lays nothing out; `page.typ`, written beside, holds the look. Takes only the elements that the pages
of a generated library are made of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import tinyhtml5  # type: ignore[import-untyped]

PAGE = Path(__file__).with_name("page.typ")
XHTML = "{http://www.w3.org/1999/xhtml}"
GROUPS = ("body", "div", "section", "nav", "aside", "html", "thead", "tbody")
# Drawn by `page.typ` on every page.
RUNNING = {"running-head", "running-foot"}
BOXES = {"do", "contact", "callout"}


def write_page(html: str, phone: str) -> str:
    """Return the Typst source of a page; its logo is `logo.svg` beside it."""
    body = tinyhtml5.parse(html).find(f"{XHTML}body")
    assert body is not None
    title = next(body.iter(f"{XHTML}h1"))
    text = "".join(title.itertext())
    head = f'#import "page.typ": *\n#show: sheet.with({_quote(text)}, {_quote(phone)})\n'
    return head + "".join(_write_block(body))


def _quote(text: str) -> str:
    """Return a text as a Typst string, whose escapes are those of JSON for what we write."""
    return json.dumps(text, ensure_ascii=False)


def _name(element: Element) -> str:
    return str(element.tag).removeprefix(XHTML)


def _classes(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def _write_block(element: Element) -> Iterator[str]:
    name, classes = _name(element), _classes(element)
    if classes & RUNNING:
        return
    if name in ("h1", "h2", "h3"):
        yield f"#heading(level: {name[1]})[{_write_line(element)}]\n"
    elif name == "p":
        shape = "summary" if "summary" in classes else "par"
        yield f"#{shape}[{_write_line(element)}]\n"
    elif name in ("ul", "ol"):
        yield _write_list(element)
    elif name == "table":
        yield _write_table(element)
    elif name == "img":
        yield f'#image("logo.svg", height: 16mm, alt: {_quote(element.get("alt", ""))})\n'
    elif name in GROUPS:
        yield from _write_group(element)
    else:
        raise ValueError(f"no Typst for <{name}>")


def _write_group(element: Element) -> Iterator[str]:
    parts = ["".join(_write_block(child)) for child in element]
    classes = _classes(element)
    if "letterhead" in classes:
        yield f"#letterhead({', '.join(f'[{part}]' for part in parts)})\n"
    elif classes & BOXES:
        yield f"#boxed[{''.join(parts)}]\n"
    else:
        yield from parts


def _write_list(element: Element) -> str:
    shapes = {"ul": "list", "ol": "enum"}
    shape = "checklist" if "checklist" in _classes(element) else shapes[_name(element)]
    return f"#{shape}({', '.join(f'[{_write_line(item)}]' for item in element)})\n"


def _write_table(element: Element) -> str:
    caption = next(element.iter(f"{XHTML}caption"))
    heads = [f"[{_write_line(cell)}]" for cell in element.iter(f"{XHTML}th")]
    cells = [f"[{_write_line(cell)}]" for cell in element.iter(f"{XHTML}td")]
    rows = f"table.header({', '.join(heads)}), {', '.join(cells)}"
    return f"#strong[{_write_line(caption)}]\n#table(columns: (1fr,) * {len(heads)}, {rows})\n"


def _write_line(element: Element) -> str:
    """Return what stands in a line; it may be bold, and lead somewhere."""
    parts = [_write_words(element.text)]
    for child in element:
        inner = _write_line(child)
        if _name(child) in ("strong", "b"):
            inner = f"#strong[{inner}]"
        elif _name(child) == "a":
            inner = f"#link({_quote(child.get('href', ''))})[{inner}]"
        elif _name(child) not in ("span", "bdi"):
            raise ValueError(f"no Typst for <{_name(child)}> in a line")
        parts += [inner, _write_words(child.tail)]
    return "".join(parts)


def _write_words(text: str | None) -> str:
    """Return words as HTML reads them: blanks and line ends are one space."""
    if not text:
        return ""
    words = " ".join(text.split())
    before = " " if text[:1].isspace() and words else ""
    after = " " if text[-1:].isspace() else ""
    return f"#{_quote(before + words + after)};"
