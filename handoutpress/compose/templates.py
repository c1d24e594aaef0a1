"""Fill the templates of a theme in Jinja's sandbox; part of composing.

Knows no handout. What is wrong in a template is told with the template's name and line.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import FrameType
from typing import Any, TypeAlias

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel

from handoutpress.errors import HandoutError, RenderError

START = "handout.html"

Filter: TypeAlias = "tuple[str, Callable[..., Any]]"
Frame: TypeAlias = "tuple[FrameType, int]"


class _Sandbox(ImmutableSandboxedEnvironment):
    """Let templates print what content holds, and call nothing of it.

    Jinja's own sandbox lets pydantic's methods through, and `parse_raw` of those loads pickles.
    """

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, BaseModel) and attr not in type(obj).model_fields:
            return False
        return super().is_safe_attribute(obj, attr, value)


def fill_template(
    templates: Mapping[str, str],
    filters: tuple[Filter, ...],
    values: dict[str, Any],
    *,
    start: str = START,
) -> str:
    """Return the HTML that a template and those that it includes make of values.

    Raises:
        RenderError: a template is broken, or a filter says what is wrong.
    """
    try:
        environment = _make_environment(tuple(sorted(templates.items())), filters)
        return environment.get_template(start).render(values)
    except HandoutError:
        raise
    except Exception as error:
        frames = [(frame, line) for frame, line in traceback.walk_tb(error.__traceback__)]
        if not isinstance(error, TemplateError) and _is_ours(frames):
            raise
        place = _find_place(frames, templates, start)
        message = f"the template {place} is broken: {_explain(error)}; mend it in templates/"
        raise RenderError(message) from error


@lru_cache(maxsize=4)
def _make_environment(
    templates: tuple[tuple[str, str], ...], filters: tuple[Filter, ...]
) -> _Sandbox:
    texts = dict(templates)
    environment = _Sandbox(
        # With a file name, Python's traceback tells the template and the line.
        loader=FunctionLoader(lambda name: (texts[name], name, None) if name in texts else None),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters)
    return environment


def _is_ours(frames: list[Frame]) -> bool:
    """Tell whether our own code failed, and not a template, or Jinja for its sake."""
    innermost, _ = frames[-1]
    return str(innermost.f_globals.get("__name__")).startswith("handoutpress.")


def _find_place(frames: list[Frame], templates: Mapping[str, str], start: str) -> str:
    """Return the template and line where it went wrong, such as "parts/do.html:4"."""
    places = [(frame.f_code.co_filename, line) for frame, line in frames]
    name, line = next((place for place in reversed(places) if place[0] in templates), (start, 1))
    return f"{name}:{line}"


def _explain(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template '{error.name}'"
    return "it includes itself" if isinstance(error, RecursionError) else str(error)
