"""Finished PDFs combined into one: judged by its pages, tags, links, outline and metadata."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdf
import pytest

from benchmarks.library import ROOT
from benchmarks.stages import read_workspace
from handoutpress.combine import Combined, Part, combine, count_pages
from handoutpress.errors import RenderError
from handoutpress.render import Press
from tests.pdf_facts import find_faults, fonts, links, metadata, outline, page_texts, tag_tree
from tests.small_press import FILLER, LONG_TEXT, SQUARE, print_page

PICTURE = {"a.svg": SQUARE}
IMAGE = '<img src="file:///press/a.svg" alt="A square" style="width: 20mm">'
SECTION = '<h2 id="same">{}</h2><p><a href="#same">Up</a> {}</p>'
ONE = SECTION.format("First", LONG_TEXT) + FILLER + "<ul><li>One</li><li>Two</li></ul>"
TWO = SECTION.format("Second", "Short.") + '<p><a href="../b/one.pdf">The first</a></p>'
TABLE = (
    "<table><thead><tr><th scope=col>A</th><th scope=col>B</th></tr></thead>"
    "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
)


def make_part(body: str, title: str = "One", language: str = "en", path: str = "") -> Part:
    """Return a part that is printed as ours are."""
    return Part(print_page(body, language=language, pictures=PICTURE), title, language, path)


def combine_all(*parts: Part) -> Combined:
    return combine(parts, title="Packet", author="Example Clinic", language="en")


@pytest.fixture(scope="module")
def parts() -> tuple[Part, ...]:
    return (
        make_part(ONE, "One", path="en/b/one.pdf"),
        make_part(TWO, "Two", "es", "en/a/two.pdf"),
        make_part(TABLE + f"<div>{IMAGE}</div>", "Three"),
    )


@pytest.fixture(scope="module")
def combined(parts: tuple[Part, ...]) -> Combined:
    return combine_all(*parts)


def test_the_whole_is_as_sound_as_its_parts(combined: Combined) -> None:
    assert find_faults(combined.pdf) == []
    assert (combined.is_tagged, combined.notes) == (True, ())


def test_every_page_is_there_in_order(parts: tuple[Part, ...], combined: Combined) -> None:
    pages = [page_texts(part.pdf) for part in parts]

    assert page_texts(combined.pdf) == [text for texts in pages for text in texts]
    assert combined.page_count == sum(map(len, pages))
    assert combined.first_pages == (0, len(pages[0]), len(pages[0]) + len(pages[1]))


def test_each_part_is_a_part_of_one_document_with_its_language_and_title(
    combined: Combined,
) -> None:
    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        (document,) = pdf.Root.StructTreeRoot.K
        assert (document.S, str(document.Lang)) == ("/Document", "en")
        assert [(kid.S, str(kid.T), str(kid.Lang)) for kid in document.K] == [
            ("/Part", "One", "en"),
            ("/Part", "Two", "es"),
            ("/Part", "Three", "en"),
        ]


def test_below_its_part_the_tags_of_a_pdf_are_as_they_were(
    parts: tuple[Part, ...], combined: Combined
) -> None:
    kept = [part[1:] for part in tag_tree(combined.pdf)[1:]]

    assert kept == [tag_tree(part.pdf)[1:] for part in parts]


def test_links_stay_in_their_own_part_though_another_has_the_same_name(
    combined: Combined,
) -> None:
    second = combined.first_pages[1]
    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        own = [
            [page.index for page in pdf.pages if page.obj == annotation.Dest[0]]
            for index in (0, second)
            for annotation in pdf.pages[index].Annots
            if "/Dest" in annotation
        ]

    assert own == [[0], [second], [0]]


def test_a_link_to_the_file_of_another_part_leads_to_its_first_page(combined: Combined) -> None:
    reader = pypdf.PdfReader(BytesIO(combined.pdf))
    annotations = [each.get_object() for each in reader.pages[combined.first_pages[1]]["/Annots"]]
    leading = [each for each in annotations if each.get("/Contents") == "The first"]

    assert [each["/Dest"][0].get_object() == reader.pages[0] for each in leading] == [True]
    assert all("/A" not in each for each in leading)


def test_the_outline_is_nested_by_part(combined: Combined) -> None:
    second = combined.first_pages[1]

    assert outline(combined.pdf)[:6] == [
        (0, "One", 1),
        (1, "Title", 1),
        (2, "First", 1),
        (0, "Two", second + 1),
        (1, "Title", second + 1),
        (2, "Second", second + 1),
    ]


def test_the_title_of_a_part_is_not_named_twice() -> None:
    part = make_part(SECTION.format("First", "Short."), "Title")

    assert outline(combine_all(part, part).pdf) == [
        (0, "Title", 1),
        (1, "First", 1),
        (0, "Title", 2),
        (1, "First", 2),
    ]


def test_the_pages_of_each_part_count_from_one(combined: Combined) -> None:
    labels = pypdf.PdfReader(BytesIO(combined.pdf)).page_labels
    starts = [index for index, label in enumerate(labels) if label == "1"]

    assert tuple(starts) == combined.first_pages


def test_it_says_what_it_is(combined: Combined) -> None:
    told = metadata(combined.pdf)

    assert (told.title, told.author, told.language) == ("Packet", "Example Clinic", "en")


def test_the_same_parts_give_the_same_bytes(parts: tuple[Part, ...], combined: Combined) -> None:
    assert combine_all(*parts).pdf == combined.pdf


def test_equal_fonts_and_pictures_are_stored_once() -> None:
    part = make_part(f"<div>{IMAGE}</div>")
    once, many = combine_all(part).pdf, combine_all(*[part] * 10).pdf

    assert len(fonts(many)) == len(fonts(once))
    assert len(many) < 4 * len(once)


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [
        (b"", "is no sound PDF"),
        (b"%PDF-1.7\nnothing", "is no sound PDF"),
    ],
)
def test_what_is_no_pdf_is_refused_by_its_title(pdf: bytes, reason: str) -> None:
    with pytest.raises(RenderError, match=f"^'Consent' {reason}"):
        combine_all(Part(pdf, "Consent", "en"))


def test_an_encrypted_pdf_is_refused_by_its_title() -> None:
    locked = BytesIO()
    with pikepdf.open(BytesIO(make_part(TWO).pdf)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))

    with pytest.raises(RenderError, match=r"^'Consent' is encrypted; save it without"):
        combine_all(Part(locked.getvalue(), "Consent", "en"))
    with pytest.raises(RenderError, match=r"^the PDF is encrypted; save it without"):
        count_pages(Part(locked.getvalue(), "", "en"))


def test_with_an_untagged_part_nothing_is_claimed_and_it_is_said() -> None:
    scan = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 400))
        pdf.save(scan)

    mixed = combine_all(make_part(TWO), Part(scan.getvalue(), "Consent", "en"))

    assert (mixed.is_tagged, mixed.page_count) == (False, 2)
    assert mixed.notes == (
        "'Consent' is not tagged, so a screen reader cannot read it in order, and the whole is no "
        "PDF/UA",
    )
    assert b"pdfuaid" not in pypdf.PdfReader(BytesIO(mixed.pdf)).root_object["/Metadata"].get_data()


def test_links_between_files_and_pages_of_real_handouts_hold_together() -> None:
    workspace = read_workspace(ROOT)
    press = Press(workspace.theme, workspace.fonts)
    parts = [
        Part(press.render(piece.job).pdf, piece.handout.id, "en", piece.path)
        for piece in workspace.pieces()
    ]

    packet = combine_all(*parts)

    assert find_faults(packet.pdf) == []
    assert page_texts(packet.pdf) == [text for part in parts for text in page_texts(part.pdf)]
    assert [link.target for link in links(packet.pdf) if ".pdf" in str(link.target)] == []
    assert any(".pdf" in str(link.target) for part in parts for link in links(part.pdf))
    assert len(packet.pdf) < sum(len(part.pdf) for part in parts)
