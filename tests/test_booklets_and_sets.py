"""What the booklets and the set of the sample content hold, read back from the finished PDFs."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import yaml

from tests.folded_sheets import fold_and_read
from tests.pdf_facts import (
    MM_PER_POINT,
    drawn_boxes,
    find_faults,
    metadata,
    outline,
    page_sizes_mm,
    page_texts,
    text_sizes,
)
from tests.rebuilding import run_pass

HANDOUTS = Path(__file__).parent.parent / "handouts"
TOPIC = "systemic-therapies"
SET = "sets/all-systemic-therapies"
MEMBERS = ("overview", "anti-estrogen-therapies", "anti-her2-therapies", "chemotherapy")
TITLES = (
    *("Systemic therapies: an overview", "Anti-estrogen therapies"),
    *("Anti-HER2 therapies", "Chemotherapy"),
)
EDITIONS = {"": 11, ".large-print": 18}  # the smallest type in points; source: styles/*/type.css
TO_FOLD_PT, TO_FOLD_RUNNING_PT = 10, 12  # of styles/fold/type.css; what is to be read is larger


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sample")
    shutil.copytree(HANDOUTS, root / "handouts")
    result = run_pass(root)
    assert (result.failed, result.problems) == ((), ())
    return root / "out/en"


@pytest.fixture(params=[f"{name}{edition}" for name in (f"{TOPIC}/booklet", SET)
                        for edition in EDITIONS])  # fmt: skip
def volume(request: pytest.FixtureRequest) -> str:
    """Name a booklet to read, or a set, in an edition."""
    return str(request.param)


def read(out: Path, name: str) -> bytes:
    return (out / f"{name}.pdf").read_bytes()


def read_members(out: Path, volume: str) -> list[bytes]:
    edition = ".large-print" if volume.endswith(".large-print") else ""
    return [read(out, f"{TOPIC}/{name}{edition}") for name in MEMBERS]


def list_first_pages(pdf: bytes) -> dict[str, int]:
    """Return the first page of each part by its title, from the outline."""
    return {title: page for level, title, page in outline(pdf) if level == 0}


def list_links(pdf: bytes, page: int) -> list[tuple[str, int]]:
    """Return words and page of each link of a page that leads to a page."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        numbers = {each.obj.objgen: number for number, each in enumerate(opened.pages, start=1)}
        found = [each for each in opened.pages[page - 1].get("/Annots", []) if "/Dest" in each]
        return [(str(each.Contents), numbers[each.Dest[0].objgen]) for each in found]


# --- what is read -------------------------------------------------------------------------------


def test_it_is_sound_and_says_what_it_is(out: Path, volume: str) -> None:
    pdf = read(out, volume)
    title = "Breast cancer: systemic therapies"
    if SET in volume:
        title = "Systemic therapies for breast cancer: all four handouts"

    assert find_faults(pdf) == []
    told = metadata(pdf)
    assert (told.title, told.author, told.language) == (title, "Sample Cancer Center", "en")
    assert (told.pdfua_part, told.shows_title) == ("1", True)


def test_each_handout_is_there_whole_and_says_what_its_own_pdf_says(out: Path, volume: str) -> None:
    texts, pdf = page_texts(read(out, volume)), read(out, volume)
    first_pages = list_first_pages(pdf)

    for title, member in zip(TITLES, read_members(out, volume), strict=True):
        own = page_texts(member)
        here = texts[first_pages[title] - 1 :][: len(own)]
        assert list(map(_count_words, here)) == list(map(_count_words, own))


def _count_words(text: str) -> Counter[str]:
    """Count words, but not which number it is; a longer one takes the place of a leader's dot."""
    return Counter(re.sub(r"\d+", "#", text).replace(" .", " ").split())


def test_pages_are_numbered_through_and_called_so_by_viewers(out: Path, volume: str) -> None:
    pdf = read(out, volume)
    texts = page_texts(pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        labels = [document.get_page_label(index) for index in range(len(document))]

    assert labels == [str(number) for number in range(1, len(texts) + 1)]
    numbers = [re.findall(rf"Page (\d+) of {len(texts)}\b", text) for text in texts]
    is_booklet = SET not in volume
    bare = {1, len(texts)} if is_booklet else {n for n, text in enumerate(texts, 1) if not text}
    assert [found for found in numbers if found] == [
        [str(number)] for number in range(1, len(texts) + 1) if number not in bare
    ]


def test_contents_name_the_page_of_each_handout_and_lead_there(out: Path, volume: str) -> None:
    pdf = read(out, volume)
    first_pages = list_first_pages(pdf)
    page = 1 if SET in volume else 2
    text = page_texts(pdf)[page - 1]

    named = [text.index(title) for title in TITLES]
    assert named == sorted(named)
    printed = re.findall(r"(?:\. )+(\d+)", text)
    assert list(map(int, printed)) == [first_pages[title] for title in TITLES]
    leads = dict(list_links(pdf, page))  # a title of two lines has a link on each
    assert [page for words, page in leads.items() if words.startswith(TITLES)] == [
        first_pages[title] for title in TITLES
    ]


def test_links_between_its_handouts_stay_inside(out: Path, volume: str) -> None:
    pdf = read(out, volume)
    first_pages = list_first_pages(pdf)
    end = first_pages[TITLES[1]]
    leads = {link for page in range(first_pages[TITLES[0]], end) for link in list_links(pdf, page)}

    assert {(title, first_pages[title]) for title in TITLES[1:]} <= leads
    with pikepdf.open(BytesIO(pdf)) as opened:
        targets = [str(each.A.URI) for page in opened.pages for each in page.get("/Annots", [])
                   if "/A" in each]  # fmt: skip
    assert [target for target in targets if ".pdf" in target] == []


def test_outline_has_a_part_for_each_handout_with_its_headings_below(
    out: Path, volume: str
) -> None:
    pdf = read(out, volume)
    parts: dict[str, list[str]] = {}
    for level, title, _ in outline(pdf):
        assert level <= 2
        if level == 0:
            parts[title] = []
        else:
            parts[next(reversed(parts))].append(title)

    assert list(parts)[1:5] == list(TITLES)
    for title, member in zip(TITLES, read_members(out, volume), strict=True):
        assert parts[title] == [name for _, name, _ in outline(member)[1:]]
    assert list(parts)[5:] == ([] if SET in volume else ["Words to know"])


def test_type_is_as_large_as_its_edition_promises(out: Path, volume: str) -> None:
    edition = ".large-print" if volume.endswith(".large-print") else ""

    assert min(text_sizes(read(out, volume))) >= EDITIONS[edition]


# --- a booklet's own pages ----------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
def test_words_to_know_are_those_that_its_handouts_explain(out: Path, edition: str) -> None:
    glossary = yaml.safe_load((HANDOUTS / "glossary.yaml").read_text("utf-8"))["en"]
    volume = f"{TOPIC}/booklet{edition}"
    members = " ".join(text for pdf in read_members(out, volume) for text in page_texts(pdf))
    explained = [each for each in glossary if f"({each['meaning']})" in members]
    pages = page_texts(read(out, volume))
    (page,) = [text for text in pages if text.startswith("Words to know")]

    places = {each["word"]: page.find(f"{each['word']} {each['meaning']}") for each in glossary}
    assert {word for word, place in places.items() if place >= 0} == {
        each["word"] for each in explained
    }
    there = {word: place for word, place in places.items() if place >= 0}
    assert sorted(there, key=lambda word: there[word]) == sorted(there)
    assert explained


@pytest.mark.parametrize("edition", EDITIONS)
def test_its_last_pages_are_sources_each_once_then_the_back_cover(out: Path, edition: str) -> None:
    pages = page_texts(read(out, f"{TOPIC}/booklet{edition}"))
    own_start = next(n for n, text in enumerate(pages) if text.startswith("Words to know"))
    *last, back_cover = pages[own_start:]

    assert " ".join(last).count("Systemic Therapies") == 1
    assert "Where this comes from" in " ".join(last)
    assert "Whom to call" in back_cover
    assert "1-800-865-1125" in back_cover
    assert "You can have this handout in large print." in back_cover


# --- a set --------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
def test_in_a_set_each_handout_begins_on_the_front_of_a_sheet(out: Path, edition: str) -> None:
    pdf = read(out, f"{SET}{edition}")

    assert [page % 2 for page in list_first_pages(pdf).values()] == [1] * 5
    empty = [number for number, text in enumerate(page_texts(pdf), start=1) if not text]
    assert all(number + 1 in list_first_pages(pdf).values() for number in empty)


@pytest.mark.parametrize("edition", EDITIONS)
def test_cover_of_a_set_has_room_for_a_label_and_tells_how_many_pages_each_has(
    out: Path, edition: str
) -> None:
    pdf = read(out, f"{SET}{edition}")
    text = page_texts(pdf)[0]
    boxes = [
        (round((right - left - 2) * MM_PER_POINT), round((top - bottom - 2) * MM_PER_POINT))
        for left, bottom, right, top in drawn_boxes(pdf)
    ]

    assert (70, 30) in boxes
    counts = [len(page_texts(member)) for member in read_members(out, f"{SET}{edition}")]
    assert list(map(int, re.findall(r"Pages: (\d+)", text))) == counts


# --- the catalogue ------------------------------------------------------------------------------


def test_catalogue_begins_with_the_set_and_all_its_links_lead_to_a_pdf(out: Path) -> None:
    page = (out.parent / "index.html").read_text()
    leads = re.findall(r'href="([^"#]+\.pdf)"', page)

    assert leads[0] == f"en/{SET}.pdf"
    assert {path.relative_to(out.parent).as_posix() for path in out.rglob("*.pdf")} == set(leads)


# --- the booklet to fold ------------------------------------------------------------------------


def read_halves(pdf: bytes) -> Iterator[tuple[str, str]]:
    """Yield the text of the left and of the right half of each side."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            width, height = page.get_size()
            found = page.get_textpage()
            yield (
                found.get_text_bounded(0, 0, width / 2, height),
                found.get_text_bounded(width / 2, 0, width, height),
            )


def test_booklet_to_fold_reads_in_order_when_it_is_folded(out: Path) -> None:
    halves = list(read_halves(read(out, f"{TOPIC}/booklet.print")))
    sheets = [(*front, *back) for front, back in zip(halves[::2], halves[1::2], strict=True)]
    pages = [" ".join(text.split()) for text in fold_and_read(sheets, 0, False)]

    assert len(pages) % 4 == 0
    *inside, back_cover = pages
    said = [text for text in inside if text]
    assert inside[: len(said)] == said  # empty pages stand before the back cover
    numbers = [re.findall(r"Page (\d+) of (\d+)", text) for text in said]
    count = str(len(said) + 1)
    assert numbers == [[], *([(str(number), count)] for number in range(2, len(said) + 1))]
    assert "These four handouts tell you" in said[0]
    assert "Whom to call" in back_cover
    assert "You can have this handout in large print." in back_cover


def test_booklet_to_fold_has_landscape_sheets_and_type_of_its_own(out: Path) -> None:
    pdf = read(out, f"{TOPIC}/booklet.print")

    assert set(page_sizes_mm(pdf)) == {(279.4, 215.9)}
    sizes = text_sizes(pdf)
    assert min(sizes) >= TO_FOLD_PT
    running = max(sizes, key=lambda size: sizes[size])
    assert running >= TO_FOLD_RUNNING_PT
    assert set(sizes) != set(text_sizes(read(out, f"{TOPIC}/booklet")))
