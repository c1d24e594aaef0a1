"""Break the sound PDF of `tagged_pdf` in one way at a time, or change it in an allowed way.

A function's name says what is then so; `@breaks` names the rules that must tell it, and no other.
"""

from __future__ import annotations

from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from tests.tagged_pdf import ARTIFACT, TEXT, elements

Mutation = Callable[[Pdf], object]
BROKEN: dict[str, tuple[Mutation, frozenset[str]]] = {}
STILL_SOUND: dict[str, Mutation] = {}


def breaks(*rules: str) -> Callable[[Mutation], Mutation]:
    def register(mutate: Mutation) -> Mutation:
        BROKEN[mutate.__name__] = (mutate, frozenset(rules))
        return mutate

    return register


def keeps_sound(mutate: Mutation) -> Mutation:
    STILL_SOUND[mutate.__name__] = mutate
    return mutate


def page(pdf: Pdf, number: int) -> Object:
    return pdf.Root.Pages.Kids[number - 1]  # Pdf.pages would mend the page tree


def edit(stream: Object, old: bytes, new: bytes) -> None:
    content = stream.read_bytes()
    assert content.count(old) >= 1
    stream.write(content.replace(old, new, 1))


def add_content(stream: Object, content: bytes) -> None:
    stream.write(stream.read_bytes() + b"\n" + content)


def root(pdf: Pdf) -> Object:
    return pdf.Root.StructTreeRoot


def slots(pdf: Pdf, key: int) -> Object:
    return root(pdf).ParentTree.Nums[2 * key + 1]


def form(pdf: Pdf) -> Object:
    return page(pdf, 1).Resources.XObject.Form


def link(pdf: Pdf, number: int) -> Object:
    return page(pdf, number).Annots[0]


# --- content ------------------------------------------------------------------------------------


@breaks("content-malformed")
def a_string_is_not_closed(pdf):
    add_content(page(pdf, 1).Contents, ARTIFACT % b"" + b" (open")


@breaks("content-malformed")
def an_operator_is_unknown(pdf):
    add_content(page(pdf, 1).Contents, b"1 2 paint")


@breaks("content-malformed")
def an_mcid_is_no_whole_number(pdf):
    add_content(page(pdf, 1).Contents, b"/Span <</MCID -1>> BDC EMC")


@breaks("content-malformed")
def a_property_list_is_no_dictionary(pdf):
    add_content(page(pdf, 1).Contents, b"/Span <</MCID>> BDC EMC")


@breaks("content-unbalanced")
def a_mark_is_not_closed(pdf):
    add_content(page(pdf, 1).Contents, b"/Artifact BMC")


@breaks("content-unbalanced")
def a_mark_is_closed_twice(pdf):
    add_content(page(pdf, 1).Contents, b"EMC")


@breaks("content-untagged")
def text_is_painted_outside_the_tags(pdf):
    add_content(page(pdf, 1).Contents, TEXT % 9)


@breaks("content-untagged")
def text_is_painted_under_a_mark_without_mcid(pdf):
    add_content(page(pdf, 1).Contents, b"/Span BMC " + TEXT % 9 + b" EMC")


@breaks("content-untagged")
def a_path_is_painted_outside_the_tags(pdf):
    add_content(page(pdf, 1).Contents, b"0 0 9 9 re f*")


@breaks("content-untagged")
def an_image_is_painted_outside_the_tags(pdf):
    add_content(page(pdf, 2).Contents, b"/Image Do")


@breaks("content-untagged")
def an_inline_image_is_painted_outside_the_tags(pdf):
    add_content(page(pdf, 2).Contents, b"BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI")


@breaks("content-untagged")
def a_shading_is_painted_outside_the_tags(pdf):
    add_content(page(pdf, 2).Contents, b"/Shading sh")


@breaks("content-untagged")
def a_form_paints_outside_its_tags(pdf):
    add_content(form(pdf), b"0 0 9 9 re S")


@breaks("content-nesting")
def an_artifact_lies_in_a_tag(pdf):
    edit(page(pdf, 1).Contents, b"Tj ET EMC", b"Tj ET " + ARTIFACT % b"" + b" EMC")


@breaks("content-nesting", "parent-tree-slot")
def a_tag_lies_in_an_artifact(pdf):
    add_content(page(pdf, 1).Contents, ARTIFACT % b"/Span <</MCID 99>> BDC EMC")


@breaks("content-nesting", "parent-tree-slot")
def a_tag_lies_in_a_tag(pdf):
    edit(page(pdf, 1).Contents, b"Tj ET EMC", b"Tj ET /Span <</MCID 99>> BDC EMC EMC")


@breaks("content-nesting")
def a_form_with_tags_is_an_artifact(pdf):
    edit(page(pdf, 2).Contents, b"/Form Do", ARTIFACT % b"/Form Do")


@breaks("mcid-repeated")
def an_mcid_occurs_twice_on_a_page(pdf):
    add_content(page(pdf, 1).Contents, b"/Span <</MCID 1>> BDC EMC")


@breaks("mcid-repeated")
def a_named_mcid_occurs_twice_on_a_page(pdf):
    add_content(page(pdf, 1).Contents, b"/Span /Zeroth BDC EMC")


@breaks("form-repeated")
def a_form_with_tags_is_painted_twice(pdf):
    add_content(page(pdf, 2).Contents, b"/Form Do")


@breaks("form-repeated")
def a_form_with_tags_is_painted_on_two_pages(pdf):
    add_content(page(pdf, 1).Contents, b"/Form Do")


@breaks("structparents-missing")
def a_page_has_no_key(pdf):
    del page(pdf, 1).StructParents


@breaks("structparents-missing")
def a_form_with_tags_has_no_key(pdf):
    del form(pdf).StructParents


# --- marks and elements -------------------------------------------------------------------------


@breaks("parent-tree-slot")
def a_slot_of_a_used_mcid_is_null(pdf):
    slots(pdf, 0)[1] = Object.parse(b"null")


@breaks("parent-tree-slot")
def a_slot_is_missing(pdf):
    del slots(pdf, 0)[-1]


@breaks("parent-tree-slot")
def a_slot_leads_to_another_element(pdf):
    slots(pdf, 0)[1] = elements(pdf, "H1")[0]


@breaks("parent-tree-slot")
def a_slot_leads_to_an_element_outside_the_tree(pdf):
    slots(pdf, 0)[0] = pdf.make_indirect(Dictionary(elements(pdf, "H1")[0]))


@breaks("parent-tree-slot")
def a_slot_leads_from_an_mcid_that_is_not_used(pdf):
    slots(pdf, 0).append(elements(pdf, "H1")[0])


@breaks("parent-tree-slot")
def the_array_of_a_page_is_missing(pdf):
    del root(pdf).ParentTree.Nums[0:2]


@breaks("parent-tree-slot")
def the_elements_of_two_pages_are_exchanged(pdf):
    first, second = slots(pdf, 0), slots(pdf, 1)
    root(pdf).ParentTree.Nums[1], root(pdf).ParentTree.Nums[3] = second, first


@breaks("mcid-missing")
def the_content_of_a_page_is_erased(pdf):
    page(pdf, 1).Contents.write(b"")


@breaks("mcid-missing")
def a_page_has_no_content(pdf):
    del page(pdf, 1).Contents


@breaks("mcid-missing")
def an_element_claims_a_mark_that_does_not_exist(pdf):
    elements(pdf, "H1")[0].K.append(99)


@breaks("mcid-missing")
def an_element_claims_an_artifact(pdf):
    add_content(page(pdf, 1).Contents, b"/Artifact <</MCID 99>> BDC EMC")
    elements(pdf, "H1")[0].K.append(99)


@breaks("mcid-missing", "parent-tree-slot")
def an_element_with_a_mark_names_no_page(pdf):
    del elements(pdf, "H1")[0].Pg


@breaks("mcid-missing", "parent-tree-slot")
def an_element_names_what_is_no_page(pdf):
    elements(pdf, "H1")[0].Pg = pdf.Root.Outlines


@breaks("parent-tree-slot", "mcid-claimed-twice")
def a_mark_is_said_to_be_on_another_page(pdf):
    elements(pdf, "Paragraph")[0].K[1].Pg = page(pdf, 2)


@breaks("parent-tree-slot", "mcid-claimed-twice")
def a_mark_in_a_form_is_claimed_as_one_of_the_page(pdf):
    del elements(pdf, "P")[-1].K[0].Stm


@breaks("mcid-claimed-twice")
def two_elements_claim_one_mark(pdf):
    elements(pdf, "Lbl")[0].K.append(0)


@breaks("mcid-claimed-twice")
def an_element_claims_a_mark_twice(pdf):
    elements(pdf, "H1")[0].K.append(0)


# --- trees --------------------------------------------------------------------------------------


@breaks("page-tree", "mcid-missing", "objr-target", "destination")
def a_page_is_left_out_of_the_page_tree(pdf):
    del pdf.Root.Pages.Kids[1]
    pdf.Root.Pages.Count = 1


@breaks("page-tree")
def the_count_of_pages_is_wrong(pdf):
    pdf.Root.Pages.Count = 3


@breaks("page-tree")
def the_parent_of_a_page_is_wrong(pdf):
    page(pdf, 1).Parent = page(pdf, 2)


@breaks("page-tree")
def a_page_stands_in_the_tree_twice(pdf):
    pdf.Root.Pages.Kids.append(page(pdf, 1))


@breaks("page-tree")
def a_page_has_no_size(pdf):
    del page(pdf, 1).MediaBox


@breaks("page-tree", "mcid-missing")
def the_content_of_a_page_is_no_stream(pdf):
    page(pdf, 1).Contents = Dictionary()


@breaks("top-element")
def there_are_two_top_elements(pdf):
    note = Dictionary(Type=Name.StructElem, S=Name.Document, P=root(pdf))
    root(pdf).K.append(pdf.make_indirect(note))


@breaks("top-element")
def the_top_element_is_no_document(pdf):
    elements(pdf, "Document")[0].S = Name.Part


@breaks("top-element", "parent-tree-slot", "annotation-untagged")
def there_is_no_structure_tree(pdf):
    del pdf.Root.StructTreeRoot


@breaks("kid-type")
def an_element_holds_a_string(pdf):
    elements(pdf, "Document")[0].K.append(String("text"))


@breaks("kid-type")
def an_element_holds_a_page(pdf):
    elements(pdf, "Document")[0].K.append(page(pdf, 1))


@breaks("kid-type", "parent-tree-slot")
def a_mark_reference_has_no_mcid(pdf):
    del elements(pdf, "Paragraph")[0].K[1].MCID


@breaks("element-repeated")
def an_element_stands_in_two_places(pdf):
    elements(pdf, "Document")[0].K.append(elements(pdf, "H1")[0])


@breaks("element-repeated")
def an_element_holds_an_ancestor(pdf):
    elements(pdf, "LBody")[0].K.append(elements(pdf, "L")[0])


@breaks("element-parent")
def an_element_names_another_parent(pdf):
    elements(pdf, "H1")[0].P = elements(pdf, "H2")[0]


@breaks("element-parent")
def an_element_names_no_parent(pdf):
    del elements(pdf, "H1")[0].P


@breaks("element-parent")
def the_document_names_an_element_as_parent(pdf):
    elements(pdf, "Document")[0].P = elements(pdf, "H1")[0]


@breaks("parent-tree-slot", "element-parent")
def an_element_with_content_is_no_object_of_its_own(pdf):
    document, item = elements(pdf, "Document")[0], elements(pdf, "LI")[0]
    direct = Dictionary(elements(pdf, "H1")[0])
    document.K[0] = direct
    item.P = document


@breaks("parent-tree-shape")
def a_key_of_the_parent_tree_has_no_value(pdf):
    root(pdf).ParentTree.Nums.append(9)
    root(pdf).ParentTreeNextKey = 10


@breaks("parent-tree-shape")
def a_key_of_the_parent_tree_is_a_string(pdf):
    root(pdf).ParentTree.Nums.extend([String("nine"), elements(pdf, "H1")[0]])


@breaks("parent-tree-shape")
def the_parent_tree_has_numbers_and_kids(pdf):
    root(pdf).ParentTree.Kids = Array()
    split_parent_tree(pdf)
    root(pdf).ParentTree.Nums = Array()


@breaks("parent-tree-shape")
def the_limits_of_the_parent_tree_are_wrong(pdf):
    split_parent_tree(pdf)
    root(pdf).ParentTree.Kids[0].Kids[1].Limits[1] = 9


@breaks("parent-tree-shape")
def a_part_of_the_parent_tree_has_no_limits(pdf):
    split_parent_tree(pdf)
    del root(pdf).ParentTree.Kids[0].Kids[1].Limits


@breaks("parent-tree-shape")
def the_parent_tree_loops(pdf):
    split_parent_tree(pdf)
    root(pdf).ParentTree.Kids[0].Kids.append(root(pdf).ParentTree.Kids[0])


@breaks("parent-tree-order")
def the_keys_of_the_parent_tree_fall(pdf):
    numbers = root(pdf).ParentTree.Nums
    root(pdf).ParentTree.Nums = Array([*numbers[2:4], *numbers[0:2], *numbers[4:]])


@breaks("parent-tree-order")
def a_key_of_the_parent_tree_occurs_twice(pdf):
    numbers = root(pdf).ParentTree.Nums
    root(pdf).ParentTree.Nums = Array([*numbers[0:2], *numbers])


@breaks("parent-tree-order", "parent-tree-shape")
def the_parts_of_the_parent_tree_are_exchanged(pdf):
    split_parent_tree(pdf)
    first, second = root(pdf).ParentTree.Kids[0].Kids
    root(pdf).ParentTree.Kids[0].Kids = Array([second, first])


@breaks("parent-tree-next-key")
def the_next_key_is_in_use(pdf):
    root(pdf).ParentTreeNextKey = 4


@breaks("parent-tree-shared", "parent-tree-slot")
def two_pages_share_a_key(pdf):
    page(pdf, 2).StructParents = 0


@breaks("parent-tree-shared", "annotation-untagged")
def two_annotations_share_a_key(pdf):
    link(pdf, 1).StructParent = 3


@breaks("parent-tree-shared", "annotation-untagged")
def an_annotation_has_the_key_of_a_page(pdf):
    link(pdf, 1).StructParent = 0


@breaks("parent-tree-shared")
def an_annotation_is_on_two_pages(pdf):
    page(pdf, 2).Annots.append(link(pdf, 1))


# --- annotations, IDs, destinations -------------------------------------------------------------


@breaks("annotation-untagged")
def an_annotation_has_no_key(pdf):
    del link(pdf, 1).StructParent


@breaks("annotation-untagged")
def the_key_of_an_annotation_leads_nowhere(pdf):
    link(pdf, 1).StructParent = 99


@breaks("annotation-untagged", "annotation-contents")
def a_new_annotation_is_not_tagged(pdf):
    page(pdf, 1).Annots.append(Dictionary(Type=Name.Annot, Subtype=Name.Text))


@breaks("annotation-untagged")
def the_element_of_a_link_is_no_link(pdf):
    elements(pdf, "Link")[0].S = Name.Span


@breaks("annotation-untagged")
def the_element_of_a_field_is_no_form(pdf):
    link(pdf, 1).Subtype = Name.Widget


@breaks("annotation-untagged", "link-annotation")
def a_link_does_not_lead_back_to_its_annotation(pdf):
    del elements(pdf, "Link")[0].K[1]


@breaks("objr-target")
def an_object_reference_names_another_page(pdf):
    elements(pdf, "Link")[0].K[1].Pg = page(pdf, 2)


@breaks("objr-target")
def an_object_reference_leads_to_no_annotation(pdf):
    extra = Dictionary(Type=Name.OBJR, Obj=page(pdf, 2), Pg=page(pdf, 2))
    elements(pdf, "Link")[0].K.append(extra)


@breaks("objr-target", "annotation-untagged")
def an_object_reference_has_no_object(pdf):
    del elements(pdf, "Link")[0].K[1].Obj


@breaks("objr-target")
def an_annotation_is_taken_from_its_page(pdf):
    page(pdf, 1).Annots = Array()


@breaks("objr-repeated")
def two_elements_refer_to_one_annotation(pdf):
    elements(pdf, "H1")[0].K.append(elements(pdf, "Link")[0].K[1])


@breaks("annotation-contents")
def a_link_has_no_words(pdf):
    link(pdf, 1).Contents = String(" ")


@breaks("link-annotation")
def a_link_has_no_annotation(pdf):
    elements(pdf, "H2")[0].S = Name.Link


@breaks("id-repeated", "id-tree", "table-headers")
def two_cells_have_one_id(pdf):
    elements(pdf, "TH")[0].ID = String("monday")
    elements(pdf, "TD")[0].A.Headers[1] = String("day")


@breaks("id-tree")
def there_is_no_id_tree(pdf):
    del root(pdf).IDTree


@breaks("id-tree")
def an_id_is_not_in_the_id_tree(pdf):
    del root(pdf).IDTree.Names[0:2]


@breaks("id-tree")
def the_id_tree_leads_to_another_element(pdf):
    root(pdf).IDTree.Names[1] = elements(pdf, "H1")[0]


@breaks("id-tree")
def the_id_tree_is_not_sorted(pdf):
    names = root(pdf).IDTree.Names
    root(pdf).IDTree.Names = Array([*names[2:], *names[:2]])


@breaks("id-tree")
def the_id_tree_has_an_id_of_no_element(pdf):
    root(pdf).IDTree.Names.extend([String("zero"), elements(pdf, "H1")[0]])


@breaks("id-tree")
def the_id_tree_has_a_name_without_a_value(pdf):
    root(pdf).IDTree.Names.append(String("zero"))


@breaks("destination")
def a_link_leads_to_an_unknown_name(pdf):
    link(pdf, 2).Dest = String("nowhere")


@breaks("destination")
def a_link_leads_to_a_number_of_a_page(pdf):
    link(pdf, 2).Dest = Array([1, Name.Fit])


@breaks("destination")
def a_link_leads_to_what_is_no_page(pdf):
    link(pdf, 2).Dest = Array([pdf.Root.Outlines, Name.Fit])


@breaks("destination")
def a_link_leads_nowhere(pdf):
    del link(pdf, 2).Dest


@breaks("destination")
def the_action_of_a_link_leads_to_an_old_name(pdf):
    del link(pdf, 2).Dest
    link(pdf, 2).A = Dictionary(S=Name.GoTo, D=Name.nowhere)


@breaks("destination")
def an_outline_item_leads_to_no_page(pdf):
    pdf.Root.Outlines.First.Dest = Array([Object.parse(b"null"), Name.Fit])


@breaks("destination")
def an_outline_item_leads_to_an_unknown_name(pdf):
    pdf.Root.Outlines.First.Next.A.D = String("nowhere")


@breaks("destination")
def a_named_destination_is_no_page(pdf):
    pdf.Root.Names.Dests.Names[3].D[0] = pdf.Root.Outlines


@breaks("destination")
def an_old_style_destination_is_no_page(pdf):
    pdf.Root.Dests = Dictionary(old=Array([0, Name.Fit]))


@breaks("destination")
def the_opening_action_leads_to_no_page(pdf):
    pdf.Root.OpenAction = Array([pdf.Root.Outlines, Name.Fit])


@breaks("destination-tree")
def the_named_destinations_are_not_sorted(pdf):
    names = pdf.Root.Names.Dests.Names
    pdf.Root.Names.Dests.Names = Array([*names[2:], *names[:2]])


@breaks("destination-tree")
def a_named_destination_is_missing_its_value(pdf):
    pdf.Root.Names.Dests.Names.append(String("zero"))


@breaks("outline-loop")
def an_outline_item_follows_itself(pdf):
    pdf.Root.Outlines.First.Next.Next = pdf.Root.Outlines.First


# --- types and attributes, and what the document says -------------------------------------------


@breaks("mark-info")
def the_file_is_not_marked(pdf):
    pdf.Root.MarkInfo.Marked = False


@breaks("document-lang")
def the_file_has_no_language(pdf):
    del pdf.Root.Lang


@breaks("document-title")
def the_file_has_no_title(pdf):
    edit(pdf.Root.Metadata, b"Two pages", b" ")


@breaks("document-title")
def the_metadata_is_no_xml(pdf):
    pdf.Root.Metadata.write(b"<x:xmpmeta>")


@breaks("display-title")
def the_title_is_not_shown(pdf):
    del pdf.Root.ViewerPreferences


@breaks("lang-form")
def the_language_of_the_file_is_malformed(pdf):
    pdf.Root.Lang = String("english please")


@breaks("lang-form")
def the_language_of_an_element_is_malformed(pdf):
    elements(pdf, "H2")[0].Lang = String("es_MX")


@breaks("lang-form")
def the_language_of_an_element_is_a_name(pdf):
    elements(pdf, "H2")[0].Lang = Name.es


@breaks("element-type")
def an_element_has_an_unknown_type(pdf):
    elements(pdf, "H1")[0].K = 0
    elements(pdf, "Span")[0].S = Name.Blink


@breaks("element-type")
def an_element_has_no_type(pdf):
    del elements(pdf, "Span")[0].S


@breaks("element-type")
def the_role_map_loops(pdf):
    root(pdf).RoleMap.Text = Name.Paragraph


@breaks("element-nesting")
def a_list_item_is_in_no_list(pdf):
    elements(pdf, "L")[0].S = Name.Div


@breaks("element-nesting")
def a_label_is_in_no_item(pdf):
    elements(pdf, "Span")[0].S = Name.Lbl


@breaks("element-nesting")
def a_list_holds_a_paragraph(pdf):
    elements(pdf, "LI")[0].S = Name.P


@breaks("element-nesting")
def a_row_is_in_no_table(pdf):
    elements(pdf, "THead")[0].S = Name.Div


@breaks("element-nesting")
def a_cell_is_in_no_row(pdf):
    elements(pdf, "TR")[1].S = Name.P


@breaks("element-nesting")
def a_caption_is_in_a_paragraph(pdf):
    elements(pdf, "Figure")[0].S = Name.P


@breaks("element-nesting")
def an_entry_is_in_no_table_of_contents(pdf):
    elements(pdf, "H2")[0].S = Name.TOCI


@breaks("caption-place")
def a_caption_stands_in_the_middle(pdf):
    table = elements(pdf, "Table")[0]
    table.K = Array([table.K[1], table.K[0], table.K[2]])


@breaks("heading-order")
def a_heading_level_is_skipped(pdf):
    elements(pdf, "H2")[0].S = Name.H3


@breaks("heading-order")
def the_first_heading_is_not_the_highest(pdf):
    elements(pdf, "H1")[0].S = Name.P


@breaks("figure-alt")
def a_figure_has_no_words(pdf):
    del elements(pdf, "Figure")[0].Alt


@breaks("figure-box")
def a_figure_has_no_box(pdf):
    del elements(pdf, "Figure")[0].A


@breaks("figure-box")
def the_box_of_a_figure_is_upside_down(pdf):
    elements(pdf, "Figure")[0].A[0].BBox = Array([100, 440, 320, 400])


@breaks("figure-box")
def the_box_of_a_figure_leaves_the_page(pdf):
    elements(pdf, "Figure")[0].A[0].BBox = Array([100, 400, 613.1, 440])


@breaks("figure-box")
def the_box_of_a_figure_has_a_name_in_it(pdf):
    elements(pdf, "Figure")[0].A[0].BBox = Array([100, 400, Name.wide, 440])


@breaks("th-scope")
def a_header_cell_has_no_scope(pdf):
    del elements(pdf, "TH")[2].A


@breaks("th-scope")
def the_class_of_header_cells_is_missing(pdf):
    del root(pdf).ClassMap


@breaks("table-headers")
def a_cell_names_an_unknown_header(pdf):
    elements(pdf, "TD")[0].A.Headers[0] = String("tuesday")


@breaks("table-headers")
def a_cell_names_a_header_of_another_table(pdf):
    table = elements(pdf, "Table")[0]
    other = Dictionary(Type=Name.StructElem, S=Name.Table, P=table.P, K=Array([table.K[2]]))
    table.P.K.append(pdf.make_indirect(other))
    table.K[2].P = table.P.K[-1]
    del table.K[2]


@breaks("list-numbering")
def a_list_with_labels_has_no_numbering(pdf):
    del elements(pdf, "L")[0].A


@breaks("list-numbering")
def the_numbering_of_a_list_is_unknown(pdf):
    elements(pdf, "L")[0].A.ListNumbering = Name.Roman


@breaks("element-repeated", "parent-tree-slot")
def a_figure_without_a_page_holds_itself(pdf):
    figure = elements(pdf, "Figure")[0]
    del figure.Pg
    figure.K = Array([figure])


@breaks("mcid-missing", "element-parent")
def elements_are_no_objects_of_their_own(pdf):
    nested = b"<</S /Div /K " * 200 + b"0" + b">>" * 200
    elements(pdf, "Document")[0].K.append(Object.parse(nested))


# --- what is unusual and allowed ----------------------------------------------------------------


@keeps_sound
def split_parent_tree(pdf):
    numbers = list(root(pdf).ParentTree.Nums)
    low = Dictionary(Nums=Array(numbers[:4]), Limits=Array([0, 1]))
    high = Dictionary(Nums=Array(numbers[4:]), Limits=Array([2, 4]))
    kids = Array([pdf.make_indirect(low), pdf.make_indirect(high)])
    middle = pdf.make_indirect(Dictionary(Kids=kids, Limits=Array([0, 4])))
    root(pdf).ParentTree = pdf.make_indirect(Dictionary(Kids=Array([middle])))


@keeps_sound
def the_slot_of_an_unused_mcid_is_null(pdf):
    slots(pdf, 0).append(Object.parse(b"null"))


@keeps_sound
def the_slot_of_an_artifact_is_null(pdf):
    slots(pdf, 0).append(Object.parse(b"null"))
    add_content(page(pdf, 1).Contents, ARTIFACT % b"" + b"/Artifact <</MCID 9>> BDC f EMC")


@keeps_sound
def a_hidden_annotation_is_not_tagged(pdf):
    page(pdf, 1).Annots.append(Dictionary(Type=Name.Annot, Subtype=Name.Text, F=2))


@keeps_sound
def a_popup_is_not_tagged(pdf):
    page(pdf, 1).Annots.append(Dictionary(Type=Name.Annot, Subtype=Name.Popup))


@keeps_sound
def a_field_is_in_a_form_element(pdf):
    link(pdf, 1).Subtype = Name.Widget
    del link(pdf, 1).Contents
    elements(pdf, "Link")[0].S = Name.Form


@keeps_sound
def the_content_of_a_page_is_in_two_streams(pdf):
    content = page(pdf, 1).Contents.read_bytes()
    cut = content.index(b"BDC")
    parts = [pdf.make_stream(content[:cut]), pdf.make_stream(content[cut:])]
    page(pdf, 1).Contents = Array(parts)


@keeps_sound
def a_page_inherits_its_size_and_resources(pdf):
    first = page(pdf, 1)
    inner = Dictionary(Type=Name.Pages, Kids=Array([first]), Count=1, Parent=pdf.Root.Pages)
    inner.MediaBox, inner.Resources = first.MediaBox, first.Resources
    first.Parent = pdf.Root.Pages.Kids[0] = pdf.make_indirect(inner)
    del first.MediaBox, first.Resources


@keeps_sound
def an_artifact_form_is_painted_on_both_pages(pdf):
    shared = pdf.make_stream(b"f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    page(pdf, 1).Resources.XObject.Shared = shared
    add_content(page(pdf, 1).Contents, ARTIFACT % b"/Shared Do")
    add_content(page(pdf, 2).Contents, ARTIFACT % b"/Shared Do /Shared Do")


@keeps_sound
def a_form_paints_itself(pdf):
    shared = pdf.make_stream(b"/Self Do", Type=Name.XObject, Subtype=Name.Form)
    shared.Resources = Dictionary(XObject=Dictionary(Self=shared))
    page(pdf, 1).Resources.XObject.Shared = shared
    add_content(page(pdf, 1).Contents, ARTIFACT % b"/Shared Do")


@keeps_sound
def a_number_stands_in_an_object_of_its_own(pdf):
    with pikepdf.explicit_conversion():
        page(pdf, 1).StructParents = pdf.make_indirect(pikepdf.Integer(0))


@keeps_sound
def a_destination_has_an_old_style_name(pdf):
    pdf.Root.Dests = Dictionary(old=Array([page(pdf, 1), Name.Fit]))
    link(pdf, 2).Dest = Name.old


@keeps_sound
def names_are_not_latin(pdf):
    names = pdf.Root.Names.Dests.Names
    for name in ("v\u00e9lo", "\u0645\u0627", "\u6cbb"):
        names.extend([String(name), names[1]])


@keeps_sound
def a_link_leads_to_another_file(pdf):
    link(pdf, 2).A = Dictionary(S=Name.GoToR, F=String("b.pdf"), D=Array([0, Name.Fit]))
    del link(pdf, 2).Dest


@keeps_sound
def the_box_of_a_figure_leaves_the_page_by_less_than_a_point(pdf):
    elements(pdf, "Figure")[0].A[0].BBox = Array([-0.9, 400, 612.9, 440])


@keeps_sound
def a_language_tag_is_long(pdf):
    pdf.Root.Lang = String("zh-cmn-Hans-CN-x-clinic")


@keeps_sound
def the_elements_are_nested_very_deep(pdf):
    holder = elements(pdf, "Document")[0]
    for _ in range(1500):
        inner = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div, P=holder))
        holder.K = Array([*holder.get("/K", []), inner])
        holder = inner
