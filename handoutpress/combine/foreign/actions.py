"""What annotations, pages and the catalog do when they are met: links stay, what runs is noted.

Source: ISO 32000-1, 12.6 (actions), tables 194 to 197 (on which events) and 198 (which kinds).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from pikepdf import Array, Dictionary, Name, Pdf, String

from handoutpress.combine.foreign.places import Places

# They show another place of this file or on the web. All others run something, or lead to files
# and to places that a booklet has not.
_LINKS = ("/URI", "/GoTo")
_ELSEWHERE = ("/GoToR", "/GoToE", "/Thread", "/Named")
# What a reader may open from a handout; also a relative address, which has none.
_SCHEMES = ("http", "https", "mailto", "tel", "ftp", "")


class ActionLog:
    """The kinds of actions that run something and were met, for the note that they are gone."""

    def __init__(self) -> None:
        self.runs: set[str] = set()

    def watch_catalog(self, pdf: Pdf) -> None:
        """Note what runs when the file is opened or closed."""
        self._note(pdf.Root.get("/OpenAction"))
        self.watch(pdf.Root)
        names = pdf.Root.get("/Names")
        if isinstance(names, Dictionary) and "/JavaScript" in names:
            self.runs.add("JavaScript")

    def watch(self, holder: Any) -> None:
        """Note what runs when a page, field, annotation or outline item is met."""
        met: set[tuple[int, int]] = set()
        while isinstance(holder, Dictionary) and holder.objgen not in met:
            met.add(holder.objgen)
            self._note(holder.get("/A"))
            events = holder.get("/AA")
            for _, action in events.items() if isinstance(events, Dictionary) else ():
                self._note(action)
            holder = holder.get("/Parent") if holder.get("/Type") != Name.Page else None

    def _note(self, action: Any) -> None:
        waiting, met = [action], 0
        while waiting and met < 100:  # a chain has a few; one that loops has no end
            action, met = waiting.pop(), met + 1
            if not isinstance(action, Dictionary):
                continue
            kind = str(action.get("/S", "/GoTo"))
            if kind not in (*_LINKS, *_ELSEWHERE):
                self.runs.add(kind[1:])
            following = action.get("/Next")
            waiting += list(following) if isinstance(following, Array) else [following]


def find_link_target(link: Any, places: Places) -> bool:
    """Write out where a link leads to, and tell whether it leads anywhere."""
    action, place = link.get("/A"), places.find(link.get("/Dest"))
    for key in ("/A", "/AA", "/PA", "/Dest"):
        if key in link:
            del link[key]
    if place is None and isinstance(action, Dictionary):
        if action.get("/S") == Name.GoTo:
            place = places.find(action.get("/D"))
        elif address := find_address(action, places.base):
            link.A = Dictionary(S=Name.URI, URI=String(address))
            return True
    if place is None:
        return False
    link.Dest = place
    return True


def find_address(action: Dictionary, base: str) -> str:
    """Return the address on the web that an action leads to; "" when it leads to none.

    Source: ISO 32000-1, 12.6.4.7, with the base that a catalog may have.
    """
    if action.get("/S") != Name.URI:
        return ""
    try:
        address = urljoin(base, str(action.get("/URI", "")))
        return address if urlsplit(address).scheme in _SCHEMES else ""
    except ValueError:  # what looks like an address and is none
        return ""
