"""Search files for words that must not be there, with the encodings of mail undone; for tests."""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
# Runs that may be base64, over line ends, or hexadecimal.
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-](?:[A-Za-z0-9+/_-]|\r?\n){10,}={0,2}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")


def find_words(content: bytes, words: Iterable[str]) -> set[str]:
    """Return which words stand in bytes, plainly or in an encoding of mail."""
    layers = b"\n".join(_iter_layers(content)).lower()
    return {
        word
        for word in words
        if any(word.lower().encode(encoding) in layers for encoding in ENCODINGS)
    }


def _iter_layers(content: bytes) -> Iterator[bytes]:
    yield content
    yield quopri.decodestring(content)
    yield quopri.decodestring(content, header=True)
    yield unquote_to_bytes(content)  # Source: RFC 2231, 4
    for run in _BASE64.findall(content):
        letters = re.sub(rb"[\r\n=]", b"", run).translate(bytes.maketrans(b"-_", b"+/"))
        for start in range(4):  # a run may begin with letters of something else
            part = letters[start:]
            yield base64.b64decode(part[: len(part) // 4 * 4])
    for run in _HEX.findall(content):
        yield bytes.fromhex(run.decode("ascii"))


def search(folder: Path, words: Iterable[str]) -> dict[str, set[str]]:
    """Return for each file below a folder which words it holds; its name counts."""
    wanted = tuple(words)
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        held = find_words(name.encode(), wanted)
        if path.is_file():
            held |= find_words(path.read_bytes(), wanted)
        if held:
            found[name] = held
    return found
