"""Keep the layers of parts: what was hidden in a part stays hidden in the whole.

Source: ISO 32000-1, 8.11.4 (optional content: its groups, and in which state they begin).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from handoutpress.combine.inputs import Input
from handoutpress.combine.objects import make_dictionary, resolve

# Lists that simply grow: groups of which one shows, locked ones, states that follow the use.
# Source: ISO 32000-1, table 101.
LISTS = ("/RBGroups", "/Locked", "/AS")


def add_layers(writer: PdfWriter, inputs: Iterable[Input]) -> None:
    """Add the layers of all parts, each part's below its title; pages were copied before.

    The whole begins with all layers shown but those that began hidden in their part.
    """
    groups, hidden, order = ArrayObject(), ArrayObject(), ArrayObject()
    lists = {key: ArrayObject() for key in LISTS}
    for source in inputs:
        layers = resolve(source.reader.root_object.get("/OCProperties"))
        if not isinstance(layers, DictionaryObject):
            continue
        copied: Any = layers.clone(writer)
        own, state = _list(copied, "/OCGs"), resolve(copied.get("/D"))
        state = state if isinstance(state, DictionaryObject) else DictionaryObject()
        groups += own
        hidden += _find_hidden(own, state)
        shown = _list(state, "/Order") or own
        order.append(ArrayObject([TextStringObject(source.part.title), *shown]))
        for key, listed in lists.items():
            listed += _list(state, key)
    if groups:
        start: dict[str, Any] = {"Name": TextStringObject("Layers"), "OFF": hidden, "Order": order}
        start |= {key[1:]: listed for key, listed in lists.items() if listed}
        layers = make_dictionary({"OCGs": groups, "D": make_dictionary(start)})
        writer.root_object[NameObject("/OCProperties")] = layers


def _list(holder: DictionaryObject, key: str) -> list[Any]:
    found = resolve(holder.get(key))
    return list(list.__iter__(found)) if isinstance(found, ArrayObject) else []


def _find_hidden(groups: list[Any], state: DictionaryObject) -> list[Any]:
    if state.get("/BaseState") != "/OFF":
        return _list(state, "/OFF")
    shown = {each.idnum for each in _list(state, "/ON")}
    return [each for each in groups if each.idnum not in shown]
