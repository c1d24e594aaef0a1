"""What does not fit a model becomes problems in the words of editors, each at its place.

Validates nothing: it explains the errors of pydantic, of which no word is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from handoutpress.content import BLOCK_MODELS, BlockModel, is_tag
from handoutpress.errors import Problem, Severity, suggest_name
from handoutpress.sources import Node, NodeKind
from handoutpress.validate.content_files import MAX_TOLD, ContentFile, Steps, limit_told, shorten
from handoutpress.validate.model_shape import (
    find_block_kind,
    find_shape,
    is_required,
    list_choices,
    list_keys,
    list_models,
    step_into,
    wants,
)

_KEY_MARK = "[key]"
_REMEDIES = {
    NodeKind.TEXT: "write one text; in quotes, if a colon or a bracket belongs to it",
    NodeKind.LIST: "begin each item on a line of its own with '- '",
    NodeKind.MAP: "write its keys on the lines below it, two spaces further in",
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that does not fit, in the steps of the file; `context` is what its check says."""

    file: ContentFile
    top: Node
    shape: Any
    steps: Steps
    kind: str
    context: dict[str, Any]
    is_key: bool = False

    @property
    def node(self) -> Node:
        """Return the value that does not fit, or the map in which it is missing."""
        return self.top.find(self.steps)

    @property
    def is_unknown_key(self) -> bool:
        """Tell whether the last of the steps is a key that nothing has."""
        return self.kind == "extra_forbidden"

    @property
    def is_written(self) -> bool:
        """Tell whether there is a value at the end of the steps, be it empty."""
        return not self.steps or self.top.find(self.steps[:-1]).get_pair(self.steps[-1]) is not None

    def tell(self, what: str, remedy: str, *, is_at_key: bool = False) -> Problem:
        """Return the problem."""
        return self.file.tell(self.steps, what, remedy, is_at_key=is_at_key)


def tell_misfits(
    file: ContentFile, top: Node, shape: Any, error: ValidationError
) -> Iterator[Problem]:
    """Yield what is wrong, in no order."""
    errors = error.errors(include_url=False, include_input=False)
    misfits = [_make_misfit(file, top, shape, details) for details in errors]
    yield from limit_told(file, _explain_misfits(misfits))
    yield from warn_of_empty(file, top, known={misfit.steps for misfit in misfits})


def _explain_misfits(misfits: list[Misfit]) -> Iterator[Problem]:
    """Explain all but the echoes: a key that is missing because it is misspelt is told once."""
    unknown = (misfit for misfit in misfits if misfit.is_unknown_key)
    misspelt = {(each.steps[:-1], _suggest_key(each)) for each in islice(unknown, MAX_TOLD)}
    for misfit in misfits:
        is_echo = misfit.kind == "too_short" and misfit.node.items  # none of them is right
        is_misspelt = misfit.kind == "missing" and _name_if_misspelt(misfit) in misspelt
        if not is_echo and not is_misspelt:
            yield _explain(misfit)


def warn_of_empty(file: ContentFile, top: Node, known: set[Steps]) -> Iterator[Problem]:
    """Yield a warning for each key that has nothing behind it and could be left out."""
    empty = (
        steps
        for steps in _find_empty(top, ())
        if not any(steps[:length] in known for length in range(len(steps) + 1))
    )
    for steps in islice(empty, MAX_TOLD):
        what = f"{name_value(steps)} is empty, and counts as left out"
        remedy = "write something behind it, or remove it"
        yield file.tell(steps, what, remedy, severity=Severity.WARNING, is_at_key=True)


def name_value(steps: Steps) -> str:
    """Return what an editor calls the value at the end of the steps."""
    match steps:
        case ():
            return "the file"
        case (*_, "rows", int(row), int(cell)):
            return f"cell {cell + 1} of row {row + 1}"
        case (*_, "rows", int(row)):
            return f"row {row + 1}"
        case (*_, str(key), int(index)):
            return f"item {index + 1} of '{shorten(key)}'"
        case (*_, int(index)):
            return f"entry {index + 1}"
    return f"'{shorten(str(steps[-1]))}'"


def _find_empty(node: Node, steps: Steps) -> Iterator[Steps]:
    for key, value in node.pairs:
        if value.is_null:
            yield (*steps, key.text)
        yield from _find_empty(value, (*steps, key.text))
    for index, item in enumerate(node.items):
        yield from _find_empty(item, (*steps, index))


def _make_misfit(file: ContentFile, top: Node, shape: Any, details: ErrorDetails) -> Misfit:
    """Take the marks of shapes out of an error's place, so that the file's own steps are left."""
    *inner, last = details["loc"] or ("",)
    is_key = last == _KEY_MARK
    steps = tuple(step for step in inner if not is_tag(step))
    if not is_key and details["loc"] and (details["type"] == "extra_forbidden" or not is_tag(last)):
        steps = (*steps, last)
    return Misfit(file, top, shape, steps, details["type"], dict(details.get("ctx", {})), is_key)


def _explain(misfit: Misfit) -> Problem:
    if misfit.is_key:
        what = f"the key {name_value(misfit.steps)} cannot stand here"
        wanted = misfit.context.get("wanted", "a word that can be seen")
        return misfit.tell(what, f"write {wanted}", is_at_key=True)
    if misfit.is_unknown_key:
        return _explain_key(misfit)
    if not misfit.is_written:
        return misfit.tell(f"the key {name_value(misfit.steps)} is missing", "add it")
    if misfit.node.is_null or misfit.kind in ("text_empty", "too_short"):
        what = f"{name_value(misfit.steps)} is empty"
        return misfit.tell(what, _advise_empty(misfit), is_at_key=misfit.node.is_null)
    if misfit.kind == "union_tag_not_found":
        return _explain_block(misfit)
    return _explain_kind(misfit) or _EXPLAIN.get(misfit.kind, _explain_value)(misfit)


def _advise_empty(misfit: Misfit) -> str:
    if not misfit.steps or isinstance(misfit.steps[-1], int):
        return "write it, or remove it"
    owner = misfit.top.find(misfit.steps[:-1])
    shape = find_shape(misfit.shape, misfit.top, misfit.steps[:-1])
    needed = is_required(shape, owner, str(misfit.steps[-1]))
    return "write something behind it" + ("" if needed else ", or remove it")


def _suggest_key(misfit: Misfit) -> str:
    owner = misfit.top.find(misfit.steps[:-1])
    shape = find_shape(misfit.shape, misfit.top, misfit.steps[:-1])
    return suggest_name(str(misfit.steps[-1]), list_keys(shape, owner))


def _name_if_misspelt(misfit: Misfit) -> tuple[Steps, str]:
    """Return what an unknown key beside this one is told that is meant to be this one."""
    return misfit.steps[:-1], f"did you mean '{misfit.steps[-1]}'?"


def _explain_kind(misfit: Misfit) -> Problem | None:
    shape = find_shape(misfit.shape, misfit.top, misfit.steps)
    if shape is None or wants(shape, misfit.node.kind):
        return None
    wanted = next(kind for kind in NodeKind if wants(shape, kind))
    what = f"{name_value(misfit.steps)} is a {misfit.node.kind} where a {wanted} is wanted"
    return misfit.tell(what, _REMEDIES[wanted])


def _explain_block(misfit: Misfit) -> Problem:
    if misfit.node.kind is not NodeKind.MAP:
        what = f"{name_value(misfit.steps)} is a {misfit.node.kind} where a block is wanted"
        return misfit.tell(what, "begin it with its kind, as in '- text: …'")
    key = next((key.text for key, _ in misfit.node.pairs if key.text != "id"), None)
    if key is None:
        what = f"{name_value(misfit.steps)} has no kind"
        return misfit.tell(what, suggest_name("", BLOCK_MODELS))
    place = (*misfit.steps, key)
    what = f"unknown block '{shorten(key)}'"
    return misfit.file.tell(place, what, suggest_name(key, BLOCK_MODELS), is_at_key=True)


def _explain_key(misfit: Misfit) -> Problem:
    key = str(misfit.steps[-1])
    owner = misfit.top.find(misfit.steps[:-1])
    shape = find_shape(misfit.shape, misfit.top, misfit.steps[:-1])
    models = list_models(shape, owner)
    if any(issubclass(model, BlockModel) for model in models):
        misplaced = _explain_key_of_block(misfit, owner, shape)
        if misplaced:
            return misplaced
    what = f"unknown key '{shorten(key)}'"
    return misfit.tell(what, _suggest_key(misfit), is_at_key=True)


def _explain_key_of_block(misfit: Misfit, block: Node, shape: Any) -> Problem | None:
    """Tell the two slips with blocks: a dash that is missing, and a key not indented enough."""
    key, kind = str(misfit.steps[-1]), find_block_kind(block) or ""
    if key in BLOCK_MODELS:
        what = f"the block is both '{kind}' and '{key}'"
        remedy = "begin each block with a '- ' of its own"
        return misfit.tell(what, remedy, is_at_key=True)
    if key in list_keys(step_into(shape, block, kind), block):
        what = f"the key '{key}' stands beside '{kind}', and not in it"
        return misfit.tell(what, "indent it two spaces further", is_at_key=True)
    return None


def _explain_value(misfit: Misfit) -> Problem:
    what = f"{name_value(misfit.steps)} is '{shorten(misfit.node.text)}'"
    wanted = misfit.context.get("wanted", "what the README says")
    return misfit.tell(what, f"write {wanted}")


def _explain_choice(misfit: Misfit) -> Problem:
    typed = misfit.node.text
    choices = list_choices(find_shape(misfit.shape, misfit.top, misfit.steps))
    what = f"{name_value(misfit.steps)} is '{shorten(typed)}'"
    return misfit.tell(what, suggest_name(typed, choices))


def _explain_switch(misfit: Misfit) -> Problem:
    what = f"{name_value(misfit.steps)} is '{shorten(misfit.node.text)}'"
    return misfit.tell(what, "write true or false")


def _explain_day(misfit: Misfit) -> Problem:
    what = f"'{shorten(misfit.node.text)}' is no day of the calendar"
    return misfit.tell(what, "write it as 2026-01-31")


_EXPLAIN: dict[str, Callable[[Misfit], Problem]] = {
    "literal_error": _explain_choice,
    "bool_parsing": _explain_switch,
    "no_day": _explain_day,
}
