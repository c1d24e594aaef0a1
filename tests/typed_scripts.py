"""Handouts typed as YAML, read as the passages that checks of words walk over."""

from __future__ import annotations

from typing import Any

from handoutpress.load.yaml_nodes import parse_yaml
from handoutpress.passages import Origin, Origins, Script, read_script
from handoutpress.sources import Node
from tests.makers import make_handout

PATH = "handouts/care/fever.yaml"


def type_script(typed: str, **changes: Any) -> Script:
    """Return the script of a typed handout, each passage with its place in what was typed."""
    node, _ = parse_yaml(typed.encode(), PATH)
    handout = make_handout(typed, **changes)
    top = Origin(PATH, node)
    blocks = tuple(
        tuple(_find_origin(top, index, group) for group in range(len(section.all_blocks())))
        for index, section in enumerate(handout.manuscript.sections)
    )
    return read_script(handout, Origins(top, blocks))


def _find_origin(top: Origin, index: int, group: int) -> Origin:
    section = top.below("sections", index)
    node: Node | None = top.node
    has_blocks = node is not None and node.find(section.steps).get_pair("blocks") is not None
    return section.below("blocks", group) if has_blocks else section
