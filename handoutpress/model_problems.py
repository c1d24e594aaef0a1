"""Read a file's nodes into its model; what does not fit becomes problems with their places.

Knows the models by their shape only; rules between files are checked elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from handoutpress.content import (
    BLOCK_MODELS,
    Approvals,
    BlockModel,
    Clinic,
    Glossary,
    Manuscript,
    PacketSet,
    Snippet,
    Topic,
    is_tag,
)
from handoutpress.content_files import ContentFile, FileKind, Steps, shorten
from handoutpress.errors import Problem, suggest_name
from handoutpress.model_shape import (
    find_block_kind,
    find_shape,
    list_choices,
    list_keys,
    list_models,
    step_into,
    wants,
)
from handoutpress.sources import Node, NodeKind, Plain

SHAPES: dict[FileKind, Any] = {
    FileKind.CLINIC: Clinic,
    FileKind.GLOSSARY: Glossary,
    FileKind.SNIPPET: Snippet,
    FileKind.SET: PacketSet,
    FileKind.APPROVALS: Approvals,
    FileKind.TOPIC: Topic,
    FileKind.HANDOUT: Manuscript,
}
_ADAPTERS: dict[FileKind, TypeAdapter[Any]] = {
    kind: TypeAdapter(shape) for kind, shape in SHAPES.items()
}

Part: TypeAlias = tuple[Steps, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: all of it, or the parts that are right.

    `value` is an instance of the model, None when anything is wrong. `parts` are then the
    largest values that are right, and the steps that lead to them.
    """

    file: ContentFile
    value: Any
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]

    def find_part(self, *steps: str | int) -> Any:
        """Return the value at the end of the steps if it is right, else None."""
        return next((value for found, value in self.parts if found == steps), None)


@dataclass(frozen=True, slots=True)
class _Misfit:
    """One error of a model, in the file's own steps."""

    file: ContentFile
    top: Node
    shape: Any
    steps: Steps
    kind: str
    context: dict[str, Any]

    @property
    def node(self) -> Node:
        """Return the node that does not fit, or the one where something is missing."""
        return self.top.find(self.steps)

    @property
    def name(self) -> str:
        """Return what the editor calls the value."""
        return name_value(self.steps)

    def tell(self, what: str, remedy: str, *, is_at_key: bool = False) -> Problem:
        """Return the problem."""
        return self.file.tell(self.steps, what, remedy, is_at_key=is_at_key)


def read_model(file: ContentFile) -> Reading:
    """Return what a file says."""
    if file.node is None:
        return Reading(file, None, (), ())
    plain = file.node.plain()
    warnings = tuple(_warn_of_empty(file, file.node))
    try:
        value = _ADAPTERS[file.kind].validate_python(plain)
    except ValidationError as error:
        problems = {*_tell_misfits(file, file.node, error), *warnings}
        parts = tuple(_find_valid_parts(SHAPES[file.kind], file.node, plain, ()))
        return Reading(file, None, parts, tuple(sorted(problems)))
    return Reading(file, value, _split(value), warnings)
