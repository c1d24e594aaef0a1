"""IPP messages: bytes that other programs read, values from bytes that others wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.deliver.printing.ipp_message import (
    Attribute,
    Group,
    GroupTag,
    Message,
    MessageError,
    Range,
    Tag,
    decode,
    encode,
)

NAMES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20)
WHOLE = st.integers(-(2**31), 2**31 - 1)
PLAIN = st.one_of(
    st.tuples(st.sampled_from((Tag.INTEGER, Tag.ENUM)), st.lists(WHOLE, min_size=1)),
    st.tuples(st.just(Tag.BOOLEAN), st.lists(st.booleans(), min_size=1)),
    st.tuples(st.just(Tag.RANGE), st.lists(st.builds(Range, WHOLE, WHOLE), min_size=1)),
    st.tuples(st.just(Tag.KEYWORD), st.lists(st.text(max_size=30), min_size=1)),
    st.tuples(st.just(Tag.OCTETS), st.lists(st.binary(max_size=30), min_size=1)),
    st.tuples(st.just(Tag.NO_VALUE), st.just([None])),
)
SIMPLE = st.builds(lambda name, kind: Attribute(name, kind[0], tuple(kind[1])), NAMES, PLAIN)
COLLECTIONS = st.builds(
    lambda name, members: Attribute(name, Tag.BEGIN_COLLECTION, (tuple(members),)),
    NAMES,
    st.lists(SIMPLE, min_size=1, max_size=3),
)
GROUPS = st.builds(
    lambda tag, attributes: Group(tag, tuple(attributes)),
    st.sampled_from((GroupTag.OPERATION, GroupTag.JOB, GroupTag.PRINTER)),
    st.lists(st.one_of(SIMPLE, COLLECTIONS), max_size=4),
)


@given(st.integers(0, 0x7FFF), st.lists(GROUPS, max_size=3))
def test_what_is_written_is_read_back(code: int, groups: list[Group]) -> None:
    message = Message(code, 5, tuple(groups))
    assert decode(encode(message)) == message


def test_the_bytes_are_those_of_the_standard() -> None:
    # Source: RFC 8010, appendix A.1, cut down to two attributes
    message = Message(
        0x0002,
        1,
        (
            Group(GroupTag.OPERATION, (Attribute("attributes-charset", Tag.CHARSET, ("utf-8",)),)),
            Group(GroupTag.JOB, (Attribute("copies", Tag.INTEGER, (20,)),)),
        ),
        (1, 1),
    )
    assert encode(message) == (
        b"\x01\x01\x00\x02\x00\x00\x00\x01"
        b"\x01\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x02\x21\x00\x06copies\x00\x04\x00\x00\x00\x14"
        b"\x03"
    )


def test_a_page_range_is_two_whole_numbers() -> None:
    group = Group(GroupTag.JOB, (Attribute("page-ranges", Tag.RANGE, (Range(17, 20),)),))
    written = encode(Message(2, 1, (group,)))
    assert b"\x33\x00\x0bpage-ranges\x00\x08\x00\x00\x00\x11\x00\x00\x00\x14" in written


def test_text_with_its_language_is_read_as_text() -> None:
    value = b"\x00\x02de\x00\x07Drucker"
    content = (
        b"\x02\x00\x00\x00\x00\x00\x00\x01\x04"
        + b"\x35\x00\x0cprinter-info"
        + len(value).to_bytes(2, "big")
        + value
        + b"\x03"
    )
    assert decode(content).group(GroupTag.PRINTER).word("printer-info") == "Drucker"


def test_a_group_of_another_kind_is_passed_over() -> None:
    content = b"\x02\x00\x00\x00\x00\x00\x00\x01\x06\x21\x00\x01n\x00\x04\x00\x00\x00\x07\x03"
    assert decode(content).groups == ()


@pytest.mark.parametrize("cut", range(60))
def test_an_answer_that_is_cut_off_is_told(cut: int) -> None:
    group = Group(GroupTag.JOB, (Attribute("job-state-reasons", Tag.KEYWORD, ("none",) * 4),))
    whole = encode(Message(0, 1, (group,)))
    assert len(whole) > 60
    with pytest.raises(MessageError):
        decode(whole[:cut])


@given(st.binary(max_size=200))
def test_nonsense_is_read_or_refused(content: bytes) -> None:
    try:
        message = decode(content)
    except MessageError:
        return
    assert isinstance(message, Message)


def test_collections_within_collections_have_an_end() -> None:
    begin = b"\x34\x00\x01c\x00\x00" + b"\x4a\x00\x00\x00\x01m\x34\x00\x00\x00\x00" * 50
    with pytest.raises(MessageError, match="too many lists"):
        decode(b"\x02\x00\x00\x00\x00\x00\x00\x01\x04" + begin)


def test_a_value_that_is_too_long_is_refused() -> None:
    group = Group(GroupTag.JOB, (Attribute("job-name", Tag.NAME, ("x" * 40_000,)),))
    with pytest.raises(ValueError, match="longer than IPP can write"):
        encode(Message(2, 1, (group,)))
