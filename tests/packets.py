"""A small clinic for the tests of packets, built once; and `packet`, as users run it."""

from __future__ import annotations

import atexit
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import pikepdf

from handoutpress.cli import main
from handoutpress.output_schemas import packets_schema
from tests.rebuilding import FILES, run_pass, write_files

CHECKOUT = Path(__file__).parents[1]
# Words that stand nowhere else, so that whatever holds one of them tells of the patient.
NAME = "Quenilda Zyxwright"
CLINICIAN = "Vorbexa Quimsted"
NOTE_WORD = "Plumquartz"
SECRETS = (*NAME.split(), *CLINICIAN.split(), NOTE_WORD)
PATIENT = f"""\
patient:
  name: {NAME}
  visit: 2026-11-27
  clinician: {CLINICIAN}
"""
NOTE = f"note: |\n  Bring **{NOTE_WORD}**.\n"

CLINIC = """\
name: {en: Test Clinic, es: Clínica de prueba}
phones:
  nurse: {label: {en: Nurse, es: Enfermera}, number: 555-0100, always: true}
  interpreter: {label: {en: Interpreter, es: Intérprete}, number: 555-0102}
languages: [en, es]
editions: [standard, large-print]
"""
RASH_ES = """\
title: Sarpullido
summary: Lo que significa un sarpullido.
translation: {method: human, by: A translator}
sections: [{heading: Por qué, text: Su piel está seca.}]
"""
CLINIC_FILES: dict[str, str | None] = {
    **FILES,
    "clinic.yaml": CLINIC,
    "care/chills.yaml": FILES["care/chills.yaml"] + "former_ids: [care/shivers]\n",
    "skin/topic.es.yaml": "title: Piel\n",
    "skin/rash.es.yaml": RASH_ES,
    "sets/start.yaml": "title: Start\nhandouts: [care/fever, care/chills]\n",
    "sets/inicio.es.yaml": "title: Inicio\nhandouts: [skin/rash, care/fever]\n",
}


@cache
def _built() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="packets-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write_files(folder, CLINIC_FILES)
    assert run_pass(folder).problems == ()
    return folder


def open_clinic(root: Path) -> Path:
    """Copy the clinic, all of whose handouts are built, to a new folder; return the folder."""
    shutil.copytree(_built(), root, dirs_exist_ok=True)
    return root


@dataclass(frozen=True)
class Told:
    """How a run ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def both(self) -> str:
        return self.out + self.err

    @property
    def document(self) -> Any:
        document = json.loads(self.out)
        if "packets" in document:
            jsonschema.validate(document, packets_schema())
        return document


def run_packet(root: Path, *arguments: object, typed: str = "", jobs: int = 1) -> Told:
    """Run `packet` in this process; `typed` is what stands on its standard input."""
    out, err = io.StringIO(), io.StringIO()
    command = ["packet", *map(str, arguments), "--root", str(root), "--jobs", str(jobs)]
    with redirect_stdout(out), redirect_stderr(err), _typing(typed):
        code = main(command)
    return Told(code, out.getvalue(), err.getvalue())


@contextmanager
def _typing(typed: str) -> Iterator[None]:
    kept, sys.stdin = sys.stdin, io.TextIOWrapper(BytesIO(typed.encode()), "utf-8")
    try:
        yield
    finally:
        sys.stdin = kept


def make_packet(root: Path, *arguments: object, typed: str = "") -> bytes:
    """Return the packet that a run makes, which must not fail."""
    target = root / "made.pdf"
    told = run_packet(root, *arguments, "-o", target, typed=typed)
    assert told.code == 0, told.both
    return target.read_bytes()


def write_packet(root: Path, typed: str, name: str = "packet.yaml") -> Path:
    """Write the file of a packet beside the workspace's handouts; return its path."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(typed)
    return path


def list_packets(root: Path) -> list[Path]:
    """Return all that lies in the folder of packets."""
    return sorted((root / "out/packets").glob("*")) if (root / "out/packets").exists() else []


def outline_titles(pdf: bytes) -> list[str]:
    """Return the titles of the outline's top level."""
    with pikepdf.open(BytesIO(pdf)) as document, document.open_outline() as outline:
        return [item.title for item in outline.root]


def part_languages(pdf: bytes) -> list[tuple[str, str]]:
    """Return title and language of each Part of the tag tree."""
    with pikepdf.open(BytesIO(pdf)) as document:
        parts = list(document.Root.StructTreeRoot.K[0].K)
        assert {str(part.S) for part in parts} == {"/Part"}
        return [(str(part.T), str(part.Lang)) for part in parts]


def page_labels(pdf: bytes) -> list[str]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return [page.label for page in document.pages]


def is_pdfua(pdf: bytes) -> bool:
    with pikepdf.open(BytesIO(pdf)) as document, document.open_metadata() as xmp:
        return "pdfuaid:part" in xmp


def make_pdf(pages: int = 1, *, text: str = "") -> bytes:
    """Return a PDF as others make them: without tags, with a text on each page."""
    made = BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            page = document.add_blank_page(page_size=(612, 792))
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            drawn = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
            page.obj.Contents = document.make_stream(drawn)
        document.save(made)
    return made.getvalue()
