"""The commands `approve` and `withdraw`: what they understand, and what they tell.

Holds the clock, and no rule of approving.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress.console import say
from handoutpress.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from handoutpress.approval.desk import Signed, UnfitError
    from handoutpress.approval.run import Outcome
    from handoutpress.build import Builder
    from handoutpress.deliver.names import Names
    from handoutpress.deliver.record.given import Recipient
    from handoutpress.plan import Request


@dataclass(frozen=True)
class Told:
    """Where withdrawn words are or may get: who was given them, and messages that wait."""

    recipients: tuple[Recipient, ...] = ()
    waiting: tuple[int, ...] = ()


def add_approve_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `approve` understands besides the common options."""
    _add_signing(parser, is_role_required=True)
    add = parser.add_argument
    add("--due", type=_read_day, metavar="DATE", help="the day of the next review")
    add("--version", type=_read_version, metavar="N", help="the version; counted by default")
    add("--words", type=_read_digits, metavar="DIGITS", help="of what was signed")
    add("--under-review", action="store_true", help="say that the words are being reviewed")


def add_withdraw_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `withdraw` understands besides the common options."""
    _add_signing(parser, is_role_required=False)
    add = parser.add_argument
    add("--reason", type=_read_line, required=True, metavar="TEXT", help="why")
    add("--replaced-by", metavar="ID", help="the handout to give out instead")


def _add_signing(parser: argparse.ArgumentParser, *, is_role_required: bool) -> None:
    add = parser.add_argument
    add("ids", nargs="+", metavar="ID", help="a handout (topic/name) or a topic")
    add(
        "--by",
        action="append",
        type=_read_line,
        required=is_role_required,
        default=None if is_role_required else [],
        metavar="ROLE",
        help="the role or team that signs; may repeat",
    )
    add(
        "--on",
        type=_read_day,
        required=is_role_required,
        metavar="DATE",
        help="the day of signing: 2026-11-01",
    )


def _read_line(text: str) -> str:
    line = " ".join(text.split())
    if not line or not line.isprintable():
        raise argparse.ArgumentTypeError("it is empty, or holds what cannot be printed")
    return line


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day such as 2026-11-01") from None


def _read_digits(text: str) -> str:
    digits = "".join(text.split()).lower()
    if not re.fullmatch("[0-9a-f]{8,64}", digits):
        raise argparse.ArgumentTypeError(f"'{text}' are not 8 or more digits of a digest")
    return digits


def _read_version(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**9):
        raise argparse.ArgumentTypeError(f"'{text}' is no version; write a number from 1")
    return int(text)


# --- approve --------------------------------------------------------------------------------------


def run_approve(options: argparse.Namespace, builder: Builder, request: Request) -> ExitCode:
    """Approve handouts.

    Raises:
        UsageError: the command line is wrong, or too few roles sign.
        HandoutError: what `approve` raises, but that the check found errors.
    """
    from handoutpress.approval.desk import UnfitError
    from handoutpress.approval.run import approve
    from handoutpress.approval.signing import Signing
    from handoutpress.model import State
    from handoutpress.report import LineListener

    _refuse_editions(options)
    state = State.UNDER_REVIEW if options.under_review else State.APPROVED
    if state is State.APPROVED and options.due is None:
        raise UsageError("--due is missing: the day of the next review; see --help")
    roles = {role.casefold(): role for role in reversed(options.by)}
    by, words = tuple(reversed(roles.values())), options.words or ""
    signing = Signing(by, options.on, options.due, options.version, state, words)
    listener = LineListener(is_quiet=True, is_silent=True)
    try:
        outcome = approve(
            *(builder, options.root, request, signing), today=date.today(), listener=listener
        )
    except UnfitError as error:
        return _tell_unfit(error, is_json=options.json)
    return _tell(options, outcome, _describe_approved(outcome, options.out))


def _refuse_editions(options: argparse.Namespace) -> None:
    if options.edition:
        raise UsageError("words are approved and withdrawn in all editions; leave --edition out")


def _tell_unfit(error: UnfitError, *, is_json: bool) -> ExitCode:
    from handoutpress.report import error_document, print_json, print_problems

    print_problems(error.problems)
    say(f"error: {error}", is_error=True)
    if is_json:
        print_json(error_document(error, error.problems))
    return ExitCode(error.exit_code)


def _describe_approved(outcome: Outcome, out: Path) -> Iterator[str]:
    for signed in outcome.signed:
        name = f"{signed.handout_id} ({signed.language})"
        entry = signed.entry
        if entry is None:
            yield f"{name}: the last entry says so already; nothing was added"
            continue
        what = "approved" if entry.state == "approved" else "under review"
        due = f"; next review {entry.due}" if entry.due else ""
        yield f"{name}: version {entry.version} {what} on {entry.on} by {', '.join(entry.by)}{due}"
        if signed.pdf:
            yield f"  it rests on {out / signed.pdf}, SHA-256 {signed.sha256}"
        else:
            yield "  it rests on no review PDF: none could be made of these words"


# --- withdraw -------------------------------------------------------------------------------------


def run_withdraw(options: argparse.Namespace, builder: Builder, request: Request) -> ExitCode:
    """Withdraw handouts.

    Raises:
        HandoutError: what `withdraw` raises.
    """
    from handoutpress.approval.run import withdraw
    from handoutpress.approval.signing import Withdrawal
    from handoutpress.deliver.names import read_names
    from handoutpress.report import LineListener

    _refuse_editions(options)
    today = date.today()
    on = options.on or today
    if on > today:
        raise UsageError(f"--on {on} is after today, {today}; write the day of the decision")
    withdrawal = Withdrawal(options.reason, on, tuple(options.by), options.replaced_by)
    listener = LineListener(is_quiet=True, is_silent=True)
    outcome = withdraw(
        *(builder, options.root, request, withdrawal), today=today, listener=listener
    )
    find_names = cache(lambda: read_names(options.root, today))  # if anything was ever given out
    told = Told(
        tuple(_find_recipients(options, outcome, find_names)),
        tuple(_find_waiting(options, outcome, find_names)),
    )
    for signed in outcome.signed:
        if signed.fault:
            name = f"{signed.handout_id} ({signed.language})"
            say(f"error: {name}: its PDFs are removed, but {signed.fault}", is_error=True)
    code = _tell(options, outcome, _describe_withdrawn(outcome, told), told)
    has_faults = any(signed.fault for signed in outcome.signed)
    return ExitCode.FAILED if has_faults and code is ExitCode.OK else code


def _find_recipients(
    options: argparse.Namespace, outcome: Outcome, find_names: Callable[[], Names]
) -> Iterator[Recipient]:
    """Yield who got a handout that was withdrawn, where there is a record."""
    from handoutpress.cli.delivery_options import find_state, open_record
    from handoutpress.deliver.record.database import NAME
    from handoutpress.deliver.record.given import find_recipients

    if not (find_state(options) / NAME).exists():
        return
    with open_record(options) as record:
        for signed in outcome.signed:
            others = find_names().expand(signed.handout_id)
            yield from find_recipients(record, signed.handout_id, signed.language, others)


def _find_waiting(
    options: argparse.Namespace, outcome: Outcome, find_names: Callable[[], Names]
) -> Iterator[int]:
    """Yield the numbers of messages that wait and hold what was withdrawn."""
    from handoutpress.cli.delivery_options import find_state
    from handoutpress.deliver.mail.database import NAME
    from handoutpress.deliver.mail.outbox import Outbox

    if not (find_state(options) / NAME).exists():
        return
    gone = {
        (name, signed.language)
        for signed in outcome.signed
        for name in find_names().expand(signed.handout_id)
    }
    with closing(Outbox(find_state(options))) as outbox:
        for entry in outbox.list_entries():
            held = {(part.handout_id, part.language) for part in entry.facts.parts}
            if entry.has_body and held & gone:
                yield entry.number


def _describe_withdrawn(outcome: Outcome, told: Told) -> Iterator[str]:
    for signed in outcome.signed:
        added = "withdrawn" if signed.entry else "was withdrawn already"
        said = "not written down; mend that, then withdraw it again" if signed.fault else added
        yield f"{signed.handout_id} ({signed.language}): {said}"
    if outcome.holders:
        yield f"it was held by: {', '.join(outcome.holders)}"
    removed, built = outcome.result.removed, {each.target.path for each in outcome.result.built}
    yield from (f"{path}: removed" for path in removed if path not in built)
    yield from (f"{path}: made again without it" for path in outcome.holders if path in built)
    if told.waiting:
        numbers = " ".join(map(str, told.waiting))
        yield f"in the outbox, and not sent any more: 'outbox cancel {numbers}' removes that"
    if told.recipients:
        yield "who was given it, by the clinic's reference ('given --handout ID' tells it again):"
    for each in told.recipients:
        version = f"version {each.part.version}" if each.part.version else each.part.state
        reference = each.reference or "no reference"
        yield f"  {each.time.date()} {reference}: {version}, by {each.channel}, {each.ended}"


# --- telling --------------------------------------------------------------------------------------


def _tell(
    options: argparse.Namespace,
    outcome: Outcome,
    lines: Iterator[str],
    told: Told | None = None,
) -> ExitCode:
    """Tell what was written, and what the last pass did."""
    from handoutpress import report

    report.print_problems(outcome.result.problems)
    report.print_leftovers(outcome.result)
    told = told or Told()
    if options.json:
        build = report.build_document(outcome.result)
        signed = [_describe_signed(each) for each in outcome.signed]
        report.print_json(
            {
                "format": 1,
                "signed": signed,
                "held_by": list(outcome.holders),
                "given_to": [_describe_recipient(each) for each in told.recipients],
                "waiting_messages": list(told.waiting),
                "build": build,
            }
        )
    elif not options.quiet:
        for line in lines:
            say(line)
    return outcome.result.exit_code


def _describe_recipient(recipient: Recipient) -> dict[str, Any]:
    return {
        "line": recipient.line,
        "time": recipient.time.isoformat(),
        "reference": recipient.reference,
        "channel": str(recipient.channel),
        "ended": str(recipient.ended),
        "version": recipient.part.version,
    }


def _describe_signed(signed: Signed) -> dict[str, Any]:
    entry = signed.entry.model_dump(mode="json") if signed.entry else None
    return {
        "id": signed.handout_id,
        "language": signed.language,
        "entry": entry,
        "review_pdf": signed.pdf or None,
        "review_sha256": signed.sha256 or None,
    }
