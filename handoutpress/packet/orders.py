"""What is asked for when a packet is made, whatever it was asked by: values only.

Holds a patient's name: no `repr` shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from handoutpress.collection import Visit
from handoutpress.model import SETS_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from handoutpress.text import Flow, Line


SET_PREFIX = f"{SETS_FOLDER}/"  # of a set among handouts


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A PDF of another's making that stands at the end of a packet; read when it is made."""

    path: Path = field(repr=False)
    title: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Order:
    """One packet that is asked for.

    Args:
        name: what messages call it: a file, a row, never a patient.
        is_typed: whether ids, language and edition stand on the command line alone; only then may
            messages quote them.
        warnings: what is odd in its file, though it can be made.
        places: line and column of each name that it takes from the library, in its file.
        title: "" for the usual one, in the packet's language.
        visit: for whom; its texts may be empty.
        language: a BCP 47 tag, "" for the clinic's own.
        edition: the clinic's edition, "" for the usual one.
        needs: what the patient needs, such as "large-print": an edition of that name.
        handout_ids, set_name: what is in it; the set comes first.
        target: where it is put; None for the usual place.
        with_fallback: whether a handout that the language lacks is enclosed in the clinic's own,
            behind a page that says so.
    """

    name: str
    handout_ids: tuple[str, ...] = ()
    set_name: str = ""
    title: Line | None = field(default=None, repr=False)
    visit: Visit = field(default=Visit(), repr=False)
    language: str = ""
    edition: str = ""
    needs: tuple[str, ...] = ()
    note: Flow | None = field(default=None, repr=False)
    enclosed: tuple[Enclosed, ...] = ()
    has_cover: bool = True
    has_contents: bool = True
    is_duplex: bool = True
    is_numbered_through: bool = True
    has_talk_page: bool = False
    max_sheets: int = 40
    with_fallback: bool = False
    target: Path | None = field(default=None, repr=False)
    is_typed: bool = False
    warnings: tuple[str, ...] = ()
    places: Mapping[str, tuple[int, int]] = field(
        default_factory=lambda: MappingProxyType({}), hash=False, repr=False
    )


@dataclass(frozen=True, slots=True)
class Made:
    """A packet that is there; `path` is where, `code` what is printed on its pages."""

    order: Order
    path: Path
    code: str
    page_count: int
    sheet_count: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A packet that could not be made, and why not.

    The record is to hold it, unless it `is_misnamed`, so that what was typed may be anything, or
    the record knows already.
    """

    order: Order
    reason: str
    is_misnamed: bool = False
    is_recorded: bool = False

    @property
    def is_for_record(self) -> bool:
        """Whether the record is to hold it."""
        return not (self.is_misnamed or self.is_recorded)
