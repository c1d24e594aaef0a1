"""A nightly build, the computer it is for, and other programs that only pretend to run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handoutpress.schedule.place import Answer
from handoutpress.schedule.scheduled import ScheduledBuild, Surroundings

ROOT = Path("/srv/handouts")
PROGRAM = ("/opt/press/bin/handout-press",)
HARD_NAME = "a b%c$HOME'q\"w\\z"  # all that a shell, cron or systemd could take for its own


def make_build(**changes: Any) -> ScheduledBuild:
    """Return a build of /srv/handouts at 02:30."""
    values: dict[str, Any] = {"program": PROGRAM, "root": ROOT, "out": ROOT / "out"}
    return ScheduledBuild(**{**values, **changes})


def make_surroundings(**changes: Any) -> Surroundings:
    """Return a Linux computer with systemd, and a user who owns the workspace."""
    values: dict[str, Any] = {
        "platform": "linux",
        "has_systemd": True,
        "user": "editor",
        "user_id": 1000,
        "owner": "editor",
        "home": Path("/home/editor"),
        "config_home": Path("/home/editor/.config"),
    }
    return Surroundings(**{**values, **changes})


AS_ROOT = make_surroundings(user="root", user_id=0, owner="press", home=Path("/root"))


@dataclass
class FakeTools:
    """Remember what was run; answer as told, by the first word of the command, else with 0."""

    answers: dict[str, Answer] = field(default_factory=dict)
    ran: list[tuple[str, ...]] = field(default_factory=list)

    def __call__(self, command: tuple[str, ...], text: bytes) -> Answer:
        self.ran.append(command)
        return self.answers.get(command[0], Answer(0))


@dataclass
class FakeCrontab:
    """A crontab in memory, which None is where there is none."""

    content: bytes | None = None
    ran: list[tuple[str, ...]] = field(default_factory=list)

    def __call__(self, command: tuple[str, ...], text: bytes) -> Answer:
        self.ran.append(command)
        if command[-1] == "-":
            self.content = text
            return Answer(0)
        if self.content is None:
            return Answer(1, error=b"no crontab for editor\n")
        return Answer(0, self.content)
