"""Members shared out to a Dask cluster that somebody runs; their rows come back and are written here.

A task is some members: their numbers go there, their rows come back.  What they share is the result of
one task more, on which all depend: Dask hands it to each worker once, and makes it again where every
worker that had it has died.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from logging import CRITICAL
from typing import Any
from zlib import decompress

from sim.ensemble.crew import IN_VAIN, Player, Refused, pieces
from sim.ensemble.draws import Floats
from sim.ensemble.needs import needed
from sim.ensemble.rows import Rows
from sim.ensemble.task import AS_HERE, installed, other, packed, play
from sim.errors import SimError

REACHED = 4
"""Seconds in which a scheduler must answer."""

MANNED = 60
"""Seconds in which a scheduler must get a worker, if it has none."""

LONGER = 2
"""Times the members of a piece here make one there: Dask's way of handing out costs more."""

AHEAD = 3
"""Pieces for each thread of the cluster that may be under way or waiting for it."""

ASKED_AGAIN = 20
"""Batches of answers after which the cluster is asked how large it is now."""

FEWEST = 8
"""Pieces that may be under way however small the cluster is: it may grow."""

GO_ON = "see to the cluster; --resume goes on with what is done"

Flying = dict[Any, list[int]]
"""Pieces that the cluster has, by Dask's future."""


@dataclass(frozen=True)
class Cluster:
    """What a cluster plays: members with ``values`` (member, number), their rows put into ``rows``."""

    job: Player
    values: Floats
    rows: Rows
    together: int
    client: Any

    def play(self, members: Sequence[int]) -> Iterator[int]:
        """Play ``members``, in no order; how many are done, piece by piece.

        Raises `SimError` when a worker has other versions, a member fails there, the cluster lets go of
        the work, or workers die again and again.
        """
        todo = deque(pieces(members, LONGER * self.together, self._threads()))
        shared = self.client.submit(bytes, packed(self.job), pure=False)
        flying: Flying = {}
        try:
            yield from self._by_tasks(shared, todo, flying)
        finally:
            with suppress(OSError, RuntimeError):
                self.client.cancel([*flying, shared], force=True)

    def _by_tasks(self, shared: Any, todo: deque[list[int]], flying: Flying) -> Iterator[int]:
        """A bounded number of pieces is under way at once, however many there are."""
        done, in_vain, most = needed("distributed").as_completed(loop=self.client.loop), 0, self._most()
        done.update(self._sent(shared, todo, flying, most))
        for number, batch in enumerate(done.batches(), 1):
            played = sum(self._taken(batch, flying, todo))
            in_vain = 0 if played else in_vain + len(batch)
            if in_vain >= IN_VAIN:
                raise SimError("the cluster's workers die again and again", hint=GO_ON)
            yield played
            most = most if number % ASKED_AGAIN else self._most()
            done.update(self._sent(shared, todo, flying, most))

    def _most(self) -> int:
        """Pieces that may be under way, as large as the cluster is now."""
        return max(FEWEST, AHEAD * self._threads())

    def _threads(self) -> int:
        with _holding():
            threads: dict[str, int] = self.client.nthreads()
        return max(1, sum(threads.values()))

    def _sent(self, shared: Any, todo: deque[list[int]], flying: Flying, most: int) -> list[Any]:
        """Hand out pieces until ``most`` are under way."""
        given = [todo.popleft() for _ in range(min(most - len(flying), len(todo)))]
        sent = [self.client.submit(play, shared, installed(), p, self.values[p], pure=False) for p in given]
        flying.update(zip(sent, given, strict=True))
        return sent

    def _taken(self, batch: list[Any], flying: Flying, todo: deque[list[int]]) -> Iterator[int]:
        """Write what came back; a piece that Dask gave up, after several deaths, is to do again."""
        good = [future for future in batch if future.status == "finished"]
        for future in batch:
            if future.status != "finished":
                _refuse_all_but_deaths(future)
                todo.append(flying.pop(future))
        with _holding():
            answers = self.client.gather(good)
        for future, answer in zip(good, answers, strict=True):
            if isinstance(answer, Refused):
                raise SimError(answer.message, hint=answer.hint)
            piece = flying.pop(future)
            self._write(piece, decompress(answer))
            yield len(piece)

    def _write(self, piece: list[int], raw: bytes) -> None:
        size = self.rows.row.itemsize
        for number, member in enumerate(piece):
            self.rows.put(member, raw[number * size : (number + 1) * size])


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the cluster at ``address`` whose workers have what is installed here.

    Keys and certificates come from Dask's own configuration.  Raises `SimError` when no scheduler
    answers, none of its workers comes, or one has other versions.
    """
    distributed = needed("distributed")
    with needed("distributed.utils").silence_logging_cmgr(CRITICAL):
        client = _client(distributed, address)
        try:
            _refuse_others(client, address)
            yield client
        finally:
            client.close(timeout=REACHED)


def _client(distributed: Any, address: str) -> Any:
    """A client, once a scheduler has answered: Dask is slow to give one up that nobody answers.

    It raises all sorts of errors where somebody else than a scheduler does.
    """
    try:
        with ThreadPoolExecutor(1) as pool:
            who = pool.submit(asyncio.run, _ask(distributed, address)).result()
        if who["type"] != "Scheduler":
            raise ValueError(f"a {who['type'].lower()} does")
        return distributed.Client(address, timeout=REACHED, set_as_default=False)
    except Exception as error:
        raise SimError(
            f"no Dask scheduler answers at '{address}' ({str(error) or type(error).__name__})",
            hint="give the address that `dask scheduler` prints, such as tcp://127.0.0.1:8786",
        ) from error


async def _ask(distributed: Any, address: str) -> Any:
    """What somebody says of himself who listens at an address; in a loop of its own, in a thread."""
    arguments = distributed.Security().get_connection_args("client")
    peer = distributed.rpc(address, connection_args=arguments, timeout=REACHED)
    try:
        return await asyncio.wait_for(peer.identity(), REACHED)
    finally:
        await peer.close_rpc()


def _refuse_others(client: Any, address: str) -> None:
    """Raise `SimError` unless there are workers, all of them with what is installed here.

    A cluster that grows with its work has none before there is a task.
    """
    first = client.submit(installed, pure=False)
    try:
        client.wait_for_workers(1, timeout=MANNED)
    except TimeoutError as error:
        raise SimError(
            f"the Dask scheduler at '{address}' has no worker",
            hint=f"start some first, such as `dask worker {address} --nworkers auto --nthreads 1`",
        ) from error
    for worker, there in client.run(installed, on_error="return").items():
        if isinstance(there, Exception):
            raise SimError(f"worker {worker} cannot play: {there}", hint=AS_HERE)
        if there != installed():
            raise SimError(f"worker {worker} has {other(there, installed())}", hint=AS_HERE)
    first.release()


def _refuse_all_but_deaths(future: Any) -> None:
    """Raise `SimError` unless a piece came to nothing because workers died under it."""
    if future.status == "cancelled":
        raise SimError("the cluster let go of the work (it was cancelled)", hint=GO_ON)
    with _holding():
        error = future.exception()
    if not isinstance(error, needed("distributed").scheduler.KilledWorker):
        raise SimError(f"a worker of the cluster failed: {type(error).__name__}: {error}", hint=GO_ON)


@contextmanager
def _holding() -> Iterator[None]:
    """Turns what Dask raises when the scheduler is gone, or has dropped the work, into `SimError`."""
    try:
        yield
    except (needed("distributed").CancelledError, OSError) as error:
        raise SimError(f"the cluster let go of the work ({error})", hint=GO_ON) from error
