"""The page with a password as it is printed."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from handoutpress.deliver.mail.password import LENGTH, SIGNS, make_password, split_password
from handoutpress.deliver.mail.password_slip import make_slip
from handoutpress.deliver.mail.stationery import WorkspaceStationery, open_stationery
from handoutpress.errors import HandoutError, RenderError
from handoutpress.tag_check import check_tags
from tests.packets import open_clinic
from tests.pdf_facts import page_texts

PASSWORD = "abcdefgh2345"


@pytest.fixture(scope="module")
def stationery(tmp_path_factory: pytest.TempPathFactory) -> WorkspaceStationery:
    root = tmp_path_factory.mktemp("root")
    open_clinic(root)
    return open_stationery(root)


def test_password_has_no_signs_that_are_mistaken_for_others() -> None:
    chance = random.Random(1)
    passwords = [make_password(chance.choice) for _ in range(1000)]

    assert set("".join(passwords)) == set(SIGNS)
    assert set(SIGNS) & set("0oO1lIijq|") == set()
    assert {len(each) for each in passwords} == {LENGTH}
    assert len(set(passwords)) == 1000


def test_password_is_printed_in_groups() -> None:
    assert split_password(PASSWORD) == ("abcd", "efgh", "2345")


@pytest.mark.parametrize("edition", ["standard", "large-print"])
@pytest.mark.parametrize(("language", "words"), [("en", "Your password"), ("es", "Su contraseña")])
def test_page_is_one_and_tagged_and_shows_the_password_large(
    stationery: WorkspaceStationery, language: str, words: str, edition: str
) -> None:
    pdf = make_slip(PASSWORD, language, edition, stationery)
    (text,) = page_texts(pdf)

    assert words in text
    assert all(group in text for group in split_password(PASSWORD))
    assert _size_of(pdf, split_password(PASSWORD)) == {24 if edition == "standard" else 32}
    assert check_tags(pdf, page_count=1) == ()


LETTERHEAD = """\
name: {en: Example Cancer Center, es: Centro de Cáncer Ejemplo}
department: {en: Breast Oncology, es: Oncología mamaria}
address: [1500 Example Street, Springfield]
phones:
  nurse:
    label: {en: Nurse line for chemotherapy questions, es: Línea de enfermería para preguntas}
    number: 1-800-555-0125
    hours: {en: "Monday to Friday, 8 to 5", es: "de lunes a viernes, de 8 a. m. a 5 p. m."}
    when_closed: oncall
  oncall: {label: {en: Doctor on call, es: Médico de guardia}, number: 555-0101, always: true}
languages: [en, es]
"""


@pytest.mark.parametrize("edition", ["standard", "large-print"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_page_stays_one_under_a_full_letterhead(
    tmp_path: Path, language: str, edition: str
) -> None:
    root = open_clinic(tmp_path / "root")
    (root / "handouts/clinic.yaml").write_text(LETTERHEAD, "utf-8")
    pdf = make_slip(PASSWORD, language, edition, open_stationery(root), "E-20417 / 3")
    (text,) = page_texts(pdf)

    assert text.count("1-800-555-0125") == 1
    assert "E-20417 / 3" in text
    assert check_tags(pdf, page_count=1) == ()


def _size_of(pdf: bytes, words: tuple[str, ...]) -> set[float]:
    """Return the sizes in points of texts that begin with one of these words."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        kinds = (pypdfium2.raw.FPDF_PAGEOBJ_TEXT,)
        texts = page.get_objects(filter=kinds, textpage=page.get_textpage())
        return {
            round(text.get_font_size() * abs(text.get_matrix().d), 1)
            for text in texts
            if text.extract().strip().startswith(words)
        }


def test_what_breaks_the_page_is_told_without_quoting_it(
    stationery: WorkspaceStationery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RenderError(f"the page says {PASSWORD}")

    monkeypatch.setattr("handoutpress.worker.set_up_press", fail)
    with pytest.raises(HandoutError) as caught:
        make_slip(PASSWORD, "en", "standard", replace(stationery, stations=[]))

    assert PASSWORD not in str(caught.value)
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)


def test_language_without_a_letterhead_or_labels_is_told(stationery: WorkspaceStationery) -> None:
    with pytest.raises(HandoutError):
        make_slip(PASSWORD, "tlh", "standard", stationery)


def test_workspace_without_handouts_is_told(tmp_path: Path) -> None:
    with pytest.raises(HandoutError):
        open_stationery(tmp_path)
