"""What CI runs after the main job: every PDF is there, and every PDF passes."""

import subprocess
import sys
from pathlib import Path

import pytest
from weasyprint import HTML

from scripts import ci_outputs, validate_pdfs, verapdf

ROOT = Path(__file__).parent.parent


FILES = (
    "care/washing.yaml",
    "care/washing.es.yaml",
    "care/topic.yaml",
    "care/.draft.yaml",
    "care/Bad.yaml",
    "snippets/phone.yaml",
    "sets/start.yaml",
    "approvals/care.yaml",
)


@pytest.fixture
def workspace(tmp_path) -> Path:
    for name in FILES:
        source = tmp_path / "handouts" / name
        source.parent.mkdir(parents=True, exist_ok=True)
        source.touch()
    clinic = tmp_path / "handouts/clinic.yaml"
    clinic.write_text("name: Example\neditions: [standard, large-print]\n")
    return tmp_path


def test_each_handout_language_and_edition_makes_one_expected_pdf(workspace):
    expected = sorted(map(str, ci_outputs.expected_pdfs(workspace)))

    assert expected == [
        "out/en/care/washing.large-print.pdf",
        "out/en/care/washing.pdf",
        "out/en/sets/start.large-print.pdf",
        "out/en/sets/start.pdf",
        "out/es/care/washing.large-print.pdf",
        "out/es/care/washing.pdf",
    ]


@pytest.mark.parametrize(
    ("booklet", "names"),
    [
        ("false", []),
        ("true", ["booklet.large-print.pdf", "booklet.pdf", "booklet.print.pdf"]),
        ("{read: false, fold: true}", ["booklet.print.pdf"]),
        ("{read: true}", ["booklet.large-print.pdf", "booklet.pdf"]),
        ("{}", ["booklet.large-print.pdf", "booklet.pdf"]),
        ("{read: false, fold: {}}", ["booklet.print.pdf"]),
    ],
)
def test_a_topic_makes_the_booklets_that_it_asks_for(workspace, booklet, names):
    (workspace / "handouts/care/topic.yaml").write_text(f"title: Care\nbooklet: {booklet}\n")
    expected = map(str, ci_outputs.expected_pdfs(workspace))

    found = sorted(path for path in expected if "booklet" in path)
    assert found == [f"out/en/care/{name}" for name in names]


def test_a_translation_has_the_booklets_of_its_topic_where_it_has_handouts(workspace):
    for name, said in {
        "care/topic.yaml": "title: Care\nbooklet: {}\n",
        "care/topic.es.yaml": "title: Cuidados\n",
        "care/topic.fr.yaml": "title: Soins\n",
    }.items():
        (workspace / "handouts" / name).write_text(said)
    expected = map(str, ci_outputs.expected_pdfs(workspace))

    assert sorted(path for path in expected if "booklet.pdf" in path) == [
        "out/en/care/booklet.pdf",
        "out/es/care/booklet.pdf",
    ]


def test_a_missing_pdf_and_a_file_that_is_no_pdf_are_named(workspace, capsys):
    for name in ("en/care/washing.large-print.pdf", "en/care/washing.pdf", "es/care/washing.pdf"):
        made = workspace / "out" / name
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(b"%PDF-1.7")
    (workspace / "out/en/care/washing.pdf").write_bytes(b"")

    status = ci_outputs.main(workspace)

    assert status == 1
    assert capsys.readouterr().out.splitlines() == [
        "missing: out/en/care/washing.pdf",
        "missing: out/en/sets/start.large-print.pdf",
        "missing: out/en/sets/start.pdf",
        "missing: out/es/care/washing.large-print.pdf",
        "out/: 2 of 6 PDFs are there",
    ]


def test_a_workspace_without_handouts_is_a_failure(tmp_path, capsys):
    (tmp_path / "handouts").mkdir()
    (tmp_path / "handouts/clinic.yaml").write_text("name: Example\n")

    assert ci_outputs.main(tmp_path) == 1
    assert capsys.readouterr().out == "out/: 0 of 0 PDFs are there\n"


def test_a_pdf_without_tags_and_a_damaged_one_are_named(tmp_path, capsys):
    (tmp_path / "damaged.pdf").write_bytes(b"%PDF-1.7")
    HTML(string="<title>A</title><p>B").write_pdf(tmp_path / "untagged.pdf")

    status = validate_pdfs.main(tmp_path)

    lines = capsys.readouterr().out.splitlines()
    assert status == 1
    assert lines[0].startswith(f"{tmp_path}/damaged.pdf: unreadable: ")
    assert lines[1].startswith(f"{tmp_path}/untagged.pdf: PDFUA1-")
    assert lines[-1] == f"{tmp_path}: 0 of 2 PDFs pass PDF/UA-1 and the tag check"


def test_a_folder_without_pdfs_does_not_pass(tmp_path):
    assert validate_pdfs.main(tmp_path) == 1
    assert verapdf.main(tmp_path) == 1


RULE = {"clause": "7.1", "testNumber": 8, "description": "Metadata is missing", "failedChecks": 2}


def job(name: str, *rules: dict[str, object]) -> dict[str, object]:
    result = {"compliant": not rules, "details": {"ruleSummaries": rules}}
    return {"itemDetails": {"name": name}, "validationResult": [result]}


def test_verapdf_passes_when_each_pdf_has_a_verdict_and_no_broken_rule(capsys):
    status = verapdf.conclude([job("a.pdf"), job("b.pdf")], pdf_count=2)

    assert (status, capsys.readouterr().out) == (0, "veraPDF 1.28.2: 2 of 2 PDFs pass PDF/UA-1\n")


def test_verapdf_names_each_broken_rule_and_what_it_could_not_read(capsys):
    unread = {"itemDetails": {"name": "c.pdf"}, "taskException": {"exceptionMessage": "No end"}}

    status = verapdf.conclude([job("b.pdf", RULE), unread, job("a.pdf")], pdf_count=3)

    assert status == 1
    assert capsys.readouterr().out.splitlines() == [
        "b.pdf: 7.1-8: Metadata is missing (2 times)",
        "c.pdf: not validated: No end",
        "veraPDF 1.28.2: 1 of 3 PDFs pass PDF/UA-1",
    ]


def test_a_pdf_that_verapdf_left_out_is_a_failure():
    assert verapdf.conclude([job("a.pdf")], pdf_count=2) == 1


def test_without_java_verapdf_is_skipped_and_says_so(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    command = [sys.executable, ROOT / "scripts/verapdf.py", tmp_path]

    run = subprocess.run(command, env={"PATH": ""}, capture_output=True, text=True)

    assert (run.returncode, run.stdout) == (0, "veraPDF: skipped: java is missing\n")
