"""Whose word is followed: orders, tiers, claims against one's own interest, falling back, ties."""

from itertools import permutations
from typing import Any

import pytest

from sim.errors import SimError
from sim.estimate import Estimate
from sim.record.account import Account, Accounts, Tier, choose, tier_of
from sim.record.claim import Claim, Kind, Measure, Party, Status, When
from sim.record.speakers import Side, Speaker


def speaker(family: str, side: Side = Side.NONE) -> Speaker:
    return Speaker(name=family, family=family, side=side, because="made up")


SPEAKERS = {
    "relief": speaker("humanitarian"),
    "paper": speaker("press"),
    "nobody": speaker("unnamed"),
    "rumour-of-army": speaker("unnamed", Side.GOVERNMENT),
    "army": speaker("government", Side.GOVERNMENT),
    "fighters": speaker("opposition", Side.OPPOSITION),
    "militia": speaker("sdf", Side.SDF),
    "relief-of-a-side": speaker("humanitarian", Side.OPPOSITION),
}
ACCOUNTS = Accounts(
    fallback="neutral",
    accounts={
        "neutral": Account(
            name="Neutral",
            because="neutral first",
            tiers=(Tier.HUMANITARIAN, Tier.PRESS, Tier.AGAINST_INTEREST, Tier.UNNAMED, Tier.OWN_INTEREST),
        ),
        "army-first": Account(
            name="Army", because="theirs", order={Kind.CONTROL: ("army", "paper"), Kind.CONVOY: ("relief",)}
        ),
        "press-only": Account(name="Press", because="writers only", tiers=(Tier.PRESS,)),
    },
)


def claim(said_by: str, number: int = 1, *, paragraph: int = 1, document: str = "000", **given: Any) -> Claim:
    """A claim on who holds the old town; by default that the government holds all of it."""
    fields: dict[str, Any] = {
        "id": f"{document}-p{paragraph:02d}-{number:02d}",
        "kind": Kind.CONTROL,
        "measure": Measure.CONTROL_SHARE,
        "place": "old-town",
        "party": Party.GOVERNMENT,
        "text": "made up",
        "when": When(basis="none", because="made up"),
        "wording": "all",
        "value": Estimate(low=1, best=1, high=1),
        "unit": "share",
        "said_by": said_by,
        "paragraph": paragraph,
        "tokens": ("x",),
        "status": Status.REPORTED,
    }
    return Claim(**(fields | given))


def chosen(account: str, *claims: Claim, kind: Kind = Kind.CONTROL) -> str:
    return choose(ACCOUNTS, account, kind, claims, SPEAKERS).claim.said_by


@pytest.mark.parametrize(
    ("said_by", "party", "share", "tier"),
    [
        ("army", Party.GOVERNMENT, 0.9, Tier.OWN_INTEREST),
        ("army", Party.GOVERNMENT, 0.1, Tier.AGAINST_INTEREST),
        ("army", Party.GOVERNMENT, 0.5, Tier.OWN_INTEREST),
        ("army", Party.OPPOSITION, 0.9, Tier.AGAINST_INTEREST),
        ("army", Party.OPPOSITION, 0.1, Tier.OWN_INTEREST),
        ("army", Party.OPPOSITION, 0.5, Tier.OWN_INTEREST),
        ("fighters", Party.GOVERNMENT, 0.9, Tier.AGAINST_INTEREST),
        ("fighters", Party.GOVERNMENT, 0.1, Tier.OWN_INTEREST),
        ("fighters", Party.OPPOSITION, 0.9, Tier.OWN_INTEREST),
        ("fighters", Party.OPPOSITION, 0.0, Tier.AGAINST_INTEREST),
        ("militia", Party.SDF, 0.2, Tier.AGAINST_INTEREST),
        ("militia", Party.SDF, 0.8, Tier.OWN_INTEREST),
        ("relief", Party.GOVERNMENT, 0.0, Tier.HUMANITARIAN),
        ("paper", Party.GOVERNMENT, 0.0, Tier.PRESS),
        ("nobody", Party.GOVERNMENT, 0.0, Tier.UNNAMED),
        ("rumour-of-army", Party.GOVERNMENT, 0.0, Tier.UNNAMED),
        ("relief-of-a-side", Party.OPPOSITION, 0.9, Tier.OWN_INTEREST),
    ],
)
def test_a_party_counts_only_against_its_own_interest(
    said_by: str, party: Party, share: float, tier: Tier
) -> None:
    said = claim(said_by, party=party, value=Estimate(low=share, best=share, high=share))
    assert tier_of(said, SPEAKERS[said_by]) is tier


def test_without_a_best_guess_the_middle_of_the_range_decides() -> None:
    foothold = claim("army", value=Estimate(low=0.01, high=0.25))
    parts = claim("army", value=Estimate(low=0.35, high=0.85))
    assert tier_of(foothold, SPEAKERS["army"]) is Tier.AGAINST_INTEREST
    assert tier_of(parts, SPEAKERS["army"]) is Tier.OWN_INTEREST


@pytest.mark.parametrize(
    "given",
    [
        {"party": None},
        {"unit": "event", "measure": Measure.EVENT, "value": Estimate()},
        {
            "party": Party.OPPOSITION,
            "unit": "districts",
            "measure": Measure.DISTRICTS,
            "value": Estimate(low=10),
        },
        {"party": Party.GOVERNMENT, "unit": "km2", "measure": Measure.AREA, "value": Estimate(high=0.2)},
    ],
)
def test_only_a_share_of_ground_can_be_conceded(given: dict[str, Any]) -> None:
    scope = {"who": "all", "since": "ever", "where": "there"}
    said = claim("army", scope=scope, **given) if "measure" in given else claim("army", **given)
    assert tier_of(said, SPEAKERS["army"]) is Tier.OWN_INTEREST


def test_an_order_is_followed_before_reading_order() -> None:
    assert chosen("army-first", claim("paper", 1), claim("army", 2)) == "army"
    assert chosen("army-first", claim("paper", 1), claim("relief", 2)) == "paper"


def test_tiers_are_followed_in_their_order_whatever_the_order_of_claims() -> None:
    given = {"party": Party.OPPOSITION}
    ranked = [
        claim("relief", 5),
        claim("paper", 4),
        claim("army", 3, **given),
        claim("nobody", 2),
        claim("army", 1),
    ]
    for first in range(len(ranked)):
        for candidates in permutations(ranked[first:]):
            choice = choose(ACCOUNTS, "neutral", Kind.CONTROL, candidates, SPEAKERS)
            assert choice.claim is ranked[first]
            assert not choice.fell_back


def test_the_rule_names_the_rank() -> None:
    assert (
        choose(ACCOUNTS, "army-first", Kind.CONTROL, [claim("paper")], SPEAKERS).rule
        == "paper (rank 2 on control)"
    )
    assert choose(ACCOUNTS, "neutral", Kind.CONTROL, [claim("nobody")], SPEAKERS).rule == "unnamed (rank 4)"


@pytest.mark.parametrize("account", ["neutral", "army-first"])
def test_ties_go_to_the_one_read_first(account: str) -> None:
    tied = [
        claim("paper", 2, document="000", paragraph=9),
        claim("paper", 1, document="000", paragraph=10),
        claim("paper", 1, document="000", paragraph=100),
        claim("paper", 1, document="001", paragraph=1),
    ]
    for candidates in permutations(tied):
        choice = choose(ACCOUNTS, account, Kind.CONTROL, candidates, SPEAKERS)
        assert choice.claim.id == "000-p09-02"
        assert [c.id for c in choice.passed_over] == [c.id for c in candidates if c.id != "000-p09-02"]


def test_within_a_paragraph_the_lower_number_is_read_first() -> None:
    tied = [claim("paper", 10), claim("paper", 9)]
    assert choose(ACCOUNTS, "neutral", Kind.CONTROL, tied, SPEAKERS).claim.id == "000-p01-09"


def test_an_account_without_an_answer_falls_back_and_says_so() -> None:
    choice = choose(
        ACCOUNTS, "army-first", Kind.CONTROL, [claim("fighters", 1), claim("relief", 2)], SPEAKERS
    )
    assert choice.fell_back
    assert choice.claim.said_by == "relief"
    assert choice.rule == "fallback to neutral: humanitarian (rank 1)"


def test_an_order_on_another_kind_of_question_is_no_answer() -> None:
    answers = [claim("army", 1), claim("relief", 2)]
    assert chosen("army-first", *answers, kind=Kind.CONTROL) == "army"
    assert chosen("army-first", *answers, kind=Kind.CONVOY) == "relief"
    assert choose(ACCOUNTS, "army-first", Kind.POPULATION, answers, SPEAKERS).fell_back


def test_tiers_that_leave_everyone_out_fall_back_too() -> None:
    assert not choose(ACCOUNTS, "press-only", Kind.CONTROL, [claim("paper")], SPEAKERS).fell_back
    assert choose(ACCOUNTS, "press-only", Kind.CONTROL, [claim("army")], SPEAKERS).fell_back


def test_an_unknown_account_is_an_error_that_names_the_known() -> None:
    with pytest.raises(SimError, match="no account 'army'") as caught:
        choose(ACCOUNTS, "army", Kind.CONTROL, [claim("army")], SPEAKERS)
    assert caught.value.hint == "one of neutral, army-first, press-only"


def test_no_claims_is_an_error() -> None:
    with pytest.raises(SimError, match="no claims to choose among"):
        choose(ACCOUNTS, "neutral", Kind.CONTROL, [], SPEAKERS)
