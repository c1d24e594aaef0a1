"""What a worker holds, and the limits of one job.

Knows nothing of processes: the same station serves this process and others.
"""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, replace
from io import StringIO
from types import ModuleType

from handoutpress.errors import HandoutError, RenderError
from handoutpress.jobs import BindJob, Job, Rendered, RenderJob
from handoutpress.model import Theme

Fonts = Mapping[str, bytes]

MIB = 1024 * 1024
TIMEOUT_S = 120.0
MEMORY_MIB = 2048


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use: seconds on the clock, and address space of its process in bytes."""

    timeout_s: float = TIMEOUT_S
    memory_bytes: int = MEMORY_MIB * MIB


@dataclass(frozen=True, slots=True)
class Station:
    """A press made ready: how a job is done, and what this computer lacks to do it well.

    `prepare` loads what a job shares with others, and is given all the memory that it needs.
    """

    do: Callable[[Job], Rendered]
    notes: tuple[str, ...] = ()
    prepare: Callable[[Job], None] = lambda job: None


SetUp = Callable[[Theme, Fonts], Station]


def set_up_press(theme: Theme, fonts: Fonts) -> Station:
    """Load the renderer, the fonts and the tag check; styles are parsed when first used.

    Raises:
        HandoutError: a library of the system is missing.
    """
    renderer = _import_renderer()
    from handoutpress.first_page import draw_first_page
    from handoutpress.tag_check import check_tags

    press = renderer.Press(theme, fonts)

    def find_faults(pdf: bytes, page_count: int) -> str:
        return "; ".join(map(str, check_tags(pdf, page_count=page_count)))

    def do(job: Job) -> Rendered:
        if isinstance(job, BindJob):
            from handoutpress.worker.binding import bind  # slow to load, and often not needed

            return bind(job, press.render, find_faults)
        rendered: Rendered = press.render(job)
        faults = find_faults(rendered.pdf, rendered.page_count)
        if faults:
            raise RenderError(f"the tags are not sound: {faults}")
        picture = draw_first_page(rendered.pdf) if job.is_pictured else b""
        return replace(rendered, picture=picture)

    def prepare(job: Job) -> None:
        for page in list_pages(job):
            press.prepare(page)

    return Station(do, renderer.missing_parts(), prepare)


def list_pages(job: Job) -> tuple[RenderJob, ...]:
    """Return what must be rendered for a job, stamps aside, whose sheets are those of pages."""
    if isinstance(job, RenderJob):
        return (job,)
    own = (piece.source for piece in job.pieces if not isinstance(piece.source, bytes))
    return tuple(
        RenderJob(each.html, each.stylesheets, job.theme, job.fonts, each.pictures) for each in own
    )


@contextmanager
def _only_sonames() -> Iterator[None]:
    """Let a library be found only by the name that Linux knows it by, while this lasts.

    WeasyPrint asks for each under names of other systems first, and for each of these Python
    starts other programs that search the disk. Measured: a fifth of the time to load it. Where a
    library has no such name, it is not found, and must be asked for again.
    """
    if sys.platform != "linux":
        yield
        return
    find = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = find


def _import_renderer() -> ModuleType:
    """Import the renderer, and with it the system's libraries.

    Raises:
        HandoutError: a library of the system is missing.
    """
    try:
        with redirect_stdout(StringIO()):  # WeasyPrint prints advice of its own there
            with suppress(OSError), _only_sonames():
                from handoutpress import render
            from handoutpress import render
    except OSError as error:
        reason = str(error).splitlines()[0]
        raise HandoutError(
            f"a system library is missing: {reason}; install Pango and HarfBuzz, as README.md "
            'says under "System libraries"'
        ) from error
    return render
