"""Find words that only a screen can follow: "click here", and links that say nothing.

Judges no address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handoutpress.content import CheckSettings
from handoutpress.passages import Passage, Role, Script
from handoutpress.rules import Finding
from handoutpress.rules.lexicon import LINK_WORDS
from handoutpress.word_check.spots import Spot, base_language, find_spots, quote

# "A clicking jaw", "a spinal tap" and "tap water" are none of these.
_ENGLISH = (
    r"\b(?:double-)?click(?:ing)? (?:here|below|above|on|the|this|a|any|to)\b",
    r"\b(?:tap(?:ping)?|press) (?:here|below|(?:on )?(?:the|this) (?:\w+ )?(?:link|button|icon))\b",
    r"\b(?:this|these|the following|the) (?:hyper)?links?(?: below| above)?(?= to (?:learn|read|see"
    r"|find|get|open|view)|[.,;:!]|$)",
    r"\b(?:use|follow|visit|see|open|select) (?:this|these|the) (?:\w+ )?links?\b",
    r"\b(?:hover|scroll) (?:down|over|up)\b|\bhyperlinks?\b|\bdownload (?:it )?here\b",
)
_SPANISH = (
    r"\b(?:haga|haz|hacer|haciendo|dé|dar) clic(?:k)?\b|\bclic aquí\b",
    r"\b(?:pulse|presione|toque|oprima) (?:aquí|abajo|(?:en )?(?:el|este) (?:enlace|botón))\b",
    r"\b(?:este|estos|el siguiente|los siguientes) (?:enlaces?|vínculos?|links?)\b",
)
_PATTERNS = {
    "en": re.compile("|".join(_ENGLISH), re.IGNORECASE),
    "es": re.compile("|".join(_SPANISH), re.IGNORECASE),
}
# The whole words of a link, without signs.
_EMPTY = {
    "en": re.compile(
        r"(?:click |see )?here|click|(?:this |the )?(?:link|page|web ?site|site)|this"
        r"|go|visit|(?:read|learn|find out|see) (?:more|this)|more(?: info(?:rmation)?)?"
        r"|details|download|continue",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"(?:haga )?(?:clic )?aquí|(?:este |el )?(?:enlace|sitio(?: web)?)|(?:esta |la )?página"
        r"|(?:lea |leer |ver |saber )?más(?: información)?",
        re.IGNORECASE,
    ),
}
_SIGNS = re.compile(r"^\W+|\W+$")


def check_link_words(script: Script, settings: CheckSettings) -> Iterator[Finding]:
    """Find invitations to click, and links whose words do not say where they lead."""
    language = base_language(script.handout.language)
    if language in _PATTERNS:
        yield from _find_clicks(script, _PATTERNS[language])
        yield from _find_empty_links(script, _EMPTY[language])


def _find_clicks(script: Script, pattern: re.Pattern[str]) -> Iterator[Finding]:
    for spot in find_spots(script.passages, pattern):
        what = f"{quote(spot.text)} means nothing on paper"
        remedy = "name what is there, and let the address be printed: [its name](https://…)"
        yield spot.make_finding(script, LINK_WORDS, what=what, remedy=remedy)


def _find_empty_links(script: Script, empty: re.Pattern[str]) -> Iterator[Finding]:
    for passage in script.passages:
        for spot in _list_links(passage):
            if empty.fullmatch(_SIGNS.sub("", spot.text)):
                what = f"the link {quote(spot.text)} does not say where it leads"
                remedy = "let its words name the page"
                yield spot.make_finding(script, LINK_WORDS, what=what, remedy=remedy)


def _list_links(passage: Passage) -> list[Spot]:
    if passage.role is Role.LABEL and passage.block == "link":
        return [Spot(passage, 0, len(passage.text))]
    return [Spot(passage, span.start, span.end) for span in passage.links]
