"""Find where sentences of a text end: at which full stops, and at which not.

Counts no words. The lists are for English and Spanish; other languages end where signs say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# A full stop after these stands inside of a sentence.
_BEFORE_NAMES = _words(
    "dr dra drs dres mr mrs ms prof profa sr sra srta sres st sto sta rev hon gen col lt sgt capt"
    " vs cf ca approx fig figs tel ext e.g i.e ej ud uds núm pág págs ee av avda"
)
# After these one does where a figure follows: "No. 5", but not "No. Call us."
_BEFORE_FIGURES = _words(
    "no nos nr p pp vol ch sec jan feb mar apr jun jul aug sep sept oct nov dec"
)
# After these a sentence ends, unless a day, a month or a time zone follows: "3 p.m. Monday".
_TIMES = frozenset({"a.m", "p.m"})
_DATES = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may"
    " june july august september october november december eastern central mountain pacific"
    " est edt et cst cdt ct mst mdt mt pst pdt pt gmt utc"
)
# After other initials a sentence goes on, as in "U.S. Food", unless one of these starts the next.
_STARTERS = _words(
    "the a an it its this that these those they there he she we you your our if when while after"
    " before in on at for from to with without and but or so do not call take ask tell go get"
    " bring keep use make most some many all no yes what who how where why el la los las un una"
    " si en por para con llame tome este esta estos estas usted su sus"
)
# A letter that names a kind ends a sentence; one in a name does not: "Vitamin C.", "John F.".
_LETTERED = _words(
    "vitamin vitamina hepatitis type tipo group grupo stage etapa grade grado plan part parte"
    " option opción step class clase phase fase building suite wing floor bed line level"
)
# A blank that was left out after a full stop does not hide it, but in names: "Cancer.Net".
_DOMAINS = frozenset({"Net", "Org", "Com", "Gov", "Edu"})
_END = re.compile(
    r"(?P<end>(?P<mark>[.!?…؟।۔]+)[\"'”’»)\]]*)(?:\s+[\"'“‘«(\[¿¡]*|\Z)"
    r"|(?P<wide>[。！？]+[”」』）]*)"
    r"|(?<=[a-z]{2})(?P<glued>[.!?])(?=([A-Z][A-Za-z]*)\s)"
)
_LONGEST_WORD = 40  # how far a look back goes
_BEFORE = re.compile(r"(?:(\w[\w'’-]*)\W{1,3})?(\w[\w'’-]*(?:\.\w+)*)\Z")
_AFTER = re.compile(r"\w+")
_INITIALS = re.compile(r"(?:\w\.)+\w{1,2}|ph\.d")


def find_ends(text: str) -> Iterator[int]:
    """Yield the index behind each sentence, quotes and brackets included.

    A last one that no sign ends is left out.
    """
    for found in _END.finditer(text):
        if _is_end(text, found):
            yield found.end("end") if found["end"] else found.end()


def _is_end(text: str, found: re.Match[str]) -> bool:
    if found["wide"]:
        return True
    if found["glued"]:
        return found[5] not in _DOMAINS
    following = text[found.end() : found.end() + 1]
    if following.islower():  # "Stop!" she said
        return False
    return found["mark"] != "." or not following or not _goes_on(text, found, following)


def _goes_on(text: str, found: re.Match[str], following: str) -> bool:
    """Tell whether a full stop belongs to an abbreviation, an initial or a number of a list."""
    start = found.start("mark")
    before = _BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    if before is None:
        return False
    word, next_word = before[2].lower(), _AFTER.match(text, found.end())
    after = next_word.group().lower() if next_word else ""
    if word in _BEFORE_NAMES:
        return True
    if word in _BEFORE_FIGURES:
        return following.isdigit()
    if word in _TIMES:
        return after in _DATES
    if _INITIALS.fullmatch(word):
        return after not in _STARTERS
    if word.isdigit():
        return text[: before.start(2)].rstrip()[-1:] in {"", ".", "?", "!", ":"}
    return len(word) == 1 and word.isalpha() and _is_initial(before[1])


def _is_initial(before: str | None) -> bool:
    """Tell whether a single letter stands for a name, from the word before it."""
    return before is None or (before.istitle() and before.lower() not in _LETTERED)
