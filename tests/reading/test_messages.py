"""Whoever writes a wrong file is told so with file, line, column, key, and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from friendshore.reading import Problems
from friendshore.scenario import read_measure, read_scenario
from reading import cases, scenario_cases


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A baseline and its measures lie beside the file."""
    (tmp_path / "policies").mkdir()
    for name, text in scenario_cases.FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def said_of(text: str, scenario: bool = False) -> list[str]:
    Path("x.yaml").write_text(text, encoding="utf-8")
    problems = Problems()
    if scenario:
        read_scenario(Path("x.yaml"), problems)
    else:
        read_measure(Path("x.yaml"), problems)
    return [str(one) for one in problems]


@pytest.mark.parametrize("text", [cases.TARIFF, cases.LICENCE, cases.CREDIT])
def test_nothing_is_said_of_a_sound_measure(text: str) -> None:
    assert said_of(text) == []


def test_nothing_is_said_of_a_sound_scenario() -> None:
    assert said_of(scenario_cases.SOUND, scenario=True) == []


@pytest.mark.parametrize("case", cases.CASES, ids=lambda case: case.sentence)
def test_what_is_said_of_a_measure(case: cases.Case) -> None:
    assert said_of(case.text) == list(case.said)


@pytest.mark.parametrize("case", scenario_cases.CASES, ids=lambda case: case.sentence)
def test_what_is_said_of_a_scenario(case: cases.Case) -> None:
    assert said_of(case.text, scenario=True) == list(case.said)


def test_a_file_without_kind_is_told_the_kinds() -> None:
    said = said_of(cases.TARIFF.replace("kind: import_tariff\n", ""))
    assert len(said) == 1
    assert said[0].startswith("x.yaml:2:1: kind: missing; a measure says its kind, one of ")


def test_a_word_alone_is_no_measure() -> None:
    assert said_of("kind\n")[0].startswith("x.yaml:1:1: kind: missing")


def test_every_problem_of_a_file_is_told_at_once_in_the_order_of_its_lines() -> None:
    text = cases.TARIFF
    for old, new in (
        ("enacted_by: USA", "enacted_by: US"),
        ("2026-01-01: in_force", "2026-02-30: inforce"),
        ("[CHN]", "[NO, CHI]"),
        ("rate: 25 %", "rate: 25\nrate: 30 %\nwaether: fine\nspecific:"),
        ("confidence: B", "confidence: A"),
    ):
        text = text.replace(old, new)
    said = said_of(text)
    assert [line.split(": ")[0] for line in said] == [
        "x.yaml:4:13",
        "x.yaml:8:3",
        "x.yaml:11:13",
        "x.yaml:11:17",
        "x.yaml:12:7",
        "x.yaml:13:1",
        "x.yaml:14:1",
        "x.yaml:15:1",
    ]


def test_problems_of_several_files_stand_together() -> None:
    Path("policies/usa_graphite.yaml").write_text(cases.TARIFF.replace("25 %", "25"), encoding="utf-8")
    Path("policies/chn_graphite.yaml").write_text(cases.LICENCE.replace("60 days", "60"), encoding="utf-8")
    Path("baseline.yaml").write_text(scenario_cases.BASELINE.replace("2023-01-01", "2023-1-1"), encoding="utf-8")
    said = said_of(scenario_cases.SOUND.replace("20 %", "20"), scenario=True)
    assert [line.split(":")[0] for line in said] == [
        "baseline.yaml",
        "policies/chn_graphite.yaml",
        "policies/usa_graphite.yaml",
        "x.yaml",
    ]


def test_the_excerpt_is_the_line_itself() -> None:
    Path("x.yaml").write_text(cases.TARIFF.replace("25 %", "25"), encoding="utf-8")
    problems = Problems()
    read_measure(Path("x.yaml"), problems)
    assert [one.excerpt for one in problems] == ["rate: 25"]


def test_nothing_in_a_file_can_steer_the_terminal() -> None:
    said = said_of(cases.TARIFF.replace("rate: 25 %", '"\\e[2Jrate": "\\e[31m25"'))
    assert said
    assert all("\x1b" not in line for line in said)
