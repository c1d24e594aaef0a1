import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.deliver.mail.addresses import (
    clean_name,
    fold_address,
    has_controls,
    parse_address,
    parse_mailbox,
)
from handoutpress.errors import UsageError

LONG = "a" * 64


@pytest.mark.parametrize(
    ("typed", "name", "address"),
    [
        ("a@example.org", "", "a@example.org"),
        ("  a.b+c@Example.ORG ", "", "a.b+c@example.org"),
        ("Zoë Q <zoe@example.org>", "Zoë Q", "zoe@example.org"),
        ('"Quux, Z." < z@example.org >', "Quux, Z.", "z@example.org"),
        ("فاطمة الزهراء <f@example.org>", "فاطمة الزهراء", "f@example.org"),
        ("李小明 <li@example.org>", "李小明", "li@example.org"),
        ("a@bücher.example", "", "a@xn--bcher-kva.example"),
        ("δοκιμή@example.org", "", "δοκιμή@example.org"),
        ("o'neil@example.org", "", "o'neil@example.org"),
        (f"{LONG}@example.org", "", f"{LONG}@example.org"),
        ("a@1.example2.org", "", "a@1.example2.org"),
    ],
)
def test_address_is_read_as_people_type_it(typed: str, name: str, address: str) -> None:
    assert parse_mailbox(typed) == (name, address)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "a", "@example.org", "a@", "a@localhost", "a@example", "a b@example.org"),
        *("a@example.org, b@example.org", "a@example.org b@example.org", "a@@example.org"),
        *("a@b@example.org", "a..b@example.org", ".a@example.org", "a.@example.org"),
        *("a@-x.org", "a@x-.org", "a@exa_mple.org", "a@example.org.", "a@127.0.0.1"),
        *("a@[127.0.0.1]", '"a b"@example.org', "a(b)@example.org", "<a@example.org", "a;b@x.org"),
        *(f"{LONG}a@example.org", f"a@{'b' * 64}.org", "a@" + "b." * 130 + "org"),
        *("a\u200bb@example.org", "a\u202eb@example.org", "a\ud800@example.org"),
        *("undisclosed: a@example.org;", "a@example.org>", "A <a@example.org> B"),
    ],
)
def test_what_is_no_single_address_is_refused_without_quoting_it(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_mailbox(typed)
    assert len(typed) < 2 or typed not in str(caught.value)


@pytest.mark.parametrize(
    "sign",
    [
        "\n",
        "\r",
        "\r\n",
        "\0",
        "\x1b",
        "\x7f",
        "\x85",
        "\u2028",
        "\u2029",
        "\u202e",
        "=?utf-8?q?=0A?=",
    ],
)
@pytest.mark.parametrize(
    "place",
    ["A{}B <a@example.org>", "A <a{}@example.org>", "A <a@example.org>{}Bcc: b@x.org"],
)
def test_nothing_that_ends_or_turns_a_line_gets_through(sign: str, place: str) -> None:
    with pytest.raises(UsageError):
        parse_mailbox(place.format(sign))


def test_line_joiners_of_persian_and_emoji_are_kept_in_names() -> None:
    assert clean_name("می\u200cخواهم") == "می\u200cخواهم"
    assert not has_controls("می\u200cخواهم")


@pytest.mark.parametrize("name", ["x" * 201, "a\tb", "a\nb"])
def test_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        clean_name(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A.B@Example.org", "a.b@example.ORG"),
        ("zoe\u0308@example.org", "zoë@example.org"),
        ("a@bücher.example", "a@XN--BCHER-KVA.example"),
    ],
)
def test_ways_to_write_an_address_are_the_same(one: str, other: str) -> None:
    assert fold_address(one) == fold_address(other)


@given(st.text())
def test_any_text_is_an_address_or_is_refused(typed: str) -> None:
    try:
        address = parse_address(typed)
    except UsageError:
        return
    assert parse_address(address) == address
    assert not has_controls(address)


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("a@straße.example", "xn--strae-oqa.example"),
        ("a@βόλος.example", "xn--nxasmm1c.example"),
        ("a@FAß.example", "xn--fa-hia.example"),
    ],
)
def test_domain_is_that_of_the_rules_of_today(typed: str, domain: str) -> None:
    """Source of the names: UTS #46, table 1, and RFC 5894, 7.2."""
    assert parse_address(typed) == f"a@{domain}"


def test_letters_that_resemble_each_other_stay_apart() -> None:
    assert fold_address("weiß@x.example") != fold_address("weiss@x.example")
    assert fold_address("Zoë@X.example") == fold_address("zoë@x.example")
