"""What there is in a library, in the order in which it is listed.

Reads no handout: titles come from a peek into each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from handoutpress.content import PacketSet, Topic
from handoutpress.errors import Problem, Severity
from handoutpress.model import Index
from handoutpress.text import parse_plain
from handoutpress.validate.assembly import say
from handoutpress.validate.census import Census, Key
from handoutpress.validate.rewriting import rename_links
from handoutpress.validate.shared_content import SharedContent
from handoutpress.validate.topics import rank_name


def say_titles(census: Census, shared: SharedContent) -> dict[Key, str]:
    """Return the title of each handout; its name, where the title cannot be read."""
    return {key: _say_title(key, census, shared) for key in census.handouts}


def _say_title(key: Key, census: Census, shared: SharedContent) -> str:
    file, typed = census.handouts[key], census.get_peek(key).title
    if typed is None:
        return file.name.replace("-", " ").capitalize()
    return say(parse_plain(typed), shared.find_letterhead(file))


def make_index(
    census: Census,
    shared: SharedContent,
    *,
    titles: Mapping[Key, str],
    sets: Mapping[Key, PacketSet],
    problems: Collection[Problem],
) -> Index:
    """Return what there is; `problems` are all those of what handouts share."""
    desk = shared.desk
    return Index(
        has_clinic=desk.clinic is not None,
        default_language=desk.tongues.default,
        languages=desk.languages,
        editions=desk.editions,
        handouts=_list_handouts(census, shared, titles),
        withdrawn=frozenset(census.catalog.withdrawn),
        topics=MappingProxyType(dict(_iter_topics(census, shared, problems))),
        topic_titles=MappingProxyType(dict(_iter_topic_titles(census, shared))),
        titles=MappingProxyType(dict(titles)),
        clinic_names=MappingProxyType(dict(_iter_clinic_names(shared))),
        primary_color=desk.clinic.colors.primary if desk.clinic else "",
        sets=MappingProxyType(dict(sets)),
        set_titles=MappingProxyType(
            {
                key: say(packet.title, shared.letterheads.get(None, key[1]))
                for key, packet in sets.items()
            }
        ),
        former_ids=MappingProxyType(dict(census.catalog.former_ids)),
        known_ids=tuple(sorted(census.catalog.languages)),
        phone_keys=tuple(desk.clinic.phones) if desk.clinic else (),
        give_out=desk.clinic.give_out if desk.clinic else "approved",
        check=desk.clinic.check if desk.clinic else None,
        approvals=desk.clinic.approvals if desk.clinic else None,
    )


def _list_handouts(
    census: Census, shared: SharedContent, titles: Mapping[Key, str]
) -> tuple[tuple[str, str, str], ...]:
    """Order by language, the default one first; then by topic, its order, and title."""

    def rank(key: Key) -> tuple[bool, int, str, int, str, str]:
        file, desk = census.handouts[key], shared.desk
        topic = shared.open_topic(file.topic, file.language).topic
        return (
            file.language != desk.tongues.default,
            # A clinic whose list of languages is broken has them all, but knows none of them.
            [*desk.languages, file.language].index(file.language),
            file.topic,
            rank_name(topic, file.name),
            titles[key].casefold(),
            file.name,
        )

    keys = sorted(census.handouts, key=rank)
    return tuple((*key, census.handouts[key].path) for key in keys)


def _iter_topics(
    census: Census, shared: SharedContent, problems: Collection[Problem]
) -> Iterator[tuple[Key, Topic]]:
    """Yield the topics in which nothing is wrong."""
    wrong = {each.path for each in problems if each.severity is Severity.ERROR}
    for topic, language in census.topic_keys:
        desk = shared.open_topic(topic, language)
        if desk.topic and desk.path not in wrong:
            value = rename_links(desk.topic, census.catalog.former_ids)
            yield (topic, language), value


def _iter_topic_titles(census: Census, shared: SharedContent) -> Iterator[tuple[Key, str]]:
    """Yield the titles of topics that can be used, with their placeholders filled in."""
    for topic, language in census.topic_keys:
        opened = shared.open_topic(topic, language).topic
        if opened:
            title = say(opened.title, shared.open_letterhead(topic, language))
            yield (topic, language), title


def _iter_clinic_names(shared: SharedContent) -> Iterator[tuple[str, str]]:
    """Yield the clinic's name in each of its languages in which it has one."""
    for language in shared.desk.languages:
        letterhead = shared.letterheads.get(None, language)
        if letterhead:
            yield language, letterhead.name
