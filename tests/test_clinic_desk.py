"""What is known of the clinic, even when its file cannot be used."""

import pytest

from handoutpress.validate.clinic_desk import ClinicDesk, open_clinic
from handoutpress.validate.file_names import Tongues
from tests.content_tree import read_tree


def open_typed(clinic: str, *faulty_paths: str) -> ClinicDesk:
    return open_clinic(
        read_tree({"clinic.yaml": clinic}),
        {},
        theme_editions=("standard", "large-print"),
        faulty_paths=faulty_paths,
    )


@pytest.mark.parametrize(
    ("clinic", "tongues"),
    [
        ("name: A\n", Tongues("en", ("en",))),
        ("name: A\ndefault_language: es\n", Tongues("es", ("es",))),
        ("name: A\nlanguages: [es, en]\n", Tongues("en", ("es", "en"))),
        ("name: A\nlanguages: [es, es]\n", Tongues("en", ("es", "en"))),
        ("fax: A\nlanguages: [es, en]\n", Tongues("en", ("es", "en"))),
        ("name: A\nlanguages: es\n", Tongues("en", None)),
        ("name: [A\n", Tongues("en", None)),
    ],
)
def test_languages_are_known_as_far_as_they_can_be_read(clinic: str, tongues: Tongues) -> None:
    assert open_typed(clinic).tongues == tongues


@pytest.mark.parametrize(
    ("editions", "known"),
    [
        ("[standard, large-print]", ("standard", "large-print")),
        ("[large-print, large-print, huge]", ("large-print",)),
        ("", ("standard",)),
    ],
)
def test_editions_are_those_that_the_theme_has(editions: str, known: tuple[str, ...]) -> None:
    assert open_typed(f"name: A\neditions: {editions}\n").editions == known


def test_clinic_in_which_reading_found_an_error_cannot_be_used() -> None:
    assert open_typed("name: A\n").clinic is not None
    assert open_typed("name: A\n", "handouts/clinic.yaml").clinic is None
