"""Say in plain words what the page shows: the chosen handout, its problems, how the pass ended.

Pure: values in, one JSON document out.
"""

from __future__ import annotations

from dataclasses import dataclass

from handoutpress.errors import Problem, Severity
from handoutpress.outcome import Target
from handoutpress.watch.board import Snapshot
from handoutpress.watch.saved import SavedHandout

MOST_ELSEWHERE = 20  # the rest is told by `check`; here it would bury the handout's own
STANDARD = "standard"  # comes first: it is what most readers get


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen: a handout of this session in an edition; no target is no PDF yet."""

    key: str
    saved: SavedHandout
    target: Target | None

    @property
    def edition(self) -> str:
        """The edition's name, or "" without a PDF."""
        return self.target.edition if self.target else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The PDF that is shown: the name of its bytes, and each page's size in pixels."""

    version: str = ""
    page_sizes: tuple[tuple[int, int], ...] = ()


def list_offers(snapshot: Snapshot) -> tuple[Offer, ...]:
    """Return what can be chosen, the handout that was saved last first."""
    by_id: dict[str, list[Target]] = {saved.handout_id: [] for saved in snapshot.session}
    for target in snapshot.targets:
        if target.handout_id in by_id:
            by_id[target.handout_id].append(target)
    return tuple(
        offer for saved in snapshot.session for offer in _offers_of(saved, by_id[saved.handout_id])
    )


def _is_same(saved: SavedHandout, handout_id: str, language: str) -> bool:
    return saved.handout_id == handout_id and (not saved.language or saved.language == language)


def _offers_of(saved: SavedHandout, targets: list[Target]) -> list[Offer]:
    own = [each for each in targets if _is_same(saved, each.handout_id, each.language)]
    if not own:
        return [Offer(saved.path, saved, None)]
    own.sort(key=lambda each: (each.edition != STANDARD, each.edition))
    return [Offer(target.path, saved, target) for target in own]


def choose(snapshot: Snapshot, key: str, seen_saves: int) -> Offer | None:
    """Return what was asked for, or what was saved since, in the same edition if there is one."""
    offers = list_offers(snapshot)
    asked = next((offer for offer in offers if offer.key == key), None)
    if asked and (seen_saves == snapshot.saves or asked.saved == snapshot.session[0]):
        return asked
    latest = [offer for offer in offers if offer.saved == snapshot.session[0]]
    edition = asked.edition if asked else STANDARD
    return next((offer for offer in latest if offer.edition == edition), next(iter(latest), None))


def describe(snapshot: Snapshot, offer: Offer | None, shown: Shown) -> dict[str, object]:
    """Return all that the page shows."""
    own, elsewhere = _split_problems(snapshot, offer)
    is_stale = bool(shown.version) and _is_stale(snapshot, offer)
    return {
        "serial": snapshot.serial,
        "saves": snapshot.saves,
        "building": snapshot.is_building,
        "first": snapshot.passed_at is None,
        "stale": is_stale,
        "title": offer.saved.handout_id if offer else "",
        "status": _describe_status(snapshot, offer, shown, len(own))
        + (" These pages are out of date." if is_stale else ""),
        "notice": _describe_notice(snapshot, offer, shown),
        "hint": "" if shown.version else _describe_emptiness(offer),
        "offers": [_offer_entry(each) for each in list_offers(snapshot)],
        "shown": offer.key if offer else "",
        "version": shown.version,
        "pages": shown.page_sizes,
        "problems": own,
        "elsewhere": elsewhere[:MOST_ELSEWHERE],
        "more_elsewhere": _describe_rest(len(elsewhere) - MOST_ELSEWHERE),
    }


def _offer_entry(offer: Offer) -> dict[str, str]:
    saved = offer.saved
    language = offer.target.language if offer.target else saved.language
    group = f"{saved.handout_id} ({language})" if language else saved.handout_id
    return {"key": offer.key, "group": group, "label": offer.edition or "no PDF yet"}


def _describe_status(
    snapshot: Snapshot, offer: Offer | None, shown: Shown, problem_count: int
) -> str:
    if snapshot.passed_at is None:
        return "The first build is running."
    at = snapshot.passed_at.strftime("%H:%M:%S")
    if snapshot.error:
        return f"Not built {at}."
    built = {event.target for event in snapshot.result.built}
    if offer and offer.target in built:
        return f"Rebuilt {at}: {_count(len(shown.page_sizes), 'page')}."
    if problem_count:
        return f"Not rebuilt {at}: {_count(problem_count, 'problem')}."
    if offer or not built:
        return f"Checked {at}: nothing to rebuild."
    return f"Built {at}: {_count(len(built), 'PDF')}."


def _describe_notice(snapshot: Snapshot, offer: Offer | None, shown: Shown) -> str:
    if snapshot.error:
        return _sentence(f"nothing could be built: {snapshot.error}")
    if offer is None or not shown.version:
        return ""
    for event in snapshot.result.stale:
        if event.target == offer.target:
            return _sentence(f"out of date: this is the PDF of the last good build; {event.reason}")
    if _is_stale(snapshot, offer):
        return "Out of date: this is the PDF of the last good build."
    return ""


def _is_stale(snapshot: Snapshot, offer: Offer | None) -> bool:
    if offer is None:
        return False
    stale = {event.target for event in snapshot.result.stale}
    return offer.target in stale | {event.target for event in snapshot.result.failed}


def _describe_emptiness(offer: Offer | None) -> str:
    if offer is None:
        return "Save a handout to see it here."
    return "There is no PDF of this handout yet. Mend its problems, and save it again."


# --- problems -----------------------------------------------------------------------------------


def _split_problems(
    snapshot: Snapshot, offer: Offer | None
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the chosen handout's own problems, and those of other files; errors come first."""
    ordered = sorted(snapshot.problems, key=lambda each: (each.severity != Severity.ERROR, each))
    own = [each for each in ordered if offer and _concerns(each, offer)]
    elsewhere = [_problem_entry(each) for each in ordered if each not in own]
    failures = [
        _entry("error", f"Edition {event.target.edition}", f"it was not made: {event.reason}", "")
        for event in snapshot.result.failed
        if offer and _is_same(offer.saved, event.target.handout_id, event.target.language)
    ]
    return [*map(_problem_entry, own), *failures], elsewhere


def _concerns(problem: Problem, offer: Offer) -> bool:
    saved = offer.saved
    if problem.path == saved.path:
        return True
    in_language = not problem.language or problem.language == saved.language
    return problem.handout_id == saved.handout_id and (in_language or not saved.language)


def _problem_entry(problem: Problem) -> dict[str, str]:
    place = f"{problem.path}, line {problem.line}"
    return _entry(str(problem.severity), place, problem.what, problem.remedy)


def _entry(severity: str, place: str, what: str, remedy: str) -> dict[str, str]:
    return {
        "severity": severity,
        "place": place,
        "what": _sentence(what),
        "remedy": _sentence(remedy) if remedy else "",
    }


def _describe_rest(number: int) -> str:
    return f"And {_count(number, 'more')}; the command check names them all." if number > 0 else ""


def _sentence(text: str) -> str:
    """Begin with a capital letter and end with a stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 or noun == "more" else f"{number} {noun}s"
