import io
from pathlib import Path

import pytest

from handoutpress.deliver.mail.recipients import (
    ON_COMMAND_LINE,
    Row,
    read_guarded,
    read_recipient,
    read_rows,
)
from handoutpress.deliver.mail.values import Consent, Recipient
from handoutpress.errors import ContentError, UsageError
from handoutpress.rows import Broken


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def write(folder: Path, text: str, mode: int = 0o600) -> str:
    path = folder / "to.txt"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return str(path)


def facts(recipient: Recipient) -> tuple[str, str, str]:
    return recipient.address, recipient.name, recipient.language


def test_prompt_asks_for_address_and_name(capfd: pytest.CaptureFixture[str]) -> None:
    recipient = read_recipient("-", Terminal("a@example.org\nZoë Q\n"))

    out, asked = capfd.readouterr()
    assert facts(recipient) == ("a@example.org", "Zoë Q", "")
    assert out == ""
    assert asked == "E-mail address of the patient: Name of the patient (may stay empty): "


def test_standard_input_holds_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    recipient = read_recipient("-", io.StringIO("\ufeffZoë <a@example.org>\nrest\n"))

    assert facts(recipient) == ("a@example.org", "Zoë", "")
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.parametrize("stream", [None, io.StringIO(""), io.StringIO("\n")])
def test_empty_standard_input_is_told(stream: io.StringIO | None) -> None:
    with pytest.raises(UsageError, match="no address was given"):
        read_recipient("-", stream)


def test_file_for_its_owner_alone_is_read(tmp_path: Path) -> None:
    recipient = read_recipient(write(tmp_path, "\n李小明 <li@example.org>\n\n"), None)

    assert facts(recipient) == ("li@example.org", "李小明", "")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_file_that_others_may_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(UsageError) as caught:
        read_recipient(write(tmp_path, "a@example.org", mode), None)
    assert str(caught.value) == (
        "others may read the file with addresses; take that from them: chmod 600"
    )


def test_address_on_the_command_line_is_refused_with_the_reason() -> None:
    with pytest.raises(UsageError) as caught:
        read_recipient("zebulon@example.org", None)
    assert str(caught.value) == ON_COMMAND_LINE
    assert "list of processes" in ON_COMMAND_LINE


def test_file_with_more_than_one_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one address, in one line; see --batch"):
        read_recipient(write(tmp_path, "a@example.org\nb@example.org\n"), None)


def test_file_that_is_not_there_is_told_without_its_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_guarded(tmp_path / "zebulon.txt")
    assert str(caught.value) == (
        "the file with addresses cannot be read (No such file or directory)"
    )


def test_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"\xff\xfe")
    path.chmod(0o600)

    with pytest.raises(UsageError, match="is not UTF-8"):
        read_recipient(str(path), None)


# --- many -----------------------------------------------------------------------------------------


def test_rows_are_read_with_what_is_said_of_each() -> None:
    typed = "email,name,language,consent\na@example.org,Zoë,es,plain\n\nb@example.org,,,encrypted\n"
    rows = [row for row in read_rows(typed.encode()) if isinstance(row, Row)]

    assert [(each.name, *facts(each.recipient), each.consent) for each in rows] == [
        ("row 2", "a@example.org", "Zoë", "es", Consent.PLAIN),
        ("row 4", "b@example.org", "", "", Consent.ENCRYPTED),
    ]


def test_excel_with_semicolons_is_read() -> None:
    (row,) = read_rows("\ufeffname;email\nQuux;a@example.org\n".encode())

    assert isinstance(row, Row)
    assert facts(row.recipient) == ("a@example.org", "Quux", "")


def test_row_that_is_wrong_fails_alone_and_is_not_quoted() -> None:
    typed = "email,consent\nzebulon,\nb@example.org,maybe\nc@example.org,plain,x\nd@example.org,\n"
    rows = list(read_rows(typed.encode()))
    reasons = [each.reason for each in rows if isinstance(each, Broken)]

    assert [each.name for each in rows] == ["row 2", "row 3", "row 4", "row 5"]
    assert [reason.partition(";")[0] for reason in reasons] == [
        "this is no e-mail address that a message can be sent to",
        "'consent' is wrong",
        "it has more cells than the first line",
    ]
    assert all("zebulon" not in reason and "maybe" not in reason for reason in reasons)


def test_quote_that_is_not_closed_swallows_no_other_row() -> None:
    rows = list(read_rows(b'email,name\na@example.org,A\nb@example.org,"B\nc@example.org,C\n'))

    assert [each.name for each in rows] == ["row 2", "row 3 and all below it"]


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("name\nA\n", "no column holds the addresses"),
        ("email,mail\n", "a column has a name that is not known"),
        ("email,email\n", "the column 'email' stands there twice"),
    ],
)
def test_first_line_that_is_wrong_is_told(typed: str, what: str) -> None:
    with pytest.raises(ContentError, match=what):
        list(read_rows(typed.encode()))


def test_list_without_rows_is_told() -> None:
    with pytest.raises(UsageError, match="has no rows"):
        list(read_rows(b"email\n"))
