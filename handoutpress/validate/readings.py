"""Read a content file's nodes into its model, or into the parts of it that are right.

Knows no rules between files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel, TypeAdapter, ValidationError

from handoutpress.content import (
    Approvals,
    Clinic,
    Glossary,
    Manuscript,
    PacketSet,
    Snippet,
    Topic,
)
from handoutpress.content.packets import PacketFile
from handoutpress.errors import Problem
from handoutpress.sources import Node
from handoutpress.text import Flow, Line
from handoutpress.validate.content_files import ContentFile, FileKind, Steps
from handoutpress.validate.model_problems import tell_misfits, warn_of_empty
from handoutpress.validate.model_shape import step_into

SHAPES: dict[FileKind, Any] = {
    FileKind.CLINIC: Clinic,
    FileKind.GLOSSARY: Glossary,
    FileKind.SNIPPET: Snippet,
    FileKind.SET: PacketSet,
    FileKind.APPROVALS: Approvals,
    FileKind.TOPIC: Topic,
    FileKind.HANDOUT: Manuscript,
    FileKind.PACKET: PacketFile,
}
_ADAPTERS: dict[FileKind, TypeAdapter[Any]] = {
    kind: TypeAdapter(shape) for kind, shape in SHAPES.items()
}
Part: TypeAlias = tuple[Steps, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says.

    `value` is an instance of the file's model, None when anything does not fit. `parts` are the
    largest values that do fit, below the top, with the steps that lead to them.
    """

    file: ContentFile
    value: Any
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]

    def get_part(self, *steps: str | int) -> Any:
        """Return the value at the end of the steps if it is one of the parts, else None."""
        return next((value for found, value in self.parts if found == steps), None)


def read_model(file: ContentFile) -> Reading:
    """Return what a file says, and everything in it that does not fit its model."""
    node = file.node
    if node is None:
        return Reading(file, None, (), ())
    shape = SHAPES[file.kind]
    try:
        value = _ADAPTERS[file.kind].validate_python(node.plain())
    except ValidationError as error:
        problems = set(tell_misfits(file, node, shape, error))
        parts = tuple(_find_fitting(shape, node, ()))
        return Reading(file, None, parts, tuple(sorted(problems)))
    warnings = tuple(sorted(set(warn_of_empty(file, node, known=set()))))
    return Reading(file, value, tuple(_iter_inner(value, ())), warnings)


def iter_values(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield each part, and all values in it, with the steps that lead to them."""
    waiting = [iter(parts)]
    while waiting:
        for part in waiting[-1]:
            yield part
            if not isinstance(part[1], str | Line | Flow):
                waiting.append(_iter_inner(part[1], part[0]))
                break
        else:
            waiting.pop()


def iter_texts(parts: Iterable[Part]) -> Iterator[tuple[Steps, Line | Flow]]:
    """Yield each text with the steps that lead to it."""
    return (part for part in iter_values(parts) if isinstance(part[1], Line | Flow))


def _iter_inner(value: Any, steps: Steps) -> Iterator[Part]:
    if isinstance(value, BaseModel):
        pairs = ((name, getattr(value, name)) for name in type(value).model_fields)
        yield from (((*steps, name), inner) for name, inner in pairs if inner is not None)
    elif isinstance(value, tuple):
        yield from (((*steps, index), inner) for index, inner in enumerate(value))
    elif isinstance(value, dict):
        yield from (((*steps, key), inner) for key, inner in value.items())


def _find_fitting(shape: Any, node: Node, steps: Steps) -> Iterator[Part]:
    """Yield the largest values below a node that fit."""
    inner_nodes: list[tuple[str | int, Node]] = [(key.text, value) for key, value in node.pairs]
    for step, inner in inner_nodes or enumerate(node.items):
        inner_shape = None if inner.is_null else step_into(shape, node, step)
        if inner_shape is None:
            continue
        try:
            value = _get_adapter(inner_shape).validate_python(inner.plain())
        except ValidationError:
            yield from _find_fitting(inner_shape, inner, (*steps, step))
        else:
            yield (*steps, step), value


# By identity, for not all annotations can be hashed; each keeps its annotation alive.
_adapters_by_shape: dict[int, tuple[Any, TypeAdapter[Any]]] = {}


def _get_adapter(shape: Any) -> TypeAdapter[Any]:
    """Return the adapter of an annotation of our models; to make one takes milliseconds."""
    if id(shape) not in _adapters_by_shape:
        _adapters_by_shape[id(shape)] = (shape, TypeAdapter(shape))
    return _adapters_by_shape[id(shape)][1]
