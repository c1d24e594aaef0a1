"""Look through a file's texts: faults of writing, and placeholders that stand for nothing.

Resolves nothing, and knows no other file: what placeholders there are is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from handoutpress.content import SourceReference, WebLink
from handoutpress.errors import Problem, Severity
from handoutpress.text import (
    Flow,
    Line,
    Link,
    Placeholder,
    iter_links,
    iter_placeholders,
    parse_plain,
    plain_text,
)
from handoutpress.validate.content_files import ContentFile, Steps, shorten, suggest
from handoutpress.validate.readings import Part, iter_values

# What a clinic need not have; the rest of the names are those of its phones.
OPTIONAL_PLACEHOLDERS = (
    "clinic.department",
    "clinic.emergency",
    "clinic.website",
    "clinic.public_url",
)
_ADDRESS = re.compile(r"(https?://|mailto:|tel:)\S")
_WEB_ADDRESS = re.compile(r"https?://[^\s/]\S*")
# At the start of a text, below an empty line, or in an item: where a sentence of a starter begins.
_STARTER = re.compile(
    r"(?: \A\s*+ | ^[ \t]*+\n | ^(?=[ \t]*+(?:-|\d+\.)[ \t]) )"
    r"[ \t]*+ (?:(?:-|\d+\.)[ \t]++)?+"
    r"(?P<start> Write\ here\ )",
    re.VERBOSE | re.MULTILINE,
)


def find_text_faults(file: ContentFile, parts: tuple[Part, ...]) -> Iterator[Problem]:
    """Yield what is wrong in single texts, and what nobody wrote yet."""
    for steps, text in _iter_all_texts(parts):
        for fault in text.faults:
            yield file.tell_in_text(steps, fault.offset, fault.what, fault.remedy)
        for found in _STARTER.finditer(text.source) if "Write here " in text.source else ():
            what, remedy = "this is still the text of the starter", "write your own, or delete it"
            place = found.start("start")
            yield file.tell_in_text(steps, place, what, remedy, severity=Severity.WARNING)


def find_placeholder_problems(
    file: ContentFile, parts: tuple[Part, ...], values: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield the placeholders that have no value, and links that they lead astray."""
    for steps, text in _iter_all_texts(parts):
        for placeholder in iter_placeholders(text):
            if placeholder.name not in values:
                fault = _explain_name(placeholder.name, values)
                yield file.tell_in_text(steps, placeholder.offset, *fault)
        for link in iter_links(text):
            yield from _check_target(file, steps, link, values)
    for steps, line in _iter_addresses(iter_values(parts)):
        address = plain_text(line, lambda name: values.get(name, ""))
        names = {placeholder.name for placeholder in iter_placeholders(line)}
        if names <= values.keys() and not _WEB_ADDRESS.fullmatch(address):
            what = f"'url' is '{shorten(address)}' with its placeholders filled in"
            yield file.tell(steps, what, "let it begin with https://, or a placeholder that does")


def find_any_placeholders(file: ContentFile, parts: tuple[Part, ...]) -> Iterator[Problem]:
    """Yield every placeholder, for texts from which the others take their values."""
    for steps, text in _iter_all_texts(parts):
        for placeholder in iter_placeholders(text):
            what = f"the placeholder '{shorten(placeholder.name)}' cannot stand in this text"
            yield file.tell_in_text(steps, placeholder.offset, what, "write out what it stands for")


def _iter_all_texts(parts: tuple[Part, ...]) -> Iterator[tuple[Steps, Line | Flow]]:
    """Yield the texts, and the addresses in which placeholders may stand."""
    found = tuple(iter_values(parts))
    yield from ((steps, value) for steps, value in found if isinstance(value, Line | Flow))
    yield from _iter_addresses(found)


def _iter_addresses(found: Iterable[Part]) -> Iterator[tuple[Steps, Line]]:
    """Yield the addresses among values that were found in a file."""
    for steps, value in found:
        if isinstance(value, WebLink | SourceReference) and value.url and "{{" in value.url:
            yield (*steps, "url"), parse_plain(value.url)


def _explain_name(name: str, known: Collection[str]) -> tuple[str, str]:
    is_hours = name.endswith(".hours") and f"{name.removesuffix('.hours')}.number" in known
    if name in OPTIONAL_PLACEHOLDERS or is_hours:
        what = f"the placeholder '{name}' stands for nothing"
        return what, "write it into clinic.yaml, or leave the placeholder out"
    otherwise = "name a phone of clinic.yaml, as in {{ clinic.phones.nurse.number }}"
    return f"unknown placeholder '{shorten(name)}'", suggest(name, known, otherwise=otherwise)


def _check_target(
    file: ContentFile, steps: Steps, link: Link, values: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield a link that begins with a placeholder whose value is no address."""
    first = link.target[0]
    if not isinstance(first, Placeholder) or first.name not in values:
        return
    target = plain_text(link.target, lambda name: values.get(name, ""))
    if not _ADDRESS.match(target):
        what = f"the link leads to '{shorten(target)}', which is no address"
        remedy = "write tel:, mailto: or https:// before the placeholder"
        yield file.tell_in_text(steps, first.offset, what, remedy)
