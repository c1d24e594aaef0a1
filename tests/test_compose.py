"""The composed page, judged as a tree; blocks and escaping have files of their own."""

import hashlib
import os
import subprocess
import sys
from datetime import date
from itertools import pairwise

import pytest
from tinyhtml5.parser import HTMLParser

from handoutpress.compose import choose_stylesheets, compose
from handoutpress.errors import ExitCode, RenderError
from handoutpress.labels import Labels, read_labels
from handoutpress.model import Review, State, Theme
from tests.makers import (
    FEVER,
    ROOT,
    compose_page,
    find,
    find_all,
    make_glossary,
    make_handout,
    make_letterhead,
    make_review,
    make_theme,
    read_meta,
    say,
    say_all,
    shipped_theme,
    type_blocks,
    type_sections,
)

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
        f"{FEVER}do: [Rest]\nsee_also: [care/chills]\nsources: [{{title: A}}]",
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
        "web-link",
        "notices",
        "contact",
    ]


def test_heads_and_feet_hold_no_link() -> None:
    page = compose_page(make_handout(letterhead=FULL_LETTERHEAD))

    assert find_all(find(page, "div", "running-head"), "a") == []
    assert find_all(find(page, "div", "running-foot"), "a") == []


def test_document_names_title_author_subject_and_keywords() -> None:
    page = compose_page(make_handout(f"{FEVER}keywords: [chills, AI]"))

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


def test_running_head_holds_first_phone_and_title() -> None:
    page = compose_page(make_handout())

    assert say(find(page, "div", "running-head")) == "555-0100 Fever"


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
    page = compose_page(make_handout(f"{FEVER}do: [Rest **well**, Drink]"))
    do = find(page, "section", "do")

    assert say(find(do, "h2")) == "What to do"
    assert say_all(find_all(do, "li")) == ["Rest well", "Drink"]
    assert say(find(do, "strong")) == "well"


def test_sources_are_told_with_publisher_and_printed_address() -> None:
    typed = (
        f"{FEVER}sources: [{{title: A}}, {{title: B, publisher: C, url: 'https://example.org'}}]"
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
        (5, 78, True),  # with title, summary and headings 400 words
        (5, 77, False),  # 395
        (4, 300, False),
        (5, 1, False),
    ],
)
def test_contents_stand_only_above_both_thresholds(
    section_count: int, words: int, has_contents: bool
) -> None:
    typed = type_sections("A", "B", "C", "D", "E", words=words)
    long = make_handout(typed)
    sections = long.manuscript.sections[:section_count]
    manuscript = long.manuscript.model_copy(update={"sections": sections})
    page = compose_page(make_handout(manuscript=manuscript))

    assert bool(find_all(page, "section", "contents")) is has_contents


def test_contents_name_each_section_and_lead_to_it() -> None:
    page = compose_page(make_handout(type_sections("A & B", "C", "D", "E", "F", words=100)))
    links = find_all(find(page, "section", "contents"), "a")
    anchors = [f"#{each.get('id')}" for each in page.iter("h2") if each.get("id")]

    assert say_all(links) == ["A & B", "C", "D", "E", "F"]
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
    ("language", "before", "between"), [("en", "Page ", " of "), ("es", "Página ", " de ")]
)
def test_page_number_leaves_room_for_the_counters(language: str, before: str, between: str) -> None:
    number = find(compose_page(make_handout(language=language)), "div", "page-number")

    assert number.attrib == {
        "class": "page-number",
        "data-artifact": "page-number",
        "data-first": "page",
        "data-before": before,
        "data-between": between,
        "data-after": "",
    }


def test_the_number_of_all_pages_may_stand_first() -> None:
    messages = {**read_labels("en").messages, "Page {page} of {pages}": "{pages} ({page}) all"}
    labels = Labels("en", "ltr", messages)
    page = compose_page(make_handout(), labels=labels)

    assert find(page, "div", "page-number").attrib == {
        "class": "page-number",
        "data-artifact": "page-number",
        "data-first": "pages",
        "data-before": "",
        "data-between": " (",
        "data-after": ") all",
    }


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
