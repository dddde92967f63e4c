"""Work shared out to forked processes, its results taken in order as if one process had done it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator
from itertools import islice
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from sim.errors import SimError

T = TypeVar("T")

AHEAD = 2
"""Pieces for each process that may be under way or waiting for their turn."""

TOGETHER = 12
"""Results that a process sends at once."""


def in_order(
    make: Callable[[int], Iterator[T]],
    count: int,
    workers: int | None = None,
    heard: Callable[[], None] = lambda: None,
) -> Generator[T, None, None]:
    """What ``make`` yields for 0, then for 1, and so on up to ``count``.

    A process that has ended a number takes the next one where it can.

    ``workers`` is the number of processes, by default one for each core; a single one, or a system
    that cannot fork, works in this process.  ``heard`` is called for each result as soon as it is
    there, before its turn.  An error of ``make`` is raised here, a `MemoryError` as such; closing the
    iterator ends the processes.
    """
    crew = min(count, hands_for(workers))
    if crew <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        for number in range(count):
            for result in make(number):
                heard()
                yield result
        return
    hands = [_Hand(make) for _ in range(crew)]
    try:
        yield from _collect(hands, count, heard)
    finally:
        for hand in hands:
            hand.stop()


def hands_for(workers: int | None) -> int:
    """The number of processes that is asked for, by default one for each core."""
    return os.cpu_count() or 1 if workers is None else workers


def _collect(hands: list[_Hand], count: int, heard: Callable[[], None]) -> Iterator[Any]:
    """Hand out pieces, and let go of results in their order."""
    waiting: dict[int, deque[Any]] = {number: deque() for number in range(count)}
    done: set[int] = set()
    given: set[int] = set()
    turn = 0
    while turn < count:
        for hand in hands:
            free = [n for n in range(turn, min(count, turn + AHEAD * len(hands))) if n not in given]
            if hand.is_free and free:
                hand.give(_next(free, hands))
                given.add(hand.number)
        for hand in [hand for hand in hands if hand.line in wait([h.line for h in hands if not h.is_free])]:
            number, results = hand.take()
            if not results:
                done.add(number)
            waiting[number].extend(results)
            for _ in results:
                heard()
        while turn < count:
            while waiting[turn]:
                yield waiting[turn].popleft()
            if turn not in done:
                break
            turn += 1


def _next(free: list[int], hands: list[_Hand]) -> int:
    """The first number that does not follow on one under way: whoever ends that one can go on to it."""
    under_way = {hand.number for hand in hands if not hand.is_free}
    return next((number for number in free if number - 1 not in under_way), free[0])


class _Hand:
    """One process and the line to it; ``number`` is the piece that it took last, -1 before the first."""

    def __init__(self, make: Callable[[int], Iterator[Any]]) -> None:
        context = multiprocessing.get_context("fork")
        self.line, far = context.Pipe()
        self.is_free, self.number = True, -1
        self._process = context.Process(target=_work, args=(make, far, self.line), daemon=True)
        self._process.start()
        far.close()

    def give(self, number: int) -> None:
        self.line.send(number)
        self.is_free, self.number = False, number

    def take(self) -> tuple[int, list[Any]]:
        """A piece's number and more of its results; none when the piece is done."""
        try:
            kind, number, result = self.line.recv()
        except (EOFError, OSError) as error:
            raise SimError(
                "a drawing process was ended from outside",
                hint="free some memory, or draw in one process",
            ) from error
        if kind == "refused":
            raise SimError(result[0], hint=result[1])
        if kind == "too large":
            raise MemoryError(result)
        if kind == "failed":
            raise RuntimeError(result)
        self.is_free = not result
        return number, result

    def stop(self) -> None:
        self._process.terminate()
        self._process.join()
        self.line.close()


def _work(make: Callable[[int], Iterator[Any]], line: Connection, near: Connection) -> None:
    """A process's life: pieces by number until the line ends.  An interrupt is the other side's business.

    What was there before it is not looked through for garbage again and again.
    """
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    near.close()
    number = -1
    try:
        while True:
            number = line.recv()
            results = make(number)
            while some := list(islice(results, TOGETHER)):
                line.send(("made", number, some))
            line.send(("made", number, []))
    except (EOFError, BrokenPipeError):
        return
    except SimError as error:
        line.send(("refused", number, (error.message, error.hint)))
    except MemoryError:
        line.send(("too large", number, "a drawing process ran out of memory"))
    except Exception:
        line.send(("failed", number, traceback.format_exc()))
