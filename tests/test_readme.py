"""README.md against the program: its commands run, its words are true."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from sim.cli.main import VERBS, build_parser, main
from sim.exports.columns import COLUMNS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8") if (ROOT / "README.md").is_file() else ""
pytestmark = pytest.mark.skipif(not README, reason="there is no README.md yet")

BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, flags=re.M | re.S)
SHELL = [text for language, text in BLOCKS if language in ("sh", "bash", "console")]
PYTHON = [text for language, text in BLOCKS if language in ("python", "py")]
SLOW = {
    "render": "draws for half a minute; tests/test_drawings.py renders",
    "lesson": "draws pictures and a film; tests/test_lesson_pack.py makes lessons",
    "sensitivity": "plays hundreds of replays; tests/test_sensitivity.py runs it",
    "calibrate": "plays a thousand replays; tests/test_calibrate.py runs it",
    "verify": "needs the documents' texts",
}


def commands(text: str) -> list[list[str]]:
    """The commands of a line, parted at && and ;."""
    lines = [
        line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")
    ]
    return [shlex.split(part) for line in lines for part in re.split(r"&&|;", line)]


INLINE = re.findall(r"`(sim [a-z][^`\n]*)`", README)
SIM = sorted({tuple(c) for text in [*SHELL, *INLINE] for c in commands(text) if c[0] == "sim" and len(c) > 1})


def test_there_is_something_to_test() -> None:
    assert SHELL
    assert len(SIM) > 5


@pytest.mark.parametrize("command", SIM, ids=" ".join)
def test_a_command_of_the_readme_is_understood(command: tuple[str, ...]) -> None:
    words = list(command[1:])
    assert words[0] in VERBS, f"the README speaks of a verb that is not there: {words[0]}"
    parser, _ = build_parser(words[0])
    if len(words) > 1 or words[0] in ("list", "schema"):
        parser.parse_args(words)


FEW = "8"
"""Members that an ensemble of the readme has here."""

CHEAP = [
    c
    for c in SIM
    if c[1] in VERBS and c[1] not in SLOW and (len(c) > 2 or c[1] in ("list", "schema")) and "--dask" not in c
]


@pytest.mark.parametrize("command", CHEAP, ids=" ".join)
def test_a_cheap_command_of_the_readme_runs(
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In a folder like a clone: its record and scenarios, and nowhere to spoil outputs."""
    for name in ("seeds", "scenarios"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    if "--verify" in command:
        assert main(["replay", "aleppo-2016", "--quiet"]) == 0
    few = [FEW if before == "--runs" else word for before, word in pairwise(command)]
    assert main(few) == (1 if command[1] == "check" else 0)
    out, err = capsys.readouterr()
    assert out
    assert err == ""


def test_every_verb_is_in_the_readme() -> None:
    assert set(VERBS) <= {command[1] for command in SIM}


@pytest.mark.parametrize("text", SHELL, ids=lambda text: text.splitlines()[0][:40])
def test_shell_blocks_are_bash(text: str) -> None:
    assert subprocess.run(["bash", "-n"], input=text, text=True, check=False).returncode == 0


@pytest.mark.parametrize(
    "text", [t for t in SHELL if "pip install" in t], ids=lambda text: text.splitlines()[0][:40]
)
def test_install_commands_name_what_there_is(text: str) -> None:
    """Not run here: a test has no network.  The folder, the extras and what follows are looked at."""
    first, *rest = commands(text)
    assert first[:4] == ["python", "-m", "pip", "install"]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert {word for extra in re.findall(r"\[(.*?)\]", first[-1]) for word in extra.split(",")} <= set(
        re.findall(r"^(\w+) = \[", project, flags=re.M)
    )
    assert first[-1].split("[")[0] == "."
    for command in rest:
        assert command[0] == "sim" or command[:3] == ["python", "-m", "pytest"]


@pytest.mark.parametrize("text", PYTHON, ids=lambda text: text.splitlines()[0][:40])
def test_python_blocks_run(text: str, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    shutil.rmtree(tmp_path / "outputs", ignore_errors=True)


def test_every_file_of_the_package_is_told_of_and_every_file_told_of_is_there() -> None:
    told = set(re.findall(r"`([a-z]+\.(?:csv|json))`", README))
    assert {*(f"{stem}.csv" for stem in COLUMNS), "summary.json", "datapackage.json"} <= told
    assert told - {"figures.json", "facts.csv", "bands.csv", "plan.csv", "differences.csv"} <= {
        *(f"{stem}.csv" for stem in COLUMNS),
        "summary.json",
        "datapackage.json",
    }


def test_links_lead_to_files() -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", README)
    missing = {link for link in links if not (ROOT / link).exists()}
    assert missing <= TO_COME, f"README.md links to what is not there: {missing - TO_COME}"


TO_COME: set[str] = set()
"""Written by others while these tests are; take one out when it is there."""
