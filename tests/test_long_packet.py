"""The packet that the product is for: twenty real handouts of two libraries, for one patient."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from handoutpress.cli import main
from tests.makers import ROOT
from tests.pdf_facts import artifacts, find_faults, links, outline, page_texts
from tests.test_corpus import CORPUS

OWN = ("overview", "anti-estrogen-therapies", "anti-her2-therapies", "chemotherapy")
OTHERS = 16
FOOT = re.compile(r"Page \d+ of \d+")

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of the four sample handouts and sixteen of the corpus."""
    root = tmp_path_factory.mktemp("long")
    shutil.copytree(ROOT / "handouts", root / "handouts")
    english = (path for path in CORPUS.glob("handouts/topic-*/*.yaml") if path.stem.count(".") == 0)
    for path in sorted(english, key=lambda path: (path.stat().st_size, path.name))[:OTHERS]:
        copy = root / "handouts" / path.parent.name / path.name
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(path, copy)
    return root


@pytest.fixture(scope="module")
def ids(root: Path) -> list[str]:
    others = sorted(
        f"{path.parent.name}/{path.stem}" for path in root.glob("handouts/topic-*/*.yaml")
    )
    assert len(others) == OTHERS
    return [*(f"systemic-therapies/{name}" for name in OWN), *others]


@pytest.fixture(scope="module")
def packet(root: Path, ids: list[str]) -> bytes:
    place = root / "packet.pdf"
    assert main(["packet", *ids, "--root", str(root), "-o", str(place), "--yes"]) == 0
    return place.read_bytes()


def read_members(root: Path, ids: list[str]) -> list[bytes]:
    return [(root / f"out/en/{handout_id}.pdf").read_bytes() for handout_id in ids]


def test_it_is_sound(packet: bytes) -> None:
    assert find_faults(packet) == []


def test_it_opens_at_its_outline_which_names_every_handout(packet: bytes, ids: list[str]) -> None:
    with pikepdf.open(BytesIO(packet)) as document:
        assert document.Root.PageMode == "/UseOutlines"
    tops = [title for level, title, _ in outline(packet) if level == 0]
    assert tops[1:5] == [
        "Systemic therapies: an overview",
        "Anti-estrogen therapies",
        "Anti-HER2 therapies",
        "Chemotherapy",
    ]
    assert len(tops) == len(ids) + 1  # and the cover


def test_in_duplex_every_handout_begins_on_the_front_of_a_sheet(
    root: Path, ids: list[str], packet: bytes
) -> None:
    firsts = [page for level, _, page in outline(packet) if level == 0]
    assert [page % 2 for page in firsts] == [1] * (len(ids) + 1)
    with pikepdf.open(BytesIO(packet)) as document:
        labels = [page.label for page in document.pages]
    assert labels == [str(number) for number in range(1, len(labels) + 1)]


def test_every_page_of_every_handout_is_there_in_order(
    root: Path, ids: list[str], packet: bytes
) -> None:
    texts, firsts = page_texts(packet), [page for level, _, page in outline(packet) if level == 0]
    code = re.search(r"Packet (\S{3}-\S{3})", texts[0])
    assert code
    for first, member in zip(firsts[1:], read_members(root, ids), strict=True):
        pages = page_texts(member)
        found = texts[first - 1 : first - 1 + len(pages)]
        assert [_strip(text, code[0]) for text in found] == [_strip(text, "") for text in pages]


def _strip(text: str, code: str) -> list[str]:
    """Return the words of a page but for its number, the numbers in contents, and the code."""
    words = FOOT.sub("", text.replace(code, "") if code else text)
    return re.sub(r"(\. ?)+ *\d+", "", words).split()


def test_every_page_says_where_it_belongs(packet: bytes) -> None:
    count = len(page_texts(packet))
    found: dict[int, set[str]] = {}
    for artifact in artifacts(packet):
        found.setdefault(artifact.page, set()).add(artifact.text)
    blank = [page for page in found if not any(text.startswith("Page ") for text in found[page])]
    assert {text for texts in found.values() for text in texts if text.startswith("Packet ")}
    assert all(any(text.startswith("Packet ") for text in found[page]) for page in found)
    assert set(found) == set(range(1, count + 1))
    for page in set(found) - set(blank):
        assert f"Page {page} of {count}" in found[page]
    assert all(len(found[page]) == 1 for page in blank)


def test_links_to_other_handouts_of_the_packet_lead_to_their_first_pages(packet: bytes) -> None:
    targets = {link.target for link in links(packet)}
    assert not any(target.endswith(".pdf") for target in targets)
