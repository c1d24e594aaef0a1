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
            folder = Path("out", language or default_language, topic)
            yield from (folder / pdf for pdf in name_booklets(source, clinic))
        elif topic == "sets":
            folder = Path("out", language or default_language, topic)
            yield from (folder / pdf for pdf in name_pdfs(name, clinic))


def name_pdfs(name: str, clinic: dict[str, Any]) -> Iterator[str]:
    """Yield the name of a PDF in each edition."""
    for edition in clinic.get("editions", ["standard"]):
        yield f"{name}.pdf" if edition == "standard" else f"{name}.{edition}.pdf"


def name_booklets(topic: Path, clinic: dict[str, Any]) -> Iterator[str]:
    """Yield the booklets that a topic's file asks for: to read, and to fold."""
    booklet = (yaml.safe_load(topic.read_text("utf-8")) or {}).get("booklet", False)
    wanted = {"read": bool(booklet), "fold": booklet is True}
    wanted |= booklet if isinstance(booklet, dict) else {}
    if wanted["read"]:
        yield from name_pdfs("booklet", clinic)
    if wanted["fold"]:
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
