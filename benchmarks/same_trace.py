"""Is the trace the same on other versions of Python and NumPy?

    python benchmarks/same_trace.py python3.12 python3.13=2.1.* python3.11=2.0.*

Each word is an interpreter, and behind ``=`` the NumPy to install, else the newest that fits.  For each
a virtual environment is made in a folder that goes away, the project is installed, and both scenarios
are replayed under two seeds.  Prints the versions and the start of each trace's digest beside those of
the environment that this program runs in.  Ends with status 1 if any differs or cannot be made.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).resolve().parents[1]
SCENARIOS = ("aleppo-2016", str(PROJECT / "tests" / "data" / "valley" / "scenarios" / "valley"))
SEEDS = (0, 2016)

PLAYED = """
import platform, sys
import numpy, simpy
from sim.engine.play import play
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve
print(f"Python {platform.python_version()}, NumPy {numpy.__version__}, SimPy {simpy.__version__}")
for name in sys.argv[1:]:
    episode = resolve(load_scenario(name))
    print(*(play(episode, rng_seed=seed).digest for seed in SEEDS))
"""


def played(python: str | Path) -> list[str]:
    """The versions, then the digests of each scenario.

    Raises `CalledProcessError` where it cannot be played.
    """
    program = PLAYED.replace("SEEDS", repr(SEEDS))
    done = subprocess.run(
        [python, "-c", program, *SCENARIOS], check=True, capture_output=True, text=True, cwd=PROJECT
    )
    return done.stdout.splitlines()


def elsewhere(word: str, room: Path) -> list[str]:
    """`played` by another interpreter, in an environment of its own."""
    interpreter, _, numpy = word.partition("=")
    subprocess.run([interpreter, "-m", "venv", room], check=True, capture_output=True)
    python = room / "bin" / "python"
    wanted = [f"numpy=={numpy}"] if numpy else []
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, str(PROJECT), *wanted], check=True, capture_output=True)
    return played(python)


def main() -> int:
    parser = argparse.ArgumentParser(description="The trace on other versions of Python and NumPy.")
    parser.add_argument("words", nargs="+", metavar="PYTHON[=NUMPY]")
    here, alike = played(sys.executable), True
    print(here[0], "here:", *(digest[:12] for digest in " ".join(here[1:]).split()))
    for number, word in enumerate(parser.parse_args().words):
        with TemporaryDirectory() as room:
            try:
                found = elsewhere(word, Path(room) / str(number))
            except (OSError, subprocess.CalledProcessError) as error:
                print(f"{word}: cannot be made: {getattr(error, 'stderr', None) or error}")
                alike = False
                continue
        same = found[1:] == here[1:]
        alike &= same
        print(found[0], "the same" if same else "OTHER:", *(() if same else found[1:]))
    return 0 if alike else 1


if __name__ == "__main__":
    sys.exit(main())
