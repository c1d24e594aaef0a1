"""Which block a mark belongs to, and where blocks have content."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from handoutpress.page_check.structure import Structure, read_structure
from tests.checked_pages import FULL_PAGE, P, print_sheet
from tests.tag_breakages import STILL_SOUND
from tests.tagged_pdf import build_sound_pdf, change


def read(pdf: bytes) -> Structure:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return read_structure(opened)


@cache
def read_sheet(body: str) -> Structure:
    return read(print_sheet(body))


def types_of(structure: Structure) -> list[str]:
    return [block.type for block in structure.blocks]


def test_blocks_are_in_the_order_of_reading_and_know_their_holders() -> None:
    structure = read_sheet("<ul><li>One</li></ul><p>Two</p>")

    assert types_of(structure) == ["Document", "H1", "L", "LI", "Lbl", "LBody", "P"]
    assert [structure.blocks[index].type for index in structure.iter_holders(5)] == [
        *("LBody", "LI", "L", "Document")
    ]


def test_marks_of_links_and_bold_words_belong_to_their_paragraph() -> None:
    structure = read_sheet('<p>Call <a href="tel:911"><b>911</b></a> now</p>')
    paragraph = types_of(structure).index("P")

    assert {structure.find_block(1, mcid) for mcid in range(1, 4)} == {paragraph}
    assert structure.find_block(1, 99) == -1
    assert structure.find_block(2, 1) == -1


def test_pages_of_a_block_are_those_of_all_that_it_holds() -> None:
    structure = read_sheet(f"<section>{FULL_PAGE}{P}{P}</section>")
    pages = structure.list_pages()

    assert pages[types_of(structure).index("Sect")] == (1, 2)
    assert pages[types_of(structure).index("H1")] == (1,)


def test_roles_are_followed_and_figures_have_words_and_a_box() -> None:
    structure = read(build_sound_pdf())
    (figure,) = [block for block in structure.blocks if block.type == "Figure"]

    assert "Paragraph" not in types_of(structure)
    assert (figure.alt, figure.box, figure.page_number) == ("Two boxes", (100, 400, 320, 440), 1)


def test_pdf_without_tags_has_no_structure() -> None:
    pdf, file = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(file)

    assert read(file.getvalue()) == Structure()


def test_tree_that_is_very_deep_is_read() -> None:
    pdf = change(build_sound_pdf(), STILL_SOUND["the_elements_are_nested_very_deep"])

    assert len(read(pdf).blocks) > 1500


def test_tree_that_holds_itself_is_read_to_an_end() -> None:
    def loop(pdf: pikepdf.Pdf) -> None:
        document = pdf.Root.StructTreeRoot.K[0]
        document.K.append(document)
        pdf.Root.StructTreeRoot.RoleMap = Dictionary(Text=Name.Paragraph, Paragraph=Name.Text)

    assert types_of(read(change(build_sound_pdf(), loop)))[0] == "Document"


def test_what_leads_nowhere_is_left_out() -> None:
    def break_tree(pdf: pikepdf.Pdf) -> None:
        document = pdf.Root.StructTreeRoot.K[0]
        document.K = Array([Name.Nonsense, Dictionary(Type=Name.MCR), 3, *document.K])

    assert types_of(read(change(build_sound_pdf(), break_tree)))[:2] == ["Document", "H1"]
