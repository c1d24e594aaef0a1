"""What a handout says of itself as a translation."""

from tests.content_tree import HANDOUT, list_made, list_problems, type_blocks

SAID = "translation: {method: human, by: A. Translator"


def test_handout_in_the_default_language_is_no_translation() -> None:
    assert list_problems({"care/fever.yaml": HANDOUT + SAID + "}\n"}) == [
        "handouts/care/fever.yaml:6:1: only a file in another language can have 'translation'; "
        "remove it"
    ]


def test_translation_without_its_source_is_allowed_and_said() -> None:
    tree = {"care/only.es.yaml": HANDOUT + SAID + "}\n"}

    assert list_problems(tree) == [
        "handouts/care/only.es.yaml:1:1: warning: the handout is not there in English (en); "
        "write 'only.yaml', from which this is translated"
    ]
    assert list_made(tree) == [("care/fever", "en"), ("care/only", "es")]


def test_sections_that_the_source_does_not_have_are_warned_of() -> None:
    source = HANDOUT.replace("heading: Why", "{heading: Why, id: why, text: T}\n  - heading: More")
    translation = HANDOUT + SAID + ", sections: {why: x, '2': x, '3': x, whi: x}}\n"

    assert list_problems({"care/fever.yaml": source, "care/fever.es.yaml": translation}) == [
        "handouts/care/fever.es.yaml:6:76: warning: the source has no section '3'; "
        "use one of: 1, 2, why",
        "handouts/care/fever.es.yaml:6:84: warning: the source has no section 'whi'; "
        "did you mean 'why'?",
    ]


def test_handout_with_nothing_to_inherit_from_must_be_complete() -> None:
    blocks = type_blocks("- figure: {alt: A}", "- medicines: [{brands: [B]}, {generic: g}]")

    assert list_problems({"care/fever.yaml": blocks}) == [
        "handouts/care/fever.yaml:6:17: the key 'image' is missing; "
        "add it, with the name of a picture",
        "handouts/care/fever.yaml:7:21: the key 'generic' is missing; "
        "add it, with the generic name of the medicine",
    ]
