"""What becomes of orders, from the outbox to the relay and into the record."""

from __future__ import annotations

import random
import re
import stat
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from handoutpress.deliver.mail.consent import ConsentMissingError
from handoutpress.deliver.mail.outbox_run import cancel, purge, retry
from handoutpress.deliver.mail.pace import FIRST_WAIT_S, MOST_FAULT_WAIT_S
from handoutpress.deliver.mail.post_office import send_due
from handoutpress.deliver.mail.run import UNASKED, send_orders, send_test, write_dry
from handoutpress.deliver.mail.values import Consent, Recipient, Stage, Verdict
from handoutpress.deliver.values import Delivery, Result
from handoutpress.errors import HandoutError, UsageError
from tests.mail_makers import (
    ADDRESS,
    START,
    Notes,
    Office,
    World,
    make_order,
    make_pdf,
    make_settings,
    make_subject,
    open_office,
)
from tests.mail_search import search
from tests.mail_servers import Relay, run_relay

MESSAGES = 1000


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=default)


def list_results(office: Office) -> list[tuple[Result, int | None]]:
    return [(each.result, each.of_line) for each in office.notes.lines]


def test_message_arrives_whole_and_the_record_knows(tmp_path: Path) -> None:
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        (told,) = send_orders(office.post, [make_order(reference="E-17")], office.paper)
        (entry,) = office.post.outbox.list_entries()

    (arrived,) = relay.arrived
    (attached,) = read(arrived.content).iter_attachments()
    assert (told.result, told.number) == (Result.DONE, 1)
    assert arrived.recipients == (ADDRESS,)
    assert attached.get_content() == make_subject().pdf
    assert list_results(office) == [(Result.QUEUED, None), (Result.DONE, 1)]
    assert {each.reference for each in office.notes.lines} == {"E-17"}
    assert (entry.stage, entry.has_body) == (Stage.SENT, False)


def test_without_consent_nothing_is_sent_and_the_refusal_is_recorded(tmp_path: Path) -> None:
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        (told,) = send_orders(office.post, [make_order(consent=None)], office.paper)

    assert (told.result, told.lacks_consent) == (Result.REFUSED, True)
    assert "HIPAA allows it only when the patient was told so" in told.detail
    assert relay.arrived == []
    assert list_results(office) == [(Result.REFUSED, None)]


def test_locked_message_opens_with_the_password_that_it_never_holds(tmp_path: Path) -> None:
    slip = tmp_path / "slip.pdf"
    order = make_order(consent=Consent.ENCRYPTED, password="tangerine7xq", slip=slip)
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        send_orders(office.post, [order], office.paper)

    message = read(relay.arrived[0].content)
    (attached,) = message.iter_attachments()
    pdf = tmp_path / "arrived.pdf"
    pdf.write_bytes(attached.get_content())
    bodies = [
        part.get_content() for part in message.walk() if part.get_content_maintype() == "text"
    ]
    with pikepdf.open(pdf, password="tangerine7xq") as opened:
        assert (opened.encryption.R, opened.encryption.bits) == (6, 256)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(pdf)
    assert all("tangerine7xq" not in body for body in (*bodies, str(message)))
    assert stat.S_IMODE(slip.stat().st_mode) == 0o600
    assert "tang" in office.paper.printed[0]
    assert "erin" in office.paper.printed[0]
    assert {each.consent for each in office.notes.lines} == {"encrypted"}


def test_the_same_wish_is_sent_once(tmp_path: Path) -> None:
    orders = [make_order(), make_order(recipient=Recipient(ADDRESS.upper()))]
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        send_orders(office.post, orders[:1], office.paper)
        (again,) = send_orders(office.post, orders[1:], office.paper)
        (other,) = send_orders(office.post, [make_order(wish="2027-05-02")], office.paper)

    ids = [read(each.content)["Message-ID"] for each in relay.arrived]
    assert (again.is_sent, again.is_old) == (True, True)
    assert again.detail == (
        "this was sent to this address before, on 2027-05-01 15:30; --again sends it once more"
    )
    assert other.is_sent
    assert len(set(ids)) == len(ids) == 2


def test_what_waits_is_not_sent_a_second_time_on_another_day_or_by_again(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with open_office(state, make_settings()) as office:
        send_orders(office.post, [make_order()], office.paper)
    world = World(chance=random.Random(2))
    with run_relay() as relay, open_office(state, make_settings(relay.port), world=world) as office:
        (told,) = send_orders(office.post, [make_order(wish="2027-05-02again")], office.paper)
        before = len(relay.arrived)
        retry(office.post, [1])
        (anew,) = send_orders(office.post, [make_order(wish="2027-05-02again")], office.paper)

    assert (told.result, told.number, before) == (Result.QUEUED, 1, 0)
    assert told.detail == (
        "this waits in the outbox for this address already, as message 1; 'outbox retry 1' sends it"
    )
    assert (anew.is_sent, anew.number, len(relay.arrived)) == (True, 2, 2)


def test_what_may_have_been_sent_blocks_the_same_until_staff_leave_it(tmp_path: Path) -> None:
    relay = Relay(cut="end")
    with run_relay(relay), open_office(tmp_path / "state", make_settings(relay.port)) as office:
        send_orders(office.post, [make_order()], office.paper)
        relay.cut = ""
        (told,) = send_orders(office.post, [make_order(wish="again")], office.paper)
        cancel(office.post, [1])
        (same,) = send_orders(office.post, [make_order()], office.paper)
        (again,) = send_orders(office.post, [make_order(wish="again")], office.paper)

    assert (told.result, told.number) == (Result.UNKNOWN, 1)
    assert "'outbox retry 1 --sure' sends it once more" in told.detail
    assert same.detail == (
        "this was sent to this address before, perhaps; --again sends it once more"
    )
    assert again.is_sent


# --- pages with passwords -------------------------------------------------------------------------


def test_a_page_with_a_password_is_never_written_over(tmp_path: Path) -> None:
    slip = tmp_path / "slip.pdf"
    slip.write_bytes(b"another patient's")
    orders = [
        make_order(recipient=Recipient("a@example.org")),
        make_order(name="row 3", consent=Consent.ENCRYPTED, password="x", slip=slip),
    ]
    with (
        run_relay() as relay,
        open_office(tmp_path / "state", make_settings(relay.port)) as office,
        pytest.raises(UsageError, match=r"^row 3: a file lies where the page with the password"),
    ):
        send_orders(office.post, orders, office.paper)

    assert (relay.arrived, slip.read_bytes()) == ([], b"another patient's")


def test_a_repeat_makes_no_page_and_says_which_password_holds(tmp_path: Path) -> None:
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    order = make_order(consent=Consent.ENCRYPTED, password="x", slip=first)
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        send_orders(office.post, [order], office.paper)
        (same,) = send_orders(office.post, [order], office.paper)
        (other,) = send_orders(office.post, [replace(order, slip=second)], office.paper)

    assert (same.is_old, other.is_old, second.exists(), len(relay.arrived)) == (
        True,
        True,
        False,
        1,
    )
    assert same.detail.endswith(
        "It opens with the password of that time; no new page with a password was made"
    )


def test_only_the_run_that_queues_the_message_keeps_its_page(tmp_path: Path) -> None:
    state, first, second = tmp_path / "state", tmp_path / "1.pdf", tmp_path / "2.pdf"
    order = make_order(consent=Consent.ENCRYPTED, password="x", slip=first)
    with run_relay() as relay, open_office(state, make_settings(relay.port)) as office:

        def overtake(step: str) -> None:
            if step == "queue" and not second.exists():
                world = World(chance=random.Random(2))
                with open_office(state, make_settings(relay.port), world=world) as quick:
                    send_orders(quick.post, [replace(order, slip=second)], quick.paper)

        post = replace(office.post, means=replace(office.post.means, passing=overtake))
        (told,) = send_orders(post, [order], office.paper)

    assert told.is_old
    assert (first.exists(), second.exists(), len(relay.arrived)) == (False, True, 1)


def test_message_id_is_the_same_for_the_same_wish(tmp_path: Path) -> None:
    files = [tmp_path / "1.eml", tmp_path / "2.eml"]
    with open_office(tmp_path / "state", make_settings()) as office:
        for file in files:
            write_dry(office.post, make_order(), office.paper, file)

    first, second = (read(file.read_bytes()) for file in files)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@clinic.example>")


def test_two_rows_with_the_same_address_are_one_message(tmp_path: Path) -> None:
    orders = [make_order(name="row 2"), make_order(name="row 3")]
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        told = send_orders(office.post, orders, office.paper)

    assert [(each.is_sent, each.is_old, each.detail) for each in told] == [
        (True, False, ""),
        (True, True, "row 2 is the same"),
    ]
    assert len(relay.arrived) == 1


def test_two_patients_with_one_mailbox_are_told_apart(tmp_path: Path) -> None:
    twin = make_order(name="row 3", recipient=Recipient(ADDRESS, "Zebulon the Younger"))
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        told = send_orders(office.post, [make_order(name="row 2"), twin], office.paper)

    assert [each.result for each in told] == [Result.DONE, Result.REFUSED]
    assert told[1].detail.startswith("row 2 goes to the same address with the same handouts. If")
    assert [each.result for each in office.notes.lines].count(Result.REFUSED) == 1
    assert len(relay.arrived) == 1


@pytest.mark.parametrize("act", [retry, cancel])
def test_what_another_run_changed_meanwhile_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[..., object]
) -> None:
    """Between the look at a message and the change, another process hands it over."""
    relay = Relay(answers={"RCPT": ["451 4.7.1 later"]})
    with run_relay(relay), open_office(tmp_path / "state", make_settings(relay.port)) as office:
        send_orders(office.post, [make_order()], office.paper)
        outbox = office.post.outbox
        seen = outbox.list_entries([1])
        relay.cut = "end"
        (unknown,) = retry(office.post, [1]).entries
        with monkeypatch.context() as patch:
            patch.setattr(type(outbox), "list_entries", lambda *_: seen)
            with pytest.raises(UsageError, match="was changed by another run just now"):
                act(office.post, [1])
        (after,) = outbox.list_entries([1])

    assert unknown.stage is after.stage is Stage.UNKNOWN
    assert len(relay.arrived) == 1


def test_what_is_not_due_is_not_tried_and_said_so(tmp_path: Path) -> None:
    relay = Relay(answers={"RCPT": ["451 4.7.1 later"]})
    with run_relay(relay), open_office(tmp_path / "state", make_settings(relay.port)) as office:
        send_orders(office.post, [make_order()], office.paper)
        early = retry(office.post)
        named = retry(office.post, [1])

    assert early.not_due == {1}
    assert (named.not_due, named.entries[0].stage) == (frozenset(), Stage.SENT)


def test_purge_waits_for_somebody_when_the_clock_may_be_ahead(tmp_path: Path) -> None:
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        send_orders(office.post, [make_order()], office.paper)
        office.world.now += timedelta(days=4000)
        with pytest.raises(UsageError, match="last used 4000 days ago: is this computer's clock"):
            purge(office.post, 2000)
        kept = office.post.outbox.list_entries()
        purged = purge(office.post, 2000, is_sure=True)

    assert (len(kept), purged.forgotten) == (1, 1)


def test_what_is_over_its_time_is_nowhere_any_more(tmp_path: Path) -> None:
    """Database, -wal and temporary files are searched for the hash and the reference."""
    state = tmp_path / "state"
    with run_relay() as relay, open_office(state, make_settings(relay.port)) as office:
        order = make_order(reference="E-977351")
        send_orders(office.post, [order], office.paper)
        words = (office.post.key.hash_address(order.recipient.address), "E-977351")
        before = search(tmp_path, words)
        office.world.now += timedelta(days=50)
        assert purge(office.post, 10).forgotten == 1
        while_open = search(tmp_path, words)

    assert before != {}
    assert (while_open, search(tmp_path, words)) == ({}, {})


@pytest.mark.parametrize(
    ("step", "stage", "count"),
    [("claimed", Stage.SENT, 1), ("body", Stage.SENT, 1), ("settle", Stage.UNKNOWN, 1)],
)
def test_run_that_is_interrupted_is_sorted_out_by_the_next_one(
    tmp_path: Path, step: str, stage: Stage, count: int
) -> None:
    def interrupt(name: str) -> None:
        if name == step:
            raise KeyboardInterrupt

    state = tmp_path / "state"
    with run_relay() as relay:
        with open_office(state, make_settings(relay.port)) as office:
            post = replace(office.post, means=replace(office.post.means, passing=interrupt))
            with pytest.raises(KeyboardInterrupt):
                send_orders(post, [make_order()], office.paper)
        world = World(chance=random.Random(2))
        with open_office(state, make_settings(relay.port), world=world) as office:
            send_orders(office.post, [make_order()], office.paper)
            retry(office.post)
            (entry,) = office.post.outbox.list_entries()

    assert (entry.stage, len(relay.arrived)) == (stage, count)


# --- answers of the relay -------------------------------------------------------------------------


def test_message_that_is_put_off_is_sent_later(tmp_path: Path) -> None:
    relay = Relay(answers={"RCPT": ["451 4.7.1 later", "450 4.2.1 later"]})
    with run_relay(relay), open_office(tmp_path / "state", make_settings(relay.port)) as office:
        (told,) = send_orders(office.post, [make_order()], office.paper)
        assert (told.result, relay.arrived) == (Result.QUEUED, [])
        done = retry(office.post, is_patient=True)
        entries, stopped = done.entries, done.stopped

    first, second = office.world.slept
    assert (entries[0].stage, entries[0].tries, stopped) == (Stage.SENT, 3, "")
    assert 60 <= first <= 120 <= second <= 240
    assert len(relay.arrived) == 1
    assert list_results(office) == [(Result.QUEUED, None), (Result.DONE, 1)]


def test_message_is_given_up_after_so_many_tries(tmp_path: Path) -> None:
    relay = Relay(answers={"RCPT": ["451 4.7.1 later"] * 9})
    with (
        run_relay(relay),
        open_office(tmp_path / "state", make_settings(relay.port, tries=3)) as office,
    ):
        send_orders(office.post, [make_order()], office.paper)
        retry(office.post, is_patient=True)
        (entry,) = office.post.outbox.list_entries()

    assert (entry.stage, entry.tries, entry.has_body) == (Stage.FAILED, 3, False)
    assert entry.detail.startswith("given up after 3 tries: ")
    assert list_results(office)[-1] == (Result.FAILED, 1)


def test_refusal_of_one_address_is_final_and_others_are_sent(tmp_path: Path) -> None:
    relay = Relay(answers={"RCPT": ["550 5.1.1 no"]})
    orders = [make_order(name=f"row {n}", recipient=Recipient(f"a{n}@example.org")) for n in (2, 3)]
    with run_relay(relay), open_office(tmp_path / "state", make_settings(relay.port)) as office:
        told = send_orders(office.post, orders, office.paper)

    assert [each.result for each in told] == [Result.FAILED, Result.DONE]
    assert "no such mailbox" in told[0].detail


def test_what_failed_may_be_sent_anew(tmp_path: Path) -> None:
    relay = Relay(answers={"RCPT": ["550 5.1.1 no"]})
    with run_relay(relay), open_office(tmp_path / "state", make_settings(relay.port)) as office:
        send_orders(office.post, [make_order()], office.paper)
        (told,) = send_orders(office.post, [make_order()], office.paper)

    assert told.is_sent


def test_relay_that_is_down_loses_nothing_and_stops_the_run(tmp_path: Path) -> None:
    state = tmp_path / "state"
    orders = [make_order(recipient=Recipient(f"a{n}@example.org")) for n in range(3)]
    with open_office(state, make_settings()) as office:
        told = send_orders(office.post, orders, office.paper)
        entries = office.post.outbox.list_entries()
    world = World(now=office.world.now + timedelta(hours=1))
    with run_relay() as relay, open_office(state, make_settings(relay.port), world=world) as later:
        send_due(later.post)

    assert [each.result for each in told] == [Result.QUEUED] * 3
    assert all("nothing answers at the relay's address" in each.detail for each in told)
    assert [each.tries for each in entries] == [0, 0, 0]
    assert len(relay.arrived) == 3


# --- unknown endings ------------------------------------------------------------------------------


def test_unknown_ending_is_told_and_sent_again_only_when_somebody_is_sure(tmp_path: Path) -> None:
    relay = Relay(cut="end")
    with run_relay(relay), open_office(tmp_path / "state", make_settings(relay.port)) as office:
        (told,) = send_orders(office.post, [make_order()], office.paper)
        relay.cut = ""
        send_due(office.post)
        (same,) = send_orders(office.post, [make_order()], office.paper)
        with pytest.raises(UsageError) as caught:
            retry(office.post, [1])
        before = len(relay.arrived)
        (entry,) = retry(office.post, [1], is_sure=True).entries

    assert (told.result, same.result) == (Result.UNKNOWN, Result.UNKNOWN)
    assert told.detail.endswith("if it did not come, 'outbox retry 1 --sure' sends it once more")
    assert str(caught.value) == (
        "message 1 may have been sent. Ask the patient first; if it did not come, "
        "'outbox retry 1 --sure' sends it once more"
    )
    assert (before, len(relay.arrived)) == (1, 2)
    assert entry.stage is Stage.SENT
    results = [each.result for each in office.notes.lines]
    assert results == [Result.QUEUED, Result.UNKNOWN, Result.QUEUED, Result.DONE]


def test_unknown_ending_that_is_cancelled_stays_unknown_and_keeps_nothing(tmp_path: Path) -> None:
    with (
        run_relay(Relay(cut="end")) as relay,
        open_office(tmp_path / "state", make_settings(relay.port)) as office,
    ):
        send_orders(office.post, [make_order()], office.paper)
        (entry,) = cancel(office.post, [1])
        with pytest.raises(UsageError, match="what it said was not kept"):
            retry(office.post, [1], is_sure=True)

    assert (entry.stage, entry.has_body) == (Stage.UNKNOWN, False)


def test_what_was_sent_is_told_though_the_disk_is_full(tmp_path: Path) -> None:
    @dataclass
    class Full(Notes):
        def note(self, delivery: Delivery) -> int:
            if delivery.result is not Result.QUEUED:
                raise HandoutError("the disk is full")
            return super().note(delivery)

    with (
        run_relay() as relay,
        open_office(tmp_path / "state", make_settings(relay.port), notes=Full()) as office,
        pytest.raises(HandoutError) as caught,
    ):
        send_orders(office.post, [make_order()], office.paper)

    assert len(relay.arrived) == 1
    assert str(caught.value) == (
        "message 1 was sent, but this could not be noted: the disk is full. Do not send it again "
        "before 'outbox list' tells what became of it"
    )


def test_message_that_was_queued_by_a_clock_that_was_ahead_goes_by_itself(tmp_path: Path) -> None:
    state = tmp_path / "state"
    ahead = World(now=START + timedelta(days=400))
    with open_office(state, make_settings(), world=ahead) as office:
        send_orders(office.post, [make_order()], office.paper)
    world = World(chance=random.Random(2))
    with run_relay() as relay, open_office(state, make_settings(relay.port), world=world) as office:
        send_due(office.post)

    assert (len(relay.arrived), max(world.slept, default=0.0) < 60) == (1, True)


# --- size -----------------------------------------------------------------------------------------


def test_too_large_is_told_by_how_much_and_what_to_leave_out(tmp_path: Path) -> None:
    order = make_order(subject=make_subject(pdf=make_pdf(600_000)))
    with (
        run_relay(data_size_limit=500_000) as relay,
        open_office(tmp_path / "state", make_settings(relay.port)) as office,
    ):
        (told,) = send_orders(office.post, [order], office.paper)

    assert told.result is Result.REFUSED
    assert told.detail == (
        "the message is 325 KB too large for the relay; nothing was sent. "
        "Leave out care/fever, which may be enough; or print it"
    )
    assert relay.arrived == []


def test_too_large_becomes_a_link_where_everybody_may_read_it(tmp_path: Path) -> None:
    url = "https://example.org/handouts/en/care/fever.pdf"
    subject = make_subject(pdf=make_pdf(600_000), public_url=url)
    with (
        run_relay(data_size_limit=500_000) as relay,
        open_office(tmp_path / "state", make_settings(relay.port)) as office,
    ):
        (told,) = send_orders(office.post, [make_order(subject=subject)], office.paper)

    message = read(relay.arrived[0].content)
    body = message.get_body(("plain",))
    assert told.is_sent
    assert "a link to it was sent instead" in told.detail
    assert all("a link to it was sent instead" in each.detail for each in office.notes.lines)
    assert body is not None
    assert url in body.get_content()
    assert list(message.iter_attachments()) == []


@pytest.mark.parametrize(
    ("consent", "is_personal"), [(Consent.PLAIN, True), (Consent.ENCRYPTED, False)]
)
def test_no_link_to_what_is_personal_or_was_to_be_locked(
    tmp_path: Path, consent: Consent, is_personal: bool
) -> None:
    subject = make_subject(
        pdf=make_pdf(600_000), public_url="https://example.org/a.pdf", is_personal=is_personal
    )
    order = make_order(subject=subject, consent=consent, password="x")
    with (
        run_relay(data_size_limit=500_000) as relay,
        open_office(tmp_path / "state", make_settings(relay.port)) as office,
    ):
        (told,) = send_orders(office.post, [order], office.paper)

    assert told.result is Result.REFUSED
    assert relay.arrived == []


def test_limit_of_it_holds_where_the_relay_names_none(tmp_path: Path) -> None:
    order = make_order(subject=make_subject(pdf=make_pdf(1_000_000)))
    with open_office(tmp_path / "state", make_settings(largest_mb=1)) as office:
        (told,) = send_orders(office.post, [order], office.paper)

    assert "too large for the relay" in told.detail


# --- who wants none -------------------------------------------------------------------------------


def test_who_wants_no_mail_gets_none_not_even_what_waits(tmp_path: Path) -> None:
    relay = Relay(answers={"RCPT": ["451 4.7.1 later"]})
    with run_relay(relay), open_office(tmp_path / "state", make_settings(relay.port)) as office:
        send_orders(office.post, [make_order()], office.paper)
        office.post.unwanted.add(office.post.key.hash_address(ADDRESS.upper()), 0.0)
        (entry,) = retry(office.post, [1]).entries
        (told,) = send_orders(office.post, [make_order(wish="other")], office.paper)

    assert (entry.stage, told.result) == (Stage.FAILED, Result.REFUSED)
    assert "do-not-mail list" in entry.detail
    assert relay.arrived == []


def test_who_is_taken_off_the_list_gets_mail_again(tmp_path: Path) -> None:
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        address_hash = office.post.key.hash_address(ADDRESS)
        office.post.unwanted.add(address_hash, 0.0)
        office.post.unwanted.add(address_hash, 0.0)
        assert office.post.unwanted.remove(address_hash)
        assert not office.post.unwanted.remove(address_hash)
        (told,) = send_orders(office.post, [make_order()], office.paper)

    assert told.is_sent


# --- pace, cancel, purge --------------------------------------------------------------------------


def test_a_thousand_messages_keep_to_the_rate_limit(tmp_path: Path) -> None:
    orders = [
        make_order(name=f"row {n}", recipient=Recipient(f"a{n}@example.org"))
        for n in range(MESSAGES)
    ]
    world = World()
    at: list[float] = []
    with (
        run_relay() as relay,
        open_office(
            tmp_path / "state", make_settings(relay.port, per_minute=30), world=world
        ) as office,
    ):
        passing = office.post.means.passing

        def note(step: str) -> None:
            passing(step)
            if step == "claimed":
                at.append(world.now.timestamp())

        post = replace(office.post, means=replace(office.post.means, passing=note))
        told = send_orders(post, orders, office.paper)

    most = max(sum(1 for other in at if 0 <= other - start < 60) for start in at[::25])
    assert all(each.is_sent for each in told)
    assert len({each.recipients for each in relay.arrived}) == len(relay.arrived) == MESSAGES
    assert (most, len(at)) == (30, MESSAGES)
    assert len([each for each in office.notes.lines if each.result is Result.DONE]) == MESSAGES


def test_cancelled_message_is_not_sent_and_keeps_nothing(tmp_path: Path) -> None:
    with open_office(tmp_path / "state", make_settings()) as office:
        send_orders(office.post, [make_order()], office.paper)
        (entry,) = cancel(office.post, [1])
        with pytest.raises(UsageError, match="message 1 is cancelled; it cannot be cancelled"):
            cancel(office.post, [1])
        with pytest.raises(UsageError, match="message 1 is cancelled; there is nothing to try"):
            retry(office.post, [1])
        with pytest.raises(UsageError, match="there is no message 9 in the outbox"):
            cancel(office.post, [9])

    assert (entry.stage, entry.has_body) == (Stage.CANCELLED, False)
    assert list_results(office)[-1] == (Result.CANCELLED, 1)


def test_purge_forgets_what_ended_long_ago_and_gives_up_what_waits_for_days(tmp_path: Path) -> None:
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        send_orders(office.post, [make_order()], office.paper)
        relay.answers["RCPT"] = ["451 4.7.1 later"]
        send_orders(office.post, [make_order(wish="b")], office.paper)
        office.world.now += timedelta(days=6)
        first = purge(office.post, 10)
        kept = office.post.outbox.list_entries()
        office.world.now += timedelta(days=5)
        second = purge(office.post, 10)
        left = office.post.outbox.list_entries()

    assert (first.forgotten, first.given_up) == (0, 1)
    assert [(each.stage, each.has_body) for each in kept] == [
        (Stage.SENT, False),
        (Stage.FAILED, False),
    ]
    assert (second.forgotten, second.given_up) == (1, 0)
    assert [each.number for each in left] == [2]


def test_what_an_address_got_is_found_by_its_hash(tmp_path: Path) -> None:
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        send_orders(office.post, [make_order()], office.paper)
        found = office.post.outbox.find_address(office.post.key.hash_address(ADDRESS.title()))
        other = office.post.outbox.find_address(office.post.key.hash_address("b@example.org"))

    assert [each.number for each in found] == [1]
    assert other == ()


# --- without sending ------------------------------------------------------------------------------


def test_dry_run_writes_the_message_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "message.eml"
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        notes = write_dry(office.post, make_order(), office.paper, path)
        entries = office.post.outbox.list_entries()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read(path.read_bytes())["To"] == "Zebulon Quux <zebulon.quux@example.org>"
    assert (notes, entries, relay.arrived, office.notes) == ((), (), [], Notes())


def test_dry_run_writes_exactly_what_would_be_sent(tmp_path: Path) -> None:
    path = tmp_path / "message.eml"
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        write_dry(office.post, make_order(), office.paper, path)
        send_orders(office.post, [make_order()], office.paper)

    (sent,) = (each.content for each in relay.arrived)
    assert [_without_boundary(each) for each in (path.read_bytes(), sent)] == [
        _without_boundary(sent)
    ] * 2


@pytest.mark.parametrize("url", ["https://example.org/fever.pdf", ""])
def test_dry_run_keeps_to_the_relays_limit(tmp_path: Path, url: str) -> None:
    path, order = (
        tmp_path / "a.eml",
        make_order(subject=make_subject(pdf=make_pdf(9_000), public_url=url)),
    )
    with (
        run_relay(data_size_limit=4_000) as relay,
        open_office(tmp_path / "state", make_settings(relay.port)) as office,
        nullcontext() if url else pytest.raises(HandoutError, match="too large for the relay"),
    ):
        (note,) = write_dry(office.post, order, office.paper, path)
        assert "a link to it was sent instead" in note
    if url:
        assert url in path.read_text()
    assert path.exists() == bool(url)


def test_dry_run_says_when_the_relay_cannot_be_asked(tmp_path: Path) -> None:
    with open_office(tmp_path / "state", make_settings()) as office:
        notes = write_dry(office.post, make_order(), office.paper, tmp_path / "a.eml")

    assert notes == (UNASKED,)


def test_relay_that_is_busy_is_asked_less_and_less_often(tmp_path: Path) -> None:
    relay = Relay(answers={"MAIL": ["421 4.3.2 busy"] * 12})
    with run_relay(relay), open_office(tmp_path / "state", make_settings(relay.port)) as office:
        send_orders(office.post, [make_order()], office.paper)
        waits = []
        for _ in range(10):
            (entry,) = office.post.outbox.list_entries()
            waits.append(entry.due_at - entry.changed_at)
            office.world.now = datetime.fromtimestamp(entry.due_at + 1, UTC)
            send_due(office.post)

    assert entry.tries == 0
    assert waits[0] <= FIRST_WAIT_S
    assert all(wait <= max(FIRST_WAIT_S, 2 * last) for last, wait in pairwise(waits))
    assert max(waits) > MOST_FAULT_WAIT_S / 2
    assert max(waits) <= MOST_FAULT_WAIT_S


def _without_boundary(content: bytes) -> bytes:
    """Return a message without the random marks between its parts."""
    return re.sub(rb"={15}\d+==", b"", content)


def test_dry_run_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "fever.yaml"
    path.write_text("title: Fever")
    with (
        open_office(tmp_path / "state", make_settings()) as office,
        pytest.raises(HandoutError, match="a file lies where the message goes"),
    ):
        write_dry(office.post, make_order(), office.paper, path)

    assert path.read_text() == "title: Fever"


def test_dry_run_needs_consent_too(tmp_path: Path) -> None:
    with (
        open_office(tmp_path / "state", make_settings()) as office,
        pytest.raises(ConsentMissingError),
    ):
        write_dry(office.post, make_order(consent=None), office.paper, tmp_path / "a.eml")


def test_message_that_cannot_be_written_is_told_without_its_name(tmp_path: Path) -> None:
    with (
        open_office(tmp_path / "state", make_settings()) as office,
        pytest.raises(
            HandoutError, match=r"^the message cannot be written \(No such file or directory\)$"
        ),
    ):
        write_dry(office.post, make_order(), office.paper, tmp_path / "no" / "a.eml")


def test_test_message_says_nothing_and_is_in_no_record(tmp_path: Path) -> None:
    with (
        run_relay(data_size_limit=5_000_000) as relay,
        open_office(tmp_path / "state", make_settings(relay.port)) as office,
    ):
        outcome, offer = send_test(office.post, Recipient("it@clinic.example"))

    assert outcome.verdict is Verdict.SENT
    assert offer is not None
    assert (offer.size, office.notes.lines) == (5_000_000, [])
    assert read(relay.arrived[0].content)["Subject"] == "Test of Handout Press"
