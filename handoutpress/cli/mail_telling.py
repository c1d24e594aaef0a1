"""What the command `email` tells: of each message what became of it, and the exit code.

Names no patient: a message is called by its row, or by its number in the outbox.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handoutpress.console import say
from handoutpress.errors import ExitCode

if TYPE_CHECKING:
    import argparse

    from handoutpress.deliver.mail.orders import Told
    from handoutpress.deliver.mail.sender import Offer
    from handoutpress.deliver.mail.values import Outcome


def tell_all(told: tuple[Told, ...], options: argparse.Namespace) -> ExitCode:
    """Tell what became of all messages, and return the exit code."""
    from handoutpress.report import print_json

    code = choose_code(told)
    if options.json:
        print_json(make_document(told, code))
    for each in told:
        _tell(each, options)
    if options.batch is not None:
        say_to_person(_sum_up(told), options)
    return code


def _tell(told: Told, options: argparse.Namespace) -> None:
    if told.is_old:
        say_to_person(f"{told.name}: not sent again: {told.detail}", options)
    elif told.is_sent:
        note = f" ({told.detail})" if told.detail else ""
        say_to_person(f"{told.name}: sent{note}", options)
    else:
        number = f" (message {told.number} of the outbox)" if told.number else ""
        say(f"{told.name}: not sent{number}: {told.detail}", is_error=True)


def _sum_up(told: tuple[Told, ...]) -> str:
    old = sum(each.is_old for each in told)
    sent = sum(each.is_sent for each in told) - old
    before = f", {old} sent before" if old else ""
    return f"{sent} sent{before}, {len(told) - sent - old} not sent"


def say_to_person(line: str, options: argparse.Namespace, *, is_error: bool = False) -> None:
    """Print a line, unless problems alone or one JSON document are wanted."""
    if not (options.quiet or options.json):
        say(line, is_error=is_error)


def tell_dry(notes: tuple[str, ...], options: argparse.Namespace) -> ExitCode:
    """Tell of a message that was written to a file, and return the exit code."""
    from handoutpress.report import print_json

    if options.json:
        print_json({"format": 1, "exit_code": int(ExitCode.OK), "messages": [], "notes": notes})
    for note in notes:
        say_to_person(f"note: {note}", options, is_error=True)
    say_to_person("the message was written to the file behind --dry-run; nothing was sent", options)
    return ExitCode.OK


def make_test_document(outcome: Outcome, offer: Offer | None, code: ExitCode) -> dict[str, Any]:
    """Return how a test of the relay went, for --json; a largest size of null is no limit."""
    return {
        "format": 1,
        "exit_code": int(code),
        "result": str(outcome.verdict),
        "detail": outcome.reason,
        "tls": offer.tls if offer else "",
        "largest_bytes": (offer.size or None) if offer else None,
    }


def choose_code(told: tuple[Told, ...]) -> ExitCode:
    """Return the exit code: 2 where only consent is missing, 5 where anything else went wrong."""
    failed = [each for each in told if not each.is_sent]
    if not failed:
        return ExitCode.OK
    return ExitCode.USAGE if all(each.lacks_consent for each in failed) else ExitCode.DELIVERY


def make_document(told: tuple[Told, ...], code: ExitCode) -> dict[str, Any]:
    """Return what became of all messages, for --json."""
    return {
        "format": 1,
        "exit_code": int(code),
        "messages": [
            {
                "name": each.name,
                "result": str(each.result),
                "detail": each.detail,
                "number": each.number,
                "is_old": each.is_old,
            }
            for each in told
        ],
    }
