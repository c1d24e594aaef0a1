"""Stations that behave as the page says, for tests of worker processes; loads no renderer."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from handoutpress.errors import HandoutError, RenderError
from handoutpress.jobs import BindJob, Job, OwnPages, Rendered, RenderJob
from handoutpress.model import Theme
from handoutpress.worker import MIB, Station

THEME = Theme(templates={"handout.html": ""}, styles={"small.css": b""}, digest="small")
FONTS: Mapping[str, bytes] = {"font.ttf": b"glyphs"}
FOR_GOOD_S = 600
UNPRINTABLE = "cannot be printed"  # a page that says so makes the quick press fail


def make_job(page: str, pictures: Mapping[str, bytes] | None = None) -> RenderJob:
    """Return a job for a page, which is "WORD ARGUMENT": what to do."""
    return RenderJob(page, (), THEME, FONTS, pictures or {})


def set_up_obedient(theme: Theme, fonts: Mapping[str, bytes]) -> Station:
    """Set up a station that does what a page says."""
    return Station(_obey, notes=(f"{len(theme.styles)} styles, {len(fonts)} fonts",))


def set_up_slow(theme: Theme, fonts: Mapping[str, bytes]) -> Station:
    """Load for longer than a page may take."""
    time.sleep(1.5)
    return set_up_obedient(theme, fonts)


def set_up_broken(theme: Theme, fonts: Mapping[str, bytes]) -> Station:
    """Find that a library of the system is missing."""
    raise HandoutError("a system library is missing")


def set_up_deadly(theme: Theme, fonts: Mapping[str, bytes]) -> Station:
    """Break the process while it loads."""
    os._exit(4)


def set_up_printer(theme: Theme, fonts: Mapping[str, bytes]) -> Station:
    """Set up a press that prints the digest of what it gets: equal pages, equal bytes."""
    return Station(_print_digest)


def set_up_scribe(theme: Theme, fonts: Mapping[str, bytes]) -> Station:
    """Set up a press that prints the HTML that it gets, as it stands."""
    return Station(_print_html)


def _print_html(job: Job) -> Rendered:
    if isinstance(job, BindJob) or UNPRINTABLE in job.html:
        return _print_digest(job)
    return Rendered(f"%PDF-{job.html}".encode(), 1, (), b"")


def _print_digest(job: Job) -> Rendered:
    parts = _list_bound(job) if isinstance(job, BindJob) else _list_page(job, theme=job.theme)
    said = "\0".join(parts)
    if UNPRINTABLE in said:
        raise RenderError(f"it {UNPRINTABLE}")
    digest = hashlib.sha256(said.encode()).hexdigest()
    has_picture = isinstance(job, RenderJob) and job.is_pictured
    return Rendered(f"%PDF-{digest}".encode(), 1, (), b"picture" if has_picture else b"")


def _list_page(page: RenderJob | OwnPages, theme: Theme) -> list[str]:
    styles = [f"{name}{theme.styles[name]!r}" for name in page.stylesheets]
    return [page.html, *styles, *(f"{path}{page.pictures[path]!r}" for path in page.pictures)]


def _list_bound(job: BindJob) -> list[str]:
    parts = [job.title, job.author, job.language, f"{job.is_duplex}{job.stamps}{job.folding}"]
    for piece in job.pieces:
        parts += [piece.title, piece.language, piece.path, str(piece.has_contents)]
        source = piece.source
        is_done = isinstance(source, bytes)
        parts += [source.decode()] if is_done else _list_page(source, job.theme)
    return parts


def _obey(job: RenderJob) -> Rendered:
    word, _, argument = job.html.partition(" ")
    if word in DEEDS:
        DEEDS[word](argument)
    return Rendered(job.html.encode() + b"".join(job.pictures.values()), 1, ())


def _refuse(argument: str) -> None:
    raise RenderError(argument)


def _stumble(argument: str) -> None:
    raise ZeroDivisionError(argument)


def _note_process(path: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{os.getpid()}\n")


def _note_blocked_signals(path: str) -> None:
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    Path(path).write_text(" ".join(sorted(each.name for each in blocked)))


def _hang_noted(path: str) -> None:
    _note_process(path)
    time.sleep(FOR_GOOD_S)


def _hang_deaf(path: str) -> None:
    """Hang inside C, without ever letting another thread of this process run."""
    _note_process(path)
    re.match(r"(a+)+$", "a" * 200 + "b")


def _hog(argument: str) -> None:
    hoard = []
    while True:
        hoard.append(bytearray(16 * MIB))


def _starve(argument: str) -> None:
    raise MemoryError


def _die_once(path: str) -> None:
    """Die the first time; a file remembers."""
    if not Path(path).exists():
        Path(path).touch()
        os._exit(3)


def _kill_parent(_: str) -> None:
    """Break the process that started this one, as a computer that goes down would."""
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(FOR_GOOD_S)  # the end of the parent ends this process, too


def _kill_parent_once(path: str) -> None:
    """Do so the first time; a file remembers."""
    if not Path(path).exists():
        Path(path).touch()
        _kill_parent("")


DEEDS: dict[str, Callable[[str], None]] = {
    "refuse": _refuse,
    "stumble": _stumble,
    "hang": lambda _: time.sleep(FOR_GOOD_S),
    "hang-noted": _hang_noted,
    "hang-deaf": _hang_deaf,
    "hog": _hog,
    "starve": _starve,
    "exit": lambda status: os._exit(int(status)),
    "signal": lambda number: os.kill(os.getpid(), int(number)),
    "die-once": _die_once,
    "kill-parent": _kill_parent,
    "kill-parent-once": _kill_parent_once,
    "note": _note_process,
    "note-blocked": _note_blocked_signals,
}
