"""What a record system imports: valid resources, by encounter, harmless when they come twice."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from handoutpress.deliver.record.fhir import Hospital, format_bundle
from handoutpress.deliver.record.record import Record
from handoutpress.deliver.values import Channel, Delivery, Result
from tests.records import make_delivery, make_part, opened

PDF = b"%PDF-1.7 fever"
NOWHERE = Hospital()


def export(record: Record, hospital: Hospital = NOWHERE) -> Any:
    """Return the bundle of all lines, as a record system reads it."""
    text = format_bundle(record.iter_lines(), record.iter_of_lines(), record.archive, hospital)
    bundle = Bundle.model_validate_json(text)
    assert json.loads(bundle.model_dump_json()) == json.loads(text)
    return json.loads(text)


def export_all(state: Path, *deliveries: Delivery, hospital: Hospital = NOWHERE) -> Any:
    with opened(state) as record:
        for delivery in deliveries:
            record.note(delivery)
        return export(record, hospital)


def pick(bundle: Any, kind: str) -> list[Any]:
    resources = [entry["resource"] for entry in bundle["entry"]]
    return [each for each in resources if each["resourceType"] == kind]


def test_a_line_becomes_a_communication_that_refers_to_its_documents(tmp_path: Path) -> None:
    parts = (make_part(), make_part("care/chills"))
    bundle = export_all(tmp_path, make_delivery(parts=parts))
    (communication,) = pick(bundle, "Communication")
    documents = pick(bundle, "DocumentReference")

    assert bundle["type"] == "transaction"
    assert [each["description"] for each in documents] == [
        "care/fever v3 (en, standard)",
        "care/chills v3 (en, standard)",
    ]
    assert [each["contentReference"]["reference"] for each in communication["payload"]] == [
        each["identifier"][0]["value"] for each in documents
    ]
    assert {entry["fullUrl"] for entry in bundle["entry"]} >= {
        each["contentReference"]["reference"] for each in communication["payload"]
    }
    assert communication["sent"] == "2026-03-01T12:01:00Z"
    assert communication["medium"][0]["coding"][0]["code"] == "EMAILWRIT"
    assert communication["note"] == [
        {
            "text": "Learner: patient; Method: explanation; Interpreter: phone; "
            "Understanding: explained-back"
        }
    ]


def test_a_visit_is_named_by_its_reference_alone(tmp_path: Path) -> None:
    hospital = Hospital("https://hospital.example.org/encounters")
    bundle = export_all(tmp_path, make_delivery(), hospital=hospital)
    (communication,) = pick(bundle, "Communication")
    (document,) = pick(bundle, "DocumentReference")
    encounter = {
        "type": "Encounter",
        "identifier": {"system": "https://hospital.example.org/encounters", "value": "V-100"},
    }

    assert communication["encounter"] == encounter
    assert document["context"]["encounter"] == [encounter]
    assert {"subject", "recipient", "author"} & {*communication, *document} == set()


def test_an_attachment_has_the_hash_that_fhir_wants(tmp_path: Path) -> None:
    with opened(tmp_path) as record:
        part = make_part(sha256=record.archive.put(PDF))
        record.note(make_delivery(parts=(part,)))
        hospital = Hospital(find_url=lambda part: f"https://example.org/{part.handout_id}.pdf")
        (document,) = pick(export(record, hospital), "DocumentReference")

    assert document["content"] == [
        {
            "attachment": {
                "contentType": "application/pdf",
                "language": "en",
                "url": "https://example.org/care/fever.pdf",
                "size": len(PDF),
                "hash": base64.b64encode(hashlib.sha1(PDF).digest()).decode(),
                "title": "care/fever.pdf",
            }
        }
    ]


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (Result.DONE, "completed"),
        (Result.QUEUED, "in-progress"),
        (Result.UNKNOWN, "unknown"),
        (Result.FAILED, "not-done"),
        (Result.REFUSED, "not-done"),
        (Result.CANCELLED, "not-done"),
    ],
)
def test_a_result_is_a_status(tmp_path: Path, result: Result, status: str) -> None:
    bundle = export_all(tmp_path, make_delivery(result=result, detail="why"))
    (communication,) = pick(bundle, "Communication")

    assert communication["status"] == status
    assert ("statusReason" in communication) == (status == "not-done")


def test_what_was_queued_has_the_status_in_which_it_ended(tmp_path: Path) -> None:
    queued = make_delivery(result=Result.QUEUED)
    ending = make_delivery(result=Result.FAILED, detail="no such mailbox", of_line=1)
    (communication,) = pick(export_all(tmp_path, queued, ending), "Communication")

    assert communication["status"] == "not-done"
    assert communication["statusReason"] == {"text": "no such mailbox"}


def test_to_import_twice_makes_nothing_twice(tmp_path: Path) -> None:
    first = export_all(tmp_path, make_delivery())
    second = export_all(tmp_path)

    assert first == second
    for entry in first["entry"]:
        identifier = entry["resource"]["identifier"][0]
        wanted = f"identifier={identifier['system']}|{identifier['value']}"
        assert entry["request"] == {
            "method": "POST",
            "url": entry["resource"]["resourceType"],
            "ifNoneExist": wanted,
        }


def test_a_pdf_of_others_is_named_by_its_digest(tmp_path: Path) -> None:
    (document,) = pick(export_all(tmp_path, make_delivery(parts=())), "DocumentReference")

    assert document["description"] == f"PDF, SHA-256 {'b' * 64}"


def test_what_is_told_of_the_record_itself_is_left_out(tmp_path: Path) -> None:
    bundle = export_all(tmp_path, make_delivery(channel=Channel.RECORD))

    assert "entry" not in bundle


def test_a_refusal_without_a_language_is_exported(tmp_path: Path) -> None:
    refused = make_delivery(result=Result.REFUSED, parts=(make_part(language=""),))
    bundle = export_all(tmp_path, refused)

    (document,) = pick(bundle, "DocumentReference")
    assert "language" not in document["content"][0]["attachment"]
