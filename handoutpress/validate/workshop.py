"""Where handouts are checked and made, a few at a time: all that they share lies ready.

Holds nothing of a handout but what a peek into its file told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from handoutpress.errors import Problem, Severity
from handoutpress.model import Index, Letterhead
from handoutpress.sources import Picture, SourceFile, Sources
from handoutpress.validate.assembly import Stock
from handoutpress.validate.census import Census, Key, make_stubs, take_census
from handoutpress.validate.chunks import Checked, Setting, check_chunk
from handoutpress.validate.clinic_desk import ClinicDesk, open_clinic
from handoutpress.validate.content_files import FileKind
from handoutpress.validate.file_names import NamedFiles, name_files, scope_problems
from handoutpress.validate.indexes import make_index, say_titles
from handoutpress.validate.peeks import Peek
from handoutpress.validate.readings import Reading, read_model
from handoutpress.validate.shared_checks import SharedCheck
from handoutpress.validate.shared_content import SharedContent, open_shared_content


@dataclass(frozen=True, slots=True)
class Workshop:
    """Checks and makes handouts, as many at a time as one likes.

    Some files have a problem that only all files together show: those of `entangled`, ids and
    languages of handouts with a former id that belongs to another; `orphans`, the paths of
    approvals without a handout; `strays`, those of files that cannot be named, or that another
    file stands for. The problem, or for strays those of parsing, is told when they are handed to
    `check`. `approvals` are
    the paths of those of each handout, `spoilt` the handouts that cannot be made because of what is
    wrong elsewhere.
    """

    index: Index
    entangled: frozenset[Key]
    orphans: tuple[str, ...]
    strays: tuple[str, ...]
    spoilt: frozenset[Key]
    approvals: Mapping[Key, str]
    _setting: Setting = field(repr=False)
    _problems: tuple[Problem, ...] = field(repr=False)

    def check_shared(self) -> tuple[Problem, ...]:
        """Return everything that is wrong elsewhere than in handouts and approvals, sorted."""
        return self._problems

    def find_letterhead(self, topic: str | None, language: str) -> Letterhead | None:
        """Return the letterhead of a topic, or the clinic's own; None where a text is missing."""
        shared = self._setting.shared
        if topic is None:
            return shared.letterheads.get(None, language)
        return shared.open_letterhead(topic, language)

    def list_letterhead_problems(self, language: str) -> tuple[Problem, ...]:
        """Return what is wrong with the clinic's letterhead in a language, used or not."""
        letterheads = self._setting.shared.letterheads
        letterheads.get(None, language)
        found = (each for each in letterheads.problems if each.language in ("", language))
        return tuple(sorted(each for each in found if each.severity is Severity.ERROR))

    def find_undrawable(self, text: str) -> str:
        """Return the characters of a text that the fonts do not have, each once."""
        known = self._setting.shared.around.characters
        signs = dict.fromkeys(sign for sign in text if not sign.isspace())
        return "".join(sign for sign in signs if known and ord(sign) not in known)

    def check(
        self,
        files: Iterable[SourceFile],
        support: Iterable[SourceFile] = (),
        problems: Iterable[Problem] = (),
    ) -> Checked:
        """Return the handouts that can be made, in the order of the index, and what is wrong.

        `files` are handouts and approvals; the approvals of a handout must be among them.
        `support` are the handouts in the default language that some of them translate, and that
        are not among them: of these nothing is told. `problems` are those of parsing the files.

        Raises:
            ValueError: a file that is needed was not handed in.
        """
        return check_chunk(self._setting, files, support=support, problems=problems)


def open_workshop(
    shared: Sources,
    peeks: Mapping[str, Peek],
    *,
    label_languages: Collection[str],
    theme_editions: Collection[str],
    characters: Collection[int] = (),
) -> Workshop:
    """Check everything that handouts share, and make it ready.

    `shared` holds the files that are neither handouts nor approvals, all pictures, and the
    problems of parsing these files and of listing all. `peeks` has an entry for every handout and
    every file of approvals, by its path. The rest is as in `validate`.
    """
    pictures = {picture.path: picture for picture in shared.pictures}
    faulty = {each.path for each in shared.problems if each.severity is Severity.ERROR}
    desk = open_clinic(shared, pictures, theme_editions=theme_editions, faulty_paths=faulty)
    every_file = sorted((*shared.files, *make_stubs(peeks)), key=lambda file: file.path)
    named = name_files(every_file, desk.tongues, faulty_paths=faulty)
    census = take_census(named.files, peeks, shared.slips)
    opening = _Opening(desk, named, pictures, census, frozenset(label_languages))
    return opening.finish(shared.problems, frozenset(characters))


@dataclass(frozen=True, slots=True)
class _Opening:
    """What is known before the shared files are read."""

    desk: ClinicDesk
    named: NamedFiles
    pictures: Mapping[str, Picture]
    census: Census
    label_languages: frozenset[str]

    def finish(self, found: Iterable[Problem], characters: Collection[int]) -> Workshop:
        """Read the shared files, and check them."""
        readings = tuple(self._read_shared_files())
        catalog = self.census.catalog
        shared = open_shared_content(
            self.desk, readings, self.pictures, catalog=catalog, characters=characters
        )
        shared.problems.update(self.named.problems)
        shared.problems.update(scope_problems(found, self.named.files))
        check = SharedCheck(shared, self.census, self.label_languages)
        problems = check.check(readings)
        titles = say_titles(self.census, shared)
        index = make_index(self.census, shared, titles=titles, sets=check.sets, problems=problems)
        stock = Stock(shared.shelf, self.pictures, catalog, titles)
        return Workshop(
            index=index,
            entangled=self.census.entangled,
            orphans=self.census.orphans,
            strays=self.census.strays,
            spoilt=frozenset(self._iter_spoilt(problems)),
            approvals=MappingProxyType(
                {key: file.path for key, file in self.census.approvals.items()}
            ),
            _setting=self._make_setting(shared, stock, problems, index),
            _problems=tuple(sorted(map(self.desk.scope, problems))),
        )

    def _iter_spoilt(self, problems: Iterable[Problem]) -> Iterable[Key]:
        for problem in problems:
            if problem.severity is Severity.ERROR:
                yield problem.handout_id, problem.language
        for key, file in self.census.handouts.items():
            if file.is_faulty:
                yield key

    def _read_shared_files(self) -> Iterable[Reading]:
        for file in self.named.files:
            if file.path not in self.census.files and file.kind is not FileKind.CLINIC:
                yield read_model(file)

    def _make_setting(
        self, shared: SharedContent, stock: Stock, problems: Iterable[Problem], index: Index
    ) -> Setting:
        errors = [each for each in problems if each.severity is Severity.ERROR]
        by_path: dict[str, list[Problem]] = {}
        for error in map(self.desk.scope, errors):
            by_path.setdefault(error.path, []).append(error)
        return Setting(
            shared=shared,
            census=self.census,
            stock=stock,
            label_languages=self.label_languages,
            errors=MappingProxyType({path: tuple(found) for path, found in by_path.items()}),
            spoilt=frozenset((each.handout_id, each.language) for each in errors),
            places=MappingProxyType({each[:2]: place for place, each in enumerate(index.handouts)}),
        )
