"""The command as a user runs it: whole processes, by the clock on the wall.

Knows no limits and judges nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.library import ONE_EDITION, ROOT, write_library

COMMAND = (sys.executable, str(ROOT / "make_handouts.py"))
JOBS = 2


class CommandError(Exception):
    """A command that ended as it should not; what it said is the message."""


@dataclass(frozen=True, slots=True)
class Made:
    """A PDF that a build made."""

    id: str
    edition: str
    path: str
    page_count: int


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did, and how long its process lived."""

    seconds: float
    made: tuple[Made, ...]

    @property
    def page_count(self) -> int:
        """Return the pages of all PDFs that were made."""
        return sum(made.page_count for made in self.made)


def environment() -> dict[str, str]:
    """Return the environment of every process that is measured.

    Python may keep what it compiled, as it does wherever nobody forbids it: a machine on which
    that is switched off would measure Python's compiler.
    """
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def run(command: Sequence[str]) -> tuple[float, str]:
    """Run a command to its end; return its seconds and what it printed.

    Raises:
        CommandError: it left with another status than 0.
    """
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), cwd=ROOT)
    seconds = time.perf_counter() - start
    if done.returncode:
        last_lines = "\n".join((done.stderr or done.stdout).strip().splitlines()[-3:])
        raise CommandError(f"'{' '.join(command[1:3])}' left with {done.returncode}: {last_lines}")
    return seconds, done.stdout


def build_command(root: Path, out: Path, *options: str) -> tuple[str, ...]:
    """Return the command that builds a workspace and tells what it did as JSON."""
    return (*COMMAND, "build", "--root", str(root), "--out", str(out), "--json", *options)


def build(root: Path, out: Path, *options: str) -> Build:
    """Build a workspace.

    Raises:
        CommandError: not all was made.
    """
    seconds, printed = run(build_command(root, out, *(options or ("--jobs", str(JOBS)))))
    return Build(seconds, read_made(printed))


def read_made(printed: str) -> tuple[Made, ...]:
    """Return the PDFs that the report of a build names."""
    entries: list[dict[str, Any]] = json.loads(printed)["built"]
    return tuple(
        Made(entry["id"], entry["edition"], entry["path"], entry["pages"]) for entry in entries
    )


def time_quiet_build(root: Path, out: Path) -> float:
    """Return the seconds of a build that is to say nothing, as the night's run is."""
    command = (*COMMAND, "build", "--root", str(root), "--out", str(out), "--quiet")
    seconds, _ = run(command)
    return seconds


def time_python() -> float:
    """Return the seconds that starting Python takes."""
    seconds, _ = run((sys.executable, "-c", "pass"))
    return seconds


class Workshop:
    """[writes] The folder that holds generated libraries and what is made of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._built: set[Path] = set()

    def library(self, count: int, editions: tuple[str, ...] = ONE_EDITION) -> Path:
        """Return a library of so many handouts; it is written once."""
        root = self.folder / f"library-{count}-{len(editions)}"
        if not root.exists():
            write_library(root, count, editions)
        return root

    def built_library(self, count: int, editions: tuple[str, ...] = ONE_EDITION) -> Path:
        """Return a library whose `out` is up to date, as of when it was first asked for."""
        root = self.library(count, editions)
        if root not in self._built:
            build(root, root / "out")
            self._built.add(root)
        return root

    def note_built(self, root: Path) -> None:
        """Take note that somebody built a library into its `out`."""
        self._built.add(root)

    def empty(self, name: str) -> Path:
        """Return a path at which nothing lies any more."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        return path
