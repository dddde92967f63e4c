"""A data package made again from its own manifest, and compared."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.options import done, play_both, print_json, print_table, tell
from sim.errors import SimError

if TYPE_CHECKING:
    from sim.exports.manifest import Compared, Said

OPTIONS: dict[str, Any] = {"account": None, "what_if": [], "rng_seed": 0, "out": None}
"""What the manifest says itself, and what these are when nobody asks for them."""


def verify(given: argparse.Namespace) -> int:
    """Replay what a manifest names; 0 when every output is the same again, 1 when one is not."""
    from sim.exports.manifest import on_disk, read_manifest

    path = Path(given.verify)
    said = read_manifest(path)
    _refuse_beside(given, said)
    made = made_again(given, said)
    compared = [*made, *on_disk(said, path.parent)]
    done()
    same = all(row.verdict == "same" for row in compared if row.part in ("trace", "output", "file"))
    if given.json:
        print_json({"manifest": str(path), "same": same, "compared": [vars(row) for row in compared]})
    elif not given.quiet:
        _print(compared, same)
    return 0 if same else 1


def made_again(given: argparse.Namespace, said: Said) -> list[Compared]:
    """The replay by the manifest's own account, what-ifs and seed, against its hashes."""
    from sim.cli.replay_verb import judge
    from sim.exports.manifest import compare
    from sim.exports.package import package_texts
    from sim.exports.summary import versions

    asked = argparse.Namespace(**vars(given))
    asked.scenario = given.scenario or said.scenario
    asked.account, asked.what_if, asked.rng_seed = said.account, list(said.what_ifs), said.rng_seed
    replay, beside = play_both(asked, beside=True)
    if replay.episode.scenario != said.scenario:
        raise SimError(
            f"the manifest is of {said.scenario}, not of {replay.episode.scenario}",
            hint="leave the scenario out, or name the folder that it was made from",
        )
    tell(given, f"{said.scenario}: comparing, part 4 of 4")
    report, parting = judge(replay, beside)
    texts = package_texts(replay, report=report, parting=parting)
    outputs = {name: text for name, text in texts.items() if name != "summary.json"}
    return compare(said, replay, outputs, versions())


def _refuse_beside(given: argparse.Namespace, said: Said) -> None:
    for name, usual in OPTIONS.items():
        if getattr(given, name) != usual:
            raise SimError(
                f"--{name.replace('_', '-')} has no place beside --verify",
                hint=f"the manifest says it itself: account {said.account}, seed {said.rng_seed}",
            )


def _print(compared: list[Compared], same: bool) -> None:
    """Everything that is not the same, and counts of what is."""
    counts: dict[str, int] = {}
    for row in compared:
        counts[row.part] = counts.get(row.part, 0) + (row.verdict == "same")
    odd: list[Any] = [(row.part, row.name, row.verdict) for row in compared if row.verdict != "same"]
    if odd:
        print_table([("what", "name", "verdict"), *odd])
        print()
    agreed = ", ".join(f"{count} {part}{'s' if count != 1 else ''}" for part, count in counts.items())
    print(f"same: {agreed}")
    print("reproduced" if same else "not reproduced")
