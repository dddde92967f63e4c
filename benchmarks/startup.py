"""How much `sim --help` costs beside a bare interpreter start.  Prints a ratio; exit 1 above the limit."""

from __future__ import annotations

import subprocess
import sys
from resource import RUSAGE_CHILDREN, getrusage

ROUNDS = 15
AT_MOST = 90
"""Rounds, if the limit is missed: the fastest of fifteen may all have met another program's burst."""
LIMIT = 5.0


def cpu(command: list[str]) -> float:
    """CPU seconds of one run of ``command``."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = getrusage(RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def main() -> int:
    """Interleave both commands and compare their fastest runs."""
    bare, ours = [], []
    ratio = float("inf")
    while len(ours) < ROUNDS or (ratio > LIMIT and len(ours) < AT_MOST):
        bare.append(cpu([sys.executable, "-c", "pass"]))
        ours.append(cpu([sys.executable, "-m", "sim", "--help"]))
        ratio = min(ours) / min(bare)
    print(f"sim --help: {ratio:.1f} x a bare interpreter start (limit {LIMIT:.0f} x)")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
