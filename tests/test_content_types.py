"""The kinds of values: what each takes for itself, and what it says that it wants."""

from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from handoutpress.content import Figure, Fold
from handoutpress.content import values as content_types
from handoutpress.content.values import decimal_number, whole_number

LINES = Annotated[int, whole_number(1, 20)]
CREEP = Annotated[float, decimal_number(0, 1, "0.1")]


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
    (CREEP, " 0.25 ", 0.25),
    (CREEP, "0", 0.0),
    (CREEP, "1.0", 1.0),
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
    (CREEP, "1.01"),
    (CREEP, "-0.1"),
    (CREEP, "0,1"),
    (CREEP, ".1"),
    (CREEP, "1e-1"),
    (CREEP, "nan"),
    (CREEP, "٠.١"),
    (CREEP, "0.1 mm"),
    (CREEP, ["0.1"]),
    (Annotated[float, decimal_number(1, 2, "1.5")], "0.5"),
    (content_types.Plain, " "),
    (content_types.Rich, {}),
]


@pytest.mark.parametrize(("shape", "typed"), WRONG)
def test_value_is_refused(shape: Any, typed: object) -> None:
    with pytest.raises(ValidationError):
        take(shape, typed)


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [(LINES, "a whole number from 1 to 20"), (CREEP, "a number from 0 to 1 such as 0.1")],
)
def test_refusal_says_what_is_wanted(shape: Any, wanted: str) -> None:
    with pytest.raises(ValidationError) as caught:
        take(shape, "two")

    assert caught.value.errors()[0]["ctx"] == {"wanted": wanted}


def test_booklet_is_folded_of_office_paper_where_nothing_is_said() -> None:
    assert Fold.model_validate({}).creep == 0.1
    assert Fold.model_validate({"creep": "0"}).creep == 0


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
