"""Abbreviations that nobody spells out."""

import pytest

from handoutpress.rules.lexicon import ABBREVIATION
from handoutpress.word_check.abbreviations import KNOWN, check_abbreviations
from tests.makers import make_glossary, make_letterhead, type_blocks
from tests.typed_scripts import find, find_in, say, with_settings


def test_an_abbreviation_that_is_never_spelled_out_is_found() -> None:
    (finding,) = find(check_abbreviations, "You may need an MRI.", "The MRI is loud.")

    assert finding.what == "the abbreviation 'MRI' is never spelled out"
    assert finding.remedy == "write what it stands for where it is first used: 'its words (MRI)'"
    assert finding.rule is ABBREVIATION
    assert str(finding.place) == "handouts/care/fever.yaml:7:23"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("You get two CT scans.", "CT"),
        ("Ask about AIs and the GISTs.", "AI"),
        ("You get fluids by IV.", "IV"),
        ("Your HER2 test is done.", "HER2"),
        ("You get an MRI-guided biopsy.", "MRI"),
        ("This is an anti-HER2 drug.", "HER2"),
        ("They look for PD-L1.", "PD-L1"),
        ("Do not wear metal (tests: MRI or CT).", "MRI"),
        ("An ECG (or two) is done.", "ECG"),
        ("The COPD's cause is smoke.", "COPD"),
        ("You may have CHF/COPD.", "CHF"),
    ],
)
def test_abbreviations_of_all_shapes_are_found(text: str, short: str) -> None:
    findings = find(check_abbreviations, text)

    assert f"the abbreviation '{short}' is never spelled out" in [each.what for each in findings]


@pytest.mark.parametrize(
    "text",
    [
        "Magnetic resonance imaging (MRI) is loud.",
        "An MRI (magnetic resonance imaging) is loud.",
        "An **aromatase inhibitor** (AI for short) helps. AIs are pills.",
        "You have high blood pressure, or HTN. HTN harms.",
        "Computed tomography (also called CT) helps.",
        "A PET scan (positron emission tomography scan) helps.",
        "AIDS (the illness that HIV can bring) harms.",
        "PSA stands for prostate-specific antigen.",
        "Nonsteroidal anti-inflammatory drugs (NSAIDs) ease pain.",
        "HER2 is a protein on cells.",
        "Ask about the BRCA1 or BRCA2 genes.",
        "Imágenes por resonancia magnética (IRM) ayudan.",
    ],
)
def test_what_is_spelled_out_or_explained_is_not_found(text: str) -> None:
    assert find(check_abbreviations, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Come at 8 AM with your ID. You may watch TV.",
        "In the US, COVID-19 and HIV are known.",
        "Your cancer is stage IV or stage IIIB.",
        "Cranial nerves II and VI.",
        "Do NOT drive. STOP at once. It is NOT OK.",
        "CALL YOUR DOCTOR TODAY FOR HELP",
        "You get T-DM1 soon.",
        "Call 1-800-CDC-INFO.",
        "Write to Bethesda, MD 20892.",
        "Hemorrhage (HEM-o-rij) is bleeding.",
        "Take vitamin B12.",
        "Visit www.CDC.gov or a@NIH.gov.",
        "Jane Roe, MD, wrote this.",
    ],
)
def test_what_needs_no_words_is_not_found(text: str) -> None:
    assert find(check_abbreviations, text) == []


def test_words_that_come_later_are_found_missing_at_the_first_use() -> None:
    findings = find(check_abbreviations, "You get an MRI.", "Magnetic resonance imaging (MRI).")

    assert say(findings) == [
        "the abbreviation 'MRI' is spelled out only later, in line 9; spell it out here"
    ]


def test_a_heading_may_use_what_its_section_spells_out() -> None:
    typed = type_blocks("text: Magnetic resonance imaging (MRI) is loud.")
    titled = typed.replace("title: Fever", "title: MRI").replace("heading: Why", "heading: An MRI")

    assert find_in(check_abbreviations, titled) == []


def test_the_glossary_and_lists_of_terms_explain() -> None:
    terms = type_blocks("terms: [{word: MRI, meaning: A scan.}]", "text: The MRI is loud.")
    glossary = make_glossary(MRI="a scan that uses magnets")

    assert find_in(check_abbreviations, terms) == []
    assert find(check_abbreviations, "The MRI is loud.", glossary=glossary) == []


def test_a_clinic_says_what_its_readers_know() -> None:
    settings = with_settings(known_abbreviations=("MRI",))

    assert find(check_abbreviations, "An MRI and a CT.", settings=settings)[0].what.count("CT")
    assert len(find(check_abbreviations, "An MRI and a CT.", settings=settings)) == 1


def test_names_of_medicines_and_of_the_clinic_are_left_alone() -> None:
    typed = type_blocks(
        "medicines: [{generic: CHOP, brands: [ABVD]}]",
        "text: You get CHOP or ABVD at {{ clinic.name }}.",
    )
    letterhead = make_letterhead(placeholders={"clinic.name": "UMCC"})

    assert find_in(check_abbreviations, typed, letterhead=letterhead) == []


def test_other_languages_are_read_too() -> None:
    assert len(find(check_abbreviations, "你需要做MRI检查。", language="zh-Hans")) == 1
    assert find(check_abbreviations, "磁共振成像（MRI）检查。", language="zh-Hans") == []
    assert find(check_abbreviations, "Tun Sie das NICHT. Es ist nicht gut.", language="de") == []


def test_known_abbreviations_are_capitals() -> None:
    assert all(each.upper() == each or each == "PhD" for each in KNOWN)
