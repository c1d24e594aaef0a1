"""What booklets and sets are told to print: words, sources, references; on a quick press."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from handoutpress.build import crews
from handoutpress.build.volume_outlook import VolumeOutlook, VolumeVerdict
from handoutpress.jobs import BindJob, Job, OwnPages, Rendered
from handoutpress.model import Theme
from handoutpress.worker import Station, open_crew
from tests.makers import find_all, read_html, say, say_all
from tests.rebuilding import replace_in, run_pass, write_files
from tests.stations import set_up_printer
from tests.volumes import VOLUME_FILES

FEVER, CHILLS = "care/fever.yaml", "care/chills.yaml"


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> dict[str, BindJob]:
    """Return the jobs of booklets and sets that are done, by where their own pages lie."""
    taken: dict[str, BindJob] = {}

    def set_up(theme: Theme, fonts: object) -> Station:
        station = set_up_printer(theme, {})

        def do(job: Job) -> Rendered:
            if isinstance(job, BindJob):
                taken[job.pieces[0].path] = job
            return station.do(job)

        return Station(do)

    monkeypatch.setattr(crews, "open_crew", partial(open_crew, set_up=set_up))
    return taken


def build(root: Path) -> None:
    write_files(root, dict(VOLUME_FILES))
    result = run_pass(root)
    assert (result.problems, result.failed) == ((), ())


def read_own(job: BindJob, place: int) -> str:
    """Return the HTML of the first or the last pages."""
    source = job.pieces[place].source
    assert isinstance(source, OwnPages)
    return source.html


def list_links(job: BindJob, place: int) -> dict[str | None, str]:
    """Return the words of each link in the first or the last pages, by where it leads."""
    return {each.get("href"): say(each) for each in read_html(read_own(job, place)).iter("a")}


def list_words(job: BindJob) -> list[str]:
    return say_all(find_all(read_html(read_own(job, -1)), "dt"))


def test_hard_words_stand_once_in_the_order_of_the_alphabet_whatever_their_accents(
    tmp_path: Path, jobs: dict[str, BindJob]
) -> None:
    words = ("zona", "Ánimo", "bata", "ñame", "nube", "ola", "nunca")
    glossary = "".join(f"  - {{word: {word}, meaning: algo}}\n" for word in words)
    text = f"Your blood counts are low. {' '.join(words[:-1])}."
    write_files(tmp_path, dict(VOLUME_FILES))
    write_files(tmp_path, {"glossary.yaml": f"en:\n{glossary}"})
    replace_in(tmp_path, f"handouts/{FEVER}", "Your blood counts are low.", text)
    replace_in(tmp_path, f"handouts/{CHILLS}", "You may feel a chill.", "Ola, zona, bata.")
    result = run_pass(tmp_path)

    assert (result.problems, result.failed) == ((), ())
    expected = ["Ánimo", "bata", "ñame", "nube", "ola", "zona"]
    assert list_words(jobs["en/care/booklet.pdf"]) == expected
    assert list_words(jobs["en/care/booklet.print.pdf"]) == expected


def test_each_source_stands_once(tmp_path: Path, jobs: dict[str, BindJob]) -> None:
    book, other = "{title: A book, publisher: A press}", "{title: Another book}"
    write_files(tmp_path, dict(VOLUME_FILES))
    for name, sources in ((FEVER, f"[{book}]"), (CHILLS, f"[{other}, {book}]")):
        replace_in(tmp_path, f"handouts/{name}", "sections:", f"sources: {sources}\nsections:")
    run_pass(tmp_path)

    page = read_html(read_own(jobs["en/care/booklet.pdf"], -1))
    (origins,) = find_all(page, "section", "origins")
    assert say_all(origins.iter("li")) == ["A book. A press", "Another book"]


def test_an_introduction_leads_to_other_handouts(tmp_path: Path, jobs: dict[str, BindJob]) -> None:
    build(tmp_path)

    for path, href in (
        ("en/care/booklet.pdf", "../diet/soup.pdf"),
        ("en/care/booklet.large-print.pdf", "../diet/soup.large-print.pdf"),
        ("en/care/booklet.print.pdf", "../diet/soup.pdf"),
    ):
        assert list_links(jobs[path], 0)[href] == "soup"


def test_notices_and_meanings_lead_to_other_handouts(
    tmp_path: Path, jobs: dict[str, BindJob]
) -> None:
    write_files(tmp_path, dict(VOLUME_FILES))
    notice = "notices: {en: 'See [this](handout:diet/soup).', es: Hola.}\n"
    replace_in(tmp_path, "handouts/clinic.yaml", "languages:", f"{notice}languages:")
    replace_in(tmp_path, "handouts/glossary.yaml", "a shiver", "'see [that](handout:skin/rash)'")
    result = run_pass(tmp_path)

    assert (result.problems, result.failed) == ((), ())
    links = list_links(jobs["en/care/booklet.pdf"], -1)
    assert links.keys() >= {"../diet/soup.pdf", "../skin/rash.pdf"}


def test_a_former_id_in_an_introduction_leads_to_the_present_handout(
    tmp_path: Path, jobs: dict[str, BindJob]
) -> None:
    write_files(tmp_path, dict(VOLUME_FILES))
    replace_in(tmp_path, "handouts/diet/soup.yaml", "sections:", "former_ids: [diet/s]\nsections:")
    replace_in(tmp_path, "handouts/care/topic.yaml", "handout:diet/soup", "handout:diet/s")
    assert run_pass(tmp_path).failed == ()

    assert "../diet/soup.pdf" in list_links(jobs["en/care/booklet.pdf"], 0)


def test_a_handout_that_somebody_changes_during_the_build_is_not_bound(
    tmp_path: Path, jobs: dict[str, BindJob]
) -> None:
    build(tmp_path)
    replace_in(tmp_path, "handouts/sets/start.yaml", "Start", "Begin")
    decide = VolumeOutlook.decide

    def decide_then_spoil(*given: Any) -> VolumeVerdict:
        (tmp_path / "out/en/skin/rash.pdf").write_bytes(b"%PDF-another")
        return decide(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(VolumeOutlook, "decide", decide_then_spoil)
        result = run_pass(tmp_path)

    assert {failed.target.path: failed.reason for failed in result.failed} == {
        "en/sets/start.pdf": "en/skin/rash.pdf changed during the build; build again"
    }
    assert run_pass(tmp_path).exit_code == 0


def test_a_set_is_printed_on_both_sides_and_a_booklet_runs_on(
    tmp_path: Path, jobs: dict[str, BindJob]
) -> None:
    build(tmp_path)

    assert {path: job.is_duplex for path, job in jobs.items() if ".large" not in path} == {
        "en/care/booklet.pdf": False,
        "en/care/booklet.print.pdf": False,
        "es/care/booklet.pdf": False,
        "es/care/booklet.print.pdf": False,
        "en/sets/start.pdf": True,
        "es/sets/start.pdf": True,
    }
