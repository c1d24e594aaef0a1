from __future__ import annotations

import stat
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from handoutpress.deliver.mail.run import send_orders
from handoutpress.deliver.values import Result
from tests.mail_makers import ADDRESS, make_order, make_settings, make_subject, open_office
from tests.mail_servers import run_relay


def test_message_arrives_whole_and_the_record_knows(tmp_path: Path) -> None:
    with run_relay() as relay, open_office(tmp_path / "state", make_settings(relay.port)) as office:
        (told,) = send_orders(office.post, [make_order()], office.paper)

    (arrived,) = relay.arrived
    message = message_from_bytes(arrived.content, policy=default)
    (attached,) = message.iter_attachments()
    assert (told.result, told.number) == (Result.DONE, 1)
    assert arrived.recipients == (ADDRESS,)
    assert attached.get_content() == make_subject().pdf
    assert [each.result for each in office.notes.lines] == [Result.QUEUED, Result.DONE]
