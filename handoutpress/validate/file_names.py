"""A path below `handouts/` says what a file is: its kind, its topic and name, its language.

Opens no file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from handoutpress.content import LANGUAGE_PATTERN, NAME_PATTERN, TAKEN_NAMES
from handoutpress.errors import Problem, suggest_name
from handoutpress.sources import SourceFile
from handoutpress.validate.content_files import ContentFile, FileKind, shorten

SUFFIX = ".yaml"
APPROVALS = "approvals"
_TOP_FILES = {"clinic.yaml": FileKind.CLINIC, "glossary.yaml": FileKind.GLOSSARY}
_SHARED = {"snippets": FileKind.SNIPPET, "sets": FileKind.SET}


@dataclass(frozen=True, slots=True)
class Tongues:
    """The languages that files may be in; `known` is None when the clinic does not say."""

    default: str
    known: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class NamedFiles:
    """The files whose places and names mean something, and what is wrong with the others."""

    files: tuple[ContentFile, ...]
    problems: tuple[Problem, ...]


def name_files(
    files: Iterable[SourceFile], tongues: Tongues, *, faulty_paths: Collection[str]
) -> NamedFiles:
    """Tell what each file is; there is one for each id and language."""
    named: list[ContentFile] = []
    problems: set[Problem] = set()
    for file in files:
        found = _name_file(file, tongues)
        if isinstance(found, Problem):
            problems.add(found)
        else:
            named.append(replace(found, is_faulty=file.path in faulty_paths))
    kept = _settle_default_language(named, tongues.default, problems)
    return NamedFiles(kept, tuple(sorted(problems)))


def scope_problems(problems: Iterable[Problem], files: Iterable[ContentFile]) -> Iterator[Problem]:
    """Say whom problems of reading concern, by the files that they are in."""
    by_path = {file.path: file for file in files}
    for problem in problems:
        file = by_path.get(problem.path)
        if file is not None:
            problem = replace(problem, handout_id=file.handout_id, language=file.language)
        yield problem


def tell_name(file_name: str) -> str:
    """Return a file's name without its language: "overview" of "overview.es.yaml"."""
    return file_name.removesuffix(SUFFIX).partition(".")[0]


def _name_file(file: SourceFile, tongues: Tongues) -> ContentFile | Problem:
    *folders, name = file.parts
    if not folders:
        return _name_top_file(file, name)
    if folders == [APPROVALS]:
        what = "approvals lie in a folder of their topic"
        return Problem(file.path, 1, 1, what, f"move it to '{APPROVALS}/TOPIC/{shorten(name)}'")
    deepest = 2 if folders[0] == APPROVALS else 1
    if len(folders) > deepest:
        what = "the file lies too deep, and is not read"
        remedy = f"move it into '{shorten('/'.join(folders[:deepest]))}'"
        return Problem(file.path, 1, 1, what, remedy)
    return _find_bad_folder(file, folders[-1]) or _name_inner_file(file, folders, tongues)


def _name_top_file(file: SourceFile, name: str) -> ContentFile | Problem:
    kind = _TOP_FILES.get(name)
    if kind:
        return ContentFile(file.path, kind, "", name.removesuffix(SUFFIX), "", file.node)
    stems = [key.removesuffix(SUFFIX) for key in _TOP_FILES]
    near = suggest_name(name.split(".")[0], stems)
    advice = {f"did you mean '{stem}'?": f"did you mean '{stem}{SUFFIX}'?" for stem in stems}
    remedy = advice.get(near, "move it into the folder of a topic")
    return Problem(file.path, 1, 1, f"'{shorten(name)}' is not read here", remedy)


def _find_bad_folder(file: SourceFile, topic: str) -> Problem | None:
    """Tell a folder, not each file in it."""
    if re.fullmatch(NAME_PATTERN, topic):
        return None
    path = file.path.rpartition("/")[0]
    return Problem(path, 1, 1, f"the folder '{shorten(topic)}' makes no id", _advise_name(topic))


def _advise_name(name: str, ending: str = "") -> str:
    """Say how to rename, keeping what can be kept of the name."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    better = "-".join(re.findall(r"[a-z0-9]+", letters))
    if len(better) <= len(name) / 2:
        return "rename it with small letters a to z, digits and single hyphens"
    return f"rename it to '{shorten(better + ending)}'"


def _name_inner_file(
    file: SourceFile, folders: list[str], tongues: Tongues
) -> ContentFile | Problem:
    name = tell_name(file.parts[-1])
    _, dot, tag = file.parts[-1].removesuffix(SUFFIX).partition(".")
    kind = _tell_kind(folders, name)
    fault = _find_bad_name(name, dot + tag, kind) or (_find_bad_tag(tag, tongues) if dot else None)
    if fault:
        return Problem(file.path, 1, 1, *fault)
    topic = "" if kind in (FileKind.SNIPPET, FileKind.SET) else folders[-1]
    return ContentFile(file.path, kind, topic, name, tag or tongues.default, file.node)


def _tell_kind(folders: list[str], name: str) -> FileKind:
    if folders[0] == APPROVALS:
        return FileKind.APPROVALS
    inner = FileKind.TOPIC if name == "topic" else FileKind.HANDOUT
    return _SHARED.get(folders[0], inner)


def _find_bad_name(name: str, ending: str, kind: FileKind) -> tuple[str, str] | None:
    if not re.fullmatch(NAME_PATTERN, name):
        return f"the name '{shorten(name)}' makes no id", _advise_name(name, ending + SUFFIX)
    if name in TAKEN_NAMES and kind in (FileKind.HANDOUT, FileKind.APPROVALS):
        return f"the name '{name}' is taken for another use", "rename the file"
    return None


def _find_bad_tag(tag: str, tongues: Tongues) -> tuple[str, str] | None:
    known = tongues.known or (tongues.default,)
    if tag in known:
        return None
    if not re.fullmatch(LANGUAGE_PATTERN, tag):
        return f"'{shorten(tag)}' is no language tag", suggest_name(tag, known)
    if tongues.known is None:
        return None
    what = f"the clinic has no language '{tag}'"
    return what, f"add it to 'languages' in clinic.yaml, or use one of: {', '.join(known)}"


def _settle_default_language(
    named: Iterable[ContentFile], default: str, problems: set[Problem]
) -> tuple[ContentFile, ...]:
    """Keep one file for each id and language: the default one has no suffix."""
    kept: dict[tuple[str, ...], ContentFile] = {}
    for file in named:  # sorted by path, so that `x.en.yaml` comes before `x.yaml`
        place = (file.kind, file.topic, file.name, file.language)
        has_suffix = file.path.endswith(f".{default}{SUFFIX}")
        kept[place] = replace(file, is_faulty=True) if place in kept or has_suffix else file
    for file in named:
        if file.path.endswith(f".{default}{SUFFIX}"):
            plain = kept[file.kind, file.topic, file.name, file.language]
            problems.add(_tell_suffix(file, plain))
    return tuple(kept.values())


def _tell_suffix(file: ContentFile, kept: ContentFile) -> Problem:
    typed, plain = file.path.rpartition("/")[2], f"{file.name}{SUFFIX}"
    if kept.path == file.path:
        what = f"'{typed}' is in the default language, which needs no suffix"
        return file.tell((), what, f"rename it to '{plain}'")
    what = f"'{typed}' and '{plain}' are two files for one id"
    return file.tell((), what, f"put all words into '{plain}', and delete '{typed}'")
