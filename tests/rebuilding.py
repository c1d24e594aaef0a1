"""A small workspace with everything that pages depend on, built once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

from handoutpress.build import Builder, Wish
from handoutpress.build.survey import shipped_theme_folder
from handoutpress.outcome import BuildResult
from handoutpress.plan import Request
from tests.makers import SilentListener

SVG = "http://www.w3.org/2000/svg"
SQUARE = f'<svg xmlns="{SVG}" viewBox="0 0 9 9"><title>S</title><path d="{{}}"/></svg>'
FILES = {
    "clinic.yaml": """\
name: {en: Test Clinic, es: Clínica de prueba}
phones: {nurse: {label: {en: Nurse, es: Enfermera}, number: 555-0100, always: true}}
languages: [en, es]
editions: [standard, large-print]
""",
    "glossary.yaml": """\
en:
  - {word: chill, meaning: a shiver}
  - {word: zebra, meaning: a horse}
""",
    "snippets/hours.yaml": "blocks: [{text: We are open.}]\n",
    "snippets/hours.es.yaml": "blocks: [{text: Abrimos.}]\n",
    "snippets/unused.yaml": "blocks: [{text: Nobody prints this.}]\n",
    "care/topic.yaml": "title: Care\norder: [fever]\n",
    "care/topic.es.yaml": "title: Cuidados\n",
    "care/fever.yaml": """\
title: Fever
summary: What a fever means.
see_also: [care/chills]
sections:
  - heading: Why
    blocks:
      - text: Your blood counts are low.
      - snippet: hours
""",
    "care/fever.es.yaml": """\
title: Fiebre
summary: Lo que significa la fiebre.
translation: {method: human, by: A translator}
sections:
  - heading: Por qué
    blocks:
      - text: Sus defensas están bajas.
      - snippet: hours
""",
    "care/chills.yaml": """\
title: Chills
summary: What chills mean.
sections:
  - heading: Why
    blocks:
      - text: You may feel a chill.
      - figure: {image: square.svg, alt: A square}
""",
    "care/square.svg": SQUARE.format("M0 0H9V9H0Z"),
    "skin/topic.yaml": "title: Skin\n",
    "skin/rash.yaml": """\
title: Rash
summary: What a rash means.
sections: [{heading: Why, text: Your skin is dry.}]
""",
}
EDITIONS = ("", ".large-print")
FEVER = frozenset(f"en/care/fever{edition}.pdf" for edition in EDITIONS)
FIEBRE = frozenset(f"es/care/fever{edition}.pdf" for edition in EDITIONS)
CHILLS = frozenset(f"en/care/chills{edition}.pdf" for edition in EDITIONS)
RASH = frozenset(f"en/skin/rash{edition}.pdf" for edition in EDITIONS)
ALL = FEVER | FIEBRE | CHILLS | RASH
NONE: frozenset[str] = frozenset()
Edit = Callable[[Path], object]


def write_files(root: Path, files: dict[str, str | None]) -> None:
    """Write files below handouts/, or remove those whose content is None."""
    for name, content in files.items():
        path = root / "handouts" / name
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)


def replace_in(root: Path, name: str, old: str, new: str) -> None:
    """Change a text in a file below the root."""
    path = root / name
    content = path.read_text()
    assert old in content, f"{name} has no '{old}'"
    path.write_text(content.replace(old, new))


def copy_workspace(built: Path, root: Path) -> Path:
    """Return a copy of a workspace with its output folder."""
    shutil.copytree(built, root, dirs_exist_ok=True)
    return root


def run_pass(
    root: Path,
    request: Request | None = None,
    *,
    today: date | None = None,
    is_forced: bool = False,
    is_dry: bool = False,
) -> BuildResult:
    """Build a workspace into its own out/, in this process."""
    with closing(Builder(root, root / "out", jobs=1)) as builder:
        wish = Wish(request or Request(), today, is_forced=is_forced, is_dry=is_dry)
        return builder.run_pass(wish, SilentListener())


def list_built(result: BuildResult) -> dict[str, tuple[str, ...]]:
    """Return the reasons for each PDF that was built, by path."""
    return {built.target.path: tuple(map(str, built.reasons)) for built in result.built}


# --- edits, to be done to a workspace ---------------------------------------------------------


def edit(name: str, old: str, new: str) -> Edit:
    """Change a text in a file below handouts/."""
    return lambda root: replace_in(root, f"handouts/{name}", old, new)


def write(name: str, content: str | None) -> Edit:
    """Write a file below handouts/, or remove it."""
    return lambda root: write_files(root, {name: content})


def own_style(name: str, rule: str) -> Edit:
    """Put a style sheet into the workspace that is the shipped one and one rule more."""

    def put(root: Path) -> None:
        path = root / "styles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((shipped_theme_folder() / "styles" / name).read_text() + rule)

    return put


def own_template(name: str, start: str) -> Edit:
    """Put a template into the workspace that is the shipped one with something before it."""

    def put(root: Path) -> None:
        path = root / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(start + (shipped_theme_folder() / "templates" / name).read_text())

    return put


def spoil(path: str, content: bytes | None) -> Edit:
    """Overwrite a PDF, or remove it."""

    def put(root: Path) -> None:
        pdf = root / "out" / path
        pdf.unlink() if content is None else pdf.write_bytes(content)

    return put
