"""Find the printers that IT named in `delivery.yaml`, and the queues of print servers among them.

Prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from handoutpress.deliver.printing.abilities import (
    Abilities,
    Condition,
    read_abilities,
    read_condition,
)
from handoutpress.deliver.printing.addresses import Access, read_address
from handoutpress.deliver.printing.faults import PrintError
from handoutpress.deliver.printing.ipp_client import IppClient
from handoutpress.deliver.settings import NAME, DeliverySettings, Printer, read_secret
from handoutpress.errors import HandoutError, UsageError, suggest_name


@dataclass(frozen=True, slots=True)
class Seen:
    """A printer, and what it says of itself; `fault` says why it says nothing."""

    name: str
    uri: str
    is_default: bool
    abilities: Abilities | None = None
    condition: Condition | None = None
    fault: str = ""


def open_printer(settings: DeliverySettings, name: str, root: Path) -> tuple[str, IppClient]:
    """Return a printer's name and its client; for the name "", the usual one's.

    A queue of a print server is named after the server: "server/queue".

    Raises:
        UsageError: there is none of that name.
        HandoutError: it is set wrong.
    """
    wanted = name or _choose_usual(settings)
    known, slash, queue = wanted.partition("/")
    if known not in settings.printers:
        raise UsageError(
            f"no printer '{known}' in {NAME}; {suggest_name(known, settings.printers)}"
        )
    access = _give_access(settings.printers[known], root)
    if access.address.is_server and not queue:
        raise UsageError(
            f"'{known}' is a print server; write --printer {known}/QUEUE, as `printers` lists them"
        )
    if queue and not access.address.is_server:
        raise UsageError(f"'{known}' is a printer, and has no queues; write --printer {known}")
    return wanted, IppClient(_go_to_queue(access, queue) if slash else access)


def _choose_usual(settings: DeliverySettings) -> str:
    if settings.default_printer:
        return settings.default_printer
    if len(settings.printers) == 1:
        return next(iter(settings.printers))
    if settings.printers:
        raise UsageError(f"name a printer with --printer: {', '.join(sorted(settings.printers))}")
    raise UsageError(f"no printer is set; ask IT to name one in {NAME}: printers")


def _give_access(printer: Printer, root: Path) -> Access:
    address = read_address(printer.uri)
    login = None
    if printer.user and printer.password:
        if not address.is_secure:
            raise HandoutError(
                f"{NAME} has a password for a printer that is reached without encryption; "
                "write ipps:// in its uri"
            )
        login = (printer.user, read_secret(printer.password, root))
    return Access(address, ca=root / printer.ca if printer.ca else None, login=login)


def _go_to_queue(access: Access, queue: str) -> Access:
    """Return how a queue is reached. Source: CUPS, "Using IPP with CUPS": /printers/NAME."""
    path = f"/printers/{quote(queue, safe='')}"
    return replace(access, address=replace(access.address, path=path))


# --- all of them ----------------------------------------------------------------------------------


def survey_printers(settings: DeliverySettings, root: Path) -> Iterator[Seen]:
    """Yield each printer and queue; one that does not answer, with the reason."""
    for name, printer in sorted(settings.printers.items()):
        seen = Seen(name, printer.uri, name == settings.default_printer)
        try:
            client = IppClient(_give_access(printer, root))
            yield from _survey(client, seen, settings.default_printer or "")
        except PrintError as error:
            yield replace(seen, fault=str(error))


def _survey(client: IppClient, seen: Seen, usual: str) -> Iterator[Seen]:
    if not client.access.address.is_server:
        group = client.get_printer()
        abilities, condition = read_abilities(group), read_condition(group)
        yield replace(seen, abilities=abilities, condition=condition)
        return
    for group in client.list_printers():
        abilities = read_abilities(group)
        queue = _go_to_queue(client.access, abilities.name).address.uri
        name = f"{seen.name}/{abilities.name}"
        yield Seen(name, queue, name == usual, abilities, read_condition(group))
