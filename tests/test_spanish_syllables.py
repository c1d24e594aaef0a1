import pytest

from handoutpress.word_check.spanish_syllables import count_spanish


# Divided by hand, by the rules of the Ortografía.
@pytest.mark.parametrize(
    "divided",
    [
        # no vowels side by side
        *("me-di-ca-men-to", "en-fer-me-ra", "cán-cer", "a", "y", "o", "sol", "ins-truc-tor"),
        # diphthongs
        *("fie-bre", "cau-sa", "ai-re", "hue-vo", "ciu-dad", "viu-da", "rui-do", "cui-da-do"),
        *("cons-trui-do", "quie-ro", "tiem-po", "a-gua", "an-ti-gua", "can-ción", "tam-bién"),
        *("es-tu-dio", "his-to-ria", "far-ma-cia", "guion", "je-suí-ti-co", "vein-te"),
        # an h between vowels
        *("prohi-bir", "ahu-mar", "ahi-ja-do", "de-sahu-ciar", "bú-ho", "al-co-hol", "a-hí"),
        *("ve-hí-cu-lo", "a-za-har", "a-hue-car"),
        # hiatus
        *("dí-a", "ha-cí-a", "ci-ru-gí-a", "ra-íz", "pa-ís", "o-í-do", "le-er", "a-é-re-o"),
        *("lí-ne-a", "náu-se-a", "dia-rre-a", "zo-o-lo-gí-a", "co-o-pe-rar", "chi-i-ta"),
        *("te-a-tro", "po-e-ta", "ma-íz", "re-ír", "bio-psia", "qui-mio-te-ra-pia"),
        # triphthongs
        *("a-ve-ri-guáis", "es-tu-diáis", "buey", "U-ru-guay", "le-í-ais", "vi-ví-ais"),
        # between two open vowels
        *("pa-ra-no-ia", "ha-wa-ia-no"),
        # y, qu, gu, gü
        *("rey", "re-yes", "muy", "a-yu-da", "yo", "que-so", "gui-ta-rra", "ver-güen-za"),
        *("pin-güi-no", "pa-que-te", "Nan-cy"),
    ],
)
def test_syllables_are_those_of_the_spelling(divided: str) -> None:
    assert count_spanish(divided.replace("-", "")) == divided.count("-") + 1


def test_accents_may_be_typed_apart() -> None:
    assert count_spanish("cirugi\u0301a") == 4


def test_letters_without_a_vowel_are_read_one_by_one() -> None:
    assert count_spanish("TC") == 2


@pytest.mark.parametrize("word", ["mg", "b", "ñ"])
def test_whatever_a_word_is_it_has_a_syllable(word: str) -> None:
    assert count_spanish(word) == 1
