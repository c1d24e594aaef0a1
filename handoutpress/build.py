"""The driver: the only module that calls the stages in order, and that survives a failed job.

load -> validate -> plan -> compose -> [a worker: render (and repair) -> check] -> publish
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from handoutpress.compose import compose
from handoutpress.errors import (
    BugError,
    ContentError,
    ExitCode,
    HandoutError,
    Problem,
    RenderError,
    has_errors,
)
from handoutpress.labels import known_languages, read_labels
from handoutpress.load import (
    parse_files,
    read_characters,
    read_files,
    read_fonts,
    read_picture,
    read_theme,
)
from handoutpress.model import Handout, Library, Rendered, RenderJob, Theme, output_path
from handoutpress.plan import (
    Output,
    Request,
    Selection,
    order_longest_first,
    plan_outputs,
    plan_removals,
    select,
)
from handoutpress.publish import publish_file, remove_file
from handoutpress.validate import Validated, validate
from handoutpress.worker import Crew, Limits, open_crew, run_all

PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Loaded:
    """A library that was read and validated, and what of it was asked for."""

    library: Library
    theme: Theme
    fonts: Mapping[str, bytes]
    selection: Selection
    problems: tuple[Problem, ...]
    broken: tuple[tuple[str, str], ...]
    has_any_errors: bool

    @property
    def chosen_handouts(self) -> tuple[Handout, ...]:
        """Return the handouts that were asked for."""
        return tuple(
            handout
            for handout in self.library.handouts
            if self.selection.holds(handout.id, handout.language)
        )

    @property
    def has_errors(self) -> bool:
        """Tell whether any problem keeps a handout from being built."""
        return has_errors(self.problems)


@dataclass(frozen=True, slots=True)
class Built:
    """A PDF that was made."""

    output: Output
    page_count: int
    byte_count: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A PDF that could not be made, and why; the last good one stays in its place."""

    output: Output
    reason: str
    traceback: str = ""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did."""

    problems: tuple[Problem, ...]
    built: tuple[Built, ...]
    failed: tuple[Failed, ...]
    removed: tuple[str, ...]
    stale: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """Content that is wrong wins over an output that could not be made."""
        if has_errors(self.problems):
            return ExitCode.CONTENT
        if any(failed.traceback for failed in self.failed):
            return ExitCode.BUG
        return ExitCode.FAILED if self.failed else ExitCode.OK


class Listener(Protocol):
    """Who is told what happens while it happens."""

    def tell(self, event: Built | Failed) -> None:
        """Take note of one finished job."""


def shipped_theme_folder() -> Path:
    """Return the folder that holds our templates/ and styles/: inside the package, or beside."""
    inside = PACKAGE / "theme"
    return inside if inside.is_dir() else PACKAGE.parent


def load_library(root: Path, request: Request) -> Loaded:
    """Read and validate a workspace.

    Raises:
        UsageError: there is no handouts/ folder, or the request names what is not there.
        ContentError: the clinic's own file is too broken to go on.
    """
    theme, fonts = read_theme(shipped_theme_folder(), root), read_fonts()
    editions = {name.split("/")[0] for name in theme.styles if "/" in name} - {"common", "web"}
    validated = validate(
        parse_files(read_files(root)),
        label_languages=known_languages(),
        theme_editions=editions,
        characters=read_characters(fonts, theme),
    )
    library = _require_library(validated)
    selection = select(request, library)
    problems = tuple(problem for problem in validated.problems if selection.concerns(problem))
    return Loaded(
        library,
        theme,
        fonts,
        selection,
        problems,
        broken=validated.broken,
        has_any_errors=has_errors(validated.problems),
    )


def _require_library(validated: Validated) -> Library:
    if validated.library is None:
        raise ContentError(validated.problems)
    return validated.library


def build(
    root: Path,
    out: Path,
    request: Request,
    listener: Listener,
    *,
    jobs: int | None = None,
    limits: Limits | None = None,
) -> BuildResult:
    """Make every PDF that was asked for; one that fails stops no other.

    The listener is told of each as it is done, the result lists them in the library's order.
    `jobs` and `limits` mean what they mean to `open_crew`.

    Raises:
        UsageError, ContentError: as `load_library`.
        HandoutError: a library of the system is missing.
    """
    loaded = load_library(root, request)
    outputs = plan_outputs(loaded.library, loaded.selection)
    composer = _Composer(root, loaded.theme, loaded.fonts)
    events: dict[str, Built | Failed] = {}
    with open_crew(
        jobs, theme=loaded.theme, fonts=loaded.fonts, job_count=len(outputs), limits=limits
    ) as crew:
        for event in _make_all(outputs, composer, crew, out):
            listener.tell(event)
            events[event.output.path] = event
        notes = crew.notes
    return _sum_up(loaded, out, [events[output.path] for output in outputs], notes)


def _sum_up(
    loaded: Loaded, out: Path, events: list[Built | Failed], notes: tuple[str, ...]
) -> BuildResult:
    """Remove what was withdrawn, and return all that was done."""
    # A run that could not read everything removes nothing: it may know too little.
    removals = () if loaded.has_any_errors else plan_removals(loaded.library, loaded.selection)
    removed = tuple(output.path for output in removals if remove_file(out, output.path))
    return BuildResult(
        problems=loaded.problems,
        built=tuple(event for event in events if isinstance(event, Built)),
        failed=tuple(event for event in events if isinstance(event, Failed)),
        removed=removed,
        stale=tuple(_find_stale(out, loaded, events)),
        notes=notes,
    )


def _find_stale(out: Path, loaded: Loaded, events: list[Built | Failed]) -> Iterator[str]:
    """Yield the PDFs of an earlier build that stay in place, because no new one could be made."""
    paths = [event.output.path for event in events if isinstance(event, Failed)]
    for handout_id, language in loaded.broken:
        if loaded.selection.holds(handout_id, language):
            paths += [
                output_path(handout_id, language, edition) for edition in loaded.selection.editions
            ]
    yield from (path for path in sorted(paths) if (out / path).is_file())


def _make_all(
    outputs: tuple[Output, ...], composer: _Composer, crew: Crew, out: Path
) -> Iterator[Built | Failed]:
    ordered = order_longest_first(outputs)
    for output, result in run_all(ordered, make_job=composer.compose, crew=crew):
        yield _publish(out, output, result)


def _publish(out: Path, output: Output, result: Rendered | RenderError) -> Built | Failed:
    if isinstance(result, BugError):
        return Failed(output, str(result), traceback=result.traceback)
    if isinstance(result, RenderError):
        return Failed(output, str(result))
    try:
        publish_file(out, output.path, result.pdf)
    except OSError as error:
        return Failed(output, str(error))
    except Exception as error:
        bug = BugError.of(error)
        return Failed(output, str(bug), traceback=bug.traceback)
    return Built(output, result.page_count, len(result.pdf))


class _Composer:
    """What all jobs of a build share."""

    def __init__(self, root: Path, theme: Theme, fonts: Mapping[str, bytes]) -> None:
        self._root, self._theme, self._fonts = root, theme, fonts

    def compose(self, output: Output) -> RenderJob:
        """Make the job of an output.

        Raises:
            RenderError: a template is broken, or a picture or label cannot be read.
        """
        try:
            labels = read_labels(output.handout.language)
            composed = compose(output.handout, output.edition, self._theme, labels)
            pictures = {path: read_picture(self._root, path) for path in composed.picture_paths}
        except RenderError:
            raise
        except (HandoutError, OSError) as error:
            raise RenderError(str(error)) from error
        return RenderJob(composed.html, composed.stylesheets, self._theme, self._fonts, pictures)
