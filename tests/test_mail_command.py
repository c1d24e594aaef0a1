"""`email` and `outbox` as staff type them, in a workspace, against a relay on loopback."""

from __future__ import annotations

import argparse
import io
import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handoutpress.cli.mail_clerk import ONE_REFERENCE
from handoutpress.cli.mail_command import add_email_arguments, run_email
from handoutpress.cli.outbox_command import add_outbox_arguments, run_outbox
from handoutpress.deliver.mail.recipients import ON_COMMAND_LINE
from handoutpress.deliver.values import GivenPart, Result, Subject, Teaching
from handoutpress.errors import ExitCode, HandoutError, UsageError
from handoutpress.packet.choosing import MisnamedError
from tests.mail_makers import ADDRESS, Notes, make_subject
from tests.mail_search import find_words
from tests.mail_servers import Relay, run_relay
from tests.packets import open_clinic
from tests.pdf_facts import page_texts

SETTINGS = """\
mail:
  relay: {{host: 127.0.0.1, port: {port}, tls: none}}
  sender: Clínica <handouts@clinic.example>
  per_minute: 60000
"""


@dataclass
class Desk:
    """A workspace, a relay, and what was typed and said."""

    root: Path
    relay: Relay
    monkeypatch: pytest.MonkeyPatch
    capfd: pytest.CaptureFixture[str]
    notes: Notes = field(default_factory=Notes)
    subject: Subject = field(default_factory=make_subject)
    asked: list[str] = field(default_factory=list)
    objection: str = ""
    out: str = ""
    err: str = ""

    def open_subject(self, language: str) -> Subject:
        self.asked.append(language)
        if language == "ar":
            raise HandoutError("'care/fever' is not there in Arabic")
        if " " in language:
            raise MisnamedError(f"the language '{language}' is not in clinic.yaml", language)
        return self.subject

    def ask_leave(self, parts: tuple[GivenPart, ...]) -> str:
        return self.objection

    def email(self, *words: object, typed: str = "") -> ExitCode:
        options = self._parse(add_email_arguments, words, typed)
        code = run_email(
            options,
            self.open_subject,
            self.notes,
            ask_leave=self.ask_leave,
            teaching=Teaching("family"),
        )
        self.out, self.err = self.capfd.readouterr()
        return code

    def outbox(self, *words: object, typed: str = "") -> ExitCode:
        options = self._parse(add_outbox_arguments, words, typed)
        code = run_outbox(options, self.notes, self.ask_leave)
        self.out, self.err = self.capfd.readouterr()
        return code

    def _parse(self, add: Any, words: tuple[object, ...], typed: str) -> argparse.Namespace:
        parser = argparse.ArgumentParser()
        add(parser)
        for name in ("--json", "--quiet"):
            parser.add_argument(name, action="store_true")
        self.monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        options = parser.parse_args(list(map(str, words)))
        options.root, options.state, options.ref = self.root, self.root / "state", "E-17"
        options.out = self.root / "out"
        return options

    def write(self, name: str, text: str, mode: int = 0o600) -> Path:
        path = self.root.parent / name
        path.write_text(text, "utf-8")
        path.chmod(mode)
        return path

    def read_arrived(self) -> list[Any]:
        return [message_from_bytes(each.content, policy=default) for each in self.relay.arrived]


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    root = open_clinic(tmp_path / "root")
    with run_relay() as relay:
        settings = root / "delivery.yaml"
        settings.write_text(SETTINGS.format(port=relay.port), "utf-8")
        settings.chmod(0o600)
        yield Desk(root, relay, monkeypatch, capfd)


TO = ("care/fever", "--to", "-")


def test_message_is_sent_and_staff_are_told_without_a_name(desk: Desk) -> None:
    code = desk.email(*TO, "--consent", "plain", typed=f"Zebulon Quux <{ADDRESS}>\n")

    (message,) = desk.read_arrived()
    assert (code, desk.out, desk.err) == (ExitCode.OK, "the message: sent\n", "")
    assert message["To"] == f"Zebulon Quux <{ADDRESS}>"
    assert message["From"] == "Clínica <handouts@clinic.example>"
    assert [each.result for each in desk.notes.lines] == [Result.QUEUED, Result.DONE]
    assert {(each.reference, each.teaching.learner) for each in desk.notes.lines} == {
        ("E-17", "family")
    }


def test_without_consent_nobody_is_asked_and_nothing_is_sent(desk: Desk) -> None:
    with pytest.raises(UsageError, match="what the patient agreed to") as caught:
        desk.email(*TO, typed=ADDRESS)

    assert caught.value.exit_code is ExitCode.USAGE
    assert (desk.asked, desk.relay.arrived) == ([], [])
    assert [(each.result, each.reference) for each in desk.notes.lines] == [
        (Result.REFUSED, "E-17")
    ]


def test_twice_the_same_day_is_sent_once_unless_again_is_meant(desk: Desk) -> None:
    first = desk.email(*TO, "--consent", "plain", typed=ADDRESS)
    second = desk.email(*TO, "--consent", "plain", typed=ADDRESS)
    told = desk.out
    third = desk.email(*TO, "--consent", "plain", "--again", typed=ADDRESS)

    assert (first, second, third) == (ExitCode.OK, ExitCode.OK, ExitCode.OK)
    assert told.startswith("the message: not sent again: this was sent to this address before, on")
    assert len(desk.relay.arrived) == 2


def test_locked_message_and_the_page_with_its_password(desk: Desk) -> None:
    slip = desk.root.parent / "slip.pdf"
    code = desk.email(*TO, "--consent", "encrypted", "--password-slip", slip, typed=ADDRESS)

    (text,) = page_texts(slip.read_bytes())
    (attached,) = desk.read_arrived()[0].iter_attachments()
    words = text.split()
    groups = [index for index, word in enumerate(words) if len(word) == 4 and word.islower()]
    candidates = ("".join(words[index : index + 3]) for index in groups)
    opened = [each for each in candidates if opens(attached.get_content(), each)]
    assert code is ExitCode.OK
    assert stat.S_IMODE(slip.stat().st_mode) == 0o600
    assert len(opened) == 1
    assert find_words((desk.out + desk.err).encode(), opened) == set()
    assert find_words(desk.relay.arrived[0].content, opened) == set()


def opens(pdf: bytes, password: str) -> bool:
    try:
        with pikepdf.open(io.BytesIO(pdf), password=password):
            return True
    except pikepdf.PasswordError:
        return False


@pytest.mark.parametrize("password", ["fever7x", "1948-03-17", "20271127"])
def test_password_that_is_easy_to_guess_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("SLIP", password)
    with pytest.raises(UsageError, match="easy to guess: take 8 signs or more") as caught:
        desk.email(*TO, "--consent", "encrypted", "--password-from", "env:SLIP", typed=ADDRESS)

    assert password not in str(caught.value)
    assert desk.relay.arrived == []


def test_password_of_ones_own_comes_from_a_guarded_place(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLIP", "tangerine7xq")
    desk.email(*TO, "--consent", "encrypted", "--password-from", "env:SLIP", typed=ADDRESS)
    (attached,) = desk.read_arrived()[0].iter_attachments()

    assert opens(attached.get_content(), "tangerine7xq")


def test_locked_message_whose_password_nobody_would_know_is_not_sent(desk: Desk) -> None:
    with pytest.raises(UsageError, match="nobody would know the password"):
        desk.email(*TO, "--consent", "encrypted", typed=ADDRESS)
    assert desk.relay.arrived == []


def test_failure_is_told_with_what_was_not_sent(desk: Desk) -> None:
    desk.relay.answers["RCPT"] = [f"550 5.1.1 <{ADDRESS}> unknown"]
    code = desk.email(*TO, "--consent", "plain", typed=ADDRESS)

    assert code is ExitCode.DELIVERY
    assert desk.err == (
        "the message: not sent (message 1 of the outbox): the relay says that there is no such "
        "mailbox; check the address with the patient (answer 550, 5.1.1)\n"
    )


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("care/fever", "--to", ADDRESS), "list of processes"),
        ((ADDRESS, "--to", "-"), "list of processes"),
        (("care/fever",), "say to whom"),
        (("--to", "-"), "name handouts"),
        (("care/fever", "--to", "-", "--batch", "x.csv"), "say to whom"),
        (("care/fever", "--test", "x"), "--test sends none"),
        (("care/fever", "--batch", "x", "--dry-run", "y"), "--dry-run writes one message"),
        (("care/fever", "--batch", "x", "--password-from", "y"), "--password-from is for one"),
        ((*TO, "--consent", "plain", "--password-from", "-"), "--consent plain locks nothing"),
        (
            (*TO, "--consent", "encrypted", "--password-slip", "/no/such/a.pdf"),
            "a file in a folder",
        ),
    ],
)
def test_wrong_command_line_is_told(desk: Desk, words: tuple[str, ...], what: str) -> None:
    consent = () if "--consent" in words else ("--consent", "plain")
    with pytest.raises(UsageError, match=what) as caught:
        desk.email(*words, *consent, typed="b@example.org")
    assert ADDRESS not in str(caught.value)


def test_workspace_without_a_relay_is_told(desk: Desk) -> None:
    (desk.root / "delivery.yaml").unlink()

    with pytest.raises(UsageError, match=r"delivery\.yaml has no 'mail'"):
        desk.email(*TO, "--consent", "plain", typed=ADDRESS)


def test_dry_run_writes_the_message_and_sends_nothing(desk: Desk) -> None:
    path = desk.root.parent / "a.eml"
    code = desk.email(*TO, "--consent", "plain", "--dry-run", path, typed=ADDRESS)

    assert code is ExitCode.OK
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert ADDRESS.encode() in path.read_bytes()
    assert (desk.relay.arrived, desk.notes.lines) == ([], [])


def test_test_says_what_the_relay_can_do(desk: Desk) -> None:
    code = desk.email("--test", desk.write("to", "it@clinic.example\n"))

    assert code is ExitCode.OK
    assert desk.out == (
        "the relay answers: no TLS, messages up to 33.6 MB\n"
        "the relay took the test message; see that it arrives\n"
    )


def test_test_that_fails_is_told(desk: Desk) -> None:
    desk.relay.cut = "banner"
    code = desk.email("--test", desk.write("to", "it@clinic.example\n"))

    assert code is ExitCode.DELIVERY
    assert desk.err == (
        "the test failed: the relay broke off the connection before it greeted; nothing was sent\n"
    )


# --- many -----------------------------------------------------------------------------------------

ROWS = """\
email,name,language,consent
a@example.org,A,,plain
b@example.org,B,es,plain
zebulon,,,plain
c@example.org,C,,
d@example.org,D,ar,plain
"""


def test_batch_sends_what_can_be_sent_in_each_language(desk: Desk) -> None:
    code = desk.email("care/fever", "--batch", desk.write("list.csv", ROWS))

    arrived = {each.recipients[0]: each for each in desk.relay.arrived}
    subjects = [each["Subject"] for each in desk.read_arrived()]
    assert code is ExitCode.DELIVERY
    assert sorted(arrived) == ["a@example.org", "b@example.org"]
    assert subjects[1].startswith("Sus hojas informativas")
    assert desk.asked == ["", "es", "ar"]
    assert desk.out == "row 2: sent\nrow 3: sent\n2 sent, 3 not sent\n"
    starts = [line.partition(": not sent: ")[0] for line in desk.err.splitlines()]
    assert starts == [ONE_REFERENCE, "row 4", "row 5", "row 6"]
    assert "zebulon" not in desk.err


def test_each_row_has_its_own_reference(desk: Desk) -> None:
    slips = desk.root.parent / "slips"
    slips.mkdir()
    rows = "email,ref\na@example.org,E-1\nb@example.org,\nc@example.org,Zebulon Quux\n"
    path = desk.write("list.csv", rows)
    code = desk.email(
        *("care/fever", "--batch", path, "--consent", "encrypted", "--password-slip", slips)
    )

    assert code is ExitCode.DELIVERY
    lines = desk.out.splitlines()
    assert lines[:3] == ["row 2: sent", "row 3: sent", "2 sent, 1 not sent"]
    assert lines[3:] == [f"{slips}: print it, hand it over, then remove it: it opens the PDF"]
    assert desk.err.startswith("row 4: not sent: 'ref' is wrong: it is no reference; write")
    assert find_words(desk.err.encode(), ["zebulon"]) == set()
    assert [each.reference for each in desk.notes.lines] == ["E-1", "E-17", "E-1", "E-17"]
    texts = {each.name: page_texts(each.read_bytes())[0] for each in slips.iterdir()}
    assert "Our reference: E-1 / 2" in texts["password-row-2.pdf"]
    assert "Our reference: E-17 / 3" in texts["password-row-3.pdf"]


def test_cell_in_the_wrong_column_is_not_quoted(desk: Desk) -> None:
    path = desk.write("list.csv", "email,language\na@example.org,Zebulon Quux\n")
    for more in ((), ("--json",)):
        assert desk.email("care/fever", "--batch", path, "--consent", "plain", *more) == 5
        assert "'language' is wrong; write one of clinic.yaml" in desk.out + desk.err
        assert find_words((desk.out + desk.err).encode(), ["zebulon"]) == set()


def test_batch_that_is_run_again_sends_only_what_was_not_sent(desk: Desk) -> None:
    path = desk.write("list.csv", "email\na@example.org\nb@example.org\n")
    desk.relay.answers["RCPT"] = ["550 5.1.1 no"]
    first = desk.email("care/fever", "--batch", path, "--consent", "plain")
    path = desk.write("list.csv", "email\nA@example.org\nb@example.org\n\n")  # saved anew
    second = desk.email("care/fever", "--batch", path, "--consent", "plain")

    assert (first, second) == (ExitCode.DELIVERY, ExitCode.OK)
    assert desk.out.splitlines()[-1] == "1 sent, 1 sent before, 0 not sent"
    assert [each.recipients[0] for each in desk.relay.arrived] == ["b@example.org", "A@example.org"]


def test_batch_without_any_consent_is_refused_whole(desk: Desk) -> None:
    path = desk.write("list.csv", "email\na@example.org\n")

    with pytest.raises(UsageError, match="what the patient agreed to"):
        desk.email("care/fever", "--batch", path)


def test_batch_of_what_is_for_one_patient_is_refused(desk: Desk) -> None:
    desk.subject = make_subject(is_personal=True)
    path = desk.write("list.csv", "email\na@example.org\n")

    with pytest.raises(UsageError, match="this is for one patient"):
        desk.email("packet.yaml", "--batch", path, "--consent", "plain")
    assert desk.relay.arrived == []


def test_each_patient_of_a_batch_has_a_password_and_a_page_of_their_own(desk: Desk) -> None:
    folder = desk.root.parent / "slips"
    folder.mkdir()
    path = desk.write("list.csv", "email\na@example.org\nb@example.org\n")
    desk.email(
        *("care/fever", "--batch", path, "--consent", "encrypted", "--password-slip", folder)
    )
    slips = sorted(folder.iterdir())

    assert [each.name for each in slips] == ["password-row-2.pdf", "password-row-3.pdf"]
    assert page_texts(slips[0].read_bytes()) != page_texts(slips[1].read_bytes())
    assert len(desk.relay.arrived) == 2


def test_list_that_others_may_read_is_refused(desk: Desk) -> None:
    with pytest.raises(UsageError, match="others may read the file with addresses"):
        desk.email("care/fever", "--batch", desk.write("list.csv", ROWS, 0o644))


def test_json_tells_all_in_one_document(desk: Desk) -> None:
    desk.email("care/fever", "--batch", desk.write("list.csv", ROWS), "--json")
    document = json.loads(desk.out)

    assert document["exit_code"] == 5
    assert [(each["name"], each["result"]) for each in document["messages"]] == [
        ("row 2", "done"),
        ("row 3", "done"),
        ("row 4", "refused"),
        ("row 5", "refused"),
        ("row 6", "refused"),
    ]


# --- outbox ---------------------------------------------------------------------------------------


def test_outbox_lists_what_waits_and_sends_it(desk: Desk) -> None:
    desk.relay.answers["RCPT"] = ["451 4.7.1 later"]
    desk.email(*TO, "--consent", "plain", typed=ADDRESS)
    desk.outbox("list")
    listed = desk.out
    code = desk.outbox("retry", "1")
    retried = desk.out
    desk.outbox("list")

    assert listed.startswith("1: deferred, ")
    assert "E-17: care/fever, care/mouth; the relay or the patient's provider says: later" in listed
    assert (code, retried[:8]) == (ExitCode.OK, "1: sent,")
    assert desk.out == "the outbox is empty\n"
    assert find_words(listed.encode(), [ADDRESS, "zebulon"]) == set()


def test_outbox_answers_whether_an_address_got_it(desk: Desk) -> None:
    desk.email(*TO, "--consent", "plain", typed=ADDRESS)
    desk.outbox("list", "--to", "-", typed=ADDRESS.upper())
    found = desk.out
    desk.outbox("list", "--to", "-", "--json", typed="b@example.org")

    assert found.startswith("1: sent, ")
    assert json.loads(desk.out) == {"format": 1, "messages": []}


def test_unknown_ending_is_sent_again_only_with_sure(desk: Desk) -> None:
    desk.relay.cut = "end"
    code = desk.email(*TO, "--consent", "plain", typed=ADDRESS)
    told = desk.err
    desk.relay.cut = ""
    with pytest.raises(UsageError, match="Ask the patient first"):
        desk.outbox("retry", "1")
    sure = desk.outbox("retry", "1", "--sure")

    assert (code, sure) == (ExitCode.DELIVERY, ExitCode.OK)
    assert "it may have been sent, or not. Ask the patient" in told


def test_unknown_ending_is_listed_with_what_to_do(desk: Desk) -> None:
    desk.relay.cut = "end"
    desk.email(*TO, "--consent", "plain", typed=ADDRESS)
    desk.outbox("list")
    assert "'outbox retry 1 --sure' sends it once more" in desk.out
    desk.outbox("cancel", "1")
    assert "--sure" not in desk.out


@pytest.mark.parametrize("option", ["--dry-run", "--password-slip"])
def test_nothing_of_a_patient_is_put_among_the_pdfs_for_everybody(desk: Desk, option: str) -> None:
    out = desk.root / "out"
    out.mkdir(exist_ok=True)
    with pytest.raises(UsageError, match="is for everybody, and may be served"):
        desk.email(*TO, "--consent", "encrypted", option, out / "a.pdf", typed=ADDRESS)
    assert desk.relay.arrived == []
    assert not (out / "a.pdf").exists()


def test_every_json_is_one_document_and_nothing_else(desk: Desk) -> None:
    address = desk.write("address.txt", ADDRESS)
    target = desk.root.parent / "message.eml"
    desk.email("--test", address, "--json")
    tested = json.loads(desk.out)
    desk.email(*TO, "--consent", "plain", "--dry-run", target, "--json", typed=ADDRESS)
    dry = json.loads(desk.out)
    desk.outbox("block", "--to", address, "--json")
    blocked = json.loads(desk.out)
    desk.outbox("unblock", "--to", address, "--json")
    unblocked = json.loads(desk.out)

    assert (tested["result"], tested["exit_code"]) == ("sent", 0)
    assert dry == {"format": 1, "exit_code": 0, "messages": [], "notes": []}
    assert (blocked["is_blocked"], unblocked["is_blocked"]) == (True, False)


def test_outbox_cancels_and_purges(desk: Desk) -> None:
    desk.relay.answers["RCPT"] = ["451 4.7.1 later"]
    desk.email(*TO, "--consent", "plain", typed=ADDRESS)
    desk.outbox("cancel", "1")
    cancelled = desk.out
    desk.outbox("purge")

    assert cancelled.startswith("1: cancelled, ")
    assert desk.out == "0 forgotten after 2192 days, 0 given up\n"


def test_address_that_is_blocked_gets_nothing_until_it_is_unblocked(desk: Desk) -> None:
    desk.outbox("block", "--to", "-", typed=ADDRESS)
    blocked = desk.email(*TO, "--consent", "plain", typed=ADDRESS)
    told = desk.err
    desk.outbox("unblock", "--to", "-", typed=ADDRESS)
    free = desk.email(*TO, "--consent", "plain", typed=ADDRESS)

    assert (blocked, free) == (ExitCode.DELIVERY, ExitCode.OK)
    assert "do-not-mail list" in told


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("retry", ADDRESS), "list of processes"),
        (("retry", "x"), "named by their numbers"),
        (("list", "1"), "takes no numbers"),
        (("cancel",), "name the messages to cancel"),
        (("block",), "say which address"),
        (("retry", "--sure"), "--sure is for messages"),
        (("retry", "9"), "there is no message 9"),
        (("block", "--to", ADDRESS), "list of processes"),
    ],
)
def test_wrong_command_line_of_the_outbox_is_told(
    desk: Desk, words: tuple[str, ...], what: str
) -> None:
    with pytest.raises(UsageError, match=what):
        desk.outbox(*words)
    assert ADDRESS not in ON_COMMAND_LINE
