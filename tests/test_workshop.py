"""A library that is checked piece by piece comes out as if it had been checked as a whole."""

import gc
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.errors import Problem
from handoutpress.model import Handout
from handoutpress.sources import Node
from handoutpress.validate.readings import Reading
from tests.content_tree import (
    CLINIC,
    HANDOUT,
    OpenTree,
    make_picture,
    open_tree,
    type_blocks,
    validate_tree,
)

FEVER = "care/fever.yaml"
FIEBRE = "care/fever.es.yaml"
HANDS = make_picture("care/hands.png")
ENTRY = "- {version: 1, words: " + "a" * 64 + ", state: STATE, on: 2026-01-31}\n"
GONE = ENTRY.replace("STATE", "withdrawn")


# --- any division gives the same ----------------------------------------------------------------

SECTION = "sections: [{heading: H, blocks: [BLOCK]}]\n"
TITLES = ["title: A", "title: B", "title: '{{ clinic.name }}'", "title: '{{ x'", "# no title"]
BLOCKS = [
    "text: T",
    "text: Call {{ clinic.phones.nurse.number }}.",
    "text: '{{ clinic.emergency }}'",
    "text: '[x](handout:care/cough)'",
    "text: '[x](handout:care/nowhere)'",
    "text: ☃",
    "snippet: more",
    "snippet: most",
    "figure: {image: hands.png, alt: A}",
    "figure: {image: gone.png, alt: A}",
    "figure: {alt: A}",
    "callout: {kind: call-now, phone: nurse, text: T}",
    "callout: {kind: call-now, phone: doctor, text: T}",
    "tabel: T",
]
ENDS = [
    *("", "see_also: [care/fever]\n", "see_also: [care/old]\n", "see_also: [drugs/pill]\n"),
    *("former_ids: [care/old]\n", "former_ids: [care/old, Old]\n", "former_ids: [care/fever]\n"),
    *("colour: red\n", "do:\n"),
]
HANDOUTS = st.sampled_from(["title: [x\n", "- a list\n"]) | st.builds(
    lambda title, block, end: f"{title}\nsummary: S\n{SECTION.replace('BLOCK', block)}{end}",
    st.sampled_from(TITLES),
    st.sampled_from(BLOCKS).map(lambda block: f"{{{block}}}"),
    st.sampled_from(ENDS),
)
APPROVALS = st.sampled_from(
    [
        ENTRY.replace("STATE", "approved"),
        GONE,
        GONE.replace("}", ", replaced_by: care/cough}"),
        GONE.replace("}", ", replaced_by: care/nowhere}"),
        "- {state: withdrawn}\n",
        "- [x\n",
    ]
)
IDS = ("care/fever", "care/cough", "care/rash", "drugs/pill")
ENDINGS = ("", ".es", ".en", ".fr")
LYMPH = CLINIC + "departments: {lymph: {name: {en: L}}}\n"
SHARED = {
    "clinic.yaml": st.sampled_from(
        [
            CLINIC,
            LYMPH,
            CLINIC + "emergency: '911'\n",
            "name: {en: A}\nlanguages: [en, es]\n",
            "nam",
        ]
    ),
    "glossary.yaml": st.sampled_from(["en: [{word: T, meaning: '{{ x }}'}]\n", "en: [x\n"]),
    "care/topic.yaml": st.sampled_from(["title: C\ndepartment: lymph\n", "titel: C\n", "t: [x\n"]),
    "care/topic.es.yaml": st.sampled_from(["", "title: Es\n", "department: lymph\n"]),
    "drugs/topic.yaml": st.just("title: Drugs\norder: [pill, nothing]\n"),
    "snippets/more.yaml": st.sampled_from(
        ["blocks: [snippet: most]\n", "blocks: [text: '{{ clinic.emergency }}']\n", "blocks: [\n"]
    ),
    "snippets/most.yaml": st.sampled_from(
        ["blocks: [figure: {image: ../care/hands.png, alt: A}]\n", "blocks: [snippet: more]\n"]
    ),
    "snippets/most.es.yaml": st.just("blocks: [text: T]\n"),
    "sets/start.yaml": st.just("title: S\nhandouts: [care/old, care/cough]\n"),
}
MANY = {
    **{f"{each}{ending}.yaml": HANDOUTS for each in IDS for ending in ENDINGS},
    **{f"approvals/{each}{ending}.yaml": APPROVALS for each in IDS for ending in ENDINGS},
    "care/Bad Name.yaml": HANDOUTS,
    "approvals/care/topic.yaml": APPROVALS,
}
TREES = st.fixed_dictionaries({}, optional=SHARED | MANY)
ENGLISH = set(range(32, 127)) | {0xED}


def gather(opened: OpenTree, numbers: Iterable[int]) -> tuple[set[Problem], list[Handout], set]:
    """Check a tree in chunks; `numbers` say to which chunk each id and language goes."""
    chunks: dict[int, list[str]] = {}
    assigned: dict[str, int] = {}
    stream = iter(numbers)
    for path in opened.many:
        name = path.removeprefix("handouts/")
        whose = name.removeprefix("approvals/").replace(".en.yaml", ".yaml")
        if whose not in assigned:
            assigned[whose] = next(stream)
        chunks.setdefault(assigned[whose], []).append(name)
    problems = set(opened.workshop.check_shared())
    handouts: list[Handout] = []
    broken: set[tuple[str, str]] = set()
    sources = {
        path.removeprefix("handouts/")
        for _, language, path in opened.workshop.index.handouts
        if language == "en"
    }
    for names in chunks.values():
        checked = opened.check(names, sources - set(names))
        problems |= set(checked.problems)
        handouts += checked.handouts
        broken |= set(checked.broken)
    return problems, handouts, broken


@settings(max_examples=150, deadline=None)
@given(tree=TREES, numbers=st.lists(st.integers(0, 3), min_size=40, max_size=40))
def test_pieces_together_are_the_whole(tree: dict[str, str], numbers: list[int]) -> None:
    whole = validate_tree(tree, HANDS, characters=ENGLISH)

    opened = open_tree(tree, HANDS, characters=ENGLISH)
    problems, handouts, broken = gather(opened, numbers)

    index = opened.workshop.index
    places = {(each[0], each[1]): place for place, each in enumerate(index.handouts)}
    handouts.sort(key=lambda handout: places[handout.id, handout.language])
    made = [(handout.id, handout.language) for handout in handouts]
    assert problems == set(whole.problems)
    assert broken == set(whole.broken)
    assert len(broken) + len(made) == len(index.handouts)
    assert index.has_clinic is (whole.library is not None)
    if whole.library is not None:
        assert tuple(handouts) == whole.library.handouts
        assert index.topics == whole.library.topics
        assert index.sets == whole.library.sets


# --- what is told where -------------------------------------------------------------------------


def test_problems_of_a_handout_are_told_with_it_and_no_others() -> None:
    opened = open_tree(
        {
            FEVER: HANDOUT + "colour: red\n",
            "care/cough.yaml": HANDOUT + "fax: 1\n",
            "x.yaml": "a: b",
        }
    )

    checked = opened.check([FEVER])

    assert [problem.path for problem in checked.problems] == [f"handouts/{FEVER}"]
    assert checked.broken == (("care/fever", "en"),)
    assert [each.path for each in opened.workshop.check_shared()] == ["handouts/x.yaml"]


# --- memory -------------------------------------------------------------------------------------


def count_kept(*kinds: type) -> int:
    gc.collect()
    return sum(type(each) in kinds for each in gc.get_objects())


def test_workshop_keeps_nothing_of_the_files_that_it_checked() -> None:
    linked = type_blocks("- snippet: more", "- text: '[x](handout:care/nowhere)'")
    tree = {
        "snippets/more.yaml": "blocks: [text: T]\n",
        "care/cough.yaml": linked,
        "approvals/care/fever.yaml": GONE,
        FIEBRE: HANDOUT,
    }
    opened = open_tree(tree)
    before = count_kept(Node, Reading)

    checked = [
        opened.check([FEVER, "approvals/care/fever.yaml", FIEBRE]),
        opened.check(["care/cough.yaml"]),
    ]

    assert sum(len(each.handouts) for each in checked) == 2
    assert count_kept(Node, Reading) == before
