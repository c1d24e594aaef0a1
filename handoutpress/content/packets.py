"""What a packet's file may hold: for whom, which handouts, and how it is put together.

It lies outside `handouts/`, for it names a patient: no message may quote what stands in it.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field

from handoutpress.content.values import (
    NAME_PATTERN,
    Day,
    FileModel,
    Language,
    Name,
    Plain,
    Rich,
    Token,
    matching,
    tag_alternative,
    whole_number,
)

# More sheets than this are asked about: a slip of a row of handouts soon fills a tray.
MAX_SHEETS = 40


MEMBER_PATTERN = rf"{NAME_PATTERN}(/{NAME_PATTERN})?"
MemberId: TypeAlias = Annotated[
    str,
    Field(pattern=f"^{MEMBER_PATTERN}$"),
    matching(MEMBER_PATTERN, "an id such as topic/name, a topic, or a set such as sets/name"),
]


class Patient(FileModel):
    """For whom a packet is. Nothing of it is needed: a label can be stuck on the cover."""

    name: Plain | None = None
    visit: Day | None = None
    clinician: Plain | None = None
    language: Language | None = None
    needs: tuple[Name, ...] = ()


class Enclosure(FileModel):
    """A PDF of another's making, beside the packet's file, and what the contents call it."""

    file: Token
    title: Plain | None = None


class PacketOptions(FileModel):
    """How a packet is put together."""

    cover: bool = True
    contents: bool = True
    duplex: bool = True
    numbering: Literal["continuous", "each"] = "continuous"
    edition: Name | None = None
    max_sheets: Annotated[int, Field(ge=1, le=999), whole_number(1, 999)] = MAX_SHEETS
    talk_page: bool = False
    name_on_every_page: bool = False


def _tag_enclosure(value: object) -> str:
    return "(map)" if isinstance(value, dict | FileModel) else "(text)"


class PacketFile(FileModel):
    """A packet for one patient."""

    title: Plain | None = None
    patient: Patient = Patient()
    handouts: tuple[MemberId, ...] = ()
    set: Name | None = None
    note: Rich | None = None
    append: tuple[
        Annotated[
            Annotated[Enclosure, tag_alternative("map")]
            | Annotated[Token, tag_alternative("text")],
            Discriminator(_tag_enclosure),
        ],
        ...,
    ] = ()
    options: PacketOptions = PacketOptions()
