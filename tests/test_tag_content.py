"""Content streams, scanned for their marks: each kind of token that could hide an operator."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Operator, String, unparse_content_stream

from handoutpress.tag_check.content import Content, Inside, scan_content


def scan(content: bytes, **properties: object) -> Content:
    return scan_content(content, {f"/{name}": mcid for name, mcid in properties.items()})


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"(EMC /A <</MCID 1>> BDC Tj) pop", id="string"),
        pytest.param(b"(a \\) EMC) pop", id="escaped parenthesis"),
        pytest.param(b"(a \\\\) pop", id="escaped backslash"),
        pytest.param(b"(a (EMC (f) f) EMC) pop", id="parentheses in a string"),
        pytest.param(b"(a (\\)) EMC) pop", id="escaped parenthesis in parentheses"),
        pytest.param(b"<45 4D 43 0 > pop", id="hexadecimal string"),
        pytest.param(b"/EMC /f#20f /BDC pop", id="name"),
        pytest.param(b"% EMC f\n pop", id="comment"),
        pytest.param(b"%(\r pop", id="comment that ends with a carriage return"),
        pytest.param(b"[(f) -3.5 (EMC)] pop", id="array"),
        pytest.param(b"<</EMC true /B [null (f) <<>>] /C <00>>> pop", id="dictionary"),
        pytest.param(b"BI /W 1 ID \nEMC f EI \xff\x00 EI Q pop", id="inline image"),
        pytest.param(b"BI /D [(\\() (a(b))] ID EMC EI\npop", id="inline image with strings"),
    ],
)
def test_a_token_hides_what_looks_like_an_operator(content):
    found = scan(b"/P <</MCID 0>> BDC\n" + content.replace(b"pop", b"n") + b"\nEMC")

    assert (found.mcids, found.untagged) == ((0,), ())
    assert (found.unbalanced, found.malformed, found.misnested) == ((), (), ())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"/P<</MCID 7>>BDC EMC", id="without spaces"),
        pytest.param(b"/P\n<</MCID\t7>>\nBDC EMC", id="over lines"),
        pytest.param(b"/P <</Lang (a (>>) b) /MCID 7>> BDC EMC", id="with a string before"),
        pytest.param(b"/P <</MCID 7 /A <</MCID 8>>>> BDC EMC", id="with a dictionary after"),
        pytest.param(b"/P <</A <</MCID 8>> /MCID 7>> BDC EMC", id="with a dictionary before"),
        pytest.param(b"/P <</X false /MCID 7>> % 9\nBDC EMC", id="with a comment after"),
        pytest.param(b"/P <</M#43ID 7>> BDC EMC", id="with an escaped name"),
        pytest.param(b"/P /Seven BDC EMC", id="by a named list"),
        pytest.param(b"/P /S#65ven BDC EMC", id="by an escaped name of a list"),
        pytest.param(b"/P <</MCID 7>> BDC EMC", id="plainly"),
    ],
)
def test_the_mcid_of_a_mark_is_found(content):
    found = scan(content, Seven=7)

    assert (found.mcids, found.malformed) == ((7,), ())


@pytest.mark.parametrize(
    "operator", ["S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "'", '"', "sh"]
)
def test_what_paints_outside_the_marks_is_found(operator):
    content = b"1 0 0 1 0 0 cm\n%s\n/Artifact BMC %s EMC" % (operator.encode(), operator.encode())

    assert scan(content).untagged == (operator,)


def test_what_only_sets_the_state_paints_nothing():
    found = scan(b"q 0 0 9 9 re W n /F 12 Tf BT 1 0 0 rg ET 9 w /G gs /P MP /P <<>> DP Q")

    assert (found.untagged, found.malformed) == ((), ())


def test_xobjects_are_named_with_what_encloses_them():
    found = scan(b"/A Do /P <</MCID 0>> BDC /Span BMC /B#2e Do EMC EMC /Artifact BMC /C Do EMC")

    assert found.painted == (
        ("/A", Inside.NOTHING),
        ("/B.", Inside.TAG),
        ("/C", Inside.ARTIFACT),
    )


def test_an_artifact_keeps_its_mcid_to_itself():
    found = scan(b"/Artifact <</Type /Layout /MCID 3>> BDC f EMC")

    assert (found.mcids, found.artifact_mcids, found.has_artifacts) == ((), (3,), True)


@pytest.mark.parametrize(
    ("content", "malformed"),
    [
        (b"(open", "'(' is out of place"),
        (b"shut)", "'shut' is out of place"),
        (b"n )", "')' is out of place"),
        (b"<4x>", "'<' is out of place"),
        (b"n >", "'>' is out of place"),
        (b"{ n }", "'{' is out of place"),
        (b"ID \x00 EI", "'ID' is out of place"),
        (b"/Artifact BMC BI ID \x00\x00\x00", "'ID' is out of place"),
        (b"/P BDC", "BDC has not a tag and a property list"),
        (b"1 2 BDC", "BDC has not a tag and a property list"),
        (b"/P <</MCID 99999999999999999999>> BDC", "BDC has not a tag and a property list"),
        (b"/P <</MCID -1>> BDC", "MCID -1 is no whole number of 0 or more"),
        (b"/P <</MCID true>> BDC", "MCID True is no whole number of 0 or more"),
        (b"/P <</MCID /x>> BDC", "MCID '/x' is no whole number of 0 or more"),
        (b"BMC", "BMC or Do has not one name"),
        (b"(x) Do", "BMC or Do has not one name"),
    ],
)
def test_what_cannot_be_read_is_told(content, malformed):
    assert malformed in scan(content).malformed


@pytest.mark.parametrize(
    "content",
    [b"(" * 200_000, b"(()" * 100_000, b" " * 300_000, b"<" * 300_000, b"/P BMC " * 40_000],
)
def test_content_made_to_be_slow_is_scanned(content):
    assert scan(content).mcids == ()


NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=4)
LEAVES = (
    st.integers(-99, 99)
    | st.booleans()
    | st.binary(max_size=8).map(String)
    | NAMES.map(lambda name: Name("/" + name))
)
OPERANDS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3).map(Array)
        | st.dictionaries(NAMES.map("/{}".format), inner, max_size=3).map(Dictionary)
    ),
    max_leaves=6,
)
SILENT = st.sampled_from(["q", "cm", "Tf", "gs", "n", "W*", "MP", "DP"])


@given(st.lists(st.tuples(st.lists(OPERANDS, max_size=3), SILENT), max_size=6), OPERANDS)
def test_marks_are_found_among_operands_of_any_kind(instructions, value):
    mark = ([Name.P, Dictionary(MCID=5, A=value)], "BDC")
    written = unparse_content_stream(
        [(operands, Operator(name)) for operands, name in [*instructions, mark, ([], "EMC")]]
    )
    found = scan(written)

    assert (found.mcids, found.untagged) == ((5,), ())
    assert (found.unbalanced, found.malformed) == ((), ())
