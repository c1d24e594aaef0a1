"""Put into a handout's values what they stand for: present ids, addresses, paths of pictures.

Changes no word that is read, so it does not matter for approvals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from operator import is_
from typing import Any, TypeVar

from pydantic import BaseModel

from handoutpress.content import SourceReference, WebLink
from handoutpress.text import (
    Flow,
    Item,
    ItemList,
    Line,
    Link,
    Paragraph,
    Strong,
    Text,
    iter_links,
    parse_plain,
    plain_text,
)
from handoutpress.validate.references import HANDOUT_SCHEME

_Value = TypeVar("_Value")


def rename_links(value: _Value, former_ids: Mapping[str, str]) -> _Value:
    """Return a value in which links that name a former id name the present one."""

    def rename(node: Any) -> Any:
        has_link = isinstance(node, Line | Flow) and any(True for _ in iter_links(node))
        return _rename_in_text(node, former_ids) if has_link else node

    renamed: _Value = _rewrite(value, rename) if former_ids else value
    return renamed


def fill_addresses(value: _Value, placeholders: Mapping[str, str]) -> _Value:
    """Return a value in which printed addresses have their placeholders filled in."""

    def fill(node: Any) -> Any:
        if isinstance(node, WebLink | SourceReference) and node.url and "{{" in node.url:
            return node.model_copy(update={"url": fill_in(node.url, placeholders)})
        return node

    filled: _Value = _rewrite(value, fill)
    return filled


def fill_in(typed: str, placeholders: Mapping[str, str]) -> str:
    """Return a typed string with its placeholders filled in; unknown ones are left out."""
    return plain_text(parse_plain(typed), lambda name: placeholders.get(name, ""))


def _rename_link(link: Link, former_ids: Mapping[str, str]) -> Link:
    first = link.target[0]
    typed = first.text if isinstance(first, Text) else ""
    present_id = former_ids.get(typed.removeprefix(HANDOUT_SCHEME))
    if present_id is None or not typed.startswith(HANDOUT_SCHEME):
        return link
    return replace(link, target=(Text(HANDOUT_SCHEME + present_id, first.offset),))


def _rename_in_text(node: Any, former_ids: Mapping[str, str]) -> Any:
    match node:
        case tuple():
            return _keep_same(node, (_rename_in_text(each, former_ids) for each in node))
        case Link():
            return _rename_link(node, former_ids)
        case Line() | Strong() | Paragraph():
            return _rename_in_field(node, "children", former_ids)
        case Flow() | Item():
            return _rename_in_field(node, "blocks", former_ids)
        case ItemList():
            return _rename_in_field(node, "items", former_ids)
    return node


def _rename_in_field(node: Any, name: str, former_ids: Mapping[str, str]) -> Any:
    old = getattr(node, name)
    new = _rename_in_text(old, former_ids)
    return node if new is old else replace(node, **{name: new})


def _rewrite(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return a value with all that it holds changed; the same object where nothing is.

    What a text holds is left to `change`: most texts need none, and they hold the most.
    """
    value = change(value)
    match value:
        case str() | Line() | Flow():
            return value
        case tuple():
            return _keep_same(value, (_rewrite(item, change) for item in value))
        case BaseModel():
            changed = {name: _rewrite(old, change) for name, old in value}
            same = all(changed[name] is old for name, old in value)
            return value if same else value.model_copy(update=changed)
    return value


def _keep_same(old: tuple[Any, ...], new: Iterable[Any]) -> tuple[Any, ...]:
    changed = tuple(new)
    return old if all(map(is_, changed, old)) else changed
