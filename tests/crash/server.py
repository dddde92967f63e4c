"""A process that has imported the whole program and forks a child for each command it is sent.

A command is one line of JSON, and so is its answer.  So a command starts in milliseconds, and can be
ended after a part of its own time that is the same on every machine.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sim.cli.main import main

ROOMS = (
    "sim.api", "sim.cli.made_again", "sim.drawings.render", "sim.lessons.pack", "sim.page.build", "typst",
    "docx",
)  # fmt: skip
"""Modules that bring everything a command needs."""

STEPS = (
    "open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.listdir", "os.scandir", "fcntl.flock",
    "fcntl.lockf",
)  # fmt: skip
"""What Python tells an audit hook of the things that `sim.store` does to a disk."""


def serve() -> None:
    """Answer every line of stdin."""
    for name in ROOMS:
        importlib.import_module(name)
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), flush=True)


def _answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    start = time.monotonic()
    pid = _born(asked)
    for after, number in asked["signals"]:
        time.sleep(max(0.0, start + after - time.monotonic()))
        os.kill(pid, number)
    waited = _let_pass(pid, asked) if asked["beside"] else None
    _, status = os.waitpid(pid, 0)
    seconds = time.monotonic() - start
    beside = waited() if waited else None
    told = {"status": os.waitstatus_to_exitcode(status), "seconds": seconds, "beside": beside}
    return {**told, "outlived": _outlived(pid)}


def _born(asked: Mapping[str, Any]) -> int:
    pid = os.fork()
    if pid == 0:
        _live(asked)
    return pid


def _let_pass(pid: int, asked: Mapping[str, Any]) -> Callable[[], int]:
    """Run another command while the first stands still at its step, for a second at most.

    Then the first goes on.  What is returned waits for the second and gives its status.
    """
    os.waitpid(pid, os.WUNTRACED)
    names = {name: f"{asked[name]}-beside" for name in ("out", "err")}
    other = _born({**asked, **names, "words": asked["beside"], "step": None})
    for _ in range(100):
        found, status = os.waitpid(other, os.WNOHANG)
        if found:
            os.kill(pid, signal.SIGCONT)
            return lambda: os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(pid, signal.SIGCONT)
    return lambda: os.waitstatus_to_exitcode(os.waitpid(other, 0)[1])


def _outlived(group: int) -> bool:
    """Does a process of a child's group still run ten seconds after the child?"""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    return True


def _live(asked: Mapping[str, Any]) -> None:
    """A child's whole life."""
    os.setsid()
    os.chdir(asked["cwd"])
    for number, name in ((0, os.devnull), (1, asked["out"]), (2, asked["err"])):
        os.dup2(os.open(name, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    if asked["unread"]:
        near, far = os.pipe()
        os.dup2(far, 1)
        os.close(far)
        os.close(near)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, mode) for n, mode in enumerate("rww"))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _limit(asked)
    if asked["step"] is not None:
        sys.addaudithook(_Steps(asked["step"], asked["tally"], asked["sent"]))
    status = 1
    try:
        status = main(asked["words"])
    except SystemExit as ended:
        status = int(ended.code or 0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _limit(asked: Mapping[str, Any]) -> None:
    """Length of files and memory of a child; memory counts from what it has already."""
    if asked["file_bytes"] is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["file_bytes"],) * 2)
    if asked["memory"] is not None:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + asked["memory"]
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


class _Steps:
    """Counts what is done to the disk below the working folder.

    Sends this process a signal just before step ``first``, and the next of ``sent`` before the next.
    The count goes into ``tally``, a file beside, so that it outlives the process.
    """

    def __init__(self, first: int, tally: str, sent: list[int]) -> None:
        self._sent = dict(enumerate(sent, start=first))
        self._tally, self._count = os.open(tally, os.O_WRONLY | os.O_CREAT), 0
        self._here = os.getcwd()

    def __call__(self, event: str, words: tuple[Any, ...]) -> None:
        if event not in STEPS or not self._is_ours(event, words):
            return
        self._count += 1
        os.pwrite(self._tally, b"%d" % self._count, 0)
        if self._count in self._sent:
            os.kill(os.getpid(), self._sent[self._count])

    def _is_ours(self, event: str, words: tuple[Any, ...]) -> bool:
        """Locks have no name, and everything else has one; `main` is given whole paths."""
        return event.startswith("fcntl") or (
            isinstance(words[0], str | os.PathLike) and os.fspath(words[0]).startswith(self._here)
        )


def pretend(cores: int) -> None:
    """Run on one core where that is asked for, and say to all that there are ``cores``."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    os.cpu_count = lambda: cores


if __name__ == "__main__":
    if len(sys.argv) > 1:
        pretend(int(sys.argv[1]))
    serve()
