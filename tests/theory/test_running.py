"""Event-clock worlds run, are kept and are shown by the same commands as the baseline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from friendshore.cli import main
from friendshore.results import open_run, outcomes
from theory.worlds import NAMES, WORLDS, read, results


def test_a_world_runs_by_its_file_and_is_shown_beside_what_is_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(WORLDS / "beer_game" / "scenario.yaml"), "--out", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines if line.strip().startswith("cost.")] == [
        [f"cost.{player}", "USD", cost, "–", cost]
        for player, cost in (("retailer", "46"), ("wholesaler", "50"), ("distributor", "54"), ("factory", "54"))
    ]


def test_what_is_kept_is_what_was_measured_to_the_last_bit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["run", str(WORLDS / "newsvendor" / "scenario.yaml"), "--out", str(tmp_path), "--json"]
    assert main([*arguments, "-n", "3", "--workers", "2"]) == 0
    folder = Path(json.loads(capsys.readouterr().out)["folder"])
    assert folder.name.startswith("newsvendor-")
    kept = outcomes(open_run(folder))
    for measure, values in results("newsvendor").items():
        assert kept[measure].values[:, 0].tolist() == values[:3].tolist()


def test_a_world_with_a_wrong_table_is_told_and_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world, _ = read("eoq")
    for file in world.folder.iterdir():
        text = file.read_text("utf-8")
        if file.name == "reviews.csv":
            text = text.replace(",lot,", ",lott,")
        (tmp_path / file.name).write_text(text, "utf-8")
    assert main(["run", str(tmp_path / "scenario.yaml"), "--out", str(tmp_path / "out")]) == 3
    told = capsys.readouterr().err
    assert "reviews.csv:2:4" in told
    assert "did you mean lot?" in told
    assert not (tmp_path / "out").exists()


def test_the_tables_of_every_world_pass_the_check_of_seeds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--seeds", *(str(WORLDS / name) for name in NAMES)]) == 0
    assert capsys.readouterr().err.count("a sound world on the event clock") == len(NAMES)
