"""Bands of many replays: read back or refused, in the film's charts, in words, on a page of their own."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ensembles import valley

import sim
from sim.cli.main import main
from sim.days import DAY
from sim.drawings import evacuated_chart, people_chart, share_chart
from sim.drawings.credit import credit_lines
from sim.drawings.figure_marks import ABOVE
from sim.drawings.layers import draw_figures
from sim.drawings.layout import PORTRAIT, SQUARE, WIDE, Layout
from sim.drawings.picture import Picture
from sim.drawings.presets import PRESETS, Asked, refuse
from sim.drawings.shading import VEILS
from sim.drawings.shading_words import day_bands
from sim.drawings.spread_page import spread_svg
from sim.drawings.stage import Look, Sheet, inked, sheet
from sim.drawings.words import alt_text
from sim.engine.play import play
from sim.ensemble.files import save_ensemble
from sim.ensemble.run import Asked as Wanted
from sim.ensemble.run import Ensemble, play_ensemble
from sim.ensemble.saved import read_spread
from sim.ensemble.sure import BANDS, LEVELS
from sim.episode.episode import Episode
from sim.errors import SimError
from sim.result.spread import CROSSED, EVACUATED, GROUND, INSIDE, MEDIAN, NARROW, Spread
from sim.result.spread import WIDE as OUTER
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.resolve import resolve
from sim.scene.panels import spread_panels
from sim.scene.phrases import phrases
from sim.scene.story import Story

RUNS = 12


@pytest.fixture(scope="module")
def ranged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return valley(tmp_path_factory.mktemp("ranged"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bands") / "ensemble"


@pytest.fixture(scope="module")
def made(ranged: Path, folder: Path) -> Ensemble:
    ensemble = play_ensemble(load_scenario(ranged), folder, Wanted(runs=RUNS))
    save_ensemble(ensemble, folder)
    return ensemble


@pytest.fixture(scope="module")
def episode(made: Ensemble) -> Episode:
    return made.job.base


@pytest.fixture(scope="module")
def spread(made: Ensemble, folder: Path, episode: Episode) -> Spread:
    return read_spread(folder, episode)


@pytest.fixture(scope="module")
def story(episode: Episode, spread: Spread) -> Story:
    return Story(play(episode, rng_seed=0), spread=spread)


def test_lines_are_quantiles_of_whole_numbers_over_the_members(made: Ensemble, spread: Spread) -> None:
    replays = [made.job.play(member, made.values[member]) for member in range(RUNS)]
    ends = [(day + 1) * DAY for day in range(replays[0].calendar.days)]
    read = {
        INSIDE: [replay.in_enclave().sum(axis=1) for replay in replays],
        EVACUATED: [[sum(replay.evacuated_at(end)) for end in ends] for replay in replays],
        CROSSED: [[sum(replay.fled_at(end).values()) for end in ends] for replay in replays],
        GROUND: [replay.km2()[:, 0] for replay in replays],
    }
    for name, values in read.items():
        expected = np.quantile(np.array(values, dtype=np.float64), LEVELS, axis=0)
        assert np.allclose(spread.lines[name], expected, atol=1e-3), name
    assert (spread.runs, spread.account) == (RUNS, "reference")
    assert spread.drawn == ("claims", "assumptions", "chance")


def test_lines_are_called_as_the_tables_call_them() -> None:
    assert [LEVELS[end] for end in (*OUTER, *NARROW, MEDIAN)] == [0.05, 0.95, 0.25, 0.75, 0.5]
    assert BANDS == {"50": NARROW, "90": OUTER}


def told(folder: Path, **changes: Any) -> None:
    path = folder / "summary.json"
    said = json.loads(path.read_text(encoding="utf-8")) | changes
    path.write_text(json.dumps(said), encoding="utf-8")


def written(folder: Path, change: Callable[[list[dict[str, str]]], list[dict[str, str]]]) -> None:
    """Bands changed and their hash with them."""
    path = folder / "bands.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = change(list(csv.DictReader(file)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    told(folder, manifest={"outputs": {"bands.csv": digest}})


def without_all(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if (row["place"], row["group"]) != ("enclave", "all")]


def infinite(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [rows[0] | {"q95": "INF"}, *rows[1:]]


def of_another_day(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [rows[0] | {"date": "1999-01-01"}, *rows[1:]]


def of_other_columns(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{key: value for key, value in row.items() if key != "q05"} for row in rows]


SPOILT: dict[str, tuple[Callable[[Path], Any], str]] = {
    "none": (shutil.rmtree, "no ensemble of valley by account reference in"),
    "unfinished": (lambda f: (f / "unfinished.json").write_text("{}"), "is not finished"),
    "account": (lambda f: told(f, account="north"), "is of account north, not of reference"),
    "scenario": (lambda f: told(f, scenario="hill"), "is of scenario hill, not of valley"),
    "what-if": (lambda f: told(f, what_ifs=["more-buses"]), "holds a what-if"),
    "data": (lambda f: told(f, inputs_sha256="0" * 64), "was made from other data"),
    "runs": (lambda f: told(f, runs="many"), "does not say how many replays"),
    "altered": (lambda f: (f / "bands.csv").open("a").write("\n"), "is not as it was saved"),
    "json": (lambda f: (f / "summary.json").write_text("{"), "it is not JSON"),
    "deep": (lambda f: (f / "summary.json").write_text("[" * 100_000), "it is not JSON"),
    "list": (lambda f: (f / "summary.json").write_text("[]"), "it is no summary"),
    "lacking": (lambda f: written(f, without_all), "it has nothing of enclave, all, people"),
    "infinite": (lambda f: written(f, infinite), "'INF' is not a number"),
    "day": (lambda f: written(f, of_another_day), "'1999-01-01' is not a day of the replay"),
    "columns": (lambda f: written(f, of_other_columns), "it has not the columns"),
    "missing": (lambda f: (f / "bands.csv").unlink(), "it is missing"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_does_not_belong_to_the_replay_is_refused(
    name: str, made: Ensemble, folder: Path, episode: Episode, tmp_path: Path
) -> None:
    spoil, said = SPOILT[name]
    shutil.copytree(folder, tmp_path / "copy")
    spoil(tmp_path / "copy")
    with pytest.raises(SimError, match=said) as refused:
        read_spread(tmp_path / "copy", episode)
    assert refused.value.hint


def test_bands_of_a_what_if_are_refused(made: Ensemble, folder: Path, episode: Episode) -> None:
    with pytest.raises(SimError, match="a what-if is asked for"):
        read_spread(folder, replace(episode, what_ifs=("more-buses",)))


@pytest.mark.parametrize("verb", [["render", "--for", "poster"], ["play"]], ids=["render", "play"])
def test_a_refusal_is_two_lines_and_the_usual_folder_is_looked_into(
    verb: list[str], ranged: Path, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    command, *options = verb
    assert main([command, str(ranged), *options, "--bands", "--quiet"]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 2
    assert str(Path("outputs") / "valley" / "reference" / "ensemble") in lines[0]
    assert "sim ensemble valley --account reference" in lines[1]
    assert not (tmp_path / "outputs").exists()


@pytest.mark.parametrize("preset", ["gif-lms", "sheet"])
def test_a_destination_without_charts_takes_no_bands(preset: str) -> None:
    with pytest.raises(SimError, match=f"{preset} takes no --bands"):
        refuse(PRESETS[preset], Asked(bands=True), 6)


def test_beside_another_account_there_are_no_bands() -> None:
    with pytest.raises(SimError, match="no charts that --bands could shade"):
        refuse(PRESETS["web"], Asked(bands=True, compare=True), 6)


def shades(layer: Sheet) -> list[Any]:
    return [one for one in layer.page.collections if one.get_gid() == "spread"]


DRAWN: dict[str, Callable[[Sheet, Story, bool], None]] = {
    "people": lambda layer, story, faint: people_chart.draw_people_area(
        layer, story.bands, faint, story.shaded
    ),
    "evacuated": evacuated_chart.draw_evacuated_line,
    "share": share_chart.draw_share_area,
}


@pytest.mark.parametrize("chart", DRAWN)
def test_shading_is_faint_ahead_lies_under_figures_and_is_dotted(chart: str, story: Story) -> None:
    opacities = []
    for faint in (False, True):
        layer = sheet(Look(WIDE, phrases("en")))
        DRAWN[chart](layer, story, faint)
        veils = shades(layer)
        assert len(veils) == len(VEILS)
        assert all(veil.get_zorder() < ABOVE for veil in veils)
        edges = [line for line in layer.page.lines if line.get_gid() == "spread-edge"]
        assert len(edges) == 2
        assert all(edge.is_dashed() for edge in edges)
        opacities.append([veil.get_alpha() for veil in veils])
    assert all(ahead < behind for behind, ahead in zip(*opacities, strict=True))


def test_shading_stands_at_its_numbers(story: Story, spread: Spread) -> None:
    look = Look(WIDE, phrases("en"))
    layer, plot = sheet(look), evacuated_chart.evacuated_plot(look, story)
    evacuated_chart.draw_evacuated_line(layer, story, False)
    outer, inner = shades(layer)
    assert story.shaded is not None
    days = [int(minute) // DAY for minute in story.shaded.minutes[2:]]
    assert days[-1] == story.days
    assert len(days) > 1
    for veil, ends in ((outer, OUTER), (inner, NARROW)):
        corners = veil.get_paths()[0].vertices
        for day in days:
            at = corners[np.isclose(corners[:, 0], plot.x(day * DAY)), 1]
            expected = [plot.y(spread.lines[EVACUATED][end, day - 1]) for end in ends]
            assert [at.max(), at.min()] == pytest.approx(expected)
    assert plot.top >= story.shaded.evacuated.max()
    assert story.replay.episode.evacuation is not None
    opens = story.replay.episode.evacuation.opens
    assert story.shaded.evacuated[:, story.shaded.minutes <= opens].max() == 0


@pytest.mark.parametrize("layout", [WIDE, SQUARE, PORTRAIT], ids=lambda layout: layout.name)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_legend_stands_clear_of_the_heading(layout: Layout, lang: str, story: Story) -> None:
    with inked():
        layer = sheet(Look(layout, phrases(lang)))
        people_chart.draw_people_frame(layer, story.bands, story.shaded)
        layer.figure.draw_without_rendering()
        extents = {text.get_text(): text.get_window_extent() for text in layer.page.texts}
    boxes = [extents[phrases(lang)(f"bands.{key}")] for key in ("nine", "half")]
    assert not any(extents[phrases(lang)("people.heading")].overlaps(one) for one in boxes)
    assert not boxes[0].overlaps(boxes[1])


def test_without_bands_nothing_is_shaded_and_nothing_is_said(story: Story) -> None:
    plain, say = Story(story.replay), phrases("en")
    layer = sheet(Look(WIDE, say))
    for draw in DRAWN.values():
        draw(layer, plain, False)
    assert shades(layer) == []
    look = Look(WIDE, say)
    assert plain.shaded is None
    assert "shaded" not in " ".join(credit_lines(look, plain, plain.scene(DAY)))
    assert "9 of 10" not in alt_text(plain, plain.beats(), say)


def test_bands_are_told_in_words(story: Story) -> None:
    say = phrases("en")
    foot = " ".join(credit_lines(Look(WIDE, say), story, story.scene(DAY)))
    assert f"shaded: {RUNS} replays; claims, assumptions and chance drawn anew" in foot
    text = alt_text(story, story.beats(), say)
    assert f"of {RUNS} replays, 9 of 10 lie in the light one and half in the dark one" in text
    assert text.count("9 of 10 replays (modelled) have") == story.days
    assert story.shaded is not None
    low, high = (say.about(round(float(story.shaded.inside[end, 4]))) for end in OUTER)
    assert f"{low} to {high} people in opposition-held ground" in day_bands(story, 5, say)[0]
    assert "evacuated" not in day_bands(story, 1, say)[0]


def test_a_picture_with_bands_differs_in_its_charts_alone(
    episode: Episode, story: Story, spread: Spread
) -> None:
    look = Look(WIDE, phrases("en"))
    plain, with_bands = (Picture(story.replay, look, spread=one).still(4 * DAY) for one in (None, spread))
    rows, columns = np.nonzero((plain != with_bands).any(axis=2))
    beside = columns >= int(WIDE.people.x) if WIDE.people else columns < 0
    assert beside.any()
    assert (beside | (rows >= int(WIDE.credit.y))).all()


def test_figures_stay_over_shading(story: Story) -> None:
    picture = Picture(story.replay, Look(WIDE, phrases("en")))
    layer = sheet(picture.look)
    draw_figures(layer, replace(picture.moment(story.minutes), story=story))
    marks = [one for one in layer.page.patches if str(one.get_gid()).startswith(("figure-", "range-"))]
    assert marks
    assert all(mark.get_zorder() >= ABOVE for mark in marks)


def test_panels_have_the_single_replay_the_lines_and_held_out_figures(story: Story, spread: Spread) -> None:
    panels = {panel.key: panel for panel in spread_panels(story.replay, spread)}
    assert {"inside", "ground", "evacuated"} <= set(panels)
    assert panels["inside"].single.tolist() == story.replay.in_enclave().sum(axis=1).tolist()
    assert np.array_equal(panels["inside"].lines, spread.lines[INSIDE])
    gone = panels["evacuated"]
    assert gone.single[-1] == sum(story.replay.evacuated_at(story.minutes))
    assert np.array_equal(gone.lines, spread.lines[EVACUATED][:, -len(gone.minutes) :])
    assert panels["ground"].lines.max() <= 1.0
    roles = {figure.claim: figure.role for figure in story.replay.episode.figures}
    shown = [mark.claim for panel in panels.values() for mark in panel.figures]
    assert shown
    assert {roles[claim] for claim in shown} == {"held-out"}


def test_panels_of_the_flagship_have_only_figures_that_ask_for_their_number(flagship: Scenario) -> None:
    replay = play(resolve(flagship), rng_seed=0)
    nothing = np.zeros((len(LEVELS), replay.calendar.days))
    ways = [(f"crossed-to-{way}", "all", "people") for way in replay.hours.destinations]
    names = (INSIDE, EVACUATED, CROSSED, GROUND, *ways)
    panels = spread_panels(replay, Spread("reference", 2, (), dict.fromkeys(names, nothing)))
    figures = {figure.claim: figure for figure in replay.episode.figures}
    asked = {
        (panel.key, figures[mark.claim].measure, figures[mark.claim].role, figures[mark.claim].group)
        for panel in panels
        for mark in panel.figures
    }
    assert asked == {
        ("inside", "present", "held-out", None),
        ("ground", "enclave-share", "held-out", None),
        ("evacuated", "evacuated", "held-out", None),
        ("crossed", "crossed", "held-out", None),
        ("crossed-to", "crossed", "held-out", None),
    }
    assert [panel.place for panel in panels[4:]] == ["Government-held west Aleppo", "Sheikh Maqsoud"]
    letters = {mark.speaker: mark.letter for panel in panels for mark in panel.figures}
    assert len(set(letters.values())) == len(letters)


def test_the_page_of_bands_tells_in_words_what_it_shows(story: Story, spread: Spread) -> None:
    text = spread_svg(story.replay, spread, ["In the 90 % band: <few> & far."])
    assert text == spread_svg(story.replay, spread, ["In the 90 % band: <few> & far."])
    assert "In the 90 % band: &lt;few&gt; &amp; far." in text
    assert "People evacuated so far, modelled, at the end:" in text
    assert "dc:date" not in text
    assert "Matplotlib v" not in text


def test_the_command_draws_its_bands(ranged: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        out = tmp_path / name
        assert main(["ensemble", str(ranged), "--runs", "4", "--out", str(out), "--quiet"]) == 0
    for name in ("bands.png", "bands.svg"):
        first, second = ((tmp_path / run / name).read_bytes() for run in ("first", "second"))
        assert first == second
    svg = (tmp_path / "first" / "bands.svg").read_text(encoding="utf-8")
    assert "band of their moment lie" in svg
    assert "not how far it may lie from what happened" in svg


def test_a_poster_with_bands_has_a_name_of_its_own(
    ranged: Path, folder: Path, made: Ensemble, tmp_path: Path
) -> None:
    command = ["render", str(ranged), "--for", "poster", "--quiet", "--out", str(tmp_path)]
    assert main([*command, "--bands", str(folder)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        f"valley-reference-poster-bands.{kind}" for kind in ("png", "svg", "txt")
    }


def test_python_draws_the_poster_of_the_command(
    ranged: Path, folder: Path, made: Ensemble, tmp_path: Path
) -> None:
    command = ["render", str(ranged), "--for", "poster", "--quiet", "--out", str(tmp_path / "verb")]
    assert main([*command, "--bands", str(folder)]) == 0
    first, others = sim.replay(ranged), [sim.replay(ranged, account="north")]
    drawn = sim.render(first, "poster", tmp_path / "face", others=others, bands=folder)
    assert {path.name for path in drawn} == {path.name for path in (tmp_path / "verb").iterdir()}
    for path in drawn:
        assert path.read_bytes() == (tmp_path / "verb" / path.name).read_bytes()
    with pytest.raises(SimError, match="account"):
        sim.render(others[0], "poster", tmp_path / "other", bands=folder)
    assert not (tmp_path / "other").exists()


def test_a_notebooks_page_has_the_bands_it_is_given(
    ranged: Path, folder: Path, made: Ensemble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.page.notebook.widget", lambda text, title: text)
    replay = sim.replay(ranged)
    plain, shaded = sim.player(replay), sim.player(replay, bands=folder)
    assert len(shaded) > len(plain)
    monkeypatch.setattr("sim.page.build.page", lambda replays, brought, shown: brought.spread)
    assert sim.player(replay) is None
    assert sim.player(replay, bands=folder).runs == RUNS
