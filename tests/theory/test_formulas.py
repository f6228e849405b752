"""The formulas by which worlds are set up, and what the worlds' tables say of them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import norm

from friendshore.formulas import inventory, queueing
from theory.worlds import read


def test_the_economic_lot_is_where_its_cost_is_least_and_the_world_orders_it() -> None:
    lot = inventory.economic_order_quantity(8.0, 0.225, 1300.0)
    best = minimize_scalar(lambda q: inventory.lot_cost(q, 8.0, 0.225, 1300.0), bounds=(10.0, 2000.0))
    assert best.x == pytest.approx(lot, rel=1e-4)
    world, _ = read("eoq")
    assert world.reviews[0].lot == pytest.approx(lot, rel=1e-12)
    assert world.expected[0].value == pytest.approx(inventory.lot_cost(lot, 8.0, 0.225, 1300.0), rel=1e-12)


def test_the_best_lot_with_outages_is_larger_by_what_it_insures_against() -> None:
    def cost(lot: float) -> float:
        return inventory.lot_cost_with_outages(lot, 8.0, 0.225, 5.0, 1300.0, 1.5, 14.0)

    best = minimize_scalar(cost, bounds=(100.0, 2000.0), options={"xatol": 1e-6})
    world, _ = read("eoq_disruptions")
    assert best.x == pytest.approx(772.811, abs=0.01)
    assert world.reviews[0].lot == pytest.approx(best.x, rel=1e-5)
    assert world.expected[0].value == pytest.approx(best.fun, rel=1e-12)
    assert round(best.fun, 3) == 173.950


def test_a_supplier_that_never_fails_leaves_the_economic_lot_as_it_was() -> None:
    with_outages = inventory.lot_cost_with_outages(300.0, 8.0, 0.225, 5.0, 1300.0, 0.0, 14.0)
    assert with_outages == pytest.approx(inventory.lot_cost(300.0, 8.0, 0.225, 1300.0), rel=1e-12)


def test_the_newsvendors_stock_is_where_its_cost_is_least() -> None:
    stock = inventory.newsvendor_stock(0.18, 0.70, 50.0, 8.0)
    best = minimize_scalar(lambda s: inventory.newsvendor_cost(s, 0.18, 0.70, 50.0, 8.0), bounds=(30.0, 90.0))
    assert best.x == pytest.approx(stock, rel=1e-4)
    world, _ = read("newsvendor")
    assert world.reviews[0].up_to == pytest.approx(stock, rel=1e-9)
    assert world.expected[0].value == pytest.approx(best.fun, rel=1e-9)


def test_the_newsvendors_cost_is_that_of_the_normal_integral() -> None:
    demand = norm(50.0, 8.0).ppf((np.arange(400_000) + 0.5) / 400_000)
    cost = 0.18 * np.maximum(56.0 - demand, 0.0) + 0.70 * np.maximum(demand - 56.0, 0.0)
    assert inventory.newsvendor_cost(56.0, 0.18, 0.70, 50.0, 8.0) == pytest.approx(cost.mean(), rel=1e-5)


def test_with_outages_the_newsvendor_holds_four_days_of_demand() -> None:
    costs = {
        stock: inventory.newsvendor_cost_with_outages(float(stock), 0.25, 3.0, 2000.0, 0.04, 0.25)
        for stock in range(2000, 20001, 1000)
    }
    assert min(costs, key=lambda stock: costs[stock]) == 8000
    assert round(costs[8000], 2) == 2737.07
    world, _ = read("newsvendor_disruptions")
    assert world.expected[0].value == pytest.approx(costs[8000], rel=1e-12)


def test_one_server_waits_as_erlang_and_pollaczek_say() -> None:
    for load in (0.1, 0.5, 0.9):
        assert queueing.erlang_c(load, 1) == pytest.approx(load)
        assert queueing.mean_wait(1.0, load) == pytest.approx(load * load / (1.0 - load))
    assert queueing.mean_number(2.0, 1.0) == pytest.approx(1.0)


def test_more_servers_of_the_same_load_wait_less() -> None:
    waits = [queueing.mean_wait(1.0 / servers, 0.8, servers) for servers in (1, 2, 4, 8)]
    assert waits == sorted(waits, reverse=True)


def test_a_queue_that_would_grow_for_ever_is_refused() -> None:
    with pytest.raises(ValueError, match="keeps 2 servers busy for ever"):
        queueing.erlang_c(2.0, 2)


def test_room_between_stations_brings_a_line_closer_to_one_station() -> None:
    assert queueing.line_of_two(1.0, 0) == pytest.approx(2 / 3)
    assert queueing.line_of_two(1.0, 1000) > 0.99
    assert queueing.line_of_three(1.0) < queueing.line_of_two(1.0, 0)


def steps(stock: float, owed: float, use: float, days: float) -> tuple[float, float]:
    """Stock and debt over time, in small steps."""
    times = (np.arange(200_000) + 0.5) / 200_000 * days
    left = stock - use * times
    return float(np.maximum(left, 0.0).mean() * days), float((owed + np.maximum(-left, 0.0)).mean() * days)


@pytest.mark.parametrize(("stock", "owed", "use", "days"), [(10, 0, 2, 3), (10, 0, 2, 8), (0, 4, 3, 2), (5, 0, 0, 2)])
def test_stock_held_and_owed_are_areas_under_a_straight_line(
    stock: float, owed: float, use: float, days: float
) -> None:
    held, short = steps(stock, owed, use, days)
    assert inventory.stock_held(float(stock), float(use), float(days)) == pytest.approx(held, rel=1e-6)
    assert inventory.stock_owed(float(stock), float(owed), float(use), float(days)) == pytest.approx(short, rel=1e-6)
