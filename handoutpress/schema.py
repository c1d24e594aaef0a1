"""The JSON Schemas by which editors check and complete content files while they are typed.

Those of what the program writes are made elsewhere, and can be had here, too.

Decides nothing about content: all comes from the models, fitted to what an editor sees.

The program reads every plain word as text, but an editor reads YAML's numbers and booleans: to it
`5550100` is no string. So a text may be any scalar here, and a check that needs the text's own
characters is left to the program.
Source: YAML 1.2.2, 10.3 (core schema), the default of the language server behind VS Code's YAML
extension, which knows draft 2020-12 from version 1.20 on; nothing here needs more than draft 7.
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from pydantic import TypeAdapter

from handoutpress import content
from handoutpress.changes import changes_schema
from handoutpress.content.packets import PacketFile
from handoutpress.content.values import DECIMAL_NUMBER_PATTERN
from handoutpress.delivery_schemas import DELIVERY_SCHEMAS
from handoutpress.errors import UsageError, suggest_name
from handoutpress.output_schemas import (
    DIALECT,
    check_schema,
    manifest_schema,
    packets_schema,
    report_schema,
    signed_schema,
)

Schema: TypeAlias = dict[str, Any]

_SHAPES: dict[str, Any] = {
    "handout": content.Manuscript,
    "clinic": content.Clinic,
    "glossary": content.Glossary,
    "topic": content.Topic,
    "set": content.PacketSet,
    "snippet": content.Snippet,
    "approvals": content.Approvals,
    "packet": PacketFile,
}
KINDS = tuple(_SHAPES)
OUTPUT_SCHEMAS = {
    "report": report_schema,
    "manifest": manifest_schema,
    "packets": packets_schema,
    "check": check_schema,
    "signed": signed_schema,
    "changes": changes_schema,
    **DELIVERY_SCHEMAS,
}
# What has no model of its own has no docstring.
_DESCRIPTIONS = {
    "glossary": "`glossary.yaml`: the hard words of each language.",
    "approvals": "`approvals/`: who approved which words, the newest entry last.",
}
# Optional one by one, but one of them is needed; the models leave that to the program.
_NEEDS_ONE_OF: dict[str, tuple[str, ...]] = {
    content.Section.__name__: ("text", "blocks"),
    content.Callout.__name__: ("text", "items"),
}
# Source: pydantic, "Conversion table": the strings that are a boolean, in any case.
_ANSWERS = ("true", "yes", "on", "t", "y", "false", "no", "off", "f", "n")
_ANSWER_PATTERN = "^({}|[01])$".format(
    "|".join("".join(f"[{sign.upper()}{sign}]" for sign in word) for word in _ANSWERS)
)
_DECIMAL_PATTERN = f"^{DECIMAL_NUMBER_PATTERN}$"
# What tells whether a pattern lets a scalar pass that an editor reads as something else.
_SAMPLES = {"number": "1", "boolean": "true"}


def json_schema(kind: str) -> Schema:
    """Return the JSON Schema of one kind of file, its keys in the order of the models.

    Raises:
        UsageError: there is no such kind.
    """
    if kind in OUTPUT_SCHEMAS:
        return OUTPUT_SCHEMAS[kind]()
    if kind not in _SHAPES:
        suggestion = suggest_name(kind, (*KINDS, *OUTPUT_SCHEMAS))
        raise UsageError(f"there is no schema '{kind}'; {suggestion}")
    shape: TypeAdapter[Any] = TypeAdapter(_SHAPES[kind])
    schema = _fit(shape.json_schema())
    for name, definition in schema.get("$defs", {}).items():
        _complete(name, definition)
    description = schema.pop("description", _DESCRIPTIONS.get(kind))
    head = {"$schema": DIALECT, "title": f"Handout Press: {kind}", "description": description}
    return head | schema


def _complete(name: str, definition: Schema) -> None:
    """Add to a definition what the models say elsewhere or leave to the program."""
    if name in _NEEDS_ONE_OF:
        definition["anyOf"] = [{"required": [key]} for key in _NEEDS_ONE_OF[name]]
    for key, model in content.BLOCK_MODELS.items():
        if model.__name__ == name:
            definition["properties"][key]["description"] = definition["description"]


def _fit(node: Schema) -> Schema:
    """Return a schema as editors need it; pydantic's titles only repeat names in capitals."""
    fitted = {key: _fit_part(key, part) for key, part in node.items() if key != "title"}
    if fitted.get("default", True) in (None, [], {}):
        del fitted["default"]
    if "patternProperties" in fitted:
        fitted["additionalProperties"] = False
    return _fit_scalar(_fit_choice(fitted))


def _fit_part(key: str, part: Any) -> Any:
    match key, part:
        case "properties" | "patternProperties" | "$defs", dict():
            return {name: _fit(schema) for name, schema in part.items()}
        case "items" | "additionalProperties", dict():
            return _fit(part)
        case "anyOf" | "oneOf", list():
            return [_fit(schema) for schema in part]
    return part


def _fit_choice(node: Schema) -> Schema:
    """Return a node whose choices are one flat `anyOf`: editors explain that best."""
    rest = {key: part for key, part in node.items() if key not in ("anyOf", "oneOf")}
    choices: list[Schema] = [
        inner
        for choice in node.get("anyOf") or node.get("oneOf") or []
        for inner in choice.get("anyOf", [choice])
    ]
    if not choices:
        return rest
    *others, last = choices
    if last == {"type": "null"} and len(others) == 1 and "type" in others[0]:
        return others[0] | rest | {"type": [*_list_types(others[0]), "null"]}
    return rest | {"anyOf": choices}


def _list_types(node: Schema) -> list[str]:
    types: str | list[str] = node["type"]
    return [types] if isinstance(types, str) else types


def _fit_scalar(node: Schema) -> Schema:
    """Return a node that accepts whatever scalar the program reads as this one."""
    if "const" in node or "enum" in node:
        return _fit_fixed(node)
    match node.get("type"):
        case "boolean":
            limits = {"pattern": _ANSWER_PATTERN, "minimum": 0, "maximum": 1}
            return node | {"type": ["boolean", "string", "integer"]} | limits
        case "integer":
            return node | {"type": ["integer", "string"], "pattern": "^[0-9]+$"}
        case "number":
            return node | {"type": ["number", "string"], "pattern": _DECIMAL_PATTERN}
        case "string" if node.get("format") == "date":
            return node | {"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        case "string":
            return node | _fit_text(node.get("pattern", ""))
    return node


def _fit_fixed(node: Schema) -> Schema:
    """Return a choice of fixed words, those of digits as numbers too: `format: 1`."""
    words: list[str] = node["enum"] if "enum" in node else [node["const"]]
    numbers = [int(word) for word in words if word.isdecimal()]
    rest = {key: part for key, part in node.items() if key not in ("const", "type")}
    return rest | {"enum": [*words, *numbers]}


def _fit_text(pattern: str) -> Schema:
    """Return the scalars that can be a text of this pattern; a pattern binds strings only."""
    others = [kind for kind, sample in _SAMPLES.items() if re.search(pattern, sample)]
    if not others:
        return {}
    is_never_negative = "number" in others and not re.search(pattern, "-1")
    return {"type": ["string", *others]} | ({"minimum": 0} if is_never_negative else {})
