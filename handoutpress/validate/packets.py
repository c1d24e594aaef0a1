"""The file of a packet for one patient: what is wrong with it, without a word of what it says.

Knows no library: whether its handouts are there is found when it is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import get_args

from handoutpress.content.packets import Enclosure, PacketFile, PacketOptions, Patient
from handoutpress.errors import Problem, Severity
from handoutpress.sources import SourceFile
from handoutpress.text import Link, iter_links, iter_placeholders, plain_text
from handoutpress.validate.content_files import ContentFile, FileKind
from handoutpress.validate.readings import Part, iter_texts, read_model
from handoutpress.validate.text_problems import find_any_placeholders, find_text_faults

# What a message quotes stands between these.
_QUOTED = re.compile(r"'([^']*)'")
HIDDEN = "'…'"
_MODELS = (PacketFile, Patient, Enclosure, PacketOptions)
# All that messages may quote: what stands in no other words in any file.
_KEYS = frozenset(key for model in _MODELS for key in model.model_fields)
_CHOICES = frozenset(get_args(PacketOptions.model_fields["numbering"].annotation))


@dataclass(frozen=True, slots=True)
class ReadPacket:
    """What a packet's file says, None when anything is wrong; and what is."""

    value: PacketFile | None
    problems: tuple[Problem, ...]


def read_packet(source: SourceFile, problems: tuple[Problem, ...] = ()) -> ReadPacket:
    """Read the file of a packet; `problems` are those of parsing it.

    Messages name known keys, lines and columns, and quote nothing that was typed: it may be the
    patient's name, behind a key or in the place of one.
    """
    file = ContentFile(source.path, FileKind.PACKET, "", "", "", source.node)
    reading = read_model(file)
    found = [*problems, *reading.problems, *find_text_faults(file, reading.parts)]
    found += find_any_placeholders(file, reading.parts)
    found += _find_handout_links(file, reading.parts)
    found += _require_content(file, reading.value)
    told = [_hide(each) for each in found]
    is_wrong = any(each.severity is Severity.ERROR for each in told)
    return ReadPacket(None if is_wrong else reading.value, tuple(sorted(told)))


def find_faulty_texts(packet: PacketFile) -> Iterator[str]:
    """Yield the key of each text that cannot be printed as it stands, for a row without lines."""
    for steps, text in iter_texts(((("packet",), packet),)):
        has_links = any(_leads_to_handout(link) for link in iter_links(text))
        if text.faults or has_links or next(iter_placeholders(text), None):
            yield str(next(step for step in reversed(steps) if isinstance(step, str)))


def _find_handout_links(file: ContentFile, parts: tuple[Part, ...]) -> Iterator[Problem]:
    for steps, text in iter_texts(parts):
        for link in iter_links(text):
            if _leads_to_handout(link):
                what = "a packet's own text cannot lead to a handout"
                yield file.tell_in_text(steps, link.offset, what, "add it to 'handouts'")


def _leads_to_handout(link: Link) -> bool:
    return plain_text(link.target, lambda name: name).startswith("handout:")


def _require_content(file: ContentFile, value: PacketFile | None) -> Iterator[Problem]:
    if value is not None and not (value.handouts or value.set):
        yield file.tell((), "the packet has no handouts", "add 'handouts:' or 'set:'")


def _hide(problem: Problem) -> Problem:
    """Return a problem that quotes nothing but known words.

    What is quoted may hold quotes itself: so all is hidden from the first unknown word to the end
    of the last one.
    """
    what = problem.what
    unknown = (match for match in _QUOTED.finditer(what) if match[1] not in _KEYS | _CHOICES)
    first = next(unknown, None)
    if first is None:
        return problem
    end = what.rindex("'") + 1
    typed = what[first.start() : end]

    def hide(match: re.Match[str]) -> str:
        is_ours = match[1] in _KEYS | _CHOICES
        return match[0] if is_ours or match[1].strip(": ") not in typed else HIDDEN

    remedy = _QUOTED.sub(hide, problem.remedy)
    return replace(problem, what=what[: first.start()] + HIDDEN + what[end:], remedy=remedy)
