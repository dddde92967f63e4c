"""From a scenario to an episode: order of steps, what is taken exactly, and where every value came from."""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from sim import api
from sim.episode.episode import Episode
from sim.episode.places import OPPOSITION, PARTIES
from sim.errors import SimError
from sim.record.claim import Party
from sim.scenario.basis import AssumedShares, Moment, Portion, Quantity
from sim.scenario.load import Scenario
from sim.scenario.resolve import resolve
from sim.scenario.resolve_people import apportion
from sim.scenario.schema import Step

ACCOUNTS = ("reference", "government", "monitor", "humanitarian", "opposition")


@pytest.fixture(scope="module")
def episodes(flagship: Scenario) -> dict[str, Episode]:
    return {account: resolve(flagship, account=account) for account in ACCOUNTS}


@pytest.fixture(params=ACCOUNTS)
def episode(request: pytest.FixtureRequest, episodes: dict[str, Episode]) -> Episode:
    return episodes[request.param]


def with_steps(scenario: Scenario, *steps: Step) -> Scenario:
    control = scenario.control.model_copy(update={"steps": steps})
    return replace(scenario, control=control)


def step_of(scenario: Scenario, name: str) -> Step:
    return next(step for step in scenario.control.steps if step.id == name)


def test_all_five_accounts_are_tried(flagship: Scenario) -> None:
    assert set(flagship.head.accounts) == set(ACCOUNTS)


def test_steps_stand_by_minute_then_by_the_order_of_the_file(flagship: Scenario, episode: Episode) -> None:
    order = {step.id: number for number, step in enumerate(flagship.control.steps)}
    keys = [(step.minute, order[step.id]) for step in episode.steps]
    assert keys == sorted(keys)
    assert {step.id for step in episode.steps} == set(order)


def free_of_steps(scenario: Scenario) -> Scenario:
    """The scenario with nothing that waits for one of its own steps."""
    corridors = tuple(c.model_copy(update={"closures": ()}) for c in scenario.people.flight.corridors)
    flight = scenario.people.flight.model_copy(update={"corridors": corridors})
    people = scenario.people.model_copy(update={"flight": flight})
    figures = scenario.figures.model_copy(update={"figures": (), "unchecked": ()})
    return replace(scenario, people=people, figures=figures)


def assumed_step(name: str, *, exactly: bool = False) -> Step:
    return Step(
        id=name,
        places=("hanano",),
        party=Party.GOVERNMENT,
        share=Portion(assume=1.0, because="x"),
        at=Moment(assume="2016-12-01 12:00", because="x"),
        exactly=exactly,
        because="x",
    )


def test_equal_minutes_keep_the_order_of_the_file(flagship: Scenario) -> None:
    names = ["zz", "aa", "mm"]
    found = resolve(with_steps(free_of_steps(flagship), *map(assumed_step, names)))
    assert [step.id for step in found.steps] == names


def test_a_gain_is_exact_only_where_the_step_says_so(flagship: Scenario) -> None:
    steps = (assumed_step("gain"), assumed_step("told-exactly", exactly=True))
    found = resolve(with_steps(free_of_steps(flagship), *steps))
    assert [step.exactly for step in found.steps] == [False, True]


def test_every_district_of_a_step_gets_its_share(flagship: Scenario, episode: Episode) -> None:
    districts = episode.territory.districts
    for step in flagship.control.steps:
        expected = [d for place in step.places for d in flagship.districts_of(place)]
        assert [districts[s.district] for s in episode.steps if s.id == step.id] == expected


def test_what_the_opposition_keeps_is_taken_exactly(flagship: Scenario, episode: Episode) -> None:
    for step in episode.steps:
        wants = step_of(flagship, step.id).exactly or step.party == OPPOSITION
        assert step.exactly == wants, step.id


def test_some_step_of_each_sort_is_there(episodes: dict[str, Episode]) -> None:
    """The test above would hold of an episode without such steps too."""
    steps = [step for episode in episodes.values() for step in episode.steps]
    assert {(step.party == OPPOSITION, step.exactly) for step in steps} == {(True, True), (False, False)}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_gain_never_lowers_what_is_held(flagship: Scenario, account: str) -> None:
    replay = api.replay(flagship, account=account)
    exactly = {step.id: step.exactly for step in replay.episode.steps}
    held = {
        d: row.tolist()
        for d, row in zip(replay.episode.territory.districts, replay.episode.start, strict=True)
    }
    lowered = 0
    for change in replay.control_changes:
        party = PARTIES.index(change.party)
        if change.shares[party] < held[change.district][party] - 1e-9:
            lowered += 1
            assert exactly[change.step], (
                f"{change.step} lowers what {change.party} holds of {change.district}"
            )
        held[change.district] = list(change.shares)
    assert account != "reference" or lowered, "nothing was ever lowered: the test saw nothing"


def test_shares_lie_between_nothing_and_all(episode: Episode) -> None:
    assert all(0 <= step.share <= 1 for step in episode.steps)
    assert np.allclose(episode.start.sum(axis=1), 1)


def test_steps_lie_within_the_days(episode: Episode) -> None:
    assert all(0 <= step.minute <= episode.calendar.minutes for step in episode.steps)


def test_a_step_that_waits_for_a_later_one_is_refused(flagship: Scenario) -> None:
    steps = list(flagship.control.steps)
    names = [step.id for step in steps]
    steps.insert(0, steps.pop(names.index("factories-rest")))
    with pytest.raises(
        SimError, match=r"control\.factories-rest\.at waits for step 'hanano-26-nov'"
    ) as caught:
        resolve(with_steps(flagship, *steps))
    assert "move it behind" in caught.value.hint


def test_an_account_that_the_scenario_does_not_list_is_refused(flagship: Scenario) -> None:
    with pytest.raises(SimError, match="no account 'nobody'") as caught:
        resolve(flagship, account="nobody")
    assert "monitor" in caught.value.hint


def test_a_side_that_gains_ground_needs_a_way_to_it(flagship: Scenario) -> None:
    flight = flagship.people.flight
    only = tuple(c for c in flight.corridors if c.next_to.value != "sdf")
    people = flagship.people.model_copy(update={"flight": flight.model_copy(update={"corridors": only})})
    with pytest.raises(SimError, match="no corridor leads to that side"):
        resolve(replace(flagship, people=people))


# where every value came from


def values_of(model: object, path: str) -> Iterator[tuple[str, BaseModel]]:
    """Every quantity, moment and assumed share below a model, with its path."""
    if isinstance(model, (Quantity, Moment, AssumedShares)):
        yield path, model
    elif isinstance(model, BaseModel):
        for name in type(model).model_fields:
            yield from values_of(getattr(model, name), f"{path}.{name}" if path else name)
    elif isinstance(model, tuple):
        for number, item in enumerate(model):
            yield from values_of(item, f"{path}.{getattr(item, 'id', number)}")


def written_values(scenario: Scenario) -> dict[str, BaseModel]:
    """Paths as provenance.csv names them."""
    found = {**dict(values_of(scenario.people, "")), **dict(values_of(scenario.control, "control"))}
    return {
        path.replace("control.steps.", "control.").removesuffix(".shares"): v for path, v in found.items()
    }


def test_every_value_of_the_files_has_a_provenance_row(flagship: Scenario, episode: Episode) -> None:
    paths = {row.path for row in episode.provenance}
    written = written_values(flagship)
    assert len(written) > 70
    assert set(written) <= paths
    assert {f"control.{step.id}" for step in flagship.control.steps} <= paths


def test_every_area_and_coordinate_has_a_provenance_row(episode: Episode) -> None:
    paths = {row.path for row in episode.provenance}
    assert {f"territory.{district}" for district in episode.territory.districts} <= paths
    assert {f"places.{place.id}" for place in (*episode.places, *episode.landmarks)} <= paths


def test_no_value_stands_without_claim_or_reason(flagship: Scenario, episode: Episode) -> None:
    claims, datasets = flagship.record.claims, flagship.places.datasets
    for row in episode.provenance:
        what, _, name = row.basis.partition(":")
        assert row.value
        assert row.reason
        assert what in ("claim", "assumption", "dataset"), row
        assert what != "claim" or name in claims, row
        assert what != "dataset" or name in datasets, row
        assert what != "assumption" or name == row.path or row.path.startswith(("territory.", "places.")), row


def bases_of(episode: Episode) -> Iterator[str]:
    """Every basis that the outputs print."""
    yield from (step.basis for step in episode.steps)
    yield from episode.start_basis
    yield episode.population.basis
    yield from (place.basis for place in (*episode.places, *episode.landmarks))
    yield from (place.area_basis for place in episode.places if place.area_basis)
    plan = episode.evacuation
    assert plan is not None
    yield plan.basis
    yield from (item.basis for item in (*plan.closures, *plan.convoys))
    yield from (closure.basis for corridor in episode.flight.corridors for closure in corridor.closures)


def test_every_printed_basis_leads_to_a_provenance_row(episode: Episode) -> None:
    known = {row.basis for row in episode.provenance}
    for basis in bases_of(episode):
        assert set(basis.split(";")) <= known, basis


def test_a_step_rests_on_its_share_and_its_moment(flagship: Scenario, episode: Episode) -> None:
    """What is assumed about a step, its share, its districts or its moment, shows in its basis."""
    for step in episode.steps:
        source = step_of(flagship, step.id)
        parts = step.basis.split(";")
        assert parts[0].startswith("assumption:" if source.claims is None else "claim:"), step
        if source.at is not None:
            assert any(
                part == f"assumption:control.{step.id}.at" or part.startswith("claim:") for part in parts[1:]
            )
        assert source.places_assumed == (f"assumption:control.{step.id}.places" in parts)


def test_the_reason_of_an_assumed_step_is_kept(flagship: Scenario, episode: Episode) -> None:
    rows = {row.path: row for row in episode.provenance}
    for step in flagship.control.steps:
        if step.claims is None:
            assert rows[f"control.{step.id}"].reason == step.because


def test_claims_in_a_basis_drive(episode: Episode) -> None:
    used = {part[6:] for basis in bases_of(episode) for part in basis.split(";") if part.startswith("claim:")}
    used |= {row.basis[6:] for row in episode.provenance if row.basis.startswith("claim:")}
    assert used
    assert used <= episode.driving


def test_a_conversion_is_written_down(flagship: Scenario, episode: Episode) -> None:
    rows = {row.path: row for row in episode.provenance}
    sources = {f"control.{step.id}": step for step in flagship.control.steps if step.read_as}
    sources |= {path: v for path, v in written_values(flagship).items() if getattr(v, "read_as", None)}
    seen = 0
    for path, source in sources.items():
        claim = rows[path].basis.removeprefix("claim:")
        if claim in source.read_as:
            seen += 1
            assert f"read as {source.read_as[claim]:g}: {source.because}" in rows[path].reason, path
    assert seen > 10


def test_what_was_looked_at_is_written_down_and_drives(flagship: Scenario, episode: Episode) -> None:
    fitted = {path: value for path, value in written_values(flagship).items() if value.fitted_to}
    assert fitted
    for path, value in fitted.items():
        assert set(value.fitted_to) <= episode.driving, path


# what drives may not score, and what is held out informs nothing


def test_every_driving_figure_says_so(episode: Episode) -> None:
    for figure in episode.figures:
        assert figure.claim not in episode.driving or figure.role == "drives", figure.id
    assert {figure.role for figure in episode.figures} == {"drives", "held-out"}


@pytest.mark.parametrize(
    ("account", "driven"),
    [
        ("reference", "001-p09-01"),  # the army's own announcement of Hanano, where the article is followed
        ("reference", "003-p07-01"),  # Sakhour, monitor and article alike
        ("government", "004-p19-03"),  # Sakhour, where the blog is followed
    ],
)
def test_a_restatement_of_the_followed_claim_drives_too(
    episodes: dict[str, Episode], account: str, driven: str
) -> None:
    episode = episodes[account]
    assert driven not in episode.driving
    assert {figure.role for figure in episode.figures if figure.claim == driven} == {"drives"}


def test_a_differing_claim_is_held_out_and_names_the_speaker_followed(episodes: dict[str, Episode]) -> None:
    found = {
        (account, figure.claim): (figure.role, figure.follows)
        for account, episode in episodes.items()
        for figure in episode.figures
    }
    army, article = "Syrian army", "encyclopaedia article (own voice of 004)"
    assert found["reference", "003-p15-02"] == ("held-out", article)
    assert found["government", "003-p15-02"] == ("held-out", army)
    assert found["government", "003-p15-01"] == ("drives", None)
    assert found["opposition", "003-p15-01"][0] == "held-out"


def test_only_passed_over_claims_are_explained_by_the_speaker_followed(episode: Episode) -> None:
    passed = {claim for question in episode.settled for claim in question.passed_over}
    for figure in episode.figures:
        assert figure.follows is None or (figure.claim in passed and figure.role == "held-out"), figure.id


CLAIM_ID = re.compile(r"\b[0-9]{3}-p[0-9]{2,3}-[0-9]{2}\b")
PARAGRAPH = re.compile(r"\b([0-9]{3}) ¶([0-9]+)")


def reasons(scenario: Scenario) -> dict[str, str]:
    """The reason of each number and moment that is assumed or read into a claim, by path."""
    found = {path: value.because for path, value in written_values(scenario).items()}
    found |= {f"control.{step.id}": step.because for step in scenario.control.steps}
    closures = [c for corridor in scenario.people.flight.corridors for c in corridor.closures]
    assert scenario.people.evacuation is not None
    found |= {c.id: c.because for c in (*closures, *scenario.people.evacuation.closures)}
    return {path: because for path, because in found.items() if because}


def test_a_claim_named_in_a_reason_drives(flagship: Scenario, episodes: dict[str, Episode]) -> None:
    for path, because in reasons(flagship).items():
        for claim in CLAIM_ID.findall(because):
            assert all(claim in episode.driving for episode in episodes.values()), (
                f"{path} rests on held-out {claim}"
            )


def test_a_paragraph_named_in_a_reason_has_a_driving_claim(
    flagship: Scenario, episodes: dict[str, Episode]
) -> None:
    """Held-out claims inform no assumption: a paragraph with figures that is named was looked at."""
    seen = 0
    for path, because in reasons(flagship).items():
        for document, paragraph in PARAGRAPH.findall(because):
            told = {c.id for c in flagship.record.by_document[document] if c.paragraph == int(paragraph)}
            assert told, f"{path} names {document} ¶{paragraph}, of which the record has no claim"
            for episode in episodes.values():
                figures = told & {figure.claim for figure in episode.figures}
                seen += bool(figures)
                assert not figures or told & episode.driving, (
                    f"{path} rests on held-out {document} ¶{paragraph}"
                )
    assert seen


def test_a_fitted_figure_never_scores(flagship: Scenario, episode: Episode) -> None:
    fitted = {claim for value in written_values(flagship).values() for claim in value.fitted_to}
    assert all(figure.role == "drives" for figure in episode.figures if figure.claim in fitted)


# whole people


@given(
    st.integers(0, 300_000),
    st.lists(st.floats(0, 1e3), min_size=1, max_size=60).filter(lambda w: sum(w) > 1e-6),
)
def test_apportion_gives_everybody_a_place(total: int, weights: list[float]) -> None:
    given_to = apportion(total, np.array(weights))
    exact = total * np.array(weights) / sum(weights)
    assert given_to.sum() == total
    assert (given_to >= 0).all()
    assert (abs(given_to - exact) < 1 + 1e-6).all()


def test_apportion_gives_the_odd_ones_to_the_largest_remainders_first_ones_first() -> None:
    assert apportion(10, np.array([1.0, 1.0, 1.0])).tolist() == [4, 3, 3]
    assert apportion(10, np.array([0.24, 0.35, 0.41])).tolist() == [2, 4, 4]
    assert apportion(1, np.array([0.2, 0.2, 0.6])).tolist() == [0, 0, 1]
    assert apportion(5, np.array([0.0, 1.0])).tolist() == [0, 5]


def test_everybody_named_is_somewhere(flagship: Scenario, episode: Episode) -> None:
    rows = {row.path: row.value for row in episode.provenance}
    civilians, fighters, wounded = episode.population.inside.sum(axis=1)
    assert civilians + wounded == round(float(rows["population.everyone"]))
    assert fighters == round(float(rows["population.fighters"]))


def test_people_without_any_weight_are_refused(flagship: Scenario) -> None:
    population = flagship.people.population
    empty = population.density[0].weight.model_copy(update={"assume": 0.0})
    everywhere = population.density[0].model_copy(
        update={"places": ("queiq-west", "queiq-east"), "weight": empty}
    )
    people = flagship.people.model_copy(
        update={"population": population.model_copy(update={"density": (everywhere,)})}
    )
    with pytest.raises(SimError, match="no district has any weight"):
        resolve(replace(flagship, people=people))


@pytest.mark.parametrize(("power", "even"), [(1.0, False), (0.0, True)])
def test_spread_is_the_power_of_area_by_which_people_are_spread(
    flagship: Scenario, power: float, even: bool
) -> None:
    """0 puts as many people into every district (give or take one), 1 more into a larger one."""
    population = flagship.people.population
    spread = population.spread.model_copy(update={"assume": power})
    people = flagship.people.model_copy(
        update={"population": population.model_copy(update={"spread": spread, "density": ()})}
    )
    inside = resolve(replace(flagship, people=people)).population.inside[0]
    assert (inside.max() - inside.min() <= 1) == even


def test_a_claim_that_disputes_what_drives_is_held_out(flagship: Scenario) -> None:
    """Army holds all of the north: not what is meant by the opposition holding none, the SDF does too."""
    episode = resolve(flagship)
    figure = next(f for f in episode.figures if f.claim == "000-p03-02")
    assert set(flagship.record.claim("000-p03-02").disputes) & episode.driving
    assert figure.role == "held-out"
    assert figure.follows is not None
    restates = next(f for f in episode.figures if f.claim == "000-p03-01")
    assert restates.role == "drives"
