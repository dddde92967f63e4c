"""Cases of shares: who gives ground up to whom, and in what order."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.play import play
from sim.episode.places import GOVERNMENT, OPPOSITION, PARTIES, SDF
from sim.verification.build import episode, people, step
from sim.verification.case import OURS, Case, Reading, exact


def never_less() -> Iterator[Reading]:
    for exactly, expected in ((False, 0.75), (True, 0.25)):
        steps = [step(600, 0, 0.75), step(700, 0, 0.25, exactly=exactly)]
        replay = play(episode(people([0]), steps=steps))
        held = replay.control[-1, 0]
        what = f"exactly {exactly}"
        yield exact(f"government's share, {what}", expected, float(held[GOVERNMENT]))
        yield exact(f"sum of shares, {what}", 1, float(held.sum()))
        yield exact(f"changes told, {what}", 1 + exactly, len(replay.control_changes))


THREE = (
    (step(100, 0, 0.5, party=SDF), (0.0, 0.5, 0.5)),
    (step(200, 0, 0.75), (0.75, 0.0, 0.25)),
    (step(300, 0, 0.5, party=OPPOSITION, exactly=True), (0.25, 0.5, 0.25)),
    (step(400, 0, 0.25, party=OPPOSITION, exactly=True), (0.5, 0.25, 0.25)),
    (step(500, 0, 0.125, party=SDF, exactly=True), (0.5, 0.375, 0.125)),
    (step(600, 0, 1.0, party=SDF), (0.0, 0.0, 1.0)),
)
"""Steps of one district, and the shares (government, opposition, SDF) after each."""


def three_parties() -> Iterator[Reading]:
    replay = play(episode(people([0]), days=1, steps=[change for change, _ in THREE]))
    for (change, expected), told in zip(THREE, replay.control_changes, strict=True):
        for party, share, found in zip(PARTIES, expected, told.shares, strict=True):
            yield exact(f"share of the {party} at {change.minute}", share, found)


def order_of_the_file() -> Iterator[Reading]:
    quarter = step(600, 0, 0.25, exactly=True, id="a")
    half = step(600, 0, 0.5, party=OPPOSITION, exactly=True, id="b")
    for steps, expected in (((quarter, half), 0.5), ((half, quarter), 0.75)):
        replay = play(episode(people([0]), steps=steps))
        told = " then ".join(change.id for change in steps)
        yield exact(f"opposition's share after {told}", expected, float(replay.control[-1, 0, OPPOSITION]))
        order = [change.step for change in replay.control_changes] == [change.id for change in steps]
        yield exact(f"told in this order, {told}", 1, int(order))


CASES = (
    Case(
        id="never-less",
        title="A gain never lowers what a party holds, unless it says exactly",
        kin=OURS,
        built="three quarters taken, then a quarter told",
        formula="0.75 without exactly, 0.25 with; shares sum to 1; a step that changes nothing is not told",
        criterion="exact: quarters have no rounding",
        measure=never_less,
    ),
    Case(
        id="three-parties",
        title="Ground is taken from the opposition first, and given up to it",
        kin=OURS,
        built="six steps of three parties in one district: gains and losses in halves, quarters, an eighth",
        formula=(
            "a gain comes from the opposition, then from whoever else is there; what is given up goes to "
            "the opposition, and from it to the government"
        ),
        criterion="exact: halves and quarters have no rounding",
        measure=three_parties,
    ),
    Case(
        id="file-order",
        title="Changes of one minute act in the order of the file",
        kin=OURS,
        built=(
            "two changes of one district at 600, in both orders: the government holds a quarter, the "
            "opposition half"
        ),
        formula="the later in the file stands: the opposition has 0.5 or 0.75",
        criterion="exact: halves and quarters have no rounding",
        measure=order_of_the_file,
    ),
)
