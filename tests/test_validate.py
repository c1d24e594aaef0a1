"""From sources to the library: what comes back, what is told, and that nothing else breaks."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress import content
from handoutpress.content import BLOCK_MODELS, FileModel, Manuscript
from handoutpress.errors import Severity
from handoutpress.model import Review, State
from handoutpress.sources import Sources
from handoutpress.text import plain_text
from handoutpress.validate import validate
from handoutpress.words import count_words, digest_words
from tests.approving import seal_entries
from tests.content_tree import (
    CLINIC,
    HANDOUT,
    TREE,
    list_made,
    list_problems,
    list_scopes,
    make_handout,
    make_library,
    make_picture,
    type_blocks,
    validate_tree,
)

# --- what is right comes back -------------------------------------------------------------------

EVERYTHING = {
    "clinic.yaml": """\
format: 1
name: {en: Example Clinic, es: Clínica Ejemplo}
phones:
  nurse: {label: {en: Nurse line, es: Enfermería}, number: 555-0100, when_closed: oncall}
  oncall: {label: {en: Doctor, es: Médico}, number: 555-0101, always: yes}
emergency: 911
departments: {infusion: {name: Infusion}}
website: https://example.org
logo: logo.png
languages: [es, en]
editions: [standard, large-print]
notices: {en: "Ask {{ clinic.name }}.", es: Pregunte.}
""",
    "glossary.yaml": """\
en: [{word: port, forms: [ports], meaning: "A disc. See [this](handout:care/cough)."}]
es: [{word: catéter, meaning: Un tubo.}]
""",
    "snippets/more.yaml": "blocks: [text: 'Call {{ clinic.phones.nurse.number }}.']\n",
    "snippets/more.es.yaml": "blocks: [text: Llame.]\n",
    "sets/start.yaml": "title: Start\nhandouts: [care/fever, care/cough]\n",
    "care/topic.yaml": "title: Care\norder: [fever]\ndepartment: infusion\nintroduction: Read.\n",
    "care/topic.es.yaml": "title: Cuidados\n",
    "care/fever.yaml": """\
title: Fever at {{ clinic.name }}
summary: What a fever means.
kind: aftercare
do: [Call us.]
audience: Adults
owner: Patient Education
sources: [{title: A book, publisher: A press, url: https://example.org}]
codes: {icd10cm: [R50.9]}
keywords: [heat]
see_also: [care/cough]
former_ids: [care/heat]
sections:
  - heading: Why
    id: why
    blocks:
      - {text: "**Ports** and [coughs](handout:care/cough).", id: first}
      - steps: [One, Two]
      - checklist: [One]
      - table: {caption: C, columns: [A, B], rows: [[1, no], [12:30, 1.10]]}
      - medicines: [{generic: anastrozole, brands: [Arimidex]}]
      - terms: [{word: W, meaning: M}]
      - figure: {image: ../logo.png, alt: A, caption: C}
      - callout: {kind: emergency, text: T}
      - callout: {kind: call-now, phone: nurse, title: T, items: [I]}
      - questions: [Q]
      - write_in: {label: L, lines: 3}
      - link: {url: "{{ clinic.website }}", label: L}
      - snippet: more
  - heading: Why
    text: Text.
""",
    "care/fever.es.yaml": """\
title: Fiebre
summary: S
translation: {method: machine, by: A program, reviewed_by: A nurse, sections: {why: x, "2": y}}
sections:
  - heading: Por qué
    id: why
    blocks:
      - medicines: [{brands: [Arimidex]}]
      - figure: {alt: Logotipo}
      - snippet: more
  - heading: Por qué
    text: Texto.
""",
    "care/cough.yaml": HANDOUT.replace("Fever", "Cough"),
}
LOGO = make_picture("logo.png")


def test_workspace_with_everything_has_no_problem() -> None:
    validated = validate_tree(EVERYTHING, LOGO)

    assert validated.problems == ()
    assert validated.broken == ()


def test_library_says_what_there_is() -> None:
    library = make_library(EVERYTHING, LOGO)

    assert (library.default_language, library.languages) == ("en", ("es", "en"))
    assert library.editions == ("standard", "large-print")
    assert library.known_ids == ("care/cough", "care/fever")
    assert library.former_ids == {"care/heat": "care/fever"}
    assert library.phone_keys == ("nurse", "oncall")
    assert list(library.topics) == [("care", "en"), ("care", "es")]
    assert list(library.sets) == [("start", "en")]


def test_handout_has_all_that_its_page_needs() -> None:
    handout = make_handout(EVERYTHING, LOGO)
    kinds = [content.block_kind(block) for block in handout.manuscript.sections[0].all_blocks()]

    assert (handout.id, handout.language) == ("care/fever", "en")
    assert handout.path == "handouts/care/fever.yaml"
    assert handout.plain(handout.manuscript.title) == "Fever at Example Clinic"
    assert kinds == [
        *("text", "steps", "checklist", "table", "medicines", "terms", "figure"),
        *("callout", "callout", "questions", "write_in", "link", "text"),
    ]
    assert handout.letterhead.department == "Infusion"
    assert [entry.word.source for entry in handout.glossary] == ["port"]
    assert handout.reference_titles == {"care/cough": "Cough"}
    assert handout.review == Review(words=handout.review.words)
    assert handout.topic_title == "Care"


def test_translation_has_its_own_words_and_what_it_inherits() -> None:
    handout = make_handout(EVERYTHING, LOGO, language="es")
    medicines, figure, text = handout.manuscript.sections[0].all_blocks()

    assert handout.letterhead.name == "Clínica Ejemplo"
    assert handout.topic_title == "Cuidados"
    assert plain_text(medicines.medicines[0].generic, str) == "anastrozole"
    assert figure.figure.image == "handouts/logo.png"
    assert plain_text(text.text, str) == "Llame."
    assert handout.manuscript.codes.icd10cm == ("R50.9",)


def test_default_language_comes_first_then_topics_by_name_their_order_and_titles() -> None:
    tree = EVERYTHING | {
        "aaa/topic.yaml": "title: Z\n",
        "aaa/b.yaml": HANDOUT.replace("Fever", "first"),
        "aaa/a.yaml": HANDOUT.replace("Fever", "Second"),
    }

    assert list_made(tree, LOGO) == [
        ("aaa/b", "en"),
        ("aaa/a", "en"),
        ("care/fever", "en"),
        ("care/cough", "en"),
        ("care/fever", "es"),
    ]


def test_texts_print_as_they_were_typed() -> None:
    table = make_handout(EVERYTHING, LOGO).manuscript.sections[0].all_blocks()[3].table

    cells = [plain_text(cell, str) for row in table.rows for cell in row]

    assert cells == ["1", "no", "12:30", "1.10"]


# --- approvals ----------------------------------------------------------------------------------


def type_approval(words: str, state: str = "approved") -> str:
    entry = f"{{version: 3, words: {words}, state: {state}, on: 2026-01-31, due: 2027-01-31}}"
    return seal_entries(f"- {entry}\n")


def digest(tree: dict[str, str]) -> str:
    handout = make_handout(tree, LOGO)
    pictures = {LOGO.path: LOGO.digest}
    return digest_words(handout.manuscript, handout.glossary, pictures)


def test_approved_words_have_a_version_and_dates() -> None:
    tree = {"care/fever.yaml": type_blocks("- figure: {image: ../logo.png, alt: A}")}
    approved = tree | {"approvals/care/fever.yaml": type_approval(digest(tree))}

    assert make_handout(approved, LOGO).review == Review(
        State.APPROVED, 3, date(2026, 1, 31), date(2027, 1, 31), digest(tree)
    )


def test_changed_words_are_a_draft() -> None:
    approved = {"approvals/care/fever.yaml": type_approval(digest({}))}
    changed = {"care/fever.yaml": HANDOUT + "do: [Rest]\n"}

    assert make_handout(approved).review.state is State.APPROVED
    review = make_handout(approved | changed).review
    before = review.changed_from
    assert (review.state, review.words) == (State.DRAFT, digest(changed))
    assert before is not None
    assert (before.version, before.on, before.words) == (3, date(2026, 1, 31), digest({}))


def test_withdrawn_words_stay_so_whatever_they_are_now() -> None:
    withdrawn = {"approvals/care/fever.yaml": type_approval("0" * 64, "withdrawn")}

    assert make_handout(withdrawn).review.state is State.WITHDRAWN


# --- what is wrong is told, and nothing else breaks ---------------------------------------------


def test_one_bad_handout_drops_no_other() -> None:
    tree = {
        "care/cough.yaml": "title: [x\n",
        "care/rash.yaml": HANDOUT + "colour: red\n",
        "care/pain.yaml": type_blocks("- snippet: x"),
    }

    validated = validate_tree(tree)

    assert list_made(tree) == [("care/fever", "en")]
    assert validated.broken == (("care/cough", "en"), ("care/pain", "en"), ("care/rash", "en"))
    assert make_library(tree).known_ids == ("care/cough", "care/fever", "care/pain", "care/rash")


def test_problems_of_reading_concern_the_handout_of_their_file() -> None:
    tree = {"care/fever.es.yaml": "title: [x\n", "sets/x.es.yaml": "x", "snippets/x.yaml": "x"}

    assert list_scopes(tree) == [("care/fever", "es"), ("", "es"), ("", "en")]


def test_missing_clinic_is_told_and_the_handouts_are_checked_all_the_same() -> None:
    validated = validate_tree({"clinic.yaml": "", "care/fever.yaml": HANDOUT + "colour: red\n"})

    assert [str(problem) for problem in validated.problems] == [
        "handouts/care/fever.yaml:6:1: unknown key 'colour'; use one of: audience, codes, do, "
        "former_ids, keywords, kind, owner, sections, see_also, sources, summary, title, "
        "translation",
        "handouts/clinic.yaml:1:1: the clinic's own file is missing; "
        "write it; it needs no more than a line 'name: …'",
    ]
    assert validated.library is None
    assert validated.broken == (("care/fever", "en"),)


def test_clinic_that_is_no_yaml_is_unusable() -> None:
    validated = validate_tree({"clinic.yaml": "name: [x\n"})

    assert [problem.path for problem in validated.problems] == ["handouts/clinic.yaml"]
    assert validated.library is None


def test_workspace_without_handouts_is_warned_of() -> None:
    tree = {"care/fever.yaml": "", "care/topic.yaml": "", "care/topic.es.yaml": ""}

    assert list_problems(tree) == [
        "handouts:1:1: warning: there are no handouts; write one, such as handouts/topic/name.yaml"
    ]
    assert list_made(tree) == []


def test_nothing_at_all_is_told_as_a_missing_clinic() -> None:
    validated = validate(Sources((), (), ()), label_languages=("en",), theme_editions=())

    assert [str(problem).split("; ")[0] for problem in validated.problems] == [
        "handouts:1:1: warning: there are no handouts",
        "handouts/clinic.yaml:1:1: the clinic's own file is missing",
    ]


def test_what_fails_for_the_sake_of_another_file_names_it() -> None:
    tree = {
        "care/topic.yaml": "titel: Care\n",
        "care/fever.es.yaml": HANDOUT,
        "clinic.yaml": CLINIC,
    }

    found = [str(each) for each in validate_tree(tree).problems if each.language == "es"]

    assert found == [
        "handouts/care/fever.es.yaml:1:1: this cannot be made, because "
        "'handouts/care/topic.yaml' is wrong; mend that file"
    ]


# --- whatever is typed --------------------------------------------------------------------------

MODELS = [each for each in vars(content).values() if isinstance(each, type)]
KEYS = sorted(
    {name for each in MODELS if issubclass(each, FileModel) for name in each.model_fields}
    | set(BLOCK_MODELS)
    | {"en", "es", "1"}
)
WORDS = st.sampled_from(
    [
        *("", "a", "1", "true", "en", "2026-01-31", "a" * 64, "#123456", "x.png", "care/fever"),
        *(
            "nurse",
            "more",
            "call-now",
            "emergency",
            "approved",
            "**b**",
            "- a\n- b",
            "{{",
            "{{ x }}",
        ),
        *("{{ clinic.name }}", "[a](handout:care/x)", "[a]({{ clinic.name }})"),
        "https://{{ clinic.website }}",
    ]
) | st.text(max_size=8)
ANYTHING = st.recursive(
    st.none() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=20,
)
BLOCKS = st.lists(
    st.dictionaries(st.sampled_from(sorted(BLOCK_MODELS)), ANYTHING, min_size=1, max_size=2)
    | st.fixed_dictionaries({"snippet": st.just("more")}),
    max_size=4,
)
SECTIONS = st.fixed_dictionaries(
    {"heading": WORDS}, optional={"text": ANYTHING, "blocks": BLOCKS, "id": WORDS}
)
HANDOUTS = (
    st.fixed_dictionaries(
        {"title": WORDS, "summary": WORDS, "sections": st.lists(SECTIONS | ANYTHING, max_size=3)},
        optional=dict.fromkeys(("do", "see_also", "codes", "sources", "translation"), ANYTHING),
    )
    | ANYTHING
)
FILES = {
    "care/fever.yaml": HANDOUTS,
    "care/fever.es.yaml": HANDOUTS,
    "care/topic.yaml": ANYTHING,
    "snippets/more.yaml": st.fixed_dictionaries({"blocks": BLOCKS}),
    "sets/start.yaml": ANYTHING,
    "glossary.yaml": ANYTHING,
    "clinic.yaml": st.fixed_dictionaries({"name": WORDS}) | ANYTHING,
    "approvals/care/fever.yaml": ANYTHING,
}


@settings(max_examples=150, deadline=None)
@given(typed=st.fixed_dictionaries({}, optional=FILES))
def test_whatever_is_typed_is_made_or_told_and_raises_nothing(typed: dict[str, object]) -> None:
    tree = TREE | {path: json.dumps(value) for path, value in typed.items()}

    validated = validate_tree(tree)

    errors = [each for each in validated.problems if each.severity is Severity.ERROR]
    for handout in validated.library.handouts if validated.library else ():
        assert count_words(handout.manuscript) > 0
    for handout_id, language in validated.broken:
        assert any(
            each.handout_id in ("", handout_id) and each.language in ("", language)
            for each in errors
        )


@pytest.mark.parametrize("key", list(Manuscript.model_fields))
@pytest.mark.parametrize("value", [None, "", "a", [], {}, [[]], [{}], {"a": "b"}])
def test_no_value_of_a_key_raises_and_no_message_speaks_of_python(key: str, value: object) -> None:
    fever = {"title": "T", "summary": "S", "sections": [{"heading": "H", "text": "T"}], key: value}

    told = " ".join(list_problems({"care/fever.yaml": json.dumps(fever)}))

    words = ("validation", "pydantic", "input", "dict", "tuple", "str", "None", "Literal", "type")
    assert [word for word in words if word in told.split()] == []
