"""Colours told apart: CAM02-UCS colour difference under four kinds of sight, WCAG luminance contrast."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.drawings.textures import COLOURED, GREY, GREY_QUIET
from sim.scene.palette import (
    BACKGROUND,
    BAND_COLOURS,
    BAND_TEXTURES,
    CASING,
    CITY,
    FAINT_INK,
    INK,
    LAND,
    OLD_CITY,
    PARTY_COLOURS,
    QUIET_COLOURS,
    WATER_INK,
    contrast,
)  # fmt: skip

Array = NDArray[np.float64]

SRGB = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
CAT02 = np.array([[0.7328, 0.4296, -0.1624], [-0.7036, 1.6975, 0.0061], [0.0030, 0.0136, 0.9834]])
HPE = np.array([[0.38971, 0.68898, -0.07868], [-0.22981, 1.18340, 0.04641], [0.0, 0.0, 1.0]])
D65 = np.array([95.047, 100.0, 108.883])

SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB."""


def ciecam02(
    xyz: Array, *, white: Array = D65, adapting: float = 64 / np.pi / 5
) -> tuple[float, float, float]:
    """Lightness J, colourfulness M and hue in degrees in an average surround, background of 20 %."""
    degree = 1 - np.exp((-adapting - 42) / 92) / 3.6
    gains = degree * 100 / (CAT02 @ white) + 1 - degree
    k = 1 / (5 * adapting + 1)
    level = 0.2 * k**4 * 5 * adapting + 0.1 * (1 - k**4) ** 2 * (5 * adapting) ** (1 / 3)
    n = 0.2
    bright, z = 0.725 * (1 / n) ** 0.2, 1.48 + np.sqrt(n)

    def response(colour: Array) -> Array:
        cones = HPE @ np.linalg.inv(CAT02) @ (gains * (CAT02 @ colour))
        power = (level * np.abs(cones) / 100) ** 0.42
        return np.asarray(np.sign(cones) * 400 * power / (power + 27.13) + 0.1)

    seen, paper = response(xyz), response(white)
    a = seen[0] - 12 * seen[1] / 11 + seen[2] / 11
    b = (seen[0] + seen[1] - 2 * seen[2]) / 9
    hue = float(np.degrees(np.arctan2(b, a)) % 360)
    weights = np.array([2.0, 1.0, 0.05])
    lightness = 100 * (((weights @ seen - 0.305) * bright) / ((weights @ paper - 0.305) * bright)) ** (
        0.69 * z
    )
    around = 0.25 * (np.cos(np.radians(hue) + 2) + 3.8)
    t = 50000 / 13 * bright * around * np.hypot(a, b) / (seen[0] + seen[1] + 1.05 * seen[2])
    chroma = t**0.9 * np.sqrt(lightness / 100) * (1.64 - 0.29**n) ** 0.73
    return float(lightness), float(chroma * level**0.25), hue


def uniform(colour: str, sight: str) -> Array:
    """J', a', b' of CAM02-UCS (Luo, Cui and Li 2006)."""
    coded = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    lightness, colourful, hue = ciecam02(SRGB @ np.clip(SIGHT[sight] @ linear, 0, 1) * 100)
    far = np.log(1 + 0.0228 * colourful) / 0.0228
    angle = np.radians(hue)
    return np.array([1.7 * lightness / (1 + 0.007 * lightness), far * np.cos(angle), far * np.sin(angle)])


def difference(first: str, second: str, sight: str) -> float:
    """CAM02-UCS delta E'."""
    return float(np.linalg.norm(uniform(first, sight) - uniform(second, sight)))


def test_the_model_gives_the_published_values() -> None:
    """The worked example of CIE 159:2004 that every implementation is held to."""
    white = np.array([95.05, 100.0, 108.88])
    lightness, colourful, hue = ciecam02(np.array([19.01, 20.0, 21.78]), white=white, adapting=318.31)
    assert (lightness, colourful, hue) == pytest.approx((41.73, 0.1088, 219.0), abs=0.06)
    second = ciecam02(np.array([57.06, 43.06, 31.96]), white=white, adapting=31.83)
    assert second == pytest.approx((65.96, 41.67, 19.6), abs=0.06)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("first", "second"), list(combinations(PARTY_COLOURS, 2)))
def test_parties_are_told_apart_by_every_eye(first: str, second: str, sight: str) -> None:
    assert difference(PARTY_COLOURS[first], PARTY_COLOURS[second], sight) >= 28


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("first", "second"), list(combinations(QUIET_COLOURS, 2)))
def test_quiet_colours_are_still_told_apart(first: str, second: str, sight: str) -> None:
    assert difference(QUIET_COLOURS[first], QUIET_COLOURS[second], sight) >= 24


@pytest.mark.parametrize("party", PARTY_COLOURS)
def test_quiet_ground_is_paler_and_stays_nearer_to_its_own_party(party: str) -> None:
    quiet = QUIET_COLOURS[party]
    assert contrast(quiet, BACKGROUND) < contrast(PARTY_COLOURS[party], BACKGROUND)
    for sight in SIGHT:
        own = difference(quiet, PARTY_COLOURS[party], sight)
        others = [difference(quiet, PARTY_COLOURS[other], sight) for other in PARTY_COLOURS if other != party]
        assert 5 <= own < min(others)


def test_luminance_parts_the_two_main_parties() -> None:
    assert contrast(PARTY_COLOURS["government"], PARTY_COLOURS["opposition"]) >= 3.55
    assert contrast(QUIET_COLOURS["government"], QUIET_COLOURS["opposition"]) >= 2.4


def test_parties_of_like_luminance_differ_in_texture() -> None:
    for first, second in combinations(PARTY_COLOURS, 2):
        if contrast(PARTY_COLOURS[first], PARTY_COLOURS[second]) < 3:
            for textures in (COLOURED, GREY, GREY_QUIET):
                assert textures[first].angles != textures[second].angles


@pytest.mark.parametrize("ink", [INK, FAINT_INK, OLD_CITY, WATER_INK])
@pytest.mark.parametrize("ground", [BACKGROUND, LAND, CITY, CASING])
def test_text_is_legible(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("ground", list(QUIET_COLOURS.values()))
def test_names_are_legible_on_quiet_ground_without_their_white_edge(ground: str) -> None:
    assert contrast(INK, ground) >= 4.5


@pytest.mark.parametrize(("first", "second"), list(combinations(BAND_COLOURS, 2)))
def test_bands_differ_in_hue_or_texture(first: str, second: str) -> None:
    apart = min(difference(BAND_COLOURS[first], BAND_COLOURS[second], sight) for sight in SIGHT)
    assert apart >= 20 or BAND_TEXTURES[first] != BAND_TEXTURES[second]
