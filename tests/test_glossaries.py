"""The glossary, language by language."""

from tests.content_tree import HANDOUT, list_made, list_problems, list_scopes, make_handout

PATH = "handouts/glossary.yaml"
BOTH = {"care/fever.es.yaml": HANDOUT}


def test_handout_has_the_words_of_its_language() -> None:
    glossary = """\
en: [{word: port, meaning: A small disc.}]
es: [{word: catéter, meaning: Un tubo.}]
"""

    handout = make_handout(BOTH | {"glossary.yaml": glossary}, language="es")

    assert [entry.word.source for entry in handout.glossary] == ["catéter"]


def test_fault_in_one_language_fails_only_that_language() -> None:
    glossary = """\
en: [{word: port, meaning: A small disc.}]
es: [{word: catéter}]
"""
    tree = BOTH | {"glossary.yaml": glossary}

    assert list_problems(tree) == [f"{PATH}:2:6: the key 'meaning' is missing; add it"]
    assert list_scopes(tree) == [("", "es")]
    assert list_made(tree) == [("care/fever", "en")]


def test_key_that_is_no_language_fails_all_for_any_may_be_meant() -> None:
    tree = BOTH | {"glossary.yaml": "spanish: [{word: catéter, meaning: Un tubo.}]\n"}

    assert list_problems(tree) == [
        f"{PATH}:1:1: the key 'spanish' cannot stand here; "
        "write a language tag such as en, es or zh-Hans"
    ]
    assert list_scopes(tree) == [("", "")]
    assert list_made(tree) == []


def test_language_that_the_clinic_does_not_have_fails_nothing_but_is_told_to_all() -> None:
    tree = {"glossary.yaml": "fr: [{word: fièvre}]\n"}

    assert list_problems(tree) == [f"{PATH}:1:6: the key 'meaning' is missing; add it"]
    assert list_scopes(tree) == [("", "")]
    assert list_made(tree) == [("care/fever", "en")]


def test_word_that_is_explained_twice_is_told() -> None:
    glossary = """\
en:
  - {word: metastasis, forms: [metastases], meaning: M}
  - {word: Metastases, meaning: M}
es:
  - {word: metastasis, meaning: M}
"""

    assert list_problems({"glossary.yaml": glossary}) == [
        f"{PATH}:3:5: the word 'metastases' is explained twice; remove one of the two"
    ]


def test_meanings_are_checked_under_the_letterhead() -> None:
    glossary = """\
en:
  - word: port
    meaning: Call {{ clinic.nme }}, or read [this](handout:care/x).
"""
    tree = {"glossary.yaml": glossary}

    assert list_problems(tree) == [
        f"{PATH}:3:19: unknown placeholder 'clinic.nme'; did you mean 'clinic.name'?",
        f"{PATH}:3:52: there is no handout 'care/x'; use one of: care/fever",
    ]
    assert list_made(tree) == []
