"""The rules of `clinic.yaml`: languages, editions, phones, colours, logo."""

import pytest

from handoutpress.validate.clinic_rules import measure_contrast
from tests.content_tree import HANDOUT, list_made, list_problems, make_library, validate_tree
from tests.content_tree import make_picture as picture

PATH = "handouts/clinic.yaml"
OPEN = "name a phone that is open when this one is closed"
START = "name: A\nlanguages: [en, es]\n"

UNUSABLE = [
    (
        "name: A\nlanguages: [es]\n",
        "2:12: 'languages' lacks the default language 'en'; "
        "add 'en', or name another 'default_language'",
    ),
    (
        START + "colors: {primary: '#777777'}\n",
        "3:19: the contrast of 'primary' on white is 4.4:1; "
        "choose a darker colour, of at least 4.5:1",
    ),
    (
        START + "colors: {accent: '#ffffff'}\n",
        "3:18: the contrast of 'accent' on white is 1.0:1; "
        "choose a darker colour, of at least 4.5:1",
    ),
    (
        START + "logo: logo.png\n",
        "3:7: there is no picture 'logo.png'; put a PNG, JPEG or SVG file of that name there",
    ),
    (
        START + "logo: ../logo.png\n",
        "3:7: the picture '../logo.png' lies outside of 'handouts'; "
        "put the picture into the folder of the topic, and name it as it is named there",
    ),
    (
        START + "department: 'Part of {{ clinic.name }}'\n",
        "3:22: the placeholder 'clinic.name' cannot stand in this text; "
        "write out what it stands for",
    ),
    (
        START + "department: 'Part of {{ clinic'\n",
        "3:22: '{{' is not closed with '}}'; "
        r"write a name such as {{ clinic.name }}, or \{{ to print two braces",
    ),
    (
        START + "phones:\n  a: {label: A, number: 1, when_closed: b}\n",
        "4:41: the clinic has no phone 'b'; use one of: a",
    ),
    (
        START + "phones:\n  a: {label: A, number: 1, when_closed: a}\n",
        f"4:41: 'when_closed' leads in a circle: a → a; {OPEN}",
    ),
]


@pytest.mark.parametrize(("clinic", "expected"), UNUSABLE)
def test_clinic_that_cannot_be_printed_is_unusable(clinic: str, expected: str) -> None:
    validated = validate_tree({"clinic.yaml": clinic, "care/topic.es.yaml": ""})

    assert [str(problem) for problem in validated.problems] == [f"{PATH}:{expected}"]
    assert validated.library is None
    assert validated.broken == (("care/fever", "en"),)


def test_circle_of_phones_is_told_once_and_not_for_those_that_lead_into_it() -> None:
    phones = """\
phones:
  c: {label: C, number: 3, when_closed: b}
  b: {label: B, number: 2, when_closed: a}
  a: {label: A, number: 1, when_closed: b}
"""

    assert list_problems({"clinic.yaml": START + phones}) == [
        f"{PATH}:6:41: 'when_closed' leads in a circle: a → b → a; {OPEN}"
    ]


IN_PART = [
    ("name: A\nlanguages: [en, es, en]\n", "2:21: 'en' stands there twice; remove one"),
    (
        START + "editions: [standard, large-prnt]\n",
        "3:22: there is no edition 'large-prnt' in styles; did you mean 'large-print'?",
    ),
    (
        START + "editions: [standard, web]\n",
        "3:22: the edition name 'web' is taken for another use; use one of: large-print, standard",
    ),
    (
        START + "editions: [standard, review]\n",
        "3:22: the edition name 'review' is taken for another use; "
        "use one of: large-print, standard",
    ),
    (
        START + "editions: [standard, standard]\n",
        "3:22: 'standard' stands there twice; remove one",
    ),
]


@pytest.mark.parametrize(("clinic", "expected"), IN_PART)
def test_what_is_right_in_a_list_is_used_though_not_all_of_it_is(
    clinic: str, expected: str
) -> None:
    library = make_library({"clinic.yaml": clinic})

    assert list_problems({"clinic.yaml": clinic}) == [f"{PATH}:{expected}"]
    assert (library.languages, library.editions) == (("en", "es"), ("standard",))


def test_language_without_labels_keeps_its_own_handouts_from_being_made() -> None:
    tree = {
        "clinic.yaml": "name: A\nlanguages: [en, ar]\n",
        "care/topic.es.yaml": "",
        "care/topic.ar.yaml": "title: رعاية\n",
        "care/fever.ar.yaml": HANDOUT,
    }

    (problem,) = validate_tree(tree).problems

    assert str(problem) == (
        f"{PATH}:2:17: Arabic (ar) has no catalogue of labels; "
        "add handoutpress/labels/ar.po, or remove the language"
    )
    assert (problem.handout_id, problem.language) == ("", "ar")
    assert list_made(tree) == [("care/fever", "en")]


def test_language_without_labels_and_handouts_is_a_warning() -> None:
    tree = {"clinic.yaml": "name: A\nlanguages: [en, es, ar]\n"}

    assert list_problems(tree) == [
        f"{PATH}:2:21: warning: Arabic (ar) has no catalogue of labels; "
        "add handoutpress/labels/ar.po, or remove the language"
    ]


def test_clinic_without_languages_has_its_default_one() -> None:
    tree = {"clinic.yaml": "name: A\n", "care/topic.es.yaml": ""}

    assert make_library(tree).languages == ("en",)


def test_logo_is_named_from_the_root() -> None:
    tree = {"clinic.yaml": START + "logo: art/logo.png\n"}

    library = make_library(tree, picture("art/logo.png"))

    assert library.handouts[0].letterhead.logo == "handouts/art/logo.png"


@pytest.mark.parametrize(
    ("color", "ratio"),
    # Source: WCAG 2.2, understanding 1.4.3, and its well-known nearest greys.
    [("#000000", 21.0), ("#ffffff", 1.0), ("#777777", 4.4), ("#767676", 4.5), ("#ff0000", 3.9)],
)
def test_contrast_is_that_of_the_guideline_rounded_down(color: str, ratio: float) -> None:
    assert measure_contrast(color) == ratio


def test_a_rule_of_the_check_that_there_is_not_is_a_warning() -> None:
    clinic = START + "check:\n  rules: {passive-voice: off, pasive-voice: off}\n"

    assert list_problems({"clinic.yaml": clinic}) == [
        f"{PATH}:4:31: warning: there is no rule 'pasive-voice'; did you mean 'passive-voice'?"
    ]
    assert list_made({"clinic.yaml": clinic, "care/fever.yaml": HANDOUT}) == [("care/fever", "en")]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            "check: {flesch_kincaid: high}",
            "3:25: 'flesch_kincaid' is 'high'; write a number from 1 to 20 such as 8",
        ),
        (
            "check: {words_per_sentence: 2}",
            "3:29: 'words_per_sentence' is '2'; write a whole number from 5 to 60",
        ),
        (
            "approvals: {needed: 0}",
            "3:21: 'needed' is '0'; write a whole number from 1 to 9",
        ),
    ],
)
def test_a_limit_that_is_no_number_is_told(settings: str, expected: str) -> None:
    assert list_problems({"clinic.yaml": START + settings + "\n"}) == [f"{PATH}:{expected}"]
