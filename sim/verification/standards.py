"""The tests of the evacuation standards: which case is kin to each, and why others do not apply."""

from __future__ import annotations

from dataclasses import dataclass

from sim.verification.case import Case


@dataclass(frozen=True)
class StandardTest:
    """A test of a standard; ``deviation`` says what our case does otherwise, or why there is none."""

    id: str
    subject: str
    deviation: str

    def kin(self, cases: tuple[Case, ...]) -> tuple[str, ...]:
        """Ids of the cases that resemble it."""
        return tuple(case.id for case in cases if self.id in case.kin.split(", "))


NO_WALK = "does not apply: people on foot need a travel time, they have no position, speed or body"
NO_MIND = "does not apply: people decide alone and by rates; nothing is known of who followed whom"


STANDARDS: tuple[StandardTest, ...] = (
    StandardTest(
        "NIST Verif.1.1",
        "times before people set out",
        "does not apply: a rate stands for when people decide; its distribution is checked by decay and "
        "decay-variance",
    ),
    StandardTest(
        "NIST Verif.2.1",
        "speed in a corridor",
        "a way has minutes in place of length and speed",
    ),
    StandardTest(
        "NIST Verif.2.2",
        "speed on stairs",
        NO_WALK,
    ),
    StandardTest(
        "NIST Verif.2.3",
        "movement around a corner",
        NO_WALK,
    ),
    StandardTest(
        "NIST Verif.2.4",
        "assigned demographics",
        "does not apply: three groups are given as counts, nothing of a person is drawn",
    ),
    StandardTest(
        "NIST Verif.2.5",
        "visibility and speed",
        NO_WALK,
    ),
    StandardTest(
        "NIST Verif.2.6",
        "people who can no longer move",
        "does not apply: harm is no part of the model; deaths are incidents with their speaker",
    ),
    StandardTest(
        "NIST Verif.2.7",
        "use of a lift",
        "a shuttle of convoys in place of a lift: capacity, a round trip, and a fleet of more than one",
    ),
    StandardTest(
        "NIST Verif.2.8",
        "counter-flows",
        NO_WALK,
    ),
    StandardTest(
        "NIST Verif.2.9",
        "groups that stay together",
        NO_MIND,
    ),
    StandardTest(
        "NIST Verif.2.10",
        "people with movement disabilities",
        "wounded people need ambulances, which are scarcer than buses, in place of a slower walk",
    ),
    StandardTest(
        "NIST Verif.3.1",
        "allocation of exits",
        "corridors are taken by nearness, so the counts are statistical where the test assigns them",
    ),
    StandardTest(
        "NIST Verif.3.2",
        "social influence",
        NO_MIND,
    ),
    StandardTest(
        "NIST Verif.3.3",
        "affiliation",
        NO_MIND,
    ),
    StandardTest(
        "NIST Verif.4.1",
        "exits that become unavailable",
        "closures of a road and of a corridor; a closure also undoes a loading in progress",
    ),
    StandardTest(
        "NIST Verif.5.1",
        "congestion",
        "queues for bays, buses and a corridor's limit; not on stairs",
    ),
    StandardTest(
        "NIST Verif.5.2",
        "maximum flow",
        "people an hour through a corridor and by a fleet; not by metre of door",
    ),
    StandardTest(
        "RiMEA 1",
        "speed in a corridor",
        "as NIST Verif.2.1",
    ),
    StandardTest(
        "RiMEA 2 to 8",
        "stairs, density, reaction, corners, demographics, parameters",
        NO_WALK,
    ),
    StandardTest(
        "RiMEA 9",
        "a large space with half of its exits",
        "half of the fleet in place of half of the exits",
    ),
    StandardTest(
        "RiMEA 10",
        "assigned exits",
        "each corridor takes the people of its side of the front",
    ),
    StandardTest(
        "RiMEA 11",
        "choice of an exit",
        "by nearness of the front, in numbers; the test asks for a preference",
    ),
    StandardTest(
        "RiMEA 12",
        "effect of a bottleneck",
        "bays are the bottleneck; a checkpoint delays without a queue",
    ),
    StandardTest(
        "RiMEA 13 to 16",
        "stairs, routes, crowds at a corner, flow in one dimension",
        NO_WALK,
    ),
    StandardTest(
        "IMO 9",
        "dissipation of a crowd with half of the exits",
        "as RiMEA 9, with the difference in closed form",
    ),
    StandardTest(
        "IMO 1 to 8, 10 to 12",
        "speed, stairs, flow, response, corners, counter-flow, exits",
        "does not apply to people without positions; what resembles NIST's tests is told of there",
    ),
)
