"""[reads] By which names a handout is known now, and was before; and what a topic or a set holds.

Reads the workspace and writes nothing. Where that cannot be read, a name stands for itself alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from handoutpress.build.checker import Checker
from handoutpress.build.opening import Opener
from handoutpress.build.survey import read_survey
from handoutpress.errors import HandoutError
from handoutpress.ledger import create_passing_ledger
from handoutpress.packet.orders import SET_PREFIX


@dataclass(frozen=True, slots=True)
class Names:
    """The ids of a library: those of today, what they were before, and the members of sets."""

    ids: frozenset[str] = frozenset()
    former: Mapping[str, str] = field(default_factory=dict)
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def expand(self, name: str) -> frozenset[str]:
        """Return all ids under which the record may have what a name means; itself among them."""
        current = self.former.get(name, name)
        meant = {current, *self.sets.get(name, ())}
        meant |= {each for each in self.ids if each.startswith(f"{name}/")}
        return frozenset({name, *meant, *(old for old, new in self.former.items() if new in meant)})

    def knows(self, name: str) -> bool:
        """Tell whether a name means anything here."""
        topics = {each.partition("/")[0] for each in self.ids}
        return name in self.ids | self.former.keys() | self.sets.keys() | topics


def read_names(root: Path, today: date) -> Names:
    """Return the names of a workspace."""
    try:
        with closing(create_passing_ledger(())) as ledger:
            roster = Checker(read_survey(root), ledger, Opener(), today=today).roster
    except (HandoutError, OSError):
        return Names()
    return Names(
        frozenset(each for each, _ in (*roster.handouts, *roster.withdrawn)),
        dict(roster.former_ids),
        {f"{SET_PREFIX}{each.name}": each.handout_ids for each in roster.packets},
    )
