"""Make what annotations show a part of their page: form fields, icons of attached files.

Two forms may have fields of one name, which in one file would be one field (ISO 32000-1, 12.7.3.2):
so fields are painted as they show, and are fields no longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from pikepdf import (
    AcroFormField,
    Annotation,
    Array,
    Dictionary,
    FormFieldFlag,
    Name,
    Page,
    Pdf,
    Stream,
)
from pikepdf.form import ExtendedAppearanceStreamGenerator

from handoutpress.errors import RenderError

# Source: ISO 32000-1, table 165. A page shows what is on the screen.
HIDDEN, PRINT, NO_VIEW = 2, 4, 32
UNSEEN = HIDDEN | NO_VIEW
# Text that the generator can set: the standard fonts in Western letters.
LETTERS = "cp1252"
# What the generator meets: no font or size said, a font whose letters or lines it does not know.
UNDRAWABLE = (RuntimeError, ValueError, TypeError, LookupError, AttributeError)


def flatten(pdf: Pdf, page: Page, annotations: Sequence[Any]) -> None:
    """Paint the appearance of annotations at the end of their page, which leaves nothing open.

    Source: ISO 32000-1, 12.5.5 (algorithm 8.1: how an appearance is fitted into its rectangle).
    """
    painted = b"".join(_paint(pdf, page, annotation) for annotation in annotations)
    if painted:
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ\n" + painted)


def _paint(pdf: Pdf, page: Page, annotation: Any) -> bytes:
    appearance = _find_appearance(annotation)
    if appearance is None:
        return b""
    appearance.Type, appearance.Subtype = Name.XObject, Name.Form
    name = _add_resource(page, Name.XObject, appearance)
    painted: bytes = Annotation(annotation).get_page_content_for_appearance(
        name, _rotation(page), 0, UNSEEN
    )
    if not painted and not _is_unseen(annotation, appearance):
        raise ValueError("an appearance has no place on its page")
    if not painted or "/OC" not in annotation:
        return painted
    layer = _add_resource(page, Name.Properties, pdf.make_indirect(annotation.OC))
    return b"/OC %s BDC\n%s\nEMC\n" % (str(layer).encode(), painted)


def _is_unseen(annotation: Any, appearance: Stream) -> bool:
    """Tell whether an annotation with an appearance shows nothing all the same."""
    boxes = [annotation.get("/Rect"), appearance.get("/BBox")]
    has_no_size = any(
        isinstance(box, Array) and len(box) == 4 and (box[0] == box[2] or box[1] == box[3])
        for box in boxes
    )
    return has_no_size or bool(int(annotation.get("/F", 0)) & UNSEEN)


def _add_resource(page: Page, kind: Name, resource: Any) -> Name:
    """Add a resource by a name that the same page always gives."""
    resources = page.resources
    if kind not in resources:
        resources[kind] = Dictionary()
    used: Any = resources[kind]
    name = next(Name(name) for name in map("/Shown{}".format, count()) if name not in used)
    used[name] = resource
    return name


def _rotation(page: Page) -> int:
    rotation = page.obj.get("/Rotate", 0)
    return int(rotation) % 360 if isinstance(rotation, int) else 0


def _find_appearance(annotation: Any) -> Stream | None:
    """Return what an annotation shows now; sets the state that a viewer would take.

    Source: ISO 32000-1, table 164 (AS) and 12.7.4.2.3; without AS, PDFium takes the value.
    """
    looks = annotation.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    if isinstance(normal, Stream):
        return normal
    if not isinstance(normal, Dictionary):
        return None
    if "/AS" not in annotation:
        annotation.AS = _find_state(annotation, normal)
    found = normal.get(annotation.AS)
    return found if isinstance(found, Stream) else None


def _find_state(annotation: Any, normal: Dictionary) -> Name:
    for holder in (annotation, annotation.get("/Parent")):
        value = holder.get("/V") if isinstance(holder, Dictionary) else None
        if isinstance(value, Name) and str(value) in normal:
            return value
    return Name.Off


def has_signature(annotation: Any) -> bool:
    """Tell whether an annotation is a field that was signed."""
    parent = annotation.get("/Parent")
    holders = [annotation, parent if isinstance(parent, Dictionary) else Dictionary()]
    is_field = any(holder.get("/FT") == Name.Sig for holder in holders)
    return is_field and any(isinstance(holder.get("/V"), Dictionary) for holder in holders)


def is_print_only(annotation: Any) -> bool:
    """Tell whether an annotation shows on paper alone. Source: ISO 32000-1, table 165."""
    flags = int(annotation.get("/F", 0))
    return flags & (PRINT | UNSEEN) == PRINT | NO_VIEW


def draw_missing(pdf: Pdf, name: str) -> int:
    """Draw the fields that were filled in by a program that did not draw them; return how many.

    Source: ISO 32000-1, 12.7.3.3 (variable text) and table 218 (NeedAppearances).

    Raises:
        RenderError: a field holds what cannot be drawn here.
    """
    form = pdf.Root.get("/AcroForm")
    is_stale = isinstance(form, Dictionary) and bool(form.get("/NeedAppearances", False))
    drawn = 0
    for page in pdf.pages:
        for annotation in list(page.obj.get("/Annots", Array())):
            if not _is_seen_field(annotation):
                continue
            field = pdf.acroform.get_field_for_annotation(Annotation(annotation))
            if _is_drawn(field, annotation, is_stale=is_stale):
                continue
            _draw(pdf, field, name)
            drawn += 1
    return drawn


def _is_seen_field(annotation: Any) -> bool:
    if not isinstance(annotation, Dictionary) or annotation.get("/Subtype") != Name.Widget:
        return False
    return not int(annotation.get("/F", 0)) & UNSEEN


def _is_drawn(field: AcroFormField, annotation: Any, *, is_stale: bool) -> bool:
    is_shown = _find_appearance(annotation) is not None
    if field.is_text or field.is_choice:
        return (is_shown and not is_stale) or not _has_value(field)
    if field.is_checkbox or field.is_radio_button:
        is_off = annotation.get("/AS", annotation.get("/V", Name.Off)) == Name.Off
        return is_shown or is_off
    return True


def _has_value(field: AcroFormField) -> bool:
    value = field.get_inheritable_field_value("/V")
    return value is not None and bool(len(value) if isinstance(value, Array) else str(value))


def _draw(pdf: Pdf, field: AcroFormField, name: str) -> None:
    if not _can_draw(field):
        raise RenderError(_describe_undrawn(field, name))
    painter = ExtendedAppearanceStreamGenerator(pdf, pdf.acroform)
    try:
        (painter.generate_choice if field.is_choice else painter.generate_text)(field)
    except UNDRAWABLE as error:
        raise RenderError(_describe_undrawn(field, name)) from error


def _can_draw(field: AcroFormField) -> bool:
    text = field.value_as_string
    options = field.get_inheritable_field_value("/Opt") if field.is_choice else None
    has_other_words = isinstance(options, Array) and any(isinstance(o, Array) for o in options)
    is_secret = field.is_text and bool(field.flags & FormFieldFlag.tx_password)
    is_plain = (field.is_text or field.is_choice) and not has_other_words and not is_secret
    return is_plain and bool(text) and text.encode(LETTERS, "replace").decode(LETTERS) == text


def _describe_undrawn(field: AcroFormField, name: str) -> str:
    return (
        f"{name} does not show what was filled in at '{field.fully_qualified_name}'; open it in "
        "the program that it was filled in with, print it to a new PDF, then try again"
    )
