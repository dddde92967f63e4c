"""What is too large, endless, or no file at all is refused in seconds and within a gigabyte."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from doors import SCENARIO, SECONDS, build_map, copied_valley, run, validate
from mutants import FILES

from sim.yamlfile import MAX_BYTES, MAX_FILES, load_yaml

Spoil = Callable[[Path], object]
GIGABYTE = 2**30
LESSON, MAP, CLAIMS = f"{SCENARIO}/lesson.yaml", f"{SCENARIO}/map.yaml", "seeds/claims/000.yaml"
CONTROL, FIGURES, PEOPLE = (f"{SCENARIO}/{stem}.yaml" for stem in ("control", "figures", "people"))
QUESTION = 'question: "x"\nbecause: "x"\nset:\n'


def replaced(file: str, by: Callable[[Path], object]) -> Spoil:
    """The file taken away, and something else put in its place."""

    def spoil(project: Path) -> None:
        (project / file).unlink(missing_ok=True)
        by(project / file)

    return spoil


def linked(target: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(target)


def of_bytes(size: int) -> Callable[[Path], object]:
    """A file that says it is so long and takes no room."""
    return lambda path: (path.touch(), os.truncate(path, size))


def text(content: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(content, encoding="utf-8")


def moved_out(folder: str) -> Spoil:
    """A folder of the project replaced by a link to where it lies now."""

    def spoil(project: Path) -> None:
        outside = project.parent / "outside"
        (project / folder).rename(outside)
        (project / folder).symlink_to(outside)

    return spoil


def edited(file: str, change: Callable[[dict], object]) -> Spoil:
    def spoil(project: Path) -> None:
        data = load_yaml(project / file)
        change(data)
        (project / file).write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")

    return spoil


def many_files(folder: str, count: int, name: str = "{:03d}.yaml") -> Spoil:
    def spoil(project: Path) -> None:
        for number in range(count):
            (project / folder / name.format(number)).write_text("x: 1\n")

    return spoil


def renamed(old: str, new: str) -> Spoil:
    return lambda project: (project / old).rename(project / new)


MANY = 30_000
UNKNOWN = [f"009-p{n % 1000:03d}-{n // 1000:02d}" for n in range(MANY)]
SPOILT: dict[str, tuple[Spoil, str]] = {
    "a file of 100 MB": (replaced(PEOPLE, of_bytes(100_000_000)), f"limit of {MAX_BYTES:,} bytes"),
    "a claims file of 100 GB": (replaced(CLAIMS, of_bytes(10**11)), "bytes of claims, more than the limit"),
    "a name of a million letters": (
        replaced(f"{SCENARIO}/scenario.yaml", text("title: " + "x" * 1_000_000)),
        "a text longer than the limit of 20,000 characters",
    ),
    "a key of a million letters": (replaced(LESSON, text("? " + "x" * 1_000_000)), "longer than the limit"),
    "a number of a million digits": (replaced(PEOPLE, text("a: " + "9" * 10**6)), "longer than the limit"),
    "an hour of a million parts": (replaced(PEOPLE, text("a: 1" + ":59" * 600_000)), "longer than the limit"),
    "brackets without end": (replaced(CONTROL, text("[" * 1_000_000)), "deeper than the limit of 24"),
    "indentation without end": (
        replaced(CONTROL, text("".join(" " * n + "a:\n" for n in range(1_500)))),
        "deeper than the limit of 24",
    ),
    "values without end": (replaced(FIGURES, text("[" + "1," * 900_000 + "]")), "limit of 200,000 values"),
    "keys without end": (
        replaced(CONTROL, text("".join(f"k{n}: 1\n" for n in range(180_000)))), "limit of 200,000 values",
    ),
    "thousands of unknown keys": (
        replaced(CONTROL, text("".join(f"k{n}: 1\n" for n in range(MANY)))), "more faults from here on",
    ),
    "thousands of unknown places": (
        edited(CONTROL, lambda data: data["steps"][0].update(places=[f"mill-end-{n}" for n in range(MANY)])),
        "more than the limit of 500",
    ),
    "thousands of unknown claims": (
        edited(FIGURES, lambda data: data["unchecked"][0].update(claims=UNKNOWN)),
        "no claim '009-p000-00'",
    ),
    "thousands of paths in a what-if": (
        replaced(
            f"{SCENARIO}/what-ifs/twice-the-buses.yaml",
            text(QUESTION + "".join(f"  people.x{n}: 1\n" for n in range(1_500))),
        ),
        "touches nothing",
    ),
    "a pipe": (replaced(PEOPLE, os.mkfifo), "not a regular file"),
    "a pipe among the claims": (
        lambda project: os.mkfifo(project / "seeds/claims/002.yaml"), "not a regular file",
    ),
    "a pipe for a lesson": (replaced(LESSON, os.mkfifo), "not a regular file"),
    "a folder": (replaced(PEOPLE, os.mkdir), "Is a directory"),
    "a folder among the documents": (
        lambda project: (project / "seeds/documents/003.yaml").mkdir(), "Is a directory",
    ),
    "an endless device": (replaced(PEOPLE, linked("/dev/zero")), "a symbolic link"),
    "a device of nothing": (replaced(PEOPLE, linked("/dev/null")), "a symbolic link"),
    "the user's terminal": (replaced(PEOPLE, linked("/dev/stdin")), "a symbolic link"),
    "a link out of the folder": (replaced(LESSON, linked("/etc/passwd")), "a symbolic link"),
    "a link upwards": (replaced(MAP, linked("../../seeds/regions.yaml")), "a symbolic link"),
    "a link to itself": (replaced(MAP, linked("map.yaml")), "a symbolic link"),
    "a link to nothing": (replaced(MAP, linked("nothing")), "a symbolic link"),
    "claims that lie elsewhere": (moved_out("seeds/claims"), "a symbolic link"),
    "documents that lie elsewhere": (moved_out("seeds/documents"), "a symbolic link"),
    "what-ifs that lie elsewhere": (moved_out(f"{SCENARIO}/what-ifs"), "a symbolic link"),
    "hundreds of documents": (many_files("seeds/documents", 900), f"more than the limit of {MAX_FILES}"),
    "hundreds of claims": (many_files("seeds/claims", 900), f"more than the limit of {MAX_FILES}"),
    "hundreds of what-ifs": (
        many_files(f"{SCENARIO}/what-ifs", 900, "w{}.yaml"), "901 what-ifs, more than the limit of 50",
    ),
    "a what-if named as a device": (
        renamed(f"{SCENARIO}/what-ifs/twice-the-buses.yaml", f"{SCENARIO}/what-ifs/nul.yaml"),
        "device on Windows",
    ),
    "a what-if with a line feed in its name": (
        renamed(f"{SCENARIO}/what-ifs/twice-the-buses.yaml", f"{SCENARIO}/what-ifs/a\nb.yaml"), "is no id",
    ),
    "a what-if named as a formula": (
        renamed(f"{SCENARIO}/what-ifs/twice-the-buses.yaml", f"{SCENARIO}/what-ifs/=1+1.yaml"), "is no id",
    ),
    "a claims file whose name steers": (
        renamed("seeds/claims/001.yaml", "seeds/claims/\x1b[2J\u202e.yaml"), r"\x1b[2J\u202e.yaml",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_it_is_refused_in_seconds(name: str, tmp_path: Path) -> None:
    project = copied_valley(tmp_path)
    spoil, says = SPOILT[name]
    spoil(project)
    said = validate(project)
    assert (said.status, said.is_located) == (2, True), said.text[:2000]
    assert says in said.text
    assert said.seconds < SECONDS
    assert len(said.text) < 500_000


def test_a_scenario_whose_folder_is_no_id_is_refused(tmp_path: Path) -> None:
    project = copied_valley(tmp_path)
    for name in ("=cmd", "Valley!", "\x1b[2J", "con", "a\nb"):
        (project / SCENARIO).rename(project / "scenarios" / name)
        said = run("validate", str(project / "scenarios" / name))
        (project / "scenarios" / name).rename(project / SCENARIO)
        assert (said.status, "is no id" in said.text) == (2, True)
        assert said.text.replace("\n", "").isprintable()


LINES, CELLS = f"{SCENARIO}/lines.geojson", f"{SCENARIO}/cells.geojson"
ENCLAVE = (
    '{"features": [{"properties": {"id": "e", "name": "E", "kind": "enclave", "confidence": "C", '
    '"faces": "government"}, "geometry": {"type": "Polygon", "coordinates": [[%s]]}}]}'
)
UNLIKE = "not in the shape"
MAPLESS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (os.mkfifo, "not a regular file"),
    "a folder": (os.mkdir, "Is a directory"),
    "an endless device": (linked("/dev/zero"), "a symbolic link"),
    "a link to nothing": (linked("nothing"), "a symbolic link"),
    "a file of 10 GB": (of_bytes(10**10), f"limit of {MAX_BYTES:,} bytes"),
    "brackets without end": (text("[" * 100_000), UNLIKE),
    "features within features": (text('{"features":' * 50_000), UNLIKE),
    "numbers for features": (text('{"features": [' + "1," * 900_000 + "1]}"), UNLIKE),
    "points without end": (text(ENCLAVE % ",".join(["[0,0]"] * 300_000)), UNLIKE),
    "numbers for points": (text(ENCLAVE % ",".join(["0"] * 900_000)), UNLIKE),
    "another encoding": (lambda path: path.write_bytes(b"\xff\xfe{\0}\0"), "not UTF-8"),
    "a number beyond all measure": (text(ENCLAVE % "[1e999,0],[1,0],[1,1],[1e999,0]"), UNLIKE),
    "points off the globe": (text(ENCLAVE % "[181,0],[1,0],[1,1],[181,0]"), UNLIKE),
}


@pytest.mark.parametrize("name", MAPLESS)
@pytest.mark.parametrize("file", [LINES, CELLS])
def test_no_map_is_made_from_it(file: str, name: str, tmp_path: Path) -> None:
    project = copied_valley(tmp_path)
    by, says = MAPLESS[name]
    replaced(file, by)(project)
    said = build_map(project)
    assert (said.status, len(said.lines)) == (2, 2), said.text[:2000]
    assert said.lines[0].startswith(f"error: {project / file}: "), said.text[:2000]
    assert says in said.lines[0]
    assert said.lines[1].startswith("hint: ")
    assert said.seconds < SECONDS
    assert len(said.text) < 5_000


FLAWED = {
    "a bow tie": ("[0,0],[0.04,0.009],[0.04,0],[0,0.009],[0,0]", "is not one simple ring"),
    "a ring that is open": ("[0,0],[0.04,0],[0.04,0.009],[0,0.009]", "is not one simple ring"),
    "a ring of one spot": ("[0,0],[0,0],[0,0],[0,0]", "is not one simple ring"),
    "a hole": ("[0,0],[0.04,0],[0.04,0.009],[0,0]],[[0.01,0.001],[0.02,0.001],[0.02,0.002],[0.01,0.001]",
               "is not one simple ring"),
    "another country": ("[10,10],[10.1,10],[10.1,10.1],[10,10]", "lies outside the outline"),
}  # fmt: skip


@pytest.mark.parametrize("name", FLAWED)
def test_no_map_is_made_of_an_outline_that_is_none(name: str, tmp_path: Path) -> None:
    project = copied_valley(tmp_path)
    points, says = FLAWED[name]
    (project / LINES).write_text(ENCLAVE % points)
    said = build_map(project)
    assert (said.status, len(said.lines)) == (2, 2), said.text
    assert says in said.lines[0]


NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (os.mkfifo, "not a regular file"),
    "a folder": (os.mkdir, "Is a directory"),
    "an endless device": (linked("/dev/zero"), "a symbolic link"),
    "a link to nothing": (linked("nothing"), "a symbolic link"),
}


@pytest.mark.parametrize("name", NO_FILES)
@pytest.mark.parametrize("file", [*FILES, LESSON])
def test_what_is_no_file_is_refused_wherever_it_stands(file: str, name: str, tmp_path: Path) -> None:
    project = copied_valley(tmp_path)
    by, says = NO_FILES[name]
    replaced(file, by)(project)
    said = validate(project)
    assert (said.status, said.is_located) == (2, True), said.text
    assert f"{project / file}:1: -: " in said.text
    assert says in said.text


@pytest.mark.parametrize("folder", ["seeds", "seeds/claims", "seeds/documents", f"{SCENARIO}/what-ifs"])
@pytest.mark.parametrize("by", [os.mkfifo, Path.touch, linked("nothing")], ids=["pipe", "file", "link"])
def test_what_is_no_folder_is_refused(folder: str, by: Callable[[Path], object], tmp_path: Path) -> None:
    """A record of its own that cannot be read is not replaced by another project's."""
    project = copied_valley(tmp_path)
    (project / folder).rename(tmp_path / "aside")
    by(project / folder)
    said = validate(project)
    assert said.status == 2, said.text
    assert str(project / folder) in said.lines[0]


def test_a_project_without_a_list_of_accounts_takes_no_other_record(tmp_path: Path) -> None:
    project = copied_valley(tmp_path)
    (project / "seeds/accounts.yaml").unlink()
    said = validate(project)
    assert (said.status, said.is_located) == (2, True)
    assert f"{project / 'seeds/accounts.yaml'}:1: -: cannot be read" in said.text


@pytest.mark.parametrize("file", ["places", "territory"])
def test_no_map_is_made_from_a_pipe_among_the_other_files(file: str, tmp_path: Path) -> None:
    project = copied_valley(tmp_path)
    replaced(f"{SCENARIO}/{file}.yaml", os.mkfifo)(project)
    said = build_map(project)
    assert (said.status, "not a regular file" in said.text) == (2, True)


LIMITED = [
    "a file of 100 MB", "brackets without end", "values without end", "thousands of unknown keys",
    "an endless device",
]  # fmt: skip


@pytest.mark.parametrize("name", LIMITED)
def test_a_process_with_a_gigabyte_ends_with_status_2(name: str, tmp_path: Path) -> None:
    project = copied_valley(tmp_path)
    SPOILT[name][0](project)
    ran = subprocess.run(
        [sys.executable, "-m", "sim", "validate", str(project / SCENARIO)],
        capture_output=True, text=True, timeout=60, check=False, preexec_fn=_within_bounds,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert ran.returncode == 2, ran.stderr[-2000:]
    assert "Traceback" not in ran.stderr
    assert SPOILT[name][1] in ran.stdout


def _within_bounds() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTE, GIGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))


@pytest.mark.parametrize(
    "spoil", [os.mkfifo, linked("/dev/zero"), of_bytes(10**10), text("[" * 100_000), text("null")]
)
def test_a_manifest_that_is_none_is_refused(spoil: Callable[[Path], object], tmp_path: Path) -> None:
    spoil(tmp_path / "summary.json")
    said = run("replay", "aleppo-2016", "--verify", str(tmp_path / "summary.json"))
    assert (said.status, "is not a summary with a manifest" in said.text) == (2, True), said.text
