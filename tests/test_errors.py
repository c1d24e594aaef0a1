"""Suggestions: a name near to what was typed, and never another handout of the same topic."""

from __future__ import annotations

import pytest

from handoutpress.errors import suggest_name

IDS = ("systemic-therapies/anti-her2-therapies", "systemic-therapies/overview", "care/fever")


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("systemic-therapies/anti-her2-therapy", "did you mean 'systemic-therapies/anti-her2-"),
        ("systemic-terapies/overview", "did you mean 'systemic-therapies/overview'?"),
        ("Care/Fevr", "did you mean 'care/fever'?"),
        ("systemic-therapies/chemotherapy", "use one of: care/fever, "),
        ("systemic-therapies/x", "use one of: care/fever, "),
        ("skin/fever", "use one of: care/fever, "),
        ("carefever", "did you mean 'care/fever'?"),
    ],
)
def test_an_id_is_suggested_when_each_part_of_it_is_near(typed: str, suggestion: str) -> None:
    assert suggest_name(typed, IDS).startswith(suggestion)


def test_without_names_the_remedy_is_to_remove_it() -> None:
    assert suggest_name("a/b", ()) == "remove it"
