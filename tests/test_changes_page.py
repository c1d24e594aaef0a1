import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element

import pytest

from handoutpress.changes import Changes, HandoutChange, Kept, compare_handout, gather_changes
from handoutpress.compose.changes_page import MAX_SHOWN_CHANGES, compose_changes, isolate_numbers
from handoutpress.errors import RenderError
from handoutpress.texts import HandoutText, Part, PartText, TextLine
from tests.changed_handouts import EDITED, OLD, TYPED, change, change_all, keep
from tests.makers import find, find_all, make_theme, read_html, say, say_all, shipped_theme

EVIL = '<script>alert(1)</script> & "more" {{ words }}'


def compose(*handouts: HandoutChange) -> str:
    return compose_changes(change_all(*handouts), shipped_theme())


def read_page(*handouts: HandoutChange) -> Element:
    return read_html(compose(*handouts))


def list_rows(page: Element) -> list[tuple[str, str, str]]:
    """Return the class of each row with two sides, and its sides, marks spoken."""
    rows = [row for row in page.iter("tr") if find_all(row, "td", "old")]
    return [
        (row.get("class", ""), say(find(row, "td", "old")), say(find(row, "td", "new")))
        for row in rows
    ]


def test_page_shows_words_side_by_side_and_says_which_came_and_went() -> None:
    rows = list_rows(read_page(change()))

    assert (
        "changed",
        "Take removed: 10 mg, end. of this medicine each day.",
        "Take added: 20 mg, end. of this medicine each day.",
    ) in rows


def test_marks_are_elements_of_their_own_meaning() -> None:
    page = read_page(change())
    row = next(row for row in page.iter("tr") if "20 mg" in say(row))

    assert say_all(row.iter("del")) == ["removed: 10 mg, end."]
    assert say_all(row.iter("ins")) == ["added: 20 mg, end."]
    assert [find_all(cell, "ins") for cell in find_all(row, "td", "old")] == [[]]


def test_line_that_came_or_went_says_so_in_words() -> None:
    edited = TYPED.replace("Drink water, ", "").replace(
        "Call the nurses.", '"Call the nurses.\\n\\nOr us."'
    )

    rows = list_rows(read_page(change(new=edited)))

    assert ("changed", "Removed Step Drink water", "") in rows
    assert ("changed", "", "Added Or us.") in rows


def test_line_of_another_kind_says_what_it_was_and_is() -> None:
    rows = list_rows(read_page(change(new=TYPED.replace("- steps: [", "- checklist: ["))))

    assert ("changed", "Step Drink water", "Box to tick Drink water") in rows


def test_paragraph_that_became_a_list_item_is_called_a_paragraph() -> None:
    rows = list_rows(
        read_page(change(new=TYPED.replace("Call the nurses.", '"- Call the nurses."')))
    )

    assert ("changed", "Paragraph Call the nurses.", "List item Call the nurses.") in rows


def test_section_heads_say_what_happened_to_the_section() -> None:
    head, why, take, call = TYPED.split("  - heading")
    moved = "  - heading".join((head, call, why, take.replace("10 mg", "20 mg")))
    page = read_page(change(), change(new=moved, handout_id="care/moved"))

    assert [say(head) for head in page.iter("th") if head.get("scope") == "rowgroup"] == [
        "How to take it Renamed",
        "Whom to call Section removed",
        "When to worry New section",
        "Whom to call Moved",
        "What to take",
    ]


def test_renamed_section_shows_both_headings() -> None:
    rows = list_rows(read_page(change()))

    assert (
        "changed",
        "removed: What, end. to take",
        "added: How, end. to take added: it, end.",
    ) in rows


def test_unchanged_sections_are_folded_to_their_headings() -> None:
    page = read_page(change())

    assert say_all(find_all(page, "tbody", "unchanged")) == [
        "Unchanged: Title, summary and what to do · Why",
        "Unchanged: Sources",
    ]


def test_unchanged_lines_stand_only_beside_changed_ones() -> None:
    rows = list_rows(read_page(change()))
    folds = say_all(find_all(read_page(change()), "tr", "fold"))

    assert ("same", "Step Open it", "Step Open it") in rows
    assert "4 lines unchanged" in folds
    assert not any("Drink water" in new for _, _, new in rows)


def test_head_of_the_table_says_how_the_handout_stood_and_stands() -> None:
    page = read_page(change())

    assert [say(head) for head in page.iter("th") if head.get("scope") == "col"] == [
        "Before: version 2, approved; 2 pages, 3 pages (large-print)",
        "Now: draft, not reviewed; 2 pages, 4 pages (large-print)",
    ]


def test_handout_names_its_id_its_reasons_and_its_pdfs() -> None:
    page = read_page(change(reasons=("content", "picture")))

    (facts,) = find_all(page, "p", "facts")
    assert say(facts) == (
        "care/fever · PDF, standard, of Fever · PDF, large-print, of Fever "
        "· made anew because of: content, picture"
    )
    assert [link.get("href") for link in facts.iter("a")] == [
        "en/care/fever.pdf",
        "en/care/fever.large-print.pdf",
    ]


def test_summary_counts_and_leads_to_what_happened() -> None:
    page = read_page(
        change(),
        change(old=None, handout_id="care/new"),
        change(new=None, handout_id="care/gone"),
        change(new=TYPED, handout_id="care/same"),
    )

    counts = find(page, "ul", "counts")
    assert say_all(counts) == [
        "1 changed",
        "1 new",
        "1 removed",
        "1 made anew with the same words",
    ]
    ids = {each.get("id") for each in page.iter() if each.get("id")}
    targets = [(link.get("href") or "")[1:] for link in counts.iter("a")]
    assert targets == ["changed", "added", "removed", "same"]
    assert set(targets) <= ids


def test_list_of_changed_handouts_leads_to_each() -> None:
    page = read_page(change(), change(new=TYPED.replace("low", "high"), handout_id="care/port"))

    links = [link.get("href") for link in find_all(page, "ul", "titles")[0].iter("a")]
    assert links == ["#care/fever.en", "#care/port.en"]
    assert [article.get("id") for article in page.iter("article")] == [
        "care/fever.en",
        "care/port.en",
    ]


def test_run_of_which_nothing_is_known_is_an_empty_page() -> None:
    page = read_html(compose_changes(Changes(), shipped_theme()))

    assert say(find(page, "main")) == ""
    assert say_all(find(page, "ul", "counts"))[0] == "0 changed"
    assert say(find(page, "p", "subtitle")) == "in the last run that changed anything"


def test_page_says_the_day_of_the_run() -> None:
    page = read_page(change())

    assert say(find(page, "time")) == "2026-11-26"


def test_same_words_are_listed_by_reason_with_what_else_changed() -> None:
    page = read_page(
        change(new=TYPED, reasons=("theme",)),
        change(new=TYPED, reasons=("theme",), handout_id="care/port"),
        change(new=TYPED, reasons=("approval",), handout_id="care/line", language="es"),
    )

    assert say_all(page.iter("summary")) == ["Because of: theme (2)", "Because of: approval (1)"]
    item = say_all(find_all(page, "li"))[-1]
    assert item.endswith(
        ": version 2, approved → draft, not reviewed; "
        "2 pages, 3 pages (large-print) → 2 pages, 4 pages (large-print)"
    )


def test_same_change_in_several_handouts_is_shown_once() -> None:
    other = "\n  - heading: Another section\n    text: Only here.\n"
    page = read_page(
        change(),
        change(TYPED + other, EDITED + other, handout_id="care/port"),
        change(handout_id="care/third", language="es"),
    )

    assert [article.get("id") for article in page.iter("article")] == [
        "care/fever.en",
        "care/third.es",
    ]
    details = find(page, "details", "others")
    assert say(find(details, "summary")) == "The same change in 1 more"
    assert [link.get("href") for link in details.iter("a")] == ["en/care/port.pdf"]


def test_few_new_and_removed_handouts_show_their_words() -> None:
    page = read_page(change(old=None, new=EDITED), change(new=None, handout_id="care/gone"))

    assert say_all(find_all(page, "div", "whole")) == [
        "Title Fever Summary What a fever means. What to do Rest well "
        "Why Your blood counts are low. "
        "How to take it Take 20 mg of this medicine each day. "
        "Step Open it Step Swallow it Step Drink water Step Sit down Step Rest "
        "When to worry When you shiver. Source A page",
        "Title Fever Summary What a fever means. What to do Rest well "
        "Why Your blood counts are low. "
        "What to take Take 10 mg of this medicine each day. "
        "Step Open it Step Swallow it Step Drink water Step Sit down Step Rest "
        "Whom to call Call the nurses. Source A page",
    ]


def test_many_new_handouts_are_listed_by_title_and_the_page_says_so() -> None:
    page = read_page(*(change(old=None, handout_id=f"care/n{number}") for number in range(11)))

    section = find(page, "section")
    assert say(find(section, "p", "note")) == (
        "Their words are shown when there are 10 of them or fewer. Here are their titles:"
    )
    assert len(find_all(section, "li")) == 11
    assert find_all(page, "article") == []


def test_first_build_of_a_large_library_makes_a_small_page() -> None:
    many = (change(old=None, handout_id=f"care/n{number}") for number in range(2_000))

    assert len(compose(*many)) < 500_000


def test_of_very_many_changes_only_the_first_are_shown_and_the_rest_are_named() -> None:
    count = MAX_SHOWN_CHANGES + 2
    page = read_page(
        *(
            change(new=TYPED.replace("10 mg", f"{number} mg"), handout_id=f"care/n{number:04}")
            for number in range(11, count + 11)
        )
    )

    assert len(find_all(page, "article")) == MAX_SHOWN_CHANGES
    assert say(find(page, "p", "note")).startswith("Only 200 changes are shown here.")
    assert len(find_all(page, "ul", "titles")[-1]) == 2


def test_handouts_that_could_not_be_compared_are_named() -> None:
    unknown = compare_handout(
        "care/fever", "en", old=replace(keep(TYPED), text=None), new=keep(EDITED)
    )
    page = read_page(unknown)

    assert "1 not compared" in say_all(find(page, "ul", "counts"))
    assert say(find(page, "p", "note")) == (
        "How the words of these handouts were before was not kept. From now on, it is."
    )


@pytest.mark.parametrize(("language", "direction"), [("es", "ltr"), ("ar", "rtl")])
def test_words_of_a_handout_stand_in_its_language_and_direction(
    language: str, direction: str
) -> None:
    page = read_page(change(language=language))

    assert page.get("lang") == "en"
    words = find_all(page, "span", "words")
    assert {(each.get("lang"), each.get("dir")) for each in words} == {(language, direction)}
    title = find(find(page, "h3"), "bdi")
    assert (title.get("lang"), title.get("dir")) == (language, direction)
    assert say(find(page, "span", "language")) == {"es": "(Spanish)", "ar": "(Arabic)"}[language]


def test_doses_keep_their_order_between_words_from_right_to_left() -> None:
    page = read_page(change(new=EDITED, language="ar"))
    isolated = [each.text for each in page.iter("bdi") if each.get("dir") == "ltr"]

    assert isolated == ["10 mg", "20 mg"]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("خذ 20 mg.", 'خذ <bdi dir="ltr">20 mg</bdi>.'),
        ("38.5 °C <", '<bdi dir="ltr">38.5 °C</bdi> &lt;'),
        ("هاتف +1 (800) 555-0100،", 'هاتف <bdi dir="ltr">+1 (800) 555-0100</bdi>،'),
        ("كلمات", "كلمات"),
    ],
)
def test_numbers_run_from_left_to_right(text: str, printed: str) -> None:
    assert isolate_numbers(text, "ar") == printed
    assert isolate_numbers(text, "en") == text.replace("<", "&lt;")


def make_evil(word: str) -> Kept:
    section = PartText(Part.SECTION, (TextLine("text", f"{EVIL} {word}"),), "x", f"{EVIL} {word}")
    front = PartText(Part.FRONT, (TextLine("title", EVIL),))
    return Kept(
        EVIL, replace(OLD, state=EVIL, pages=((EVIL, 1),)), HandoutText(EVIL, (front, section))
    )


def test_whatever_content_says_is_printed_and_not_obeyed() -> None:
    sides = ((make_evil("a"), make_evil("b")), (None, make_evil("b")), (make_evil("a"), None))
    changes = gather_changes(
        compare_handout(f"care/n{number}", "en", old=old, new=new, reasons=(EVIL,))
        for number, (old, new) in enumerate(sides)
    )

    html = compose_changes(changes, shipped_theme())

    page = read_html(html)
    assert list(page.iter("script")) == []
    assert "<script" not in html
    assert EVIL in say(find_all(page, "h3")[0])
    assert all(say(cell).startswith(EVIL) for cell in find_all(page, "span", "words"))


def test_page_allows_its_own_style_and_nothing_else() -> None:
    html = compose(change())
    page = read_html(html)

    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = [meta.get("content") for meta in page.iter("meta") if meta.get("http-equiv")]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert [each for each in page.iter() if each.get("style") or each.get("src")] == []


def test_style_with_line_ends_of_windows_is_the_one_that_is_allowed() -> None:
    theme = make_theme(styles={"web/changes.css": b"p { margin: 0 }\r\np { padding: 0 }\r"})

    html = compose_changes(change_all(change()), theme)

    assert "\np { margin: 0 }\np { padding: 0 }\n</style>" in html


def test_theme_without_the_style_sheet_is_refused() -> None:
    theme = replace(shipped_theme(), styles={})

    with pytest.raises(RenderError) as caught:
        compose_changes(Changes(), theme)

    assert str(caught.value) == (
        "the page needs styles/web/report.css, which is not there; put it back"
    )


def test_style_sheet_cannot_end_the_style() -> None:
    theme = make_theme(styles={"web/changes.css": b"p::after { content: '</style>' }"})

    html = compose_changes(Changes(made_on=date(2026, 1, 1)), theme)

    assert re.findall("</style", html) == ["</style"]
