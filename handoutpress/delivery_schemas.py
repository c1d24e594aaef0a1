"""The JSON Schemas of what `email`, `outbox`, `print`, `printers` and `given` print for programs.

Describes what `cli` writes; a test holds real documents against it, and the words of which one is
wanted against the values of `deliver`.
"""

from __future__ import annotations

from collections.abc import Callable

from handoutpress.errors import ExitCode
from handoutpress.output_schemas import (
    COUNT,
    DIGEST,
    TEXT,
    VERSION,
    Schema,
    describe,
    list_of,
    object_of,
)

FORMAT: Schema = {"format": {"const": 1}}
ENDED: Schema = {**FORMAT, "exit_code": {"enum": [int(code) for code in ExitCode]}}
TEXTS: Schema = {"type": "array", "items": TEXT}
NUMBER: Schema = {"type": "integer", "minimum": 1}
OPTIONAL_NUMBER: Schema = {"type": ["integer", "null"], "minimum": 1}
OPTIONAL_TEXT: Schema = {"type": ["string", "null"]}
OPTIONAL_TEXTS: Schema = {"type": ["array", "null"], "items": TEXT}
OPTIONAL_FLAG: Schema = {"type": ["boolean", "null"]}
FLAG: Schema = {"type": "boolean"}
TIME: Schema = {"type": "string", "format": "date-time"}
# Of a message, or of what was made anew, only the digest of what there was; "" where nothing was.
OPTIONAL_DIGEST: Schema = {"type": "string", "pattern": "^([0-9a-f]{64})?$"}

RESULTS = ("done", "queued", "failed", "refused", "cancelled", "unknown")
VERDICTS = ("sent", "deferred", "failed", "unknown", "refused")
STAGES = (*("queued", "sending", "deferred", "sent", "failed", "cancelled", "unknown", "refused"),)
CHANNELS = ("mail", "print", "packet", "record")
CONSENTS = ("plain", "encrypted", "")
SIDES = ("one", "long-edge", "short-edge")
PRINTER_STATES = ("unknown", "idle", "processing", "stopped")


def email_schema() -> Schema:
    """Return the schema of what `email --json` prints; only `--dry-run` has notes."""
    message = {
        "name": TEXT,
        "result": {"enum": list(RESULTS)},
        "detail": TEXT,
        "number": OPTIONAL_NUMBER,
        "is_old": FLAG,
    }
    what = "What became of each message; with --dry-run of none, and what there is to say of it."
    schema = describe("email", what, {**ENDED, "messages": list_of(message)})
    schema["properties"]["notes"] = TEXTS
    return schema


def email_test_schema() -> Schema:
    """Return the schema of what `email --test FILE --json` prints.

    A largest size of null is no limit, or a relay that could not be asked.
    """
    relay = {"tls": TEXT, "largest_bytes": OPTIONAL_NUMBER}
    how = {"result": {"enum": list(VERDICTS)}, "detail": TEXT}
    return describe("email-test", "How a test of the relay went.", {**ENDED, **how, **relay})


def outbox_schema() -> Schema:
    """Return the schema of what `outbox list`, `retry` and `cancel` print with --json."""
    message = {
        "number": NUMBER,
        "state": {"enum": list(STAGES)},
        "queued": TEXT,
        "changed": TEXT,
        "next_try": OPTIONAL_TEXT,
        "tries": COUNT,
        "bytes": COUNT,
        "detail": TEXT,
        "consent": {"enum": list(CONSENTS)},
        "reference": TEXT,
        "handouts": TEXTS,
    }
    what = "Messages of the outbox, as they stand now."
    return describe("outbox", what, {**FORMAT, "messages": list_of(message)})


def outbox_purge_schema() -> Schema:
    """Return the schema of what `outbox purge --json` prints."""
    what = "How many messages were forgotten, and how many given up."
    counts = {"forgotten": COUNT, "given_up": COUNT}
    return describe("outbox-purge", what, {**FORMAT, **counts})


def outbox_block_schema() -> Schema:
    """Return the schema of what `outbox block` and `unblock` print with --json."""
    what = "Whether an address is on the do-not-mail list now."
    return describe("outbox-block", what, {**FORMAT, "is_blocked": FLAG, "detail": TEXT})


def print_schema() -> Schema:
    """Return the schema of what `print --json` prints; with `--dry-run` there is no job."""
    plan = {
        **dict.fromkeys(("pages", "sheets", "copies"), COUNT),
        "sides": {"enum": list(SIDES)},
        "paper": OPTIONAL_TEXT,
        **dict.fromkeys(("first_page", "last_page"), OPTIONAL_NUMBER),
        "finishings": TEXTS,
        "held": FLAG,
        "notes": TEXTS,
    }
    return describe(
        "print",
        "How something is printed, and how that ended.",
        {
            **ENDED,
            "printer": TEXT,
            "plan": object_of(plan),
            "job": OPTIONAL_TEXT,
            "result": {"enum": [*RESULTS, None]},
            "detail": OPTIONAL_TEXT,
            "line": OPTIONAL_NUMBER,
            "reprint_of": OPTIONAL_NUMBER,
        },
    )


def printers_schema() -> Schema:
    """Return the schema of what `printers --json` prints; null is what a printer does not say."""
    printer = {
        "name": TEXT,
        "uri": TEXT,
        "usual": FLAG,
        "fault": OPTIONAL_TEXT,
        "state": {"enum": [*PRINTER_STATES, None]},
        "condition": OPTIONAL_TEXT,
        "takes_jobs": OPTIONAL_FLAG,
        **dict.fromkeys(("model", "location"), OPTIONAL_TEXT),
        **dict.fromkeys(("duplex", "color"), OPTIONAL_FLAG),
        "finishings": OPTIONAL_TEXTS,
        "holds": OPTIONAL_FLAG,
        **dict.fromkeys(("papers", "loaded"), OPTIONAL_TEXTS),
    }
    what = "The printers, what each can do, and how it stands."
    return describe("printers", what, {**ENDED, "printers": list_of(printer)})


def given_schema() -> Schema:
    """Return the schema of what `given --json` prints."""
    part = {
        **dict.fromkeys(("handout_id", "language", "edition", "state"), TEXT),
        "version": VERSION,
        "sha256": OPTIONAL_DIGEST,
        "page_count": COUNT,
    }
    line = {
        "line": NUMBER,
        "time": TIME,
        **dict.fromkeys(("operator", "host", "detail", "reference", "title"), TEXT),
        "channel": {"enum": list(CHANNELS)},
        "result": {"enum": list(RESULTS)},
        "handouts": list_of(part),
        "sha256": OPTIONAL_DIGEST,
        "pages": COUNT,
        "consent": {"enum": list(CONSENTS)},
        "recipient_hash": OPTIONAL_DIGEST,
        "reprint": FLAG,
        "of_line": OPTIONAL_NUMBER,
        **dict.fromkeys(("learner", "method", "interpreter", "understanding"), TEXT),
        "recipe": OPTIONAL_DIGEST,
        **dict.fromkeys(("previous", "hash"), DIGEST),
    }
    what = "The lines of the record, those of refusals and failures, too."
    return describe("given", what, {**FORMAT, "lines": list_of(line)})


def given_verify_schema() -> Schema:
    """Return the schema of what `given --verify --json` prints."""
    broken = object_of({"line": NUMBER, "reason": TEXT})
    head = object_of({"line": NUMBER, "hash": DIGEST})
    return describe(
        "given-verify",
        "Where the record and the archive are not what they were.",
        {
            **ENDED,
            "broken_line": {"anyOf": [broken, {"type": "null"}]},
            "damaged": TEXTS,
            "lacking": {"type": "array", "items": NUMBER},
            "head": {"anyOf": [head, {"type": "null"}]},
        },
    )


def given_purge_schema() -> Schema:
    """Return the schema of what `given --purge --json` prints."""
    counts = dict.fromkeys(("lines_emptied", "files_removed"), COUNT)
    what = "How many lines were emptied, and how many files of the archive removed."
    return describe("given-purge", what, {**FORMAT, "retention_days": NUMBER, **counts})


def given_reprint_schema() -> Schema:
    """Return the schema of what `given --reprint N --json` prints."""
    made = {"line": NUMBER, "path": TEXT, "pages": COUNT, "sha256": DIGEST}
    what = "What was made again, and whether its bytes are those that were given."
    return describe("given-reprint", what, {**FORMAT, **made, "proven": FLAG, "notes": TEXTS})


def given_syslog_schema() -> Schema:
    """Return the schema of what `given --syslog --json` prints."""
    what = "How many lines there were, and of how many a log host was told."
    return describe("given-syslog", what, {**ENDED, "lines": COUNT, "told": COUNT})


DELIVERY_SCHEMAS: dict[str, Callable[[], Schema]] = {
    "email": email_schema,
    "email-test": email_test_schema,
    "outbox": outbox_schema,
    "outbox-purge": outbox_purge_schema,
    "outbox-block": outbox_block_schema,
    "print": print_schema,
    "printers": printers_schema,
    "given": given_schema,
    "given-verify": given_verify_schema,
    "given-purge": given_purge_schema,
    "given-reprint": given_reprint_schema,
    "given-syslog": given_syslog_schema,
}
