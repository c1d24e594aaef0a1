import unicodedata
from collections.abc import Iterator

import pytest

from handoutpress.content import GlossaryEntry
from handoutpress.glossary import FirstUses
from handoutpress.text import parse_flow, plain_text
from tests.makers import make_glossary


def name(entry: GlossaryEntry) -> str:
    return plain_text(entry.word, str)


def find_uses(first_uses: FirstUses, typed: str) -> Iterator[str]:
    """Yield "words as they stand=entry" for each word that is explained, in order."""
    for pieces in first_uses.explain(parse_flow(typed)).values():
        yield from (f"{words}={name(entry)}" for words, entry in pieces if entry)


def explain(typed: str, *glossary: tuple[str, ...]) -> list[str]:
    """Return what is explained in a text; each entry is a word and its other forms."""
    entries = make_glossary(
        **{word: "|".join(["plain words", *forms]) for word, *forms in glossary}
    )
    return list(find_uses(FirstUses(entries), typed))


@pytest.mark.parametrize(
    ("word", "typed", "uses"),
    [
        # whole words
        ("port", "A port.", ["port=port"]),
        ("port", "port", ["port=port"]),
        ("port", "(port)", ["port=port"]),
        ("port", "“port”, he said", ["port=port"]),
        ("port", "port: a disc", ["port=port"]),
        ("port", "chest/port", ["port=port"]),
        ("port", "port – a disc", ["port=port"]),
        ("port", "port - a disc", ["port=port"]),
        ("port", "important", []),
        ("port", "ports", []),
        ("port", "report", []),
        ("port", "port2", []),
        ("port", "my_port", []),
        ("port", "portée", []),
        ("port", "port-like", []),
        ("port", "port's", []),
        ("port", "port’s", []),
        ("metastatic", "non-metastatic", []),
        ("metastatic", "non‑metastatic", []),
        ("metastatic", "not metastatic", ["metastatic=metastatic"]),
        # case
        ("port", "Port", ["Port=port"]),
        ("port", "PORT", ["PORT=port"]),
        ("HER2", "her2", ["her2=HER2"]),
        ("Straße", "STRAßE", ["STRAßE=Straße"]),
        ("Straße", "strasse", ["strasse=Straße"]),
        # accents and other scripts
        ("catéter", "El CATÉTER.", ["CATÉTER=catéter"]),
        ("catéter", "cateter", []),
        ("cafe", "café", []),
        ("niño", "niños", []),
        ("niño", "El niño", ["niño=niño"]),
        ("منفذ", "هذا منفذ صغير", ["منفذ=منفذ"]),
        ("ορός", "ΟΡΌΣ", ["ΟΡΌΣ=ορός"]),
        # more than one word
        ("clinical trial", "a clinical trial", ["clinical trial=clinical trial"]),
        ("clinical trial", "a clinical\ntrial", ["clinical trial=clinical trial"]),
        ("clinical trial", "a clinical   trial", ["clinical   trial=clinical trial"]),
        ("clinical trial", "a clinical\u00a0trial", ["clinical\u00a0trial=clinical trial"]),
        ("clinical  trial", "a clinical trial", ["clinical trial=clinical  trial"]),
        ("clinical trial", "a clinical, trial", []),
        ("clinical trial", "clinical\n\ntrial", []),
        # signs that mean something in patterns
        ("C++", "We use C++.", ["C++=C++"]),
        ("a.b", "axb", []),
        ("a.b", "a.b", ["a.b=a.b"]),
        ("T (cell)", "a T (cell)", ["T (cell)=T (cell)"]),
        ("x|y", "x", []),
        ("[dose]", "the [dose]", ["[dose]=[dose]"]),
        ("2*3", "2*3", ["2*3=2*3"]),
    ],
)
def test_word_is_found_whole_whatever_its_case(word: str, typed: str, uses: list[str]) -> None:
    assert explain(typed, (word,)) == uses


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed_form", ["NFC", "NFD"])
def test_accents_may_be_typed_in_either_way(form: str, typed_form: str) -> None:
    word = unicodedata.normalize(form, "catéter")
    typed = unicodedata.normalize(typed_form, "El catéter está aquí.")
    plain = unicodedata.normalize(typed_form, "catéter")

    assert explain(typed, (word,)) == [f"{plain}={word}"]


def test_word_with_an_accent_on_its_last_letter_is_another_word() -> None:
    assert explain(unicodedata.normalize("NFD", "un café"), ("cafe",)) == []


def test_any_form_is_found_and_only_the_first_use_is_explained() -> None:
    typed = "Metastases grow.\n\nA metastasis and metastatic cancer."

    assert explain(typed, ("metastasis", "metastases", "metastatic")) == ["Metastases=metastasis"]


def test_each_word_is_explained_once_in_reading_order() -> None:
    typed = "A mask, a port, a mask.\n\n- A port\n  - A mask\n- A line"

    assert explain(typed, ("line",), ("port",), ("mask",)) == [
        "mask=mask",
        "port=port",
        "line=line",
    ]


@pytest.mark.parametrize(
    "glossary", [[("cancer",), ("metastatic cancer",)], [("metastatic cancer",), ("cancer",)]]
)
def test_longest_word_wins(glossary: list[tuple[str, ...]]) -> None:
    typed = "Metastatic cancer. Cancer."

    assert explain(typed, *glossary) == ["Metastatic cancer=metastatic cancer", "Cancer=cancer"]


def test_word_inside_a_longer_one_that_was_explained_stays_unexplained() -> None:
    typed = "Metastatic cancer and metastatic cancer."

    assert explain(typed, ("metastatic cancer",), ("metastatic",)) == [
        "Metastatic cancer=metastatic cancer"
    ]


def test_first_use_is_the_first_of_the_whole_handout() -> None:
    first_uses = FirstUses(make_glossary(port="a disc"))

    assert list(find_uses(first_uses, "No such word.")) == []
    assert list(find_uses(first_uses, "A port.")) == ["port=port"]
    assert list(find_uses(first_uses, "A port.")) == []


@pytest.mark.parametrize(
    ("typed", "uses"),
    [
        ("**port**", ["port=port"]),
        ("**The port**, bold", ["port=port"]),
        ("[port](tel:1)", []),
        ("[**port**](tel:1) and port", ["port=port"]),
        ("im**port**", []),
        ("**port**able", []),
        ("**port**-able", []),
        ("new **port**", ["port=port"]),
        ("port{{ clinic.name }}", []),
        ("{{ clinic.port }}", []),
        ("{{ clinic.name }}: port", ["port=port"]),
        (r"por\t", []),
        (r"\*port", ["port=port"]),
    ],
)
def test_word_counts_as_it_stands_on_the_page(typed: str, uses: list[str]) -> None:
    assert explain(typed, ("port",)) == uses


def test_word_that_is_partly_bold_is_not_found() -> None:
    assert explain("a clinical **trial** and a clinical trial", ("clinical trial",)) == [
        "clinical trial=clinical trial"
    ]


def test_empty_glossary_explains_nothing() -> None:
    assert FirstUses(()).explain(parse_flow("A port.")) == {}


@pytest.mark.parametrize(
    ("glossary", "typed", "uses"),
    [
        # of words that begin alike the longest is taken, in whichever case they are
        ([("Port",), ("port catheter",)], "A PORT catheter.", ["PORT catheter=port catheter"]),
        ([("PORT catheter",), ("port",)], "A port. A port", ["port=port"]),
        ([("ılık",), ("ilik aşı",)], "ilik aşı", ["ilik aşı=ilik aşı"]),
        ([("scan",), ("\u017fcan dose",)], "A scan dose", ["scan dose=\u017fcan dose"]),
        ([("état",), ("eta",)], "e\u0301tat eta", ["e\u0301tat=état", "eta=eta"]),
        ([("[a",), ("]b",), ("^c",), ("-d",)], "[a ]b ^c", ["[a=[a", "]b=]b", "^c=^c"]),
    ],
)
def test_words_that_begin_alike_are_told_apart(
    glossary: list[tuple[str, ...]], typed: str, uses: list[str]
) -> None:
    assert explain(typed, *glossary) == uses


def test_handouts_that_share_a_glossary_meet_its_words_each_for_the_first_time() -> None:
    entries = make_glossary(port="A disc.")

    first, second = FirstUses(entries), FirstUses(entries)

    assert list(find_uses(first, "A port.")) == ["port=port"]
    assert list(find_uses(first, "A port.")) == []
    assert list(find_uses(second, "A port.")) == ["port=port"]


def test_glossaries_are_told_apart_however_many_there_are() -> None:
    for number in range(40):
        entries = make_glossary(**{f"word{number}": "A thing."})

        assert list(find_uses(FirstUses(entries), f"word{number}")) == [
            f"word{number}=word{number}"
        ]
