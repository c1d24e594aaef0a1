"""Look whether handouts may be approved, and write down that they are.

Builds nothing: whoever calls has brought the PDFs up to date, and holds the lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handoutpress.approval.filing import (
    add_entry,
    find_path,
    keep_words,
    print_words,
    read_entries,
)
from handoutpress.approval.signing import Signing, Withdrawal, require_roles, sign, withdraw
from handoutpress.approvals import hash_words
from handoutpress.build import Bench
from handoutpress.build.roster import Key
from handoutpress.checking import HandoutCheck, MadePdf, check_handout
from handoutpress.collection import REVIEW
from handoutpress.content import Approval, ApprovalSettings, CheckSettings
from handoutpress.errors import ContentError, HandoutError, Problem
from handoutpress.model import Handout, State, output_path
from handoutpress.passages import Origins

NO_WORDS = "0" * 64  # for a handout that cannot be read and never was approved


class FindingsError(HandoutError):
    """A check found errors, so that nothing was approved; `checks` hold them."""

    def __init__(self, checks: tuple[HandoutCheck, ...]) -> None:
        self.checks = checks
        names = ", ".join(f"'{each.handout.id}'" for each in checks)
        super().__init__(f"the check finds errors in {names}; nothing was approved")

    exit_code = ContentError.exit_code


@dataclass(frozen=True, slots=True)
class Signed:
    """A handout that was approved: the new entry, and the review PDF that it rests on.

    `entry` is None where the last entry says the same. `pdf` is the path of the review PDF below
    the output folder, and `sha256` its digest; both are "" where there is none of these words.
    """

    handout_id: str
    language: str
    entry: Approval | None
    pdf: str = ""
    sha256: str = ""


class ApprovalDesk:
    """Approves handouts of a library whose pass has just ended."""

    def __init__(self, root: Path, bench: Bench) -> None:
        self._root, self._outlook = root, bench.outlook
        self._roster = bench.outlook.roster
        index = bench.outlook.checker.index
        self._check = index.check or CheckSettings()
        self._approvals = index.approvals or ApprovalSettings()

    # --- approving ------------------------------------------------------------------------------

    def approve(self, keys: tuple[Key, ...], signing: Signing) -> tuple[Signed, ...]:
        """Approve all of these handouts, or none.

        Raises:
            UsageError: fewer roles sign than the clinic asks for.
            ContentError: a handout cannot be made.
            FindingsError: the check finds errors.
            HandoutError: one has no pages; or its approvals were changed by hand, or cannot be
                written.
        """
        require_roles(signing, self._approvals.needed)
        handouts = tuple(self._require_handouts(keys))
        if signing.state is State.APPROVED:
            self._require_pages(handouts)
            self._require_checked(handouts)
        # Before the first one is written it is known that each can be.
        drafted = [(handout, self._draft(handout, signing)) for handout, _ in handouts]
        return tuple(self._record(handout, entry) for handout, entry in drafted)

    def _require_handouts(self, keys: tuple[Key, ...]) -> Iterator[tuple[Handout, Origins]]:
        chunk = self._outlook.checker.check(keys)
        made = {(each.id, each.language): each for each in chunk.handouts}
        for key in keys:
            if key not in made:
                raise ContentError(chunk.problems or (_explain_missing(key),))
            yield made[key], chunk.origins[key]

    def _require_pages(self, handouts: tuple[tuple[Handout, Origins], ...]) -> None:
        """Refuse what has no pages that were looked at: one that was withdrawn, or cannot be made.

        Raises:
            HandoutError: a PDF is not there, or not up to date.
        """
        for handout, _ in handouts:
            if handout.review.state is State.WITHDRAWN:
                raise HandoutError(
                    f"'{handout.id}' was withdrawn, so it has no pages to check; say first that "
                    "it is under review, with approve --under-review, then look at it again"
                )
            if len(tuple(self._list_pdfs(handout))) < len(self._roster.editions):
                raise HandoutError(
                    f"the pages of '{handout.id}' could not be made; 'build {handout.id}' says why"
                )

    def _require_checked(self, handouts: tuple[tuple[Handout, Origins], ...]) -> None:
        checks = tuple(
            check_handout(handout, origins, self._check, pdfs=self._list_pdfs(handout))
            for handout, origins in handouts
        )
        wrong = tuple(each for each in checks if each.errors)
        if wrong:
            raise FindingsError(wrong)

    def _list_pdfs(self, handout: Handout) -> Iterator[MadePdf]:
        place = self._outlook.place
        for edition in self._roster.editions:
            path = output_path(handout.id, handout.language, edition)
            if self._outlook.is_usable(path):
                content = place.read(place.outputs[path])
                if content is not None:
                    yield MadePdf(edition, path, content)

    def _draft(self, handout: Handout, signing: Signing) -> Approval | None:
        entries = read_entries(self._root, self._find_path(handout.id, handout.language))
        is_approved = signing.state is State.APPROVED
        text = hash_words(print_words(handout)) if is_approved else None
        return sign(entries, handout.review.words, signing, text=text)

    def _record(self, handout: Handout, entry: Approval | None) -> Signed:
        if entry is not None:
            if entry.text is not None:
                keep_words(self._root, handout)
            add_entry(self._root, self._find_path(handout.id, handout.language), entry)
        path = output_path(handout.id, handout.language, REVIEW)
        record = self._outlook.place.outputs.get(path)
        is_of_these = record is not None and record.words == handout.review.words
        if record is None or not is_of_these or self._outlook.place.find(path) != record.sha256:
            return Signed(handout.id, handout.language, entry)
        return Signed(handout.id, handout.language, entry, path, record.sha256)

    def _find_path(self, handout_id: str, language: str) -> str:
        is_default = language == self._roster.default_language
        return find_path(self._root, handout_id, language, is_default=is_default)

    # --- withdrawing ----------------------------------------------------------------------------

    def withdraw(self, keys: tuple[Key, ...], withdrawal: Withdrawal) -> tuple[Signed, ...]:
        """Withdraw handouts, those too that cannot be made.

        Raises:
            HandoutError: the approvals of one were changed by hand, or cannot be written.
        """
        chunk = self._outlook.checker.check(keys)
        words = {(each.id, each.language): each.review.words for each in chunk.handouts}
        drafted: list[tuple[Key, str, Approval | None]] = []
        for key in keys:
            path = self._find_path(*key)
            entries = read_entries(self._root, path)
            drafted.append((key, path, withdraw(entries, words.get(key, NO_WORDS), withdrawal)))
        for _, path, entry in drafted:
            if entry is not None:
                add_entry(self._root, path, entry)
        return tuple(Signed(*key, entry) for key, _, entry in drafted)

    def list_holders(self, keys: tuple[Key, ...]) -> tuple[str, ...]:
        """Return the paths of the booklets and sets that hold any of these handouts."""
        held = frozenset(keys)
        return tuple(
            path
            for path, record in sorted(self._outlook.place.outputs.items())
            if any((member, record.target.language) in held for member in record.members)
        )


def _explain_missing(key: Key) -> Problem:
    handout_id, language = key
    what = f"the handout '{handout_id}' ({language}) cannot be made"
    return Problem("handouts", 1, 1, what, "run 'check', and mend what it names")
