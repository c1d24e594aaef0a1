import pytest

from handoutpress.word_check.syllables import count_syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("follow-up", 3),
        ("well-being", 3),
        ("HER2-positive", 4),
        ("3-month", 2),
        ("100.4", 1),
        ("12:30", 1),
        ("555-0100", 1),
        ("50%", 1),
        ("www.example.org", 1),
        ("nurse@example.org", 1),
        ("a.m.", 1),
        ("U.S.", 1),
    ],
)
def test_parts_count_together_and_figures_as_one(word: str, count: int) -> None:
    assert count_syllables(word, "en") == count


def test_each_language_has_its_own_rules() -> None:
    assert (count_syllables("idea", "en"), count_syllables("idea", "es")) == (3, 3)
    assert (count_syllables("care", "en"), count_syllables("care", "es-MX")) == (1, 2)


def test_a_language_without_rules_is_refused() -> None:
    with pytest.raises(ValueError, match="no syllables for the language 'ar'"):
        count_syllables("ألم", "ar")
