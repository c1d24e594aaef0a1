"""The outbox by itself: what it takes, gives out once, finds again, and forgets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from handoutpress.deliver.mail.already_there import AlreadyThereError
from handoutpress.deliver.mail.facts import dump_facts, load_facts
from handoutpress.deliver.mail.outbox import LOST_SIGHT, Outbox
from handoutpress.deliver.mail.owners import Owner, is_alive, sweep_dead
from handoutpress.deliver.mail.packing import make_facts
from handoutpress.deliver.mail.values import Envelope, Outcome, Post, Stage, Verdict
from handoutpress.deliver.values import Delivery, Result, Teaching
from handoutpress.errors import HandoutError
from tests.mail_makers import ADDRESS, make_order, make_subject

FACTS = replace(make_facts(make_order(), Result.QUEUED), recipient_hash="h1")


def make_post(intent: str = "i1", gist: str = "", **changes: object) -> Post:
    post = Post(intent, Envelope("bounce@clinic.example", ADDRESS), b"words", FACTS, gist or intent)
    return replace(post, **changes)  # type: ignore[arg-type]


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path)) as outbox:
        yield outbox


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Owner]:
    with closing(Owner(tmp_path, "me")) as owner:
        yield owner


def note_nothing(delivery: Delivery) -> int:
    return 7


def test_messages_come_out_in_order_and_each_once(outbox: Outbox, owner: Owner) -> None:
    first, second = outbox.queue(make_post("a"), 10.0), outbox.queue(make_post("b"), 11.0)
    claims = [outbox.claim(owner.name, 20.0, None) for _ in range(3)]

    assert [each and each.number for each in claims] == [first, second, None]
    assert claims[0] is not None
    assert (claims[0].envelope, claims[0].content) == (make_post().envelope, b"words")


def test_two_outboxes_of_one_folder_give_a_message_to_one_of_them(
    tmp_path: Path, outbox: Outbox, owner: Owner
) -> None:
    outbox.queue(make_post(), 0.0)
    with closing(Outbox(tmp_path)) as other:
        claims = [other.claim("other", 1.0, None), outbox.claim(owner.name, 1.0, None)]

    assert [each is None for each in claims] == [False, True]


def test_only_named_messages_are_given_out(outbox: Outbox, owner: Owner) -> None:
    outbox.queue(make_post("a"), 0.0)
    wanted = outbox.queue(make_post("b"), 0.0)
    claimed = outbox.claim(owner.name, 1.0, frozenset({wanted}))

    assert claimed is not None
    assert claimed.number == wanted
    assert outbox.find_next_due(frozenset({wanted}), 1.0) is None


@pytest.mark.parametrize(
    ("verdict", "is_taken"),
    [
        (Verdict.SENT, False),
        (Verdict.UNKNOWN, False),
        (Verdict.DEFERRED, False),
        (Verdict.FAILED, True),
    ],
)
def test_a_wish_is_taken_again_only_when_it_failed(
    outbox: Outbox, owner: Owner, verdict: Verdict, is_taken: bool
) -> None:
    number = outbox.queue(make_post(), 0.0)
    outbox.claim(owner.name, 1.0, None)
    outbox.settle(number, Outcome(verdict, "why"), tries=1, due_at=9.0, now=2.0)
    there = outbox.find_rival("i1", "i1")
    expected = nullcontext() if is_taken else pytest.raises(AlreadyThereError)
    with expected:
        outbox.queue(make_post(), 3.0)

    assert (there and there.stage) == (None if is_taken else Stage(verdict))


def test_put_off_message_is_given_out_when_it_is_due(outbox: Outbox, owner: Owner) -> None:
    number = outbox.queue(make_post(), 0.0)
    outbox.claim(owner.name, 1.0, None)
    outbox.settle(number, Outcome(Verdict.DEFERRED, "later"), tries=1, due_at=9.0, now=2.0)

    assert outbox.claim(owner.name, 8.0, None) is None
    assert outbox.find_next_due(None, 2.0) == 9.0
    claimed = outbox.claim(owner.name, 9.0, None)
    assert claimed is not None
    assert claimed.tries == 1


@pytest.mark.parametrize(
    ("is_handed_over", "stage", "detail"),
    [(False, Stage.QUEUED, ""), (True, Stage.UNKNOWN, LOST_SIGHT)],
)
def test_what_a_dead_sender_had_is_due_again_or_unknown(
    outbox: Outbox, tmp_path: Path, is_handed_over: bool, stage: Stage, detail: str
) -> None:
    dead = Owner(tmp_path, "dead")
    number = outbox.queue(make_post(), 0.0)
    outbox.claim(dead.name, 1.0, None)
    if is_handed_over:
        outbox.note_handing_over(number)
    os.close(dead._handle)
    unknown = outbox.recover(5.0)
    (entry,) = outbox.list_entries()

    assert unknown == ((number,) if is_handed_over else ())
    assert (entry.stage, entry.detail, entry.has_body) == (stage, detail, True)
    assert not (tmp_path / "outbox-senders" / "dead").exists()


def test_what_a_living_sender_has_is_left_to_it(outbox: Outbox, owner: Owner) -> None:
    number = outbox.queue(make_post(), 0.0)
    outbox.claim(owner.name, 1.0, None)
    outbox.note_handing_over(number)

    assert outbox.recover(5.0) == ()
    assert outbox.list_entries()[0].stage is Stage.SENDING


def test_sender_is_alive_until_it_lets_go(tmp_path: Path) -> None:
    owner = Owner(tmp_path, "someone")
    before = is_alive(tmp_path, "someone")
    owner.close()

    assert (before, is_alive(tmp_path, "someone")) == (True, False)


def test_what_a_sender_left_that_died_while_it_began_is_swept(tmp_path: Path) -> None:
    folder = tmp_path / "outbox-senders"
    folder.mkdir()
    (folder / ".new-x").write_text("")
    sweep_dead(tmp_path)

    assert list(folder.iterdir()) == []


def test_many_senders_may_begin_while_others_sweep(tmp_path: Path) -> None:
    def begin(number: int) -> bool:
        owner = Owner(tmp_path, f"sender-{number}")
        sweep_dead(tmp_path)
        is_there = is_alive(tmp_path, owner.name)
        owner.close()
        return is_there

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(begin, range(400)))
    assert list((tmp_path / "outbox-senders").iterdir()) == []


def test_folder_that_cannot_be_locked_is_told(tmp_path: Path) -> None:
    (tmp_path / "outbox-senders").write_text("")

    with pytest.raises(HandoutError, match="it must lie on a disk of this computer"):
        Owner(tmp_path, "me")


def test_record_is_told_once_with_the_line_that_an_ending_belongs_to(
    outbox: Outbox, owner: Owner
) -> None:
    told: list[Delivery] = []

    def note(delivery: Delivery) -> int:
        told.append(delivery)
        return 40 + len(told)

    number = outbox.queue(make_post(), 0.0)
    outbox.tell(note)
    outbox.tell(note)
    outbox.claim(owner.name, 1.0, None)
    outbox.settle(number, Outcome(Verdict.SENT), tries=1, due_at=0.0, now=2.0)
    outbox.tell(note)
    outbox.tell(note)

    assert [(each.result, each.of_line) for each in told] == [
        (Result.QUEUED, None),
        (Result.DONE, 41),
    ]


def test_what_the_record_does_not_know_yet_is_not_forgotten(outbox: Outbox, owner: Owner) -> None:
    number = outbox.queue(make_post(), 0.0)
    outbox.claim(owner.name, 1.0, None)
    outbox.settle(number, Outcome(Verdict.SENT), tries=1, due_at=0.0, now=2.0)
    before = outbox.forget(100.0)
    outbox.tell(note_nothing)

    assert (before, outbox.forget(100.0)) == (0, 1)
    assert outbox.list_entries() == ()


def test_what_is_being_sent_cannot_be_dropped(outbox: Outbox, owner: Owner) -> None:
    number = outbox.queue(make_post(), 0.0)
    outbox.claim(owner.name, 1.0, None)

    assert not outbox.drop(number, Stage.SENDING, Stage.CANCELLED, "", 2.0)
    assert not outbox.requeue(number, Stage.QUEUED, 2.0)
    assert outbox.list_entries()[0].has_body


def test_facts_for_the_record_come_back_as_they_were() -> None:
    subject = make_subject(recipe='{"a": 1}')
    order = make_order(subject=subject, teaching=Teaching("family", "explanation"), reference="E")
    facts = replace(make_facts(order, Result.QUEUED), recipient_hash="h", of_line=3)

    assert load_facts(dump_facts(facts)) == facts
