"""The invented valley's data packages, byte for byte, and the random numbers they rest on.

What is expected lies in ``tests/golden/valley-<account>/`` (rng_seed 7).  After a change that is meant to
change results, write it anew and read the difference before you keep it:

    SIM_GOLDEN=write python -m pytest tests/test_golden.py && git diff --stat tests/golden

``summary.json`` is kept and compared without its ``versions``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.engine.play import play
from sim.engine.streams import Streams
from sim.exports.package import as_json, save_package
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve

GOLDEN = Path(__file__).parent / "golden"
PROJECT = Path(__file__).parent / "data" / "valley"
VALLEY = PROJECT / "scenarios" / "valley"
ACCOUNTS = ("reference", "north")
RNG_SEED = 7


def write_package(account: str, folder: Path) -> dict[str, bytes]:
    """The package of the valley as one account tells it, by file name, without its ``versions``."""
    replay = play(resolve(load_scenario(VALLEY), account=account), rng_seed=RNG_SEED)
    files = {path.name: path.read_bytes() for path in save_package(replay, folder)}
    summary = json.loads(files["summary.json"])
    del summary["versions"]
    return {**files, "summary.json": as_json(summary).encode()}


def write_golden(account: str, made: dict[str, bytes]) -> None:
    """Put what was made in the place of what is expected."""
    folder = GOLDEN / f"valley-{account}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in made.items():
        (folder / name).write_bytes(content)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_package_of_the_valley_is_what_it_was(account: str, tmp_path: Path) -> None:
    made = write_package(account, tmp_path)
    if os.environ.get("SIM_GOLDEN") == "write":
        write_golden(account, made)
    kept = {path.name: path.read_bytes() for path in (GOLDEN / f"valley-{account}").iterdir()}
    assert sorted(made) == sorted(kept)
    for name in sorted(kept):
        assert made[name].decode() == kept[name].decode(), f"{name}: see the head of tests/test_golden.py"


def test_the_two_accounts_tell_different_stories() -> None:
    one, other = (GOLDEN / f"valley-{account}" for account in ACCOUNTS)
    told = {path.name for path in one.iterdir() if path.read_bytes() != (other / path.name).read_bytes()}
    assert told >= {"control.csv", "people.csv", "movements.csv", "convoys.csv", "checks.csv", "summary.json"}


def test_a_package_is_made_the_same_twice(tmp_path: Path) -> None:
    assert write_package("reference", tmp_path / "a") == write_package("reference", tmp_path / "b")


DRAWN = [[777984392, 4223062059, 3494604168], [3, 304, 29914], [49, 31, 20], [19, 15, 6]]
"""First draws of the stream "flight" of rng_seed 2016, with numpy 2.4.6."""

CANARY = """
NumPy no longer draws what it drew when the golden files were written (numpy 2.4.6), or Streams addresses its
generators otherwise.  NumPy promises equal streams for equal versions only: where its version has changed,
nothing is wrong with the engine, replays keep their odds and their single numbers differ.  Then write the
golden files anew (see the head of tests/test_golden.py), put the new draws here, and say in the changelog
that numbers of equal seeds differ from this version on."""


def test_numpy_still_draws_what_it_drew() -> None:
    """A canary: it fails with NumPy, before any golden file, and says so."""
    rng = Streams(2016).at("flight")
    drawn = [
        rng.integers(0, 2**32, 3).tolist(),
        rng.binomial([10, 1_000, 100_000], 0.3).tolist(),
        rng.multinomial(100, [0.5, 0.3, 0.2]).tolist(),
        rng.multivariate_hypergeometric([50, 30, 20], 40, method="marginals").tolist(),
    ]
    assert drawn == DRAWN, CANARY


# --- the verbs, on a project given by its path ----------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["replay", VALLEY, "--out", "OUT"], "The Amber Valley"),
        (["replay", VALLEY, "--what-if", "twice-the-buses", "--out", "OUT"], "Complete control"),
        (["check", VALLEY, "--all", "--disagreements"], "evacuated:000-p09-02"),
        (["check", VALLEY, "--account", "north", "--json"], '"account": "north"'),
        (["why", VALLEY, "orchard-row", "2001-03-08"], "000-p05-01"),
        (["why", VALLEY, "figure", "000-p09-02"], "held-out"),
        (["validate", VALLEY], "no faults"),
        (["verify", VALLEY, "--documents", PROJECT / "documents"], ": 0 findings"),
        (["diff", VALLEY, "--account", "reference", "--account", "north"], "001-p02-01"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_every_verb_works_on_a_project_given_by_its_path(
    arguments: list[object], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main([str(tmp_path) if word == "OUT" else str(word) for word in arguments])
    printed = capsys.readouterr()
    assert says in printed.out
    assert printed.err == ""
    assert status == (1 if "north" in arguments and "check" in arguments else 0)


def test_the_what_if_of_the_valley_carries_more(tmp_path: Path) -> None:
    gone = []
    for what_ifs in ([], ["--what-if", "twice-the-buses"]):
        assert main(["replay", str(VALLEY), "--quiet", "--out", str(tmp_path), *what_ifs]) == 0
        summary = json.loads((tmp_path / "summary.json").read_text())
        gone.append(sum(summary["modelled"]["evacuated"].values()))
    assert gone[1] > gone[0]
