"""What each content file may hold: one definition for validation and for editors' JSON Schema.

Says nothing about where files lie, how they refer to each other, or how they look.
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
)
from pydantic_core import PydanticCustomError

from handoutpress.text import Flow, Line, parse_flow, parse_line, parse_plain

NAME_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
ID_PATTERN = rf"{NAME_PATTERN}/{NAME_PATTERN}"
# Source: BCP 47 (RFC 5646), the parts that a handout's language needs: language, script, region.
LANGUAGE_PATTERN = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"
COLOR_PATTERN = r"#[0-9a-fA-F]{6}"
TAKEN_TOPICS = ("snippets", "sets", "approvals")
TAKEN_NAMES = ("topic", "booklet")
TAKEN_EDITIONS = ("print", "common", "web")


class FileModel(BaseModel):
    """The ground rules of every part of a content file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _require_text(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("text_type", "is not a text")
    if not value.strip():
        raise PydanticCustomError("text_empty", "is empty")
    return value


def _parsed_by(parse: Callable[[str], Any]) -> Callable[[object], Any]:
    def parse_value(value: object) -> Any:
        return parse(_require_text(value))

    return parse_value


def _text_schema(description: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "minLength": 1, "description": description})


def _matching(pattern: str, what: str) -> BeforeValidator:
    compiled = re.compile(pattern)

    def check(value: object) -> str:
        text = _require_text(value).strip()
        if not compiled.fullmatch(text):
            raise PydanticCustomError("bad_name", "is not {what}", {"what": what})
        return text

    return BeforeValidator(check)


def _no_single_text(value: object) -> object:
    if isinstance(value, str):
        raise PydanticCustomError("list_type", "is not a list")
    return value


Plain: TypeAlias = Annotated[
    Line, PlainValidator(_parsed_by(parse_plain)), _text_schema("plain text")
]
Inline: TypeAlias = Annotated[
    Line, PlainValidator(_parsed_by(parse_line)), _text_schema("text with **bold** and links")
]
Rich: TypeAlias = Annotated[
    Flow,
    PlainValidator(_parsed_by(parse_flow)),
    _text_schema("paragraphs, **bold**, lists with '- ' or '1. ', links"),
]
Name: TypeAlias = Annotated[
    str,
    _matching(NAME_PATTERN, "a name of small letters, digits and single hyphens"),
    Field(pattern=f"^{NAME_PATTERN}$"),
]
HandoutId: TypeAlias = Annotated[
    str,
    _matching(ID_PATTERN, "an id such as topic/name"),
    Field(pattern=f"^{ID_PATTERN}$"),
]
Language: TypeAlias = Annotated[
    str,
    _matching(LANGUAGE_PATTERN, "a language tag such as en, es or zh-Hans"),
    Field(pattern=f"^{LANGUAGE_PATTERN}$"),
]
Color: TypeAlias = Annotated[
    str,
    _matching(COLOR_PATTERN, "a colour such as #00274c"),
    Field(pattern=f"^{COLOR_PATTERN}$"),
]
WebAddress: TypeAlias = Annotated[
    str, _matching(r"https?://[^\s/]\S*", "a web address such as https://example.org/page")
]
Number: TypeAlias = Annotated[
    str, _matching(r"[+*#]?[0-9][0-9 ()./+*#,-]*", "a number to dial such as 555-0100")
]


def _localized_kind(value: object) -> str:
    return "map" if isinstance(value, dict) else "text"


LocalPlain: TypeAlias = Annotated[
    Annotated[Plain, Tag("text")] | Annotated[dict[Language, Plain], Tag("map")],
    Discriminator(_localized_kind),
]
LocalRich: TypeAlias = Annotated[
    Annotated[Rich, Tag("text")] | Annotated[dict[Language, Rich], Tag("map")],
    Discriminator(_localized_kind),
]


# --- clinic.yaml --------------------------------------------------------------------------------


class Phone(FileModel):
    """A number to dial, and what stands in when nobody answers it."""

    label: LocalPlain
    number: Number
    hours: LocalPlain | None = None
    when_closed: Name | None = None
    always: bool = False


class Department(FileModel):
    """A department that a topic may name; its phones stand before the clinic's."""

    name: LocalPlain
    address: tuple[LocalPlain, ...] | None = None
    phones: dict[Name, Phone] = {}


class Colors(FileModel):
    """The two colours that a clinic sets."""

    primary: Color = "#17406d"
    accent: Color = "#7a2e1d"


class Clinic(FileModel):
    """`clinic.yaml`: letterhead, phones, languages, editions, policies."""

    format: Literal["1"] = "1"
    name: LocalPlain
    department: LocalPlain | None = None
    address: tuple[LocalPlain, ...] = ()
    phones: dict[Name, Phone] = {}
    emergency: Number | None = None
    departments: dict[Name, Department] = {}
    website: WebAddress | None = None
    public_url: WebAddress | None = None
    logo: str | None = None
    colors: Colors = Colors()
    paper: Literal["letter", "a4"] = "letter"
    default_language: Language = "en"
    languages: tuple[Language, ...] = ()
    editions: tuple[Name, ...] = Field(default=("standard",), min_length=1)
    give_out: Literal["marked", "approved"] = "marked"
    notices: LocalRich | None = None


# --- the blocks of a section --------------------------------------------------------------------


class BlockModel(FileModel):
    """What every block may have besides its one key."""

    id: Name | None = None


Items: TypeAlias = Annotated[
    tuple[Inline, ...], BeforeValidator(_no_single_text), Field(min_length=1)
]


class TextBlock(BlockModel):
    """Running text."""

    text: Rich


class StepsBlock(BlockModel):
    """Numbered steps."""

    steps: Items


class ChecklistBlock(BlockModel):
    """Things to tick off, each with a box."""

    checklist: Items


class Table(FileModel):
    """A table; every row has as many cells as there are columns."""

    caption: Plain
    columns: Items
    rows: tuple[Items, ...] = Field(min_length=1)


class TableBlock(BlockModel):
    """A table with its caption."""

    table: Table


class Medicine(FileModel):
    """A medicine; a translation may leave out the generic name and inherits it."""

    generic: Plain | None = None
    brands: tuple[Plain, ...] = ()


class MedicinesBlock(BlockModel):
    """Medicines with their generic and brand names."""

    medicines: tuple[Medicine, ...] = Field(min_length=1)


class Term(FileModel):
    """A word and what it means."""

    word: Plain
    meaning: Inline


class TermsBlock(BlockModel):
    """Words and their meanings."""

    terms: tuple[Term, ...] = Field(min_length=1)


class Figure(FileModel):
    """A picture; a translation may leave out the image and inherits it."""

    image: str | None = None
    alt: Plain
    caption: Plain | None = None


class FigureBlock(BlockModel):
    """A picture with its caption."""

    figure: Figure


CalloutKind: TypeAlias = Literal["emergency", "call-now", "call-us", "tip", "note"]


class Callout(FileModel):
    """A box that stands out; it has a text or items."""

    kind: CalloutKind
    phone: Name | None = None
    title: Plain | None = None
    text: Inline | None = None
    items: Items | None = None


class CalloutBlock(BlockModel):
    """A box that stands out."""

    callout: Callout


class QuestionsBlock(BlockModel):
    """Questions to ask at the visit, with lines to write on."""

    questions: Items


class WriteIn(FileModel):
    """Empty lines to write on."""

    label: Plain
    lines: Annotated[int, Field(ge=1, le=20)] = 2


class WriteInBlock(BlockModel):
    """Empty lines to write on."""

    write_in: WriteIn


class WebLink(FileModel):
    """An address, printed with a QR code."""

    url: WebAddress
    label: Plain


class LinkBlock(BlockModel):
    """An address, printed with a QR code."""

    link: WebLink


class SnippetBlock(BlockModel):
    """Blocks shared by many handouts."""

    snippet: Name


BLOCK_MODELS: dict[str, type[BlockModel]] = {
    "text": TextBlock,
    "steps": StepsBlock,
    "checklist": ChecklistBlock,
    "table": TableBlock,
    "medicines": MedicinesBlock,
    "terms": TermsBlock,
    "figure": FigureBlock,
    "callout": CalloutBlock,
    "questions": QuestionsBlock,
    "write_in": WriteInBlock,
    "link": LinkBlock,
    "snippet": SnippetBlock,
}


def block_kind(value: object) -> str | None:
    """Return the key that says which block a mapping or a block is; None where no key does."""
    if isinstance(value, dict):
        return next((key for key in value if key in BLOCK_MODELS), None)
    return next((key for key, model in BLOCK_MODELS.items() if type(value) is model), None)


Block: TypeAlias = Annotated[
    Annotated[TextBlock, Tag("text")]
    | Annotated[StepsBlock, Tag("steps")]
    | Annotated[ChecklistBlock, Tag("checklist")]
    | Annotated[TableBlock, Tag("table")]
    | Annotated[MedicinesBlock, Tag("medicines")]
    | Annotated[TermsBlock, Tag("terms")]
    | Annotated[FigureBlock, Tag("figure")]
    | Annotated[CalloutBlock, Tag("callout")]
    | Annotated[QuestionsBlock, Tag("questions")]
    | Annotated[WriteInBlock, Tag("write_in")]
    | Annotated[LinkBlock, Tag("link")]
    | Annotated[SnippetBlock, Tag("snippet")],
    Discriminator(block_kind),
]


# --- a handout ----------------------------------------------------------------------------------


class Section(FileModel):
    """A heading with a text, or with blocks where text is not enough."""

    heading: Plain
    id: Name | None = None
    text: Rich | None = None
    blocks: Annotated[tuple[Block, ...], Field(min_length=1)] | None = None

    def all_blocks(self) -> tuple[BlockModel, ...]:
        """Return the blocks, a plain text as one text block."""
        if self.text is not None:
            return (TextBlock(text=self.text.source),)
        return self.blocks or ()


class SourceReference(FileModel):
    """Where the facts come from."""

    title: Plain
    publisher: Plain | None = None
    url: WebAddress | None = None


class Codes(FileModel):
    """Codes by which record systems find a handout."""

    icd10cm: tuple[str, ...] = ()
    rxnorm: tuple[str, ...] = ()


class Translation(FileModel):
    """How a translation came about, and from which words of the source language."""

    method: Literal["human", "machine"]
    by: str
    reviewed_by: str | None = None
    sections: dict[str, str] = {}


HandoutKind: TypeAlias = Literal["topic", "medicine", "procedure", "aftercare"]


class Manuscript(FileModel):
    """A handout as it stands in its file."""

    title: Plain
    summary: Plain
    kind: HandoutKind = "topic"
    do: Items = ()
    audience: Plain | None = None
    owner: Plain | None = None
    sources: tuple[SourceReference, ...] = ()
    codes: Codes | None = None
    keywords: tuple[Plain, ...] = ()
    see_also: tuple[HandoutId, ...] = ()
    former_ids: tuple[HandoutId, ...] = ()
    translation: Translation | None = None
    sections: tuple[Section, ...] = Field(min_length=1)


# --- the other files ----------------------------------------------------------------------------


class GlossaryEntry(FileModel):
    """A hard word, the forms that it takes, and what it means in plain words."""

    word: Plain
    forms: tuple[Plain, ...] = ()
    meaning: Inline


class Fold(FileModel):
    """How the small booklet is folded."""

    flip: Literal["short-edge", "long-edge"] = "short-edge"
    sheets_per_signature: Annotated[int, Field(ge=0, le=20)] = 0


class Booklet(FileModel):
    """Which booklets a topic gets."""

    read: bool = True
    fold: Annotated[Fold | bool, Field(union_mode="left_to_right")] = False


class Topic(FileModel):
    """`topic.yaml`: what holds a topic's handouts together."""

    title: Plain
    order: tuple[Name, ...] = ()
    introduction: Rich | None = None
    department: Name | None = None
    booklet: Annotated[Booklet | bool, Field(union_mode="left_to_right")] = False


class Snippet(FileModel):
    """`snippets/<name>.yaml`: blocks shared by many handouts."""

    blocks: Annotated[tuple[Block, ...], Field(min_length=1)]


class PacketSet(FileModel):
    """`sets/<name>.yaml`: a named packet."""

    title: Plain
    handouts: Annotated[tuple[HandoutId, ...], Field(min_length=1)]


class Approval(FileModel):
    """One line of `approvals/`: who approved which words, when, and until when."""

    version: Annotated[int, Field(ge=1)]
    words: Annotated[str, _matching(r"[0-9a-f]{64}", "a SHA-256 in 64 hexadecimal digits")]
    state: Literal["approved", "under-review", "withdrawn"]
    by: tuple[str, ...] = ()
    on: date
    due: date | None = None
    reason: str | None = None
    replaced_by: HandoutId | None = None
