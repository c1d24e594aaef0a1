"""Find the passive voice in English sentences: a form of "be" and a past participle.

Prefers silence to a false alarm: what describes a state, as "you are tired", is let pass.
"""

from __future__ import annotations

from itertools import islice

from handoutpress.word_check.sentences import Sentence, Word


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_BE = _words(
    "is are was were be been being isn't aren't wasn't weren't am you're we're they're i'm"
)
_GET = _words("get gets got gotten getting")
_BETWEEN = _words(
    "not never always often also still now then first only just sometimes even ever already soon"
    " once again all both either thus therefore instead later seldom almost best well too"
)
_MOST_BETWEEN = 3
# Past participles that do not end in "-ed". Those that look like other words, and those of verbs
# that have no passive, are left out: "become", "come", "cut", "hurt", "run", "set", "spread".
_IRREGULAR = _words(
    "beaten begun bitten bought brought built burnt caught chosen dealt drawn driven drunk eaten"
    " fed felt flown forbidden forgotten found fought frozen given ground grown held heard hidden"
    " hung kept laid led left lent lit lost made meant met paid proven put read said seen sent"
    " sewn shaken shown sold sought spent stolen stored struck sworn swept taken taught thrown told"
    " torn thought understood undergone undertaken woken worn won written rewritten withdrawn"
    " overseen done known withheld mistaken broken"
)
# Describe a state, or are said of patients so often that nobody takes them for an action.
_STATES = _words(
    "abandoned accustomed addicted advanced aged allowed amazed annoyed ashamed associated based"
    " blessed bloated blocked bored broken called closed committed complicated concerned confused"
    " congested connected constipated contaminated covered crowded damaged dated dedicated"
    " dehydrated delighted depressed designed detailed determined disabled disappointed discouraged"
    " divided done dressed educated elevated embarrassed enlarged entitled excited exhausted"
    " experienced exposed finished fixed focused frightened frustrated gone headed hooked hurried"
    " inclined increased infected inflamed informed injured insured intended interested involved"
    " irritated isolated known licensed limited linked listed located lost made married meant mixed"
    " mistaken motivated named needed obliged opposed organized overwhelmed painted pleased"
    " prepared qualified raised related relaxed relieved required retired rushed sacred"
    " satisfied scared seated sedated shaped shocked sized skilled stored stressed stuffed"
    " supposed surprised swollen talented tempted tired trained troubled unchanged unemployed"
    " unexpected uninsured unrelated unused upset vaccinated wasted weakened worried"
    " wounded"
)
_NO_PARTICIPLES = _words(
    "need feed seed speed bleed weed breed exceed proceed succeed agreed indeed hundred red bed"
    " shed wed sacred naked wicked rugged ragged crooked beloved"
)


def find_passive(sentence: Sentence) -> tuple[Word, Word] | None:
    """Return the verb "be" and the participle of the first passive of a sentence, or None."""
    words = sentence.words
    lowered = [word.text.lower().replace("’", "'") for word in words]
    for index, word in enumerate(lowered):
        if word in _BE or word in _GET:
            at = _find_participle(lowered, index)
            if at is not None and not _is_state(lowered, index, at):
                return words[index], words[at]
    return None


def _find_participle(words: list[str], start: int) -> int | None:
    """Return the index of the participle after a verb, past adverbs."""
    for index in islice(range(start + 1, len(words)), _MOST_BETWEEN + 1):
        word = words[index]
        if _is_participle(word):
            return index
        if word not in _BETWEEN and not word.endswith("ly"):
            return None
    return None


def _is_participle(word: str) -> bool:
    if word in _IRREGULAR:
        return True
    return word.endswith("ed") and len(word) > 3 and "-" not in word and word not in _NO_PARTICIPLES


def _is_state(words: list[str], verb: int, participle: int) -> bool:
    following = words[participle + 1 : participle + 2]
    if following == ["by"]:  # who does it makes it an action: "is called by the nurse"
        return False
    if words[verb] in _GET or words[max(0, verb - 1)] == "there":
        return True
    word = words[participle]
    return word in _STATES or word.startswith("un")
