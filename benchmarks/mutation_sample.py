"""A random sample of a room's mutants, judged by its tests: the share killed, with its interval.

    python benchmarks/mutation_sample.py scenario --size 400
    python benchmarks/mutation_sample.py record --names survivors.txt

For a copy of the project, with mutmut installed: it writes the folder ``mutants``.  The mutants are judged in
the order in which they were drawn, a batch at a time, so that a run cut short is still a random sample.
mutmut tries a mutant against the tests that it saw reach its function; what several tests share (a cached
value, a fixture) it saw in one of them alone, so that whatever survives, seems to meet no test, or
runs out of time on a busy machine, is tried against all of them.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code

NORMAL_95 = 1.96
LONGEST = 900
"""Seconds for all tests together; a mutant that takes longer ran out of time."""


def mutants(room: str) -> list[str]:
    """Names of all mutants of ``sim/<room>``, file by file."""
    names = []
    for path in sorted(Path("sim", room).glob("*.py")):
        module = ".".join(path.with_suffix("").parts)
        made = mutate_file_contents(str(path), path.read_text(encoding="utf-8"))
        names += [f"{module}.{name}" for name in made.mutant_names]
    return names


def judge(names: list[str]) -> dict[str, str]:
    """What becomes of each mutant: 'killed', 'survived', 'timeout', 'no tests' ..."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", "1", *names]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    codes: dict[str, int | None] = {}
    for path in Path("mutants", "sim").rglob("*.meta"):
        codes |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    found = {name: status_by_exit_code[codes[name]] for name in names}
    left = [name for name in names if found[name] in ("survived", "timeout", "no tests")]
    if left and under_all_tests("") == "killed":
        raise SystemExit("a test fails without any mutant")
    return found | {name: under_all_tests(name) for name in left}


def under_all_tests(name: str) -> str:
    """What becomes of a mutant (of none: '') under every test that ``[tool.mutmut]`` lists."""
    chosen = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    tests = [*chosen["pytest_add_cli_args"], *chosen["pytest_add_cli_args_test_selection"]]
    command = [sys.executable, "-m", "pytest", "-x", *tests]
    under = {**os.environ, "MUTANT_UNDER_TEST": name}
    try:
        subprocess.run(
            command, check=True, cwd="mutants", env=under, stdout=subprocess.DEVNULL, timeout=LONGEST
        )
    except subprocess.TimeoutExpired:
        return "timeout"
    except subprocess.CalledProcessError:
        return "killed"
    return "survived"


def share(found: dict[str, str]) -> str:
    """Share killed with Wilson's 95 % interval; who ran out of time or met no test was not killed."""
    counts = Counter(found.values())
    killed, judged = counts.pop("killed", 0), len(found)
    part, squared = killed / judged, NORMAL_95**2 / judged
    middle = (part + squared / 2) / (1 + squared)
    reach = math.sqrt(part * (1 - part) * squared + squared**2 / 4) / (1 + squared)
    others = "".join(f", {number} {status}" for status, number in sorted(counts.items()))
    return f"{killed} of {judged} killed: {part:.1%} ({middle - reach:.1%} to {middle + reach:.1%}){others}"


def main() -> int:
    """Judge batch after batch; at the end, whatever was not killed is listed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("room", help="a folder of sim/, such as scenario")
    parser.add_argument("--size", type=int, help="how many mutants to draw (default: all)")
    parser.add_argument("--seed", type=int, default=2016, help="of the draw (default: %(default)s)")
    parser.add_argument("--names", type=Path, metavar="FILE", help="judge these instead, as listed by a run")
    parser.add_argument("--batch", type=int, default=50, help="judged at a time (default: %(default)s)")
    options = parser.parse_args()
    names, found = mutants(options.room), dict[str, str]()
    random.Random(options.seed).shuffle(names)
    if options.names:
        names = [line.split()[-1] for line in options.names.read_text(encoding="utf-8").splitlines()]
    names = names[: options.size]
    for start in range(0, len(names), options.batch):
        found |= judge(names[start : start + options.batch])
        print(share(found), file=sys.stderr, flush=True)
    for name in sorted(found):
        if found[name] != "killed":
            print(found[name], name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
