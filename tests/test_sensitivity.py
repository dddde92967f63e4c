"""Which number matters: known functions through the wrapper, and the valley from command to files."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ensembles import PROJECT, valley
from PIL import Image

from sim.cli.main import main
from sim.drawings.tornado import Tornado, tornado_svg
from sim.engine.play import play
from sim.ensemble.draws import Floats, seed_of
from sim.ensemble.member import Job
from sim.ensemble.plan import KINDS, Number, make_plan
from sim.ensemble.points import readings
from sim.ensemble.tables import plainly
from sim.ensemble.words import figure_words, number_unit, number_words, valued
from sim.errors import SimError
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.resolve import resolve
from sim.sensitivity import run as analysis
from sim.sensitivity.design import (
    METHODS,
    MORRIS,
    SOBOL,
    Index,
    indices_of,
    overlapping,
    points_needed,
    points_of,
)
from sim.sensitivity.run import SEEDS, Asked, Screening, screen, seeds_at
from sim.sensitivity.told import above_chance, level_of, note_of, tornado_of

FILES = {"sensitivity.csv", "tornado.csv", "tornado.png", "tornado.svg", "summary.json"}
LOADING = "evacuation.fleet.loading"


@pytest.fixture(scope="module")
def ranged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return valley(tmp_path_factory.mktemp("ranged"))


@pytest.fixture(scope="module")
def scenario(ranged: Path) -> Scenario:
    return load_scenario(ranged)


@pytest.fixture(scope="module")
def made(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Screening:
    return screen(scenario, tmp_path_factory.mktemp("made"), Asked(runs=6))


@pytest.fixture(scope="module")
def written(ranged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    assert main(["sensitivity", str(ranged), *SMALL, "--workers", "1", "--out", str(folder), "--quiet"]) == 0
    return folder


SMALL = ["--runs", "3", "--figure", "evacuated", "--figure", "inside-2001-03-08"]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def ishigami(places: Floats) -> Floats:
    x = np.pi * (2 * places - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_sobol_indices_of_ishigamis_function_lie_in_their_intervals(seed: int) -> None:
    places = points_of(SOBOL, 3, 1024, seed)
    found = indices_of(SOBOL, places, ishigami(places), seed)
    known = [(0.5576, 0.3139), (0.4424, 0.4424), (0.2437, 0.0)]
    for (total, first), wanted in zip(found, known, strict=True):
        for index, value in zip((total, first), wanted, strict=True):
            assert index.low is not None
            assert index.high is not None
            assert index.low - 0.02 <= value <= index.high + 0.02, (index, value)
            assert index.high - index.low < 0.3


def test_morris_finds_the_slopes_of_a_plane_and_no_bend_in_it() -> None:
    places = points_of(MORRIS, 4, 8, 3)
    slopes = np.array([1.0, -5.0, 0.0, 2.5])
    for slope, (size, mean, spread) in zip(
        slopes, indices_of(MORRIS, places, places @ slopes, 3), strict=True
    ):
        assert (size.name, mean.name, spread.name) == ("mu_star", "mu", "sigma")
        assert size.value == pytest.approx(abs(slope))
        assert mean.value == pytest.approx(slope)
        assert spread.value == pytest.approx(0, abs=1e-9)


def test_morris_sees_a_bend_that_the_mean_change_hides() -> None:
    places = points_of(MORRIS, 2, 30, 0)
    size, mean, spread = indices_of(MORRIS, places, (places[:, 0] - 0.5) ** 2 * (places[:, 1] - 0.5), 0)[1]
    assert size.value > 0
    assert spread.value > 0
    assert abs(mean.value) <= size.value


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", [0, 2**63 - 1])
def test_the_same_seed_gives_the_same_points_and_intervals(method: str, seed: int) -> None:
    one, other = (points_of(method, 3, 8, seed) for _ in range(2))
    assert np.array_equal(one, other)
    assert indices_of(method, one, ishigami(one), seed) == indices_of(method, one, ishigami(one), seed)
    assert len(one) == points_needed(method, 3, 8)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.filterwarnings("error")
def test_a_figure_that_never_changes_has_indices_of_nothing(method: str) -> None:
    places = points_of(method, 3, 4, 0)
    found = indices_of(method, places, np.full(len(places), 42.0), 0)
    assert len(found) == 3
    assert {index.value for one in found for index in one} == {0.0}


def test_sobol_points_come_in_powers_of_two() -> None:
    with pytest.raises(SimError, match="powers of two") as found:
        points_of(SOBOL, 3, 48, 0)
    assert found.value.hint == "ask for 32 or 64"


@pytest.mark.parametrize("method", METHODS)
def test_points_that_differ_in_numbers_only_have_the_same_seed(method: str) -> None:
    places = points_of(method, 4, 8, 1)
    seeds = np.array(seeds_at(Asked(method=method), places))
    block = 5 if method == MORRIS else 6
    for start in range(0, len(places), block):
        own = slice(start, start + block)
        for seed in set(seeds[own].tolist()):
            assert len(set(places[own, -1][seeds[own] == seed])) == 1
        assert len(set(seeds[own].tolist())) == 2, "chance moves once along a path"
    assert len(set(seeds.tolist())) == 2 * len(places) // block, "no other path has the same noise"


@pytest.mark.parametrize("method", METHODS)
def test_what_comes_of_chance_alone_is_put_down_to_chance(method: str) -> None:
    """A figure made of noise and one slope: chance gets its share, the idle number nothing."""
    places = points_of(method, 3, 64, 5)
    seeds = seeds_at(Asked(method=method), places)
    noise = np.array([np.random.default_rng(seed).normal() for seed in seeds])
    slope, idle, chance = (one[0] for one in indices_of(method, places, 3 * places[:, 0] + noise, 5))
    assert idle.value == 0
    assert slope.low is not None
    assert slope.low > 0
    if method == MORRIS:
        assert slope.value == pytest.approx(3)
        assert chance.value == pytest.approx(1.5 * 2 / np.sqrt(np.pi), rel=0.3)
    else:
        assert (slope.value, chance.value) == pytest.approx((0.75 / 1.75, 1 / 1.75), abs=0.2)


def test_numbers_whose_intervals_meet_that_of_the_first_cannot_be_told_apart() -> None:
    first, near, far = Index("x", 9, 7, 11), Index("x", 6, 4, 8), Index("x", 2, 1, 3)
    assert overlapping([first, near, far]) == 2
    assert overlapping([first, far]) == 1
    assert overlapping([first]) == 1
    assert overlapping([Index("x", 9), far]) == 2, "without an interval nothing is known"


def test_the_number_that_rules_the_evacuation_of_the_valley_is_found(made: Screening) -> None:
    drawn = made.job.drawn
    first = drawn[made.leading("evacuated")[0]]
    assert first.name == LOADING
    found = made.ends[made.leading("evacuated")[0], "evacuated"]
    assert found.low > found.single > found.high, "longer loading, fewer people"
    crossed = [drawn[number].name for number in made.leading("crossed-to-mill-town")]
    assert crossed[0] == "flight.cross_when_captured"
    assert above_chance(made, "crossed-to-mill-town") >= 3


def test_from_few_paths_nothing_is_told_apart_and_chance_is_no_number(made: Screening) -> None:
    drawn = len(made.job.drawn)
    for figure in made.figures:
        assert drawn not in made.leading(figure)
        assert level_of(made, figure) == len(made.leading(figure))
    assert "6 paths are too few" in note_of(made, "crossed-to-mill-town")
    many = replace(made, asked=Asked(runs=20))
    assert level_of(many, "crossed-to-mill-town") == 1
    assert note_of(many, "crossed-to-mill-town").startswith("The first stands alone: 20 paths")
    idle = replace(
        made,
        indices={
            figure: indices_of(MORRIS, np.zeros((8, drawn + 1)), np.ones(8), 0) for figure in made.figures
        },
    )
    assert note_of(idle, "evacuated") == "None of the numbers moves it."
    assert not tornado_of(idle).panels[0].bars


def test_an_end_is_what_replays_with_that_number_alone_moved_give(
    made: Screening, scenario: Scenario
) -> None:
    number = [one.name for one in made.job.drawn].index(LOADING)
    job = Job(scenario, resolve(scenario), made.job.plan, 0, False)
    values = [one.value for one in job.drawn]
    values[number] = job.drawn[number].high
    played = [play(job.episode(values), rng_seed=seed_of(0, seed)) for seed in range(SEEDS)]
    wanted = np.mean([readings(replay)["evacuated"][0] for replay in played])
    assert made.ends[number, "evacuated"].high == wanted


def test_headlines_of_everybody_are_asked_for_when_nothing_is_named(made: Screening) -> None:
    assert made.figures == (
        "crossed-to-mill-town", "surrendered", "in-enclave-when-the-evacuation-opens", "evacuated",
        "convoys-that-left",
    )  # fmt: skip


def test_the_command_writes_five_files_that_lead_back(written: Path) -> None:
    assert {path.name for path in written.iterdir()} == FILES
    said = json.loads((written / "summary.json").read_text(encoding="utf-8"))
    assert set(said["manifest"]["outputs"]) == FILES - {"summary.json"}
    for name, sha in said["manifest"]["outputs"].items():
        assert hashlib.sha256((written / name).read_bytes()).hexdigest() == sha
    assert list(said["figures"]) == ["evacuated", "inside-2001-03-08"]
    assert said["replays"] > said["points"] == 3 * (said["numbers"] + 2)
    assert "modelled" in said["note"]


def test_every_number_has_its_range_its_reason_and_its_speaker(written: Path, scenario: Scenario) -> None:
    plan = {number.name: number for number in make_plan(scenario, "reference", KINDS) if number.shape}
    rows = table(written / "sensitivity.csv")
    for figure in ("evacuated", "inside-2001-03-08"):
        own = [row for row in rows if row["figure"] == figure]
        assert {row["number"] for row in own} == {*plan, "chance"}
        assert len(own) == 3 * (len(plan) + 1)
    for row in rows:
        assert row["basis"] == "model:sensitivity"
        assert row["reason"]
        number = plan.get(row["number"])
        if number is not None:
            assert (row["drawn_low"], row["drawn_high"]) == (plainly(number.low), plainly(number.high))
            assert row["attributed_to"] == number.said_by
            assert bool(number.said_by) == (row["kind"] == "claims")
        assert bool(row["low"]) == bool(row["high"]) == (row["index"] == "mu_star")
        if row["low"]:
            assert float(row["low"]) <= float(row["value"]) <= float(row["high"])


def test_the_picture_shows_what_its_table_says(written: Path) -> None:
    with Image.open(written / "tornado.png") as picture:
        assert picture.mode == "RGB"
        assert not picture.info
        assert picture.width == 1800
    svg = (written / "tornado.svg").read_text(encoding="utf-8")
    assert "<title>" in svg
    assert "modelled" in svg
    assert "matplotlib" not in svg.lower().replace("http://matplotlib", "")
    for row in table(written / "tornado.csv"):
        if row["kind"] != "chance":
            assert row["words"] in svg
            assert f"{float(row['figure_at_low']):,.0f}" in svg or "." in row["figure_at_low"]


@pytest.mark.parametrize("workers", ["2", "3"])
def test_the_same_bytes_whatever_the_number_of_workers(
    workers: str, ranged: Path, written: Path, tmp_path: Path
) -> None:
    options = [*SMALL, "--workers", workers, "--out", str(tmp_path), "--quiet"]
    assert main(["sensitivity", str(ranged), *options]) == 0
    assert contents(tmp_path) == contents(written)


def test_what_is_printed_says_what_matters_and_what_cannot_be_told_apart(
    ranged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--method", "sobol", "--runs", "2", "--figure", "surrendered", "--workers", "1"]
    assert main(["sensitivity", str(ranged), *options, "--out", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    for part in ("every figure is modelled", "Sobol' indices", "too few to tell", "chance", "by chance", "%"):
        assert part in told
    assert str(tmp_path) in told


def test_json_is_the_summary_and_another_seed_has_another_folder(
    ranged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    options = ["--runs", "2", "--figure", "evacuated", "--workers", "1", "--json", "--rng-seed", "4"]
    assert main(["sensitivity", str(ranged), *options, "--account", "north"]) == 0
    said = json.loads(capsys.readouterr().out)
    folder = Path(said.pop("folder"))
    assert folder == Path("outputs/valley/north/sensitivity-morris-seed-4")
    assert said == json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def test_a_bar_without_a_range_to_fill_is_drawn_all_the_same(made: Screening) -> None:
    """Nothing moves the figure: no bars, no division by nothing."""
    panel = tornado_of(made).panels[0]._replace(single=3.0, least=3.0, most=3.0, bars=(), level=0)
    svg = tornado_svg(Tornado("t", "s", "i", (panel,), "f"))
    assert svg.startswith("<?xml")


@pytest.mark.parametrize("account", ["reference", "government", "monitor", "humanitarian", "opposition"])
def test_every_number_of_the_flagship_has_words_and_a_value_with_its_unit(
    account: str, flagship: Scenario
) -> None:
    numbers = make_plan(flagship, account, KINDS)
    assert all(number_words(flagship, number) for number in numbers)
    units = {number_unit(flagship, number) for number in numbers}
    assert {"share", "people", "minutes", "a day"} <= units
    words = [number_words(flagship, number) for number in numbers if number.kind == "assumptions"]
    assert len(set(words)) == len(words)
    assert not any("_" in text or "." in text.replace("km.", "") for text in words)


def test_every_number_and_figure_of_the_valley_has_words(scenario: Scenario) -> None:
    episode = resolve(scenario)
    assert all(number_words(scenario, number) for number in make_plan(scenario, "north", KINDS))
    names = readings(play(episode))
    assert all(figure_words(episode, name) for name in names)
    assert figure_words(episode, "crossed-to-mill-town") == "people who crossed to Mill Town"


VALUES = {
    (0.35, "share"): "35 %", (0.002, "a day"): "0.2 % a day", (60.0, "minutes"): "60 min",
    (225000.0, "people"): "225,000", (0.5, ""): "0.5", (24.0, "buses"): "24",
}  # fmt: skip


@pytest.mark.parametrize("given", VALUES, ids=str)
def test_values_are_written_as_people_write_them(given: tuple[float, str]) -> None:
    assert valued(*given) == VALUES[given]


def test_plain_numbers_have_no_exponent_and_lose_no_person() -> None:
    assert [plainly(value) for value in (254873.0, 1e9, 0.00012345678, -0.0, 69780.125)] == [
        "254873", "1000000000", "0.000123457", "0", "69780.1",
    ]  # fmt: skip
    assert [plainly(value) for value in (None, float("nan"), float("inf"))] == ["", "", "INF"]


BAD = [
    ["--runs", "1"], ["--runs", "many"], ["--runs", "99999"], ["--method", "guess"],
    ["--method", "sobol", "--runs", "10"], ["--figure", "evacuatd"], ["--figure", "inside-2001-04-01"],
    ["--workers", "0"], ["--account", "nobody"], ["--what-if", "nothing"], ["--rng-seed", "-1"],
]  # fmt: skip


@pytest.mark.parametrize("options", BAD, ids=" ".join)
def test_bad_options_are_refused_in_two_lines(
    options: list[str], ranged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sensitivity", str(ranged), "--out", str(tmp_path / "out"), *options]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in lines] == ["error", "hint"]
    assert not (tmp_path / "out").exists()


def test_a_what_if_goes_with_its_warning_wherever_it_goes(
    ranged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--what-if", "twice-the-buses", "--runs", "2", "--figure", "evacuated", "--workers", "1"]
    assert main(["sensitivity", str(ranged), *options, "--out", str(tmp_path)]) == 0
    (question,) = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))["questions"]
    told = capsys.readouterr().out
    svg = (tmp_path / "tornado.svg").read_text(encoding="utf-8")
    for text in (told, svg):
        assert "(what-if twice-the-buses)" in text
        assert question["warning"] in text


def test_a_scenario_without_ranges_has_nothing_to_weigh(tmp_path: Path) -> None:
    bare = load_scenario(PROJECT / "scenarios" / "valley")
    job = Job(bare, resolve(bare), make_plan(bare, "reference", ()), 0, True)
    with pytest.raises(SimError, match="no number of this scenario has a range"):
        analysis.refuse_unvaried(job)


def test_without_salib_the_extra_is_named(
    ranged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "SALib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "SALib", None)
    assert main(["sensitivity", str(ranged), "--runs", "2", "--out", str(tmp_path / "out")]) == 2
    assert "hint: pip install 'sim[sensitivity]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_interrupted_analysis_leaves_nothing(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        screen(scenario, tmp_path, Asked(runs=2), stopped)
    assert not list(tmp_path.iterdir())


def test_the_level_of_numbers_is_never_more_than_are_shown(made: Screening) -> None:
    for figure in made.figures:
        assert 0 <= level_of(made, figure) <= len(made.leading(figure)) <= analysis.LEADING


def test_a_number_is_drawn_once_and_named_once(scenario: Scenario) -> None:
    plan = make_plan(scenario, "reference", KINDS)
    assert all(isinstance(number, Number) for number in plan)
    assert len({number_words(scenario, number) for number in plan if number.shape}) == sum(
        bool(number.shape) for number in plan
    )
