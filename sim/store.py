"""The one place through which a file is written: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from errno import EISDIR
from pathlib import Path

from sim.errors import SimError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path`` that takes its name when the block ends well.

    If the block fails, or is interrupted, the temporary file goes and what was there stays.
    Raises `SimError` when the folder cannot be written to or the disk is full.
    """
    with replacing_all([path]) as (temporary,):
        yield temporary


@contextmanager
def replacing_all(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """`replacing` for files that belong together.

    No file takes its name before all of them lie on the disk; the last of ``paths`` takes its name
    last.  Raises `SimError` as `replacing` does.
    """
    temporaries = [path.with_name(f".{path.stem}.{os.getpid()}.partial{path.suffix}") for path in paths]
    try:
        for path in paths:
            _make_way(path)
        yield temporaries
        for temporary in temporaries:
            _settle(temporary)
        for temporary, path in zip(temporaries, paths, strict=True):
            os.replace(temporary, path)
    except OSError as error:
        raise SimError(
            f"cannot write {_named(paths)} ({error.strerror or error})",
            hint="free some space or choose another folder with --out; what was there before is untouched",
        ) from error
    finally:
        for temporary in temporaries:
            with suppress(OSError):
                temporary.unlink()


def save_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with line feeds."""
    save_texts(path.parent, {path.name: text})


def save_texts(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write texts by file name into ``folder`` as UTF-8 with line feeds; all of them or none."""
    if folder.exists() and not folder.is_dir():
        raise SimError(f"{folder} is not a folder", hint="choose another with --out")
    paths = [folder / name for name in texts]
    with replacing_all(paths) as temporaries:
        for temporary, text in zip(temporaries, texts.values(), strict=True):
            temporary.write_bytes(text.encode("utf-8"))
    return paths


def _make_way(path: Path) -> None:
    """The folder of a file, and no folder in its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(EISDIR, f"{path.name} is a folder")


def _settle(path: Path) -> None:
    """Bring the bytes to the disk, so that a rename never names an empty file."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _named(paths: Sequence[Path]) -> str:
    return str(paths[0]) if len(paths) == 1 else f"{len(paths)} files into {paths[0].parent}"
