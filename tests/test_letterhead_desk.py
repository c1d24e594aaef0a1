"""Letterheads, made once, and only when they can be used."""

from handoutpress.text import iter_links
from handoutpress.validate.clinic_desk import open_clinic
from handoutpress.validate.glossaries import read_glossary
from handoutpress.validate.letterhead_desk import LetterheadDesk
from handoutpress.validate.references import Catalog
from tests.content_tree import read_tree

CLINIC = """\
name: {en: A, es: B}
departments: {lymph: {name: {en: L}}}
languages: [en, es]
notices: {en: "Read [this](handout:care/old).", es: "{{ clinic.x }}"}
"""


def open_desk(clinic: str = CLINIC) -> LetterheadDesk:
    desk = open_clinic(
        read_tree({"clinic.yaml": clinic}), {}, theme_editions=("standard",), faulty_paths=()
    )
    catalog = Catalog({"care/new": frozenset({"en"})}, {"care/old": "care/new"})
    return LetterheadDesk(desk, read_glossary(None, catalog), catalog)


def test_letterhead_is_made_once() -> None:
    desk = open_desk()

    first = desk.get(None, "en")

    assert first is not None
    assert desk.get(None, "en") is first
    assert desk.list_made("en") == (first,)


def test_link_in_the_notices_leads_to_the_present_id() -> None:
    letterhead = open_desk().get(None, "en")

    assert letterhead is not None
    assert letterhead.notices is not None
    assert [link.target[0].text for link in iter_links(letterhead.notices)] == ["handout:care/new"]


def test_letterhead_with_a_fault_is_not_handed_out_but_told() -> None:
    desk = open_desk()

    assert desk.get(None, "es") is None
    assert desk.list_made("es") == ()
    assert [(each.what, each.language) for each in desk.problems] == [
        ("unknown placeholder 'clinic.x'", "es")
    ]


def test_unknown_department_and_unusable_clinic_have_none() -> None:
    assert open_desk().get("chemo", "en") is None
    assert open_desk("fax: A\n").get(None, "en") is None
