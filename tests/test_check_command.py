"""What `check` tells of words and pages, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from handoutpress.cli import main
from handoutpress.output_schemas import check_schema
from tests.workspace import CLINIC, GOOD, write_workspace

DOSE = GOOD.replace("Nothing is wrong here.", "Take 10mg each day. The pill is taken by you.")
UNSAFE = "handouts/care/good.yaml:5:16: '10mg'"
PASSIVE = "handouts/care/good.yaml:5:40: advice: passive voice: 'is taken'"
SPANISH = """\
title: Fiebre
summary: Lo que significa la fiebre.
translation: {method: human, by: A translator}
sections: [{heading: Por qué, text: Sus defensas están bajas. Llame si tiene frío.}]
"""
WITH_SPANISH: dict[str, str | bytes] = {
    "clinic.yaml": CLINIC + "languages: [en, es]\n",
    "care/topic.es.yaml": "title: Cuidados\n",
    "care/good.es.yaml": SPANISH,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path, {"care/good.yaml": DOSE})


def check(root: Path, *arguments: str) -> int:
    return main(["check", *arguments, "--root", str(root)])


def test_findings_stand_with_place_rule_and_source_errors_first(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(root) == 3
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert lines[0].startswith(UNSAFE)
    assert "[unsafe-dose: ISMP, List of Error-Prone Abbreviations" in lines[0]
    assert any(line.startswith(PASSIVE) for line in lines[1:])
    assert [line for line in lines[1:-1] if ": advice: " not in line] == []
    assert lines[-1].startswith("1 error, 0 warnings, ")
    assert "no PDF is up to date, so no page was checked; build, then check again" in told.err


def test_advice_alone_is_no_error_unless_it_is_asked_for(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {})

    assert check(root, "--quiet") == 0
    assert check(root, "--quiet", "--strict") == 3


def test_the_clinic_weighs_the_rules(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = "check: {rules: {unsafe-dose: advice, passive-voice: error, missing-actions: off}}\n"
    write_workspace(root, {"clinic.yaml": CLINIC + rules, "care/good.yaml": DOSE})

    assert check(root) == 3
    told = capsys.readouterr().out
    assert UNSAFE.replace(" '", " advice: '") in told
    assert PASSIVE.replace("advice: ", "") in told
    assert "missing-actions" not in told


def test_a_limit_of_the_clinic_is_the_limit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = " ".join(["We see you and help you with it now"] * 2)
    text = GOOD.replace("Nothing is wrong here", words)
    root = write_workspace(tmp_path, {"care/good.yaml": text})
    check(root)
    assert "long-sentence" not in capsys.readouterr().out
    write_workspace(
        root,
        {"clinic.yaml": CLINIC + "check: {words_per_sentence: 15}\n", "care/good.yaml": text},
    )
    check(root)
    assert "a sentence of 18 words" in capsys.readouterr().out


def test_a_program_gets_one_document(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(root, "--json") == 3
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, check_schema())
    first = next(each for each in document["findings"] if each["level"] == "error")
    assert (first["path"], first["line"], first["column"]) == ("handouts/care/good.yaml", 5, 16)
    (handout,) = document["handouts"]
    assert [sheet["key"] for sheet in handout["sheets"]] == ["pemat", "index"]
    assert set(handout["reading"]["scores"]) == {"flesch_kincaid", "smog"}


def test_reading_is_a_table_with_a_formula_for_each_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_workspace(tmp_path, WITH_SPANISH)
    assert check(root, "--reading") == 0
    head, english, spanish, _ = capsys.readouterr().out.splitlines()

    assert head.split()[:4] == ["id", "language", "words", "sentences"]
    assert ("Flesch-Kincaid" in head, "SMOG" in head, "INFLESZ" in head) == (True, True, True)
    columns = {name: head.index(name) for name in ("Flesch-Kincaid", "INFLESZ")}
    assert english[columns["INFLESZ"] :].strip()[:1] not in "0123456789"
    assert spanish[columns["Flesch-Kincaid"] :].startswith(" ")
    assert spanish[columns["INFLESZ"]].isdigit()


def test_every_handout_gets_a_report_that_needs_no_other_file(root: Path) -> None:
    write_workspace(root, {**WITH_SPANISH, "care/good.yaml": DOSE})
    check(root)

    reports = sorted(path.relative_to(root).as_posix() for path in root.glob("out/check/*/*/*"))
    assert reports == ["out/check/en/care/good.html", "out/check/es/care/good.html"]
    page = (root / reports[0]).read_text()
    assert "10mg" in page
    assert ("<script" in page, "src=" in page, "<link" in page) == (False, False, False)


def test_the_report_of_a_handout_that_is_gone_goes_with_the_next_whole_check(root: Path) -> None:
    write_workspace(root, {**WITH_SPANISH, "care/good.yaml": DOSE})
    check(root)
    (root / "handouts/care/good.es.yaml").unlink()
    check(root, "care/good")
    assert (root / "out/check/es/care/good.html").exists()
    check(root)
    assert not (root / "out/check/es/care/good.html").exists()


def test_pages_are_checked_as_they_were_built_and_what_is_out_of_date_is_named(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    style = root / "styles/standard/type.css"
    style.parent.mkdir(parents=True)
    shipped = Path(__file__).parents[1] / "styles/standard/type.css"
    style.write_text(shipped.read_text() + "\n.text p { color: #ccc }\n")
    assert main(["build", "--quiet", "--root", str(root)]) == 0
    capsys.readouterr()
    assert check(root) == 3
    told = capsys.readouterr()
    assert "handouts/care/good.yaml:1:8: en/care/good.pdf, page 1: " in told.out
    assert "[contrast: WCAG 2.2" in told.out
    assert told.err == ""

    write_workspace(root, {"care/good.yaml": DOSE.replace("10mg", "20 mg")})
    assert check(root) == 0
    told = capsys.readouterr()
    assert "no PDF is up to date, so no page was checked" in told.err
    assert "good.pdf" not in told.out


def test_content_that_is_wrong_is_told_as_before(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_workspace(root, {"care/bad.yaml": "title: Bad\n"})
    assert check(root, "care/bad") == 3
    told = capsys.readouterr()
    assert told.err.startswith("handouts/care/bad.yaml:1:1: the key 'sections' is missing")
    assert told.out.startswith("2 errors, 0 warnings, 0 of advice")


def test_what_the_glossary_explains_is_checked_where_it_is_typed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    glossary = "en:\n  - {word: zebra, meaning: a horse}\n  - {word: pill, meaning: take 5.0 mg}\n"
    text = GOOD.replace("Nothing is", "No pill is")
    write_workspace(root, {"glossary.yaml": glossary, "care/good.yaml": text})
    assert check(root) == 3
    assert "handouts/glossary.yaml:3:32: '5.0 mg'" in capsys.readouterr().out
