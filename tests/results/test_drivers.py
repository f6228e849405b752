"""Outcomes lean on the numbers that move them, and chance is not taken for more."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from friendshore.locations import shipped
from friendshore.results import Series, paired
from friendshore.results.drivers import leanings, parameter_grades, strongest_of

NAMES = tuple(f"number_{i}" for i in range(12))


def draws(replications: int = 64) -> np.ndarray[Any, Any]:
    return np.random.default_rng(5).random((replications, len(NAMES)))


def series(values: np.ndarray[Any, Any], name: str = "cell_output.USA") -> Series:
    return Series(name, "Cells", "GWh", (2024, 2025), tuple(range(len(values))), values)


def run(sampled: np.ndarray[Any, Any]) -> Any:
    numbers = tuple(range(len(sampled)))
    return SimpleNamespace(
        array=lambda _: sampled, replications=numbers, index=SimpleNamespace(parameters=NAMES[: sampled.shape[1]])
    )


def test_what_moves_an_outcome_is_found_in_its_order_with_its_sign() -> None:
    sampled = draws()
    values = np.exp(3.0 * sampled[:, 4]) - 2.0 * sampled[:, 7] + 0.1 * sampled[:, 0]
    first, second, *rest = strongest_of(values, sampled, NAMES)
    assert (first.parameters, first.sure, first.correlation > 0.8) == (("number_4",), True, True)
    assert (second.parameters, second.correlation < 0.0) == (("number_7",), True)
    assert len(rest) == 3


def test_ranks_do_not_mind_how_bent_the_relation_is() -> None:
    sampled = draws()
    (one,) = strongest_of(sampled[:, 3] ** 9, sampled, NAMES, most=1)
    assert one.correlation == pytest.approx(1.0)


def test_it_is_spearmans() -> None:
    from scipy.stats import spearmanr

    generator = np.random.default_rng(8)
    sampled = generator.integers(0, 6, (40, 3)).astype(float)  # with many ties
    values = sampled[:, 1] + generator.normal(size=40)
    for driver in strongest_of(values, sampled, NAMES[:3]):
        column = NAMES.index(driver.parameters[0])
        assert driver.correlation == pytest.approx(float(spearmanr(values, sampled[:, column]).statistic))


def test_chance_is_rarely_taken_for_more() -> None:
    generator = np.random.default_rng(3)
    trials = [
        strongest_of(generator.random(64), generator.random((64, 40)), tuple(map(str, range(40)))) for _ in range(200)
    ]
    wrong = sum(any(driver.sure for driver in found) for found in trials)
    assert wrong <= 20  # one in twenty, twice


def test_rows_that_share_a_draw_are_one_number() -> None:
    sampled = draws()
    sampled[:, 1] = 10.0 * sampled[:, 0]
    first, second = strongest_of(sampled[:, 0], sampled, NAMES, most=2)
    assert first.parameters == ("number_0", "number_1")
    assert "number_1" not in second.parameters


def test_what_never_varies_leans_on_nothing() -> None:
    sampled = draws()
    assert strongest_of(np.ones(64), sampled, NAMES) == ()
    sampled[:, 2] = 1.0
    assert all("number_2" not in one.parameters for one in strongest_of(sampled[:, 0], sampled, NAMES, most=12))


def test_missing_values_are_left_out() -> None:
    sampled = draws()
    values = sampled[:, 5].copy()
    values[::3] = np.nan
    assert strongest_of(values, sampled, NAMES)[0].correlation == pytest.approx(1.0)


def test_the_change_is_looked_at_in_its_strongest_year() -> None:
    sampled = draws()
    before = np.stack([sampled[:, 0], sampled[:, 1]], axis=1)
    after = before + np.stack([np.zeros(64), -5.0 - sampled[:, 6]], axis=1)
    a, b = {"x": series(before, "x")}, {"x": series(after, "x")}
    (one,) = leanings((run(sampled), a), (run(sampled), b), paired(a, b), ["x"])
    assert (one.year, one.of_change) == (2025, True)
    assert one.drivers[0].parameters == ("number_6",)
    assert one.drivers[0].correlation == pytest.approx(-1.0)


def test_what_does_not_change_is_looked_at_by_its_level() -> None:
    sampled = draws()
    same = {"x": series(np.stack([sampled[:, 0], sampled[:, 1]], axis=1), "x")}
    (one,) = leanings((run(sampled), same), (run(sampled), same), paired(same, same), ["x", "y"])
    assert (one.year, one.of_change, one.drivers[0].parameters) == (2025, False, ("number_1",))


def test_a_handful_of_replications_says_nothing() -> None:
    sampled = draws(7)
    a = {"x": series(sampled[:, :2], "x")}
    assert leanings((run(sampled), a), (run(sampled), a), paired(a, a), ["x"]) == []


def test_grades_come_from_the_parameters_and_are_not_needed(tmp_path: Path) -> None:
    grades = parameter_grades(shipped("seeds"))
    assert grades["demand_level.USA"] in "ABCD"
    assert parameter_grades(tmp_path / "gone") == {}


def test_compare_prints_what_outcomes_lean_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from fake_world import fake_subject
    from friendshore.cli import arms, compare, main

    worlds = {"baseline": {}, "cut": {"strength": 0.5}}
    monkeypatch.setattr(
        arms, "subject", lambda name, _=None: (fake_subject(tmp_path / "seeds", name, **worlds[name]), 12)
    )
    monkeypatch.setattr(compare.Compared, "inputs", lambda self, other: [])
    monkeypatch.chdir(tmp_path)
    assert main(["compare", "baseline", "cut", "-j", "1", "--no-charts"]) == 0
    out = capsys.readouterr().out
    assert "uncertain numbers that each leans on most" in out
    line = next(line for line in out.splitlines() if line.startswith("  cell_output.north_america 20") and ":" in line)
    assert "sourcing_elasticity " in line
    assert main(["compare", "baseline", "cut", "-j", "1", "--no-charts", "--json"]) == 0
    (other,) = json.loads(capsys.readouterr().out)["compared"]
    assert {"outcome", "year", "of_change", "drivers"} == set(other["leans_on"][0])
