"""What is delivered, and what is remembered of it: values only.

No value here holds a patient's name or address where `repr` shows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Channel(StrEnum):
    """By which road something went."""

    MAIL = "mail"
    PRINT = "print"
    PACKET = "packet"  # made, and given by hand
    RECORD = "record"  # nothing was given: what became of the record itself


class Result(StrEnum):
    """How a delivery ended."""

    DONE = "done"
    QUEUED = "queued"  # on its way; another line tells how it ended
    FAILED = "failed"
    REFUSED = "refused"  # by us: no consent, withdrawn words, a printer that cannot do it
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"  # handed over, perhaps; nobody may send it again without asking


@dataclass(frozen=True, slots=True)
class GivenPart:
    """One handout in what was given; `sha256` is that of its own PDF, "" where it had none.

    A PDF of others has neither id nor version.
    """

    handout_id: str
    language: str
    edition: str = ""
    version: int | None = None
    state: str = ""
    sha256: str = ""
    page_count: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """One PDF to deliver, and what it holds.

    `title` is for subject lines of staff, never for a patient's; `file_name` is neutral: no name,
    no condition. `language` and `edition` are those of its pages. With `is_personal`, it holds
    what only one patient may see. `public_url` is where the clinic serves it, "" where it does
    not, or where it is personal. `recipe` says how a packet was put together, so that it can be
    made again: JSON, without name and note. What `is_made_anew` has other pages each time.
    """

    pdf: bytes = field(repr=False)
    title: str = field(repr=False)
    file_name: str
    language: str
    edition: str
    page_count: int
    parts: tuple[GivenPart, ...]
    is_personal: bool = False
    public_url: str = ""
    recipe: str = field(default="", repr=False)
    is_made_anew: bool = False


@dataclass(frozen=True, slots=True)
class Teaching:
    """What staff note of how it was explained; each may be "".

    Learner: patient, family, caregiver. Method: explanation, demonstration, video, paper.
    Understanding: what teach-back showed.
    """

    learner: str = ""
    method: str = ""
    interpreter: str = ""
    understanding: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One line of the record, but for who did it, where and when, which the record adds.

    `sha256` is that of the bytes that were given. `reference` is the clinic's own, such as an
    encounter number. `recipient_hash` is a keyed hash of the address, "" on paper. `consent` is
    "plain", "encrypted" or "". `detail` says in plain words how it ended, and holds nothing of the
    patient. `of_line` is the number of the line that a reprint or an ending belongs to. What has
    the same `token` is the same event, and gets one line, though it be told twice.
    """

    channel: Channel
    result: Result
    sha256: str
    page_count: int
    parts: tuple[GivenPart, ...]
    title: str = ""
    detail: str = ""
    reference: str = ""
    recipient_hash: str = ""
    consent: str = ""
    is_reprint: bool = False
    of_line: int | None = None
    teaching: Teaching = Teaching()
    recipe: str = field(default="", repr=False)
    token: str = ""
