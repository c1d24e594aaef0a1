"""The theme holds to its own rules: clear print, contrast, custom properties, no traps.

Source: UKAAF G003 and RNIB Clear Print (sizes, leading, setting); WCAG 2.2, 1.4.3 and 1.4.11
(contrast). What else is refused makes WeasyPrint write a PDF that cannot be read aloud.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import pytest
import tinycss2
from fontTools.ttLib import TTFont
from tinycss2.color3 import RGBA, parse_color

from handoutpress.compose import CALLOUT_WORDS, choose_stylesheets
from handoutpress.content import Colors
from handoutpress.load.theme import FONT_PACKAGES
from tests.makers import ROOT, SVG, read_yaml, shipped_theme

EDITIONS = ("standard", "large-print", "fold", "review")
PAPERS = ("a4", "letter")
# Pages for a browser are held to other rules, by their own tests.
WEB = "web/"
SHEETS = sorted(
    name for name in shipped_theme().styles if name.endswith(".css") and not name.startswith(WEB)
)
TEMPLATES = sorted(name for name in shipped_theme().templates if not name.startswith(WEB))


@dataclass(frozen=True, slots=True)
class Declaration:
    """One line of a style sheet; the selector of what is in a margin box is that of its page."""

    sheet: str
    selector: str
    name: str
    value: str

    def __str__(self) -> str:
        return f"{self.sheet}: {self.selector} {{ {self.name}: {self.value} }}"


@cache
def read_sheet(name: str) -> tuple[Declaration, ...]:
    css = shipped_theme().styles[name].decode()
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return tuple(each for rule in rules for each in read_rule(name, rule))


def read_rule(sheet: str, rule: Any, above: str = "") -> Iterator[Declaration]:
    assert rule.type in ("qualified-rule", "at-rule"), f"{sheet}: {rule.message}"
    keyword = f"@{rule.at_keyword} " if rule.type == "at-rule" else ""
    selector = f"{above} {keyword}{tinycss2.serialize(rule.prelude).strip()}".strip()
    for part in tinycss2.parse_blocks_contents(rule.content, True, True):
        if part.type == "declaration":
            value = tinycss2.serialize(part.value).strip()
            for single in split_selectors(selector):
                yield Declaration(sheet, single, part.name, value)
        else:
            yield from read_rule(sheet, part, selector)


def split_selectors(selectors: str) -> list[str]:
    return [" ".join(each.split()) for each in selectors.split(",")]


ALL = tuple(each for sheet in SHEETS for each in read_sheet(sheet))


def read_variables(edition: str, paper: str = "letter") -> dict[str, str]:
    """Return the custom properties of an edition, as the cascade leaves them."""
    sheets = choose_stylesheets(shipped_theme(), edition, paper)
    declared = [each for sheet in sheets for each in read_sheet(sheet)]
    roots = [each for each in declared if each.name.startswith("--")]
    assert {each.selector for each in roots} == {":root"}
    return {each.name: each.value for each in roots}


CLINIC_VARIABLES = set(re.findall(r"(--[\w-]+):", shipped_theme().templates["handout.html"]))


def resolve(value: str, variables: dict[str, str]) -> str:
    return re.sub(r"var\((--[\w-]+)\)", lambda found: variables[found[1]], value)


def test_every_sheet_is_read_and_has_no_syntax_error() -> None:
    assert {"common/text.css", *(f"{edition}/type.css" for edition in EDITIONS)} <= set(SHEETS)
    assert all(read_sheet(sheet) for sheet in SHEETS)


# --- custom properties ---------------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
def test_every_edition_defines_the_same_custom_properties(paper: str) -> None:
    standard, *others = (set(read_variables(edition, paper)) for edition in EDITIONS)

    assert others == [standard] * 3


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("paper", PAPERS)
def test_every_custom_property_that_is_used_is_defined_and_none_is_left_over(
    edition: str, paper: str
) -> None:
    used = {name for each in ALL for name in re.findall(r"var\((--[\w-]+)", each.value)}

    assert used == set(read_variables(edition, paper)) | CLINIC_VARIABLES


def test_clinic_sets_two_colours() -> None:
    assert {"--primary", "--accent"} == CLINIC_VARIABLES


# --- sizes and leading ---------------------------------------------------------------------------

# What the guidelines let be smaller: no text that anybody must read to be well.
SMALLER = {".letterhead", ".running-foot", ".page-stamp", ".code-stamp"}
# And for those who review, what is not the handout's: numbers and names of marks.
SMALLER_IN_REVIEW = {*SMALLER, ".comments", ".line-number", ".said", ".whole-digest"}


def list_sizes(edition: str) -> dict[str, float]:
    """Return the size in points of all that has one of its own, by selector."""
    variables = read_variables(edition)
    sheets = choose_stylesheets(shipped_theme(), edition, "letter")
    declared = [each for sheet in sheets for each in read_sheet(sheet)]
    sizes = {
        each.selector: resolve(each.value, variables)
        for each in declared
        if each.name == "font-size"
    }
    assert all(re.fullmatch(r"\d+(\.\d+)?pt", size) for size in sizes.values()), sizes
    return {selector: float(size.removesuffix("pt")) for selector, size in sizes.items()}


def test_text_of_the_standard_edition_is_14_pt_and_nothing_under_12_pt() -> None:
    sizes = list_sizes("standard")

    assert sizes["html"] == 14
    assert {each for each, size in sizes.items() if size < 12} <= SMALLER
    assert min(sizes.values()) >= 10


def test_text_of_folded_pages_is_12_pt_and_nothing_under_10_pt() -> None:
    sizes = list_sizes("fold")

    assert sizes["html"] == 12
    assert {each for each, size in sizes.items() if size < 12} <= SMALLER
    assert min(sizes.values()) >= 10


def test_text_of_pages_for_review_is_12_pt_or_more_and_only_numbers_are_under_10_pt() -> None:
    sizes = list_sizes("review")

    assert 12 <= sizes["html"] <= 14
    assert {each for each, size in sizes.items() if size < 12} <= SMALLER_IN_REVIEW
    assert {each: size for each, size in sizes.items() if size < 10} == {".line-number": 9}


def test_nothing_in_large_print_is_under_18_pt() -> None:
    assert min(list_sizes("large-print").values()) >= 18


@pytest.mark.parametrize("edition", ["standard", "large-print"])
def test_notices_are_in_16_pt_or_more(edition: str) -> None:
    assert list_sizes(edition)[".notices"] >= 16


@pytest.mark.parametrize("edition", EDITIONS)
def test_sizes_step_down_from_title_to_text(edition: str) -> None:
    sizes = list_sizes(edition)

    assert sizes["h1"] > sizes["h2"] > sizes["h3"] > sizes["html"]
    assert sizes[".phone .phone-number"] > sizes["h3"]


# Titles, labels, numbers, captions, cells and the lead: short, or large, or both.
TIGHTER = {
    ".call-now .callout-kind",
    ".callout .emergency-number",
    ".callout-kind",
    ".code-stamp",
    ".comments",
    ".entry-tag",
    ".facts > div",
    ".help-words",
    ".inside li",
    ".introduction",
    ".letterhead",
    ".line-number",
    ".missing-title",
    ".notices",
    ".page-stamp",
    ".patient-name",
    ".phone .phone-number",
    ".phone p",
    ".picture figcaption",
    ".review-head",
    ".reviewed > div",
    ".running-foot",
    ".running-head",
    ".summary",
    ".topic",
    ".whole-digest",
    "h1",
    "h2",
    "h3",
    "table",
}


def test_leading_of_running_text_is_one_and_a_half() -> None:
    leading = {each.selector: float(each.value) for each in ALL if each.name == "line-height"}

    assert leading["html"] == 1.5
    assert {selector for selector, value in leading.items() if value < 1.5} <= TIGHTER
    assert min(leading.values()) >= 1.15


# Of plain words, about as long as those of the sample.
PLAIN_WORDS = (
    "Your care team will tell you which of these medicines is right for you, and how often you get "
    "it. Tell them about every other medicine that you take. Some people feel sick for a day or "
    "two after each treatment; others notice nothing at all. Rest when you are tired, drink as "
    "much as you can, and eat small meals. Wash your hands before you eat and after you have been "
    "outside. Call us at once when you have a fever, when you cannot keep anything down, or when "
    "you are not sure what to do. We would rather hear from you once too often than once too late."
)


@pytest.mark.parametrize(("paper", "width_mm"), [("a4", 210), ("letter", 215.9)])
def test_lines_of_the_standard_edition_hold_60_to_70_characters(
    paper: str, width_mm: float
) -> None:
    side_mm = float(read_variables("standard", paper)["--page-side"].removesuffix("mm"))
    measure_pt = (width_mm - 2 * side_mm) / 25.4 * 72
    *full_lines, _ = break_lines(PLAIN_WORDS, measure_pt / list_sizes("standard")["html"])

    assert 60 <= sum(map(len, full_lines)) / len(full_lines) <= 70


def break_lines(words: str, measure_em: float) -> list[str]:
    """Return the lines that fit, set in the theme's face for text."""
    face = files("fontpkg_atkinson_hyperlegible") / "files" / "AtkinsonHyperlegible-Regular.ttf"
    with face.open("rb") as file:
        font = TTFont(file)
        glyphs, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        widths = {sign: advances[glyphs[ord(sign)]][0] / em for sign in set(words)}
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        fits = sum(widths[sign] for sign in longer) <= measure_em
        lines = [*lines[:-1], longer] if fits else [*lines, word]
    return lines


def test_lines_to_write_on_are_9_mm_apart_in_every_edition() -> None:
    heights = [
        each.value for each in ALL if each.selector == ".write-line" and each.name == "height"
    ]

    assert heights == ["9mm"]


# --- contrast ------------------------------------------------------------------------------------


def read_clinic_colors(path: str) -> tuple[str, str]:
    colors = read_yaml((ROOT / path).read_text("utf-8"))["colors"]
    return colors["primary"], colors["accent"]


CLINIC_COLORS = {
    "sample": read_clinic_colors("handouts/clinic.yaml"),
    "gallery": read_clinic_colors("tests/gallery/handouts/clinic.yaml"),
    "clinic that sets none": (Colors().primary, Colors().accent),
}
MIN_TEXT_CONTRAST = 4.5  # Source: WCAG 2.2, 1.4.3
MIN_SHAPE_CONTRAST = 3.0  # Source: WCAG 2.2, 1.4.11


def read_color(value: str, clinic: str) -> RGBA:
    primary, accent = CLINIC_COLORS[clinic]
    variables = {**read_variables("standard"), "--primary": primary, "--accent": accent}
    color = parse_color(resolve(value, variables))
    assert isinstance(color, RGBA), value
    return color


def get_luminance(color: RGBA) -> float:
    """Return the relative luminance. Source: WCAG 2.2, definition."""
    assert color.alpha == 1
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color[:3]
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def get_contrast(one: RGBA, other: RGBA) -> float:
    darker, lighter = sorted(map(get_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def find_ground(selector: str) -> str:
    """Return what the text of a rule stands on: its own ground, else the paper."""
    names = ("background", "background-color")
    own = [each.value for each in ALL if each.selector == selector and each.name in names]
    return own[-1] if own else "var(--paper)"


TEXT_COLORS = [
    each for each in ALL if each.name == "color" and each.value not in ("inherit", "currentColor")
]
GROUNDS = [each for each in ALL if each.name in ("background", "background-color")]


def test_contrast_is_measured_as_the_standard_says() -> None:
    white, black, grey = map(parse_color, ("#fff", "#000", "#767676"))

    assert get_contrast(white, black) == pytest.approx(21)
    assert get_contrast(grey, white) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("clinic", CLINIC_COLORS)
@pytest.mark.parametrize("declaration", TEXT_COLORS, ids=str)
def test_text_stands_out_from_its_ground(declaration: Declaration, clinic: str) -> None:
    text = read_color(declaration.value, clinic)
    ground = read_color(find_ground(declaration.selector), clinic)

    assert get_contrast(text, ground) >= MIN_TEXT_CONTRAST


@pytest.mark.parametrize("clinic", CLINIC_COLORS)
@pytest.mark.parametrize("declaration", GROUNDS, ids=str)
def test_no_ground_is_a_tint_that_a_grey_printer_may_drop(
    declaration: Declaration, clinic: str
) -> None:
    paper = read_color("var(--paper)", clinic)
    ground = read_color(declaration.value, clinic)

    assert ground == paper or get_contrast(ground, paper) >= MIN_TEXT_CONTRAST


@pytest.mark.parametrize("declaration", GROUNDS, ids=str)
def test_ground_that_is_not_the_paper_says_the_color_of_its_text(declaration: Declaration) -> None:
    with_text = {each.selector for each in TEXT_COLORS}

    assert declaration.value == "var(--paper)" or declaration.selector in with_text


def test_text_on_bars_is_the_color_of_the_paper() -> None:
    bars = {each.selector for each in GROUNDS if each.value == "var(--accent)"}
    texts = {each.selector: each.value for each in TEXT_COLORS}

    assert bars == {".emergency .callout-kind", ".call-now .callout-kind"}
    assert {texts[bar] for bar in bars} == {"var(--paper)"}


BORDERS = [each for each in ALL if each.name.startswith("border") and "var(" in each.value]


@pytest.mark.parametrize("clinic", CLINIC_COLORS)
@pytest.mark.parametrize("declaration", BORDERS, ids=str)
def test_lines_and_boxes_stand_out_from_the_paper(declaration: Declaration, clinic: str) -> None:
    (color,) = re.findall(r"var\(--[\w-]+\)", declaration.value)

    assert get_contrast(read_color(color, clinic), read_color("var(--paper)", clinic)) >= (
        MIN_SHAPE_CONTRAST
    )


# --- what no sheet may say -----------------------------------------------------------------------

REFUSED = {
    "italics": (r"font-style|font", r".*\b(italic|oblique)\b.*"),
    "capitals": (r"text-transform", r"(?!none$).*"),
    "small capitals": (r"font-variant(-caps)?", r".*\b(small|petite|unicase|titling).*"),
    "justified or centred text": (r"text-align(-all|-last)?", r"(justify|center).*"),
    "hyphens": (r"hyphens", r"(?!(none|manual)$).*"),
    "see-through text": (r"opacity", r".*"),
    "fixed boxes, which repeat as content": (r"position", r"fixed"),
    "underlined words, whose letters are cut": (r"text-decoration(-line)?", r".*underline.*"),
    "left and right in a name": (
        r"(.*-)?(left|right)(-.*)?",
        r".*",
    ),
    "left and right in a value": (
        r"text-align|float|clear|caption-side|break-(before|after)|page-break-(before|after)",
        r"(left|right)",
    ),
    "colours by the screen's name": (
        r"color|background(-color)?|border.*",
        r".*\b(red|blue|gr[ae]y)\b.*",
    ),
}


def find_refused(declarations: tuple[Declaration, ...], name: str, value: str) -> list[str]:
    return [
        str(each)
        for each in declarations
        if re.fullmatch(name, each.name) and re.fullmatch(value, each.value)
    ]


# CSS names no start and end of a page: of these, one is the other's mirror image.
ONE_SIDED = tuple(
    each for each in read_sheet("review/margins.css") if each.selector.startswith("@page")
)


@pytest.mark.parametrize(("name", "value"), REFUSED.values(), ids=REFUSED.keys())
def test_sheets_do_without(name: str, value: str) -> None:
    assert find_refused(tuple(each for each in ALL if each not in ONE_SIDED), name, value) == []


def test_page_with_unequal_sides_has_a_mirror_image() -> None:
    declared = {(each.selector, each.name, each.value) for each in ONE_SIDED}
    swapped = {(swap_page(page), swap_sides(name), value) for page, name, value in declared}

    assert len(declared) > 4
    assert swapped == declared


def swap_page(selector: str) -> str:
    named = selector.replace("@page", "@page mirrored")
    return swap_sides(named.replace("@page mirrored mirrored", "@page"))


def swap_sides(name: str) -> str:
    return name.replace("left", "LEFT").replace("right", "left").replace("LEFT", "right")


@pytest.mark.parametrize(
    ("rule", "name", "value"),
    [
        ("italics", "font-style", "italic"),
        ("italics", "font", "italic 12pt serif"),
        ("capitals", "text-transform", "uppercase"),
        ("small capitals", "font-variant", "small-caps"),
        ("justified or centred text", "text-align", "justify"),
        ("justified or centred text", "text-align", "center"),
        ("hyphens", "hyphens", "auto"),
        ("see-through text", "opacity", "0.5"),
        ("fixed boxes, which repeat as content", "position", "fixed"),
        ("underlined words, whose letters are cut", "text-decoration", "underline dotted"),
        ("left and right in a name", "margin-left", "1mm"),
        ("left and right in a name", "padding-right", "1mm"),
        ("left and right in a name", "border-left", "none"),
        ("left and right in a name", "border-left-width", "1pt"),
        ("left and right in a name", "border-top-right-radius", "1pt"),
        ("left and right in a name", "left", "0"),
        ("left and right in a value", "text-align", "left"),
        ("left and right in a value", "float", "right"),
    ],
)
def test_rule_finds_what_it_refuses(rule: str, name: str, value: str) -> None:
    broken = (Declaration("a.css", "p", name, value),)

    assert find_refused(broken, *REFUSED[rule]) == [f"a.css: p {{ {name}: {value} }}"]


def has_equal_sides(value: str) -> bool:
    """Tell whether a value for four sides has the same for the left and the right one."""
    parts = tinycss2.parse_component_value_list(value)
    sides = [tinycss2.serialize([part]) for part in parts if part.type != "whitespace"]
    return len(sides) < 4 or sides[1] == sides[3]


@pytest.mark.parametrize(
    ("value", "is_equal"),
    [("0", True), ("0 1mm 2mm", True), ("0 1mm 2mm 1mm", True), ("0 1mm 2mm calc(1mm)", False)],
)
def test_sides_are_compared(value: str, is_equal: bool) -> None:
    assert has_equal_sides(value) is is_equal


def test_values_for_four_sides_are_the_same_left_and_right() -> None:
    names = r"margin|padding|inset|border-(width|style|color)|border-radius"
    boxes = [each for each in ALL if re.fullmatch(names, each.name)]

    assert len(boxes) > 10
    assert [str(each) for each in boxes if not has_equal_sides(each.value)] == []


def test_no_list_mark_has_a_content_which_the_renderer_cannot_bear() -> None:
    marks = [each for each in ALL if "::marker" in each.selector]

    assert marks != []
    assert [str(each) for each in marks if each.name == "content"] == []


def test_background_at_the_start_of_a_line_has_its_mirror_image() -> None:
    placed = {
        each.selector: each.value
        for each in ALL
        if each.name == "background-position" and not each.value.startswith("center")
    }
    mirrored = {
        f'[dir="rtl"] {selector}': f"right {value}"
        for selector, value in placed.items()
        if "[dir" not in selector
    }

    assert mirrored != {}
    assert mirrored.items() <= placed.items()


def test_nothing_on_the_page_is_important_enough_to_beat_a_designers_sheet() -> None:
    sheets = {name: shipped_theme().styles[name].decode() for name in SHEETS}

    assert [name for name, css in sheets.items() if "!important" in css] == []


# --- files and names -----------------------------------------------------------------------------

URLS = sorted(
    {
        posixpath.normpath(posixpath.join("styles", posixpath.dirname(each.sheet), address))
        for each in ALL
        for address in re.findall(r"url\(\"([^\"]+)\"\)", each.value)
    }
)
FACES = {f"fonts/{face}" for _, faces in FONT_PACKAGES for face in faces}
ICONS = sorted(name for name in shipped_theme().styles if name.endswith(".svg"))


def test_every_address_in_the_sheets_is_a_file_of_the_theme() -> None:
    there = {f"styles/{name}" for name in shipped_theme().styles} | FACES

    assert sum(each.value.count("url(") for each in ALL) >= len(URLS) > 0
    assert set(URLS) <= there


def test_every_address_is_quoted_so_that_this_test_sees_it() -> None:
    assert [
        str(each) for each in ALL if each.value.count("url(") != each.value.count('url("')
    ] == []


def test_every_icon_is_used() -> None:
    assert {f"styles/{name}" for name in ICONS} <= set(URLS)


@pytest.mark.parametrize("name", ICONS)
def test_icon_has_a_title_of_its_own(name: str) -> None:
    drawing = ElementTree.fromstring(shipped_theme().styles[name])
    title = drawing.find(f"{SVG}title")

    assert drawing.tag == f"{SVG}svg"
    assert title is not None
    assert title.text


@pytest.mark.parametrize("template", sorted(shipped_theme().templates))
def test_drawing_in_a_template_has_a_title_of_its_own(template: str) -> None:
    html = shipped_theme().templates[template]

    assert len(re.findall(r"<svg\b", html)) == len(re.findall(r"<svg\b[^>]*>\s*<title>", html))


@pytest.mark.parametrize("template", TEMPLATES)
def test_template_holds_no_style_script_or_decorative_picture(template: str) -> None:
    html = shipped_theme().templates[template]

    assert re.findall(r"<(?:style|script|link)\b", html) == []
    assert re.findall(r'alt=""', html) == []
    assert re.findall(r"\|\s*safe\b|autoescape", html) == []


def test_every_class_that_a_sheet_names_stands_on_a_page() -> None:
    program = [
        (ROOT / "handoutpress/compose" / f"{name}.py")
        for name in ("__init__", "html_text", "marking_pen", "qr_code")
    ]
    pages = [*shipped_theme().templates.values(), *(path.read_text("utf-8") for path in program)]
    words = set(re.findall(r"[a-z][\w-]*", "\n".join(pages)))
    named = {name for each in ALL for name in re.findall(r"\.([a-z][\w-]*)", each.selector)}

    assert named - words == set()


# --- the boxes -----------------------------------------------------------------------------------


def find_value(selector: str, *names: str) -> str:
    """Return the last value that a rule gives to any of these properties, but for "none"."""
    values = [
        each.value
        for each in ALL
        if each.selector == selector and each.name in names and each.value != "none"
    ]
    return values[-1]


def find_border(kind: str) -> tuple[str, str]:
    """Return width and style of the border of a box."""
    width, style, _ = find_value(f".{kind}", "border", "border-inline-start").split(" ")
    return width, style


def test_boxes_differ_by_border_icon_and_word_and_not_by_color_alone() -> None:
    kinds = tuple(CALLOUT_WORDS)
    icons = [find_value(f".{kind} .callout-kind", "background-image") for kind in kinds]

    assert len({find_border(kind) for kind in kinds}) == len(kinds)
    assert len(set(icons)) == len(kinds)
    assert len(set(CALLOUT_WORDS.values())) == len(kinds)


def test_emergency_and_call_now_differ_in_width_and_style_of_border_icon_and_word() -> None:
    emergency, call_now = find_border("emergency"), find_border("call-now")

    assert emergency == ("6pt", "double")
    assert call_now == ("3pt", "solid")
    assert find_value(".emergency .callout-kind", "background-image") == 'url("icons/octagon.svg")'
    assert find_value(".call-now .callout-kind", "background-image") == 'url("icons/telephone.svg")'
    assert (CALLOUT_WORDS["emergency"], CALLOUT_WORDS["call-now"]) == ("Emergency", "Call now")


@pytest.mark.parametrize(
    "selector", [".callout", ".picture", ".web-link", ".contact", "tr", ".write-in", ".kept-table"]
)
def test_what_belongs_together_is_not_cut_in_two(selector: str) -> None:
    assert find_value(selector, "break-inside") == "avoid"


@pytest.mark.parametrize("selector", ["h2", "h3", "caption"])
def test_headings_and_captions_stay_with_what_follows(selector: str) -> None:
    assert find_value(selector, "break-after") == "avoid"
