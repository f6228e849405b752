"""What stands in place of a record, worked out by hand."""

from __future__ import annotations

import math
from datetime import date

import pytest

from backtest.made_up import MONEY, episode, record, seen, series
from friendshore.backtest.measure import model, recorded, stops, unit
from friendshore.errors import CheckFailed
from friendshore.seed_episodes import Series


def of(one: Series, day: str, *others: Series) -> float:
    return model(seen(), episode(one, *others), one, record(day, 1.0))


@pytest.mark.parametrize(
    ("one", "day", "value"),
    [
        (series("exports"), "2024-02-01", 80.0),
        (series("exports", partner="CCC"), "2024-02-01", 20.0),
        (series("exports", months=2), "2024-01-01", 120.0),
        (series("output", commodities=("ore", "metal")), "2024-01-01", 12.0),
        (series("output", commodities=("metal",), place="world"), "2024-01-01", 7.0),
        (series("mined", commodities=("nickel",), months=12), "2024-01-01", 390.0),
        (series("sales", commodities=("car",), place="world"), "2024-01-01", 40.0),
        (series("sales", commodities=("car",), place="BBB"), "2024-01-01", 10.0),
        (series("price", place="BBB"), "2024-06-20", 100.0),
        (series("price", place="world"), "2024-06-20", 200.0),
        (series("price", place="CCC"), "2024-02-01", 300.0),
        (series("first_stop"), "2024-03-01", 70.0),
        (series("stopped", months=3), "2024-01-01", 1.0),
        (series("stopped", months=2), "2024-01-01", 0.0),
        (series("stopped", commodities=("ore", "salt"), months=12), "2024-01-01", 1.0),
        (series("stopped", commodities=("salt",), months=12), "2024-01-01", 0.0),
        (series("stopped", place="BBB", months=12), "2024-01-01", 0.0),
    ],
)
def test_quantities(one: Series, day: str, value: float) -> None:
    assert of(one, day) == pytest.approx(value)


def test_months_outside_the_run_have_no_value() -> None:
    assert math.isnan(of(series("exports"), "2026-01-01"))
    assert math.isnan(of(series("exports", months=2), "2025-12-01"))
    assert math.isnan(of(series("stopped", months=12), "2025-06-01"))


def test_a_plant_that_never_stops_has_no_first_day() -> None:
    one = series("first_stop")
    assert model(seen(), episode(one, starts=date(2024, 4, 1)), one, record("2024-05-01", 30.0)) == math.inf
    assert stops(seen(), one, date(2024, 1, 1), date(2024, 12, 31)) == {"plant": date(2024, 3, 11)}


def test_an_index_is_by_the_month_a_share_of_the_same_month_and_a_start_of_the_first() -> None:
    base = series("exports", [record("2024-01-01", 90.0)], id="e.base", months=2)
    index = series("exports", [record("2024-03-01", 135.0)], form="index", base="e.base")
    assert of(index, "2024-03-01", base) == pytest.approx(200.0)
    assert recorded(index, index.records[0], episode(index, base), MONEY) == pytest.approx(300.0)
    total = series("exports", [record("2024-03-01", 50.0)], id="e.total")
    share = series("exports", [record("2024-03-01", 10.0)], partner="CCC", form="share", base="e.total")
    assert of(share, "2024-03-01", total) == pytest.approx(25.0)
    assert recorded(share, share.records[0], episode(share, total), MONEY) == pytest.approx(20.0)
    start = series("exports", [record("2024-01-01", 10.0), record("2024-02-01", 15.0)], form="start")
    assert of(start, "2024-04-01") == pytest.approx(400.0)
    assert recorded(start, start.records[1], episode(start), MONEY) == pytest.approx(150.0)
    assert (unit(index), unit(share), unit(base)) == ("%", "%", "t")


def test_recorded_prices_are_in_dollars_of_2024() -> None:
    dollars = series("price", [record("2023-06-01", 100.0)], unit="USD/t")
    yuan = series("price", [record("2025-06-01", 800.0)], unit="CNY/t")
    real = series("price", [record("2023-06-01", 100.0)], unit="USD2024/t")
    assert [recorded(one, one.records[0], episode(one), MONEY) for one in (dollars, yuan, real)] == pytest.approx(
        [103.0, 97.0, 100.0]
    )
    assert unit(yuan) == "USD2024/t"


def test_what_the_world_does_not_hold_is_said() -> None:
    with pytest.raises(CheckFailed, match="the world has no exports of salt"):
        of(series("exports", commodities=("salt",)), "2024-01-01")
    with pytest.raises(CheckFailed, match="no price of salt in BBB"):
        of(series("price", commodities=("salt",), place="BBB"), "2024-01-01")
    share = series("exports", form="share", base="e.total")
    with pytest.raises(CheckFailed, match="no record of 2024-03-01 to take a share of"):
        of(share, "2024-03-01", series("exports", [record("2024-04-01", 5.0)], id="e.total"))
    with pytest.raises(CheckFailed, match=r"e.base has no record in e to compare with"):
        of(series("exports", form="index", base="e.base"), "2024-03-01")
