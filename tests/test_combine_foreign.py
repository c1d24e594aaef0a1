"""PDFs that others made, combined with ours: all that shows is there, what is lost is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String

from handoutpress.combine import Combined, Part, Stamps, combine
from handoutpress.errors import RenderError
from handoutpress.tag_check import check_tags
from tests import foreign_pdfs as foreign
from tests.foreign_pdfs import CONSENT, change, resave
from tests.pdf_facts import find_faults, outline, page_texts
from tests.small_press import LONG_TEXT, print_page
from tests.tag_breakages import the_elements_are_nested_very_deep
from tests.tagged_pdf import build_sound_pdf
from tests.tagged_pdf import change as change_tagged
from tests.test_combine_stamps import make_stamps
from tests.test_tag_check import VALUES, mutate_at

NOT_TAGGED = (
    "'Consent' is not tagged, so a screen reader cannot read it in order, and the whole is no "
    "PDF/UA"
)
FORM = "'Consent' is a form: it shows what was filled in, and no more can be on the screen"
DRAWN = "'Consent' did not show all that was filled in, so it was drawn anew: look at it"
SIGNED = "'Consent' was signed digitally, which holds only for the file itself: keep that"
FILES = "'Consent' had files attached to it: left out"
DEAD_LINKS = "'Consent' had links that lead to other files or nowhere: left out"
MENDED = "'Consent' is damaged, and was mended: look whether all its pages are right"
UNPROTECTED = "'Consent' was protected against some uses by its owner; here it is no longer"


def runs(kinds: str) -> str:
    return f"'Consent' would run something when it is opened or clicked ({kinds}): left out"


@cache
def own_part() -> Part:
    body = f'<h2 id="same">First</h2><p><a href="#same">Up</a> {LONG_TEXT}</p>'
    return Part(print_page(body), "Ours", "en")


@cache
def many_stamps() -> Stamps:
    return make_stamps(40, with_edges=True)


def combine_with(pdf: bytes, stamps: Stamps | None = None) -> Combined:
    """Put a PDF between two of ours."""
    parts = [own_part(), Part(pdf, "Consent", "en"), own_part()]
    return combine(parts, title="Packet", author="Example Clinic", language="en", stamps=stamps)


def pictures(pdf: bytes) -> list[tuple[object, bytes]]:
    """Return the size and the pixels of each page, with annotations."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [(page.get_size(), bytes(page.render(scale=1.5).buffer)) for page in document]


def fields_as_stamps(pdf: bytes) -> bytes:
    """Return the PDF with fields that are painted like other annotations, on their own terms."""

    def mutate(opened: Pdf) -> None:
        for page in opened.pages:
            for annotation in page.obj.get("/Annots", []):
                if annotation.Subtype == Name.Widget:
                    annotation.Subtype = Name.Stamp

    return change(pdf, mutate)


def own_pages() -> int:
    return len(page_texts(own_part().pdf))


def foreign_pages(combined: Combined) -> slice:
    return slice(*combined.first_pages[1:])


def read_tags(pdf: bytes) -> list[object]:
    """Return the tag tree as types and what they hold: elements, MCIDs, references."""

    def read(kids: object) -> list[object]:
        listed = kids if isinstance(kids, Array) else [kids]
        return [read_kid(kid) for kid in listed]

    def read_kid(kid: Any) -> object:
        if not isinstance(kid, Dictionary):
            return kid
        return (str(kid.S), read(kid.get("/K", Array()))) if "/S" in kid else str(kid.Type)

    with pikepdf.open(BytesIO(pdf)) as opened:
        return read(opened.Root.StructTreeRoot.K)


def faults_of_ours(combined: Combined) -> list[str]:
    """Return the faults that do not follow from pages without tags."""
    pages = range(combined.first_pages[1] + 1, combined.first_pages[2] + 1)
    follow = (
        r"(content-untagged|structparents-missing|annotation-untagged|annotation-contents): "
        rf"(form XObject|(a \w+ on )?page ({'|'.join(map(str, pages))})\b)"
    )
    return [str(fault) for fault in check_tags(combined.pdf) if not re.match(follow, str(fault))]


def encrypt(pdf: bytes, *, owner: str = "owner", user: str = "", **allowed: bool) -> bytes:
    permissions = pikepdf.Permissions(**{"modify_assembly": True, **allowed})
    return change(
        pdf, lambda _: None, encryption=pikepdf.Encryption(owner, user, allow=permissions)
    )


APPENDED: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "a consent form": (lambda: CONSENT, []),
    "a newer version with compressed objects": (
        lambda: resave(force_version="2.0", object_stream_mode=pikepdf.ObjectStreamMode.generate),
        [],
    ),
    "one for slow networks": (lambda: resave(linearize=True), []),
    "a table and a stream of objects": (foreign.make_hybrid, []),
    "one that was changed by appending": (foreign.make_updated, []),
    "letters before the header": (lambda: b"Content-Type: application/pdf\n\n" + CONSENT, []),
    "a scan": (foreign.make_scan, []),
    "sizes and rotations": (foreign.make_mixed_pages, []),
    "pages that lack things": (foreign.make_odd_pages, []),
    "a form": (foreign.make_form, [FORM, SIGNED]),
    "a form on its side": (lambda: foreign.make_form(rotation=90), [FORM, SIGNED]),
    "a form upside down": (lambda: foreign.make_form(rotation=180), [FORM, SIGNED]),
    "notes and an attached file": (foreign.make_marked_up, [FILES]),
    "what runs": (
        foreign.make_active,
        [FORM, runs("JavaScript, Launch, SubmitForm"), FILES, DEAD_LINKS],
    ),
    "names of places": (foreign.make_named_places, [DEAD_LINKS]),
    "an outline that holds itself": (foreign.make_outline, [runs("JavaScript")]),
    "encrypted without a password": (lambda: encrypt(CONSENT), []),
    "protected against copying": (lambda: encrypt(CONSENT, extract=False), [UNPROTECTED]),
    "protected, and nobody is asked": (lambda: encrypt(CONSENT, owner="", extract=False), []),
    "offsets that are wrong": (lambda: CONSENT.replace(b"startxref\n", b"startxref\n9"), [MENDED]),
    "a stream of another length": (
        lambda: re.sub(rb"/Length \d+", b"/Length 9 ", CONSENT, count=1),
        [MENDED],
    ),
    "pages below many nodes": (foreign.make_deep_pages, []),
    "forms in forms": (lambda: foreign.make_deep_forms(40), []),
    "an outline of many levels": (foreign.make_deep_outline, []),
}


@pytest.mark.parametrize("name", APPENDED)
def test_what_others_made_is_appended_as_it_shows_and_what_is_lost_is_said(name: str) -> None:
    make, notes = APPENDED[name]
    pdf = make()

    combined = combine_with(pdf)

    assert pictures(combined.pdf)[foreign_pages(combined)] == pictures(
        fields_as_stamps(pdf) if b"/Widget" in pdf else pdf
    )
    assert combined.notes == (NOT_TAGGED, *notes)
    assert not combined.is_tagged


@pytest.mark.parametrize("name", APPENDED)
def test_beside_what_others_made_ours_is_as_it_was(name: str) -> None:
    combined = combine_with(APPENDED[name][0]())

    first, _, last = combined.first_pages
    shown = pictures(combined.pdf)
    assert shown[: first + own_pages()] == shown[last:] == pictures(own_part().pdf)
    assert faults_of_ours(combined) == []
    (own,), parts = (read_tags(pdf) for pdf in (own_part().pdf, combined.pdf))
    assert parts == [("/Document", [("/Part", own[1])] * 2)]


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "'Consent' is no sound PDF: it is empty; get it anew"),
    "a web page": (
        lambda: b"\n<!DOCTYPE html><html><body>404</body></html>",
        "'Consent' is no sound PDF: it is a web page, perhaps one that tells of an error; get it "
        "anew",
    ),
    "another format": (
        lambda: b"PK\x03\x04 a document",
        "'Consent' is no sound PDF: it does not begin like one; get it anew",
    ),
    "a header alone": (lambda: b"%PDF-1.7\n%%EOF\n", "'Consent' is no sound PDF; open it"),
    "cut off": (
        lambda: CONSENT[: len(CONSENT) // 2],
        "'Consent' is no sound PDF: it is cut off; get it anew",
    ),
    "cut off by a little": (
        lambda: CONSENT[:-20],
        "'Consent' is no sound PDF: it is cut off; get it anew",
    ),
    "a page that is missing": (
        lambda: re.sub(rb"4 0 obj.*?endobj", b"", CONSENT, flags=re.DOTALL),
        "'Consent' is no sound PDF: a part of it is missing; get it anew",
    ),
    "fewer pages than it says": (
        lambda: CONSENT.replace(b"/Count 2", b"/Count 3"),
        "'Consent' is no sound PDF: a page of it is missing; get it anew",
    ),
    "what is no page among the pages": (
        lambda: CONSENT.replace(b"3 0 R 4 0 R ]", b"3 0 R 5 0 R ]"),
        "'Consent' is no sound PDF: a page of it is missing; get it anew",
    ),
    "no content where a page says it is": (
        lambda: change(CONSENT, lambda pdf: setattr(pdf.pages[0].obj, "Contents", Dictionary())),
        "'Consent' is no sound PDF: what a page of it shows is missing; get it anew",
    ),
    "a picture that is missing": (
        lambda: re.sub(rb"6 0 obj.*?endobj", b"", CONSENT, flags=re.DOTALL),
        "'Consent' is no sound PDF: a part of it is missing; get it anew",
    ),
    "no pages": (
        lambda: change(CONSENT, lambda pdf: setattr(pdf.Root.Pages, "Kids", Array())),
        "'Consent' has no page; leave it out",
    ),
    "pages without end": (foreign.make_endless_pages, "'Consent' is no sound PDF; open it in"),
    "pages too deep": (
        lambda: foreign.make_deep_pages(400),
        "'Consent' is no sound PDF; open it in a PDF viewer, print it to a new PDF, then try again",
    ),
    "forms too deep": (
        lambda: foreign.make_deep_forms(2000),
        "'Consent' is no sound PDF (PdfReadError); open it in a PDF viewer, print it",
    ),
    "a password": (
        lambda: encrypt(CONSENT, user="secret"),
        "'Consent' is encrypted; save it without a password, then try again",
    ),
    "locked against being put together": (
        lambda: encrypt(CONSENT, modify_assembly=False),
        "'Consent' is locked by its owner: it may not be put together with others; ask for a copy "
        "without this lock, or print it by itself",
    ),
    "locked against being printed": (
        lambda: encrypt(CONSENT, print_lowres=False, print_highres=False),
        "'Consent' is locked by its owner",
    ),
    "a portfolio": (
        lambda: change(CONSENT, lambda pdf: setattr(pdf.Root, "Collection", Dictionary())),
        "'Consent' is a portfolio, a cover with files attached to it; save these files, and add "
        "them one by one",
    ),
    "a form for one program": (
        lambda: change(CONSENT, lambda pdf: setattr(pdf.Root, "NeedsRendering", True)),
        "'Consent' is a form that only Adobe's programs show (XFA)",
    ),
    "a drawing without a place": (
        lambda: foreign.make_form().replace(b"/BBox [ 0 0 120 20 ]", b"/BBax [ 0 0 120 20 ]"),
        "'Consent' is no sound PDF (ValueError); open it in a PDF viewer, print it to a new PDF",
    ),
    "letters that nobody drew": (
        lambda: foreign.make_undrawn_form("\u0645\u0631\u064a\u0645"),
        "'Consent' does not show what was filled in at 'name'; open it in the program that it was "
        "filled in with, print it to a new PDF, then try again",
    ),
    "lines that nobody drew": (
        lambda: foreign.make_undrawn_form(Ff=1 << 12),
        "'Consent' does not show what was filled in at 'name'",
    ),
    "a tick that nobody drew": (
        lambda: foreign.make_undrawn_form(kind="Btn", AS=Name.Yes),
        "'Consent' does not show what was filled in at 'name'",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_appended_is_refused_by_its_title(name: str) -> None:
    make, message = REFUSED[name]

    with pytest.raises(RenderError, match=f"^{re.escape(message)}"):
        combine_with(make())


def test_a_page_that_no_number_can_be_put_on_is_refused_by_the_title_of_its_part() -> None:
    odd = change(CONSENT, lambda pdf: setattr(pdf.pages[1].obj.Resources, "Font", True))

    with pytest.raises(RenderError, match=r"^'Consent' is no sound PDF \(TypeError\); open it in"):
        combine_with(odd, many_stamps())
    assert is_told(odd)


@pytest.mark.parametrize("size", range(0, len(CONSENT) - 8, 61))
def test_a_pdf_that_is_cut_off_anywhere_is_refused(size: int) -> None:
    with pytest.raises(RenderError, match=r"^'Consent' is no sound PDF"):
        combine_with(CONSENT[:size])


DAMAGED = [
    foreign.make_form(),
    foreign.make_active(),
    foreign.make_layers(),
    foreign.make_named_places(),
    foreign.make_outline(),
    build_sound_pdf(),
]
CHANGES = st.lists(
    st.tuples(st.integers(0, 999), st.integers(0, 99), VALUES), min_size=1, max_size=4
)


def is_told(pdf: bytes) -> bool:
    """Combine a PDF, and tell whether it was said by its title that it was not as ours are."""
    try:
        combined = combine_with(pdf, many_stamps())
    except RenderError as error:
        return str(error).startswith("'Consent' ")
    return combined.is_tagged or NOT_TAGGED in combined.notes


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(DAMAGED), CHANGES)
def test_whatever_stands_in_a_pdf_it_is_appended_or_refused(
    pdf: bytes, changes: list[tuple[int, int, bytes | int | None]]
) -> None:
    def mutate(opened: Pdf) -> None:
        for place, key, value in changes:
            mutate_at(opened, place, key, value)

    assert is_told(change(pdf, mutate))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(DAMAGED), st.integers(0, 99_999), st.binary(min_size=1, max_size=9))
def test_whatever_is_damaged_in_a_file_it_is_appended_or_refused(
    pdf: bytes, position: int, damage: bytes
) -> None:
    start = position % len(pdf)

    assert is_told(pdf[:start] + damage + pdf[start + len(damage) :])


@pytest.mark.parametrize(
    ("content", "settled"),
    [
        ("q Q", b"q Q"),
        ("q q Q 1 0 0 1 9 9 cm", b"q q Q 1 0 0 1 9 9 cm\nQ\n"),
        ("Q Q q", b"q\nq\nQ Q q\nQ\n"),
        ("/P BMC q /Q /Span BDC EMC (q)", b"/P BMC q /Q /Span BDC EMC (q)\nEMC\nQ\n"),
        ("EMC", b"EMC"),
    ],
)
def test_a_page_leaves_nothing_open_for_what_is_painted_after_it(
    content: str, settled: bytes
) -> None:
    pdf = Pdf.new()
    foreign.add_page(pdf, content)

    combined = combine(
        [Part(foreign.save(pdf), "Consent", "en")], title="a", author="b", language="en"
    )

    with pikepdf.open(BytesIO(combined.pdf)) as opened:
        page = opened.pages[0]
        page.contents_coalesce()
        assert page.obj.Contents.read_bytes().split() == settled.split()


# --- forms --------------------------------------------------------------------------------------


def test_fields_of_one_name_in_two_forms_show_what_each_was_filled_in_with() -> None:
    parts = [Part(foreign.make_form(name), name, "en") for name in ("Ana", "Berta")]

    combined = combine(parts, title="Packet", author="Example Clinic", language="en")

    assert page_texts(combined.pdf) == [
        f"Form {name} Breast clinic Signed" for name in ("Ana", "Berta")
    ]


def test_a_field_that_shows_on_paper_alone_is_told() -> None:
    def hide(pdf: Pdf) -> None:
        pdf.Root.AcroForm.Fields[1].F = 4 | 32

    combined = combine_with(change(foreign.make_form(), hide))

    left_out = "'Consent' had fields that show on paper alone, not on the screen: left out"
    assert combined.notes == (NOT_TAGGED, FORM, left_out, SIGNED)
    assert page_texts(combined.pdf)[foreign_pages(combined)] == ["Form Ana Example Signed"]


def test_no_field_is_left_of_a_form() -> None:
    with pikepdf.open(BytesIO(combine_with(foreign.make_form()).pdf)) as pdf:
        assert "/AcroForm" not in pdf.Root
        kinds = {
            str(found.get("/FT", "")) for found in pdf.objects if isinstance(found, Dictionary)
        }
        assert kinds == {""}


def test_the_same_form_gives_the_same_bytes() -> None:
    assert combine_with(foreign.make_form()).pdf == combine_with(foreign.make_form()).pdf


@pytest.mark.parametrize("value", ["Ana Example", "Zoë – €5"])
def test_what_was_filled_in_and_not_drawn_is_drawn(value: str) -> None:
    combined = combine_with(foreign.make_undrawn_form(value))

    assert page_texts(combined.pdf)[foreign_pages(combined)] == [f"Form {value}"]
    assert combined.notes == (NOT_TAGGED, FORM, DRAWN)


def test_a_button_without_a_state_shows_the_value_of_its_group() -> None:
    def forget_state(pdf: Pdf) -> None:
        for kid in pdf.Root.AcroForm.Fields[-2].Kids:
            del kid.AS

    combined = combine_with(change(foreign.make_form(), forget_state))

    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        page = pdf.pages[combined.first_pages[1]]
        painted = [page.Resources.XObject[f"/Shown{number}"].read_bytes() for number in (4, 5)]
        assert [content[:10] for content in painted] == [b"1 0 0 rg 2"] * 2


# --- what is kept of links, layers and outlines ---------------------------------------------------


def leading(combined: Combined) -> list[object]:
    """Return where the links of the foreign part lead: its pages from 0, or an address."""
    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        numbers = {page.obj.objgen: page.index for page in pdf.pages}
        return [
            str(link.A.URI)
            if "/A" in link
            else numbers[link.Dest[0].objgen] - combined.first_pages[1]
            for page in pdf.pages[foreign_pages(combined)]
            for link in page.obj.get("/Annots", [])
        ]


def test_links_by_names_and_numbers_lead_to_their_pages() -> None:
    assert leading(combine_with(foreign.make_named_places())) == [1, 2, 1]


def test_links_to_the_web_and_to_pages_stay_and_nothing_runs() -> None:
    combined = combine_with(foreign.make_active())

    assert leading(combined) == ["https://example.org/", "https://example.org/map", 1]
    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        written = b"".join(
            found.unparse(resolved=True)
            + (found.read_bytes() if isinstance(found, pikepdf.Stream) else b"")
            for found in pdf.objects
            if isinstance(found, pikepdf.Object)
        )
    words = (b"JAVASCRIPT", b"LAUNCHED", b"SUBMITTED", b"ELSEWHERE", b"ATTACHED", b"/AA", b"/AF")
    assert [word for word in words if word in written] == []


def test_notes_on_a_page_stay_notes() -> None:
    combined = combine_with(foreign.make_marked_up())

    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        annotations = list(pdf.pages[combined.first_pages[1]].Annots)
        kinds = [str(each.Subtype) for each in annotations]
        assert kinds == ["/Highlight", "/Popup", "/Square", "/Text"]
        assert annotations[0].Popup == annotations[1]
        assert annotations[1].Parent == annotations[0]


def test_an_outline_keeps_what_leads_to_a_page() -> None:
    combined = combine_with(foreign.make_outline())

    first = combined.first_pages[1] + 1
    items = outline(combined.pdf)
    assert items[items.index((0, "Consent", first)) : -3] == [
        (0, "Consent", first),
        (1, "Heading", first + 1),
        (2, "Below", first + 1),
        (1, "Last", first),
    ]


def test_an_outline_of_many_levels_is_all_there() -> None:
    titles = [title for _, title, _ in outline(combine_with(foreign.make_deep_outline()).pdf)]

    assert [title for title in titles if title.startswith("Level")] == [
        f"Level {level}" for level in range(500)
    ]


def test_hidden_layers_stay_hidden_whatever_the_layers_of_other_parts() -> None:
    hidden_by_name, hidden_by_default = (
        foreign.make_layers(),
        foreign.make_layers(hides_by_default=True),
    )
    parts = [
        Part(pdf, f"Part {n}", "en") for n, pdf in enumerate((hidden_by_name, hidden_by_default))
    ]

    combined = combine(parts, title="Packet", author="Example Clinic", language="en")

    alone = pictures(change(hidden_by_name, lambda pdf: pdf.pages[0].obj.__delitem__("/Annots")))
    shown = pictures(combined.pdf)
    assert shown[0] == shown[1] != alone[0]
    assert b"\x00\x00\xff" not in shown[0][1].replace(b"\xff\xff\xff", b"")
    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        layers = pdf.Root.OCProperties
        assert [str(layer.Name) for layer in layers.OCGs] == ["On", "Off"] * 2
        assert [str(layer.Name) for layer in layers.D.OFF] == ["Off"] * 2
        assert [[str(order[0]), str(order[1].Name)] for order in layers.D.Order] == [
            ["Part 0", "On"],
            ["Part 1", "On"],
        ]


# --- tags that others made ------------------------------------------------------------------------


def test_a_pdf_ua_of_others_keeps_its_tags_though_it_is_not_as_ours_are() -> None:
    sound = build_sound_pdf()  # with an opening action, a role map, classes, and a tagged form

    combined = combine_with(sound)

    assert (combined.is_tagged, combined.notes) == (True, ())
    assert find_faults(combined.pdf) == []
    assert pictures(combined.pdf)[foreign_pages(combined)] == pictures(sound)


def test_words_for_tags_that_mean_something_else_in_each_part_keep_their_meaning() -> None:
    def mean_otherwise(pdf: Pdf) -> None:
        pdf.Root.StructTreeRoot.RoleMap.Text = Name.Div
        pdf.Root.StructTreeRoot.ClassMap.column.Scope = Name.Both

    sound = build_sound_pdf()
    parts = [
        Part(pdf, "Tagged", "en") for pdf in (sound, change_tagged(sound, mean_otherwise), sound)
    ]

    combined = combine(parts, title="Packet", author="Example Clinic", language="en")

    assert find_faults(combined.pdf) == []
    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        root = pdf.Root.StructTreeRoot
        roles = [part.K[1].S for part in root.K[0].K]
        classes = [part.K[5].K[1].K[0].K[0].C for part in root.K[0].K]
        assert [str(root.RoleMap[root.RoleMap[role]]) for role in roles] == ["/P", "/Div", "/P"]
        assert [str(root.ClassMap[name].Scope) for name in classes] == [
            "/Column",
            "/Both",
            "/Column",
        ]


def test_a_tag_tree_of_many_tops_becomes_one_part() -> None:
    def drop_document(pdf: Pdf) -> None:
        root = pdf.Root.StructTreeRoot
        root.K = root.K[0].K
        for kid in root.K:
            kid.P = root

    combined = combine_with(change_tagged(build_sound_pdf(), drop_document))

    assert find_faults(combined.pdf) == []
    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        part = pdf.Root.StructTreeRoot.K[0].K[1]
        assert (str(part.S), str(part.T), str(part.K[0].S)) == ("/Part", "Consent", "/H1")


@pytest.mark.parametrize("claim", [b"<pdfuaid:part>2</pdfuaid:part>", b""])
def test_tags_without_the_claim_of_pdf_ua_1_are_not_taken(claim: bytes) -> None:
    def withdraw(pdf: Pdf) -> None:
        metadata = pdf.Root.Metadata.read_bytes()
        pdf.Root.Metadata.write(metadata.replace(b"<pdfuaid:part>1</pdfuaid:part>", claim))

    combined = combine_with(change_tagged(build_sound_pdf(), withdraw))

    assert combined.notes == (NOT_TAGGED,)
    assert faults_of_ours(combined) == []
    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        page = pdf.pages[combined.first_pages[1] + 1].obj
        assert "/StructParents" not in page.Resources.XObject.Form
        assert all("/StructParent" not in annotation for annotation in page.Annots)


def test_tags_that_name_a_field_are_not_taken() -> None:
    def make_field(pdf: Pdf) -> None:
        annotation = pdf.Root.Pages.Kids[0].Annots[0]
        annotation.Subtype, annotation.FT, annotation.T = Name.Widget, Name.Tx, String("a")
        del annotation.A

    combined = combine_with(change_tagged(build_sound_pdf(), make_field))

    assert combined.notes[:2] == (
        NOT_TAGGED,
        "'Consent' was tagged, but its tags name fields or links that are left out",
    )
    assert faults_of_ours(combined) == []


def test_tags_that_are_nested_too_deep_are_refused() -> None:
    with pytest.raises(RenderError, match=r"^'Consent' is no sound PDF"):
        combine_with(change_tagged(build_sound_pdf(), the_elements_are_nested_very_deep))


def test_a_tag_tree_that_holds_itself_is_refused() -> None:
    def hold_itself(pdf: Pdf) -> None:
        document = pdf.Root.StructTreeRoot.K[0]
        document.K[0].K = Array([document])

    with pytest.raises(RenderError, match=r"^'Consent' is no sound PDF \(ValueError\); open it"):
        combine_with(change_tagged(build_sound_pdf(), hold_itself))


def test_a_document_with_pages_that_are_not_tagged_says_that_its_tags_are_to_be_doubted() -> None:
    with pikepdf.open(BytesIO(combine_with(CONSENT).pdf)) as pdf:
        assert dict(pdf.Root.MarkInfo) == {"/Marked": True, "/Suspects": True}
        assert "/StructTreeRoot" in pdf.Root
        assert b"pdfuaid" not in pdf.Root.Metadata.read_bytes()
    with pikepdf.open(
        BytesIO(combine([own_part()], title="a", author="b", language="en").pdf)
    ) as pdf:
        assert dict(pdf.Root.MarkInfo) == {"/Marked": True}


def test_a_claim_that_was_found_false_is_not_believed() -> None:
    ours = print_page("<p>Ours</p>")
    liar = Part(ours, "Liar", "en", has_sound_tags=False)

    combined = combine([Part(ours, "True", "en"), liar], title="T", author="A", language="en")

    assert not combined.is_tagged
    assert combined.notes == (
        "'Liar' is not tagged, so a screen reader cannot read it in order, and the whole is no "
        "PDF/UA",
    )
    with pikepdf.open(BytesIO(combined.pdf)) as pdf:
        assert [str(part.T) for part in pdf.Root.StructTreeRoot.K[0].K] == ["True"]
