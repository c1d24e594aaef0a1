"""Keep for good what was published and may be given to patients; what that is done with comes in.

Makes and publishes nothing.
"""

from __future__ import annotations

from typing import Protocol

from handoutpress.build.place import Place
from handoutpress.build.roster import Roster
from handoutpress.collection import REVIEW
from handoutpress.errors import HandoutError
from handoutpress.model import State
from handoutpress.records import OutputRecord


class Keeper(Protocol):
    """What keeps PDFs that may be given to patients, each once."""

    def holds(self, sha256: str) -> bool:
        """Tell whether a PDF is kept already."""

    def put(self, content: bytes) -> object:
        """Keep a PDF, or raise HandoutError."""


def keep_published(place: Place, roster: Roster, keeper: Keeper) -> None:
    """Keep each PDF that may be given to patients; what cannot be now, the next pass keeps.

    Nobody has it from the record meanwhile: what is given to somebody is kept then.
    """
    try:
        for record in place.outputs.values():
            if _may_be_given(record, roster) and not keeper.holds(record.sha256):
                pdf = place.read(record)
                if pdf is not None:
                    keeper.put(pdf)
    except HandoutError as error:
        place.notes.append(str(error))
    except OSError as error:
        reason = f"{error.filename} cannot be read ({error.strerror})"
        place.notes.append(f"not all PDFs are in the archive: {reason}")


def _may_be_given(record: OutputRecord, roster: Roster) -> bool:
    if record.target.edition == REVIEW or not record.state:
        return False
    return roster.gives_out_drafts or State(record.state).is_in_date
