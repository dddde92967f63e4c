"""The one place through which files are written: whole or not at all, and those that belong together as one.

What is not finished lies in a *room*, a hidden folder beside it (``.PID-….partial``).  When all is
written, the room's journal says where each file goes, and they are moved.  A run that is killed leaves
its room: the next run into that folder moves the rest where there is a journal, else drops the room.
A run keeps its room locked, and the system unlocks it when the run dies, however it dies; no number of
a process is trusted, which another may have by then.  Where there are no such locks (Windows, some
network drives) rooms of killed runs stay, and two runs at once may mix their files.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from errno import EISDIR
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from types import ModuleType
from typing import Any

from sim.errors import SimError

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:
    fcntl = None

ENDING = ".partial"

LOCK, JOURNAL = ".lock", ".journal"
"""Files of a room beside those that it is for; the journal lists these by their paths in the room."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path that becomes ``path`` when the block ends well; it has the same ending.

    If the block fails, or is interrupted, the temporary file goes and what was there stays.
    Raises `SimError` when the folder cannot be written to or the disk is full.
    """
    with replacing_all([path]) as (temporary,):
        yield temporary


@contextmanager
def replacing_all(
    paths: Sequence[Path], *, ensure: Callable[[], None] = lambda: None
) -> Iterator[list[Path]]:
    """`replacing` for files that belong together, in one folder and those below it.

    No file takes its name before all of them lie on the disk.  From then on a kill loses nothing: the
    next run into the folder gives the rest their names.  ``ensure`` is called just before, while no
    other run can move files there; if it raises, nothing is moved.  Raises `SimError` as `replacing`
    does.
    """
    home = Path(os.path.commonpath([path.parent for path in paths]))
    names = [path.relative_to(home).as_posix() for path in paths]
    with refusing(_named(paths)):
        for path in paths:
            _make_way(path)
        with room_in(home) as room:
            temporaries = [room / name for name in names]
            for temporary in temporaries:
                temporary.parent.mkdir(parents=True, exist_ok=True)
            yield temporaries
            for temporary in temporaries:
                _settle(temporary)
            with _alone(home), _unhurried():
                ensure()
                _write_down(room, names)
                _move(room)


@contextmanager
def refusing(what: str) -> Iterator[None]:
    """Turns an `OSError` of the block into `SimError`: ``what`` cannot be written."""
    try:
        yield
    except OSError as error:
        raise SimError(
            f"cannot write {what} ({error.strerror or error})",
            hint="free some space or choose another folder with --out; what was there before is untouched",
        ) from error


def save_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with line feeds."""
    save_texts(path.parent, {path.name: text})


def save_texts(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write texts by file name into ``folder`` as UTF-8 with line feeds; all of them or none."""
    paths = [folder / name for name in texts]
    with replacing_all(paths) as temporaries:
        for temporary, text in zip(temporaries, texts.values(), strict=True):
            temporary.write_bytes(text.encode("utf-8"))
    return paths


@contextmanager
def room_in(folder: Path) -> Iterator[Path]:
    """A hidden folder in ``folder`` to work in, gone with all that is in it when the block ends.

    First of all puts in order what killed runs left in ``folder``.  Raises `OSError` when the folder
    cannot be made or written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    room, lock = None, None
    try:
        with _alone(folder):
            _put_in_order(folder)
            with _unhurried():
                room = Path(mkdtemp(prefix=f".{os.getpid()}-", suffix=ENDING, dir=folder))
                lock = _lock(room)
        yield room
    finally:
        with _unhurried():
            if room is not None:
                shutil.rmtree(room, ignore_errors=True)
            if lock is not None:
                os.close(lock)


def _put_in_order(folder: Path) -> None:
    """Move what killed runs had finished to its place, and take their rooms away.

    Raises `SimError` when a file cannot take its place; the room is gone then too.
    """
    for room in sorted(folder.glob(f".*{ENDING}")):
        if not room.is_symlink() and room.is_dir() and _is_left(room):
            try:
                with _unhurried():
                    _move(room)
            finally:
                shutil.rmtree(room, ignore_errors=True)


def _lock(room: Path) -> int | None:
    """A file of the room, open and locked; None where there are no locks."""
    if fcntl is None:
        return None
    handle = os.open(room / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    with suppress(OSError):
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return handle


def _is_left(room: Path) -> bool:
    """Is the run dead whose room this is?  No, where that cannot be known.

    A process is not told of its own locks, so rooms that bear its own number are let lie.
    """
    if fcntl is None or room.name.startswith(f".{os.getpid()}-"):
        return False
    try:
        handle = os.open(room / LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other run moves files into ``folder`` meanwhile, where the system has locks for folders."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Ctrl-C and the order to end wait until the block is done; they only ever reach the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before: dict[signal.Signals, Any] = {}
    try:
        for which in (signal.SIGINT, signal.SIGTERM):
            before[which] = signal.signal(which, lambda number, _: came.append(number))
        yield
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)
        if came:
            signal.raise_signal(came[0])


def _write_down(room: Path, names: list[str]) -> None:
    """From here on the files count as written; a journal that is torn counts as none.

    A single file needs none that lasts: it is moved or it is not.
    """
    path = room / JOURNAL
    path.write_text(json.dumps(names), encoding="utf-8")
    if len(names) > 1:
        _settle(path)


def _move(room: Path) -> None:
    """Move the files that the journal lists, and are not moved yet, out of the room.

    Raises `OSError` when the first cannot be moved, `SimError` when a later one cannot.
    """
    names, home = _written_down(room), room.parent
    left = [name for name in names if (room / name).exists()]
    for moved, name in enumerate(left, start=len(names) - len(left)):
        try:
            os.replace(room / name, home / name)
        except OSError as error:
            if not moved:
                raise
            raise SimError(
                f"{moved} of {len(names)} files in {home} are of another run than the rest"
                f" ({name}: {error.strerror or error})",
                hint=f"see to {name} and run the command again",
            ) from error


def _written_down(room: Path) -> list[str]:
    """What the journal says, or nothing; no word of it leads out of the folder."""
    try:
        said: Any = json.loads((room / JOURNAL).read_text(encoding="utf-8"))
        names = [str(name) for name in said]
    except (FileNotFoundError, ValueError, TypeError):
        return []
    return names if all(map(_is_below, names)) else []


def _is_below(name: str) -> bool:
    """Does a path lead to something in the folder that it starts from?"""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def _make_way(path: Path) -> None:
    """The folder of a file, and no folder in its place."""
    if path.parent.exists() and not path.parent.is_dir():
        raise SimError(f"{path.parent} is not a folder", hint="choose another with --out")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(EISDIR, f"{path.name} is a folder")


def _settle(path: Path) -> None:
    """Bring the bytes to the disk, so that a rename never names an empty file."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _named(paths: Sequence[Path]) -> str:
    """Files as a message calls them: one in a room by the folder in which the room stands."""
    folder = paths[0].parent
    room = next((place for place in [folder, *folder.parents] if place.name.endswith(ENDING)), None)
    folder = folder if room is None else room.parent
    return str(folder / paths[0].name) if len(paths) == 1 else f"{len(paths)} files into {folder}"
