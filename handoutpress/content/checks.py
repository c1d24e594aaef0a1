"""What a clinic may set for `check` and `approve`; part of `clinic.yaml`.

Knows no rules by name: `validate` looks whether they are there.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from handoutpress.content.values import FileModel, Name, Token, decimal_number, whole_number


class CheckSettings(FileModel):
    """The limits of `check`, and how much each rule weighs.

    `flesch_kincaid` and `smog` are school grades that a text may reach, `inflesz` is the score that
    a Spanish text must reach, `email_mb` the size in megabytes (of 10^6 bytes) that a PDF may have.
    """

    # Source: CDC, "Simply Put" (2009): most adults read between the 8th and 9th grade.
    flesch_kincaid: Annotated[float, Field(ge=1, le=20), decimal_number(1, 20, "8")] = 8
    # SMOG aims at full understanding and stands one to two grades above other formulas.
    # Source: Wang et al., "Assessing readability formula differences with written health
    # information materials", Research in Social and Administrative Pharmacy 9 (2013).
    smog: Annotated[float, Field(ge=1, le=20), decimal_number(1, 20, "10")] = 10
    # Source: Barrio-Cantalejo et al., "Validación de la Escala INFLESZ", Anales del Sistema
    # Sanitario de Navarra 31 (2008): "normal" begins at 55.
    inflesz: Annotated[float, Field(ge=0, le=100), decimal_number(0, 100, "55")] = 55
    words_per_sentence: Annotated[int, Field(ge=5, le=60), whole_number(5, 60)] = 20
    sentences_per_paragraph: Annotated[int, Field(ge=1, le=20), whole_number(1, 20)] = 3
    email_mb: Annotated[float, Field(ge=1, le=100), decimal_number(1, 100, "5")] = 5
    known_abbreviations: tuple[Token, ...] = ()
    rules: dict[Name, Literal["error", "advice", "off"]] = Field(default_factory=dict)


class ApprovalSettings(FileModel):
    """How many roles must sign, and how many days before its review a handout is due soon."""

    needed: Annotated[int, Field(ge=1, le=9), whole_number(1, 9)] = 1
    due_soon: Annotated[int, Field(ge=0, le=999), whole_number(0, 999)] = 60
