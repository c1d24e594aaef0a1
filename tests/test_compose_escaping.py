"""What a nurse types is words, in every place, and never markup."""

import json

import pytest

from handoutpress.model import PhoneLine
from tests.makers import (
    FEVER,
    compose_blocks,
    compose_page,
    find,
    find_all,
    make_glossary,
    make_handout,
    make_letterhead,
    read_meta,
    say,
    type_blocks,
    type_sections,
)

TYPED = """<b onclick="x">5 < 6</b> & 'so' &amp; {% if x %} {# y #} <!-- z --> &lt;"""
QUOTED = json.dumps(TYPED)

WORD_POSITIONS = {
    "title in the heading": (FEVER.replace("Fever", QUOTED), "h1", ""),
    "title of the document": (FEVER.replace("Fever", QUOTED), "title", ""),
    "title in the running head": (FEVER.replace("Fever", QUOTED), "div", "running-title"),
    "title in the foot": (FEVER.replace("Fever", QUOTED), "div", "foot-title"),
    "summary": (FEVER.replace("What a fever means.", QUOTED), "p", "summary"),
    "what to do": (f"{FEVER}do: [{QUOTED}]", "li", ""),
    "source": (f"{FEVER}sources: [{{title: {QUOTED}}}]", "li", ""),
    "publisher": (f"{FEVER}sources: [{{title: A, publisher: {QUOTED}}}]", "li", ""),
    "paragraph": (type_blocks(f"text: {QUOTED}"), "div", "text"),
    "bold words": (type_blocks(f"text: {json.dumps(f'**{TYPED}**')}"), "strong", ""),
    "words of a link": (type_blocks(f"text: {json.dumps(f'[{TYPED}](tel:1)')}"), "div", "text"),
    "item of a text": (type_blocks(f"text: {json.dumps(f'- {TYPED}')}"), "li", ""),
    "step": (type_blocks(f"steps: [{QUOTED}]"), "li", ""),
    "thing to tick off": (type_blocks(f"checklist: [{QUOTED}]"), "li", ""),
    "caption of a table": (
        type_blocks(f"table: {{caption: {QUOTED}, columns: [A], rows: [[B]]}}"),
        "caption",
        "",
    ),
    "column": (type_blocks(f"table: {{caption: A, columns: [{QUOTED}], rows: [[B]]}}"), "th", ""),
    "cell": (type_blocks(f"table: {{caption: A, columns: [B], rows: [[{QUOTED}]]}}"), "td", ""),
    "generic name": (type_blocks(f"medicines: [{{generic: {QUOTED}}}]"), "td", "generic"),
    "brand name": (
        type_blocks(f"medicines: [{{generic: A, brands: [{QUOTED}]}}]"),
        "table",
        "medicines",
    ),
    "word": (type_blocks(f"terms: [{{word: {QUOTED}, meaning: A}}]"), "dt", ""),
    "meaning": (type_blocks(f"terms: [{{word: A, meaning: {QUOTED}}}]"), "dd", ""),
    "caption of a figure": (
        type_blocks(f"figure: {{image: a.png, alt: A, caption: {QUOTED}}}"),
        "figcaption",
        "",
    ),
    "title of a callout": (
        type_blocks(f"callout: {{kind: tip, title: {QUOTED}, text: A}}"),
        "h3",
        "",
    ),
    "text of a callout": (
        type_blocks(f"callout: {{kind: tip, text: {QUOTED}}}"),
        "div",
        "callout-body",
    ),
    "item of a callout": (type_blocks(f"callout: {{kind: tip, items: [{QUOTED}]}}"), "li", ""),
    "question": (type_blocks(f"questions: [{QUOTED}]"), "ol", "questions"),
    "label of lines": (type_blocks(f"write_in: {{label: {QUOTED}}}"), "p", "write-label"),
    "label of an address": (
        type_blocks(f"link: {{url: 'https://example.org', label: {QUOTED}}}"),
        "p",
        "link-label",
    ),
}


@pytest.mark.parametrize(
    ("typed", "tag", "name"), WORD_POSITIONS.values(), ids=WORD_POSITIONS.keys()
)
def test_markup_that_a_nurse_types_is_printed_as_typed(typed: str, tag: str, name: str) -> None:
    page = compose_page(make_handout(typed))

    assert TYPED in say(find(page, tag, name))
    assert find_all(page, "b") == []


def test_markup_in_a_heading_is_printed_as_typed_there_and_in_the_contents() -> None:
    page = compose_page(make_handout(type_sections(QUOTED, "B", "C", "D", "E", words=100)))
    first_link, *_ = find_all(find(page, "section", "contents"), "a")
    heading, *_ = [each for each in page.iter("h2") if each.get("id")]

    assert say(first_link) == TYPED
    assert say(heading) == TYPED
    assert find_all(page, "b") == []


META_POSITIONS = {
    "summary": (FEVER.replace("What a fever means.", QUOTED), "description"),
    "keywords": (f"{FEVER}keywords: [{QUOTED}]", "keywords"),
}


@pytest.mark.parametrize(("typed", "name"), META_POSITIONS.values(), ids=META_POSITIONS.keys())
def test_markup_stays_inside_the_meta_tags(typed: str, name: str) -> None:
    page = compose_page(make_handout(typed))

    assert read_meta(page, name) == TYPED
    assert find_all(page, "b") == []


def test_markup_stays_inside_an_alternate_text() -> None:
    page = compose_blocks(f"figure: {{image: a.png, alt: {QUOTED}}}")

    assert find(page, "img").get("alt") == TYPED
    assert find_all(page, "b") == []


def test_markup_stays_inside_an_address() -> None:
    address = "https://example.org/?a=1&b='\"><b>"
    page = compose_blocks(f"link: {{url: {json.dumps(address)}, label: A}}")

    assert find(find(page, "p", "link-address"), "a").get("href") == address
    assert say(find(page, "p", "link-address")) == address
    assert find_all(page, "b") == []


LETTERHEAD_POSITIONS = {
    "name": ({"name": TYPED}, "p", "clinic-name"),
    "department": ({"department": TYPED}, "div", "clinic"),
    "address": ({"address": (TYPED,)}, "div", "clinic"),
    "label of a phone": ({"phones": (PhoneLine("a", TYPED, "1"),)}, "p", "phone-label"),
    "hours": ({"phones": (PhoneLine("a", "A", "1", hours=TYPED),)}, "p", "phone-hours"),
    "notices": ({"notices": TYPED}, "div", "notices"),
    "placeholder": ({"placeholders": {"clinic.name": TYPED}}, "div", "text"),
}


@pytest.mark.parametrize(
    ("changes", "tag", "name"), LETTERHEAD_POSITIONS.values(), ids=LETTERHEAD_POSITIONS.keys()
)
def test_markup_in_the_clinics_texts_is_printed_as_typed(
    changes: dict[str, object], tag: str, name: str
) -> None:
    letterhead = make_letterhead(**changes)
    typed = type_blocks("text: 'We are {{ clinic.name }}.'")
    page = compose_page(make_handout(typed, letterhead=letterhead))

    assert TYPED in say(find(page, tag, name))
    assert find_all(page, "b") == []


def test_markup_in_the_logos_alternate_text_and_the_author_stays_inside() -> None:
    letterhead = make_letterhead(name=TYPED, logo="handouts/logo.svg")
    page = compose_page(make_handout(letterhead=letterhead))

    assert find(page, "img").get("alt") == f"Logo of {TYPED}"
    assert read_meta(page, "author") == TYPED


def test_markup_in_titles_of_topics_and_other_handouts_is_printed_as_typed() -> None:
    typed = f"{FEVER}see_also: [care/chills]"
    handout = make_handout(typed, topic_title=TYPED, reference_titles={"care/chills": TYPED})
    page = compose_page(handout)

    assert say(find(page, "p", "topic")) == TYPED
    assert say(find(page, "section", "see-also")) == f"Other handouts on this subject {TYPED}"
    assert find_all(page, "b") == []


def test_markup_in_the_glossary_is_printed_as_typed() -> None:
    page = compose_blocks("text: A port.", glossary=make_glossary(port=TYPED))

    assert say(find(page, "span", "meaning")) == f"({TYPED})"
    assert find_all(page, "b") == []


PLACEHOLDER_POSITIONS = {
    "plain": ("write_in: {label: 'At {{ clinic.name }}'}", "p", "write-label"),
    "inline": ("steps: ['At {{ clinic.name }}']", "li", ""),
    "running text": ("text: 'At {{ clinic.name }}'", "div", "text"),
    "bold": ("text: '**At {{ clinic.name }}**'", "strong", ""),
}


@pytest.mark.parametrize(
    ("block", "tag", "name"), PLACEHOLDER_POSITIONS.values(), ids=PLACEHOLDER_POSITIONS.keys()
)
def test_placeholders_are_filled_in(block: str, tag: str, name: str) -> None:
    page = compose_blocks(block)

    assert say(find(page, tag, name)) == "At Example Clinic"


def test_escaped_braces_are_printed() -> None:
    page = compose_blocks(r"text: 'Write \{{ clinic.name }}'")

    assert say(find(page, "div", "text")) == "Write {{ clinic.name }}"


def test_placeholder_in_the_clinics_notices_is_filled_in() -> None:
    letterhead = make_letterhead(notices="Call {{ clinic.phones.nurse.number }}.\n\n- **Braille**")
    notices = find(compose_page(make_handout(letterhead=letterhead)), "div", "notices")

    assert say(find(notices, "p")) == "Call 555-0100."
    assert say(find(find(notices, "li"), "strong")) == "Braille"
