"""The command `email`: what it understands, what it asks a person, and what it calls.

Names no patient. Addresses, names and passwords never stand on the command line.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.cli.delivery_options import FALLBACK
from handoutpress.cli.mail_clerk import Clerk, OpenSubject
from handoutpress.cli.mail_means import make_means
from handoutpress.cli.mail_options import check_options
from handoutpress.cli.mail_telling import make_test_document, say_to_person
from handoutpress.console import say
from handoutpress.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from handoutpress.deliver.mail.leave import AskLeave
    from handoutpress.deliver.mail.post_office import PostOffice, Recorder
    from handoutpress.deliver.values import Teaching


def add_email_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `email` understands besides the common options."""
    add = parser.add_argument
    add(
        "what",
        nargs="*",
        metavar="ID",
        help="handouts, topics or sets; one packet's FILE.yaml; or a FILE.pdf",
    )
    add("--to", metavar="-", help="'-' asks for the address; or a file that only you may read")
    add("--consent", choices=("plain", "encrypted"), help="what the patient agreed to")
    add("--password-from", metavar="SOURCE", help="encrypt with it: a FILE, '-' or env:NAME")
    add(
        "--password-slip",
        type=Path,
        metavar="FILE",
        help="make a password, and a page with it; with --batch a folder",
    )
    add("--batch", type=Path, metavar="FILE", help="a CSV: email, name, language, consent, ref")
    add("--test", metavar="FILE", help="send a message that says nothing to the address in FILE")
    add("--again", action="store_true", help="send once more what was sent before")
    add("--fallback", action="store_true", help=FALLBACK)
    add("--dry-run", type=Path, metavar="FILE", help="write the message to FILE; send nothing")


def run_email(
    options: argparse.Namespace,
    open_subject: OpenSubject,
    recorder: Recorder,
    *,
    ask_leave: AskLeave,
    teaching: Teaching | None = None,
) -> ExitCode:
    """Send handouts by e-mail.

    Raises:
        UsageError: the command line is wrong, or nobody said what the patient agreed to.
        HandoutError: the only message cannot be made.
    """
    check_options(options)
    with _open_office(options, recorder, ask_leave) as office:
        if options.test is not None:
            return _send_test(office, options)
        clerk = Clerk(options, office, open_subject, teaching)
        if options.dry_run is not None:
            return clerk.write_dry()
        return clerk.send()


def _open_office(
    options: argparse.Namespace, recorder: Recorder, ask_leave: AskLeave
) -> AbstractContextManager[PostOffice]:
    from handoutpress.deliver.mail.post_office import open_post_office
    from handoutpress.deliver.settings import read_settings

    settings = read_settings(options.root).mail
    if settings is None:
        raise UsageError("delivery.yaml has no 'mail'; IT names the relay there: docs/delivery.md")
    return open_post_office(
        *(options.state, options.root, settings),
        recorder=recorder,
        ask_leave=ask_leave,
        means=make_means(),
    )


def _send_test(office: PostOffice, options: argparse.Namespace) -> ExitCode:
    from handoutpress.deliver.mail.recipients import read_recipient
    from handoutpress.deliver.mail.run import send_test
    from handoutpress.deliver.mail.sender import say_size
    from handoutpress.deliver.mail.values import Verdict
    from handoutpress.report import print_json

    outcome, offer = send_test(office, read_recipient(options.test, sys.stdin))
    if offer is not None:
        limit = f"messages up to {say_size(offer.size)}" if offer.size else "no limit of size"
        say_to_person(f"the relay answers: {offer.tls or 'no TLS'}, {limit}", options)
    is_sent = outcome.verdict is Verdict.SENT
    code = ExitCode.OK if is_sent else ExitCode.DELIVERY
    if options.json:
        print_json(make_test_document(outcome, offer, code))
    if is_sent:
        say_to_person("the relay took the test message; see that it arrives", options)
    else:
        say(f"the test failed: {outcome.reason}", is_error=True)
    return code
