r"""Read the small Markdown of content: a string becomes blocks that know their positions.

Knows nothing of files, clinics or HTML, and never raises for what a text says: faults are values.

markdown-it-py finds the paragraphs and lists, which are the hard part of CommonMark; a rule before
its own keeps `+`, `*`, `2.` and `1)` from becoming lists. Texts in which nothing of that is hard
are read by `simple_blocks`, in a fraction of the time. What stands inside a paragraph is read by
`marks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.token import Token

from handoutpress.text.marks import (
    INLINE_MARKS,
    PLAIN_MARKS,
    SPACES,
    Scanner,
    find_unprintable,
    is_blank,
    read_line,
    unify_line_ends,
)
from handoutpress.text.nodes import (
    Block,
    Flow,
    Inline,
    Item,
    ItemList,
    Line,
    Link,
    Node,
    Paragraph,
    Placeholder,
    Strong,
    Text,
    TextFault,
    is_visible,
    iter_links,
    iter_placeholders,
    plain_text,
)
from handoutpress.text.simple_blocks import read_simple_blocks

__all__ = [
    "Block",
    "Flow",
    "Inline",
    "Item",
    "ItemList",
    "Line",
    "Link",
    "Node",
    "Paragraph",
    "Placeholder",
    "Strong",
    "Text",
    "TextFault",
    "is_visible",
    "iter_links",
    "iter_placeholders",
    "parse_flow",
    "parse_line",
    "parse_plain",
    "plain_text",
]


def parse_flow(source: str) -> Flow:
    """Read paragraphs and lists, and in them bold, links, escapes and placeholders."""
    text = unify_line_ends(source)
    faults = find_unprintable(source)
    blocks = read_simple_blocks(text, faults)
    if blocks is None:
        blocks = _BlockReader(text, faults).read_blocks()
    return Flow(source, blocks, tuple(sorted(faults)))


def parse_line(source: str) -> Line:
    """Read bold, links, escapes and placeholders; a line end is a space, a list marker is text."""
    return read_line(source, INLINE_MARKS)


def parse_plain(source: str) -> Line:
    r"""Read placeholders and `\{{` only; all else is as typed, but that a line end is a space."""
    return read_line(source, PLAIN_MARKS)


# Blocks. Deeper lists than this are text: no page shows them, and no recursion follows them.
_DEEPEST_LIST = 8
_LEVELS_PER_LIST = 2  # markdown-it counts the list and its item
_ITEM = re.compile(r"-[ \t]++(?![-\s]*$) | ([0-9]{1,9})\.[ \t]++(?!\s*$)", re.VERBOSE)
_BARE_MARKER = re.compile(r"(?: -[-\s]* | [0-9]{1,9}\.\s* )$", re.VERBOSE)


def _match_line(pattern: re.Pattern[str], state: StateBlock, line: int) -> re.Match[str] | None:
    start = state.bMarks[line] + state.tShift[line]
    return pattern.match(state.src, start, state.eMarks[line])


def _open_list(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """Let markdown-it's rule see only the lists that we take."""
    item = _match_line(_ITEM, state, line)
    if item is None:
        return False
    indent = state.sCount[line] - state.blkIndent
    is_first = indent >= 0  # else the line is an item of a list around, and ends what is within it
    if is_first and (indent > 3 or item[1] not in (None, "1") or _is_too_deep(state)):
        return False
    return list_block(state, line, end_line, silent)


def _is_too_deep(state: StateBlock) -> bool:
    return state.level >= _LEVELS_PER_LIST * _DEEPEST_LIST


def _end_list(state: StateBlock, line: int, _end_line: int, silent: bool) -> bool:
    """End a list, and what is within its item, at a marker without words, which is as typed."""
    is_outside = state.parentType == "list" or state.sCount[line] < state.blkIndent
    return silent and is_outside and _match_line(_BARE_MARKER, state, line) is not None


def _build_parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable("list")
    parser.core.ruler.enableOnly(["block"])
    parser.block.ruler.at("list", _open_list, {"alt": ["paragraph"]})
    parser.block.ruler.before("list", "end_list", _end_list, {"alt": ["list", "paragraph"]})
    return parser


_PARSER = _build_parser()


class _BlockReader:
    """Turns markdown-it's tokens into blocks, and finds where in the source they start."""

    def __init__(self, source: str, faults: list[TextFault]) -> None:
        self._source = source
        self._faults = faults
        self._tokens = iter(_PARSER.parse(source))
        self._line_starts = [0, *(end.end() for end in re.finditer("\n", source)), len(source) + 1]
        self._index = 0  # up to here the source has been read: a line may hold several markers

    def read_blocks(self, until: str = "") -> tuple[Block, ...]:
        """Read up to the token that closes what the blocks are in, or up to the end."""
        blocks: list[Block] = []
        for token in self._tokens:
            if token.type == until:
                break
            if token.type == "inline":
                blocks.extend(self._read_paragraph(token))
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                blocks.append(self._read_list(token))
        return tuple(blocks)

    def _read_paragraph(self, token: Token) -> Iterator[Paragraph]:
        """Yield the paragraph, unless it shows nothing: only no-break spaces, for example."""
        start, (_, end_line) = self._find_start(token), token.map or (0, 0)
        self._index = self._line_starts[end_line] - 1
        end = start + len(self._source[start : self._index].rstrip(" \t"))
        scanner = Scanner(self._source, start, end, faults=self._faults)
        if not is_blank(children := scanner.scan(INLINE_MARKS)):
            yield Paragraph(children, start)

    def _read_list(self, token: Token) -> ItemList:
        start, closing = self._find_start(token), token.type.replace("open", "close")
        items: list[Item] = []
        for item in self._tokens:
            if item.type == closing:
                break
            items.append(self._read_item(item))
        return ItemList(token.tag == "ol", tuple(items), start)

    def _read_item(self, token: Token) -> Item:
        start = self._find_start(token)
        self._index = start + len(token.info + token.markup)
        return Item(self.read_blocks("list_item_close"), start)

    def _find_start(self, token: Token) -> int:
        first_line, _ = token.map or (0, 0)
        start = max(self._index, self._line_starts[first_line])
        spaces = SPACES.match(self._source, start)
        return spaces.end() if spaces else start
