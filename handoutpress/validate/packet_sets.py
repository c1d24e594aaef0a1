"""Named packets of handouts: what is wrong with them.

Puts no packet together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from handoutpress.content import PacketSet
from handoutpress.errors import Problem, Severity
from handoutpress.validate.characters import find_undrawable
from handoutpress.validate.content_files import limit_told, shorten
from handoutpress.validate.readings import Reading
from handoutpress.validate.references import Catalog, find_ids
from handoutpress.validate.text_problems import find_text_faults


def check_set(
    reading: Reading, catalog: Catalog, characters: Collection[int] = ()
) -> Iterator[Problem]:
    """Yield what is wrong in a set's file."""
    yield from reading.problems
    yield from find_text_faults(reading.file, reading.parts)
    yield from find_undrawable(reading.file, reading.parts, characters)
    yield from limit_told(reading.file, _check_ids(reading, catalog))


def _check_ids(reading: Reading, catalog: Catalog) -> Iterator[Problem]:
    seen: set[str] = set()
    for mention in find_ids(reading, "handouts"):
        present_id = catalog.get_present_id(mention.id)
        if present_id in seen:
            what = f"'{shorten(mention.id)}' stands there twice"
            yield mention.tell(what, "remove one", Severity.WARNING)
        seen.add(present_id)
        if catalog.is_withdrawn(mention.id, reading.file.language):
            yield catalog.tell_left_out(mention, reading.file.language)
        else:
            yield from catalog.check(mention, reading.file.language)


def use_present_ids(packet: PacketSet, catalog: Catalog, language: str) -> PacketSet:
    """Return a set that names each handout once, by its present id, and none that is withdrawn."""
    stay = (each for each in packet.handouts if not catalog.is_withdrawn(each, language))
    ids = dict.fromkeys(map(catalog.get_present_id, stay))
    return packet.model_copy(update={"handouts": tuple(ids)})
