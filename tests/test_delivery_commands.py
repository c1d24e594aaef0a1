"""`print`, `given` and `withdraw` together: what goes out is in the record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handoutpress.cli import main
from tests.workspace import GOOD, write_workspace

REF = ("--ref", "E-20417")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path, {"care/other.yaml": GOOD})


def run(root: Path, *arguments: str) -> int:
    return main([*arguments, "--root", str(root)])


def test_withdraw_tells_who_was_given_a_packet_with_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, "packet", "care/good", *REF, "--learner", "family") == 0
    assert run(root, "packet", "care/other", "--ref", "E-2") == 0
    capsys.readouterr()
    assert run(root, "withdraw", "care/good", "--reason", "Old") == 0

    told = capsys.readouterr().out
    assert "who was given it, by the clinic's reference" in told
    assert " E-20417: draft, by packet, done" in told
    assert "E-2:" not in told
    assert run(root, "withdraw", "care/other", "--reason", "Old", "--json") == 0
    (recipient,) = json.loads(capsys.readouterr().out)["given_to"]
    assert (recipient["reference"], recipient["channel"]) == ("E-2", "packet")


def test_given_says_what_a_visit_got(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(root, "packet", "care/good", "care/other", *REF)
    capsys.readouterr()
    assert run(root, "given", *REF) == 0
    told = capsys.readouterr().out
    assert ("care/good" in told, "care/other" in told) == (True, True)
    assert run(root, "given", "--verify") == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("print", "care/good"), 2, "delivery.yaml"),
        (("print", "care/good", "--ref", "Jane Doe"), 2, "it is no reference"),
        (("given", "--ref", "E-1"), 1, "there is no record in"),
    ],
)
def test_what_it_has_not_set_up_is_told(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    assert run(root, *arguments) == code
    assert message in capsys.readouterr().err


def test_delivery_yaml_that_others_may_read_stops_deliveries(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = root / "delivery.yaml"
    path.write_text("printers: {ward: {uri: 'ipp://127.0.0.1:9/ipp/print'}}\n")
    path.chmod(0o644)
    assert run(root, "print", "care/good") == 1
    assert "others may read delivery.yaml" in capsys.readouterr().err
    path.chmod(0o600)
    assert run(root, "print", "care/good", "--printer", "ward") == 5
