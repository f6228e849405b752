"""Tables hold few of many years and outcomes: those that a reader asks for first."""

from __future__ import annotations

from pathlib import Path

import pytest

from fake_world import fake_subject
from friendshore.cli import arms, main
from friendshore.experiment import Subject
from friendshore.results.table_years import shown_years


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (2023, 2035, [2026, 2027, 2028, 2030, 2035]),  # the shipped scenarios
        (2026, 2035, [2026, 2027, 2028, 2030, 2035]),
        (2023, 2040, [2026, 2027, 2028, 2030, 2040]),
        (2023, 2050, [2026, 2027, 2028, 2030, 2035, 2050]),
        (2023, 2032, [2026, 2027, 2028, 2030, 2032]),
        (2023, 2027, [2023, 2024, 2025, 2026, 2027]),
        (2028, 2040, [2028, 2029, 2030, 2032, 2040]),
        (2020, 2026, [2020, 2021, 2022, 2024, 2026]),  # the lithium world
        (2016, 2024, [2016, 2017, 2018, 2020, 2024]),
        (2027, 2027, [2027]),
    ],
)
def test_a_table_shows_years_of_its_run_the_last_among_them(first: int, last: int, shown: list[int]) -> None:
    assert shown_years(range(first, last + 1)) == shown


def test_of_years_that_are_over_those_are_shown_in_which_something_moves() -> None:
    assert shown_years(range(2010, 2025), moving=(2013, 2014)) == [2013, 2014, 2015, 2017, 2024]
    assert shown_years(range(2023, 2036), moving=(2024,)) == [2026, 2027, 2028, 2030, 2035]


def test_compare_prints_one_place_of_what_moved_and_counts_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def subject(name: str, rng_seed: int | None = None) -> tuple[Subject, int]:
        return fake_subject(tmp_path / "seeds", name, **({"strength": 0.5} if name == "cut" else {})), 4

    monkeypatch.setattr(arms, "subject", subject)
    monkeypatch.setattr("friendshore.cli.compare.Compared.inputs", lambda *_: [])
    monkeypatch.setattr("friendshore.cli.tables.HEADLINES", ("vehicle_output.north_america",))
    monkeypatch.chdir(tmp_path)
    assert main(["compare", "baseline", "cut", "-j", "1", "--no-charts"]) == 0
    moved = capsys.readouterr().out.partition("in its strongest place and year\n")[2].partition("\n\n")[0]
    header, line = moved.splitlines()
    assert header.split()[-2:] == ["moved", "too"]
    assert line.split()[0].startswith("cell_output.") and line.endswith("other places")
