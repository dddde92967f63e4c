"""Fitting assumptions: to figures that drive alone, on known functions and from command to files."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from ensembles import PROJECT, valley

from sim.calibration import targets as room
from sim.calibration.fit import Drawn, Fit, at_odds
from sim.calibration.run import Asked, Calibration, calibrate
from sim.calibration.score import change_of, unseen_of
from sim.calibration.targets import HELD_OUT, PUT_IN, REPEATS, TARGET, Use, choose_targets, looked_at, uses_of
from sim.cli.calibrate_verb import _print_speakers
from sim.cli.main import main
from sim.ensemble.draws import LATIN, Floats, draw
from sim.ensemble.plan import ASSUMPTIONS, Number
from sim.episode.figure import Figure
from sim.errors import SimError
from sim.estimate import Estimate
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.resolve import resolve

FILES = {"calibration.csv", "posterior.csv", "speakers.csv", "targets.csv", "summary.json"}
LOADING, STAYS = "evacuation.fleet.loading", "flight.stay_when_captured"
EVACUATED = "evacuated:000-p09-02"
FLAGSHIP = {
    "crossed:004-p14-06", "crossed:004-p134-01", "crossed:001-p19-02", "surrendered:004-p32-08",
    "area:004-p35-02", "convoys:004-p47-04",
}  # fmt: skip


def looked(folder: Path, *more: str) -> Path:
    """The valley with ranges, in which the count of the evacuated was looked at for the time of loading."""
    scenario = valley(folder)
    file = scenario / "people.yaml"
    text = file.read_text(encoding="utf-8")
    held = 'loading: {assume: 60, because: "lists and boarding", '
    assert text.count(held) == 1
    file.write_text(
        text.replace(held, f"{held}fitted_to: [{', '.join(('000-p09-02', *more))}], "), encoding="utf-8"
    )
    return scenario


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return looked(tmp_path_factory.mktemp("looked"))


@pytest.fixture(scope="module")
def scenario(folder: Path) -> Scenario:
    return load_scenario(folder)


@pytest.fixture(scope="module")
def made(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    return calibrate(scenario, tmp_path_factory.mktemp("made"), Asked(fit=(LOADING, STAYS), runs=200))


@pytest.fixture(scope="module")
def written(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("written")
    assert main(["calibrate", str(folder), *SMALL, "--workers", "1", "--out", str(out), "--quiet"]) == 0
    return out


SMALL = ["--fit", f"{LOADING},{STAYS}", "--runs", "100"]


def figure(name: str, low: float | None, high: float | None, role: str = "drives") -> Figure:
    return Figure(
        id=name, claim=name, minute=0, since=0, day="2001-03-05", measure="evacuated", unit="people",
        claimed=Estimate(low=low, high=high), attributed_to=name, places=(), group=None, party=None,
        destination=None, convoy=None, role=role, follows=None, mechanism=None, replay_is=None,
    )  # fmt: skip


def number(name: str) -> Number:
    return Number(name, ASSUMPTIONS, (name,), 0.0, 0.5, 1.0, "uniform", "", "a guess")


NUMBERS = (number("x"), number("y"))


def drawn(figures: tuple[Figure, ...], found: Floats, values: Floats) -> Drawn:
    return Drawn(NUMBERS, values, figures, found)


def target(one: Figure) -> Use:
    return Use(one, one.id, TARGET, "")


@pytest.fixture(scope="module")
def values() -> Floats:
    return draw(NUMBERS, 600, sampler=LATIN, rng_seed=0, batch=600)


def test_a_fit_finds_the_number_behind_a_figure_and_learns_nothing_of_another(values: Floats) -> None:
    seen = figure("seen", 295, 305)
    fit = Fit("seen", (target(seen),), drawn((seen,), 1000 * values[:, :1], values))
    known, idle = fit.learned
    assert fit.kept.sum() == 60
    assert known.something
    assert known.posterior[0] == pytest.approx(0.255, abs=0.01)
    assert known.posterior[-1] == pytest.approx(0.345, abs=0.01)
    assert known.width < 0.15
    assert not idle.something
    assert idle.width == pytest.approx(1, abs=0.15)
    assert (fit.within(fit.targets[0]), fit.reaches) == (6, True)


def test_what_every_replay_meets_teaches_nothing(values: Floats) -> None:
    met = figure("met", 0, 2000)
    fit = Fit("met", (target(met),), drawn((met,), 1000 * values[:, :1], values))
    assert fit.kept.all()
    assert not fit.tells
    assert all(one.width == 1 for one in fit.learned)


def test_chance_alone_teaches_nothing(values: Floats) -> None:
    """A figure made of noise: of many such fits none may learn."""
    noisy = figure("noisy", 0, 0.01)
    for seed in range(20):
        noise = np.random.default_rng(seed).random((len(values), 1))
        assert not Fit("noisy", (target(noisy),), drawn((noisy,), noise, values)).tells


def test_what_no_replay_reaches_is_said_to_be_out_of_reach(values: Floats) -> None:
    far = figure("far", 5000, None)
    fit = Fit("far", (target(far),), drawn((far,), 1000 * values[:, :1], values))
    assert fit.tells
    assert not fit.reaches
    assert fit.learned[0].posterior[0] > 0.85


def test_two_figures_that_pull_apart_are_at_odds_and_two_that_agree_are_not(values: Floats) -> None:
    low, high, alike = figure("low", 100, 150), figure("high", 800, 850), figure("alike", 90, 160)
    other = figure("other", 400, 450)
    found = 1000 * values[:, [0, 0, 0, 1]]
    data = drawn((low, high, alike, other), found, values)
    fits = {one.id: Fit(one.id, (target(one),), data) for one in data.figures}
    assert at_odds(fits["low"], fits["high"])
    assert at_odds(fits["high"], fits["low"])
    assert not at_odds(fits["low"], fits["alike"])
    assert not at_odds(fits["low"], fits["other"])


def test_of_few_replays_too_figures_whose_values_lie_apart_are_at_odds() -> None:
    """So few are kept that sharing none says nothing; that their values lie apart does."""
    low, high = figure("low", 100, 150), figure("high", 800, 850)
    few = draw(NUMBERS, 100, sampler=LATIN, rng_seed=1, batch=100)
    data = drawn((low, high), 1000 * few[:, [0, 0]], few)
    assert at_odds(*(Fit(one.id, (target(one),), data) for one in data.figures))


def test_of_two_figures_none_is_paid_for_with_the_other(values: Floats) -> None:
    """Kept is what is near to both, not what is near on average."""
    first, second = figure("first", 500, 501), figure("second", 500, 501)
    data = drawn((first, second), 1000 * values, values)
    fit = Fit("both", (target(first), target(second)), data)
    assert np.abs(values[fit.kept] - 0.5).max() < 0.2
    assert all(one.something for one in fit.learned)


def test_a_figure_that_is_held_out_is_refused_even_when_it_is_called_a_target(values: Floats) -> None:
    """The planted defect: a use that lies about its figure."""
    held = figure("held", 295, 305, role="held-out")
    with pytest.raises(SimError, match="held out"):
        Fit("held", (target(held),), drawn((held,), 1000 * values[:, :1], values))


def test_a_room_that_lets_figures_held_out_through_is_stopped_by_the_fit(
    scenario: Scenario, made: Calibration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: everything is called a target."""
    uses = tuple(replace(use, use=TARGET) for use in uses_of(scenario, resolve(scenario)))
    chosen = choose_targets(uses)
    assert any(use.figure.role == "held-out" for use in chosen)
    broken = replace(made, uses=uses, targets=chosen)
    with pytest.raises(SimError, match="held out"):
        _ = broken.alone
    monkeypatch.setattr(room, "refuse_unfit", lambda use: None)
    with pytest.raises(SimError, match="held out"):
        _ = broken.fits


@pytest.mark.parametrize("account", ["reference", "government", "monitor", "humanitarian", "opposition"])
def test_of_the_flagship_only_figures_that_were_looked_at_may_be_fitted_to(
    account: str, flagship: Scenario
) -> None:
    episode = resolve(flagship, account=account)
    uses = uses_of(flagship, episode)
    followed = {question.followed for question in episode.settled}
    assert {use.figure.id for use in uses if use.use == TARGET} == FLAGSHIP
    for use in uses:
        assert use.reason
        assert (use.use == HELD_OUT) == (use.figure.role == "held-out")
        assert (use.use == PUT_IN) == (use.figure.claim in followed and use.figure.role == "drives")
        if use.use == TARGET:
            assert use.figure.claim in episode.driving - followed
    assert sum(use.use == REPEATS for use in uses) > 5


def test_every_path_that_names_a_claim_it_looked_at_is_a_path_of_the_scenario(flagship: Scenario) -> None:
    episode = resolve(flagship)
    known = {one.path for one in episode.provenance}
    paths = {path for found in looked_at(flagship).values() for path in found}
    assert paths
    assert paths <= known


def test_without_a_figure_to_fit_to_the_command_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = valley(tmp_path)
    assert main(["calibrate", str(bare), "--fit", LOADING, "--out", str(tmp_path / "out")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("error: there is nothing to fit to: 7 figures that drive")
    assert "fitted_to" in lines[1]
    assert not (tmp_path / "out").exists()


def test_the_time_of_loading_is_learned_from_the_evacuated_and_staying_is_not(made: Calibration) -> None:
    assert [use.figure.id for use in made.targets] == [EVACUATED]
    loading, stays = sorted(made.alone[0].learned, key=lambda one: one.number.name)
    assert (loading.number.name, stays.number.name) == (LOADING, STAYS)
    assert loading.something
    assert loading.width < 0.9
    assert made.alone[0].reaches
    assert made.together is None, "one figure alone is no company"
    assert list(made.by_speaker) == ["document-000"]


def test_one_speakers_fit_is_scored_on_each_other_speaker_and_never_on_his_own(made: Calibration) -> None:
    assert [(row.fitted, row.scored) for row in made.crossed] == [
        ("document-000", "valley-guard"), ("document-000", "north-army"),
    ]  # fmt: skip
    for row in made.crossed:
        assert row.change is not None
        unseen = unseen_of(row.scored, made.uses)
        assert row.change.after.met.tried == row.figures == len(unseen) == 1
        assert not {one.id for one in unseen} & {EVACUATED}


def test_a_score_before_is_that_of_all_replays_and_after_of_the_kept(made: Calibration) -> None:
    fit = made.alone[0]
    change = change_of(fit, [made.targets[0].figure])
    values = made.drawn.found[:, made.drawn.figures.index(made.targets[0].figure)]
    claimed = made.targets[0].figure.claimed
    assert change.before.met.met == claimed.agrees(float(np.median(values)))
    assert change.after.met.met == claimed.agrees(float(np.median(values[fit.kept])))
    assert change.after.met.tried == 1
    assert change.came_in - change.fell_out == change.after.met.met - change.before.met.met


def test_speakers_who_contradict_each_other_are_fitted_apart(made: Calibration, values: Floats) -> None:
    low, high = figure("low", 100, 150), figure("high", 800, 850)
    data = drawn((low, high), 1000 * values[:, [0, 0]], values)
    uses = (target(low), target(high))
    apart = replace(made, uses=uses, targets=uses, drawn=data)
    assert [(one.name, other.name) for one, other in apart.contradictions] == [("low", "high")]
    assert apart.together is None
    assert {fit.name for fit in apart.fits} == {"low", "high"}
    after = {(row.fitted, row.scored): row.change for row in apart.crossed}
    assert all(change is not None and change.after.met.met == 0 for change in after.values())
    same = tuple(replace(use, speaker="one") for use in uses)
    torn = replace(apart, uses=same, targets=same)
    assert torn.by_speaker == {"one": None}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_command_writes_five_files_that_lead_back(written: Path) -> None:
    assert set(contents(written)) == FILES
    said = json.loads((written / "summary.json").read_text(encoding="utf-8"))
    assert set(said["manifest"]["outputs"]) == FILES - {"summary.json"}
    for name, sha in said["manifest"]["outputs"].items():
        assert hashlib.sha256((written / name).read_bytes()).hexdigest() == sha
    assert said["figures"] == {
        "fitted_to": [EVACUATED], "may_be_fitted_to": 1, "drive_and_may_not": 7, "held_out": 2,
    }  # fmt: skip
    assert said["fitted"] == [STAYS, LOADING]
    assert {row["use"] for row in table(written / "targets.csv")} == {TARGET, PUT_IN}
    figures = table(written / "calibration.csv")
    assert {row["use"] for row in figures} == {TARGET, HELD_OUT}
    assert len(figures) == 3
    rows = table(written / "posterior.csv")
    assert {(row["number"], row["kept"] >= "10") for row in rows} == {(LOADING, True), (STAYS, True)}
    (proposed,) = said["proposed"]
    assert proposed["number"] == LOADING
    assert 30 <= proposed["low"] < proposed["assume"] < proposed["high"] <= 90
    assert proposed["fitted_to"] == ["000-p09-02"]
    speakers = table(written / "speakers.csv")
    assert [row["scored_on"] for row in speakers] == ["Valley Guard", "North Army"]


def test_the_same_bytes_whatever_the_number_of_workers_and_the_scenario_as_it_was(
    folder: Path, written: Path, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    options = [*SMALL, "--workers", "2", "--out", str(tmp_path), "--quiet"]
    assert main(["calibrate", str(folder), *options]) == 0
    assert contents(tmp_path) == contents(written)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_what_is_printed_says_what_was_learned_and_what_was_not(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calibrate", str(folder), *SMALL, "--workers", "1", "--out", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    for part in (
        "every figure is modelled", "Fitted to 1 of 1 figures", "7 more drive", "2 are held out", "learned",
        "nothing was learned", "before", "after", "for a person to judge", f"{LOADING}: assume",
    ):  # fmt: skip
        assert part in told, part


def test_a_claim_passed_over_for_what_is_put_in_is_no_target_even_when_it_was_looked_at(
    tmp_path: Path,
) -> None:
    both = load_scenario(looked(tmp_path, "000-p02-03"))
    uses = {use.figure.id: use for use in uses_of(both, resolve(both))}
    assert uses["present:000-p02-03"].figure.role == "drives"
    assert uses["present:000-p02-03"].use == REPEATS
    with pytest.raises(SimError, match="competes"):
        choose_targets(tuple(uses.values()), ["present:000-p02-03"])


def test_speakers_who_could_be_fitted_to_are_printed_against_each_other(
    made: Calibration, values: Floats, capsys: pytest.CaptureFixture[str]
) -> None:
    low, high = figure("low", 100, 150), figure("high", 800, 850)
    uses = (
        replace(target(low), speaker="document-000"),
        replace(target(high), speaker="north-army"),
    )
    data = drawn((low, high), 1000 * values[:, [0, 0]], values)
    _print_speakers(replace(made, uses=uses, targets=uses, drawn=data))
    _, first, second, *_ = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"the Gazette .*  North Army +1 +0  0", first)
    assert re.fullmatch(r"North Army +the Gazette .* +1 +0  0", second)


def test_json_is_the_summary(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--fit", STAYS, "--runs", "100", "--workers", "1", "--json", "--out", str(tmp_path)]
    assert main(["calibrate", str(folder), *options]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said.pop("folder") == str(tmp_path)
    assert said == json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert said["proposed"] == []
    assert "nothing was learned" in said["says"][0]


REFUSED = {
    "held out": ["--figure", "present:000-p02-03"],
    "put in": ["--figure", "aboard:000-p07-02"],
    "no figure": ["--figure", "evacuated:000-p09-03"],
    "no figure of": ["--speaker", "valley-guard"],
    "no number": ["--fit", "evacuation.fleet.loadin"],
    "has no range": ["--fit", "evacuation.fleet.seats"],
    "is a claim": ["--fit", "000-p02-01"],
    "empty name": ["--fit", "a,,b"],
    "from 100": ["--runs", "99"],
    "from 1 to 64": ["--workers", "0"],
    "no account": ["--account", "nobody"],
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_may_not_be_fitted_is_refused_in_two_lines(
    said: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--fit", LOADING, "--out", str(tmp_path / "out"), *REFUSED[said]]
    assert main(["calibrate", str(folder), *options]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("error: ")
    assert said in first
    assert second.startswith("hint: ")
    assert not (tmp_path / "out").exists()


def test_a_fit_must_be_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", str(folder)]) == 2
    assert "--fit" in capsys.readouterr().err


def test_without_scipy_the_extra_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "scipy"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "scipy", None)
    assert main(["calibrate", str(folder), "--fit", LOADING, "--out", str(tmp_path / "out")]) == 2
    assert "hint: pip install 'sim[ensemble]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_plain_valley_is_as_it_was() -> None:
    """Nothing in these tests wrote to the project's own valley."""
    assert "fitted_to: [000-p09-02]" not in (PROJECT / "scenarios" / "valley" / "people.yaml").read_text(
        encoding="utf-8"
    )
