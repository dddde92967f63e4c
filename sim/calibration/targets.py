"""Which figures an assumption may be fitted to, and why the others may not be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sim.episode.episode import Episode
from sim.episode.figure import Figure
from sim.errors import SimError
from sim.scenario.load import Scenario

TARGET, PUT_IN, REPEATS, HELD_OUT = "target", "put-in", "repeats", "held-out"


@dataclass(frozen=True)
class Use:
    """A figure, who says it (by id), what it may be used for, and why."""

    figure: Figure
    speaker: str
    use: str
    reason: str


def uses_of(scenario: Scenario, episode: Episode) -> tuple[Use, ...]:
    """What each figure of an episode may be used for, in the episode's order.

    A figure that drives may be fitted to when it was only looked at for an assumption: the replay gives it
    freely.  A claim that is put in comes out as it was put in, whatever is fitted.
    """
    looked = looked_at(scenario)
    followed = {question.followed for question in episode.settled}
    passed = {claim for question in episode.settled for claim in question.passed_over}
    restating = {entry.claim for entry in scenario.figures.figures if set(entry.restates) & episode.driving}
    found = []
    for figure in episode.figures:
        speaker, claim = scenario.record.claim(figure.claim).said_by, figure.claim
        if figure.role != "drives":
            use, reason = HELD_OUT, "held out: it scores the replay, so nothing is fitted to it"
        elif claim in followed:
            use, reason = PUT_IN, "put in: the replay starts from it and gives it back"
        elif claim in passed or claim in restating or claim not in looked:
            use, reason = REPEATS, "says the same as a claim that is put in, or competes with it"
        else:
            use, reason = TARGET, f"only looked at, for {', '.join(looked[claim])}"
        found.append(Use(figure, speaker, use, reason))
    return tuple(found)


def looked_at(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """For each claim under a ``fitted_to`` of people.yaml or control.yaml, the paths that name it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    control = scenario.control.model_dump(mode="json")
    files = {"": scenario.people.model_dump(mode="json"), "control": control["steps"]}
    for file, data in (*files.items(), ("control.start", control["start"])):
        for path, claims in _fitted(data, file):
            for claim in claims:
                found[claim].append(path)
    return {claim: tuple(paths) for claim, paths in found.items()}


def _fitted(data: Any, path: str) -> Iterator[tuple[str, Sequence[str]]]:
    if isinstance(data, dict):
        if data.get("fitted_to"):
            yield path, data["fitted_to"]
        for key, value in data.items():
            yield from _fitted(value, f"{path}.{key}".lstrip("."))
    elif isinstance(data, list | tuple):
        for number, value in enumerate(data):
            name = value.get("id", number) if isinstance(value, dict) else number
            yield from _fitted(value, f"{path}.{name}")


def choose_targets(
    uses: Sequence[Use], figures: Sequence[str] = (), speakers: Sequence[str] = ()
) -> tuple[Use, ...]:
    """The figures to fit to: those named, or all that may be; of ``speakers`` (ids) where some are given.

    Raises `SimError` for a figure that may not be fitted to, a speaker without one, or when none is left.
    """
    for name in figures:
        refuse_unfit(_named(uses, name))
    able = [use for use in uses if use.use == TARGET]
    if not able:
        put_in = sum(use.use in (PUT_IN, REPEATS) for use in uses)
        raise SimError(
            f"there is nothing to fit to: {put_in} figures that drive are put in or repeat what is, "
            "and the others are held out",
            hint="list under an assumption's fitted_to a claim that was looked at for it, with its reason",
        )
    known = sorted({use.speaker for use in able})
    for speaker in speakers:
        if speaker not in known:
            raise SimError(f"no figure of '{speaker}' may be fitted to", hint=f"one of {', '.join(known)}")
    asked = [use for use in able if not figures or use.figure.id in figures]
    chosen = tuple(use for use in asked if not speakers or use.speaker in speakers)
    if not chosen:
        raise SimError(
            "none of the figures named is said by the speakers named",
            hint="leave out --speaker, or name a figure of theirs",
        )
    return chosen


def refuse_unfit(use: Use) -> None:
    """Raise `SimError` for a figure that may not be fitted to; by its role too, whatever ``use`` says."""
    if use.use != TARGET or use.figure.role != "drives":
        held = use.figure.role != "drives"
        reason = "held out: it scores the replay, so nothing is fitted to it" if held else use.reason
        raise SimError(
            f"'{use.figure.id}' may not be fitted to; it is {reason}",
            hint="targets.csv of a fit without --figure lists those that may be",
        )


def _named(uses: Sequence[Use], name: str) -> Use:
    ids = {use.figure.id: use for use in uses}
    if name not in ids:
        able = [use.figure.id for use in uses if use.use == TARGET]
        near = get_close_matches(name, ids, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"one of {', '.join(able)}"
        raise SimError(f"no figure '{name}'", hint=hint)
    return ids[name]
