import pytest

from handoutpress.word_check.sentence_ends import find_ends


def split(text: str) -> list[str]:
    ends = [*find_ends(text), len(text)]
    pieces = [text[start:end].strip() for start, end in zip([0, *ends], ends, strict=False)]
    return [piece for piece in pieces if piece]


# A bar stands where a sentence ends.
@pytest.mark.parametrize(
    "sentences",
    [
        "Take 2.5 mg.|It helps.",
        "Call us at 100.4 °F.|Do not wait.",
        "Call us at 101 F.|Do not wait.",
        "We close at 3 p.m.|Call us before.",
        "She lives in the U.S.|The drug is sold there.",
        "Eat foods with vitamin C.|Oranges have it.",
        "Vitamin C.|Take it.",
        "Ask for help.|3 nurses are here.",
        "Is it hot?|Call!|Do it now.",
        "“Go home.”|Then rest.",
        "(See the list.)|Then call.",
        "It hurts…|Call us.",
        "No.|Call us.",
        "1. Wash.|2. Dry.",
        "¿Tiene fiebre?|¡Llame ya!|No espere.",
        "Abre a las 8 p. m.|Llame antes.",
        "هل تشعر بالألم؟|اتصل بنا.",
    ],
)
def test_sentences_end_at_full_stops_and_other_signs(sentences: str) -> None:
    assert split(sentences.replace("|", " ")) == sentences.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Smith and Mrs. Jones are here.",
        "Take a pill for pain, e.g. Tylenol or Advil.",
        "Open from 8 a.m. to 3 p.m. Monday to Friday.",
        "The U.S. Food and Drug Administration says so.",
        "Ask J. Smith or John F. Kennedy.",
        "See Fig. 2 and No. 5 on p. 7.",
        "“Stop!” she said.",
        "Rest for a day… then go for a walk.",
        "Call 555-0100 or +1 800 555 0100, ext. 12.",
        "Read www.example.org/a.b?c=d. or https://example.org/x.Y to learn more",
        "Write to nurse.Ann@example.org for help",
        "Look at Cancer.Net for more.",
        "El Dr. Ruiz y la Sra. Gil, p. ej. por teléfono.",
    ],
)
def test_a_full_stop_inside_of_a_sentence_ends_none(text: str) -> None:
    assert split(text) == [text]


def test_a_blank_that_was_left_out_hides_no_end() -> None:
    assert split("It was hot.It is cold now.") == ["It was hot.", "It is cold now."]


def test_chinese_sentences_need_no_blank_between_them() -> None:
    assert split("您好。请打电话。") == ["您好。", "请打电话。"]


def test_the_end_of_a_text_is_told_once_at_most() -> None:
    assert list(find_ends("One. Two.")) == [4, 9]
