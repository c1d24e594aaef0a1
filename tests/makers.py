"""Builders of the values that the pure stages take; a test names only what it is about.

Content is typed as YAML, as editors type it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import tinyhtml5

from handoutpress.compose import compose
from handoutpress.content import GlossaryEntry, Manuscript
from handoutpress.labels import Labels, read_labels
from handoutpress.load.theme import read_theme
from handoutpress.load.yaml_nodes import parse_yaml
from handoutpress.model import Handout, Letterhead, Library, PhoneLine, Review, State, Theme
from handoutpress.text import parse_flow

ROOT = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"

NURSE = PhoneLine("nurse", "Nurse line", "555-0100", hours="Monday to Friday")
LETTERHEAD = Letterhead(
    name="Example Clinic",
    department=None,
    address=(),
    phones=(NURSE,),
    emergency="911",
    website=None,
    public_url=None,
    logo=None,
    primary_color="#00274c",
    accent_color="#8a1538",
    paper="letter",
    notices=None,
    placeholders={"clinic.name": "Example Clinic", "clinic.phones.nurse.number": "555-0100"},
)
FEVER = """\
title: Fever
summary: What a fever means.
sections:
  - heading: Why
    text: Your blood counts are low.
"""


def read_yaml(typed: str) -> Any:
    """Return what was typed as dicts, lists and strings."""
    node, problems = parse_yaml(typed.encode(), "handouts/care/fever.yaml")
    assert problems == ()
    assert node is not None
    return node.plain()


def make_manuscript(typed: str = FEVER) -> Manuscript:
    return Manuscript.model_validate(read_yaml(typed))


def type_blocks(*blocks: str) -> str:
    """Return a handout of one section with blocks, each typed as what follows its dash."""
    lines = [line for block in blocks for line in _type_item(block)]
    start = "title: Fever\nsummary: What a fever means.\nsections:\n- heading: Why\n  blocks:\n"
    return start + "\n".join(f"  {line}" for line in lines)


def _type_item(block: str) -> list[str]:
    first, *rest = block.strip("\n").split("\n")
    return [f"- {first}", *(f"  {line}" for line in rest)]


def type_sections(*headings: str, words: int = 1) -> str:
    """Return a handout with these sections, each with a text of so many words."""
    text = " ".join(["word"] * words)
    sections = "\n".join(f"- heading: {heading}\n  text: {text}" for heading in headings)
    return f"title: Fever\nsummary: What a fever means.\nsections:\n{sections}"


def make_glossary(**meanings: str) -> tuple[GlossaryEntry, ...]:
    """Return an entry for each word; a bar divides a meaning from the word's other forms."""
    return tuple(_make_entry(word, *meaning.split("|")) for word, meaning in meanings.items())


def _make_entry(word: str, meaning: str, *forms: str) -> GlossaryEntry:
    typed = {"word": word, "meaning": meaning, "forms": list(forms)}
    return GlossaryEntry.model_validate(typed)


def make_letterhead(*, notices: str | None = None, **changes: Any) -> Letterhead:
    """Return a letterhead; its notices are typed."""
    flow = parse_flow(notices) if notices else None
    return replace(LETTERHEAD, notices=flow, **changes)


def make_handout(typed: str = FEVER, **changes: Any) -> Handout:
    handout = Handout(
        id="care/fever",
        language="en",
        path="handouts/care/fever.yaml",
        manuscript=make_manuscript(typed),
        letterhead=LETTERHEAD,
        glossary=(),
        reference_titles={},
        review=Review(),
        topic_title="Care at home",
    )
    return replace(handout, **changes)


def make_review(state: State, *, due: date | None = None) -> Review:
    approved_on = date(2026, 5, 1) if state is State.APPROVED else None
    return Review(state, version=3, approved_on=approved_on, due=due)


def make_library(*handouts: Handout, **changes: Any) -> Library:
    """Return a library with these handouts in two languages and two editions."""
    library = Library(
        default_language="en",
        languages=("en", "es"),
        editions=("standard", "large-print"),
        handouts=handouts,
        topics={},
        sets={},
        former_ids={},
        known_ids=tuple(sorted({handout.id for handout in handouts})),
        phone_keys=("nurse",),
    )
    return replace(library, **changes)


@cache
def shipped_theme() -> Theme:
    return read_theme(ROOT, ROOT)


def make_theme(
    templates: Mapping[str, str] | None = None, styles: Mapping[str, bytes] | None = None
) -> Theme:
    """Return the shipped theme with other files, as a workspace may have them."""
    theme = shipped_theme()
    return replace(
        theme,
        templates={**theme.templates, **(templates or {})},
        styles={**theme.styles, **(styles or {})},
    )


def compose_page(
    handout: Handout,
    *,
    edition: str = "standard",
    theme: Theme | None = None,
    labels: Labels | None = None,
) -> Element:
    """Return the HTML of a handout as a tree."""
    labels = labels or read_labels(handout.language)
    html = compose(handout, edition, theme or shipped_theme(), labels).html
    return read_html(html)


def compose_blocks(*blocks: str, **changes: Any) -> Element:
    """Return the HTML of a handout of one section with these blocks."""
    return compose_page(make_handout(type_blocks(*blocks), **changes))


def read_html(html: str) -> Element:
    tree: Element = tinyhtml5.parse(html, namespace_html_elements=False)
    return tree


def find(page: Element, tag: str, name: str = "") -> Element:
    """Return the only element of that tag and class."""
    (found,) = find_all(page, tag, name)
    return found


def find_all(page: Element, tag: str, name: str = "") -> list[Element]:
    """Return all elements of that tag and class, in order."""
    found = page.iter(tag)
    return [each for each in found if not name or name in each.get("class", "").split()]


def read_meta(page: Element, name: str) -> str:
    """Return what the only meta tag of that name says."""
    (content,) = [each.get("content", "") for each in page.iter("meta") if each.get("name") == name]
    return content


def say(element: Element) -> str:
    """Return the words of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def say_all(elements: Iterable[Element]) -> list[str]:
    return [say(element) for element in elements]


class SilentListener:
    """Hears what a build does, and says nothing."""

    def expect(self, count: int) -> None:
        """Take no note."""

    def start(self, target: object) -> None:
        """Take no note."""

    def skip(self, count: int) -> None:
        """Take no note."""

    def tell(self, event: object) -> None:
        """Take no note."""
