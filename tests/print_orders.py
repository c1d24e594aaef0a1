"""What the tests of printing print, and the record that they keep."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from handoutpress.deliver.printing.choosing import Plan, Wishes
from handoutpress.deliver.printing.jobs import Pace
from handoutpress.deliver.printing.run import Desk, PrintOrder
from handoutpress.deliver.values import Delivery, GivenPart, Subject

PATIENT = "Zebulon Quackenbush"
FOLDER = "Quibblewort"  # stands in the title alone, and in the log of no server
LETTER_PT = (612.0, 792.0)


def make_pdf(
    pages: int = 4, size_pt: tuple[float, float] = LETTER_PT, *, flip: str = "", ballast: int = 0
) -> bytes:
    """Return a PDF whose pages show a patient's name, uncompressed; with so many bytes besides."""
    with pikepdf.new() as pdf:
        for number in range(pages):
            page = pdf.add_blank_page(page_size=size_pt)
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            shown = f"BT /F 24 Tf 72 400 Td ({PATIENT} {number + 1}) Tj ET"
            page.Contents = pdf.make_stream(shown.encode())
        if flip:
            pdf.Root.ViewerPreferences = pikepdf.Dictionary(
                Duplex=pikepdf.Name(f"/DuplexFlip{flip}"), PrintScaling=pikepdf.Name("/None")
            )
        if ballast:
            pdf.pages[0].obj.Ballast = pdf.make_stream(bytes(ballast))
        target = BytesIO()
        pdf.save(target, compress_streams=False, deterministic_id=True)
    return target.getvalue()


def read_pages(pdf: bytes | Path) -> list[tuple[tuple[float, float], str]]:
    """Return the size and the words of each page."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [(page.get_size(), page.get_textpage().get_text_range()) for page in document]


def make_subject(pdf: bytes | None = None, **changes: Any) -> Subject:
    """Return a packet of four letter pages for one patient."""
    usual: dict[str, Any] = {
        "pdf": make_pdf() if pdf is None else pdf,
        "title": f"{FOLDER} of {PATIENT}",
        "file_name": "handouts.pdf",
        "language": "en",
        "edition": "standard",
        "page_count": 4,
        "parts": (GivenPart("systemic-therapies/chemotherapy", "en", version=2),),
        "is_personal": True,
    }
    return Subject(**{**usual, **changes})


def make_order(pdf: bytes | None = None, **wishes: Any) -> PrintOrder:
    return PrintOrder(make_subject(pdf), "ward", Wishes(**wishes), reference="E-17")


@dataclass
class Ledger:
    """A record in memory, and what staff were told."""

    lines: list[Delivery] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    job_names: list[str] = field(default_factory=list)

    def note(self, delivery: Delivery) -> int:
        self.lines.append(delivery)
        return len(self.lines)

    def tell_plan(self, plan: Plan, job_name: str) -> None:
        self.plans.append(plan)
        self.job_names.append(job_name)

    def open_desk(self, tell: Callable[[str], None] | None = None, **pace: float) -> Desk:
        """Return a desk that looks after a job five times a second."""
        usual = {"interval_s": 0.2, "limit_s": 60.0, **pace}
        return Desk(
            recorder=self,
            pace=Pace(time.monotonic, time.sleep, **usual),
            make_code=lambda: "7KQ-4MX",
            tell=tell or self.told.append,
            tell_plan=self.tell_plan,
        )
