"""Put the blocks of snippets where they are named, and find the snippets that cannot be put.

Knows no clinic: whether the numbers in a snippet are there depends on the handout that uses it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from handoutpress.content import BlockModel, SnippetBlock
from handoutpress.errors import Problem
from handoutpress.validate.block_rules import TypedBlock, iter_blocks
from handoutpress.validate.content_files import ContentFile, Steps, shorten, suggest
from handoutpress.validate.language_names import name_language
from handoutpress.validate.readings import Reading

# A snippet's name and language: English never stands in for another language.
Key: TypeAlias = tuple[str, str]

# More would be a hundred pages: snippets that name each other can double at every step.
MAX_BLOCKS = 1000


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block where it is printed, the file that it comes from, and the steps to it there."""

    block: BlockModel
    file: ContentFile
    steps: Steps = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """The snippets: what each puts into a handout, None where it cannot be used."""

    readings: Mapping[Key, Reading]
    blocks: Mapping[Key, tuple[PlacedBlock, ...] | None]
    problems: tuple[Problem, ...] = ()

    def find_used(self, names: Iterable[str], language: str) -> set[Key]:
        """Return the snippets of these names, and those that they name in their turn."""
        used: set[Key] = set()
        waiting = [(name, language) for name in names]
        while waiting:
            key = waiting.pop()
            if key in self.readings and key not in used:
                used.add(key)
                inner = list_snippet_names(self.readings[key].file)
                waiting += ((name, language) for name in inner)
        return used

    def count_blocks(self, file: ContentFile) -> int:
        """Return how many blocks the snippets that a file names put into it."""
        keys = ((block.node.text, file.language) for block in _iter_named(file))
        return sum(len(self.blocks.get(key) or ()) for key in keys)

    def check_size(self, file: ContentFile) -> Iterator[Problem]:
        """Yield a file into which snippets put more than anybody can have meant."""
        if self.count_blocks(file) > MAX_BLOCKS:
            what = f"the snippets put more than {MAX_BLOCKS} blocks into this file"
            yield file.tell((), what, "divide it")

    def place(
        self, blocks: Iterable[tuple[Steps, BlockModel]], file: ContentFile
    ) -> tuple[PlacedBlock, ...] | None:
        """Return a file's blocks with those of its snippets in their places, if all can be used."""
        placed: list[PlacedBlock] = []
        for steps, block in blocks:
            if isinstance(block, SnippetBlock):
                found = self.blocks.get((block.snippet, file.language))
                if found is None:
                    return None
                placed += found
            else:
                placed.append(PlacedBlock(block, file, steps))
        return tuple(placed)


def list_snippet_names(file: ContentFile) -> tuple[str, ...]:
    """Return the names of the snippets that stand in a file, each once."""
    return tuple(dict.fromkeys(block.node.text for block in _iter_named(file)))


def check_snippet_names(file: ContentFile, known: Collection[Key]) -> Iterator[Problem]:
    """Yield the snippets that a file names and that are not there in its language."""
    names = {name for name, _ in known}
    for block in _iter_named(file):
        name = block.node.text
        if name not in names:
            what = f"there is no snippet '{shorten(name)}'"
            otherwise = "name one that lies in 'snippets'"
            yield block.tell((), what, suggest(name, names, otherwise=otherwise))
        elif (name, file.language) not in known:
            what = f"the snippet '{name}' is not there in {name_language(file.language)}"
            remedy = f"write it, as 'snippets/{name}.{file.language}.yaml'"
            yield block.tell((), what, remedy)


def make_shelf(readings: Mapping[Key, Reading], *, faulty_paths: Collection[str]) -> Shelf:
    """Return what every snippet puts into a handout."""
    walk = _Walk(readings)
    for key in readings:
        walk.visit(key)
    blocks: dict[Key, tuple[PlacedBlock, ...] | None] = {}
    problems = list(walk.problems)
    for key in walk.finished:  # those of a circle come before what they name, and get nothing
        reading, shelf = readings[key], Shelf(readings, blocks)
        oversize = tuple(shelf.check_size(reading.file))
        is_usable = reading.value is not None and reading.file.path not in faulty_paths
        placed = None
        if is_usable and not oversize:
            placed = shelf.place(_name_places(reading.value.blocks), reading.file)
        problems += oversize
        blocks[key] = placed and tuple(map(_drop_id, placed))
    return Shelf(readings, blocks, tuple(problems))


def _drop_id(placed: PlacedBlock) -> PlacedBlock:
    """Leave out the id: a snippet can stand twice in a handout, an id cannot."""
    if placed.block.id is None:
        return placed
    return replace(placed, block=placed.block.model_copy(update={"id": None}))


def _name_places(blocks: Iterable[BlockModel]) -> Iterator[tuple[Steps, BlockModel]]:
    """Yield the blocks of a snippet with the steps to each."""
    yield from ((("blocks", index), block) for index, block in enumerate(blocks))


def _iter_named(file: ContentFile) -> Iterator[TypedBlock]:
    return (block for block in iter_blocks(file) if block.kind == "snippet" and block.node.text)


class _Walk:
    """Goes through snippets before those that name them, without calling itself."""

    def __init__(self, readings: Mapping[Key, Reading]) -> None:
        self.finished: dict[Key, None] = {}
        self.problems: list[Problem] = []
        self._readings = readings
        self._path: dict[Key, Iterator[TypedBlock]] = {}

    def visit(self, start: Key) -> None:
        """Finish a snippet and all that it names."""
        self._enter(start)
        while self._path:
            key, names = next(reversed(self._path.items()))
            block = next(names, None)
            if block is None:
                del self._path[key]
                self.finished[key] = None
            else:
                self._follow((block.node.text, key[1]), block)

    def _enter(self, key: Key) -> None:
        if key not in self.finished and key in self._readings:
            self._path[key] = _iter_named(self._readings[key].file)

    def _follow(self, key: Key, block: TypedBlock) -> None:
        if key not in self._path:
            self._enter(key)
            return
        names = [name for name, _ in self._path]
        chain = " → ".join([*names[names.index(key[0]) :], key[0]])
        what = f"snippets lead in a circle: {shorten(chain)}"
        self.problems.append(block.tell((), what, "remove one of them"))
