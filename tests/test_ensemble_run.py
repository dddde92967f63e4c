"""Ensembles of the valley: the same files however they are made, and numbers that lead back."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as parquet
import pytest
from ensembles import valley

from sim.checks.measures import measure
from sim.engine.play import play
from sim.ensemble import crew
from sim.ensemble.files import save_ensemble
from sim.ensemble.member import Job
from sim.ensemble.plan import KINDS, make_plan
from sim.ensemble.quick import Quick
from sim.ensemble.rows import Rows
from sim.ensemble.run import ROWS, STATE, Asked, play_ensemble
from sim.errors import SimError
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.resolve import resolve, resolve_steps
from sim.scenario.resolve_people import resolve_people
from sim.scenario.settle import Settler

FILES = {"bands.csv", "checks.csv", "members.parquet", "plan.csv", "summary.json"}
FEW = Asked(runs=24, rng_seed=5)


@pytest.fixture(scope="module")
def ranged(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return load_scenario(valley(tmp_path_factory.mktemp("ranged")))


def make(scenario: Scenario, folder: Path, asked: Asked) -> dict[str, Any]:
    return save_ensemble(play_ensemble(scenario, folder, asked), folder)


@pytest.fixture(scope="module")
def made(ranged: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    make(ranged, folder, FEW)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def members(folder: Path) -> list[dict[str, Any]]:
    return parquet.read_table(folder / "members.parquet").to_pylist()


def test_five_files_and_nothing_unfinished(made: Path) -> None:
    assert set(contents(made)) == FILES
    said = json.loads((made / "summary.json").read_text(encoding="utf-8"))
    for name, sha in said["manifest"]["outputs"].items():
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() == sha
    assert set(said["manifest"]["outputs"]) == FILES - {"summary.json"}


@pytest.mark.parametrize("workers", [2, 3])
def test_the_same_bytes_whatever_the_number_of_workers(
    workers: int, ranged: Scenario, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "SECONDS", 0.02)
    make(ranged, tmp_path, replace(FEW, workers=workers))
    assert contents(tmp_path) == contents(made)


def test_what_is_done_is_not_played_again(
    ranged: Scenario, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, played = tmp_path / "out", []
    row = Job.row

    def counted(job: Job, member: int, values: Any) -> bytes:
        played.append(member)
        if played.count(15):
            raise KeyboardInterrupt
        return row(job, member, values)

    monkeypatch.setattr(Job, "row", counted)
    with pytest.raises(KeyboardInterrupt):
        make(ranged, folder, FEW)
    assert set(contents(folder)) == {ROWS, STATE}
    monkeypatch.setattr(
        Job, "row", lambda job, member, values: played.append(member) or row(job, member, values)
    )
    played.clear()
    make(ranged, folder, replace(FEW, resume=True))
    assert played == list(range(15, 24))
    assert contents(folder) == contents(made)


def test_a_spoilt_row_is_played_again(ranged: Scenario, made: Path, tmp_path: Path) -> None:
    ensemble = play_ensemble(ranged, tmp_path, FEW)
    ensemble.rows.close()
    size = ensemble.rows.row.itemsize
    with (tmp_path / ROWS).open("rb+") as file:
        for member, at in ((3, 0), (9, size // 2), (20, size - 1)):
            file.seek(member * size + at)
            old = file.read(1)[0]
            file.seek(member * size + at)
            file.write(bytes([old ^ 1]))
    spoilt = Rows(tmp_path / ROWS, ensemble.rows.row, keep=True)
    assert spoilt.missing(0, 24) == [3, 9, 20]
    row = Rows(tmp_path / ROWS, ensemble.rows.row, keep=True)
    row.put(9, ensemble.job.row(9, ensemble.values[9]))
    assert spoilt.missing(0, 24) == [3, 20], "what another process has put is seen at once"
    row.close()
    spoilt.close()
    make(ranged, tmp_path, replace(FEW, resume=True))
    assert contents(tmp_path) == contents(made)


@pytest.mark.parametrize("part", ["headlines", "figures", "days"])
def test_columns_are_read_alike_from_memory_and_from_disk(
    part: str, ranged: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = play_ensemble(ranged, tmp_path, FEW).rows
    whole = rows.columns(part, 24)
    width = whole.shape[1]
    assert (rows.blocks(part, 24)(0, width) == whole).all()
    monkeypatch.setattr("sim.ensemble.rows.AT_ONCE", 5 * rows.row.itemsize if part == "days" else 7)
    read = rows.blocks(part, 24)
    assert (
        np.concatenate([read(at, min(at + 3, width)) for at in range(0, width, 3)], axis=1) == whole
    ).all()
    rows.close()


def test_pieces_hold_every_member_once_and_become_small() -> None:
    members = list(range(3, 1000, 2))
    given = list(crew.pieces(members, 20, 2))
    assert [member for piece in given for member in piece] == members
    sizes = [len(piece) for piece in given]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (20, 1)
    assert list(crew.pieces([], 20, 2)) == []


def test_a_member_s_episode_is_that_of_a_settler_who_begins_anew(flagship: Scenario) -> None:
    base = resolve(flagship)
    job = Job(flagship, base, make_plan(flagship, base.account, KINDS), 0, True)
    for share in (0.0, 0.3, 1.0):
        values = [number.low + share * (number.high - number.low) for number in job.drawn]
        drawn = dict(zip((number.name for number in job.drawn), values, strict=True))
        settler = Settler(flagship, base.account, drawn=drawn)
        episode = job.episode(values)
        assert episode.steps == resolve_steps(flagship, base.territory, settler)
        population, flight, evacuation = resolve_people(flagship, base.territory, settler)
        assert (episode.population.inside == population.inside).all()
        assert (episode.flight, episode.evacuation) == (flight, evacuation)


@pytest.mark.parametrize(
    "other",
    [
        {"runs": 25},
        {"rng_seed": 6},
        {"vary": ("claims",)},
        {"vary": ("claims", "assumptions")},
        {"sampler": "sobol"},
        {"account": "north"},
    ],
)
def test_what_is_unfinished_is_not_gone_on_with_as_something_else(
    other: dict[str, Any], ranged: Scenario, tmp_path: Path
) -> None:
    play_ensemble(ranged, tmp_path, FEW).rows.close()
    before = contents(tmp_path)
    with pytest.raises(SimError, match="another ensemble"):
        make(ranged, tmp_path, replace(FEW, resume=True, **other))
    assert contents(tmp_path) == before


def test_a_member_leads_back_to_a_replay(ranged: Scenario, made: Path) -> None:
    scenario = ranged
    base = resolve(scenario)
    job = Job(scenario, base, make_plan(scenario, base.account, KINDS), FEW.rng_seed, True)
    for member in members(made)[::7]:
        values = [member[number.name] for number in job.drawn]
        replay = play(job.episode(values), rng_seed=member["rng_seed"])
        assert replay.digest == member["trace_sha256"]
        assert member["evacuated"] == sum(replay.evacuated_at(replay.calendar.minutes))
        assert member["crossed-to-mill-town"] == replay.fled_at(replay.calendar.minutes)["mill-town"]


def test_by_chance_alone_a_member_is_the_replay_of_its_seed(ranged: Scenario, tmp_path: Path) -> None:
    make(ranged, tmp_path, replace(FEW, runs=3, vary=("chance",)))
    for member in members(tmp_path):
        assert play(resolve(ranged), rng_seed=member["rng_seed"]).digest == member["trace_sha256"]


def test_with_nothing_drawn_and_no_chance_all_members_are_equal(tmp_path: Path) -> None:
    bare = load_scenario(valley(tmp_path / "bare", {}))
    said = make(bare, tmp_path / "out", replace(FEW, vary=("assumptions",)))
    assert said["varied"]["assumptions"] == 0
    found = members(tmp_path / "out")
    assert {member["trace_sha256"] for member in found} == {play(resolve(bare), rng_seed=5).digest}
    assert {member["rng_seed"] for member in found} == {5}
    assert all(row["q05"] == row["q95"] for row in table(tmp_path / "out" / "bands.csv"))


def test_bands_are_the_quantiles_of_the_members(ranged: Scenario, made: Path) -> None:
    base = resolve(ranged)
    job = Job(ranged, base, make_plan(ranged, base.account, KINDS), FEW.rng_seed, True)
    replays = [
        play(job.episode([member[n.name] for n in job.drawn]), rng_seed=member["rng_seed"])
        for member in members(made)
    ]
    rows = {(r["date"], r["place"], r["group"], r["unit"]): r for r in table(made / "bands.csv")}
    day, place, group = 4, replays[0].places[1], "civilians"
    date = replays[0].calendar.dates()[day].isoformat()
    cases = {
        (date, place, group, "people"): [r.people[day, 0, 1] for r in replays],
        (date, "enclave", group, "people"): [r.in_enclave()[day, 0] for r in replays],
        (date, "enclave", "opposition", "km2"): [np.float32(r.km2()[day, 1]) for r in replays],
        (date, "evacuated", "fighters", "people"): [r.evacuated_at((day + 1) * 1440)[1] for r in replays],
    }
    for key, values in cases.items():
        exact = np.quantile(np.array(values, dtype=np.float64), [0.05, 0.25, 0.5, 0.75, 0.95])
        told = [float(rows[key][name]) for name in ("q05", "q25", "q50", "q75", "q95")]
        assert told == pytest.approx(exact.tolist(), abs=1e-4), key
    assert {row["basis"] for row in rows.values()} == {"model:ensemble"}


def test_a_chance_to_meet_a_figure_counts_members(ranged: Scenario, made: Path) -> None:
    base = resolve(ranged)
    rows = table(made / "checks.csv")
    assert [(row["figure"], row["role"]) for row in rows] == [(f.id, f.role) for f in base.figures]
    assert all(row["attributed_to"] for row in rows)
    for row in rows:
        assert float(row["probability"]) == pytest.approx(int(row["members_in_range"]) / 24, abs=1e-4)
        assert float(row["probability_low"]) <= float(row["probability"]) <= float(row["probability_high"])


def test_a_member_meets_the_figures_that_its_replay_meets(ranged: Scenario, made: Path) -> None:
    base = resolve(ranged)
    job = Job(ranged, base, make_plan(ranged, base.account, KINDS), FEW.rng_seed, True)
    met = np.zeros(len(base.figures), dtype=int)
    for member in members(made):
        replay = play(job.episode([member[n.name] for n in job.drawn]), rng_seed=member["rng_seed"])
        met += [figure.claimed.agrees(measure(replay, figure)) for figure in base.figures]
    assert [int(row["members_in_range"]) for row in table(made / "checks.csv")] == met.tolist()


def test_what_is_drawn_for_a_claim_is_what_it_gives(flagship: Scenario) -> None:
    base = resolve(flagship)
    job = Job(flagship, base, make_plan(flagship, base.account, ["claims"]), 0, False)
    names = [number.name for number in job.drawn]
    values = [number.value for number in job.drawn]
    assert (job.episode(values).population.inside == base.population.inside).all()
    everyone, entered, buses = (names.index(n) for n in ("001-p17-04", "004-p09-13", "004-p339-02"))
    values[everyone], values[entered], values[buses] = 240_000.4, 0.2, 40.0
    drawn = job.episode(values)
    assert drawn.population.inside.sum() == 240_000 + base.population.inside[1].sum()
    assert {step.share for step in drawn.steps if step.id == "factories-entered-19-nov"} == {0.2}
    assert drawn.evacuation is not None
    assert drawn.evacuation.fleet.buses == 40


def test_held_out_figures_alone_are_scored(made: Path) -> None:
    said = json.loads((made / "summary.json").read_text(encoding="utf-8"))
    held = sum(row["role"] == "held-out" for row in table(made / "checks.csv"))
    for band in ("band_50", "band_90"):
        assert said["coverage"][band]["range_meets_band"]["figures"] == held
    assert "few" in said["coverage"]["note"]


def test_the_plan_says_what_was_drawn_and_who_says_so(made: Path) -> None:
    rows = table(made / "plan.csv")
    assert all(row["reason"] for row in rows)
    assert all(row["attributed_to"] for row in rows if row["kind"] == "claims")
    drawn = [row["number"] for row in rows if row["drawn"] == "yes"]
    assert drawn[-1] == "chance"
    assert drawn[:-1] == list(members(made)[0])[2 : 1 + len(drawn)]


def test_figures_are_read_off_as_a_single_replay_has_them(flagship: Scenario) -> None:
    replay = play(resolve(flagship))
    quick = Quick.of(replay)
    for figure in replay.episode.figures:
        assert measure(quick, figure) == measure(replay, figure), figure.id


def test_precision_stops_at_a_batch_whatever_the_workers(
    ranged: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.ensemble.run.BATCH", 10)
    asked = Asked(runs=80, precision=0.15, rng_seed=2)
    one = make(ranged, tmp_path / "one", asked)
    make(ranged, tmp_path / "two", replace(asked, workers=2))
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert one["runs"] % 10 == 0
    assert 10 <= one["runs"] < 80
    for figure in one["modelled"].values():
        assert figure["mean_within_at_95"] <= 0.15 * abs(figure["mean"])
    assert make(ranged, tmp_path / "far", replace(asked, precision=1e-9, runs=20))["runs"] == 20


def test_ranges_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    ranges = {
        '{assume: 0.5, because: "half stay, the others part evenly"}': "low: 0.3, high: 0.9",
        '{assume: 0.25, because: "half of those who do not stay"}': "low: 0.1, high: 0.6",
    }
    scenario = load_scenario(valley(tmp_path, ranges))
    with pytest.raises(SimError, match=r"upper end of its range: 0\.9 stay and 0\.6 cross"):
        make(scenario, tmp_path / "out", FEW)
    assert not (tmp_path / "out").exists()
