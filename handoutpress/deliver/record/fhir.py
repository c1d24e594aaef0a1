"""Lines of the record as FHIR resources, for import into a record system: R4B, one transaction.

Names no patient: the encounter's identifier alone says whose it is. Sends nothing.

A line becomes a Communication, and a DocumentReference for each PDF in it. Every resource has an
identifier of its own that stays the same, and asks to be made only where none has it: to import
a bundle twice does no harm.
Source: HL7 FHIR R4B (4.3.0): DocumentReference, Communication, Bundle, Attachment, and 3.1.0.7.1
on conditional create.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from handoutpress.deliver.record.archive import Archive, ArchiveError
from handoutpress.deliver.record.exports import say_part
from handoutpress.deliver.record.given import ANOTHERS, list_endings
from handoutpress.deliver.record.lines import Line
from handoutpress.deliver.values import Channel, GivenPart, Result
from handoutpress.errors import HandoutError

URI = "urn:ietf:rfc:3986"  # Source: FHIR, 2.24.0.5: the system of identifiers that are URIs
# Source: FHIR value set event-status.
STATUS = {
    Result.DONE: "completed",
    Result.QUEUED: "in-progress",
    Result.FAILED: "not-done",
    Result.REFUSED: "not-done",
    Result.CANCELLED: "not-done",
    Result.UNKNOWN: "unknown",
}
# Source: HL7 v3 ParticipationMode.
MEDIUM_SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"
EMAIL, PAPER = ("EMAILWRIT", "email"), ("WRITTEN", "written")
# Source: FHIR code system communication-category.
CATEGORY = ("http://terminology.hl7.org/CodeSystem/communication-category", "instruction")
# Source: LOINC 34895-3, which IHE PCC uses for patient education.
EDUCATION = ("http://loinc.org", "34895-3", "Education note")


@dataclass(frozen=True, slots=True)
class Hospital:
    """What the record system must know to take the resources in.

    `encounter_system` is the URI that says whose numbers the references are, "" when it knows.
    `find_url` tells where the very bytes of a PDF are served, "" where they are not.
    """

    encounter_system: str = ""
    find_url: Callable[[GivenPart], str] = lambda part: ""


def format_bundle(
    lines: Iterable[Line], all_lines: Iterable[Line], archive: Archive, hospital: Hospital
) -> str:
    """Return a bundle as JSON; `all_lines` tell how these lines ended.

    Raises:
        HandoutError: the library that checks the resources is not installed.
    """
    bundle_model, communication_model, document_model = _load_models()
    wanted = [line for line in lines if not _is_none_of_patients(line)]
    endings = list_endings(all_lines)
    entries = []
    for line in wanted:
        maker = _Maker(line, endings.get(line.number, line), archive, hospital)
        documents = list(maker.iter_documents())
        for document in documents:
            entries.append(_enter(document_model(**document)))
        entries.append(_enter(communication_model(**maker.make_communication(documents))))
    bundle = bundle_model(type="transaction", entry=entries or None)
    return str(bundle.model_dump_json(indent=2))


def _load_models() -> tuple[Any, Any, Any]:
    try:
        from fhir.resources.R4B.bundle import Bundle
        from fhir.resources.R4B.communication import Communication
        from fhir.resources.R4B.documentreference import DocumentReference
    except ImportError as error:
        raise HandoutError(
            "the library 'fhir.resources' is not installed; install it, then export again"
        ) from error
    return Bundle, Communication, DocumentReference


def _is_none_of_patients(line: Line) -> bool:
    """Whether a line gave nobody anything: it ends another one, or is the record's own."""
    delivery = line.delivery
    is_ending = delivery.of_line is not None and not delivery.is_reprint
    return delivery.channel in ANOTHERS or is_ending


def _enter(resource: Any) -> dict[str, Any]:
    name, identifier = resource.get_resource_type(), resource.identifier[0]
    return {
        "fullUrl": identifier.value,
        "resource": resource,
        "request": {
            "method": "POST",
            "url": name,
            "ifNoneExist": f"identifier={URI}|{identifier.value}",
        },
    }


class _Maker:
    """Makes the resources of one line; `ending` is the line that tells how it ended."""

    def __init__(self, line: Line, ending: Line, archive: Archive, hospital: Hospital) -> None:
        self._line, self._ending = line, ending
        self._archive, self._hospital = archive, hospital
        self._time = line.time.isoformat(timespec="milliseconds")

    def _identify(self, name: str) -> list[dict[str, str]]:
        """Return an identifier that the same line always gets."""
        found = uuid.uuid5(uuid.NAMESPACE_URL, f"handout-press:{self._line.hash}:{name}")
        return [{"system": URI, "value": f"urn:uuid:{found}"}]

    def _refer_to_encounter(self) -> dict[str, Any] | None:
        reference = self._line.delivery.reference
        if not reference:
            return None
        system = self._hospital.encounter_system
        identifier = {"system": system, "value": reference} if system else {"value": reference}
        return {"type": "Encounter", "identifier": identifier}

    def iter_documents(self) -> Iterator[dict[str, Any]]:
        """Yield a DocumentReference for each handout; for a PDF of others, one by its digest."""
        delivery = self._line.delivery
        for index, part in enumerate(delivery.parts):
            yield self._describe(index, say_part_of(part), self._attach(part))
        if not delivery.parts and delivery.sha256:
            attachment = {"contentType": "application/pdf", "title": "PDF of another's making"}
            yield self._describe(0, f"PDF, SHA-256 {delivery.sha256}", attachment)

    def _describe(self, index: int, words: str, attachment: dict[str, Any]) -> dict[str, Any]:
        system, code, display = EDUCATION
        encounter = self._refer_to_encounter()
        document = {
            "identifier": self._identify(f"document {index}"),
            "status": "current",
            "type": {"coding": [{"system": system, "code": code, "display": display}]},
            "date": self._time,
            "description": words,
            "content": [{"attachment": attachment}],
        }
        return document | ({"context": {"encounter": [encounter]}} if encounter else {})

    def _attach(self, part: GivenPart) -> dict[str, Any]:
        attachment = {"contentType": "application/pdf", "title": f"{part.handout_id}.pdf"}
        if part.language:  # a packet that was refused may have named none
            attachment["language"] = part.language
        url = self._hospital.find_url(part)
        return attachment | ({"url": url} if url else {}) | self._measure(part)

    def _measure(self, part: GivenPart) -> dict[str, Any]:
        """Return hash and size of a PDF that the archive has; FHIR wants SHA-1."""
        try:
            pdf = self._archive.get(part.sha256)
        except ArchiveError:
            return {}
        digest = hashlib.sha1(pdf, usedforsecurity=False).digest()
        return {"hash": base64.b64encode(digest).decode(), "size": len(pdf)}

    def make_communication(self, documents: list[dict[str, Any]]) -> dict[str, Any]:
        """Return what was said to whom: the documents, how they went, and what was explained."""
        delivery, ended = self._line.delivery, self._ending.delivery
        code, display = EMAIL if delivery.channel is Channel.MAIL else PAPER
        encounter, status = self._refer_to_encounter(), STATUS[ended.result]
        communication: dict[str, Any] = {
            "identifier": self._identify("communication"),
            "status": status,
            "category": [{"coding": [{"system": CATEGORY[0], "code": CATEGORY[1]}]}],
            "medium": [{"coding": [{"system": MEDIUM_SYSTEM, "code": code, "display": display}]}],
            "sent": self._time,
        }
        if encounter:
            communication["encounter"] = encounter
        if status == "not-done" and ended.detail:
            communication["statusReason"] = {"text": ended.detail}
        if documents:
            communication["payload"] = [
                {"contentReference": {"reference": each["identifier"][0]["value"]}}
                for each in documents
            ]
        notes = [{"text": text} for text in _list_notes(self._line)]
        return communication | ({"note": notes} if notes else {})


def say_part_of(part: GivenPart) -> str:
    """Return a handout as a person reads it."""
    return say_part(asdict(part))


def _list_notes(line: Line) -> Iterator[str]:
    """Yield what staff noted of how it was explained."""
    teaching = line.delivery.teaching
    facts = {
        "Learner": teaching.learner,
        "Method": teaching.method,
        "Interpreter": teaching.interpreter,
        "Understanding": teaching.understanding,
    }
    said = "; ".join(f"{name}: {fact}" for name, fact in facts.items() if fact)
    if said:
        yield said
