"""Figures, incidents, voices and disagreements of the invented valley: each rule by what it decides."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from test_killed_resolve import EVENING, GAZETTE, OPENS, VALLEY, edited, told_by

from sim.days import DAY, HOUR
from sim.episode.episode import Episode
from sim.episode.figure import Figure
from sim.errors import FaultsFound
from sim.estimate import Estimate
from sim.record.claim import Claim, Party
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve
from sim.scenario.resolve_figures import _says_the_same

ARMY = "North Army"
NONE = Estimate()
LISTED = "- {claim: 000-p09-02, measure: evacuated}\n"
FIRST_FIGURE = "- {claim: 000-p02-01, measure: present, group: civilians}\n"


def figure(told: Episode, claim: str) -> Figure:
    (found,) = [figure for figure in told.figures if figure.claim == claim]
    return found


FIGURES = [
    ("present:000-p02-01", DAY, "2001-03-05", GAZETTE, (), "civilians", None, None, "drives", None),
    ("present:000-p02-03", DAY, "2001-03-05", "Valley Guard", (), "civilians", None, None, "held-out",
     GAZETTE),
    ("control:000-p03-01", DAY + 9 * HOUR, "2001-03-06", ARMY, ("mill-end",), None, "government", None,
     "drives", None),
    ("control:000-p04-01", 2 * DAY + 15 * HOUR, "2001-03-07", GAZETTE, ("orchard-row",), None, "government",
     None, "drives", None),
    ("control:000-p05-01", 3 * DAY + 3 * HOUR, "2001-03-08", GAZETTE, ("orchard-row",), None, "opposition",
     None, "drives", None),
    ("control:001-p02-01", 3 * DAY + 3 * HOUR, "2001-03-08", ARMY, ("orchard-row",), None, "opposition",
     None, "held-out", GAZETTE),
    ("control:000-p06-01", 3 * DAY + 12 * HOUR, "2001-03-08", ARMY, ("orchard-row",), None, "government",
     None, "drives", None),
    ("control:000-p06-02", 3 * DAY + 12 * HOUR, "2001-03-08", ARMY, ("stone-bridge",), None, "government",
     None, "drives", None),
    ("aboard:000-p07-02", OPENS + 120, "2001-03-09", GAZETTE, (), None, None, "convoy-1", "drives", None),
    ("evacuated:000-p09-02", EVENING, "2001-03-10", GAZETTE, (), None, None, None, "held-out", None),
]  # fmt: skip


def shown(figure: Figure) -> tuple[Any, ...]:
    return (figure.id, figure.minute, figure.day, figure.attributed_to, figure.places, figure.group,
            figure.party, figure.convoy, figure.role, figure.follows)  # fmt: skip


def test_figures_by_moment_with_their_role() -> None:
    told = told_by("reference")
    assert [shown(figure) for figure in told.figures] == FIGURES
    assert {figure.since for figure in told.figures} == {0}
    assert {(figure.mechanism, figure.replay_is, figure.destination) for figure in told.figures} == {
        (None, None, None)
    }
    first, half = figure(told, "000-p02-01"), figure(told, "000-p04-01")
    assert (first.measure, first.unit, first.claimed) == (
        "present", "people", Estimate(low=3600, best=4000, high=4400),
    )  # fmt: skip
    assert (half.measure, half.unit, half.claimed) == ("control", "share", Estimate(low=0.45, high=0.55))


def test_what_the_army_follows_drives_and_what_it_passes_over_does_not() -> None:
    told = told_by("north")
    assert (figure(told, "000-p05-01").role, figure(told, "000-p05-01").follows) == ("held-out", ARMY)
    assert (figure(told, "001-p02-01").role, figure(told, "001-p02-01").follows) == ("drives", None)


def test_everything_that_an_entry_may_say(tmp_path: Path) -> None:
    entry = (
        "- {claim: 000-p09-02, measure: crossed, destination: mill-town,"
        ' at: {assume: "2001-03-10 20:00", because: "x"},'
        " since: {claims: [000-p07-01]}, explained: {mechanism: buses wait, replay_is: lower}}\n"
        "- {claim: 000-p04-01, measure: control, places: [whole-valley], party: opposition}\n"
        "- {claim: 000-p02-01, measure: present, group: fighters}\n"
    )
    told = resolve(edited(tmp_path, {"figures": {LISTED: entry, FIRST_FIGURE: ""}}))
    found = figure(told, "000-p09-02")
    assert astuple(found)[:7] == (
        "crossed:000-p09-02", "000-p09-02", EVENING + HOUR, OPENS, "2001-03-10", "crossed", "people",
    )  # fmt: skip
    held = figure(told, "000-p04-01")
    assert held.places == ("mill-end", "orchard-row", "stone-bridge", "tile-works", "west-gate")
    assert (figure(told, "000-p02-01").group, held.party, found.destination) == (
        "fighters", "opposition", "mill-town",
    )  # fmt: skip
    assert (found.role, found.mechanism, found.replay_is) == ("held-out", "buses wait", "lower")


def test_the_sum_of_what_drives_drives(tmp_path: Path) -> None:
    entry = LISTED.replace("evacuated", "evacuated, restates: [000-p07-02]")
    assert figure(resolve(edited(tmp_path, {"figures": {LISTED: entry}})), "000-p09-02").role == "drives"


WHEN = 'when: {day: 2001-03-10, part: "evening", basis: inferred, because: "Saturday after Friday 9 March"}'
LEFT = f'text: "About 1,500 people have left by bus"\n  {WHEN}'
DAYS = {
    "no part of the day: its end": ("{day: 2001-03-09, basis: stated}", 5 * DAY, "2001-03-09"),
    "several days: the last one's end": (
        "{day: 2001-03-06, until: 2001-03-08, basis: stated}", 4 * DAY, "2001-03-08",
    ),
    "a part of several days: that of the first": (
        "{day: 2001-03-06, until: 2001-03-08, part: noon, basis: stated}", DAY + 12 * HOUR, "2001-03-06",
    ),
    "midnight: the day that ends": ('{day: 2001-03-08, part: "24:00", basis: stated}', 4 * DAY, "2001-03-08"),
    "the first minute": ('{day: 2001-03-05, part: "00:00", basis: stated}', 0, "2001-03-05"),
}  # fmt: skip


@pytest.mark.parametrize(("when", "minute", "day"), DAYS.values(), ids=DAYS)
def test_the_moment_of_a_figure(tmp_path: Path, when: str, minute: int, day: str) -> None:
    told = resolve(edited(tmp_path, {"000": {LEFT: LEFT.replace(WHEN, "when: " + when)}}))
    found = figure(told, "000-p09-02")
    assert (found.minute, found.day) == (minute, day)


def test_what_lasts_beyond_the_end_is_no_figure(tmp_path: Path) -> None:
    """A listed one is refused at its line; a share that the record gives is left out."""
    lasting = "{day: 2001-03-06, until: 2001-03-11, basis: stated}"
    with pytest.raises(FaultsFound) as caught:
        resolve(edited(tmp_path, {"000": {LEFT: LEFT.replace(WHEN, f"when: {lasting}")}}))
    (fault,) = caught.value.faults
    assert (Path(fault.file).name, fault.line, fault.key) == ("figures.yaml", 6, "figures.3")
    assert fault.problem == "the figure of 000-p09-02 is of 2001-03-12 00:00, which is not replayed"
    half = 'when: {day: 2001-03-07, part: "afternoon"'
    shares = {"000": {half: half.replace("07,", "07, until: 2001-03-11,").replace(', part: "afternoon"', "")}}
    told = resolve(edited(tmp_path, shares))
    assert not [found for found in told.figures if found.claim == "000-p04-01"]


def test_a_figure_read_after_the_end_is_refused(tmp_path: Path) -> None:
    at = 'evacuated, at: {assume: "2001-03-10 20:00", after: 241, because: "x"}'
    with pytest.raises(FaultsFound) as caught:
        resolve(edited(tmp_path, {"figures": {LISTED: LISTED.replace("evacuated", at)}}))
    (fault,) = caught.value.faults
    assert (fault.line, fault.problem) == (
        6, "the figure of 000-p09-02 is of 2001-03-11 00:01, which is not replayed",
    )  # fmt: skip


SHARE = (
    '- id: 000-p10-02\n  kind: control\n  measure: control-share\n  place: {place}\n  text: "A share"\n'
    "  when: {when}\n{party}  wording: half\n  value: {{low: 0.45, high: 0.55}}\n  unit: share\n"
    '  said_by: valley-guard\n  paragraph: 10\n  tokens: ["whole valley"]\n  status: reported\n'
)
LAST = '  tokens: ["Saturday evening", "whole valley"]\n  status: reported\n  disputes: [001-p03-01]\n'
GOVERNMENT = "  party: government\n"
ALL_FIVE = ("mill-end", "orchard-row", "stone-bridge", "tile-works", "west-gate")
STATED = "{day: 2001-03-%s, basis: stated}"


@pytest.mark.parametrize(
    ("place", "day", "party", "places"),
    [
        ("west-gate", "05", GOVERNMENT, ("west-gate",)),
        ("west-gate", "10", "  party: opposition\n", ("west-gate",)),
        ("whole-valley", "07", GOVERNMENT, ALL_FIVE),
        ("west-gate", "04", GOVERNMENT, None),
        ("west-gate", "11", GOVERNMENT, None),
        ("west-gate", "07", "", None),
        ("enclave", "07", GOVERNMENT, None),
    ],
)  # fmt: skip
def test_a_claimed_share_of_ground_within_the_days_is_a_figure(
    tmp_path: Path, place: str, day: str, party: str, places: tuple[str, ...] | None
) -> None:
    share = SHARE.format(place=place, when=STATED % day, party=party)
    told = resolve(edited(tmp_path, {"000": {LAST: LAST + share}}))
    found = [figure.places for figure in told.figures if figure.claim == "000-p10-02"]
    assert found == ([] if places is None else [places])


def test_a_listed_share_is_listed_once(tmp_path: Path) -> None:
    entry = "- {claim: 000-p03-01, measure: enclave-share, party: government}\n"
    told = resolve(edited(tmp_path, {"figures": {LISTED: LISTED + entry}}))
    assert figure(told, "000-p03-01").id == "enclave-share:000-p03-01"


# --- claims that say the same as the one followed --------------------------------------------------------


def claims() -> dict[str, Claim]:
    return load_scenario(VALLEY).record.claims


def share(low: float | None, high: float | None, party: str | None = "government", **more: Any) -> Claim:
    value = Estimate(low=low, high=high)
    side = None if party is None else Party(party)
    return claims()["000-p04-01"].model_copy(update={"value": value, "party": side, **more})


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (share(0.5, 0.9), True),
        (share(0.6, 0.9), False),
        (share(0.4, 0.5, "opposition"), True),
        (share(0.4, 0.45, "opposition"), False),
        (share(0.7, 0.8, "opposition"), True),
        (share(0.75, 0.9, "opposition"), False),
        (share(None, 0.45, "opposition"), False),
        (share(0.6, None, "opposition"), True),
        (share(0.5, 0.7, "sdf"), False),
        (share(None, None), False),
        (share(0.3, 0.5, place="mill-end"), False),
        (share(0.3, 0.5, when=claims()["000-p03-01"].when), False),
        (share(0.3, 0.5, measure="area"), False),
    ],
)
def test_what_says_the_same_as_three_to_five_tenths_of_the_government(other: Claim, same: bool) -> None:
    """The opposition's rest is five to seven tenths."""
    assert _says_the_same(share(0.3, 0.5), other) is same


@pytest.mark.parametrize(
    ("followed", "same"), [(share(None, 0.5), True), (share(0.3, None), False), (share(0.05, None), True)]
)
def test_the_rest_of_an_open_range_is_open_at_the_other_end(followed: Claim, same: bool) -> None:
    assert _says_the_same(followed, share(0.8, 0.9, "opposition")) is same


def test_the_rest_of_the_sdf_is_nobodys_in_particular() -> None:
    assert not _says_the_same(share(0.3, 0.5, "sdf"), share(0.5, 0.7))
    assert _says_the_same(share(0.3, 0.5, "sdf"), share(0.5, 0.7, "sdf"))


# --- incidents, voices, disagreements --------------------------------------------------------------------

BOTH = ("reference", "north")
INCIDENTS = [
    ("000-p02-01", 720, "day, stated", "population", "enclave", GAZETTE, BOTH),
    ("000-p02-02", 720, "day, stated", "population", "enclave", GAZETTE, BOTH),
    ("000-p02-03", 720, "day, stated", "population", "enclave", "Valley Guard", ()),
    ("000-p03-01", DAY + 540, "morning, inferred", "control", "mill-end", ARMY, BOTH),
    ("000-p04-01", 2 * DAY + 900, "afternoon, inferred", "control", "orchard-row", GAZETTE, BOTH),
    ("000-p05-01", 3 * DAY + 180, "early-hours, stated", "control", "orchard-row", GAZETTE, ("reference",)),
    ("001-p02-01", 3 * DAY + 180, "early-hours, inferred", "control", "orchard-row", ARMY, ("north",)),
    ("000-p06-01", 3 * DAY + 720, "noon, inferred", "control", "orchard-row", ARMY, BOTH),
    ("000-p06-02", 3 * DAY + 720, "noon, inferred", "control", "stone-bridge", ARMY, BOTH),
    ("000-p07-01", OPENS, "08:00, stated", "convoy", "road-to-the-hills", GAZETTE, BOTH),
    ("000-p07-02", OPENS + 120, "10:00, stated", "convoy", "road-to-the-hills", GAZETTE, BOTH),
    ("000-p08-01", OPENS + 420, "afternoon, stated", "convoy", "road-to-the-hills", GAZETTE, BOTH),
    ("000-p09-01", 5 * DAY + 540, "morning, inferred", "convoy", "road-to-the-hills", GAZETTE, BOTH),
    ("001-p03-01", 5 * DAY + 720, "noon, stated", "control", "enclave", ARMY, ("north",)),
    ("000-p09-02", EVENING, "evening, inferred", "convoy", "enclave", GAZETTE, ("reference", "north")),
    ("000-p10-01", EVENING, "evening, inferred", "control", "enclave", GAZETTE, ("reference",)),
]


@pytest.mark.parametrize("account", ["reference", "north"])
def test_every_dated_claim_is_an_incident_with_the_accounts_that_follow_it(account: str) -> None:
    told = told_by(account)
    assert [
        (i.claim, i.minute, i.precision, i.kind, i.place, i.said_by, i.accounts) for i in told.incidents
    ] == INCIDENTS
    assert told.incidents[1].text == "300 members of the Valley Guard are there"
    assert told.incidents[9].when == "2001-03-09 08:00"


def test_an_incident_of_several_days_says_until_when(tmp_path: Path) -> None:
    period = "{day: 2001-03-06, until: 2001-03-08, basis: stated}"
    told = resolve(edited(tmp_path, {"000": {LEFT: LEFT.replace(WHEN, "when: " + period)}}))
    (found,) = [incident for incident in told.incidents if incident.claim == "000-p09-02"]
    assert (found.precision, found.minute) == ("until 2001-03-08, stated", DAY + 12 * HOUR)


def test_a_claim_without_a_day_is_no_incident_and_says_so_as_a_voice(tmp_path: Path) -> None:
    undated = 'when: {basis: none, because: "it does not say"}'
    noted = LEFT.replace(WHEN, f'note: "a footnote"\n  {undated}')
    entry = LISTED.replace("}", ', at: {step: mill-end-6-mar, because: "x"}}')
    told = resolve(edited(tmp_path, {"000": {LEFT: noted}, "figures": {LISTED: entry}}))
    assert "000-p09-02" not in {incident.claim for incident in told.incidents}
    assert (told.voices["000-p09-02"].when, told.voices["000-p09-02"].note) == ("undated", "a footnote")
    assert figure(told, "000-p09-02").minute == DAY + 9 * HOUR


def test_voices_show_a_claim_in_full() -> None:
    voices = told_by("reference").voices
    assert list(voices) == list(claims())
    assert astuple(voices["000-p07-02"])[:6] == (
        "000-p07-02", GAZETTE, "press", "000 ¶7", "The first convoy leaves with 200 people",
        "2001-03-09 10:00",
    )  # fmt: skip
    counted = voices["000-p07-02"]
    assert (counted.value, counted.unit, counted.wording) == (
        Estimate(low=200, best=200, high=200), "people", "exactly",
    )  # fmt: skip
    assert (counted.scope, counted.note) == ("people aboard; this convoy alone; the road to the hills", "")
    assert (voices["000-p02-01"].when, voices["000-p03-01"].scope) == ("2001-03-05", "")


def test_unanswered_figures_stand_by_claim(tmp_path: Path) -> None:
    more = "unchecked:\n- {claims: [000-p10-01, 000-p04-01], reason: y}\n"
    told = resolve(edited(tmp_path, {"figures": {"unchecked:\n": more}}))
    assert [(row.claim, row.reason) for row in told.unanswered] == [
        ("000-p02-02", "the fighters of the first day are what the replay starts with"),
        ("000-p04-01", "y"),
        ("000-p10-01", "y"),
    ]


def test_disagreements_hang_together_by_who_disputes_whom(tmp_path: Path) -> None:
    assert told_by("reference").disagreements == (
        ("000-p02-01", "000-p02-03"), ("000-p05-01", "001-p02-01"), ("000-p10-01", "001-p03-01"),
    )  # fmt: skip
    linked = edited(tmp_path, {
        "000": {"disputes: [001-p02-01]": "disputes: [001-p02-01, 000-p10-01]",
                "disputes: [001-p03-01]": "disputes: [001-p03-01, 000-p05-01]"},
    })  # fmt: skip
    assert resolve(linked).disagreements == (
        ("000-p02-01", "000-p02-03"), ("000-p05-01", "000-p10-01", "001-p02-01", "001-p03-01"),
    )  # fmt: skip
