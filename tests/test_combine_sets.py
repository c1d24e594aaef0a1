"""Sets of small parts, in many languages and lengths: what is combined is sound, and in order."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.combine import Combined, Part, combine
from tests.pdf_facts import find_faults, outline, page_texts
from tests.small_press import FILLER, LONG_TEXT, print_page
from tests.tagged_pdf import build_sound_pdf

TABLE = "<table><tr><th scope=row>Day</th><td>{0}</td></tr></table>"


def build_in_arabic() -> bytes:
    """Return a part whose letters are read as Arabic ones; our fonts for tests have none."""
    sound = build_sound_pdf()
    return sound.replace(b"<78> <0078>", b"<78> <0645>").replace(b"(en-US)", b"(ar-EG)")


def build_parts() -> tuple[Part, ...]:
    """Return parts of one to three pages; `path` leads links from one file to another."""
    return (
        Part(print_page("<p>Short.</p>"), "Short", "en", "en/short.pdf"),
        Part(
            print_page(
                f'<h2 id="a">Long</h2>{FILLER}<p>{LONG_TEXT}</p>{FILLER}<a href="#a">Up</a>'
            ),
            *("Long", "en", "en/long.pdf"),
        ),
        Part(
            print_page('<p>Corto. <a href="../en/long.pdf">Otro</a></p>', language="es"),
            *("Corto", "es", "es/corto.pdf"),
        ),
        Part(print_page(TABLE.format("Monday"), language="en"), "Table", "en"),
        Part(build_sound_pdf(), "By others", "en-US"),
        Part(build_in_arabic(), "\u0645\u0639\u0627", "ar"),
    )


PARTS = build_parts()
TEXTS = {part.title: page_texts(part.pdf) for part in PARTS}


def combine_all(parts: Sequence[Part]) -> Combined:
    return combine(parts, title="Packet", author="Example Clinic", language="en")


def test_the_parts_are_of_many_kinds() -> None:
    assert sorted(len(pages) for pages in TEXTS.values()) == [1, 1, 1, 2, 2, 3]
    assert "\u0645\u0645" in TEXTS["\u0645\u0639\u0627"][0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=7))
def test_every_set_of_parts_is_sound_and_in_order(parts: list[Part]) -> None:
    combined = combine_all(parts)

    assert find_faults(combined.pdf) == []
    assert combined.is_tagged
    assert page_texts(combined.pdf) == [text for part in parts for text in TEXTS[part.title]]
    assert [item[1:] for item in outline(combined.pdf) if item[0] == 0] == [
        (part.title, first + 1) for part, first in zip(parts, combined.first_pages, strict=True)
    ]


@pytest.mark.parametrize("count", [1, 2, 50, 300])
def test_any_number_of_parts_is_combined(count: int) -> None:
    parts = [PARTS[index % 2 * 2] for index in range(count)]  # a page each, two languages

    combined = combine_all(parts)

    assert find_faults(combined.pdf) == []
    assert page_texts(combined.pdf) == [TEXTS[part.title][0] for part in parts]


def test_many_parts_need_no_more_depth_than_few() -> None:
    """A library that follows references from part to part would run out of depth."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(current_depth() + 150)
    try:
        combined = combine_all([PARTS[0]] * 300)
    finally:
        sys.setrecursionlimit(limit)

    assert combined.page_count == 300


def current_depth() -> int:
    frame, depth = sys._getframe(), 0
    while frame.f_back:
        frame, depth = frame.f_back, depth + 1
    return depth


def test_an_equal_part_more_costs_little() -> None:
    sizes = [len(combine_all([PARTS[1]] * count).pdf) for count in (10, 20)]

    assert sizes[1] - sizes[0] < 0.3 * 10 * len(PARTS[1].pdf)


def test_each_part_has_its_language_whichever_way_it_is_read() -> None:
    combined = combine_all([PARTS[0], PARTS[5], PARTS[2]])

    with pikepdf.open(BytesIO(combined.pdf)) as opened:
        parts = opened.Root.StructTreeRoot.K[0].K
        assert [str(part.Lang) for part in parts] == ["en", "ar", "es"]
