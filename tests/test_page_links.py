"""Links that cannot be followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pikepdf import Array, Name, String

from handoutpress.page_check import check_page
from handoutpress.page_check.links import find_malformation
from tests.checked_pages import STANDARD, P, edit, find_keys, keys_of, print_sheet

LINK = '<p><a href="https://example.org/a">More about it</a></p>'


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org",
        "http://www.example.org:8080/a%20b?c=d&e=f#g",
        "https://xn--caf-dma.example/",
        "https://caf%C3%A9.example/men%C3%BA",
        "https://10.0.0.7/handouts",
        "https://[::1]/",
        "tel:911",
        "tel:+1-800-555-0100",
        "tel:555-0100;ext=12",
        "tel:*67",
        "mailto:nurse@example.org",
        "mailto:nurse@example.org?subject=Fever",
        "fever.pdf",
        "../care/fever.large-print.pdf#page-2",
        "../../es/care/fever.pdf",
        "",
    ],
)
def test_whole_addresses_are_well_formed(target: str) -> None:
    assert find_malformation(target) == ""


@pytest.mark.parametrize(
    ("target", "what"),
    [
        ("https://", "names no server"),
        ("https:///path", "names no server"),
        ("http://exa_mple.org", "names no server"),
        ("https://example..org", "names no server"),
        ("https://-example.org", "names no server"),
        ("https://example-.org", "names no server"),
        ("https://example.org/a b", "has a space or a sign that no address may have"),
        ("https://example.org/é", "has a space or a sign that no address may have"),
        ("https://example.org/100%", "has a space or a sign that no address may have"),
        ("https://example.org:port/", "is no address"),
        ("https://[::1/", "is no address"),
        ("tel:", "is no number to dial"),
        ("tel:call-me", "is no number to dial"),
        ("tel:+", "is no number to dial"),
        ("mailto:nurse", "is no address of mail"),
        ("mailto:nurse@example", "is no address of mail"),
        ("mailto:", "is no address of mail"),
        ("www.example.org", "is no PDF beside this one"),
        ("/handouts/fever.pdf", "is no PDF beside this one"),
        ("fever.html", "is no PDF beside this one"),
        ("//example.org/fever.pdf", "is no PDF beside this one"),
        ("javascript:alert(1)", "begins with 'javascript:', which no handout may use"),
        ("file:///etc/passwd.pdf", "begins with 'file:', which no handout may use"),
        ("handout:care/fever", "begins with 'handout:', which no handout may use"),
    ],
)
def test_what_is_wrong_with_an_address_is_named(target: str, what: str) -> None:
    assert find_malformation(target) == what


@pytest.mark.parametrize(
    "body",
    [
        LINK,
        '<p><a href="tel:911">Call 911</a> or <a href="mailto:a@example.org">write</a></p>',
        '<p><a href="#more">See below</a></p><h2 id="more">More</h2><p>Words</p>',
    ],
)
def test_links_of_a_right_page_are_no_fault(body: str) -> None:
    assert find_keys(P + body) == []


def change_link(mutate: Callable[[Any], object]) -> bytes:
    return edit(print_sheet(P + LINK), lambda pdf: mutate(pdf.pages[0].Annots[0]))


def set_target(target: str) -> Callable[[Any], object]:
    return lambda link: setattr(link.A, "URI", String(target))


def test_malformed_link_is_told_with_its_page() -> None:
    (fault,) = check_page(change_link(set_target("https:// example.org")), STANDARD)

    assert (fault.rule.key, fault.rule.level, fault.page_number) == ("link-form", "error", 1)
    assert fault.what == (
        "the link 'https:// example.org' has a space or a sign that no address may have"
    )
    assert fault.remedy == "write a whole address, such as https://example.org/page"


def leads_nowhere(link: Any) -> None:
    del link.A


def has_no_words(link: Any) -> None:
    link.Contents = String(" ")


def has_no_area(link: Any) -> None:
    link.Rect = Array([90, 500, 90, 512])


def has_no_rectangle(link: Any) -> None:
    link.Rect = Name.None_


@pytest.mark.parametrize(
    ("mutate", "what"),
    [
        (leads_nowhere, "the link 'https://example.org/a' leads nowhere"),
        (has_no_words, "the link 'https://example.org/a' has nothing that is read aloud"),
        (has_no_area, "the link 'https://example.org/a' has no area to touch"),
        (has_no_rectangle, "the link 'https://example.org/a' has no area to touch"),
    ],
)
def test_broken_link_is_told(mutate: Callable[[Any], object], what: str) -> None:
    (fault,) = check_page(change_link(mutate), STANDARD)

    assert fault.rule.key == "link-form"
    assert fault.what.split("' ")[-1] == what.split("' ")[-1]


def test_link_of_another_kind_is_left_alone() -> None:
    def is_note(link: Any) -> None:
        link.Subtype = Name.Text

    assert keys_of(change_link(is_note)) == []
