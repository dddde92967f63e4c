"""``sim list``."""

from __future__ import annotations

import argparse

from sim.cli.options import add_output, print_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Print what can be named."""
    from sim.scenario.load import list_scenarios

    found = [_describe(str(folder)) for folder in list_scenarios()]
    if given.json:
        print_json({"scenarios": found})
        return 0
    for entry in found:
        print(f"{entry['scenario']}  {entry['title']}  ({entry['first']} to {entry['last']})")
        for account, name in entry["accounts"].items():
            print(f"  --account {account:<14} {name}{'  (default)' if account == entry['default'] else ''}")
        width = max(map(len, entry["what_ifs"]), default=0)
        for what_if, question in entry["what_ifs"].items():
            mark = "counterfactual: " if what_if in entry["counterfactuals"] else ""
            print(f"  --what-if {what_if:<{width}}  {mark}{question}")
    return 0


def _describe(folder: str) -> dict:  # type: ignore[type-arg]
    from sim.scenario.load import load_scenario
    from sim.scenario.overlay import list_what_ifs, load_what_if

    scenario = load_scenario(folder)
    accounts = scenario.record.accounts.accounts
    asked = {name: load_what_if(scenario, name) for name in list_what_ifs(scenario)}
    return {
        "scenario": scenario.id,
        "title": scenario.head.title,
        "first": scenario.head.first.isoformat(),
        "last": scenario.head.last.isoformat(),
        "default": scenario.head.account,
        "accounts": {account: accounts[account].name for account in scenario.head.accounts},
        "what_ifs": {name: one.question for name, one in asked.items()},
        "counterfactuals": [name for name, one in asked.items() if one.counterfactual],
    }
