"""Which PDFs an order means in a library: its language and needs choose, nobody is asked again.

Reads nothing. A handout that is not there in the language is never replaced in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handoutpress.build.roster import Key, Roster
from handoutpress.catalogue import CatalogueSet
from handoutpress.errors import HandoutError, UsageError, suggest_name
from handoutpress.model import output_path
from handoutpress.packet.orders import SET_PREFIX, Order


class MisnamedError(UsageError):
    """An order names what the library does not have; `name` is what it names."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True)
class Chosen:
    """A handout of a packet; when it `is_foreign`, the reader's language does not have it."""

    key: Key
    path: str
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What an order means: a language, an edition, and its handouts in their order.

    `set_title` is that of the set in this language, "" when it has none. `left_out` are handouts
    of a topic that were withdrawn.
    """

    order: Order
    language: str
    edition: str
    handouts: tuple[Chosen, ...]
    set_title: str = ""
    left_out: tuple[str, ...] = ()


def choose(order: Order, roster: Roster) -> Choice:
    """Find what an order means.

    Raises:
        UsageError: it names what is not there.
        HandoutError: a handout was withdrawn, or is not there in the language.
    """
    language = _choose_language(order, roster)
    edition = _choose_edition(order, roster)
    ids, title = _list_ids(order, roster, language)
    if not ids and not order.enclosed:
        raise UsageError("nothing is in it; name handouts, a topic or a set")
    if not order.with_fallback:
        _require_all(ids, language, roster)
    handouts = tuple(_choose_handout(each, language, edition, roster) for each in ids)
    left_out = tuple(_list_left_out(order.handout_ids, language, roster))
    return Choice(order, language, edition, handouts, title, left_out)


def _list_left_out(asked: Iterable[str], language: str, roster: Roster) -> Iterator[str]:
    """Yield what was withdrawn of the topics that were asked for."""
    for topic in asked:
        for handout_id, written in sorted(roster.withdrawn):
            if written == language and handout_id.startswith(f"{topic}/"):
                yield handout_id


def say_left_out(choice: Choice) -> Iterator[str]:
    """Yield what staff are told of handouts that a topic has and a packet lacks."""
    if choice.left_out:
        yield f"left out, for they were withdrawn: {', '.join(choice.left_out)}"


def _choose_language(order: Order, roster: Roster) -> str:
    language = order.language or roster.default_language
    if language not in roster.languages:
        near = suggest_name(language, roster.languages)
        raise MisnamedError(
            f"the language{_quote(order, language)} is not in clinic.yaml; {near}", language
        )
    return language


def _quote(order: Order, typed: str) -> str:
    """Return what a message shows of a word that the library does not know.

    In a packet's file it may stand in the wrong place, and be a patient's name.
    """
    return f" '{typed}'" if order.is_typed else ""


def _choose_edition(order: Order, roster: Roster) -> str:
    usual = "standard" if "standard" in roster.editions else roster.editions[0]
    wanted = [order.edition] if order.edition else list(dict.fromkeys(order.needs)) or [usual]
    for name in wanted:
        if name not in roster.editions:
            near = suggest_name(name, roster.editions)
            raise MisnamedError(
                f"the edition{_quote(order, name)} is not in clinic.yaml; {near}", name
            )
    if len(wanted) > 1:
        raise UsageError(
            f"no edition is both '{wanted[0]}' and '{wanted[1]}'; leave one in 'needs', or say "
            "which with 'edition'"
        )
    return wanted[0]


def _list_ids(order: Order, roster: Roster, language: str) -> tuple[list[str], str]:
    """Return the ids of all handouts, each once, and the title of a set that is all there is."""
    sets = [order.set_name] if order.set_name else []
    asked = [*(f"{SET_PREFIX}{name}" for name in sets), *order.handout_ids]
    ids: list[str] = []
    title = ""
    for name in asked:
        if name.startswith(SET_PREFIX):
            packet = _find_set(name.removeprefix(SET_PREFIX), order, roster, language)
            title = packet.title if packet.language == language else ""
            ids += packet.handout_ids
        else:
            ids += _find_ids(name, order, roster, language)
    is_one_set = sum(name.startswith(SET_PREFIX) for name in asked) == 1
    return list(dict.fromkeys(ids)), title if is_one_set else ""


def _find_set(name: str, order: Order, roster: Roster, language: str) -> CatalogueSet:
    """Return a set in the language; else in the clinic's own, or any: its handouts are the same."""
    found = {each.language: each for each in roster.packets if each.name == name}
    if not found:
        near = suggest_name(name, {each.name for each in roster.packets})
        raise MisnamedError(f"there is no set{_quote(order, name)}; {near}", f"{SET_PREFIX}{name}")
    return found.get(language) or found.get(roster.default_language) or next(iter(found.values()))


def _find_ids(asked: str, order: Order, roster: Roster, language: str) -> Iterator[str]:
    """Yield the handouts that an id, a former id, or a topic stands for.

    Of a topic, what was withdrawn in the language is left out, as it is of its booklet.
    """
    known = roster.known_ids
    present = roster.former_ids.get(asked, asked)
    if present in known:
        yield present
        return
    in_order = dict.fromkeys(handout_id for handout_id, _ in roster.handouts)
    of_topic = [each for each in in_order if each.startswith(f"{asked}/")]
    if not of_topic:
        near = _suggest(asked, roster)
        raise MisnamedError(f"there is no handout or topic{_quote(order, asked)}; {near}", asked)
    yield from (each for each in of_topic if (each, language) not in roster.withdrawn)


def _suggest(asked: str, roster: Roster) -> str:
    """Suggest what ends in the same name, or is spelt nearly so."""
    sets = {f"{SET_PREFIX}{each.name}" for each in roster.packets}
    topics = {each.split("/")[0] for each in roster.known_ids}
    everything = (*roster.known_ids, *topics, *sorted(sets))
    ending = [each for each in everything if each.endswith(f"/{asked.split('/')[-1]}")]
    return f"did you mean '{ending[0]}'?" if len(ending) == 1 else suggest_name(asked, everything)


def _require_all(ids: Iterable[str], language: str, roster: Roster) -> None:
    """Refuse an order whose language lacks a handout; nothing stands in for it in silence.

    Raises:
        HandoutError: there is one; all are named.
    """
    known = {*roster.handouts, *roster.withdrawn}
    missing = [f"'{each}'" for each in ids if (each, language) not in known]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        raise HandoutError(
            f"{', '.join(missing)} {are} not there in the language '{language}'; with --fallback a "
            "page in both languages says so, and the handout follows in the clinic's own"
        )


def _choose_handout(handout_id: str, language: str, edition: str, roster: Roster) -> Chosen:
    key = (handout_id, language)
    if key in roster.withdrawn:
        raise HandoutError(f"'{handout_id}' was withdrawn; it may not be given to anybody")
    if key in roster.handouts:
        return Chosen(key, output_path(*key, edition))
    for other in (roster.default_language, *roster.languages):
        key = (handout_id, other)
        if key in roster.handouts and key not in roster.withdrawn:
            return Chosen(key, output_path(*key, edition), is_foreign=True)
    raise HandoutError(f"'{handout_id}' was withdrawn; it may not be given to anybody")
