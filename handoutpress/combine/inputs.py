"""Open the PDFs that are to be combined, and tell which are tagged as ours are.

A PDF that cannot be combined is refused by its title, whatever is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from handoutpress.combine.foreign import prepare
from handoutpress.combine.foreign.opening import ANEW, DAMAGE
from handoutpress.combine.parts import Part
from handoutpress.errors import RenderError


@dataclass(frozen=True, slots=True)
class Input:
    """A part that was opened; `is_tagged` when its tags come along, `notes` say what does not."""

    part: Part
    reader: PdfReader
    is_tagged: bool
    notes: tuple[str, ...] = ()


def open_part(part: Part) -> Input:
    """Open a part.

    Raises:
        RenderError: it is locked or damaged, has no page, or cannot be shown (see `prepare`).
    """
    prepared = prepare(part)
    untagged = (
        f"{part.name} is not tagged, so a screen reader cannot read it in order, and the whole "
        "is no PDF/UA"
    )
    with blame(part):
        reader = PdfReader(BytesIO(prepared.pdf))
        _ = len(reader.pages)  # read now, so that what is wrong is told of this part
    notes = prepared.notes if prepared.is_tagged else (untagged, *prepared.notes)
    return Input(part, reader, prepared.is_tagged, notes)


@contextmanager
def blame(part: Part) -> Iterator[None]:
    """Refuse a part by its title when anything in it is not what it should be.

    Raises:
        RenderError: something was.
    """
    try:
        yield
    except (PyPdfError, *DAMAGE) as error:
        raise RenderError(
            f"{part.name} is no sound PDF ({type(error).__name__}); {ANEW}"
        ) from error


def count_pages(part: Part) -> int:
    """Return how many pages a part has.

    Raises:
        RenderError: it is locked or damaged, has no page, or cannot be shown.
    """
    return len(open_part(part).reader.pages)
