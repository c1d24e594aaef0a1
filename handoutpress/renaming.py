"""Put the present id where a link names a former one, so that it leads somewhere.

Changes no word that is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel

from handoutpress.references import HANDOUT_SCHEME
from handoutpress.text import Flow, Item, ItemList, Line, Link, Paragraph, Strong, Text

_Value = TypeVar("_Value")


def rename_links(value: _Value, former_ids: Mapping[str, str]) -> _Value:
    """Return a value, all links in it leading to present ids; the same value if they do."""
    return _rename(value, former_ids) if former_ids else value


def _rename(value: Any, former_ids: Mapping[str, str]) -> Any:
    match value:
        case BaseModel():
            changed = {
                name: new
                for name in type(value).model_fields
                if (new := _rename(old := getattr(value, name), former_ids)) is not old
            }
            return value.model_copy(update=changed) if changed else value
        case tuple():
            items = tuple(_rename(item, former_ids) for item in value)
            is_same = all(new is old for new, old in zip(items, value, strict=True))
            return value if is_same else items
        case Link():
            return _rename_link(value, former_ids)
        case Line() | Strong() | Paragraph():
            return _change(value, "children", former_ids)
        case Flow() | Item():
            return _change(value, "blocks", former_ids)
        case ItemList():
            return _change(value, "items", former_ids)
    return value


def _change(node: Any, name: str, former_ids: Mapping[str, str]) -> Any:
    old = getattr(node, name)
    new = _rename(old, former_ids)
    return node if new is old else replace(node, **{name: new})


def _rename_link(link: Link, former_ids: Mapping[str, str]) -> Link:
    first = link.target[0]
    if not isinstance(first, Text) or not first.text.startswith(HANDOUT_SCHEME):
        return link
    present_id = former_ids.get(first.text.removeprefix(HANDOUT_SCHEME))
    if present_id is None:
        return link
    return replace(link, target=(Text(HANDOUT_SCHEME + present_id, first.offset),))
