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
        (
            Reply(451, "4.7.1"),
            "the relay or the patient's provider says: later; it is tried again (answer 451, "
            "4.7.1)",
        ),
        (
            Reply(450, "4.7.1"),
            "the relay or the patient's provider says: later; it is tried again (answer 450, "
            "4.7.1)",
        ),
        (
            Reply(454, "4.7.1"),
            "the relay or the patient's provider refuses it by a rule of its own; tell IT (answer "
            "454, 4.7.1)",
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


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (
            10,
            "it has expired. Nothing was sent; IT must have it renewed where the relay runs, and "
            "see that the clock of this computer is right",
        ),
        (
            20,
            "nobody who is trusted signed it. Nothing was sent; IT must mend the certificate, or "
            "name its authority as 'ca' in delivery.yaml",
        ),
        (
            62,
            "it is for another name than the relay's. Nothing was sent; IT must write the relay's "
            "own name as 'mail.relay.host' in delivery.yaml, or mend the certificate",
        ),
        (
            999,
            "OpenSSL says 999. Nothing was sent; IT must mend the certificate, or name its "
            "authority as 'ca' in delivery.yaml",
        ),
    ],
)
def test_refused_certificate_says_what_helps(number: int, said: str) -> None:
    assert explain_certificate(number) == f"the relay's certificate was refused: {said}"


@pytest.mark.parametrize("number", [9, 10, 23, 62, 64])
def test_no_authority_helps_a_certificate_that_is_out_of_time_or_of_another(number: int) -> None:
    assert "authority" not in explain_certificate(number)
