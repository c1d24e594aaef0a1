"""Scripts for checks of words, typed as editors type handouts."""

from collections.abc import Callable, Iterator
from typing import Any

from handoutpress.content import CheckSettings
from handoutpress.load.yaml_nodes import parse_yaml
from handoutpress.passages import Origin, Origins, Script, read_script
from handoutpress.rules import Finding
from tests.makers import make_handout, type_blocks

PATH = "handouts/care/fever.yaml"
Check = Callable[[Script, CheckSettings], Iterator[Finding]]


def make_script(typed: str, **changes: Any) -> Script:
    """Return the script of a typed handout."""
    node, problems = parse_yaml(typed.encode(), PATH)
    assert problems == ()
    handout = make_handout(typed, **changes)
    top = Origin(PATH, node)
    sections = handout.manuscript.sections
    blocks = tuple(
        tuple(
            top.below("sections", index, "blocks", group)
            for group in range(len(section.blocks or ()))
        )
        or (top.below("sections", index),)
        for index, section in enumerate(sections)
    )
    return read_script(handout, Origins(top, blocks))


def type_texts(*texts: str) -> str:
    """Return a handout of one section with a block of text for each."""
    return type_blocks(*(f"text: |\n  {text}" for text in texts))


def find(
    check: Check, *texts: str, settings: CheckSettings | None = None, **changes: Any
) -> list[Finding]:
    """Return what a check finds in texts."""
    return list(check(make_script(type_texts(*texts), **changes), settings or CheckSettings()))


def find_in(check: Check, typed: str, **changes: Any) -> list[Finding]:
    """Return what a check finds in a typed handout."""
    return list(check(make_script(typed, **changes), CheckSettings()))


def say(findings: list[Finding]) -> list[str]:
    """Return what was found and what to do, as the command prints them."""
    return [f"{each.what}; {each.remedy}" for each in findings]


def with_settings(**changes: Any) -> CheckSettings:
    """Return the settings of a clinic that sets only these."""
    return CheckSettings().model_copy(update=changes)
