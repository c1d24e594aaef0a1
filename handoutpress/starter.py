"""[reads] The commented files that a new handout or topic starts from; their text is data.

Writes nothing, and claims nothing: every sentence in a starter asks the editor to write one.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import get_args

from handoutpress.content import HandoutKind
from handoutpress.errors import UsageError, suggest_name

FOLDER = files("handoutpress") / "starters"
STARTER_KINDS: tuple[str, ...] = get_args(HandoutKind)
_BLANK = re.compile(r"\{(title|kind|phone)\}")


def starter_manuscript(
    kind: str, *, title: str, phone: str | None = None, schema_path: str | None = None
) -> str:
    """Return a handout's first YAML, valid as it stands, with the sections its kind asks for.

    `phone` is the key of a phone in clinic.yaml; without one, no box names a phone. `schema_path`
    leads from the new file to a JSON Schema, for editors.

    Raises:
        UsageError: there is no such kind.
    """
    if kind not in STARTER_KINDS:
        raise UsageError(f"there is no kind '{kind}'; {suggest_name(kind, STARTER_KINDS)}")
    call = "call" if phone else "call-without-phone"
    text = "".join(map(_read_part, ("handout", f"sections-{kind}", call, "blocks")))
    filled = _fill(text, {"kind": kind, "phone": phone or "", "title": _quote(title)})
    return _schema_line(schema_path) + filled


def starter_topic(title: str, *, schema_path: str | None = None) -> str:
    """Return a topic.yaml that holds its title, and its other keys as comments."""
    return _schema_line(schema_path) + _fill(_read_part("topic"), {"title": _quote(title)})


def starter_title(name: str) -> str:
    """Return a first title for the name of a file: "skin-care" is "Skin care"."""
    return name.replace("-", " ").capitalize()


def _read_part(name: str) -> str:
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def _fill(text: str, values: dict[str, str]) -> str:
    """Fill the blanks in one pass, so that a title with braces stays as it is."""
    return _BLANK.sub(lambda blank: values[blank[1]], text)


def _quote(title: str) -> str:
    """Quote a title for YAML, so that "No", "2024" or a colon is text to every editor.

    Source: YAML 1.2.2, 1.3: every JSON string is a YAML string.
    """
    return json.dumps(title, ensure_ascii=False)


def _schema_line(schema_path: str | None) -> str:
    """Return the comment by which VS Code's YAML extension finds the schema."""
    return f"# yaml-language-server: $schema={schema_path}\n" if schema_path else ""
