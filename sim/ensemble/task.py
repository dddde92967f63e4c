"""What a worker of a cluster is asked to do: say what is installed there, and play some members."""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import sim
from sim.ensemble.crew import Player, Refused
from sim.ensemble.draws import Floats
from sim.ensemble.versions import versions
from sim.errors import SimError

LIBRARIES = ("distributed", "numpy", "pydantic", "simpy")
"""What members' numbers, and messages about them, pass through."""

LEVEL = 1
"""Of zlib: what travels becomes several times shorter, in a hundredth of the time that playing takes."""

AS_HERE = "install the same Python, sim and libraries on every worker; --resume goes on with what is done"


def packed(job: Player) -> bytes:
    """What members share, as it travels."""
    return zlib.compress(pickle.dumps(job), LEVEL)


@cache
def installed() -> dict[str, str]:
    """Versions, and a hash of the program's own text: two checkouts may bear one version."""
    return versions(LIBRARIES) | {"sim with the text": _text()}


def play(shared: bytes, wanted: dict[str, str], members: Sequence[int], values: Floats) -> bytes | Refused:
    """Rows of ``members``, packed one after the other; ``values`` (member, number) are of these alone.

    Refused where other versions are installed than ``wanted``, or values do not go together.
    """
    if installed() != wanted:
        return Refused(f"a worker has {other(installed(), wanted)}", AS_HERE)
    job = _unpacked(shared)
    try:
        return zlib.compress(b"".join(map(job.row, members, values)), LEVEL)
    except SimError as error:
        return Refused(error.message, error.hint)


def other(there: dict[str, str], here: dict[str, str]) -> str:
    """The first thing that differs, in words."""
    name = next(name for name, known in here.items() if there.get(name) != known)
    return f"{name} {there.get(name, 'not at all')}, here it is {here[name]}"


def _text() -> str:
    home = Path(sim.__file__).parent
    texts = (path.read_bytes() for path in sorted(home.rglob("*.py")))
    return hashlib.sha256(b"\n".join(texts)).hexdigest()[:12]


@lru_cache(maxsize=1)
def _unpacked(shared: bytes) -> Player:
    job: Player = pickle.loads(zlib.decompress(shared))  # noqa: S301 - Dask itself reads what it is sent so
    return job
