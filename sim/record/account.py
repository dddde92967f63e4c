"""An account: an order of trust over speakers, by which contested questions are settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.base import Model, Slug, Words, at_most
from sim.errors import SimError
from sim.record.claim import Claim, Kind
from sim.record.speakers import Side, Speaker


class Tier(StrEnum):
    """Classes of speakers that the neutral-first rule ranks.

    ``against-interest`` is a speaker who shares a side's interest and grants that side less than
    half of the ground in question; ``own-interest`` is one who does not.
    """

    HUMANITARIAN = "humanitarian"
    PRESS = "press"
    AGAINST_INTEREST = "against-interest"
    UNNAMED = "unnamed"
    OWN_INTEREST = "own-interest"


class Account(Model):
    """Whose word is followed on which kind of question, and why.

    Either ``order`` (speakers by kind of claim) or ``tiers`` (classes of speakers) is given.
    """

    name: Words
    because: Words
    order: dict[Kind, Annotated[tuple[Slug, ...], Field(min_length=1), at_most("speakers")]] | None = None
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        if (self.order is None) == (self.tiers is None):
            raise ValueError("an account gives either 'order' or 'tiers'")
        for ranks in (*(self.order or {}).values(), self.tiers or ()):
            if not isinstance(ranks, str) and len(set(ranks)) != len(ranks):
                raise ValueError("a speaker stands twice in one order")
        return self


class Accounts(Model):
    """``seeds/accounts.yaml``; ``fallback`` names the account asked when another has no answer."""

    fallback: Slug
    accounts: Annotated[dict[Slug, Account], at_most("accounts")]

    @model_validator(mode="after")
    def _fallback_ranks_everyone(self) -> Self:
        account = self.accounts.get(self.fallback)
        if account is None or account.tiers is None or set(account.tiers) != set(Tier):
            raise ValueError("'fallback' must name an account whose tiers rank every class of speaker")
        return self


@dataclass(frozen=True)
class Choice:
    """Which claim an account follows among candidates, and by what rule."""

    claim: Claim
    passed_over: tuple[Claim, ...]
    rule: str
    fell_back: bool


def choose(
    accounts: Accounts, account_id: str, kind: Kind, claims: Sequence[Claim], speakers: dict[str, Speaker]
) -> Choice:
    """The claim that the account follows on a question of that kind.

    Ties (two claims of equal rank) go to the one read first: lower document, paragraph, number.
    Raises `SimError` for an unknown account or no candidates.
    """
    if account_id not in accounts.accounts:
        raise SimError(f"no account '{account_id}'", hint=f"one of {', '.join(accounts.accounts)}")
    if not claims:
        raise SimError("no claims to choose among", hint="list at least one claim")
    account = accounts.accounts[account_id]
    answers = _ranked(account, kind, claims, speakers)
    fell_back = not answers
    if fell_back:
        answers = _ranked(accounts.accounts[accounts.fallback], kind, claims, speakers)
    rank, claim = answers[0]
    rule = rank if not fell_back else f"fallback to {accounts.fallback}: {rank}"
    passed_over = tuple(c for c in claims if c.id != claim.id)
    return Choice(claim, passed_over, rule, fell_back)


def tier_of(claim: Claim, speaker: Speaker) -> Tier:
    """The class of a speaker with regard to one claim."""
    if speaker.family == "unnamed":
        return Tier.UNNAMED
    if speaker.side is Side.NONE:
        return Tier.HUMANITARIAN if speaker.family == "humanitarian" else Tier.PRESS
    return Tier.AGAINST_INTEREST if _concedes(claim, speaker.side) else Tier.OWN_INTEREST


def _concedes(claim: Claim, side: Side) -> bool:
    """Does the claim leave the speaker's own side less than half of the ground it speaks of?

    Only shares of ground count: a number of districts or of people concedes nothing.
    """
    if claim.party is None or claim.unit != "share":
        return False
    share = claim.value.central()
    own = share if claim.party == side.value else 1 - share
    return own < 0.5


def _ranked(
    account: Account, kind: Kind, claims: Iterable[Claim], speakers: dict[str, Speaker]
) -> list[tuple[str, Claim]]:
    ranked = []
    for claim in claims:
        place = _place_in(account, kind, claim, speakers[claim.said_by])
        if place is not None:
            position, label = place
            ranked.append((position, claim.order, label, claim))
    return [(label, claim) for _, _, label, claim in sorted(ranked, key=lambda r: r[:2])]


def _place_in(account: Account, kind: Kind, claim: Claim, speaker: Speaker) -> tuple[int, str] | None:
    if account.tiers is not None:
        tier = tier_of(claim, speaker)
        if tier not in account.tiers:
            return None
        return account.tiers.index(tier), f"{tier.value} (rank {account.tiers.index(tier) + 1})"
    order = (account.order or {}).get(kind, ())
    if claim.said_by not in order:
        return None
    position = order.index(claim.said_by)
    return position, f"{claim.said_by} (rank {position + 1} on {kind.value})"
