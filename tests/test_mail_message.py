"""The message as another program reads it: headers, words, attachment, in any script."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email import message_from_string
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parsedate_to_datetime

import pytest
from fast_mail_parser import parse_email
from pydantic import ValidationError

from handoutpress.compose.mail import Letter
from handoutpress.deliver.mail.addresses import parse_mailbox
from handoutpress.deliver.mail.message import (
    Attachment,
    compose_message,
    make_envelope,
    read_mailbox,
)
from handoutpress.deliver.mail.values import Recipient
from handoutpress.errors import HandoutError
from tests.mail_makers import make_pdf, make_settings

NOW = datetime(2027, 5, 1, 3, 30, tzinfo=UTC)
INTENT = "0123456789abcdef" * 4
LETTER = Letter("Your handouts from Example Clinic", "Hello,\n\n.dot\n", "<p>Hello</p>", "en")
ARABIC = Letter(
    "نشراتكم من عيادة المثال، " * 4 + "شكرًا",
    "مرحبًا،\nالسطر الثاني\n",
    '<p dir="rtl">مرحبًا</p>',
    "ar",
)
CHINESE = Letter("来自示例诊所的资料" * 6, "您好\n", "<p>您好</p>", "zh-Hans")
NAMES = [
    "Zebulon Quux",
    "فاطمة الزهراء بنت محمد بن عبد الله الأندلسي الإشبيلي القرطبي",
    "李小明，女士",
    'Quux, Zoë (née O\'Neil); "Z" <z>',
    "Łukasz " + "ó" * 90,
    "a" * 200,
]


def compose(
    letter: Letter = LETTER,
    name: str = "",
    address: str = "zebulon.quux@example.org",
    *,
    file_name: str = "handouts.pdf",
    **settings: object,
) -> bytes:
    message = compose_message(
        letter,
        Recipient(address, name),
        Attachment(file_name, make_pdf(2000)),
        settings=make_settings(**settings),  # type: ignore[arg-type]
        intent=INTENT,
        now=NOW,
    )
    return message.as_bytes()


def read(content: bytes) -> EmailMessage:
    return message_from_string(content.decode(), policy=default)


def read_old(content: bytes) -> Message:
    """Return a message as the older half of the library reads it: another parser of headers."""
    return email.message_from_bytes(content)


def decode(value: str) -> str:
    """Return what a header says; spaces between its encoded words are none of its words.

    Python's newer parser keeps these spaces in names. Source: RFC 2047, 6.2.
    """
    return str(make_header(decode_header(value.replace("\r\n", ""))))


# --- what it is made of ---------------------------------------------------------------------------


def test_message_has_text_html_and_the_pdf() -> None:
    message = read(compose())
    kinds = [part.get_content_type() for part in message.walk()]
    (attached,) = message.iter_attachments()

    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    assert (attached.get_content(), attached.get_filename()) == (make_pdf(2000), "handouts.pdf")
    assert message.defects == []


def test_headers_say_what_it_set() -> None:
    message = read(
        compose(
            reply_to="Nurses <nurses@clinic.example>",
            bounce="bounces@clinic.example",
            time_zone="America/Chicago",
        )
    )

    assert message["From"] == "Example Clinic <handouts@clinic.example>"
    assert message["Reply-To"] == "Nurses <nurses@clinic.example>"
    assert message["Date"] == "Fri, 30 Apr 2027 22:30:00 -0500"
    assert message["Message-ID"] == f"<{INTENT[:40]}@clinic.example>"
    assert message["Content-Language"] == "en"
    assert message["MIME-Version"] == "1.0"
    assert "Auto-Submitted" not in message


def test_bounces_go_where_it_says() -> None:
    recipient = Recipient("a@example.org")
    with_bounce = make_envelope(make_settings(bounce="b@clinic.example"), recipient)

    assert with_bounce.bounce == "b@clinic.example"
    assert make_envelope(make_settings(), recipient).bounce == "handouts@clinic.example"


@pytest.mark.parametrize("name", ["", *NAMES])
def test_no_name_stands_in_the_subject_or_the_name_of_the_file(name: str) -> None:
    message = read(compose(name=name))
    (attached,) = message.iter_attachments()

    assert message["Subject"] == LETTER.subject
    assert attached.get_filename() == "handouts.pdf"


# --- scripts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_name_comes_back_as_it_was(name: str) -> None:
    content = compose(name=name)
    (address,) = read(content)["To"].addresses

    assert address.display_name.replace(" ", "") == name.replace(" ", "")
    assert address.addr_spec == "zebulon.quux@example.org"
    assert decode(read_old(content)["To"]) == f"{name} <zebulon.quux@example.org>"


@pytest.mark.parametrize("letter", [LETTER, ARABIC, CHINESE], ids=["en", "ar", "zh-Hans"])
def test_subject_and_words_come_back_as_they_were(letter: Letter) -> None:
    content = compose(letter)
    message = read(content)
    text, html = message.get_body(("plain",)), message.get_body(("html",))

    assert message["Subject"] == letter.subject
    assert decode(read_old(content)["Subject"]) == letter.subject
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == letter.text
    assert html.get_content().strip() == letter.html
    assert text["Content-Language"] == html["Content-Language"] == letter.language


@pytest.mark.parametrize(
    "file_name", ["handouts.pdf", "نشرات.pdf", "资料" * 40 + ".pdf", 'a "b";c.pdf', "Zoë's.pdf"]
)
def test_file_name_comes_back_as_it_was(file_name: str) -> None:
    content = compose(file_name=file_name)
    (attached,) = read(content).iter_attachments()
    old = read_old(content).get_payload()[1]  # type: ignore[index]

    assert attached.get_filename() == file_name
    assert old.get_filename() == file_name  # type: ignore[union-attr]
    assert attached.get_content() == make_pdf(2000)


@pytest.mark.parametrize("letter", [LETTER, ARABIC, CHINESE], ids=["en", "ar", "zh-Hans"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("file_name", ["handouts.pdf", "نشرات.pdf", "资料" * 40 + ".pdf"])
def test_client_that_shares_nothing_with_python_reads_the_same(
    letter: Letter, name: str, file_name: str
) -> None:
    message = parse_email(compose(letter, name, file_name=file_name))
    (attached,) = message.attachments

    assert message.subject == letter.subject
    assert message.headers["To"] == [f"{name} <zebulon.quux@example.org>"]
    assert [text.replace("\r\n", "\n") for text in message.text_plain] == [letter.text]
    assert [html.strip() for html in message.text_html] == [letter.html]
    assert (attached.mimetype, attached.filename) == ("application/pdf", file_name)
    assert attached.content == make_pdf(2000)


@pytest.mark.parametrize("letter", [LETTER, ARABIC, CHINESE], ids=["en", "ar", "zh-Hans"])
@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_short_ascii_and_ends_as_the_standard_says(letter: Letter, name: str) -> None:
    lines = compose(letter, name).split(b"\r\n")

    assert all(line.isascii() and len(line) <= 998 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_address_with_letters_outside_ascii_stands_as_it_is() -> None:
    content = compose(ARABIC, "فاطمة", "δοκιμή@example.org")
    (address,) = read(content)["To"].addresses

    assert (address.display_name, address.addr_spec) == ("فاطمة", "δοκιμή@example.org")
    assert read(content)["Subject"] == ARABIC.subject
    assert "δοκιμή@example.org".encode() in content


def test_domain_outside_ascii_needs_no_special_relay() -> None:
    _, address = parse_mailbox("a@bücher.example")

    assert compose(address=address).isascii()


def test_date_can_be_read_by_others() -> None:
    assert parsedate_to_datetime(read_old(compose())["Date"]) == NOW


# --- what is smuggled in --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sign", ["\n", "\r\n", "\r", "\0", "\x0b", "\x85", "\u2028", "=?utf-8?q?=0A?="]
)
@pytest.mark.parametrize("place", ["name", "subject", "file", "sender", "reply_to", "bounce"])
def test_no_line_end_gets_into_a_header(place: str, sign: str) -> None:
    typed = f"x{sign}Bcc: thief@example.org"
    box = f"{typed} <a@clinic.example>"
    letter = Letter(typed, "", "", "en") if place == "subject" else LETTER
    changes: dict[str, object] = {place: box} if place in ("sender", "reply_to", "bounce") else {}

    def make() -> None:
        name, file_name = typed if place == "name" else "", typed if place == "file" else "a.pdf"
        compose(letter, name, file_name=file_name, **changes)
        make_envelope(make_settings(**changes), Recipient("a@example.org"))

    with pytest.raises((HandoutError, ValidationError)):  # settings are one line by themselves
        make()


def test_body_that_looks_like_a_header_or_a_boundary_stays_a_body() -> None:
    words = "Bcc: thief@example.org\n\n--===============1==--\nFrom me\n.\n"
    message = read(compose(Letter("S", words, "<p></p>", "en")))
    text = message.get_body(("plain",))

    assert "Bcc" not in message
    assert text is not None
    assert text.get_content().replace("\r\n", "\n") == words


# --- settings -------------------------------------------------------------------------------------


def test_address_of_the_clinic_that_is_none_is_told() -> None:
    with pytest.raises(HandoutError) as caught:
        read_mailbox("Example Clinic", "reply_to")
    assert str(caught.value) == (
        "delivery.yaml: 'mail.reply_to' is no address; write one such as "
        "Example Clinic <handouts@example.org>"
    )


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", ""])
def test_time_zone_that_there_is_not_is_told(zone: str) -> None:
    with pytest.raises(HandoutError, match=r"'mail.time_zone' is no time zone"):
        compose(time_zone=zone or "x")
