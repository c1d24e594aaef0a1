"""Content trees typed into tests: paths and YAML become sources, without a disk."""

from collections.abc import Mapping
from textwrap import dedent

from handoutpress.errors import Problem
from handoutpress.model import Library
from handoutpress.sources import Node, Picture, SourceFile, Sources
from handoutpress.validate import Validated, validate
from handoutpress.yaml_nodes import parse_yaml

CLINIC = """\
name: Example Clinic
phones:
  nurse: {label: Nurse line, number: 555-0100}
languages: [en, es]
"""
TOPIC = "title: Care\n"
HANDOUT = """\
title: Fever
summary: What a fever means.
sections:
  - heading: Why
    text: Your blood counts are low.
"""
# A workspace in which nothing is wrong; tests add to it, or type a file anew.
TREE = {
    "clinic.yaml": CLINIC,
    "care/topic.yaml": TOPIC,
    "care/topic.es.yaml": "title: Cuidados\n",
    "care/fever.yaml": HANDOUT,
}


def read_tree(tree: Mapping[str, str], *pictures: Picture) -> Sources:
    """Return what reading a folder would; paths are those below `handouts/`."""
    files: list[SourceFile] = []
    problems: list[Problem] = []
    for name, typed in sorted(tree.items()):
        path = f"handouts/{name}"
        node, faults = read_node(dedent(typed), path)
        files.append(SourceFile(path, "", node))
        problems += faults
    return Sources(tuple(files), pictures, tuple(sorted(problems)))


def read_node(typed: str, path: str = "handouts/care/fever.yaml") -> tuple[Node | None, tuple[Problem, ...]]:
    return parse_yaml(typed.encode(), path)


def validate_tree(tree: Mapping[str, str], *pictures: Picture) -> Validated:
    """Validate a tree, laid over the one in which nothing is wrong."""
    return validate(
        read_tree(TREE | dict(tree), *pictures),
        label_languages=("en", "es"),
        theme_editions=("standard", "large-print"),
    )


def list_problems(tree: Mapping[str, str], *pictures: Picture) -> list[str]:
    return [str(problem) for problem in validate_tree(tree, *pictures).problems]


def make_library(tree: Mapping[str, str], *pictures: Picture) -> Library:
    validated = validate_tree(tree, *pictures)
    assert validated.library is not None
    return validated.library


def picture(path: str, **facts: str) -> Picture:
    return Picture(f"handouts/{path}", "png", f"digest of {path}", 10, 10, **facts)
