"""The kinds of values: what each takes for itself, and what it says that it wants."""

from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from handoutpress.content import Figure
from handoutpress.content import values as content_types
from handoutpress.content.values import whole_number

LINES = Annotated[int, whole_number(1, 20)]


def take(shape: Any, typed: object) -> Any:
    return TypeAdapter(shape).validate_python(typed)


RIGHT = [
    (content_types.Name, " 24-hours ", "24-hours"),
    (content_types.HandoutId, "care/fever", "care/fever"),
    (content_types.Language, "zh-Hans", "zh-Hans"),
    (content_types.Language, "es-419", "es-419"),
    (content_types.Color, "#00274C", "#00274C"),
    (content_types.Number, "+1 (800) 865-1125", "+1 (800) 865-1125"),
    (content_types.Number, "*77", "*77"),
    (content_types.WebAddress, "https://example.org/a?b=c", "https://example.org/a?b=c"),
    (content_types.WebAddress, "{{ clinic.website }}/a", "{{ clinic.website }}/a"),
    (content_types.WebAddress, "https://{{clinic.x}}", "https://{{clinic.x}}"),
    (content_types.WebAddress, "https://a/{b}", "https://a/{b}"),
    (content_types.Token, "C50.919", "C50.919"),
    (content_types.Day, "2026-01-31", date(2026, 1, 31)),
    (LINES, "20", 20),
]


@pytest.mark.parametrize(("shape", "typed", "value"), RIGHT)
def test_value_is_taken(shape: Any, typed: str, value: object) -> None:
    assert take(shape, typed) == value


WRONG = [
    (content_types.Name, "24--hours"),
    (content_types.HandoutId, "fever"),
    (content_types.Language, "EN"),
    (content_types.Language, "english"),
    (content_types.Color, "#fff"),
    (content_types.Number, "call us"),
    (content_types.Number, "٥٥٥"),
    (content_types.WebAddress, "example.org"),
    (content_types.WebAddress, "https://"),
    (content_types.WebAddress, "javascript:alert(1)"),
    (content_types.WebAddress, "https://a b"),
    (content_types.WebAddress, "{{ not closed"),
    (content_types.Token, "two\nlines"),
    (content_types.Token, " "),
    (LINES, "0"),
    (LINES, "21"),
    (LINES, "2.0"),
    (LINES, "٢"),
    (LINES, ["2"]),
    (content_types.Plain, " "),
    (content_types.Rich, {}),
]


@pytest.mark.parametrize(("shape", "typed"), WRONG)
def test_value_is_refused(shape: Any, typed: object) -> None:
    with pytest.raises(ValidationError):
        take(shape, typed)


def test_refusal_says_what_is_wanted() -> None:
    with pytest.raises(ValidationError) as caught:
        take(LINES, "two")

    assert caught.value.errors()[0]["ctx"] == {"wanted": "a whole number from 1 to 20"}


def test_key_with_nothing_behind_it_counts_as_not_written() -> None:
    assert Figure.model_validate({"alt": "A", "image": None}) == Figure.model_validate({"alt": "A"})
    with pytest.raises(ValidationError) as caught:
        Figure.model_validate({"alt": None, "other": None})
    assert [(each["type"], each["loc"]) for each in caught.value.errors()] == [
        ("missing", ("alt",)),
        ("extra_forbidden", ("other",)),
    ]


@pytest.mark.parametrize(
    ("step", "is_tag"), [("(text)", True), ("text", False), (0, False), ("(text", False)]
)
def test_mark_of_a_shape_is_told_from_a_key(step: object, is_tag: bool) -> None:
    assert content_types.is_tag(step) is is_tag
