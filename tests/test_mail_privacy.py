"""What was sent leaves no name and no address behind: in no database, beside none, in no error."""

from __future__ import annotations

import base64
import logging
import quopri
import random
import stat
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handoutpress.deliver.mail.database import NAME as DATABASE
from handoutpress.deliver.mail.outbox_run import cancel, purge, retry
from handoutpress.deliver.mail.post_office import send_due
from handoutpress.deliver.mail.run import send_orders
from handoutpress.deliver.mail.values import Consent, Envelope, Recipient
from handoutpress.deliver.values import Result
from handoutpress.errors import HandoutError
from tests.mail_makers import (
    ADDRESS,
    NAME,
    World,
    make_order,
    make_pdf,
    make_settings,
    make_subject,
    open_office,
)
from tests.mail_search import find_words, search
from tests.mail_servers import SECRET, USER, Relay, make_certificates, run_relay

WORDS = ("zebulon", "quux", ADDRESS)
MANY = 120


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that holds the state, temporary files and the home."""
    for name in ("tmp", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


@pytest.fixture
def everything_said(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("mail.log").propagate = False  # the relay's own, of the test
        yield caplog


@pytest.mark.parametrize(
    "content",
    [
        ADDRESS.encode(),
        ADDRESS.upper().encode("utf-16-le"),
        base64.b64encode(b"To: " + ADDRESS.encode() + b" and more"),
        b"x" + base64.b64encode(NAME.encode() + ADDRESS.encode()),
        quopri.encodestring(ADDRESS.replace("z", "=7A").encode()),
        ADDRESS.encode().hex().encode(),
    ],
)
def test_the_search_finds_what_is_there(content: bytes) -> None:
    assert find_words(content, WORDS) != set()


def test_while_it_waits_the_message_lies_in_the_guarded_outbox_alone(places: Path) -> None:
    with open_office(places / "state", make_settings()) as office:
        send_orders(office.post, [make_order()], office.paper)

    assert search(places, WORDS).keys() == {f"state/{DATABASE}"}
    modes = {stat.S_IMODE(each.stat().st_mode) for each in (places / "state").rglob("*")}
    assert modes <= {0o600, 0o700}
    assert stat.S_IMODE((places / "state").stat().st_mode) == 0o700


def test_files_beside_the_open_database_are_guarded(places: Path) -> None:
    with open_office(places / "state", make_settings()) as office:
        send_orders(office.post, [make_order()], office.paper)
        files = {
            each.name: stat.S_IMODE(each.stat().st_mode) for each in (places / "state").iterdir()
        }

    assert files[f"{DATABASE}-wal"] == files[f"{DATABASE}-shm"] == files[DATABASE] == 0o600


def test_what_was_sent_failed_or_cancelled_leaves_no_trace(places: Path) -> None:
    chance = random.Random(3)
    orders = [
        make_order(
            name=f"row {number}",
            recipient=Recipient(f"{'zebulon' * chance.randint(1, 8)}{number}@quux.example", NAME),
            subject=make_subject(pdf=make_pdf(chance.choice((0, 700, 3_000, 60_000)))),
        )
        for number in range(MANY)
    ]
    relay = Relay(answers={"RCPT": ["451 4.7.1 later", "550 5.1.1 quux"] * 20})
    with run_relay(relay), open_office(places / "state", make_settings(relay.port)) as office:
        send_orders(office.post, orders, office.paper)
        waiting = [each.number for each in office.post.outbox.list_entries() if each.has_body]
        cancel(office.post, waiting[:5])
        retry(office.post, is_patient=True)
        while_open = search(places, WORDS)
    after = search(places, WORDS)

    assert len(waiting) == 20
    assert len(relay.arrived) == MANY - 20 - 5
    assert (while_open, after) == ({}, {})


def test_what_was_given_up_leaves_no_trace(places: Path) -> None:
    with open_office(places / "state", make_settings()) as office:
        send_orders(office.post, [make_order()], office.paper)
        office.world.now += timedelta(days=6)
        purge(office.post, 2000)
        found = search(places, WORDS)

    assert found == {}


def test_what_another_process_read_meanwhile_is_erased_by_the_next_one(places: Path) -> None:
    state = places / "state"
    with run_relay() as relay, open_office(state, make_settings(relay.port)) as office:
        other = World(chance=random.Random(9))
        with open_office(state, make_settings(relay.port), world=other) as reader:
            reading = reader.post.outbox.connection
            reading.execute("PRAGMA busy_timeout = 0")
            office.post.outbox.connection.execute("PRAGMA busy_timeout = 0")
            reading.execute("BEGIN")
            reading.execute("SELECT * FROM messages").fetchall()
            (told,) = send_orders(office.post, [make_order()], office.paper)
            held = search(places, WORDS)
            reading.execute("COMMIT")
        send_due(office.post)
    assert told.is_sent
    assert held != {}
    assert search(places, WORDS) == {}


@pytest.mark.parametrize(
    "relay",
    [
        Relay(answers={"RCPT": [f"550 5.1.1 <{ADDRESS}> {NAME} unknown"]}),
        Relay(answers={"MAIL": [f"451 <{ADDRESS}> later"]}),
        Relay(answers={"end": [f"554 5.7.1 {ADDRESS}"]}),
        Relay(cut="end"),
        Relay(cut="RCPT"),
    ],
    ids=["refused", "later", "spam", "end", "cut"],
)
def test_nothing_that_is_said_names_the_patient(
    places: Path,
    relay: Relay,
    everything_said: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with run_relay(relay), open_office(places / "state", make_settings(relay.port)) as office:
        told = send_orders(office.post, [make_order()], office.paper)
        entries = office.post.outbox.list_entries()
    records = [each for each in everything_said.records if not each.name.startswith("mail")]
    said = repr((told, entries, office.notes.lines, office.post, records))
    shown = "".join(capfd.readouterr())

    assert find_words((said + shown).encode(), WORDS) == set()


def test_values_show_neither_name_nor_address_nor_password() -> None:
    order = make_order(consent=Consent.ENCRYPTED, password="tangerine7xq")
    envelope = Envelope(ADDRESS, ADDRESS)

    shown = repr((order, envelope, order.recipient)).encode()
    assert find_words(shown, (*WORDS, "tangerine7xq", "chemotherapy")) == set()


def test_secret_of_the_relay_stands_in_no_error_log_or_value(
    places: Path, everything_said: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    certificates = make_certificates(places)
    secret = places / "secret"
    secret.write_text(f"{SECRET}x")
    secret.chmod(0o600)
    with run_relay(context=certificates.contexts["good"], wants_log_in=True) as relay:
        settings = make_settings(
            relay.port,
            relay_host="localhost",
            relay_tls="starttls",
            relay_ca=str(certificates.authority),
            relay_user=USER,
            relay_password={"file": str(secret)},
        )
        with open_office(places / "state", settings) as office:
            (told,) = send_orders(office.post, [make_order()], office.paper)
            shown = repr((told, office.post, settings))
    secret.unlink()
    records = [each for each in everything_said.records if not each.name.startswith("mail")]
    said = (shown + repr(records) + "".join(capfd.readouterr())).encode()

    assert "refuses the user or the password" in told.detail
    assert find_words(said, [SECRET]) == set()
    assert search(places, [SECRET]) == {}


class FullRecord:
    """A record that takes nothing."""

    def note(self, delivery: object) -> int:
        raise HandoutError("the record cannot be written (No space left on device)")


def test_record_that_fails_stops_the_run_and_shows_nothing_in_its_traceback(places: Path) -> None:
    with open_office(places / "state", make_settings()) as office:
        post = replace(office.post, recorder=FullRecord())
        with pytest.raises(HandoutError) as caught:
            send_orders(post, [make_order()], office.paper)
        send_due(office.post)
        office.post.tell_record()

    shown = "".join(traceback.format_exception(caught.value)).encode()
    assert find_words(shown, WORDS) == set()
    assert [each.result for each in office.notes.lines] == [Result.QUEUED]
