"""The workspace of `rebuilding` with booklets, sets and one more topic; and what is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from handoutpress.build import crews
from handoutpress.worker import open_crew
from tests.rebuilding import ALL, EDITIONS, FILES, list_built, run_pass, write_files
from tests.stations import set_up_printer

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


@contextmanager
def digests_printed() -> Iterator[None]:
    """Have every page printed as a digest for a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crews, "open_crew", partial(open_crew, set_up=set_up_printer))
        yield


def build_everything(root: Path) -> Path:
    """Write the workspace, build it, and return it, to be copied for each test."""
    write_files(root, dict(VOLUME_FILES))
    result = run_pass(root)
    assert (result.problems, result.failed) == ((), ())
    assert list_built(result) == dict.fromkeys(EVERYTHING, ("new",))
    return root
