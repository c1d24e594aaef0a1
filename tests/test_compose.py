"""The composed HTML, judged as a tree; nothing is laid out here."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
from tinyhtml5.parser import HTMLParser

from handoutpress.compose import choose_stylesheets, compose
from handoutpress.errors import ExitCode, RenderError
from handoutpress.labels import Labels, read_labels
from handoutpress.model import PhoneLine, Review, State, Theme
from tests.makers import (
    FEVER,
    NURSE,
    ROOT,
    SVG,
    compose_blocks,
    compose_page,
    find,
    find_all,
    make_glossary,
    make_handout,
    make_letterhead,
    make_review,
    make_theme,
    say,
    say_all,
    shipped_theme,
    type_blocks,
    type_sections,
)

# --- what a nurse types is words, never markup ---------------------------------------------------

TYPED = """<b onclick="x">5 < 6</b> & 'so' &amp; {% if x %} {# y #} <!-- z --> &lt;"""
QUOTED = json.dumps(TYPED)
START = "title: Fever\nsummary: What a fever means.\nsections: [{heading: Why, text: Rest.}]\n"

WORD_POSITIONS = {
    "title in the heading": (FEVER.replace("Fever", QUOTED), "h1", ""),
    "title of the document": (FEVER.replace("Fever", QUOTED), "title", ""),
    "title in the running head": (FEVER.replace("Fever", QUOTED), "div", "running-title"),
    "title in the foot": (FEVER.replace("Fever", QUOTED), "div", "foot-title"),
    "summary": (FEVER.replace("What a fever means.", QUOTED), "p", "summary"),
    "what to do": (f"{START}do: [{QUOTED}]", "li", ""),
    "source": (f"{START}sources: [{{title: {QUOTED}}}]", "li", ""),
    "publisher": (f"{START}sources: [{{title: A, publisher: {QUOTED}}}]", "li", ""),
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
    page = compose_page(make_handout(type_sections(QUOTED, "B", "C", "D", words=200)))
    first_link, *_ = find_all(find(page, "section", "contents"), "a")
    heading, *_ = [each for each in page.iter("h2") if each.get("id")]

    assert say(first_link) == TYPED
    assert say(heading) == TYPED
    assert find_all(page, "b") == []


def read_meta(page: Element, name: str) -> str:
    (content,) = [each.get("content", "") for each in page.iter("meta") if each.get("name") == name]
    return content


META_POSITIONS = {
    "summary": (FEVER.replace("What a fever means.", QUOTED), "description"),
    "keywords": (f"{START}keywords: [{QUOTED}]", "keywords"),
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
    typed = f"{START}see_also: [care/chills]"
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


# --- the page as a whole -------------------------------------------------------------------------

EVERY_BLOCK = type_blocks(
    "text: |\n  A port, **bold**.\n\n  - one\n    - two\n\n  1. first",
    "steps: [A, B]",
    "checklist: [A]",
    "table: {caption: A, columns: [B, C], rows: [[D, E]]}",
    "medicines: [{generic: A, brands: [B]}]",
    "terms: [{word: A, meaning: B}]",
    "figure: {image: handouts/care/a.png, alt: B, caption: C}",
    "callout: {kind: emergency, text: A}",
    "callout: {kind: call-now, phone: nurse, title: A, items: [B]}",
    "questions: [A]",
    "write_in: {label: A}",
    "link: {url: 'https://example.org/a', label: B}",
)
FULL_LETTERHEAD = make_letterhead(
    department="Oncology",
    address=("1500 Example Street",),
    website="https://example.org",
    public_url="https://example.org/handouts/",
    logo="handouts/my logo.svg",
    notices="- A\n- B",
)


def compose_full_html(edition: str = "standard") -> str:
    typed = EVERY_BLOCK + "\nsources: [{title: A, url: 'https://example.org/b'}]\ndo: [A]"
    handout = make_handout(
        typed, letterhead=FULL_LETTERHEAD, glossary=make_glossary(port="a small disc")
    )
    return compose(handout, edition, shipped_theme(), read_labels("en")).html


def test_page_with_every_block_is_html_without_a_single_error() -> None:
    parser = HTMLParser()
    parser.parse(compose_full_html())

    assert parser.errors == []


def test_headings_begin_with_the_only_h1_and_leave_out_no_level() -> None:
    page = compose_page(make_handout(EVERY_BLOCK, letterhead=FULL_LETTERHEAD))
    levels = [int(each.tag[1]) for each in page.iter() if each.tag in ("h1", "h2", "h3", "h4")]

    assert levels[0] == 1
    assert 1 not in levels[1:]
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


def test_parts_stand_in_the_order_in_which_they_are_read() -> None:
    handout = make_handout(
        f"{START}do: [Rest]\nsee_also: [care/chills]\nsources: [{{title: A}}]",
        letterhead=FULL_LETTERHEAD,
        reference_titles={"care/chills": "Chills"},
    )
    body = find(compose_page(handout), "body")
    order = [each.get("class") or each.tag for each in body]

    assert order == [
        "running-head",
        "running-foot",
        "letterhead",
        "topic",
        "h1",
        "summary",
        "do",
        "section",
        "see-also",
        "sources",
        "notices",
        "web-link",
        "contact",
    ]


def test_heads_and_feet_hold_no_link() -> None:
    page = compose_page(make_handout(letterhead=FULL_LETTERHEAD))

    assert find_all(find(page, "div", "running-head"), "a") == []
    assert find_all(find(page, "div", "running-foot"), "a") == []


def test_document_names_title_author_subject_and_keywords() -> None:
    page = compose_page(make_handout(f"{START}keywords: [chills, AI]"))

    assert say(find(page, "title")) == "Fever"
    assert read_meta(page, "author") == "Example Clinic"
    assert read_meta(page, "description") == "What a fever means."
    assert read_meta(page, "keywords") == "chills, AI"


def test_handout_without_keywords_has_no_tag_for_them() -> None:
    page = compose_page(make_handout())

    assert [each.get("name") for each in page.iter("meta")] == [
        None,
        "author",
        "description",
        "generator",
    ]


def test_clinics_colors_become_custom_properties() -> None:
    letterhead = make_letterhead(primary_color="#123456", accent_color="#654321")
    page = compose_page(make_handout(letterhead=letterhead))

    assert page.get("style") == "--primary: #123456; --accent: #654321"


def test_running_head_holds_title_and_first_phone() -> None:
    page = compose_page(make_handout())

    assert say(find(page, "div", "running-head")) == "Fever 555-0100"


def test_letterhead_shows_logo_name_department_address_and_first_phone() -> None:
    page = compose_page(make_handout(letterhead=FULL_LETTERHEAD))

    assert find(find(page, "div", "logo"), "img").get("alt") == "Logo of Example Clinic"
    assert say_all(find(page, "div", "clinic")) == [
        "Example Clinic",
        "Oncology",
        "1500 Example Street",
    ]
    assert say_all(find(page, "div", "letterhead-phone")) == ["Nurse line", "555-0100"]


def test_clinic_with_nothing_but_a_name_gets_a_page() -> None:
    letterhead = make_letterhead(phones=())
    page = compose_page(make_handout(letterhead=letterhead))

    assert say(find(page, "div", "running-head")) == "Fever"
    assert say(find(page, "div", "letterhead")) == "Example Clinic"
    assert say(find(page, "section", "contact")) == "Whom to call Example Clinic"


def test_what_to_do_stands_below_the_summary() -> None:
    page = compose_page(make_handout(f"{START}do: [Rest **well**, Drink]"))
    do = find(page, "section", "do")

    assert say(find(do, "h2")) == "What to do"
    assert say_all(find_all(do, "li")) == ["Rest well", "Drink"]
    assert say(find(do, "strong")) == "well"


def test_sources_are_told_with_publisher_and_printed_address() -> None:
    typed = (
        f"{START}sources: [{{title: A}}, {{title: B, publisher: C, url: 'https://example.org'}}]"
    )
    sources = find(compose_page(make_handout(typed)), "section", "sources")

    assert say_all(find_all(sources, "li")) == ["A", "B. C. https://example.org"]
    assert find(sources, "a").get("href") == "https://example.org"


@pytest.mark.parametrize("name", ["do", "contents", "see-also", "sources"])
def test_parts_without_content_leave_no_empty_box(name: str) -> None:
    page = compose_page(make_handout())

    assert find_all(page, "section", name) == []


# --- contents and anchors ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section_count", "words", "has_contents"),
    [
        (4, 173, True),  # with title, summary and headings 701 words
        (4, 172, False),  # 697
        (3, 300, False),
        (4, 1, False),
    ],
)
def test_contents_stand_only_above_both_thresholds(
    section_count: int, words: int, has_contents: bool
) -> None:
    typed = type_sections("A", "B", "C", "D", words=words)
    long = make_handout(typed)
    sections = long.manuscript.sections[:section_count]
    manuscript = long.manuscript.model_copy(update={"sections": sections})
    page = compose_page(make_handout(manuscript=manuscript))

    assert bool(find_all(page, "section", "contents")) is has_contents


def test_contents_name_each_section_and_lead_to_it() -> None:
    page = compose_page(make_handout(type_sections("A & B", "C", "D", "E", words=200)))
    links = find_all(find(page, "section", "contents"), "a")
    anchors = [f"#{each.get('id')}" for each in page.iter("h2") if each.get("id")]

    assert say_all(links) == ["A & B", "C", "D", "E"]
    assert [link.get("href") for link in links] == anchors


@pytest.mark.parametrize(
    ("sections", "anchors"),
    [
        ("[{heading: A, text: x}, {heading: A, text: x}]", ["section-1", "section-2"]),
        ("[{heading: A, text: x, id: why}, {heading: B, text: x}]", ["why", "section-2"]),
        (
            "[{heading: A, text: x, id: section-2}, {heading: B, text: x}]",
            ["section-2", "section-2-"],
        ),
    ],
    ids=["same heading", "own id", "id like a made one"],
)
def test_every_section_has_an_anchor_of_its_own(sections: str, anchors: list[str]) -> None:
    typed = f"title: T\nsummary: S\nsections: {sections}"
    page = compose_page(make_handout(typed))

    assert [each.get("id") for each in page.iter("h2") if each.get("id")] == anchors


# --- blocks --------------------------------------------------------------------------------------


def test_text_becomes_paragraphs_and_nested_lists() -> None:
    page = compose_blocks("text: |\n  One\n\n  - a\n    - b\n\n  1. c\n  2. d")
    text = find(page, "div", "text")

    assert [each.tag for each in text] == ["p", "ul", "ol"]
    assert say_all(find_all(text[1], "ul")[1:]) == ["b"]
    assert say_all(text[2]) == ["c", "d"]


def test_steps_are_a_numbered_list() -> None:
    page = compose_blocks("steps: [Wash **both** hands, Dry them]")

    assert say_all(find(page, "ol", "steps")) == ["Wash both hands", "Dry them"]


def test_checklist_is_a_list() -> None:
    page = compose_blocks("checklist: [Pills, A list of your medicines]")

    assert say_all(find(page, "ul", "checklist")) == ["Pills", "A list of your medicines"]


def test_table_has_a_caption_and_column_heads() -> None:
    page = compose_blocks("table: {caption: Doses, columns: [Day, Dose], rows: [[Monday, 20 mg]]}")
    table = find(page, "table")

    assert say(find(table, "caption")) == "Doses"
    assert say_all(find_all(table, "th")) == ["Day", "Dose"]
    assert [each.get("scope") for each in table.iter("th")] == ["col", "col"]
    assert say_all(find_all(table, "td")) == ["Monday", "20 mg"]


@pytest.mark.parametrize(("row_count", "name"), [(6, "kept-table"), (7, "long-table")])
def test_only_a_long_table_may_go_on_overleaf(row_count: int, name: str) -> None:
    rows = ", ".join(["[A]"] * row_count)
    page = compose_blocks(f"table: {{caption: T, columns: [C], rows: [{rows}]}}")

    assert find(page, "div", name)[0].tag == "table"


def test_medicines_have_generic_names_in_bold_and_brands_beside() -> None:
    page = compose_blocks(
        "medicines: [{generic: ondansetron, brands: [Zofran, Zuplenz]}, {generic: aspirin}]"
    )
    table = find(page, "table", "medicines")

    assert say_all(find_all(table, "th")) == ["Generic name", "Brand names"]
    assert say_all(find_all(table, "td", "generic")) == ["ondansetron", "aspirin"]
    assert say_all(find_all(table, "td"))[1::2] == ["Zofran, Zuplenz", "None listed"]
    assert b".generic { font-weight: 700; }" in shipped_theme().styles["common/blocks.css"]


def test_terms_pair_each_word_with_its_meaning() -> None:
    page = compose_blocks("terms: [{word: Port, meaning: A **small** disc.}]")

    assert say(find(page, "dt")) == "Port"
    assert say(find(page, "dd")) == "A small disc."


def test_figure_names_its_picture_and_prints_its_caption() -> None:
    page = compose_blocks("figure: {image: handouts/care/My hands é#1.png, alt: Hands, caption: C}")

    assert find(page, "img").get("src") == "file:///press/handouts/care/My%20hands%20%C3%A9%231.png"
    assert find(page, "img").get("alt") == "Hands"
    assert say(find(page, "figcaption")) == "C"


def test_questions_have_two_lines_each_to_write_on() -> None:
    page = compose_blocks("questions: [Why?, When?]")
    items = find_all(find(page, "ol", "questions"), "li")

    assert say_all(items) == ["Why?", "When?"]
    assert [len(find_all(item, "div", "write-line")) for item in items] == [2, 2]


def test_write_in_has_as_many_lines_as_asked_for() -> None:
    page = compose_blocks("write_in: {label: My next visits, lines: '3'}")

    assert say(find(page, "p", "write-label")) == "My next visits"
    assert len(find_all(page, "div", "write-line")) == 3


def test_address_is_printed_beside_a_qr_code_that_names_it() -> None:
    page = compose_blocks("link: {url: 'https://example.org/a', label: Classes}")
    block = find(page, "figure", "web-link")

    assert say(find(block, f"{SVG}title")) == "QR code that opens https://example.org/a"
    assert say(find(block, "p", "link-label")) == "Classes"
    assert say(find(block, "p", "link-address")) == "https://example.org/a"
    assert find(block, "a").get("href") == "https://example.org/a"


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("emergency", "Emergency"),
        ("call-now", "Call now"),
        ("call-us", "Call us"),
        ("tip", "Tip"),
        ("note", "Good to know"),
    ],
)
def test_callout_says_its_kind_in_words(kind: str, word: str) -> None:
    page = compose_blocks(f"callout: {{kind: {kind}, phone: nurse, text: Read **this**.}}")
    callout = find(page, "aside", kind)

    assert say(find(callout, "p", "callout-kind")) == word
    assert say(find(callout, "strong")) == "this"


def test_callout_prints_title_text_and_items_in_that_order() -> None:
    page = compose_blocks("callout: {kind: note, items: [I, J], text: T, title: H}")

    assert say_all(find(page, "div", "callout-body")) == ["H", "T", "I J"]


def test_emergency_tells_to_call_the_emergency_number() -> None:
    page = compose_blocks("callout: {kind: emergency, text: You cannot breathe.}")
    line = find(page, "p", "emergency-number")

    assert say(line) == "Call 911"
    assert find(line, "a").get("href") == "tel:911"


ON_CALL = PhoneLine("oncall", "Doctor on call", "555 0101", is_always_open=True)
NURSE_BY_DAY = PhoneLine("nurse", "Nurse line", "555-0100", hours="8 to 5", when_closed=ON_CALL)


def test_call_now_prints_number_hours_and_whom_to_call_when_closed() -> None:
    page = compose_blocks(
        "callout: {kind: call-now, phone: nurse, text: A fever.}",
        letterhead=make_letterhead(phones=(NURSE_BY_DAY, ON_CALL)),
    )
    phone = find(find(page, "aside", "call-now"), "div", "phone")

    assert say_all(phone) == [
        "Nurse line",
        "555-0100",
        "8 to 5",
        "When this line is closed, call: Doctor on call 555 0101",
    ]
    assert [each.get("href") for each in phone.iter("a")] == ["tel:555-0100", "tel:5550101"]


def test_line_that_is_always_open_says_so() -> None:
    page = compose_blocks(
        "callout: {kind: call-now, phone: oncall, text: A fever.}",
        letterhead=make_letterhead(phones=(NURSE, ON_CALL)),
    )
    phone = find(find(page, "aside", "call-now"), "div", "phone")

    assert say_all(phone) == ["Doctor on call", "555 0101", "Open day and night"]


# --- whom to call --------------------------------------------------------------------------------


def test_contact_block_lists_each_line_once() -> None:
    interpreter = PhoneLine("interpreter", "Interpreter", "555-0102")
    letterhead = make_letterhead(
        phones=(NURSE_BY_DAY, ON_CALL, interpreter), website="https://example.org"
    )
    contact = find(compose_page(make_handout(letterhead=letterhead)), "section", "contact")

    assert say_all(find_all(contact, "p", "phone-label")) == ["Nurse line", "Interpreter"]
    assert say(find(contact, "p", "phone-closed")).endswith("Doctor on call 555 0101")
    assert say(find(contact, "p", "website")) == "https://example.org"


def test_numbers_keep_their_own_direction_and_dial() -> None:
    page = compose_page(make_handout())
    link = find(find(page, "p", "phone-number"), "a")

    assert find(link, "bdi").get("class") == "number"
    assert link.get("href") == "tel:555-0100"
    assert link.get("title") == "Call 555-0100"


# --- links ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handout_id", "edition", "href"),
    [
        ("care/chills", "standard", "chills.pdf"),
        ("care/chills", "large-print", "chills.large-print.pdf"),
        ("drugs/aspirin", "standard", "../drugs/aspirin.pdf"),
        ("drugs/aspirin", "large-print", "../drugs/aspirin.large-print.pdf"),
    ],
)
def test_links_to_handouts_lead_to_the_pdf_of_the_same_edition(
    handout_id: str, edition: str, href: str
) -> None:
    typed = type_blocks(f"text: 'Read [more](handout:{handout_id}).'")
    handout = make_handout(
        f"{typed}\nsee_also: [{handout_id}]", reference_titles={handout_id: "Other"}
    )
    page = compose_page(handout, edition=edition)

    assert find(find(page, "div", "text"), "a").get("href") == href
    assert find(find(page, "section", "see-also"), "a").get("href") == href


def test_see_also_prints_the_titles_in_the_order_typed() -> None:
    titles = {"care/chills": "Chills", "drugs/aspirin": "Aspirin"}
    typed = f"{START}see_also: [drugs/aspirin, care/chills]"
    part = find(compose_page(make_handout(typed, reference_titles=titles)), "section", "see-also")

    assert say(find(part, "h2")) == "Other handouts on this subject"
    assert say_all(find_all(part, "li")) == ["Aspirin", "Chills"]


@pytest.mark.parametrize(
    ("edition", "address"),
    [
        ("standard", "https://example.org/h/en/care/fever.pdf"),
        ("large-print", "https://example.org/h/en/care/fever.large-print.pdf"),
    ],
)
@pytest.mark.parametrize("public_url", ["https://example.org/h", "https://example.org/h/"])
def test_current_version_is_linked_where_the_clinic_serves_it(
    public_url: str, edition: str, address: str
) -> None:
    handout = make_handout(letterhead=make_letterhead(public_url=public_url))
    block = find(compose_page(handout, edition=edition), "figure", "web-link")

    assert say(find(block, f"{SVG}title")) == f"QR code that opens {address}"
    assert find(block, "a").get("href") == address
    assert say_all(find(block, "figcaption")) == [
        "Scan for the current version of this handout",
        address,
    ]


def test_clinic_that_serves_nothing_gets_no_qr_code() -> None:
    assert find_all(compose_page(make_handout()), f"{SVG}svg") == []


# --- the foot ------------------------------------------------------------------------------------

DUE = date(2027, 5, 1)


@pytest.mark.parametrize(
    ("review", "pieces"),
    [
        (Review(), [("tag", "Draft, not reviewed")]),
        (
            make_review(State.APPROVED, due=DUE),
            [
                ("fact", "Version 3"),
                ("fact", "Approved May 1, 2026"),
                ("fact", "Next review May 1, 2027"),
            ],
        ),
        (
            make_review(State.APPROVED),
            [("fact", "Version 3"), ("fact", "Approved May 1, 2026")],
        ),
        (
            make_review(State.UNDER_REVIEW),
            [("tag", "Under review"), ("fact", "Version 3")],
        ),
    ],
    ids=["draft", "approved", "approved without end", "under review"],
)
def test_foot_tells_what_the_approvals_say(review: Review, pieces: list[tuple[str, str]]) -> None:
    status = find(compose_page(make_handout(review=review)), "div", "foot-status")

    assert [(each.get("class"), each.text) for each in status] == pieces


def test_draft_never_carries_a_date() -> None:
    review = Review(State.DRAFT, version=3, approved_on=DUE, due=DUE)
    status = find(compose_page(make_handout(review=review)), "div", "foot-status")

    assert say(status) == "Draft, not reviewed"


def test_foot_tells_version_and_dates_in_spanish() -> None:
    handout = make_handout(language="es", review=make_review(State.APPROVED, due=DUE))
    status = find(compose_page(handout), "div", "foot-status")

    assert say_all(status) == [
        "Versión 3",
        "Aprobada: 1 de mayo de 2026",
        "Próxima revisión: 1 de mayo de 2027",
    ]


@pytest.mark.parametrize(
    ("language", "first", "second"), [("en", "Page ", " of "), ("es", "Página ", " de ")]
)
def test_page_number_leaves_room_for_the_counters(language: str, first: str, second: str) -> None:
    foot = find(compose_page(make_handout(language=language)), "div", "page-number")

    assert foot.get("data-artifact") == "page-number"
    assert [(each.get("class"), each.text) for each in foot] == [
        ("words", first),
        ("counter-page", None),
        ("words", second),
        ("counter-pages", None),
    ]


# --- languages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "direction", "word"),
    [("en", "ltr", "Whom to call"), ("es", "ltr", "A quién llamar")],
)
def test_page_is_in_the_language_of_the_handout(language: str, direction: str, word: str) -> None:
    page = compose_page(make_handout(language=language))

    assert (page.get("lang"), page.get("dir")) == (language, direction)
    assert say(find(find(page, "section", "contact"), "h2")) == word


def test_direction_follows_the_language() -> None:
    arabic = Labels("ar", "rtl", read_labels("en").messages)
    page = compose_page(make_handout(language="ar"), labels=arabic)

    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")


def test_missing_label_is_told_by_its_words_and_language() -> None:
    messages = dict(read_labels("es").messages)
    del messages["Whom to call"]
    labels = Labels("es", "ltr", messages)

    with pytest.raises(RenderError) as caught:
        compose_page(make_handout(language="es"), labels=labels)
    assert str(caught.value) == (
        "the catalogue of 'es' has no label for \"Whom to call\"; "
        "add it to handoutpress/labels/es.po"
    )
    assert caught.value.exit_code is ExitCode.FAILED


# --- the theme -----------------------------------------------------------------------------------


def test_workspaces_template_is_used_instead_of_the_shipped_one() -> None:
    theme = make_theme({"parts/see_also.html": "<p class='own'>{{ topic_title }}</p>"})
    page = compose_page(make_handout(), theme=theme)

    assert say(find(page, "p", "own")) == "Care at home"


def test_template_may_print_foot_and_page_number_twice() -> None:
    twice = "{% for part in status %}{{ part.text }}{% endfor %}\n" * 2
    page = compose_page(make_handout(), theme=make_theme({"parts/see_also.html": twice}))

    assert "".join(page.itertext()).count("Draft, not reviewed") == 3


def test_broken_template_is_told_by_name_and_line() -> None:
    theme = make_theme({"parts/do.html": "<p>\n{{ nonsense }}\n</p>"})

    with pytest.raises(RenderError) as caught:
        compose_page(make_handout(), theme=theme)
    assert str(caught.value) == (
        "the template parts/do.html:2 is broken: 'nonsense' is undefined; mend it in templates/"
    )


SMALL_THEME = Theme(
    templates={},
    styles=dict.fromkeys(
        [
            "large-print/type.css",
            "standard/type.css",
            "standard/more.css",
            "standard/texture.png",
            "standard/old/type.css",
            "common/text.css",
            "common/paper/letter.css",
            "common/paper/half-letter.css",
            "common/paper/a4.css",
            "common/icons/bulb.svg",
            "common/blocks.css",
        ],
        b"",
    ),
    digest="",
)


@pytest.mark.parametrize(
    ("edition", "paper", "sheets"),
    [
        (
            "standard",
            "letter",
            (
                "common/blocks.css",
                "common/text.css",
                "common/paper/letter.css",
                "standard/more.css",
                "standard/type.css",
            ),
        ),
        (
            "large-print",
            "a4",
            ("common/blocks.css", "common/text.css", "common/paper/a4.css", "large-print/type.css"),
        ),
    ],
)
def test_style_sheets_are_the_common_ones_the_papers_and_the_editions(
    edition: str, paper: str, sheets: tuple[str, ...]
) -> None:
    assert choose_stylesheets(SMALL_THEME, edition, paper) == sheets


@pytest.mark.parametrize(
    ("edition", "paper", "message"),
    [
        (
            "huge",
            "a4",
            "the edition 'huge' has no style sheet; add one to styles/huge/",
        ),
        (
            "standard",
            "legal",
            "the paper 'legal' has no style sheet; add styles/common/paper/legal.css",
        ),
    ],
)
def test_edition_or_paper_without_a_style_sheet_is_told(
    edition: str, paper: str, message: str
) -> None:
    with pytest.raises(RenderError) as caught:
        choose_stylesheets(SMALL_THEME, edition, paper)
    assert str(caught.value) == message


def test_composed_page_names_its_style_sheets() -> None:
    composed = compose(make_handout(), "large-print", shipped_theme(), read_labels("en"))

    assert composed.stylesheets == choose_stylesheets(shipped_theme(), "large-print", "letter")


def test_composed_page_names_logo_and_pictures_in_order() -> None:
    typed = type_blocks(
        "figure: {image: handouts/b.png, alt: B}", "figure: {image: handouts/a.svg, alt: A}"
    )
    handout = make_handout(typed, letterhead=make_letterhead(logo="handouts/logo.svg"))
    composed = compose(handout, "standard", shipped_theme(), read_labels("en"))

    assert composed.picture_paths == ("handouts/logo.svg", "handouts/b.png", "handouts/a.svg")


def test_handout_without_logo_or_figure_names_no_picture() -> None:
    composed = compose(make_handout(), "standard", shipped_theme(), read_labels("en"))

    assert composed.picture_paths == ()


def test_html_is_the_same_in_another_process() -> None:
    command = "from tests.test_compose import *; print(digest_full_html())"
    told = [
        subprocess.run(
            [sys.executable, "-c", command],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]

    assert told == [digest_full_html()] * 2


def digest_full_html() -> str:
    return hashlib.sha256(compose_full_html().encode()).hexdigest()
