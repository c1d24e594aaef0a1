"""The kinds of values in content files: texts, names, addresses, numbers, days.

Knows no file and no key. Every value comes as the string that was typed, for YAML's own numbers
and dates lose what was written; what a value is not, is said by the error's type and context.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from handoutpress.text import Flow, Line, is_visible, parse_flow, parse_line, parse_plain

NAME_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
ID_PATTERN = rf"{NAME_PATTERN}/{NAME_PATTERN}"
# Source: BCP 47 (RFC 5646), the parts that a handout's language needs: language, script, region.
LANGUAGE_PATTERN = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"
COLOR_PATTERN = r"#[0-9a-fA-F]{6}"
_PLACEHOLDER = r"\{\{\s*[\w.-]+\s*\}\}"
# A placeholder may stand for a whole address, or for a part of one.
WEB_PATTERN = (
    rf"(https?://([^\s/{{]|{_PLACEHOLDER})|{_PLACEHOLDER})([^\s{{]|\{{[^\s{{]|{_PLACEHOLDER})*"
)
NUMBER_PATTERN = r"[+*#]?[0-9][0-9 ()./+*#,-]*"
DIGEST_PATTERN = r"[0-9a-f]{64}"
WHOLE_NUMBER_PATTERN = r"[0-9]{1,9}"
DECIMAL_NUMBER_PATTERN = r"[0-9]{1,9}(\.[0-9]{1,9})?"
DAY_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


class FileModel(BaseModel):
    """The ground rules of every part of a content file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_empty(cls, value: object) -> object:
        """Let a key with nothing behind it count as not written."""
        if not isinstance(value, dict):
            return value
        known = cls.model_fields
        return {key: item for key, item in value.items() if item is not None or key not in known}


def tag_alternative(name: str) -> Tag:
    """Mark one of several shapes; the brackets tell it from a key in the place of an error."""
    return Tag(f"({name})")


def is_tag(step: object) -> bool:
    """Tell whether a step in the place of an error is the mark of a shape, and no key."""
    return isinstance(step, str) and step.startswith("(") and step.endswith(")")


def _require_text(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("text_type", "is not a text")
    if not is_visible(value):
        raise PydanticCustomError("text_empty", "is empty")
    return value


def _parsed_by(parse: Callable[[str], Any]) -> PlainValidator:
    def parse_value(value: object) -> Any:
        return parse(_require_text(value))

    return PlainValidator(parse_value)


def _text_schema(description: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "minLength": 1, "description": description})


def matching(pattern: str, wanted: str) -> BeforeValidator:
    """Accept only texts that match as a whole; `wanted` follows "write" in a sentence."""
    compiled = re.compile(pattern)

    def check(value: object) -> str:
        text = _require_text(value).strip()
        if not compiled.fullmatch(text):
            raise PydanticCustomError("no_match", "is not {wanted}", {"wanted": wanted})
        return text

    return BeforeValidator(check)


def whole_number(lowest: int, highest: int) -> BeforeValidator:
    """Accept only the digits of a number from `lowest` to `highest`."""
    wanted = f"a whole number from {lowest} to {highest}"

    def check(value: object) -> int:
        text = _require_text(value).strip()
        is_number = re.fullmatch(WHOLE_NUMBER_PATTERN, text)
        if not is_number or not lowest <= int(text) <= highest:
            raise PydanticCustomError("no_match", "is not {wanted}", {"wanted": wanted})
        return int(text)

    return BeforeValidator(check)


def decimal_number(lowest: int, highest: int, example: str) -> BeforeValidator:
    """Accept only the digits, and a point if any, of a number from `lowest` to `highest`."""
    wanted = f"a number from {lowest} to {highest} such as {example}"

    def check(value: object) -> float:
        text = _require_text(value).strip()
        is_number = re.fullmatch(DECIMAL_NUMBER_PATTERN, text)
        if not is_number or not lowest <= float(text) <= highest:
            raise PydanticCustomError("no_match", "is not {wanted}", {"wanted": wanted})
        return float(text)

    return BeforeValidator(check)


def _parse_day(value: object) -> date:
    text = _require_text(value).strip()
    try:
        year, month, day = re.fullmatch(DAY_PATTERN, text)[0].split("-")  # type: ignore[index]
        return date(int(year), int(month), int(day))
    except (TypeError, ValueError) as error:
        raise PydanticCustomError("no_day", "is no day of the calendar") from error


def _tag_local(value: object) -> str:
    return "(map)" if isinstance(value, dict) else "(text)"


Plain: TypeAlias = Annotated[Line, _parsed_by(parse_plain), _text_schema("plain text")]
Inline: TypeAlias = Annotated[
    Line, _parsed_by(parse_line), _text_schema("text with **bold** and links")
]
Rich: TypeAlias = Annotated[
    Flow,
    _parsed_by(parse_flow),
    _text_schema("paragraphs, **bold**, lists with '- ' or '1. ', links"),
]
# What is not printed, or printed as it is. The pattern is for editors' JSON Schema: it stands
# before the check of our own, or pydantic leaves it out.
Token: TypeAlias = Annotated[str, matching(r"[^\n]+", "it in one line")]
Name: TypeAlias = Annotated[
    str,
    Field(pattern=f"^{NAME_PATTERN}$"),
    matching(NAME_PATTERN, "a name of small letters a to z, digits and single hyphens"),
]
HandoutId: TypeAlias = Annotated[
    str,
    Field(pattern=f"^{ID_PATTERN}$"),
    matching(ID_PATTERN, "an id such as topic/name"),
]
Language: TypeAlias = Annotated[
    str,
    Field(pattern=f"^{LANGUAGE_PATTERN}$"),
    matching(LANGUAGE_PATTERN, "a language tag such as en, es or zh-Hans"),
]
Color: TypeAlias = Annotated[
    str,
    Field(pattern=f"^{COLOR_PATTERN}$"),
    matching(COLOR_PATTERN, "a colour such as #00274c, in quotes"),
]
WebAddress: TypeAlias = Annotated[
    str,
    Field(pattern=f"^{WEB_PATTERN}$"),
    matching(WEB_PATTERN, "a web address such as https://example.org/page"),
]
Number: TypeAlias = Annotated[
    str,
    Field(pattern=f"^{NUMBER_PATTERN}$"),
    matching(NUMBER_PATTERN, "a number to dial such as 555-0100"),
]
Digest: TypeAlias = Annotated[
    str,
    Field(pattern=f"^{DIGEST_PATTERN}$"),
    matching(DIGEST_PATTERN, "a SHA-256 in 64 hexadecimal digits"),
]
Day: TypeAlias = Annotated[date, BeforeValidator(_parse_day)]
# The edge over which a printer turns a sheet to print its back.
Flip: TypeAlias = Literal["short-edge", "long-edge"]

Items: TypeAlias = Annotated[tuple[Inline, ...], Field(min_length=1)]
# A text of the clinic's: the same for every language, or a map by language.
LocalPlain: TypeAlias = Annotated[
    Annotated[Plain, tag_alternative("text")]
    | Annotated[dict[Language, Plain], tag_alternative("map")],
    Discriminator(_tag_local),
]
LocalRich: TypeAlias = Annotated[
    Annotated[Rich, tag_alternative("text")]
    | Annotated[dict[Language, Rich], tag_alternative("map")],
    Discriminator(_tag_local),
]
