"""``sim verify [SCENARIO] --documents DIR``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.options import add_output, print_json

if TYPE_CHECKING:
    from sim.record.verify import Verification


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "scenario",
        metavar="SCENARIO",
        nargs="?",
        help="whose record (default: that of the first scenario found)",
    )
    parser.add_argument(
        "--documents", metavar="DIR", type=Path, required=True, help="folder with the documents' texts"
    )
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Compare hashes, paragraphs and tokens; 1 when something does not hold."""
    from sim.record.load import load_record
    from sim.record.verify import verify_record
    from sim.scenario.load import find_record

    result = verify_record(load_record(find_record(_asked(given))), given.documents)
    if given.json:
        print_json(as_data(result))
    else:
        for finding in result.findings:
            print(finding)
        if not given.quiet:
            compared = f"{result.documents} documents, {result.claims} claims, {result.tokens} tokens"
            print(f"{compared}: {len(result.findings)} findings")
    return 1 if result.findings else 0


def _asked(given: argparse.Namespace) -> Path:
    """The folder of the scenario whose record is meant."""
    from sim.errors import SimError
    from sim.scenario.load import find_scenario, list_scenarios

    folders = [find_scenario(given.scenario)] if given.scenario else list_scenarios()
    if not folders:
        raise SimError("no scenario found", hint="run this in a project folder, or name a scenario")
    return folders[0]


def as_data(result: Verification) -> dict[str, Any]:
    """What was compared, and the findings, as JSON."""
    return {
        "documents": result.documents,
        "claims": result.claims,
        "tokens": result.tokens,
        "findings": [{"document": f.document, "claim": f.claim, "problem": f.what} for f in result.findings],
    }
