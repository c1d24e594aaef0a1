"""Read and write the table that leads from codes to text, in the one form that WeasyPrint writes.

Source: ISO 32000-1, 9.10.3; Adobe Technical Note 5014, 1.4.1: at most 100 entries in a block.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

HEAD = b"""\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo
<< /Registry (Adobe)
/Ordering (UCS)
/Supplement 0
>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
TAIL = b"""\
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
ENTRY = rb"<([0-9a-f]{4})> <([0-9a-f]*)>\n"
BLOCKS = re.compile(rb"(?:\d+ beginbfchar\n(?:<[0-9a-f]{4}> <[0-9a-f]*>\n)*endbfchar\n)*")
MOST_ENTRIES = 100


def read_to_unicode(table: bytes) -> dict[int, bytes]:
    """Return the text of each code, as hexadecimal UTF-16.

    Raises:
        ValueError: the table has another form, or two texts for one code.
    """
    body = table.strip().removeprefix(HEAD).removesuffix(TAIL)
    if len(HEAD) + len(body) + len(TAIL) != len(table.strip()) or not BLOCKS.fullmatch(body):
        raise ValueError("texts are written in another form")
    entries = re.findall(ENTRY, body)
    texts = {int(code, 16): text for code, text in entries}
    if len(texts) != len(entries):
        raise ValueError("a code has two texts")
    return texts


def write_to_unicode(texts: Mapping[int, bytes]) -> bytes:
    """Return the table, its codes in order."""
    lines = [b"<%04x> <%s>\n" % (code, texts[code]) for code in sorted(texts)]
    blocks = (lines[start : start + MOST_ENTRIES] for start in range(0, len(lines), MOST_ENTRIES))
    body = (b"%d beginbfchar\n%sendbfchar\n" % (len(block), b"".join(block)) for block in blocks)
    return HEAD + b"".join(body) + TAIL
