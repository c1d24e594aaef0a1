"""[reads] The printed labels of a language, from its gettext catalogue; a language is data.

Holds no layout; what a label says in English is its key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.pofile import read_po

from handoutpress.errors import RenderError

FOLDER = files("handoutpress") / "labels"


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one language; `direction` is "ltr" or "rtl"."""

    language: str
    direction: str
    messages: Mapping[str, str] = field(hash=False)

    def text(self, key: str, **values: object) -> str:
        """Return a label with its {blanks} filled in.

        Raises:
            RenderError: the catalogue has no such label, or one with other blanks; English never
                stands in.
        """
        try:
            return self._find(key).format(**values)
        except KeyError as error:
            what = f"the label \"{key}\" of '{self.language}' has a blank {{{error.args[0]}}}"
            raise RenderError(f"{what}, for which nothing was given; remove it") from error

    def _find(self, key: str) -> str:
        message = self.messages.get(key)
        if not message:
            raise RenderError(
                f"the catalogue of '{self.language}' has no label for \"{key}\"; "
                f"add it to handoutpress/labels/{self.language}.po"
            )
        return message

    def pieces(self, key: str) -> Iterator[tuple[str, bool]]:
        """Yield the parts of a label, and for each whether it is the name of a {blank}."""
        for index, piece in enumerate(re.split(r"\{(\w+)\}", self._find(key))):
            if piece:
                yield piece, index % 2 == 1

    def date(self, day: date) -> str:
        """Return a day as people of this language write it."""
        return format_date(day, "long", locale=_locale(self.language))


def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


@cache
def name_language(language: str) -> str:
    """Return what a language is called by those who speak it; an unknown tag is its own name.

    Its first letter is large, as in a list, also where it is small in running text.
    """
    try:
        name = _locale(language).get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language
    return name[0].upper() + name[1:]


@cache
def name_language_in(language: str, reader: str) -> str:
    """Return what a language is called in the reader's, as in running text."""
    try:
        name = _locale(language).get_display_name(reader.replace("-", "_")) or language
    except (UnknownLocaleError, ValueError):
        return language
    return name


@cache
def known_languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue, sorted."""
    names = (entry.name for entry in FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".po") for name in names if name.endswith(".po")))


@cache
def read_labels(language: str) -> Labels:
    """Return the labels of a language that has a catalogue.

    Raises:
        RenderError: it has none.
    """
    if language not in known_languages():
        raise RenderError(
            f"the language '{language}' has no catalogue of labels; "
            f"add handoutpress/labels/{language}.po"
        )
    with (FOLDER / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=language.replace("-", "_"), abort_invalid=True)
    messages = {
        str(message.id): str(message.string)
        for message in catalog
        if message.id and message.string and not message.fuzzy
    }
    return Labels(language, text_direction(language), MappingProxyType(messages))


def text_direction(language: str) -> str:
    """Return "rtl" for a language that is written from right to left, else "ltr"."""
    return "rtl" if _locale(language).text_direction == "rtl" else "ltr"


def english_name(language: str) -> str:
    """Return what a language is called in English, for the tools of editors."""
    return _locale(language).get_display_name("en") or language
