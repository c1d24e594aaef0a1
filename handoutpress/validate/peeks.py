"""What other files need to know of a handout, or of its approvals, read off its nodes alone.

Checks no file, and parses no text but the title: so it is quick, and says the same as long as the
bytes of the file are the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from handoutpress.content import ID_PATTERN, TAKEN_TOPICS
from handoutpress.model import State
from handoutpress.sources import Node, NodeKind, SourceFile
from handoutpress.text import is_visible, parse_plain
from handoutpress.validate.content_files import ContentFile, FileKind
from handoutpress.validate.file_names import APPROVALS, tell_name
from handoutpress.validate.readings import read_model
from handoutpress.validate.snippets import list_snippet_names

_ID = re.compile(ID_PATTERN)


@dataclass(frozen=True, slots=True)
class Peek:
    """What a handout's file, or a file of approvals, tells of itself; as it stands, nothing.

    `title` is as typed, None when it cannot be read. `former_ids` are those that fit, `snippets`
    the names that stand in the file itself. Approvals say whether the newest entry withdraws the
    handout, and what replaces it. `line` and `column` are where the file's top begins.
    """

    title: str | None = None
    former_ids: tuple[str, ...] = ()
    snippets: tuple[str, ...] = ()
    is_withdrawn: bool = False
    replaced_by: str | None = None
    line: int = 1
    column: int = 1

    def to_json(self) -> str:
        """Return a text that can be kept."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Peek:
        """Return what `to_json` was asked to keep."""
        fields = json.loads(text)
        lists = {key: tuple(value) for key, value in fields.items() if isinstance(value, list)}
        return cls(**(fields | lists))


def is_handout_or_approvals(path: str) -> bool:
    """Tell by its path whether a file is one of the many: a handout, or a handout's approvals.

    All other files are shared by many handouts, and few.
    """
    folder, *inner = path.split("/")[1:]
    if folder == APPROVALS:
        return len(inner) == 2
    return len(inner) == 1 and folder not in TAKEN_TOPICS and tell_name(inner[0]) != "topic"


def peek_files(files: Iterable[SourceFile]) -> dict[str, Peek]:
    """Return what each of the handouts and approvals tells of itself, by its path."""
    return {file.path: _peek_file(file) for file in files}


def _peek_file(file: SourceFile) -> Peek:
    node = file.node
    if node is None:
        return Peek()
    if file.parts[0] == APPROVALS:
        return _peek_approvals(file.path, node)
    return Peek(
        title=_find_title(node),
        former_ids=tuple(_iter_former_ids(node)),
        snippets=list_snippet_names(ContentFile(file.path, FileKind.HANDOUT, "", "", "", node)),
        line=node.line,
        column=node.column,
    )


def _find_title(top: Node) -> str | None:
    pair = top.get_pair("title")
    if pair is None or pair[1].kind is not NodeKind.TEXT or pair[1].is_null:
        return None
    typed = pair[1].text
    return typed if is_visible(typed) and not parse_plain(typed).faults else None


def _iter_former_ids(top: Node) -> Iterator[str]:
    pair = top.get_pair("former_ids")
    for item in pair[1].items if pair else ():
        typed = item.text.strip()
        if _ID.fullmatch(typed):
            yield typed


def _peek_approvals(path: str, top: Node) -> Peek:
    """Read the entries only where the newest may withdraw: only those in order can do so."""
    newest = top.items[-1].get_pair("state") if top.items else None
    replaced_by: str | None = None
    is_withdrawn = newest is not None and newest[1].text == State.WITHDRAWN
    if is_withdrawn:
        entries = read_model(ContentFile(path, FileKind.APPROVALS, "", "", "", top)).value
        is_withdrawn = entries is not None
        replaced_by = entries[-1].replaced_by if entries else None
    return Peek(
        is_withdrawn=is_withdrawn, replaced_by=replaced_by, line=top.line, column=top.column
    )
