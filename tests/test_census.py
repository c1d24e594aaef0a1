"""Handouts and approvals are counted by their names, and by a peek into each."""

from collections.abc import Iterable

from handoutpress.errors import Problem
from handoutpress.validate.census import make_stubs, take_census
from handoutpress.validate.content_files import ContentFile, FileKind
from handoutpress.validate.peeks import Peek
from tests.approving import seal_entries
from tests.content_tree import HANDOUT, open_tree, type_blocks

FEVER = "care/fever.yaml"
GONE = seal_entries("- {version: 1, words: " + "a" * 64 + ", state: withdrawn, on: 2026-01-31}\n")


def tell(problems: Iterable[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


def test_clash_of_former_ids_is_told_with_the_handout_that_comes_second() -> None:
    clash = HANDOUT + "former_ids: [care/old]\n"
    opened = open_tree({"care/a.yaml": clash, "care/b.yaml": clash})

    assert opened.workshop.entangled == {("care/b", "en")}
    assert opened.workshop.check_shared() == ()
    assert opened.check(["care/a.yaml"]).problems == ()
    assert tell(opened.check(["care/b.yaml"]).problems) == [
        "handouts/care/b.yaml:6:14: 'care/old' is a former id of 'care/a' already; "
        "remove it in one of the two"
    ]


def test_approvals_of_nothing_are_told_when_they_are_handed_in() -> None:
    opened = open_tree({"approvals/care/gone.yaml": GONE})

    assert opened.workshop.orphans == ("handouts/approvals/care/gone.yaml",)
    assert [problem.what for problem in opened.check(["approvals/care/gone.yaml"]).problems] == [
        "there is no handout 'care/gone' in English (en)"
    ]


def test_file_that_cannot_be_named_is_a_stray() -> None:
    opened = open_tree({"care/Bad Name.yaml": "title: [x\n", "care/fever.fr.yaml": HANDOUT})

    assert opened.workshop.strays == (
        "handouts/care/Bad Name.yaml",
        "handouts/care/fever.fr.yaml",
    )
    assert [problem.line for problem in opened.check(["care/Bad Name.yaml"]).problems] == [1]


def test_withdrawn_handout_is_known_as_such_before_it_is_read() -> None:
    linked = type_blocks("- text: '[x](handout:care/cough)'")
    opened = open_tree(
        {FEVER: linked, "care/cough.yaml": HANDOUT, "approvals/care/cough.yaml": GONE}
    )

    assert tell(opened.check([FEVER]).problems) == [
        f"handouts/{FEVER}:6:20: 'care/cough' was withdrawn; take the link out"
    ]


def test_former_id_leads_to_the_first_that_claims_it_and_never_to_one_that_is_there() -> None:
    files = {
        path: ContentFile(path, FileKind.HANDOUT, "care", name, "en", None)
        for name in ("a", "b")
        for path in (f"handouts/care/{name}.yaml",)
    }
    first = Peek(title="A", former_ids=("care/old", "care/b"))
    second = Peek(former_ids=("care/old", "care/older"))

    census = take_census(files.values(), dict(zip(files, (first, second), strict=True)))

    assert census.catalog.former_ids == {"care/old": "care/a", "care/older": "care/b"}
    assert census.catalog.untitled == {("care/b", "en")}
    assert census.entangled == {("care/a", "en"), ("care/b", "en")}


def test_stub_begins_where_its_file_does() -> None:
    (stub,) = make_stubs({"handouts/care/a.yaml": Peek(line=3, column=2)})

    assert stub.node is not None
    assert (stub.path, stub.node.line, stub.node.column) == ("handouts/care/a.yaml", 3, 2)
