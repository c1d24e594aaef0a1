"""Approve and withdraw in the tests, as the commands do; and write approvals as they are sealed."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from handoutpress.approval.desk import ApprovalDesk
from handoutpress.approval.run import Outcome, approve, withdraw
from handoutpress.approval.signing import Signing, Withdrawal
from handoutpress.approvals import add_seal, format_entry
from handoutpress.build import Builder, crews
from handoutpress.content import Approval, Approvals
from handoutpress.load.yaml_nodes import parse_yaml
from handoutpress.model import Handout
from handoutpress.plan import Request
from handoutpress.worker import open_crew
from tests.makers import SilentListener
from tests.stations import set_up_scribe

TODAY = date(2026, 11, 27)
YEAR = timedelta(365)
_ADAPTER: TypeAdapter[Approvals] = TypeAdapter(Approvals)


def seal_entries(typed: str) -> str:
    """Return entries that were typed as they stand in a file that nobody touched."""
    node, problems = parse_yaml(typed.encode(), "handouts/approvals/care/fever.yaml")
    assert problems == ()
    assert node is not None
    sealed: tuple[Approval, ...] = ()
    for entry in _ADAPTER.validate_python(node.plain()):
        sealed = (*sealed, add_seal(entry, sealed))
    return "".join(map(format_entry, sealed))


def _require_nothing(desk: ApprovalDesk, handouts: tuple[tuple[Handout, object], ...]) -> None:
    """Look at no page: those of the quick press are HTML."""


def print_quickly(patch: pytest.MonkeyPatch) -> None:
    """Have pages printed as their HTML, and have approvals look at no such page."""
    patch.setattr(crews, "open_crew", partial(open_crew, set_up=set_up_scribe))
    patch.setattr(ApprovalDesk, "_require_checked", _require_nothing)


def approve_words(
    root: Path,
    *ids: str,
    by: tuple[str, ...] = ("Nurse Educator",),
    on: date = TODAY,
    due: date | None = None,
    today: date = TODAY,
    **changes: object,
) -> Outcome:
    """Approve handouts as they stand, for a year where no day is named."""
    signing = Signing(by, on, due or on + YEAR, **changes)
    with closing(Builder(root, root / "out", jobs=1)) as builder:
        return approve(
            *(builder, root, Request(ids), signing), today=today, listener=SilentListener()
        )


def withdraw_words(
    root: Path, *ids: str, today: date = TODAY, replaced_by: str | None = None
) -> Outcome:
    """Withdraw handouts."""
    withdrawal = Withdrawal("New facts", today, (), replaced_by)
    with closing(Builder(root, root / "out", jobs=1)) as builder:
        return withdraw(
            *(builder, root, Request(ids), withdrawal), today=today, listener=SilentListener()
        )


def read_states(root: Path) -> dict[str, tuple[str, int | None]]:
    """Return what the manifest says of each PDF: its state and version."""
    manifest = json.loads((root / "out/manifest.json").read_text())
    return {each["path"]: (each["state"], each["version"]) for each in manifest["pdfs"]}
