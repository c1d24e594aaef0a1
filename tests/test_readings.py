"""A file's model, or the parts of it that fit."""

from handoutpress.content import Manuscript
from handoutpress.validate.content_files import FileKind
from handoutpress.validate.readings import iter_texts, read_model
from tests.content_tree import HANDOUT, make_file, read_typed, type_blocks


def test_file_that_fits_is_its_model() -> None:
    reading = read_typed(HANDOUT)

    assert isinstance(reading.value, Manuscript)
    assert reading.get_part("title").source == "Fever"
    assert reading.problems == ()


def test_parts_of_a_file_that_does_not_fit_are_the_largest_that_do() -> None:
    reading = read_typed(
        type_blocks("- text: A", "- tabel: B", "- callout: {kind: shout, text: C, items: [D]}")
    )

    assert reading.value is None
    assert [steps for steps, _ in reading.parts] == [
        ("title",),
        ("summary",),
        ("sections", 0, "heading"),
        ("sections", 0, "blocks", 0),
        ("sections", 0, "blocks", 2, "callout", "text"),
        ("sections", 0, "blocks", 2, "callout", "items"),
    ]


def test_texts_are_found_with_the_steps_that_lead_to_them() -> None:
    reading = read_typed("title: T\norder: [a]\nintroduction: I\n", FileKind.TOPIC)

    assert [(steps, text.source) for steps, text in iter_texts(reading.parts)] == [
        (("title",), "T"),
        (("introduction",), "I"),
    ]


def test_maps_and_lists_of_a_clinic_are_walked_through() -> None:
    typed = "name: {en: A}\naddress: [B, {en: C}]\nphones: {n: {label: D, number: 5}}\n"
    reading = read_typed(typed, FileKind.CLINIC)

    assert [steps for steps, _ in iter_texts(reading.parts)] == [
        ("name", "en"),
        ("address", 0),
        ("address", 1, "en"),
        ("phones", "n", "label"),
    ]


def test_file_that_is_no_yaml_says_nothing() -> None:
    reading = read_model(make_file("title: [x\n"))

    assert (reading.value, reading.parts, reading.problems) == (None, (), ())
