"""Which booklets and sets a library asks for, of which handouts, and what each is made from.

Pure: knows no files and makes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from handoutpress.collection import FOLD, PRINT, CollectionKind
from handoutpress.jobs import Folding
from handoutpress.model import BOOKLET_NAME, SETS_FOLDER, output_path
from handoutpress.outcome import Reason, Target
from handoutpress.plan.inputs import World, digest_found, digest_strings, list_names
from handoutpress.records import Groups, OutputRecord

Key = tuple[str, str]  # an id and a language


@dataclass(frozen=True, slots=True)
class Volume:
    """One PDF of many handouts: a topic's booklet, or a set, in a language and an edition.

    `members` are paths of the PDFs of its handouts, in their order. Of a booklet to fold they are
    those of the clinic's first edition: its own pages are made anew when these are. `references`
    are id and title of each handout to which its introduction leads.
    """

    target: Target
    kind: CollectionKind
    title: str
    keys: tuple[Key, ...]
    members: tuple[str, ...]
    folding: Folding | None = None
    references: tuple[tuple[str, str], ...] = ()

    @property
    def edition(self) -> str:
        """The edition of its pages."""
        return FOLD if self.folding else self.target.edition

    @property
    def topic(self) -> str | None:
        """The topic of a booklet; None for a set."""
        is_booklet = self.kind is CollectionKind.BOOKLET
        return self.target.handout_id.split("/")[0] if is_booklet else None


class WantedSet(Protocol):
    """A set that a library asks for."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def language(self) -> str:
        """Its language."""

    @property
    def title(self) -> str:
        """Its title as the reader sees it."""

    @property
    def handout_ids(self) -> tuple[str, ...]:
        """Its handouts, in their order."""


class WantedBooklet(Protocol):
    """The booklets that a topic asks for."""

    @property
    def topic(self) -> str:
        """The topic."""

    @property
    def language(self) -> str:
        """Their language."""

    @property
    def title(self) -> str:
        """Their title as the reader sees it."""

    @property
    def is_read(self) -> bool:
        """Whether there is one to read."""

    @property
    def folding(self) -> Folding | None:
        """How one is folded; None when there is none."""

    @property
    def references(self) -> tuple[tuple[str, str], ...]:
        """Id and title of each handout to which the topic's introduction leads."""


class Shelf(Protocol):
    """What a library says of its handouts, booklets and sets."""

    @property
    def editions(self) -> tuple[str, ...]:
        """The clinic's editions."""

    @property
    def handouts(self) -> tuple[Key, ...]:
        """All handouts in the order of the library."""

    @property
    def withdrawn(self) -> frozenset[Key]:
        """Those that nobody may be given."""

    @property
    def packets(self) -> Sequence[WantedSet]:
        """Its sets."""

    @property
    def booklets(self) -> Sequence[WantedBooklet]:
        """The booklets of its topics."""


def list_volumes(shelf: Shelf) -> tuple[Volume, ...]:
    """Return all booklets and sets, in every edition; one without any handout is none."""
    volumes = (*_iter_booklets(shelf), *_iter_sets(shelf))
    return tuple(volume for volume in volumes if volume.keys)


def _iter_booklets(shelf: Shelf) -> Iterator[Volume]:
    by_topic = _group_by_topic(shelf) if shelf.booklets else {}
    for wish in shelf.booklets:
        keys = tuple(by_topic.get((wish.topic, wish.language), ()))
        wanted: list[tuple[str, str, Folding | None]] = []
        if wish.is_read:
            wanted += ((edition, edition, None) for edition in shelf.editions)
        if wish.folding:
            wanted.append((PRINT, shelf.editions[0], wish.folding))
        for edition, of_members, folding in wanted:
            yield Volume(
                _make_target(f"{wish.topic}/{BOOKLET_NAME}", wish.language, edition),
                CollectionKind.BOOKLET,
                wish.title,
                keys,
                _list_members(keys, of_members),
                folding,
                wish.references,
            )


def _group_by_topic(shelf: Shelf) -> dict[tuple[str, str], list[Key]]:
    """Return the handouts that may be given out, by topic and language."""
    groups: dict[tuple[str, str], list[Key]] = {}
    for key in shelf.handouts:
        if key not in shelf.withdrawn:
            groups.setdefault((key[0].split("/")[0], key[1]), []).append(key)
    return groups


def _iter_sets(shelf: Shelf) -> Iterator[Volume]:
    known = frozenset(shelf.handouts) - shelf.withdrawn
    for each in shelf.packets:
        keys = ((handout_id, each.language) for handout_id in each.handout_ids)
        present = tuple(key for key in keys if key in known)
        for edition in shelf.editions:
            target = _make_target(f"{SETS_FOLDER}/{each.name}", each.language, edition)
            members = _list_members(present, edition)
            yield Volume(target, CollectionKind.SET, each.title, present, members)


def _make_target(own_id: str, language: str, edition: str) -> Target:
    return Target(output_path(own_id, language, edition), own_id, language, edition)


def _list_members(keys: Iterable[Key], edition: str) -> tuple[str, ...]:
    return tuple(output_path(*key, edition) for key in keys)


def describe_members(volume: Volume, records: Mapping[str, OutputRecord]) -> tuple[str, ...]:
    """Return all of its handouts that can show in a volume; thousands are asked in each run."""
    found = ((path, records.get(path)) for path in volume.members)
    return tuple(
        f"{path}\0{each.sha256}\0{each.page_count}\0{each.state}\0{each.title}" if each else path
        for path, each in found
    )


def digest_volume(
    volume: Volume, members: Iterable[str], world: World, default_language: str
) -> Groups:
    """Return the digest of each group of inputs; `members` are as `describe_members` has them."""
    topic = volume.topic
    name = f"{topic}/topic" if topic else volume.target.handout_id
    languages = dict.fromkeys((default_language, volume.target.language))
    own = [path for each in languages for path in list_names(name, each, default_language)]
    shared = ("handouts/clinic.yaml", "handouts/glossary.yaml")
    return {
        Reason.CONTENT: digest_found(own, world.files),
        Reason.SHARED_TEXT: digest_found(shared, world.files),
        Reason.REFERENCES: digest_strings(*map("\0".join, volume.references)),
        Reason.THEME: digest_strings(world.templates, world.editions.get(volume.edition, "")),
        Reason.MEMBERS: digest_strings(*members),
        Reason.PROGRAM: world.program,
    }


def find_wanting(volume: Volume, is_usable: Callable[[str], bool]) -> Key | None:
    """Return the first of its handouts whose PDF cannot be used; None when all can."""
    for key, path in zip(volume.keys, volume.members, strict=True):
        if not is_usable(path):
            return key
    return None
