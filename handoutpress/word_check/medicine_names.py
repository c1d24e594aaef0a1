"""Tell the name of a medicine by its ending, where no block of medicines names it.

Knows no list of medicines.
"""

from __future__ import annotations

import re

# Source: World Health Organization, "The use of stems in the selection of International
# Nonproprietary Names (INN) for pharmaceutical substances" (2018): what kind a substance is, its
# ending says. Endings that other words have are left out.
_ENDING = re.compile(
    r"[a-z]{2,}(?:"
    r"mab|tinib|ciclib|parib|zomib|rafenib|metinib|nib|cept|kinra|stim|grastim|poetin"
    r"|taxel|platin|rubicin|citabine|arabine|trexate|trexed|bicin|ribulin|oxifen|oxifene|trozole"
    r"|estrant|relin|relix|lutamide|terone|mustine|fosfamide|phosphamide|tecan|poside|domide"
    r"|statin|pril|sartan|olol|dipine|thiazide|semide|lactone|gliptin|gliflozin|glutide|formin"
    r"|glitazone|cillin|mycin|micin|floxacin|cycline|oxacin|conazole|nidazole|ciclovir|vir|prazole"
    r"|tidine|setron|pitant|dronate|dronic|profen|coxib|fenac|oxicam|caine|codone|oxetine|traline"
    r"|azepam|azolam|zepam|pidem|triptan|steride|lukast|terol|tropium|sone|solone|olone|onide"
    r"|xaban|gatran|parin|grel|limus|azine|pramine|triptyline|barbital|quine|vudine|tadine|rizine"
    r"|azosin|dopa|tioxetine|peridol|stane|anib|lisib|toclax|degib"
    r")"
)
_NO_MEDICINES = frozenset(
    {"magazine", "concept", "intercept", "percept", "precept", "accept", "souvenir", "reservoir"}
)


def looks_like_medicine(word: str) -> bool:
    """Tell whether a word, in small letters, ends as names of medicines do."""
    return word not in _NO_MEDICINES and _ENDING.fullmatch(word) is not None
