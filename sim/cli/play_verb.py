"""``sim play SCENARIO``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sim.cli.bands_option import add_bands, spread_asked
from sim.cli.options import add_out, add_output, add_scenario, done, folder_for, load_asked, print_json, tell

if TYPE_CHECKING:
    from pathlib import Path

    from sim.page.payload import Brought
    from sim.result.replay import Replay
    from sim.result.spread import Spread
    from sim.scenario.load import Scenario


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_scenario(parser)
    parser.add_argument("--lang", metavar="en|ar", default="en", help="language shown first")
    add_bands(parser)
    add_out(parser)
    add_output(parser)


def run(given: argparse.Namespace) -> int:
    """Replay by all accounts and write one page."""
    tell(given, f"{given.scenario}: reading")
    scenario = load_asked(given)
    names = list(scenario.head.accounts)
    path = write(given, scenario, play_all(given, scenario))
    done()
    if given.json:
        print_json({"page": str(path), "bytes": path.stat().st_size, "accounts": names})
    elif not given.quiet:
        print(path)
    return 0


def write(given: argparse.Namespace, scenario: Scenario, replays: list[Replay]) -> Path:
    """The page, the account asked for shown first; its path."""
    from sim.page.build import save_page
    from sim.page.payload import Shown

    names = list(scenario.head.accounts)
    first = names.index(given.account or scenario.head.account)
    shown = Shown(account=first, own=names.index(scenario.head.account), lang=given.lang)
    spread = spread_asked(given, replays[first])
    name = f"{scenario.id}-play.html" if spread is None else f"{scenario.id}-play-bands.html"
    tell(given, f"{given.scenario}: writing the page")
    path = folder_for(given, replays[first]) / name
    return save_page(path, replays, brought(scenario, replays, spread), shown)


def play_all(given: argparse.Namespace, scenario: Scenario) -> list[Replay]:
    """Every account's replay, in the scenario's order; what is not there is refused first."""
    from sim.engine.play import play
    from sim.scenario.resolve import resolve
    from sim.scene.phrases import phrases

    phrases(given.lang)
    names = scenario.head.accounts
    if given.account is not None:
        resolve(scenario, account=given.account)
    replays = []
    for number, account in enumerate(names, start=1):
        tell(given, f"{given.scenario}: playing account {account}, {number} of {len(names)}")
        replays.append(play(resolve(scenario, account=account), rng_seed=given.rng_seed))
    return replays


def brought(scenario: Scenario, replays: list[Replay], spread: Spread | None = None) -> Brought:
    """Checks, tables, and the documents, as plain rows; where many replays lie, if it is to be shown."""
    from sim.checks.report import check_replay
    from sim.exports.columns import COLUMNS
    from sim.exports.package import tables_of
    from sim.exports.page_rows import document_rows, score_rows
    from sim.page.payload import Brought

    reports = [check_replay(replay) for replay in replays]
    tables = tuple(tables_of(replay, report) for replay, report in zip(replays, reports, strict=True))
    documents = [document.model_dump(mode="json") for document in scenario.record.documents.values()]
    return Brought(
        tables=tables,
        scores=tuple(map(score_rows, reports)),
        columns=COLUMNS,
        documents=document_rows(documents),
        spread=spread,
    )
