"""Look whether handouts may be approved, and write down that they are.

Builds nothing: whoever calls has brought the PDFs up to date, and holds the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from handoutpress.approval.filing import (
    add_entry,
    find_path,
    print_words,
    put_slip,
    read_entries,
)
from handoutpress.approval.signing import (
    Signing,
    Withdrawal,
    require_roles,
    require_words,
    sign,
    withdraw,
)
from handoutpress.approvals import format_entry
from handoutpress.build import Bench
from handoutpress.build.roster import Key
from handoutpress.checking import HandoutCheck, MadePdf, check_handout
from handoutpress.collection import REVIEW
from handoutpress.content import Approval, ApprovalSettings, CheckSettings
from handoutpress.errors import ExitCode, HandoutError, Problem, Severity
from handoutpress.model import Handout, State, output_path
from handoutpress.passages import Origins
from handoutpress.rules import Finding
from handoutpress.slips import hash_slip

NO_WORDS = "0" * 64  # for a handout that cannot be read and never was approved


class UnfitError(HandoutError):
    """Nothing was signed, because content is wrong; `problems` say where."""

    exit_code = ExitCode.CONTENT

    def __init__(self, what: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{what}; nothing was approved")


class FindingsError(UnfitError):
    """A check found errors; `checks` hold them."""

    def __init__(self, checks: tuple[HandoutCheck, ...]) -> None:
        self.checks = checks
        names = ", ".join(f"'{each.handout.id}'" for each in checks)
        found = (_make_problem(finding) for check in checks for finding in check.errors)
        super().__init__(f"the check finds errors in {names}", found)


def _make_problem(finding: Finding) -> Problem:
    place = finding.place
    what = f"{finding.what} [{finding.rule.key}]"
    where = (finding.handout_id, finding.language)
    return Problem(
        *(place.path, place.line, place.column, what, finding.remedy, Severity.ERROR), *where
    )


@dataclass(frozen=True, slots=True)
class Signed:
    """A handout that was approved: the new entry, and the review PDF that it rests on.

    `entry` is None where the last entry says the same, or where nothing could be written: then
    `fault` says why. `pdf` is the path of the review PDF below the output folder, and `sha256` its
    digest; both are "" where there is none of these words.
    """

    handout_id: str
    language: str
    entry: Approval | None
    pdf: str = ""
    sha256: str = ""
    fault: str = ""


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
        for handout, _ in handouts:
            require_words(handout.review.words, signing)
        if signing.state is State.APPROVED:
            self._require_pages(handouts)
            self._require_checked(handouts)
        # Before the first one is written it is known that each can be.
        drafted = [(handout, *self._draft(handout, signing)) for handout, _ in handouts]
        done: list[Signed] = []
        for handout, entry, is_new in drafted:
            with _naming(done):
                done.append(self._record(handout, entry, is_new=is_new))
        return tuple(done)

    def _require_handouts(self, keys: tuple[Key, ...]) -> Iterator[tuple[Handout, Origins]]:
        chunk = self._outlook.checker.check(keys)
        made = {(each.id, each.language): each for each in chunk.handouts}
        for key in keys:
            if key not in made:
                raise UnfitError(f"'{key[0]}' ({key[1]}) cannot be made", chunk.problems)
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
            record = place.outputs.get(path)
            is_of_these = record is not None and record.words == handout.review.words
            if record is not None and is_of_these and self._outlook.is_usable(path):
                content = place.read(record)
                if content is not None:
                    yield MadePdf(edition, path, content)

    def _draft(self, handout: Handout, signing: Signing) -> tuple[Approval, bool]:
        """Return the entry that says this, and whether it is a new one."""
        entries = read_entries(self._root, self._find_path(handout.id, handout.language))
        is_approved = signing.state is State.APPROVED
        text = hash_slip(print_words(handout)) if is_approved else None
        entry = sign(entries, handout.review.words, signing, text=text)
        return (entries[-1], False) if entry is None else (entry, True)

    def _record(self, handout: Handout, entry: Approval, *, is_new: bool) -> Signed:
        """Write the entry, then its slip; an old one whose slip is gone gets it again."""
        key = (handout.id, handout.language)
        if is_new:
            add_entry(self._root, self._find_path(*key), entry)
        put_slip(self._root, key, entry, _make_slip(handout, entry))
        return self._describe(handout, entry if is_new else None)

    def _describe(self, handout: Handout, entry: Approval | None) -> Signed:
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

        Where nothing can be written, the others are withdrawn all the same, and a fault says why.
        """
        chunk = self._outlook.checker.check(keys)
        words = {(each.id, each.language): each.review.words for each in chunk.handouts}
        return tuple(self._withdraw_one(key, words.get(key, NO_WORDS), withdrawal) for key in keys)

    def _withdraw_one(self, key: Key, words: str, withdrawal: Withdrawal) -> Signed:
        path = self._find_path(*key)
        try:
            entry = withdraw(read_entries(self._root, path), words, withdrawal)
            if entry is not None:
                add_entry(self._root, path, entry)
                put_slip(self._root, key, entry, format_entry(entry).encode())
        except HandoutError as error:
            return Signed(*key, None, fault=str(error))
        return Signed(*key, entry)

    def list_holders(self, keys: tuple[Key, ...]) -> tuple[str, ...]:
        """Return the paths of the booklets and sets that hold any of these handouts."""
        held = frozenset(keys)
        return tuple(
            path
            for path, record in sorted(self._outlook.place.outputs.items())
            if any((member, record.target.language) in held for member in record.members)
        )


def _make_slip(handout: Handout, entry: Approval) -> bytes:
    """Return what a slip keeps: the words that were approved, or what an entry says."""
    return format_entry(entry).encode() if entry.text is None else print_words(handout)


@contextmanager
def _naming(done: Sequence[Signed]) -> Iterator[None]:
    """Name in an error what was written before it."""
    try:
        yield
    except HandoutError as error:
        if not done:
            raise
        names = ", ".join(f"'{each.handout_id}' ({each.language})" for each in done)
        raise HandoutError(f"{error}; written before that: {names}") from error
