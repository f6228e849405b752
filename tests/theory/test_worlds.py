"""Every world in tests/worlds says what theory, or another model, expects of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from friendshore.engine import events
from theory.worlds import NAMES, read, results

EXACT = 1e-9
ERROR = 0.005
"""Largest standard error, relative, with which a mean may be compared with theory."""


def cases() -> Iterator[tuple[str, str]]:
    for name in NAMES:
        world, _ = read(name)
        yield from ((name, one.measure) for one in world.expected)


@pytest.mark.parametrize(("name", "measure"), list(cases()))
def test_a_world_gives_what_is_expected_of_it(name: str, measure: str) -> None:
    world, scenario = read(name)
    (expected,) = (one for one in world.expected if one.measure == measure)
    found = results(name)[measure]
    if scenario.replications == 1:
        assert found[0] == pytest.approx(expected.value, rel=expected.within, abs=EXACT)
        return
    error = found.std(ddof=1) / len(found) ** 0.5
    assert error <= ERROR * abs(expected.value)
    assert abs(found.mean() - expected.value) <= 3.0 * error + expected.within * abs(expected.value)


@pytest.mark.parametrize("name", NAMES)
def test_a_world_that_runs_once_is_exact(name: str) -> None:
    world, scenario = read(name)
    assert world.expected
    if scenario.replications == 1:
        assert all(one.within <= EXACT for one in world.expected)


@pytest.mark.parametrize("name", NAMES)
def test_measures_are_those_announced_with_the_unit_expected(name: str) -> None:
    world, _ = read(name)
    announced = {one.id: one.unit for one in events.measures(world)}
    assert list(announced) == list(results(name))
    assert all(announced[one.measure] == one.unit for one in world.expected)


@pytest.mark.parametrize("name", NAMES)
def test_a_replication_is_a_pure_function_of_its_number(name: str) -> None:
    world, scenario = read(name)
    again = events.run(world, scenario, scenario.replications - 1)
    first = {measure: values[-1] for measure, values in results(name).items()}
    assert again == pytest.approx(first, rel=0.0, abs=0.0, nan_ok=True)


@pytest.mark.parametrize(("name", "station"), [("mm1", "post"), ("mmc", "port"), ("line_of_two", "crusher")])
def test_lots_present_are_arrivals_times_the_time_they_stay(name: str, station: str) -> None:
    found = results(name)
    little = found[f"arrival_rate.{station}"] * found[f"mean_time.{station}"]
    gap = found[f"mean_number.{station}"] - little
    assert abs(gap.mean()) <= 3.0 * gap.std(ddof=1) / len(gap) ** 0.5 + 1e-4
    assert np.abs(gap).max() < 0.01 * found[f"mean_number.{station}"].max()


def test_costs_and_stock_add_up_in_every_model_of_anylogistix() -> None:
    found = {measure: values[0] for measure, values in results("anylogistix").items()}
    for model, lots in (("model_1", 3600), ("model_2", 6000), ("model_3", 6000)):
        parts = ("holding_cost", "order_cost", "purchase_cost", "delivery_cost")
        assert found[f"cost.{model}"] == pytest.approx(sum(found[f"{part}.{model}"] for part in parts), rel=EXACT)
        assert found[f"sold.{model}"] == lots
        assert found[f"fill_rate.{model}"] == 1.0


def test_even_the_best_play_of_the_beer_game_leaves_all_but_the_brewer_owing_for_a_while() -> None:
    found = results("beer_game")
    owed = [found[f"mean_owed.{player}"][0] for player in ("retailer", "wholesaler", "distributor")]
    assert min(owed) > 0.0
    assert [found[f"fill_rate.{player}"][0] < 1.0 for player in ("retailer", "wholesaler", "distributor")] == [True] * 3
