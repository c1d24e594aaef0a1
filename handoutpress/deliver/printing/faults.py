"""Why something was not printed, in words for staff.

    PrintError                exit code 5
    ├── CannotPrintError      we refuse: the printer cannot do it
    ├── PrinterRefusesError   the printer refuses
    │   └── JobGoneError      it knows no such job, or no longer
    ├── AuthNeededError       it wants to know who prints
    ├── UntrustedError        it does not prove that it is the printer that is meant
    └── UnreachableError      it does not answer
        └── HandOverError     it fell silent when it may have had the document

Knows nothing of IPP. No message holds anything of a document.
"""

from __future__ import annotations

from handoutpress.errors import ExitCode, HandoutError


class PrintError(HandoutError):
    """Something was not printed, or nobody knows whether it was."""

    exit_code = ExitCode.DELIVERY


class CannotPrintError(PrintError):
    """The printer cannot do what was asked for; the message says what it can do."""


class PrinterRefusesError(PrintError):
    """The printer answered, and does not do it."""


class JobGoneError(PrinterRefusesError):
    """The printer knows no such job, or no longer."""


class AuthNeededError(PrintError):
    """The printer wants to know who prints."""


class UntrustedError(PrintError):
    """The printer does not prove that it is the one that is meant."""


class UnreachableError(PrintError):
    """The printer does not answer; it has nothing of the document."""


class HandOverError(UnreachableError):
    """The connection was lost while the document went over: it may be printed, whole or in part."""
