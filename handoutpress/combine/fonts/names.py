"""Names of subsets: two subsets of one font in one PDF have two tags, which depend on no chance.

Source: ISO 32000-1, 9.6.4: six capital letters before a plus sign, others for other subsets.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from handoutpress.combine.objects import resolve

TAGGED_NAME = re.compile(r"/[A-Z]{6}\+(.+)")
TAG_LENGTH = 6
NAMES = ("/BaseFont", "/FontName")
PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")


def split_name(name: object) -> str:
    """Return the name of a subset without its tag; "" when it has none."""
    found = TAGGED_NAME.fullmatch(str(name))
    return found[1] if found else ""


def make_name(program: bytes, name: str) -> NameObject:
    """Return a name with a tag that depends on the font program alone."""
    digest = hashlib.sha256(program).digest()[:TAG_LENGTH]
    tag = "".join(chr(ord("A") + byte % 26) for byte in digest)
    return NameObject(f"/{tag}+{name}")


def tell_subsets_apart(writer: PdfWriter) -> None:
    """Give a tag of its own to each of several subsets that have one name."""
    named = defaultdict(list)
    for holders in _iter_fonts(writer):
        descriptor = holders[-1]
        program = next((resolve(descriptor[key]) for key in PROGRAMS if key in descriptor), None)
        if isinstance(program, StreamObject) and split_name(descriptor.get("/FontName")):
            named[str(descriptor["/FontName"])].append((program._data, holders))
    for found in named.values():
        if len({program for program, _ in found}) > 1:
            for program, holders in found:
                _rename(program, holders)


def _rename(program: bytes, holders: list[DictionaryObject]) -> None:
    for holder in holders:
        for key in NAMES:
            if name := split_name(holder.get(key)):
                holder[NameObject(key)] = make_name(program, name)


def _iter_fonts(writer: PdfWriter) -> Iterator[list[DictionaryObject]]:
    """Yield the dictionaries of each font: its own, its descendant's, and the descriptor."""
    for found in writer._objects:
        if not isinstance(found, DictionaryObject) or found.get("/Type") != "/Font":
            continue
        if str(found.get("/Subtype")).startswith("/CIDFont"):  # reached from its own font
            continue
        kids = resolve(found.get("/DescendantFonts"))
        holders = [found, *map(resolve, kids if isinstance(kids, ArrayObject) else ())]
        if not all(isinstance(each, DictionaryObject) for each in holders):
            continue
        descriptor = resolve(holders[-1].get("/FontDescriptor"))
        if isinstance(descriptor, DictionaryObject):
            yield [*holders, descriptor]
