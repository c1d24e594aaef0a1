import pytest
import textstat

from handoutpress.word_check.formulas import (
    HUERTA_BANDS,
    INFLESZ_BANDS,
    Counts,
    fernandez_huerta,
    flesch_kincaid,
    name_band,
    smog,
    szigriszt_pazos,
)
from handoutpress.word_check.sentences import split_sentences
from handoutpress.word_check.syllables import count_syllables

# Abraham Lincoln, 1863; the Bliss copy.
GETTYSBURG = """\
Four score and seven years ago our fathers brought forth on this continent, a new nation, \
conceived in Liberty, and dedicated to the proposition that all men are created equal. \
Now we are engaged in a great civil war, testing whether that nation, or any nation so conceived \
and so dedicated, can long endure. We are met on a great battle-field of that war. We have come \
to dedicate a portion of that field, as a final resting place for those who here gave their lives \
that that nation might live. It is altogether fitting and proper that we should do this. \
But, in a larger sense, we can not dedicate — we can not consecrate — we can not hallow — this \
ground. The brave men, living and dead, who struggled here, have consecrated it, far above our \
poor power to add or detract. The world will little note, nor long remember what we say here, but \
it can never forget what they did here. It is for us the living, rather, to be dedicated here to \
the unfinished work which they who fought here have thus far so nobly advanced. It is rather for \
us to be here dedicated to the great task remaining before us — that from these honored dead we \
take increased devotion to that cause for which they gave the last full measure of devotion — \
that we here highly resolve that these dead shall not have died in vain — that this nation, under \
God, shall have a new birth of freedom — and that government of the people, by the people, for \
the people, shall not perish from the earth."""
# Miguel de Cervantes, 1605. Counted by hand: 33 words in one sentence, 60 syllables.
QUIXOTE = """\
En un lugar de la Mancha, de cuyo nombre no quiero acordarme, no ha mucho tiempo que vivía un \
hidalgo de los de lanza en astillero, adarga antigua, rocín flaco y galgo corredor."""
QUIXOTE_BY_HAND = """\
En un lu-gar de la Man-cha de cu-yo nom-bre no quie-ro a-cor-dar-me no ha mu-cho tiem-po que \
vi-ví-a un hi-dal-go de los de lan-za en as-ti-lle-ro a-dar-ga an-ti-gua ro-cín fla-co y gal-go \
co-rre-dor"""


def count_text(text: str, language: str) -> Counts:
    sentences = split_sentences(text)
    words = [word.text for sentence in sentences for word in sentence.words]
    syllables = [count_syllables(word, language) for word in words]
    polysyllables = sum(count >= 3 for count in syllables)
    return Counts(len(sentences), len(words), sum(syllables), polysyllables)


@pytest.mark.parametrize(
    ("words", "syllables", "sentences", "grade"),
    [
        # Both are given for the formula in many places: the lowest grade there can be, and that of
        # "Green Eggs and Ham", with 5.7 words a sentence and 1.02 syllables a word.
        (1, 1, 1, -3.4),
        (570, 581.4, 100, -1.3),
    ],
)
def test_flesch_kincaid_gives_published_grades_of_published_counts(
    words: int, syllables: int, sentences: int, grade: float
) -> None:
    assert round(flesch_kincaid(Counts(sentences, words, syllables, 0)), 1) == grade


# The middle of each row of the table that Harold C. McGraw made for 30 sentences, which is printed
# in many guides: so many long words, such a grade, give or take one and a half.
@pytest.mark.parametrize(
    ("polysyllables", "grade"),
    [(3, 5), (9, 6), (16, 7), (25, 8), (36, 9), (49, 10), (64, 11), (81, 12), (100, 13), (121, 14)],
)
def test_smog_gives_the_grades_of_the_published_table(polysyllables: int, grade: int) -> None:
    assert smog(Counts(30, 400, 600, polysyllables)) == pytest.approx(grade, abs=0.7)


def test_smog_takes_a_short_text_as_a_part_of_thirty_sentences() -> None:
    assert smog(Counts(10, 100, 150, 12)) == smog(Counts(30, 300, 450, 36))


def test_smog_of_a_text_without_long_words_is_its_constant() -> None:
    assert smog(Counts(30, 100, 100, 0)) == 3.1291


def test_gettysburg_address_is_of_the_eleventh_grade() -> None:
    # Published: 271 words and 10 sentences by Microsoft Word, 20 words of three or more syllables
    # counted by hand, and by the Boston Globe (20 October 2015) the eleventh grade.
    counts = count_text(GETTYSBURG, "en")
    assert (counts.words, counts.sentences, counts.polysyllables) == (271, 10, 20)
    assert round(flesch_kincaid(counts)) == 11


def test_words_sentences_and_syllables_of_spanish_are_those_counted_by_hand() -> None:
    counts = count_text(QUIXOTE, "es")
    by_hand = QUIXOTE_BY_HAND.replace("-", " ").split()
    assert (counts.words, counts.sentences) == (len(QUIXOTE_BY_HAND.split()), 1)
    assert counts.syllables == len(by_hand) == 60


def test_spanish_formulas_give_what_their_terms_give_by_hand() -> None:
    counts = Counts(sentences=1, words=33, syllables=60, polysyllables=7)
    assert fernandez_huerta(counts) == pytest.approx(206.84 - 109.09 - 33.66, abs=0.01)
    assert szigriszt_pazos(counts) == pytest.approx(206.835 - 113.27 - 33, abs=0.01)


def test_fernandez_huerta_punishes_long_sentences() -> None:
    # With sentences per 100 words in its second term, as often misprinted, it would praise them.
    short, long = Counts(10, 100, 200, 0), Counts(2, 100, 200, 0)
    assert fernandez_huerta(short) > fernandez_huerta(long)


def test_a_second_opinion_on_english_is_near() -> None:
    # textstat 0.7.4 counts the same words and sentences, but its syllables by hyphenation: here 358
    # instead of 369, which is half a grade.
    counts = count_text(GETTYSBURG, "en")
    assert textstat.sentence_count(GETTYSBURG) == counts.sentences
    assert textstat.lexicon_count(GETTYSBURG) == counts.words
    assert textstat.flesch_kincaid_grade(GETTYSBURG) == pytest.approx(
        flesch_kincaid(counts), abs=0.8
    )
    assert textstat.smog_index(GETTYSBURG) == pytest.approx(smog(counts), abs=0.1)


def test_a_second_opinion_on_spanish_is_near() -> None:
    counts = count_text(QUIXOTE, "es")
    textstat.set_lang("es")
    huerta, szigriszt = textstat.fernandez_huerta(QUIXOTE), textstat.szigriszt_pazos(QUIXOTE)
    textstat.set_lang("en")
    assert huerta == pytest.approx(fernandez_huerta(counts), abs=8)
    assert szigriszt == pytest.approx(szigriszt_pazos(counts), abs=8)


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (85, "muy fácil"),
        (80, "muy fácil"),
        (79.9, "bastante fácil"),
        (65, "bastante fácil"),
        (64.9, "normal"),
        (55, "normal"),
        (54.9, "algo difícil"),
        (40, "algo difícil"),
        (39.9, "muy difícil"),
        (-5, "muy difícil"),
    ],
)
def test_inflesz_names_a_score(score: float, band: str) -> None:
    assert name_band(score, INFLESZ_BANDS) == band


@pytest.mark.parametrize(
    ("score", "band"),
    [(95, "muy fácil"), (75, "algo fácil"), (60, "normal"), (45, "difícil"), (20, "muy difícil")],
)
def test_fernandez_huerta_has_bands_of_its_own(score: float, band: str) -> None:
    assert name_band(score, HUERTA_BANDS) == band
