"""The file in which an ensemble's rows gather, one place for each member, until it is complete."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import FileIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SEAL = 4
"""Bytes before each row: the CRC-32 of the rest, so that a row half written is no row."""

AT_ONCE = 16_000_000
"""Bytes of rows that are in memory at once while they are turned."""

Block = Callable[[int, int], NDArray[np.generic]]
"""(member, column) from a first column up to a last."""


def row_type(headlines: int, figures: int, days: int) -> np.dtype[np.void]:
    """A row: which member, the SHA-256 of its trace, its figures in full, its days in 32 bits."""
    return np.dtype([
        ("seal", "<u4"), ("member", "<i8"), ("digest", "u1", (32,)), ("headlines", "<f8", (headlines,)),
        ("figures", "<f8", (figures,)), ("days", "<f4", (days,)),
    ])  # fmt: skip


def sealed(row: NDArray[np.void]) -> bytes:
    """A row's bytes with its seal."""
    rest = row.tobytes()[SEAL:]
    return crc32(rest).to_bytes(SEAL, "little") + rest


class Rows:
    """Rows by member in a file; only what is asked for is in memory."""

    def __init__(self, path: Path, row: np.dtype[np.void], *, keep: bool) -> None:
        """Open the file, with the rows that are in it if they are to be kept."""
        self.path, self.row = path, row
        if not keep:
            path.unlink(missing_ok=True)
        path.touch()
        self.open()

    def open(self) -> None:
        """Open the file for this process: several may put rows in their own places, and see the others'."""
        self.file = FileIO(self.path, "rb+")

    def __getstate__(self) -> dict[str, Any]:
        """For a process that does not share this one's files."""
        return {"path": self.path, "row": self.row}

    def close(self) -> None:
        self.file.close()

    def put(self, member: int, row: bytes) -> None:
        self.file.seek(member * self.row.itemsize)
        self.file.write(row)

    def missing(self, start: int, stop: int) -> list[int]:
        """Members from ``start`` up to ``stop`` that have no whole row yet."""
        return [member for member in range(start, stop) if not self.has(member)]

    def has(self, member: int) -> bool:
        """Is the member's row there, whole?"""
        self.file.seek(member * self.row.itemsize)
        raw = self.file.read(self.row.itemsize)
        if len(raw) < self.row.itemsize or crc32(raw[SEAL:]) != int.from_bytes(raw[:SEAL], "little"):
            return False
        return int(np.frombuffer(raw, dtype=self.row)["member"][0]) == member

    def columns(self, name: str, members: int) -> NDArray[np.generic]:
        """(member, column) of the part ``name`` of the first ``members`` rows."""
        kind, width, offset = self._part(name)
        found = np.empty((members, width), dtype=kind)
        for member, values in enumerate(found):
            self.file.seek(member * self.row.itemsize + offset)
            self.file.readinto(values)
        return found

    def blocks(self, name: str, members: int) -> Block:
        """Reads `columns` a few at a time, each row once in all.

        What is too much for memory is written anew, column after column, into a file without a name,
        which is gone when nobody reads it any more.
        """
        kind, width, _ = self._part(name)
        if members * width * kind.itemsize <= AT_ONCE:
            found = self.columns(name, members)
            return lambda first, last: found[:, first:last]
        file = TemporaryFile(dir=self.path.parent, buffering=0)  # noqa: SIM115 - its readers keep it open
        for start in range(0, members, max(1, AT_ONCE // self.row.itemsize)):
            for column, values in enumerate(self._some(name, start, members).T):
                file.seek((column * members + start) * kind.itemsize)
                file.write(np.ascontiguousarray(values).data)
        return partial(_turned, file, kind, members)

    def _some(self, name: str, start: int, stop: int) -> NDArray[np.generic]:
        """(member, column) of as many rows as may be in memory, from ``start``, at most up to ``stop``."""
        count = min(stop - start, max(1, AT_ONCE // self.row.itemsize))
        self.file.seek(start * self.row.itemsize)
        raw = self.file.read(count * self.row.itemsize)
        found: NDArray[np.generic] = np.frombuffer(raw, dtype=self.row)[name]
        return found

    def _part(self, name: str) -> tuple[np.dtype[Any], int, int]:
        """A part's kind of number, how many it has, and the bytes before it."""
        part, offset = self.row.fields[name][:2]  # type: ignore[index]
        kind, (width,) = part.subdtype  # type: ignore[misc]
        return kind, width, offset


def _turned(file: IO[bytes], kind: np.dtype[Any], members: int, first: int, last: int) -> NDArray[np.generic]:
    file.seek(first * members * kind.itemsize)
    raw = file.read((last - first) * members * kind.itemsize)
    return np.frombuffer(raw, dtype=kind).reshape(last - first, members).T
