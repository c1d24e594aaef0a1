"""What a person sees who runs the command on a folder of files."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from handoutpress.cli import main
from tests.approving import seal_entries
from tests.pdf_facts import page_texts
from tests.workspace import GOOD, manuscript, with_blocks, write_workspace

ROOT = Path(__file__).parents[1]
GOOD_PDF = "out/en/care/good.pdf"


# A box that no page can hold: only the renderer can tell.
TOO_HIGH = with_blocks(
    "      - callout:\n          kind: tip\n          items:\n"
    + "".join(f"            - Thing number {number}\n" for number in range(60))
)


def run(root: Path, *arguments: str) -> int:
    return main([*arguments, "--root", str(root)])


def bad_yaml_cases() -> list[tuple[str, str | bytes, str]]:
    """Return (file, content, beginning of the line that must be told)."""
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{key}: &{key} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, key in zip("abcdefgh", "bcdefghi", strict=True)
    )
    deep = manuscript("  - {heading: One, text: " + "[" * 60 + "]" * 60 + "}\n")
    return [
        ("care/bad.yaml", "title: [unclosed\n", "handouts/care/bad.yaml:"),
        ("care/bad.yaml", "title: Bad\n\tsummary: Sum.\n", "handouts/care/bad.yaml:2:1: "),
        ("care/bad.yaml", GOOD + "title: Again\n", "handouts/care/bad.yaml:6:1: "),
        (
            "care/bad.yaml",
            manuscript(sumary="x"),
            "handouts/care/bad.yaml:3:1: unknown key 'sumary'",
        ),
        (
            "care/bad.yaml",
            "title: Bad\n",
            "handouts/care/bad.yaml:1:1: the key 'summary' is missing",
        ),
        ("care/bad.yaml", manuscript(title="[a]"), "handouts/care/bad.yaml:1:8: "),
        ("care/bad.yaml", "title: a\nsummary: b\nsections: []\n", "handouts/care/bad.yaml:3:11: "),
        (
            "care/bad.yaml",
            manuscript("  - {heading: '', text: b}\n"),
            "handouts/care/bad.yaml:4:15: ",
        ),
        (
            "care/bad.yaml",
            with_blocks("      - table: {caption: C, columns: [A, B], rows: [[a]]}\n"),
            "handouts/care/bad.yaml:6:53: ",
        ),
        (
            "care/bad.yaml",
            with_blocks("      - snippet: nowhere\n"),
            "handouts/care/bad.yaml:6:18: ",
        ),
        ("care/bad.yaml", manuscript(see_also="[care/goot]"), "handouts/care/bad.yaml:3:12: "),
        (
            "care/bad.yaml",
            manuscript("  - {heading: One, text: 'See [it](handout:care/nowhere).'}\n"),
            "handouts/care/bad.yaml:4:",
        ),
        (
            "care/bad.yaml",
            with_blocks("      - callout: {kind: call-now, phone: nurs, text: Call.}\n"),
            "handouts/care/bad.yaml:6:42: ",
        ),
        (
            "care/bad.yaml",
            with_blocks("      - figure: {image: none.png, alt: A}\n"),
            "handouts/care/bad.yaml:6:25: ",
        ),
        (
            "care/bad.yaml",
            with_blocks("      - figure: {image: ../../../x.png, alt: A}\n"),
            "handouts/care/bad.yaml:6:25: ",
        ),
        (
            "care/bad.yaml",
            with_blocks("      - figure: {image: 'file:///etc/passwd', alt: A}\n"),
            "handouts/care/bad.yaml:6:25: ",
        ),
        (
            "care/bad.yaml",
            with_blocks("      - figure: {image: 'http://example.org/x.png', alt: A}\n"),
            "handouts/care/bad.yaml:6:25: ",
        ),
        (
            "care/bad.yaml",
            with_blocks("      - figure: {image: x.png}\n"),
            "handouts/care/bad.yaml:6:",
        ),
        ("care/Bad_Name.yaml", GOOD, "handouts/care/Bad_Name.yaml:1:1: "),
        ("care/bad.yml", GOOD, "handouts/care/bad.yml:1:1: the name ends in '.yml'"),
        ("care/bad.xx-yy-zz.yaml", GOOD, "handouts/care/bad.xx-yy-zz.yaml:1:1: "),
        ("care/good.en.yaml", GOOD, "handouts/care/good.en.yaml:1:1: "),
        ("care/bad.yaml", b"title: caf\xe9\n", "handouts/care/bad.yaml:1:11: "),
        ("care/bad.yaml", GOOD.replace("Nothing", "No\x07thing"), "handouts/care/bad.yaml:5:"),
        ("care/bad.yaml", bomb, "handouts/care/bad.yaml:"),
        ("care/bad.yaml", GOOD + "# " + "x" * (2 * 1024 * 1024), "handouts/care/bad.yaml:1:1: "),
        ("care/bad.yaml", deep, "handouts/care/bad.yaml:"),
        ("care/bad.yaml", "", "handouts/care/bad.yaml:1:1: "),
        ("care/bad.yaml", GOOD[:40], "handouts/care/bad.yaml:"),
        (
            "care/bad.yaml",
            manuscript(title="'{{ clinic.phones.nurs.number }}'"),
            "handouts/care/bad.yaml:1:9: ",
        ),
        (
            "care/bad.yaml",
            GOOD.replace("Nothing", "No \u6f22"),
            "handouts/care/bad.yaml:5:14: the character '\u6f22' (U+6F22) is in none of the fonts",
        ),
        (
            "approvals/care/good.yaml",
            f"- {{version: 1, words: {'0' * 64}, state: approved, on: 2026-13-01}}\n",
            "handouts/approvals/care/good.yaml:1:",
        ),
    ]


@pytest.mark.parametrize(("name", "content", "told"), bad_yaml_cases())
def test_a_bad_file_is_told_and_all_others_are_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | bytes, told: str
) -> None:
    root = write_workspace(tmp_path, {name: content})
    code = run(root, "build")
    lines = capsys.readouterr().err.splitlines()
    assert code == 3
    assert [line for line in lines if line.startswith(told)]
    assert all("; " in line for line in lines)
    built = (root / GOOD_PDF).exists()
    assert built or "good" in name


def test_a_cycle_of_snippets_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files: dict[str, str | bytes] = {
        "snippets/a.yaml": "blocks: [{snippet: b}]\n",
        "snippets/b.yaml": "blocks: [{snippet: a}]\n",
        "care/bad.yaml": with_blocks("      - snippet: a\n"),
    }
    assert run(write_workspace(tmp_path, files), "build") == 3
    assert "a -> b -> a" in capsys.readouterr().err.replace("→", "->")
    assert (tmp_path / GOOD_PDF).exists()


def test_a_folder_where_a_file_should_be_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_workspace(tmp_path, {})
    (root / "handouts/care/bad.yaml").mkdir()
    assert run(root, "build") == 3
    assert "handouts/care/bad.yaml:1:1: " in capsys.readouterr().err
    assert (root / GOOD_PDF).exists()


def test_an_unreadable_picture_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files: dict[str, str | bytes] = {
        "care/x.png": b"no picture",
        "care/bad.yaml": with_blocks("      - figure: {image: x.png, alt: A}\n"),
    }
    assert run(write_workspace(tmp_path, files), "build") == 3
    assert "handouts/care/bad.yaml:6:25: " in capsys.readouterr().err
    assert (tmp_path / GOOD_PDF).exists()


def test_a_picture_behind_a_link_out_of_the_workspace_is_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = with_blocks("      - figure: {image: x.png, alt: A}\n")
    root = write_workspace(tmp_path / "root", {"care/bad.yaml": bad})
    (tmp_path / "secret.png").write_bytes(b"secret")
    (root / "handouts/care/x.png").symlink_to(tmp_path / "secret.png")
    assert run(root, "build") == 3
    assert "handouts/care/bad.yaml:6:25: " in capsys.readouterr().err
    assert (root / GOOD_PDF).exists()


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", "../x", "data:,x"])
def test_links_lead_only_where_links_may_lead(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    bad = manuscript(f"  - {{heading: One, text: 'Go [there]({target}).'}}\n")
    assert run(write_workspace(tmp_path, {"care/bad.yaml": bad}), "build") == 3
    assert "handouts/care/bad.yaml:4:" in capsys.readouterr().err


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {"care/bom.yaml": b"\xef\xbb\xbf" + GOOD.encode()})
    assert run(root, "build", "--quiet") == 0
    assert (root / "out/en/care/bom.pdf").exists()


def test_scalars_print_as_they_are_written(tmp_path: Path) -> None:
    sections = "  - {heading: no, text: '010'}\n  - {heading: 1.10, text: 12:30}\n"
    root = write_workspace(
        tmp_path, {"care/scalars.yaml": manuscript(sections, title="2024-01-31")}
    )
    assert run(root, "build", "--quiet") == 0
    (text,) = page_texts((root / "out/en/care/scalars.pdf").read_bytes())
    assert all(word in text.split() for word in ("no", "010", "1.10", "12:30", "2024-01-31"))


def test_a_page_that_cannot_be_printed_fails_alone_and_keeps_its_last_good_pdf(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_workspace(tmp_path, {"care/other.yaml": GOOD})
    assert run(root, "build") == 0
    before = (root / "out/en/care/other.pdf").read_bytes()
    (root / GOOD_PDF).unlink()
    (root / "handouts/care/other.yaml").write_text(TOO_HIGH)
    assert run(root, "build") == 1
    assert "en/care/other.pdf: not built: " in capsys.readouterr().err
    assert (root / "out/en/care/other.pdf").read_bytes() == before
    assert (root / GOOD_PDF).exists()


def test_content_that_is_wrong_wins_over_a_page_that_cannot_be_printed(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "care/bad.yaml": "title: Bad\n",
        "care/high.yaml": TOO_HIGH,
    }
    assert run(write_workspace(tmp_path, files), "build", "--quiet") == 3


def test_ids_limit_the_work_the_problems_and_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_workspace(tmp_path, {"care/bad.yaml": "title: Bad\n", "care/other.yaml": GOOD})
    assert run(root, "build", "care/good") == 0
    assert capsys.readouterr().err == ""
    assert (root / GOOD_PDF).exists()
    assert not (root / "out/en/care/other.pdf").exists()


def test_a_language_limits_the_problems(tmp_path: Path) -> None:
    clinic = "name: {en: Test Clinic}\nlanguages: [en, es]\n"
    files: dict[str, str | bytes] = {"clinic.yaml": clinic, "care/good.es.yaml": GOOD}
    root = write_workspace(tmp_path, files)
    assert run(root, "build", "--lang", "en", "--quiet") == 0
    assert run(root, "build", "--lang", "es", "--quiet") == 3
    assert not (root / "out/es/care/good.pdf").exists()


def test_withdrawn_words_are_taken_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_workspace(tmp_path, {})
    assert run(root, "build", "--quiet") == 0
    approvals = root / "handouts/approvals/care/good.yaml"
    approvals.parent.mkdir(parents=True)
    approvals.write_text(
        f"- {{version: 1, words: {'0' * 64}, state: withdrawn, on: 2026-01-31, reason: Old}}\n"
    )
    assert run(root, "build") == 0
    assert not (root / GOOD_PDF).exists()
    assert "1 removed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["biuld"], "unknown command 'biuld'; did you mean 'build'?"),
        (
            ["build", "care/goot"],
            "there is no handout or topic 'care/goot'; did you mean 'care/good'?",
        ),
        (["build", "--lang", "xx"], "the language 'xx' is not in clinic.yaml"),
        (["build", "--edition", "larg-print"], "the edition 'larg-print' is not in clinic.yaml"),
        (["build", "--nothing"], "unrecognized arguments: --nothing"),
        (["build", "--jobs", "0"], "argument --jobs: '0' is not a whole number from 1; see --help"),
        (["build", "--timeout", "1.5"], "argument --timeout: '1.5' is not a whole number from 1"),
        (["--memory", "-1"], "argument --memory: '-1' is not a whole number from 1; see --help"),
        (["--jobs", "2", "biuld"], "unknown command 'biuld'; did you mean 'build'?"),
        (["schema", "handuot"], "there is no schema 'handuot'; did you mean 'handout'?"),
        (["new", "Not An Id"], "'Not An Id' is no id"),
        (["new", "care/good"], "handouts/care/good.yaml is there already"),
        (["new", "sets/x"], "'sets/x' means something else here"),
    ],
)
def test_a_wrong_command_line_is_said_with_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert run(write_workspace(tmp_path, {}), *arguments) == 2
    assert told in capsys.readouterr().err


def test_a_root_without_handouts_is_said_with_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "build") == 2
    assert "handouts" in capsys.readouterr().err


def test_options_may_stand_before_the_command(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {})
    assert main(["--root", str(root), "--quiet", "build", "care"]) == 0
    assert (root / GOOD_PDF).exists()


def test_no_command_builds(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {})
    assert main(["--root", str(root), "--out", str(tmp_path / "elsewhere"), "--quiet"]) == 0
    assert (tmp_path / "elsewhere/en/care/good.pdf").exists()


def test_json_is_one_document_and_problems_go_to_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_workspace(tmp_path, {"care/bad.yaml": "title: Bad\n"})
    assert run(root, "build", "--json") == 3
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert [entry["path"] for entry in document["built"]] == ["en/care/good.pdf"]
    assert {problem["path"] for problem in document["problems"]} == {"handouts/care/bad.yaml"}
    assert told.err.startswith("handouts/care/bad.yaml:1:1: ")


def test_check_builds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_workspace(tmp_path, {"care/bad.yaml": "title: Bad\n"})
    assert run(root, "check") == 3
    assert run(root, "check", "care/good") == 0
    assert "0 errors, 0 warnings" in capsys.readouterr().out
    assert not (root / "out").exists()


def test_list_tells_every_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files: dict[str, str | bytes] = {"care/owned.yaml": GOOD + "owner: Patient Education\n"}
    assert run(write_workspace(tmp_path, files), "list", "--csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[-1] == {
        "id": "care/owned",
        "title": "A good one",
        "languages": "en",
        "version": "",
        "state": "draft",
        "due": "",
        "owner": "Patient Education",
    }


def test_the_command_says_what_to_do_with_a_new_handout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_workspace(tmp_path, {})
    capsys.readouterr()

    assert run(root, "new", "skin/dry-skin") == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "handouts/skin/topic.yaml: written",
        "handouts/skin/dry-skin.yaml: written",
    ]


@pytest.mark.parametrize("kind", ["topic", "medicine", "procedure", "aftercare"])
def test_a_new_handout_builds_as_it_stands(tmp_path: Path, kind: str) -> None:
    root = write_workspace(tmp_path, {})
    assert run(root, "new", "skin/dry-skin", "--kind", kind, "--quiet") == 0
    assert run(root, "build", "skin", "--quiet") == 0
    assert (root / "out/en/skin/dry-skin.pdf").exists()


def test_schema_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "handout"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["title"]


def test_a_template_in_the_root_wins_over_the_shipped_one(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {})
    (root / "templates/parts").mkdir(parents=True)
    (root / "templates/parts/notices.html").write_text("<p>Made by our designer.</p>")
    assert run(root, "build", "--quiet") == 0
    assert "Made by our designer." in page_texts((root / GOOD_PDF).read_bytes())[0]


def test_a_broken_template_fails_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_workspace(tmp_path, {})
    (root / "templates/parts").mkdir(parents=True)
    (root / "templates/parts/notices.html").write_text("{% if %}")
    assert run(root, "build") == 1
    assert "parts/notices.html:1" in capsys.readouterr().err


def test_the_same_input_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {})
    command = [sys.executable, str(ROOT / "make_handouts.py"), "--quiet", "--root", str(root)]
    pdfs = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([*command, "--out", str(out)], check=True, env=environment)
        pdfs.append((out / "en/care/good.pdf").read_bytes())
    assert pdfs[0] == pdfs[1]


def test_many_processes_make_the_same_pdfs_as_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files: dict[str, str | bytes] = {f"care/good-{name}.yaml": GOOD for name in "abcd"}
    files["care/good-c.yaml"] = TOO_HIGH
    root = write_workspace(tmp_path, files)
    pdfs, told = [], []
    for jobs in ("1", "2"):
        out = tmp_path / jobs
        assert run(root, "build", "--json", "--jobs", jobs, "--out", str(out)) == 1
        pdfs.append({path.name: path.read_bytes() for path in out.rglob("*.pdf")})
        told.append(json.loads(capsys.readouterr().out) | {"seconds": 0})
    assert len(pdfs[0]) == 4
    assert pdfs[0] == pdfs[1]
    assert told[0] == told[1]
    assert [entry["id"] for entry in told[0]["failed"]] == ["care/good-c"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_handout_that_needs_more_memory_than_allowed_fails_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], jobs: str
) -> None:
    root = write_workspace(tmp_path, {})
    assert run(root, "build", "--jobs", jobs, "--memory", "16") == 1
    told = capsys.readouterr().err
    assert told.startswith("en/care/good.pdf: not built: ")
    assert "16 MiB" in told


def test_limits_with_room_enough_change_nothing(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {})
    assert run(root, "build", "--timeout", "60", "--memory", "1024", "--quiet") == 0
    assert (root / GOOD_PDF).exists()


def test_every_command_has_help_and_stands_in_the_readme(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from handoutpress.cli.arguments import COMMANDS

    readme = (ROOT / "README.md").read_text("utf-8")
    for name in COMMANDS:
        with pytest.raises(SystemExit) as leaving:
            main([name, "--help"])
        assert leaving.value.code == 0
        assert COMMANDS[name][1] in " ".join(capsys.readouterr().out.split())
        assert f"| `{name}" in readme


def test_the_command_finds_its_packages_when_the_systems_python_has_none() -> None:
    command = [sys.executable, "-I", "-S", str(ROOT / "make_handouts.py"), "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    own_python = ROOT / ".venv/bin/python"
    assert done.returncode == (0 if own_python.exists() else 1)
    assert ("systemic-therapies/overview" in done.stdout) is own_python.exists()


def test_an_old_pdf_that_stays_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_workspace(tmp_path, {})
    assert run(root, "build") == 0
    (root / "handouts/care/good.yaml").write_text("title: Broken\n")
    assert run(root, "build") == 3
    told = capsys.readouterr().err
    assert "en/care/good.pdf: out of date: its content is wrong; the problems say where" in told


def test_a_run_that_could_not_read_everything_removes_nothing(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {})
    assert run(root, "build", "--quiet") == 0
    withdrawn = f"- {{version: 1, words: {'0' * 64}, state: withdrawn, on: 2026-01-31}}\n"
    write_workspace(root, {"approvals/care/good.yaml": withdrawn, "care/bad.yaml": "title: Bad\n"})
    assert run(root, "build", "--quiet") == 3
    assert (root / GOOD_PDF).exists()


def test_words_that_are_approved_carry_version_and_date_until_they_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_workspace(tmp_path, {})
    assert run(root, "list", "--json") == 0
    (entry,) = json.loads(capsys.readouterr().out)
    approval = (
        f"- {{version: 2, words: {entry['words']['en']}, state: approved, by: [Nurse Educator], "
        "on: 2026-05-01, due: 2027-05-01}\n"
    )
    write_workspace(root, {"approvals/care/good.yaml": seal_entries(approval)})
    assert run(root, "build", "--quiet") == 0
    text = page_texts((root / GOOD_PDF).read_bytes())[0]
    assert "Version 2" in text
    assert "Next review May 1, 2027" in text
    assert "Draft" not in text
    (root / "handouts/care/good.yaml").write_text(GOOD.replace("Nothing", "Something"))
    assert run(root, "build", "--quiet") == 0
    assert "Draft, not reviewed" in page_texts((root / GOOD_PDF).read_bytes())[0]
