"""The JSON Schemas of what programs read from us: reports of builds and packets, the manifest.

Describes what `report`, `cli` and `manifest` write; a test holds real documents against it.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from handoutpress.errors import ExitCode, Severity
from handoutpress.outcome import Reason

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema: TypeAlias = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
REASONS: Schema = {"type": "array", "items": {"enum": [str(reason) for reason in Reason]}}
# A page for a browser that could not be made is a failure, too; it has no id.
TARGET: Schema = {"id": TEXT, "language": TEXT, "edition": TEXT, "path": TEXT}
STATE: Schema = {"enum": ["draft", "approved", "under-review", "withdrawn"]}
VERSION: Schema = {"type": ["integer", "null"], "minimum": 1}
DUE: Schema = {"type": ["string", "null"], "format": "date"}


def report_schema() -> Schema:
    """Return the schema of what `build --json` prints."""
    problem = {
        **dict.fromkeys(("path", "what", "remedy", "handout_id", "language"), TEXT),
        **dict.fromkeys(("line", "column"), COUNT),
        "severity": {"enum": [str(severity) for severity in Severity]},
    }
    built = {"reasons": REASONS, "pages": COUNT, "bytes": COUNT}
    return _describe(
        "report",
        "What a build did.",
        {
            "format": {"const": 1},
            "exit_code": {"enum": [int(code) for code in ExitCode]},
            # Why nothing could be done at all; else null.
            "error": {"type": ["string", "null"]},
            "built": _list({**TARGET, **built, "state": STATE, "version": VERSION}),
            "planned": _list({**TARGET, "reasons": REASONS}),
            "failed": _list({**TARGET, "reason": TEXT, "reasons": REASONS}),
            "stale": _list({**TARGET, "reason": TEXT}),
            "fresh": _list(TARGET),
            "removed": {"type": "array", "items": TEXT},
            "leaving": {"type": "array", "items": TEXT},
            "pages": COUNT,
            "bytes": COUNT,
            "seconds": {"type": "number", "minimum": 0},
            "notes": {"type": "array", "items": TEXT},
            "problems": _list(problem),
        },
    )


def manifest_schema() -> Schema:
    """Return the schema of `manifest.json`."""
    entry = {
        **TARGET,
        "title": TEXT,
        "version": VERSION,
        # Of a file that a killed run left, only the bytes are known until the next build.
        "state": {"enum": [*STATE["enum"], ""]},
        "due": DUE,
        "pages": COUNT,
        "bytes": COUNT,
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "status": {"enum": ["built", "stale"]},
    }
    pdfs = _list(entry)
    pdfs["items"]["properties"]["reason"] = TEXT
    what = "Every PDF that is in its place."
    return _describe("manifest", what, {"format": {"const": 1}, "pdfs": pdfs})


def packets_schema() -> Schema:
    """Return the schema of what `packet --json` prints, unless nothing could be done at all."""
    made = {"order": TEXT, "path": TEXT, "code": TEXT, "pages": COUNT, "sheets": COUNT}
    return _describe(
        "packets",
        "The packets that were made, and those that were not.",
        {
            "format": {"const": 1},
            "exit_code": {"enum": [int(code) for code in ExitCode]},
            "packets": _list({**made, "notes": {"type": "array", "items": TEXT}}),
            "refused": _list({"order": TEXT, "reason": TEXT}),
        },
    )


def _list(properties: Schema) -> Schema:
    return {"type": "array", "items": _object(properties)}


def _object(properties: Schema) -> Schema:
    """Return a map that has all of these keys, and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _describe(kind: str, what: str, properties: Schema) -> Schema:
    head = {"$schema": DIALECT, "title": f"Handout Press: {kind}", "description": what}
    return head | _object(properties)
