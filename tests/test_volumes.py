"""Which booklets and sets a library asks for, and what each is made from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handoutpress.build.roster import BookletWish
from handoutpress.catalogue import CatalogueSet
from handoutpress.collection import CollectionKind
from handoutpress.jobs import Folding
from handoutpress.outcome import Reason, Target
from handoutpress.plan import (
    Volume,
    World,
    describe_members,
    digest_volume,
    find_wanting,
    list_volumes,
)
from handoutpress.records import OutputRecord

FEVER, CHILLS, RASH = ("care/fever", "en"), ("care/chills", "en"), ("skin/rash", "en")
FIEBRE = ("care/fever", "es")
BOOKLET = BookletWish("care", "en", "Care", is_read=True, folding=None)
SET = CatalogueSet("start", "en", "Start", ("skin/rash", "care/fever"))
WORLD = World(
    files={"handouts/clinic.yaml": "c", "handouts/care/topic.yaml": "t", "handouts/a.yaml": "a"},
    editions={"standard": "s", "large-print": "l", "fold": "f"},
    templates="templates",
    fonts="fonts",
    program="program",
)


@dataclass(frozen=True)
class Library:
    """A library by names."""

    editions: tuple[str, ...] = ("standard", "large-print")
    handouts: tuple[tuple[str, str], ...] = (FEVER, CHILLS, RASH, FIEBRE)
    withdrawn: frozenset[tuple[str, str]] = frozenset()
    packets: tuple[CatalogueSet, ...] = ()
    booklets: tuple[BookletWish, ...] = ()


def list_members(library: Library) -> dict[str, tuple[str, ...]]:
    return {volume.target.path: volume.members for volume in list_volumes(library)}


def test_a_booklet_holds_the_handouts_of_its_topic_and_language_in_their_order() -> None:
    assert list_members(Library(booklets=(BOOKLET,))) == {
        "en/care/booklet.pdf": ("en/care/fever.pdf", "en/care/chills.pdf"),
        "en/care/booklet.large-print.pdf": (
            "en/care/fever.large-print.pdf",
            "en/care/chills.large-print.pdf",
        ),
    }
    spanish = replace(BOOKLET, language="es")
    assert list_members(Library(("standard",), booklets=(spanish,))) == {
        "es/care/booklet.pdf": ("es/care/fever.pdf",)
    }


def test_a_booklet_to_fold_goes_by_the_handouts_of_the_first_edition() -> None:
    wish = replace(BOOKLET, is_read=False, folding=Folding())
    (volume,) = list_volumes(Library(("large-print", "standard"), booklets=(wish,)))

    assert volume.target == Target("en/care/booklet.print.pdf", "care/booklet", "en", "print")
    assert volume.edition == "fold"
    assert volume.members == ("en/care/fever.large-print.pdf", "en/care/chills.large-print.pdf")


def test_a_set_holds_its_handouts_in_its_own_order() -> None:
    (volume,) = list_volumes(Library(("standard",), packets=(SET,)))

    assert volume.target == Target("en/sets/start.pdf", "sets/start", "en", "standard")
    assert (volume.kind, volume.topic) == (CollectionKind.SET, None)
    assert volume.keys == (RASH, FEVER)


def test_what_was_withdrawn_is_left_out_and_nothing_is_made_of_nothing() -> None:
    library = Library(("standard",), packets=(SET,), booklets=(BOOKLET,))

    assert list_members(replace(library, withdrawn=frozenset({FEVER}))) == {
        "en/care/booklet.pdf": ("en/care/chills.pdf",),
        "en/sets/start.pdf": ("en/skin/rash.pdf",),
    }
    assert list_members(replace(library, withdrawn=frozenset({FEVER, CHILLS, RASH}))) == {}


def make_volume(**changes: object) -> Volume:
    (volume,) = list_volumes(Library(("standard",), booklets=(BOOKLET,)))
    return replace(volume, **changes)


def make_record(path: str, **changes: object) -> OutputRecord:
    record = OutputRecord(Target(path, "", "en", "standard"), {}, "", "sha", 2, 10, title="T")
    return replace(record, **changes)


def test_all_that_shows_of_a_handout_is_described_and_nothing_else() -> None:
    volume = make_volume()
    records = {path: make_record(path) for path in volume.members}
    before = describe_members(volume, records)
    first = volume.members[0]

    for shown in ({"sha256": "other"}, {"title": "U"}, {"page_count": 3}, {"state": "approved"}):
        after = describe_members(volume, {**records, first: make_record(first, **shown)})
        assert (after[0] != before[0], after[1]) == (True, before[1])
    same = make_record(first, byte_count=11, page="p", groups={Reason.CONTENT: "x"})
    assert describe_members(volume, {**records, first: same}) == before
    assert describe_members(volume, {}) != before


def find_changed(volume: Volume, world: World, members: tuple[str, ...] = ()) -> set[str]:
    before, after = digest_volume(make_volume(), (), WORLD, "en"), digest_volume(
        volume, members, world, "en"
    )  # fmt: skip
    return {reason for reason in before if before[reason] != after[reason]}


def test_each_input_has_a_reason_of_its_own() -> None:
    volume, files = make_volume(), WORLD.files
    topic = replace(WORLD, files={**files, "handouts/care/topic.yaml": "u"})
    glossary = replace(WORLD, files={**files, "handouts/glossary.yaml": "g"})
    styles = replace(WORLD, editions={**WORLD.editions, "standard": "t"})

    assert find_changed(volume, WORLD) == set()
    assert find_changed(volume, topic) == {Reason.CONTENT}
    assert find_changed(volume, glossary) == {Reason.SHARED_TEXT}
    assert find_changed(volume, styles) == {Reason.THEME}
    assert find_changed(volume, replace(WORLD, templates="others")) == {Reason.THEME}
    assert find_changed(volume, replace(WORLD, program="another")) == {Reason.PROGRAM}
    assert find_changed(volume, WORLD, ("a",)) == {Reason.MEMBERS}
    led = make_volume(references=(("diet/soup", "Soup"),))
    assert find_changed(led, WORLD) == {Reason.REFERENCES}


def test_what_is_no_input_changes_nothing() -> None:
    other = replace(WORLD, files={**WORLD.files, "handouts/a.yaml": "b"}, fonts="others")
    large = replace(WORLD, editions={**WORLD.editions, "large-print": "m", "fold": "g"})

    assert find_changed(make_volume(), other) == set()
    assert find_changed(make_volume(), large) == set()


def test_only_a_booklet_to_fold_depends_on_the_styles_of_folded_pages() -> None:
    folded = make_volume(folding=Folding())
    before = digest_volume(folded, (), WORLD, "en")
    changed = replace(WORLD, editions={**WORLD.editions, "fold": "g"})
    after = digest_volume(folded, (), changed, "en")

    assert before[Reason.THEME] != after[Reason.THEME]


def test_in_another_language_the_file_of_the_default_one_counts_too() -> None:
    spanish = make_volume(target=Target("es/care/booklet.pdf", "care/booklet", "es", "standard"))
    before = digest_volume(spanish, (), WORLD, "en")
    for name in ("topic", "topic.es"):
        changed = replace(WORLD, files={**WORLD.files, f"handouts/care/{name}.yaml": "u"})
        assert digest_volume(spanish, (), changed, "en")[Reason.CONTENT] != before[Reason.CONTENT]


def test_the_first_handout_that_cannot_be_used_is_wanting() -> None:
    volume = make_volume()

    assert find_wanting(volume, lambda path: True) is None
    assert find_wanting(volume, lambda path: path == volume.members[0]) == CHILLS
    assert find_wanting(volume, lambda path: False) == FEVER
