"""Find the picture that a file names, inside the workspace and nowhere else.

Opens no picture: what there is to know of them is handed in.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from handoutpress.errors import Problem
from handoutpress.sources import Fault, Picture
from handoutpress.validate.block_rules import iter_blocks
from handoutpress.validate.content_files import ContentFile, shorten, suggest

WORKSPACE = "handouts/"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_SAVE_IT = "put the picture into the folder of the topic, and name it as it is named there"


def check_figures(file: ContentFile, pictures: Mapping[str, Picture]) -> Iterator[Problem]:
    """Yield the figures whose picture cannot be used; one without a picture may inherit it."""
    for block in iter_blocks(file):
        image = block.get_text("image") if block.kind == "figure" else ""
        found = find_picture(image, file.path, pictures) if image else None
        if isinstance(found, Fault):
            yield block.tell(("image",), found.what, found.remedy)


def find_picture(image: str, path: str, pictures: Mapping[str, Picture]) -> Picture | Fault:
    """Return the picture that a file names; `path` is the file's own, relative to the root."""
    name = image.strip()
    if _ADDRESS.match(name):
        return Fault(f"the picture '{shorten(name)}' is an address, and no file", _SAVE_IT)
    if name.startswith(("/", "~")) or "\\" in name:
        return Fault(f"the picture '{shorten(name)}' is not named from this folder", _SAVE_IT)
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    if not wanted.startswith(WORKSPACE):
        return Fault(f"the picture '{shorten(name)}' lies outside of 'handouts'", _SAVE_IT)
    picture = pictures.get(wanted)
    if picture is None:
        return Fault(f"there is no picture '{shorten(name)}'", _suggest_picture(wanted, pictures))
    if picture.fault is not None:
        return Fault(f"the picture '{shorten(name)}' {picture.fault}", picture.remedy)
    return picture


def _suggest_picture(wanted: str, pictures: Mapping[str, Picture]) -> str:
    folder, _, name = wanted.rpartition("/")
    beside = [path.rpartition("/")[2] for path in pictures if path.rpartition("/")[0] == folder]
    return suggest(name, beside, otherwise="put a PNG, JPEG or SVG file of that name there")
