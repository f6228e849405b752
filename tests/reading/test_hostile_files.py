"""No file, however broken or hostile, brings a traceback, a wrong value or a long wait."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from friendshore.reading import DEEPEST, LARGEST, Problems, compose, read_table, read_yaml
from friendshore.scenario import read_measure, read_scenario
from reading import cases, scenario_cases

MUTANTS = 2000
SLOWEST = 0.05
"""Seconds that 99 of 100 mutated files stay under where five hundred thousand additions take ``ADDED``."""
ADDED = 0.025

SCRAPS = (
    ":", " ", "\n", "- ", "{", "}", "[", "]", ",", "'", '"', "#", "&a ", "*a", "!!", "<<: ", "---\n", "...", "\t",
    "\x00", "\x1b", "\u2028", "\u00a0", "−", "null", "~", "%", "NO", "1e999", "9" * 400, "always", "2026-02-30",
    "{triangular: [1]}", "\ufeff", "\\", "|\n", ">\n", "? ", "é", "字", "\U0001f600", "-", ".", "0x1F", ".nan",
    "known: ", "value: ", "\r", "@", "`",
)  # fmt: skip


def mutated(text: str, dice: random.Random) -> str:
    for _ in range(dice.randint(1, 4)):
        here, there = sorted(dice.randrange(len(text) + 1) for _ in range(2))
        kind = dice.randrange(6)
        if kind == 0:
            text = text[:here] + dice.choice(SCRAPS) + text[here:]
        elif kind == 1:
            text = text[:here] + text[min(len(text), here + dice.randint(1, 8)) :]
        elif kind == 2:
            text = text[:here] + chr(dice.randrange(32, 127)) + text[here + 1 :]
        elif kind == 3:
            text = text[:there] + text[here:there] + text[there:]
        elif kind == 4:
            lines = text.splitlines(keepends=True)
            dice.shuffle(lines)
            text = "".join(lines)
        else:
            text = text[:here]
        text = text or " "
    return text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "policies").mkdir()
    for name, text in scenario_cases.FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def add() -> None:
    """Half a million additions."""
    total = 0
    for number in range(500_000):
        total += number


def test_mutated_files_are_read_or_refused_and_never_bring_a_traceback(folder: Path) -> None:
    dice = random.Random(20261121)
    sound = (cases.TARIFF, cases.LICENCE, cases.CREDIT, scenario_cases.SOUND)
    seconds, additions, refused = [], [], 0
    for number in range(MUTANTS):
        if number % 20 == 0:  # how busy the machine is meanwhile
            began = time.process_time()
            add()
            additions.append(time.process_time() - began)
        base = sound[number % len(sound)]
        text = mutated(base, dice)
        Path("x.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
        problems = Problems()
        read = read_scenario if base is scenario_cases.SOUND else read_measure
        began = time.process_time()
        found = read(Path("x.yaml"), problems)
        seconds.append(time.process_time() - began)
        refused += found is None
        assert (found is None) == bool(problems.errors), (number, text)
        lines = text.splitlines()
        for one in problems:
            if one.place.file == "x.yaml":
                assert 1 <= one.place.line <= len(lines) + 1, (number, str(one))
    assert refused > MUTANTS / 2
    assert sorted(seconds)[int(MUTANTS * 0.99)] < SLOWEST * max(1.0, sorted(additions)[int(MUTANTS / 20 * 0.9)] / ADDED)


def refusal(text: str) -> str:
    problems = Problems()
    began = time.process_time()
    assert compose(text, "x.yaml", problems) is None
    assert time.process_time() - began < 0.5
    return next(str(one) for one in problems)


def test_a_billion_laughs_end_at_the_first_anchor() -> None:
    bomb = 'a: &a ["lol", "lol"]\n' + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert refusal(bomb) == "x.yaml:1:4: anchors and << are not read; write it out"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_ends_at_forty_levels(opening: str) -> None:
    assert "nested deeper than 40 levels" in refusal(opening * 100_000) or opening == "? "


def test_forty_levels_are_read() -> None:
    problems = Problems()
    assert compose("[" * DEEPEST + "]" * DEEPEST, "x.yaml", problems) is not None


def test_a_file_over_two_megabytes_is_not_even_decoded(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"\xff" * (LARGEST + 1))
    problems = Problems()
    assert read_yaml(tmp_path / "x.yaml", problems) is None
    assert "larger than 2 MB" in problems.errors[0].message


def test_two_megabytes_of_keys_are_read_in_time() -> None:
    problems = Problems()
    began = time.process_time()
    compose("".join(f"key{n}: {n} %\n" for n in range(100_000)), "x.yaml", problems)
    assert time.process_time() - began < 10
    assert not problems.errors


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\xff\xfea\x00", "x.yaml:1:1: byte 0xFF is not UTF-8; save the file as UTF-8"),
        (b"a: 1 %\nb: \xe9t\xe9\n", "x.yaml:2:4: byte 0xE9 is not UTF-8; save the file as UTF-8"),
        (b"a: \x00\n", "x.yaml:1:4: control character U+0000; remove it"),
        (b"a: \xed\xa0\x80\n", "x.yaml:1:4: byte 0xED is not UTF-8; save the file as UTF-8"),
    ],
)
def test_what_is_not_text_is_refused(raw: bytes, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.yaml").write_bytes(raw)
    problems = Problems()
    assert read_yaml("x.yaml", problems) is None
    assert str(problems.errors[0]) == said


def test_a_byte_order_mark_and_windows_lines_do_no_harm() -> None:
    path_text = "\ufeffa: 1 %\r\nb:\r\n  c: 2 %\r\n"
    problems = Problems()
    node = compose(path_text.removeprefix("\ufeff"), "x.yaml", problems)
    assert node is not None
    inner = node.get("b")
    assert inner is not None
    assert [key.place.line for key, _ in inner.pairs()] == [3]


def test_a_folder_a_missing_file_and_a_device_are_said_in_a_line(tmp_path: Path) -> None:
    problems = Problems()
    assert read_yaml(tmp_path, problems) is None
    assert read_yaml(tmp_path / "none.yaml", problems) is None
    assert [one.message for one in problems] == ["cannot be read: Is a directory", "no such file"]


def test_nothing_of_yaml_is_given_a_meaning_by_the_reader() -> None:
    problems = Problems()
    node = compose("[NO, yes, 1_000, 0x1F, 12:30, 2026-01-01, .inf, 5., null, ~, 'null']", "x.yaml", problems)
    assert node is not None
    assert [one.text for one in node.nodes()] == [
        "NO", "yes", "1_000", "0x1F", "12:30", "2026-01-01", ".inf", "5.", "null", "~", "null",
    ]  # fmt: skip
    assert [one.is_null for one in node.nodes()] == [False] * 8 + [True, False, False]


def test_a_table_of_ten_thousand_rows_takes_no_longer_than_its_length_asks(tmp_path: Path) -> None:
    columns = ["id", "value", "unit", "source", "note"]
    rows = "".join(f'row{n},{n},t,book,"a, b"\n' for n in range(10_000))
    (tmp_path / "t.csv").write_text(",".join(columns) + "\n" + rows)
    problems = Problems()
    began = time.process_time()
    found = read_table(tmp_path / "t.csv", columns, problems)
    assert time.process_time() - began < 2.0  # a tenth of a second, and minutes if it grew with the square of the rows
    assert len(found) == 10_000
    assert not problems.errors
    assert (found[-1].place.line, found[-1].cell_place("note").column, found[-1]["note"]) == (10_001, 5, "a, b")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,valeu\na,1\n", "t.csv:1:2: valeu: no such column; did you mean value?"),
        ("id\na\n", "t.csv:1:1: value: column missing"),
        ("id,value,value\na,1,2\n", "t.csv:1:3: value: column written twice; keep one"),
        ("id,value\na,1,2\n", "t.csv:2:1: 3 cells where the header has 2 (a comma inside text? put it in quotes)"),
        (
            'id,value\n"a\nb",1\nc\n',
            "t.csv:4:1: 1 cells where the header has 2 (a comma inside text? put it in quotes)",
        ),
        ('id,value\n"a"b,1\n', "t.csv:2:1: not a table: ',' expected after '\"'"),
        ("id,value\na\x07,1\n", "t.csv:2:2: control character U+0007; remove it"),
        ("", "t.csv:1:1: id: column missing"),
    ],
)
def test_a_table_that_is_wrong_says_where(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(text, encoding="utf-8")
    problems = Problems()
    read_table("t.csv", ["id", "value"], problems)
    assert str(problems.errors[0]) == said


def test_a_table_that_is_read_twice_is_refused_twice_and_told_once(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,valeu\na,1\n", encoding="utf-8")
    problems = Problems()
    assert [read_table(tmp_path / "t.csv", ["id", "value"], problems) for _ in range(2)] == [[], []]
    assert len(problems) == 1
