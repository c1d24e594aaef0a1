"""A combined PDF, broken in one way at a time: the integrity check must notice each.

The ways are those in which a single PDF breaks, and those in which two parts get mixed up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf

from handoutpress.combine import Part, combine
from handoutpress.tag_check import check_tags
from tests.small_press import print_page
from tests.tag_breakages import BROKEN, add_content, edit, root, slots
from tests.tagged_pdf import TEXT, build_sound_pdf, change

# These name what stands elsewhere in a combined PDF, or what it has not: names of places, resources
# that a page does not use. All but names of places are broken below, in a way that fits.
NOT_THERE = {
    "a_form_paints_outside_its_tags",
    "a_form_with_tags_is_painted_on_two_pages",
    "a_form_with_tags_has_no_key",
    "a_named_destination_is_no_page",
    "the_named_destinations_are_not_sorted",
    "a_named_destination_is_missing_its_value",
    "a_mark_in_a_form_is_claimed_as_one_of_the_page",
    "two_cells_have_one_id",
    "the_file_has_no_title",
}
Mutation = Callable[[Pdf], object]
MIXED_UP: dict[str, tuple[Mutation, str]] = {}


def build_combined() -> bytes:
    parts = [
        Part(build_sound_pdf(), "One", "en"),
        Part(build_sound_pdf(), "Two", "es"),
        Part(print_page('<p id="a">Three <a href="#a">up</a></p>'), "Three", "en"),
    ]
    return combine(parts, title="Packet", author="Example Clinic", language="en").pdf


COMBINED = build_combined()


def rules_broken(pdf: bytes) -> set[str]:
    return {fault.rule for fault in check_tags(pdf)}


def breaks(rule: str) -> Callable[[Mutation], Mutation]:
    def register(mutate: Mutation) -> Mutation:
        MIXED_UP[mutate.__name__] = (mutate, rule)
        return mutate

    return register


def page(pdf: Pdf, part: int, number: int = 1) -> Any:
    """Return a page of a part; both count from 1, and the first two parts have two pages."""
    return pdf.Root.Pages.Kids[2 * (part - 1) + number - 1]


def part(pdf: Pdf, number: int) -> Any:
    return root(pdf).K[0].K[number - 1]


def find(pdf: Pdf, number: int, kind: str) -> Any:
    """Return the first element of a kind in a part."""
    waiting = [part(pdf, number)]
    while waiting:
        element = waiting.pop(0)
        if str(element.S) == f"/{kind}":
            return element
        kids = element.get("/K", Array())
        listed = kids if isinstance(kids, Array) else [kids]
        waiting += [kid for kid in listed if isinstance(kid, Dictionary) and "/S" in kid]
    raise LookupError(kind)


def index_of_key(pdf: Pdf, key: int) -> int:
    return list(root(pdf).ParentTree.Nums)[::2].index(key) * 2


@breaks("parent-tree-slot")
def the_mark_of_a_page_leads_to_the_element_of_another_part(pdf: Pdf) -> None:
    slots(pdf, 5)[0] = slots(pdf, 0)[0]


@breaks("parent-tree-shared")
def the_pages_of_two_parts_have_one_key(pdf: Pdf) -> None:
    page(pdf, 2).StructParents = page(pdf, 1).StructParents


@breaks("parent-tree-order")
def the_keys_of_two_parts_are_out_of_order(pdf: Pdf) -> None:
    numbers = list(root(pdf).ParentTree.Nums)
    root(pdf).ParentTree.Nums = Array([*numbers[10:20], *numbers[:10], *numbers[20:]])


@breaks("parent-tree-order")
def a_key_stands_in_the_tree_twice(pdf: Pdf) -> None:
    root(pdf).ParentTree.Nums[10] = 4


@breaks("parent-tree-next-key")
def the_next_key_is_that_of_the_first_part(pdf: Pdf) -> None:
    root(pdf).ParentTreeNextKey = 5


@breaks("parent-tree-slot")
def the_keys_of_a_part_are_lost(pdf: Pdf) -> None:
    del root(pdf).ParentTree.Nums[10:20]


@breaks("structparents-missing")
def a_page_has_lost_its_key(pdf: Pdf) -> None:
    del page(pdf, 2).StructParents


@breaks("structparents-missing")
def a_form_has_lost_its_key(pdf: Pdf) -> None:
    del page(pdf, 2, 2).Resources.XObject.Form.StructParents


@breaks("content-untagged")
def a_form_paints_outside_its_tags(pdf: Pdf) -> None:
    add_content(page(pdf, 2, 2).Resources.XObject.Form, b"0 0 9 9 re S")


@breaks("form-repeated")
def a_tagged_form_is_painted_in_two_parts(pdf: Pdf) -> None:
    form = page(pdf, 2, 2).Resources.XObject.Form
    page(pdf, 1, 2).Resources.XObject.Form = form


@breaks("annotation-untagged")
def a_link_leads_to_the_element_of_another_part(pdf: Pdf) -> None:
    page(pdf, 2).Annots[0].StructParent = page(pdf, 1).Annots[0].StructParent


@breaks("annotation-untagged")
def a_link_has_lost_its_key(pdf: Pdf) -> None:
    del page(pdf, 3).Annots[0].StructParent


@breaks("annotation-untagged")
def the_element_of_a_link_does_not_lead_back(pdf: Pdf) -> None:
    link = find(pdf, 3, "Link")
    link.K = Array([kid for kid in link.K if not isinstance(kid, Dictionary)])


@breaks("objr-target")
def the_element_of_a_link_leads_to_the_link_of_another_part(pdf: Pdf) -> None:
    for kid in find(pdf, 2, "Link").K:
        if isinstance(kid, Dictionary):
            kid.Obj = page(pdf, 1).Annots[0]


@breaks("annotation-untagged")
def an_annotation_was_added_without_a_tag(pdf: Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), F=4)
    link.Contents, link.Dest = "New", Array([page(pdf, 1), Name.Fit])
    page(pdf, 3).Annots.append(pdf.make_indirect(link))


@breaks("mcid-missing")
def an_element_claims_a_mark_of_a_page_that_is_gone(pdf: Pdf) -> None:
    find(pdf, 2, "H1").Pg = pdf.make_indirect(Dictionary(page(pdf, 2)))


@breaks("mcid-claimed-twice")
def an_element_claims_the_mark_of_another_part(pdf: Pdf) -> None:
    find(pdf, 2, "H1").Pg = page(pdf, 1)


@breaks("mcid-claimed-twice")
def a_mark_in_a_form_is_claimed_as_one_of_the_page(pdf: Pdf) -> None:
    del part(pdf, 2).K[-1].K[0].Stm


@breaks("mcid-repeated")
def a_stamp_brings_marks_of_its_own(pdf: Pdf) -> None:
    add_content(page(pdf, 2).Contents, b"/P <</MCID 0>> BDC " + TEXT % 9 + b" EMC")


@breaks("content-untagged")
def a_stamp_is_no_artifact(pdf: Pdf) -> None:
    add_content(page(pdf, 3).Contents, b"0 0 9 9 re f")


@breaks("content-untagged")
def an_artifact_is_no_longer_one(pdf: Pdf) -> None:
    edit(page(pdf, 2).Contents, b"/Artifact <</Type /Pagination>> BDC", b"/Span BMC")


@breaks("mcid-missing")
def the_content_of_a_page_is_erased(pdf: Pdf) -> None:
    page(pdf, 3).Contents.write(b"")


@breaks("mcid-missing")
def two_pages_have_changed_their_content(pdf: Pdf) -> None:
    page(pdf, 1).Contents, page(pdf, 3).Contents = page(pdf, 3).Contents, page(pdf, 1).Contents


@breaks("element-repeated")
def an_element_stands_in_two_parts(pdf: Pdf) -> None:
    part(pdf, 2).K.append(find(pdf, 1, "H1"))


@breaks("element-repeated")
def a_part_stands_in_the_document_twice(pdf: Pdf) -> None:
    root(pdf).K[0].K.append(part(pdf, 1))


@breaks("element-repeated")
def two_equal_elements_were_made_one(pdf: Pdf) -> None:
    items = find(pdf, 1, "L").K
    items[1] = items[0]


@breaks("element-parent")
def an_element_names_a_parent_in_another_part(pdf: Pdf) -> None:
    find(pdf, 2, "H1").P = part(pdf, 1)


@breaks("element-parent")
def a_part_names_the_root_as_its_parent(pdf: Pdf) -> None:
    part(pdf, 2).P = root(pdf)


@breaks("parent-tree-slot")
def a_part_is_left_out_of_the_document(pdf: Pdf) -> None:
    del root(pdf).K[0].K[1]


@breaks("top-element")
def a_part_stands_beside_the_document(pdf: Pdf) -> None:
    moved = part(pdf, 2)
    del root(pdf).K[0].K[1]
    root(pdf).K.append(moved)


@breaks("element-type")
def the_words_for_roles_are_lost(pdf: Pdf) -> None:
    del root(pdf).RoleMap


@breaks("th-scope")
def the_classes_are_lost(pdf: Pdf) -> None:
    del root(pdf).ClassMap


@breaks("id-repeated")
def cells_of_two_parts_have_one_name(pdf: Pdf) -> None:
    find(pdf, 2, "TH").ID = find(pdf, 1, "TH").ID


@breaks("id-tree")
def the_list_of_names_is_lost(pdf: Pdf) -> None:
    del root(pdf).IDTree


@breaks("id-tree")
def the_list_of_names_leads_to_another_part(pdf: Pdf) -> None:
    names = root(pdf).IDTree.Names
    names[1] = names[-1]


@breaks("table-headers")
def a_cell_names_the_header_of_another_part(pdf: Pdf) -> None:
    find(pdf, 2, "TD").A.Headers = find(pdf, 1, "TD").A.Headers


@breaks("destination")
def a_link_leads_to_a_page_of_no_file(pdf: Pdf) -> None:
    page(pdf, 3).Annots[0].Dest[0] = pdf.make_indirect(Dictionary(page(pdf, 3)))


@breaks("destination")
def a_link_leads_by_a_name_that_is_not_there(pdf: Pdf) -> None:
    page(pdf, 3).Annots[0].Dest = "a"


@breaks("destination")
def an_outline_item_leads_to_a_page_of_no_file(pdf: Pdf) -> None:
    pdf.Root.Outlines.Last.Dest = Array([pdf.make_indirect(Dictionary(page(pdf, 3))), Name.Fit])


@breaks("destination")
def a_name_leads_to_a_page_of_no_file(pdf: Pdf) -> None:
    gone = Array([Object.parse(b"null"), Name.Fit])
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array(["a", gone])))


@breaks("outline-loop")
def the_outline_begins_again_after_its_last_item(pdf: Pdf) -> None:
    pdf.Root.Outlines.Last.Next = pdf.Root.Outlines.First


@breaks("page-tree")
def a_page_is_left_out_and_still_in_the_file(pdf: Pdf) -> None:
    del pdf.Root.Pages.Kids[0]


@breaks("mark-info")
def it_does_not_say_that_it_is_tagged(pdf: Pdf) -> None:
    del pdf.Root.MarkInfo


@breaks("document-title")
def it_has_no_title(pdf: Pdf) -> None:
    edit(pdf.Root.Metadata, b"Packet", b"")


@breaks("document-lang")
def it_has_no_language(pdf: Pdf) -> None:
    del pdf.Root.Lang


def test_a_combined_pdf_has_no_fault() -> None:
    assert check_tags(change(COMBINED, lambda _: None)) == ()


@pytest.mark.parametrize("name", MIXED_UP)
def test_parts_that_are_mixed_up_are_noticed(name: str) -> None:
    mutate, rule = MIXED_UP[name]

    assert rule in rules_broken(change(COMBINED, mutate))


@pytest.mark.parametrize("name", sorted(BROKEN.keys() - NOT_THERE))
def test_what_breaks_one_pdf_is_noticed_in_a_combined_one(name: str) -> None:
    mutate, rules = BROKEN[name]

    assert rules_broken(change(COMBINED, mutate)) >= rules
