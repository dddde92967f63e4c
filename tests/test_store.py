"""A file is written whole or not at all."""

import errno
import json
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim import store
from sim.errors import SimError
from sim.store import replacing, replacing_all, room_in, save_text, save_texts


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file that was there before."""
    path = tmp_path / "table.csv"
    path.write_text("old", encoding="utf-8")
    return path


def untouched(path: Path) -> bool:
    """Is the old file as it was, and alone in its folder?"""
    return path.read_text(encoding="utf-8") == "old" and list(path.parent.iterdir()) == [path]


def break_off(path: Path, error: BaseException) -> None:
    """Write half of the file, then fail."""
    with replacing(path) as temporary:
        temporary.write_text("half", encoding="utf-8")
        raise error


def test_a_block_that_ends_well_replaces_the_file(old: Path) -> None:
    with replacing(old) as temporary:
        temporary.write_text("new", encoding="utf-8")
        assert old.read_text(encoding="utf-8") == "old"
    assert old.read_text(encoding="utf-8") == "new"
    assert list(old.parent.iterdir()) == [old]


def test_the_temporary_file_lies_in_a_hidden_folder_and_keeps_the_ending(tmp_path: Path) -> None:
    with replacing(tmp_path / "film.mp4") as temporary:
        assert (temporary.parent.parent, temporary.suffix) == (tmp_path, ".mp4")
        assert temporary.parent.name.startswith(".")
        assert temporary.parent.name.endswith(".partial")
        temporary.touch()
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt(), SystemExit(143), MemoryError()])
def test_a_block_that_fails_leaves_what_was_there(old: Path, error: BaseException) -> None:
    with pytest.raises(type(error)):
        break_off(old, error)
    assert untouched(old)


def test_a_block_that_fails_leaves_no_new_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="x"):
        break_off(tmp_path / "new.csv", ValueError("x"))
    assert list(tmp_path.iterdir()) == []


def test_a_block_that_writes_nothing_is_an_error(old: Path) -> None:
    with pytest.raises(SimError, match="cannot write"), replacing(old):
        pass
    assert untouched(old)


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_disk_that_fails_at_the_end_is_a_users_error(
    old: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(SimError) as caught:
        save_text(old, "new")
    assert caught.value.message == f"cannot write {old} ({os.strerror(number)})"
    assert "what was there before is untouched" in caught.value.hint
    assert untouched(old)


@pytest.fixture
def small_files_only() -> Iterator[None]:
    """The system refuses to make any file longer than 4,096 bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("small_files_only")
def test_a_write_that_breaks_off_in_the_middle(old: Path) -> None:
    with pytest.raises(SimError, match="File too large"):
        save_text(old, "x" * 10_000)
    assert untouched(old)
    save_text(old, "x" * 4_000)
    assert len(old.read_text(encoding="utf-8")) == 4_000


def test_a_full_disk(tmp_path: Path) -> None:
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None:
        pytest.skip("no mount here; a full disk is imitated above")
    command = [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("may not mount here; a full disk is imitated above")
    try:
        path = tmp_path / "table.csv"
        save_text(path, "old")
        with pytest.raises(SimError, match="No space left"):
            save_text(path, "x" * 200_000)
        assert untouched(path)
        save_text(path, "x" * 20_000)
        assert path.stat().st_size == 20_000
    finally:
        subprocess.run([umount, "-l", str(tmp_path)], check=True)


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder with an old file in which we may not write, also when the tests run as root."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    (folder / "table.csv").write_text("old", encoding="utf-8")
    folder.chmod(0o555)
    as_root = os.geteuid() == 0
    if as_root:
        os.seteuid(65534)
    yield folder
    if as_root:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /tmp and Unix users")
def test_a_folder_that_may_not_be_written_to(locked_folder: Path) -> None:
    with pytest.raises(SimError, match="Permission denied") as caught:
        save_text(locked_folder / "table.csv", "new")
    assert "--out" in caught.value.hint
    assert untouched(locked_folder / "table.csv")


def test_a_file_where_a_folder_should_be(old: Path) -> None:
    with pytest.raises(SimError, match="cannot write"):
        save_text(old / "below" / "table.csv", "new")
    assert untouched(old)


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "table.csv" / "inside").mkdir(parents=True)
    with pytest.raises(SimError, match="cannot write"):
        save_text(tmp_path / "table.csv", "new")
    assert [p.name for p in tmp_path.iterdir()] == ["table.csv"]
    assert (tmp_path / "table.csv" / "inside").is_dir()


def test_missing_folders_are_made(tmp_path: Path) -> None:
    save_text(tmp_path / "a" / "b" / "c.txt", "new")
    assert (tmp_path / "a" / "b" / "c.txt").read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o002, 0o664), (0o077, 0o600)])
def test_others_may_read_it_as_the_umask_says(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        save_text(tmp_path / "page.html", "new")
        save_text(tmp_path / "page.html", "newer")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "page.html").stat().st_mode) == mode


def test_text_is_utf_8_with_the_line_ends_given(tmp_path: Path) -> None:
    save_text(tmp_path / "t.txt", "ä\nب\n")
    assert (tmp_path / "t.txt").read_bytes() == "ä\nب\n".encode()


def test_text_that_is_no_unicode_leaves_what_was_there(old: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        save_text(old, "\ud800")
    assert untouched(old)


def test_the_bytes_are_on_the_disk_before_the_name_is_given(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    fsync, replace = os.fsync, os.replace

    def tell_fsync(handle: int) -> None:
        told.append("fsync")
        fsync(handle)

    def tell_replace(source: Path, target: Path) -> None:
        told.append("replace")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", tell_fsync)
    monkeypatch.setattr(os, "replace", tell_replace)
    save_text(old, "new")
    assert told == ["fsync", "replace"]


def test_files_that_belong_together_are_written_together(old: Path) -> None:
    folder = old.parent
    paths = save_texts(folder, {"table.csv": "new", "other.csv": "new too"})
    assert [path.read_text(encoding="utf-8") for path in paths] == ["new", "new too"]
    assert sorted(folder.iterdir()) == sorted(paths)


def test_of_files_that_belong_together_none_is_written_when_one_fails(old: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        save_texts(old.parent, {"table.csv": "new", "other.csv": "\ud800"})
    assert untouched(old)
    with pytest.raises(SimError), replacing_all([old, old.with_name("other.csv")]) as temporaries:
        temporaries[0].write_text("new", encoding="utf-8")
    assert untouched(old)


def left_room(folder: Path, journal: str | None, **texts: str) -> Path:
    """A room as a killed run leaves it; the number is that of no process."""
    room = folder / ".0-killed.partial"
    room.mkdir()
    (room / ".lock").touch()
    if journal is not None:
        (room / ".journal").write_text(journal, encoding="utf-8")
    for name, text in texts.items():
        (room / f"{name}.csv").write_text(text, encoding="utf-8")
    return room


def texts(folder: Path) -> dict[str, str]:
    """Every file below a folder, hidden ones too."""
    return {
        p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8")
        for p in folder.rglob("*")
        if p.is_file()
    }


def test_what_a_killed_run_had_written_is_moved_by_the_next(old: Path) -> None:
    left_room(old.parent, json.dumps(["moved.csv", "table.csv", "other.csv"]), table="new", other="new")
    save_text(old.with_name("mine.txt"), "mine")
    assert texts(old.parent) == {"table.csv": "new", "other.csv": "new", "mine.txt": "mine"}


@pytest.mark.parametrize("journal", [None, "", '["table.csv", "oth', "{}", "7", "null", '[""]', '["."]'])
def test_what_a_killed_run_had_not_finished_is_dropped(old: Path, journal: str | None) -> None:
    left_room(old.parent, journal, table="half")
    save_text(old.with_name("mine.txt"), "mine")
    assert texts(old.parent) == {"table.csv": "old", "mine.txt": "mine"}


@pytest.mark.parametrize("where", ["../table.csv", "below/../../table.csv", "{}/table.csv"])
def test_no_journal_leads_out_of_its_folder(old: Path, where: str) -> None:
    below = old.parent / "below"
    below.mkdir()
    left_room(below, json.dumps([where.format(old.parent), "mine.csv"]), table="hostile", mine="hostile")
    save_text(below / "mine.csv", "mine")
    assert texts(old.parent) == {"table.csv": "old", "below/mine.csv": "mine"}


def test_a_link_that_looks_like_a_room_is_let_lie(old: Path) -> None:
    (old.parent / "kept").mkdir()
    left_room(old.parent / "kept", None, table="kept").rename(old.parent / "kept" / "room")
    (old.parent / ".0-x.partial").symlink_to(old.parent / "kept" / "room")
    save_text(old, "new")
    assert (old.parent / "kept" / "room" / "table.csv").read_text(encoding="utf-8") == "kept"


def test_a_room_of_a_run_that_is_alive_is_let_lie(old: Path) -> None:
    """Its number says nothing; the lock does, and it goes with the process, however that ends."""
    room = left_room(old.parent, json.dumps(["table.csv"]), table="theirs")
    script = (
        "import fcntl, sys; f = open(sys.argv[1], 'r+'); fcntl.lockf(f, fcntl.LOCK_EX); print(1, flush=True);"
        "sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(room / ".lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        save_text(old.with_name("mine.txt"), "mine")
        assert (old.read_text(encoding="utf-8"), room.exists()) == ("old", True)
        other.kill()
    save_text(old.with_name("mine.txt"), "mine")
    assert (old.read_text(encoding="utf-8"), room.exists()) == ("theirs", False)


def test_a_room_of_this_process_is_let_lie(old: Path) -> None:
    with room_in(old.parent) as room, replacing(old) as temporary:
        assert temporary.parent != room
        temporary.write_text("new", encoding="utf-8")
        save_text(old.with_name("mine.txt"), "mine")
        assert room.exists()
    assert texts(old.parent) == {"table.csv": "new", "mine.txt": "mine"}


def test_a_system_without_locks_writes_and_sweeps_nothing(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "fcntl", None)
    room = left_room(old.parent, json.dumps(["table.csv"]), table="theirs")
    save_text(old, "new")
    assert old.read_text(encoding="utf-8") == "new"
    assert sorted(path.name for path in old.parent.iterdir()) == [room.name, "table.csv"]


def test_a_file_that_cannot_be_moved_after_others_is_named(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, left = os.replace, [1]

    def fail(source: Path, target: Path) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(SimError) as caught:
        save_texts(old.parent, {"first.csv": "new", "table.csv": "new"})
    assert "1 of 2 files in" in caught.value.message
    assert "(table.csv: Operation not permitted)" in caught.value.message
    assert "untouched" not in caught.value.hint
    assert texts(old.parent) == {"first.csv": "new", "table.csv": "old"}


def test_a_folder_that_came_in_the_way_of_a_killed_run_is_told_of_once(tmp_path: Path) -> None:
    left_room(tmp_path, json.dumps(["moved.csv", "table.csv"]), table="new")
    (tmp_path / "table.csv").mkdir()
    with pytest.raises(SimError, match=r"1 of 2 files in .*table\.csv: Is a directory"):
        save_text(tmp_path / "mine.txt", "mine")
    save_text(tmp_path / "mine.txt", "mine")
    assert texts(tmp_path) == {"mine.txt": "mine"}


def test_nothing_is_moved_when_what_must_hold_does_not(old: Path) -> None:
    def ensure() -> None:
        raise SimError("another was quicker", hint="again")

    with pytest.raises(SimError, match="quicker"), replacing_all([old], ensure=ensure) as (temporary,):
        temporary.write_text("new", encoding="utf-8")
    assert untouched(old)


def test_ctrl_c_between_two_files_waits_for_the_last(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, answers = os.replace, signal.getsignal(signal.SIGINT)

    def interrupt(source: Path, target: Path) -> None:
        signal.raise_signal(signal.SIGINT)
        replace(source, target)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_texts(old.parent, {"first.csv": "new", "table.csv": "new"})
    assert texts(old.parent) == {"first.csv": "new", "table.csv": "new"}
    assert signal.getsignal(signal.SIGINT) is answers


def test_ctrl_c_while_a_room_is_locked_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = store._lock

    def locked(room: Path) -> int | None:
        signal.raise_signal(signal.SIGINT)
        return lock(room)

    monkeypatch.setattr(store, "_lock", locked)
    with pytest.raises(KeyboardInterrupt), room_in(tmp_path):
        pytest.fail("nothing is done in a room that the user no longer wants")
    assert list(tmp_path.iterdir()) == []


def test_files_below_each_other_are_written_together(tmp_path: Path) -> None:
    paths = [tmp_path / "data" / "table.csv", tmp_path / "table.csv"]
    with replacing_all(paths) as temporaries:
        for temporary, text in zip(temporaries, ("below", "above"), strict=True):
            temporary.write_text(text, encoding="utf-8")
    assert texts(tmp_path) == {"data/table.csv": "below", "table.csv": "above"}
