"""Some handouts with their approvals: everything that is wrong in them, and those that are right.

Keeps nothing of their files when it is done, so that a library can be checked piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from handoutpress.errors import Problem, Severity
from handoutpress.model import Handout, Trace
from handoutpress.passages import Origins
from handoutpress.sources import SourceFile
from handoutpress.validate.assembly import Ingredients, Stock, assemble, find_origins
from handoutpress.validate.census import Census, Key
from handoutpress.validate.clinic_desk import CLINIC_PATH
from handoutpress.validate.content_files import ContentFile, FileKind
from handoutpress.validate.contexts import check_in_context
from handoutpress.validate.file_names import scope_problems
from handoutpress.validate.handout_rules import check_handout, take_over
from handoutpress.validate.readings import Reading, read_model
from handoutpress.validate.references import check_former_ids
from handoutpress.validate.reviews import check_approvals, list_counted
from handoutpress.validate.shared_content import SharedContent
from handoutpress.validate.snippets import list_snippet_names
from handoutpress.words import picture_paths

GLOSSARY_PATH = "handouts/glossary.yaml"


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for every chunk; `errors` are those of what handouts share, by path.

    `spoilt` are the handouts in which something is known to be wrong without reading them,
    `places` those of all handouts in their order.
    """

    shared: SharedContent
    census: Census
    stock: Stock
    label_languages: frozenset[str]
    errors: Mapping[str, tuple[Problem, ...]]
    spoilt: frozenset[Key]
    places: Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Checked:
    """What came out of a chunk: the handouts that can be made, and all that is wrong in it.

    `broken` are the ids and languages of its other handouts; `traces` tell of those that can be
    made which files they show, `origins` where each of their blocks was typed.
    """

    handouts: tuple[Handout, ...]
    problems: tuple[Problem, ...]
    broken: tuple[Key, ...]
    traces: Mapping[Key, Trace]
    origins: Mapping[Key, Origins] = field(default_factory=dict, repr=False)


def check_chunk(
    setting: Setting,
    files: Iterable[SourceFile],
    *,
    support: Iterable[SourceFile],
    problems: Iterable[Problem],
) -> Checked:
    """Check and make handouts; `problems` are those of parsing their files.

    `support` are the handouts in the default language that those of the chunk translate, and that
    are not in it.

    Raises:
        ValueError: the source or the approvals of a handout were not handed in.
    """
    own = {file.path: file for file in files}
    found = tuple(problem for problem in problems if problem.path in own)
    faulty = {problem.path for problem in found if _is_error(problem)}
    census = setting.census
    chunk = _Chunk(setting, sources=dict(_read_files(support, census, faulty)))
    chunk.problems.update(scope_problems(found, _name(own.values(), census)))
    for key, reading in _read_files(own.values(), census, faulty):
        is_handout = reading.file.kind is FileKind.HANDOUT
        (chunk.handouts if is_handout else chunk.approvals)[key] = reading
    return chunk.finish()


def _name(files: Iterable[SourceFile], census: Census) -> Iterator[ContentFile]:
    return (census.files[file.path] for file in files if file.path in census.files)


def _read_files(
    files: Iterable[SourceFile], census: Census, faulty: set[str]
) -> Iterator[tuple[Key, Reading]]:
    """Yield what is said in those files of which it is known what they are."""
    for file in files:
        if file.path not in census.peeks:
            raise ValueError(f"nobody peeked into '{file.path}'")
        named = census.files.get(file.path)
        if named:
            is_faulty = named.is_faulty or file.path in faulty
            whole = replace(named, node=file.node, is_faulty=is_faulty)
            yield (named.handout_id, named.language), read_model(whole)


@dataclass(slots=True)
class _Chunk:
    """Checks the handouts of a chunk, then makes those that are in order."""

    setting: Setting
    sources: dict[Key, Reading]
    handouts: dict[Key, Reading] = field(default_factory=dict)
    approvals: dict[Key, Reading] = field(default_factory=dict)
    problems: set[Problem] = field(default_factory=set)
    _used: dict[Key, set[Key]] = field(default_factory=dict)

    def finish(self) -> Checked:
        """Return what came out."""
        for key, reading in self.handouts.items():
            self._require_companions(key)
            self.problems.update(self._check_handout(key, reading))
        for reading in self.approvals.values():
            self.problems.update(self._check_approvals(reading))
        made = {(handout.id, handout.language): handout for handout in self._make_handouts()}
        places = self.setting.places
        return Checked(
            handouts=tuple(made[key] for key in sorted(made, key=places.__getitem__)),
            problems=tuple(sorted(map(self.setting.shared.desk.scope, self.problems))),
            broken=tuple(sorted(self.handouts.keys() - made.keys())),
            traces=MappingProxyType({key: self._trace(key, made[key]) for key in made}),
            origins=MappingProxyType({key: self._find_origins(key) for key in made}),
        )

    def _find_origins(self, key: Key) -> Origins:
        setting = self.setting
        return find_origins(self.handouts[key], setting.stock, setting.shared.glossary.reading)

    # --- checking -------------------------------------------------------------------------------

    def _require_companions(self, key: Key) -> None:
        """Refuse a handout without its approvals: it would pass for a draft."""
        census = self.setting.census
        source = (key[0], self.setting.shared.around.default_language)
        if key in census.approvals and key not in self.approvals:
            raise ValueError(f"the approvals of {key} were not handed in")
        if source in census.handouts and self._get_reading(source) is None:
            raise ValueError(f"the source of {key} was not handed in")

    def _get_reading(self, key: Key) -> Reading | None:
        return self.handouts.get(key) or self.sources.get(key)

    def _get_source(self, key: Key) -> Reading | None:
        """Return the handout that a translation translates."""
        default = self.setting.shared.around.default_language
        return None if key[1] == default else self._get_reading((key[0], default))

    def _check_handout(self, key: Key, reading: Reading) -> Iterator[Problem]:
        file, shared = reading.file, self.setting.shared
        yield from self._check_lost_approvals(key, file)
        self._used[key] = shared.shelf.find_used(list_snippet_names(file), file.language)
        yield from check_former_ids(reading, shared.catalog)
        yield from check_handout(reading, self._get_source(key), shared.around)
        yield from shared.shelf.check_size(file)
        letterhead = shared.find_letterhead(file)
        if letterhead:
            yield from check_in_context(file, reading.parts, letterhead)

    def _check_lost_approvals(self, key: Key, file: ContentFile) -> Iterator[Problem]:
        """Yield approvals that are gone though a slip of them is there, or lie under an old id."""
        census = self.setting.census
        path = census.displaced.get(key)
        if path is not None and key not in census.approvals:
            what = f"its approvals still lie under a former id, in '{path}'"
            new = f"handouts/approvals/{key[0]}"
            yield file.tell((), what, f"move them to '{new}…', and the .txt files beside them")
        if census.slips.get(key) and key not in census.approvals:
            what = "its approvals are gone, and the slips of their entries are still there"
            yield file.tell((), what, "put the file back as it was, from git or a backup")

    def _check_approvals(self, reading: Reading) -> Iterator[Problem]:
        census = self.setting.census
        yield from reading.problems
        yield from check_approvals(
            reading,
            handouts=census.handouts.keys(),
            ids=census.catalog.languages,
            slips=census.slips.get((reading.file.handout_id, reading.file.language), {}),
        )

    # --- making ---------------------------------------------------------------------------------

    def _make_handouts(self) -> Iterator[Handout]:
        """Yield the handouts in which nothing is wrong."""
        errors = filter(_is_error, self.problems)
        wrong = self.setting.spoilt | {(each.handout_id, each.language) for each in errors}
        for key, reading in self.handouts.items():
            if key in wrong or reading.value is None or reading.file.is_faulty:
                continue
            found = self._find_ingredients(key, reading)
            if isinstance(found, Ingredients):
                yield assemble(found, self.setting.stock)
            else:
                self.problems.update(self._blame(found, reading))

    def _find_ingredients(self, key: Key, reading: Reading) -> Ingredients | str:
        """Return what a handout is made of, or the path of the file because of which it cannot."""
        shared, file = self.setting.shared, reading.file
        desk = shared.open_topic(file.topic, file.language)
        if desk.topic is None:
            return desk.path
        letterhead = shared.find_letterhead(file)
        glossary = shared.glossary.get_entries(file.language)
        has_labels = file.language in self.setting.label_languages
        if letterhead is None or glossary is None or not has_labels:
            return GLOSSARY_PATH if glossary is None else CLINIC_PATH
        snippet = shared.find_faulty_snippet(file, self._used[key])
        if snippet:
            return snippet
        approvals = self.approvals.get(key)
        if approvals and (approvals.value is None or approvals.file.is_faulty):
            return approvals.file.path
        return Ingredients(
            reading=take_over(reading, self._get_source(key)),
            letterhead=letterhead,
            glossary=glossary,
            topic=desk.topic,
            approvals=list_counted(approvals.value) if approvals else (),
        )

    def _blame(self, path: str, reading: Reading) -> Iterator[Problem]:
        """Name the file because of which a handout cannot be made, unless it is named already."""
        file = reading.file
        errors = self.setting.errors.get(path, ())
        if not any(_concerns(each, file) for each in errors):
            yield file.tell((), f"this cannot be made, because '{path}' is wrong", "mend that file")

    def _trace(self, key: Key, handout: Handout) -> Trace:
        approvals = self.approvals.get(key)
        replacements = {each.replaced_by for each in (approvals.value if approvals else ())}
        return Trace(
            pictures=tuple(sorted(set(picture_paths(handout.manuscript)))),
            snippets=tuple(sorted(name for name, _ in self._used[key])),
            replacements=tuple(sorted(filter(None, replacements))),
        )


def _is_error(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR


def _concerns(problem: Problem, file: ContentFile) -> bool:
    is_ours = problem.handout_id in ("", file.handout_id)
    return is_ours and problem.language in ("", file.language)
