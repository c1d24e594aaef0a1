"""Which handouts and approvals there are, by the names of their files and by a peek into each.

Reads none of them; what they are wrong in is found when they are checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from handoutpress.slips import read_slip_name
from handoutpress.sources import Node, NodeKind, SourceFile, SourceText
from handoutpress.validate.content_files import ContentFile, FileKind
from handoutpress.validate.peeks import Peek
from handoutpress.validate.references import Catalog

# An id and a language.
Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Census:
    """The handouts and their approvals; a file's node is nothing but the place where it begins.

    `orphans` are the paths of approvals whose handout is not there; `strays` those of files that
    cannot be named, or that another file stands for. `entangled` are the handouts with a former id
    that belongs to another. `slips` are those of approvals: of each handout the digest by the
    digits of its seal. `displaced` are the paths of approvals that lie under a former id of a
    handout.
    """

    peeks: Mapping[str, Peek]
    files: Mapping[str, ContentFile]
    handouts: Mapping[Key, ContentFile]
    approvals: Mapping[Key, ContentFile]
    catalog: Catalog
    orphans: tuple[str, ...]
    strays: tuple[str, ...]
    entangled: frozenset[Key]
    slips: Mapping[Key, Mapping[str, str]]
    displaced: Mapping[Key, str]

    @property
    def topic_keys(self) -> tuple[Key, ...]:
        """Return the topics with the languages in which they have handouts, sorted."""
        found = {(file.topic, language) for (_, language), file in self.handouts.items()}
        return tuple(sorted(found))

    def get_peek(self, key: Key) -> Peek:
        """Return what a handout tells of itself."""
        return self.peeks[self.handouts[key].path]


def make_stubs(peeks: Mapping[str, Peek]) -> Iterator[SourceFile]:
    """Yield the files into which was peeked, as if nothing stood in them."""
    for path, peek in peeks.items():
        node = Node(SourceText(path, ()), peek.line, peek.column, NodeKind.MAP)
        yield SourceFile(path, "", node)


def take_census(
    named: Iterable[ContentFile],
    peeks: Mapping[str, Peek],
    slips: Mapping[str, str] = MappingProxyType({}),
) -> Census:
    """List the handouts and approvals among the files that have a usable name."""
    files = {file.path: file for file in named if file.path in peeks}
    handouts = _by_id(files.values(), FileKind.HANDOUT)
    approvals = _by_id(files.values(), FileKind.APPROVALS)
    catalog = _make_catalog(handouts, approvals, peeks)
    return Census(
        peeks=peeks,
        files=MappingProxyType(files),
        handouts=MappingProxyType(handouts),
        approvals=MappingProxyType(approvals),
        catalog=catalog,
        orphans=tuple(file.path for key, file in approvals.items() if key not in handouts),
        strays=tuple(sorted(peeks.keys() - files.keys())),
        entangled=frozenset(_find_entangled(handouts, peeks, catalog)),
        slips=MappingProxyType(_group_slips(slips)),
        displaced=MappingProxyType(
            {
                (catalog.get_present_id(key[0]), key[1]): file.path
                for key, file in approvals.items()
                if key not in handouts and catalog.get_present_id(key[0]) != key[0]
            }
        ),
    )


def _group_slips(slips: Mapping[str, str]) -> dict[Key, dict[str, str]]:
    groups: dict[Key, dict[str, str]] = {}
    for path, digest in slips.items():
        found = read_slip_name(path)
        if found:
            groups.setdefault(found[0], {})[found[1]] = digest
    return groups


def _by_id(files: Iterable[ContentFile], kind: FileKind) -> dict[Key, ContentFile]:
    return {(file.handout_id, file.language): file for file in files if file.kind is kind}


def _make_catalog(
    handouts: Mapping[Key, ContentFile],
    approvals: Mapping[Key, ContentFile],
    peeks: Mapping[str, Peek],
) -> Catalog:
    languages: dict[str, set[str]] = {}
    for handout_id, language in handouts:
        languages.setdefault(handout_id, set()).add(language)
    return Catalog(
        languages={handout_id: frozenset(found) for handout_id, found in languages.items()},
        former_ids=_list_former_ids(handouts, peeks),
        untitled=frozenset(key for key, file in handouts.items() if peeks[file.path].title is None),
        # Whatever the words are now: the newest entry in `approvals/` decides.
        withdrawn={
            key: peeks[file.path].replaced_by
            for key, file in approvals.items()
            if peeks[file.path].is_withdrawn
        },
    )


def _list_former_ids(
    handouts: Mapping[Key, ContentFile], peeks: Mapping[str, Peek]
) -> dict[str, str]:
    """Return the present id for each former one; of two that claim it, the first has it."""
    present = {handout_id for handout_id, _ in handouts}
    former_ids: dict[str, str] = {}
    for (handout_id, _), file in handouts.items():
        for former_id in peeks[file.path].former_ids:
            if former_id not in present:
                former_ids.setdefault(former_id, handout_id)
    return former_ids


def _find_entangled(
    handouts: Mapping[Key, ContentFile], peeks: Mapping[str, Peek], catalog: Catalog
) -> Iterator[Key]:
    for key, file in handouts.items():
        former_ids = peeks[file.path].former_ids
        if any(catalog.former_ids.get(former_id) != key[0] for former_id in former_ids):
            yield key
