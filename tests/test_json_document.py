import json
from dataclasses import replace

import jsonschema
import pytest

from handoutpress.changes import (
    Changes,
    changes_document,
    changes_schema,
    compare_handout,
    gather_changes,
)
from tests.changed_handouts import EDITED, TYPED, change, change_all, keep

MANY = [change(old=None, handout_id=f"care/n{number}") for number in range(11)]
RUNS: dict[str, Changes] = {
    "nothing": gather_changes([]),
    "changed": change_all(change()),
    "added": change_all(change(old=None)),
    "many added": change_all(*MANY),
    "removed": change_all(change(new=None)),
    "same words": change_all(change(new=TYPED)),
}


@pytest.mark.parametrize("changes", RUNS.values(), ids=RUNS.keys())
def test_document_is_what_its_schema_says(changes: Changes) -> None:
    document = json.loads(json.dumps(changes_document(changes)))

    jsonschema.Draft202012Validator(changes_schema()).validate(document)


def test_schema_is_one_of_its_dialect() -> None:
    assert changes_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(changes_schema())


@pytest.mark.parametrize(
    ("key", "value"),
    [("format", 2), ("made_on", 5), ("counts", {}), ("handouts", [{}]), ("more", 1)],
)
def test_schema_refuses_other_documents(key: str, value: object) -> None:
    document = changes_document(change_all(change())) | {key: value}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, changes_schema())


def test_document_counts_what_happened() -> None:
    unknown = compare_handout("care/x", "en", old=replace(keep(TYPED), text=None), new=keep(EDITED))
    changes = change_all(*MANY, change(), change(new=None), change(new=TYPED), unknown)

    assert changes_document(changes)["counts"] == {
        "changed": 1,
        "added": 11,
        "removed": 1,
        "same_words": 1,
        "not_compared": 1,
    }


def test_document_tells_a_handout_before_and_now() -> None:
    document = changes_document(change_all(change()))

    assert document["made_on"] == "2026-11-26"
    (handout,) = document["handouts"]
    assert {key: value for key, value in handout.items() if key != "sections"} == {
        "id": "care/fever",
        "language": "en",
        "title": "Fever",
        "change": "changed",
        "words": "shown",
        "reasons": ["content"],
        "old": {
            "state": "approved",
            "version": 2,
            "words": "0a" * 32,
            "pages": {"standard": 2, "large-print": 3},
        },
        "new": {
            "state": "draft",
            "version": None,
            "words": "0b" * 32,
            "pages": {"standard": 2, "large-print": 4},
        },
    }


def test_document_tells_a_section_line_by_line() -> None:
    (handout,) = changes_document(change_all(change()))["handouts"]

    section = handout["sections"][2]

    assert {key: section[key] for key in ("part", "change", "is_renamed", "is_moved")} == {
        "part": "section",
        "change": "changed",
        "is_renamed": True,
        "is_moved": False,
    }
    assert section["lines"][:2] == [
        {
            "old": {
                "kind": "text",
                "pieces": [
                    {"text": "Take ", "changed": False},
                    {"text": "10 mg", "changed": True},
                    {"text": " of this medicine each day.", "changed": False},
                ],
            },
            "new": {
                "kind": "text",
                "pieces": [
                    {"text": "Take ", "changed": False},
                    {"text": "20 mg", "changed": True},
                    {"text": " of this medicine each day.", "changed": False},
                ],
            },
        },
        {"same": {"kind": "step", "text": "Open it"}},
    ]
    assert handout["sections"][3]["lines"] == [
        {
            "old": {"kind": "text", "pieces": [{"text": "Call the nurses.", "changed": True}]},
            "new": None,
        }
    ]


def test_many_new_handouts_make_a_short_document() -> None:
    (first, *_) = changes_document(change_all(*MANY))["handouts"]

    assert (first["words"], first["sections"]) == ("left out", [])
