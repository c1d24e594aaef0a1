"""The edition for review as a whole: what it says, what it refuses, and the PDF that is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import pikepdf
import pytest

from handoutpress.build.loading import load_library
from handoutpress.compose import compose
from handoutpress.errors import RenderError
from handoutpress.jobs import Rendered, RenderJob
from handoutpress.labels import Labels, read_labels
from handoutpress.load.theme import read_fonts
from handoutpress.model import Approved, Handout, Review, State
from handoutpress.plan import Request
from handoutpress.render import Press
from handoutpress.texts import ApprovedText, read_text
from tests.makers import (
    FEVER,
    ROOT,
    find,
    find_all,
    make_handout,
    make_review,
    make_theme,
    read_html,
    say,
    say_all,
    shipped_theme,
)
from tests.pdf_facts import artifacts, elements, find_faults, links, page_texts, read_aloud
from tests.reviewing import DAY, WORDS, approve, compose_review

CHANGED = FEVER.replace("counts are low", "counts are high").replace("What a", "What the")
GALLERY = ROOT / "tests/gallery"


def say_head(handout: Handout, approved: ApprovedText | None = None) -> list[str]:
    """Return the paragraphs above the title."""
    page = read_html(compose_review(handout, approved))
    return say_all(find(page, "div", "review-head"))


# --- what the head says ---------------------------------------------------------------------------


def test_first_version_says_that_nothing_was_approved_before() -> None:
    assert say_head(make_handout()) == [
        "For review. Not for patients.",
        "First version: nothing was approved before.",
    ]


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (DAY, "Places changed since version 3, approved May 1, 2026: 2"),
        (None, "Places changed since version 3: 2"),
    ],
)
def test_later_version_says_how_much_changed_since(on: date | None, said: str) -> None:
    assert say_head(make_handout(CHANGED), approve(FEVER, on=on))[1:] == [said]


def test_words_that_are_approved_say_so() -> None:
    handout = make_handout(review=make_review(State.APPROVED))

    assert say_head(handout)[1:] == ["These words are approved: version 3, May 1, 2026"]


def test_words_whose_approved_ones_were_lost_say_that_nothing_is_marked() -> None:
    review = Review(changed_from=Approved(3, DAY, WORDS))

    assert say_head(make_handout(review=review))[1:] == [
        "Changed since version 3, whose words were not kept: no change is marked."
    ]


@pytest.mark.parametrize(
    ("words", "count"), [(WORDS, 1), ("0" * 64, 2)], ids=["same words", "another picture"]
)
def test_other_picture_under_the_same_words_is_told(words: str, count: int) -> None:
    handout = make_handout(review=Review(words=WORDS))

    said = say_head(handout, approve(FEVER, words=words))[1:]
    assert (
        said
        == [
            "Places changed since version 3, approved May 1, 2026: 0",
            "The words are the same; a picture is not.",
        ][:count]
    )


# --- who signs ------------------------------------------------------------------------------------


def test_sign_block_names_handout_version_and_words() -> None:
    review = replace(make_review(State.UNDER_REVIEW), words=WORDS)
    page = read_html(compose_review(make_handout(review=review)))

    facts = find(page, "dl", "reviewed")
    assert say_all(facts.iter("dt")) == ["Handout", "Version", "Reviewed words"]
    assert say_all(facts.iter("dd")) == ["Fever (care/fever, en)", "3", "4a5b e1ef 9600"]
    whole = say(find(page, "p", "whole-digest")).removeprefix("Reviewed words in full: ")
    assert whole.replace(" ", "") == WORDS


def test_draft_names_no_version() -> None:
    page = read_html(compose_review(make_handout()))

    assert say_all(find(page, "dl", "reviewed").iter("dt")) == ["Handout", "Reviewed words"]


@pytest.mark.parametrize(("asked", "rows"), [(1, 3), (3, 3), (5, 5)])
def test_there_are_as_many_rows_to_sign_as_the_clinic_needs_and_three_at_least(
    asked: int, rows: int
) -> None:
    page = read_html(compose_review(make_handout(), signature_count=asked))

    table = find(page, "table", "signers")
    assert say_all(table.iter("th")) == ["Name", "Role", "Date", "Signature"]
    assert len([row for row in table.iter("tr") if row.find("td") is not None]) == rows


def test_decision_is_one_of_three() -> None:
    page = read_html(compose_review(make_handout()))

    assert say_all(find(page, "ul", "decision")) == [
        "Approve as it stands",
        "Approve with the changes marked by hand",
        "Do not approve",
    ]


REVIEW_ONLY = ("review-head", "signatures", "line-numbers", "comments", "picture-words")


@pytest.mark.parametrize("edition", ["standard", "large-print", "fold"])
def test_other_editions_have_nothing_of_this(edition: str) -> None:
    (handout,) = [each for each in gallery() if each.id == "gallery/every-block"]
    html = compose(handout, edition, shipped_theme(), read_labels("en")).html

    assert [name for name in REVIEW_ONLY if name in html] == []
    assert find_all(read_html(html), "ins") == find_all(read_html(html), "del") == []


def test_links_lead_to_what_patients_get_when_asked_to() -> None:
    handout = make_handout(
        f"{FEVER}see_also: [care/chills]\n", reference_titles={"care/chills": "Chills"}
    )
    html = compose(
        handout, "review", shipped_theme(), read_labels("en"), file_edition="standard"
    ).html

    (link,) = find(read_html(html), "section", "see-also").iter("a")
    assert link.get("href") == "chills.pdf"


# --- templates of the clinic's own ----------------------------------------------------------------


def test_template_that_prints_changed_words_without_their_mark_is_refused() -> None:
    own = {"parts/section.html": shipped_theme().templates["parts/section.html"]}
    own["parts/section.html"] = own["parts/section.html"].replace("| marked", "| plain")
    changed = FEVER.replace("heading: Why", "heading: Why so")

    with pytest.raises(RenderError) as caught:
        compose_review(make_handout(changed), approve(FEVER), theme=make_theme(own))
    assert str(caught.value) == (
        "a template prints words that changed without their marks; "
        "print them through the filter 'marked', as docs/look.md says"
    )


def test_template_of_the_clinics_own_does_no_harm_where_nothing_changed() -> None:
    own = {"parts/section.html": shipped_theme().templates["parts/section.html"]}
    own["parts/section.html"] = own["parts/section.html"].replace("| marked", "| plain")

    html = compose_review(make_handout(), approve(FEVER), theme=make_theme(own))
    assert "Why" in html


# --- the PDF --------------------------------------------------------------------------------------


@cache
def gallery() -> tuple[Handout, ...]:
    return load_library(GALLERY, Request()).library.handouts


@cache
def press() -> Press:
    return Press(shipped_theme(), read_fonts())


def print_review(
    handout: Handout, approved: ApprovedText | None = None, *, labels: Labels | None = None
) -> Rendered:
    """Return the PDF for review of a handout of the gallery."""
    composed = compose(
        *(handout, "review", shipped_theme(), labels or read_labels(handout.language)),
        file_edition="standard",
        approved=approved,
    )
    pictures = {path: (GALLERY / path).read_bytes() for path in composed.picture_paths}
    return press().render(
        RenderJob(composed.html, composed.stylesheets, shipped_theme(), read_fonts(), pictures)
    )


def find_handout(language: str, name: str = "short") -> Handout:
    (found,) = [
        each for each in gallery() if each.id == f"gallery/{name}" and each.language == language
    ]
    return found


@cache
def changed_gallery() -> bytes:
    """Return every kind of block, each word of it new against one short handout."""
    approved = ApprovedText(3, DAY, read_text(find_handout("en")))
    pdf = print_review(find_handout("en", "every-block"), approved).pdf
    assert find_faults(pdf) == []
    return pdf


@pytest.mark.parametrize("language", ["en", "es"])
def test_first_version_is_sound_in_each_language(language: str) -> None:
    pdf = print_review(find_handout(language)).pdf

    assert find_faults(pdf) == []
    assert read_labels(language).text("Signature") in page_texts(pdf)[-1]


def test_every_kind_of_block_is_sound_with_all_its_words_marked() -> None:
    said = read_aloud(changed_gallery())

    assert said.count("[added:") > 40
    assert said.count("[") == said.count("]")


def test_marks_are_read_aloud_where_they_stand_and_not_in_their_own_elements() -> None:
    types = {each.type for each in elements(changed_gallery())}

    assert "Annot" not in types
    assert any("[added:" in each.text for each in elements(changed_gallery(), "LBody"))
    assert any("[added:" in each.text for each in elements(changed_gallery(), "TD"))


def test_numbers_of_lines_go_on_from_the_first_page_to_the_last() -> None:
    numbers = [each for each in artifacts(changed_gallery()) if each.subtype == "LineNum"]

    assert [each.text for each in numbers] == [str(at) for at in range(1, len(numbers) + 1)]
    assert len({each.page for each in numbers}) >= len(page_texts(changed_gallery())) - 1


def test_each_page_has_room_for_comments_beside_the_text() -> None:
    pdf = changed_gallery()

    comments = [each.page for each in artifacts(pdf) if each.text == "Comments"]
    assert comments == list(range(1, len(page_texts(pdf)) + 1))
    with pikepdf.open(BytesIO(pdf)) as document:
        width_mm = float(document.pages[0].mediabox[2]) * 25.4 / 72
    text_end_mm = max(box[2] for box in (each.box for each in links(pdf))) * 25.4 / 72
    assert width_mm - text_end_mm >= 55


def test_sign_table_has_heads_for_its_columns_and_no_empty_heading() -> None:
    tables = elements(changed_gallery(), "Table")
    heads = [each.text for each in elements(changed_gallery(), "TH")]

    assert heads[-4:] == ["Name", "Role", "Date", "Signature"]
    assert len(tables) == 3
    assert all(each.text.strip() for each in elements(changed_gallery(), "H1", "H2", "H3"))


def test_every_run_makes_the_same_file() -> None:
    handout = find_handout("en")

    assert print_review(handout).pdf == print_review(handout).pdf


def test_page_that_runs_from_right_to_left_is_the_other_way_round() -> None:
    handout = find_handout("en")
    labels = replace(read_labels("en"), direction="rtl")

    pdf = print_review(handout, labels=labels).pdf
    assert find_faults(pdf) == []
    assert {each.text for each in artifacts(pdf) if each.subtype == "LineNum"} >= {"1", "2"}
