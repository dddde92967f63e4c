"""Members shared out to processes; work that dies with a process is given out again.

A process writes its rows into the file itself, and only numbers of members travel between processes:
a message longer than a pipe takes at once, broken off when a process is killed, would leave the
others waiting for its end for ever.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Protocol

from sim.ensemble.draws import Floats
from sim.ensemble.rows import Rows
from sim.errors import SimError

SECONDS = 0.5
"""What one piece of work should take: long against handing it over, short against the whole."""

LARGEST = 200
"""Members of the largest piece: their numbers go through a pipe at once."""

AHEAD = 2
"""Pieces for each process that may be under way or waiting for it."""

IN_VAIN = 8
"""So many times in a row may all processes die without finishing a piece."""


@dataclass(frozen=True)
class Refused:
    """A `SimError` of a process; as it is it could not be handed over."""

    message: str
    hint: str


Answer = Future[int | Refused]
"""How many members a process has put in place."""

Flying = dict[Answer, list[int]]
"""Pieces that processes have."""


def together(seconds: float) -> int:
    """How many members of so many seconds each make a piece; no result depends on it."""
    return min(LARGEST, max(1, round(SECONDS / max(seconds, 1e-6))))


def pieces(members: Sequence[int], together: int, workers: int) -> Iterator[list[int]]:
    """Members a piece at a time; smaller ones towards the end, so that all workers end together."""
    at = 0
    while at < len(members):
        size = max(1, min(together, (len(members) - at) // (2 * AHEAD * workers)))
        yield list(members[at : at + size])
        at += size


class Player(Protocol):
    """What plays a member: one replay, or a pair of them."""

    def row(self, member: int, values: Sequence[float]) -> bytes:
        """The member's row, as it lies in the file of rows."""


@dataclass(frozen=True)
class Crew:
    """What processes play: members with ``values`` (member, number), their rows put into ``rows``."""

    job: Player
    values: Floats
    rows: Rows
    workers: int
    together: int

    def play(self, members: Sequence[int]) -> Iterator[int]:
        """Play ``members``, in no order; how many are done, piece by piece."""
        if self.workers > 1 and len(members) > 1:
            yield from self._by_others(deque(pieces(members, self.together, self.workers)))
        else:
            for member in members:
                yield _play(self, [member])

    def _by_others(self, todo: deque[list[int]]) -> Iterator[int]:
        """Hand pieces to processes; those that died are replaced and their pieces given out again."""
        in_vain = 0
        while todo:
            for done in self._until_broken(todo):
                in_vain = 0 if done else in_vain
                yield done
            in_vain += bool(todo)
            if in_vain >= IN_VAIN:
                raise SimError(
                    "the processes that play the members are ended from outside, again and again",
                    hint="free some memory or ask for fewer --workers; --resume goes on with what is done",
                )

    def _until_broken(self, todo: deque[list[int]]) -> Iterator[int]:
        """Play what is to do; returns early, with the rest put back, when a process dies."""
        pool = ProcessPoolExecutor(self.workers, mp_context=_context(), initializer=_begin, initargs=(self,))
        flying: Flying = {}
        try:
            while todo or flying:
                while todo and len(flying) < AHEAD * self.workers:
                    flying[pool.submit(_play_given, todo[0])] = todo[0]
                    todo.popleft()
                for future in wait(flying, return_when=FIRST_COMPLETED).done:
                    done = _taken(future)
                    del flying[future]
                    yield done
        except BrokenProcessPool:
            yield from self._salvage(flying, todo)
        finally:
            pool.shutdown(cancel_futures=True)

    def _salvage(self, flying: Flying, todo: deque[list[int]]) -> Iterator[int]:
        """What was finished before the break; the other members go back to what is to do."""
        for piece in flying.values():
            left = [member for member in piece if not self.rows.has(member)]
            if left:
                todo.append(left)
            yield len(piece) - len(left)


def _taken(future: Answer) -> int:
    done = future.result()
    if isinstance(done, Refused):
        raise SimError(done.message, hint=done.hint)
    return done


def _context() -> multiprocessing.context.BaseContext:
    """Processes that share what is loaded, where the system can fork; threads would be slower than one."""
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if can_fork else "spawn")


_CREWS: list[Crew] = []
"""What a process plays."""


def _begin(crew: Crew) -> None:
    """A process's first act.  An interrupt is the other side's business; with that side it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()
    crew.rows.open()
    _CREWS[:] = [crew]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _play_given(members: list[int]) -> int | Refused:
    try:
        return _play(_CREWS[0], members)
    except SimError as error:
        return Refused(error.message, error.hint)


def _play(crew: Crew, members: Sequence[int]) -> int:
    for member in members:
        crew.rows.put(member, crew.job.row(member, crew.values[member]))
    return len(members)
