"""The rules of `clinic.yaml` that its model cannot say: languages, editions, phones, colours.

Knows no handouts; which of the clinic's texts a handout needs is checked with its letterhead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from handoutpress.content import TAKEN_EDITIONS, Clinic, Phone
from handoutpress.errors import Problem, Severity, suggest_name
from handoutpress.rules import RULES
from handoutpress.sources import Fault, Picture
from handoutpress.validate.block_rules import ADD_PHONE
from handoutpress.validate.content_files import ContentFile, Steps, shorten, suggest
from handoutpress.validate.figures import find_picture
from handoutpress.validate.language_names import name_language
from handoutpress.validate.readings import Part, Reading
from handoutpress.validate.text_problems import find_any_placeholders, find_text_faults

# Source: WCAG 2.2, 1.4.3, level AA: text of any size; ink on paper fades, so no exception is made.
MIN_CONTRAST = 4.5


def check_clinic(reading: Reading, pictures: Mapping[str, Picture]) -> Iterator[Problem]:
    """Yield what makes the file unusable: no letterhead could be printed from it."""
    file, parts = reading.file, reading.parts
    yield from find_text_faults(file, parts)
    yield from find_any_placeholders(file, _leave_out_notices(parts))
    yield from _check_default_language(reading)
    yield from _check_colors(reading)
    yield from _check_logo(reading, pictures)
    clinic = reading.value
    if clinic is not None:
        yield from check_phones(file, ("phones",), clinic.phones, clinic.phones)
        yield from _check_rule_names(file, clinic.check.rules)


def _check_rule_names(file: ContentFile, names: Iterable[str]) -> Iterator[Problem]:
    """Yield the rules of the check that there are not; a slip there need not stop every handout."""
    for name in names:
        if name not in RULES:
            place, what = ("check", "rules", name), f"there is no rule '{shorten(name)}'"
            remedy = suggest_name(name, RULES)
            yield file.tell(place, what, remedy, severity=Severity.WARNING, is_at_key=True)


def check_lists(reading: Reading, *, theme_editions: Collection[str]) -> Iterator[Problem]:
    """Yield what is wrong in the lists of languages and editions; the rest of them stands."""
    yield from _find_repeated(reading, "languages")
    yield from _find_repeated(reading, "editions")
    for index, name in enumerate(reading.get_part("editions") or ()):
        what, steps = "", ("editions", index)
        if name in TAKEN_EDITIONS:
            what = f"the edition name '{shorten(name)}' is taken for another use"
        elif name not in theme_editions:
            what = f"there is no edition '{shorten(name)}' in styles"
        if what and reading.file.node and reading.file.node.get_pair("editions"):
            yield reading.file.tell(steps, what, suggest_name(name, theme_editions))


def usable_editions(theme_editions: Iterable[str]) -> tuple[str, ...]:
    """Return the editions of a theme that a clinic may give to patients."""
    return tuple(name for name in theme_editions if name not in TAKEN_EDITIONS)


def check_labels(
    file: ContentFile,
    languages: Iterable[str],
    *,
    label_languages: Collection[str],
    used: Collection[str],
) -> Iterator[Problem]:
    """Yield the languages whose handouts cannot be printed for want of labels."""
    typed = [item.text for item in file.node.find(("languages",)).items] if file.node else []
    for language in languages:
        if language not in label_languages:
            steps: Steps = ("languages", typed.index(language)) if language in typed else ()
            what = f"{name_language(language)} has no catalogue of labels"
            remedy = f"add handoutpress/labels/{language}.po, or remove the language"
            severity = Severity.ERROR if language in used else Severity.WARNING
            problem = file.tell(steps, what, remedy, severity=severity)
            yield replace(problem, language=language)


def check_phones(
    file: ContentFile, steps: Steps, phones: Mapping[str, Phone], known: Mapping[str, Phone]
) -> Iterator[Problem]:
    """Yield the phones whose stand-in is not there, and the circles of stand-ins, each once.

    `known` are all phones that a stand-in can be; `phones` those below `steps`.
    """
    for key, phone in phones.items():
        place = (*steps, key, "when_closed")
        if phone.when_closed is not None and phone.when_closed not in known:
            what = f"the clinic has no phone '{shorten(phone.when_closed)}'"
            yield file.tell(place, what, suggest(phone.when_closed, known, otherwise=ADD_PHONE))
        circle = follow_stand_ins(key, known)
        if known[circle[-1]].when_closed == key and key == min(set(circle) & phones.keys()):
            what = f"'when_closed' leads in a circle: {shorten(' → '.join([*circle, key]))}"
            yield file.tell(place, what, "name a phone that is open when this one is closed")


def follow_stand_ins(key: str, phones: Mapping[str, Phone]) -> list[str]:
    """Return a phone, the one that stands in for it, and so on; none of them twice."""
    passed = [key]
    next_key = phones[key].when_closed
    while next_key is not None and next_key in phones and next_key not in passed:
        passed.append(next_key)
        next_key = phones[next_key].when_closed
    return passed


def _leave_out_notices(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return tuple((steps, value) for steps, value in parts if steps[0] != "notices")


def _check_default_language(reading: Reading) -> Iterator[Problem]:
    languages = reading.get_part("languages")
    default = (
        reading.get_part("default_language") or Clinic.model_fields["default_language"].default
    )
    if languages and default not in languages:
        what = f"'languages' lacks the default language '{default}'"
        remedy = f"add '{default}', or name another 'default_language'"
        yield reading.file.tell(("languages",), what, remedy)


def _check_colors(reading: Reading) -> Iterator[Problem]:
    for steps, colors in reading.parts:
        for name in ("primary", "accent") if steps == ("colors",) else ():
            ratio = measure_contrast(getattr(colors, name))
            if ratio < MIN_CONTRAST:
                what = f"the contrast of '{name}' on white is {ratio:.1f}:1"
                remedy = f"choose a darker colour, of at least {MIN_CONTRAST}:1"
                yield reading.file.tell(("colors", name), what, remedy)


def measure_contrast(color: str) -> float:
    """Return the contrast of a colour such as "#00274c" on white, rounded down to a tenth.

    Source: WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    channels = (int(color[index : index + 2], 16) / 255 for index in (1, 3, 5))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return int(10 * 1.05 / (luminance + 0.05)) / 10


def _check_logo(reading: Reading, pictures: Mapping[str, Picture]) -> Iterator[Problem]:
    logo = reading.get_part("logo")
    found = find_picture(logo, reading.file.path, pictures) if logo else None
    if isinstance(found, Fault):
        yield reading.file.tell(("logo",), found.what, found.remedy)


def _find_repeated(reading: Reading, key: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, name in enumerate(reading.get_part(key) or ()):
        if name in seen:
            what = f"'{shorten(name)}' stands there twice"
            yield reading.file.tell((key, index), what, "remove one")
        seen.add(name)
