from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest

from handoutpress.changes import compare_texts
from handoutpress.check_report import CheckReport, Quote
from handoutpress.compose.check_page import compose_report, make_sentence, say_tally
from handoutpress.errors import RenderError
from handoutpress.rules import Level, Place, ReadingLevel, Score, Tally
from tests.changed_handouts import EDITED, TYPED, read_typed
from tests.checked_handouts import make_full_report, make_note, make_report
from tests.makers import find, find_all, read_html, say, say_all, shipped_theme

EVIL = '<script>alert(1)</script> & "more" {{ words }}'


def read_page(report: CheckReport | None = None) -> Element:
    return read_html(compose_report(report or make_full_report(), shipped_theme()))


def pick(page: Element, element_id: str) -> Element:
    """Return the only element of that id."""
    (found,) = [each for each in page.iter() if each.get("id") == element_id]
    return found


def list_headings(page: Element) -> list[tuple[str, str]]:
    return [(each.tag, say(each)) for each in page.iter() if each.tag in ("h1", "h2", "h3")]


def test_head_says_which_words_were_checked_and_how_they_stand() -> None:
    page = read_page(make_report(state="approved", version=3))

    assert say(find(page, "h1")) == "Fever"
    assert say_all(find(page, "dl").iter("div")) == [
        "Language English",
        "State version 3, approved",
        f"File {make_report().path}",
        "Digest of its words 0a1b2c3d4e5f",
        "Checked on 2026-11-26",
    ]


def test_words_of_the_handout_stand_in_its_language() -> None:
    report = make_report(make_note(section=0, quote=Quote("a", "b", "c")), language="ar")

    page = read_page(report)

    title = next(find(page, "h1").iter("span"))
    heading = next(find_all(pick(page, "advice"), "h3")[0].iter("span"))
    marks = [(each.get("lang"), each.get("dir")) for each in (title, heading)]
    quote = find(page, "blockquote")
    assert marks == [("ar", "rtl"), ("ar", "rtl")]
    assert (quote.get("lang"), quote.get("dir")) == ("ar", "rtl")
    assert find(page, "html").get("lang") == "en"


def test_summary_counts_and_holds_both_figures_against_their_limits() -> None:
    assert say_all(find(read_page(), "ul", "counts")) == [
        "1 error",
        "3 pieces of advice",
        "7.1 Flesch-Kincaid, keeps the limit of 8",
        "10.2 SMOG, misses the limit of 10",
    ]


def test_links_of_the_page_lead_to_its_parts() -> None:
    page = read_page()

    links = [link.get("href") or "" for link in page.iter("a")]
    ids = {each.get("id") for each in page.iter() if each.get("id")}
    assert {link[1:] for link in links if link.startswith("#")} == {
        *("errors", "advice", "reading", "pemat", "index", "changes"),
    }
    assert {link[1:] for link in links if link.startswith("#")} <= ids


def test_error_stands_apart_and_says_so_in_words() -> None:
    (error,) = find_all(pick(read_page(), "errors"), "li", "error")

    assert say_all(error) == [
        "Error A hard word.",
        "Take 1.0 mg.",
        "What to do: Say it plainly.",
        "handouts/care/fever.yaml:12:7 · rule unsafe-dose · A guideline",
    ]
    assert say_all(error.iter("mark")) == ["1.0 mg"]
    assert [link.get("href") for link in error.iter("a")] == ["https://example.org/rule"]


def test_advice_is_grouped_by_section_in_the_order_of_the_handout() -> None:
    page = read_page(
        make_report(
            make_note("a"),
            make_note("b", section=0),
            make_note("c", section=0),
            make_note("d", section=1),
            make_note("e", edition="standard", page_number=2),
        )
    )

    groups = pick(page, "advice")
    assert say_all(groups.iter("h3")) == [
        *("Title, summary and what to do", "Why", "What to take", "On the printed pages"),
    ]
    assert [len(each) for each in groups.iter("ol")] == [1, 2, 1, 1]


def test_finding_on_a_page_names_edition_and_page() -> None:
    page = read_page(make_report(make_note(edition="large-print", page_number=2)))

    assert "· large-print, page 2 ·" in say(find(page, "p", "origin"))


def test_rule_without_an_address_names_its_source() -> None:
    note = make_note()
    rule = replace(note.finding.rule, url="")

    page = read_page(make_report(replace(note, finding=replace(note.finding, rule=rule))))

    origin = find(page, "p", "origin")
    assert say(origin).endswith("· A guideline")
    assert list(origin.iter("a")) == []


def test_nothing_found_is_said() -> None:
    page = read_page(make_report())

    assert "No errors were found." in say(pick(page, "errors"))
    assert "There is no advice." in say(pick(page, "advice"))


def test_reading_level_shows_all_words_and_plain_words() -> None:
    table = find(pick(read_page(), "reading"), "table")

    assert [say_all(row) for row in table.iter("tr")] == [
        ["Formula", "All words", "Plain words", "Limit"],
        ["Flesch-Kincaid", "8.4", "7.1", "8, kept"],
        ["SMOG", "9.9", "10.2", "10, missed"],
    ]
    assert say(find(table, "caption")) == "412 words in 40 sentences"


def test_score_without_a_limit_keeps_and_misses_nothing() -> None:
    score = Score("fernandez_huerta", "Fernández-Huerta", 71.2, band="bastante fácil")
    page = read_page(make_report(reading=ReadingLevel("es", 90, 9, (score,))))

    assert say_all(find(page, "ul", "counts"))[2:] == ["71.2 Fernández-Huerta"]
    assert say_all(find_all(find(page, "table", "figures"), "td"))[-1:] == ["none"]
    assert [each.get("lang") for each in find(page, "table", "figures").iter("span")] == ["es"] * 2


def test_reading_level_that_was_not_measured_says_why() -> None:
    reading = ReadingLevel("ar", 90, 9, note="There is no formula for Arabic.")

    said = say(pick(read_page(make_report(reading=reading)), "reading"))

    assert "The reading level was not measured. There is no formula for Arabic." in said


def test_sheet_tells_answers_evidence_and_what_to_decide() -> None:
    table = find(pick(read_page(), "pemat"), "table")

    rows = [say_all(row) for row in table.iter("tr")]
    assert rows[1:4] == [
        ["Understandability"],
        ["1", "It is plain what it is for.", "Open", "", "Yes No"],
        [
            *("6", "Numbers are clear.", "Does not apply please confirm"),
            *("There are no numbers.", "Yes No Does not apply"),
        ],
    ]
    assert rows[5] == [
        *("20", "Something to do is named.", "Yes"),
        *("1 thing to do stands below the summary. Line 3", "nothing to decide"),
    ]


def test_evidence_in_another_file_names_it() -> None:
    report = make_full_report()
    sheet = report.sheets[0]
    place = Place("handouts/snippets/call.yaml", 4, 1)
    judgements = (replace(sheet.judgements[0], place=place),)

    page = read_page(replace(report, sheets=(replace(sheet, judgements=judgements),)))

    assert "handouts/snippets/call.yaml, line 4" in say(pick(page, "pemat"))


def test_score_so_far_says_how_many_are_open() -> None:
    page = read_page()

    assert say_all(find(pick(page, "pemat"), "ul", "tallies")) == [
        "Understandability: no score yet, 1 left out, 1 open, 1 to confirm",
        "Actionability: 50 % so far: 1 of 2 is yes, 0 open, 1 to confirm",
    ]
    assert say_all(find(pick(page, "index"), "ul", "tallies")) == [
        "50 % so far: 1 of 2 is yes, 1 left out, 1 open, 2 to confirm"
    ]
    assert "A text passes from 90 %." in say(pick(page, "index"))
    assert "A text passes" not in say(pick(page, "pemat"))


def test_score_of_items_that_are_all_decided_names_no_more_to_confirm() -> None:
    assert say_tally(Tally(3, 1, 0, 2, 0)) == "75 % so far: 3 of 4 are yes, 2 open"


def test_sheet_names_its_words_and_has_lines_to_sign() -> None:
    sheet = pick(read_page(), "index")

    assert say_all(find(sheet, "ul", "signing")) == ["Name", "Role", "Date", "Signature"]
    assert say(find(sheet, "p", "for-print")) == (
        "For Fever (English), draft, not reviewed, words 0a1b2c3d4e5f"
    )


def test_changes_since_approval_are_marked_word_by_word() -> None:
    changes = pick(read_page(), "changes")

    assert say_all(find(changes, "table").iter("del")) == [
        "removed: What, end.",
        "removed: 10 mg, end.",
    ]
    assert "added: 20 mg, end." in say_all(find(changes, "table").iter("ins"))
    assert say_all(find(changes, "thead").iter("th")) == ["Version 2, approved", "Now"]


def test_words_that_were_never_approved_have_no_changes() -> None:
    said = say(pick(read_page(make_report()), "changes"))

    assert said == "Changes since approval No version of these words was approved before."


@pytest.mark.parametrize("is_compared", [True, False])
def test_words_as_they_were_approved_have_no_changes(is_compared: bool) -> None:
    same = compare_texts(read_typed(TYPED), read_typed(TYPED)) if is_compared else ()

    said = say(pick(read_page(make_report(compared_with=2, changes=same)), "changes"))

    assert said.endswith("The words are those of version 2, which was approved.")


def test_headings_go_down_one_level_at_a_time() -> None:
    levels = [int(tag[1]) for tag, _ in list_headings(read_page())]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_words_are_never_markup() -> None:
    note = make_note(section=0, quote=Quote(EVIL, EVIL, EVIL), what=EVIL, remedy=EVIL)
    report = make_report(note, title=EVIL, headings=(EVIL,), path=EVIL)
    changes = compare_texts(read_typed(TYPED), read_typed(EDITED.replace("Rest well", "<b>x")))

    page = read_page(replace(report, compared_with=1, changes=changes))

    assert list(page.iter("script")) == []
    assert say(find(page, "h1")) == EVIL
    assert say_all(page.iter("mark")) == [EVIL]


def test_page_allows_its_own_style_and_asks_for_nothing() -> None:
    html = compose_report(make_full_report(), shipped_theme())
    page = read_html(html)

    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = [meta.get("content") for meta in page.iter("meta") if meta.get("http-equiv")]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert [each for each in page.iter() if each.get("style") or each.get("src")] == []
    assert "url(" not in style


def test_same_report_is_the_same_page() -> None:
    first = compose_report(make_full_report(), shipped_theme())

    assert compose_report(make_full_report(), shipped_theme()) == first


def test_theme_without_the_style_sheet_is_refused() -> None:
    with pytest.raises(RenderError, match=r"the page needs styles/web/report\.css"):
        compose_report(make_report(), replace(shipped_theme(), styles={}))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("add it", "Add it."),
        ("“utilize” is hard", "“utilize” is hard."),
        ("why?", "Why?"),
    ],
)
def test_message_stands_on_the_page_as_a_sentence(text: str, sentence: str) -> None:
    assert make_sentence(text) == sentence


def test_error_counts_by_the_level_of_its_rule() -> None:
    report = make_report(make_note(level=Level.ERROR), make_note())

    assert (len(report.errors), len(report.advice)) == (1, 1)
