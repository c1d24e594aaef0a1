"""The digests of inputs: which file counts for which reason, and what a page depends on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from handoutpress.outcome import Reason
from handoutpress.plan import (
    World,
    digest_edition,
    digest_files,
    digest_groups,
    digest_page,
    digest_strings,
    digest_templates,
    digest_web,
    output_groups,
)
from handoutpress.records import HandoutRecord

WORLD = World(
    files={
        "handouts/care/fever.yaml": "a",
        "handouts/care/fever.es.yaml": "b",
        "handouts/care/hands.png": "c",
        "handouts/clinic.yaml": "d",
    },
    editions={"standard": "s", "large-print": "l"},
    templates="t",
    fonts="f",
    program="p",
)
FEVER = HandoutRecord(
    *("care/fever", "en", "handouts/care/fever.yaml", {}),
    pictures=("handouts/care/hands.png",),
    snippets=("hours",),
    mentions=("care/chills",),
)
FIEBRE = replace(FEVER, language="es", path="handouts/care/fever.es.yaml")


class Titles:
    """Titles of handouts that others mention."""

    def __init__(self, **titles: str) -> None:
        self.titles = titles

    def describe(self, handout_id: str, language: str) -> str:
        return self.titles.get(handout_id.split("/")[1], "") + language


def find_changed(record: HandoutRecord, world: World, titles: Titles | None = None) -> set[Reason]:
    before = digest_groups(record, WORLD, Titles(), default_language="en")
    after = digest_groups(record, world, titles or Titles(), default_language="en")
    return {reason for reason in before if before[reason] != after[reason]}


def change_file(path: str) -> World:
    return replace(WORLD, files={**WORLD.files, path: "new"})


@pytest.mark.parametrize(
    ("path", "reasons", "in_spanish"),
    [
        ("handouts/care/fever.yaml", {Reason.CONTENT}, {Reason.SOURCE_LANGUAGE}),
        ("handouts/care/fever.es.yaml", set(), {Reason.CONTENT}),
        ("handouts/care/hands.png", {Reason.PICTURE}, {Reason.PICTURE}),
        ("handouts/care/feet.png", set(), set()),
        ("handouts/approvals/care/fever.yaml", {Reason.APPROVAL}, set()),
        ("handouts/approvals/care/fever.es.yaml", set(), {Reason.APPROVAL}),
        ("handouts/clinic.yaml", {Reason.SHARED_TEXT}, {Reason.SHARED_TEXT}),
        ("handouts/glossary.yaml", {Reason.SHARED_TEXT}, {Reason.SHARED_TEXT}),
        ("handouts/care/topic.yaml", {Reason.SHARED_TEXT}, {Reason.SHARED_TEXT}),
        ("handouts/care/topic.es.yaml", set(), {Reason.SHARED_TEXT}),
        ("handouts/snippets/hours.yaml", {Reason.SHARED_TEXT}, {Reason.SHARED_TEXT}),
        ("handouts/snippets/hours.es.yaml", set(), {Reason.SHARED_TEXT}),
        ("handouts/snippets/other.yaml", set(), set()),
        ("handouts/other/topic.yaml", set(), set()),
        ("handouts/care/chills.yaml", set(), set()),
        ("handouts/sets/start.yaml", set(), set()),
    ],
)
def test_a_file_counts_for_the_handouts_that_need_it(
    path: str, reasons: set[Reason], in_spanish: set[Reason]
) -> None:
    world = change_file(path)

    assert find_changed(FEVER, world) == reasons
    assert find_changed(FIEBRE, world) == in_spanish


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"fonts": "new"}, Reason.THEME),
        ({"editions": {"standard": "s"}}, Reason.THEME),
        ({"program": "new"}, Reason.PROGRAM),
    ],
)
def test_rules_and_program_count_for_all(change: dict[str, Any], reason: Reason) -> None:
    assert find_changed(FEVER, replace(WORLD, **change)) == {reason}


def test_a_title_counts_where_it_is_mentioned() -> None:
    assert find_changed(FEVER, WORLD, Titles(chills="Shivers")) == {Reason.REFERENCES}
    assert find_changed(FEVER, WORLD, Titles(aspirin="Aspirin")) == set()


@pytest.mark.parametrize(
    ("change", "editions"),
    [
        ({"editions": {"standard": "s", "large-print": "new"}}, {"large-print"}),
        ({"editions": {"standard": "new", "large-print": "l"}}, {"standard"}),
        ({"templates": "new"}, {"standard", "large-print"}),
    ],
)
def test_a_theme_counts_by_edition(change: dict[str, Any], editions: set[str]) -> None:
    groups = digest_groups(FEVER, WORLD, Titles(), default_language="en")
    world = replace(WORLD, **change)

    changed = {
        edition
        for edition in WORLD.editions
        if output_groups(groups, WORLD, edition) != output_groups(groups, world, edition)
    }
    assert changed == editions


def digest(**changes: Any) -> str:
    parts = {
        "html": "<p>A</p>",
        "stylesheets": ("a.css", "b.css"),
        "pictures": {"a.png": "1", "b.png": "2"},
        "edition": "standard",
        "world": WORLD,
    } | changes
    return digest_page(
        *(parts["html"], parts["stylesheets"], parts["pictures"]),
        edition=parts["edition"],
        world=parts["world"],
    )


@pytest.mark.parametrize(
    "change",
    [
        {"html": "<p>B</p>"},
        {"stylesheets": ("b.css", "a.css")},
        {"pictures": {"a.png": "2", "b.png": "1"}},
        {"pictures": {"a.png": "1"}},
        {"edition": "large-print"},
        {"world": replace(WORLD, editions={"standard": "new"})},
        {"world": replace(WORLD, program="new")},
    ],
    ids=["html", "order of styles", "pictures changed places", "picture", "edition", "css", "code"],
)
def test_a_page_depends_on_all_that_draws_it(change: dict[str, Any]) -> None:
    assert digest(**change) != digest()


def test_a_page_does_not_depend_on_templates_or_other_content() -> None:
    world = replace(WORLD, templates="new", files={})

    assert digest(world=world, pictures={"b.png": "2", "a.png": "1"}) == digest()


def test_an_edition_depends_on_common_styles_its_own_and_fonts() -> None:
    styles = {"common/a.css": b"a", "standard/b.css": b"b", "web/c.css": b"c", "huge/d.css": b"d"}
    fonts = {"Sans.ttf": b"sans"}
    before = digest_edition(styles, fonts, "standard")

    assert (
        digest_edition(styles | {"web/c.css": b"C", "huge/d.css": b"D"}, fonts, "standard")
        == before
    )
    assert digest_edition(styles | {"common/a.css": b"A"}, fonts, "standard") != before
    assert digest_edition(styles | {"standard/b.css": b"B"}, fonts, "standard") != before
    assert digest_edition(styles, {"Sans.ttf": b"SANS"}, "standard") != before


def test_pages_for_a_browser_and_pdfs_do_not_depend_on_each_others_templates() -> None:
    pdf, web = {"handout.html": "a"}, {"web/catalogue.html": "b"}

    assert digest_templates(pdf | web | {"mail/letter.txt": "c"}) == digest_templates(pdf)
    assert digest_web(pdf | web, {}) == digest_web(web, {"standard/b.css": b"b"})
    assert digest_web(web, {"web/c.css": b"c"}) != digest_web(web, {})


def test_strings_and_files_cannot_change_places_unseen() -> None:
    assert digest_strings("ab", "c") != digest_strings("a", "bc")
    assert digest_strings("a") != digest_strings("a", "")
    assert digest_files([("a", b"1"), ("b", b"2")]) == digest_files([("b", b"2"), ("a", b"1")])
    assert digest_files([("a", b"2"), ("b", b"1")]) != digest_files([("a", b"1"), ("b", b"2")])


def test_every_input_changes_the_digest_of_the_world() -> None:
    changes: list[dict[str, Any]] = [
        {"files": {}},
        {"editions": {}},
        {"templates": "new"},
        {"fonts": "new"},
        {"program": "new"},
    ]
    digests = {WORLD.digest, *(replace(WORLD, **change).digest for change in changes)}
    assert len(digests) == 6
