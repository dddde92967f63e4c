"""Named random streams from one seed, so that a new draw elsewhere changes nothing here."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

from sim.engine.quantiles import SMALL, binomial

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ONE = np.array(1)
"""What is made an array once is not made one at each hour."""

APART = 1 << 40
"""How many uniform numbers lie between one address of a stream and the next."""


def largest(counts: Ints) -> int:
    """The largest count; where there are few, this takes a quarter of the time of a reduction."""
    return int(counts.item(counts.argmax()))


class Streams:
    """Independent generators addressed by name.

    The stream of a name depends on ``rng_seed`` and the name alone, never on the order of use.
    NumPy promises equal draws for equal versions only; the version stands in every summary.
    """

    def __init__(self, rng_seed: int) -> None:
        self.rng_seed = rng_seed

    def at(self, *names: str) -> Generator:
        """A fresh generator for one purpose, e.g. ``at("capture", "hanano-26-nov")``."""
        address = tuple(zlib.crc32(name.encode()) for name in names)
        return Generator(PCG64(SeedSequence(self.rng_seed, spawn_key=address)))

    def lots(self, name: str) -> Lots:
        """A stream that is read by address."""
        return Lots(self.at(name))


class Lots:
    """A stream that is read from whole-numbered addresses on, in any order.

    What stands at an address does not depend on what was read before.  Two replays of one seed
    read the same numbers for the same purpose, however else they differ.
    """

    def __init__(self, rng: Generator) -> None:
        self.rng = rng
        self._skip = rng.bit_generator.advance  # type: ignore[attr-defined]
        self._position = 0

    def seek(self, address: int) -> None:
        position = address * APART
        self._skip(position - self._position)
        self._position = position

    def uniforms(self, *shape: int) -> Floats:
        """The next numbers in [0, 1)."""
        found = self.rng.random(shape)
        self._position += found.size
        return found

    def binomials(self, people: Ints, chances: Floats, highest: float) -> Ints:
        """How many of the people of each place decide, each place from one uniform number, by inversion.

        For an expected count of `SMALL` at most NumPy draws by inversion, too, and reads one number,
        so long as there is anybody and any chance: ``chances`` are above 0, and ``highest`` at most.
        """
        asked = np.maximum(people, ONE)
        if highest > 0.5 or (largest(asked) * highest > SMALL and (asked * chances).max() > SMALL):
            return self._one_by_one(people, chances)
        self._position += len(people)
        return np.minimum(self.rng.binomial(asked, chances), people)

    def _one_by_one(self, people: Ints, chances: Floats) -> Ints:
        each = zip(self.uniforms(len(people)).tolist(), people.tolist(), chances.tolist(), strict=True)
        return np.array([binomial(*draw) for draw in each], dtype=np.int64)
