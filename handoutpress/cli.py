"""The command line: arguments become a call, and what comes back becomes words and an exit code.

Holds no rules of its own. Options may stand before or after the command.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from handoutpress import __version__
from handoutpress.console import has_person, prepare_streams, say
from handoutpress.errors import ContentError, ExitCode, HandoutError, Severity, UsageError
from handoutpress.errors import suggest_name as suggest

if TYPE_CHECKING:
    from handoutpress.build import Listener, Wish
    from handoutpress.plan import Request
    from handoutpress.worker import Limits

Command = Callable[[argparse.Namespace], ExitCode]

DESCRIPTION = "Make printable, accessible handouts from the YAML files in handouts/."
EPILOG = """\
exit codes:
  0  all is up to date
  1  an output could not be made, or a system library is missing
  2  the command line is wrong
  3  content is wrong; every problem was printed
  4  another build holds the lock
  70 a bug of ours
  130 interrupted
"""


class _Parser(argparse.ArgumentParser):
    """A parser whose mistakes are our own errors."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see --help")


def main(argv: Sequence[str] | None = None, default_root: Path | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        argv: the arguments without the program's name; those of the process by default.
        default_root: the workspace where `--root` names none; the current folder by default.
    """
    prepare_streams()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        options = _parse(arguments, default_root or Path.cwd())
        return int(options.run(options))
    except ContentError as error:
        from handoutpress.report import print_problems

        print_problems(error.problems)
        return error.exit_code
    except HandoutError as error:
        say(f"error: {error}", is_error=True)
        return error.exit_code
    except KeyboardInterrupt:
        say("interrupted; what was finished stays", is_error=True)
        return ExitCode.INTERRUPTED
    except Exception:
        import traceback

        traceback.print_exc()
        say("This is a bug of Handout Press; please report it.", is_error=True)
        return ExitCode.BUG


# --- arguments ----------------------------------------------------------------------------------


def _parse(arguments: list[str], default_root: Path) -> argparse.Namespace:
    common = _common_options()
    parser = _Parser(
        prog="make_handouts.py",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"Handout Press {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for name, (run, text, add_arguments) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text, parents=[common])
        add_arguments(command)
        command.set_defaults(run=run, command=name)
    _refuse_unknown_command(arguments)
    options = parser.parse_args(arguments)
    if not hasattr(options, "run"):
        options = parser.parse_args([*arguments, "build"])
    _fill_defaults(options, default_root)
    return options


def _common_options() -> _Parser:
    """Return the options of every command; without defaults, so that both places count."""
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--root", type=Path, metavar="DIR", help="the folder that holds handouts/")
    common.add_argument("--out", type=Path, metavar="DIR", help="where PDFs go; default ROOT/out")
    common.add_argument(
        "--lang", action="append", metavar="LANG", help="only this language; may repeat"
    )
    common.add_argument(
        "--edition", action="append", metavar="NAME", help="only this edition; may repeat"
    )
    common.add_argument(
        "--jobs", type=_read_count, metavar="N", help="PDFs at the same time; default: every core"
    )
    common.add_argument(
        "--timeout", type=_read_count, metavar="SECONDS", help="for one PDF; default 120"
    )
    common.add_argument(
        "--memory", type=_read_count, metavar="MIB", help="for one PDF; default 2048"
    )
    common.add_argument("--why", action="store_true", help="tell for each PDF why it is made")
    common.add_argument("--json", action="store_true", help="print one JSON document")
    common.add_argument("--quiet", action="store_true", help="print problems only")
    common.add_argument(
        "--verbose", action="store_true", help="print the size and state of each PDF, too"
    )
    return common


def _read_count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1")
    return int(text)


def _refuse_unknown_command(arguments: list[str]) -> None:
    """Name the nearest command; argparse would list them all."""
    with_value = {
        *("--root", "--out", "--lang", "--edition"),
        *("--jobs", "--timeout", "--memory"),
    }
    previous = ""
    for argument in arguments:
        if not argument.startswith("-") and previous not in with_value:
            if argument not in COMMANDS:
                near = suggest(argument, COMMANDS)
                raise UsageError(f"unknown command '{argument}'; {near} (build ID makes a handout)")
            return
        previous = argument


def _fill_defaults(options: argparse.Namespace, default_root: Path) -> None:
    defaults = {"lang": [], "edition": []}
    defaults |= dict.fromkeys(("why", "json", "quiet", "verbose"), False)
    defaults |= dict.fromkeys(("jobs", "timeout", "memory"))
    for name, value in defaults.items():
        if not hasattr(options, name):
            setattr(options, name, value)
    options.root = Path(os.path.abspath(getattr(options, "root", default_root)))
    options.out = Path(os.path.abspath(getattr(options, "out", options.root / "out")))


def _add_ids(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID", help="a handout (topic/name) or a topic")


def _add_build(parser: argparse.ArgumentParser) -> None:
    _add_ids(parser)
    parser.add_argument("--force", action="store_true", help="make them even if up to date")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would be made")


def _add_list(parser: argparse.ArgumentParser) -> None:
    _add_ids(parser)
    parser.add_argument("--csv", action="store_true", help="print CSV")


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="TOPIC/NAME", help="the id of the new handout")
    parser.add_argument(
        "--kind",
        default="topic",
        choices=("topic", "medicine", "procedure", "aftercare"),
        help="which sections it starts with",
    )


def _add_schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", metavar="KIND", help="which file; all without it")


# --- commands -----------------------------------------------------------------------------------


def _run_build(options: argparse.Namespace) -> ExitCode:
    from handoutpress import report
    from handoutpress.build import Builder

    wish = _wish(options)
    with (
        _open_listener(options) as listener,
        closing(Builder(options.root, options.out, jobs=options.jobs, limits=_limits(options))) as builder,
    ):
        result = builder.run_pass(wish, listener)
    report.print_problems(result.problems)
    report.print_leftovers(result)
    if options.json:
        report.print_json(report.build_document(result))
    elif not options.quiet:
        if options.why or options.dry_run:
            report.print_reasons(result)
        report.print_summary(result, options.out)
    return result.exit_code


def _open_listener(options: argparse.Namespace) -> AbstractContextManager[Listener]:
    """Return who tells of each PDF: a line that moves for a person, lines for a log."""
    is_silent = options.quiet or options.json
    if has_person() and not is_silent:
        from handoutpress.progress import ProgressListener

        return ProgressListener(is_verbose=options.verbose)
    from handoutpress.report import LineListener

    return nullcontext(LineListener(is_silent or options.why, options.verbose))


def _run_check(options: argparse.Namespace) -> ExitCode:
    from handoutpress import report
    from handoutpress.build.loading import load_library

    loaded = load_library(options.root, _request(options))
    report.print_problems(loaded.problems)
    if options.json:
        report.print_json({"problems": report.problem_entries(loaded.problems)})
    elif not options.quiet:
        errors = sum(problem.severity is Severity.ERROR for problem in loaded.problems)
        warnings = len(loaded.problems) - errors
        say(f"{report.count(errors, 'error')}, {report.count(warnings, 'warning')}")
    return ExitCode.CONTENT if loaded.has_errors else ExitCode.OK


def _run_list(options: argparse.Namespace) -> ExitCode:
    from handoutpress import report
    from handoutpress.build.loading import load_library

    loaded = load_library(options.root, _request(options))
    rows = report.list_rows(loaded.library, loaded.chosen_handouts)
    report.print_problems(loaded.problems)
    if options.json:
        report.print_json(report.list_entries(rows, loaded.chosen_handouts))
    else:
        say(report.format_csv(rows) if options.csv else report.format_table(rows))
    return ExitCode.CONTENT if loaded.has_errors else ExitCode.OK


def _run_new(options: argparse.Namespace) -> ExitCode:
    from handoutpress.build.loading import load_library
    from handoutpress.new_handout import write_starter
    from handoutpress.plan import Request

    phones = load_library(options.root, Request()).library.phone_keys
    phone = next(iter(phones), None)
    for path in write_starter(options.root, options.id, options.kind, phone=phone):
        if not options.quiet:
            say(f"{path.relative_to(options.root)}: written")
    if not options.quiet:
        say(f"Fill it in, then run: check {options.id}")
    return ExitCode.OK


def _run_schema(options: argparse.Namespace) -> ExitCode:
    from handoutpress.report import print_json
    from handoutpress.schema import KINDS, json_schema

    kinds = {kind: json_schema(kind) for kind in KINDS} if not options.kind else None
    print_json(kinds or json_schema(options.kind))
    return ExitCode.OK


def _request(options: argparse.Namespace) -> Request:
    from handoutpress.plan import Request

    return Request(tuple(options.ids), tuple(options.lang), tuple(options.edition))


def _wish(options: argparse.Namespace) -> Wish:
    from handoutpress.build import Wish

    return Wish(_request(options), is_forced=options.force, is_dry=options.dry_run)


def _limits(options: argparse.Namespace) -> Limits | None:
    """Return the limits that were asked for; None leaves them to the build."""
    if options.timeout is None and options.memory is None:
        return None
    from handoutpress.worker import MEMORY_MIB, MIB, TIMEOUT_S, Limits

    return Limits(
        timeout_s=options.timeout or TIMEOUT_S,
        memory_bytes=(options.memory or MEMORY_MIB) * MIB,
    )


COMMANDS = {
    "build": (_run_build, "make the PDFs; this is what no command means", _add_build),
    "check": (_run_check, "tell every problem in the content, build nothing", _add_ids),
    "list": (_run_list, "list the handouts, their state and owner", _add_list),
    "new": (_run_new, "write a commented file to start from", _add_new),
    "schema": (_run_schema, "print the JSON Schema of a content file, for editors", _add_schema),
}
