"""What others lose when they combine tagged PDFs: a test for each, that fails without its remedy.

The parts are printed as ours are, or hold what others write: headers by name, tagged forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf

from handoutpress.combine import Combined, Part, combine
from handoutpress.tag_check import check_tags
from tests import foreign_pdfs as foreign
from tests.pdf_facts import find_faults, page_texts
from tests.small_press import FILLER, LONG_TEXT, print_page
from tests.tag_breakages import split_parent_tree
from tests.tagged_pdf import build_sound_pdf, change, elements

ANCHORS = '<h2 id="same">{0}</h2><p><a href="#same">To {0}</a></p>'
FORWARD = '<p><a href="#end">To the end</a></p>' + FILLER * 2 + f'<h2 id="end">End</h2>{LONG_TEXT}'


@cache
def printed(body: str) -> bytes:
    return print_page(body)


def combine_all(*pdfs: bytes) -> Combined:
    parts = [Part(pdf, f"Part {number}", "en") for number, pdf in enumerate(pdfs, start=1)]
    return combine(parts, title="Packet", author="Example Clinic", language="en")


def rules_broken(combined: Combined) -> set[str]:
    return {fault.rule for fault in check_tags(combined.pdf)}


def walk(element: Any) -> Iterator[Any]:
    yield element
    kids = element.get("/K", Array())
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield from walk(kid)


def each_part(pdf: Pdf) -> list[list[Any]]:
    return [list(walk(part)) for part in pdf.Root.StructTreeRoot.K[0].K]


@pytest.fixture(scope="module")
def sound_twice() -> Combined:
    """Two PDFs with names for cells, classes, roles, and a form that is tagged."""
    return combine_all(build_sound_pdf(), build_sound_pdf())


# --- elements -----------------------------------------------------------------------------------


def test_elements_that_are_equal_are_not_made_one() -> None:
    body = "<p></p>" * 3

    combined = combine_all(printed(body), printed(body))

    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        items = [[each for each in part if each.S == Name.P] for part in each_part(pdf)]
        assert [len({item.objgen for item in part}) for part in items] == [3, 3]
    assert find_faults(combined.pdf) == []


def test_elements_lead_to_the_pages_that_are_there_not_to_copies() -> None:
    combined = combine_all(printed(ANCHORS.format("One")), printed(ANCHORS.format("Two")))

    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        pages = {page.obj.objgen for page in pdf.pages}
        named = {each.Pg.objgen for part in each_part(pdf) for each in part if "/Pg" in each}
        all_pages = [
            each
            for each in pdf.objects
            if isinstance(each, Dictionary) and each.get("/Type") == "/Page"
        ]
        assert named == pages
        assert len(all_pages) == len(pages)


def test_a_part_holds_the_marks_of_its_own_pages_only() -> None:
    combined = combine_all(*(printed(ANCHORS.format(name)) for name in ("One", "Two", "Three")))

    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        numbers = {page.obj.objgen: page.index for page in pdf.pages}
        pages = [
            {numbers[each.Pg.objgen] for each in part if "/Pg" in each} for part in each_part(pdf)
        ]
    assert pages == [{0}, {1}, {2}]


# --- keys ---------------------------------------------------------------------------------------


def test_every_page_has_its_key_though_the_library_leaves_it_out() -> None:
    assert "structparents-missing" not in rules_broken(combine_all(printed("<p>One</p>")))


def test_no_two_pages_have_one_key() -> None:
    found = rules_broken(combine_all(printed("<p>One</p>"), printed("<ul><li>Two</li></ul>")))

    assert found & {"parent-tree-shared", "parent-tree-slot", "parent-tree-order"} == set()


def test_annotations_of_each_part_lead_to_their_own_elements() -> None:
    found = rules_broken(combine_all(*[printed(ANCHORS.format("One"))] * 3))

    assert found & {"annotation-untagged", "parent-tree-shared"} == set()


def test_a_form_that_is_tagged_has_its_key(sound_twice: Combined) -> None:
    assert rules_broken(sound_twice) & {"structparents-missing", "parent-tree-slot"} == set()


def test_a_tree_of_keys_with_branches_is_read_whole() -> None:
    branched = change(build_sound_pdf(), split_parent_tree)

    assert find_faults(combine_all(branched, branched).pdf) == []


def test_keys_that_a_part_had_in_disorder_are_in_order() -> None:
    def turn_round(pdf: Pdf) -> None:
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        pdf.Root.StructTreeRoot.ParentTree.Nums = Array(
            [each for pair in reversed(pairs) for each in pair]
        )

    assert find_faults(combine_all(change(build_sound_pdf(), turn_round)).pdf) == []


def test_the_next_key_is_free(sound_twice: Combined) -> None:
    with pikepdf.open(BytesIO(sound_twice.pdf)) as pdf:
        root = pdf.Root.StructTreeRoot
        assert root.ParentTreeNextKey == max(list(root.ParentTree.Nums)[::2]) + 1


# --- names --------------------------------------------------------------------------------------


def test_names_of_elements_differ_between_parts(sound_twice: Combined) -> None:
    assert "id-repeated" not in rules_broken(sound_twice)


def test_cells_name_the_headers_of_their_own_table(sound_twice: Combined) -> None:
    assert "table-headers" not in rules_broken(sound_twice)
    with pikepdf.open(BytesIO(sound_twice.pdf)) as pdf:
        assert sum("/A" in cell and "/Headers" in cell.A for cell in elements(pdf, "TD")) == 2


def test_all_names_of_elements_are_listed_in_order(sound_twice: Combined) -> None:
    assert "id-tree" not in rules_broken(sound_twice)


def test_links_stay_in_their_part_though_each_has_a_place_of_that_name() -> None:
    combined = combine_all(*(printed(ANCHORS.format(name)) for name in ("One", "Two", "Three")))

    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        leads = [page.Annots[0].Dest[0].objgen for page in pdf.pages]
        assert leads == [page.obj.objgen for page in pdf.pages]


def test_a_link_to_a_later_page_leads_to_the_page_that_is_there() -> None:
    part = printed(FORWARD)
    combined = combine_all(part, part)

    assert len(page_texts(part)) > 1
    assert "destination" not in rules_broken(combined)
    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        numbers = {page.obj.objgen: page.index for page in pdf.pages}
        leads = [
            numbers[pdf.pages[first].Annots[0].Dest[0].objgen] for first in combined.first_pages
        ]
    texts = page_texts(combined.pdf)
    assert leads == [index for index, text in enumerate(texts) if text.startswith("End")]


# --- the whole ----------------------------------------------------------------------------------


def test_the_catalog_says_what_the_whole_is() -> None:
    with pikepdf.open(BytesIO(combine_all(printed("<p>One</p>")).pdf)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "en"
        with pdf.open_metadata() as told:
            assert (told["pdfuaid:part"], told["dc:title"]) == ("1", "Packet")


def test_objects_are_packed_though_the_library_does_not() -> None:
    part = printed("<ul>" + "<li>One</li>" * 20 + "</ul>")
    combined = combine_all(*[part] * 5)

    unpacked = BytesIO()
    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        pdf.save(unpacked, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert b"/ObjStm" in combined.pdf
    assert len(combined.pdf) < 0.6 * len(unpacked.getvalue())


# --- what is painted on a page of others ----------------------------------------------------------


def field(pdf: Pdf, page: Object, color: str, y: int = 100) -> None:
    look = foreign.make_look(pdf, f"{color} rg 0 0 120 20 re f")
    box = (40, y, 160, y + 20)
    foreign.add_field(pdf, page, "Tx", color, box, AP=Dictionary(N=look))


def colors_at(pdf: bytes, y: int = 110) -> list[tuple[int, ...]]:
    """Return the color of each page, 100 points from the left and `y` from below."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        images = [page.render().to_pil() for page in document]
    return [image.getpixel((100, image.height - y)) for image in images]


def test_a_field_stands_in_its_place_though_the_page_left_its_matrix_turned() -> None:
    pdf = Pdf.new()
    page = foreign.add_page(pdf, f"Q 1 0 0 -1 0 400 cm /P BMC q 2 0 0 2 0 0 cm {foreign.BOX}")
    field(pdf, page, "1 0 0")

    assert colors_at(combine_all(foreign.save(pdf)).pdf) == [(255, 0, 0)]


def test_a_field_shows_though_the_content_before_it_hides_all_that_follows() -> None:
    pdf = Pdf.new()
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Hidden"))
    page = foreign.add_page(pdf, "/OC /Hidden BDC")
    page.Resources.Properties = Dictionary(Hidden=layer)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    field(pdf, page, "1 0 0")

    assert colors_at(combine_all(foreign.save(pdf)).pdf) == [(255, 0, 0)]


def test_fields_of_pages_with_the_same_resources_show_on_their_own_page() -> None:
    pdf = Pdf.new()
    pages = [foreign.add_page(pdf, "") for _ in range(2)]
    pages[0].Resources = pages[1].Resources = pdf.make_indirect(pages[0].Resources)
    for page, color in zip(pages, ("1 0 0", "0 0 1"), strict=True):
        field(pdf, page, color)

    assert colors_at(combine_all(foreign.save(pdf)).pdf) == [(255, 0, 0), (0, 0, 255)]


def test_a_field_shows_on_a_page_that_has_nothing_else() -> None:
    pdf = Pdf.new()
    page = foreign.add_page(pdf, "")
    del page.Contents, page.Resources
    field(pdf, page, "1 0 0")

    assert colors_at(combine_all(foreign.save(pdf)).pdf) == [(255, 0, 0)]
