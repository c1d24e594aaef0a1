"""What each command calls, and what it tells of what comes back.

Imports what a command needs only when it runs, so that one with nothing to do ends at once.
"""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from handoutpress.console import has_person, say
from handoutpress.errors import ExitCode

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from handoutpress.build import Builder, Listener, Wish
    from handoutpress.build.loading import Loaded
    from handoutpress.model import Handout
    from handoutpress.outcome import BuildResult
    from handoutpress.plan import Request
    from handoutpress.worker import Cluster, Limits


# Commands that build, and then do something else with the library.
KEPT_WARM = ("watch", "packet", "approve", "withdraw", "email", "print")


def run_build(options: argparse.Namespace) -> ExitCode:
    """Make the PDFs."""
    from handoutpress import report

    with (
        _open_listener(options) as listener,
        closing(_open_builder(options, _limits(options))) as builder,
    ):
        result = builder.run_pass(_wish(options), listener)
    report.print_problems(result.problems)
    report.print_leftovers(result)
    if options.json:
        report.print_json(report.build_document(result))
    elif not options.quiet:
        if options.why or options.dry_run:
            report.print_reasons(result)
        report.print_summary(result, options.out)
    return result.exit_code


def _open_builder(options: argparse.Namespace, limits: Limits | None) -> Builder:
    """Open a builder; who finds its lock held is told by which command."""
    from handoutpress.build import Builder
    from handoutpress.cli.delivery_options import find_state
    from handoutpress.deliver.record.archive import Archive

    return Builder(
        options.root,
        options.out,
        jobs=options.jobs,
        limits=limits,
        cluster=_cluster(options),
        purpose=options.command,
        is_kept_warm=options.command in KEPT_WARM,
        # Who edits saves often: what is read meanwhile is given to nobody.
        keeper=None if options.command == "watch" else Archive(find_state(options)),
    )


def _open_listener(options: argparse.Namespace) -> AbstractContextManager[Listener]:
    """Return who tells of each PDF: a line that moves for a person, lines for a log."""
    is_silent = options.quiet or options.json
    if has_person() and not is_silent:
        from handoutpress.progress import ProgressListener

        return ProgressListener(is_verbose=options.verbose)
    from handoutpress.report import LineListener

    return nullcontext(LineListener(is_silent or options.why, options.verbose))


def run_check(options: argparse.Namespace) -> ExitCode:
    """Tell every problem, and what the rules for words and pages find."""
    from handoutpress.cli.check_command import run_check as check

    with closing(_open_builder(options, _limits(options))) as builder:
        return check(options, builder, _request(options))


def run_list(options: argparse.Namespace) -> ExitCode:
    """List the handouts."""
    from handoutpress import report
    from handoutpress.build.loading import load_library

    loaded = load_library(options.root, _request(options))
    handouts = _list_due(_find_states(loaded), getattr(options, "due", None))
    rows = report.list_rows(loaded.library, handouts)
    report.print_problems(loaded.problems)
    if options.json:
        report.print_json(report.list_entries(rows, handouts))
    else:
        said = report.say_states(rows, handouts)
        say(report.format_csv(rows) if options.csv else report.format_table(said))
    return ExitCode.CONTENT if loaded.has_errors else ExitCode.OK


def _find_states(loaded: Loaded) -> tuple[Handout, ...]:
    """Return the handouts that were asked for, in the states that they have today."""
    from handoutpress.model import Calendar

    settings = loaded.library.approvals
    calendar = Calendar(date.today(), settings.due_soon) if settings else Calendar(date.today())
    return tuple(
        replace(each, review=each.review.on_day(calendar)) for each in loaded.chosen_handouts
    )


def _list_due(handouts: tuple[Handout, ...], days: int | None) -> tuple[Handout, ...]:
    """Return those that are due within so many days, and those that are overdue; first due first.

    Without days, return all as they are.
    """
    if days is None:
        return handouts
    today = date.today()
    due = [(each.review.due, each) for each in handouts if each.review.due]
    near = [each for each in due if (each[0] - today).days <= days]
    return tuple(handout for _, handout in sorted(near, key=lambda each: each[0]))


def run_new(options: argparse.Namespace) -> ExitCode:
    """Write the first file of a handout."""
    from handoutpress.build.loading import load_library
    from handoutpress.new_handout import write_starter
    from handoutpress.plan import Request

    phones = load_library(options.root, Request()).library.phone_keys
    phone = next(iter(phones), None)
    for path in write_starter(options.root, options.id, options.kind, phone=phone):
        if not options.quiet:
            say(f"{path.relative_to(options.root)}: written")
    if not options.quiet:
        say(f"Fill it in, then run: {_name_program()} check {options.id}")
    return ExitCode.OK


def _name_program() -> str:
    """Return how this program was called."""
    name = os.path.basename(sys.argv[0])
    return f"./{name}" if name.endswith(".py") else name


def run_schema(options: argparse.Namespace) -> ExitCode:
    """Print a JSON Schema, or all."""
    from handoutpress.report import print_json
    from handoutpress.schema import KINDS, OUTPUT_SCHEMAS, json_schema

    kinds = (options.kind,) if options.kind else (*KINDS, *OUTPUT_SCHEMAS)
    schemas = {kind: json_schema(kind) for kind in kinds}
    print_json(schemas[options.kind] if options.kind else schemas)
    return ExitCode.OK


def run_watch(options: argparse.Namespace) -> ExitCode:
    """Make again whatever is saved."""
    import threading

    from handoutpress.report import LineListener
    from handoutpress.watch import run_watch as watch
    from handoutpress.worker import Limits

    # With limits pages are always rendered in a process of their own: the preview serves from a
    # thread of this one, and the renderer has crashed in processes that have others.
    limits = _limits(options) or Limits()
    with closing(_open_builder(options, limits)) as builder:

        def run_pass(_: frozenset[Path]) -> BuildResult:
            return make(with_volumes=False)

        def make(*, with_volumes: bool) -> BuildResult:
            # The watch tells of a pass as a whole; the day may change while it runs.
            wish = replace(_wish(options), today=date.today(), with_volumes=with_volumes)
            return builder.run_pass(wish, LineListener(is_quiet=True, is_silent=True))

        return watch(
            root=options.root,
            out=options.out,
            run_pass=run_pass,
            catch_up=lambda: make(with_volumes=True),
            say=say,
            stop=threading.Event(),
            with_preview=options.preview or options.open,
            port=options.port,
            is_opened=options.open,
        )


def run_approve(options: argparse.Namespace) -> ExitCode:
    """Write down that handouts are approved, or under review."""
    from handoutpress.cli.approval_command import run_approve as approve

    with closing(_open_builder(options, _limits(options))) as builder:
        return approve(options, builder, _request(options))


def run_withdraw(options: argparse.Namespace) -> ExitCode:
    """Take handouts out of use."""
    from handoutpress.cli.approval_command import run_withdraw as withdraw

    with closing(_open_builder(options, _limits(options))) as builder:
        return withdraw(options, builder, _request(options))


def run_packet(options: argparse.Namespace) -> ExitCode:
    """Make packets for patients."""
    from handoutpress.cli.packet_command import run_packet as make

    return make(options, _open_builder(options, _limits(options)))


def run_email(options: argparse.Namespace) -> ExitCode:
    """Send handouts or a packet by e-mail."""
    from handoutpress.cli.delivery_commands import run_email as email

    with closing(_open_builder(options, _limits(options))) as builder:
        return email(options, builder)


def run_outbox(options: argparse.Namespace) -> ExitCode:
    """Show or change what waits to be sent."""
    from handoutpress.cli.delivery_commands import run_outbox as outbox

    return outbox(options)


def run_print(options: argparse.Namespace) -> ExitCode:
    """Print handouts or a packet."""
    from handoutpress.cli.delivery_commands import run_print as print_them

    with closing(_open_builder(options, _limits(options))) as builder:
        return print_them(options, builder)


def run_printers(options: argparse.Namespace) -> ExitCode:
    """List the printers."""
    from handoutpress.cli.print_command import run_printers as printers

    return printers(options)


def run_given(options: argparse.Namespace) -> ExitCode:
    """Tell who was given what."""
    from handoutpress.cli.given_command import run_given as given

    return given(options)


def run_schedule(options: argparse.Namespace) -> ExitCode:
    """Show or install what builds every night."""
    from handoutpress.schedule import find_program
    from handoutpress.schedule import run_schedule as schedule

    return schedule(options, program=find_program(sys.argv, sys.executable))


def _request(options: argparse.Namespace) -> Request:
    from handoutpress.plan import Request

    return Request(tuple(options.ids), tuple(options.lang), tuple(options.edition))


def _wish(options: argparse.Namespace) -> Wish:
    from handoutpress.build import Wish

    is_forced, is_dry = getattr(options, "force", False), getattr(options, "dry_run", False)
    return Wish(_request(options), date.today(), is_forced=is_forced, is_dry=is_dry)


def _limits(options: argparse.Namespace) -> Limits | None:
    """Return the limits that were asked for; None leaves them to the build."""
    if options.timeout is None and options.memory is None:
        return None
    from handoutpress.worker import MEMORY_MIB, MIB, TIMEOUT_S, Limits

    return Limits(
        timeout_s=options.timeout or TIMEOUT_S,
        memory_bytes=(options.memory or MEMORY_MIB) * MIB,
    )


def _cluster(options: argparse.Namespace) -> Cluster | None:
    if getattr(options, "cluster", None) is None:
        return None
    from handoutpress.worker import Certificates, Cluster, check_address

    check_address(options.cluster)  # a wrong one is told even when there is nothing to do
    files = Certificates(options.cluster_ca, options.cluster_cert, options.cluster_key)
    return Cluster(options.cluster, files)
