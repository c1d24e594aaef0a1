"""[network] Ask a printer, or a CUPS server, by IPP: what it can do, to print, how a job goes.

Decides nothing and keeps nothing: writes no file, and a document goes nowhere but to the printer.
Source: RFC 8011 (operations, status codes), RFC 8010, section 4 (over HTTP), RFC 7472 (ipps).
"""

from __future__ import annotations

import base64
import http.client
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import IntEnum
from itertools import count
from typing import Any

from handoutpress.deliver.printing.addresses import Access
from handoutpress.deliver.printing.deadline import TimedSocket
from handoutpress.deliver.printing.faults import (
    AuthNeededError,
    HandOverError,
    JobGoneError,
    PrinterRefusesError,
    UnreachableError,
    UntrustedError,
)
from handoutpress.deliver.printing.ipp_message import (
    Attribute,
    Group,
    GroupTag,
    Message,
    MessageError,
    Tag,
    decode,
    encode,
)
from handoutpress.deliver.printing.status_words import say_status
from handoutpress.errors import HandoutError

# What printers and servers show as the owner of a job: the clinic's, whoever sits at the desk.
USER = "handouts"
LARGEST_ANSWER = 8_000_000  # bytes; all papers of a large printer are some 100 kB
SLOWEST = 50_000  # bytes a second of a document: an old printer at the edge of a wireless network
LOWEST_FAILURE = 0x0100  # Source: RFC 8011, appendix B: 0x0000 to 0x00FF is success
IGNORED = 0x0001  # Source: RFC 8011, B.1.2: successful-ok-ignored-or-substituted-attributes
# Source: RFC 8011, B.1.4.2 to B.1.4.4
FORBIDDEN = (0x0401, 0x0402, 0x0403)
# Source: RFC 8011, B.1.4.7 and B.1.4.8
NOT_THERE = (0x0406, 0x0407)
HTTP_OK, HTTP_AUTH, HTTP_UPGRADE = 200, (401, 403, 407), 426
ASKED_OF_JOB = (
    *("job-id", "job-state", "job-state-reasons", "job-impressions-completed"),
    *("job-media-sheets-completed", "job-printer-state-message"),
)


# What a ticket may ask for. Source: RFC 8011, 5.2; PWG 5100.1 and 5100.16.
OPTIONS = frozenset(
    (
        *("copies", "sides", "media", "page-ranges", "finishings", "print-scaling"),
        *("multiple-document-handling", "job-hold-until", "document-format", "job-name"),
    )
)
OTHER = "something else"


class Operation(IntEnum):
    """What is asked of a printer. Source: RFC 8011, 5.4.15; CUPS for the last."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B
    RELEASE_JOB = 0x000D
    CUPS_GET_PRINTERS = 0x4002


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a job is called, and how it is to be printed; no patient's name is in it."""

    job_name: str
    attributes: tuple[Attribute, ...]


class IppClient:
    """One printer, or one CUPS server; each question is a connection of its own."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self._numbers = count(1)

    def get_printer(self) -> Group:
        """Return what the printer says of itself.

        Raises:
            PrintError: as all questions do: it does not answer, proves not who it is, or refuses.
        """
        answer = self._ask(Operation.GET_PRINTER_ATTRIBUTES)
        return answer.group(GroupTag.PRINTER)

    def list_printers(self) -> tuple[Group, ...]:
        """Return what each queue of a CUPS server says of itself."""
        answer = self._ask(Operation.CUPS_GET_PRINTERS, is_for_printer=False)
        return answer.all_groups(GroupTag.PRINTER)

    def validate_job(self, ticket: Ticket) -> tuple[str, ...]:
        """Ask whether a job would be taken, and return the names of what would be ignored."""
        answer = self._ask(Operation.VALIDATE_JOB, _name_job(ticket), ticket.attributes)
        if answer.code != IGNORED:
            return ()
        return _list_unsupported(answer)

    def print_job(self, ticket: Ticket, pdf: bytes) -> int:
        """Hand a document over, and return the number of its job.

        Raises:
            HandOverError: the connection was lost; nobody knows whether it is printed.
        """
        answer = self._ask(Operation.PRINT_JOB, _name_job(ticket), ticket.attributes, pdf)
        number = answer.group(GroupTag.JOB).number("job-id")
        if number is None:
            raise HandOverError("the printer took the document, and gave the job no number")
        return number

    def get_job(self, job_id: int) -> Group:
        """Return how a job goes.

        Raises:
            JobGoneError: the printer knows no such job.
        """
        asked = Attribute("requested-attributes", Tag.KEYWORD, ASKED_OF_JOB)
        answer = self._ask(Operation.GET_JOB_ATTRIBUTES, (_number_job(job_id), asked))
        return answer.group(GroupTag.JOB)

    def cancel_job(self, job_id: int) -> None:
        """Take a job back."""
        self._ask(Operation.CANCEL_JOB, (_number_job(job_id),))

    def release_job(self, job_id: int) -> None:
        """Let a job that waits be printed."""
        self._ask(Operation.RELEASE_JOB, (_number_job(job_id),))

    # --- a question and its answer ----------------------------------------------------------------

    def _ask(
        self,
        operation: Operation,
        asked: tuple[Attribute, ...] = (),
        job: tuple[Attribute, ...] = (),
        document: bytes = b"",
        is_for_printer: bool = True,
    ) -> Message:
        target = (_text("printer-uri", Tag.URI, self.access.address.uri),) if is_for_printer else ()
        # Source: RFC 8011, 4.1.4: these come first, and in this order; then the target.
        opening = (
            _text("attributes-charset", Tag.CHARSET, "utf-8"),
            _text("attributes-natural-language", Tag.LANGUAGE, "en"),
            *target,
        )
        # The number of a job follows the printer's address; see RFC 8011, 4.3.3.1.
        ids = tuple(each for each in asked if each.name == "job-id")
        rest = tuple(each for each in asked if each.name != "job-id")
        user = _text("requesting-user-name", Tag.NAME, USER)
        groups = [Group(GroupTag.OPERATION, (*opening, *ids, user, *rest))]
        if job:
            groups.append(Group(GroupTag.JOB, job))
        request = Message(operation, next(self._numbers), tuple(groups))
        is_document = operation is Operation.PRINT_JOB
        answer = self._exchange(encode(request) + document, is_document=is_document)
        if answer.code >= LOWEST_FAILURE:
            _refuse(answer)
        return answer

    def _exchange(self, request: bytes, *, is_document: bool) -> Message:
        with self._connected() as connection:
            _set_deadline(connection, self.access, len(request) if is_document else 0)
            try:
                status, content = _post(connection, self.access, request)
                if status == HTTP_OK:
                    return decode(content)
            except (OSError, http.client.HTTPException, MessageError) as error:
                raise _lose(error, is_document) from error
        raise _refuse_http(status)

    @contextmanager
    def _connected(self) -> Iterator[http.client.HTTPConnection]:
        connection = _open_connection(self.access)
        with closing(connection):
            try:
                connection.connect()
            except ssl.SSLCertVerificationError as error:
                raise UntrustedError(
                    "the printer's certificate is not accepted "
                    f"({error.verify_message}); ask IT to name its authority in delivery.yaml: ca"
                ) from error
            except ssl.SSLError as error:
                raise UntrustedError(
                    "no encrypted connection to the printer came about; ask IT to look at its "
                    "certificate, and at its address in delivery.yaml"
                ) from error
            except OSError as error:
                raise UnreachableError(
                    f"the printer does not answer ({_say_cause(error)}); see that it is switched "
                    "on and on the network, or choose another one with --printer"
                ) from error
            yield connection


def _open_connection(access: Access) -> http.client.HTTPConnection:
    host, port = access.address.host, access.address.port
    if not access.address.is_secure:
        return http.client.HTTPConnection(host, port, timeout=access.timeout_s)
    try:
        context = ssl.create_default_context(cafile=access.ca)
    except OSError as error:  # ssl.SSLError is one
        raise HandoutError(
            "the file behind 'ca' of a printer cannot be read, or holds no certificate; "
            "see delivery.yaml"
        ) from error
    return http.client.HTTPSConnection(host, port, timeout=access.timeout_s, context=context)


def _set_deadline(
    connection: http.client.HTTPConnection, access: Access, document_bytes: int
) -> None:
    """Give a whole exchange its time: that of a step; more for what may be printed meanwhile."""
    limit_s = access.timeout_s
    if document_bytes:
        limit_s += access.timeout_s + document_bytes / SLOWEST
    timed: Any = TimedSocket(connection.sock, limit_s=limit_s, step_s=access.timeout_s)
    connection.sock = timed


def _post(
    connection: http.client.HTTPConnection, access: Access, request: bytes
) -> tuple[int, bytes]:
    """Send a request, and return HTTP's status and the answer, which may come before its end."""
    headers = {"Content-Type": "application/ipp", "Accept": "application/ipp"}
    if access.login and access.address.is_secure:
        pair = ":".join(access.login).encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    broken: OSError | None = None
    try:
        connection.request("POST", access.address.path, request, headers)
    except (BrokenPipeError, ConnectionResetError) as error:
        broken = error  # a server that refuses need not read on
    try:
        response = connection.getresponse()
        return response.status, response.read(LARGEST_ANSWER)
    except (OSError, http.client.HTTPException):
        if broken is not None:
            raise broken from None
        raise


def _lose(error: Exception, is_document: bool) -> UnreachableError:
    if is_document:
        return HandOverError(
            "the connection to the printer was lost while the document went over "
            f"({_say_cause(error)}); look what lies in the printer before you print it again"
        )
    return UnreachableError(
        f"the printer gave no answer that can be understood ({_say_cause(error)}); "
        "see that it is on, and that its address in delivery.yaml is that of a printer"
    )


def _say_cause(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "the connection ended" if isinstance(error, OSError) else type(error).__name__


# --- refusals -------------------------------------------------------------------------------------


def _refuse(answer: Message) -> None:
    words = say_status(answer.code)
    if answer.code in FORBIDDEN:
        raise AuthNeededError(words)
    if answer.code in NOT_THERE:
        raise JobGoneError(words)
    names = _list_unsupported(answer)
    raise PrinterRefusesError(f"{words} ({', '.join(names)})" if names else words)


def _list_unsupported(answer: Message) -> tuple[str, ...]:
    """Return the names of what a printer does not do: of ours, since a record may hold them."""
    named = (each.name for each in answer.group(GroupTag.UNSUPPORTED).attributes)
    return tuple(dict.fromkeys(each if each in OPTIONS else OTHER for each in named))


def _refuse_http(status: int) -> Exception:
    if status in HTTP_AUTH:
        return AuthNeededError(say_status(FORBIDDEN[1]))
    if status == HTTP_UPGRADE:
        return UntrustedError(
            "the printer wants an encrypted connection; ask IT to write ipps:// in delivery.yaml"
        )
    return PrinterRefusesError(
        f"the printer does not print what is sent to its address (HTTP status {status}); "
        "ask IT to look at its uri in delivery.yaml"
    )


# --- attributes -----------------------------------------------------------------------------------


def _text(name: str, tag: Tag, value: str) -> Attribute:
    return Attribute(name, tag, (value,))


def _number_job(job_id: int) -> Attribute:
    return Attribute("job-id", Tag.INTEGER, (job_id,))


def _name_job(ticket: Ticket) -> tuple[Attribute, ...]:
    return (
        _text("job-name", Tag.NAME, ticket.job_name),
        _text("document-format", Tag.MIME_TYPE, "application/pdf"),
    )
