"""What may stand at a place, read off the models."""

import pytest

from handoutpress.content import Clinic, Manuscript
from handoutpress.sources import Node, NodeKind
from handoutpress.validate.content_files import Steps
from handoutpress.validate.model_shape import (
    find_shape,
    is_required,
    list_choices,
    list_keys,
    wants,
)
from tests.content_tree import CLINIC, make_file, type_blocks

BLOCKS = type_blocks("- callout: {kind: tip, text: T}", "- write_in: {label: L}")


def read(typed: str) -> Node:
    node = make_file(typed).node
    assert node is not None
    return node


@pytest.mark.parametrize(
    ("steps", "keys"),
    [
        ((), tuple(Manuscript.model_fields)),
        (("sections", 0), ("heading", "id", "text", "blocks")),
        (("sections", 0, "blocks", 0), ("id", "callout")),
        (
            ("sections", 0, "blocks", 0, "callout"),
            ("kind", "phone", "title", "text", "items"),
        ),
        (("title",), ()),
    ],
)
def test_keys_are_those_of_the_model_at_the_place(steps: Steps, keys: tuple[str, ...]) -> None:
    node = read(BLOCKS)

    assert list_keys(find_shape(Manuscript, node, steps), node.find(steps)) == keys


def test_key_of_a_free_map_is_no_field() -> None:
    shape = find_shape(Clinic, read(CLINIC), ("phones", "nurse"))

    assert list_keys(shape, read(CLINIC)) == ("label", "number", "hours", "when_closed", "always")


@pytest.mark.parametrize(
    ("steps", "kinds"),
    [
        (("title",), {NodeKind.TEXT}),
        (("do",), {NodeKind.LIST}),
        (("codes",), {NodeKind.MAP}),
        (("nothing",), set()),
    ],
)
def test_kinds_are_those_that_fit(steps: Steps, kinds: set[NodeKind]) -> None:
    shape = find_shape(Manuscript, read(BLOCKS), steps)

    assert {kind for kind in NodeKind if shape is not None and wants(shape, kind)} == kinds


def test_text_of_the_clinic_may_be_a_map_as_well() -> None:
    shape = find_shape(Clinic, read(CLINIC), ("name",))

    assert [kind for kind in NodeKind if wants(shape, kind)] == [NodeKind.TEXT, NodeKind.MAP]


def test_choices_are_the_words_of_which_one_is_wanted() -> None:
    shape = find_shape(Clinic, read(CLINIC), ("paper",))

    assert list_choices(shape) == ("letter", "a4")


def test_required_is_what_a_map_cannot_do_without() -> None:
    node = read(BLOCKS)

    assert [is_required(Manuscript, node, key) for key in ("title", "do", "x")] == [
        True,
        False,
        False,
    ]
