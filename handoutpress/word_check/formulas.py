"""The published formulas of reading, and what their scales call a score.

Knows no texts: counts in, scores out.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

# Source: McLaughlin, "SMOG grading: a new readability formula", Journal of Reading 12 (1969).
POLYSYLLABLE = 3
SMOG_SENTENCES = 30
# Source: Flesch, "A new readability yardstick", Journal of Applied Psychology 32 (1948): samples
# of 100 words.
FLESCH_WORDS = 100


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas are fed with."""

    sentences: int
    words: int
    syllables: int
    polysyllables: int

    @property
    def words_per_sentence(self) -> float:
        """The mean length of a sentence."""
        return self.words / self.sentences

    @property
    def syllables_per_word(self) -> float:
        """The mean length of a word."""
        return self.syllables / self.words


def flesch_kincaid(counts: Counts) -> float:
    """Return the U.S. school grade.

    Source: Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas for Navy
    enlisted personnel", Research Branch Report 8-75 (1975).
    """
    return 0.39 * counts.words_per_sentence + 11.8 * counts.syllables_per_word - 15.59


def smog(counts: Counts) -> float:
    """Return the school grade that fully understands a text.

    Fewer or more sentences than 30 are taken as if they were 30 of the same kind.
    Source: McLaughlin (1969), the regression; for short texts: National Cancer Institute, "Making
    Health Communication Programs Work" (2004), SMOG conversion for fewer than 30 sentences.
    """
    polysyllables = counts.polysyllables * SMOG_SENTENCES / counts.sentences
    return 1.0430 * sqrt(polysyllables) + 3.1291


def fernandez_huerta(counts: Counts) -> float:
    """Return the ease of reading, from 0 to 100.

    Source: Fernández Huerta, "Medidas sencillas de lecturabilidad", Consigna 214 (1959). Its second
    term is often cited as sentences per 100 words; it is words per sentence: Law, "Error in the
    Fernandez Huerta readability formula", LINGUIST List 22.2332 (2011).
    """
    return 206.84 - 60 * counts.syllables_per_word - 1.02 * counts.words_per_sentence


def szigriszt_pazos(counts: Counts) -> float:
    """Return the perspicuity, from 0 to 100, that the INFLESZ scale names.

    Source: Szigriszt Pazos, "Sistemas predictivos de legibilidad del mensaje escrito: fórmula de
    perspicuidad", thesis, Universidad Complutense de Madrid (1993).
    """
    return 206.835 - 62.3 * counts.syllables_per_word - counts.words_per_sentence


# The lowest score of each band. Source: Fernández Huerta (1959), after Flesch (1948).
HUERTA_BANDS = (
    *((90, "muy fácil"), (80, "fácil"), (70, "algo fácil"), (60, "normal")),
    *((50, "algo difícil"), (30, "difícil")),
)
# Source: Barrio-Cantalejo et al., "Validación de la Escala INFLESZ para evaluar la legibilidad de
# los textos dirigidos a pacientes", Anales del Sistema Sanitario de Navarra 31 (2008).
INFLESZ_BANDS = ((80, "muy fácil"), (65, "bastante fácil"), (55, "normal"), (40, "algo difícil"))


def name_band(score: float, bands: tuple[tuple[int, str], ...]) -> str:
    """Return what a scale calls a score; what is below its lowest band is "muy difícil"."""
    return next((name for lowest, name in bands if score >= lowest), "muy difícil")
