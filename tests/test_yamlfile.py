"""A file that a stranger wrote becomes plain data or faults with file and line, quickly, and nothing else."""

import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from sim.base import Model, Name, Words
from sim.errors import Fault, FaultsFound
from sim.record.account import Accounts
from sim.record.claim import ClaimFile
from sim.record.document import Document
from sim.record.speakers import Regions, Speakers
from sim.record.wording import Wording
from sim.yamlfile import (
    MAX_BYTES,
    MAX_FAULTS,
    MAX_SCALAR,
    iter_yaml,
    line_of,
    lines_of,
    load_model,
    load_yaml,
)

CASES = sorted((Path(__file__).parent / "data" / "record").glob("*.yaml"))
MODELS: dict[str, type[BaseModel]] = {
    model.__name__: model for model in (Accounts, ClaimFile, Document, Regions, Speakers, Wording)
}
SECONDS = 3.0
"""How long a hostile file may keep us, on a slow machine."""


class Shelf(Model):
    """A small model with one field of each sort."""

    label: Words | None = None
    name: Name | None = None
    count: int | None = None
    weight: float | None = None
    counts: tuple[int, ...] = ()


@pytest.fixture
def written(tmp_path: Path) -> Callable[[bytes | str], Path]:
    def write(content: bytes | str) -> Path:
        path = tmp_path / "given.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def the_fault(path: Path, model: type[BaseModel] | None = None) -> Fault:
    """The one fault that reading ``path`` gives, in less than `SECONDS`."""
    begun = time.process_time()
    with pytest.raises(FaultsFound) as caught:
        load_model(path, model) if model else load_yaml(path)
    assert time.process_time() - begun < SECONDS
    assert len(caught.value.faults) == 1
    fault = caught.value.faults[0]
    assert fault.file == str(path)
    assert fault.remedy
    assert len(str(fault).splitlines()) == 1
    return fault


def read(path: Path) -> tuple[Any, list[Fault]]:
    """What stands in a file, or what is wrong with it."""
    try:
        return load_yaml(path), []
    except FaultsFound as error:
        return None, error.faults


# --- scalars -------------------------------------------------------------------------------------

SCALARS = {
    "yes": "yes",
    "no": "no",
    "on": "on",
    "Off": "Off",
    "true": True,
    "false": False,
    "True": "True",
    "null": None,
    "~": None,
    "": None,
    "Null": "Null",
    "0": 0,
    "7": 7,
    "-7": -7,
    "+7": 7,
    "010": "010",
    "0o17": "0o17",
    "0x1f": "0x1f",
    "1_000": "1_000",
    "1,000": "1,000",
    "10:30": "10:30",
    "1:59:59": "1:59:59",
    "2016-12-01": "2016-12-01",
    "2016-12-01 10:30:00": "2016-12-01 10:30:00",
    "2016-13-45": "2016-13-45",
    "1.5": 1.5,
    ".5": 0.5,
    "-0.25": -0.25,
    "1e5": 100000.0,
    "1E-2": 0.01,
    "2.5e3": 2500.0,
    ".inf": ".inf",
    "-.inf": "-.inf",
    ".nan": ".nan",
    "=": "=",
    "999999999999999999": 10**18 - 1,
    "9999999999999999999": "9999999999999999999",
}


@pytest.mark.parametrize("text", SCALARS)
def test_scalars_are_those_of_yaml_1_2(written: Callable[..., Path], text: str) -> None:
    for found in (load_yaml(written(f"a: {text}\n"))["a"], load_yaml(written(f"- {text}\n"))[0]):
        assert found == SCALARS[text]
        assert type(found) is type(SCALARS[text])


def test_a_quoted_number_is_text(written: Callable[..., Path]) -> None:
    assert load_yaml(written("a: \"1\"\nb: '2'\nc: |\n  3\n")) == {"a": "1", "b": "2", "c": "3\n"}


def test_keys_are_always_text(written: Callable[..., Path]) -> None:
    assert load_yaml(written("true: 1\n2: 2\n2016-01-01: 3\n'': 4\n")) == {
        "true": 1,
        "2": 2,
        "2016-01-01": 3,
        "": 4,
    }


def test_a_byte_order_mark_is_dropped(written: Callable[..., Path]) -> None:
    assert load_yaml(written(b"\xef\xbb\xbfa: 1\n")) == {"a": 1}


@pytest.mark.parametrize("text", ["", "\n", "# nothing but a comment\n"])
def test_an_empty_file_is_null_and_no_model(written: Callable[..., Path], text: str) -> None:
    path = written(text)
    assert load_yaml(path) is None
    assert the_fault(path, Shelf).line == 1


def test_windows_line_ends_count_as_one_line(written: Callable[..., Path]) -> None:
    assert the_fault(written("a: 1\r\nb: 2\r\na: 3\r\n")).line == 3


# --- what is refused -----------------------------------------------------------------------------

HOSTILE: dict[str, tuple[bytes, int, str]] = {
    "duplicate key": (b"a: 1\nb: 2\na: 3\n", 3, "'a' stands twice"),
    "duplicate key, written otherwise": (b'1: a\n"1": b\n', 2, "'1' stands twice"),
    "duplicate key, deep": (b"a:\n- {b: 1,\n   b: 2}\n", 3, "'b' stands twice"),
    "alias": (b"a: &x 1\nb: *x\n", 2, "alias"),
    "alias of itself": (b"a: &x [*x]\n", 1, "alias"),
    "alias as key": (b"&x a: 1\n*x : 2\n", 2, "alias"),
    "merge bomb": (
        b"a0: &a0 {x: 1}\n"
        + b"".join(
            b"a%d: &a%d {<<: [%s]}\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)
        ),
        2,
        "alias",
    ),
    "open brackets": (b"[" * 50_000, 1, "nested deeper"),
    "open braces": (b"{" * 50_000, 1, "nested deeper"),
    "dashes": (b"- " * 25_000, 1, "nested deeper"),
    "question marks": (b"? " * 25_000, 1, "nested deeper"),
    "deep blocks": (b"".join(b" " * n + b"a:\n" for n in range(200)), 25, "nested deeper"),
    "python tag": (b"a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "python/object/apply"),
    "own tag": (b"a: !x 1\n", 1, "tag !x"),
    "plain tag": (b"a: !!str 1\n", 1, "tag"),
    "tag of a map": (b"a: !!set {b}\n", 1, "tag"),
    "tag without a name": (b"a: ! 1\n", 1, "tag"),
    "tag directive": (b"%TAG ! tag:x,2000:\n---\na: !b 1\n", 3, "tag"),
    "Latin-1": (b"a: 1\nb: caf\xe9\n", 2, "UTF-8"),
    "UTF-16": ("a: 1\n".encode("utf-16"), 1, "UTF-8"),
    "UTF-16 without a mark": ("a: 1\n".encode("utf-16-le"), 1, "#x0000"),
    "overlong UTF-8": (b"a: 1\nb: \xc0\xaf\n", 2, "UTF-8"),
    "raw surrogate": (b"a: 1\n\nb: \xed\xa0\x80\n", 3, "UTF-8"),
    "lone surrogate": (b'a: 1\nb: "\\ud800"\n', 2, "Unicode"),
    "beyond Unicode": (b'a: "\\U00110000"\n', 1, "Unicode"),
    "NUL": (b"a: 1\nb: 2\nc: \0\n", 3, "#x0000"),
    "NUL after letters of two bytes": ("ä: ö\nb: é\0\n".encode(), 2, "#x0000"),
    "bell": (b"a: 1\nb: \x07\n", 2, "#x0007"),
    "non-character": ("a: 1\nb: \uffff\n".encode(), 2, "#xffff"),
    "tab": (b"a:\n\tb: 1\n", 2, "token"),
    "mapping as key": (b"a: 1\n{b: 1}: 2\n", 2, "key must be text"),
    "sequence as key": (b"? [a]\n: 2\n", 1, "key must be text"),
    "two documents": (b"a: 1\n---\nb: 2\n", 2, "document"),
    "open quote": (b'a: "x\n', 2, "end of stream"),
    "open list": (b"a: [1\n", 2, "expected"),
    "item in a value": (b"a: 1\nb: - x\n", 2, "block sequence"),
    "later YAML": (b"%YAML 3.0\n---\na: 1\n", 1, "incompatible"),
    "percent signs": (b"%" * 5000, 1, "directive"),
    "one character too long": (b"a: " + b"x" * (MAX_SCALAR + 1), 1, "20,000 characters"),
    "key too long": (b"a: 1\n? " + b"x" * (MAX_SCALAR + 1) + b"\n: 1", 2, "20,000 characters"),
    "sexagesimal without end": (b"a: 1" + b":59" * 200_000, 1, "20,000 characters"),
    "one byte too many": (b"#" + b"x" * MAX_BYTES, 1, "2,000,000 bytes"),
    "too many values": (b"a: [" + b"1," * 250_000 + b"]", 1, "200,000 values"),
    "too many keys": (b"".join(b"k%d: 1\n" % n for n in range(120_000)), 99_999, "200,000 values"),
    "too many documents": (b"--- 1\n" * 90_000, 66_667, "200,000 values"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_one_fault_with_file_and_line(written: Callable[..., Path], case: str) -> None:
    content, line, fragment = HOSTILE[case]
    fault = the_fault(written(content))
    assert (fault.line, fragment in fault.problem) == (line, True), str(fault)


def test_sizes_up_to_the_limits_are_read(written: Callable[..., Path]) -> None:
    assert load_yaml(written(b"a: " + b"x" * MAX_SCALAR)) == {"a": "x" * MAX_SCALAR}
    assert load_yaml(written(b"a: 1\n#" + b"x" * (MAX_BYTES - 6))) == {"a": 1}
    deep: Any = load_yaml(written("[" * 24 + "]" * 24))
    depth = 0
    while deep:
        deep, depth = deep[0], depth + 1
    assert depth == 23


def test_values_up_to_the_limit_are_read_quickly(written: Callable[..., Path]) -> None:
    begun = time.process_time()
    found = load_yaml(written("".join(f"k{n}: 1\n" for n in range(40_000))))
    assert len(found) == 40_000
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize(
    "number", ["9" * 5000, "0x" + "f" * 10_000, "1e999", "1.5e999", ".inf", "-.inf", ".nan"]
)
@pytest.mark.parametrize("field", ["count", "weight"])
def test_no_number_beyond_reason_reaches_a_model(
    written: Callable[..., Path], field: str, number: str
) -> None:
    fault = the_fault(written(f"label: x\n{field}: {number}\n"), Shelf)
    assert (fault.line, fault.key) == (2, field)


def test_a_key_with_escapes_is_named_without_steering_the_terminal(written: Callable[..., Path]) -> None:
    twice = the_fault(written('"a\\e[2J\\u202e": 1\n"a\\e[2J\\u202e": 2\n'))
    assert "'a\\x1b[2J\\u202e' stands twice" in twice.problem
    unknown = the_fault(written('"a\\nb": 1\n'), Shelf)
    assert unknown.key == "a\\nb"
    assert "unknown key 'a\\nb'" in unknown.problem


def test_a_long_key_is_named_in_short(written: Callable[..., Path]) -> None:
    assert len(str(the_fault(written(f'"{"x" * 9_000}": 1\n'), Shelf))) < 500
    assert len(str(the_fault(written(b"!" * 50_000)))) < 500


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo.yaml"
    os.mkfifo(fifo)
    for path in (fifo, tmp_path, Path("/dev/zero"), Path("/dev/null"), Path("/dev/full")):
        fault = the_fault(path)
        assert fault.line == 1
        assert "not a regular file" in fault.problem or "Is a directory" in fault.problem


def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    missing = tmp_path / "missing.yaml"
    assert "No such file" in the_fault(missing).problem
    assert "cannot be read" in the_fault(loop).problem
    assert "cannot be read" in the_fault(tmp_path / ("x" * 300)).problem
    assert "cannot be read" in the_fault(missing, Shelf).problem


ODD = st.text(st.sampled_from("ab01:-?[]{},&*!|>'\"%@`#<=~. \n\t\\\u202e\ufeffé"), max_size=60)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=80), ODD.map(str.encode)))
def test_whatever_the_bytes_only_faults_are_raised(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    found, faults = read(path)
    lines = content.count(b"\n") + content.count(b"\r") + 2
    assert all(fault.file == str(path) and 1 <= fault.line <= lines for fault in faults)
    assert faults or "inf" in repr(found).lower() or json.loads(json.dumps(found)) == found


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.text(
        st.characters(categories=("L", "M", "N", "P", "S", "Zs"), include_characters="\n\t\x00\x1b"),
        max_size=20,
    ),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcyesno01:-", max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=PLAIN)
def test_what_is_written_as_json_is_read_back_as_it_was(tmp_path: Path, data: Any) -> None:
    path = tmp_path / "plain.yaml"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    assert load_yaml(path) == data


# --- models --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_files_named_by_their_outcome(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = re.findall(r"^# expect: (.+)$", text, re.MULTILINE)
    named = re.search(r"^# model: (\w+)$", text, re.MULTILINE)
    model = MODELS[named[1]] if named else ClaimFile
    if path.name.startswith("ok_"):
        assert not expected
        assert isinstance(load_model(path, model), model)
        return
    assert path.name.startswith("error_"), "name the file by its outcome: ok_… or error_…"
    assert expected, "say what is expected: # expect: …"
    with pytest.raises(FaultsFound) as caught:
        load_model(path, model)
    shown = str(caught.value)
    assert [fragment for fragment in expected if fragment not in shown] == [], shown
    assert all(fault.file == str(path) and fault.remedy for fault in caught.value.faults)


def test_there_are_files_of_each_outcome() -> None:
    names = [path.name.partition("_")[0] for path in CASES]
    assert names.count("ok") >= 3
    assert names.count("error") >= 40


def test_all_faults_of_a_file_come_at_once_and_nothing_else(written: Callable[..., Path]) -> None:
    path = written("weigt: 1\nlabel: 5\ncount: x\ncounts:\n- 1\n- b\n- c\n")
    with pytest.raises(FaultsFound) as caught:
        load_model(path, Shelf)
    assert [(f.line, f.key) for f in caught.value.faults] == [
        (1, "weigt"),
        (2, "label"),
        (3, "count"),
        (6, "counts.1"),
        (7, "counts.2"),
    ]
    assert caught.value.message == "5 faults in the files read"
    assert caught.value.faults[0].remedy == "did you mean 'weight'?"
    assert str(caught.value).splitlines()[0] == (
        f"{path}:1: weigt: unknown key 'weigt'; did you mean 'weight'?"
    )


def test_strict_models_turn_nothing_into_something_else(written: Callable[..., Path]) -> None:
    for line in (
        "count: true",
        "count: '1'",
        "count: 1.0",
        "count: 1e0",
        "weight: '1'",
        "weight: true",
        "label: 1",
    ):
        assert the_fault(written(line), Shelf).key == line.partition(":")[0]
    assert load_model(written("weight: 1\ncount:\n"), Shelf) == Shelf(weight=1.0)


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "a\nb", "a\u202eb", "a\x7fb", "a\x9bb", ""]
)
def test_a_name_is_no_formula_and_steers_nothing(written: Callable[..., Path], name: str) -> None:
    assert the_fault(written(json.dumps({"name": name})), Shelf).key == "name"


@pytest.mark.parametrize("words", ["بابا عمرو", "Île‑de‑France", "a = b", "Şeyh Maksud", "x\u200cy"])
def test_words_of_any_language_pass(written: Callable[..., Path], words: str) -> None:
    assert load_model(written(json.dumps({"label": words, "name": words})), Shelf).label == words


def test_thousands_of_faults_are_told_quickly_and_counted(written: Callable[..., Path]) -> None:
    path = written("".join(f"labek{n}: 1\n" for n in range(9_000)))
    begun = time.process_time()
    with pytest.raises(FaultsFound) as caught:
        load_model(path, Shelf)
    assert time.process_time() - begun < SECONDS
    assert len(caught.value.faults) == MAX_FAULTS + 1
    rest = caught.value.faults[-1]
    assert rest.line == MAX_FAULTS + 1
    assert f"{9_000 - MAX_FAULTS} more faults" in rest.problem


def test_a_fault_shows_the_name_it_is_told_to_show(written: Callable[..., Path]) -> None:
    with pytest.raises(FaultsFound) as caught:
        load_model(written("x: 1"), Shelf, shown="seeds/x.yaml")
    assert str(caught.value).startswith("seeds/x.yaml:1: x: unknown key")


def test_lines_of_values_and_of_what_is_missing(written: Callable[..., Path]) -> None:
    path = written("# first\na:\n  b:\n  - 1\n  -\n    c: 2\nd: {e: [1,\n 2]}\n")
    wanted = {
        (): 1,
        ("a",): 2,
        ("a", "b"): 3,
        ("a", "b", 0): 4,
        ("a", "b", 1, "c"): 6,
        ("a", "b", 1, "missing"): 6,
        ("a", "b", 9): 3,
        ("a", "missing", "c"): 2,
        ("d", "e", 1): 8,
        ("nowhere",): 1,
    }
    assert lines_of(path, wanted) == list(wanted.values())
    assert [line_of(path, keys) for keys in wanted] == list(wanted.values())


def test_iter_yaml_goes_by_name(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml", "c.txt", "10.yaml", "9.yaml"):
        (tmp_path / name).touch()
    assert [path.name for path in iter_yaml(tmp_path)] == ["10.yaml", "9.yaml", "a.yaml", "b.yaml"]
    assert list(iter_yaml(tmp_path / "missing")) == []


def test_the_loaders_of_others_keep_their_scalars(written: Callable[..., Path]) -> None:
    """Our resolvers belong to our loader only."""
    load_yaml(written("a: yes"))
    assert yaml.safe_load("a: yes") == {"a": True}
