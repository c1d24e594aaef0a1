"""A workspace on the disk, for tests that go from end to end."""

from __future__ import annotations

from pathlib import Path

CLINIC = "name: Test Clinic\nphones: {nurse: {label: Nurse line, number: 555-0100}}\n"
GOOD = """\
title: A good one
summary: It must always be built.
sections:
  - heading: What it says
    text: Nothing is wrong here.
"""


def write_workspace(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write a clinic, a topic with one good handout, and the files; return the root."""
    base: dict[str, str | bytes] = {
        "clinic.yaml": CLINIC,
        "care/topic.yaml": "title: Care\n",
        "care/good.yaml": GOOD,
    }
    for name, content in {**base, **files}.items():
        path = root / "handouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def manuscript(sections: str = "  - {heading: One, text: Words.}\n", **keys: str) -> str:
    """Return a handout's YAML; `sections` is indented, `keys` are added as they are."""
    lines = {"title": "Bad", "summary": "Sum."} | keys
    head = "".join(f"{key}: {value}\n" for key, value in lines.items())
    return f"{head}sections:\n{sections}"


def with_blocks(blocks: str) -> str:
    """Return a handout's YAML with one section that holds these blocks, given as flow lists."""
    return manuscript(f"  - heading: One\n    blocks:\n{blocks}")
