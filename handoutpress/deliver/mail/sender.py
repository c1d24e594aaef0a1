"""Hand one message to the relay, and say how it ended; the only module that speaks SMTP.

Keeps nothing. Nothing that the relay says, and nothing that smtplib says of it, leaves this module:
both may quote an address or the secret.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum

from handoutpress.deliver.mail.access import Access
from handoutpress.deliver.mail.replies import (
    LOG_IN,
    SHUTTING_DOWN,
    Reply,
    explain_certificate,
    read_reply,
)
from handoutpress.deliver.mail.values import Envelope, Outcome, Verdict

END = b".\r\n"  # Source: RFC 5321, 4.1.1.4
NO_SUCH_HOST = "there is no such host name as 'mail.relay.host' in delivery.yaml has; tell IT"
QUIT_S = 2.0  # nothing hangs on that answer, and what was sent waits to be noted
SIZE = re.compile(r"[0-9]{1,20}")  # Source: RFC 1870, 4
# A name that nobody has; other errors of a look-up may pass. Source: getaddrinfo(3).
UNKNOWN_HOST = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
DONE, GO_ON = 2, 3  # the first digit of an answer. Source: RFC 5321, 4.2.1


class Step(StrEnum):
    """What is done next; told before it is done."""

    CONNECT = "connect"
    HELLO = "hello"
    TLS = "tls"
    LOGIN = "login"
    MAIL = "mail"
    RECIPIENT = "recipient"
    DATA = "data"
    BODY = "body"
    END = "end"  # from here on the relay may have it
    ANSWER = "answer"
    QUIT = "quit"


# Where a connection broke, in words for staff.
_PLACES = {
    Step.CONNECT: "before it greeted",
    Step.HELLO: "when it was greeted",
    Step.TLS: "when TLS began",
    Step.LOGIN: "at the log-in",
    Step.MAIL: "before the message",
    Step.RECIPIENT: "before the message",
    Step.DATA: "before the message",
    Step.BODY: "in the middle of the message",
}
Passing = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a relay says that it can do; `size` is the largest message in bytes, 0 without limit."""

    size: int = 0
    knows_utf8: bool = False
    tls: str = ""


class StoppedError(Exception):
    """A try ended before the relay took the message; holds how, and nothing of the message."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.verdict)


def hand_over(access: Access, envelope: Envelope, content: bytes, passing: Passing) -> Outcome:
    """Hand a message to the relay; whatever goes wrong comes back as an outcome.

    `passing` is told of each step before it is done; what it raises ends the try.
    """
    call = _Call(access, passing)
    try:
        with call.open() as offer:
            return call.send(offer, envelope, content)
    except StoppedError as stopped:
        return stopped.outcome


def ask(access: Access, passing: Passing) -> Offer | Outcome:
    """Return what the relay can do, or why it could not be asked."""
    try:
        with _Call(access, passing).open() as offer:
            return offer
    except StoppedError as stopped:
        return stopped.outcome


class _Call:
    """One connection to the relay."""

    def __init__(self, access: Access, passing: Passing) -> None:
        self._access, self._passing = access, passing
        self._step = Step.CONNECT
        self._smtp: smtplib.SMTP

    @contextmanager
    def open(self) -> Iterator[Offer]:
        """Connect, greet, encrypt, log in; yield what the relay can do.

        Raises:
            StoppedError: something of it went wrong.
        """
        with self._translate():
            self._go(Step.CONNECT)
            self._smtp = self._connect()
        try:
            with self._translate():
                _send_at_once(self._smtp)
                self._greet()
                offer = self._read_offer()
            yield offer
            with suppress(OSError, smtplib.SMTPException):
                self._passing(Step.QUIT)
                assert self._smtp.sock is not None
                self._smtp.sock.settimeout(min(self._access.timeout_s, QUIT_S))
                self._smtp.docmd("QUIT")
        finally:
            self._smtp.close()

    def _go(self, step: Step) -> None:
        self._passing(step)
        self._step = step

    def _connect(self) -> smtplib.SMTP:
        access = self._access
        where = (access.host, access.port, access.hello)
        if access.tls == "tls":
            return smtplib.SMTP_SSL(*where, timeout=access.timeout_s, context=access.context)
        return smtplib.SMTP(*where, timeout=access.timeout_s)

    def _greet(self) -> None:
        access, smtp = self._access, self._smtp
        self._go(Step.HELLO)
        self._require(*smtp.ehlo())
        if access.tls == "starttls":
            self._go(Step.TLS)
            if not smtp.has_extn("starttls"):
                raise _relay_fault(
                    "the relay offers no TLS, and delivery.yaml wants it; nothing was sent. "
                    "Tell IT: somebody may be in between"
                )
            self._require(*smtp.starttls(context=access.context))
            self._require(*smtp.ehlo())
        if access.user:
            self._go(Step.LOGIN)
            self._log_in()

    def _log_in(self) -> None:
        try:
            self._smtp.login(self._access.user, self._access.password)
        except smtplib.SMTPAuthenticationError as error:
            reply = read_reply(error.smtp_code, _as_bytes(error.smtp_error))
            raise _relay_fault(reply.explain()) from None
        except (smtplib.SMTPNotSupportedError, UnicodeError):
            raise _relay_fault(
                "the relay offers no log-in, or none for this user and password; tell IT"
            ) from None

    def _read_offer(self) -> Offer:
        smtp = self._smtp
        typed = smtp.esmtp_features.get("size", "")
        version = smtp.sock.version() if isinstance(smtp.sock, ssl.SSLSocket) else None
        size = int(typed) if SIZE.fullmatch(typed) else 0
        return Offer(size, smtp.has_extn("smtputf8"), version or "")

    # --- the message ------------------------------------------------------------------------------

    def send(self, offer: Offer, envelope: Envelope, content: bytes) -> Outcome:
        """Send a message over the open connection.

        Raises:
            StoppedError: it was not taken.
        """
        smtp = self._smtp
        _require_room(offer, content)
        with self._translate():
            self._go(Step.MAIL)
            self._require(*smtp.mail(envelope.bounce, _list_options(offer, envelope, content)))
            self._go(Step.RECIPIENT)
            self._require(*smtp.rcpt(envelope.recipient))
            self._go(Step.DATA)
            self._require(*smtp.docmd("DATA"), wanted=GO_ON)
            self._go(Step.BODY)
            smtp.send(quote_dots(content))
            self._go(Step.END)
            smtp.send(END)
            assert smtp.sock is not None
            smtp.sock.settimeout(max(self._access.answer_s, self._access.timeout_s))
            self._passing(Step.ANSWER)
            self._require(*smtp.getreply())
        return Outcome(Verdict.SENT)

    def _require(self, code: int, text: bytes, *, wanted: int = DONE) -> None:
        """Go on when the relay agrees, by an answer of the wanted class.

        Raises:
            StoppedError: it does not.
        """
        if code // 100 != wanted:
            raise self._stop(read_reply(code, text))

    def _stop(self, reply: Reply) -> StoppedError:
        if not reply.is_refusal:  # no answer, or one that does not belong here
            return self._break_off(is_slow=False)
        is_early = self._step in (Step.CONNECT, Step.HELLO, Step.TLS, Step.LOGIN)
        if is_early or reply.code in (SHUTTING_DOWN, *LOG_IN):
            return _relay_fault(reply.explain())
        verdict = Verdict.DEFERRED if reply.is_passing else Verdict.FAILED
        return StoppedError(Outcome(verdict, reply.explain()))

    def _break_off(self, *, is_slow: bool) -> StoppedError:
        """Tell of a connection that broke: from the end on, nobody knows what the relay did."""
        what = "did not answer in time" if is_slow else "broke off the connection"
        if self._step is Step.END:
            reason = f"the relay {what} after it had the whole message: it may have been sent"
            return StoppedError(Outcome(Verdict.UNKNOWN, f"{reason}, or not. Ask the patient"))
        place = _PLACES[self._step]
        return _relay_fault(f"the relay {what} {place}; nothing was sent")

    @contextmanager
    def _translate(self) -> Iterator[None]:
        """Turn what goes wrong below into an outcome without a word of theirs.

        Raises:
            StoppedError: something went wrong.
        """
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise _relay_fault(explain_certificate(error.verify_code)) from None
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionResetError, BrokenPipeError):
            raise self._break_off(is_slow=False) from None
        except ssl.SSLError:
            if self._step is Step.END:
                raise self._break_off(is_slow=False) from None
            raise _relay_fault(
                "the relay and this computer agree on no TLS; tell IT: port 587 is usually "
                "starttls, 465 tls"
            ) from None
        except ConnectionRefusedError:
            raise _relay_fault("nothing answers at the relay's address and port; tell IT") from None
        except socket.gaierror as error:
            raise _relay_fault(_explain_look_up(error)) from None
        except TimeoutError:
            raise self._break_off(is_slow=True) from None
        except smtplib.SMTPServerDisconnected as error:
            is_slow = isinstance(error.__context__, TimeoutError)
            raise self._break_off(is_slow=is_slow) from None
        except smtplib.SMTPResponseException as error:
            if self._step is Step.END:  # smtplib's own, of an answer that it cannot read
                raise self._break_off(is_slow=False) from None
            raise self._stop(read_reply(error.smtp_code, _as_bytes(error.smtp_error))) from None
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            if self._step is Step.CONNECT and isinstance(error, UnicodeError):
                raise _relay_fault(NO_SUCH_HOST) from None
            if self._step is Step.CONNECT:
                raise _relay_fault("the relay cannot be reached; tell IT") from None
            if isinstance(error, OSError):
                raise self._break_off(is_slow=False) from None
            raise _relay_fault(
                f"the relay answers what it may not ({self._step}); tell IT"
            ) from None


def _send_at_once(smtp: smtplib.SMTP) -> None:
    """Let the end of a message not wait for the relay to say that it has the rest: 40 ms each."""
    assert smtp.sock is not None
    smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _explain_look_up(error: socket.gaierror) -> str:
    if error.errno in UNKNOWN_HOST:
        return NO_SUCH_HOST
    return "the name of the relay cannot be looked up just now; if it stays so, tell IT"


def _relay_fault(reason: str) -> StoppedError:
    return StoppedError(Outcome(Verdict.DEFERRED, reason, is_relay_fault=True))


def _require_room(offer: Offer, content: bytes) -> None:
    """Raise unless the relay takes so large a message.

    Raises:
        StoppedError: it does not.
    """
    if offer.size and len(content) > offer.size:
        reason = f"the message is {say_size(len(content) - offer.size)} too large for the relay"
        raise StoppedError(Outcome(Verdict.FAILED, f"{reason}; send fewer handouts"))


def _list_options(offer: Offer, envelope: Envelope, content: bytes) -> list[str]:
    """Return what is said with MAIL. Source: RFC 1870, 6; RFC 6152, 3; RFC 6531, 3.4.

    Raises:
        StoppedError: the address needs what the relay cannot do.
    """
    options = [f"SIZE={len(content)}"] if offer.size else []
    if not envelope.needs_utf8:
        return options
    if not offer.knows_utf8:
        reason = "the relay cannot send to an address with letters outside ASCII; ask for another"
        raise StoppedError(Outcome(Verdict.FAILED, reason))
    return [*options, "BODY=8BITMIME", "SMTPUTF8"]


def quote_dots(content: bytes) -> bytes:
    """Return a message as it goes over the line. Source: RFC 5321, 4.5.2."""
    lines = content if content.endswith(b"\r\n") else content + b"\r\n"
    quoted = lines.replace(b"\r\n.", b"\r\n..")
    return b"." + quoted if quoted.startswith(b".") else quoted


def say_size(count: int) -> str:
    """Return a number of bytes in words."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    return f"{count / 1_000_000:.1f} MB"


def _as_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")
