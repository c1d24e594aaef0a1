"""Validate every PDF of a folder against PDF/UA-1 with veraPDF, the reference validator.

    verapdf.py FOLDER

Fetches veraPDF once, by Maven, into .verapdf/. Says "skipped" and succeeds where Java or Maven is
missing or the download fails; a PDF that breaks a rule fails.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VERSION = "1.28.2"
# Source: Maven Central; the jar holds all that it depends on
SHA256 = "687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6"
ARTIFACT = f"org.verapdf.apps:greenfield-apps:{VERSION}"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
CACHE = Path(__file__).resolve().parent.parent / ".verapdf"
JAR = CACHE / f"greenfield-apps-{VERSION}.jar"
COMMAND = ("java", "-cp", str(JAR), "org.verapdf.apps.GreenfieldCliWrapper")
FETCH_SECONDS = 300


class SkippedError(Exception):
    """veraPDF cannot run on this machine; the text says why."""


class BrokenError(Exception):
    """veraPDF is not what was meant, or gave no report; the text says what to do."""


def main(folder: Path) -> int:
    """Print each broken rule and the totals; return the exit status."""
    # Sheets to fold are for paper alone, and claim nothing.
    pdfs = sorted(pdf for pdf in folder.rglob("*.pdf") if not pdf.name.endswith(".print.pdf"))
    if not pdfs:
        print(f"veraPDF: no PDF in {folder}; run make first")
        return 1
    try:
        prepare()
        return conclude(validate(pdfs), pdf_count=len(pdfs))
    except SkippedError as why:
        print(f"veraPDF: skipped: {why}")
        return 0
    except BrokenError as why:
        print(f"veraPDF: {why}")
        return 1


def prepare() -> None:
    """Make sure of Java and of the jar.

    Raises: SkippedError where one of them cannot be had; BrokenError where the jar is another one.
    """
    try_out("java", "-version")
    if not JAR.exists():
        try_out("mvn", "-version")
        fetch()
    if hashlib.sha256(JAR.read_bytes()).hexdigest() != SHA256:
        raise BrokenError(f"{JAR} is not the file that was meant; remove it and try again")


def try_out(program: str, option: str) -> None:
    """Start a program. Raises: SkippedError where it is missing or does not work."""
    try:
        subprocess.run([program, option], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SkippedError(f"{program} is missing") from error


def fetch() -> None:
    """Download the jar; Maven's own settings say from where. Raises: SkippedError."""
    CACHE.mkdir(exist_ok=True)
    maven = ["mvn", "--batch-mode", "--quiet", "--strict-checksums", COPY]
    command = [*maven, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={CACHE}"]
    try:
        subprocess.run(command, cwd=CACHE, capture_output=True, check=True, timeout=FETCH_SECONDS)
    except subprocess.SubprocessError as error:
        raise SkippedError(f"the download of {ARTIFACT} failed") from error


def validate(pdfs: list[Path]) -> list[dict[str, Any]]:
    """Return what veraPDF says of each PDF. Raises: BrokenError."""
    options = ["--flavour", "ua1", "--format", "json", *map(str, pdfs)]
    run = subprocess.run([*COMMAND, *options], capture_output=True, text=True)
    try:
        jobs: list[dict[str, Any]] = json.loads(run.stdout)["report"]["jobs"]
    except (ValueError, KeyError) as error:
        raise BrokenError(f"gave no report; it said: {run.stderr or run.stdout}") from error
    return jobs


def conclude(jobs: list[dict[str, Any]], *, pdf_count: int) -> int:
    """Print the faults of each PDF, then the totals; a PDF without a verdict is a failure too."""
    faults = {job["itemDetails"]["name"]: list(list_faults(job)) for job in jobs}
    for name in sorted(faults):
        for fault in faults[name]:
            print(f"{name}: {fault}")
    passed = sum(not found for found in faults.values())
    print(f"veraPDF {VERSION}: {passed} of {pdf_count} PDFs pass PDF/UA-1")
    return 0 if passed == pdf_count else 1


def list_faults(job: dict[str, Any]) -> Iterator[str]:
    """Say which rules one PDF breaks, each with its clause and how often."""
    if "taskException" in job:
        yield f"not validated: {job['taskException']['exceptionMessage']}"
    for result in job.get("validationResult", ()):
        for rule in result["details"]["ruleSummaries"]:
            clause = f"{rule['clause']}-{rule['testNumber']}"
            yield f"{clause}: {rule['description']} ({rule['failedChecks']} times)"
        if not (result["compliant"] or result["details"]["ruleSummaries"]):
            yield "not compliant, no rule named"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
