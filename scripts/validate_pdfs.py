"""Check every PDF of a folder: PDF/UA-1 by page-validation, and the tag tree's integrity.

python -m scripts.validate_pdfs FOLDER
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from page import PageError, ValidationProfile, validate_pdf

from handoutpress.tag_check import check_tags


def main(folder: Path) -> int:
    """Print each fault and the totals; return the exit status."""
    # Sheets to fold are for paper alone, and claim nothing.
    pdfs = sorted(pdf for pdf in folder.rglob("*.pdf") if not pdf.name.endswith(".print.pdf"))
    bad = [pdf for pdf in pdfs if report(pdf)]
    print(f"{folder}: {len(pdfs) - len(bad)} of {len(pdfs)} PDFs pass PDF/UA-1 and the tag check")
    return 1 if bad or not pdfs else 0


def report(pdf: Path) -> int:
    """Print what is wrong with one PDF; return the number of faults."""
    faults = list(list_faults(pdf))
    for fault in faults:
        print(f"{pdf}: {fault}")
    return len(faults)


def list_faults(pdf: Path) -> Iterator[str]:
    """Yield the rules that one PDF breaks, then the faults of its tag tree."""
    try:
        failures = validate_pdf(pdf, profile=ValidationProfile.PDF_UA_1).failures
    except PageError as error:
        yield f"unreadable: {error}"
        return
    yield from (f"{failure.rule_id}: {failure.message}" for failure in failures)
    for fault in check_tags(pdf.read_bytes()):
        yield f"tag tree: {fault}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
