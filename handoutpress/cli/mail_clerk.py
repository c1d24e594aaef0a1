"""Turn what was typed for `email` into orders, and have told what became of them.

Names no patient. Passwords come from a guarded place, or are made here, and are never shown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from handoutpress.cli.delivery_options import read_reference
from handoutpress.cli.mail_telling import say_to_person, tell_all, tell_dry
from handoutpress.errors import ExitCode, HandoutError, UsageError
from handoutpress.rows import find_row

if TYPE_CHECKING:
    from handoutpress.deliver.mail.orders import Order, Told
    from handoutpress.deliver.mail.post_office import PostOffice
    from handoutpress.deliver.mail.recipients import Row
    from handoutpress.deliver.mail.stationery import Stationery
    from handoutpress.deliver.mail.values import Consent, Recipient
    from handoutpress.deliver.values import GivenPart, Subject, Teaching
    from handoutpress.rows import Broken

# Makes what is delivered, in a language; "" is the one that the command line or the packet names.
OpenSubject = Callable[[str], "Subject"]
HAND_OVER = "print it, hand it over, then remove it: it opens the PDF"
ONE_REFERENCE = "note: all rows have one --ref; a column 'ref' gives each patient one"


class Clerk:
    """Turns what was typed into orders, and tells what became of them."""

    def __init__(
        self,
        options: argparse.Namespace,
        office: PostOffice,
        open_subject: OpenSubject,
        teaching: Teaching | None,
    ) -> None:
        from handoutpress.deliver.values import Teaching

        self._options, self._office = options, office
        self._open_subject, self._teaching = open_subject, teaching or Teaching()
        self._reference = getattr(options, "ref", None) or ""
        self._broken: list[Broken] = []

    def write_dry(self) -> ExitCode:
        """Write the message to a file."""
        from handoutpress.deliver.mail.run import write_dry

        target = self._options.dry_run
        notes = write_dry(self._office, self._make_single(), self._open_stationery(), target)
        return tell_dry(notes, self._options)

    def send(self) -> ExitCode:
        """Send what was ordered."""
        from handoutpress.deliver.mail.run import send_orders

        is_single = self._options.batch is None
        orders = [self._make_single()] if is_single else list(self._make_many())
        stationery = self._open_stationery() if orders else None
        told = send_orders(self._office, orders, stationery) if stationery else ()
        rows = sorted((*told, *self._list_broken()), key=lambda each: find_row(each.name))
        code = tell_all(tuple(rows), self._options)
        if any(order.slip and order.slip.exists() for order in orders):
            say_to_person(f"{self._options.password_slip}: {HAND_OVER}", self._options)
        return code

    def _list_broken(self) -> Iterator[Told]:
        from handoutpress.deliver.mail.orders import Told
        from handoutpress.deliver.values import Result

        return (Told(each.name, Result.REFUSED, each.reason) for each in self._broken)

    def _open_stationery(self) -> Stationery:
        from handoutpress.deliver.mail.stationery import open_stationery

        return open_stationery(self._options.root)

    # --- orders -----------------------------------------------------------------------------------

    def _make_single(self) -> Order:
        from handoutpress.deliver.mail.recipients import read_consent, read_recipient

        consent = read_consent(self._options.consent or "")
        if consent is None:
            self._refuse()
        recipient = read_recipient(self._options.to, sys.stdin)
        subject = self._open_subject("")
        day = self._office.means.now().date().isoformat()
        return self._make_order(
            "the message", recipient, consent, subject, wish=day, reference=self._reference
        )

    def _make_many(self) -> Iterator[Order]:
        from handoutpress.deliver.mail.recipients import (
            Row,
            read_consent,
            read_guarded,
            read_rows,
        )
        from handoutpress.rows import Broken

        content = read_guarded(self._options.batch)
        usual = read_consent(self._options.consent or "")
        rows = list(read_rows(content))
        if not usual and not any(isinstance(row, Row) and row.consent for row in rows):
            self._refuse()
        if self._reference and not any(isinstance(row, Row) and row.reference for row in rows):
            say_to_person(ONE_REFERENCE, self._options, is_error=True)
        subjects: dict[str, Subject] = {}
        for row in rows:
            if isinstance(row, Broken):
                self._broken.append(row)
                continue
            found = self._find_subject(subjects, row)
            if isinstance(found, Broken):
                self._broken.append(found)
                continue
            try:
                reference = read_reference(row.reference) or self._reference
            except argparse.ArgumentTypeError as error:  # which quotes nothing
                self._broken.append(Broken(row.name, f"'ref' is wrong: {error}"))
                continue
            consent = row.consent or usual
            yield self._make_order(
                row.name, row.recipient, consent, found, wish="", reference=reference
            )

    def _refuse(self) -> NoReturn:
        """Refuse what nobody said to be agreed to, before anybody is asked for an address.

        Raises:
            ConsentMissingError: always.
        """
        from handoutpress.deliver.mail.consent import NO_CONSENT, ConsentMissingError
        from handoutpress.deliver.mail.run import note_refusal

        if self._options.dry_run is None:
            parts = tuple(self._list_named())
            note_refusal(self._office, NO_CONSENT, self._reference, self._teaching, parts)
        raise ConsentMissingError(NO_CONSENT)

    def _list_named(self) -> Iterator[GivenPart]:
        """Yield the handouts that were typed and are in the library: nothing else is recorded."""
        from handoutpress.deliver.names import read_names
        from handoutpress.deliver.values import GivenPart

        names = read_names(self._options.root, self._office.means.now().date())
        typed = (each for each in self._options.what if each in names.ids)
        return (GivenPart(each, "") for each in typed)

    def _find_subject(self, subjects: dict[str, Subject], row: Row) -> Subject | Broken:
        """Return what is sent in the language of a row, made once; or why it cannot be made.

        Raises:
            UsageError: only one patient may see it.
        """
        from handoutpress.packet.choosing import MisnamedError
        from handoutpress.rows import Broken

        language = row.recipient.language
        if language not in subjects:
            try:
                subjects[language] = self._open_subject(language)
            except MisnamedError as error:
                # A cell may stand in the wrong column, and hold a name: it is not quoted.
                is_cell = language and error.name == language
                said = "'language' is wrong; write one of clinic.yaml" if is_cell else str(error)
                return Broken(row.name, said)
            except HandoutError as error:
                return Broken(row.name, str(error))
        if subjects[language].is_personal:
            raise UsageError("this is for one patient; --batch would send it to many")
        return subjects[language]

    def _make_order(
        self,
        name: str,
        recipient: Recipient,
        consent: Consent | None,
        subject: Subject,
        *,
        wish: str,
        reference: str,
    ) -> Order:
        from handoutpress.deliver.mail.orders import Order
        from handoutpress.deliver.mail.values import Consent

        is_locked = consent is Consent.ENCRYPTED
        password, slip = self._find_password(name) if is_locked else ("", None)
        again = self._office.means.token() if self._options.again else ""
        return Order(
            *(name, recipient, consent, subject, f"{wish}{again}", password, slip),
            reference=reference,
            typed=self._read_typed(),
            teaching=self._teaching,
        )

    def _read_typed(self) -> str:
        """Return what was typed for one patient alone: a packet's file.

        Raises:
            HandoutError: it cannot be read any more.
        """
        from handoutpress.packet.batch import is_packet_file
        from handoutpress.packet.reading import MAX_ENCLOSED_BYTES, read_bytes

        paths = [Path(each) for each in self._options.what if is_packet_file(Path(each).name)]
        return "".join(
            read_bytes(each, MAX_ENCLOSED_BYTES, what="the packet").hex() for each in paths
        )

    def _find_password(self, name: str) -> tuple[str, Path | None]:
        """Return the password of a message, and where the page with it goes.

        Raises:
            UsageError: nobody would know it.
        """
        from handoutpress.deliver.mail.password import make_password, require_hard_to_guess
        from handoutpress.packet.reading import read_password

        if self._options.password_from is not None:
            typed = read_password(self._options.password_from, sys.stdin)
            return require_hard_to_guess(typed), None
        slip = self._options.password_slip
        if slip is None:
            raise UsageError(
                "nobody would know the password; add --password-slip FILE, print it and hand it "
                "over; the e-mail never holds it"
            )
        return make_password(self._office.means.choose), self._place_slip(slip, name)

    def _place_slip(self, slip: Path, name: str) -> Path:
        if self._options.batch is not None:
            if not slip.is_dir():
                raise UsageError("with --batch, --password-slip is followed by a folder; make it")
            return slip / f"password-{name.replace(' ', '-')}.pdf"
        if slip.is_dir() or not slip.absolute().parent.is_dir():
            raise UsageError("--password-slip is followed by a file in a folder that is there")
        return slip
