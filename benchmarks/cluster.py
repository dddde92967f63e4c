"""What an ensemble costs on a cluster: measured on two workers of this machine, and worked out from that.

    python benchmarks/cluster.py            the flagship (two minutes or so)
    python benchmarks/cluster.py --quick    fewer rounds

*member*    CPU seconds of one, in a task of the size that the program would choose, as a worker plays it.
*bytes*     a row as it lies in the client's file, and as it travels.
*piece*     CPU seconds of client and scheduler for a task whose members cost nothing: given out, sent back,
            unpacked and written.  On a cluster the two have a core each, so this is on the safe side.
*files*     CPU seconds a member of the client at the end: every row read, turned, and its quantiles taken.

The costs of many members are these, multiplied: nobody has run a thousand million of them.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import distributed
import numpy as np
from cluster_idle import Idle

from sim.ensemble.cluster import LONGER, Cluster, connected
from sim.ensemble.crew import pieces as cut
from sim.ensemble.crew import together
from sim.ensemble.draws import draw
from sim.ensemble.member import Job
from sim.ensemble.plan import KINDS, make_plan
from sim.ensemble.rows import Rows
from sim.ensemble.run import MOST
from sim.ensemble.sure import in_blocks
from sim.ensemble.task import installed, packed, play
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve

SCENARIO = "aleppo-2016"
WORKERS = 2
CORES = 100
MANY = (10**6, 10**9)


@dataclass(frozen=True)
class Measured:
    """Seconds and bytes, of a member unless it says a piece."""

    member: float
    in_file: int
    on_wire: float
    shared: int
    together: int
    piece: float
    files: float

    def told(self) -> None:
        print(f"a member: {self.member * 1e3:.1f} ms of CPU, {self.together} in a piece")
        print(f"a row: {self.in_file:,} bytes in the file, {self.on_wire:,.0f} on the wire")
        print(f"what members share: {self.shared:,} bytes, sent to each worker once")
        piece, share = self.piece * 1e3, self.piece / (self.together * self.member)
        print(f"a piece: {piece:.1f} ms of the client and scheduler, {share:.1%} of what it takes to play")
        print(f"files: {self.files * 1e6:.0f} µs a member")

    def cost(self, members: int) -> None:
        """What so many members cost."""
        work = members * self.member
        handing = members / self.together * self.piece
        playing = max(work / CORES, handing)
        bound = "the cores" if work / CORES > handing else "one client and scheduler"
        refused = "" if members <= MOST else f" (on paper: more than {MOST:,} are refused)"
        print(f"\n{members:,} members{refused}")
        print(f"  core-hours           {work / 3600:14,.1f}")
        print(
            f"  file of rows         {members * self.in_file / 1e9:14,.1f} GB, and as much while it is turned"
        )
        print(f"  on the wire          {members * self.on_wire / 1e9:14,.1f} GB")
        print(f"  hours on {CORES} cores   {playing / 3600:14,.2f}, bound by {bound}")
        print(f"  hours for the files  {members * self.files / 3600:14,.2f}, on one core of the client")
        print(f"  cores that one client keeps busy {work / handing:,.0f}")


def make_job() -> Job:
    scenario = load_scenario(SCENARIO)
    base = resolve(scenario)
    return Job(scenario, base, make_plan(scenario, base.account, KINDS), 0, True)


def of_members(job: Job, rounds: int) -> tuple[float, float, int, bytes]:
    """CPU seconds a member, bytes a member on the wire, members of a piece, and a piece's first row."""
    started = time.process_time()
    job.row(0, [number.value for number in job.drawn])
    size = LONGER * together(time.process_time() - started)
    values = draw(job.drawn, max(2, size), sampler="lhs", rng_seed=0, batch=max(2, size))[:size]
    shared, members, seconds = packed(job), list(range(size)), []
    answer = play(shared, installed(), members, values)
    for _ in range(rounds):
        before = time.process_time()
        play(shared, installed(), members, values)
        seconds.append((time.process_time() - before) / size)
    return min(seconds), len(answer) / size, size, job.row(0, values[0])


def of_pieces(folder: Path, job: Job, row: bytes, size: int, pieces: int) -> float:
    """CPU seconds for a piece whose members cost nothing, of client and scheduler in this one process."""
    members = list(range(size * pieces))
    values = np.zeros((len(members), len(job.drawn)))
    rows = Rows(folder / "rows", job.row_type, keep=False)
    with (
        distributed.LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as here,
        connected(here.scheduler_address) as client,
    ):
        crew = Cluster(Idle(row), values, rows, size // LONGER, client)
        list(crew.play(members[:size]))
        before = time.process_time()
        list(crew.play(members))
        seconds = time.process_time() - before
    rows.close()
    return seconds / len(list(cut(members, size, WORKERS)))


def of_files(folder: Path, job: Job, row: bytes, members: int) -> float:
    """CPU seconds a member for the quantiles of all columns, more rows than are in memory at once."""
    rows = Rows(folder / "rows", job.row_type, keep=False)
    for member in range(members):
        rows.put(member, row)
    before = time.process_time()
    width = job.row_type["days"].shape[0]
    in_blocks(rows.blocks("days", members), width, members)
    rows.close()
    return (time.process_time() - before) / members


def main() -> int:
    parser = argparse.ArgumentParser(description="What an ensemble costs on a cluster.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    quick = parser.parse_args().quick
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, Dask {distributed.__version__}")
    job = make_job()
    member, on_wire, size, row = of_members(job, 2 if quick else 10)
    with tempfile.TemporaryDirectory() as name:
        piece = of_pieces(Path(name), job, row, size, 60 if quick else 600)
        files = of_files(Path(name), job, row, 1000 if quick else 4000)
    found = Measured(member, job.row_type.itemsize, on_wire, len(packed(job)), size, piece, files)
    found.told()
    for members in MANY:
        found.cost(members)
    return 0


if __name__ == "__main__":
    sys.exit(main())
