"""Lines of the record as CSV and as JSON Lines, for whoever counts or keeps them elsewhere.

Decides nothing. A line has no name, so none is exported.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from handoutpress.deliver.record.lines import Line

COLUMNS = (
    *("line", "time", "operator", "host", "channel", "result", "detail", "reference"),
    *("handouts", "title", "sha256", "pages", "consent", "recipient_hash", "reprint", "of_line"),
    *("learner", "method", "interpreter", "understanding", "recipe", "hash"),
)
# What a spreadsheet would take for a formula. Source: OWASP, "CSV Injection".
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def line_values(line: Line) -> dict[str, Any]:
    """Return what a line says, as values that JSON knows."""
    delivery = line.delivery
    return {
        "line": line.number,
        "time": line.time.isoformat(timespec="milliseconds"),
        "operator": line.witness.operator,
        "host": line.witness.host,
        "channel": str(delivery.channel),
        "result": str(delivery.result),
        "detail": delivery.detail,
        "reference": delivery.reference,
        "handouts": [asdict(each) for each in delivery.parts],
        "title": delivery.title,
        "sha256": delivery.sha256,
        "pages": delivery.page_count,
        "consent": delivery.consent,
        "recipient_hash": delivery.recipient_hash,
        "reprint": delivery.is_reprint,
        "of_line": delivery.of_line,
        **asdict(delivery.teaching),
        "recipe": line.recipe_digest,
        "previous": line.previous,
        "hash": line.hash,
    }


def line_json(line: Line) -> str:
    """Return a line as JSON, on one line."""
    return json.dumps(line_values(line), ensure_ascii=False, separators=(",", ":"))


def iter_json_lines(lines: Iterable[Line]) -> Iterator[str]:
    """Yield each line as JSON."""
    return map(line_json, lines)


def format_csv(lines: Iterable[Line]) -> str:
    """Return lines as CSV with a first line of names; each handout as "id v3 (es, large-print)"."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for line in lines:
        values = line_values(line)
        values["handouts"] = "; ".join(map(say_part, values["handouts"]))
        values["reprint"] = "yes" if line.delivery.is_reprint else ""
        writer.writerow({name: _disarm(each) for name, each in values.items()})
    return out.getvalue()


def say_part(part: dict[str, Any]) -> str:
    """Return one handout as a person reads it."""
    version = f"v{part['version']}" if part["version"] is not None else part["state"]
    facts = ", ".join(each for each in (part["language"], part["edition"]) if each)
    return f"{part['handout_id']} {version} ({facts})".replace("  ", " ")


def _disarm(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    is_formula = isinstance(value, str) and value.startswith(FORMULA_SIGNS)
    return f"'{value}" if is_formula else value
