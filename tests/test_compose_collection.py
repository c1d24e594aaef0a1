"""The first and last pages of booklets, sets and packets: as a tree, and printed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest

from handoutpress.collection import Visit, number_contents
from handoutpress.compose import choose_stylesheets, compose
from handoutpress.compose.collection import compose_back, compose_front
from handoutpress.errors import RenderError
from handoutpress.labels import read_labels
from handoutpress.model import Review, State
from handoutpress.text import parse_flow
from tests.makers import (
    find,
    find_all,
    make_handout,
    make_letterhead,
    read_html,
    read_meta,
    say,
    say_all,
    shipped_theme,
)
from tests.own_pages import (
    ARABIC,
    BARE,
    BOOKLET,
    CROWDED,
    EDITIONS,
    ENTRIES,
    LONG_TITLE,
    NAME,
    PACKET,
    PHONES,
    SET,
    SMALLEST_PT,
    back,
    compose_stamps_of,
    front,
    headings,
    on_paper,
    print_pdf,
    with_entries,
)
from tests.pdf_facts import (
    MM_PER_POINT,
    drawn_boxes,
    elements,
    find_faults,
    links,
    metadata,
    outline,
    page_sizes_mm,
    page_texts,
    read_aloud,
    text_sizes,
)

# --- booklets ------------------------------------------------------------------------------------


def test_booklet_opens_with_a_cover_and_then_its_contents() -> None:
    composed = front(BOOKLET)
    cover = find(read_html(composed.html), "div", "cover")

    assert headings(composed) == [
        ("h1", "Care at home"),
        ("h2", "Whom to call"),
        ("h2", "In this booklet"),
    ]
    assert say(find(cover, "div", "introduction")) == "Start with Fever."
    assert composed.picture_paths == ("handouts/logo.svg",)


def test_cover_of_a_booklet_has_neither_running_head_nor_foot() -> None:
    cover, contents = page_texts(print_pdf(front(BOOKLET)))

    assert "Care at home" in cover
    assert "Page" not in cover
    assert "Page 2 of 2" in contents


def test_contact_stands_at_the_foot_of_the_cover() -> None:
    height = page_sizes_mm(print_pdf(front(BOOKLET)))[0][1]
    lowest = min(box[1] for box in drawn_boxes(print_pdf(front(BOOKLET)))) * MM_PER_POINT

    assert height == 279.4
    assert 15 < lowest < 20


def test_booklet_closes_with_words_sources_and_whom_to_call() -> None:
    composed = back(BOOKLET)
    pdf = print_pdf(composed)

    assert headings(composed) == [
        ("h1", "Words to know"),
        ("h1", "Where this comes from"),
        ("h1", "Whom to call"),
    ]
    first, last = page_texts(pdf)
    assert "port a small disc" in first
    assert "Fever. A press" in first
    assert "Page 1 of 2" in first
    assert "Page" not in last
    for words in ("555-0100", "555-0102", "https://example.org", "Example Clinic", "large print"):
        assert words in last


@pytest.mark.parametrize("edition", EDITIONS)
def test_back_cover_is_one_page_even_with_twelve_numbers(edition: str) -> None:
    bare = replace(BOOKLET, letterhead=replace(CROWDED, website=None, notices=None), words=())
    texts = page_texts(print_pdf(back(replace(bare, sources=()), edition)))

    assert all(phone.number in " ".join(texts) for phone in PHONES)
    assert len(texts) == 1


def test_clinic_without_phones_is_named_on_the_back_cover() -> None:
    composed = back(replace(BOOKLET, letterhead=BARE, words=(), sources=()))

    assert headings(composed) == [("h1", "Example Clinic")]


def test_booklet_without_cover_starts_with_letterhead_title_and_contents() -> None:
    composed = front(replace(BOOKLET, has_cover=False))

    assert headings(composed) == [("h1", "Care at home"), ("h2", "In this booklet")]
    assert len(page_texts(print_pdf(composed))) == 1


def test_link_in_an_introduction_leads_to_the_handout() -> None:
    intro = parse_flow("Read [this](handout:care/fever).")
    linked = replace(
        BOOKLET, introduction=intro, references={"care/fever": ("Fever", "../care/fever.pdf")}
    )
    words = find(read_html(front(linked).html), "div", "introduction")

    assert say(words) == "Read this (handout: Fever)."
    assert find(words, "a").get("href") == "../care/fever.pdf"


def test_link_to_a_handout_that_nobody_named_is_refused() -> None:
    intro = parse_flow("Read [this](handout:care/fever).")

    with pytest.raises(RenderError) as caught:
        front(replace(BOOKLET, introduction=intro))
    assert str(caught.value) == (
        "a text leads to the handout 'care/fever', which is not known here; "
        "correct its id, or take the link away"
    )


# --- what is inside ------------------------------------------------------------------------------


def test_entries_stand_in_order_and_lead_to_their_handouts() -> None:
    page = read_html(front(BOOKLET).html)
    found = find_all(page, "a", "entry")

    assert [(each.get("href"), each.get("data-part")) for each in found] == [
        ("../care/fever.pdf", "1"),
        ("../care/chills.pdf", "2"),
        ("../care/vomiting.pdf", "3"),
    ]
    assert [link.target for link in links(print_pdf(front(BOOKLET))) if link.page == 2] == [
        entry.href for entry in ENTRIES
    ]


def test_draft_and_other_language_are_said_at_the_entry() -> None:
    fever, chills, vomiting = find_all(read_html(front(SET).html), "a", "entry")

    assert say(fever) == "Fever Pages: 3"
    assert say(chills) == "Chills Pages: 1 Draft"
    assert say(vomiting) == "Vómitos Español Pages: 2"
    assert [each.get("lang") for each in vomiting.iter("span") if each.get("lang")] == ["es", "es"]


def test_what_is_under_review_is_said_at_the_entry() -> None:
    fever = replace(ENTRIES[0], state=State.UNDER_REVIEW)
    page = read_html(front(replace(SET, entries=(fever,))).html)

    assert say(find(page, "a", "entry")) == "Fever Pages: 3 Under review"


def test_entry_without_a_file_of_its_own_is_no_link() -> None:
    page = read_html(front(replace(SET, entries=(replace(ENTRIES[0], href=""),))).html)

    assert find_all(find(page, "section", "inside"), "a") == []
    assert find(page, "span", "entry").get("data-part") == "1"


def test_contents_have_no_number_until_all_pages_are_counted() -> None:
    text = page_texts(print_pdf(front(BOOKLET)))[1]

    assert ". . ." in text
    assert re.search(r"\. \d", text) is None


def test_numbers_are_put_in_once_all_pages_are_counted() -> None:
    composed = front(BOOKLET)
    numbered = replace(composed, html=number_contents(composed.html, (1, 3, 17, 104)))
    text = page_texts(print_pdf(numbered))[1]

    assert re.findall(r"\. (\d+)", text) == ["3", "17", "104"]
    assert find_faults(print_pdf(numbered)) == []
    assert '[data-part="3"]::after { content: leader(" .") " 104" }' in numbered.html
    assert numbered.html.count("<style>") == 1


def test_part_without_a_known_number_shows_how_many_pages_it_has() -> None:
    booklet, packet = front(BOOKLET), front(SET)
    one = replace(booklet, html=number_contents(booklet.html, (1, 3, 0)))
    two = replace(packet, html=number_contents(packet.html, (1, 3, 0)))

    assert "Pages: 1" in page_texts(print_pdf(one))[1]
    assert "Pages: 2" in page_texts(print_pdf(one))[1]
    assert re.findall(r"\. (\d+)", page_texts(print_pdf(two))[0]) == ["3"]


@pytest.mark.parametrize("change", [{"has_contents": False}, {"is_numbered_through": False}])
def test_set_without_numbers_has_no_leaders(change: dict[str, Any]) -> None:
    composed = front(replace(SET, **change))
    html = number_contents(composed.html, (1, 3, 17, 104))
    text = page_texts(print_pdf(replace(composed, html=html)))[0]

    assert "Pages: 3" in text
    assert ". . ." not in text
    assert "104" not in text


@pytest.mark.parametrize("edition", EDITIONS)
def test_contents_of_forty_handouts_go_on_overleaf(edition: str) -> None:
    pdf = print_pdf(front(with_entries(SET, 40), edition))

    assert find_faults(pdf) == []
    assert len(page_texts(pdf)) > 1
    assert len(elements(pdf, "TOCI")) == 40
    assert [entry for entry in elements(pdf, "TOCI") if len(entry.pages) > 1] == []


# --- sets ----------------------------------------------------------------------------------------


def test_cover_of_a_set_says_for_whom_what_is_inside_in_which_language_and_whom_to_call() -> None:
    composed = front(SET)

    assert headings(composed) == [
        ("h1", "Starting treatment"),
        ("h2", "In this packet"),
        ("h2", "Whom to call"),
    ]
    (text,) = page_texts(print_pdf(composed))
    for words in ("For:", "Language English", "Fever Pages: 3", "555-0100", "Page 1 of 1"):
        assert words in text


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_label_box_is_empty_and_holds_a_label_of_70_by_30_mm(edition: str, paper: str) -> None:
    pdf = print_pdf(front(on_paper(SET, paper), edition))
    border_mm = MM_PER_POINT  # 1 pt
    sizes = [
        (round((right - left) * MM_PER_POINT - 2 * border_mm, 1), (top - bottom) * MM_PER_POINT)
        for left, bottom, right, top in drawn_boxes(pdf)
    ]
    heights = [round(height - 2 * border_mm, 1) for width, height in sizes if width == 70.0]

    assert 30.0 in heights
    assert _text_inside_label_box(pdf) == ""


def _text_inside_label_box(pdf: bytes) -> str:
    (box,) = {
        tuple(round(side) for side in box)
        for box in drawn_boxes(pdf)
        if abs((box[2] - box[0]) * MM_PER_POINT - 70) < 1
        and abs((box[3] - box[1]) * MM_PER_POINT - 30) < 1
    }
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[0].get_textpage().get_text_bounded(*box))


def test_set_has_no_last_page_unless_it_is_to_be_talked_about() -> None:
    theme, labels = shipped_theme(), read_labels("en")

    assert compose_back(SET, "standard", theme, labels) is None
    assert compose_back(replace(SET, has_talk_page=True), "standard", theme, labels) is not None


def test_nothing_is_wanted_and_nothing_is_made() -> None:
    nothing = replace(SET, has_cover=False, has_contents=False)

    assert compose_front(nothing, "standard", shipped_theme(), read_labels("en")) is None


def test_note_is_printed_even_without_cover_and_contents() -> None:
    composed = front(replace(PACKET, has_cover=False, has_contents=False))

    assert headings(composed) == [("h1", "Starting treatment"), ("h2", "A note for you")]
    assert NAME not in composed.html


# --- packets -------------------------------------------------------------------------------------


def test_cover_of_a_packet_says_whose_it_is_and_after_which_visit() -> None:
    page = read_html(front(PACKET).html)
    facts = say_all(find(page, "dl", "facts").iter("div"))

    assert say(find(page, "p", "patient-name")) == NAME
    assert find_all(page, "div", "label-box") == []
    assert facts == [
        "Date of visit September 28, 2026",
        "Visit with Dr. Roberts",
        "Language English",
        "Packet 7KQ4-M2",
    ]


@pytest.mark.parametrize("visit", [None, Visit(clinician="Dr. Roberts")])
def test_packet_for_nobody_yet_has_the_label_box(visit: Visit | None) -> None:
    page = read_html(front(replace(PACKET, visit=visit)).html)

    assert len(find_all(page, "div", "label-box")) == 1
    assert find_all(page, "p", "patient-name") == []


def test_note_says_who_added_it() -> None:
    note = find(read_html(front(PACKET).html), "section", "clinic-note")

    assert say(note) == "A note for you Added by Example Clinic Read page 4 first."
    assert say_all(find_all(note, "strong")) == ["page 4"]


def test_name_of_the_patient_stands_on_the_cover_and_nowhere_else() -> None:
    first, last = print_pdf(front(PACKET)), print_pdf(back(PACKET))
    page = read_html(front(PACKET).html)

    assert page_texts(first)[0].count(NAME) == 1
    assert NAME not in back(PACKET).html
    assert NAME not in compose_stamps_of(PACKET).edge
    assert NAME not in "".join(page_texts(last) + page_texts(first)[1:])
    assert NAME not in "".join(title for _, title, _ in outline(first))
    assert NAME not in repr(metadata(first))
    assert (metadata(first).title, metadata(first).author) == (
        "Starting treatment",
        "Example Clinic",
    )
    assert [each.get("name") for each in find(page, "head").iter("meta")] == [
        None,
        "author",
        "generator",
    ]
    assert read_meta(page, "author") == "Example Clinic"


def test_talk_page_has_lines_and_questions_in_own_words() -> None:
    composed = back(PACKET)
    page = read_html(composed.html)

    assert headings(composed) == [
        ("h1", "What we talked about"),
        ("h2", "Tell us in your own words"),
    ]
    questions = list(find(page, "ol", "questions").iter("li"))
    assert len(questions) == 4
    assert all(len(find_all(each, "div", "write-line")) == 2 for each in questions)
    assert len(page_texts(print_pdf(composed))) == 1


# --- every page ----------------------------------------------------------------------------------

LONG = replace(PACKET, title=LONG_TITLE, letterhead=CROWDED)
EMPTY = replace(PACKET, letterhead=BARE, entries=ENTRIES[:1], visit=None, note=None)
LONG_BOOKLET = replace(BOOKLET, title=LONG_TITLE, letterhead=CROWDED)
BARE_BOOKLET = replace(BOOKLET, letterhead=BARE, introduction=None, words=(), sources=())
CASES = {
    "booklet": BOOKLET,
    "long booklet": LONG_BOOKLET,
    "bare booklet": BARE_BOOKLET,
    "set": replace(SET, has_talk_page=True),
    "packet": PACKET,
    "long packet": LONG,
    "empty packet": EMPTY,
}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("case", CASES)
def test_pages_have_no_fault_in_any_edition_on_any_paper_or_from_right_to_left(
    case: str, edition: str
) -> None:
    letter, a4 = on_paper(CASES[case], "letter"), on_paper(CASES[case], "a4")
    rtl = replace(letter, visit=None)
    pages = [front(letter, edition), back(a4, edition), front(rtl, edition, ARABIC)]

    for composed in pages:
        pdf = print_pdf(composed)
        assert find_faults(pdf) == []
        assert min(text_sizes(pdf)) >= SMALLEST_PT[edition]


@pytest.mark.parametrize("case", CASES)
def test_headings_leave_out_no_level_and_none_stands_alone_at_the_foot(case: str) -> None:
    for composed in (front(CASES[case]), back(CASES[case])):
        levels = [int(tag[1]) for tag, _ in headings(composed)]
        assert levels[0] == 1
        assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
        pdf = print_pdf(composed)
        blocks = [each for each in elements(pdf, "H1", "H2", "P", "TOCI", "Lbl") if each.pages]
        assert [
            one.text
            for one, next_ in pairwise(blocks)
            if one.type == "H2" and one.pages[-1] != next_.pages[0]
        ] == []


def test_pages_are_in_the_language_and_direction_of_the_labels() -> None:
    spanish = read_html(front(replace(SET, language="es"), labels=read_labels("es")).html)
    arabic = read_html(front(SET, labels=ARABIC).html)

    assert (spanish.get("lang"), spanish.get("dir")) == ("es", "ltr")
    assert (arabic.get("lang"), arabic.get("dir")) == ("ar", "rtl")
    assert say(find(spanish, "p", "for-label")) == "Para:"
    assert "Español" in say(find(spanish, "dl", "facts"))


def test_numbers_of_contents_stand_at_the_left_from_right_to_left() -> None:
    composed = front(SET, labels=ARABIC)
    numbered = replace(composed, html=number_contents(composed.html, (1, 3, 17, 104)))
    pdf = print_pdf(numbered)
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        text = page.get_textpage()
        index, _ = text.search("104").get_next()
        left_mm = text.get_charbox(index)[0] * MM_PER_POINT

    assert 30 < left_mm < 33


def test_words_of_editors_are_escaped() -> None:
    odd = '<b>&"'
    entries = (replace(ENTRIES[0], title=odd, href='a".pdf'),)
    collection = replace(
        PACKET,
        title=odd,
        entries=entries,
        code=odd,
        visit=Visit(odd, None, odd, is_named_in_feet=True),
    )
    page = read_html(front(collection).html)

    assert say(find(page, "h1")) == odd
    assert say(find(page, "p", "patient-name")) == odd
    assert find(page, "a", "entry").get("href") == 'a".pdf'
    assert find_all(page, "b") == []
    assert "<b>" not in compose_stamps_of(collection).edge


# --- folded pages --------------------------------------------------------------------------------


@pytest.mark.parametrize(("paper", "size_mm"), [("letter", (139.7, 215.9)), ("a4", (148.5, 210.0))])
def test_folded_pages_are_half_a_sheet(paper: str, size_mm: tuple[float, float]) -> None:
    handout = make_handout(letterhead=make_letterhead(paper=paper))
    composed = compose(handout, "fold", shipped_theme(), read_labels("en"))

    assert page_sizes_mm(print_pdf(composed)) == [size_mm]
    assert page_sizes_mm(print_pdf(front(on_paper(BOOKLET, paper), "fold"))) == [size_mm] * 2


LONG_AGO, LONG_AHEAD = date(2026, 9, 30), date(2027, 9, 30)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("state", [State.APPROVED, State.UNDER_REVIEW])
def test_the_foot_holds_version_and_long_dates(
    edition: str, paper: str, language: str, state: State
) -> None:
    handout = make_handout(
        letterhead=make_letterhead(paper=paper),
        language=language,
        review=Review(state, 12, LONG_AGO, LONG_AHEAD, "0" * 64),
    )
    composed = compose(handout, edition, shipped_theme(), read_labels(language))

    (text,) = {page for page in page_texts(print_pdf(composed)) if "12" in page}
    assert text.count("2027") == 1


def test_folded_pages_have_paper_and_type_of_their_own() -> None:
    sheets = choose_stylesheets(shipped_theme(), "fold", "a4")

    assert "common/paper/a5.css" in sheets
    assert [name for name in sheets if name.startswith("fold/")] == [
        "fold/narrow.css",
        "fold/type.css",
    ]


def test_folded_page_leads_to_the_files_that_there_are() -> None:
    handout = make_handout(
        "title: A\nsummary: B\nsee_also: [care/chills]\nsections: [{heading: C, text: D}]",
        reference_titles={"care/chills": "Chills"},
        letterhead=make_letterhead(public_url="https://example.org/handouts"),
    )
    labels = read_labels("en")
    page = read_html(
        compose(handout, "fold", shipped_theme(), labels, file_edition="large-print").html
    )

    assert "https://example.org/handouts/en/care/fever.large-print.pdf" in say(page)
    assert find(find(page, "section", "see-also"), "a").get("href") == "chills.large-print.pdf"


def test_read_aloud_a_cover_says_what_is_inside_in_order() -> None:
    words = read_aloud(print_pdf(front(SET)))

    assert words.index("For:") < words.index("In this packet") < words.index("Fever")
    assert words.index("Fever") < words.index("Chills") < words.index("Whom to call")


def test_pages_of_what_others_made_are_put_in_when_they_are_counted() -> None:
    html = '<html><head></head><body><a data-part="2" data-pages="@PAGES-OF-2@">x</a></body></html>'

    numbered = number_contents(html, (1, 3, 17), (1, 2, 12))
    assert 'data-pages="12"' in numbered
    assert "@PAGES-OF" not in numbered
