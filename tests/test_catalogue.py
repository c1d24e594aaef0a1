from __future__ import annotations

import pytest

from handoutpress.catalogue import (
    catalogue_path,
    choose_pictured_edition,
    picture_path,
)


@pytest.mark.parametrize(
    ("language", "path"), [("en", "index.html"), ("es", "index/es.html"), ("ar", "index/ar.html")]
)
def test_page_of_the_default_language_is_the_one_to_open(language: str, path: str) -> None:
    assert catalogue_path(language, "en") == path


def test_picture_lies_in_a_folder_of_its_language_and_topic() -> None:
    assert picture_path("care/fever", "zh-Hans") == "index/zh-Hans/care/fever.png"


@pytest.mark.parametrize(
    ("editions", "pictured"),
    [
        (("large-print", "standard"), "standard"),
        (("large-print",), "large-print"),
        (("extra-large", "large-print"), "extra-large"),
    ],
)
def test_standard_edition_is_pictured_or_else_the_first(
    editions: tuple[str, ...], pictured: str
) -> None:
    assert choose_pictured_edition(editions) == pictured
