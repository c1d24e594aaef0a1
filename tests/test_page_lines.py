"""Runs become lines, and lines the stretch of a block."""

from __future__ import annotations

from dataclasses import replace

from handoutpress.page_check.lines import make_lines, read_stretches
from handoutpress.page_check.structure import Content, Structure
from handoutpress.page_check.values import Block, Box, Run, Sheet

RUN = Run(
    text="Take",
    size_pt=14,
    font="Sans",
    box=Box(101, 498, 130, 510),
    left=100,
    baseline=500,
    color=(0, 0, 0),
    opacity=1,
    mcid=0,
    is_artifact=False,
)


def put(text: str, left: float, baseline: float = 500, **parts: object) -> Run:
    box = Box(left + 1, baseline - 2, left + 30, baseline + 10)
    return replace(RUN, text=text, left=left, baseline=baseline, box=box, **parts)


def test_runs_on_one_baseline_are_a_line_from_the_left() -> None:
    (line,) = make_lines([put("pill ", 130), put("Take ", 100)])

    assert (line.text, line.left, line.right, line.baseline) == ("Take pill", 100, 160, 500)


def test_gap_between_runs_is_a_space() -> None:
    (line,) = make_lines([put("100", 100), put("mg", 140)])
    (touching,) = make_lines([put("555-", 100), put("0100", 130)])

    assert line.text == "100 mg"
    assert touching.text == "555-0100"


def test_line_has_the_size_and_baseline_of_its_largest_run() -> None:
    (line,) = make_lines([put("Call", 100), put("911", 130, 499, size_pt=24)])

    assert (line.size_pt, line.baseline) == (24, 499)


def test_raised_signs_belong_to_the_line_that_they_stand_over() -> None:
    letters = replace(put("\u0643\u062a\u0627\u0628", 100), box=Box(100, 498, 200, 510))
    sign = put("\u064b", 100, 507)
    low = put("\u0650", 110, 496)

    (line,) = make_lines([letters, sign, low])

    assert (line.baseline, line.left, line.right) == (500, 100, 200)


def test_lines_that_are_set_tight_stay_two() -> None:
    assert len(make_lines([put("one", 100), put("two", 100, 493)])) == 2


def test_right_to_left_words_are_read_from_the_right() -> None:
    (line,) = make_lines([put("\u05d1", 100), put("\u05d0", 200)])

    assert line.text == "\u05d0 \u05d1"


def test_lines_run_from_the_top_down() -> None:
    lines = make_lines([put("two", 100, 479), put("one", 100)])

    assert [line.text for line in lines] == ["one", "two"]


def test_stretch_is_what_a_block_has_on_a_page() -> None:
    structure = Structure(
        blocks=(Block("P", -1), Block("P", -1)),
        owners={(1, 0): 0, (1, 1): 1, (2, 0): 1},
        contents=(Content(0, 1), Content(1, 1), Content(1, 2)),
    )
    sheets = (
        Sheet(1, 612, 792, (put("b", 100, 400, mcid=1), put("a", 100))),
        Sheet(2, 612, 792, (put("c", 100),)),
    )
    stretches = read_stretches(sheets, structure)

    assert [(each.page_number, each.index, each.text) for each in stretches] == [
        *((1, 0, "a"), (1, 1, "b"), (2, 1, "c"))
    ]


def test_artifacts_turned_text_and_what_has_no_tag_are_in_no_stretch() -> None:
    structure = Structure(blocks=(Block("P", -1),), owners={(1, 0): 0})
    runs = (
        put("foot", 100, is_artifact=True),
        put("turned", 100, is_level=False),
        put("untagged", 100, mcid=9),
    )

    assert read_stretches([Sheet(1, 612, 792, runs)], structure) == ()
