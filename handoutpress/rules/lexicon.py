"""The rules for words: plain words, abbreviations, doses, units, numbers, phones, links.

Finds nothing.
"""

from __future__ import annotations

from handoutpress.rules.values import Level, Rule

PLAIN_WORD = Rule(
    "plain-word",
    "CDC, Plain Language Thesaurus for Health Communications; NHS, A to Z of NHS health writing",
    "https://stacks.cdc.gov/view/cdc/11500",
)
ABBREVIATION = Rule(
    "abbreviation",
    "NHS digital service manual, Formatting: Abbreviations and acronyms",
    "https://service-manual.nhs.uk/content/formatting",
)
UNSAFE_DOSE = Rule(
    "unsafe-dose",
    "ISMP, List of Error-Prone Abbreviations, Symbols, and Dose Designations (2024)",
    "https://www.ismp.org/recommendations/error-prone-abbreviations-list",
    Level.ERROR,
)
MIXED_UNITS = Rule(
    "mixed-units",
    "NHS digital service manual, Numbers, measurements, dates and time; AHRQ PEMAT-P, item 6",
    "https://service-manual.nhs.uk/content/numbers-measurements-dates-time",
)
CALCULATION = Rule(
    "calculation",
    "AHRQ, PEMAT-P, item 7: the reader need not calculate; CDC Clear Communication Index, item 17",
    "https://www.ahrq.gov/health-literacy/patient-education/pemat-p.html",
)
PERCENTAGE = Rule(
    "percentage",
    "FDA, Communicating Risks and Benefits (2011), chapter 7: counts of people beside percentages",
    "https://www.fda.gov/about-fda/reports/communicating-risks-and-benefits-evidence-based-users-guide",
)
UNKNOWN_PHONE = Rule(
    "unknown-phone",
    "a phone number is kept once, in clinic.yaml, so that it can be changed once",
    level=Level.ERROR,
)
LINK_WORDS = Rule(
    "link-words",
    "W3C, WCAG 2.2, success criterion 2.4.4 Link Purpose; nobody can click on paper",
    "https://www.w3.org/WAI/WCAG22/Understanding/link-purpose-in-context",
)

LEXICON_RULES: tuple[Rule, ...] = (
    PLAIN_WORD,
    ABBREVIATION,
    UNSAFE_DOSE,
    MIXED_UNITS,
    CALCULATION,
    PERCENTAGE,
    UNKNOWN_PHONE,
    LINK_WORDS,
)
