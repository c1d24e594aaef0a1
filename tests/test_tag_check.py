"""The tag check against a sound PDF, and against that PDF broken in one way at a time."""

from __future__ import annotations

from io import BytesIO

import page as page_validation
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Object, Pdf

from handoutpress.tag_check import RULES, TagFault, check_tags
from handoutpress.tag_check.read import read_document
from tests.tag_breakages import BROKEN, STILL_SOUND, page
from tests.tagged_pdf import build_sound_pdf, change

SOUND = build_sound_pdf()


def rules_broken(pdf: bytes) -> frozenset[str]:
    return frozenset(fault.rule for fault in check_tags(pdf))


def test_a_sound_pdf_has_no_fault():
    assert check_tags(SOUND) == ()


def test_the_sound_pdf_passes_the_rules_of_pdf_ua_too():
    report = page_validation.validate_pdf_bytes(
        SOUND, profile=page_validation.ValidationProfile.PDF_UA_1
    )

    assert report.rules.total > 100
    assert [failure.message for failure in report.failures] == []


@pytest.mark.parametrize("name", BROKEN)
def test_one_thing_broken_is_told_by_its_rule_and_no_other(name):
    mutate, rules = BROKEN[name]

    assert rules_broken(change(SOUND, mutate)) == rules


@pytest.mark.parametrize("name", STILL_SOUND)
def test_what_is_unusual_and_allowed_is_no_fault(name):
    assert check_tags(change(SOUND, STILL_SOUND[name])) == ()


def test_each_rule_is_broken_by_a_pdf_of_these_tests():
    documents = [read_document(change(SOUND, mutate)) for mutate, _ in BROKEN.values()]

    assert [rule for rule in RULES if not any(list(rule(item)) for item in documents)] == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("a_string_is_not_closed", "content-malformed: page 1: '(' is out of place"),
        ("a_mark_is_not_closed", "content-unbalanced: page 1: 1 mark is not closed"),
        (
            "text_is_painted_outside_the_tags",
            "content-untagged: page 1 paints outside every tag and artifact: Tj",
        ),
        ("an_artifact_lies_in_a_tag", "content-nesting: page 1: an artifact lies inside a tag"),
        ("an_mcid_occurs_twice_on_a_page", "mcid-repeated: page 1 uses MCID 1 more than once"),
        (
            "the_array_of_a_page_is_missing",
            "parent-tree-slot: page 1: the ParentTree has no array for key 0",
        ),
        (
            "a_slot_of_a_used_mcid_is_null",
            "parent-tree-slot: page 1: MCID 1 has no element in the ParentTree",
        ),
        (
            "two_annotations_share_a_key",
            "parent-tree-shared: key 3 belongs to more than one page or annotation",
        ),
        (
            "a_link_leads_to_an_unknown_name",
            "destination: link 1 on page 2 leads by the name b'nowhere' to nothing, "
            "no page of this file",
        ),
        (
            "a_cell_names_an_unknown_header",
            "table-headers: TD (34) names b'tuesday', no TH of its table",
        ),
        ("a_heading_level_is_skipped", "heading-order: H3 (30) follows H1"),
        ("a_link_has_no_words", "annotation-contents: a Link on page 1 has no /Contents"),
        ("the_file_has_no_language", "document-lang: the file has no /Lang"),
        ("the_count_of_pages_is_wrong", "page-tree: 2 0 R holds 2 pages, not 3"),
    ],
)
def test_a_fault_says_what_is_wrong_and_where(name, fault):
    mutate, _ = BROKEN[name]

    assert fault in [str(found) for found in check_tags(change(SOUND, mutate))]


def encrypt(password: str) -> bytes:
    buffer = BytesIO()
    with pikepdf.open(BytesIO(SOUND)) as opened:
        opened.save(buffer, encryption=pikepdf.Encryption(user=password, owner="owner"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "pdf",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html><body>not a PDF</body></html>", id="another format"),
        pytest.param(b"%PDF-1.7\n\x00\xff\xfe garbage", id="garbage after a header"),
        pytest.param(SOUND[: len(SOUND) // 2], id="cut in the middle"),
        pytest.param(SOUND[:-40], id="cut near the end"),
        pytest.param(SOUND.replace(b"/Type /Page ", b"/Type (Page "), id="a token that is broken"),
        pytest.param(SOUND.replace(b"/Fit", b"1..5"), id="a number that is none"),
        pytest.param(SOUND.replace(b"/Count 2", b"/Count   2"), id="offsets that are wrong"),
        pytest.param(encrypt(""), id="encrypted without a password"),
        pytest.param(encrypt("secret"), id="encrypted with a password"),
    ],
)
def test_what_cannot_be_read_has_one_fault(pdf):
    assert [fault.rule for fault in check_tags(pdf)] == ["unreadable"]


def test_a_damaged_stream_makes_the_pdf_unreadable():
    broken = change(
        SOUND, lambda pdf: page(pdf, 1).Contents.write(b"no zlib", filter=Name.FlateDecode)
    )

    assert [fault.rule for fault in check_tags(broken)] == ["unreadable"]


def test_an_encrypted_pdf_is_called_encrypted():
    assert check_tags(encrypt("secret")) == (TagFault("unreadable", "the PDF is encrypted"),)


# --- properties ---------------------------------------------------------------------------------

OTHER_VALUES = [
    *(b"true", b"-1", b"0", b"3", b"9223372036854775807", b"1.5", b"(text)", b"<ff00>"),
    *(b"<feff0645>", b"/Name", b"/Figure", b"/MCR", b"/a#ff", b"[]", b"[null -1 [0] (x) /y <<>>]"),
    *(b"<<>>", b"<< /Type /MCR /MCID 0 >>", b"<< /Type /OBJR >>", b"<< /S /TH /K [0 1 2] >>"),
]


def containers(pdf: Pdf) -> list[Object]:
    """Return every dictionary, stream and array with something in it, the direct ones too."""
    waiting: list[object] = list(pdf.objects)
    found: list[Object] = []
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, Dictionary | Array | pikepdf.Stream) and keys_of(value):
            found.append(value)
            waiting += [child for key in keys_of(value) if is_direct(child := value[key])]
    return found


def keys_of(value: Object) -> list[str] | range:
    return range(len(value)) if isinstance(value, Array) else sorted(value.keys() - {"/Length"})


def is_direct(value: object) -> bool:
    return isinstance(value, Object) and not value.is_indirect


def mutate_at(pdf: Pdf, place: int, key: int, value: bytes | int | None) -> None:
    """Drop one value, or put another object (an int) or a value (bytes) in its place."""
    found = containers(pdf)
    target = found[place % len(found)]
    name = keys_of(target)[key % len(keys_of(target))]
    if value is None:
        del target[name]
    elif isinstance(value, int):
        target[name] = pdf.get_object(1 + value % len(pdf.objects), 0)
    else:
        target[name] = Object.parse(value)


VALUES = st.none() | st.sampled_from(OTHER_VALUES) | st.integers(0, 60)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 99), VALUES), max_size=6))
def test_no_change_of_a_pdf_makes_the_check_raise(changes):
    def mutate(pdf):
        for place, key, value in changes:
            mutate_at(pdf, place, key, value)

    assert all(isinstance(fault, TagFault) for fault in check_tags(change(SOUND, mutate)))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=12))
def test_no_damage_to_the_bytes_of_a_pdf_makes_the_check_raise(position, damage):
    damaged = SOUND[:position] + damage + SOUND[position + len(damage) :]

    assert all(isinstance(fault, TagFault) for fault in check_tags(damaged))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_no_content_of_a_page_makes_the_check_raise(content):
    changed = change(SOUND, lambda pdf: page(pdf, 1).Contents.write(content))

    assert "mcid-missing" in rules_broken(changed)
