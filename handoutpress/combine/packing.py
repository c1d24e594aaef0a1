"""Pack a PDF: objects in compressed streams, and an identifier that depends on nothing else.

pypdf writes no object streams; they save more than fonts do.
"""

from __future__ import annotations

from io import BytesIO

import pikepdf


def pack(pdf: bytes) -> bytes:
    """Return the same document, packed; the same bytes in give the same bytes out."""
    packed = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(
            packed,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return packed.getvalue()
