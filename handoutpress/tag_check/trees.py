"""Read the number trees and name trees of a PDF as one list of pairs.

Source: ISO 32000-1, 7.9.6 and 7.9.7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from handoutpress.tag_check.objects import PdfObjects

Key = TypeVar("Key", int, bytes)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Tree(Generic[Key, Value]):
    """The pairs of a tree in the order of the file; `misshapen` says what is wrong, in words."""

    pairs: tuple[tuple[Key, Value], ...] = ()
    misshapen: tuple[str, ...] = ()

    def is_sorted(self) -> bool:
        """Tell whether each key is larger than the one before it."""
        return all(low < high for (low, _), (high, _) in pairwise(self.pairs))


def read_number_tree(
    objects: PdfObjects, node: object, read_value: Callable[[object], Value]
) -> Tree[int, Value]:
    """Return the number tree that starts at a node; an empty one when there is none."""
    return _TreeReader(objects, "/Nums", read_key=objects.integer, read_value=read_value).read(node)


def read_name_tree(
    objects: PdfObjects, node: object, read_value: Callable[[object], Value]
) -> Tree[bytes, Value]:
    """Return the name tree that starts at a node; an empty one when there is none."""
    return _TreeReader(objects, "/Names", read_key=objects.string, read_value=read_value).read(node)


class _TreeReader(Generic[Key, Value]):
    """Reads one tree; what differs between the two kinds is the leaf's entry and the key's type."""

    def __init__(
        self,
        objects: PdfObjects,
        leaf: str,
        *,
        read_key: Callable[[object], Key | None],
        read_value: Callable[[object], Value],
    ) -> None:
        self._objects = objects
        self._leaf = leaf
        self._read_key: Callable[[object], Key | None] = read_key
        self._read_value = read_value

    def read(self, root: object) -> Tree[Key, Value]:
        pairs: list[tuple[Key, Value]] = []
        misshapen: list[str] = []
        seen: set[str] = set()
        waiting = [] if self._objects.value(root) is None else [root]
        while waiting:
            node = waiting.pop()
            if type(node) is str and node in seen:
                misshapen.append("a node occurs twice")
                continue
            seen.add(str(node))
            entries = self._objects.entries(node)
            misshapen.extend(self._judge(entries, is_root=node is root))
            pairs.extend(self._read_pairs(entries))
            waiting.extend(reversed(self._objects.items(entries.get("/Kids"))))
        return Tree(tuple(pairs), tuple(misshapen))

    def _read_pairs(self, entries: dict[str, object]) -> Iterator[tuple[Key, Value]]:
        listed = self._objects.items(entries.get(self._leaf))
        for key_node, value in zip(listed[::2], listed[1::2], strict=False):
            key = self._read_key(key_node)
            if key is not None:
                yield key, self._read_value(value)

    def _judge(self, entries: dict[str, object], *, is_root: bool) -> Iterator[str]:
        keys: list[Key | None] = self._keys(entries)
        kids = self._objects.items(entries.get("/Kids"))
        if bool(kids) == (self._leaf in entries):
            yield f"a node has not either {self._leaf} or /Kids"
        if len(self._objects.items(entries.get(self._leaf))) % 2:
            yield "a node has a key without a value"
        if None in keys:
            yield "a node has a key of a wrong type"
        if kids:
            keys = self._limits(kids[0])[:1] + self._limits(kids[-1])[1:]
        if not is_root and self._limits(entries) != [*keys[:1], *keys[-1:]]:
            yield "the /Limits of a node are not its first and last key"

    def _keys(self, entries: dict[str, object]) -> list[Key | None]:
        return [self._read_key(key) for key in self._objects.items(entries.get(self._leaf))[::2]]

    def _limits(self, node: object) -> list[Key | None]:
        limits = self._objects.entries(node).get("/Limits")
        return [self._read_key(key) for key in self._objects.items(limits)]
