"""The sample handouts: plain words, every fact of their source, and nothing invented.

Reads the YAML by itself, so that it judges the content and not the program.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import textstat
import yaml

HANDOUTS = Path(__file__).parent.parent / "handouts"
TOPIC = "systemic-therapies"
NAMES = ("overview", "anti-estrogen-therapies", "anti-her2-therapies", "chemotherapy")
PHONE = "1-800-865-1125"

MEDICINES = (
    "tamoxifen",
    "anastrozole|Arimidex",
    "letrozole|Femara",
    "exemestane|Aromasin",
    "trastuzumab|Herceptin",
    "lapatinib|Tykerb",
)

# Source: the reading level that patient education asks for, names of medicines not counted.
MAX_FLESCH_KINCAID = 7
MAX_SMOG = 9
MAX_WORDS_IN_A_SENTENCE = 20
MAX_SENTENCES_IN_A_PARAGRAPH = 3


def read_yaml(path: str) -> Any:
    return yaml.safe_load((HANDOUTS / path).read_text(encoding="utf-8"))


def strip_marks(text: str) -> str:
    plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text).replace("**", "")
    plain = re.sub(r"\{\{ clinic\.phones\.answerline\.number \}\}", PHONE, plain)
    return " ".join(plain.split())


def split_text(text: str) -> Iterator[str]:
    for part in re.split(r"\n\s*\n|\n(?=- )", text.strip()):
        yield strip_marks(part.removeprefix("- "))


def read_block(block: dict[str, Any]) -> Iterator[str]:
    match block:
        case {"text": text}:
            yield from split_text(text)
        case {"snippet": name}:
            yield from read_blocks(read_yaml(f"snippets/{name}.yaml")["blocks"])
        case {"terms": terms}:
            for term in terms:
                yield term["word"]
                yield strip_marks(term["meaning"])
        case {"medicines": medicines}:
            yield from (f"{one['generic']} ({', '.join(one['brands'])})" for one in medicines)
        case {"callout": callout}:
            yield callout["title"]
            yield strip_marks(callout["text"])
        case {"questions": questions}:
            yield from questions
        case _:
            raise AssertionError(f"this test does not know the block {block}")


def read_blocks(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        yield from read_block(block)


def read_handout(name: str) -> Iterator[str]:
    """Yield each title, heading, paragraph and item of a handout, in order, without marks."""
    handout = read_yaml(f"{TOPIC}/{name}.yaml")
    yield handout["title"]
    yield strip_marks(handout["summary"])
    yield from map(strip_marks, handout["do"])
    for section in handout["sections"]:
        yield section["heading"]
        yield from read_blocks(section.get("blocks") or [{"text": section["text"]}])


def read_words(name: str) -> str:
    return "\n".join(read_handout(name))


def end_sentence(part: str) -> str:
    return part if part.endswith((".", "?", "!")) else part.rstrip(":,;") + "."


def read_without_medicines(name: str) -> str:
    words = "\n".join(map(end_sentence, read_handout(name)))
    return re.sub(rf"\b({'|'.join(MEDICINES)})\b", "drug", words, flags=re.IGNORECASE)


def split_sentences(part: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s+", part)


def find_long_sentences(name: str) -> list[str]:
    sentences = (one for part in read_handout(name) for one in split_sentences(part))
    return [one for one in sentences if len(one.split()) > MAX_WORDS_IN_A_SENTENCE]


def find_long_paragraphs(name: str) -> list[str]:
    parts = list(read_handout(name))[2:]  # after the title and the summary
    return [one for one in parts if len(split_sentences(one)) > MAX_SENTENCES_IN_A_PARAGRAPH]


# Each pattern is one fact of the source page, in the words of the handout.
FACTS = {
    "overview": (
        r"systemic\. They are far better than they used to be",
        r"Since 1980, .* choices has more than doubled",
        r"Life has become much better for most of them",
        r"Treatment can help you live longer",
        r"cure is very rare, if it happens at all",
        r"known to our source almost never make all of the cancer go away",
        r"Many years ago, clinical scientists asked",
        r"all patients get it before metastases can be found\?\s",
        r"Or is it better to wait until metastases appear\?",
        r"Adjuvant systemic therapy means treatment before metastases can be",
        r"tested in many clinical trials",
        r"planned ahead, and they were randomized",
        r"Again and again, the trials gave the same answer",
        r"improves survival much more than waiting to see if, or when",
        r"(?s)Anti-estrogen therapies.*Anti-HER2 therapies.*Chemotherapy",
    ),
    "anti-estrogen-therapies": (
        r"It can help some breast cancers develop",
        r"medicine that blocks what estrogen does in the breast",
        r"Estrogen is a hormone",
        r"source was written, it was the .* that was used most",
        r"before metastases can be found is called adjuvant",
        r"helps keep the first breast cancer from coming back",
        r"helps prevent new cancers in your other breast",
        r"metastatic .*\sIt slows the growth .*, or stops it",
        r"other .* for women who still have periods",
        r"Your ovaries are taken out",
        r"medical treatment stops your ovaries from working",
        r"Both are called ovarian ablation",
        r"source was written, studies were still going on",
        r"what is right for women before menopause",
        r"Should they get only tamoxifen\?",
        r"first ovarian ablation, then tamoxifen or an AI\?",
        r"aromatase inhibitor \(AI for short\) is a medicine",
        r"gets in the way of an enzyme",
        r"keeps estradiol, a female hormone, from forming",
        r"AIs are one type of hormone therapy",
        r"for women who are past menopause",
        r"women have breast cancer that depends on hormones",
        r"source was written, you could get three AIs",
        r"anastrozole \(Arimidex\)",
        r"letrozole \(Femara\)",
        r"exemestane \(Aromasin\)",
        r"At that time, none .* seemed better than the others",
        r"how well they work and for their side effects",
        r"you might get any one of them",
    ),
    "anti-her2-therapies": (
        r"HER2 is a protein\. It sits on a cancer cell's surface",
        r"from outside the cell to its nucleus\. HER2 helps control",
        r"Anti-HER2 therapies help keep HER2 from doing its work",
        r"trastuzumab \(Herceptin\)",
        r"source was written, trastuzumab was the most important",
        r"Trastuzumab binds \(attaches\) to HER2",
        r"Then HER2 cannot work inside the cell",
        r"makes no HER2, this medicine does not seem to work",
        r"lapatinib \(Tykerb\)",
        r"Lapatinib is another medicine against HER2",
        r"works by going into a cancer cell",
        r"part of HER2 lies under the cell's surface\. Lapatinib binds",
    ),
    "chemotherapy": (
        r"Chemotherapy \(chemo for short\) uses medicines",
        r"Chemo works in many ways",
        r"At the most basic level, it targets cells that divide fast",
        r"less specific than anti-HER2 or anti-estrogen therapy",
        r"This is also why it has more side effects",
        r"Large trials have tested chemo\. They were randomized",
        r"overall, chemo lowers the chance of distant metastases by about 30%",
        r"choice is based on your risk of distant metastases",
        r"If you choose one, that does not lower the risk in any way",
        r"Do not choose your surgery in the hope that you can avoid chemo",
        r"Many medicines work against breast cancer cells",
        r"Often, some of them are combined in a regimen",
        r"treatment each day, each week, or each month",
        r"a time of rest\. You get no chemo then",
        r"gives your body a chance to make new, healthy cells",
    ),
}

SHARED_FACTS = (
    r"nurses at Cancer AnswerLine™ can answer your questions at 1-800-865-1125",
    r"registered nurse will give you a personal reply",
    r"They have cared for people with cancer for years",
    r"read the MCancerTalk blog\. It has more about treatments that are systemic",
)


@pytest.mark.parametrize("name", NAMES)
def test_words_are_plain_by_flesch_kincaid(name: str) -> None:
    grade = textstat.flesch_kincaid_grade(read_without_medicines(name))

    assert grade <= MAX_FLESCH_KINCAID


@pytest.mark.parametrize("name", NAMES)
def test_words_are_plain_by_smog(name: str) -> None:
    text = read_without_medicines(name)

    assert textstat.sentence_count(text) >= 30  # SMOG says nothing about fewer
    assert textstat.smog_index(text) <= MAX_SMOG


@pytest.mark.parametrize("name", NAMES)
def test_sentences_are_short(name: str) -> None:
    assert find_long_sentences(name) == []


@pytest.mark.parametrize("name", NAMES)
def test_paragraphs_are_short(name: str) -> None:
    assert find_long_paragraphs(name) == []


@pytest.mark.parametrize(
    ("name", "pattern"), [(name, pattern) for name in NAMES for pattern in FACTS[name]]
)
def test_fact_of_the_source_is_kept(name: str, pattern: str) -> None:
    assert re.search(pattern, read_words(name))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pattern", SHARED_FACTS)
def test_every_handout_carries_the_shared_facts(name: str, pattern: str) -> None:
    assert re.search(pattern, read_words(name))


@pytest.mark.parametrize("name", NAMES)
def test_only_numbers_of_the_source_are_printed(name: str) -> None:
    numbers = re.findall(r"(?<!HER)\d[\d-]*", read_words(name))

    assert set(numbers) <= {PHONE, "1980", "30"}


@pytest.mark.parametrize("name", NAMES)
def test_no_words_pass_for_recent(name: str) -> None:
    stale = re.search(
        r"\b(currently|nowadays|today|now|recently|two decades|50 years)\b", read_words(name)
    )

    assert stale is None


@pytest.mark.parametrize("name", NAMES)
def test_no_web_address_is_printed(name: str) -> None:
    assert re.search(r"https?:|www\.|\.(org|com|edu)\b", read_words(name)) is None


@pytest.mark.parametrize("name", NAMES)
def test_source_is_named_as_the_page_names_itself(name: str) -> None:
    handout = read_yaml(f"{TOPIC}/{name}.yaml")

    assert handout["sources"] == [{"title": "Systemic Therapies"}]


def test_all_handouts_are_drafts() -> None:
    assert not (HANDOUTS / "approvals").exists()


def test_topic_and_set_hold_all_four_handouts_in_order() -> None:
    topic = read_yaml(f"{TOPIC}/topic.yaml")
    packet = read_yaml("sets/all-systemic-therapies.yaml")

    assert tuple(topic["order"]) == NAMES
    assert packet["handouts"] == [f"{TOPIC}/{name}" for name in NAMES]


def test_clinic_has_one_phone_and_no_invented_hours_or_address() -> None:
    clinic = read_yaml("clinic.yaml")

    assert clinic["phones"] == {
        "answerline": {
            "label": {
                "en": "Cancer AnswerLine™ nurses",
                "es": "Enfermeras de Cancer AnswerLine™",
            },
            "number": PHONE,
        }
    }
    assert clinic.keys().isdisjoint({"address", "emergency", "website", "public_url"})


@pytest.mark.parametrize("entry", read_yaml("glossary.yaml")["en"], ids=lambda e: e["word"])
def test_glossary_words_stand_in_the_handouts(entry: dict[str, Any]) -> None:
    words = "|".join([entry["word"], *entry.get("forms", [])])

    assert re.search(rf"\b({words})\b", "\n".join(map(read_words, NAMES)), re.IGNORECASE)


@pytest.mark.parametrize("entry", read_yaml("glossary.yaml")["en"], ids=lambda e: e["word"])
def test_glossary_meanings_are_short_and_plain(entry: dict[str, Any]) -> None:
    meaning = entry["meaning"]

    assert len(meaning.split()) <= 12
    assert textstat.polysyllabcount(meaning) <= 2
