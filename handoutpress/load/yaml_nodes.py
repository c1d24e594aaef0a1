"""The bytes of a YAML file become nodes that remember their lines, and problems.

Touches no disk, and decides nothing about what a handout may hold. Only importer of yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import yaml

from handoutpress.errors import ContentError, Problem, Severity
from handoutpress.load.yaml_faults import PLACEHOLDER_FIRST, QUOTE_IT, explain_fault
from handoutpress.load.yaml_text import MAX_BYTES, MAX_PROBLEMS, decode_source
from handoutpress.sources import Node, NodeKind, SourceText

MAX_DEPTH = 20
# So that 10,000 empty nodes, repeated by aliases, weigh as much as the longest file.
NODE_WEIGHT = MAX_BYTES // 10_000
MAX_SHOWN = 40  # signs of a key or tag in a message

# Source: measured, CSafeLoader is 10 times faster; PyYAML built without libyaml has none.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What an escape in double quotes can put into a text, and no font can print.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
TOP_NAMES = {NodeKind.MAP: "key", NodeKind.LIST: "list"}
TOP_REMEDIES = {
    NodeKind.MAP: "begin with a key, a colon and a space, as in 'title: …'",
    NodeKind.LIST: "begin each approval with a hyphen and a space, as in '- version: 1'",
}
# What cuts a text short without being meant, "pill #2" and "room # 5": remarks have a space behind
# their sign, and begin with a word.
_CUT = re.compile(r" +(#(?:[^\s#!]| +\d).*)")
# What YAML reads as text when a text stands above it: an item with too many spaces before it.
_DASH = re.compile(r" *(-)(?: |$)")
INDENT_ITEM = (
    "indent it like the first '- ' of the list; if it is text, put the whole text in quotes"
)
KEEP_ONE = "keep one of the two"
KEEP_ONE_OR_DASH = "keep one of the two, or begin a new item with '- ' before it"
# No editor shows these beside a pasted key: blanks that do not break, or that have no width.
_PASTED_BLANKS = "\u00a0\u2007\u202f\u200b\u2060\ufeff "


def parse_yaml(content: bytes, path: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the file's top node and everything that is wrong with it as YAML, sorted.

    There may be a node as well as problems: then the rest of the file can still be checked, but
    nothing may be made of it. Raises nothing, whatever the bytes are.
    """
    try:
        return compose_nodes(decode_source(content, path), LOADER)
    except ContentError as error:
        return None, error.problems


def top_kind(path: str) -> NodeKind:
    """Return what stands at the top of a file: a list of approvals, or a map of keys."""
    is_list = path.startswith("handouts/approvals/")
    return NodeKind.LIST if is_list else NodeKind.MAP


def compose_nodes(source: SourceText, loader: Any) -> tuple[Node, tuple[Problem, ...]]:
    """Return the top node, and what is wrong in single places of the file.

    Raises:
        ContentError: no node can be made of this text.
    """
    composer = _Composer(source)
    for event in _read_events(source, loader):
        composer.take(event)
    return composer.finish()


def _read_events(source: SourceText, loader: Any) -> Iterator[Any]:
    try:
        yield from yaml.parse("\n".join(source.lines), Loader=loader)
    # PyYAML's own scanner lets Python's error for a number that is no letter pass.
    except (yaml.YAMLError, ValueError) as error:
        at = getattr(error, "problem_mark", None)
        opened = getattr(error, "context_mark", None)
        problem = explain_fault(
            source,
            at=(at.line, at.column) if at else (0, 0),
            opened=(opened.line, opened.column) if opened else None,
            library_text=getattr(error, "problem", None) or "it cannot be read",
        )
        raise ContentError([problem]) from error


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not been read yet."""

    event: Any
    kind: NodeKind
    children: list[Node] = field(default_factory=list)
    weight: int = NODE_WEIGHT
    height: int = 1


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A node that aliases can repeat, its weight with aliases written out, and its levels."""

    node: Node
    weight: int
    height: int


class _Composer:
    """Build nodes from a parser's events, on a stack of its own.

    PyYAML's composer calls itself once for each level: 200,000 brackets end the whole process
    (measured with libyaml, which has no limit of its own).
    """

    def __init__(self, source: SourceText) -> None:
        self._source = source
        self._root: Node | None = None
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self._unused: dict[str, Any] = {}
        self._repeated_weight = 0
        self._problems: list[Problem] = []

    def take(self, event: Any) -> None:
        """Add one event."""
        match event:
            case yaml.ScalarEvent():
                self._take_text(event)
            case yaml.SequenceStartEvent():
                self._open(event, NodeKind.LIST)
            case yaml.MappingStartEvent():
                self._open(event, NodeKind.MAP)
            case yaml.CollectionEndEvent():
                self._close()
            case yaml.AliasEvent():
                self._repeat(event)
            case yaml.DocumentStartEvent() if self._root:
                remedy = "remove this line, or put what follows into a file of its own"
                self._fail(event, "a second YAML document begins here", remedy)

    def finish(self) -> tuple[Node, tuple[Problem, ...]]:
        """Return the top node and the problems.

        Raises:
            ContentError: there is no top node, or it is not of the kind that its file needs.
        """
        root = self._root
        if root is None or root.is_null:
            raise ContentError(
                [
                    Problem(
                        self._source.path, 1, 1, "the file holds no key", TOP_REMEDIES[NodeKind.MAP]
                    )
                ]
            )
        wanted = top_kind(root.path)
        if root.kind is not wanted:
            what = f"the file begins with a {root.kind}, not with a {TOP_NAMES[wanted]}"
            remedy = TOP_REMEDIES[wanted]
            raise ContentError([Problem(root.path, root.line, root.column, what, remedy)])
        for name, event in self._unused.items():
            what = f"'&{_clip(name)}' marks what is to be repeated, and is not printed"
            self._note(event, what, f"remove it; if it is text, {QUOTE_IT}")
        return root, tuple(sorted(self._problems)[:MAX_PROBLEMS])

    def _take_text(self, event: Any) -> None:
        node = self._make(event, NodeKind.TEXT, text=event.value, style=event.style or "")
        self._check_escapes(node)
        self._check_comment(node, event)
        self._check_dashes(node, event)
        self._add(node, event, weight=NODE_WEIGHT + len(node.text), height=0)

    def _open(self, event: Any, kind: NodeKind) -> None:
        self._check_depth(event, len(self._stack) + 1)
        self._anchors.pop(event.anchor, None)
        self._stack.append(_Open(event, kind))

    def _close(self) -> None:
        top = self._stack.pop()
        children = top.children if top.kind is NodeKind.LIST else self._keep_good_pairs(top)
        node = self._make(top.event, top.kind, children=tuple(children))
        self._add(node, top.event, weight=top.weight, height=top.height)

    def _add(self, node: Node, event: Any, *, weight: int, height: int) -> None:
        if event.tag is not None:
            what = f"'{self._get_word(event)}' is a YAML tag, and is not printed"
            self._note(event, what, f"remove it; if it is text, {QUOTE_IT}")
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(node, weight, height)
            self._unused[event.anchor] = event
        self._attach(node, weight=weight, height=height)

    def _attach(self, node: Node, *, weight: int, height: int) -> None:
        if not self._stack:
            self._root = node
            return
        top = self._stack[-1]
        is_key = top.kind is NodeKind.MAP and len(top.children) % 2 == 0
        if is_key and node.kind is not NodeKind.TEXT:
            self._fail_key(node)
        top.children.append(node)
        top.weight += weight
        top.height = max(top.height, height + 1)

    def _repeat(self, event: Any) -> None:
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            self._fail_alias(event)
        self._unused.pop(event.anchor, None)
        self._repeated_weight += anchored.weight
        if self._repeated_weight > MAX_BYTES:
            what = f"'*{_clip(event.anchor)}' and the aliases above it repeat too much"
            self._fail(event, what, "write the text where it is needed, or use a snippet")
        self._check_depth(event, len(self._stack) + anchored.height)
        self._attach(anchored.node, weight=anchored.weight, height=anchored.height)

    def _fail_alias(self, event: Any) -> NoReturn:
        name = _clip(event.anchor)
        if any(frame.event.anchor == event.anchor for frame in self._stack):
            self._fail(event, f"'*{name}' repeats the part that it stands in", "remove it")
        self._fail(event, f"'*{name}' repeats nothing: no '&{name}' stands above it", QUOTE_IT)

    def _check_depth(self, event: Any, depth: int) -> None:
        if depth > MAX_DEPTH:
            what = f"lists and maps stand more than {MAX_DEPTH} deep in each other"
            self._fail(event, what, "a handout needs fewer than ten; check brackets and dashes")

    def _check_escapes(self, node: Node) -> None:
        found = _UNPRINTABLE.search(node.text) if node.style == '"' else None
        if found:
            what = f"an escape stands here for the control character U+{ord(found[0]):04X}"
            place = node.place(found.start())
            self._problems.append(Problem(node.path, *place, what, "remove the escape"))

    def _check_comment(self, node: Node, event: Any) -> None:
        """Warn of "Take pill #2" and "room # 5", which YAML cuts short; "# such" is meant."""
        end = event.end_mark
        found = None if node.style else _CUT.match(self._source.get_line(end.line + 1), end.column)
        if found:
            what = f"'{_clip(found[1])}' is read as a remark, and is not printed"
            remedy = (
                "put the whole text in quotes; if it is a remark, begin it with '# ' and a word"
            )
            place = (node.path, end.line + 1, found.start(1) + 1)
            self._problems.append(Problem(*place, what, remedy, Severity.WARNING))

    def _check_dashes(self, node: Node, event: Any) -> None:
        """Refuse items of a list that would be printed as a part of the text above them."""
        below = range(node.line + 1, event.end_mark.line + 2) if not node.style else ()
        for line in below:
            found = _DASH.match(self._source.get_line(line))
            if found:
                what = "this line begins with '- ', but belongs to the text above"
                place = (node.path, line, found.start(1) + 1)
                self._problems.append(Problem(*place, what, INDENT_ITEM))

    def _keep_good_pairs(self, top: _Open) -> list[Node]:
        """Return a map's keys and values in turn, but for those whose key means nothing."""
        kept: dict[str, tuple[Node, Node]] = {}
        is_item = bool(self._stack) and self._stack[-1].kind is NodeKind.LIST
        # Between braces no dash can have been forgotten.
        remedy = KEEP_ONE_OR_DASH if is_item and not top.event.flow_style else KEEP_ONE
        for typed_key, value in zip(top.children[::2], top.children[1::2], strict=True):
            key = self._clean_key(typed_key)
            fault = _find_key_fault(key, kept, repeated_remedy=remedy)
            if fault:
                self._problems.append(Problem(key.path, key.line, key.column, *fault))
            else:
                kept[key.text] = (key, value)
        return [node for pair in kept.values() for node in pair]

    def _clean_key(self, key: Node) -> Node:
        """Return the key without blanks that nobody sees, which are told."""
        text = key.text.strip(_PASTED_BLANKS)
        if text == key.text:
            return key
        what = f"a blank that is no plain space stands beside the key '{_clip(text)}'"
        place = (key.path, key.line, key.column)
        self._problems.append(Problem(*place, what, "type the line's blanks again"))
        return replace(key, text=text)

    def _fail_key(self, key: Node) -> NoReturn:
        is_placeholder = self._source.get_line(key.line)[: key.column].endswith("{{")
        what = PLACEHOLDER_FIRST if is_placeholder else f"a {key.kind} cannot be a key"
        place = (key.path, key.line, key.column - is_placeholder)
        raise ContentError([*self._problems, Problem(*place, what, QUOTE_IT)])

    def _make(self, event: Any, kind: NodeKind, **content: Any) -> Node:
        mark = event.start_mark
        return Node(self._source, mark.line + 1, mark.column + 1, kind, **content)

    def _get_word(self, event: Any) -> str:
        line = self._source.get_line(event.start_mark.line + 1)
        return _clip(line[event.start_mark.column :].split(" ")[0])

    def _note(self, event: Any, what: str, remedy: str) -> None:
        mark = event.start_mark
        place = (self._source.path, mark.line + 1, mark.column + 1)
        self._problems.append(Problem(*place, what, remedy))

    def _fail(self, event: Any, what: str, remedy: str) -> NoReturn:
        self._note(event, what, remedy)
        raise ContentError(self._problems)


def _find_key_fault(
    key: Node, kept: dict[str, tuple[Node, Node]], *, repeated_remedy: str
) -> tuple[str, str] | None:
    if not key.text:
        return "a key is missing before this colon", "write the key, or remove the line"
    if key.text == "<<" and not key.style:
        return "'<<' would take over the keys of another map", "write these keys here"
    if key.text in kept:
        line = kept[key.text][0].line
        return f"the key '{_clip(key.text)}' stands in line {line} already", repeated_remedy
    return None


def _clip(text: str) -> str:
    """Return a text short enough for a message, and safe to print on a terminal."""
    shown = "".join(sign if sign.isprintable() else "�" for sign in text[:MAX_SHOWN])
    return shown if len(text) <= MAX_SHOWN else f"{shown}…"
