"""What programs read from us is what the schemas say."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from handoutpress.cli import main
from handoutpress.outcome import Reason
from handoutpress.output_schemas import manifest_schema, report_schema
from handoutpress.schema import OUTPUT_SCHEMAS, json_schema
from tests.rebuilding import FILES, replace_in, write_files

Run = tuple[int, dict[str, object]]


def build(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> Run:
    code = main(["build", "--json", "--root", str(root), "--jobs", "1", *arguments])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("kind", OUTPUT_SCHEMAS)
def test_each_is_a_valid_schema_and_can_be_had_from_the_command(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schema", kind]) == 0
    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema == json_schema(kind)


def test_a_report_names_every_reason() -> None:
    items = report_schema()["properties"]["built"]["items"]

    assert items["properties"]["reasons"]["items"]["enum"] == [str(reason) for reason in Reason]


def test_what_a_build_reports_and_writes_fits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(tmp_path, dict(FILES))
    high = "".join(f"            - Thing {number}\n" for number in range(60))
    box = f"      - callout:\n          kind: tip\n          items:\n{high}"
    replace_in(tmp_path, "handouts/care/chills.yaml", "      - figure:", f"{box}      - figure:")
    runs = [build(tmp_path, capsys)]
    write_files(tmp_path, {"skin/rash.yaml": "title: [\n", "skin/extra.txt": "no content"})
    runs += [build(tmp_path, capsys), build(tmp_path, capsys, "--dry-run", "--force")]
    write_files(tmp_path, {"skin/rash.yaml": None})
    runs.append(build(tmp_path, capsys))

    assert [code for code, _ in runs] == [1, 3, 3, 1]
    for _, report in runs:
        jsonschema.validate(report, report_schema())
    first, second, dry, last = (report for _, report in runs)
    assert first["failed"][0]["reasons"] == ["new"]
    assert (len(first["built"]), len(first["failed"])) == (6, 2)
    assert (len(second["stale"]), len(second["fresh"])) == (2, 4)
    assert (len(dry["planned"]), dry["built"]) == (6, [])
    assert last["removed"] == ["en/skin/rash.large-print.pdf", "en/skin/rash.pdf"]
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    jsonschema.validate(manifest, manifest_schema())
    assert len(manifest["pdfs"]) == 4
    changes = json.loads((tmp_path / "out/changes.json").read_bytes())
    jsonschema.validate(changes, json_schema("changes"))


@pytest.mark.parametrize(
    ("arguments", "code"), [(["care/nothing"], 2), (["--nothing"], 2), (["--lang", "xx"], 2)]
)
def test_a_command_that_could_not_be_done_reports_that_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    write_files(tmp_path, dict(FILES))
    ended, report = build(tmp_path, capsys, *arguments)

    assert (ended, report["exit_code"]) == (code, code)
    assert report["error"]
    jsonschema.validate(report, report_schema())


def test_a_broken_clinic_is_reported_with_its_problems(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(tmp_path, dict(FILES) | {"clinic.yaml": "nam: Clinic\n"})
    ended, report = build(tmp_path, capsys)

    assert ended == 3
    jsonschema.validate(report, report_schema())
    assert report["problems"]
