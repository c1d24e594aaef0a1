import pytest

from handoutpress.deliver.mail.replies import Reply, explain_certificate, read_reply


@pytest.mark.parametrize(
    ("code", "text", "reply"),
    [
        (550, b"5.1.1 <zebulon@example.org> unknown", Reply(550, "5.1.1")),
        (451, b" 4.7.650 later", Reply(451, "4.7.650")),
        (550, b"<zebulon@example.org> 5.1.1", Reply(550)),
        (550, b"5.1.1234 no status", Reply(550)),
        (-1, b"", Reply(-1)),
    ],
)
def test_only_the_codes_of_an_answer_are_kept(code: int, text: bytes, reply: Reply) -> None:
    assert read_reply(code, text) == reply


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (
            Reply(550, "5.1.1"),
            "the relay says that there is no such mailbox; check the address with the patient "
            "(answer 550, 5.1.1)",
        ),
        (Reply(452, "4.2.2"), "the mailbox is full; ask the patient (answer 452, 4.2.2)"),
        (
            Reply(552),
            "the message is too large for the relay; send fewer handouts (answer 552)",
        ),
        (
            Reply(550, "5.9.9"),
            "the relay refuses the address; check it with the patient (answer 550, 5.9.9)",
        ),
        (Reply(499), "the relay does not take it now (answer 499)"),
        (Reply(599), "the relay refuses it; tell IT (answer 599)"),
    ],
)
def test_an_answer_is_said_in_plain_words(reply: Reply, said: str) -> None:
    assert reply.explain() == said


@pytest.mark.parametrize(
    ("code", "is_refusal", "is_passing"),
    [
        *((-1, False, False), (250, False, False), (354, False, False)),
        *((421, True, True), (550, True, False)),
    ],
)
def test_class_of_an_answer_decides(code: int, is_refusal: bool, is_passing: bool) -> None:
    assert (Reply(code).is_refusal, Reply(code).is_passing) == (is_refusal, is_passing)


def test_refused_certificate_says_what_it_must_do() -> None:
    assert explain_certificate(10) == (
        "the relay's certificate was refused: it has expired. Nothing was sent; IT must mend the "
        "certificate, or name its authority as 'ca' in delivery.yaml"
    )
    assert "refused: OpenSSL says 999." in explain_certificate(999)
