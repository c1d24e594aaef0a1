"""How what was given can be made again: digests of its parts, and the choices; JSON.

Holds no name, no note, and nothing else that was typed for a patient: no title, no clinician.

A recipe names everything that the same program makes the same bytes of: handouts, design, fonts and
pictures by their digests in the archive, the letterhead by its words. What it cannot prove is said
where it is made again: another version of the program may make other bytes of the same pages.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from handoutpress.collection import Visit
from handoutpress.model import Letterhead, PhoneLine, Theme
from handoutpress.packet.choosing import Choice, Chosen
from handoutpress.packet.orders import Order
from handoutpress.text import parse_flow

FORMAT = 1


@dataclass(frozen=True, slots=True)
class KeptHandout:
    """A handout in a packet; fields as in a `Chosen` and in an `OutputRecord`."""

    handout_id: str
    language: str
    edition: str
    path: str
    is_foreign: bool
    title: str
    state: str
    version: int | None
    page_count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Typed:
    """Which texts were typed, though not what they say; `enclosed` are digests of others' PDFs."""

    has_name: bool = False
    has_title: bool = False
    has_clinician: bool = False
    has_note: bool = False
    enclosed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a packet was made.

    `sha256` is that of the PDF before it was encrypted, "" when nobody saw that. `program` is a
    digest over the program and its libraries, `version` what people call it. `fonts` and `pictures`
    are digests by name, `theme` that of `dump_theme`.
    """

    code: str
    made_on: date
    language: str
    edition: str
    set_title: str
    handouts: tuple[KeptHandout, ...]
    options: Mapping[str, bool] = field(hash=False)
    day: date | None
    typed: Typed
    letterheads: Mapping[str, Letterhead] = field(hash=False, repr=False)
    references: Mapping[str, tuple[str, str]] = field(hash=False)
    theme: str
    fonts: Mapping[str, str] = field(hash=False)
    pictures: Mapping[str, str] = field(hash=False)
    program: str
    version: str
    sha256: str
    page_count: int

    def iter_digests(self) -> Iterator[tuple[str, str]]:
        """Yield what must stay in the archive: each digest and kind of file."""
        yield self.theme, ".json"
        yield from ((each.sha256, ".pdf") for each in self.handouts)
        yield from ((each, ".bin") for each in (*self.fonts.values(), *self.pictures.values()))


@dataclass(frozen=True, slots=True)
class Published:
    """How a PDF is made again that the clinic publishes: it is fetched."""

    sha256: str
    page_count: int

    def iter_digests(self) -> Iterator[tuple[str, str]]:
        """Yield what must stay in the archive."""
        yield self.sha256, ".pdf"


OPTIONS = (
    *("has_cover", "has_contents", "has_talk_page", "is_duplex", "is_numbered_through"),
    "is_named_in_feet",
)


def list_options(order: Order) -> dict[str, bool]:
    """Return an order's choices that are no text."""
    options = {name: bool(getattr(order, name)) for name in OPTIONS[:-1]}
    return {**options, OPTIONS[-1]: order.visit.is_named_in_feet}


def make_choice(recipe: Recipe, typed: Order | None) -> Choice:
    """Return what a packet's maker is asked for; `typed` gives the texts that are not kept."""
    order = typed or Order("packet")
    options = dict(recipe.options)
    is_named = options.pop("is_named_in_feet")
    visit = order.visit if typed else Visit(day=recipe.day)
    order = replace(
        order,
        visit=replace(visit, is_named_in_feet=is_named),
        has_cover=options["has_cover"],
        has_contents=options["has_contents"],
        has_talk_page=options["has_talk_page"],
        is_duplex=options["is_duplex"],
        is_numbered_through=options["is_numbered_through"],
    )
    handouts = tuple(
        Chosen((each.handout_id, each.language), each.path, each.is_foreign)
        for each in recipe.handouts
    )
    return Choice(order, recipe.language, recipe.edition, handouts, recipe.set_title)


# --- as JSON ------------------------------------------------------------------------------------


def dump_recipe(recipe: Recipe) -> str:
    """Return a recipe as JSON in one spelling."""
    values = {
        **{name: getattr(recipe, name) for name in _PLAIN},
        "format": FORMAT,
        "kind": "packet",
        "made_on": recipe.made_on.isoformat(),
        "day": recipe.day.isoformat() if recipe.day else None,
        "handouts": [asdict(each) for each in recipe.handouts],
        "typed": asdict(recipe.typed),
        "letterheads": {key: _dump_letterhead(each) for key, each in recipe.letterheads.items()},
        **{name: dict(getattr(recipe, name)) for name in _MAPS},
    }
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def dump_published(sha256: str, page_count: int) -> str:
    """Return the recipe of a PDF that the clinic publishes: the archive has it."""
    values = {"format": FORMAT, "kind": "pdf", "sha256": sha256, "page_count": page_count}
    return json.dumps(values, sort_keys=True, separators=(",", ":"))


def load_any(text: str) -> Recipe | Published:
    """Return the recipe of a packet, or of a PDF that the clinic publishes.

    Raises:
        ValueError: it is none, or of a later version of the program.
    """
    values = json.loads(text)
    if not isinstance(values, dict) or values.get("kind") != "pdf":
        return load_recipe(text)
    if values.get("format") != FORMAT:
        raise ValueError("this recipe is of another version of the program")
    return Published(str(values.get("sha256", "")), int(values.get("page_count", 0)))


def load_recipe(text: str) -> Recipe:
    """Return the recipe that was dumped.

    Raises:
        ValueError: it is none, or of a later version of the program.
    """
    try:
        values: dict[str, Any] = json.loads(text)
        if values["format"] != FORMAT or values["kind"] != "packet":
            raise ValueError("this recipe is of another version of the program")
        typed = values["typed"] | {"enclosed": tuple(values["typed"]["enclosed"])}
        maps: dict[str, Any] = {name: values[name] for name in _MAPS}
        maps["references"] = {key: (each[0], each[1]) for key, each in maps["references"].items()}
        return Recipe(
            **{name: values[name] for name in _PLAIN},
            **maps,
            made_on=date.fromisoformat(values["made_on"]),
            day=date.fromisoformat(values["day"]) if values["day"] else None,
            handouts=tuple(KeptHandout(**each) for each in values["handouts"]),
            typed=Typed(**typed),
            letterheads={
                key: _load_letterhead(each) for key, each in values["letterheads"].items()
            },
        )
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("this is no recipe of a packet") from error


_PLAIN = (
    *("code", "language", "edition", "set_title", "theme", "program", "version"),
    *("sha256", "page_count"),
)
_MAPS = ("options", "references", "fonts", "pictures")


def _dump_letterhead(letterhead: Letterhead) -> dict[str, Any]:
    plain = {name: getattr(letterhead, name) for name in _LETTERHEAD}
    return {
        **plain,
        "address": list(letterhead.address),
        "phones": [asdict(each) for each in letterhead.phones],
        "notices": letterhead.notices.source if letterhead.notices else None,
        "placeholders": dict(letterhead.placeholders),
    }


_LETTERHEAD = (
    *("name", "department", "emergency", "website", "public_url", "logo"),
    *("primary_color", "accent_color", "paper"),
)


def _load_letterhead(values: Mapping[str, Any]) -> Letterhead:
    return Letterhead(
        **{name: values[name] for name in _LETTERHEAD},
        address=tuple(values["address"]),
        phones=tuple(_load_phone(each) for each in values["phones"]),
        notices=parse_flow(values["notices"]) if values["notices"] is not None else None,
        placeholders=MappingProxyType(dict(values["placeholders"])),
    )


def _load_phone(values: Mapping[str, Any]) -> PhoneLine:
    other = values["when_closed"]
    return PhoneLine(**{**values, "when_closed": _load_phone(other) if other else None})


def dump_theme(theme: Theme) -> bytes:
    """Return a design as JSON: templates as text, styles as base64."""
    values = {
        "digest": theme.digest,
        "templates": dict(theme.templates),
        "styles": {name: base64.b64encode(each).decode() for name, each in theme.styles.items()},
    }
    return json.dumps(values, ensure_ascii=False, sort_keys=True).encode()


def load_theme(content: bytes) -> Theme:
    """Return the design that was dumped."""
    values = json.loads(content)
    styles = {name: base64.b64decode(each) for name, each in values["styles"].items()}
    return Theme(MappingProxyType(values["templates"]), MappingProxyType(styles), values["digest"])
