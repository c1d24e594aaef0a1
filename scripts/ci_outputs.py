"""Fail, and name each one, when a PDF that handouts/ promises is not in out/.

    ci_outputs.py [ROOT]

Counts on names alone and imports nothing of the program, so that the program's mistakes show.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NO_TOPICS = {"approvals", "sets", "snippets"}


def main(root: Path) -> int:
    """Print what is missing and the totals; return the exit status."""
    expected = sorted(expected_pdfs(root))
    missing = [pdf for pdf in expected if not is_pdf(root / pdf)]
    for pdf in missing:
        print(f"missing: {pdf}")
    print(f"out/: {len(expected) - len(missing)} of {len(expected)} PDFs are there")
    return 1 if missing or not expected else 0


def expected_pdfs(root: Path) -> Iterator[Path]:
    """Yield a path, relative to the root, for each handout, booklet, set, language and edition."""
    clinic: dict[str, Any] = yaml.safe_load((root / "handouts/clinic.yaml").read_text("utf-8"))
    default_language = clinic.get("default_language", "en")
    for source in sorted(root.glob("handouts/*/*.yaml")):
        name, _, language = source.name.removesuffix(".yaml").partition(".")
        topic = source.parent.name
        if is_handout(topic, name):
            folder = Path("out", language or default_language, topic)
            yield from (folder / pdf for pdf in name_pdfs(name, clinic))
        elif name == "topic":
            language = language or default_language
            folder = Path("out", language, topic)
            if has_handouts(source.parent, language, default_language):
                booklet = read_booklet(source, default_language)
                yield from (folder / pdf for pdf in name_booklets(booklet, clinic))
        elif topic == "sets":
            folder = Path("out", language or default_language, topic)
            yield from (folder / pdf for pdf in name_pdfs(name, clinic))


def name_pdfs(name: str, clinic: dict[str, Any]) -> Iterator[str]:
    """Yield the name of a PDF in each edition."""
    for edition in clinic.get("editions", ["standard"]):
        yield f"{name}.pdf" if edition == "standard" else f"{name}.{edition}.pdf"


def has_handouts(folder: Path, language: str, default_language: str) -> bool:
    """Tell whether a topic has a handout in a language."""
    ends = {f"{language}.yaml", *(["yaml"] if language == default_language else ())}
    names = (source.name.partition(".") for source in folder.glob("*.yaml"))
    return any(is_handout(folder.name, name) and end in ends for name, _, end in names)


def read_booklet(source: Path, default_language: str) -> Any:
    """Return what a topic's file says of booklets; what it leaves out, the default one says."""
    names = (source.name, f"topic.{default_language}.yaml", "topic.yaml")
    for path in (source.with_name(name) for name in names):
        said = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else None
        if said and "booklet" in said:
            return said["booklet"]
    return False


def name_booklets(booklet: Any, clinic: dict[str, Any]) -> Iterator[str]:
    """Yield the booklets that a topic asks for: to read, unless it says no, and to fold."""
    said = booklet if isinstance(booklet, dict) else {"read": booklet, "fold": booklet}
    if said.get("read", True):
        yield from name_pdfs("booklet", clinic)
    if said.get("fold", False) is not False:
        yield "booklet.print.pdf"


def is_handout(topic: str, name: str) -> bool:
    """Tell a handout's file from shared texts, left-overs and the topic's own file."""
    is_named = NAME.fullmatch(topic) and NAME.fullmatch(name)
    return bool(is_named) and topic not in NO_TOPICS and name != "topic"


def is_pdf(path: Path) -> bool:
    """Tell whether a file is there and starts like a PDF."""
    return path.is_file() and path.read_bytes()[:5] == b"%PDF-"


if __name__ == "__main__":
    sys.exit(main(Path(*sys.argv[1:2])))
