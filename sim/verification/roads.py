"""Cases of the evacuation's road: closures, and what never opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from numpy.random import PCG64, Generator

from sim.days import DAY
from sim.engine.play import play
from sim.episode.movement import Evacuation, Window
from sim.result.trace import WindowChanged
from sim.verification.build import LOADING, ROUND, SEATS, episode, people, plan, shut, shuttle, step
from sim.verification.case import OURS, Case, Reading, at_most, exact
from sim.verification.readings import departures, placed


def left_at(*closures: Window, convoys: int = 3, bays: int = 1) -> list[int]:
    """Departures of the convoys that 900 people need."""
    return departures(play(shuttle(900, convoys=convoys, bays=bays, closures=closures)))


def shift(what: str, expected: int, free: Sequence[int], late: Sequence[int]) -> Iterator[Reading]:
    """By how much later convoys leave, each against its own moment without a closure."""
    shifts = [after - before for before, after in zip(free, late, strict=True)]
    yield exact(f"least shift, {what}", expected, min(shifts))
    yield exact(f"greatest shift, {what}", expected, max(shifts))


def closure_while_waiting() -> Iterator[Reading]:
    for bays in (1, 2):
        free = left_at(bays=bays)
        for h in (1, 60, 777):
            yield from shift(f"{h} minutes, {bays} bays", h, free, left_at(shut(0, h), bays=bays))


def closure_with_slack() -> Iterator[Reading]:
    free, back = left_at(convoys=1), LOADING + ROUND - LOADING
    for start, end in ((LOADING + 1, back), (LOADING + 10, LOADING + 100)):
        yield from shift(f"shut {start} to {end}", 0, free, left_at(shut(start, end), convoys=1))


def closure_while_loading() -> Iterator[Reading]:
    free = left_at()
    for loaded in (1, 30, LOADING):
        for h in (1, 777):
            start = 4 * LOADING + loaded
            late = left_at(shut(start, start + h))
            yield from shift(f"the four before, {loaded} loaded", 0, free[:4], late[:4])
            yield from shift(f"{h} minutes, {loaded} loaded", h + loaded, free[4:], late[4:])


def random_halts() -> Iterator[Reading]:
    rng, wrong, loaded = Generator(PCG64(2016)), 0, 0
    for _ in range(30):
        starts = rng.integers(0, 2 * DAY, size=6).tolist()
        halts = sorted((s, s + int(h)) for s, h in zip(starts, rng.integers(1, 300, size=6), strict=True))
        found = left_at(*(shut(*halt) for halt in halts))
        expected = around(halts, len(found))
        wrong += sum(a != b for a, b in zip(expected, found, strict=True))
        loaded += len(found)
    yield exact("convoys that left", 30 * 9, loaded)
    yield exact("departures at another minute", 0, wrong)


def around(halts: Sequence[tuple[int, int]], convoys: int) -> list[int]:
    """When so many convoys leave that need an hour each, one after another, none of it shut."""
    out: list[int] = []
    now = 0
    while len(out) < convoys:
        hit = next(((start, end) for start, end in halts if start <= now + LOADING and end > now), None)
        now = now + LOADING if hit is None else hit[1]
        if hit is None:
            out.append(now)
    return out


def first_minutes() -> Iterator[Reading]:
    for start, expected in ((LOADING, 150), (LOADING + 1, LOADING)):
        yield exact(f"first departure, shut {start} to 90", expected, left_at(shut(start, 90))[0])
    for ends, began, gone in ((LOADING - 1, 0, 0), (LOADING, 1, 0), (LOADING + 1, 1, 1)):
        run = play(episode(people([SEATS]), evacuation=plan(ends=ends)))
        yield exact(f"convoys that begin to load, over from minute {ends}", began, len(run.convoys))
        yield exact(f"convoys that leave, over from minute {ends}", gone, len(departures(run)))


MET = (("opening", 0, True), ("closure", 30, False), ("end of the closure", 150, True))


def meeting() -> Iterator[Reading]:
    halts = (shut(30, 90), shut(90, 150), shut(100, 120), shut(400, 400))
    replay = play(episode(people([SEATS]), evacuation=plan(closures=halts)))
    told = [entry for entry in replay.trace if isinstance(entry, WindowChanged)]
    yield exact("departure", 150 + LOADING, departures(replay)[0])
    yield exact("times the road is told to open or close", 3, len(told))
    for (what, minute, is_open), entry in zip(MET, told, strict=True):
        yield exact(f"minute of the {what}", minute, entry.minute)
        yield exact(f"is it open from the {what} on", is_open, entry.is_open)
    yield exact("convoys told of, the one stopped among them", 2, len(replay.convoys))


NOTHING: dict[str, Evacuation | None] = {
    "no evacuation": None,
    "no buses": plan(buses=0),
    "no seats": plan(seats=0),
    "one bus too few": plan(buses=1),
    "no bay": plan(loading_bays=0),
    "never opens": plan(opens=10**9),
    "shut for ever": plan(closures=[shut(0, 10**9)]),
    "over as it opens": plan(opens=600, ends=600),
    "seats for nobody": plan(load_per_convoy=0, loading=0),
}


def nothing_drives() -> Iterator[Reading]:
    entries = 0
    for what, evacuation in NOTHING.items():
        replay = play(episode(people([1_000], [50], [20]), days=30, evacuation=evacuation))
        entries = max(entries, len(replay.trace))
        yield exact(f"convoys, {what}", 0, len(departures(replay)))
        yield exact(f"people still there, {what}", 1_070, sum(placed(replay, "d0")))
    yield at_most("entries in a trace of 30 days", 3, entries)


def nobody_waits() -> Iterator[Reading]:
    replay = play(episode(people([0]), days=30, evacuation=plan(loading=1, loading_bays=3)))
    yield exact("convoys", 0, len(departures(replay)))
    yield exact("people", 0, int(replay.people.sum()))
    yield exact("entries in a trace of 30 days: the opening", 1, len(replay.trace))


LAST: dict[str, Evacuation] = {
    "opens": plan(opens=DAY),
    "ends": plan(ends=DAY),
    "is shut": plan(closures=[shut(DAY, DAY + 60)]),
    "opens again": plan(closures=[shut(300, DAY)]),
}


def last_midnight() -> Iterator[Reading]:
    for what, evacuation in LAST.items():
        replay = play(episode(people([50]), days=1, steps=[step(DAY, 0)], evacuation=evacuation))
        beyond = [e for e in replay.trace if isinstance(e, WindowChanged) and e.minute >= DAY]
        yield exact(f"entries of a road that {what} at the last midnight", 0, len(beyond))
        yield exact("steps of control at the last midnight", 0, len(replay.control_changes))


CASES = (
    Case(
        id="closure-waiting",
        title="A closure before loading costs its length",
        kin="NIST Verif.4.1",
        built="nine convoys by one and by two bays; shut from the opening on, for h = 1, 60, 777 minutes",
        formula="every departure h later",
        criterion="exact: whole minutes",
        measure=closure_while_waiting,
    ),
    Case(
        id="closure-slack",
        title="A closure while nobody waits for the road costs nothing",
        kin="NIST Verif.4.1",
        built="buses for one convoy; shut only while it is away",
        formula="every departure at its own minute: shift 0",
        criterion="exact: whole minutes",
        measure=closure_with_slack,
    ),
    Case(
        id="closure-loading",
        title="A closure while a convoy loads costs the loading too",
        kin="NIST Verif.4.1",
        built="the fifth convoy has loaded for 1, 30 or all 60 minutes when the road closes for h",
        formula=(
            "everybody gets off and loading begins anew: later departures shift by h + what was loaded, not"
            " by h as for work that is resumed; a convoy whose last minute of loading is the first one shut"
            " has not left"
        ),
        criterion="exact: whole minutes",
        measure=closure_while_loading,
    ),
    Case(
        id="random-halts",
        title="Closures at any minute",
        kin=OURS,
        built="30 episodes of nine convoys with six closures each, drawn, overlapping or not",
        formula=(
            "the earliest minutes at which an hour of loading fits between closures, one convoy after another"
        ),
        criterion="exact: every departure, against a list worked out apart from the engine",
        measure=random_halts,
    ),
    Case(
        id="meeting-closures",
        title="Closures that meet or overlap are one",
        kin=OURS,
        built="closures 30 to 90, 90 to 150 and 100 to 120, and one of no length",
        formula="shut once, from 30 to 150; one convoy stopped, one that leaves at 150 + L",
        criterion="exact: whole minutes and entries",
        measure=meeting,
    ),
    Case(
        id="first-minutes",
        title="The first minute of a closure is shut, its end is open",
        kin=OURS,
        built=(
            "one convoy due to leave at minute 60; closures from 60 and from 61; an evacuation over at 59, "
            "60 and 61"
        ),
        formula=(
            "closed at 60: loads anew from 90 and leaves at 150; closed at 61: leaves at 60; over at 59: "
            "does not begin to load"
        ),
        criterion="exact: whole minutes",
        measure=first_minutes,
    ),
    Case(
        id="nothing-drives",
        title="No buses, no seats, no bay, no road",
        kin=OURS,
        built="1,070 people for 30 days and nine evacuations that cannot carry anybody",
        formula="the run ends, 1,070 people are still there, no convoy left",
        criterion=(
            "exact; a trace holds the opening, the closing and the one convoy that waits: 3 entries at most"
        ),
        measure=nothing_drives,
    ),
    Case(
        id="nobody-waits",
        title="Nobody to carry",
        kin=OURS,
        built="no people, three bays, loading takes a minute, 30 days",
        formula="no convoy leaves, the run ends, and the trace holds the opening alone",
        criterion="exact",
        measure=nobody_waits,
    ),
    Case(
        id="last-midnight",
        title="What falls on the last midnight does not happen",
        kin=OURS,
        built="a road that opens, ends, is shut or opens again at the midnight that ends the only day",
        formula="no entry of the trace at or after that minute; neither a change of control",
        criterion="exact",
        measure=last_midnight,
    ),
)
