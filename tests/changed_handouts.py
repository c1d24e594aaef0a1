"""Handouts before and after an edit, typed as YAML, for the tests of what a run changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from handoutpress.changes import (
    Changes,
    HandoutChange,
    Kept,
    Standing,
    compare_handout,
    gather_changes,
)
from handoutpress.texts import HandoutText, read_text
from tests.makers import make_handout

OLD = Standing("approved", 2, "0a" * 32, (("standard", 2), ("large-print", 3)))
NEW = Standing("draft", None, "0b" * 32, (("standard", 2), ("large-print", 4)))
TYPED = """\
title: Fever
summary: What a fever means.
do: [Rest well]
sources: [{title: A page}]
sections:
  - heading: Why
    id: why
    text: Your blood counts are low.
  - heading: What to take
    id: take
    blocks:
      - text: Take 10 mg of this medicine each day.
      - steps: [Open it, Swallow it, Drink water, Sit down, Rest]
  - heading: Whom to call
    id: call
    text: Call the nurses.
"""
# A dose, the name of a section, one section more, one less.
EDITED = """\
title: Fever
summary: What a fever means.
do: [Rest well]
sources: [{title: A page}]
sections:
  - heading: Why
    id: why
    text: Your blood counts are low.
  - heading: How to take it
    id: take
    blocks:
      - text: Take 20 mg of this medicine each day.
      - steps: [Open it, Swallow it, Drink water, Sit down, Rest]
  - heading: When to worry
    id: worry
    text: When you shiver.
"""


@cache
def read_typed(typed: str) -> HandoutText:
    return read_text(make_handout(typed))


def keep(typed: str, standing: Standing = OLD) -> Kept:
    text = read_typed(typed)
    return Kept(text.title, standing, text)


def change(
    old: str | None = TYPED,
    new: str | None = EDITED,
    *,
    handout_id: str = "care/fever",
    language: str = "en",
    reasons: Iterable[str] = ("content",),
) -> HandoutChange:
    """Compare two typed handouts; None where there is none."""
    return compare_handout(
        handout_id,
        language,
        old=keep(old) if old is not None else None,
        new=keep(new, NEW) if new is not None else None,
        reasons=reasons,
    )


def change_all(*handouts: HandoutChange) -> Changes:
    return gather_changes(handouts, date(2026, 11, 26))
