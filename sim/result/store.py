"""The one place through which a file is written: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.errors import SimError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path`` that takes its name when the block ends well.

    If the block fails, or is interrupted, the temporary file goes and what was there stays.
    Raises `SimError` when the folder cannot be written to or the disk is full.
    """
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.partial{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        _settle(temporary)
        os.replace(temporary, path)
    except OSError as error:
        raise SimError(
            f"cannot write {path} ({error.strerror or error})",
            hint="free some space or choose another folder with --out; what was there before is untouched",
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def save_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with line feeds."""
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def _settle(path: Path) -> None:
    """Bring the bytes to the disk, so that a rename never names an empty file."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
