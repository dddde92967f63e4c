"""What many tests share: the flagship as it stands, and a copy of it that may be spoilt."""

import shutil
import signal
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.load import Scenario, load_scenario

PROJECT = Path(__file__).parents[1]

CHROMIUM = Path("/usr/bin/chromium")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in its background deaf to Ctrl-C, and programs under test would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


LONG = (
    "test_player", "test_render", "test_lesson", "test_ensemble", "test_film", "test_paper", "test_map_names",
    "test_sensitivity", "test_calibrate", "test_what_ifs", "test_bands", "test_cli_process", "test_images",
)  # fmt: skip
"""Modules that take longest, by the beginnings of their names."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process is left alone with it at the end."""
    items.sort(key=lambda item: not item.path.name.startswith(LONG))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """With ``-n`` a module's tests go to one process, which makes what they share once: films, a lesson."""
    if config.getvalue("dist") != "load":
        return None
    config.option.loadscopereorder = False
    return import_module("xdist.scheduler").LoadFileScheduling(config, log)


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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests of a process; they are skipped, aloud, where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()
