"""What a thousand members cost against one, what a killed process costs, and what memory grows by.

    python benchmarks/ensemble.py            1,000 members of the flagship, and 100,000 of a small valley
                                             (ten to twenty minutes)
    python benchmarks/ensemble.py --quick    60 members; noise is allowed for

*one run*   members made in a warm process: episode built from its numbers, played, read off; in wall time,
            some before and some after the ensembles.
*beside*    the same while another process does the same: two cores of a virtual machine are seldom two
            whole ones, and what one loses by the other is not the ensemble's doing.
*started*   the processes of an ensemble, from their start to the last row, with the scenario read before.
*play*      the engine alone on the same episodes.
*killed*    one of two processes, again and again on the way: wall time more than without, for each.
*memory*    the most that the command held at once, of the larger ensemble over the smaller.

The other ensembles run as commands of their own: Python's start, reading, tables and pictures included.
Where other programs use the cores, walls are long and ratios mean little: the line on work says how much
they did.
Ends with status 1 if a limit is missed.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.play import play
from sim.ensemble.crew import Crew, together
from sim.ensemble.draws import draw
from sim.ensemble.member import Job
from sim.ensemble.plan import KINDS, make_plan
from sim.ensemble.rows import Rows
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve

SCENARIO = "aleppo-2016"
NOISE = 1.3
"""With ``--quick`` a limit may be missed by this factor: few members on a shared machine are noisy."""
RUNS_A_THOUSAND = 510.0
MEMBER_PLAYS = 1.35
KILLED_RUNS = 10.0
"""2 % of the wall time of 1,000 members on two cores; what is lost does not grow with their number."""
KILLS = 8
"""So many are killed in one ensemble, since what one costs cannot be told from noise."""
MEMORY = 2.0
VALLEY = Path(__file__).parents[1] / "tests" / "data" / "valley" / "scenarios" / "valley"
WORKERS = 2


def make_job() -> Job:
    scenario = load_scenario(SCENARIO)
    base = resolve(scenario)
    return Job(scenario, base, make_plan(scenario, base.account, KINDS), 0, True)


def one_run(job: Job, rounds: int) -> tuple[list[float], float]:
    """Wall seconds of members, one after the other; CPU of a member over that of its play, the median.

    What was loaded before is not looked through for garbage, as in a process of the ensemble.
    """
    values = draw(job.drawn, rounds, sampler="lhs", rng_seed=0, batch=rounds)
    job.row(0, values[0])
    gc.collect()
    gc.freeze()
    walls, above = [], []
    for member, row in enumerate(values):
        episode = job.episode(row)
        before = time.process_time()
        play(episode, rng_seed=job.seed(member))
        wall, between = time.perf_counter(), time.process_time()
        job.row(member, row)
        walls.append(time.perf_counter() - wall)
        above.append((time.process_time() - between) / (between - before))
    return walls, statistics.median(above)


def beside_another(job: Job, rounds: int) -> list[float]:
    """Wall seconds of members, of `WORKERS` processes that make them at the same time."""
    fork = multiprocessing.get_context("fork")
    ready, found = fork.Barrier(WORKERS), fork.SimpleQueue()

    def make() -> None:
        ready.wait()
        found.put(one_run(job, rounds)[0])

    makers: list[Any] = [fork.Process(target=make) for _ in range(WORKERS)]
    for maker in makers:
        maker.start()
    walls = [wall for _ in makers for wall in found.get()]
    for maker in makers:
        maker.join()
    return walls


def started(folder: Path, job: Job, runs: int, seconds: float) -> float:
    """Wall seconds in which processes start and play ``runs`` members of so many seconds each."""
    folder.mkdir()
    values = draw(job.drawn, runs, sampler="lhs", rng_seed=0, batch=runs)
    rows = Rows(folder / "rows", job.row_type, keep=False)
    before = time.perf_counter()
    done = sum(Crew(job, values, rows, WORKERS, together(seconds)).play(range(runs)))
    wall = time.perf_counter() - before
    rows.close()
    if done != runs:
        raise SystemExit(f"{done} of {runs} members were played")
    return wall


def ensemble(
    folder: Path, runs: int, *, scenario: str | Path = SCENARIO, kill_every: float | None = None
) -> tuple[float, float, int]:
    """Wall and CPU seconds and peak kilobytes of a command; `KILLS` processes are killed, if asked for."""
    command = [sys.executable, "-m", "sim", "ensemble", str(scenario), "--runs", str(runs)]
    before = time.perf_counter()
    options = ["--out", str(folder), "--workers", str(WORKERS), "--quiet"]
    running = subprocess.Popen([*command, *options])
    for _ in range(0 if kill_every is None else KILLS):
        time.sleep(kill_every or 0.0)
        os.kill(children(running.pid)[0], 9)
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"the ensemble ended with status {running.returncode}")
    return time.perf_counter() - before, used.ru_utime + used.ru_stime, used.ru_maxrss


def children(pid: int) -> list[int]:
    """Processes of a command; it is waited for until it has some."""
    while True:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        if found:
            return [int(child) for child in found]
        time.sleep(0.05)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def growth(folder: Path, few: int, many: int) -> float:
    """Peak memory of ``many`` members of the valley over that of ``few``."""
    peaks = [ensemble(folder / f"valley-{runs}", runs, scenario=VALLEY)[2] for runs in (few, many)]
    return peaks[1] / peaks[0]


def told(what: str, found: float, most: float, slack: float) -> bool:
    print(f"{what:56s} {found:8.3f}   at most {most:g}")
    return found <= most * slack


def for_a_thousand(wall: float, runs: int, one: Sequence[float]) -> float:
    """How many of ``one`` run, in the mean, a thousand take, when ``runs`` take ``wall``."""
    return 1000 * wall / runs / statistics.mean(one)


def main() -> int:
    parser = argparse.ArgumentParser(description="Ratios of the ensemble's speed and memory.")
    parser.add_argument("--quick", action="store_true", help="60 members")
    quick = parser.parse_args().quick
    runs, slack = (60, NOISE) if quick else (1000, 1.0)
    few_small, many_small = (100, 4000) if quick else (1000, 100_000)
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores")
    job, rounds = make_job(), 10 if quick else 40
    (alone, above_play), beside = one_run(job, rounds), beside_another(job, rounds)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        crew = started(folder / "crew", job, runs, statistics.median(alone))
        beside += beside_another(job, rounds)
        _, few_cpu, memory_few = ensemble(folder / "few", runs // 10)
        wall, cpu, memory = ensemble(folder / "all", runs)
        alone += one_run(job, rounds)[0]
        killed = ensemble(folder / "killed", runs, kill_every=crew / (KILLS + 2))[0]
        same = digests(folder / "all") == digests(folder / "killed")
        grown = growth(folder, few_small, many_small)
    lost = (killed - wall) / KILLS / statistics.median(alone)
    holds = [
        told("cost of a killed process, in runs", lost, KILLED_RUNS, slack),
        told("a member / its play, CPU, median", above_play, MEMBER_PLAYS, slack),
        told("1,000 members, started / one run beside another",
             for_a_thousand(crew, runs, beside), RUNS_A_THOUSAND, slack),
        told(f"memory of {runs} members / of {runs // 10}", memory / memory_few, MEMORY, slack),
        told(f"memory of {many_small:,} of the valley / of {few_small:,}", grown, MEMORY, slack),
    ]  # fmt: skip
    rest = cpu - runs * (cpu - few_cpu) / (runs - runs // 10)
    raw = [for_a_thousand(crew, runs, alone), for_a_thousand(wall, runs, alone)]
    print(f"for information: {raw[0]:.0f} runs alone; as a command, with files and pictures, {raw[1]:.0f}")
    slowed = statistics.mean(beside) / statistics.mean(alone)
    print(f"for information: one run beside another takes {slowed:.2f} of one alone")
    print(f"for information: about {rest:.1f} s of CPU are start-up and files")
    print(
        f"for information: {cpu / WORKERS / wall:.0%} of the wall time was worked by each of {WORKERS} cores"
    )
    print(f"files after the kill are the same: {same}; limits hold: {all(holds)}")
    return 0 if all(holds) and same else 1


if __name__ == "__main__":
    sys.exit(main())
