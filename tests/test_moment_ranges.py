"""Ranges of moments and of what is read into claims: what may be written; no draw breaks an order."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from ensembles import valley

from sim.calibration.run import Asked as Fitting
from sim.calibration.run import calibrate
from sim.days import DAY
from sim.engine.play import play
from sim.ensemble.draws import LATIN, SAMPLERS, Floats, bent, draw, moved
from sim.ensemble.files import plan_rows
from sim.ensemble.member import Job, refuse_corners
from sim.ensemble.order import Bound
from sim.ensemble.pairs import pair_up
from sim.ensemble.plan import KINDS, Number, drawn_of, make_plan
from sim.ensemble.run import Asked, play_ensemble
from sim.ensemble.words import number_unit, number_words
from sim.episode.episode import Episode
from sim.errors import FaultsFound, SimError
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.overlay import apply_what_ifs
from sim.scenario.resolve import resolve

ACCOUNTS = ("reference", "government", "monitor", "humanitarian", "opposition")

DUE = '{assume: "2001-03-09 11:30", because: "an hour and a half after the first"}'
HUNG = '{step: stone-bridge-8-mar, after: 120, because: "next in line behind Stone Bridge"}'
READ = "  read_as: {001-p02-01: 0.5}\n"
RANGED = {
    "people.yaml": {
        DUE: DUE[:-1] + ', range: {earliest: "2001-03-09 10:00", latest: "2001-03-09 14:00", because: "x"}}',
    },
    "control.yaml": {
        HUNG: HUNG[:-1] + ', range: {earliest: -60, latest: 600, because: "that day, or the night"}}',
        READ: READ + '  read_range: {001-p02-01: {low: 0.4, high: 0.6, because: "half, or nearly"}}\n',
    },
    "../../seeds/wording.yaml": {
        'day: {clock: "12:00"': 'day: {clock: "12:00", earliest: "00:00", latest: "23:59"',
        'noon: {clock: "12:00"': 'noon: {clock: "12:00", earliest: "11:00", latest: "13:00"',
        '{clock: "09:00"': '{clock: "09:00", earliest: "06:00", latest: "11:59"',
        '{clock: "15:00"': '{clock: "15:00", earliest: "12:00", latest: "16:30"',
    },
}
"""The valley's moments with ranges: an assumed one, one that hangs on a step, and parts of the day."""

REFUSED = {
    "leaves out the assumed 2001-03-09 11:30": 'earliest: "2001-03-09 12:00", latest: "2001-03-09 14:00"',
    "14:00 to 2001-03-09 10:00 leaves out": 'earliest: "2001-03-09 14:00", latest: "2001-03-09 10:00"',
    "lies outside 2001-03-05": 'earliest: "2001-03-04 12:00", latest: "2001-03-09 14:00"',
    "no moment such as": 'earliest: "9 March", latest: "2001-03-09 14:00"',
    "month must be in 1..12": 'earliest: "2001-13-09 12:00", latest: "2001-03-09 14:00"',
    "as moments, as 'assume' is": "earliest: -60, latest: 60",
    "write 'earliest' and 'latest' alike": 'earliest: -60, latest: "2001-03-09 14:00"',
    "latest": 'earliest: "2001-03-09 10:00"',
    "shape": 'earliest: "2001-03-09 10:00", latest: "2001-03-09 14:00", shape: normal',
}
OF_STEPS = {
    "leaves out the assumed 120": "earliest: 130, latest: 600",
    "as minutes after the step": 'earliest: "2001-03-08 10:00", latest: "2001-03-08 20:00"',
    "more than the limit": "earliest: -60, latest: 6000000",
}
OF_READING = {
    "leaves out the 001-p02-01 read as 0.5": "001-p02-01: {low: 0.6, high: 0.7}",
    "leaves 0 to 1": "001-p02-01: {low: 0.4, high: 1.2}",
    "names 000-p05-01, which is not in 'read_as'": "000-p05-01: {low: 0.4, high: 0.6}",
}


def ranged_valley(folder: Path, edits: dict[str, dict[str, str]] = RANGED) -> Path:
    """A copy of the valley with moments that may lie elsewhere."""
    scenario = valley(folder, {})
    for name, pairs in edits.items():
        file = scenario / name
        text = file.read_text(encoding="utf-8")
        for held, given in pairs.items():
            assert text.count(held) == 1, held
            text = text.replace(held, given)
        file.write_text(text, encoding="utf-8")
    return scenario


@pytest.fixture(scope="module")
def ranged(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return load_scenario(ranged_valley(tmp_path_factory.mktemp("moments")))


def job_of(scenario: Scenario, account: str = "reference") -> Job:
    base = resolve(scenario, account=account)
    return Job(scenario, base, make_plan(scenario, base.account, KINDS), 0, True)


def drawn(job: Job, members: int = 200, sampler: str = LATIN) -> Floats:
    return draw(job.drawn, members, sampler=sampler, rng_seed=3, batch=members)


def named(job: Job) -> dict[str, Number]:
    return {number.name: number for number in job.plan}


def faults(folder: Path, file: str, held: str, given: str) -> FaultsFound:
    """What is found when ``held`` is written otherwise, at its line of ``file``."""
    scenario = ranged_valley(folder, {file: {held: given}})
    lines = (scenario / file).read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "range: {" in text)
    with pytest.raises(FaultsFound) as found:
        load_scenario(scenario)
    assert {(fault.line, Path(fault.file).name) for fault in found.value.faults} == {(line, file)}
    return found.value


@pytest.mark.parametrize("said", REFUSED)
def test_a_hostile_range_of_a_moment_is_a_fault_with_its_line(said: str, tmp_path: Path) -> None:
    given = f'{DUE[:-1]}, range: {{{REFUSED[said]}, because: "x"}}}}'
    assert said in str(faults(tmp_path, "people.yaml", DUE, given))


@pytest.mark.parametrize("said", OF_STEPS)
def test_a_hostile_range_beside_a_step_is_a_fault_with_its_line(said: str, tmp_path: Path) -> None:
    given = f'{HUNG[:-1]}, range: {{{OF_STEPS[said]}, because: "x"}}}}'
    assert said in str(faults(tmp_path, "control.yaml", HUNG, given))


@pytest.mark.parametrize("said", OF_READING)
def test_a_hostile_range_of_a_reading_is_a_fault(said: str, tmp_path: Path) -> None:
    given = OF_READING[said].replace("}", ', because: "x"}')
    scenario = ranged_valley(tmp_path, {"control.yaml": {READ: f"{READ}  read_range: {{{given}}}\n"}})
    with pytest.raises(FaultsFound) as found:
        load_scenario(scenario)
    assert said in str(found.value)


def test_what_is_read_into_a_claim_has_a_range_by_a_known_claim_only(tmp_path: Path) -> None:
    given = '{004-p99-99: {low: 0.4, high: 0.6, because: "x"}}'
    scenario = ranged_valley(tmp_path, {"control.yaml": {READ: f"{READ}  read_range: {given}\n"}})
    with pytest.raises(FaultsFound, match="004-p99-99"):
        load_scenario(scenario)


def test_a_claims_moment_has_no_range_but_its_part_of_day(tmp_path: Path) -> None:
    held = "{id: convoy-1, due: {claims: [000-p07-02]}"
    given = held[:-1] + ', range: {earliest: 1, latest: 2, because: "x"}}'
    assert "has the range of its part of day" in str(faults(tmp_path, "people.yaml", held, given))


def test_a_figure_is_read_at_one_moment(tmp_path: Path) -> None:
    scenario = valley(tmp_path, {})
    file = scenario / "figures.yaml"
    held = "measure: evacuated}"
    given = 'range: {earliest: "2001-03-10 10:00", latest: "2001-03-10 14:00", because: "x"}'
    at = f'{{assume: "2001-03-10 12:00", because: "x", {given}}}'
    text = file.read_text(encoding="utf-8")
    assert held in text
    file.write_text(text.replace(held, f"measure: evacuated, at: {at}}}"), encoding="utf-8")
    with pytest.raises(FaultsFound, match="read at one moment"):
        load_scenario(scenario)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ('earliest: "06:00"', "together"),
        ('earliest: "10:00", latest: "11:00"', "leaves out the clock time 09:00"),
    ],
)
def test_hours_of_a_part_of_day_go_around_its_clock_time(hours: str, said: str, tmp_path: Path) -> None:
    edits = {"../../seeds/wording.yaml": {'{clock: "09:00"': f'{{clock: "09:00", {hours}'}}
    with pytest.raises(FaultsFound, match=said):
        load_scenario(ranged_valley(tmp_path, edits))


def test_a_single_replay_and_its_provenance_know_nothing_of_ranges(ranged: Scenario, tmp_path: Path) -> None:
    bare = load_scenario(valley(tmp_path, {}))
    for account in ranged.head.accounts:
        told, without = resolve(ranged, account=account), resolve(bare, account=account)
        assert told.provenance == without.provenance
        assert play(told, rng_seed=7).digest == play(without, rng_seed=7).digest


def test_the_plan_tells_moments_as_stamps_and_why_they_may_lie_elsewhere(ranged: Scenario) -> None:
    number = named(job_of(ranged))["evacuation.convoys.convoy-2.due"]
    told = [number.told(value, str) for value in (number.low, number.value, number.high)]
    assert told == ["2001-03-09 10:01", "2001-03-09 11:30", "2001-03-09 14:00"]
    assert number.reason.startswith("x; cut where")
    assert (number.kind, number.shape) == ("assumptions", "uniform")
    morning = named(job_of(ranged))["000-p03-01.when"]
    assert [morning.told(value, str) for value in (morning.low, morning.value, morning.high)] == [
        "2001-03-06 06:00", "2001-03-06 09:00", "2001-03-06 11:59",
    ]  # fmt: skip
    assert (morning.kind, morning.said_by[:10]) == ("claims", "North Army")
    assert morning.reason.startswith("'morning': ")


def test_an_hour_that_is_told_and_a_part_without_a_range_are_never_moved(flagship: Scenario) -> None:
    plan = named(job_of(flagship))
    assert plan["004-p46-02.when"].reason == "'noon' leaves no range"
    assert plan["004-p19-06.when"].reason == "'10:00' is stated"
    assert plan["control.muhamad-bek-7-dec.at"].reason.startswith("no range is given; ")
    for name in ("004-p46-02.when", "004-p19-06.when", "control.muhamad-bek-7-dec.at"):
        assert not plan[name].shape
        assert plan[name].low == plan[name].value == plan[name].high


def test_without_hours_in_the_table_no_claim_moves(tmp_path: Path) -> None:
    job = job_of(load_scenario(valley(tmp_path, {})))
    assert not [number for number in job.drawn if number.since]
    assert any(number.name.endswith(".when") for number in job.plan)


def ordered(episode: Episode) -> list[list[str]]:
    """What follows what: the steps of each district, each corridor's closures, bombardment and evacuation."""
    districts: dict[int, list[str]] = {}
    for step in episode.steps:
        districts.setdefault(step.district, []).append(step.id)
    flight, evacuation = episode.flight, episode.evacuation
    assert evacuation is not None
    windows = [w for c in (*flight.corridors, evacuation) for w in c.closures]
    assert all(window.start <= window.end for window in windows)
    assert evacuation.opens <= min(c.due for c in evacuation.convoys)
    assert all(c.turned_back is None or c.due <= c.turned_back for c in evacuation.convoys)
    moments = [(evacuation.opens, "opens"), *((c.due, c.id) for c in evacuation.convoys)]
    moments += [(w.start, f"{w.id} starts") for w in evacuation.closures]
    moments += [(w.end, f"{w.id} ends") for w in evacuation.closures] + [(evacuation.ends, "ends")]
    chains = [districts[district] for district in sorted(districts)]
    return [*chains, [name for _, name in sorted(moments, key=lambda one: one[0])]]


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_every_draw_of_the_flagship_keeps_the_order_and_the_ranges(
    account: str, sampler: str, flagship: Scenario
) -> None:
    job = job_of(flagship, account)
    refuse_corners(job)
    values = drawn(job, 64, sampler)
    lows, highs = (np.array([getattr(n, end) for n in job.drawn]) for end in ("low", "high"))
    assert ((lows <= values) & (values <= highs)).all()
    wanted, days = ordered(job.base), days_of(job.base)
    for row in values:
        episode = job.episode(row)
        assert ordered(episode) == wanted
        assert days_of(episode) == days


def days_of(episode: Episode) -> dict[tuple[str, int], int]:
    """On which day each district changes hands, where a claim says so."""
    told = (step for step in episode.steps if step.basis.startswith("claim:"))
    return {(step.id, step.district): step.minute // DAY for step in told}


def test_a_moment_that_hangs_on_a_step_moves_with_it(ranged: Scenario) -> None:
    job = job_of(ranged)
    columns = [number.name for number in job.drawn]
    base, own = columns.index("000-p06-02.when"), columns.index("control.tile-works-8-mar.at")
    seen = set()
    for row in drawn(job, 40):
        minutes = {step.id: step.minute for step in job.episode(row).steps}
        assert minutes["stone-bridge-8-mar"] == row[base]
        assert minutes["tile-works-8-mar"] == row[base] + 120 + row[own]
        seen.add(row[own])
    assert min(seen) < -60
    assert max(seen) > 300


def test_a_claims_moment_is_drawn_once_wherever_it_is_used(flagship: Scenario) -> None:
    job = job_of(flagship)
    assert named(job)["004-p48-26.when"].used_at == ("control.complete-control.at", "evacuation.ends")
    for row in drawn(job, 8):
        episode = job.episode(row)
        assert episode.evacuation is not None
        ends = {step.minute for step in episode.steps if step.id == "complete-control"}
        assert ends == {episode.evacuation.ends}


def test_what_is_read_into_a_claim_is_drawn(flagship: Scenario) -> None:
    job = job_of(flagship)
    column = [number.name for number in job.drawn].index("evacuation.fleet.load_per_convoy.read_as")
    number = job.drawn[column]
    assert (number.low, number.value, number.high, number.kind) == (1043, 1122, 1200, "claims")
    assert number.said_by.startswith("International Committee")
    assert number_unit(flagship, number) == "people"
    for row in drawn(job, 8):
        episode = job.episode(row)
        assert episode.evacuation is not None
        assert episode.evacuation.fleet.load_per_convoy == round(row[column])
    step = [number.name for number in job.drawn].index("control.two-districts-16-dec.read_as")
    assert number_unit(flagship, job.drawn[step]) == "share"
    shares = {s.share for s in job.episode(drawn(job, 2)[0]).steps if s.id == "two-districts-16-dec"}
    assert shares == {drawn(job, 2)[0][step]}


def moment(name: str, low: float, value: float, high: float, *bounds: Bound, turn: int = 1) -> Number:
    since = "2001-01-01 00:00"
    return Number(
        name, "claims", (name,), low, value, high, "uniform", "x", "x", since=since, bounds=bounds, turn=turn
    )


FIRST = moment("first", 0, 50, 99, Bound(True, (("second", 1, 60.0),), -1))
SECOND = moment("second", 1, 60, 100, Bound(False, (("first", 1, 50.0),), 1), turn=2)


def test_a_moment_is_drawn_from_what_the_one_before_it_leaves() -> None:
    cube = (np.arange(20_000).reshape(-1, 2) * 0.618034) % 1
    first, second = bent((FIRST, SECOND), cube).T
    assert (second > first).all()
    counts = np.bincount(first.astype(int), minlength=100)
    assert counts.min() > 60, "every minute of the first is as likely as any other"
    assert counts.max() < 140
    late = second[first == 90]
    assert set(late) <= set(range(91, 101))
    assert np.array_equal(bent((SECOND, FIRST), cube[:, ::-1]), bent((FIRST, SECOND), cube)[:, ::-1])
    assert np.array_equal(first, np.floor(first))


def test_beside_a_moment_that_stays_the_other_keeps_its_side() -> None:
    cube = np.linspace(0, 1, 201)[:, None]
    assert bent((FIRST,), cube).max() == 59
    assert bent((SECOND,), cube).min() == 51
    assert bent((SECOND,), cube).max() == 100


def test_what_is_moved_pushes_its_neighbours_no_farther_than_it_must() -> None:
    assert moved((FIRST, SECOND), 0, 99) == [99, 100]
    assert moved((FIRST, SECOND), 1, 1) == [0, 1]
    assert moved((FIRST, SECOND), 0, 10) == [10, 60]


def test_the_ends_of_each_range_go_together_with_all_others(flagship: Scenario) -> None:
    job = job_of(flagship)
    wanted = ordered(job.base)
    for column, number in enumerate(job.drawn):
        if number.since:
            for end in (number.low, number.high):
                values = moved(job.drawn, column, end)
                assert values[column] == end
                assert ordered(job.episode(values)) == wanted


def test_what_if_that_shifts_steps_keeps_its_order_and_the_calendar(flagship: Scenario) -> None:
    edited = apply_what_ifs(flagship, ["offensive-not-halted-8-dec"])
    pair = pair_up(flagship, edited, None, 0, KINDS)
    days = days_of(pair.edited.base)
    values = draw(pair.drawn, 32, sampler=LATIN, rng_seed=3, batch=32)
    for row in values:
        at = dict(zip((number.name for number in pair.drawn), row, strict=True))
        for job in (pair.history, pair.edited):
            episode = job.episode([at[number.name] for number in job.drawn])
            assert ordered(episode) == ordered(job.base)
        assert days_of(episode) == days


def test_a_shift_takes_the_range_beside_a_step_along(tmp_path: Path) -> None:
    folder = ranged_valley(tmp_path)
    (folder / "what-ifs" / "later-at-the-works.yaml").write_text(
        'question: "What if the works had been entered two hours later?"\n'
        'because: "for a test"\nshift: {control.steps.tile-works-8-mar: 2}\n',
        encoding="utf-8",
    )
    scenario = load_scenario(folder)
    edited = apply_what_ifs(scenario, ["later-at-the-works"])
    name = "control.tile-works-8-mar.at"
    before, after = (named(job_of(one))[name] for one in (scenario, edited))
    assert (before.value, after.value) == (0, 0)
    assert before.told(0, str)[11:] == "14:00"
    assert after.told(0, str)[11:] == "16:00"
    pair = pair_up(scenario, edited, None, 0, KINDS)
    for row in draw(pair.drawn, 16, sampler=LATIN, rng_seed=1, batch=16):
        at = dict(zip((number.name for number in pair.drawn), row, strict=True))
        first, second = (
            {step.id: step.minute for step in job.episode([at[n.name] for n in job.drawn]).steps}
            for job in (pair.history, pair.edited)
        )
        assert second["tile-works-8-mar"] == first["tile-works-8-mar"] + 120


def test_of_kinds_that_are_not_asked_for_no_moment_is_drawn(ranged: Scenario) -> None:
    for kind in ("claims", "assumptions"):
        chosen = drawn_of(make_plan(ranged, "reference", [kind]))
        assert {number.kind for number in chosen if number.since} == {kind}
        job = replace(job_of(ranged), plan=make_plan(ranged, "reference", [kind]))
        for row in drawn(job, 50):
            assert ordered(job.episode(row)) == ordered(job.base)


def test_the_files_tell_moments_by_the_clock(ranged: Scenario, tmp_path: Path) -> None:
    made = play_ensemble(ranged, tmp_path, Asked(runs=4))
    rows = {row["number"]: row for row in plan_rows(made)}
    row = rows["evacuation.convoys.convoy-2.due"]
    assert (row["low"], row["single_replay"]) == ("2001-03-09 10:01", "2001-03-09 11:30")
    assert rows["control.tile-works-8-mar.at"]["low"] == "2001-03-08 11:00"
    assert rows["flight.stay_when_captured"]["single_replay"] == "0.5"
    column = [number.name for number in made.job.drawn].index("evacuation.convoys.convoy-2.due")
    assert len(set(made.values[:, column])) == 4
    made.rows.close()


def test_a_moment_is_not_fitted(flagship: Scenario, tmp_path: Path) -> None:
    with pytest.raises(SimError, match="is a moment, and only numbers are fitted") as refused:
        calibrate(flagship, tmp_path, Fitting(("evacuation.convoys.convoy-04.due",)))
    assert "convoy-04" not in (refused.value.hint or "")


def test_every_moment_has_words(ranged: Scenario) -> None:
    moments = [number for number in make_plan(ranged, "north", KINDS) if number.since]
    words = [number_words(ranged, number) for number in moments]
    assert len(set(words)) == len(words)
    assert all(text.startswith("when") for text in words)
    assert {number_unit(ranged, number) for number in moments} == {"moment"}


def test_the_flagships_moments_are_open_where_the_words_are(flagship: Scenario) -> None:
    plan = make_plan(flagship, "reference", KINDS)
    table = flagship.record.wording
    for number in (one for one in plan if one.since and one.kind == "claims"):
        hours = table.hours(flagship.record.claim(number.claim).when.part)
        assert bool(number.shape) == (hours is not None)
        if hours is not None:
            assert number.low % DAY >= hours[0]
            assert number.high % DAY <= hours[1]
    assumed = [one for one in drawn_of(plan) if one.since and one.kind == "assumptions"]
    assert len(assumed) == 8
    dues = [one for one in assumed if one.name.endswith(".due")]
    assert all(one.value < other.value for one, other in pairwise(dues))
