"""[writes] Finished PDFs made into one: by ours, and by what else there is, used plainly.

Measures nothing. `pdfunite` is a command (Debian: poppler-utils), so it gets files.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf

from benchmarks.engine import run
from benchmarks.overhead import PlainPress
from benchmarks.stages import Piece, Workspace
from handoutpress.combine import Part, combine

Combiner = Callable[[Sequence[Part]], bytes]

OURS, PYPDF, PIKEPDF, PDFUNITE = "ours", "pypdf, append", "pikepdf, pages", "pdfunite"
AUTHOR = "Benchmark Clinic"
# Places within a page, and what leads to them: in one document they must not meet.
ANCHORS = re.compile(r'(\sid="|\shref="#)')


def list_combiners(folder: Path) -> Mapping[str, Combiner | None]:
    """Return all, ours first; None stands for a command that this machine does not have."""
    command = shutil.which("pdfunite")
    return {
        OURS: combine_with_ours,
        PYPDF: combine_with_pypdf,
        PIKEPDF: combine_with_pikepdf,
        PDFUNITE: partial(_combine_with_pdfunite, command, folder) if command else None,
    }


def combine_with_ours(parts: Sequence[Part]) -> bytes:
    """Combine as the program does."""
    return combine(parts, title="Packet", author=AUTHOR, language=parts[0].language).pdf


def combine_with_pypdf(parts: Sequence[Part]) -> bytes:
    """Append one after the other, as the documents of pypdf show."""
    writer, written = pypdf.PdfWriter(), BytesIO()
    for part in parts:
        writer.append(BytesIO(part.pdf))
    writer.write(written)
    return written.getvalue()


def combine_with_pikepdf(parts: Sequence[Part]) -> bytes:
    """Copy the pages, as the documents of pikepdf show, and pack them as well as it can."""
    written = BytesIO()
    with pikepdf.new() as combined:
        for part in parts:
            with pikepdf.open(BytesIO(part.pdf)) as source:
                combined.add_pages_from(source)
        combined.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def _combine_with_pdfunite(command: str, folder: Path, parts: Sequence[Part]) -> bytes:
    folder.mkdir(parents=True, exist_ok=True)
    names = [folder / f"part-{number}.pdf" for number in range(len(parts))]
    for name, part in zip(names, parts, strict=True):
        name.write_bytes(part.pdf)
    run((command, *map(str, names), str(folder / "united.pdf")))
    return (folder / "united.pdf").read_bytes()


def render_as_one(workspace: Workspace, pieces: Sequence[Piece]) -> bytes:
    """Render all handouts as one document with plain WeasyPrint, each from a new page on.

    What the theme does only on a first page, it does only on the first page of all.
    """
    jobs = [piece.job for piece in pieces]
    bodies = (_read_body(job.html, number) for number, job in enumerate(jobs))
    head, opening, _ = jobs[0].html.partition("<body>")
    pictures = {name: content for job in jobs for name, content in job.pictures.items()}
    html = f"{head}{opening}{''.join(bodies)}</body></html>"
    return PlainPress(workspace).render(replace(jobs[0], html=html, pictures=pictures))


def _read_body(html: str, number: int) -> str:
    body = html.partition("<body>")[2].rpartition("</body>")[0]
    own = ANCHORS.sub(rf"\g<1>part-{number}-", body)
    start = "page" if number else "auto"
    return f'<div style="break-before: {start}">{own}</div>'
