"""Commands to be disturbed, the server that runs them, and what a folder holds afterwards."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.stories import VALLEY

PROJECT = Path(__file__).parents[2]

COMMANDS: dict[str, tuple[list[str], list[str]]] = {
    "replay": (["replay"], ["--account", "north", "--rng-seed", "1"]),
    "frames": (
        ["render", "--for", "frames", "--from", "2001-03-06", "--until", "2001-03-07", "--size", "1024x576"],
        ["--rng-seed", "1"],
    ),
    "gif": (["render", "--for", "gif-lms", "--until", "2001-03-06"], ["--rng-seed", "1"]),
    "film": (["render", "--for", "web", "--until", "2001-03-05", "--size", "1024x576"], ["--rng-seed", "1"]),
    "play": (["play"], ["--lang", "ar"]),
    "lesson": (["lesson", "--only", "glossary,quiz,cards"], ["--paper", "letter"]),
}
"""Every command that writes, and what makes it write other bytes under the same names."""

TOGETHER = ("replay", "play", "lesson")
"""Commands whose files are put in place as one."""


def words(name: str, out: Path, *, new: bool) -> list[str]:
    """The arguments of a command into a folder."""
    (verb, *options), other = COMMANDS[name]
    return [verb, str(VALLEY), *options, *(other if new else []), "--quiet", "--out", str(out)]


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit status (below 0 the signal), what it wrote, how long it took.

    ``steps`` is what it did to the disk; ``outlived`` tells of processes of its own that did not end;
    ``beside`` is the status of the command that ran beside.
    """

    status: int
    seconds: float
    outlived: bool
    beside: int | None
    steps: int
    out: str
    err: str

    @property
    def in_two_lines(self) -> bool:
        """Is the error told as a user should see it?"""
        return [line.split(":")[0] for line in self.err.splitlines()] == ["error", "hint"]


class Forge:
    """The server, from this side; with as many cores as there are unless told, and ``settings`` around it."""

    def __init__(self, room: Path, cores: int | None = None, **settings: str) -> None:
        self._room = room
        words = [] if cores is None else [str(cores)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.server", *words], env={**os.environ, **settings},
            cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._hear()

    def run(self, arguments: list[str], cwd: Path, **how: Any) -> Ended:
        """Run a command in a folder.

        ``signals`` are pairs of seconds and number.  ``step`` is the step on the disk before which the
        first signal of ``sent`` comes, by default the one that kills; ``beside`` is a command that runs
        while this one stands still there.  ``file_bytes`` and ``memory`` (more than at the start) are
        limits.  ``out`` names another stdout, ``unread`` makes it a pipe without a reader.
        """
        names = {name: str(self._room / name) for name in ("out", "err", "tally")}
        for name in names.values():
            Path(name).unlink(missing_ok=True)
        asked = {"signals": [], "step": None, "sent": [signal.SIGKILL], "beside": [], "file_bytes": None}
        asked |= {"memory": None, "unread": False}
        line = json.dumps({**asked, **names, "words": arguments, "cwd": str(cwd), **how})
        assert self._process.stdin is not None
        print(line, file=self._process.stdin, flush=True)
        said = json.loads(self._hear())
        told = {n: p.read_text(encoding="utf-8") if (p := Path(names[n])).exists() else "" for n in names}
        steps = int(told["tally"].strip("\0") or 0)
        parts = (said[part] for part in ("status", "seconds", "outlived", "beside"))
        return Ended(*parts, steps=steps, out=told["out"], err=told["err"])

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)

    def _hear(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the server has died"
        return line


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder by its name, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def shown(found: dict[str, str]) -> dict[str, str]:
    """Those under a final name: neither they nor a folder above is hidden."""
    return {name: digest for name, digest in found.items() if not any(map(_is_hidden, Path(name).parts))}


def _is_hidden(part: str) -> bool:
    return part.startswith(".")
