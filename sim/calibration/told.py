"""What a calibration says in plain sentences, and the range it proposes for a person to judge."""

from __future__ import annotations

from sim.calibration.fit import Fit, Learned
from sim.calibration.run import ALL, Calibration
from sim.calibration.score import Change, Score
from sim.ensemble.words import number_unit, number_words, valued

MIDDLE = 2
"""Place of the median among the quantiles that are told."""

FEW = "The figures are few and tell of the same people; the intervals take them as independent."


def span(made: Calibration, one: Learned, *, posterior: bool) -> str:
    """The 90 % of the drawn, or of the kept, values."""
    quantiles = one.posterior if posterior else one.prior
    unit = number_unit(made.job.scenario, one.number)
    return f"{valued(float(quantiles[0]), unit)} to {valued(float(quantiles[-1]), unit)}"


def sentences(made: Calibration) -> list[str]:
    """What was learned and what was not, what contradicts what, and what came of the figures held out."""
    told = [_of_fit(made, fit) for fit in made.alone]
    for one, other in made.contradictions:
        told.append(
            f"{_named(one)} and {_named(other)} pull apart: what is near to the one is far from the other. "
            "They are fitted one by one and never averaged."
        )
    if made.together is not None:
        told.append(_of_fit(made, made.together))
    for fit in _scored(made):
        change = made.scored(fit)
        told.append(_score(fit, change) if change else "No figure is held out, so nothing scores the fit.")
    return [*told, FEW]


def proposals(made: Calibration) -> list[dict[str, object]]:
    """A range for each number that a fit learned something of, with its reason; nothing is written.

    None where no replay meets what was fitted to: the value would stand for what the model lacks.
    """
    fits = [fit for fit in _scored(made) if fit.reaches]
    return [_proposed(fit, one) for fit in fits for one in fit.learned if one.something]


def _scored(made: Calibration) -> tuple[Fit, ...]:
    """The fit to all that tell, or each of them where there is none."""
    return made.telling if made.together is None else (made.together,)


def _proposed(fit: Fit, one: Learned) -> dict[str, object]:
    low, middle, high = (float(f"{one.posterior[at]:.3g}") for at in (0, MIDDLE, -1))
    claims = [use.figure.claim for use in fit.targets]
    kept, members = int(fit.kept.sum()), len(fit.kept)
    return {
        "number": one.number.name,
        "fit": fit.name,
        "assume": middle,
        "low": low,
        "high": high,
        "fitted_to": claims,
        "because": f"fitted: 90 % of the {kept} replays, of {members:,} drawn from {one.number.low:g} to "
        f"{one.number.high:g}, that come nearest to {', '.join(claims)}",
    }


def _named(fit: Fit) -> str:
    """A fit by its figures and who says them."""
    if fit.name == ALL:
        return "all of these together"
    return ", ".join(f"{use.figure.id} ({use.figure.attributed_to})" for use in fit.targets)


def _of_fit(made: Calibration, fit: Fit) -> str:
    learned = [one for one in fit.learned if one.something]
    parts = [
        f"{number_words(made.job.scenario, one.number)}: {span(made, one, posterior=True)}, "
        f"{one.width:.0%} as wide as before"
        for one in learned
    ]
    start = f"Fitted to {_named(fit)}"
    if not learned:
        return f"{start}: nothing was learned, the kept values spread as the drawn ones do. {_reach(fit)}"
    rest = len(fit.learned) - len(learned)
    nothing = f" Of {rest} more nothing was learned." if rest else ""
    return f"{start}: {'; '.join(parts)}.{nothing} {_reach(fit)}"


def _reach(fit: Fit) -> str:
    """Whether the kept replays meet what they were fitted to."""
    kept = int(fit.kept.sum())
    met = [fit.within(use) for use in fit.targets]
    if any(number == 0 for number in met):
        missed = ", ".join(u.figure.id for u, number in zip(fit.targets, met, strict=True) if number == 0)
        return f"None of the {kept} replays kept reaches {missed}, so no range is proposed."
    return f"{min(met)} of the {kept} replays kept lie in what is claimed."


def _score(fit: Fit, change: Change) -> str:
    return (
        f"Held-out figures, fitted to {_named(fit)}: {_told(change.before)} before, "
        f"{_told(change.after)} after; {change.came_in} came in, {change.fell_out} fell out; the median "
        f"error went from {change.before.median_error:.0%} to {change.after.median_error:.0%}."
    )


def _told(score: Score) -> str:
    met = score.met
    return f"{met.met} of {met.tried} met ({met.low:.0%} to {met.high:.0%})"
