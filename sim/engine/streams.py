"""Named random streams from one seed, so that a new draw elsewhere changes nothing here."""

from __future__ import annotations

import zlib

from numpy.random import PCG64, Generator, SeedSequence


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
