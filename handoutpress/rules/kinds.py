"""The rules for words: what a kind of handout must tell its reader.

Finds nothing.
"""

from __future__ import annotations

from handoutpress.rules.values import Level, Rule

# What somebody needs at home in writing: what to do, which signs matter, whom to reach when.
_RED = "AHRQ, Re-Engineered Discharge (RED) Toolkit, Tool 3: the After Hospital Care Plan"
_RED_URL = "https://www.ahrq.gov/patient-safety/settings/hospital/red/toolkit/redtool3.html"
_IDEAL = "AHRQ, Care Transitions from Hospital to Home: IDEAL Discharge Planning, Tool 1"
_IDEAL_URL = (
    "https://www.ahrq.gov/patient-safety/patients-families/engagingfamilies/strategy4/index.html"
)

MISSING_ACTIONS = Rule(
    "missing-actions",
    "AHRQ, Patient Education Materials Assessment Tool (PEMAT-P), item 20",
    "https://www.ahrq.gov/health-literacy/patient-education/pemat.html",
)
MISSING_WHEN_TO_CALL = Rule("missing-when-to-call", _IDEAL, _IDEAL_URL, Level.ERROR)
MISSING_NIGHT_NUMBER = Rule("missing-night-number", _RED, _RED_URL, Level.ERROR)
# A topic sends nobody home with a wound or a pill: the same is advice there, and a rule apart.
TOPIC_NIGHT_NUMBER = Rule("topic-night-number", _RED, _RED_URL)
MISSING_SECTION = Rule(
    "missing-section",
    f"{_IDEAL}; FDA, Useful Written Consumer Medication Information (2006)",
    _IDEAL_URL,
)

KIND_RULES: tuple[Rule, ...] = (
    MISSING_ACTIONS,
    MISSING_WHEN_TO_CALL,
    MISSING_NIGHT_NUMBER,
    TOPIC_NIGHT_NUMBER,
    MISSING_SECTION,
)
