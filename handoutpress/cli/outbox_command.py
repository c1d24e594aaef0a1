"""The command `outbox`: what waits, what was sent, what nobody knows; and the do-not-mail list.

Shows no address and no name: the outbox lists messages by number.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from handoutpress.cli.mail_means import make_means
from handoutpress.console import say
from handoutpress.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from handoutpress.deliver.mail.leave import AskLeave
    from handoutpress.deliver.mail.post_office import PostOffice, Recorder
    from handoutpress.deliver.mail.values import Entry

ACTIONS = ("list", "retry", "cancel", "purge", "block", "unblock")


def add_outbox_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `outbox` understands besides the common options."""
    add = parser.add_argument
    add("action", choices=ACTIONS, help="block and unblock change the do-not-mail list")
    add("numbers", nargs="*", metavar="NUMBER", help="messages, as 'outbox list' numbers them")
    add("--all", action="store_true", help="list what was sent, too")
    add("--to", metavar="-", help="an address: '-' asks; or a file that only you may read")
    add("--sure", action="store_true", help="the patient was asked: send again what may have come")
    add("--wait", action="store_true", help="retry until nothing waits any more")


def run_outbox(options: argparse.Namespace, recorder: Recorder, ask_leave: AskLeave) -> ExitCode:
    """Show or change the outbox.

    Raises:
        UsageError: the command line is wrong.
    """
    from handoutpress.deliver.mail.post_office import open_post_office
    from handoutpress.deliver.settings import read_settings

    numbers = _read_numbers(options)
    settings = read_settings(options.root)
    if settings.mail is None:
        raise UsageError("delivery.yaml has no 'mail'; IT names the relay there: docs/delivery.md")
    with open_post_office(
        *(options.state, options.root, settings.mail),
        recorder=recorder,
        ask_leave=ask_leave,
        means=make_means(),
    ) as office:
        if options.action == "list":
            return _list(office, options)
        if options.action == "retry":
            return _retry(office, options, numbers)
        if options.action == "cancel":
            return _cancel(office, options, numbers)
        if options.action == "purge":
            return _purge(office, options, settings.record.retention_days)
        return _change_list(office, options)


def _read_numbers(options: argparse.Namespace) -> list[int]:
    from handoutpress.deliver.mail.recipients import ON_COMMAND_LINE

    if any("@" in each for each in options.numbers):
        raise UsageError(ON_COMMAND_LINE)
    if any(not (each.isascii() and each.isdigit()) for each in options.numbers):
        raise UsageError("messages are named by their numbers; see 'outbox list'")
    if options.numbers and options.action not in ("retry", "cancel"):
        raise UsageError(f"'outbox {options.action}' takes no numbers")
    if options.action == "cancel" and not options.numbers:
        raise UsageError("name the messages to cancel by their numbers; see 'outbox list'")
    if options.action in ("block", "unblock") and options.to is None:
        raise UsageError("say which address: '--to -' asks")
    if options.sure and not options.numbers and options.action != "purge":
        raise UsageError("--sure is for messages that you name by their numbers")
    return [int(each) for each in options.numbers]


def _list(office: PostOffice, options: argparse.Namespace) -> ExitCode:
    from handoutpress.deliver.mail.post_office import is_open
    from handoutpress.deliver.mail.recipients import read_recipient
    from handoutpress.report import print_json

    if options.to is not None:
        address = read_recipient(options.to, sys.stdin).address
        entries = office.outbox.find_address(office.key.hash_address(address))
    else:
        every = office.outbox.list_entries()
        entries = tuple(each for each in every if options.all or is_open(each.stage))
    if options.json:
        print_json({"format": 1, "messages": [_describe(office, each) for each in entries]})
        return ExitCode.OK
    for each in entries:
        say(_say_entry(office, each))
    if not entries and not options.quiet:
        say("nothing was found" if options.to else "the outbox is empty")
    return ExitCode.OK


def _retry(office: PostOffice, options: argparse.Namespace, numbers: list[int]) -> ExitCode:
    from handoutpress.deliver.mail.outbox_run import retry
    from handoutpress.deliver.mail.values import Stage

    done = retry(office, numbers, is_sure=options.sure, is_patient=options.wait)
    _tell(office, options, done.entries)
    if done.not_due and not (options.json or options.quiet):
        named = " ".join(map(str, sorted(done.not_due)))
        say(f"not tried yet, for it is not their time: {named}; 'outbox retry {named}' tries now")
    if done.stopped:
        say(f"stopped: {done.stopped}", is_error=True)
    tried = (each for each in done.entries if each.number not in done.not_due)
    is_done = all(each.stage is Stage.SENT for each in tried)
    return ExitCode.OK if is_done else ExitCode.DELIVERY


def _cancel(office: PostOffice, options: argparse.Namespace, numbers: list[int]) -> ExitCode:
    from handoutpress.deliver.mail.outbox_run import cancel

    _tell(office, options, cancel(office, numbers))
    return ExitCode.OK


def _purge(office: PostOffice, options: argparse.Namespace, days: int) -> ExitCode:
    from handoutpress.deliver.mail.outbox_run import purge
    from handoutpress.report import print_json

    purged = purge(office, days, is_sure=options.sure)
    if options.json:
        facts = {"forgotten": purged.forgotten, "given_up": purged.given_up}
        print_json({"format": 1, **facts})
    elif not options.quiet:
        say(f"{purged.forgotten} forgotten after {days} days, {purged.given_up} given up")
    return ExitCode.OK


def _change_list(office: PostOffice, options: argparse.Namespace) -> ExitCode:
    from handoutpress.deliver.mail.recipients import read_recipient
    from handoutpress.report import print_json

    address_hash = office.key.hash_address(read_recipient(options.to, sys.stdin).address)
    if options.action == "block":
        office.unwanted.add(address_hash, office.now)
        what = "nothing is sent to this address any more"
    elif office.unwanted.remove(address_hash):
        what = "this address may get e-mail again"
    else:
        what = "this address was not on the list"
    if options.json:
        is_blocked = options.action == "block"
        print_json({"format": 1, "is_blocked": is_blocked, "detail": what})
    elif not options.quiet:
        say(what)
    return ExitCode.OK


def _tell(office: PostOffice, options: argparse.Namespace, entries: tuple[Entry, ...]) -> None:
    from handoutpress.report import print_json

    if options.json:
        print_json({"format": 1, "messages": [_describe(office, each) for each in entries]})
    elif not options.quiet:
        for each in entries:
            say(_say_entry(office, each))


def _say_entry(office: PostOffice, entry: Entry) -> str:
    from handoutpress.deliver.mail.post_office import say_next, say_time

    now = office.means.now()
    asks = ": ask before sending again" if say_next(entry) else ""
    line = f"{entry.number}: {entry.stage}{asks}, {say_time(entry.changed_at, now)}"
    if entry.stage.is_waiting:
        line += f", next try {say_time(entry.due_at, now)}"
    if entry.facts.reference:
        line += f", {entry.facts.reference}"
    ids = [part.handout_id for part in entry.facts.parts if part.handout_id]
    line += f": {', '.join(ids)}" if ids else ""
    return "; ".join(filter(None, (line, entry.detail, say_next(entry))))


def _describe(office: PostOffice, entry: Entry) -> dict[str, Any]:
    from handoutpress.deliver.mail.post_office import say_time

    now = office.means.now()
    return {
        "number": entry.number,
        "state": str(entry.stage),
        "queued": say_time(entry.queued_at, now),
        "changed": say_time(entry.changed_at, now),
        "next_try": say_time(entry.due_at, now) if entry.stage.is_waiting else None,
        "tries": entry.tries,
        "bytes": entry.size,
        "detail": entry.detail,
        "consent": entry.facts.consent,
        "reference": entry.facts.reference,
        "handouts": [part.handout_id for part in entry.facts.parts if part.handout_id],
    }
