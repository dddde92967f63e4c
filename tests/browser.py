"""The page in Debian's Chromium: built once, opened from a file, and watched for whatever it must not do.

Test modules take the fixtures by ``pytest_plugins = ["browser"]``.  PYTEST_DONT_REWRITE: they import
functions from here as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import main

READY = "html[data-ready]"


@dataclass
class Watched:
    """A page, and what it did that it must not do."""

    page: Any
    faults: list[str] = field(default_factory=list)

    def watch(self, url: str) -> None:
        """Note each error, each broken rule of the policy, and each request but that for the page itself."""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", lambda request: self._asked(request.url, url))
        self.page.on(
            "dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss())
        )

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.type}: {message.text}")

    def _asked(self, asked: str, own: str) -> None:
        if re.split("[?#]", asked)[0] != own and not asked.startswith(("data:", "blob:")):
            self.faults.append(f"request: {asked}")


Open = Callable[..., Any]


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flagship's page as the command writes it."""
    folder = tmp_path_factory.mktemp("play")
    assert main(["play", "aleppo-2016", "--out", str(folder), "--quiet"]) == 0
    return next(folder.rglob("*-play.html"))


@pytest.fixture
def open_page(chromium: Any, page_file: Path) -> Iterator[Open]:
    """Open the page (or another ``file``) at an address; at the end no fault may have been seen.

    ``read`` presses the button of the content note; other options go to the browser's context.
    """
    opened: list[tuple[Any, Watched]] = []

    def open_it(
        link: str = "",
        *,
        file: Path = page_file,
        read: bool = True,
        width: int = 1280,
        height: int = 900,
        **options: Any,
    ) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": height}, offline=True, **options)
        page = context.new_page()
        watched = Watched(page)
        watched.watch(file.as_uri())
        opened.append((context, watched))
        page.goto(file.as_uri() + link)
        page.wait_for_selector(READY, state="attached", timeout=30_000)
        if read:
            page.keyboard.press("Enter")
            page.wait_for_selector("#note:not([open])", state="attached")
        return page

    yield open_it
    faults = [fault for _, watched in opened for fault in watched.faults]
    for context, _ in opened:
        context.close()
    assert faults == []


def until(page: Any, script: str, *, seconds: float = 5.0) -> None:
    """Wait until a script is true; polled from outside, because the page's policy forbids evaluated texts."""
    for _ in range(int(seconds * 20)):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"still not so after {seconds} s: {script}")


def words(page: Any, selector: str) -> str:
    """The text of an element in one line."""
    return re.sub(r"\s+", " ", page.locator(selector).first.text_content() or "").strip()


def day_shown(page: Any) -> str:
    """The large date."""
    return words(page, ".stage-day")


def too_wide(page: Any) -> int:
    """By how many units the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
