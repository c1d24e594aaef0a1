"""Build PDFs that others make: consent forms, scans, fillable forms, layers, damaged files.

Every maker returns the bytes of a whole PDF; `CONSENT` is the plain one that others are made of.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from pypdf import PdfWriter
from pypdf.annotations import FreeText

from tests.tagged_pdf import write_as_is

PAGE = (300, 400)
BOX = "0.2 0.4 0.8 rg 40 40 60 30 re f"


def text(words: str, x: int = 40, y: int = 350, size: int = 14) -> str:
    return f"BT /F {size} Tf {x} {y} Td ({words}) Tj ET"


def add_page(pdf: Pdf, content: str, size: tuple[int, int] = PAGE, **entries: object) -> Object:
    page = pdf.add_blank_page(page_size=size).obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F=font))
    page.Contents = pdf.make_stream(content.encode())
    for key, value in entries.items():
        page[f"/{key}"] = value
    return page


def save(pdf: Pdf, **options: object) -> bytes:
    written = BytesIO()
    pdf.save(written, static_id=True, **options)
    return written.getvalue()


def make_consent(pages: int = 2, words: str = "Consent page") -> bytes:
    pdf = Pdf.new()
    for number in range(1, pages + 1):
        add_page(pdf, f"{BOX} {text(f'{words} {number}')}")
    return save(pdf)


CONSENT = make_consent()


def change(pdf: bytes, mutate: Callable[[Pdf], object], **options: object) -> bytes:
    """Return a PDF with one change in it: as it then is, or saved with options."""
    with pikepdf.open(BytesIO(pdf), inherit_page_attributes=False) as opened:
        mutate(opened)
        return save(opened, **options) if options else write_as_is(opened)


def resave(**options: object) -> bytes:
    return change(CONSENT, lambda pdf: None, **options)


def make_updated() -> bytes:
    """Return the consent form with a change appended to the file."""
    writer = PdfWriter(BytesIO(CONSENT), incremental=True)
    writer.add_annotation(0, FreeText(text="Added later", rect=(40, 200, 200, 230)))
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def make_hybrid() -> bytes:
    """Return a PDF whose font is found only by the cross-reference stream beside the table.

    Source: ISO 32000-1, 7.5.8.4.
    """
    content = f"{BOX} {text('Hybrid')}".encode()
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Courier-Bold>>"
    inside = b"5 0 " + font
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"",
        b"<</Type/ObjStm/N 1/First 4/Length %d>>stream\n%s\nendstream" % (len(inside), inside),
    ]
    written, offsets = b"%PDF-1.5\n", []
    for number, value in enumerate(objects, start=1):
        offsets.append(len(written))
        if value:
            written += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    hidden = len(written)
    entry = b"\x02" + (6).to_bytes(4, "big") + b"\x00"
    written += b"7 0 obj\n<</Type/XRef/Size 8/W[1 4 1]/Index[5 1]/Length 6>>stream\n%s\n" % entry
    written += b"endstream\nendobj\n"
    rows = [b"0000000000 65535 f \n"]
    rows += [
        b"%010d 00000 n \n" % offset if value else b"0000000000 00000 f \n"
        for offset, value in zip(offsets, objects, strict=True)
    ]
    table = b"xref\n0 7\n%strailer\n<</Size 8/Root 1 0 R/XRefStm %d>>\n" % (b"".join(rows), hidden)
    return written + table + b"startxref\n%d\n%%%%EOF\n" % len(written)


def make_scan() -> bytes:
    """Return two pages of pictures only, one of them lying on its side."""
    pdf = Pdf.new()
    for rotation in (0, 90):
        page = add_page(pdf, "q 300 0 0 400 0 0 cm /Scan Do Q", Rotate=rotation)
        pixels = bytes((x * y + rotation) % 251 for y in range(40) for x in range(30))
        image = Stream(pdf, zlib.compress(pixels), Filter=Name.FlateDecode, Width=30, Height=40)
        image.Type, image.Subtype = Name.XObject, Name.Image
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        page.Resources = Dictionary(XObject=Dictionary(Scan=image))
    return save(pdf)


def make_mixed_pages() -> bytes:
    """Return pages of many sizes and rotations, some of which inherit what they are."""
    pdf = Pdf.new()
    for rotation in (0, 90, 180, 270):
        crop = Array([20, 30, 250, 380])
        add_page(pdf, f"{BOX} {text(f'Turned {rotation}')}", Rotate=rotation, CropBox=crop)
    add_page(pdf, text("Wide", y=100), (500, 200))
    add_page(pdf, text("Large unit"), UserUnit=2)
    add_page(pdf, f"{BOX} {text('Moved')}").MediaBox = Array([-50, -60, 250, 340])
    heirs = [add_page(pdf, f"{BOX} {text(f'Heir {n}')}") for n in (1, 2)]
    node = Dictionary(Type=Name.Pages, Parent=pdf.Root.Pages, Count=2, Kids=Array(heirs))
    node.MediaBox, node.CropBox = heirs[0].MediaBox, Array([10, 10, 290, 390])
    node.Rotate, node.Resources = 90, heirs[0].Resources
    node = pdf.make_indirect(node)
    for page in heirs:
        del page.MediaBox, page.Resources
        page.Parent = node
    pdf.Root.Pages.Kids = Array([*list(pdf.Root.Pages.Kids)[:-2], node])
    return save(pdf)


def make_odd_pages() -> bytes:
    """Return pages that lack what a page may lack, and one that leaves its state open."""
    pdf = Pdf.new()
    del add_page(pdf, "").Contents
    parts = [pdf.make_stream(part.encode()) for part in (BOX[:20], BOX[20:])]
    add_page(pdf, "", Contents=Array(parts))
    outer = pdf.make_stream(b"/F 12 Tf BT 40 300 Td (In a form) Tj ET", Subtype=Name.Form)
    outer.Type, outer.BBox = Name.XObject, Array([0, 0, *PAGE])  # takes the page's resources
    add_page(pdf, "/Outer Do").Resources.XObject = Dictionary(Outer=outer)
    add_page(pdf, f"Q q 2 0 0 2 0 0 cm {BOX}")
    return save(pdf)


# --- annotations and forms ----------------------------------------------------------------------


def make_look(
    pdf: Pdf, content: str, size: tuple[int, int] = (120, 20), **entries: object
) -> Object:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    look = pdf.make_stream(content.encode(), Type=Name.XObject, Subtype=Name.Form, **entries)
    look.BBox, look.Resources = Array([0, 0, *size]), Dictionary(Font=Dictionary(F=font))
    return look


def annotate(pdf: Pdf, page: Object, kind: str, box: Iterable[int], **entries: object) -> Object:
    annotation = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array(box), F=4)
    for key, value in entries.items():
        annotation[f"/{key}"] = value
    annotation = pdf.make_indirect(annotation)
    page.Annots = Array([*page.get("/Annots", Array()), annotation])
    return annotation


def add_field(
    pdf: Pdf, page: Object, kind: str, name: str, box: Iterable[int], **entries: object
) -> Object:
    field = annotate(
        pdf, page, "Widget", box, FT=Name(f"/{kind}"), T=String(name), P=page, **entries
    )
    form = pdf.Root.get("/AcroForm", Dictionary(Fields=Array()))
    form.Fields = Array([*form.Fields, field])
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    font.Encoding = Name.WinAnsiEncoding
    form.DR, form.DA = Dictionary(Font=Dictionary(Helv=font)), String("/Helv 0 Tf 0 g")
    pdf.Root.AcroForm = form
    return field


def add_button(pdf: Pdf, page: Object, y: int, *, is_on: bool, **entries: object) -> Object:
    states = Dictionary(
        On=make_look(pdf, "1 0 0 rg 2 2 16 16 re f", (20, 20)),
        Off=make_look(pdf, "0 0 0 RG 2 2 16 16 re S", (20, 20)),
    )
    state = Name.On if is_on else Name.Off
    return annotate(
        pdf, page, "Widget", (40, y, 60, y + 20), AP=Dictionary(N=states), AS=state, **entries
    )


def make_form(name: str = "Ana Example", rotation: int = 0) -> bytes:
    """Return a form that was filled in: text, a tick, a choice of two, a list, a signature."""
    pdf = Pdf.new()
    page = add_page(pdf, f"{BOX} {text('Form')}", Rotate=rotation)
    look = make_look(pdf, f"0.9 g 0 0 120 20 re f 0 g {text(name, 4, 6, 10)}")
    value = {"V": String(name), "AP": Dictionary(N=look)}
    add_field(pdf, page, "Tx", "name", (40, 300, 220, 330), **value)
    look = make_look(pdf, text("Breast clinic", 4, 6, 10), Matrix=Array([0, 1, -1, 0, 0, 0]))
    add_field(pdf, page, "Ch", "clinic", (240, 200, 260, 320), AP=Dictionary(N=look))
    look = make_look(pdf, text("Signed", 4, 6, 10))
    signature = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"))
    add_field(pdf, page, "Sig", "by", (40, 100, 160, 120), V=signature, AP=Dictionary(N=look))
    tick = add_button(pdf, page, 270, is_on=True, FT=Name.Btn, T=String("agree"), V=Name.On)
    group = pdf.make_indirect(Dictionary(FT=Name.Btn, Ff=1 << 15, T=String("side"), V=Name.On))
    kids = [add_button(pdf, page, y, is_on=y == 240, Parent=group) for y in (240, 210)]
    group.Kids = Array(kids)
    pdf.Root.AcroForm.Fields.extend([tick, group])
    hidden = make_look(pdf, "0 1 0 rg 0 0 120 20 re f")
    add_field(pdf, page, "Tx", "hidden", (40, 60, 160, 80), AP=Dictionary(N=hidden), F=2)
    return save(pdf)


def make_undrawn_form(value: str = "Ana Example", kind: str = "Tx", **entries: object) -> bytes:
    """Return a form that was filled in by a program that draws nothing."""
    pdf = Pdf.new()
    page = add_page(pdf, text("Form"))
    add_field(pdf, page, kind, "name", (40, 250, 260, 330), V=String(value), **entries)
    pdf.Root.AcroForm.NeedAppearances = True
    return save(pdf)


def make_marked_up() -> bytes:
    """Return a page that somebody wrote notes on, with a file attached by an icon."""
    pdf = Pdf.new()
    page = add_page(pdf, text("Please read this"), Rotate=90)
    quads = Array([40, 365, 150, 365, 40, 345, 150, 345])
    note = {"Contents": String("Important"), "C": Array([1, 1, 0])}
    highlight = annotate(pdf, page, "Highlight", (40, 345, 150, 365), QuadPoints=quads, **note)
    highlight.Popup = annotate(pdf, page, "Popup", (200, 300, 280, 360), Parent=highlight)
    annotate(pdf, page, "Square", (30, 200, 130, 260), C=Array([1, 0, 0]), IC=Array([0, 1, 1]))
    attached = pdf.make_stream(b"secret", Type=Name.EmbeddedFile)
    file = Dictionary(Type=Name.Filespec, F=String("a.txt"), EF=Dictionary(F=attached))
    icon = make_look(pdf, "0 0.6 0 rg 0 0 20 20 re f", (20, 20))
    box = (200, 200, 220, 220)
    annotate(pdf, page, "FileAttachment", box, FS=file, AP=Dictionary(N=icon), F=4 | 16)
    annotate(pdf, page, "Text", (250, 100, 270, 120), Contents=String("A note"))
    return save(pdf)


def make_active() -> bytes:
    """Return a PDF that runs things when it is opened, printed, turned over and clicked."""
    pdf = Pdf.new()
    pages = [add_page(pdf, f"{BOX} {text(f'Page {number}')}") for number in (1, 2)]
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('JAVASCRIPT')"))
    launch = Dictionary(S=Name.Launch, F=String("LAUNCHED.exe"))
    send = Dictionary(S=Name.SubmitForm, F=String("https://SUBMITTED.example"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WP=script)
    pages[0].AA = Dictionary(O=Dictionary(S=Name.GoTo, D=Array([pages[1], Name.Fit]), Next=script))
    attached = pdf.make_stream(b"ATTACHED", Type=Name.EmbeddedFile)
    file = Dictionary(Type=Name.Filespec, F=String("a.txt"), EF=Dictionary(F=attached))
    file = pdf.make_indirect(file)
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("start"), script])),
        EmbeddedFiles=Dictionary(Names=Array([String("a"), file])),
    )
    pages[1].AF = Array([file])
    box = (40, 300, 90, 320)
    annotate(pdf, pages[0], "Link", box, A=launch)
    annotate(pdf, pages[0], "Link", box, A=script)
    annotate(pdf, pages[0], "Link", box, A=Dictionary(S=Name.GoToR, F=String("ELSEWHERE.pdf")))
    annotate(pdf, pages[0], "Link", box, A=Dictionary(S=Name.URI, URI=String("javascript:x")))
    web = Dictionary(S=Name.URI, URI=String("https://example.org/"), Next=launch)
    annotate(pdf, pages[0], "Link", box, A=web)
    annotate(pdf, pages[0], "Link", box, A=Dictionary(S=Name.URI, URI=String("/map")))
    annotate(pdf, pages[0], "Link", box, Dest=Array([pages[1], Name.Fit]), AA=Dictionary(D=script))
    pdf.Root.URI = Dictionary(Base=String("https://example.org/a/"))
    look = make_look(pdf, "0 0 1 rg 0 0 120 20 re f")
    add_field(pdf, pages[1], "Btn", "send", (40, 200, 160, 220), AP=Dictionary(N=look), A=send)
    return save(pdf)


# --- layers, names, outlines, labels ------------------------------------------------------------


def make_layers(*, hides_by_default: bool = False) -> bytes:
    """Return a page of a layer that shows and of one that does not, and a field in each."""
    pdf = Pdf.new()
    shown, hidden = (
        pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name))) for name in ("On", "Off")
    )
    content = f"/OC /On BDC {BOX} EMC /OC /Off BDC 1 0 0 rg 150 150 90 90 re f EMC"
    page = add_page(pdf, content)
    page.Resources.Properties = Dictionary(On=shown, Off=hidden)
    for layer, y in ((shown, 300), (hidden, 250)):
        look = make_look(pdf, "0 0.5 0 rg 0 0 120 20 re f")
        add_field(pdf, page, "Tx", str(y), (40, y, 160, y + 20), AP=Dictionary(N=look), OC=layer)
    state = Dictionary(OFF=Array([hidden]))
    if hides_by_default:
        state = Dictionary(BaseState=Name.OFF, ON=Array([shown]), Order=Array([shown, hidden]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([shown, hidden]), D=state)
    return save(pdf)


def make_named_places() -> bytes:
    """Return links by names, old and new, in a tree that holds itself, and to what is not there."""
    pdf = Pdf.new()
    pages = [add_page(pdf, f"{text(f'Page {number}')}") for number in range(1, 4)]
    pdf.Root.Dests = Dictionary(old=Array([pages[1], Name.Fit]))
    place = Dictionary(D=Array([pages[2], Name.XYZ, 0, 300, None]))
    leaf = pdf.make_indirect(Dictionary(Names=Array([String("new"), place])))
    tree = pdf.make_indirect(Dictionary())
    tree.Kids = Array([leaf, tree])
    pdf.Root.Names = Dictionary(Dests=tree)
    box = (40, 300, 90, 320)
    annotate(pdf, pages[0], "Link", box, Dest=Name.old)
    annotate(pdf, pages[0], "Link", box, Dest=String("new"))
    annotate(pdf, pages[0], "Link", box, A=Dictionary(S=Name.GoTo, D=Array([1, Name.Fit])))
    annotate(pdf, pages[0], "Link", box, A=Dictionary(S=Name.GoTo, D=String("gone")))
    return save(pdf)


def make_outline() -> bytes:
    """Return an outline with headings that lead nowhere, scripts, and an item that holds itself."""
    pdf = Pdf.new()
    pages = [add_page(pdf, text(f"Page {number}")) for number in (1, 2)]
    script = Dictionary(S=Name.JavaScript, JS=String("x"))
    items = {
        "Heading": pdf.make_indirect(Dictionary(Title=String("Heading"))),
        "Below": pdf.make_indirect(Dictionary(Title=String("Below"))),
        "Runs": pdf.make_indirect(Dictionary(Title=String("Runs"), A=script)),
        "Last": pdf.make_indirect(Dictionary(Title=String("Last"))),
    }
    items["Below"].Dest = Array([pages[1], Name.FitH, 200])
    items["Last"].A = Dictionary(S=Name.GoTo, D=Array([pages[0], Name.Fit]))
    items["Heading"].First = items["Heading"].Last = items["Below"]
    items["Heading"].Next, items["Runs"].Next = items["Runs"], items["Last"]
    items["Last"].Next = items["Last"].First = items["Heading"]
    outline = Dictionary(Type=Name.Outlines, First=items["Heading"], Last=items["Last"], Count=3)
    pdf.Root.Outlines = pdf.make_indirect(outline)
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r, St=5)]))
    return save(pdf)


# --- deep and endless ---------------------------------------------------------------------------


def make_deep_pages(levels: int = 60) -> bytes:
    """Return a page below hundreds of nodes."""

    def deepen(pdf: Pdf) -> None:
        node = pdf.Root.Pages
        for _ in range(levels):
            kid = Dictionary(Type=Name.Pages, Count=2, Kids=node.Kids, Parent=node)
            node.Kids = Array([pdf.make_indirect(kid)])
            node = node.Kids[0]
        for page in node.Kids:
            page.Parent = node

    return change(CONSENT, deepen)


def make_deep_forms(levels: int) -> bytes:
    """Return a page that paints a form that paints a form, and so on."""
    pdf = Pdf.new()
    box = Array([0, 0, *PAGE])
    form = pdf.make_stream(BOX.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=box)
    for _ in range(levels):
        inner = Dictionary(XObject=Dictionary(In=form))
        form = pdf.make_stream(b"/In Do", Type=Name.XObject, Subtype=Name.Form, BBox=box)
        form.Resources = inner
    add_page(pdf, "/Form Do").Resources.XObject = Dictionary(Form=form)
    return save(pdf)


def make_deep_outline(levels: int = 500) -> bytes:
    """Return an outline that is nested hundreds of levels deep."""

    def deepen(pdf: Pdf) -> None:
        pdf.Root.Outlines = node = pdf.make_indirect(Dictionary(Type=Name.Outlines))
        for level in range(levels):
            place = Array([pdf.pages[0].obj, Name.Fit])
            item = Dictionary(Title=String(f"Level {level}"), Parent=node, Dest=place)
            node.First = node.Last = pdf.make_indirect(item)
            node = node.First

    return change(CONSENT, deepen)


def make_endless_pages() -> bytes:
    return change(CONSENT, lambda pdf: pdf.Root.Pages.Kids.append(pdf.Root.Pages))
