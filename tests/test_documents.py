"""The documents: what they point to is there, and the files they show are what they say."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest
import yaml

from handoutpress.cli.arguments import COMMANDS, parse_arguments
from handoutpress.content import ApprovalSettings, CheckSettings
from handoutpress.deliver.mail.recipients import COLUMNS
from handoutpress.deliver.settings import (
    DeliverySettings,
    Mail,
    Printer,
    Record,
    Relay,
    Secret,
    parse_settings,
)
from handoutpress.errors import ExitCode
from handoutpress.outcome import Reason
from handoutpress.rules import RULES
from handoutpress.schedule import add_schedule_arguments

ROOT = Path(__file__).parents[1]
SCREEN_LINES = 50  # of a window for text on a usual screen
DOCUMENTS = (
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    *("docs/look.md", "docs/nightly.md", "docs/cluster.md", "docs/performance.md"),
    *("docs/approvals.md", "docs/checks.md"),
    *("docs/delivery.md", "docs/packets.md", "docs/record.md"),
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_pictures_of_a_document_are_there(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    missing = [target for target in targets if not (ROOT / name).parent.joinpath(target).exists()]
    assert missing == []


def test_anchors_in_the_readme_lead_to_headings() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


def test_files_that_look_md_names_are_there() -> None:
    text = (ROOT / "docs/look.md").read_text("utf-8")
    named = re.findall(r"`((?:styles|templates)/[\w./-]+)`", text)
    examples = {"styles/extra-large/"}
    assert [name for name in named if name not in examples and not (ROOT / name).exists()] == []


def test_the_readme_names_every_command_and_exit_code() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    codes = set(ExitCode)
    assert {code.value for code in codes} == set(map(int, re.findall(r"^\| (\d+) \|", text, re.M)))
    assert set(re.findall(r"^\| `(\w+)", text, re.M)) >= set(COMMANDS)


def test_the_readme_names_every_reason_to_build() -> None:
    text = " ".join((ROOT / "README.md").read_text("utf-8").split())
    named = re.search(r"The reasons are: (.+?) \(", text)
    assert named is not None
    assert named.group(1).split(", ") == [str(reason) for reason in Reason]


@pytest.mark.parametrize("line", ["build", "watch", "check", "list", "new a/b", "schema report"])
def test_every_command_can_be_asked_for(line: str) -> None:
    assert parse_arguments(line.split(), ROOT).command == line.split()[0]


def test_the_document_for_it_names_every_option_of_schedule_and_every_exit_code() -> None:
    text = (ROOT / "docs/nightly.md").read_text("utf-8")
    parser = argparse.ArgumentParser(add_help=False)
    add_schedule_arguments(parser)
    options = {name for action in parser._actions for name in action.option_strings}
    named = re.findall(r"`(--[\w-]+)", "".join(re.findall(r"^\|.*", text, re.M)))
    codes = {code.value for code in ExitCode if code is not ExitCode.DELIVERY}
    assert set(named) == options
    assert set(map(int, re.findall(r"^\| (\d+) \|", text, re.M))) == codes


def test_the_crontab_of_the_document_calls_what_there_is() -> None:
    text = (ROOT / "docs/delivery.md").read_text("utf-8")
    lines = re.findall(r"^(?:\S+ +){5}cd \S+ && \./make_handouts\.py (.+)$", text, re.M)
    options = [parse_arguments(line.split(), ROOT) for line in lines]

    assert lines == ["outbox retry --quiet", "outbox purge --quiet", "given --purge --quiet"]
    assert [each.command for each in options] == ["outbox", "outbox", "given"]
    assert all(each.quiet for each in options)


def test_the_document_for_it_names_every_key_of_the_settings_and_every_column_of_a_batch() -> None:
    text = (ROOT / "docs/delivery.md").read_text("utf-8")
    models = (DeliverySettings, Mail, Relay, Secret, Printer, Record)
    names = {name for model in models for name in model.model_fields}
    (example,) = re.findall(r"^```yaml\n(.*?)^```", text, re.M | re.S)

    assert {name for name in names if not re.search(rf"\b{name}:", example)} == set()
    assert re.findall(r"^\| `(\w+)` \|", text.partition("| column |")[2], re.M)[:5] == list(
        COLUMNS.names
    )


def test_the_document_for_it_shows_how_a_printer_is_logged_in_to() -> None:
    text = (ROOT / "docs/delivery.md").read_text("utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```", text, re.M | re.S)
    printer = parse_settings(example.encode()).printers["hospital"]

    assert (printer.user, printer.password) == ("handouts", Secret(env="HANDOUTS_PRINTER_PASSWORD"))


def test_the_document_of_the_check_names_every_rule_with_its_weight_and_source() -> None:
    text = (ROOT / "docs/checks.md").read_text("utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| (\w+) \| .+ \| \[?(.+?)(?:\]\(.*\))? \|$", text, re.M)
    assert rows == [(rule.key, str(rule.level), rule.source) for rule in RULES.values()]


def read_yaml_blocks(holding: str) -> list[str]:
    """Return the blocks of YAML of the README that hold some words."""
    text = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```", text, re.M | re.S)
    return [block for block in blocks if holding in block]


def test_the_workflow_and_the_hook_of_the_readme_call_what_there_is() -> None:
    (workflow,) = (yaml.safe_load(each) for each in read_yaml_blocks("runs-on"))
    (hooks,) = (yaml.safe_load(each) for each in read_yaml_blocks("pass_filenames"))

    first, build, check = workflow["jobs"]["handouts"]["steps"]
    assert first == {"uses": "actions/checkout@v4"}
    assert build == {"run": "make LOCK=requirements.lock"}
    assert (ROOT / "requirements.lock").exists()
    (hook,) = hooks["repos"][0]["hooks"]
    for command in (check["run"], hook["entry"]):
        program, *arguments = command.split()
        assert (ROOT / program).exists()
        assert parse_arguments(arguments, ROOT).command == "check"


@pytest.mark.parametrize(
    "heading", ["Write so that people understand", "Approve, review, withdraw"]
)
def test_what_editors_need_to_know_stands_on_one_screen(heading: str) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    section = text.partition(f"\n## {heading}\n")[2]
    lines = re.split(r"^##", section, flags=re.M)[0].strip().splitlines()
    assert 10 < len(lines) <= SCREEN_LINES


def test_the_document_of_the_check_names_every_setting() -> None:
    text = (ROOT / "docs/checks.md").read_text("utf-8")
    names = {*CheckSettings.model_fields, *ApprovalSettings.model_fields}
    assert {name for name in names if not re.search(rf"^  {name}:", text, re.M)} == set()
