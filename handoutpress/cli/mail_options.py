"""Which options of the command `email` go together.

Reads no file and sends nothing.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from handoutpress.errors import UsageError


def check_options(options: argparse.Namespace) -> None:
    """Refuse what contradicts itself, and what would put a patient's page among the public ones.

    Raises:
        UsageError: it does.
    """
    from handoutpress.deliver.mail.recipients import ON_COMMAND_LINE

    if any("@" in each for each in options.what):
        raise UsageError(ON_COMMAND_LINE)
    ways = [each for each in (options.to, options.batch, options.test) if each is not None]
    if len(ways) != 1:
        raise UsageError("say to whom: '--to -' asks; --batch FILE is for many; --test for a test")
    if bool(options.what) == (options.test is not None):
        raise UsageError("name handouts, a set, a packet's file or a PDF; --test sends none")
    if options.dry_run is not None and options.to is None:
        raise UsageError("--dry-run writes one message; write '--to -' beside it")
    if options.password_from is not None and (options.batch or options.password_slip):
        raise UsageError(
            "--password-from is for one message, whose password you have; else --password-slip"
        )
    for option, path in (
        ("--dry-run", options.dry_run),
        ("--password-slip", options.password_slip),
    ):
        if path is not None:
            _require_private(path, options.out, option)
    if options.consent == "plain" and (options.password_from or options.password_slip):
        raise UsageError("--consent plain locks nothing; leave the password out")


def _require_private(path: Path, out: Path, option: str) -> None:
    """Refuse a place among the PDFs for everybody; `path` is a file or a folder.

    Raises:
        UsageError: it is there.
    """
    place, shown = path.absolute().parent.resolve() / path.name, out.resolve()
    if path.is_dir():
        place = path.resolve()
    if place.is_relative_to(shown) and not place.is_relative_to(shown / "packets"):
        raise UsageError(
            f"'{out}' is for everybody, and may be served; name another place behind {option}"
        )
