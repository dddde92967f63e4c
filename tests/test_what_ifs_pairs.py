"""Paired differences: the same chance for both, nothing before the edit, the same files however made."""

from __future__ import annotations

import csv
import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as parquet
import pytest
from ensembles import valley

from sim.cli.main import main
from sim.cli.pairs_picture import save_picture, shown_of
from sim.ensemble import crew
from sim.ensemble.pairs import TOTALS, PairJob, independent, pair_up
from sim.ensemble.pairs_files import save_pairs
from sim.ensemble.pairs_run import Pairs, is_precise, play_pairs
from sim.ensemble.plan import KINDS
from sim.ensemble.readings import headlines
from sim.ensemble.run import Asked, play_ensemble
from sim.errors import SimError
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.overlay import apply_what_ifs

FILES = {"differences.csv", "members.parquet", "plan.csv", "summary.json"}
FEW = Asked(runs=24, rng_seed=5)
OPEN, BUSES, ROAD, MARKED, STAY = "road-open", "twice-the-buses", "second-road", "bridge-held", "more-stay"
ASKED = {
    OPEN: 'question: "What if the road had stayed open?"\nbecause: "x"\n'
    "remove: [people.evacuation.closures.suspended-9-mar, people.evacuation.convoys.convoy-3.turned_back]\n",
    ROAD: """question: "What if there had been a second road?"
because: "x"
add:
  people.flight.corridors:
  - id: second-road
    destination: hill-camp
    minutes: {assume: 30, because: "a better road", range: {low: 20, high: 60, because: "a guess"}}
    people_per_hour: {assume: 500, because: "a wide gate"}
    next_to: government
""",
    MARKED: 'question: "What if the bridge had been held?"\nwarning: "It was not."\nbecause: "x"\n'
    "counterfactual: true\nshift: {control.steps.stone-bridge-8-mar: 12}\n",
    STAY: 'question: "What if more had stayed?"\nbecause: "x"\n'
    "set: {people.flight.stay_when_captured: 0.55}\n",
}


@pytest.fixture(scope="module")
def ranged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = valley(tmp_path_factory.mktemp("ranged"))
    for name, text in ASKED.items():
        (folder / "what-ifs" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def history(ranged: Path) -> Scenario:
    return load_scenario(ranged)


def pairs(history: Scenario, names: list[str], folder: Path, asked: Asked = FEW) -> Pairs:
    return play_pairs(history, apply_what_ifs(history, names), folder, asked)


def job_of(history: Scenario, *names: str) -> PairJob:
    return pair_up(history, apply_what_ifs(history, names), None, 5, KINDS)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def made(history: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    save_pairs(pairs(history, [OPEN], folder), folder)
    return folder


def test_the_files_and_the_word_what_they_are(made: Path) -> None:
    assert set(contents(made)) == FILES
    said = json.loads((made / "summary.json").read_text(encoding="utf-8"))
    assert (said["kind"], said["what_ifs"], said["runs"]) == ("what-if pairs", [OPEN], 24)
    assert said["questions"][0]["question"] == "What if the road had stayed open?"
    assert {row["basis"] for row in table(made / "differences.csv")} == {"model:what-if"}


def test_differences_are_those_of_the_members(made: Path) -> None:
    members = parquet.read_table(made / "members.parquet").to_pydict()
    for row in table(made / "differences.csv"):
        if row["figure"]:
            first, second = (
                np.array(members[f"{which}.{row['figure']}"]) for which in ("documented", "what-if")
            )
            apart = second - first
            assert float(row["mean"]) == pytest.approx(apart.mean(), abs=1e-4)
            assert float(row["positive"]) == pytest.approx((apart > 0).mean(), abs=1e-4)
            half = 2.0686576 * apart.std(ddof=1) / np.sqrt(24)
            assert float(row["mean_high"]) - float(row["mean"]) == pytest.approx(half, abs=2e-4)
            assert float(row["q05"]) == pytest.approx(np.quantile(apart, 0.05), abs=1e-4)


def test_nothing_differs_before_the_edit_and_something_after(made: Path) -> None:
    rows = [row for row in table(made / "differences.csv") if row["date"]]
    before = [row for row in rows if row["date"] < "2001-03-09"]
    assert before
    assert {row["q05"] for row in before} | {row["q95"] for row in before} == {"0"}
    assert any(float(row["mean"]) for row in rows if row["date"] == "2001-03-09")


@pytest.mark.parametrize(
    ("name", "day"), [("no-suspension-16-dec", "2016-12-16"), ("half-the-buses", "2016-12-15")]
)
def test_nothing_of_the_flagship_differs_before_the_edit(name: str, day: str, flagship: Scenario) -> None:
    job = pair_up(flagship, apply_what_ifs(flagship, [name]), None, 3, KINDS)
    raw = job.row(1, [number.low for number in job.drawn])
    row = np.frombuffer(raw, dtype=job.row_type)[0]
    days = row["days"].reshape(len(job.series), -1)
    first = [date.isoformat() for date in job.history.base.calendar.dates()].index(day)
    assert not days[:, :first].any()
    assert days[:, first:].any()


@pytest.mark.parametrize("workers", [2, 3])
def test_the_same_bytes_whatever_the_number_of_workers(
    workers: int, history: Scenario, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "SECONDS", 0.02)
    save_pairs(pairs(history, [OPEN], tmp_path, replace(FEW, workers=workers)), tmp_path)
    assert contents(tmp_path) == contents(made)


def test_what_is_done_is_not_played_again(
    history: Scenario, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played, row = [], PairJob.row

    def counted(job: PairJob, member: int, values: Any) -> bytes:
        played.append(member)
        if played.count(9):
            raise KeyboardInterrupt
        return row(job, member, values)

    monkeypatch.setattr(PairJob, "row", counted)
    with pytest.raises(KeyboardInterrupt):
        pairs(history, [OPEN], tmp_path)
    monkeypatch.setattr(PairJob, "row", lambda job, n, values: played.append(n) or row(job, n, values))
    played.clear()
    for other in ([BUSES], [OPEN, BUSES]):
        with pytest.raises(SimError, match="another ensemble"):
            pairs(history, other, tmp_path, replace(FEW, resume=True))
    with pytest.raises(SimError, match="another ensemble"):
        play_ensemble(history, tmp_path, replace(FEW, resume=True))
    save_pairs(pairs(history, [OPEN], tmp_path, replace(FEW, resume=True)), tmp_path)
    assert played == list(range(9, 24))
    assert contents(tmp_path) == contents(made)


def test_both_replays_have_the_same_numbers_and_seed(history: Scenario) -> None:
    job = job_of(history, OPEN)
    values = [number.low for number in job.drawn]
    first, second = job.play(7, values)
    assert first.rng_seed == second.rng_seed == job.history.seed(7)
    assert (first.episode.population.inside == second.episode.population.inside).all()
    assert first.episode.flight == second.episode.flight


def test_what_the_what_if_sets_is_drawn_in_neither(history: Scenario) -> None:
    path = "flight.stay_when_captured"
    job = job_of(history, STAY)
    assert path in {number.name for number in job_of(history, OPEN).drawn}
    assert path not in {number.name for number in job.drawn}
    first, second = job.play(0, [number.high for number in job.drawn])
    assert (first.episode.flight.stay, second.episode.flight.stay) == (0.5, 0.55)
    reason = next(number.reason for number, _ in job.plan if number.name == path)
    assert reason == f"the what-if gives another value; what-if {STAY}: What if more had stayed?"


def test_what_the_what_if_adds_is_drawn_in_it_alone(history: Scenario, tmp_path: Path) -> None:
    job = job_of(history, ROAD)
    name = "flight.corridors.second-road.minutes"
    assert job.drawn[-1].name == name
    assert [number.name for number in job.drawn[:-1]] == [n.name for n in job_of(history, OPEN).drawn]
    values = [number.value for number in job.drawn[:-1]]
    first, second = job.play(0, [*values, 20.0])
    assert [corridor.travel for corridor in first.episode.flight.corridors] == [90]
    assert [corridor.travel for corridor in second.episode.flight.corridors] == [90, 20]
    save_pairs(pairs(history, [ROAD], tmp_path, replace(FEW, runs=3)), tmp_path)
    rows = {row["number"]: row for row in table(tmp_path / "plan.csv")}
    assert (rows[name]["stands_in"], rows[name]["drawn"]) == ("what-if", "yes")
    assert rows["flight.return_rate"]["stands_in"] == "both"


def test_a_place_that_only_the_what_if_reaches_has_nobody_in_the_history(history: Scenario) -> None:
    job = job_of(history, ROAD)
    first, second = job.firsts
    name = "crossed-to-hill-camp"
    assert name not in headlines(first)
    crossed = headlines(second)[name][0]
    assert crossed > 0
    row = np.frombuffer(job.row(0, [number.value for number in job.drawn]), dtype=job.row_type)[0]
    at = list(job.headlines).index(name)
    told = row["headlines"].reshape(2, -1)[:, at]
    assert told[0] == 0
    assert told[1] > 0


def test_totals_are_the_sums_of_the_groups(history: Scenario) -> None:
    job = job_of(history, OPEN)
    row = np.frombuffer(job.row(2, [number.value for number in job.drawn]), dtype=job.row_type)[0]
    days = dict(zip(job.series, row["days"].reshape(len(job.series), -1), strict=True))
    for total in TOTALS:
        parts = [v for s, v in days.items() if s.place == total.place and s.unit == "people" and s != total]
        assert len(parts) == 3
        assert (sum(parts) == days[total]).all()


def test_the_variance_of_a_paired_difference_is_below_that_of_independent_runs(
    history: Scenario, tmp_path: Path
) -> None:
    made = pairs(history, [OPEN], tmp_path, replace(FEW, runs=40))
    first, second = made.both
    at = [list(made.job.headlines).index(name) for name in ("evacuated", "crossed-to-mill-town")]
    paired = (second - first)[:, at].var(axis=0)
    apart = (np.roll(second, 1, axis=0) - first)[:, at].var(axis=0)
    assert (paired < apart * [1, 0.2]).all()
    assert (independent(first, second)[at] > [1, 5]).all()
    assert np.isnan(independent(first, first)).all()
    made.rows.close()


def test_precision_is_of_the_difference(history: Scenario, tmp_path: Path) -> None:
    asked = replace(FEW, runs=300, precision=0.5)
    made = pairs(history, [OPEN], tmp_path, asked)
    assert made.members in (100, 200, 300)
    mean, half = made.headlines.mean, made.headlines.half
    assert is_precise(made) == (half <= 0.5 * np.maximum(made.both[0].mean(axis=0), abs(mean))).all()
    assert not is_precise(replace(made, asked=replace(asked, precision=1e-9)))
    assert not is_precise(replace(made, members=0))
    made.rows.close()


def test_a_pair_of_jobs_may_be_sent_elsewhere(history: Scenario) -> None:
    job = job_of(history, ROAD)
    values = [number.value for number in job.drawn]
    assert pickle.loads(pickle.dumps(job)).row(3, values) == job.row(3, values)


def test_pairs_need_a_what_if(history: Scenario, tmp_path: Path) -> None:
    with pytest.raises(SimError, match="without a what-if"):
        play_pairs(history, history, tmp_path / "out", FEW)
    assert not (tmp_path / "out").exists()


def test_a_what_if_is_never_played_alone(history: Scenario, tmp_path: Path) -> None:
    with pytest.raises(SimError, match="what-if alone"):
        play_ensemble(apply_what_ifs(history, [OPEN]), tmp_path / "out", FEW)
    assert not (tmp_path / "out").exists()


def test_no_bands_are_drawn_of_differences(
    ranged: Path, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for options in (["--bands", str(made)], ["--bands", str(made), "--what-if", OPEN]):
        for verb in (["play"], ["render", "--for", "poster"]):
            assert main([*verb, str(ranged), "--out", str(tmp_path / "out"), *options]) == 2
            assert "what-if" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


Run = Callable[..., str]


@pytest.fixture
def run(ranged: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """`sim ensemble` of a few pairs; what it prints."""

    def ran(*options: str) -> str:
        assert main(["ensemble", str(ranged), "--runs", "6", "--workers", "1", *options]) == 0
        return capsys.readouterr().out

    return ran


def test_what_is_printed_is_a_question_its_warning_and_differences(run: Run, tmp_path: Path) -> None:
    told = run("--what-if", OPEN, "--out", str(tmp_path))
    lines = told.splitlines()
    assert lines[0] == f"What-if {OPEN}: What if the road had stayed open?"
    assert lines[1].startswith("Warning: Nobody can know")
    for part in ("6 pairs", "every figure is modelled", "95 % interval", "same chance", str(tmp_path)):
        assert part in told
    surrendered = next(line for line in lines if line.startswith("in-enclave-when-the-evacuation-opens"))
    assert surrendered.endswith("no difference that these runs can tell")


def test_a_counterfactual_says_so_wherever_it_goes(run: Run, tmp_path: Path) -> None:
    told = run("--what-if", MARKED, "--out", str(tmp_path))
    assert told.startswith(
        f"Counterfactual what-if {MARKED}: What if the bridge had been held?\nWarning: It was not."
    )
    said = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert said["questions"][0]["counterfactual"] is True
    for row in table(tmp_path / "differences.csv"):
        assert row["what_if"] == f"counterfactual {MARKED}"
        assert (row["question"], row["warning"]) == ("What if the bridge had been held?", "It was not.")


def test_two_what_ifs_are_asked_together(run: Run, tmp_path: Path) -> None:
    said = json.loads(run("--what-if", OPEN, "--what-if", BUSES, "--out", str(tmp_path), "--json"))
    assert said.pop("folder") == str(tmp_path)
    assert said == json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert said["what_ifs"] == [OPEN, BUSES]


def test_each_account_has_a_folder_of_differences(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("--what-if", OPEN, "--account", "all", "--quiet")
    run("--what-if", OPEN, "--vary", "chance", "--sampler", "sobol", "--rng-seed", "2", "--quiet")
    found = {str(path.parent.relative_to(tmp_path)) for path in tmp_path.rglob("differences.csv")}
    assert found == {
        f"outputs/valley/north+{OPEN}/differences",
        f"outputs/valley/reference+{OPEN}/differences",
        f"outputs/valley/reference+{OPEN}/differences-chance-sobol-seed-2",
    }


def test_without_a_what_if_nothing_is_asked(run: Run, tmp_path: Path) -> None:
    told = run("--out", str(tmp_path))
    assert "hat-if" not in told
    assert "bands.csv" in contents(tmp_path)


def test_the_picture_is_the_same_each_time_and_says_what_it_shows(history: Scenario, tmp_path: Path) -> None:
    made = pairs(history, [OPEN], tmp_path, replace(FEW, runs=4))
    save_picture(made, tmp_path / "first")
    save_picture(made, tmp_path / "second")
    made.rows.close()
    first = contents(tmp_path / "first")
    assert set(first) == {"differences.png", "differences.svg"}
    assert first == contents(tmp_path / "second")
    text = first["differences.svg"].decode("utf-8")
    assert "<title>What-if road-open What if the road had stayed open?</title>" in text
    assert "Warning: Nobody can know" in text
    assert 'role="img"' in text


def test_what_differs_nowhere_has_no_panel_and_is_named(history: Scenario, tmp_path: Path) -> None:
    shown = shown_of(pairs(history, [OPEN], tmp_path, replace(FEW, runs=4)))
    headings = [panel.heading for panel in shown.panels]
    assert headings[:2] == ["People in opposition-held ground", "People evacuated so far"]
    assert len(shown.dates) == len(shown.panels[0].mean) <= 5
    same = replace(FEW, runs=4, vary=("claims",))
    text = ASKED[STAY].replace("0.55", "0.5")
    (history.folder / "what-ifs" / "as-it-is.yaml").write_text(text, encoding="utf-8")
    nothing = shown_of(pairs(history, ["as-it-is"], tmp_path / "same", same))
    assert nothing.panels == ()
    assert nothing.foot.startswith("No difference on any day: People in opposition-held ground; ")
