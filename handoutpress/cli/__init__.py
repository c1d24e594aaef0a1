"""The command line: arguments become a call, and what comes back becomes words and an exit code.

Holds no rules of its own, but the clock.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.cli.arguments import parse_arguments
from handoutpress.console import keep_log, prepare_streams, say
from handoutpress.errors import ContentError, ExitCode, HandoutError

if TYPE_CHECKING:
    import argparse

__all__ = ["main"]

# New objects after which Python looks for cycles, 700 by default. Measured: loading libraries and
# reading 2,000 records makes many objects and no garbage; looking for it took a tenth of the time.
COLLECT_AFTER = 100_000
# Commands that see names or addresses: of their bugs, only the places are told.
WITH_PATIENTS = ("packet", "email", "outbox", "print", "given")


def main(argv: Sequence[str] | None = None, default_root: Path | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        argv: the arguments without the program's name; those of the process by default.
        default_root: the workspace where `--root` names none; the current folder by default.
    """
    prepare_streams()
    gc.set_threshold(COLLECT_AFTER, *gc.get_threshold()[1:])
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        options = parse_arguments(arguments, default_root or Path.cwd())
    except HandoutError as error:
        _tell_error(error, is_json="--json" in arguments)
        return error.exit_code
    with keep_log(getattr(options, "log_kept", None)) as note:
        code = _run(options)
        note(f"ended with exit code {int(code)}")
    return int(code)


def _run(options: argparse.Namespace) -> ExitCode:
    try:
        code: ExitCode = options.run(options)
        return code
    except HandoutError as error:
        _tell_error(error, is_json=options.json)
        return error.exit_code
    except KeyboardInterrupt:
        say("interrupted; what was finished stays", is_error=True)
        return ExitCode.INTERRUPTED
    except Exception as error:
        say(_describe_bug(error, has_patients=options.command in WITH_PATIENTS), is_error=True)
        say("This is a bug of Handout Press; please report it.", is_error=True)
        return ExitCode.BUG


def _describe_bug(error: Exception, *, has_patients: bool) -> str:
    """Return where a bug is; what its message quotes may name a patient."""
    import traceback

    if not has_patients:
        return "".join(traceback.format_exception(error)).rstrip()
    places = "".join(traceback.format_tb(error.__traceback__))
    return f"{places}{type(error).__name__}; its message may name a patient"


def _tell_error(error: HandoutError, *, is_json: bool) -> None:
    """Say why a command could not be done at all."""
    from handoutpress.report import error_document, print_json, print_problems

    problems = error.problems if isinstance(error, ContentError) else ()
    print_problems(problems)
    if isinstance(error, ContentError) and error.effect:
        say(error.effect, is_error=True)
    if not problems:
        say(f"error: {error}", is_error=True)
    if is_json:
        print_json(error_document(error, problems))
