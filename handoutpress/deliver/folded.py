"""Fetch a topic's booklet to fold as the clinic publishes it.

Delivers nothing.
"""

from __future__ import annotations

from datetime import date

from handoutpress.build import Bench
from handoutpress.build.roster import Roster
from handoutpress.collection import PRINT
from handoutpress.deliver.published import describe_published, find_volume
from handoutpress.deliver.record.book import make_part
from handoutpress.deliver.values import Subject
from handoutpress.errors import HandoutError, UsageError
from handoutpress.model import BOOKLET_NAME, output_path
from handoutpress.packet.choosing import Chosen, choose, say_left_out
from handoutpress.packet.making import Desk
from handoutpress.packet.orders import Order
from handoutpress.plan import Request


class FoldedErrand:
    """Goes through a pass for a topic's booklet to fold, and comes back with its PDF."""

    with_volumes = True

    def __init__(self, order: Order, today: date) -> None:
        self._order, self._today = order, today
        (self._topic,) = order.handout_ids
        self._language = self._path = ""
        self.found: Subject | None = None
        self.notes: tuple[str, ...] = ()

    def ask_for(self, roster: Roster) -> Request:
        """Return which handouts are to be brought up to date.

        Raises:
            UsageError: there is no such topic, or it has no booklet to fold.
        """
        if self._order.edition:
            raise UsageError("a booklet to fold is of no edition; leave --edition out")
        choice = choose(self._order, roster)
        self._language, self.notes = choice.language, tuple(say_left_out(choice))
        key = (self._topic, self._language)
        if not any((each.topic, each.language) == key and each.folding for each in roster.booklets):
            raise UsageError(
                f"'{self._topic}' has no booklet to fold in the language '{self._language}'; to "
                f"have one, write 'booklet: true' in handouts/{self._topic}/topic.yaml"
            )
        self._path = output_path(f"{self._topic}/{BOOKLET_NAME}", self._language, PRINT)
        # What is printed to be folded is made where no edition is named.
        return Request(ids=(self._topic,), languages=(self._language,))

    def take(self, bench: Bench) -> None:
        """Take the PDF, while nobody else is at work.

        Raises:
            HandoutError: it may not be given out, or could not be made.
        """
        _ = bench.outlook.checker
        bench.outlook.place.look_at_all()
        desk = Desk(bench, self._today)
        volume = bench.outlook.volumes.all.get(self._path)
        members = zip(volume.keys, volume.members, strict=True) if volume else ()
        parts = tuple(make_part(desk.require_usable(Chosen(*each))) for each in members)
        record = find_volume(desk, self._path)
        if record is None:
            raise HandoutError(
                f"the booklet to fold could not be made; 'build {self._topic}' says why"
            )
        self.found = describe_published(
            *(desk, record, parts), title=record.title, language=self._language, edition=PRINT
        )
