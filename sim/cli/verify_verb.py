"""``sim verify [SCENARIO] --documents DIR``."""

from __future__ import annotations

import argparse
from pathlib import Path

from sim.cli.options import add_output, print_json


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
    from sim.errors import SimError
    from sim.record.load import load_record
    from sim.record.verify import verify_record
    from sim.scenario.load import find_record, find_scenario, list_scenarios

    folders = [find_scenario(given.scenario)] if given.scenario else list_scenarios()
    if not folders:
        raise SimError("no scenario found", hint="run this in a project folder, or name a scenario")
    result = verify_record(load_record(find_record(folders[0])), given.documents)
    if given.json:
        findings = [{"document": f.document, "claim": f.claim, "problem": f.what} for f in result.findings]
        print_json(
            {
                "documents": result.documents,
                "claims": result.claims,
                "tokens": result.tokens,
                "findings": findings,
            }
        )
    else:
        for finding in result.findings:
            print(finding)
        if not given.quiet:
            compared = f"{result.documents} documents, {result.claims} claims, {result.tokens} tokens"
            print(f"{compared}: {len(result.findings)} findings")
    return 1 if result.findings else 0
