"""What a content file may hold at a place, read off the models: keys, choices, inner shapes.

Validates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from handoutpress.content import BLOCK_MODELS, BlockModel, FileModel, block_kind
from handoutpress.sources import Node, NodeKind
from handoutpress.validate.content_files import Steps


def find_shape(shape: Any, node: Node, steps: Steps) -> Any:
    """Return the annotation of the value at the end of the steps; None where nothing may be."""
    for step in steps:
        shape = step_into(shape, node, step)
        pair = node.get_pair(step)
        if shape is None or pair is None:
            return shape
        node = pair[1]
    return shape


def step_into(shape: Any, node: Node, step: str | int) -> Any:
    """Return the annotation of what is one step down in a value; None where nothing may be."""
    for option in _options(shape):
        if isinstance(step, int):
            inner = get_args(option)[0] if get_origin(option) is tuple else None
        elif is_model(option):
            inner = _fields(option).get(step) if _suits(option, node) else None
        else:
            inner = get_args(option)[1] if get_origin(option) is dict else None
        if inner is not None:
            return inner
    return None


def list_models(shape: Any, node: Node) -> tuple[type[FileModel], ...]:
    """Return the models that a value can be of; of blocks only that of the value's kind."""
    return tuple(option for option in _options(shape) if is_model(option) and _suits(option, node))


def list_keys(shape: Any, node: Node) -> tuple[str, ...]:
    """Return the keys that a map may have."""
    return tuple(key for model in list_models(shape, node) for key in model.model_fields)


def is_required(shape: Any, node: Node, key: str) -> bool:
    """Tell whether a map cannot do without a key."""
    fields = [model.model_fields.get(key) for model in list_models(shape, node)]
    return any(field is not None and field.is_required() for field in fields)


def list_choices(shape: Any) -> tuple[str, ...]:
    """Return the words of which one is wanted."""
    return tuple(
        word
        for option in _options(shape)
        if get_origin(option) is Literal
        for word in get_args(option)
    )


def wants(shape: Any, kind: NodeKind) -> bool:
    """Tell whether a value may be a text, a list or a map."""
    return any(_kind_of(option) is kind for option in _options(shape))


def is_model(option: Any) -> bool:
    """Tell whether an annotation is one of the models of content files."""
    return isinstance(option, type) and issubclass(option, FileModel)


def _kind_of(option: Any) -> NodeKind:
    if is_model(option) or get_origin(option) is dict:
        return NodeKind.MAP
    return NodeKind.LIST if get_origin(option) is tuple else NodeKind.TEXT


def _options(shape: Any) -> Iterator[Any]:
    """Yield what a value may be of, without what is said of it besides."""
    origin = get_origin(shape)
    if origin is Annotated:
        yield from _options(get_args(shape)[0])
    elif origin in (Union, UnionType):
        for option in get_args(shape):
            yield from _options(option)
    elif shape is not NoneType and shape is not None:
        yield shape


@cache
def _fields(model: type[FileModel]) -> dict[str, Any]:
    hints = get_type_hints(model, include_extras=True)
    return {name: hints[name] for name in model.model_fields}


def _suits(model: type[FileModel], node: Node) -> bool:
    """Tell whether a map can be meant as this model: a block is known by its key."""
    if not issubclass(model, BlockModel):
        return True
    kind = find_block_kind(node)
    return kind is not None and BLOCK_MODELS[kind] is model


def find_block_kind(node: Node) -> str | None:
    """Return the key of a map that says which block it is; None where no key does."""
    return block_kind({key.text: None for key, _ in node.pairs})
