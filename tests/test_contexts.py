"""Texts and callouts under the letterhead that they are printed with."""

from handoutpress.validate.contexts import check_in_context
from tests.content_tree import make_file, read_typed, type_blocks
from tests.makers import LETTERHEAD, make_letterhead

TYPED = type_blocks(
    "- callout: {kind: call-now, phone: doctor, text: T}",
    "- callout: {kind: emergency, text: 'Call {{ clinic.emergency }}'}",
)


def test_numbers_and_placeholders_that_the_letterhead_lacks_are_told() -> None:
    bare = make_letterhead(emergency=None)

    found = check_in_context(make_file(TYPED), read_typed(TYPED).parts, bare)

    assert [problem.what for problem in found] == [
        "the placeholder 'clinic.emergency' stands for nothing",
        "the clinic has no phone 'doctor'",
        "the clinic has no emergency number for this callout",
    ]


def test_what_the_letterhead_has_is_right() -> None:
    typed = type_blocks("- callout: {kind: emergency, phone: nurse, text: '{{ clinic.name }}'}")

    assert list(check_in_context(make_file(typed), read_typed(typed).parts, LETTERHEAD)) == []
