"""What `email`, `print`, `packet` and `given` share: the record, the visit, what was explained.

Holds the clock of the record, and no rule of delivering.
"""

from __future__ import annotations

import argparse
import getpass
import os
import platform
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.console import say
from handoutpress.errors import HandoutError

if TYPE_CHECKING:
    from handoutpress.deliver.record.lines import Line
    from handoutpress.deliver.record.record import Record
    from handoutpress.deliver.values import Teaching

FALLBACK = "enclose what the language lacks, and say so"
# A number of the clinic's own: with a digit and without blanks, so that no name passes for one.
REFERENCE = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
WORD = re.compile(r"[A-Za-z]{5}|[A-Za-z][a-z]{2}")  # a word, as names are; not ENC or V
# Who learned, how, and with what success: fixed words, so that nothing else gets into the record.
# Source: what the Joint Commission's standard PC.02.03.01 has hospitals note of patient education:
# the learner's needs, how it was taught, and what was understood; the words are ours.
LEARNERS = ("patient", "family", "caregiver")
METHODS = ("explanation", "demonstration", "video", "paper")
INTERPRETERS = ("in-person", "phone", "video", "declined", "not-needed")
# Source: AHRQ Health Literacy Universal Precautions Toolkit, tool 5: teach-back.
UNDERSTANDINGS = ("explained-back", "showed-it", "needs-more", "not-asked")


def add_teaching_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what staff may say of a visit: its reference, and how it was explained."""
    add = parser.add_argument
    add(
        "--ref",
        type=read_reference,
        default="",
        metavar="REF",
        help="the clinic's own number of the visit, for the record; never a name",
    )
    add("--learner", default="", choices=LEARNERS, help="to whom it was explained")
    add(
        "--method",
        action="append",
        choices=METHODS,
        help="how it was explained; may repeat",
    )
    add("--interpreter", default="", choices=INTERPRETERS, help="who interpreted")
    add("--understanding", default="", choices=UNDERSTANDINGS, help="what teach-back showed")


def read_reference(text: str) -> str:
    """Return a reference.

    Raises:
        argparse.ArgumentTypeError: it may be a name.
    """
    if text and not (REFERENCE.fullmatch(text) and _is_number(text)):
        raise argparse.ArgumentTypeError(
            "it is no reference; write the visit's number, as in E-20417: digits, a few letters "
            "and . _ : / - without blanks, never a name"
        )
    return text


def _is_number(text: str) -> bool:
    """Tell whether a text is a number of the clinic's own, or a UUID, and no name with a year."""
    if UUID.fullmatch(text):
        return True
    letters = sum(sign.isalpha() for sign in text)
    return letters <= sum(sign.isdigit() for sign in text) + 2 and not WORD.search(text)


def read_number(text: str) -> int:
    """Return the number of a line.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**18):
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 1")
    return int(text)


def read_teaching(options: argparse.Namespace) -> Teaching:
    """Return what the options say of how it was explained."""
    from handoutpress.deliver.values import Teaching

    return Teaching(
        options.learner,
        ", ".join(dict.fromkeys(options.method or ())),
        options.interpreter,
        options.understanding,
    )


def find_state(options: argparse.Namespace) -> Path:
    """Return the folder of what must not be lost."""
    return Path(os.path.abspath(getattr(options, "state", None) or options.root / "state"))


def require_record(state: Path) -> None:
    """Look whether there is a record to ask, so that a wrong folder gets none by being asked.

    Raises:
        HandoutError: there is none.
    """
    from handoutpress.deliver.record.database import NAME

    if not (state / NAME).exists():
        raise HandoutError(
            f"there is no record in '{state}': nothing was given yet, or --state names another "
            "folder"
        )


@contextmanager
def open_record(options: argparse.Namespace) -> Iterator[Record]:
    """Open the record of deliveries, and close it; a log host is told where IT asks for it.

    Raises:
        HandoutError: it cannot be opened, or delivery.yaml is wrong.
    """
    from handoutpress.deliver.record.lines import Witness
    from handoutpress.deliver.record.record import Record
    from handoutpress.deliver.settings import read_settings

    address = read_settings(options.root).record.syslog
    record = Record(
        find_state(options),
        clock=lambda: datetime.now(UTC),
        witness=Witness(name_operator(), platform.node()),
        tell=_make_teller(address),
    )
    with closing(record):
        yield record


def _make_teller(address: str | None) -> Callable[[Line], None]:
    if not address:
        return lambda line: None
    from handoutpress.deliver.record.syslog import Syslog

    return Syslog(address, warn=lambda reason: say(f"warning: {reason}", is_error=True)).tell


def name_operator() -> str:
    """Return who is at work, as the computer knows it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in some containers
        return f"user {os.getuid()}"
