"""What the composed HTML says of each block, number and link; judged as a tree."""

import pytest

from handoutpress.model import PhoneLine
from tests.makers import (
    FEVER,
    NURSE,
    SVG,
    compose_blocks,
    compose_page,
    find,
    find_all,
    make_handout,
    make_letterhead,
    say,
    say_all,
    shipped_theme,
    type_blocks,
)

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
        "When closed: Doctor on call 555 0101",
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
    typed = f"{FEVER}see_also: [drugs/aspirin, care/chills]"
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


@pytest.mark.parametrize(
    ("columns", "word", "names"),
    [
        (2, "x" * 22, ""),
        (2, "x" * 23, "long-words"),
        (4, "Saturday", ""),
        (4, "x" * 12, "long-words"),
    ],
)
def test_only_a_word_too_long_for_its_column_may_be_broken(
    columns: int, word: str, names: str
) -> None:
    heads = ", ".join("abcd"[:columns])
    cells = ", ".join([word, *"bcd"[: columns - 1]])
    page = compose_blocks(f"table: {{caption: C, columns: [{heads}], rows: [[{cells}]]}}")

    assert find_all(page, "td")[0].get("class", "") == names
