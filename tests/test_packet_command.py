"""The command `packet` as it is told of, in `--help` and in docs/packets.md."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from handoutpress.cli import main
from handoutpress.cli.packet_command import add_packet_arguments
from handoutpress.content.packets import PacketFile, PacketOptions, Patient
from handoutpress.packet.batch import COLUMNS
from tests.makers import read_yaml
from tests.packets import CHECKOUT

DOCUMENT = (CHECKOUT / "docs/packets.md").read_text()
COMMON = {"--lang", "--edition", "--json"}


def list_options() -> set[str]:
    """Return the options of `packet` itself, each by the name that is told first."""
    parser = argparse.ArgumentParser(add_help=False)
    add_packet_arguments(parser)
    actions = [action for action in parser._actions if action.option_strings]
    return {action.option_strings[0] for action in actions}


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["packet", "--help"])
    told = capsys.readouterr().out

    assert left.value.code == 0
    assert all(option in told for option in list_options() | COMMON)


def test_the_document_names_just_the_options_that_there_are() -> None:
    told = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", DOCUMENT))

    assert told == list_options() | COMMON


def test_the_file_in_the_document_has_every_key() -> None:
    (typed,) = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)
    file = PacketFile.model_validate(read_yaml(typed))

    assert set(read_yaml(typed)) == set(PacketFile.model_fields)
    assert set(read_yaml(typed)["patient"]) == set(Patient.model_fields)
    assert set(read_yaml(typed)["options"]) == set(PacketOptions.model_fields)
    assert file.options.cover


def test_the_document_names_every_column_of_a_list() -> None:
    head = re.findall(r"^name,visit,.*$", DOCUMENT, re.MULTILINE)[0].split(",")
    further = re.findall(
        r"`(\w+)`", DOCUMENT.partition("Further columns are ")[2].partition(".")[0]
    )

    assert set(head) | set(further) == set(COLUMNS)


def test_packets_are_in_no_repository() -> None:
    ignored = (Path(CHECKOUT) / ".gitignore").read_text().split()

    assert {"out/", "/out/"} & set(ignored)
