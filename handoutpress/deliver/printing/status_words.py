"""What IPP's numbers and keywords mean, in plain words and with what to do.

Pure tables: values in, words out. Source of the keywords: RFC 8011, 5.3.7, 5.3.8, 5.4.11, 5.4.12;
PWG 5100.9 (alerts); CUPS's own where they begin with "cups-".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from handoutpress.deliver.printing.said import clean


class PrinterState(IntEnum):
    """What a printer does. Source: RFC 8011, 5.4.11."""

    UNKNOWN = 0
    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


class JobState(IntEnum):
    """Where a job stands. Source: RFC 8011, 5.3.7."""

    UNKNOWN = 0
    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELLED = 7
    ABORTED = 8
    COMPLETED = 9


ENDED = frozenset((JobState.CANCELLED, JobState.ABORTED, JobState.COMPLETED))


def read_printer_state(number: int | None) -> PrinterState:
    """Return a state of a printer; UNKNOWN for what no standard names."""
    known = {int(state): state for state in PrinterState}
    return known.get(number or 0, PrinterState.UNKNOWN)


def read_job_state(number: int | None) -> JobState:
    """Return a state of a job; UNKNOWN for what no standard names."""
    known = {int(state): state for state in JobState}
    return known.get(number or 0, JobState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a state; `stops` tells that nothing is printed before somebody does it.

    One that `is_quoted` holds the printer's own words, which may tell of another patient.
    """

    what: str
    remedy: str = ""
    stops: bool = False
    is_quoted: bool = False

    @property
    def in_fixed_words(self) -> str:
        """The reason in no words but ours, for the record."""
        return str(UNNAMED if self.is_quoted else self)

    def __str__(self) -> str:
        return f"{self.what}; {self.remedy}" if self.remedy else self.what


UNNAMED = Reason("it reports what this program does not know", "look at its display")


# In the order in which staff should hear of them: the first that applies is the cause.
PRINTER_REASONS: dict[str, Reason] = {
    "media-jam": Reason("paper is jammed in the printer", "clear it", True),
    "cover-open": Reason("a cover of the printer is open", "close it", True),
    "door-open": Reason("a door of the printer is open", "close it", True),
    "interlock-open": Reason("a door of the printer is open", "close it", True),
    "media-empty": Reason("the printer has no paper", "put paper in", True),
    "media-needed": Reason("the printer waits for paper", "put the right paper in", True),
    "input-tray-missing": Reason("a paper tray is not in its place", "push it in", True),
    "toner-empty": Reason("the printer has no toner", "put a new cartridge in", True),
    "marker-supply-empty": Reason("the printer has no ink or toner", "put some in", True),
    "marker-waste-full": Reason("the printer's waste box is full", "change it", True),
    "output-area-full": Reason("the printer's tray is full", "take the paper out", True),
    "output-tray-missing": Reason("the output tray is not in its place", "put it back", True),
    "opc-life-over": Reason("the printer's drum is worn out", "call IT", True),
    "fuser-over-temp": Reason("the printer is too hot", "wait, or call IT", True),
    "fuser-under-temp": Reason("the printer is warming up"),
    "offline": Reason("the printer is offline", "see that it is on and on the network", True),
    "shutdown": Reason("the printer is switched off", "switch it on", True),
    "connecting-to-device": Reason("the print server is still looking for the printer"),
    "timed-out": Reason("the printer does not answer its server", "see that it is on", True),
    "paused": Reason("the printer was paused", "let it go on, or ask IT", True),
    "moving-to-paused": Reason("the printer is being paused", "let it go on, or ask IT", True),
    "stopping": Reason("the printer is being stopped", "ask IT", True),
    "stopped-partly": Reason("a part of the printer is stopped", "look at its display"),
    "spool-area-full": Reason("the printer's memory is full", "wait until others are done", True),
    "interpreter-resource-unavailable": Reason("the printer lacks memory", "call IT", True),
    "deactivated": Reason("the printer is switched off for jobs", "ask IT", True),
    "hold-new-jobs": Reason("the printer holds all new jobs", "release them there", True),
    "identify-printer-requested": Reason("somebody looks for this printer"),
    "media-low": Reason("the printer has little paper left", "put paper in soon"),
    "toner-low": Reason("the printer has little toner left", "have a cartridge ready"),
    "marker-supply-low": Reason("the printer has little ink or toner left", "have some ready"),
    "marker-waste-almost-full": Reason("the printer's waste box is nearly full", "tell IT"),
    "output-area-almost-full": Reason("the printer's tray is nearly full", "take the paper out"),
    "opc-near-eol": Reason("the printer's drum is nearly worn out", "tell IT"),
    "cups-insecure-filter": Reason("the print server's set-up is not safe", "tell IT"),
    "cups-missing-filter": Reason("the print server cannot prepare jobs", "tell IT"),
}
JOB_REASONS: dict[str, Reason] = {
    "job-canceled-by-user": Reason("it was cancelled"),
    "job-canceled-by-operator": Reason("it was cancelled by who runs the printer"),
    "job-canceled-at-device": Reason("it was cancelled at the printer"),
    "cups-held-for-authentication": Reason(
        "the printer wants a user and a password", "ask IT to set them on the print server", True
    ),
    "document-format-error": Reason("the printer could not read the PDF", "use another printer"),
    "unsupported-document-format": Reason("the printer takes no PDF", "use another printer"),
    "document-unprintable-error": Reason(
        "the printer could not print the PDF", "use another printer"
    ),
    "document-password-error": Reason("the PDF wants a password", "print one without"),
    "compression-error": Reason("the printer could not read the job", "print it again"),
    "account-closed": Reason("the clinic's account at the printer is closed", "ask IT"),
    "account-limit-reached": Reason("the clinic's account may print no more", "ask IT"),
    "account-authorization-failed": Reason("the printer did not accept the clinic", "ask IT"),
    "aborted-by-system": Reason("the printer gave it up", "look at its display"),
    "job-suspended": Reason("it was put off at the printer", "let it go on there", True),
    "printer-stopped": Reason("the printer is stopped", "look at its display", True),
    "resources-are-not-ready": Reason("the printer waits for paper", "look at its display", True),
    "service-off-line": Reason("the printer takes no jobs now", "look at its display", True),
    "queued-in-device": Reason("other jobs come first"),
    "job-hold-until-specified": Reason("it is held", "release it at the printer"),
    "job-completed-with-errors": Reason("the printer reports errors", "look at the pages"),
    "job-completed-with-warnings": Reason("the printer reports warnings", "look at the pages"),
}
SEVERITIES = ("-error", "-warning", "-report")  # Source: RFC 8011, 5.4.12
MOST_UNKNOWN = 3  # that a line names, of what no table knows
LONGEST_KEYWORD = 60  # signs of one that a line names
QUIET = frozenset(("none", "other", "unknown", "processing-to-stop-point"))


def find_reasons(keywords: Iterable[str], table: dict[str, Reason]) -> tuple[Reason, ...]:
    """Return what keywords mean, the cause first; a few that no table knows as they are."""
    names = {each if each in table else _strip_severity(each): None for each in keywords}
    known = (reason for name, reason in table.items() if name in names)
    others = [name for name in names if name not in table and _is_telling(name)]
    return (*known, *_name_others(others))


def _name_others(names: list[str]) -> Iterator[Reason]:
    for name in names[:MOST_UNKNOWN]:
        said = clean(name, LONGEST_KEYWORD)
        yield Reason(f"it reports '{said}'", "look at its display", is_quoted=True)
    if len(names) > MOST_UNKNOWN:
        more = len(names) - MOST_UNKNOWN
        yield Reason(f"it reports {more} more", "look at its display", is_quoted=True)


def _strip_severity(keyword: str) -> str:
    """Return a keyword without what it says of itself: many printers call a jam a mere report."""
    for severity in SEVERITIES:
        keyword = keyword.removesuffix(severity)
    return keyword


def _is_telling(keyword: str) -> bool:
    """Tell whether staff learn anything from a keyword; most of a job's own say nothing."""
    return keyword not in QUIET and not keyword.startswith(("job-", "cups-"))


# Source: RFC 8011, appendix B.1; PWG 5100.13 and 5100.11 for the later ones.
STATUS_WORDS: dict[int, str] = {
    0x0400: "the printer does not understand the job; tell IT",
    0x0401: "the printer does not let this clinic print; ask IT",
    0x0402: "the printer wants a user and a password; ask IT to set them in delivery.yaml",
    0x0403: "the printer does not let this user print; ask IT",
    0x0404: "the printer cannot do that now; look at its display",
    0x0405: "the printer waited too long for the document; print it again",
    0x0406: "the address leads to no printer or queue; ask IT to look at its uri in delivery.yaml",
    0x0407: "the printer, or the job, is gone",
    0x0408: "the document is too large for the printer; print fewer pages at a time, with --pages",
    0x0409: "the printer finds a value too long; tell IT",
    0x040A: "the printer takes no PDF; choose another printer, or a print server",
    0x040B: "the printer does not do all that was asked for; ask for less",
    0x040E: "the printer cannot do both of what was asked for; ask for less",
    0x0411: "the printer could not read the PDF; choose another printer",
    0x041B: "the printer could not print the PDF; choose another printer",
    0x041C: "the printer wants to know whom to charge; ask IT",
    0x041D: "the clinic's account at the printer is closed; ask IT",
    0x041E: "the clinic's account may print no more; ask IT",
    0x0500: "the printer has an inner fault; switch it off and on",
    0x0501: "the printer cannot do that at all; choose another printer",
    0x0502: "the printer takes no jobs now; look at its display, then print it again",
    0x0503: "the printer speaks another version of IPP; choose another printer",
    0x0504: "the printer has a fault; look at its display",
    0x0505: "the printer has a fault that will pass; print it again in a minute",
    0x0506: "the printer takes no jobs now; let it go on, or choose another printer",
    0x0507: "the printer is busy; print it again in a minute",
    0x0508: "the job was cancelled at the printer",
    0x050A: "the printer is switched off for jobs; ask IT",
    0x050B: "the printer has too many jobs; print it again when others are done",
}


def say_status(code: int) -> str:
    """Return what a status of a failure means, and what to do."""
    return STATUS_WORDS.get(code, f"the printer does not print it (IPP status 0x{code:04x})")
