"""Make the gallery, every kind of block in every edition and for review, and draw each page.

    python -m scripts.gallery [FOLDER]

To be looked at by a person: at full size, in colour and in grey.
"""

import sys
from pathlib import Path

import pypdfium2

from handoutpress.cli import main as run

ROOT = Path(__file__).parents[1]
PIXELS_PER_POINT = 100 / 72


def main(folder: Path) -> int:
    """Build the gallery into a folder and draw its pages there; return the exit status."""
    place = ["--root", str(ROOT / "tests/gallery"), "--out", str(folder)]
    status = run(["build", *place]) or run(["build", "--edition", "review", *place])
    pictures = [picture for pdf in sorted(folder.rglob("*.pdf")) for picture in draw_pages(pdf)]
    print(f"{folder}: {len(pictures)} pictures of pages")
    return status


def draw_pages(pdf: Path) -> list[Path]:
    """Write a PNG beside the PDF for each page; return their paths."""
    pictures = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, start=1):
            picture = pdf.with_name(f"{pdf.stem}-{number}.png")
            page.render(scale=PIXELS_PER_POINT).to_pil().save(picture)
            pictures.append(picture)
    return pictures


if __name__ == "__main__":
    sys.exit(main(Path(*sys.argv[1:2] or ["build/gallery"])))
