"""The payload holds what the replays hold: unpacked by the page's own modules in a real browser."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given as holds
from hypothesis import settings
from hypothesis import strategies as st
from player_pages import all_accounts, valley_replays

from sim.checks.report import check_replay
from sim.cli.play_verb import brought
from sim.errors import SimError
from sim.exports.package import tables_of
from sim.page.build import ASSETS, page_script
from sim.page.coding import (
    NUMBERS,
    TEXTS,
    armoured,
    as_bytes,
    compact_json,
    deltas,
    from_bytes,
    from_varints,
    squeezed,
    unarmoured,
    unsqueezed,
    varints,
)  # fmt: skip
from sim.page.joining import joined_script
from sim.page.pack import packed
from sim.page.payload import Shown, payload
from sim.page.payload_account import units, whole_shares
from sim.page.tables import CUT, LONGEST, Table, columns, plain
from sim.page.words import page_texts
from sim.result.replay import Replay
from sim.scenario.load import Scenario
from sim.scene.crowd import Crowd
from sim.scene.ground import lay_out
from sim.scene.polygons import contains
from sim.scene.spoken import spoken_of

NAMES = (
    "decodePayload", "peopleOf", "capturedOf", "territoryOf", "fledOf", "controlOf", "startOf", "toldOf",
    "drivingOf", "provenanceOf", "ringsOf", "stripesOf", "seatsOf", "dotsOf", "countsAt", "travellingAt",
    "stampOf", "isoDay",
)  # fmt: skip


class Unpacked:
    """A payload in Chromium, asked through the page's own functions."""

    def __init__(self, browser_page: Any, replays: list[Replay], scenario: Scenario) -> None:
        self.page, self.replays = browser_page, replays
        self.brought = brought(scenario, replays)
        self.head, self.streams = payload(replays, self.brought, Shown(), page_texts(page_script()))
        self.told, self.numbers = as_bytes(*packed(self.head, self.streams))
        modules = {name: (ASSETS / f"{name}.mjs").read_text() for name in ("unpack", "dots", "seats")}
        code = joined_script(modules) + f"globalThis.api = {{ {', '.join(NAMES)} }};"
        browser_page.add_script_tag(content=code, type="module")
        browser_page.wait_for_function("globalThis.api !== undefined")
        browser_page.evaluate(
            """([head, numbers]) => {
                const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
                globalThis.head = api.decodePayload({ head: bytes(head), numbers: bytes(numbers) });
            }""",
            [base64.b64encode(part).decode() for part in (self.told, self.numbers)],
        )

    def ask(self, code: str, *values: Any) -> Any:
        """What a function body gives, with ``head``, ``api`` and the values ``a``, ``b`` … known."""
        names = ", ".join("abcdef"[: len(values)])
        found = self.page.evaluate(f"([{names}]) => JSON.stringify({code})", list(values))
        return json.loads(found)


@pytest.fixture(scope="module")
def browser_page(chromium: Any) -> Any:
    return chromium.new_context().new_page()


@pytest.fixture(scope="module")
def unpacked(browser_page: Any, flagship: Scenario) -> Unpacked:
    return Unpacked(browser_page, all_accounts(flagship), flagship)


ACCOUNTS = range(5)


@holds(st.lists(st.integers(-(2**40), 2**40)))
def test_numbers_come_back(numbers: list[int]) -> None:
    assert from_varints(varints(numbers)) == numbers
    assert np.cumsum(deltas(numbers), dtype=object).tolist() == numbers


@settings(deadline=None, max_examples=40)
@holds(st.binary(max_size=3000))
def test_bytes_come_back_from_letters(data: bytes) -> None:
    letters = armoured(data)
    assert unarmoured(letters)[: len(data)] == data
    assert not {"\x00", "\r", "<"} & set(letters)
    for bits in (TEXTS, NUMBERS):
        assert unsqueezed(squeezed(data, bits), bits) == data


def test_head_and_streams_come_back() -> None:
    told, numbers = as_bytes({"x": "é"}, {"a": [1, -2], "b": [300]})
    assert from_bytes(told, numbers) == {"x": "é", "streams": {"a": [1, -2], "b": [300]}}


def test_a_table_has_each_value_once() -> None:
    table: Table[str] = Table()
    assert [table("a"), table("b"), table("a")] == [0, 1, 0]
    assert table.values == ["a", "b"]
    assert columns(("a", "b"), [(1, 2), (3, 4)]) == {"a": [1, 3], "b": [2, 4]}
    assert columns(("a", "b"), []) == {"a": [], "b": []}


def test_texts_are_fit_to_be_shown() -> None:
    assert plain({"a\x00": ["b\u202ec", 1, None, ("d\u2028",)]}) == {
        "a\ufffd": ["b\ufffdc", 1, None, ["d\ufffd"]]
    }
    assert plain("A" * 10**6) == "A" * (LONGEST - 1) + CUT
    assert plain("حلب ¶ 北") == "حلب ¶ 北"
    assert units("a\U0001f30d") == 3


@holds(st.lists(st.floats(0, 1), min_size=3, max_size=3).filter(any))
def test_shares_sum_to_all(parts: list[float]) -> None:
    assert sum(whole_shares([part / sum(parts) for part in parts])) == 10_000


def test_replays_of_different_kinds_make_no_page(unpacked: Unpacked) -> None:
    scenario, valley = valley_replays()
    with pytest.raises(SimError, match="do not make one page"):
        payload([unpacked.replays[0], valley[0]], unpacked.brought, Shown(), {})
    with pytest.raises(SimError, match="do not make one page"):
        payload([valley[0], valley[0]], brought(scenario, [valley[0]] * 2), Shown(), {})
    with pytest.raises(SimError, match="do not make one page"):
        payload(valley, brought(scenario, valley[:1]), Shown(), {})


def test_the_page_unpacks_the_head_that_was_packed(unpacked: Unpacked) -> None:
    """Every text and number of the head, whichever way it travelled."""
    found = unpacked.ask("{ ...head, streams: null }")
    wanted = json.loads(compact_json({**unpacked.head, "streams": None}))
    assert set(found) == set(wanted)
    for key in wanted:
        assert found[key] == wanted[key], key
    assert unpacked.ask("head.streams") == unpacked.streams


def test_what_is_told_once_is_the_same_for_all_accounts(unpacked: Unpacked) -> None:
    first = unpacked.replays[0].episode
    for replay in unpacked.replays[1:]:
        episode = replay.episode
        assert episode.voices == first.voices
        assert episode.incidents == first.incidents
        assert episode.disagreements == first.disagreements
        assert episode.unanswered == first.unanswered
        assert [(f.id, f.claimed, f.day) for f in episode.figures] == [
            (f.id, f.claimed, f.day) for f in first.figures
        ]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_figures_are_read_off_at_the_accounts_own_moments(unpacked: Unpacked, account: int) -> None:
    minutes = list(zip(unpacked.head["figures"]["minute"], unpacked.head["figures"]["since"], strict=True))
    for number, minute, since in unpacked.ask("head.accounts[a].moments", account):
        minutes[number] = (minute, since)
    assert minutes == [(figure.minute, figure.since) for figure in unpacked.replays[account].episode.figures]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_people_are_the_same_whole_numbers(unpacked: Unpacked, account: int) -> None:
    replay = unpacked.replays[account]
    days, count = replay.calendar.days, len(replay.episode.territory.districts)
    people = np.array(unpacked.ask("[...api.peopleOf(head, a)]", account)).reshape(3, -1, days)
    captured = np.array(unpacked.ask("[...api.capturedOf(head, a)]", account)).reshape(3, count, days)
    assert (people.transpose(2, 0, 1) == replay.people).all()
    assert ((people[:, :count] - captured).transpose(2, 0, 1) == replay.inside).all()
    fled = unpacked.ask("[...api.fledOf(head, a)]", account)
    wanted = [replay.fled_at((day + 1) * 1440) for day in range(days)]
    assert fled == [row[name] for row in wanted for name in replay.hours.destinations]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_control_is_the_same_at_every_day_end(unpacked: Unpacked, account: int) -> None:
    replay = unpacked.replays[account]
    start = unpacked.ask("api.startOf(head, a)", account)
    changes = unpacked.ask("api.controlOf(head, a)", account)
    shares = np.array([row["shares"] for row in start]) / 10_000
    bases = [unpacked.head["bases"][row["basis"]] for row in start]
    assert bases == list(replay.episode.start_basis)
    for change, told in zip(changes, replay.control_changes, strict=True):
        assert change["minute"] == told.minute
        assert unpacked.head["bases"][change["basis"]] == told.basis
        assert unpacked.head["steps"][change["step"]] == told.step
        assert unpacked.head["parties"][change["party"]] == told.party
    for day in range(replay.calendar.days):
        for change in [c for c in changes if c["minute"] // 1440 == day]:
            shares[change["district"]] = np.array(change["shares"]) / 10_000
        assert np.abs(shares - replay.control[day]).max() < 5e-5


@pytest.mark.parametrize("account", ACCOUNTS)
def test_territory_and_provenance_are_those_of_the_tables(unpacked: Unpacked, account: int) -> None:
    replay = unpacked.replays[account]
    rows = tables_of(replay, check_replay(replay))
    numbers = np.array(unpacked.ask("[...api.territoryOf(head, a)]", account)).reshape(-1, 3)
    for found, row in zip(numbers.tolist(), rows["territory"], strict=True):
        assert [found[0] / 1000, found[1] / 10_000, found[2] / 1000] == [
            row["km2"], row["share_of_initial_enclave"], row["km2_on_claims"],
        ]  # fmt: skip
    table, order = unpacked.head["provenance"], unpacked.ask("api.provenanceOf(head, a)", account)
    for number, row in zip(order, rows["provenance"], strict=True):
        assert [table[key][number] for key in ("path", "value", "basis", "reason")] == list(row.values())
    driving = {unpacked.head["claims"]["id"][n] for n in unpacked.ask("[...api.drivingOf(head, a)]", account)}
    assert driving == set(replay.episode.driving)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_what_is_told_of_districts_is_the_same(unpacked: Unpacked, account: int) -> None:
    replay = unpacked.replays[account]
    spoken, count = spoken_of(replay.episode), len(replay.episode.territory.districts)
    ids = unpacked.head["claims"]["id"]
    told = dict(unpacked.ask("[...api.toldOf(head, a)]", account))
    wanted = {
        day * count + replay.episode.territory.index(place): {
            "contested": (day, place) in spoken.contested, "claims": [ids.index(claim) for claim in claims],
        }
        for (day, place), claims in spoken.told.items()
    }  # fmt: skip
    assert told == wanted


@pytest.mark.parametrize("account", ACCOUNTS)
def test_dots_stand_and_travel_as_in_the_scene(unpacked: Unpacked, account: int) -> None:
    crowd = Crowd(unpacked.replays[account])
    days = unpacked.replays[account].calendar.days
    journeys = unpacked.ask("api.dotsOf(head, a).days.map(({ journeys }) => journeys)", account)
    assert [[tuple(j.values()) for j in day] for day in journeys] == [
        [(j.kind, j.origin, j.destination, j.departs, j.arrives) for j in day] for day in crowd.journeys
    ]
    minutes = [0, 1, *range(97, days * 1440, 611), *range(1440, days * 1440 + 1, 1440)]
    counts = unpacked.ask("b.map((minute) => api.countsAt(head, a, minute))", account, minutes)
    off = 0
    for minute, found in zip(minutes, counts, strict=True):
        wanted = [[c.held, c.captured] for c in crowd.at(minute, max(0, (minute - 1) // 1440))]
        if minute % 1440 == 0:
            assert found == wanted, minute
        assert np.abs(np.array(found) - np.array(wanted)).max() <= 1, minute
        off += int((np.array(found) != np.array(wanted)).any(axis=1).sum())
    assert off <= 2  # shares travel in ten-thousandths: a dot may turn a step of the same day earlier


def test_every_district_has_seats_inside(unpacked: Unpacked) -> None:
    cells = lay_out(unpacked.replays[0].episode).cells
    for ring, seats, most in zip(
        cells, unpacked.ask("api.seatsOf(head)"), unpacked.streams["seats"], strict=True
    ):
        assert len(seats) == most
        assert all(contains(ring, (x / 1000, y / 1000)) for x, y in seats)


def test_rings_are_whole_metres_of_the_scene(unpacked: Unpacked) -> None:
    ground = lay_out(unpacked.replays[0].episode)
    wanted = [[round(1000 * part) for point in cell for part in point] for cell in ground.cells]
    assert unpacked.ask("api.ringsOf(head.streams.cells)") == wanted
    assert len(unpacked.ask("api.ringsOf(head.streams.borders)")) == len(ground.borders)


def test_each_shared_state_has_its_cuts(unpacked: Unpacked) -> None:
    cuts = dict(unpacked.ask("[...api.stripesOf(head)]"))
    for account in ACCOUNTS:
        rows = unpacked.ask(
            "[...api.startOf(head, a).map((o, district) => ({...o, district})), ...api.controlOf(head, a)]",
            account,
        )
        for row in rows:
            if sum(share > 50 for share in row["shares"]) > 1:
                assert cuts[":".join(map(str, [row["district"], *row["shares"]]))]


def test_moments_are_written_as_in_the_tables(unpacked: Unpacked) -> None:
    calendar = unpacked.replays[0].calendar
    minutes = [0, 1, 1439, 1440, 43_215]
    assert unpacked.ask("a.map((m) => api.stampOf(head, m))", minutes) == [calendar.stamp(m) for m in minutes]
    assert unpacked.ask("[api.stampOf(head, null), api.isoDay(head, 37)]") == ["", calendar.last.isoformat()]


def test_the_size_of_each_part_is_told(unpacked: Unpacked, capsys: pytest.CaptureFixture[str]) -> None:
    """A table of what takes how much, for whoever has to make room; nothing may take more than a quarter."""
    head, streams = packed(unpacked.head, unpacked.streams)
    sizes = {key: len(squeezed(compact_json(value).encode(), TEXTS)) for key, value in head.items()}
    kinds = {("columns" if name.isdigit() else name.split(".")[0]) for name in streams}
    for kind in kinds:
        own = [v for n, v in streams.items() if ("columns" if n.isdigit() else n.split(".")[0]) == kind]
        sizes[f"{kind} (numbers)"] = len(squeezed(b"".join(map(varints, own)), NUMBERS))
    with capsys.disabled():
        print()
        for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:20]:
            print(f"  {name:24}{size:8,} bytes")
    assert max(sizes.values()) < 150_000 / 4


def test_a_small_scenario_unpacks_too(browser_page: Any) -> None:
    scenario, replays = valley_replays()
    page = browser_page.context.new_page()
    small = Unpacked(page, replays, scenario)
    found = small.ask("{ ...head, streams: null }")
    assert found == json.loads(compact_json({**small.head, "streams": None}))
    for account, replay in enumerate(replays):
        people = np.array(small.ask("[...api.peopleOf(head, a)]", account)).reshape(
            3, -1, replay.calendar.days
        )
        assert (people.transpose(2, 0, 1) == replay.people).all()
    page.close()


def test_assets_are_where_the_builder_looks() -> None:
    assert {"page.html", "page.css", "loader.js", "main.mjs"} <= {
        path.name for path in Path(ASSETS).iterdir()
    }
