"""Where a printer is, read from its uri."""

from __future__ import annotations

import pytest

from handoutpress.deliver.printing.addresses import Access, Address, read_address
from handoutpress.errors import HandoutError


def test_no_repr_shows_a_password() -> None:
    access = Access(Address("h", 631, "/", True), login=("clinic", "secret"))
    assert "secret" not in repr(access)


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("ipp://p.example.org/ipp/print", Address("p.example.org", 631, "/ipp/print", False)),
        ("ipps://10.0.0.7:443/p", Address("10.0.0.7", 443, "/p", True)),
        ("ipp://cups.example.org", Address("cups.example.org", 631, "/", False)),
        ("ipp://[::1]:8631/ipp/print", Address("::1", 8631, "/ipp/print", False)),
    ],
)
def test_an_address_is_read(uri: str, address: Address) -> None:
    assert read_address(uri) == address
    assert read_address(address.uri) == address


@pytest.mark.parametrize(
    "uri", ["", "http://p/ipp", "ipp:///x", "ipp://me:pw@p/x", "ipp://p:no/x", "p.example.org"]
)
def test_what_is_no_address_of_a_printer_is_refused(uri: str) -> None:
    with pytest.raises(HandoutError, match="the uri of a printer is wrong") as caught:
        read_address(uri)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("ipp://printer..example/ipp/print", "the host in the uri of a printer is no name"),
        (f"ipp://{'x' * 64}.example/ipp/print", "the host in the uri of a printer is no name"),
        ("ipp://p.example/ipp/prínt", "the path in the uri of a printer has a sign"),
        ("ipp://p.example/ipp print", "the path in the uri of a printer has a sign"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(uri: str, message: str) -> None:
    with pytest.raises(HandoutError, match=message):
        read_address(uri)


@pytest.mark.parametrize(
    ("uri", "is_here"),
    [
        ("ipp://localhost/x", True),
        ("ipp://127.0.0.1/x", True),
        ("ipp://[::1]/x", True),
        ("ipp://10.0.0.7/x", False),
        ("ipp://p.example.org/x", False),
    ],
)
def test_what_stays_on_this_computer_is_known(uri: str, is_here: bool) -> None:
    assert read_address(uri).is_on_this_computer is is_here
