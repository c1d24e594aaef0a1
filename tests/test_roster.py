"""Names and problems go to the ledger and come back as they were."""

from __future__ import annotations

import json

from handoutpress.build.roster import (
    BookletWish,
    Roster,
    dump_problems,
    dump_roster,
    load_problems,
    load_roster,
)
from handoutpress.catalogue import CatalogueSet
from handoutpress.errors import Problem, Severity
from handoutpress.jobs import Folding

ROSTER = Roster(
    default_language="en",
    languages=("en", "es"),
    editions=("standard",),
    handouts=(("care/fever", "en"), ("care/chills", "en"), ("care/fever", "es")),
    withdrawn=frozenset({("care/chills", "en")}),
    former_ids={"care/hot": "care/fever"},
    clinic_names={"en": "Clinic", "es": "Clínica"},
    primary_color="#00274c",
    packets=(CatalogueSet("start", "en", "Start", ("care/fever",)),),
    booklets=(
        BookletWish("care", "en", "Care", True, Folding("long-edge", 2, 0.1), (("a/b", "B"),)),
        BookletWish("care", "es", "Cuidados", False, None),
    ),
    spoilt=frozenset({("sets/bad", "en")}),
)


def test_a_roster_comes_back_as_it_was() -> None:
    assert load_roster(json.loads(json.dumps(dump_roster(ROSTER)))) == ROSTER


def test_known_ids_are_each_named_once() -> None:
    assert ROSTER.known_ids == ("care/chills", "care/fever")


def test_problems_come_back_as_they_were() -> None:
    problems = (
        Problem("handouts/a.yaml", 3, 1, "it is wrong", "mend it"),
        Problem("handouts/b.yaml", 1, 2, "é", "x", Severity.WARNING, "care/fever", "es"),
    )

    assert load_problems(json.loads(json.dumps(dump_problems(problems)))) == problems
