"""What many tests share: the flagship as it stands, and a copy of it that may be spoilt."""

import shutil
from pathlib import Path

import pytest

from sim.scenario.load import Scenario, load_scenario

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def flagship() -> Scenario:
    """The scenario of East Aleppo with its record; never changed by a test."""
    return load_scenario(PROJECT / "scenarios" / "aleppo-2016")


@pytest.fixture
def copied_project(tmp_path: Path) -> Path:
    """A folder with copies of seeds and scenarios, free to be changed."""
    project = tmp_path / "project"
    for name in ("seeds", "scenarios"):
        shutil.copytree(PROJECT / name, project / name)
    return project
