"""The workspace of `rebuilding` with booklets, sets and one more topic; and what is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from tests.rebuilding import ALL, EDITIONS, FILES

T = TypeVar("T")

VOLUME_FILES = {
    **FILES,
    "care/topic.yaml": """\
title: Care
order: [fever]
introduction: Start with [soup](handout:diet/soup).
booklet: true
""",
    "sets/start.yaml": "title: Start\nhandouts: [care/fever, skin/rash]\n",
    "sets/start.es.yaml": "title: Inicio\nhandouts: [care/fever]\n",
    "diet/topic.yaml": "title: Diet\n",
    "diet/soup.yaml": """\
title: Soup
summary: How to cook soup.
sections: [{heading: How, text: Boil it.}]
""",
}
SOUP = frozenset(f"en/diet/soup{edition}.pdf" for edition in EDITIONS)
CARE_TO_FOLD = frozenset({"en/care/booklet.print.pdf"})
CARE = frozenset(f"en/care/booklet{edition}.pdf" for edition in EDITIONS) | CARE_TO_FOLD
CUIDADOS_TO_FOLD = frozenset({"es/care/booklet.print.pdf"})
CUIDADOS = frozenset(f"es/care/booklet{edition}.pdf" for edition in EDITIONS) | CUIDADOS_TO_FOLD
START = frozenset(f"en/sets/start{edition}.pdf" for edition in EDITIONS)
INICIO = frozenset(f"es/sets/start{edition}.pdf" for edition in EDITIONS)
VOLUMES = CARE | CUIDADOS | START | INICIO
EVERYTHING = ALL | SOUP | VOLUMES


def pick_volumes(paths: Mapping[str, T]) -> dict[str, T]:
    """Return the booklets and sets among PDFs."""
    return {path: said for path, said in paths.items() if is_volume(path)}


def is_volume(path: str) -> bool:
    _, folder, name = path.split("/")
    return folder == "sets" or name.startswith("booklet.")
