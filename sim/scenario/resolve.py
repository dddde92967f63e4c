"""From a scenario to an episode: an account settles everything that is contested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.episode.control import ControlStep
from sim.episode.episode import Episode, Provenance
from sim.episode.movement import Flight
from sim.episode.places import PARTIES, Place, Territory
from sim.episode.sheet import Line, MapSheet
from sim.errors import Fault, FaultsFound, SimError
from sim.record.claim import Kind
from sim.scenario.gazetteer import PlaceEntry
from sim.scenario.load import Scenario
from sim.scenario.resolve_figures import disagreements, resolve_figures, resolve_incidents, unanswered, voices
from sim.scenario.resolve_people import resolve_people
from sim.scenario.schema import Step
from sim.scenario.settle import Settler, Timed
from sim.scenario.unsettled import Unsettled, located
from sim.yamlfile import line_of


def resolve(scenario: Scenario, *, account: str | None = None) -> Episode:
    """The episode of ``scenario`` as ``account`` (default: the scenario's own) tells it.

    Raises `SimError` for an account that the scenario does not list, `FaultsFound` for a value that
    cannot be settled.
    """
    account = account or scenario.head.account
    if account not in scenario.head.accounts:
        raise SimError(
            f"the scenario has no account '{account}'", hint=f"one of {', '.join(scenario.head.accounts)}"
        )
    try:
        return _settle(scenario, Settler(scenario, account))
    except Unsettled as unsettled:
        raise located(scenario, unsettled) from None


def _settle(scenario: Scenario, settler: Settler) -> Episode:
    """Every question answered, in the order of the files."""
    territory = resolve_territory(scenario)
    start, start_basis = resolve_start(scenario, territory, settler)
    steps = resolve_steps(scenario, territory, settler)
    population, flight, evacuation = resolve_people(scenario, territory, settler)
    refuse_silent(scenario, settler)
    refuse_no_way_out(steps, flight)
    driving = frozenset(settler.driving)
    head = scenario.head
    return Episode(
        scenario=scenario.id,
        title=head.title,
        subtitle=head.subtitle,
        question=head.question,
        content_note=head.content_note,
        enclave_name=head.enclave_name,
        account=settler.account,
        account_name=scenario.record.accounts.accounts[settler.account].name,
        what_ifs=scenario.what_ifs,
        questions=scenario.questions,
        inputs_hash=scenario.inputs_hash,
        inputs=scenario.inputs,
        calendar=head.calendar,
        places=resolve_places(scenario),
        landmarks=resolve_landmarks(scenario),
        territory=territory,
        sheet=resolve_sheet(scenario),
        start=start,
        start_basis=start_basis,
        steps=steps,
        population=population,
        flight=flight,
        evacuation=evacuation,
        incidents=resolve_incidents(scenario, settler),
        settled=tuple(settler.settled),
        provenance=(*settler.provenance, *_taken_away(scenario), *_map_provenance(scenario)),
        driving=driving,
        figures=resolve_figures(scenario, settler),
        unanswered=unanswered(scenario),
        voices=voices(scenario),
        disagreements=disagreements(scenario),
        credits=tuple(dict.fromkeys(d.credit for d in scenario.places.datasets.values())),
    )


def refuse_silent(scenario: Scenario, settler: Settler) -> None:
    """Raise `FaultsFound` for an account that has no word of its own on any contested question.

    Its replay would be the fallback's under another name.  The fallback itself ranks everybody.
    """
    contested = [question for question in settler.settled if question.passed_over]
    if not contested or not all(question.fell_back for question in contested):
        return
    path = scenario.record.folder / "accounts.yaml"
    keys = ("accounts", settler.account, "order")
    problem = f"answers nothing: none of its speakers speaks on any of {len(contested)} contested questions"
    remedy = f"rank speakers of this scenario's claims, or leave '{settler.account}' out of its accounts"
    raise FaultsFound([Fault(str(path), line_of(path, keys), ".".join(keys), problem, remedy)])


def refuse_no_way_out(steps: Sequence[ControlStep], flight: Flight) -> None:
    """Raise `Unsettled` when a side gains ground and no corridor leads across to it."""
    for step in steps:
        sdf = PARTIES.index("sdf")
        if not any((corridor.party == sdf) == (step.party == sdf) for corridor in flight.corridors):
            side = "sdf" if step.party == sdf else "government"
            raise Unsettled(
                f"step '{step.id}' takes ground and no corridor leads to that side",
                "flight.corridors",
                hint=f"add a corridor with next_to: {side} to people.yaml",
            )


def resolve_territory(scenario: Scenario) -> Territory:
    """Districts in the order of the file, their areas, and who touches whom on the sheet."""
    districts = tuple(scenario.territory.districts)
    cells = scenario.sheet.districts
    touching = np.array([[float(b in cells[a].touches) for b in districts] for a in districts])
    faces = {p: np.array([float(p in cells[d].borders) for d in districts]) for p in ("government", "sdf")}
    areas = np.array([scenario.territory.districts[d].km2 for d in districts])
    return Territory(
        districts, areas, np.maximum(areas, _whole(scenario)), touching, faces["government"], faces["sdf"]
    )


def _whole(scenario: Scenario) -> np.ndarray:
    """Published km² (district) where part of a district lies outside the outline, else 0.

    Only a published cut counts: where ground was parted between names, no part lies outside.
    """
    by_id = {place.id: place for place in scenario.places.places}
    areas = []
    for district, inside in scenario.territory.districts.items():
        area = by_id[district].area
        is_cut = area is not None and inside.dataset is not None
        areas.append(area.km2 if area is not None and is_cut else 0.0)
    return np.array(areas)


def resolve_start(
    scenario: Scenario, territory: Territory, settler: Settler
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Shares (district, party) on the first midnight."""
    shares = np.zeros((len(territory.districts), len(PARTIES)))
    basis = [""] * len(territory.districts)
    for number, entry in enumerate(scenario.control.start):
        path = f"control.start.{number}"
        held = ", ".join(f"{party} {share:g}" for party, share in entry.shares.assume.items())
        settler.assumed(path, held, entry.shares.because, entry.shares.fitted_to)
        for place in entry.places:
            for district in scenario.districts_of(place):
                index = territory.index(district)
                shares[index] = [entry.shares.assume.get(party, 0.0) for party in PARTIES]
                basis[index] = f"assumption:{path}"
    return shares, tuple(basis)


def resolve_steps(scenario: Scenario, territory: Territory, settler: Settler) -> tuple[ControlStep, ...]:
    """Every step for every district it names, by moment, then by the order of the file."""
    steps: list[ControlStep] = []
    for step in scenario.control.steps:
        steps.extend(_resolve_step(scenario, territory, settler, step))
    return tuple(sorted(steps, key=lambda step: step.minute))


def _resolve_step(
    scenario: Scenario, territory: Territory, settler: Settler, step: Step
) -> list[ControlStep]:
    """A claim of what the opposition keeps is taken as it stands, lower or higher than before."""
    path = f"control.{step.id}"
    party, share, bases = _share(settler, path, step)
    if step.at is not None:
        minute = settler.minute(f"{path}.at", Kind.CONTROL, step.at)
        bases.append(settler.provenance[-1].basis)
    else:
        claim = settler.scenario.record.claim(settler.settled[-1].followed)
        minute = settler.claim_minute(path, claim)
        settler.moments[f"{path}.at"] = Timed(minute, 0, None, claim)
    basis = ";".join(dict.fromkeys(bases))
    settler.steps[step.id] = minute
    districts = [d for place in step.places for d in scenario.districts_of(place)]
    exactly = step.exactly or party == "opposition"
    return [
        ControlStep(minute, territory.index(d), PARTIES.index(party), share, exactly, step.id, basis)
        for d in districts
    ]


def _share(settler: Settler, path: str, step: Step) -> tuple[str, float, list[str]]:
    """Party, share and bases of a step; that a step is assumed stands first among them."""
    if step.claims is None:
        assert step.party is not None
        assert step.share is not None
        share = settler.number(f"{path}.share", Kind.CONTROL, step.share)
        basis = settler.provenance[-1].basis
        settler.assumed(path, f"{step.party.value} {share:g}", step.because or "")
        return step.party.value, share, [f"assumption:{path}", basis]
    claim = settler.follow(path, Kind.CONTROL, step.claims)
    read = settler.read(path, claim, step.read_as)
    if read is None and claim.value.is_empty:
        problem = f"step '{step.id}' follows {claim.id}, which gives no share"
        raise Unsettled(problem, f"{path}.claims", hint="add it to read_as with a reason")
    share = read if read is not None else claim.value.central()
    party = next((p.value for p in (step.party, claim.party) if p is not None), "government")
    settler.claimed(
        path, f"{party} {share:g}", claim, "" if read is None else f"; read as {read:g}: {step.because}"
    )
    bases = [f"claim:{claim.id}"]
    if step.places_assumed:
        settler.assumed(f"{path}.places", " ".join(step.places), step.because or "")
        bases.append(f"assumption:{path}.places")
    return party, share, bases


def resolve_places(scenario: Scenario) -> tuple[Place, ...]:
    """Districts first, in the territory's order, then the places that people reach, by id."""
    by_id = {place.id: place for place in scenario.places.places}
    chosen = [*scenario.territory.districts, *sorted(reached_places(scenario))]
    return tuple(_place(scenario, by_id[name]) for name in chosen)


def resolve_landmarks(scenario: Scenario) -> tuple[Place, ...]:
    """Points without ground of their own: bridges, hills, roundabouts, buildings."""
    return tuple(_place(scenario, place) for place in scenario.places.places if place.role == "point")


def _place(scenario: Scenario, entry: PlaceEntry) -> Place:
    area = scenario.territory.districts.get(entry.id)
    located = entry.located
    return Place(
        id=entry.id,
        name=entry.name,
        arabic=entry.arabic or "",
        kind=entry.kind,
        lat=entry.lat,
        lon=entry.lon,
        km2=None if area is None else area.km2,
        basis=f"dataset:{located.dataset}" if located.dataset else f"assumption:places.{entry.id}",
        area_basis=None if area is None else _area_basis(entry.id, area.dataset),
    )


def reached_places(scenario: Scenario) -> set[str]:
    """Places outside the enclave at which the replay counts people."""
    flight, evacuation = scenario.people.flight, scenario.people.evacuation
    reached = {corridor.destination for corridor in flight.corridors} | {flight.custody, flight.return_from}
    return reached | (set(evacuation.destinations.values()) if evacuation else set())


def resolve_sheet(scenario: Scenario) -> MapSheet:
    """The lines of map.yaml."""
    sheet = scenario.sheet
    outlines = tuple(Line(o.id, o.name, o.kind, o.confidence, o.ring) for o in sheet.outlines)
    lines = tuple(Line(o.id, o.name, o.kind, o.confidence, o.points) for o in sheet.lines)
    return MapSheet(
        sheet.schematic, outlines, lines, {d: sheet.districts[d].ring for d in scenario.territory.districts}
    )


def _area_basis(district: str, dataset: str | None) -> str:
    return f"dataset:{dataset}" if dataset else f"assumption:territory.{district}"


def _taken_away(scenario: Scenario) -> Iterator[Provenance]:
    """What what-ifs removed, so that it is told of somewhere."""
    for question in scenario.questions:
        basis = f"assumption:what-if.{question.id}"
        yield from (Provenance(path, "removed", basis, question.reason) for path in question.removed)


def _map_provenance(scenario: Scenario) -> list[Provenance]:
    """Where areas and coordinates come from."""
    areas = [
        Provenance(f"territory.{name}", f"{area.km2:g}", _area_basis(name, area.dataset), area.reason)
        for name, area in scenario.territory.districts.items()
    ]
    reasons = {place.id: place.located.reason for place in scenario.places.places}
    spots = [
        Provenance(f"places.{place.id}", f"{place.lat},{place.lon}", place.basis, reasons[place.id])
        for place in (*resolve_places(scenario), *resolve_landmarks(scenario))
    ]
    return [*areas, *spots]
