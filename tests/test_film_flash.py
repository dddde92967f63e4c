"""The rule on flashes: what breaks it is refused with the time, what does not goes through."""

from __future__ import annotations

import numpy as np
import pytest
from film_stage import MadeUp, beats, filled

from sim.drawings.film import save_film
from sim.drawings.flash import FlashWatch, spacing, thumb
from sim.drawings.gif import save_gif
from sim.drawings.planes import bgra, empty, paint, yuv
from sim.drawings.shots import shots
from sim.errors import SimError

WIDE, TALL = 640, 360
GREY, BLACK, WHITE, RED, BLUE = (128,) * 3, (0, 0, 0), (255,) * 3, (255, 0, 0), (0, 0, 255)


def watch(pictures, fps, form=yuv):
    """See pictures go by; a picture is a colour, or a colour and the part of the width that it fills."""
    form = form(WIDE, TALL)
    eye, canvas = FlashWatch(form), empty(form)
    for number, (colour, part) in enumerate(pictures):
        picture = filled(WIDE, TALL, GREY)
        picture[:, : int(WIDE * part), :3] = colour
        paint(form, canvas, picture, form.whole)
        eye.see(number / fps, thumb(form, canvas))


def strobe(one, other, hertz, fps=24, seconds=2, part=1.0):
    half = fps / hertz / 2
    return [((one, other)[int(n / half) % 2], part) for n in range(int(fps * seconds))]


@pytest.mark.parametrize("form", [yuv, bgra])
def test_four_flashes_a_second_are_refused(form):
    with pytest.raises(SimError, match=r"it flashes more than three times in the second before 0\.9 s"):
        watch(strobe(BLACK, WHITE, 4), 24, form)


@pytest.mark.parametrize("form", [yuv, bgra])
def test_three_flashes_a_second_pass(form):
    watch(strobe(BLACK, WHITE, 3), 24, form)


def test_a_slow_fade_passes():
    levels = [int(255 * n / 48) for n in range(49)]
    watch([((level,) * 3, 1.0) for level in levels + levels[::-1]], 24)


def test_many_small_steps_up_and_down_count_as_one_turn_each():
    steps = [*range(0, 200, 40), *range(200, 0, -40)]
    watch([((level,) * 3, 1.0) for level in steps * 6], 24)
    with pytest.raises(SimError, match="flashes"):
        watch([((level,) * 3, 1.0) for level in steps * 6], 60)


def test_what_changes_by_less_than_a_tenth_is_no_flash():
    """Levels 128 and 150 are 0.22 and 0.30 of white's luminance, 128 and 162 are 0.22 and 0.36."""
    watch(strobe((128,) * 3, (150,) * 3, 6), 24)
    with pytest.raises(SimError, match="flashes"):
        watch(strobe((128,) * 3, (162,) * 3, 6), 24)


def test_what_stays_bright_is_no_flash():
    """Levels 232 and 255 are 0.81 and 1 of white's luminance; 225 is 0.75."""
    watch(strobe((232,) * 3, WHITE, 6), 24)
    with pytest.raises(SimError, match="flashes"):
        watch(strobe((225,) * 3, WHITE, 6), 24)


def test_a_quarter_of_ten_degrees_is_the_limit():
    """A field of 341 pixels is a third of the width: 7 % of the width fills 21 % of it, 10 % fills 30 %."""
    watch(strobe(BLACK, WHITE, 6, part=0.07), 24)
    with pytest.raises(SimError, match="flashes"):
        watch(strobe(BLACK, WHITE, 6, part=0.10), 24)


def test_saturated_red_is_refused_though_it_is_as_light_as_what_it_follows():
    """Pure red has 0.21 of white's luminance, as has grey 127: no general flash."""
    with pytest.raises(SimError, match="flashes red"):
        watch(strobe(RED, (127,) * 3, 4), 24)
    watch(strobe(RED, (127,) * 3, 3), 24)
    watch(strobe((200, 120, 120), (150,) * 3, 6), 24)


def test_flashes_far_apart_in_time_pass():
    once = [(BLACK, 1.0), (WHITE, 1.0)] * 3 + [(WHITE, 1.0)] * 24
    watch(once * 3, 24)


def test_samples_stand_in_the_middle_of_squares():
    form = yuv(1920, 1080)
    assert spacing(form) == 16
    canvas = empty(form)
    canvas[8 * 1920 + 8] = 99
    assert thumb(form, canvas).shape == (3, 67, 120)
    assert thumb(form, canvas)[0, 0, 0] == 99


class Strobe(MadeUp):
    """Plates that turn from black to white every hour."""

    def key(self, minute):
        return minute // 60

    def _plate(self, *key):
        raise NotImplementedError

    def plate(self, minute):
        plate = MadeUp.plate(MadeUp(*self.size), minute)
        plate.under[..., :3] = 255 * (minute // 60 % 2)
        return plate


@pytest.mark.parametrize("save", [save_film, save_gif])
def test_a_film_that_flashes_is_not_written(save, tmp_path):
    """Plates change every fourth frame: before each is white or black, three frames of fading have passed."""
    path = tmp_path / "film"
    path.write_text("before")
    reel = shots(beats(1, run=4.0), 24)
    more = {"title": "t", "chapters": ["a", "b", "c"], "workers": 2} if save is save_film else {}
    with pytest.raises(SimError, match=r"it flashes more than three times in the second before [0-9.]+ s"):
        save(path, Strobe(), reel, fps=24, **more)
    assert path.read_text() == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["film"]


def test_thumbs_know_both_forms_of_a_colour():
    for colour in (RED, BLUE, GREY, WHITE):
        seen = []
        for form in (yuv(64, 64), bgra(64, 64)):
            canvas = empty(form)
            paint(form, canvas, filled(64, 64, colour), form.whole)
            eye = FlashWatch(form)
            eye.see(0.0, thumb(form, canvas))
            seen.append(eye._general._peak[0])
        assert np.isclose(*seen, atol=0.01)
