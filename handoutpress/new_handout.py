"""[writes] Put the first file of a new handout into the workspace.

Overwrites nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from handoutpress.content import ID_PATTERN, TAKEN_NAMES, TAKEN_TOPICS
from handoutpress.errors import UsageError
from handoutpress.starter import starter_manuscript, starter_title, starter_topic


def write_starter(root: Path, handout_id: str, kind: str, *, phone: str | None) -> Iterator[Path]:
    """Write the files of a new handout, and of its topic where it is new; yield their paths.

    Args:
        root: the workspace.
        handout_id: such as "topic/name".
        kind: which sections the handout starts with.
        phone: the key of a phone in clinic.yaml that its boxes can name.

    Raises:
        UsageError: the id cannot be used, or the handout is there already.
    """
    topic, name = _split_id(handout_id)
    folder = root / "handouts" / topic
    manuscript = starter_manuscript(kind, title=starter_title(name), phone=phone)
    handout_file, topic_file = folder / f"{name}.yaml", folder / "topic.yaml"
    if handout_file.exists():
        raise UsageError(f"{handout_file.relative_to(root)} is there already; choose another name")
    folder.mkdir(parents=True, exist_ok=True)
    if not topic_file.exists():
        yield _write_new(topic_file, starter_topic(starter_title(topic)))
    yield _write_new(handout_file, manuscript)


def _split_id(handout_id: str) -> tuple[str, str]:
    topic, _, name = handout_id.partition("/")
    if not re.fullmatch(ID_PATTERN, handout_id):
        raise UsageError(
            f"'{handout_id}' is no id; write TOPIC/NAME in small letters, digits and single hyphens"
        )
    if topic in TAKEN_TOPICS or name in TAKEN_NAMES:
        raise UsageError(f"'{handout_id}' means something else here; choose another name")
    return topic, name


def _write_new(path: Path, text: str) -> Path:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w") as file:
        file.write(text)
    return path
