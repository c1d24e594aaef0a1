"""Say what is wrong in `delivery.yaml`, and what to write instead, without what was typed.

Names the keys that there are and the printers, and nothing else of the file: somebody may have
typed a secret into it, as a key or a value.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from handoutpress.sources import Node
from handoutpress.validate.model_shape import find_shape, list_choices, list_keys, step_into

_KEY_MARK = "[key]"  # pydantic's, behind a key that may not be named so
UNKNOWN, MISSING = "extra_forbidden", "missing"

Steps = tuple[str | int, ...]


def explain(top: Node, shape: Any, error: ValidationError) -> tuple[Node, str]:
    """Return where the first fault is, and what it is.

    A printer's name that is none goes first, so that nothing else is told by it. Then comes a key
    that nobody knows: what is missing is most often that key, mistyped.
    """
    faults = error.errors(include_url=False, include_input=False)
    return _explain(top, shape, min(faults, key=_rank))


def _rank(fault: ErrorDetails) -> tuple[bool, bool]:
    return not _is_of_name(fault), fault["type"] != UNKNOWN


def _is_of_name(fault: ErrorDetails) -> bool:
    return bool(fault["loc"]) and fault["loc"][-1] == _KEY_MARK


def _explain(top: Node, shape: Any, fault: ErrorDetails) -> tuple[Node, str]:
    steps = fault["loc"]
    if _is_of_name(fault):
        wanted = fault.get("ctx", {}).get("wanted", "another name")
        return top.find_key(steps[:-1]), f"a name in '{_join(steps[:-2])}' is wrong; write {wanted}"
    if fault["type"] == UNKNOWN:
        place = _join(steps[:-1])
        where = f" in '{place}'" if place else ""
        keys = _list_keys(top, shape, steps[:-1])
        return top.find_key(steps), f"unknown key{where}; use one of: {keys}"
    name = f"'{_join(steps)}'" if steps else "the file"
    if fault["type"] == MISSING:
        return top.find(steps), f"{name} is missing; add it"
    return top.find(steps), f"{name} is wrong; write {_advise(top, shape, fault)}"


def _advise(top: Node, shape: Any, fault: ErrorDetails) -> str:
    """Return what to write, as it follows "write" in a sentence."""
    steps = fault["loc"]
    wanted = fault.get("ctx", {}).get("wanted")
    if wanted:
        return str(wanted)
    choices = list_choices(find_shape(shape, top, steps))
    if choices:
        *others, last = choices
        return f"{', '.join(others)} or {last}" if others else last
    keys = _list_keys(top, shape, steps)
    if keys:
        return f"these keys below it, those that it needs: {keys}"
    if _wants_names(top, shape, steps):
        return "a name of your own and a colon on each line below it"
    return "one text; in quotes, if a colon or a bracket belongs to it"


def _list_keys(top: Node, shape: Any, steps: Steps) -> str:
    return ", ".join(list_keys(find_shape(shape, top, steps), top.find(steps)))


def _wants_names(top: Node, shape: Any, steps: Steps) -> bool:
    """Tell whether a value is a map whose keys are names of IT's own."""
    inner = find_shape(shape, top, steps)
    return step_into(inner, top.find(steps), "name") is not None


def _join(steps: Steps) -> str:
    """Return the keys on the way to a value; all of them are ours, or names of printers."""
    return ".".join(str(step) for step in steps)
