"""A world that cannot run says so before it runs, as any other wrong file does."""

from __future__ import annotations

from pathlib import Path

import pytest

from friendshore.cli import main


def test_an_end_after_the_last_year_of_demand_is_told_by_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "late.yaml"
    file.write_text("extends: baseline\ntitle: Too far\nquestion: How far?\nrun: {end: 2045-12-31}\n")
    assert main(["run", str(file), "-n", "1", "--out", str(tmp_path / "reports")]) == 3
    said = capsys.readouterr().err
    assert "late.yaml:1:1: run: this world cannot run: it ends on 2045-12-31" in said
    assert "the demand tables end with 2040" in said
    assert not list((tmp_path / "reports").rglob("*.sqlite"))
