"""A world that cannot run says so before it runs, as any other wrong file does."""

from __future__ import annotations

from pathlib import Path

import pytest

from friendshore.cli import main
from friendshore.experiment.scenarios import subject_of
from friendshore.scenario import load_scenario


def test_an_end_after_the_last_year_of_demand_is_told_by_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "late.yaml"
    file.write_text("extends: baseline\ntitle: Too far\nquestion: How far?\nrun: {end: 2045-12-31}\n")
    assert main(["run", str(file), "-n", "1", "--out", str(tmp_path / "reports")]) == 3
    said = capsys.readouterr().err
    assert main(["check", "--format", "concise", str(file)]) == 3
    (told,) = (line for line in capsys.readouterr().out.splitlines() if "cannot run" in line)
    assert told in said.splitlines()
    assert "late.yaml:4:12: run.end: this world cannot run: it ends on 2045-12-31" in said
    assert "the demand tables end with 2040" in said
    assert not list((tmp_path / "reports").rglob("*.sqlite"))


def test_results_may_begin_after_the_year_of_the_prices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "later.yaml"
    file.write_text("extends: baseline\ntitle: Later\nquestion: From when?\nrun: {start: 2025-01-01}\n")
    assert main(["check", str(file)]) == 0
    assert subject_of(load_scenario(file)).name == "later"


def test_a_run_that_ends_before_the_year_of_the_prices_is_told_by_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "early.yaml"
    file.write_text("extends: baseline\ntitle: Too early\nquestion: How early?\nrun: {end: 2023-12-31}\n")
    assert main(["run", str(file), "-n", "1", "--out", str(tmp_path / "reports")]) == 3
    said = capsys.readouterr().err
    assert main(["check", "--format", "concise", str(file)]) == 3
    (told,) = (line for line in capsys.readouterr().out.splitlines() if "cannot run" in line)
    assert told in said.splitlines()
    assert "early.yaml:4:12: run.end: this world cannot run: it is set on prices of 2024, or the nearest year" in said
    assert "has no price of 2023" in said
    assert not list((tmp_path / "reports").rglob("*.sqlite"))
