"""The table that `sim replay` prints, on paper and on terminals of any width."""

import pytest

import sim
from sim.cli.day_table import WIDE, account_lines, day_lines, fitted
from sim.result.replay import Replay


@pytest.fixture(scope="module")
def replay() -> Replay:
    return sim.replay("aleppo-2016")


def test_a_line_a_day_with_control_people_and_claim_ids(replay: Replay) -> None:
    lines = [line for line in day_lines(replay) if line.startswith("2016-")]
    assert len(lines) == 38
    for number, (line, date) in enumerate(zip(lines, replay.calendar.dates(), strict=True), start=1):
        assert line.startswith(f"{date.isoformat()}  {number:2d}/38")
        held = replay.km2()[number - 1]
        assert f"{held[0]:5.1f}" in line
        assert f"{int(replay.in_enclave()[number - 1].sum()):,}" in line
    assert "[004-p14-01]" in lines[11] or "[001-p09-01]" in lines[11]


@pytest.mark.parametrize("width", [40, 80, 120, WIDE - 1, WIDE, 200])
def test_no_day_is_wider_than_the_terminal(replay: Replay, width: int) -> None:
    days = [line for line in day_lines(replay, width) if line.startswith(("2016-", "    "))]
    assert all(len(line) <= width for line in days[1:])


def test_a_narrow_terminal_keeps_the_incidents() -> None:
    assert list(fitted("numbers", "what happened", 80)) == ["numbers", "            what happened"]
    assert list(fitted("numbers", "", 80)) == ["numbers"]
    assert list(fitted("numbers", "what happened", None)) == ["numbers    what happened"]


def test_the_end_is_told_with_its_speaker_and_fallbacks_by_name(replay: Replay) -> None:
    lines = list(account_lines(replay, None))
    assert lines[0] == (
        "Complete control: 2016-12-22 19:00, as International Committee of the Red Cross says "
        "(004 ¶48; humanitarian (rank 1))."
    )
    told = sim.replay("aleppo-2016", account="government")
    lines = list(account_lines(told, None))
    assert "Syrian army" in lines[0]
    named = [line.strip().split(":")[0] for line in lines if "fallback to reference" in line]
    assert named == [question.path for question in told.episode.fallbacks]
    assert named
