"""The clinic, or a department, in one language; English never stands in."""

from handoutpress.model import Letterhead, PhoneLine
from handoutpress.text import Flow, plain_text
from tests.content_tree import HANDOUT, list_made, list_problems, make_handout, validate_tree

PATH = "handouts/clinic.yaml"
CLINIC = """\
name: {en: Example Clinic, es: Clínica Ejemplo}
department: {en: Oncology, es: Oncología}
address: [1 Example Street, {en: Springfield, es: Villa}]
phones:
  nurse: {label: {en: Nurse, es: Enfermera}, number: 555-0100, hours: {en: Days, es: Días},
    when_closed: oncall}
  oncall: {label: {en: Doctor, es: Médico}, number: 555-0101, always: true}
emergency: 911
departments:
  lymphedema:
    name: {en: Lymphedema Clinic, es: Clínica de linfedema}
    phones:
      nurse: {label: {en: Lymph nurse, es: Enfermera L}, number: 555-0200, when_closed: oncall}
  chemo:
    name: Infusion
    address: [2 Example Street]
website: https://example.org
public_url: https://example.org/handouts
colors: {primary: "#00274c", accent: "#8a1538"}
paper: a4
languages: [en, es]
notices: {en: "Call {{ clinic.phones.nurse.number }}.", es: Pregunte.}
"""
TREE = {"clinic.yaml": CLINIC, "care/fever.es.yaml": HANDOUT}


def read_letterhead(language: str = "en", **tree: str) -> Letterhead:
    return make_handout(TREE | tree, language=language).letterhead


def read_department(name: str) -> Letterhead:
    topic = {"care/topic.yaml": f"title: Care\ndepartment: {name}\n"}
    return make_handout(TREE | topic).letterhead


def say(flow: Flow | None) -> str:
    assert flow is not None
    return plain_text(flow, str)


def test_letterhead_is_in_the_language_of_its_handout() -> None:
    letterhead = read_letterhead("es")

    assert (letterhead.name, letterhead.department) == ("Clínica Ejemplo", "Oncología")
    assert letterhead.address == ("1 Example Street", "Villa")
    assert say(letterhead.notices) == "Pregunte."


def test_text_without_languages_serves_all_of_them() -> None:
    assert [read_letterhead(language).address[0] for language in ("en", "es")] == [
        "1 Example Street",
        "1 Example Street",
    ]


def test_phones_stand_in_their_order_with_those_that_stand_in_for_them() -> None:
    oncall = PhoneLine("oncall", "Doctor", "555-0101", is_always_open=True)
    nurse = PhoneLine("nurse", "Nurse", "555-0100", hours="Days", when_closed=oncall)

    assert read_letterhead().phones == (nurse, oncall)


def test_placeholders_have_the_names_of_what_is_set() -> None:
    assert read_letterhead().placeholders == {
        "clinic.name": "Example Clinic",
        "clinic.department": "Oncology",
        "clinic.emergency": "911",
        "clinic.website": "https://example.org",
        "clinic.public_url": "https://example.org/handouts",
        "clinic.phones.nurse.label": "Nurse",
        "clinic.phones.nurse.number": "555-0100",
        "clinic.phones.nurse.hours": "Days",
        "clinic.phones.oncall.label": "Doctor",
        "clinic.phones.oncall.number": "555-0101",
    }


def test_rest_of_the_letterhead_is_as_set() -> None:
    letterhead = read_letterhead()

    assert (letterhead.emergency, letterhead.paper) == ("911", "a4")
    assert (letterhead.primary_color, letterhead.accent_color) == ("#00274c", "#8a1538")
    assert letterhead.public_url == "https://example.org/handouts"


def test_phones_of_a_department_stand_before_those_of_the_clinic() -> None:
    letterhead = read_department("lymphedema")

    assert letterhead.department == "Lymphedema Clinic"
    assert [(line.key, line.label) for line in letterhead.phones] == [
        ("nurse", "Lymph nurse"),
        ("oncall", "Doctor"),
    ]
    assert letterhead.placeholders["clinic.phones.nurse.number"] == "555-0200"


def test_department_without_an_address_has_that_of_the_clinic() -> None:
    assert read_department("lymphedema").address == ("1 Example Street", "Springfield")
    assert read_department("chemo").address == ("2 Example Street",)


def test_each_text_that_a_language_lacks_is_told_at_its_map() -> None:
    clinic = """\
name: {en: A}
department: {en: D}
address: [{en: B}]
phones:
  nurse: {label: {en: N}, number: 5, hours: {en: H}}
languages: [en, es]
notices: {en: N}
"""
    tree = {"clinic.yaml": clinic, "care/fever.es.yaml": HANDOUT}
    validated = validate_tree(tree)
    add = "has no text in Spanish (es); add 'es: …'"

    assert [str(problem) for problem in validated.problems] == [
        f"{PATH}:1:7: 'name' {add}",
        f"{PATH}:2:13: 'department' {add}",
        f"{PATH}:3:11: item 1 of 'address' {add}",
        f"{PATH}:5:18: 'label' {add}",
        f"{PATH}:5:45: 'hours' {add}",
        f"{PATH}:7:10: 'notices' {add}",
    ]
    assert {(each.handout_id, each.language) for each in validated.problems} == {("", "es")}
    assert validated.broken == (("care/fever", "es"),)
    assert list_made(tree) == [("care/fever", "en")]


def test_language_without_handouts_may_lack_any_text() -> None:
    assert list_problems({"clinic.yaml": "name: {en: A}\nlanguages: [en, es]\n"}) == []


def test_department_that_nobody_uses_may_lack_any_text() -> None:
    clinic = CLINIC.replace("name: Infusion", "name: {en: Infusion}")

    assert list_problems(TREE | {"clinic.yaml": clinic}) == []


def test_stand_in_of_a_departments_phone_is_checked_among_all_phones() -> None:
    clinic = CLINIC.replace("number: 555-0200, when_closed: oncall", "number: 1, when_closed: x")
    topic = "title: Care\ndepartment: lymphedema\n"

    assert list_problems(TREE | {"clinic.yaml": clinic, "care/topic.yaml": topic}) == [
        f"{PATH}:13:82: the clinic has no phone 'x'; use one of: nurse, oncall"
    ]


def test_notices_are_checked_in_their_language() -> None:
    clinic = CLINIC.replace("es: Pregunte.", "es: 'Lea [esto](handout:care/x) {{ clinic.x }}'")
    found = validate_tree(TREE | {"clinic.yaml": clinic}).problems

    assert [str(problem) for problem in found] == [
        f"{PATH}:22:73: there is no handout 'care/x'; use one of: care/fever",
        f"{PATH}:22:89: unknown placeholder 'clinic.x'; did you mean 'clinic.name'?",
    ]
    assert {each.language for each in found} == {"es"}
