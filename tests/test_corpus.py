"""Real text that nobody here wrote: all of it must come out, word for word and in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path

import pytest
import yaml

from handoutpress.build import build
from handoutpress.build.loading import load_library
from handoutpress.checking import check_handout
from handoutpress.checking.run import make_report
from handoutpress.compose.check_page import compose_report
from handoutpress.content import CheckSettings
from handoutpress.outcome import BuildResult
from handoutpress.plan import Request
from scripts.validate_pdfs import list_faults
from tests.makers import SilentListener
from tests.page_layout import find_fills, find_gaps
from tests.pdf_facts import read_aloud

DAY = date(2026, 11, 27)
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}")

Run = tuple[BuildResult, Path]


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return _build(tmp_path_factory.mktemp("en"), "en")


@pytest.fixture(scope="module")
def spanish(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return _build(tmp_path_factory.mktemp("es"), "es")


def _build(out: Path, language: str) -> Run:
    request = Request(languages=(language,))
    return build(CORPUS, out, request, SilentListener()), out


def _source(path: str) -> Path:
    """Return the file that "en/topic/name.pdf" or "es/topic/name.pdf" was made from."""
    language, topic, name = path.split("/")
    suffix = "" if language == "en" else f".{language}"
    return CORPUS / "handouts" / topic / f"{name.removesuffix('.pdf')}{suffix}.yaml"


def _source_texts(path: Path) -> Iterator[str]:
    """Yield title, summary, and every heading, paragraph and item, without blanks."""
    manuscript = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    yield _squeeze(manuscript["title"])
    yield _squeeze(manuscript["summary"])
    for section in manuscript["sections"]:
        yield _squeeze(section["heading"])
        for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:- |\d+\. ))", section["text"]):
            words = re.sub(r"^\s*(?:- |\d+\. )", "", paragraph)
            yield _squeeze(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", words))


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _missing(run: Run) -> list[str]:
    """Return the texts that a screen reader does not come upon in their order."""
    result, out = run
    missing = []
    for built in result.built:
        printed = _squeeze(read_aloud((out / built.target.path).read_bytes()))
        position = 0
        for text in _source_texts(_source(built.target.path)):
            found = printed.find(text, position)
            if found < 0:
                missing.append(f"{built.target.path}: {text[:80]}")
            else:
                position = found + len(text)
    return missing


def test_all_english_handouts_are_built(english: Run) -> None:
    result, _ = english
    assert [failed.reason for failed in result.failed] == []
    assert len(result.built) == 62
    assert result.exit_code == 0


def test_every_word_of_the_english_source_is_on_the_pages_in_order(english: Run) -> None:
    assert _missing(english) == []


def test_every_handout_is_checked_and_gets_a_report() -> None:
    loaded = load_library(CORPUS, Request())
    checks = [
        check_handout(each, loaded.origins[each.id, each.language], CheckSettings())
        for each in loaded.chosen_handouts
    ]
    reports = [compose_report(make_report(check, DAY), loaded.theme) for check in checks]

    assert sum(check.handout.language == "en" for check in checks) == 62
    assert all(check.findings and check.reading.word_count for check in checks)
    measured = {"en": {"flesch_kincaid", "smog"}, "es": {"fernandez_huerta", "inflesz"}}
    for check, report in zip(checks, reports, strict=True):
        scores = {score.key for score in check.reading.scores}
        assert scores == measured.get(check.handout.language, set())
        assert all(escape(each.rule.key) in report for each in check.findings)
        assert all(finding.place.line > 0 for finding in check.findings)


def test_both_spanish_handouts_are_built(spanish: Run) -> None:
    result, _ = spanish
    assert [failed.reason for failed in result.failed] == []
    assert len(result.built) == 2


def test_every_word_of_the_spanish_source_is_on_the_pages_in_order(spanish: Run) -> None:
    assert _missing(spanish) == []


def test_every_pdf_of_the_corpus_passes_pdf_ua_and_the_tag_check(
    english: Run, spanish: Run
) -> None:
    folders = (english[1], spanish[1])
    pdfs = [pdf for folder in folders for pdf in sorted(folder.rglob("*.pdf"))]
    faults = [f"{pdf.name}: {fault}" for pdf in pdfs for fault in list_faults(pdf)]
    assert len(pdfs) == 64
    assert faults == []


def test_no_page_of_the_corpus_is_a_third_empty_and_no_last_page_nearly(english: Run) -> None:
    result, out = english
    pdfs = {built.target.path: (out / built.target.path) for built in result.built}
    gaps = [
        f"{path}: {gap}" for path, pdf in pdfs.items() for gap in find_gaps(path, pdf.read_bytes())
    ]
    short = [path for path, pdf in pdfs.items() if find_fills(path, pdf.read_bytes())[-1] < 0.2]
    assert gaps == []
    assert short == []
