"""[writes] A generated library of two-page handouts, the same bytes for the same seed.

Measures nothing. A handout does not depend on how many others there are, so the first 200 of 2,000
are those of a library of 200; only its links may lead to nearer ones.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from benchmarks.vocabulary import (
    AIMS,
    CHECKS,
    COMMON_WORDS,
    DAYS,
    DEEDS,
    PAUSES,
    RARE_MEANING,
    RARE_WORD,
    SENTENCES,
    SUBJECTS,
    THINGS_TO_DO,
    TIPS,
    TOPICS,
    WORD_SENTENCES,
    WORDS,
)

ROOT = Path(__file__).parents[1]
SEED = 20
MOST_HANDOUTS = len(TOPICS) * len(AIMS) * len(SUBJECTS)
ONE_EDITION, TWO_EDITIONS = ("standard",), ("standard", "large-print")
OWN_STYLE = "styles/large-print/type.css"

# What `edits` changes: it stands once in each handout, as "about 20 minutes".
MINUTES = (20, 30, 40, 50)

LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">
  <title>A circle</title>
  <circle cx="32" cy="32" r="28" fill="#0f4657"/>
  <path d="M16 34l11 11 21-25" fill="none" stroke="#ffffff" stroke-width="6"/>
</svg>
"""


class _Dumper(yaml.SafeDumper):
    """YAML as people write it: a text of several lines stands as one, under a bar."""


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _write_text)


def write_library(
    root: Path, handout_count: int, editions: tuple[str, ...] = ONE_EDITION, seed: int = SEED
) -> tuple[str, ...]:
    """Write a workspace of so many handouts into an empty folder; return their ids.

    The first one is the only one that uses the hard word `RARE_WORD`.
    """
    if not 1 <= handout_count <= MOST_HANDOUTS:
        raise ValueError(f"a library has 1 to {MOST_HANDOUTS} handouts, not {handout_count}")
    ids = tuple(name_handout(index) for index in range(handout_count))
    _write_shared(root, editions)
    for name, title in TOPICS[:handout_count]:
        _dump(root / f"handouts/{name}/topic.yaml", _make_topic(title))
    for index, handout_id in enumerate(ids):
        _dump(root / f"handouts/{handout_id}.yaml", make_manuscript(index, ids, seed))
    return ids


def name_handout(index: int) -> str:
    """Return the id of a handout, counted from 0; neighbours are in different topics."""
    topic, _ = TOPICS[index % len(TOPICS)]
    aim, subject = _find_title(index)
    return f"{topic}/{aim}-{subject}".lower()


def _find_title(index: int) -> tuple[str, str]:
    place = index // len(TOPICS)
    return AIMS[(place // len(SUBJECTS)) % len(AIMS)], SUBJECTS[place % len(SUBJECTS)]


def _dump(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=90)
    path.write_text(text, "utf-8")


# --- what all handouts share ----------------------------------------------------------------------


def _write_shared(root: Path, editions: tuple[str, ...]) -> None:
    _dump(root / "handouts/clinic.yaml", _make_clinic(editions))
    _dump(root / "handouts/glossary.yaml", _make_glossary())
    for name, blocks in _make_snippets().items():
        _dump(root / f"handouts/snippets/{name}.yaml", {"blocks": blocks})
    (root / "handouts/logo.svg").write_text(LOGO, "utf-8")
    if "large-print" in editions:  # a style of its own, so that an edit of it stays in the library
        (root / OWN_STYLE).parent.mkdir(parents=True)
        shutil.copyfile(ROOT / OWN_STYLE, root / OWN_STYLE)


def _make_clinic(editions: tuple[str, ...]) -> Mapping[str, Any]:
    return {
        "name": "Benchmark Clinic",
        "department": "Made-up handouts",
        "address": ["1500 Example Street", "Springfield"],
        "phones": {
            "nurse": {
                "label": "Nurse line",
                "number": "555-0100",
                "hours": "Monday to Friday",
                "when_closed": "oncall",
            },
            "oncall": {"label": "Doctor on call", "number": "555-0101", "always": True},
        },
        "emergency": "911",
        "logo": "logo.svg",
        "colors": {"primary": "#0f4657", "accent": "#734000"},
        "paper": "letter",
        "default_language": "en",
        "languages": ["en"],
        "editions": list(editions),
    }


def _make_glossary() -> Mapping[str, Any]:
    common = [{"word": word, "meaning": meaning} for word, meaning, _ in COMMON_WORDS]
    return {"en": [{"word": RARE_WORD, "meaning": RARE_MEANING}, *common]}


def _make_snippets() -> Mapping[str, Any]:
    number = "{{ clinic.phones.nurse.number }}"
    return {
        "still-have-questions": [{"text": f"Call the nurses at **{number}** and ask."}],
        "bring-this-page": [{"text": "Bring this page with you, with your notes on it."}],
    }


def _make_topic(title: str) -> Mapping[str, Any]:
    return {"title": title, "introduction": "These pages belong together.\nStart with any one."}


# --- one handout ----------------------------------------------------------------------------------


def make_manuscript(index: int, ids: tuple[str, ...], seed: int = SEED) -> Mapping[str, Any]:
    """Return what stands in the file of a handout, counted from 0."""
    choose = random.Random(f"{seed} {name_handout(index)}")
    aim, subject = _find_title(index)
    _, topic_title = TOPICS[index % len(TOPICS)]
    return {
        "title": f"{aim} {subject} {topic_title.lower()}",
        "summary": f"Help with {aim.lower()} {subject}, one step at a time.",
        "do": choose.sample(THINGS_TO_DO, 2),
        "owner": "Benchmarks",
        "keywords": [subject, topic_title.lower()],
        "see_also": list(_find_neighbours(index, ids)),
        "sections": list(_make_sections(index, choose)),
    }


def _find_neighbours(index: int, ids: tuple[str, ...]) -> Iterator[str]:
    """Yield two other handouts, where there are so many: one of the topic, one of the next."""
    for step in (len(TOPICS), 1):
        other = ids[(index + step) % len(ids)]
        if other != ids[index]:
            yield other


def _make_sections(index: int, choose: random.Random) -> Iterator[Mapping[str, Any]]:
    yield {"heading": "Why it helps", "text": _make_text(index, choose)}
    yield {"heading": "What to have ready", "blocks": [{"checklist": choose.sample(CHECKS, 3)}]}
    yield {"heading": "A plan for the week", "blocks": [_make_table(choose)]}
    yield {"heading": "Good to know", "blocks": list(_make_advice(choose))}


def _make_text(index: int, choose: random.Random) -> str:
    hard_words = [WORD_SENTENCES[word] for word in _choose_words(index, choose)][:2]
    minutes = f"Plan **about {choose.choice(MINUTES)} minutes** for it."
    lead = "\n".join([*_say(choose, 2), minutes, *hard_words])
    items = "\n".join(f"- {tip}" for tip in choose.sample(TIPS, 2))
    return f"{lead}\n\n{items}\n"


def _choose_words(index: int, choose: random.Random) -> Iterator[str]:
    if index == 0:
        yield RARE_WORD
    for word, _, share_percent in COMMON_WORDS:
        if choose.randrange(100) < share_percent:
            yield word


def _say(choose: random.Random, count: int) -> list[str]:
    sentences = choose.sample(SENTENCES, count)
    return [text.format(**{key: choose.choice(WORDS[key]) for key in WORDS}) for text in sentences]


def _make_table(choose: random.Random) -> Mapping[str, Any]:
    days = sorted(choose.sample(DAYS, 3), key=DAYS.index)
    rows = [[day, choose.choice(DEEDS), choose.choice(PAUSES)] for day in days]
    columns = ["Day", "To do", "Then"]
    return {"table": {"caption": "An example of a week", "columns": columns, "rows": rows}}


def _make_advice(choose: random.Random) -> Iterator[Mapping[str, Any]]:
    text = " ".join(_say(choose, 2))
    yield {"callout": {"kind": "tip", "text": text}}
    yield {"snippet": choose.choice(tuple(_make_snippets()))}
