import pytest

from handoutpress.errors import ExitCode, Problem, UsageError
from handoutpress.model import Handout, output_path
from handoutpress.outcome import Target
from handoutpress.plan import Request, Selection, select
from tests.makers import make_handout, make_library

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


def test_everything_is_selected_when_nothing_is_named() -> None:
    selection = select(Request(), LIBRARY)

    assert selection.editions == ("standard", "large-print")
    assert selection.languages == ("en", "es")
    assert selection.holds("care/fever", "es")


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (("care/fever",), {"care/fever"}),
        (("care",), {"care/broken", "care/chills", "care/fever"}),
        (("drugs", "care/chills"), {"drugs/aspirin", "care/chills"}),
        (("care/temperature",), {"care/fever"}),
        (("care/fever", "care/fever", "care"), {"care/broken", "care/chills", "care/fever"}),
    ],
    ids=["handout", "topic", "topic and handout", "former id", "named twice"],
)
def test_a_name_selects_a_handout_or_a_topic(names: tuple[str, ...], ids: set[str]) -> None:
    selection = select(Request(ids=names), LIBRARY)

    assert selection.ids == ids


def test_editions_stand_in_the_order_of_the_clinic() -> None:
    request = Request(editions=("large-print", "standard"))

    assert select(request, LIBRARY).editions == ("standard", "large-print")


def test_edition_for_review_is_made_only_where_it_is_named() -> None:
    assert "review" not in select(Request(), LIBRARY).editions
    assert select(Request(editions=("review",)), LIBRARY).editions == ("review",)
    assert select(Request(editions=("review", "large-print")), LIBRARY).editions == (
        "large-print",
        "review",
    )


@pytest.mark.parametrize(
    ("request_", "is_covered"),
    [
        (Request(), True),
        (Request(ids=("care",)), False),
        (Request(languages=("en",)), False),
        (Request(editions=("standard",)), False),
        (Request(ids=("care",), languages=("es",)), False),
    ],
)
def test_what_is_gone_is_covered_only_by_a_run_without_such_limits(
    request_: Request, is_covered: bool
) -> None:
    gone = Target("fr/old/gone.huge.pdf", "old/gone", "fr", "huge")

    assert select(request_, LIBRARY).covers(gone) is is_covered


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
