"""Why a PDF must be made anew: what was recorded against what is there now.

Makes nothing, and reads nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from handoutpress.outcome import Reason
from handoutpress.records import Groups, OutputRecord

# The groups of inputs, in the order in which they are told.
INPUT_REASONS = (
    Reason.CONTENT,
    Reason.PICTURE,
    Reason.SOURCE_LANGUAGE,
    Reason.APPROVAL,
    Reason.REVIEW_DAY,
    Reason.SHARED_TEXT,
    Reason.REFERENCES,
    Reason.THEME,
    Reason.MEMBERS,
    Reason.PROGRAM,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of PDFs, all by path, and whether the user wants them made anyway.

    `find` returns the SHA-256 of the file that is in its place, None when there is none.
    """

    outputs: Mapping[str, OutputRecord] = field(hash=False)
    failures: Collection[str] = field(hash=False)
    find: Callable[[str], str | None] = field(hash=False)
    is_forced: bool = False

    def find_reasons(self, groups: Groups, path: str) -> tuple[Reason, ...]:
        """Return why a PDF of these inputs is not up to date."""
        return find_reasons(
            groups,
            self.outputs.get(path),
            found=self.find(path),
            has_failed=path in self.failures,
            is_forced=self.is_forced,
        )


def find_reasons(
    groups: Groups,
    record: OutputRecord | None,
    *,
    found: str | None,
    has_failed: bool = False,
    is_forced: bool = False,
) -> tuple[Reason, ...]:
    """Return why a PDF is not up to date; nothing when it is.

    Args:
        groups: the digests of its inputs as they are now.
        record: what is known of the PDF, None when none was ever made.
        found: the SHA-256 of the file in its place, None when there is none.
        has_failed: whether the last attempt failed.
        is_forced: whether the user wants it made in any case.
    """
    reasons: list[Reason] = []
    if record is None or not record.groups:
        reasons.append(Reason.FAILED_BEFORE if has_failed else Reason.NEW)
    else:
        reasons += _find_changed(groups, record.groups)
        if found != record.sha256:
            reasons.append(Reason.MISSING_OUTPUT if found is None else Reason.CHANGED_OUTPUT)
        if has_failed:
            reasons.append(Reason.FAILED_BEFORE)
    return (*reasons, Reason.FORCED) if is_forced else tuple(reasons)


def _find_changed(groups: Groups, recorded: Groups) -> list[Reason]:
    if groups == recorded:  # nearly always
        return []
    return [each for each in INPUT_REASONS if groups.get(each) != recorded.get(each)]


def is_confirmable(reasons: Iterable[Reason]) -> bool:
    """Tell whether an equal page would make the PDF that is there good again.

    Another program may draw the same page differently, so it always draws anew.
    """
    return all(each in INPUT_REASONS and each is not Reason.PROGRAM for each in reasons)
