"""Cases of people whose ground is overtaken, and of people who come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import exp

import numpy as np

from sim.days import DAY
from sim.engine.play import decision_moments, play, play_at
from sim.episode.movement import Flight
from sim.episode.places import CIVILIANS, FIGHTERS, GOVERNMENT, OPPOSITION, SDF
from sim.result.replay import Replay
from sim.verification.build import LANE, ROAD, STILL, episode, land, named, people, plan, shut, step
from sim.verification.case import OURS, Case, Reading, exact
from sim.verification.chance import counted
from sim.verification.readings import crossed_at, placed

N = 200_000
ALL_STAY = replace(STILL, stay=1.0, cross=0.0)
ALL_CROSS = replace(STILL, stay=0.0, cross=1.0)
ALL_RETREAT = replace(STILL, stay=0.0, cross=0.0)


def overtaken() -> Iterator[Reading]:
    replay = play(episode(people([N, 0], [N, 0], [N, 0]), days=1, steps=[step(600, 0)]))
    for group, name in ((0, "civilians"), (2, "wounded")):
        yield counted(f"{name} who stay", N, 0.5, placed(replay, "d0")[group])
        yield counted(f"{name} who cross", N, 0.25, placed(replay, "town")[group])
        yield counted(f"{name} who retreat", N, 0.25, placed(replay, "d1")[group])
    yield exact("people counted as inside where nothing is held", 0, int(replay.inside[-1, :, 0].sum()))


def fighters() -> Iterator[Reading]:
    for share in (0.0, 0.25, 0.9):
        flight = replace(STILL, surrender=share)
        replay = play(episode(people([0, 0], [N, 0]), days=1, steps=[step(600, 0)], flight=flight))
        yield exact(f"fighters who stay, surrender {share}", 0, placed(replay, "d0")[FIGHTERS])
        yield counted(
            f"fighters in custody, surrender {share}", N, share, placed(replay, "custody")[FIGHTERS]
        )
        yield counted(
            f"fighters who retreat, surrender {share}", N, 1 - share, placed(replay, "d1")[FIGHTERS]
        )


def in_two_steps() -> Iterator[Reading]:
    cross = 0.4
    flight = replace(STILL, stay=1 - cross, cross=cross)
    for shares in ((1.0,), (0.5, 1.0), (0.2, 0.6, 1.0)):
        steps = [step(600 + 60 * n, 0, share) for n, share in enumerate(shares)]
        replay = play(episode(people([N, 0]), days=1, steps=steps, flight=flight))
        yield counted(f"across after {len(shares)} steps", N, cross, crossed_at(replay, DAY))
    part = play(episode(people([N, 0]), days=1, steps=[step(600, 0, 0.3)], flight=flight))
    yield counted("inside after 30 % of the ground", N, 0.7, int(part.inside[-1, CIVILIANS, 0]))
    yield counted("across after 30 % of the ground", N, 0.3 * cross, crossed_at(part, DAY))


def whose_corridor() -> Iterator[Reading]:
    flight = replace(ALL_CROSS, corridors=(ROAD, LANE))
    for government in (1.0, 0.75, 0.2):
        ground = land(government=[government], sdf=[1 - government])
        told = episode(people([N]), days=1, ground=ground, steps=[step(600, 0)], flight=flight)
        yield counted(
            f"to town, {government:.0%} of the front", N, government, play(told).fled_at(DAY)["town"]
        )
    for party, place in ((GOVERNMENT, "town"), (SDF, "next-door")):
        told = episode(
            people([N]), days=1, ground=land(government=[0]), steps=[step(600, 0, party=party)], flight=flight
        )
        yield exact(f"to {place}, nobody near", N, play(told).fled_at(DAY)[place])
    closed = replace(ROAD, closures=(shut(0, DAY),), capacity=10)
    told = episode(people([N]), days=1, steps=[step(600, 0)], flight=replace(ALL_CROSS, corridors=(closed,)))
    yield exact("to town, overtaken, by a road shut and narrow", N, crossed_at(play(told), DAY))


def refuge() -> Iterator[Reading]:
    ground = land(4, government=(0, 0, 0, 2), areas=(1.0, 1.0, 2.0, 3.0))
    told = episode(people([N, 0, 0, 0]), days=1, ground=ground, steps=[step(60, 0)], flight=ALL_RETREAT)
    replay = play(told)
    weights = np.array([0, 1 * (1 - 1 / 2), 2, 3 * (1 - 2 / 3)])
    for district, part in enumerate((weights / weights.sum()).tolist()):
        yield counted(f"retreated to d{district}", N, part, placed(replay, f"d{district}")[0])


def nowhere_left() -> Iterator[Reading]:
    replay = play(episode(people([1_000], [300]), days=1, steps=[step(600, 0)], flight=ALL_RETREAT))
    yield exact("civilians who stay", 1_000, placed(replay, "d0")[CIVILIANS])
    yield exact("fighters in custody", 300, placed(replay, "custody")[FIGHTERS])
    told = episode(people([1_000]), days=1, steps=[step(600, 0)], flight=replace(ALL_CROSS, corridors=()))
    yield exact("civilians who stay, no corridor there", 1_000, placed(play(told), "d0")[CIVILIANS])
    alone = replace(STILL, retreat_bombed=1e4)
    told = episode(people([1_000]), days=1, flight=alone)
    yield exact(
        "civilians who stay under fire, no other district", 1_000, placed(play(told), "d0")[CIVILIANS]
    )


def regained() -> Iterator[Reading]:
    for share in (0.25, 0.5, 1.0):
        back = step(900, 0, share, party=OPPOSITION, exactly=True)
        replay = play(episode(people([1_001, 0]), days=1, steps=[step(600, 0), back], flight=ALL_STAY))
        yield exact(
            f"inside again with {share:.0%}", int(1_001 * share), int(replay.inside[-1, CIVILIANS, 0])
        )
        yield exact(f"in the district with {share:.0%}", 1_001, placed(replay, "d0")[0])
    quarters = [
        step(900 + n, 0, share, party=OPPOSITION, exactly=True) for n, share in enumerate((0.25, 0.5))
    ]
    replay = play(episode(people([1_001, 0]), days=1, steps=[step(600, 0), *quarters], flight=ALL_STAY))
    twice = 250 + 751 // 3
    yield exact("inside again with 25 %, then 50 %", twice, int(replay.inside[-1, CIVILIANS, 0]))


def times_on_foot() -> Iterator[Reading]:
    flight = replace(STILL, stay=0.0, cross=0.0, surrender=1.0, surrender_minutes=20)
    told = episode(people([0, 0], [300, 0]), days=1, steps=[step(600, 0)], flight=flight)
    replay = play_at(told, decision_moments(told, 1))
    before = replay.hours.minute[replay.hours.surrendered < 300]
    yield exact("last minute before which nobody is in custody", 620, int(before[-1]))
    lost = [step(600, 0), step(630, 1)]
    caught = play(
        episode(people([1_000, 0, 0]), days=1, steps=lost, flight=replace(ALL_RETREAT, retreat_minutes=45))
    )
    yield exact("inside what was lost while they were under way", 0, int(caught.inside[-1, :, :2].sum()))
    yield exact("people still counted", 1_000, int(caught.people[-1].sum()))


def coming_home(flight: Flight, days: int) -> Replay:
    """All N cross in the first hours of the replay and stand in town from then on."""
    return play(episode(people([N, 0]), days=days, steps=[step(60, 0)], flight=flight))


def returns() -> Iterator[Reading]:
    rate = 0.3
    flight = replace(ALL_CROSS, return_starts=DAY + 720, return_rate=rate)
    replay = coming_home(flight, 6)
    yield exact("in town before the day of return", N, placed(replay, "town", 0)[0])
    for day in (1, 2, 5):
        share = exp(-rate * day)
        yield counted(f"in town after {day} days of return", N, share, placed(replay, "town", day)[0])
        yield counted(f"home after {day} days of return", N, 1 - share, placed(replay, "d0", day)[0])
    first = next(move for move in replay.movements if move.kind == "return")
    yield exact("minute at which the first are home", DAY + 720, first.arrived or 0)
    yield exact("home, counted as held by the opposition", 0, int(replay.inside[-1].sum()))
    late = coming_home(replace(flight, return_starts=6 * DAY), 6)
    yield exact("in town where the day is beyond the end", N, placed(late, "town")[0])


def turned_back_to_lost() -> Iterator[Reading]:
    drive = plan(ends=500, convoys=[named(300, back=340)])
    steps = [step(320, 0), step(330, 1)]
    replay = play(episode(people([100, 0]), steps=steps, evacuation=drive, flight=ALL_STAY))
    yield exact("people in their district", 100, placed(replay, "d0")[0])
    yield exact("people counted as held by the opposition", 0, int(replay.inside[-1].sum()))


CASES = (
    Case(
        id="overtaken",
        title="Who is overtaken stays, crosses or retreats by the shares",
        kin=OURS,
        built="200,000 civilians and as many wounded in a district that falls whole",
        formula="binomial with chances stay, cross and 1 - stay - cross",
        criterion="99.9 % interval of the binomial",
        measure=overtaken,
    ),
    Case(
        id="fighters",
        title="Fighters surrender or retreat, none stays",
        kin=OURS,
        built="200,000 fighters, surrender 0, 0.25, 0.9",
        formula="binomial in custody; 0 who stay",
        criterion="99.9 % interval of the binomial; exact where 0",
        measure=fighters,
    ),
    Case(
        id="in-two-steps",
        title="Ground lost in steps or at once moves as many",
        kin="metamorphic",
        built="a district taken in one, two and three steps, nobody retreating; then 30 % of it",
        formula="N cross either way: the parts of what is left multiply to the whole",
        criterion="99.9 % interval of the binomial",
        measure=in_two_steps,
    ),
    Case(
        id="whose-corridor",
        title="The overtaken cross to whoever is near",
        kin=OURS,
        built="all cross; the government on 100, 75, 20 % of the edges; nobody near; a road shut and narrow",
        formula="N g to town; nobody near: to the side that took the ground; no closure or limit binds them",
        criterion="99.9 % interval of the binomial; exact where sure",
        measure=whose_corridor,
    ),
    Case(
        id="refuge",
        title="Who retreats chooses by area away from the front",
        kin=OURS,
        built="refuges of 1, 2 and 3 km², two of them at the front",
        formula="chance proportional to km² (1 - part of the edges that is front): 0.5, 2, 1",
        criterion="99.9 % interval of the binomial",
        measure=refuge,
    ),
    Case(
        id="nowhere-left",
        title="With nowhere to go people stay and fighters surrender",
        kin=OURS,
        built="one district: it falls with all to retreat; it falls with no corridor; it is shelled",
        formula="1,000 stay each time, 300 fighters are in custody",
        criterion="exact",
        measure=nowhere_left,
    ),
    Case(
        id="regained",
        title="Ground regained brings its people back, rounded down",
        kin=OURS,
        built="1,001 people stay in a district that is lost and regained to 25, 50, 100 %, or 25, then 50 %",
        formula="floor(1,001 x share) inside, 1,001 in the district; in two steps 250 + floor(751/3)",
        criterion="exact: whole people",
        measure=regained,
    ),
    Case(
        id="times-on-foot",
        title="People on foot arrive after their minutes, where ground still stands",
        kin=OURS,
        built=(
            "300 fighters who surrender at 600 and walk 20 minutes; 1,000 who retreat to a district that "
            "falls meanwhile"
        ),
        formula="in custody from 620 on, seen by the decisions of 621; 0 inside lost ground",
        criterion="exact: whole minutes and people",
        measure=times_on_foot,
    ),
    Case(
        id="returns",
        title="People come home at their daily rate",
        kin=OURS,
        built="200,000 cross; a rate of 0.3 from noon of the second day on",
        formula=(
            "in town after n noons: binomial with chance exp(-0.3 n); nobody before, nobody where noon is "
            "beyond the end"
        ),
        criterion="99.9 % interval of the binomial; exact where sure",
        measure=returns,
    ),
    Case(
        id="back-to-lost",
        title="A convoy turned back finds its ground lost",
        kin=OURS,
        built="both districts fall while the convoy is out",
        formula="100 in the district, 0 inside held ground",
        criterion="exact",
        measure=turned_back_to_lost,
    ),
)
