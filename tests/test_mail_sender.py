"""What becomes of a message, against real relays: good ones, slow ones, and ones that break off."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from handoutpress.deliver.mail.access import Access, open_access
from handoutpress.deliver.mail.sender import Offer, Step, ask, hand_over, quote_dots
from handoutpress.deliver.mail.values import Envelope, Outcome, Verdict
from tests.mail_makers import make_settings
from tests.mail_servers import (
    SECRET,
    USER,
    Certificates,
    Relay,
    make_certificates,
    run_relay,
    run_torn_relay,
)

ENVELOPE = Envelope("bounce@clinic.example", "zebulon.quux@example.org")
CONTENT = b"Subject: Test\r\n\r\n.dot\r\nwords\r\n"
LARGE = CONTENT + b"x" * 70 + (b"\r\n" + b"y" * 76) * 200_000  # more than any buffer of the system


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def make_access(relay: Relay, **changes: object) -> Access:
    settings = make_settings(relay.port, relay_timeout_seconds=20)
    return replace(open_access(settings, Path("/")), **changes)  # type: ignore[arg-type]


def make_tls_access(relay: Relay, certificates: Certificates, tls: str = "starttls") -> Access:
    settings = make_settings(
        relay.port, relay_host="localhost", relay_tls=tls, relay_ca=str(certificates.authority)
    )
    return open_access(settings, Path("/"))


def send(access: Access, content: bytes = CONTENT, envelope: Envelope = ENVELOPE) -> Outcome:
    return hand_over(access, envelope, content, lambda step: None)


# --- what goes well -------------------------------------------------------------------------------


def test_message_arrives_byte_for_byte() -> None:
    with run_relay() as relay:
        outcome = send(make_access(relay))

    (arrived,) = relay.arrived
    assert outcome == Outcome(Verdict.SENT)
    assert (arrived.sender, arrived.recipients) == (ENVELOPE.bounce, (ENVELOPE.recipient,))
    assert arrived.content == CONTENT


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_message_goes_through_tls_and_log_in(certificates: Certificates, tls: str) -> None:
    with run_relay(
        context=certificates.contexts["good"], is_tls_first=tls == "tls", wants_log_in=True
    ) as relay:
        access = make_tls_access(relay, certificates, tls)
        outcome = send(replace(access, user=USER, password=SECRET))

    assert outcome.verdict is Verdict.SENT
    assert len(relay.log_ins) == 1
    assert len(relay.arrived) == 1


def test_steps_are_told_in_order(certificates: Certificates) -> None:
    steps: list[Step] = []
    with run_relay(context=certificates.contexts["good"], wants_log_in=True) as relay:
        access = replace(make_tls_access(relay, certificates), user=USER, password=SECRET)
        hand_over(access, ENVELOPE, CONTENT, steps.append)

    assert steps == list(Step)


def test_relay_says_what_it_can_do(certificates: Certificates) -> None:
    with run_relay(
        context=certificates.contexts["good"], data_size_limit=5_000_000, enable_SMTPUTF8=True
    ) as relay:
        offer = ask(make_tls_access(relay, certificates), lambda step: None)

    assert offer == Offer(5_000_000, knows_utf8=True, tls="TLSv1.3")


def test_address_with_letters_outside_ascii_needs_a_relay_that_knows_them() -> None:
    envelope = Envelope(ENVELOPE.bounce, "δοκιμή@example.org")
    with run_relay(enable_SMTPUTF8=True) as knowing:
        sent = send(make_access(knowing), envelope=envelope)
    with run_relay(enable_SMTPUTF8=False) as ignorant:
        refused = send(make_access(ignorant), envelope=envelope)

    assert sent.verdict is Verdict.SENT
    assert knowing.arrived[0].recipients == ("δοκιμή@example.org",)
    assert "SMTPUTF8" in knowing.arrived[0].options
    assert (refused.verdict, ignorant.arrived) == (Verdict.FAILED, [])
    assert "letters outside ASCII" in refused.reason


# --- certificates and log-in ----------------------------------------------------------------------


@pytest.mark.parametrize("tls", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("expired", "it has expired"),
        ("self-signed", "it is signed by itself"),
        ("other host", "it is for another name than the relay's"),
        ("unknown authority", "nobody who is trusted signed it"),
    ],
)
def test_refused_certificate_is_told_with_its_reason_and_nothing_is_sent(
    certificates: Certificates, name: str, why: str, tls: str
) -> None:
    with run_relay(
        context=certificates.contexts[name], is_tls_first=tls == "tls", wants_log_in=True
    ) as relay:
        access = make_tls_access(relay, certificates, tls)
        outcome = send(replace(access, user=USER, password=SECRET))

    assert (outcome.verdict, outcome.is_relay_fault) == (Verdict.DEFERRED, True)
    assert why in outcome.reason
    assert (relay.arrived, relay.log_ins) == ([], [])


def test_relay_without_starttls_gets_neither_secret_nor_message(
    certificates: Certificates,
) -> None:
    with run_relay(offers_log_in_without_tls=True) as relay:
        access = make_tls_access(relay, certificates)
        outcome = send(replace(access, user=USER, password=SECRET))

    assert outcome.is_relay_fault
    assert "offers no TLS" in outcome.reason
    assert (relay.arrived, relay.log_ins) == ([], [])


def test_relay_that_speaks_no_tls_is_told(certificates: Certificates) -> None:
    with run_relay() as relay:
        outcome = send(make_tls_access(relay, certificates, "tls"))

    assert outcome.reason == (
        "the relay and this computer agree on no TLS; tell IT: port 587 is usually starttls, 465 "
        "tls"
    )


def test_refused_password_is_told_without_the_password(certificates: Certificates) -> None:
    with run_relay(context=certificates.contexts["good"], wants_log_in=True) as relay:
        access = make_tls_access(relay, certificates)
        outcome = send(replace(access, user=USER, password="wr0ng-one"))

    assert outcome.is_relay_fault
    assert outcome.reason.startswith("the relay refuses the user or the password; tell IT")
    assert "wr0ng-one" not in repr((outcome, access))


def test_relay_that_wants_a_log_in_stops_all_and_fails_no_message() -> None:
    with run_relay(offers_log_in_without_tls=True) as relay:
        outcome = send(make_access(relay))

    assert (outcome.verdict, outcome.is_relay_fault) == (Verdict.DEFERRED, True)
    assert "wants a user and a password" in outcome.reason


# --- answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "end"])
@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("451 4.7.1 zebulon.quux@example.org later", Verdict.DEFERRED),
        ("550 5.1.1 <zebulon.quux@example.org> unknown", Verdict.FAILED),
    ],
)
def test_answer_decides_and_its_text_is_not_repeated(
    command: str, answer: str, verdict: Verdict
) -> None:
    with run_relay(Relay(answers={command: [answer]})) as relay:
        outcome = send(make_access(relay))

    assert (outcome.verdict, outcome.is_relay_fault) == (verdict, False)
    assert f"(answer {answer[:3]}, {answer[4:9]})" in outcome.reason
    assert "zebulon" not in outcome.reason
    assert relay.arrived == []


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_relay_that_shuts_down_stops_all(command: str) -> None:
    with run_relay(Relay(answers={command: ["421 4.3.2 bye", "421 4.3.2 bye"]})) as relay:
        outcome = send(make_access(relay))

    assert (outcome.verdict, outcome.is_relay_fault) == (Verdict.DEFERRED, True)


@pytest.mark.parametrize("command", ["banner", "EHLO"])
@pytest.mark.parametrize("answer", ["554 5.7.1 not you", "450 4.3.2 later"])
def test_relay_that_will_not_speak_with_us_stops_all_and_fails_no_message(
    command: str, answer: str
) -> None:
    with run_relay(Relay(answers={command: [answer]})) as relay:
        outcome = send(make_access(relay))

    assert (outcome.verdict, outcome.is_relay_fault) == (Verdict.DEFERRED, True)


def test_size_is_checked_before_anything_is_sent() -> None:
    steps: list[Step] = []
    with run_relay(data_size_limit=1000) as relay:
        outcome = hand_over(make_access(relay), ENVELOPE, CONTENT + b"x" * 5000, steps.append)

    assert outcome.verdict is Verdict.FAILED
    assert outcome.reason == "the message is 4 KB too large for the relay; send fewer handouts"
    assert Step.MAIL not in steps


@pytest.mark.parametrize("size", ["9" * 5000, "9" * 21, "²", "many"])
def test_a_largest_size_that_is_none_is_no_limit(size: str) -> None:
    with run_torn_relay(
        b"220 relay\r\n", f"250-relay\r\n250 SIZE {size}\r\n".encode(), is_abrupt=False
    ) as port:
        offer = ask(make_access(Relay(port=port)), lambda step: None)

    assert offer == Offer(0)


# --- connections that break -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cut", "place"),
    [
        ("banner", "before it greeted"),
        ("EHLO", "when it was greeted"),
        ("MAIL", "before the message"),
        ("RCPT", "before the message"),
        ("DATA", "before the message"),
        ("body", "in the middle of the message"),
    ],
)
def test_connection_cut_before_the_end_has_sent_nothing(cut: str, place: str) -> None:
    with run_relay(Relay(cut=cut), data_size_limit=0) as relay:
        outcome = send(make_access(relay), LARGE)

    assert (outcome.verdict, outcome.is_relay_fault) == (Verdict.DEFERRED, True)
    assert outcome.reason == f"the relay broke off the connection {place}; nothing was sent"
    assert relay.arrived == []


@pytest.mark.parametrize(
    ("cut", "place"),
    [
        ("STARTTLS", "when TLS began"),
        ("EHLO in TLS", "when TLS began"),
        ("AUTH", "at the log-in"),
    ],
)
def test_connection_cut_before_the_log_in_has_sent_nothing(
    certificates: Certificates, cut: str, place: str
) -> None:
    with run_relay(
        Relay(cut=cut), context=certificates.contexts["good"], wants_log_in=True
    ) as relay:
        access = make_tls_access(relay, certificates)
        outcome = send(replace(access, user=USER, password=SECRET))

    assert outcome.is_relay_fault
    assert outcome.reason == f"the relay broke off the connection {place}; nothing was sent"


@pytest.mark.parametrize("is_abrupt", [False, True])
@pytest.mark.parametrize(
    ("tls", "said", "place"),
    [
        ("tls", (), "before it greeted"),
        (
            "starttls",
            (b"220 relay\r\n", b"250-relay\r\n250 STARTTLS\r\n", b"220 go on\r\n"),
            "when TLS began",
        ),
    ],
)
def test_connection_cut_in_the_midst_of_tls_has_sent_nothing(
    certificates: Certificates, tls: str, said: tuple[bytes, ...], place: str, is_abrupt: bool
) -> None:
    with run_torn_relay(*said, is_abrupt=is_abrupt) as port:
        outcome = send(make_tls_access(Relay(port=port), certificates, tls))

    assert outcome == Outcome(
        Verdict.DEFERRED,
        f"the relay broke off the connection {place}; nothing was sent",
        is_relay_fault=True,
    )


@pytest.mark.parametrize("relay", [Relay(cut="QUIT"), Relay(silent_at="QUIT")])
def test_what_was_sent_stays_sent_when_the_relay_says_no_good_bye(relay: Relay) -> None:
    with run_relay(relay):
        outcome = send(make_access(relay, timeout_s=0.3))

    assert (outcome, len(relay.arrived)) == (Outcome(Verdict.SENT), 1)


def test_relay_that_answers_letter_by_letter_gets_the_message() -> None:
    with run_relay(Relay(drips=True)) as relay:
        outcome = send(make_access(relay))

    assert (outcome, len(relay.arrived)) == (Outcome(Verdict.SENT), 1)


@pytest.mark.parametrize(
    ("silent_at", "place"),
    [
        ("STARTTLS", "when TLS began"),
        ("EHLO in TLS", "when TLS began"),
        ("AUTH", "at the log-in"),
    ],
)
def test_relay_that_is_silent_before_the_log_in_has_sent_nothing(
    certificates: Certificates, silent_at: str, place: str
) -> None:
    with run_relay(
        Relay(silent_at=silent_at), context=certificates.contexts["good"], wants_log_in=True
    ) as relay:
        access = replace(make_tls_access(relay, certificates), timeout_s=1.0)
        outcome = send(replace(access, user=USER, password=SECRET))

    assert (outcome.verdict, outcome.is_relay_fault) == (Verdict.DEFERRED, True)
    assert outcome.reason == f"the relay did not answer in time {place}; nothing was sent"


def test_relay_that_does_not_ask_for_the_message_gets_none_of_it() -> None:
    steps: list[Step] = []
    with run_relay(Relay(answers={"DATA": ["250 ok"]})) as relay:
        outcome = hand_over(make_access(relay), ENVELOPE, CONTENT, steps.append)

    assert (outcome.verdict, outcome.is_relay_fault) == (Verdict.DEFERRED, True)
    assert Step.BODY not in steps


@pytest.mark.parametrize("answer", ["nonsense", "354 go on", "250" + "x" * 9000])
def test_answer_that_cannot_be_read_after_the_end_leaves_it_unknown(answer: str) -> None:
    with run_relay(Relay(answers={"end": [answer]})) as relay:
        outcome = send(make_access(relay))

    assert outcome.verdict is Verdict.UNKNOWN


def test_connection_cut_after_the_end_leaves_it_unknown() -> None:
    with run_relay(Relay(cut="end")) as relay:
        outcome = send(make_access(relay))

    assert outcome.verdict is Verdict.UNKNOWN
    assert "it may have been sent, or not" in outcome.reason
    assert len(relay.arrived) == 1


@pytest.mark.parametrize("silent_at", ["banner", "EHLO", "MAIL", "RCPT", "DATA"])
def test_slow_relay_has_sent_nothing(silent_at: str) -> None:
    with run_relay(Relay(silent_at=silent_at)) as relay:
        outcome = send(make_access(relay, timeout_s=0.2))

    assert (outcome.verdict, outcome.is_relay_fault) == (Verdict.DEFERRED, True)
    assert outcome.reason.startswith("the relay did not answer in time")
    assert relay.arrived == []


def test_relay_that_is_silent_after_the_end_leaves_it_unknown() -> None:
    with run_relay(Relay(silent_at="end")) as relay:
        outcome = send(make_access(relay, timeout_s=0.2, answer_s=0.2))

    assert outcome.verdict is Verdict.UNKNOWN
    assert outcome.reason.startswith("the relay did not answer in time after it had")


def test_nothing_at_the_port_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outcome = send(make_access(Relay(port=port)))

    assert outcome.reason == "nothing answers at the relay's address and port; tell IT"
    assert outcome.is_relay_fault


NO_SUCH_HOST = "there is no such host name as 'mail.relay.host' in delivery.yaml has; tell IT"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (socket.EAI_NONAME, NO_SUCH_HOST),
        (
            socket.EAI_AGAIN,
            "the name of the relay cannot be looked up just now; if it stays so, tell IT",
        ),
    ],
)
def test_host_that_is_not_known_is_told(
    monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def look_up(*asked: object, **options: object) -> NoReturn:
        raise socket.gaierror(number, "told by the system")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    outcome = send(make_access(Relay(port=25), host="relay.invalid"))

    assert outcome == Outcome(Verdict.DEFERRED, said, is_relay_fault=True)


def test_a_name_that_no_host_can_have_is_told() -> None:
    outcome = send(make_access(Relay(port=25), host="relay..example.org"))

    assert outcome == Outcome(Verdict.DEFERRED, NO_SUCH_HOST, is_relay_fault=True)


@pytest.mark.parametrize(
    ("content", "quoted"),
    [
        (b".a\r\n..b\r\nc", b"..a\r\n...b\r\nc\r\n"),
        (b"a.\r\n", b"a.\r\n"),
        (b"a\r\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n"),
    ],
)
def test_a_line_that_begins_with_a_dot_ends_no_message(content: bytes, quoted: bytes) -> None:
    assert quote_dots(content) == quoted
