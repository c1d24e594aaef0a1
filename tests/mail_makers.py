"""Builders for tests of mail: settings, subjects, orders, a clock that only moves when told."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from handoutpress.compose import Composed
from handoutpress.deliver.mail.leave import AskLeave
from handoutpress.deliver.mail.orders import Order
from handoutpress.deliver.mail.post_office import PostOffice, open_post_office
from handoutpress.deliver.mail.values import Consent, Means, Recipient
from handoutpress.deliver.settings import Mail
from handoutpress.deliver.values import Delivery, GivenPart, Subject
from handoutpress.model import Letterhead, Theme
from tests.makers import LETTERHEAD, shipped_theme

START = datetime(2027, 5, 1, 15, 30, tzinfo=UTC)
ADDRESS, NAME = "zebulon.quux@example.org", "Zebulon Quux"
OFFICE = "Example Clinic <handouts@clinic.example>"


@dataclass
class World:
    """A clock, chance and waiting that are exact; `steps` are what was passed."""

    now: datetime = START
    slept: list[float] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    @property
    def means(self) -> Means:
        return Means(
            now=lambda: self.now,
            sleep=self.sleep,
            chance=self.chance.random,
            token=lambda: f"{self.chance.getrandbits(160):040x}",
            choose=self.chance.choice,
            passing=lambda step: self.steps.append(str(step)),
        )


@dataclass
class Notes:
    """A record in memory."""

    lines: list[Delivery] = field(default_factory=list)

    def note(self, delivery: Delivery) -> int:
        self.lines.append(delivery)
        return len(self.lines)


@dataclass(frozen=True)
class Paper:
    """A clinic's stationery that needs no workspace."""

    theme: Theme = field(default_factory=shipped_theme)
    printed: list[str] = field(default_factory=list)

    def find_letterhead(self, language: str) -> Letterhead:
        return LETTERHEAD

    def print_page(self, composed: Composed, edition: str) -> bytes:
        self.printed.append(composed.html)
        return make_pdf()


@cache
def make_pdf(size: int = 0) -> bytes:
    """Return a PDF of a page; `size` bytes of it cannot be made smaller."""
    written = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Extra = document.make_stream(random.Random(7).randbytes(size))
        document.save(written, deterministic_id=True)
    return written.getvalue()


def make_subject(**changes: Any) -> Subject:
    subject = Subject(
        pdf=make_pdf(),
        title="Starting chemotherapy",
        file_name="handouts.pdf",
        language="en",
        edition="standard",
        page_count=4,
        parts=(
            GivenPart("care/fever", "en", page_count=3),
            GivenPart("care/mouth", "en", page_count=1),
        ),
    )
    return replace(subject, **changes)


def make_order(**changes: Any) -> Order:
    order = Order(
        name="the message",
        recipient=Recipient(ADDRESS, NAME),
        consent=Consent.PLAIN,
        subject=make_subject(),
        wish="2027-05-01",
    )
    return replace(order, **changes)


def make_settings(port: int = 1, **changes: Any) -> Mail:
    """Return settings; those of the relay start with "relay_"."""
    relay: dict[str, Any] = {"host": "127.0.0.1", "port": port, "tls": "none"}
    relay |= {
        name.removeprefix("relay_"): value
        for name, value in changes.items()
        if name.startswith("relay_")
    }
    own = {name: value for name, value in changes.items() if not name.startswith("relay_")}
    typed = {"relay": relay, "sender": OFFICE, "per_minute": 60_000, **own}
    return Mail.model_validate(_type(typed))


def _type(value: Any) -> Any:
    """Return values as a file has them: numbers are texts."""
    if isinstance(value, dict):
        return {key: _type(each) for key, each in value.items()}
    return str(value) if isinstance(value, int | float) else value


@dataclass
class Office:
    """An open post office, and what it stands in."""

    post: PostOffice
    world: World
    notes: Notes
    paper: Paper


@contextmanager
def open_office(
    state: Path,
    settings: Mail,
    *,
    world: World | None = None,
    notes: Notes | None = None,
    answer_s: float | None = None,
    ask_leave: AskLeave = lambda parts: "",
) -> Iterator[Office]:
    world, notes = world or World(), notes or Notes()
    with open_post_office(
        *(state, state.parent, settings),
        recorder=notes,
        ask_leave=ask_leave,
        means=world.means,
    ) as office:
        if answer_s is not None:
            office = replace(office, access=replace(office.access, answer_s=answer_s))
        yield Office(office, world, notes, Paper())
