"""A sender that is killed at any moment loses no message, and sends none twice without saying so.

The processes that are killed are real. They are forked from one that has loaded everything.
"""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from handoutpress.deliver.mail.owners import FOLDER
from handoutpress.deliver.mail.post_office import send_due
from handoutpress.deliver.mail.run import send_orders
from handoutpress.deliver.mail.values import Recipient, Stage
from handoutpress.deliver.values import Delivery, Result
from tests.mail_makers import World, make_order, make_settings, open_office
from tests.mail_servers import Relay, run_relay
from tests.nursery import Nursery
from tests.records import opened

STEPS = 85  # a few more than a run has: the last ones end by themselves
FIRST_CALL = 4  # the steps before the first message
MOMENTS = 50
LONGEST_S = 0.24  # about as long as a run takes; at whichever moment it dies, all must hold
MESSAGES = 4
# From when the end of a message is noted until it is settled, nobody can know.
BLIND = {"end", "answer", "quit", "settle"}

NURSERY = """
import os, signal, sys, time
sys.path.insert(0, "")
from pathlib import Path
from tests.test_mail_kill import run_until_killed
for line in sys.stdin:
    state, port, moment, delay = line.split()
    child = os.fork()
    if child == 0:
        run_until_killed(Path(state), int(port), int(moment))
        os._exit(0)
    if float(delay):
        time.sleep(float(delay))
        os.kill(child, signal.SIGKILL)  # not waited for yet: it is still this child, alive or not
    print(os.waitpid(child, 0)[1], flush=True)
"""


@dataclass(frozen=True)
class RealRecord:
    """The record, which outlives the process."""

    state: Path

    def note(self, delivery: Delivery) -> int:
        with opened(self.state) as record:
            return record.note(delivery)

    def read(self) -> list[Delivery]:
        with opened(self.state) as record:
            return [line.delivery for line in record.iter_lines()]


def make_orders(moment: int) -> list[object]:
    addresses = [f"m{moment}-{number}@example.org" for number in range(MESSAGES)]
    return [make_order(name=each, recipient=Recipient(each)) for each in addresses]


def run(state: Path, port: int, moment: int, *, world: World, kill_at: int = -1) -> None:
    """Send all orders of a moment; die at a step of that number."""
    with open_office(
        state,
        make_settings(port),
        world=world,
        notes=RealRecord(state),  # type: ignore[arg-type]
    ) as office:
        passing = office.post.means.passing
        count = -1

        def step(name: str) -> None:
            nonlocal count
            count += 1
            passing(name)
            if count == kill_at:
                (state.parent / "killed-at").write_text(name)
                os.kill(os.getpid(), signal.SIGKILL)

        post = replace(office.post, means=replace(office.post.means, passing=step))
        send_orders(post, make_orders(moment), office.paper)  # type: ignore[arg-type]
        send_due(post)


def run_until_killed(state: Path, port: int, moment: int) -> None:
    run(state, port, moment, world=World(), kill_at=moment)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with closing(Nursery(NURSERY)) as nursery:
        yield nursery


@pytest.fixture(scope="module")
def relay() -> Iterator[Relay]:
    with run_relay() as relay:
        yield relay


def check_all(tmp_path: Path, relay: Relay, moment: int) -> int:
    """Run the same orders to the end; check what became of each; return how many are unknown."""
    state = tmp_path / "state"
    later = World(now=World().now + timedelta(hours=1), chance=random.Random(moment + 2))
    run(state, relay.port, moment, world=later)
    arrived = Counter(
        each.recipients[0] for each in relay.arrived if each.recipients[0].startswith(f"m{moment}-")
    )
    with open_office(state, make_settings(relay.port), world=later) as office:
        entries = office.post.outbox.list_entries()
        hashes = {office.post.key.hash_address(each) for each in arrived}
    sent = {each.facts.recipient_hash for each in entries if each.stage is Stage.SENT}
    unknown = {each.facts.recipient_hash for each in entries if each.stage is Stage.UNKNOWN}
    lines = RealRecord(state).read()
    told = {(line.result, line.recipient_hash) for line in lines}
    firsts = [line.recipient_hash for line in lines if line.of_line is None]
    endings = [line.of_line for line in lines if line.result in (Result.DONE, Result.UNKNOWN)]

    assert len(entries) == len(sent) + len(unknown) == MESSAGES
    assert max(arrived.values()) == 1
    assert sorted(firsts) == sorted(sent | unknown)  # one line for each
    assert len(endings) == len(set(endings)) == MESSAGES
    assert hashes - unknown == sent
    assert {each for result, each in told if result == Result.UNKNOWN} == unknown
    assert {each for result, each in told if result == Result.DONE} == sent
    assert list((state / FOLDER).iterdir()) == []
    return len(unknown)


@pytest.mark.parametrize("moment", range(STEPS))
def test_sender_that_is_killed_at_a_step_loses_nothing_and_sends_nothing_twice(
    tmp_path: Path, nursery: Nursery, relay: Relay, moment: int
) -> None:
    status = nursery.ask(f"{tmp_path}/state {relay.port} {moment} 0")
    killed_at = tmp_path / "killed-at"
    name = killed_at.read_text() if killed_at.exists() else ""

    assert os.WIFSIGNALED(status) == bool(name)
    # Of the steps of a run, the first call asks the relay for its limits, and hands nothing over.
    assert check_all(tmp_path, relay, moment) == (name in BLIND and moment > FIRST_CALL)


@pytest.mark.parametrize("moment", range(1000, 1000 + MOMENTS))
def test_sender_that_is_killed_at_any_moment_loses_nothing_and_sends_nothing_twice(
    tmp_path: Path, nursery: Nursery, relay: Relay, moment: int
) -> None:
    folder, delay, status = tmp_path, random.Random(moment).uniform(0.001, LONGEST_S), 0
    while not os.WIFSIGNALED(status):  # one that was done before is no moment: sooner, and anew
        folder, moment, delay = folder / "anew", moment + MOMENTS, delay / 2
        folder.mkdir()
        status = nursery.ask(f"{folder}/state {relay.port} {moment} {delay}")

    assert check_all(folder, relay, moment) <= 1


def test_message_that_another_process_is_sending_is_left_to_it(
    tmp_path: Path, relay: Relay
) -> None:
    state = tmp_path / "state"
    with open_office(state, make_settings(relay.port)) as first:
        order = make_order(recipient=Recipient("busy@example.org"))
        passing = first.post.means.passing
        seen = []

        def look(step: str) -> None:
            passing(step)
            if step == "answer":
                world = World(chance=random.Random(2))
                with open_office(state, make_settings(relay.port), world=world) as second:
                    seen.extend(send_orders(second.post, [order], second.paper))
                    send_due(second.post)

        post = replace(first.post, means=replace(first.post.means, passing=look))
        (told,) = send_orders(post, [order], first.paper)

    assert told.is_sent
    assert [each.detail for each in seen] == ["this is being sent to this address just now"]
    assert [each.recipients for each in relay.arrived].count(("busy@example.org",)) == 1


def test_two_senders_at_the_same_time_send_each_message_once(tmp_path: Path, relay: Relay) -> None:
    state, settings = tmp_path / "state", make_settings(relay.port)
    addresses = [f"both-{number}@example.org" for number in range(40)]

    def send(seed: int) -> None:
        world = World(chance=random.Random(seed))
        with open_office(state, settings, world=world) as office:
            orders = [make_order(recipient=Recipient(each)) for each in addresses]
            send_orders(office.post, orders, office.paper)
            send_due(office.post)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(send, range(3)))
    send(9)
    arrived = [each.recipients[0] for each in relay.arrived]

    assert sorted(each for each in arrived if each.startswith("both-")) == sorted(addresses)
