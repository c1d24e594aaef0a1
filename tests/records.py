"""Make records and their lines for the tests; `given`, as its command runs it."""

from __future__ import annotations

import argparse
import io
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from handoutpress.cli.given_command import add_given_arguments, run_given
from handoutpress.deliver.record.lines import Line, Witness
from handoutpress.deliver.record.record import Record
from handoutpress.deliver.values import Channel, Delivery, GivenPart, Result, Teaching
from handoutpress.errors import HandoutError

WITNESS = Witness("nurse", "desk-1")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
PART = GivenPart("care/fever", "en", "standard", 3, "approved", "a" * 64, 2)
DELIVERY = Delivery(
    channel=Channel.MAIL,
    result=Result.DONE,
    sha256="b" * 64,
    page_count=2,
    parts=(PART,),
    title="Fever",
    detail="sent",
    reference="V-100",
    recipient_hash="c" * 64,
    consent="plain",
    teaching=Teaching("patient", "explanation", "phone", "explained-back"),
)


class Clock:
    """Tells a moment, and the next time a minute more."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def make_delivery(**changes: Any) -> Delivery:
    return replace(DELIVERY, **changes)


def make_part(handout_id: str = "care/fever", **changes: Any) -> GivenPart:
    return replace(PART, handout_id=handout_id, **changes)


@contextmanager
def opened(
    state: Path,
    *,
    clock: Callable[[], datetime] | None = None,
    tell: Callable[[Line], None] = lambda line: None,
) -> Iterator[Record]:
    """Open the record in a folder, and close it."""
    record = Record(state, clock=clock or Clock(), witness=WITNESS, tell=tell)
    with closing(record):
        yield record


def tamper(state: Path, *statements: str) -> None:
    """Change the file as somebody would who may write it, and takes its triggers away."""
    with closing(sqlite3.connect(state / "record.sqlite")) as database:
        for name in ("no_delete", "no_change", "only_at_the_end"):
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
        database.commit()


def run_given_command(root: Path, *arguments: object, typed: str = "") -> tuple[int, str, str]:
    """Run `given`; return its exit code and what it printed on both streams."""
    parser = argparse.ArgumentParser()
    add_given_arguments(parser)
    parser.set_defaults(
        root=root, out=root / "out", state=root / "state", lang=[], edition=[], json=False
    )
    parser.set_defaults(quiet=False)
    parser.add_argument("--lang", action="append")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(list(map(str, arguments)))
    out, err = io.StringIO(), io.StringIO()
    kept, sys.stdin = sys.stdin, io.TextIOWrapper(BytesIO(typed.encode()), "utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = int(run_given(options))
    except HandoutError as error:
        return int(error.exit_code), out.getvalue(), str(error)
    finally:
        sys.stdin = kept
    return code, out.getvalue(), err.getvalue()
