import pytest

from handoutpress.errors import ExitCode, Problem, UsageError
from handoutpress.model import Handout, Library, Review, State, output_path
from handoutpress.plan import (
    Output,
    Request,
    Selection,
    order_longest_first,
    plan_outputs,
    plan_removals,
    select,
)
from tests.makers import make_handout, make_library, type_sections

FEVER = make_handout(id="care/fever")
CHILLS = make_handout(id="care/chills")
ASPIRIN = make_handout(id="drugs/aspirin")
FIEBRE = make_handout(id="care/fever", language="es")
LIBRARY = make_library(
    FEVER,
    CHILLS,
    ASPIRIN,
    FIEBRE,
    former_ids={"care/temperature": "care/fever"},
    known_ids=("care/broken", "care/chills", "care/fever", "drugs/aspirin"),
)


def plan_paths(request: Request, library: Library = LIBRARY) -> list[str]:
    return [output.path for output in plan_outputs(library, select(request, library))]


def test_everything_is_planned_when_nothing_is_named() -> None:
    assert plan_paths(Request()) == [
        "en/care/fever.pdf",
        "en/care/fever.large-print.pdf",
        "en/care/chills.pdf",
        "en/care/chills.large-print.pdf",
        "en/drugs/aspirin.pdf",
        "en/drugs/aspirin.large-print.pdf",
        "es/care/fever.pdf",
        "es/care/fever.large-print.pdf",
    ]


@pytest.mark.parametrize(
    ("request_", "paths"),
    [
        (
            Request(ids=("care/fever",), editions=("standard",)),
            ["en/care/fever.pdf", "es/care/fever.pdf"],
        ),
        (
            Request(ids=("care",), editions=("standard",)),
            ["en/care/fever.pdf", "en/care/chills.pdf", "es/care/fever.pdf"],
        ),
        (
            Request(ids=("drugs", "care/chills"), editions=("standard",)),
            ["en/care/chills.pdf", "en/drugs/aspirin.pdf"],
        ),
        (
            Request(ids=("care/temperature",), editions=("standard",)),
            ["en/care/fever.pdf", "es/care/fever.pdf"],
        ),
        (
            Request(ids=("care/fever", "care/fever", "care"), languages=("es",)),
            ["es/care/fever.pdf", "es/care/fever.large-print.pdf"],
        ),
        (Request(ids=("drugs",), editions=("large-print",)), ["en/drugs/aspirin.large-print.pdf"]),
        (
            Request(ids=("drugs",), editions=("large-print", "standard")),
            ["en/drugs/aspirin.pdf", "en/drugs/aspirin.large-print.pdf"],
        ),
        (Request(ids=("drugs",), languages=("es",)), []),
        (Request(ids=("care/broken",)), []),
    ],
    ids=[
        "handout",
        "topic",
        "topic and handout",
        "former id",
        "language",
        "edition",
        "editions in the clinic's order",
        "not translated",
        "handout that cannot be made",
    ],
)
def test_request_limits_what_is_planned(request_: Request, paths: list[str]) -> None:
    assert plan_paths(request_) == paths


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            Request(ids=("care/fevr",)),
            "there is no handout or topic 'care/fevr'; did you mean 'care/fever'?",
        ),
        (Request(ids=("drug",)), "there is no handout or topic 'drug'; did you mean 'drugs'?"),
        (
            Request(ids=("care/fever", "zzz")),
            "there is no handout or topic 'zzz'; use one of: care, care/broken, care/chills, "
            "care/fever, drugs, drugs/aspirin",
        ),
        (
            Request(languages=("es-MX",)),
            "the language 'es-MX' is not in clinic.yaml; use one of: en, es",
        ),
        (
            Request(editions=("large-prints",)),
            "the edition 'large-prints' is not in clinic.yaml; did you mean 'large-print'?",
        ),
        (
            Request(editions=("standard", "huge")),
            "the edition 'huge' is not in clinic.yaml; use one of: large-print, standard",
        ),
    ],
)
def test_unknown_name_is_told_with_the_nearest_one(request_: Request, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        select(request_, LIBRARY)
    assert str(caught.value) == message
    assert caught.value.exit_code is ExitCode.USAGE


def make_problem(handout_id: str = "", language: str = "") -> Problem:
    return Problem(
        "handouts/a.yaml", 1, 1, "it is wrong", "mend it", handout_id=handout_id, language=language
    )


@pytest.mark.parametrize(
    ("request_", "handout_id", "language", "is_told"),
    [
        (Request(), "", "", True),
        (Request(), "care/fever", "en", True),
        (Request(), "care/unheard", "fr", True),
        (Request(ids=("care/fever",)), "", "", True),
        (Request(ids=("care/fever",)), "care/fever", "", True),
        (Request(ids=("care/fever",)), "care/fever", "es", True),
        (Request(ids=("care/fever",)), "care/fever", "fr", True),
        (Request(ids=("care/fever",)), "care/chills", "", False),
        (Request(ids=("care",)), "care/chills", "en", True),
        (Request(ids=("care",)), "care/broken", "en", True),
        (Request(ids=("care",)), "drugs/aspirin", "en", False),
        (Request(ids=("care/temperature",)), "care/fever", "en", True),
        (Request(languages=("es",)), "", "", True),
        (Request(languages=("es",)), "", "es", True),
        (Request(languages=("es",)), "care/fever", "es", True),
        (Request(languages=("es",)), "care/fever", "", True),
        (Request(languages=("es",)), "care/fever", "en", False),
        (Request(languages=("es",)), "", "fr", False),
        (Request(ids=("care",), languages=("es",)), "care/fever", "en", False),
        (Request(editions=("standard",)), "care/fever", "en", True),
    ],
)
def test_request_limits_the_problems_that_are_told(
    request_: Request, handout_id: str, language: str, is_told: bool
) -> None:
    selection = select(request_, LIBRARY)

    assert selection.concerns(make_problem(handout_id, language)) is is_told


def make_withdrawn(**changes: str) -> Handout:
    return make_handout(review=Review(State.WITHDRAWN, version=2), **changes)


def test_withdrawn_handout_is_not_made_but_removed() -> None:
    withdrawn = make_withdrawn(id="care/old")
    library = make_library(FEVER, withdrawn)
    selection = select(Request(), library)

    assert [output.handout for output in plan_outputs(library, selection)] == [FEVER, FEVER]
    assert plan_removals(library, selection) == (
        Output(withdrawn, "standard", "en/care/old.pdf"),
        Output(withdrawn, "large-print", "en/care/old.large-print.pdf"),
    )


def test_only_what_was_asked_for_is_removed() -> None:
    library = make_library(FEVER, make_withdrawn(id="care/old"), make_withdrawn(id="drugs/old"))
    selection = select(Request(ids=("drugs",), editions=("standard",)), library)

    assert [output.path for output in plan_removals(library, selection)] == ["en/drugs/old.pdf"]


@pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED, State.UNDER_REVIEW])
def test_handouts_in_any_other_state_are_made(state: State) -> None:
    library = make_library(make_handout(review=Review(state)))
    selection = select(Request(editions=("standard",)), library)

    assert [output.path for output in plan_outputs(library, selection)] == ["en/care/fever.pdf"]
    assert plan_removals(library, selection) == ()


@pytest.mark.parametrize(
    ("handout", "edition", "path"),
    [
        (FEVER, "standard", "en/care/fever.pdf"),
        (FIEBRE, "large-print", "es/care/fever.large-print.pdf"),
        (make_handout(language="zh-Hans"), "standard", "zh-Hans/care/fever.pdf"),
    ],
)
def test_output_lies_by_language_and_topic(handout: Handout, edition: str, path: str) -> None:
    assert output_path(handout.id, handout.language, edition) == path


@pytest.mark.parametrize(
    ("request_", "handout_id", "language", "is_held"),
    [
        (Request(), "care/fever", "en", True),
        (Request(), "care/fever", "fr", False),
        (Request(ids=("care",)), "care/fever", "es", True),
        (Request(ids=("care",)), "drugs/aspirin", "en", False),
        (Request(languages=("es",)), "care/fever", "en", False),
    ],
)
def test_selection_holds_what_was_asked_for(
    request_: Request, handout_id: str, language: str, is_held: bool
) -> None:
    assert select(request_, LIBRARY).holds(handout_id, language) is is_held


@pytest.mark.parametrize(
    ("path", "is_told"),
    [
        ("handouts/clinic.yaml", True),
        ("handouts/care/topic.yaml", True),
        ("handouts/other/topic.yaml", False),
        ("handouts/snippets/hours.yaml", True),
        ("handouts/sets/start.yaml", True),
    ],
)
def test_a_problem_of_another_topics_file_is_not_told(path: str, is_told: bool) -> None:
    selection = Selection(frozenset({"care/fever"}), ("en",), ("standard",), False, True)
    problem = Problem(path, 1, 1, "it is wrong", "mend it")

    assert selection.concerns(problem) is is_told


def test_long_handouts_come_first_and_equals_keep_their_order() -> None:
    long = make_handout(type_sections("One", words=50), id="care/long")
    outputs = [
        Output(handout, "standard", output_path(handout.id, handout.language, "standard"))
        for handout in (FEVER, CHILLS, long)
    ]
    assert [output.path for output in order_longest_first(outputs)] == [
        "en/care/long.pdf",
        "en/care/fever.pdf",
        "en/care/chills.pdf",
    ]
