"""The rules for finished pages: clear print, layout, links and codes, what a PDF must be.

Finds nothing.
"""

from __future__ import annotations

from handoutpress.rules.values import Level, Rule

_CLEAR_PRINT = "RNIB Clear Print; UKAAF G003"
_WCAG = "https://www.w3.org/TR/WCAG22/"

# --- clear print --------------------------------------------------------------------------------

TEXT_SIZE = Rule(
    "text-size",
    "RNIB Clear Print and UKAAF G003 (12 pt or more); APH (large print is 18 pt)",
    "https://www.aph.org/aph-guidelines-for-print-document-design/",
    Level.ERROR,
)
CAPITALS = Rule("all-capitals", f"{_CLEAR_PRINT} (no text in capitals)")
ITALICS = Rule("italics", f"{_CLEAR_PRINT} (no text in italics)")
LEADING = Rule("leading", f"{_CLEAR_PRINT} (lines at least single-spaced)")
LINE_LENGTH = Rule(
    "line-length",
    "RNIB Clear Print (60 to 70 characters); WCAG 2.2, 1.4.8 (80 at most, 40 in CJK)",
    f"{_WCAG}#visual-presentation",
)
ALIGNMENT = Rule(
    "alignment",
    f"{_CLEAR_PRINT}; WCAG 2.2, 1.4.8 (not justified)",
    f"{_WCAG}#visual-presentation",
)
CONTRAST = Rule(
    "contrast",
    "WCAG 2.2, 1.4.3 (4.5:1, and 3:1 for large print)",
    f"{_WCAG}#contrast-minimum",
    Level.ERROR,
)
GREY_CONTRAST = Rule(
    "grey-contrast",
    "WCAG 2.2, 1.4.3, for the page as a black and white printer draws it",
    f"{_WCAG}#contrast-minimum",
    Level.ERROR,
)

# --- layout -------------------------------------------------------------------------------------

TEXT_HIDDEN = Rule(
    "text-hidden", "Handout Press: every word of a handout is seen", level=Level.ERROR
)
PAGE_MARGINS = Rule(
    "page-margins",
    "Handout Press: office printers leave 1/6 inch of each edge white",
    level=Level.ERROR,
)
PAPER_SIZE = Rule("paper-size", "ISO 216; ANSI/ASME Y14.1", level=Level.ERROR)
NEAR_EMPTY_PAGE = Rule("near-empty-page", "Handout Press: a page is worth its paper")
HEADING_AT_FOOT = Rule(
    "heading-at-foot", "UKAAF G003: headings stay with the text that they announce"
)
CAPTION_APART = Rule("caption-apart", "UKAAF G003: what belongs together is not parted")

# --- codes and links ----------------------------------------------------------------------------

QR_CODE = Rule(
    "qr-code",
    "ISO/IEC 18004 (it can be read); Handout Press (it says where it leads)",
    level=Level.ERROR,
)
LINK_FORM = Rule(
    "link-form",
    "RFC 3986, RFC 3966 (tel), RFC 6068 (mailto); ISO 32000-1, 12.5.6.5",
    level=Level.ERROR,
)

# --- the file -----------------------------------------------------------------------------------

UNREADABLE = Rule("pdf-unreadable", "ISO 32000-1", level=Level.ERROR)
FONTS_EMBEDDED = Rule("fonts-embedded", "ISO 14289-1, 7.21", level=Level.ERROR)
PDF_UA = Rule("pdf-ua", "ISO 14289-1 (PDF/UA-1)", level=Level.ERROR)
PDF_TAGS = Rule("pdf-tags", "ISO 32000-1, 14.7; ISO 14289-1, 7.1", level=Level.ERROR)
EMAIL_SIZE = Rule("email-size", "RFC 2045, 6.8 (a mail is a third larger than its file)")

PAGE_RULES: tuple[Rule, ...] = (
    *(TEXT_SIZE, CAPITALS, ITALICS, LEADING, LINE_LENGTH, ALIGNMENT, CONTRAST, GREY_CONTRAST),
    *(TEXT_HIDDEN, PAGE_MARGINS, PAPER_SIZE, NEAR_EMPTY_PAGE, HEADING_AT_FOOT, CAPTION_APART),
    *(QR_CODE, LINK_FORM),
    *(UNREADABLE, FONTS_EMBEDDED, PDF_UA, PDF_TAGS, EMAIL_SIZE),
)
