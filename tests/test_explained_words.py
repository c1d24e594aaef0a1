import pytest

from handoutpress.word_check.explained_words import find_explained
from handoutpress.word_check.sentences import split_sentences


def find(text: str) -> set[str]:
    return {
        sentence.words[index].text
        for sentence in split_sentences(text)
        for index in find_explained(text, sentence)
        if index < len(sentence.words)
    }


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("You may have a metastasis (cancer that has spread).", "metastasis"),
        ("Look for petechiae (flat spots).", "petechiae"),
        ("Cancer that has spread, called metastasis, is rare.", "metastasis"),
        ("This is also known as a colectomy.", "colectomy"),
        ("It has spread (metastatic cancer).", "metastatic"),
        ("A biopsy is a test of a bit of tissue.", "biopsy"),
        ("Petechiae are the spots that you see.", "Petechiae"),
        ("Remission means that no cancer can be seen.", "Remission"),
        ("Adjuvant systemic therapy means treatment before that.", "Adjuvant"),
        ("Endoscopy: A look inside of the body.", "Endoscopy"),
        ("Bone marrow aspiration and biopsy : The doctor takes some.", "aspiration"),
        ("An oncologist, a doctor who treats cancer, will see you.", "oncologist"),
        ("A catheter, or thin tube, drains it.", "catheter"),
        ("A thin tube, or catheter, drains it.", "catheter"),
        ("The duodenum, which is the first part of the gut, is near.", "duodenum"),
    ],
)
def test_a_word_is_explained_in_its_sentence(text: str, word: str) -> None:
    assert word in find(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("You may have a metastasis.", "metastasis"),
        ("You have acute leukemia (ALL).", "leukemia"),
        ("Ask about biopsy, surgery, or chemotherapy, please.", "chemotherapy"),
        ("The oncologist is kind.", "oncologist"),
        ("Your oncologist will see you.", "oncologist"),
        ("Wait for remission: rest.", "remission"),
        ("Nurses who know all about chemotherapy are a help.", "chemotherapy"),
    ],
)
def test_a_word_that_is_only_used_is_not_explained(text: str, word: str) -> None:
    assert word not in find(text)


def test_text_without_words_explains_nothing() -> None:
    assert find("") == set()
