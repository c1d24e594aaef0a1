"""Whether a text spells an abbreviation out."""

import pytest

from handoutpress.word_check.spelled_out import is_spelled_out, stands_for


@pytest.mark.parametrize(
    ("short", "long", "is_long_form"),
    [
        ("MRI", "magnetic resonance imaging", True),
        ("HER2", "human epidermal growth factor receptor 2", True),
        ("CT", "computed tomography", True),
        ("MRI", "a loud scan", False),
        ("PET", "the tape", False),
    ],
)
def test_letters_in_order_make_a_long_form(short: str, long: str, is_long_form: bool) -> None:
    assert stands_for(short, long) is is_long_form


def test_words_near_an_abbreviation_may_spell_it() -> None:
    assert is_spelled_out("CAT", "A CAT scan is also called computerized axial tomography.")
    assert not is_spelled_out("CAT", "A CAT scan makes pictures of your belly.")


@pytest.mark.parametrize(
    "text",
    [
        "Magnetic resonance imaging (MRI) is loud.",
        "An MRI (magnetic resonance imaging) is loud.",
        "Ask about magnetic resonance imaging (an MRI for short).",
        "It is also called MRI.",
        "MRI stands for three words.",
        "Una resonancia magnética (también llamada MRI).",
    ],
)
def test_brackets_and_phrases_spell_out(text: str) -> None:
    assert is_spelled_out("MRI", text)


@pytest.mark.parametrize(
    "text", ["An MRI is loud.", "Tests (MRI or CT) help.", "(MRI) is loud.", "An MRI (loud)."]
)
def test_a_use_alone_spells_nothing_out(text: str) -> None:
    assert not is_spelled_out("MRI", text)
