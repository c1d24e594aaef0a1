"""Content trees typed into tests: paths and YAML become sources, without a disk."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from handoutpress.errors import Problem
from handoutpress.load.yaml_nodes import parse_yaml
from handoutpress.model import Handout, Library
from handoutpress.sources import Picture, SourceFile, Sources
from handoutpress.validate import (
    Checked,
    Validated,
    Workshop,
    is_handout_or_approvals,
    open_workshop,
    peek_files,
    validate,
)
from handoutpress.validate.content_files import ContentFile, FileKind
from handoutpress.validate.readings import Reading, read_model

CLINIC = """\
name: Example Clinic
phones:
  nurse: {label: Nurse line, number: 555-0100}
languages: [en, es]
"""
HANDOUT = """\
title: Fever
summary: What a fever means.
sections:
  - heading: Why
    text: Your blood counts are low.
"""
# A workspace in which nothing is wrong. Tests add files to it, or type one anew.
TREE = {
    "clinic.yaml": CLINIC,
    "care/topic.yaml": "title: Care\n",
    "care/topic.es.yaml": "title: Cuidados\n",
    "care/fever.yaml": HANDOUT,
}


def type_blocks(*lines: str) -> str:
    """Return a handout with one section, whose blocks begin in line 6, column 9."""
    start = "title: Fever\nsummary: What a fever means.\nsections:\n  - heading: Why\n    blocks:\n"
    return start + "".join(f"      {line}\n" for line in lines)


def read_tree(tree: Mapping[str, str], *pictures: Picture) -> Sources:
    """Return what reading a folder would; paths are those below `handouts/`."""
    files: list[SourceFile] = []
    problems: list[Problem] = []
    for name, typed in sorted(tree.items()):
        path = f"handouts/{name}"
        node, faults = parse_yaml(typed.encode(), path)
        files.append(SourceFile(path, "", node))
        problems += faults
    return Sources(tuple(files), pictures, tuple(sorted(problems)))


def validate_tree(
    tree: Mapping[str, str], *pictures: Picture, characters: Collection[int] = ()
) -> Validated:
    """Validate a tree, laid over the one in which nothing is wrong; "" takes a file away."""
    laid = {path: typed for path, typed in (TREE | dict(tree)).items() if typed}
    return validate(
        read_tree(laid, *pictures),
        label_languages=("en", "es"),
        theme_editions=("standard", "large-print"),
        characters=characters,
    )


@dataclass(frozen=True)
class OpenTree:
    """A workshop for a tree, and the handouts and approvals that can be handed to it."""

    workshop: Workshop
    sources: Sources
    many: Mapping[str, SourceFile]

    def check(self, names: Iterable[str], support: Iterable[str] = ()) -> Checked:
        """Check files by their paths below `handouts/`."""
        own = [self.many[f"handouts/{name}"] for name in names]
        others = [self.many[f"handouts/{name}"] for name in support]
        return self.workshop.check(own, others, self.sources.problems)


def open_tree(
    tree: Mapping[str, str], *pictures: Picture, characters: Collection[int] = ()
) -> OpenTree:
    """Open a workshop for a tree, laid over the one in which nothing is wrong."""
    laid = {path: typed for path, typed in (TREE | dict(tree)).items() if typed}
    sources = read_tree(laid, *pictures)
    many = {file.path: file for file in sources.files if is_handout_or_approvals(file.path)}
    shared = Sources(
        tuple(file for file in sources.files if file.path not in many),
        sources.pictures,
        tuple(problem for problem in sources.problems if problem.path not in many),
    )
    workshop = open_workshop(
        shared,
        peek_files(many.values()),
        label_languages=("en", "es"),
        theme_editions=("standard", "large-print"),
        characters=characters,
    )
    return OpenTree(workshop, sources, many)


def list_problems(tree: Mapping[str, str], *pictures: Picture) -> list[str]:
    return [str(problem) for problem in validate_tree(tree, *pictures).problems]


def list_scopes(tree: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return whom each problem concerns: an id and a language."""
    return [(each.handout_id, each.language) for each in validate_tree(tree).problems]


def list_made(tree: Mapping[str, str], *pictures: Picture) -> list[tuple[str, str]]:
    """Return the ids and languages of the handouts that could be made, in their order."""
    library = make_library(tree, *pictures)
    return [(handout.id, handout.language) for handout in library.handouts]


def make_library(tree: Mapping[str, str], *pictures: Picture) -> Library:
    library = validate_tree(tree, *pictures).library
    assert library is not None
    return library


def make_handout(
    tree: Mapping[str, str],
    *pictures: Picture,
    handout_id: str = "care/fever",
    language: str = "en",
) -> Handout:
    library = make_library(tree, *pictures)
    found = {(handout.id, handout.language): handout for handout in library.handouts}
    return found[handout_id, language]


def make_picture(path: str, *, fault: str | None = None, remedy: str = "") -> Picture:
    return Picture(
        f"handouts/{path}", "png", f"digest of {path}", 10, 10, fault=fault, remedy=remedy
    )


def make_file(
    typed: str, kind: FileKind = FileKind.HANDOUT, *, path: str = "handouts/care/fever.yaml"
) -> ContentFile:
    node, _ = parse_yaml(typed.encode(), path)
    return ContentFile(path, kind, "care", "fever", "en", node)


def read_typed(typed: str, kind: FileKind = FileKind.HANDOUT) -> Reading:
    is_list = kind is FileKind.APPROVALS
    path = f"handouts/{'approvals/' if is_list else ''}care/fever.yaml"
    return read_model(make_file(typed, kind, path=path))
