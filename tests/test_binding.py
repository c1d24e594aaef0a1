"""One PDF of many: what is checked before it leaves the worker, and contents that come to rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from handoutpress.errors import RenderError
from handoutpress.jobs import BindJob, OwnPages, Piece, Rendered, RenderJob
from handoutpress.load.theme import read_fonts
from handoutpress.worker.binding import bind
from tests.pdf_facts import find_faults, links, page_texts
from tests.small_press import THEME, make_job, print_page, small_press

MEMBER = print_page('<p>Member</p><p><a href="../b/other.pdf">Other</a></p>')


def make_own(body: str) -> OwnPages:
    job = make_job(body)
    return OwnPages(job.html, job.stylesheets)


def make_bind_job(*pieces: Piece, **changes: object) -> BindJob:
    job = BindJob("Title", "Author", "en", pieces, THEME, read_fonts())
    return replace(job, **changes)


def sound(pdf: bytes, page_count: int) -> str:
    return ""


FRONT = Piece(make_own("<h1>Front</h1>"), "Front", "en", has_contents=True)
PIECE = Piece(MEMBER, "Member", "en", "en/a/member.pdf", page_count=1)


def test_own_pages_and_finished_ones_become_one() -> None:
    made = bind(make_bind_job(FRONT, PIECE), small_press().render, sound)

    assert ["Front" in page_texts(made.pdf)[0], made.page_count] == [True, 2]
    assert find_faults(made.pdf) == []


def test_faults_of_the_whole_stop_it() -> None:
    with pytest.raises(RenderError) as caught:
        bind(make_bind_job(PIECE), small_press().render, lambda pdf, count: "a fault")
    assert str(caught.value) == "the tags are not sound: a fault"


def test_it_is_the_whole_that_is_checked_with_all_its_pages() -> None:
    asked: list[tuple[bytes, int]] = []

    def look(pdf: bytes, page_count: int) -> str:
        asked.append((pdf, page_count))
        return ""

    made = bind(make_bind_job(FRONT, PIECE, PIECE), small_press().render, look)
    assert asked == [(made.pdf, 3)]


def test_a_part_with_other_pages_than_were_recorded_stops_it() -> None:
    with pytest.raises(RenderError) as caught:
        bind(make_bind_job(FRONT, replace(PIECE, page_count=2)), small_press().render, sound)
    assert str(caught.value) == (
        "a part has another number of pages than was recorded; build it anew"
    )


def test_what_others_made_is_believed_to_be_tagged_only_when_its_tags_are_sound() -> None:
    foreign = replace(PIECE, page_count=0, path="")

    def find(pdf: bytes, page_count: int) -> str:
        return "a fault" if pdf == MEMBER else ""

    made = bind(make_bind_job(FRONT, foreign), small_press().render, find)
    assert made.notes == (
        "'Member' is not tagged, so a screen reader cannot read it in order, and the whole is no "
        "PDF/UA",
    )
    assert bind(make_bind_job(FRONT, foreign), small_press().render, sound).notes == ()


def make_restless(page_counts: list[int]) -> Callable[[RenderJob], Rendered]:
    """Return a renderer that makes the contents now longer, now shorter."""

    def render(job: RenderJob) -> Rendered:
        return replace(small_press().render(job), page_count=page_counts.pop(0))

    return render


def test_contents_that_do_not_come_to_rest_are_refused() -> None:
    with pytest.raises(RenderError, match="does not come to rest"):
        bind(make_bind_job(FRONT, PIECE), make_restless([2, 3, 2, 3, 2]), sound)


def test_contents_that_take_more_pages_are_numbered_again() -> None:
    seen: list[str] = []

    def render(job: RenderJob) -> Rendered:
        seen.append(job.html)
        return small_press().render(job)

    long = "".join(f'<p data-part="1" data-pages="">Line {line}</p>' for line in range(40))
    front = Piece(make_own(f"<h1>Front</h1>{long}"), "Front", "en", has_contents=True)
    made = bind(make_bind_job(front, PIECE), render, sound)

    assert made.page_count > 3
    assert f'leader(" .") " {made.page_count}"' in seen[-1]


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        ("", "../../en/b/other.pdf"),
        ("https://example.org/x/", "https://example.org/x/en/b/other.pdf"),
    ],
)
def test_links_to_what_is_not_in_it_lead_where_that_lies(base_url: str, address: str) -> None:
    job = make_bind_job(FRONT, PIECE, path="a/b/whole.pdf", base_url=base_url)

    (link,) = links(bind(job, small_press().render, sound).pdf)
    assert link.target == address
