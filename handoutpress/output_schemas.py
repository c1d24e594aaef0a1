"""The JSON Schemas of what programs read from us: reports of builds and packets, the manifest.

Describes what `report`, `cli` and `manifest` write; a test holds real documents against it.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from handoutpress.errors import ExitCode, Severity
from handoutpress.outcome import Reason
from handoutpress.rules import Level, Verdict

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema: TypeAlias = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
REASONS: Schema = {"type": "array", "items": {"enum": [str(reason) for reason in Reason]}}
# A page for a browser that could not be made is a failure, too; it has no id.
TARGET: Schema = {"id": TEXT, "language": TEXT, "edition": TEXT, "path": TEXT}
STATE: Schema = {"enum": ["draft", "approved", "due-soon", "overdue", "under-review", "withdrawn"]}
VERSION: Schema = {"type": ["integer", "null"], "minimum": 1}
DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
PROBLEM: Schema = {
    **dict.fromkeys(("path", "what", "remedy", "handout_id", "language"), TEXT),
    **dict.fromkeys(("line", "column"), COUNT),
    "severity": {"enum": [str(severity) for severity in Severity]},
}
DUE: Schema = {"type": ["string", "null"], "format": "date"}


def report_schema() -> Schema:
    """Return the schema of what `build --json` prints."""
    built = {"reasons": REASONS, "pages": COUNT, "bytes": COUNT}
    return describe(
        "report",
        "What a build did.",
        {
            "format": {"const": 1},
            "exit_code": {"enum": [int(code) for code in ExitCode]},
            # Why nothing could be done at all; else null.
            "error": {"type": ["string", "null"]},
            "built": list_of({**TARGET, **built, "state": STATE, "version": VERSION}),
            "planned": list_of({**TARGET, "reasons": REASONS}),
            "failed": list_of({**TARGET, "reason": TEXT, "reasons": REASONS}),
            "stale": list_of({**TARGET, "reason": TEXT}),
            "fresh": list_of(TARGET),
            "removed": {"type": "array", "items": TEXT},
            "leaving": {"type": "array", "items": TEXT},
            "pages": COUNT,
            "bytes": COUNT,
            "seconds": {"type": "number", "minimum": 0},
            "notes": {"type": "array", "items": TEXT},
            "problems": list_of(PROBLEM),
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
        "sha256": DIGEST,
        "status": {"enum": ["built", "stale"]},
    }
    pdfs = list_of(entry)
    pdfs["items"]["properties"]["reason"] = TEXT
    what = "Every PDF that is in its place."
    return describe("manifest", what, {"format": {"const": 1}, "pdfs": pdfs})


def packets_schema() -> Schema:
    """Return the schema of what `packet --json` prints, unless nothing could be done at all."""
    made = {"order": TEXT, "path": TEXT, "code": TEXT, "pages": COUNT, "sheets": COUNT}
    return describe(
        "packets",
        "The packets that were made, and those that were not.",
        {
            "format": {"const": 1},
            "exit_code": {"enum": [int(code) for code in ExitCode]},
            "packets": list_of({**made, "notes": {"type": "array", "items": TEXT}}),
            "refused": list_of({"order": TEXT, "reason": TEXT}),
        },
    )


def check_schema() -> Schema:
    """Return the schema of what `check --json` prints, unless nothing could be done at all."""
    place = {"path": TEXT, "line": COUNT, "column": COUNT}
    said = dict.fromkeys(("rule", "what", "remedy", "source", "url", "id", "language"), TEXT)
    page = {"edition": TEXT, "page": {"type": ["integer", "null"], "minimum": 1}}
    scores = {"type": "object", "additionalProperties": {"type": "number"}}
    reading = {"words": COUNT, "sentences": COUNT, "note": TEXT}
    judgement = {
        "number": TEXT,
        "verdict": {"enum": [str(verdict) for verdict in Verdict]},
        "is_sure": {"type": "boolean"},
    }
    handout = {
        "id": TEXT,
        "language": TEXT,
        "words": DIGEST,
        "changed_since": VERSION,
        "pdfs": {"type": "array", "items": TEXT},
        "reading": object_of({**reading, "scores": scores, "plain_scores": scores}),
        "sheets": list_of({"key": TEXT, "judgements": list_of(judgement)}),
    }
    return describe(
        "check",
        "What is wrong with content, and what the rules for words and pages found.",
        {
            "format": {"const": 1},
            "exit_code": {"enum": [int(code) for code in ExitCode]},
            "problems": list_of(PROBLEM),
            "findings": list_of(
                {**place, "level": {"enum": [str(level) for level in Level]}, **said, **page}
            ),
            "handouts": list_of(handout),
            "notes": {"type": "array", "items": TEXT},
        },
    )


def signed_schema() -> Schema:
    """Return the schema of what `approve --json` and `withdraw --json` print.

    An entry is null where the last one said the same already.
    """
    optional_text: Schema = {"type": ["string", "null"]}
    optional_digest: Schema = {"anyOf": [DIGEST, {"type": "null"}]}
    entry = object_of(
        {
            "version": {"type": "integer", "minimum": 1},
            "words": DIGEST,
            "state": {"enum": ["approved", "under-review", "withdrawn"]},
            "by": {"type": "array", "items": TEXT},
            "on": {"type": "string", "format": "date"},
            "due": DUE,
            "reason": optional_text,
            "replaced_by": optional_text,
            "text": optional_digest,
            "seal": optional_digest,
        }
    )
    signed = {
        "id": TEXT,
        "language": TEXT,
        "entry": {"anyOf": [entry, {"type": "null"}]},
        "review_pdf": optional_text,
        "review_sha256": optional_digest,
    }
    build = report_schema()
    return describe(
        "signed",
        "What was approved or withdrawn, what held it, and what the build after that did.",
        {
            "format": {"const": 1},
            "signed": list_of(signed),
            "held_by": {"type": "array", "items": TEXT},
            "given_to": list_of(
                {
                    "line": COUNT,
                    **dict.fromkeys(("time", "reference", "channel", "ended"), TEXT),
                    "version": VERSION,
                }
            ),
            "waiting_messages": {"type": "array", "items": COUNT},
            "build": {key: build[key] for key in ("type", "properties", "required")},
        },
    )


def list_of(properties: Schema) -> Schema:
    """Return a list of maps that have all of these keys, and no others."""
    return {"type": "array", "items": object_of(properties)}


def object_of(properties: Schema) -> Schema:
    """Return a map that has all of these keys, and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def describe(kind: str, what: str, properties: Schema) -> Schema:
    """Return the schema of a whole document, a map that has all of these keys."""
    head = {"$schema": DIALECT, "title": f"Handout Press: {kind}", "description": what}
    return head | object_of(properties)
