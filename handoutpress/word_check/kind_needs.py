"""What each kind of handout is to tell, and the words by which it is recognized.

Judges no handout. The ids of sections are those that the starters give.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Patterns = dict[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Need:
    """What a reader needs to be told: `says` ends "No section says", `heading` is an example.

    `headings` are looked for in the headings of sections, `texts` in everything that is read.
    """

    says: str
    heading: str
    ids: frozenset[str]
    headings: Patterns
    texts: Patterns


def _make_need(
    says: str,
    heading: str,
    *,
    ids: str,
    headings: tuple[str, str],
    texts: tuple[str, str] = ("", ""),
) -> Need:
    """Return a need; patterns are those of English and Spanish, each from the start of a word."""
    return Need(says, heading, frozenset(ids.split()), _compile(headings), _compile(texts))


def _compile(patterns: tuple[str, str]) -> Patterns:
    return {
        language: re.compile(rf"\b(?:{pattern})", re.IGNORECASE)
        for language, pattern in zip(("en", "es"), patterns, strict=True)
        if pattern
    }


# What a medicine's reader must know. Source: FDA, "Guidance: Useful Written Consumer Medication
# Information" (2006), criteria 1 (what for), 3 (how to use it, and a dose that was missed) and 6
# (what can go wrong); NHS, "Standard for creating health content", medicines.
_MEDICINE = (
    _make_need(
        "what the medicine is for",
        "Why you take it",
        ids="why what",
        headings=(
            r"why|what\b.*\b(?:for|does|do|is|are)\b|how\b.*\b(?:works?|helps?)\b|about\b"
            r"|uses?\b|purpose|.*\b(?:blocks?|treats?|lowers?|prevents?)\b",
            r"por qué|para qué|qué (?:es|son|hacen?)\b|cómo (?:actúa|funciona|ayuda)|acerca de"
            r"|sobre\b|usos?\b",
        ),
    ),
    _make_need(
        "how to take it",
        "How to take it",
        ids="how take",
        headings=(
            r""
            r"(?:how|when|where)\b.*\b(?:take|taken|use|used|get|have|given|inject|apply|put)\b"
            r"|(?:taking|using|getting|giving|injecting|applying|putting)\b"
            r"|dos(?:e|es|ing|age)\b|directions|instructions",
            r""
            r"(?:cómo|cuándo|dónde)\b.*\b(?:tom\w+|us\w+|recib\w+|aplic\w+|inyect\w+|pon\w+|d[ae]\w*)"
            r"|dosis|modo de empleo|instrucciones|tomar\b|usar\b",
        ),
    ),
    _make_need(
        "what to do about a dose that was missed",
        "If you miss a dose",
        ids="missed missed-dose",
        headings=(r"miss|forg[eo]t|skip|late\b", r"olvid|se salta|si no tomó|omit"),
        texts=(
            r""
            r"miss(?:ed|es)?\s+(?:a|an|one|your|the|any|this|it|that|dose|pill|tablet|treatment|visit|appointment)"
            r"|forg[eo]t\w*\b|skip(?:ped)?\s+(?:a|one|your|the)\b|double (?:the |your )?dose"
            r"|two doses",
            r"olvid|se (?:le )?salt|omit|dosis (?:doble|perdida|olvidada)|doble dosis"
            r"|dos dosis",
        ),
    ),
    _make_need(
        "which side effects to watch for",
        "What to watch for",
        ids="watch side-effects effects call",
        headings=(
            r"(?:side|unwanted|other|possible) effects?|watch|problems?\b|reactions?\b"
            r"|risks?\b|what (?:to expect|you may (?:feel|notice))|warning|symptoms?\b",
            r"efectos?|vigil|problemas?\b|reaccion|riesgos?\b|qué esperar|alerta|síntomas?\b"
            r"|señales\b|signos\b",
        ),
    ),
)
# Source: NHS, "Standard for creating health content", tests and treatments; AHRQ, "Health Literacy
# Universal Precautions Toolkit", Tool 5: what happens before, during and after.
_PROCEDURE = (
    _make_need(
        "how to get ready",
        "Before",
        ids="before prepare ready",
        headings=(
            r"before\b|(?:get|getting|be) ready|prepar|ahead\b|what (?:to|you) bring"
            r"|(?:the )?day before",
            r"antes\b|prepar|cómo prepararse|qué traer|el día anterior|la víspera",
        ),
    ),
    _make_need(
        "what happens during it",
        "During",
        ids="during day",
        headings=(
            r"during\b|what (?:will )?happens?\b|what will happen|on the day|the day of|day of"
            r"|how (?:it|.*) (?:is|are) done|what to expect|steps?\b|while\b"
            r"|at the (?:clinic|hospital)",
            r"durante\b|qué (?:pasa|pasará|ocurre|ocurrirá|sucede|sucederá|se hace)|el día d"
            r"|cómo se (?:hace|realiza)|qué esperar|pasos\b|mientras\b"
            r"|en (?:la clínica|el hospital)",
        ),
    ),
    _make_need(
        "what to expect and do afterwards",
        "After",
        ids="after expect home care recovery",
        headings=(
            r"after|recover|(?:at|going|back) home|(?:the )?(?:next|following) days|afterwards"
            r"|later\b|results?\b|healing",
            r"después\b|recuper|(?:en|a|de vuelta a) casa|(?:los )?días siguientes|luego\b"
            r"|resultados?\b|cicatriz|al terminar",
        ),
    ),
)
# Source: AHRQ, IDEAL Discharge Planning, Tool 1: life at home, warning signs, follow-up visits.
_AFTERCARE = (
    _make_need(
        "what to watch for",
        "What to watch for",
        ids="watch expect call signs",
        headings=(
            r"watch|warning|signs?\b|symptoms?\b|problems?\b|expect|normal\b|side effects?"
            r"|infection|(?:when|call)\b.*\b(?:call|doctor|nurse|help|us|away)\b",
            r"vigil|alerta|alarma|señales\b|signos\b|síntomas?\b|problemas?\b|esperar|normal\b"
            r"|efectos|infecci|cuándo (?:llamar|acudir|pedir)|llame",
        ),
    ),
    _make_need(
        "what to do or leave, such as work, lifting, driving or bathing",
        "What not to do yet",
        ids="limits activity activities care",
        headings=(
            r"activit|exercis|what (?:not )?to do|not (?:to )?do|limits?\b|moving|rest\b"
            r"|work\b|driv|lift|bath|shower|daily|care for yourself|(?:caring|care)\b",
            r"actividad|ejercicio|qué (?:no )?(?:hacer|debe)|límites|mover|descans|trabaj"
            r"|conduc|manej|levant|bañ|duch|cuid",
        ),
        texts=(
            r"exercis|lift(?:ing)?\b|driv(?:e|ing)\b|go(?:ing)? back to work"
            r"|return(?:ing)? to work|shower|bath(?:e|ing|tub)?\b|stairs\b|activit|swim",
            r"ejercicio|levant(?:e|ar) (?:peso|cosas|objetos)|conduc|manej(?:e|ar)\b"
            r"|volver a trabajar|regresar al trabajo|duch|bañ(?:o|e|arse|era)|escaleras"
            r"|actividad|nad(?:e|ar)\b",
        ),
    ),
    _make_need(
        "when to come back",
        "Your next visit",
        ids="visit follow-up appointment",
        headings=(
            r"follow[- ]?up|(?:next|return|clinic) (?:visit|appointment)|appointments?\b"
            r"|come back|coming back|see (?:us|you|your)|check-?ups?\b|visits?\b",
            r"seguimiento|(?:próxima|siguiente) (?:visita|cita|consulta)|citas?\b|volver"
            r"|regres|revisión|control\b|visitas?\b|consultas?\b",
        ),
        texts=(
            r"follow[- ]?up|(?:next|return) (?:visit|appointment)|your appointment|come back"
            r"|check-?up"
            r"|see (?:your (?:doctor|surgeon|nurse|care team)|us) (?:again|in|after|on)",
            r"seguimiento|(?:próxima|siguiente) (?:visita|cita|consulta)|su cita|vuelva"
            r"|regrese|cita de control|revisión",
        ),
    ),
)

NEEDS: dict[str, tuple[Need, ...]] = {
    "medicine": _MEDICINE,
    "procedure": _PROCEDURE,
    "aftercare": _AFTERCARE,
}
LANGUAGES = ("en", "es")  # those whose words are known here

WHEN_TO_CALL_HEADING = _compile(
    (
        r"(?:when|whom?)\b.*\b(?:call|contact|phone|seek|get help|doctor|nurse)\b"
        r"|call\b.*\b(?:if|when|right away|us|now|about)\b|(?:get|seek)\b.*\bhelp\b"
        r"|warning signs",
        r"(?:cuándo|a quién)\b.*\b(?:llam\w+|consult\w+|contact\w+|acud\w+|pedir|busc\w+)\b"
        r"|llame\b|busque ayuda|señales de (?:alarma|alerta|advertencia)|signos de alarma",
    )
)
WHEN_TO_CALL_IDS = frozenset({"call", "when-to-call"})

# A sentence on the hours at which somebody answers, or on what to do when nobody does.
NIGHT = _compile(
    (
        r"day (?:or|and) night|night (?:or|and) day|24 hours|24/7|24-hour|around the clock"
        r"|any ?time of (?:the )?day|after[- ]hours"
        r"|after (?:clinic|office|business|working) hours"
        r"|when (?:we|the (?:clinic|office)) (?:are|is) closed|at night|nights\b|on weekends"
        r"|evenings?\b|outside (?:of )?(?:clinic|office|business|working|these) hours",
        r"día (?:y|o) (?:de )?noche|de día (?:y|o) de noche|las 24 horas|24 horas al día|24/7"
        r"|fuera d(?:e|el) horario|fuera de (?:las horas|estas horas)|(?:por|de|en) la noche"
        r"|noches\b|cuando (?:estemos|la clínica esté) cerrad|fines de semana|a cualquier hora",
    )
)
