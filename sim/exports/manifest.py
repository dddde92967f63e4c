"""What a data package was made from and what came out, so that anybody can make it again and compare."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import SimError
from sim.result.replay import Replay

LARGEST = 2_000_000
"""Bytes of a manifest that is still read."""


def manifest(replay: Replay, texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """SHA-256 of each input file and of each other file of the package, by name.

    The summary that holds the manifest is not among them.
    """
    outputs = {name: hashlib.sha256(text.encode("utf-8")).hexdigest() for name, text in texts.items()}
    return {"inputs": dict(replay.episode.inputs), "outputs": outputs}


@dataclass(frozen=True)
class Said:
    """A manifest read back: what was replayed, with which versions, inputs and outputs."""

    scenario: str
    account: str
    what_ifs: tuple[str, ...]
    rng_seed: int
    versions: dict[str, str]
    trace: str
    inputs: dict[str, str]
    outputs: dict[str, str]


def read_manifest(path: Path) -> Said:
    """The manifest in a ``summary.json``.  Raises `SimError` where there is none."""
    try:
        there = path.stat()
        if there.st_size > LARGEST or not (path.is_file() or path.is_dir()):
            raise ValueError(f"more than {LARGEST} bytes, or a pipe or device")
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        hashes = found["manifest"]
        said = Said(
            scenario=found["scenario"],
            account=found["account"],
            what_ifs=tuple(found["what_ifs"]),
            rng_seed=found["rng_seed"],
            versions=dict(found["versions"]),
            trace=found["trace_sha256"],
            inputs=dict(hashes["inputs"]),
            outputs=dict(hashes["outputs"]),
        )
    except OSError as error:
        raise SimError(f"cannot read {path} ({error.strerror})", hint=HINT) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SimError(f"{path} is not a summary with a manifest", hint=HINT) from error
    _refuse_odd(path, said)
    return said


HINT = "name the summary.json of a data package that sim replay wrote"


def _refuse_odd(path: Path, said: Said) -> None:
    """Every part is what it is taken for."""
    words = [said.scenario, said.account, *said.what_ifs, said.trace]
    words += [
        part
        for pairs in (said.versions, said.inputs, said.outputs)
        for pair in pairs.items()
        for part in pair
    ]
    seed = said.rng_seed
    sound = isinstance(seed, int) and not isinstance(seed, bool) and 0 <= seed < 2**63
    if not (sound and all(isinstance(word, str) for word in words)):
        raise SimError(f"{path} is not a summary with a manifest", hint=HINT)


@dataclass(frozen=True)
class Compared:
    """One thing that a manifest says, and whether it came out again.

    ``verdict`` is ``same``, ``differs``, ``missing`` (it was not made this time) or ``new``.
    """

    part: str
    name: str
    verdict: str


def compare(
    said: Said, replay: Replay, texts: Mapping[str, str], versions: Mapping[str, str]
) -> list[Compared]:
    """Versions, inputs, trace and outputs of a replay made again, against what the manifest says."""
    now = manifest(replay, texts)
    return [
        *_against("version", said.versions, versions),
        *_against("input", said.inputs, now["inputs"]),
        *_against("trace", {"trace": said.trace}, {"trace": replay.digest}),
        *_against("output", said.outputs, now["outputs"]),
    ]


def on_disk(said: Said, folder: Path) -> list[Compared]:
    """The outputs beside a manifest as they lie there now, against what it says."""
    now = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in said.outputs
        if Path(name).name == name and (folder / name).is_file()
    }
    return _against("file", said.outputs, now)


def _against(part: str, said: Mapping[str, str], now: Mapping[str, str]) -> list[Compared]:
    found = []
    for name in dict.fromkeys([*said, *now]):
        if name in said and name in now:
            verdict = "same" if said[name] == now[name] else "differs"
        else:
            verdict = "missing" if name in said else "new"
        found.append(Compared(part, name, verdict))
    return found
