"""Paths say what a file is; those that say nothing are told."""

import pytest

from handoutpress.errors import Problem
from handoutpress.sources import SourceFile
from handoutpress.validate.content_files import ContentFile, FileKind
from handoutpress.validate.file_names import Tongues, name_files, scope_problems

TONGUES = Tongues("en", ("en", "es", "zh-Hans"))


def name(*paths: str, tongues: Tongues = TONGUES) -> tuple[list[ContentFile], list[str]]:
    files = [SourceFile(f"handouts/{path}", "", None) for path in sorted(paths)]
    named = name_files(files, tongues, faulty_paths=())
    return list(named.files), [str(problem) for problem in named.problems]


@pytest.mark.parametrize(
    ("path", "kind", "topic", "own_name", "language", "handout_id"),
    [
        ("clinic.yaml", FileKind.CLINIC, "", "clinic", "", ""),
        ("glossary.yaml", FileKind.GLOSSARY, "", "glossary", "", ""),
        ("snippets/more.yaml", FileKind.SNIPPET, "", "more", "en", ""),
        ("snippets/topic.es.yaml", FileKind.SNIPPET, "", "topic", "es", ""),
        ("sets/booklet.yaml", FileKind.SET, "", "booklet", "en", ""),
        ("approvals/care/fever.yaml", FileKind.APPROVALS, "care", "fever", "en", "care/fever"),
        ("care/topic.yaml", FileKind.TOPIC, "care", "topic", "en", ""),
        ("care/topic.es.yaml", FileKind.TOPIC, "care", "topic", "es", ""),
        ("care/fever.yaml", FileKind.HANDOUT, "care", "fever", "en", "care/fever"),
        ("care/fever.zh-Hans.yaml", FileKind.HANDOUT, "care", "fever", "zh-Hans", "care/fever"),
        ("care-2/24-hours.yaml", FileKind.HANDOUT, "care-2", "24-hours", "en", "care-2/24-hours"),
    ],
)
def test_place_and_name_say_what_a_file_is(
    path: str, kind: FileKind, topic: str, own_name: str, language: str, handout_id: str
) -> None:
    (file,), problems = name(path)

    assert problems == []
    assert (file.kind, file.topic, file.name) == (kind, topic, own_name)
    assert (file.language, file.handout_id) == (language, handout_id)


MISNAMED = [
    ("clinc.yaml", "clinc.yaml:1:1: 'clinc.yaml' is not read here; did you mean 'clinic.yaml'?"),
    (
        "glosary.es.yaml",
        "glosary.es.yaml:1:1: 'glosary.es.yaml' is not read here; did you mean 'glossary.yaml'?",
    ),
    (
        "fever.yaml",
        "fever.yaml:1:1: 'fever.yaml' is not read here; move it into the folder of a topic",
    ),
    (
        "care/at-home/fever.yaml",
        "care/at-home/fever.yaml:1:1: the file lies too deep, and is not read; move it into 'care'",
    ),
    (
        "approvals/care/at-home/fever.yaml",
        "approvals/care/at-home/fever.yaml:1:1: the file lies too deep, and is not read; "
        "move it into 'approvals/care'",
    ),
    (
        "approvals/fever.yaml",
        "approvals/fever.yaml:1:1: approvals lie in a folder of their topic; "
        "move it to 'approvals/TOPIC/fever.yaml'",
    ),
    (
        "Breast Cancer/fever.yaml",
        "Breast Cancer:1:1: the folder 'Breast Cancer' makes no id; rename it to 'breast-cancer'",
    ),
    (
        "care/Fever_Chart.es.yaml",
        "care/Fever_Chart.es.yaml:1:1: the name 'Fever_Chart' makes no id; "
        "rename it to 'fever-chart.es.yaml'",
    ),
    (
        "care/fièvre.yaml",
        "care/fièvre.yaml:1:1: the name 'fièvre' makes no id; rename it to 'fievre.yaml'",
    ),
    (
        "care/发烧.yaml",
        "care/发烧.yaml:1:1: the name '发烧' makes no id; "
        "rename it with small letters a to z, digits and single hyphens",
    ),
    (
        "care/booklet.yaml",
        "care/booklet.yaml:1:1: the name 'booklet' is taken for another use; rename the file",
    ),
    (
        "care/fever.esp_MX.yaml",
        "care/fever.esp_MX.yaml:1:1: 'esp_MX' is no language tag; use one of: en, es, zh-Hans",
    ),
    (
        "care/fever.ES.yaml",
        "care/fever.ES.yaml:1:1: 'ES' is no language tag; did you mean 'es'?",
    ),
    (
        "care/fever..yaml",
        "care/fever..yaml:1:1: '' is no language tag; use one of: en, es, zh-Hans",
    ),
    (
        "care/fever.fr.yaml",
        "care/fever.fr.yaml:1:1: the clinic has no language 'fr'; "
        "add it to 'languages' in clinic.yaml, or use one of: en, es, zh-Hans",
    ),
]


@pytest.mark.parametrize(("path", "expected"), MISNAMED)
def test_name_that_says_nothing_is_told(path: str, expected: str) -> None:
    files, problems = name(path)

    assert files == []
    assert problems == [f"handouts/{expected}"]


def test_folder_is_told_once_however_many_files_lie_in_it() -> None:
    _, problems = name("Care/a.yaml", "Care/b.yaml")

    assert problems == ["handouts/Care:1:1: the folder 'Care' makes no id; rename it to 'care'"]


def test_suffix_of_the_default_language_is_to_be_dropped() -> None:
    (file,), problems = name("care/fever.en.yaml")

    assert file.is_faulty
    assert problems == [
        "handouts/care/fever.en.yaml:1:1: 'fever.en.yaml' is in the default language, "
        "which needs no suffix; rename it to 'fever.yaml'"
    ]


def test_two_files_for_one_id_spoil_it() -> None:
    (file,), problems = name("care/fever.en.yaml", "care/fever.yaml")

    assert (file.path, file.is_faulty) == ("handouts/care/fever.yaml", True)
    assert problems == [
        "handouts/care/fever.en.yaml:1:1: 'fever.en.yaml' and 'fever.yaml' are two files for "
        "one id; put all words into 'fever.yaml', and delete 'fever.en.yaml'"
    ]


def test_any_language_is_let_pass_while_the_clinic_does_not_say_which_it_has() -> None:
    (file,), problems = name("care/fever.fr.yaml", tongues=Tongues("en", None))

    assert file.language == "fr"
    assert problems == []


def test_problem_of_reading_concerns_whom_its_file_concerns() -> None:
    files, _ = name("care/fever.es.yaml")
    ours = Problem("handouts/care/fever.es.yaml", 1, 1, "a tab", "use spaces")
    other = Problem("handouts/care/fever.yml", 1, 1, "the ending", "rename it")

    scoped = [(each.handout_id, each.language) for each in scope_problems([ours, other], files)]

    assert scoped == [("care/fever", "es"), ("", "")]
