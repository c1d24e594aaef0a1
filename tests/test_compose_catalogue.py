from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element

import pytest

from handoutpress.catalogue import CatalogueBooklet, CatalogueSet
from handoutpress.errors import RenderError
from handoutpress.labels import Labels, read_labels
from handoutpress.model import State
from tests.catalogues import (
    compose_pages,
    compose_tree,
    make_catalogue,
    make_catalogue_pdf,
    make_entry,
)
from tests.makers import find, find_all, make_theme, read_html, say, say_all

DUE = date(2027, 5, 1)
FIEBRE = make_entry("care/fever", "es", title="Fiebre", topic_title="En casa")


def find_row(page: Element, handout_id: str = "care/fever") -> Element:
    (row,) = [each for each in page.iter("li") if each.get("id") == handout_id]
    return row


def say_marks(element: Element) -> list[str]:
    return say_all(element.iter("strong"))


def list_addresses(element: Element) -> list[str]:
    return [each.get("href", "") for each in element.iter("a")]


def say_also(row: Element) -> list[str]:
    (also,) = find_all(row, "div", "also")
    return say_all(also.iter("li"))


def read_choices(page: Element, name: str) -> dict[str, str]:
    """Return the choices of a filter and their words; none when there is no such filter."""
    selects = [each for each in page.iter("select") if each.get("name") == name]
    return {
        option.get("value", ""): say(option) for each in selects for option in each.iter("option")
    }


# --- the pages ------------------------------------------------------------------------------------


def test_there_is_a_page_for_each_language_and_the_default_one_is_the_index() -> None:
    pages = compose_pages(make_catalogue(make_entry(), FIEBRE))

    assert list(pages) == ["index.html", "index/es.html"]


def test_clinic_may_have_another_default_language() -> None:
    pages = compose_pages(make_catalogue(make_entry(), FIEBRE, default_language="es"))

    assert list(pages) == ["index/en.html", "index.html"]
    assert 'lang="es"' in pages["index.html"]


def test_language_without_labels_has_no_page_and_is_not_in_the_switch() -> None:
    pages = compose_pages(make_catalogue(make_entry(), languages=("en", "tlh")))

    assert list(pages) == ["index.html"]
    assert find_all(read_html(pages["index.html"]), "ul", "languages") == []


@pytest.mark.parametrize(
    ("path", "language", "heading", "clinic", "titles"),
    [
        ("index.html", "en", "Patient handouts", "Example Clinic", ["Fever"]),
        ("index/es.html", "es", "Hojas para pacientes", "Clínica Ejemplo", ["Fiebre"]),
    ],
)
def test_page_speaks_its_language_and_lists_the_handouts_of_that_language(
    path: str, language: str, heading: str, clinic: str, titles: list[str]
) -> None:
    page = compose_tree(make_catalogue(make_entry(), FIEBRE), path)

    assert (page.get("lang"), page.get("dir")) == (language, "ltr")
    assert say(find(page, "h1")) == heading
    assert say(find(page, "p", "clinic")) == clinic
    assert say(find(page, "title")) == f"{heading} – {clinic}"
    assert say_all(page.iter("h3")) == titles


def test_page_of_a_language_that_reads_from_the_right_says_so() -> None:
    arabic = Labels("ar", "rtl", read_labels("en").messages)
    catalogue = make_catalogue(make_entry(), languages=("en", "ar"))

    page = read_html(compose_pages(catalogue, ar=arabic)["index/ar.html"])

    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")


def test_switch_names_each_language_as_its_speakers_do_and_marks_the_current_one() -> None:
    page = compose_tree(make_catalogue(make_entry(), FIEBRE), "index/es.html")
    links = list(find(page, "ul", "languages").iter("a"))

    assert [(each.get("lang"), each.get("href"), say(each)) for each in links] == [
        ("en", "../index.html", "English"),
        ("es", "../index/es.html", "Español"),
    ]
    assert [each.get("aria-current") for each in links] == [None, "page"]


def test_page_without_handouts_says_so() -> None:
    page = compose_tree(make_catalogue(make_entry()), "index/es.html")

    assert "Todavía no hay hojas en este idioma." in say(find(page, "main"))


def test_handouts_stand_in_the_order_of_the_library_under_their_topics() -> None:
    entries = [
        make_entry("b/two", title="Two", topic_title="Topic B"),
        make_entry("a/one", title="One", topic_title="Topic A"),
        make_entry("b/three", title="Three", topic_title="Topic B"),
    ]

    page = compose_tree(make_catalogue(*entries))
    sections = [(say(find(each, "h2")), say_all(each.iter("h3"))) for each in page.iter("section")]

    assert sections == [("Topic B", ["Two", "Three"]), ("Topic A", ["One"])]


def test_topic_without_a_title_goes_by_its_name() -> None:
    page = compose_tree(make_catalogue(make_entry(topic_title="")))

    assert say_all(page.iter("h2")) == ["care"]


def test_headings_lists_and_landmarks_are_in_order() -> None:
    page = compose_tree(make_catalogue(make_entry(), FIEBRE, sets=(PACKET,)))
    headings = [each.tag for each in page.iter() if re.fullmatch("h[1-6]", str(each.tag))]

    assert headings == ["h1", "h2", "h3", "h2", "h3"]
    assert [len(find_all(page, tag)) for tag in ("header", "nav", "main", "h1")] == [1, 1, 1, 1]
    assert {each.get("role") for each in page.iter("ul")} == {"list"}
    assert find(page, "form").get("role") == "search"
    assert find(page, "a", "skip").get("href") == "#handouts"


def test_number_of_handouts_is_told_where_a_screen_reader_hears_changes() -> None:
    page = compose_tree(make_catalogue(make_entry(), make_entry("care/pain"), FIEBRE))
    (status,) = [each for each in page.iter("p") if each.get("role") == "status"]

    assert say(status) == "Handouts found: 2"


# --- a handout ------------------------------------------------------------------------------------


def test_title_leads_to_the_standard_edition_and_the_other_one_stands_below() -> None:
    row = find_row(compose_tree(make_catalogue(make_entry())))

    assert list_addresses(find(row, "h3")) == ["en/care/fever.pdf"]
    assert say_also(row) == ["Large print (Fever)"]
    assert list_addresses(row)[1:] == ["en/care/fever.large-print.pdf"]
    assert say(find(row, "p", "facts")) == "Approved Version 3 Pages: 2 PDF 25 kB"
    assert "What a fever means." in say(row)


def test_edition_of_the_first_pdf_is_named_when_it_is_not_the_standard_one() -> None:
    pdfs = (make_catalogue_pdf(edition="extra-large"),)

    row = find_row(compose_tree(make_catalogue(make_entry(pdfs=pdfs))))

    assert list_addresses(row) == ["en/care/fever.extra-large.pdf"]
    assert "Extra large" in say(find(row, "p", "facts"))


def test_page_in_another_language_leads_up_from_its_folder() -> None:
    entry = replace(FIEBRE, picture="index/es/care/fever.png")

    row = find_row(compose_tree(make_catalogue(entry), "index/es.html"))

    assert list_addresses(find(row, "h3")) == ["../es/care/fever.pdf"]
    assert find(row, "img").get("src") == "../index/es/care/fever.png"


def test_every_address_leads_to_a_pdf_of_the_catalogue_or_to_another_page() -> None:
    catalogue = make_catalogue(make_entry(), FIEBRE, sets=(PACKET,))
    pages = compose_pages(catalogue)
    there = {pdf.path for entry in catalogue.entries for pdf in entry.pdfs} | set(pages)

    for path, html in pages.items():
        addresses = [each for each in list_addresses(read_html(html)) if each != "#handouts"]
        led_to = {
            posixpath.normpath(posixpath.join(posixpath.dirname(path), each)) for each in addresses
        }
        assert led_to == there


def test_other_languages_stand_below_by_their_own_names() -> None:
    page = compose_tree(make_catalogue(make_entry(), FIEBRE), "index/es.html")
    row = find_row(page)
    (also,) = find_all(row, "div", "also")

    assert say_also(row) == [
        "Letra grande (Fiebre)",
        "English (Fever)",
        "English (Fever), Letra grande",
    ]
    assert list_addresses(also)[1:] == ["../en/care/fever.pdf", "../en/care/fever.large-print.pdf"]
    assert [each.get("lang") for each in also.iter("span") if each.get("lang")] == ["en", "en"]


def test_state_of_a_translation_is_told_beside_its_link() -> None:
    stale = make_catalogue_pdf("care/fever", "es", is_stale=True)
    draft = replace(FIEBRE, state=State.DRAFT, version=None, pdfs=(stale,))

    row = find_row(compose_tree(make_catalogue(make_entry(), draft)))

    assert say_also(row)[1:] == ["Español (Fiebre) Draft, not reviewed Out of date"]


def test_title_in_the_clinics_own_language_stands_under_that_of_a_translation() -> None:
    page = compose_tree(make_catalogue(make_entry(), FIEBRE), "index/es.html")
    original = find(find_row(page), "p", "original")

    assert (say(original), original.get("lang")) == ("Fever", "en")


def test_title_that_is_the_same_in_both_languages_stands_there_once() -> None:
    catalogue = make_catalogue(make_entry(), replace(FIEBRE, title="Fever"))

    for path in ("index.html", "index/es.html"):
        assert find_all(compose_tree(catalogue, path), "p", "original") == []


@pytest.mark.parametrize(
    ("state", "marks", "said"),
    [
        (State.APPROVED, [], "Approved Version 3"),
        (State.DRAFT, ["Draft, not reviewed"], "Draft, not reviewed Version 3"),
        (State.UNDER_REVIEW, ["Under review"], "Under review Version 3"),
    ],
)
def test_state_is_told_in_words(state: State, marks: list[str], said: str) -> None:
    row = find_row(compose_tree(make_catalogue(make_entry(state=state))))

    assert say_marks(find(row, "p", "facts")) == marks
    assert say(find(row, "p", "facts")).startswith(said)


def test_withdrawn_handout_is_named_and_leads_to_nothing() -> None:
    withdrawn = make_entry(state=State.WITHDRAWN, due=DUE, picture="index/en/care/fever.png")
    page = compose_tree(make_catalogue(withdrawn, FIEBRE, languages=("en",)))
    row = find_row(page)

    assert say(find(row, "h3")) == "Fever"
    assert say(find(row, "p", "facts")) == "Withdrawn, do not hand out Version 3"
    assert find_all(row, "img") == []
    assert list_addresses(find(row, "h3")) == []
    assert [each for each in list_addresses(row) if each.startswith("en/")] == []


def test_withdrawn_translation_is_not_offered() -> None:
    catalogue = make_catalogue(make_entry(), replace(FIEBRE, state=State.WITHDRAWN))

    assert say_also(find_row(compose_tree(catalogue))) == ["Large print (Fever)"]


def test_handout_without_a_pdf_says_so_and_shows_no_picture() -> None:
    row = find_row(compose_tree(make_catalogue(make_entry(pdfs=(), picture="index/a.png"))))

    assert say(find(row, "p", "facts")) == "Approved Version 3 No PDF yet"
    assert (list_addresses(row), find_all(row, "img"), find_all(row, "div", "also")) == ([], [], [])


def test_stale_pdf_is_marked_and_the_reason_is_told() -> None:
    stale = make_catalogue_pdf(is_stale=True, stale_reason="a.yaml:1:1: no picture; add it")
    row = find_row(compose_tree(make_catalogue(make_entry(pdfs=(stale,)))))
    (reason,) = find_all(row, "p", "reason")

    assert say_marks(find(row, "p", "facts")) == ["Out of date"]
    assert say(reason) == ("The newest words could not be printed: a.yaml:1:1: no picture; add it")
    assert find(reason, "span").get("lang") == "en"


def test_stale_edition_is_marked_beside_its_own_link() -> None:
    pdfs = (make_catalogue_pdf(), make_catalogue_pdf(edition="large-print", is_stale=True))

    row = find_row(compose_tree(make_catalogue(make_entry(pdfs=pdfs))))

    assert say_marks(find(row, "p", "facts")) == []
    assert say_also(row) == ["Large print (Fever) Out of date"]


@pytest.mark.parametrize(
    ("path", "language", "written"),
    [
        ("index.html", "en", "Next review May 1, 2027"),
        ("index/es.html", "es", "Próxima revisión: 1 de mayo de 2027"),
    ],
)
def test_due_day_is_written_as_people_write_it_and_as_the_script_reads_it(
    path: str, language: str, written: str
) -> None:
    row = find_row(compose_tree(make_catalogue(make_entry(language=language, due=DUE)), path))
    (due,) = [each for each in row.iter("span") if each.get("data-due")]

    assert (say(due), due.get("data-due")) == (written, "2027-05-01")


def test_picture_is_lazy_decorative_and_keeps_its_place_until_it_is_there() -> None:
    page = compose_tree(make_catalogue(make_entry(picture="index/en/care/fever.png")))
    picture = find(page, "img")

    assert picture.attrib == {
        "src": "index/en/care/fever.png",
        "width": "120",
        "height": "155",
        "loading": "lazy",
        "alt": "",
    }


def test_search_words_are_keywords_codes_and_the_old_ids_of_all_languages() -> None:
    english = make_entry(
        keywords=("chills", "hot"), codes=("R50.9", "161"), former_ids=("care/hot",)
    )
    pages = compose_pages(make_catalogue(english, replace(FIEBRE, keywords=("calentura",))))
    rows = [find_row(read_html(html)) for html in pages.values()]

    assert [row.get("data-words") for row in rows] == [
        "chills hot R50.9 161 care/hot",
        "calentura care/hot",
    ]


# --- packets and filters --------------------------------------------------------------------------

PACKET = CatalogueSet("start", "en", "Starting", ("care/pain", "care/fever", "care/gone"))


def test_packet_lists_its_handouts_in_their_order_with_all_editions() -> None:
    pain = make_entry("care/pain", title="Pain", state=State.DRAFT)
    page = compose_tree(make_catalogue(make_entry(), pain, sets=(PACKET,)))
    packets = find(page, "ul", "packets")
    items = list(find(packets, "ol").iter("li"))

    assert say_all(packets.iter("h3")) == ["Starting"]
    assert say(find(packets, "summary")) == "Handouts: 2"
    assert say_all(items) == [
        "Pain Draft, not reviewed Large print (Pain)",
        "Fever Large print (Fever)",
    ]
    assert list_addresses(items[0]) == ["en/care/pain.pdf", "en/care/pain.large-print.pdf"]


def test_packet_leads_with_one_click_to_all_of_it_in_each_edition() -> None:
    pdfs = (
        make_catalogue_pdf("sets/start", page_count=24, byte_count=260_000),
        make_catalogue_pdf("sets/start", "en", "large-print", is_stale=True),
    )
    pain = make_entry("care/pain", title="Pain", state=State.DRAFT)
    packet = replace(PACKET, pdfs=pdfs)
    page = compose_tree(make_catalogue(make_entry(), pain, sets=(packet,)))
    packets = find(page, "ul", "packets")

    assert list_addresses(find(packets, "h3")) == ["en/sets/start.pdf"]
    assert say(find(packets, "p", "facts")) == (
        "Draft, not reviewed Pages: 24 PDF 260 kB Large print (Starting) Out of date"
    )
    assert "en/sets/start.large-print.pdf" in list_addresses(packets)


def test_topic_leads_to_its_booklets() -> None:
    pdfs = (
        make_catalogue_pdf("care/booklet"),
        replace(make_catalogue_pdf("care/booklet"), edition="print", path="en/care/b.print.pdf"),
    )
    booklets = (CatalogueBooklet("care", "en", pdfs), CatalogueBooklet("care", "es", pdfs[:1]))
    page = compose_tree(make_catalogue(make_entry(), booklets=booklets))

    (line,) = find_all(page, "p", "booklets")
    assert say(line) == (
        "All handouts of this topic as a booklet: Standard (Care at home) To fold (Care at home)"
    )
    assert list_addresses(line) == ["en/care/booklet.pdf", "en/care/b.print.pdf"]


def test_packet_stands_on_the_page_of_its_language_only() -> None:
    spanish = replace(PACKET, language="es", title="Al empezar")
    catalogue = make_catalogue(make_entry(), FIEBRE, sets=(PACKET, spanish))

    for path, titles in {"index.html": ["Starting"], "index/es.html": ["Al empezar"]}.items():
        assert say_all(find(compose_tree(catalogue, path), "ul", "packets").iter("h3")) == titles


def test_packet_that_holds_a_handout_without_a_pdf_names_it() -> None:
    catalogue = make_catalogue(make_entry(pdfs=()), sets=(PACKET,))
    packets = find(compose_tree(catalogue), "ul", "packets")

    assert say_all(find(packets, "ol").iter("li")) == ["Fever"]
    assert list_addresses(packets) == []


def test_packet_of_which_nothing_is_there_is_left_out() -> None:
    page = compose_tree(make_catalogue(FIEBRE, sets=(PACKET,)))

    assert find_all(page, "ul", "packets") == []


def test_filters_offer_what_is_there() -> None:
    stale = make_catalogue_pdf("b/two", is_stale=True)
    two = make_entry("b/two", topic_title="Topic B", state=State.DRAFT, pdfs=(stale,))

    page = compose_tree(make_catalogue(make_entry(), two))

    assert read_choices(page, "topic") == {"": "All", "care": "Care at home", "b": "Topic B"}
    assert read_choices(page, "state") == {
        "": "All",
        "draft": "Draft, not reviewed",
        "approved": "Approved",
        "stale": "Out of date",
    }
    assert read_choices(page, "edition") == {
        "": "All",
        "standard": "Standard",
        "large-print": "Large print",
    }
    assert find_row(page, "b/two").get("data-state") == "draft stale"
    assert find_row(page, "b/two").get("data-edition") == "standard"


def test_filter_that_could_choose_nothing_is_left_out() -> None:
    page = compose_tree(make_catalogue(make_entry(), make_entry("care/pain")))

    assert find_all(page, "select") == []
    assert find_row(page).get("data-edition") is None


# --- safety ---------------------------------------------------------------------------------------

TYPED = """</script><img src=x onerror="alert(1)"> </title> & 'so' {{ 7 * 7 }} <!-- -->"""


@pytest.mark.parametrize(
    "name", ["title", "summary", "topic_title", "keywords", "codes", "former_ids", "stale_reason"]
)
def test_what_a_nurse_types_is_words_and_never_markup(name: str) -> None:
    pdfs = (make_catalogue_pdf(is_stale=True, stale_reason=TYPED),)
    value = (TYPED,) if name in ("keywords", "codes", "former_ids") else TYPED
    changes = {"pdfs": pdfs} if name == "stale_reason" else {name: value}
    plain, typed = make_catalogue(make_entry()), make_catalogue(make_entry(**changes))

    page, html = compose_tree(typed), compose_pages(typed)["index.html"]

    assert len(find_all(page, "script")) == len(find_all(compose_tree(plain), "script")) == 1
    assert find_all(page, "img") == []
    words = [say(each) for each in page.iter()] + [each.get("data-words") for each in page.iter()]
    assert any(" ".join(TYPED.split()) in " ".join((each or "").split()) for each in words)
    assert "onerror=&#34;alert" in html


def test_name_of_the_clinic_and_of_a_packet_are_words_too() -> None:
    packet = replace(PACKET, title=TYPED)
    page = compose_tree(make_catalogue(make_entry(), sets=(packet,), clinic_name={"en": TYPED}))

    assert find_all(page, "img") == []
    assert say(find(page, "p", "clinic")) == TYPED
    assert say(find(find(page, "ul", "packets"), "h3")) == TYPED


def test_address_is_quoted() -> None:
    pdf = make_catalogue_pdf(path='en/care/a b"?#.pdf')

    page = compose_tree(make_catalogue(make_entry(pdfs=(pdf,))))

    assert list_addresses(find(page, "h3")) == ["en/care/a%20b%22%3F%23.pdf"]


def test_policy_stands_on_the_page_and_no_element_carries_a_style_or_a_handler() -> None:
    page = compose_tree(make_catalogue(make_entry(), FIEBRE, sets=(PACKET,)))
    (policy,) = [each for each in page.iter("meta") if each.get("http-equiv")]
    names = {name for each in page.iter() for name in each.attrib}

    assert policy.get("http-equiv") == "Content-Security-Policy"
    assert policy.get("content", "").startswith("default-src 'none'; ")
    assert [name for name in names if name == "style" or name.startswith("on")] == []


def test_page_names_no_address_on_a_network() -> None:
    pages = compose_pages(make_catalogue(make_entry(), FIEBRE, sets=(PACKET,)))

    assert re.findall(r"https?://|//[a-z]+\.|url\(|@import", "".join(pages.values())) == []


def test_color_of_the_clinic_and_the_theme_are_used() -> None:
    html = compose_pages(make_catalogue(make_entry(), primary_color="#00274c"))["index.html"]

    assert "--primary: #00274c" in html
    assert set(re.findall(r"var\((--[\w-]+)", html)) <= set(re.findall(r"(--[\w-]+):", html))


def test_broken_template_is_told_by_its_name_and_line() -> None:
    theme = make_theme(templates={"web/catalogue.html": "\n{{ nonsense }}"})

    with pytest.raises(RenderError) as caught:
        compose_pages(make_catalogue(make_entry()), theme=theme)
    assert str(caught.value) == (
        "the template web/catalogue.html:2 is broken: 'nonsense' is undefined; "
        "mend it in templates/"
    )


def test_handout_weighs_about_a_kilobyte() -> None:
    def weigh(count: int) -> int:
        entries = [make_entry(f"care/fever-{number}") for number in range(count)]
        return len(compose_pages(make_catalogue(*entries))["index.html"].encode())

    assert (weigh(300) - weigh(100)) / 200 < 1000
