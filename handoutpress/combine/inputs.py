"""Open the PDFs that are to be combined, and tell which are tagged as ours are.

Changes nothing; a PDF that cannot be combined is refused by its title.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from handoutpress.combine.objects import resolve
from handoutpress.combine.parts import Part
from handoutpress.errors import RenderError

# Source: ISO 14289-1, 5: the metadata of a file that claims PDF/UA-1.
CLAIM = b"pdfuaid:part"


@dataclass(frozen=True, slots=True)
class Input:
    """A part that was opened; `is_tagged` when it claims PDF/UA and has a tag tree."""

    part: Part
    reader: PdfReader
    is_tagged: bool


def open_part(part: Part) -> Input:
    """Open a part.

    Raises:
        RenderError: it is encrypted or damaged, or has no page.
    """
    try:
        reader = PdfReader(BytesIO(part.pdf))
        if reader.is_encrypted:
            raise RenderError(
                f"'{part.title}' is encrypted; save it without a password, then try again"
            )
        page_count = len(reader.pages)
        is_tagged = _is_tagged(reader)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise RenderError(
            f"'{part.title}' is no sound PDF ({type(error).__name__}); open it, save it anew, then "
            "try again"
        ) from error
    if not page_count:
        raise RenderError(f"'{part.title}' has no page; leave it out")
    return Input(part, reader, is_tagged)


def count_pages(part: Part) -> int:
    """Return how many pages a part has.

    Raises:
        RenderError: it is encrypted or damaged, or has no page.
    """
    return len(open_part(part).reader.pages)


def _is_tagged(reader: PdfReader) -> bool:
    root = reader.root_object
    metadata = resolve(root.get("/Metadata"))
    is_claimed = metadata is not None and CLAIM in metadata.get_data()
    tree = resolve(root.get("/StructTreeRoot"))
    return is_claimed and isinstance(tree, DictionaryObject) and "/ParentTree" in tree
