"""Each destination refuses what it forbids, and says why; nothing is drawn here."""

from __future__ import annotations

import pytest

from sim.drawings.layout import PAIR, PORTRAIT, SMALL, SQUARE, WIDE
from sim.drawings.presets import OPTIONS, PRESETS, Asked, page, preset_named, refuse
from sim.errors import SimError

DAYS = 38


@pytest.mark.parametrize(
    ("preset", "asked", "reason"),
    [
        ("gif-lms", Asked(speed=1.5), "4.9 s"),
        ("gif-lms", Asked(fps=5), "4.9 s"),
        ("gif-lms", Asked(captions=True), "tenth of a second"),
        ("gif-lms", Asked(compare=True), "compared"),
        ("square", Asked(compare=True), "side by side"),
        ("poster", Asked(fps=24), "nothing moves"),
        ("poster", Asked(first=3), "one day"),
        ("sheet", Asked(size=(1280, 720)), "paper"),
        ("sheet", Asked(speed=1.0), "nothing moves"),
        ("sheet", Asked(captions=False), "no room"),
        ("web", Asked(transparent=True), "no transparency"),
        ("webm", Asked(transparent=True), "no transparency"),
        ("gif-slide", Asked(fps=24), "hundredths"),
        ("gif-slide", Asked(fps=50), "slow"),
        ("web", Asked(speed=4.0), "outside 0.25 to 2"),
        ("web", Asked(speed=0.1), "outside 0.25 to 2"),
        ("web", Asked(fps=0), "outside 1 to 60"),
        ("web", Asked(fps=120), "outside 1 to 60"),
        ("web", Asked(first=9, last=3), "--from lies after --until"),
        ("frames", Asked(speed=2.0), "--fps"),
    ],
)
def test_a_destination_refuses_with_its_reason(preset: str, asked: Asked, reason: str) -> None:
    with pytest.raises(SimError) as refused:
        refuse(PRESETS[preset], asked, DAYS)
    assert reason in f"{refused.value} {refused.value.hint}"
    assert refused.value.hint


@pytest.mark.parametrize("preset", list(PRESETS))
def test_nothing_asked_is_never_refused(preset: str) -> None:
    refuse(PRESETS[preset], Asked(), DAYS)
    layout, scale = page(PRESETS[preset], Asked())
    assert layout is PRESETS[preset].layout
    assert scale == PRESETS[preset].scale


@pytest.mark.parametrize(
    ("preset", "size", "reason"),
    [
        ("web", (1280, 700), "1280x720"),
        ("web", (640, 360), "could not be read"),
        ("web", (1919, 1079), "even"),
        ("web", (7680, 4320), "larger than any screen"),
        ("square", (1920, 1080), "1920x1920"),
        ("gif-lms", (1280, 720), "960 × 540"),
    ],
)
def test_a_size_that_does_not_fit_is_refused(preset: str, size: tuple[int, int], reason: str) -> None:
    with pytest.raises(SimError) as refused:
        page(PRESETS[preset], Asked(size=size))
    assert reason in f"{refused.value} {refused.value.hint}"


@pytest.mark.parametrize(
    ("preset", "asked", "layout", "pixels"),
    [
        ("web", Asked(), WIDE, (1280, 720)),
        ("projector", Asked(), WIDE, (1920, 1080)),
        ("web", Asked(size=(1920, 1080)), WIDE, (1920, 1080)),
        ("web", Asked(compare=True), PAIR, (1280, 720)),
        ("square", Asked(), SQUARE, (1080, 1080)),
        ("gif-slide", Asked(), WIDE, (1280, 720)),
        ("gif-lms", Asked(), SMALL, (960, 540)),
        ("gif-commons", Asked(), WIDE, (1280, 720)),
        ("poster", Asked(), PORTRAIT, (2400, 3394)),
        ("webm", Asked(), WIDE, (1280, 720)),
        ("frames", Asked(), WIDE, (1280, 720)),
    ],
)
def test_the_page_of_each_destination(
    preset: str, asked: Asked, layout: object, pixels: tuple[int, int]
) -> None:
    found, scale = page(PRESETS[preset], asked)
    assert found is layout
    assert (round(found.wide * scale), round(found.tall * scale)) == pixels


def test_an_unknown_preset_names_the_nearest() -> None:
    with pytest.raises(SimError) as refused:
        preset_named("projektor")
    assert "did you mean 'projector'?" in refused.value.hint


def test_what_was_given_is_known_by_its_name() -> None:
    everything = Asked(1, 2, 1.0, (1280, 720), 24, "en", True, True, 5.0, True, True)
    assert everything.named() == OPTIONS
    assert Asked().named() == ()


def test_every_refusal_gives_a_reason_of_its_own() -> None:
    for preset in PRESETS.values():
        assert set(preset.refuses) <= set(OPTIONS)
        assert all(len(reason) > 15 for reason in preset.refuses.values())
