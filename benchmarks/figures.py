"""What was measured: figures with their spread and their limit, as lines and as a table.

Measures nothing and knows nothing of handouts.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether a figure keeps its limit."""

    KEPT = "pass"
    MISSED = "FAIL"
    FREE = "no limit"
    UNMEASURED = "not measured"
    ABSENT = "left out"


@dataclass(frozen=True, slots=True)
class Limit:
    """The most or the least that a figure may be; a missing end is open."""

    least: float | None = None
    most: float | None = None

    def holds(self, value: float) -> bool:
        """Tell whether a value is within the limit, its ends included."""
        above = self.least is None or value >= self.least
        return above and (self.most is None or value <= self.most)

    def describe(self, unit: str) -> str:
        """Say the limit in words."""
        if self.least is not None and self.least == self.most:
            return f"exactly {format_value(self.least, unit)}"
        ends = (("at least", self.least), ("at most", self.most))
        return " and ".join(
            f"{word} {format_value(end, unit)}" for word, end in ends if end is not None
        )


def exactly(value: float) -> Limit:
    """Return the limit that only this value keeps."""
    return Limit(value, value)


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured, once or in several rounds; their median counts.

    `note` says what exactly was measured. Without values it says why nothing was. `is_optional`
    tells that this is nothing to complain of.
    """

    part: str
    what: str
    unit: str
    values: tuple[float, ...] = ()
    limit: Limit | None = None
    note: str = ""
    is_optional: bool = False

    @property
    def value(self) -> float:
        """Return the median of the rounds."""
        return statistics.median(self.values)

    @property
    def verdict(self) -> Verdict:
        """Judge the figure by its limit."""
        if not self.values:
            return Verdict.ABSENT if self.is_optional else Verdict.UNMEASURED
        if self.limit is None:
            return Verdict.FREE
        return Verdict.KEPT if self.limit.holds(self.value) else Verdict.MISSED

    @property
    def is_fault(self) -> bool:
        """Tell whether the benchmarks end with a failure because of this figure."""
        return self.verdict in (Verdict.MISSED, Verdict.UNMEASURED)


def format_value(value: float, unit: str) -> str:
    """Return a number as people read it, with its unit."""
    if unit == "times":
        return f"{value:.2f} times"
    if unit == "s":
        return f"{value:.3f} s" if abs(value) < 10 else f"{value:.1f} s"
    return f"{value:,.0f} {unit}".rstrip()


def format_spread(figure: Figure) -> str:
    """Return the median, and the least and the most where there were several rounds."""
    if not figure.values:
        return "-"
    median = format_value(figure.value, figure.unit)
    if len(figure.values) == 1:
        return median
    low, high = (format_value(end(figure.values), "") for end in (min, max))
    if figure.unit in ("s", "times"):
        low, high = (f"{end(figure.values):.3g}" for end in (min, max))
    return f"{median} ({low} to {high}, {len(figure.values)} rounds)"


def format_line(figure: Figure) -> str:
    """Return a figure in one line, for a terminal."""
    limit = f"  [{figure.limit.describe(figure.unit)}]" if figure.limit else ""
    note = f"  {figure.note}" if figure.note else ""
    return f"{figure.verdict:12}  {figure.what}: {format_spread(figure)}{limit}{note}"


def format_table(figures: Iterable[Figure]) -> str:
    """Return figures as a Markdown table."""
    lines = ["| what | measured | limit | | how |", "|---|---|---|---|---|"]
    for figure in figures:
        limit = figure.limit.describe(figure.unit) if figure.limit else ""
        cells = (figure.what, format_spread(figure), limit, figure.verdict, figure.note)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


# --- arithmetic -----------------------------------------------------------------------------------


def pair_ratios(over: Sequence[float], under: Sequence[float]) -> tuple[float, ...]:
    """Return the ratio of each round: only what ran in the same minutes is compared."""
    return tuple(a / b for a, b in zip(over, under, strict=True))


def pair_differences(these: Sequence[float], those: Sequence[float]) -> tuple[float, ...]:
    """Return the difference of each round."""
    return tuple(a - b for a, b in zip(these, those, strict=True))


def scale_seconds(total_s: float, loop_s: float, *, measured: int, wanted: int) -> float:
    """Return what `wanted` handouts would take, when `measured` took `loop_s` of `total_s`.

    What is not in the loop is the start, which is paid once.
    """
    return total_s - loop_s + loop_s * wanted / measured


def per_thousand(seconds: Sequence[float], file_count: int) -> tuple[float, ...]:
    """Return the seconds for each 1,000 files."""
    return tuple(value * 1000 / file_count for value in seconds)
