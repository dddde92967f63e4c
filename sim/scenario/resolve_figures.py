"""What an episode carries of the record: figures to check, incidents to show, disagreements."""

from __future__ import annotations

from collections.abc import Iterator

from sim.days import DAY
from sim.episode.episode import Incident
from sim.episode.figure import Figure, Unanswered, Voice
from sim.estimate import Estimate
from sim.record.claim import Claim, Kind, Measure, Party
from sim.scenario.basis import Moment
from sim.scenario.figures import FigureEntry, Measured
from sim.scenario.load import Scenario
from sim.scenario.settle import Settler
from sim.scenario.unsettled import Unsettled


def resolve_figures(scenario: Scenario, settler: Settler) -> tuple[Figure, ...]:
    """Every listed figure, and every claimed share of a district, by moment.

    The role of each follows from what the settler used before this is called; a claim that
    restates a followed one drives too.
    """
    driving = settler.driving | restated(scenario, settler)
    followed = _followed_instead(scenario, settler)
    probe = Settler(scenario, settler.account, steps=settler.steps)
    figures = [
        _figure(scenario, probe, f"figures.{number}", entry, driving, followed)
        for number, entry in enumerate([*scenario.figures.figures, *share_entries(scenario)])
    ]
    return tuple(sorted(figures, key=lambda figure: (figure.minute, figure.claim)))


def share_entries(scenario: Scenario) -> Iterator[FigureEntry]:
    """An entry for each claimed share of a district or a group of districts on a day of the scenario."""
    listed = {entry.claim for entry in scenario.figures.figures}
    for claim in scenario.record.claims.values():
        is_share = claim.measure is Measure.CONTROL_SHARE and claim.party is not None
        if is_share and claim.id not in listed and _is_ground(scenario, claim) and _is_over(scenario, claim):
            yield FigureEntry(
                claim=claim.id, measure=Measured.CONTROL, places=(claim.place,), party=claim.party
            )


def _is_ground(scenario: Scenario, claim: Claim) -> bool:
    return claim.place in scenario.territory.districts or claim.place in scenario.territory.groups


def _in_days(scenario: Scenario, claim: Claim) -> bool:
    day = claim.when.day
    return day is not None and scenario.head.first <= day <= scenario.head.last


def _is_over(scenario: Scenario, claim: Claim) -> bool:
    """Does the time it speaks of end on a day of the scenario?"""
    until = claim.when.until
    return _in_days(scenario, claim) and (until is None or until <= scenario.head.last)


def _figure(
    scenario: Scenario,
    probe: Settler,
    path: str,
    entry: FigureEntry,
    driving: set[str],
    followed: dict[str, str],
) -> Figure:
    claim = scenario.record.claim(entry.claim)
    calendar = scenario.head.calendar
    minute = _minute(probe, path, claim, entry.at)
    if not 0 <= minute <= calendar.minutes:
        problem = f"the figure of {claim.id} is of {calendar.stamp(minute)}, which is not replayed"
        raise Unsettled(problem, path, hint="leave it out, or give 'at' with a reason")
    since = 0 if entry.since is None else probe.minute(f"{path}.since", Kind.OTHER, entry.since)
    explained = entry.explained
    drives = bool({claim.id, *entry.restates} & driving)
    return Figure(
        id=f"{entry.measure.value}:{claim.id}",
        claim=claim.id,
        minute=minute,
        since=since,
        day=calendar.day_of(max(0, minute - 1)).isoformat(),
        measure=entry.measure.value,
        unit=claim.unit,
        claimed=claim.value,
        attributed_to=scenario.record.speakers[claim.said_by].name,
        places=tuple(d for place in entry.places for d in scenario.districts_of(place)),
        group=entry.group,
        party=None if entry.party is None else entry.party.value,
        destination=entry.destination,
        convoy=entry.convoy,
        role="drives" if drives else "held-out",
        follows=None if drives else followed.get(claim.id),
        mechanism=None if explained is None else explained.mechanism,
        replay_is=None if explained is None else explained.replay_is,
    )


def restated(scenario: Scenario, settler: Settler) -> set[str]:
    """Claims passed over that say the same as the one followed: they cannot score it either.

    A claim that disputes anything that drives says something else, and stays held out.
    """
    record = scenario.record
    return {
        other
        for question in settler.settled
        for other in question.passed_over
        if _says_the_same(record.claim(question.followed), record.claim(other))
        and not set(record.claim(other).disputes) & settler.driving
    }


def _says_the_same(followed: Claim, other: Claim) -> bool:
    """Same thing, place and day, and ranges that meet (a party's share against another's rest)."""
    same = (followed.measure, followed.place, followed.when.day) == (
        other.measure,
        other.place,
        other.when.day,
    )
    if not same or other.value.is_empty:
        return False
    if followed.party is other.party:
        return followed.value.meets(other.value)
    rest = Estimate(low=_rest(followed.value.high), high=_rest(followed.value.low))
    return other.party is not Party.SDF and followed.party is not Party.SDF and rest.meets(other.value)


def _rest(share: float | None) -> float | None:
    return None if share is None else 1 - share


def _minute(probe: Settler, path: str, claim: Claim, at: Moment | None) -> int:
    """The figure's own moment; without a part of day it is taken at the end of its (last) day."""
    if at is not None:
        return probe.minute(f"{path}.at", Kind.OTHER, at)
    if claim.when.part is None and claim.when.day is not None:
        last = claim.when.until or claim.when.day
        return probe.scenario.head.calendar.minute(last) + DAY
    return probe.claim_minute(path, claim)


def _followed_instead(scenario: Scenario, settler: Settler) -> dict[str, str]:
    """For each claim passed over, the speaker whose claim was followed on that question."""
    names: dict[str, str] = {}
    for question in settler.settled:
        speaker = scenario.record.speakers[scenario.record.claim(question.followed).said_by].name
        for claim in question.passed_over:
            names.setdefault(claim, speaker)
    return {claim: name for claim, name in names.items() if claim not in settler.driving}


def unanswered(scenario: Scenario) -> tuple[Unanswered, ...]:
    """Figures that no replay can answer, by claim."""
    rows = [(claim, entry.reason) for entry in scenario.figures.unchecked for claim in entry.claims]
    return tuple(Unanswered(claim, reason) for claim, reason in sorted(rows))


def resolve_incidents(scenario: Scenario, settler: Settler) -> tuple[Incident, ...]:
    """Every dated claim of the scenario's days, in order, with the accounts that follow it."""
    followers = settler.followers()
    contested = {claim for _, claims in settler.asked for claim in claims}
    found = [
        _incident(scenario, settler, claim, followers, contested)
        for claim in scenario.record.claims.values()
        if _in_days(scenario, claim)
    ]
    return tuple(sorted(found, key=lambda incident: (incident.minute, incident.claim)))


def _incident(
    scenario: Scenario,
    settler: Settler,
    claim: Claim,
    followers: dict[str, tuple[str, ...]],
    contested: set[str],
) -> Incident:
    minute = settler.claim_minute(f"incidents.{claim.id}", claim)
    following = followers.get(claim.id, ()) if claim.id in contested else scenario.head.accounts
    precision = claim.when.part or "day"
    if claim.when.until is not None:
        precision = f"until {claim.when.until.isoformat()}"
    return Incident(
        minute=minute,
        when=scenario.head.calendar.stamp(minute),
        precision=f"{precision}, {claim.when.basis}",
        kind=claim.kind.value,
        place=claim.place,
        text=claim.text,
        claim=claim.id,
        said_by=scenario.record.speakers[claim.said_by].name,
        accounts=tuple(account for account in scenario.head.accounts if account in following),
    )


def voices(scenario: Scenario) -> dict[str, Voice]:
    """Every claim of the record as outputs show it."""
    return {claim.id: _voice(scenario, claim) for claim in scenario.record.claims.values()}


def _voice(scenario: Scenario, claim: Claim) -> Voice:
    speaker = scenario.record.speakers[claim.said_by]
    when = (
        "undated"
        if claim.when.day is None
        else f"{claim.when.day.isoformat()} {claim.when.part or ''}".strip()
    )
    scope = "" if claim.scope is None else f"{claim.scope.who}; {claim.scope.since}; {claim.scope.where}"
    return Voice(
        claim.id, speaker.name, speaker.family, claim.locator, claim.text, when, claim.value, claim.unit,
        claim.wording, scope, claim.note or "",
    )  # fmt: skip


def disagreements(scenario: Scenario) -> tuple[tuple[str, ...], ...]:
    """Claims that cannot all be true, gathered: each list is connected by 'disputes' links."""
    claims, seen, found = scenario.record.claims, set[str](), []
    for start in claims.values():
        if start.disputes and start.id not in seen:
            group, queue = set[str](), [start.id]
            while queue:
                current = queue.pop()
                if current not in group:
                    group.add(current)
                    queue.extend(claims[current].disputes)
            seen |= group
            found.append(tuple(sorted(group, key=lambda claim: claims[claim].order)))
    return tuple(found)
