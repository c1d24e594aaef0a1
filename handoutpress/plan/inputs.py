"""One digest for each group of inputs, kept apart so that the reason can be named.

Pure: gets the digests of files, and knows where what a handout needs would lie.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from handoutpress.outcome import Reason
from handoutpress.records import Groups, HandoutRecord
from handoutpress.slips import read_slip_name

WEB_COLORS = "common/colors.css"  # pages for a browser have the inks of PDFs
WEB = "web"  # templates and styles of pages for a browser; no PDF depends on them
NO_PAGES = (WEB, "mail")  # folders of templates that no recorded PDF is made of
COMMON = "common"


class References(Protocol):
    """What a page prints of the handouts that it mentions."""

    def describe(self, handout_id: str, language: str) -> str:
        """Return all that can show of a handout on the page of another."""


@dataclass(frozen=True)  # no slots: what all handouts share is worked out once
class World:
    """All inputs of a run, by digest.

    `files` has every content file and picture by its path from the root. `editions` has the
    styles and fonts of each edition.
    """

    files: Mapping[str, str] = field(hash=False)
    editions: Mapping[str, str] = field(hash=False)
    templates: str
    fonts: str
    program: str

    @property
    def digest(self) -> str:
        """The digest of everything."""
        parts = [self.templates, self.fonts, self.program]
        for mapping in (self.files, self.editions):
            parts += (f"{name}\0{digest}" for name, digest in sorted(mapping.items()))
        return digest_strings(*parts)

    @cached_property
    def slips(self) -> dict[tuple[str, str], list[str]]:
        """The paths of the slips of approvals, by id and language."""
        slips: dict[tuple[str, str], list[str]] = {}
        for path in sorted(self.files):
            found = read_slip_name(path)
            if found:
                slips.setdefault(found[0], []).append(path)
        return slips

    @cached_property
    def shared(self) -> dict[tuple[object, ...], str]:
        """Digests of texts that handouts share, once they were asked for."""
        return {}

    @property
    def theme(self) -> str:
        """The digest of all that renderers get from the theme."""
        return digest_strings(*(f"{name}\0{each}" for name, each in sorted(self.editions.items())))

    @cached_property
    def rules(self) -> str:
        """The digest of what all handouts are validated by, besides content."""
        return digest_strings(self.fonts, *sorted(self.editions))


def digest_strings(*parts: str) -> str:
    """Return a digest of strings, each kept apart from the next."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        content = part.encode("utf-8", "surrogateescape")
        digest.update(b"%d:" % len(content))
        digest.update(content)
    return digest.hexdigest()


def digest_files(files: Iterable[tuple[str, bytes]]) -> str:
    """Return a digest of named files, whatever their order."""
    return digest_strings(
        *(f"{name}\0{hashlib.sha256(content).hexdigest()}" for name, content in sorted(files))
    )


def digest_edition(styles: Mapping[str, bytes], fonts: Mapping[str, bytes], edition: str) -> str:
    """Return the digest of all that the renderer of an edition gets from the theme."""
    own = ((name, styles[name]) for name in styles if name.split("/")[0] in (COMMON, edition))
    return digest_strings(digest_files(own), digest_files(fonts.items()))


def digest_templates(templates: Mapping[str, str]) -> str:
    """Return the digest of the templates of PDFs."""
    own = {name: text for name, text in templates.items() if name.split("/")[0] not in NO_PAGES}
    return digest_files((name, text.encode()) for name, text in own.items())


def digest_web(templates: Mapping[str, str], styles: Mapping[str, bytes]) -> str:
    """Return the digest of the templates and styles of pages for a browser."""
    texts = ((f"templates/{name}", text.encode()) for name, text in templates.items())
    files = [*texts, *((f"styles/{name}", content) for name, content in styles.items())]
    return digest_files(
        (name, content)
        for name, content in files
        if name.split("/")[1] == WEB or name == f"styles/{WEB_COLORS}"
    )


def digest_groups(
    record: HandoutRecord,
    world: World,
    references: References,
    *,
    default_language: str,
    state: str = "",
) -> Groups:
    """Return the digest of each group of inputs of a handout, the theme's rules among them.

    `state` is what today makes of words that are approved until a day.
    """
    files = world.files
    own, default = record.language, default_language
    source = () if own == default else list_names(record.id, default, default)
    paths: dict[str, Iterable[str]] = {
        Reason.CONTENT: (record.path,),
        Reason.PICTURE: record.pictures,
        Reason.SOURCE_LANGUAGE: source,
        Reason.APPROVAL: (
            *list_names(f"approvals/{record.id}", own, default),
            *world.slips.get(record.key, ()),
        ),
    }
    groups = {reason: digest_found(group, files) for reason, group in paths.items()}
    groups[Reason.REVIEW_DAY] = state
    groups[Reason.SHARED_TEXT] = _digest_shared(record, world, default)
    described = [references.describe(each, record.language) for each in record.mentions]
    groups[Reason.REFERENCES] = digest_strings(*described) if described else ""
    groups[Reason.THEME] = world.rules
    groups[Reason.PROGRAM] = world.program
    return groups


def is_changed(record: HandoutRecord, world: World) -> bool:
    """Tell whether the bytes of a handout's own file are others than when it was validated."""
    return digest_found((record.path,), world.files) != record.groups.get(Reason.CONTENT)


def digest_found(paths: Iterable[str], files: Mapping[str, str]) -> str:
    """Return one digest for files, of which some may not be there; "" when none is.

    Thousands of handouts are asked in each run, and most groups are a single file.
    """
    found = [f"{path}\0{files[path]}" for path in paths if path in files]
    return digest_strings(*found) if found else ""


def _digest_shared(record: HandoutRecord, world: World, default_language: str) -> str:
    """Digest shared texts; most handouts of a topic share the same."""
    key = (record.id.split("/")[0], record.language, record.snippets, default_language)
    if key not in world.shared:
        paths = _list_shared(record, default_language)
        world.shared[key] = digest_found(paths, world.files)
    return world.shared[key]


def _list_shared(record: HandoutRecord, default_language: str) -> Iterator[str]:
    """Yield what a handout shares; of a translation also what its source shares."""
    yield "handouts/clinic.yaml"
    yield "handouts/glossary.yaml"
    names = [f"{record.id.split('/')[0]}/topic", *(f"snippets/{each}" for each in record.snippets)]
    for name in names:
        for language in dict.fromkeys((default_language, record.language)):
            yield from list_names(name, language, default_language)


def list_names(name: str, language: str, default_language: str) -> tuple[str, ...]:
    """Return where a file of a language may lie; the default one may be named, though need not."""
    named = f"handouts/{name}.{language}.yaml"
    return (f"handouts/{name}.yaml", named) if language == default_language else (named,)


def output_groups(groups: Groups, world: World, edition: str) -> Groups:
    """Return the groups of a handout as those of its PDF in an edition."""
    theme = digest_strings(world.templates, world.editions.get(edition, ""))
    return {**groups, Reason.THEME: theme}


def digest_page(
    html: str,
    stylesheets: Iterable[str],
    pictures: Mapping[str, str],
    *,
    edition: str,
    world: World,
) -> str:
    """Return the digest of everything that can change a byte of a PDF.

    `pictures` are digests by path.
    """
    shown = (f"{path}\0{digest}" for path, digest in sorted(pictures.items()))
    styles = world.editions.get(edition, "")
    return digest_strings(html, styles, world.program, *stylesheets, "pictures", *shown)
