"""The file in which an ensemble's rows gather, one place for each member, until it is complete."""

from __future__ import annotations

from io import BufferedRandom
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SEAL = 4
"""Bytes before each row: the CRC-32 of the rest, so that a row half written is no row."""


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
        """Open the file for this process: several may put rows in their own places."""
        self.file: BufferedRandom = self.path.open("rb+")

    def __getstate__(self) -> dict[str, Any]:
        """For a process that does not share this one's files."""
        return {"path": self.path, "row": self.row}

    def close(self) -> None:
        self.file.close()

    def put(self, member: int, row: bytes) -> None:
        self.file.seek(member * self.row.itemsize)
        self.file.write(row)

    def flush(self) -> None:
        """Hand on what was put, so that it outlives this process."""
        self.file.flush()

    def missing(self, start: int, stop: int) -> list[int]:
        """Members from ``start`` up to ``stop`` that have no whole row yet."""
        return [member for member in range(start, stop) if not self._is_whole(member)]

    def _is_whole(self, member: int) -> bool:
        self.file.seek(member * self.row.itemsize)
        raw = self.file.read(self.row.itemsize)
        if len(raw) < self.row.itemsize or crc32(raw[SEAL:]) != int.from_bytes(raw[:SEAL], "little"):
            return False
        return int(np.frombuffer(raw, dtype=self.row)["member"][0]) == member

    def columns(
        self, name: str, members: int, start: int = 0, stop: int | None = None
    ) -> NDArray[np.generic]:
        """(member, column) of the part ``name`` of the first ``members`` rows."""
        part, offset = self.row.fields[name][:2]  # type: ignore[index]
        kind, (width,) = part.subdtype  # type: ignore[misc]
        first, last = start, width if stop is None else min(stop, width)
        found = np.empty((members, last - first), dtype=kind)
        for member, values in enumerate(found):
            self.file.seek(member * self.row.itemsize + offset + first * kind.itemsize)
            self.file.readinto(values)
        return found
