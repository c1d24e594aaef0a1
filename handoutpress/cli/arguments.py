"""What the command line understands: commands and their options, before or after the command.

Does nothing of what they ask for.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from handoutpress import __version__
from handoutpress.cli import commands
from handoutpress.errors import ExitCode, UsageError
from handoutpress.errors import suggest_name as suggest

Command = Callable[[argparse.Namespace], ExitCode]

DESCRIPTION = "Make printable, accessible handouts from the YAML files in handouts/."
EPILOG = """\
exit codes:
  0  all is up to date
  1  an output could not be made, or a system library is missing
  2  the command line is wrong
  3  content is wrong; every problem was printed
  4  another build holds the lock
  5  delivery failed; what was done and what was not was told
  70 a bug of ours
  130 interrupted
"""


# Options that are followed by a value, which is no command.
WITH_VALUE = {
    *("--root", "--out", "--state", "--lang", "--edition", "--jobs", "--timeout", "--memory"),
    *("--log", "--cluster", "--cluster-ca", "--cluster-cert", "--cluster-key"),
    *("-o", "--output", "--for", "--batch", "--password-from"),
    *("--by", "--on", "--due", "--reason", "--replaced-by", "--words"),
    *("--ref", "--learner", "--method", "--interpreter", "--understanding"),
    *("--printer", "--copies", "--sides", "--pages", "--to", "--test", "--consent"),
    "--password-slip",
    *("--handout", "--since", "--reprint", "--packet", "--head", "--encounter-system"),
}


class _Parser(argparse.ArgumentParser):
    """A parser whose mistakes are our own errors."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see --help")


def parse_arguments(arguments: list[str], default_root: Path) -> argparse.Namespace:
    """Return options with all defaults filled in; `run` is what to call with them.

    Raises:
        UsageError: the command line is wrong.
    """
    common = _common_options()
    parser = _Parser(
        prog="make_handouts.py",
        allow_abbrev=False,  # --password would be taken for --password-from
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"Handout Press {__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND", title="commands")
    for name, (run, text, add_arguments) in COMMANDS.items():
        command = subparsers.add_parser(
            name, help=text, description=text, parents=[common], allow_abbrev=False
        )
        if name in (*arguments, "build"):  # those of other commands take time to load
            add_arguments(command)
        command.set_defaults(run=run, command=name)
    words = set(arguments)
    if _find_command(arguments) is None and not words & {"-h", "--help", "--version"}:
        arguments = ["build", *arguments]  # what no command means
    options = parser.parse_args(arguments)
    _fill_defaults(options, default_root)
    return options


def _common_options() -> _Parser:
    """Return the options of every command; without defaults, so that both places count."""
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    add = common.add_argument
    add("--root", type=Path, metavar="DIR", help="the folder that holds handouts/")
    add("--out", type=Path, metavar="DIR", help="where PDFs go; default ROOT/out")
    add("--state", type=Path, metavar="DIR", help="what must not be lost; default ROOT/state")
    add("--lang", action="append", metavar="LANG", help="only this language; may repeat")
    add("--edition", action="append", metavar="NAME", help="only this edition; 'review' is to sign")
    add("--jobs", type=_read_count, metavar="N", help="PDFs at the same time; default: every core")
    add("--timeout", type=_read_count, metavar="SECONDS", help="for one PDF; default 120")
    add("--memory", type=_read_count, metavar="MIB", help="for one PDF; default 2048")
    add("--why", action="store_true", help="tell for each PDF why it is made, or that it is not")
    add("--json", action="store_true", help="print one JSON document")
    add("--quiet", action="store_true", help="print problems only")
    add("--verbose", action="store_true", help="print the size and state of each PDF, too")
    return common


def _read_count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1")
    return int(text)


def _read_days(text: str) -> int:
    digits = text.removesuffix("d")
    if not (digits.isascii() and digits.isdigit()):
        raise argparse.ArgumentTypeError(f"'{text}' is no number of days such as 60d")
    return int(digits)


def _read_port(text: str) -> int:
    port = _read_count(text)
    if port > 65535:  # Source: RFC 9293, 3.1: a port has 16 bits
        raise argparse.ArgumentTypeError(f"'{text}' is no port; use one from 1024 to 65535")
    return port


def _find_command(arguments: list[str]) -> str | None:
    """Return the command among the arguments.

    Raises:
        UsageError: there is a word in its place that is none; argparse would list them all.
    """
    previous = ""
    for argument in arguments:
        if not argument.startswith("-") and previous not in WITH_VALUE:
            if argument not in COMMANDS:
                near = suggest(argument, COMMANDS)
                raise UsageError(f"unknown command '{argument}'; {near} (build ID makes a handout)")
            return argument
        previous = argument
    return None


def _fill_defaults(options: argparse.Namespace, default_root: Path) -> None:
    defaults: dict[str, object] = {"lang": [], "edition": [], "log_kept": None}
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
    add = parser.add_argument
    add("--force", action="store_true", help="make them even if they are up to date")
    add("--dry-run", action="store_true", help="only tell what would be made")
    _add_log(parser)
    add("--cluster", metavar="ADDRESS", help="the scheduler of a Dask cluster: tls://HOST:PORT")
    for name, what in (("ca", "authority"), ("cert", "certificate"), ("key", "private key")):
        add(f"--cluster-{name}", type=Path, metavar="FILE", help=f"the {what} for the cluster")


def _add_log(parser: argparse.ArgumentParser) -> None:
    what = "keep what is printed in a log that rotates"
    parser.add_argument("--log", dest="log_kept", type=Path, metavar="FILE", help=what)


def _add_watch(parser: argparse.ArgumentParser) -> None:
    _add_ids(parser)
    _add_log(parser)
    add = parser.add_argument
    add("--preview", action="store_true", help="show the handout that was saved in the browser")
    add("--port", type=_read_port, metavar="N", help="the preview's port; default 8137")
    add("--open", action="store_true", help="open the preview in the browser")


def _add_schedule(parser: argparse.ArgumentParser) -> None:
    from handoutpress.schedule import add_schedule_arguments

    add_schedule_arguments(parser)


def _add_packet(parser: argparse.ArgumentParser) -> None:
    from handoutpress.cli.packet_command import add_packet_arguments

    add_packet_arguments(parser)


def _add_check(parser: argparse.ArgumentParser) -> None:
    from handoutpress.cli.check_command import add_check_arguments

    add_check_arguments(parser)


def _add_approve(parser: argparse.ArgumentParser) -> None:
    from handoutpress.cli.approval_command import add_approve_arguments

    add_approve_arguments(parser)


def _add_withdraw(parser: argparse.ArgumentParser) -> None:
    from handoutpress.cli.approval_command import add_withdraw_arguments

    add_withdraw_arguments(parser)


def _add_given(parser: argparse.ArgumentParser) -> None:
    from handoutpress.cli.given_command import add_given_arguments

    add_given_arguments(parser)


def _add_print(parser: argparse.ArgumentParser) -> None:
    from handoutpress.cli.print_command import add_print_arguments

    add_print_arguments(parser)


def _add_printers(parser: argparse.ArgumentParser) -> None:
    from handoutpress.cli.print_command import add_printers_arguments

    add_printers_arguments(parser)


def _add_email(parser: argparse.ArgumentParser) -> None:
    from handoutpress.cli.delivery_options import add_teaching_arguments
    from handoutpress.cli.mail_command import add_email_arguments

    add_email_arguments(parser)
    add_teaching_arguments(parser)


def _add_outbox(parser: argparse.ArgumentParser) -> None:
    from handoutpress.cli.outbox_command import add_outbox_arguments

    add_outbox_arguments(parser)


def _add_list(parser: argparse.ArgumentParser) -> None:
    _add_ids(parser)
    add = parser.add_argument
    add("--csv", action="store_true", help="print CSV")
    add("--due", type=_read_days, metavar="DAYS", help="only those due within so many days: 60d")


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


Adder = Callable[[argparse.ArgumentParser], None]
COMMANDS: dict[str, tuple[Command, str, Adder]] = {
    "build": (commands.run_build, "make the PDFs; this is what no command means", _add_build),
    "check": (commands.run_check, "check content, words and finished pages", _add_check),
    "approve": (commands.run_approve, "write down who approved the words", _add_approve),
    "withdraw": (commands.run_withdraw, "take handouts out of use, at once", _add_withdraw),
    "list": (commands.run_list, "list the handouts, their state and owner", _add_list),
    "new": (commands.run_new, "write a commented file to start from", _add_new),
    "schema": (commands.run_schema, "print the JSON Schema of a file, for editors", _add_schema),
    "packet": (commands.run_packet, "combine handouts for one patient", _add_packet),
    "email": (commands.run_email, "send handouts or a packet by e-mail", _add_email),
    "outbox": (commands.run_outbox, "show, retry or cancel what waits to be sent", _add_outbox),
    "print": (commands.run_print, "print handouts or a packet", _add_print),
    "printers": (commands.run_printers, "list the printers and what they can do", _add_printers),
    "given": (commands.run_given, "tell who was given what, from the record", _add_given),
    "watch": (commands.run_watch, "make again whatever is saved, until Ctrl-C", _add_watch),
    "schedule": (
        commands.run_schedule,
        "show or install what builds every night",
        _add_schedule,
    ),
}
