"""The documented Python face of the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.checks.report import Report, check_replay
from sim.engine.play import play
from sim.exports.package import save_package, tables_of
from sim.result.replay import Replay
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.overlay import apply_what_ifs
from sim.scenario.resolve import resolve

if TYPE_CHECKING:
    from sim.ensemble.pairs_run import Pairs
    from sim.ensemble.run import Ensemble
    from sim.lessons.bundle import Bundle
    from sim.result.spread import Spread


def load(scenario: str | Path, *, what_ifs: Sequence[str] = ()) -> Scenario:
    """A scenario by name or folder, with what-ifs applied in order.

    Raises `sim.errors.FaultsFound` with every fault of every file, or `SimError`.
    """
    return apply_what_ifs(load_scenario(scenario), what_ifs)


def replay(
    scenario: str | Path | Scenario,
    *,
    account: str | None = None,
    rng_seed: int = 0,
    what_ifs: Sequence[str] = (),
) -> Replay:
    """Play a scenario as one account tells it.  People in whole numbers; minutes since the first midnight."""
    loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    return play(resolve(apply_what_ifs(loaded, what_ifs), account=account), rng_seed=rng_seed)


def ensemble(
    scenario: str | Path | Scenario,
    folder: Path,
    *,
    what_ifs: Sequence[str] = (),
    tell: Callable[[int, int], None] = lambda *_: None,
    **asked: Any,
) -> Ensemble | Pairs:
    """Play many members of a scenario, write the tables of `sim ensemble` into ``folder``, return them.

    ``asked`` are fields of `sim.ensemble.run.Asked`: ``runs`` (members), ``account``, ``rng_seed``,
    ``vary``, ``sampler``, ``precision`` (a share of the mean), ``workers`` (processes) or ``dask`` (a
    scheduler's address), ``resume``.  ``tell`` hears how many members of how many are done.  With
    what-ifs each member is a pair, and the files are of differences.  Counts are people or convoys,
    areas km².  Raises `SimError` for what does not go together, where the extra ``ensemble`` (or
    ``cluster``) is not installed, or when what lies unfinished in the folder is something else.
    """
    from sim.ensemble.files import save_ensemble
    from sim.ensemble.pairs_files import save_pairs
    from sim.ensemble.pairs_run import play_pairs
    from sim.ensemble.run import Asked, play_ensemble

    loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    edited, wanted = apply_what_ifs(loaded, what_ifs), Asked(**asked)
    if edited.what_ifs:
        history = load(loaded.folder) if loaded.what_ifs else loaded
        pairs = play_pairs(history, edited, folder, wanted, tell)
        save_pairs(pairs, folder)
        return pairs
    made = play_ensemble(loaded, folder, wanted, tell)
    save_ensemble(made, folder)
    return made


def render(
    result: Replay,
    preset: str,
    folder: Path,
    *,
    others: Sequence[Replay] = (),
    second: Replay | None = None,
    bands: Path | None = None,
    **asked: Any,
) -> list[Path]:
    """Draw a replay for a destination (``web``, ``poster`` …) into ``folder``; returns the files written.

    ``others`` are replays by other accounts: where they differ is marked.  ``second`` stands side by
    side with ``result``.  ``bands`` is the folder of an ensemble of the same episode: the charts are
    shaded where most of its replays lie.  ``asked`` are fields of `sim.drawings.presets.Asked`:
    ``first`` and ``last`` day from one, ``speed``, ``size`` in pixels, ``fps``, ``lang``, ``captions``,
    ``transparent``, ``max_mb`` in millions of bytes.  Raises `SimError` with the reason for what a
    destination forbids, or when the bands are not of that episode.
    """
    from sim.drawings.presets import Asked
    from sim.drawings.render import render as draw

    wanted, spread = Asked(**asked, compare=second is not None), _spread(result, bands)
    return draw(result, preset, folder, asked=wanted, others=tuple(others), second=second, spread=spread)


def player(result: Replay, *others: Replay, lang: str = "en", bands: Path | None = None) -> Any:
    """The page of `sim play` as a widget for notebooks; ``others`` are replays by other accounts.

    ``bands`` is the folder of an ensemble of ``result``'s episode, as in `render`.  Raises `SimError`
    where anywidget is not installed, or when the bands are not of that episode.
    """
    from sim.exports.columns import COLUMNS
    from sim.page.build import page
    from sim.page.notebook import widget
    from sim.page.payload import Brought, Shown

    replays = (result, *others)
    told = tuple(tables_of(replay, check_replay(replay)) for replay in replays)
    brought = Brought(told, columns=COLUMNS, spread=_spread(result, bands))
    return widget(page(list(replays), brought, Shown(lang=lang)), title=result.episode.title)


def _spread(result: Replay, bands: Path | None) -> Spread | None:
    """Where most of many replays lie, if they are to be shown."""
    if bands is None:
        return None
    from sim.ensemble.saved import read_spread

    return read_spread(bands, result.episode)


def bundle(
    scenario: str | Path | Scenario,
    *,
    account: str | None = None,
    rng_seed: int = 0,
    tell: Callable[[str], None] = lambda _: None,
    **asked: Any,
) -> Bundle:
    """Everything a lesson is made from: the replays of all accounts, the one asked for first.

    ``asked`` are ``lang`` (``en``, ``ar``), ``paper`` (``a4``, ``letter``) and ``grade`` (``high``,
    ``middle`` or None for both).  Raises `sim.errors.FaultsFound` with every fault of scenario and
    lesson, or `SimError`.
    """
    from sim.lessons.bundle import Bundle
    from sim.lessons.judge import read_lesson

    loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    first = resolve(loaded, account=account)
    lesson = read_lesson(loaded.folder, first)
    rest = [name for name in loaded.head.accounts if name != first.account]
    replays = []
    for number, episode in enumerate([first, *(resolve(loaded, account=name) for name in rest)], start=1):
        tell(f"playing account {episode.account}, {number} of {len(rest) + 1}")
        replays.append(play(episode, rng_seed=rng_seed))
    documents = [document.model_dump(mode="json") for document in loaded.record.documents.values()]
    own = loaded.head.account
    return Bundle(tuple(replays), tuple(map(tables, replays)), documents, lesson, own, **asked)


def lesson(made_from: Bundle, folder: Path, *, only: str | None = None) -> list[Path]:
    """Write the files of a lesson into ``folder``; returns them.

    ``only`` names some of them, such as ``slides,key``.  Raises `SimError` where the extra ``lesson``
    is not installed, or where other files of the folder were made from other data.
    """
    from sim.lessons.kit import chosen
    from sim.lessons.pack import save_pack

    return save_pack(made_from, folder, only=chosen(only))


def check(result: Replay) -> Report:
    """Hold a replay against the sourced figures.  Raises `SimError` when there is nothing to check."""
    return check_replay(result)


def tables(result: Replay) -> dict[str, list[dict[str, Any]]]:
    """The data package's tables as plain rows, by file stem (``control``, ``people`` …)."""
    return tables_of(result)


def save(result: Replay, folder: Path) -> list[Path]:
    """Write the data package of a replay into ``folder``; returns the files written."""
    return save_package(result, folder)
