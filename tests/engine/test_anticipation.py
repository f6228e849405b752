"""Who knows of a restriction buys ahead of it, and uses what was bought; who has no notice cannot."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from worlds_small.lab import Floats, Result, calm, run, small_world, with_parameters
from worlds_small.measures import ban, licence, life, tariff

NEWS, DAY = "2025-02-03", "2025-06-02"
MONTH_OF_NEWS, MONTH_OF_DAY = 25, 29
LANE = ("aam_natural", "CHN", "USA")


@cache
def _run(measure: str, replication: int) -> Result:
    return run(calm(small_world()), {"measure": measure} if measure else {}, replication)


def held(measure: str, replication: int = 0) -> Floats:
    """Stock of anode in the US relative to a world without the measure, by month."""
    return _run(measure, replication).stock("aam_natural", "USA") / _run("", replication).stock("aam_natural", "USA")


def bought(measure: str, replication: int = 0) -> Floats:
    """Imports relative to a world without the measure, by quarter."""
    return _run(measure, replication).flow(*LANE) / _run("", replication).flow(*LANE)


RESTRICTIONS = {
    "licence": lambda when: licence("50 %", "60 days", when),
    "ban": lambda when: ban(when),
    "duty": lambda when: tariff("60 %", when),
}


@pytest.mark.parametrize("what", RESTRICTIONS)
@pytest.mark.parametrize("replication", range(3))
def test_with_notice_stock_rises_before_the_day_and_falls_after_it(what: str, replication: int) -> None:
    stock = held(RESTRICTIONS[what](life(DAY, announced=NEWS)), replication)
    assert stock[:MONTH_OF_NEWS] == pytest.approx(np.ones(MONTH_OF_NEWS), abs=1e-12)
    assert stock[MONTH_OF_DAY - 1] > 1.3
    assert stock[MONTH_OF_DAY + 6] < stock[MONTH_OF_DAY] - 0.2


@pytest.mark.parametrize("what", RESTRICTIONS)
@pytest.mark.parametrize("replication", range(3))
def test_without_notice_nothing_moves_before_the_day(what: str, replication: int) -> None:
    sudden = RESTRICTIONS[what](life(DAY))
    assert held(sudden, replication)[:MONTH_OF_DAY] == pytest.approx(np.ones(MONTH_OF_DAY), abs=1e-12)
    assert bought(sudden, replication)[: MONTH_OF_DAY // 3] == pytest.approx(np.ones(MONTH_OF_DAY // 3), abs=1e-12)


def test_imports_surge_before_the_day_and_are_missing_after_it() -> None:
    quarter = bought(RESTRICTIONS["duty"](life(DAY, announced=NEWS)))
    sudden = bought(RESTRICTIONS["duty"](life(DAY)))
    assert quarter[8] > 1.2
    assert quarter[9] < sudden[9]
    assert quarter[12:].mean() == pytest.approx(sudden[12:].mean(), rel=0.05)


def test_nobody_builds_stock_in_the_days_it_takes_to_react() -> None:
    slow = with_parameters(calm(small_world()), reaction_days=60.0)
    duty = {"measure": RESTRICTIONS["duty"](life(DAY, announced=NEWS))}
    stock = run(slow, duty).stock("aam_natural", "USA") / run(slow).stock("aam_natural", "USA")
    assert stock[: MONTH_OF_NEWS + 1] == pytest.approx(np.ones(MONTH_OF_NEWS + 1), abs=1e-12)
    assert stock[MONTH_OF_DAY - 1] > 1.3


def test_a_duty_that_costs_less_than_carrying_the_stock_is_not_bought_ahead_of() -> None:
    stock = held(tariff("1 %", life(DAY, announced=NEWS)))
    assert stock[:MONTH_OF_DAY] == pytest.approx(np.ones(MONTH_OF_DAY), abs=1e-12)


def test_buyers_who_want_to_hold_more_ahead_build_more() -> None:
    duty = {"measure": RESTRICTIONS["duty"](life(DAY, announced=NEWS))}
    peaks = []
    for days in (0.0, 30.0, 60.0, 90.0):
        world = with_parameters(calm(small_world()), anticipation_days=days)
        peaks.append(
            (run(world, duty).stock("aam_natural", "USA") / run(world).stock("aam_natural", "USA"))[25:29].max()
        )
    assert peaks == sorted(peaks)
    assert peaks[0] == pytest.approx(1.0, abs=1e-12)


def test_only_those_whose_supply_is_at_risk_buy_ahead() -> None:
    announced = RESTRICTIONS["ban"](life(DAY, announced=NEWS))
    after, before = _run(announced, 0), _run("", 0)
    at_home = after.stock("aam_natural", "CHN") / before.stock("aam_natural", "CHN")
    other = after.stock("aam_synthetic", "USA") / before.stock("aam_synthetic", "USA")
    assert np.abs(at_home[:MONTH_OF_DAY] - 1.0).max() < 0.02
    assert np.abs(other[:MONTH_OF_DAY] - 1.0).max() < 0.02
