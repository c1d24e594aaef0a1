"""Make the packet again that was printed before, to print its pages once more: the same bytes.

Delivers nothing. Whether its handouts may be given out was asked when the packet was made anew.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace
from pathlib import Path

from handoutpress.deliver.record.again import find_first, list_prints, say_last, say_visit
from handoutpress.deliver.record.archive import JSON
from handoutpress.deliver.record.lines import Line
from handoutpress.deliver.record.recipes import Recipe, load_recipe
from handoutpress.deliver.record.record import Record
from handoutpress.deliver.record.reprint import Reprint, read_recipe, remake
from handoutpress.deliver.values import Subject
from handoutpress.errors import UsageError
from handoutpress.packet.reading import read_packet_file

CHANGED = "its texts, or what is in it, are others now"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A packet as it is now, and which print of it is meant.

    `number` is the line that was named; without one, the last print for `reference` is meant.
    `packet_file` is None where handouts were named alone; `pages` are as they were typed.
    """

    subject: Subject = field(repr=False)
    packet_file: Path | None = field(default=None, repr=False)
    reference: str = ""
    number: int | None = None
    pages: str = ""


def make_packet_again(record: Record, wanted: Wanted) -> tuple[Subject, Line]:
    """Return a packet with the bytes that were printed, and the line that its print belongs to.

    Raises:
        UsageError: it was not printed, or cannot be made the same; the message says what to do.
        HandoutError: the record or its archive is damaged.
    """
    now = load_recipe(wanted.subject.recipe)
    lines = _list_meant(record, wanted)
    line = next((each for each in lines if _is_same(now, _read(record, each))), None)
    _require_same_versions(wanted, line or lines[0])
    if line is None:
        raise _refuse(wanted, lines[0], CHANGED)
    typed = read_packet_file(wanted.packet_file) if wanted.packet_file else None
    made = remake(record.archive, line, typed)
    if not made.is_proven:
        raise _refuse(wanted, line, "; ".join(made.notes))
    return _describe(record, wanted.subject, line, made), find_first(record, line)


def _list_meant(record: Record, wanted: Wanted) -> list[Line]:
    """Return the lines that may be meant, the last one first: there is one at least.

    Raises:
        UsageError: there is none.
    """
    if wanted.number is not None:
        line = find_first(record, record.find_line(wanted.number))
        if _list_ids(line) != _list_ids(wanted.subject):
            raise UsageError(
                f"line {wanted.number} tells of other handouts; 'given --reprint {wanted.number}' "
                "makes those again"
            )
        return [line]
    ids = _list_ids(wanted.subject)
    prints = list_prints(record, mentioning=f'"{ids[0][0]}"' if ids else "")
    lines = [line for line in reversed(prints) if _list_ids(line) == ids]
    meant = [line for line in lines if line.delivery.reference == wanted.reference]
    if meant:
        return meant
    visit, last = say_visit(wanted.reference), say_last(lines[0] if lines else None)
    raise UsageError(
        f"no print of these handouts {visit} is in the record{last}; to print "
        "one that was, add its --ref, or --again and its line; to print it anew, leave --pages out"
    )


def _list_ids(given: Line | Subject) -> list[tuple[str, str, str]]:
    parts = given.delivery.parts if isinstance(given, Line) else given.parts
    return [(part.handout_id, part.language, part.edition) for part in parts]


def _read(record: Record, line: Line) -> Recipe | None:
    recipe = read_recipe(record.archive, line)
    return recipe if isinstance(recipe, Recipe) else None


def _is_same(now: Recipe, then: Recipe | None) -> bool:
    """Tell whether the same was asked for, whatever the versions of the handouts."""
    return then is not None and _list_choices(now) == _list_choices(then)


def _list_choices(recipe: Recipe) -> tuple[object, ...]:
    return recipe.language, recipe.edition, dict(recipe.options), recipe.day, recipe.typed


def _require_same_versions(wanted: Wanted, line: Line) -> None:
    """Refuse words that were replaced since: of a PDF of ours, they are refused as well.

    Raises:
        UsageError: there are such.
    """
    pairs = zip(wanted.subject.parts, line.delivery.parts, strict=True)
    changed = [f"'{now.handout_id}'" for now, then in pairs if now.version != then.version]
    if changed:
        raise UsageError(
            f"{', '.join(changed)}: another version now than in the packet of line {line.number}; "
            "print the packet anew, without --pages and --again"
        )


def _refuse(wanted: Wanted, line: Line, why: str) -> UsageError:
    """Name the commands that lead on, in full."""
    number = line.number
    file = f" --packet {shlex.quote(str(wanted.packet_file))}" if wanted.packet_file else ""
    pages = f" --pages {wanted.pages}" if wanted.pages else ""
    return UsageError(
        f"the packet of line {number} cannot be made again as it was ({why}); make what can be "
        f"made: 'given --reprint {number}{file} -o packet.pdf', look at its pages, then "
        f"'print packet.pdf{pages} --again {number}'"
    )


def _describe(record: Record, now: Subject, line: Line, made: Reprint) -> Subject:
    recipe = record.archive.get(line.recipe_digest, JSON).decode()
    return replace(
        now,
        pdf=made.pdf,
        title=f"packet {load_recipe(recipe).code}",
        page_count=made.page_count,
        parts=line.delivery.parts,
        recipe=recipe,
        is_made_anew=False,
    )
