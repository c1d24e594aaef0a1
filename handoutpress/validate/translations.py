"""The rules between a translation and the handout that it translates.

Compares no digests: whether a translation is behind its source is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from handoutpress.content import BlockModel, FigureBlock, Manuscript, MedicinesBlock, Snippet
from handoutpress.errors import Problem, Severity
from handoutpress.validate.block_rules import iter_blocks, iter_sections
from handoutpress.validate.content_files import ContentFile, Steps, shorten, suggest
from handoutpress.validate.language_names import name_language
from handoutpress.validate.readings import Reading

_NO_IMAGE = ("the key 'image' is missing", "add it, with the name of a picture")
_NO_GENERIC = ("the key 'generic' is missing", "add it, with the generic name of the medicine")


def check_translation(
    reading: Reading, source: ContentFile | None, default_language: str
) -> Iterator[Problem]:
    """Yield what is wrong in what a handout says of itself as a translation."""
    file = reading.file
    if file.language == default_language:
        if file.node and file.node.get_pair("translation"):
            what = "only a file in another language can have 'translation'"
            yield file.tell(("translation",), what, "remove it", is_at_key=True)
        return
    if source is None:
        what = f"the handout is not there in {name_language(default_language)}"
        yield file.warn((), what, f"write '{file.name}.yaml', from which this is translated")
        return
    yield from _check_positions(reading, source)


def _check_positions(reading: Reading, source: ContentFile) -> Iterator[Problem]:
    translation = reading.get_part("translation")
    known = tuple(_list_positions(source))
    for position in translation.sections if translation and known else ():
        if position not in known:
            what = f"the source has no section '{shorten(position)}'"
            steps = ("translation", "sections", position)
            otherwise = "write the id of a section, or its position"
            remedy = suggest(position, known, otherwise=otherwise)
            severity = Severity.WARNING
            yield reading.file.tell(steps, what, remedy, severity=severity, is_at_key=True)


def _list_positions(source: ContentFile) -> Iterator[str]:
    """Yield the ids and the positions, from 1, of a handout's sections."""
    for steps, section in iter_sections(source):
        yield str(int(steps[-1]) + 1)
        pair = section.get_pair("id")
        if pair:
            yield pair[1].text


def check_completeness(file: ContentFile) -> Iterator[Problem]:
    """Yield what only a translation may leave out, in a file that has nothing to inherit from."""
    for block in iter_blocks(file):
        if block.kind == "figure" and block.node.pairs and not block.has("image"):
            yield block.tell((), *_NO_IMAGE)
        for index, row in enumerate(block.node.items if block.kind == "medicines" else ()):
            pair = row.get_pair("generic")
            if row.pairs and (pair is None or pair[1].is_null):
                yield block.tell((index,), *_NO_GENERIC)


def check_inherited(
    file: ContentFile, value: Manuscript | Snippet, source: Reading
) -> Iterator[Problem]:
    """Yield what a translation leaves out and did not inherit; `value` is with what it did."""
    name = source.file.path.rpartition("/")[2]
    is_right = source.value is not None
    why = "where sections or rows do not match" if is_right else "which is wrong itself"
    for steps, (what, _) in _find_missing(value):
        yield file.tell(steps, what, f"add it; it cannot be taken from '{name}', {why}")


def _find_missing(value: Manuscript | Snippet) -> Iterator[tuple[Steps, tuple[str, str]]]:
    for steps, block in _iter_model_blocks(value):
        if isinstance(block, FigureBlock) and block.figure.image is None:
            yield (*steps, "figure"), _NO_IMAGE
        if isinstance(block, MedicinesBlock):
            for row, medicine in enumerate(block.medicines):
                if medicine.generic is None:
                    yield (*steps, "medicines", row), _NO_GENERIC


def _iter_model_blocks(value: Manuscript | Snippet) -> Iterator[tuple[Steps, BlockModel]]:
    lists: list[tuple[Steps, tuple[BlockModel, ...]]] = []
    if isinstance(value, Snippet):
        lists.append((("blocks",), value.blocks))
    else:
        for number, section in enumerate(value.sections):
            lists.append((("sections", number, "blocks"), section.blocks or ()))
    for above, blocks in lists:
        for index, block in enumerate(blocks):
            yield (*above, index), block
