"""Checks of the flagship scenario: roles are derived, speakers agree with themselves, statuses 0 and 1."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

import sim
import sim.api
from sim.checks.parting import Parting, count_parting
from sim.checks.report import check_replay
from sim.cli.main import main
from sim.episode.episode import Episode
from sim.result.replay import Replay

ROOT = Path(__file__).parents[1]
ACCOUNTS = ("reference", "government", "monitor", "humanitarian", "opposition")


@pytest.fixture(scope="module")
def scenario() -> sim.api.Scenario:
    return sim.load("aleppo-2016")


@pytest.fixture(scope="module")
def replays(scenario: sim.api.Scenario) -> dict[str, Replay]:
    return {account: sim.replay(scenario, account=account) for account in ACCOUNTS}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_what_an_episode_used_drives_and_cannot_score(account: str, replays: dict[str, Replay]) -> None:
    episode: Episode = replays[account].episode
    claims = {part for row in episode.provenance for part in re.findall(r"claim:([^;]+)", row.basis)}
    fitted = {
        c
        for row in episode.provenance
        for c in re.findall(r"\d{3}-p\d+-\d+", row.reason.rpartition("fitted to")[2])
    }
    assert claims <= episode.driving
    for figure in episode.figures:
        if figure.claim in claims or (figure.claim in fitted and figure.claim in episode.driving):
            assert figure.role == "drives", figure.id
    assert {f.claim for f in episode.figures if f.role == "held-out"}.isdisjoint(episode.driving)


def test_roles_change_with_the_account(replays: dict[str, Replay]) -> None:
    """Nobody typed them: what one account follows, another leaves to be checked."""
    roles = [{f.claim: f.role for f in replays[a].episode.figures} for a in ("government", "opposition")]
    assert roles[0].keys() == roles[1].keys()
    assert roles[0] != roles[1]


def test_no_figure_is_answered_and_unanswered(replays: dict[str, Replay]) -> None:
    episode = replays["reference"].episode
    assert {f.claim for f in episode.figures}.isdisjoint({u.claim for u in episode.unanswered})
    ids = [figure.id for figure in episode.figures]
    assert len(ids) == len(set(ids))


def test_every_figure_claims_something(replays: dict[str, Replay]) -> None:
    for figure in replays["reference"].episode.figures:
        assert figure.claimed.low is not None or figure.claimed.high is not None, figure.id


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_parts_from_itself_nowhere(account: str, replays: dict[str, Replay]) -> None:
    assert count_parting(replays[account], replays[account]) == Parting(account, 0, 0)


@pytest.mark.parametrize("account", ACCOUNTS[1:])
def test_an_account_is_no_copy_of_the_reference(account: str, replays: dict[str, Replay]) -> None:
    parting = count_parting(replays[account], replays["reference"])
    assert parting.account == "reference"
    assert parting.district_days + parting.figures > 0


@pytest.mark.parametrize("account", ACCOUNTS)
def test_explained_by_following_names_another_speaker(account: str, replays: dict[str, Replay]) -> None:
    for check in check_replay(replays[account]).checks:
        if check.reason.startswith("follows "):
            assert check.verdict == "explained"
            assert check.figure.claim not in replays[account].episode.driving


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_replay_beats_a_map_that_never_changes(account: str, replays: dict[str, Replay]) -> None:
    replayed, still, _ = check_replay(replays[account]).scores
    assert replayed.within > still.within
    assert replayed.median_error < still.median_error


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose figures can be thinned out."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    return folder / "scenarios" / "aleppo-2016"


def thinned(folder: Path, claims: list[str]) -> None:
    """Keep only the figures of these claims; the others become figures that no replay can answer."""
    data = yaml.safe_load((ROOT / "scenarios/aleppo-2016/figures.yaml").read_text(encoding="utf-8"))
    kept = [entry for entry in data["figures"] if entry["claim"] in claims]
    assert len(kept) == len(claims)
    out = [
        c
        for entry in data["figures"]
        if entry not in kept
        for c in [entry["claim"], *entry.get("restates", [])]
    ]
    listed = {claim for entry in data["unchecked"] for claim in entry["claims"]}
    rest = sorted(set(out) - listed - {c for entry in kept for c in entry.get("restates", [])})
    data = {
        "figures": kept,
        "unchecked": [*data["unchecked"], {"claims": rest, "reason": "left out of this test"}],
    }
    (folder / "figures.yaml").write_text(json.dumps(data), encoding="utf-8")


def verdicts(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, int]]:
    capsys.readouterr()
    status = main(["check", str(folder), "--json"])
    return status, json.loads(capsys.readouterr().out)["verdicts"]


@pytest.fixture
def _no_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the shares of districts, which are figures of their own: only listed ones remain."""
    monkeypatch.setattr("sim.scenario.resolve_figures.share_entries", lambda _: iter(()))


@pytest.mark.usefixtures("_no_shares")
@pytest.mark.parametrize(("verdict", "status"), [("differs", 1), ("agrees", 0)])
def test_status_is_1_with_an_unexplained_difference_and_0_without(
    verdict: str, status: int, small: Path, replays: dict[str, Replay], capsys: pytest.CaptureFixture[str]
) -> None:
    checks = check_replay(replays["reference"]).checks
    claim = next(c.figure.claim for c in checks if c.verdict == verdict and c.figure.measure != "control")
    thinned(small, [claim])
    assert verdicts(small, capsys) == (status, {verdict: 1})


@pytest.mark.usefixtures("_no_shares")
def test_one_that_differs_is_enough(
    small: Path, replays: dict[str, Replay], capsys: pytest.CaptureFixture[str]
) -> None:
    checks = [c for c in check_replay(replays["reference"]).checks if c.figure.measure != "control"]
    claims = [
        next(c.figure.claim for c in checks if c.verdict == verdict) for verdict in ("agrees", "differs")
    ]
    thinned(small, claims)
    assert verdicts(small, capsys) == (1, {"agrees": 1, "differs": 1})


@pytest.mark.usefixtures("_no_shares")
def test_no_figure_at_all_is_a_user_s_error(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    thinned(small, [])
    capsys.readouterr()
    assert main(["check", str(small)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "nothing to check" in err
    assert "figures.yaml" in err
