"""Whatever is changed in a project's files, it is refused with file, line and key, or replayed soundly."""

from __future__ import annotations

import re
import resource
import signal
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from random import Random

import numpy as np
import pytest
from doors import SECONDS, Answer, copied_aleppo, copied_valley, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutants import ALEPPO_STOCK, VALLEY_STOCK, Mutant, lightened, mutant
from remembered import remembering

from sim.engine.play import play
from sim.episode.episode import Episode
from sim.errors import SimError
from sim.exports.package import package_texts, tables_of
from sim.result.replay import Replay
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.overlay import apply_what_ifs, list_what_ifs
from sim.scenario.resolve import resolve

NOTHING_TO_CHECK = "no figure is held out"

MOST_MEMORY = 2**20
"""KiB that the process may ever have had."""

SEEDS = st.integers(0, 2**64 - 1)
FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_valley(tmp_path_factory.mktemp("valley"))


@pytest.fixture(scope="module")
def aleppo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_aleppo(tmp_path_factory.mktemp("aleppo"))


def judge_valley(project: Path, seed: int) -> str:
    """Every account and every what-if of an accepted mutant is played twice."""
    return judge(project, mutant(Random(seed), VALLEY_STOCK), replay_all)


def judge_aleppo(project: Path, seed: int | str) -> str:
    """One account and one what-if are played of what the mutant changed; one of the two twice, by lot."""
    random = Random(seed)
    spoilt = lightened(mutant(random, ALEPPO_STOCK), random)
    return judge(project, spoilt, lambda scenario: replay_some(scenario, spoilt, random))


def judge(project: Path, spoilt: Mutant, replayed: Callable[[Scenario], object]) -> str:
    """What became of it; fails where it is neither refused as it should be nor replayed soundly."""
    spoilt.write(project)
    try:
        with warnings.catch_warnings(), no_longer_than(6 * SECONDS), no_more_than(MOST_MEMORY):
            warnings.simplefilter("error")
            said = validate(project, spoilt.stock.scenario)
            if said.status == 0:
                replayed(load_scenario(project / spoilt.stock.scenario))
    finally:
        spoilt.mend(project)
    assert said.seconds < SECONDS
    assert said.status == 0 or (said.status, said.is_located) == (2, True), said.text
    return kind_of(said)


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Interrupt what takes more of the processor than that."""

    def interrupt(*_: object) -> None:
        raise AssertionError(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGVTALRM, interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def no_more_than(kibibytes: int) -> Iterator[None]:
    """Refuse what takes more memory than that beyond what this process held before."""
    held = kibibytes_of("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    yield
    assert kibibytes_of("VmHWM") - held < kibibytes


def kibibytes_of(what: str) -> int:
    """A line of what Linux tells of this process; ``clear_refs`` begins its high-water mark anew."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what))


def test_memory_taken_for_a_moment_is_seen() -> None:
    with no_more_than(64 * 1024):
        bytearray(16 << 20)
    with pytest.raises(AssertionError), no_more_than(64 * 1024):
        bytearray(128 << 20)


def kind_of(said: Answer) -> str:
    """`accepted`, or the problem first told of, without what is this mutant's own."""
    if said.status == 0:
        return "accepted"
    problem = said.lines[0].split(": ", 2)[2].rpartition("; ")[0]
    return re.sub(r" \(got .*|'[^']*'|\"[^\"]*\"|[\d,.]*\d|[\w.-]*[.-][\w.-]*", "…", problem)[:70]


def replay_all(scenario: Scenario) -> None:
    told = [resolve(scenario, account=account) for account in scenario.head.accounts]
    told += [resolve(apply_what_ifs(scenario, [name])) for name in list_what_ifs(scenario)]
    for episode in told:
        replay = check_sound(episode)
        assert play(episode, rng_seed=7).digest == replay.digest
        check_tables(replay)
        if can_be_checked(replay):
            assert package_texts(replay) == package_texts(replay)


def replay_some(scenario: Scenario, spoilt: Mutant, random: Random) -> None:
    told = [resolve(scenario, account=random.choice(scenario.head.accounts))] if spoilt.is_whole else []
    names = sorted(spoilt.touched) or list_what_ifs(scenario)
    if names:
        told.append(resolve(apply_what_ifs(scenario, [random.choice(names)])))
    replays = [check_sound(episode) for episode in told]
    if told:
        which = random.randrange(len(told))
        assert play(told[which], rng_seed=7).digest == replays[which].digest
        if random.random() < 0.5:
            check_tables(replays[which])


def check_sound(episode: Episode) -> Replay:
    """The replay, in which people are conserved and shares sum to one."""
    replay = play(episode, rng_seed=7)
    assert (replay.people >= 0).all()
    assert (replay.people.sum(axis=2) == episode.population.inside.sum(axis=1)).all()
    assert ((replay.control >= 0) & (replay.control <= 1)).all()
    np.testing.assert_allclose(replay.control.sum(axis=2), 1, atol=1e-9)
    return replay


def can_be_checked(replay: Replay) -> bool:
    return any(figure.role == "held-out" for figure in replay.episode.figures)


def check_tables(replay: Replay) -> None:
    """Whole people move forward in time, every row has a basis, every number is one."""
    for move in replay.movements:
        assert move.people > 0
        assert 0 <= move.departed <= (move.departed if move.arrived is None else move.arrived)
    if not can_be_checked(replay):
        with pytest.raises(SimError, match=NOTHING_TO_CHECK):
            tables_of(replay)
        return
    tables = tables_of(replay)
    assert all(row["basis"] for rows in tables.values() for row in rows if "basis" in row)
    values = [value for rows in tables.values() for row in rows for value in row.values()]
    assert all(isfinite(value) for value in values if isinstance(value, float))


# --- remembering what is not spoilt changes no outcome ------------------------------------------------


def outcome(project: Path, spoilt: Mutant) -> tuple[int, str, list[str]]:
    """Exit status, every word, and the digests of the replays of what is accepted."""
    spoilt.write(project)
    try:
        said = validate(project, spoilt.stock.scenario)
        return said.status, said.text, digests(project / spoilt.stock.scenario) if said.status == 0 else []
    finally:
        spoilt.mend(project)


def digests(folder: Path) -> list[str]:
    scenario = load_scenario(folder)
    told = [resolve(scenario, account=account) for account in scenario.head.accounts]
    told += [resolve(apply_what_ifs(scenario, [name])) for name in list_what_ifs(scenario)]
    return [play(episode, rng_seed=7).digest + episode.inputs_hash for episode in told]


def test_a_hundred_mutants_end_as_they_do_when_nothing_is_remembered(valley: Path) -> None:
    for seed in range(100):
        spoilt = mutant(Random(seed), VALLEY_STOCK)
        plain = outcome(valley, spoilt)
        with remembering(VALLEY_STOCK):
            assert outcome(valley, spoilt) == plain, seed


@pytest.mark.parametrize(
    "seeds", [range(4), pytest.param(range(4, 100), marks=pytest.mark.soak)], ids=["some", "all"]
)
def test_mutants_of_the_real_scenario_end_as_they_do_when_nothing_is_remembered(
    seeds: range, aleppo: Path
) -> None:
    for seed in seeds:
        random = Random(seed)
        spoilt = lightened(mutant(random, ALEPPO_STOCK), random)
        plain = outcome(aleppo, spoilt)
        with remembering(ALEPPO_STOCK):
            assert outcome(aleppo, spoilt) == plain, seed


def test_a_spoilt_text_is_never_remembered(valley: Path) -> None:
    """A file is spoilt, mended and spoilt again: each time it is read as it stands."""
    control = valley / VALLEY_STOCK.scenario / "control.yaml"
    sound = control.read_text(encoding="utf-8")
    with remembering(VALLEY_STOCK):
        for text, status in (
            (sound, 0),
            (sound + "x: 1\n", 2),
            (sound, 0),
            (sound + "x: 1\n", 2),
            (sound, 0),
        ):
            control.write_text(text, encoding="utf-8")
            assert validate(valley).status == status


# --- mutants ------------------------------------------------------------------------------------------


@settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=FIXTURE)
@given(seed=SEEDS)
def test_a_mutant_is_refused_or_replayed(valley: Path, seed: int) -> None:
    with remembering(VALLEY_STOCK):
        judge_valley(valley, seed)


@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=FIXTURE)
@given(seed=SEEDS)
def test_a_mutant_of_the_real_scenario_is_refused_or_replayed(aleppo: Path, seed: int) -> None:
    with remembering(ALEPPO_STOCK):
        judge_aleppo(aleppo, seed)


def test_mutants_are_of_both_kinds(valley: Path) -> None:
    with remembering(VALLEY_STOCK):
        kinds = Counter(judge_valley(valley, seed) for seed in range(25))
    assert 3 < kinds["accepted"] < 22
    assert len(kinds) > 5


def soak(many: int, judged: Callable[[int], str]) -> None:
    """Judge that many, say what became of them, and fail with every one that ended badly."""
    kinds, faults = Counter[str](), list[str]()

    @settings(max_examples=many, derandomize=True, deadline=None, suppress_health_check=FIXTURE)
    @given(seed=SEEDS)
    def each(seed: int) -> None:
        try:
            kinds[judged(seed)] += 1
        except (Exception, pytest.fail.Exception):
            faults.append(f"mutant {seed}: {traceback.format_exc(limit=-4)}")
            print(faults[-1], flush=True)
        if (kinds.total() + len(faults)) % 500 == 0:
            print(f"{kinds.total()} judged, {kinds['accepted']} accepted, {len(faults)} bad", flush=True)

    each()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    table = "\n".join(f"{count:6} {kind}" for kind, count in kinds.most_common())
    print(f"\n{kinds.total()} mutants, {len(faults)} bad, {memory} MiB at most\n{table}")
    assert not faults, f"{len(faults)} ended badly"


@pytest.mark.soak
def test_ten_thousand_mutants_are_refused_or_replayed(valley: Path) -> None:
    with remembering(VALLEY_STOCK):
        soak(10_000, lambda seed: judge_valley(valley, seed))


@pytest.mark.soak
@pytest.mark.parametrize("quarter", range(4))
def test_ten_thousand_mutants_of_the_real_scenario_are_refused_or_replayed(
    quarter: int, aleppo: Path
) -> None:
    with remembering(ALEPPO_STOCK):
        soak(2_500, lambda seed: judge_aleppo(aleppo, f"{quarter}: {seed}"))
