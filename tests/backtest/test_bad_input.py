"""What cannot be held against a record is said, ends with 1 or 3, and leaves the document as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from backtest.made_up import episode, record, series
from backtest.test_tables import read
from friendshore.cli import main
from friendshore.seeds import Seeds

ORE = series(records=[record("2024-01-01", 40.0), record("2024-02-01", 100.0)])
BEFORE = "# Validation\n\n<!-- backtest: begin -->old<!-- backtest: end -->\n"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "validation.md"
    path.write_text(BEFORE, encoding="utf-8")
    return path


def test_a_record_in_another_unit_ends_with_three(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = read(tmp_path, "episode_series_values", 1, unit="kt")
    sound = Seeds.episodes.func
    monkeypatch.setattr("friendshore.seeds.Seeds.episodes", property(lambda _: sound(wrong)))
    assert main(["backtest", "-n", "1", "--write", str(document)]) == 3
    said = capsys.readouterr().err
    assert "episode_series_values.csv:3:8" in said
    assert "'kt' should be t; convert the number, too" in said
    assert document.read_text(encoding="utf-8") == BEFORE
    assert {one.name for one in tmp_path.iterdir()} == {"seeds", "validation.md"}


def test_a_record_of_goods_that_the_world_counts_otherwise_ends_with_three(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = read(tmp_path, "episode_series", 0, commodity="metal;car")
    sound = Seeds.episodes.func
    monkeypatch.setattr("friendshore.seeds.Seeds.episodes", property(lambda _: sound(wrong)))
    assert main(["backtest", "--write", str(document)]) == 3
    assert "counted in t, vehicle and cannot be added up" in capsys.readouterr().err
    assert document.read_text(encoding="utf-8") == BEFORE


def test_a_calibration_that_does_not_converge_ends_with_three(
    document: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever little is left when flows are scaled to the accounts of the base year is more than is allowed here."""
    monkeypatch.setattr("friendshore.seeds.Seeds.episodes", {"e": episode(ORE)})
    monkeypatch.setattr("friendshore.engine.run.BALANCE", -1.0)
    assert main(["backtest", "-n", "1", "--write", str(document)]) == 3
    said = capsys.readouterr().err
    assert "this world cannot run: the base year does not balance: " in said
    assert document.read_text(encoding="utf-8") == BEFORE


def test_an_episode_without_a_record_beside_sound_ones_ends_with_one(
    document: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = replace(episode(series()), id="bare")
    monkeypatch.setattr("friendshore.seeds.Seeds.episodes", {"bare": bare})
    assert main(["backtest", "--write", str(document)]) == 1
    assert "bare: no record to compare with; nothing was written" in capsys.readouterr().err
    assert document.read_text(encoding="utf-8") == BEFORE
