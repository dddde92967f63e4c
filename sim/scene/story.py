"""A replay as it is shown: the scene and the motion of any minute, the charts, and the film's beats."""

from __future__ import annotations

from collections.abc import Hashable

from sim.days import DAY
from sim.result.replay import Replay
from sim.result.spread import Spread
from sim.scene.bands import people_bands
from sim.scene.beats import card, day_beat
from sim.scene.caption import captions, untold
from sim.scene.charts import evacuated_chart, share_chart, speakers_of
from sim.scene.convoys import Convoys
from sim.scene.districts import Districts
from sim.scene.fronts import fronts
from sim.scene.ground import Ground, lay_out
from sim.scene.marks import Beat, Caption, FrontMark, Motion, Scene
from sim.scene.people import People
from sim.scene.seats import Box4
from sim.scene.shaded import shaded
from sim.scene.turns import key_days, totals


class Story:
    """What is to be seen of a replay at any minute.

    ``others`` are replays of the same scenario by other accounts: where they and this one do not
    agree, reports differ.  ``ground`` is laid out anew where none is given.  With a ``spread``, charts
    are shaded where most of many replays lie.  Dots keep off the
    ``clear`` boxes (west, south, east, north in km).  A minute that is a midnight belongs to the day
    that it ends; minute 0 begins the first day.  Raises `IndexError` beyond the replay.
    """

    def __init__(
        self,
        replay: Replay,
        *,
        others: tuple[Replay, ...] = (),
        ground: Ground | None = None,
        clear: tuple[Box4, ...] = (),
        spread: Spread | None = None,
    ) -> None:
        self.replay = replay
        self.ground = lay_out(replay.episode) if ground is None else ground
        self.days, self.minutes = replay.calendar.days, replay.calendar.minutes
        self.key_days = key_days(replay)
        self.bands = people_bands(replay)
        self.speakers = speakers_of(replay)
        letters = {name: letter for letter, name in self.speakers}
        self.evacuated = evacuated_chart(replay, letters)
        self.share = share_chart(replay, letters)
        self.shaded = None if spread is None else shaded(replay, spread)
        self._dates = replay.calendar.dates()
        self._districts = Districts(replay, self.ground, others)
        self._people = People(replay, self.ground, clear)
        self._convoys = Convoys(replay, self.ground)
        self._captions: dict[int, tuple[tuple[Caption, ...], tuple[Caption, ...]]] = {}
        self._fronts: dict[Hashable, tuple[FrontMark, ...]] = {}

    def scene(self, minute: int) -> Scene:
        """All that stands, just after the changes of ``minute`` (at midnight: of the day that ends)."""
        day, settled = self._day(minute), self._settled(minute)
        districts = self._districts.at(settled, day)
        key = self.control_key(minute)
        if key not in self._fronts:
            self._fronts[key] = fronts(self.ground, districts)
        if day not in self._captions:
            self._captions[day] = captions(self.replay, day), untold(self.replay, day)
        shown, too_long = self._captions[day]
        return Scene(
            minute=minute,
            day=day + 1,
            days=self.days,
            date=self._dates[day],
            key_day=day + 1 in self.key_days,
            districts=districts,
            fronts=self._fronts[key],
            captions=shown,
            untold=too_long,
            totals=totals(self.replay, settled, day, self.bands),
        )

    def motion(self, minute: int) -> Motion:
        """All that moves; marks of districts in which nothing changed are the same objects as before."""
        day, settled = self._day(minute), self._settled(minute)
        districts = self._districts.at(settled, day)
        return Motion(
            minute=minute,
            people=self._people.standing(minute, day, districts),
            travellers=self._people.travelling(minute, day),
            convoys=self._convoys.at(minute),
            road=self._convoys.road(settled),
        )

    def control_key(self, minute: int) -> Hashable:
        """Equal for minutes of equal districts, fronts, captions and day, and only for these."""
        return self._districts.key(self._settled(minute), self._day(minute))

    def beats(
        self, *, first: int = 1, last: int | None = None, speed: float = 1.0, cards: bool = True
    ) -> tuple[Beat, ...]:
        """The stretches of a film from day ``first`` to day ``last`` (from 1, both included)."""
        end = self.days if last is None else last
        if not 1 <= first <= end <= self.days:
            raise IndexError(f"days {first} to {end} of {self.days}")
        if speed <= 0:
            raise ValueError(f"a film cannot run at {speed} times its speed")
        days = [self._beat(day, speed) for day in range(first - 1, end)]
        if not cards:
            return tuple(days)
        return card("title", days[0].start, speed), *days, card("end", days[-1].end, speed)

    def _beat(self, day: int, speed: float) -> Beat:
        start, end = day * DAY, (day + 1) * DAY
        convoys = self._convoys.moves(start, end)
        quiet = not convoys and not self._people.moves(day) and not self._districts.changes(start, end)
        return day_beat(self.scene(end), convoys=convoys, quiet=quiet, speed=speed)

    def _day(self, minute: int) -> int:
        """The day (from 0) that a minute belongs to."""
        if not 0 <= minute <= self.minutes:
            raise IndexError(f"minute {minute} of {self.minutes}")
        return max(0, (minute - 1) // DAY)

    def _settled(self, minute: int) -> int:
        """The minute whose changes have happened: a midnight belongs to the day it ends."""
        return minute - 1 if minute and minute % DAY == 0 else minute
