"""A handout, an edition and a theme become one HTML document, and the names of what it shows.

Lays nothing out and reads nothing: templates come as text, pictures only as names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from handoutpress.collection import FOLD, REVIEW
from handoutpress.compose.html_text import Reference, TextPrinter, dial_link, print_number
from handoutpress.compose.qr_code import draw_qr
from handoutpress.compose.review import (
    LEAST_SIGNATURES,
    MARK_FILTERS,
    ReviewPage,
    open_review,
)
from handoutpress.compose.templates import Filter, fill_template
from handoutpress.content import BlockModel, Section, block_kind
from handoutpress.content.blocks import CalloutBlock
from handoutpress.errors import RenderError
from handoutpress.labels import Labels
from handoutpress.model import (
    Handout,
    PhoneLine,
    Review,
    State,
    Theme,
    asset_url,
    output_path,
    pdf_name,
)
from handoutpress.text import Line
from handoutpress.texts import ApprovedText
from handoutpress.words import count_words, picture_paths

# A list of contents pays from about four pages of 14 pt on; both must hold.
CONTENTS_MIN_WORDS = 400
CONTENTS_MIN_SECTIONS = 5
# A table of so many rows stands on one page; a longer one may go on overleaf, its head repeated.
LONGEST_KEPT_TABLE = 6

# Source: measured: a row of the large-print edition holds so many characters, gaps aside.
CHARACTERS_IN_A_ROW = 44

# What a sheet of paper is folded into.
FOLDED_PAPERS = {"letter": "half-letter", "a4": "a5"}

STATE_TAGS = {State.UNDER_REVIEW: "Under review", State.OVERDUE: "Review overdue"}

CALLOUT_WORDS = {
    "emergency": "Emergency",
    "call-now": "Call now",
    "call-us": "Call us",
    "tip": "Tip",
    "note": "Good to know",
}


@dataclass(frozen=True, slots=True)
class Composed:
    """A whole HTML document, the style sheets in their order, and the pictures that it shows."""

    html: str
    stylesheets: tuple[str, ...]
    picture_paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """A section with an anchor that no other section of the handout has."""

    anchor: str
    heading: Line
    blocks: tuple[tuple[str, BlockModel], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a label in the foot, and the class that styles it."""

    text: str
    style: str


@dataclass(frozen=True, slots=True)
class PageLabel:
    """The words around the number of a page and that of all pages, and which of them is first."""

    before: str
    between: str
    after: str
    first: str


def compose(
    handout: Handout,
    edition: str,
    theme: Theme,
    labels: Labels,
    *,
    file_edition: str | None = None,
    approved: ApprovedText | None = None,
    signature_count: int = LEAST_SIGNATURES,
) -> Composed:
    """Compose a handout in an edition.

    Links and QR codes lead to files of `file_edition`, by default the same: pages that are folded
    have no files of their own. Only the edition for review marks what changed since the words were
    `approved`, and has room for so many signatures.

    Raises:
        RenderError: a template is broken, a label is missing, the theme has no such edition, or
            templates print what changed without its mark.
    """
    stylesheets = choose_stylesheets(theme, edition, handout.letterhead.paper)
    review = None
    if edition == REVIEW:
        review = open_review(handout, labels, approved, signature_count=signature_count)
    context = _context(handout, edition, file_edition or edition, labels, review=review)
    html = fill_template(theme.templates, FILTERS, context)
    if review is not None:
        review.require_all_marked()
    logo = (handout.letterhead.logo,) if handout.letterhead.logo else ()
    return Composed(html, stylesheets, (*logo, *picture_paths(handout.manuscript)))


def choose_stylesheets(theme: Theme, edition: str, paper: str) -> tuple[str, ...]:
    """Return the style sheets of an edition: common ones, the paper, the edition's own.

    The pages of the edition that is folded are half a sheet of the clinic's paper.

    Raises:
        RenderError: the theme has none for the paper or the edition.
    """
    if edition == FOLD:
        paper = FOLDED_PAPERS.get(paper, paper)
    paper_sheet, own = f"common/paper/{paper}.css", _list_sheets(theme, edition)
    if paper_sheet not in theme.styles:
        raise RenderError(f"the paper '{paper}' has no style sheet; add styles/{paper_sheet}")
    if not own:
        what = f"the edition '{edition}' has no style sheet"
        raise RenderError(f"{what}; add one to styles/{edition}/")
    return (*_list_sheets(theme, "common"), paper_sheet, *own)


def _list_sheets(theme: Theme, folder: str) -> tuple[str, ...]:
    found = (name for name in theme.styles if name.rpartition("/")[0] == folder)
    return tuple(sorted(name for name in found if name.endswith(".css")))


def _context(
    handout: Handout,
    edition: str,
    file_edition: str,
    labels: Labels,
    *,
    review: ReviewPage | None = None,
) -> dict[str, Any]:
    """Return all that the templates may name."""
    manuscript, letterhead = handout.manuscript, handout.letterhead
    references = _References(handout, file_edition)
    printer = TextPrinter(
        placeholders=letterhead.placeholders,
        references=references.find,
        labels=labels,
        glossary=handout.glossary,
        pen=review.pen if review else None,
    )
    sections = tuple(_print_sections(manuscript.sections))
    return {
        "manuscript": manuscript,
        "letterhead": letterhead,
        "language": handout.language,
        "direction": labels.direction,
        "edition": edition,
        "topic_title": handout.topic_title,
        "sections": sections,
        "has_contents": len(sections) >= CONTENTS_MIN_SECTIONS
        and count_words(manuscript) >= CONTENTS_MIN_WORDS,
        "references": [references.find(handout_id) for handout_id in manuscript.see_also],
        "keywords": ", ".join(printer.plain(word) for word in manuscript.keywords),
        "first_phone": next(iter(letterhead.phones), None),
        "contact_phones": list_own_lines(letterhead.phones),
        "current_version": current_version_url(handout, file_edition),
        "status": tuple(_status(handout, labels)),
        "page_label": split_page_label(labels),
        "longest_kept_table": LONGEST_KEPT_TABLE,
        "_": labels.text,
        "labels": labels,
        "printer": printer,
        "review": review,
        "handout_id": handout.id,
        "version": handout.review.version,
    }


def list_own_lines(phones: tuple[PhoneLine, ...]) -> tuple[PhoneLine, ...]:
    """Leave out the lines that are printed with the line for which they stand in."""
    stand_ins = {phone.when_closed.key for phone in phones if phone.when_closed}
    return tuple(phone for phone in phones if phone.key not in stand_ins)


class _References:
    """Where the other handouts lie, seen from the PDF of this one."""

    def __init__(self, handout: Handout, edition: str) -> None:
        self._handout, self._edition = handout, edition

    def find(self, handout_id: str) -> Reference:
        """Return the title of a handout and the relative address of its PDF."""
        topic, _, name = handout_id.partition("/")
        folder = "" if topic == self._handout.topic else f"../{topic}/"
        return Reference(
            self._handout.reference_titles[handout_id],
            folder + pdf_name(name, self._edition),
        )


def current_version_url(handout: Handout, edition: str) -> str | None:
    """Return where the clinic serves the current version of a handout, if it does."""
    if handout.letterhead.public_url is None:
        return None
    path = output_path(handout.id, handout.language, edition)
    return f"{handout.letterhead.public_url.rstrip('/')}/{path}"


def _print_sections(sections: tuple[Section, ...]) -> Iterator[PrintedSection]:
    """Give every section an anchor of its own: its id, or its place."""
    taken = {section.id for section in sections if section.id}
    for number, section in enumerate(sections, start=1):
        anchor = f"section-{number}"
        while section.id is None and anchor in taken:
            anchor += "-"
        blocks = tuple((block_kind(block) or "", block) for block in section.all_blocks())
        yield PrintedSection(section.id or anchor, section.heading, blocks)


def _status(handout: Handout, labels: Labels) -> Iterator[Piece]:
    """Say in the foot what the approvals say; a draft can never carry a date."""
    review = handout.review
    if review.state is State.DRAFT:
        yield Piece(labels.text("Draft, not reviewed"), "tag")
        if review.changed_from:
            version = review.changed_from.version
            yield Piece(labels.text("Changed since version {version}", version=version), "fact")
        return
    if review.state in STATE_TAGS:
        yield Piece(labels.text(STATE_TAGS[review.state]), "tag")
    yield Piece(labels.text("Version {version}", version=review.version), "fact")
    if review.approved_on and review.state.is_in_date:
        day = labels.date(review.approved_on)
        yield Piece(labels.text("Approved {date}", date=day), "fact")
    if review.due:
        yield Piece(_say_due(review, labels), "fact")


def _say_due(review: Review, labels: Labels) -> str:
    day = labels.date(review.due) if review.due else ""
    if review.state is State.OVERDUE:
        return labels.text("Review was due {date}", date=day)
    return labels.text("Next review {date}", date=day)


def split_page_label(labels: Labels) -> PageLabel:
    """Split "Page {page} of {pages}" so that the style sheet can put its counters in."""
    words, blanks = [""], []
    for piece, is_blank in labels.pieces("Page {page} of {pages}"):
        if is_blank:
            blanks.append(piece)
            words.append("")
        else:
            words[-1] = piece
    before, between, after = words
    return PageLabel(before, between, after, first=blanks[0])


def _dial(context: Context, number: str, label: str = "{number}") -> Markup:
    """Return a number as a link that dials it; a label of the catalogue may stand around it."""
    labels: Labels = context["labels"]
    pieces = labels.pieces(label) if label != "{number}" else (("number", True),)
    words = (print_number(number) if is_blank else escape(piece) for piece, is_blank in pieces)
    return dial_link(labels, number, Markup("").join(words))


def _say_callout(context: Context, block: CalloutBlock) -> str | Markup:
    """Return what a box is called; in review also what it was called before."""
    labels: Labels = context["labels"]
    review: ReviewPage | None = context["review"]
    words = labels.text(CALLOUT_WORDS[block.callout.kind])
    pen = review.pen if review else None
    old_kind = pen.old_kind(block) if pen else ""
    if pen is None or not old_kind:
        return words
    return pen.change_words(labels.text(CALLOUT_WORDS[old_kind]), words)


def _word_break(context: Context, cell: Line, columns: int) -> Markup:
    """Return the class of a cell that holds a word longer than its column may be wide."""
    words = context["printer"].plain(cell).split()
    is_long = max(map(len, words), default=0) > CHARACTERS_IN_A_ROW // columns
    return Markup(' class="long-words"') if is_long else Markup("")


# What templates may pipe a value through; each prints for one document.
FILTERS: tuple[Filter, ...] = (
    ("plain", pass_context(lambda context, line: context["printer"].plain(line))),
    ("inline", pass_context(lambda context, line: context["printer"].inline(line))),
    ("rich", pass_context(lambda context, flow: context["printer"].rich(flow))),
    ("running_text", pass_context(lambda context, flow: context["printer"].running_text(flow))),
    ("marked", pass_context(lambda context, line: context["printer"].marked(line))),
    ("address", pass_context(lambda context, holder: context["printer"].address(holder))),
    ("callout_word", pass_context(_say_callout)),
    ("phone_of", pass_context(lambda context, box: context["letterhead"].phone(box.phone))),
    ("dial", pass_context(_dial)),
    ("number", print_number),
    ("word_break", pass_context(_word_break)),
    ("picture", asset_url),
    ("qr", draw_qr),
    *MARK_FILTERS,
)
