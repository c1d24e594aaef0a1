"""Texts and callouts under the letterhead that they are printed with."""

import pytest

from handoutpress.validate.contexts import check_in_context
from tests.content_tree import (
    HANDOUT,
    list_made,
    list_problems,
    list_scopes,
    make_file,
    read_typed,
    type_blocks,
)
from tests.makers import LETTERHEAD, make_letterhead

TYPED = type_blocks(
    "- callout: {kind: call-now, phone: doctor, text: T}",
    "- callout: {kind: emergency, text: 'Call {{ clinic.emergency }}'}",
)


def test_numbers_and_placeholders_that_the_letterhead_lacks_are_told() -> None:
    bare = make_letterhead(emergency=None)

    found = check_in_context(make_file(TYPED), read_typed(TYPED).parts, bare)

    assert [problem.what for problem in found] == [
        "the placeholder 'clinic.emergency' stands for nothing",
        "the clinic has no phone 'doctor'",
        "the clinic has no emergency number for this callout",
    ]


def test_what_the_letterhead_has_is_right() -> None:
    typed = type_blocks("- callout: {kind: emergency, phone: nurse, text: '{{ clinic.name }}'}")

    assert list(check_in_context(make_file(typed), read_typed(typed).parts, LETTERHEAD)) == []


URGENT = {"care/fever.yaml": type_blocks("- callout: {kind: call-now, phone: nurse, text: T}")}
AT_PHONE = "handouts/care/fever.yaml:6:42: warning: "
NO_HOURS = (
    f"{AT_PHONE}'nurse' says neither its hours nor who answers when it is closed; "
    "add hours and when_closed, or always: true, to it in clinic.yaml"
)
NOBODY = (
    f"{AT_PHONE}'nurse' has hours, but nobody answers when it is closed; "
    "name the phone that stands in with when_closed"
)


def type_clinic(nurse: str, rest: str = "") -> str:
    phones = f"  nurse: {{label: N, number: 1{nurse}}}\n  oncall: {{label: O, number: 2}}\n"
    return f"name: A\nlanguages: [en, es]\nphones:\n{phones}{rest}"


@pytest.mark.parametrize(
    ("nurse", "expected"),
    [
        ("", [NO_HOURS]),
        (", always: false", [NO_HOURS]),
        (", hours: 8 to 5", [NOBODY]),
        (", hours: 8 to 5, when_closed: oncall", []),
        (", hours: 8 to 5, always: true", []),
        (", when_closed: oncall", []),
        (", always: true", []),
    ],
)
def test_phone_of_an_urgent_callout_says_who_answers_it_and_when(
    nurse: str, expected: list[str]
) -> None:
    tree = URGENT | {"clinic.yaml": type_clinic(nurse)}

    assert list_problems(tree) == expected
    assert list_made(tree) == [("care/fever", "en")]


def test_phone_of_another_callout_need_not_say_who_answers_it() -> None:
    typed = type_blocks("- callout: {kind: call-us, phone: nurse, text: T}")

    assert list_problems({"care/fever.yaml": typed, "clinic.yaml": type_clinic("")}) == []


def test_phone_of_an_urgent_callout_is_that_of_the_department() -> None:
    own = "departments: {skin: {name: S, phones: {nurse: {label: N, number: 3, always: true}}}}\n"
    tree = URGENT | {"clinic.yaml": type_clinic("", own)}

    assert list_problems(tree) == [NO_HOURS]
    assert list_problems(tree | {"care/topic.yaml": "title: C\ndepartment: skin\n"}) == []


def test_urgent_callout_of_a_snippet_is_warned_of_in_the_snippet() -> None:
    tree = {
        "clinic.yaml": type_clinic(""),
        "snippets/now.yaml": "blocks:\n- callout: {kind: call-now, phone: nurse, text: T}\n",
        "care/fever.yaml": type_blocks("- snippet: now"),
        "care/cough.yaml": HANDOUT,
    }

    assert list_problems(tree) == [
        "handouts/snippets/now.yaml:2:36: warning: " + NO_HOURS.removeprefix(AT_PHONE)
    ]
    assert list_scopes(tree) == [("", "en")]
