"""What the README shows works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from friendshore.cli import main
from friendshore.cli.app import COMMANDS

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def test_the_scenario_it_shows_is_sound_and_changes_what_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "half.yaml"
    file.write_text(example)
    assert main(["check", str(file)]) == 0
    capsys.readouterr()
    assert main(["show", str(file), "--diff", "baseline"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("measures.")] == [
        "measures.usa_45x_cells.rate"
    ]


def test_its_table_names_commands_that_exist() -> None:
    named = re.findall(r"`friendshore (\w+)", README)
    assert named
    assert set(named) <= set(COMMANDS)


def test_the_files_it_points_to_exist() -> None:
    root = Path(__file__).parents[1]
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (root / target).exists(), target
