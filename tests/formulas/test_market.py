"""How asks move and how orders are split: the published relations, at their limits and between."""

from __future__ import annotations

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendshore.formulas.market import (
    approach,
    ces_weight,
    landed_cost,
    mark_up,
    price_response,
    scarcity,
    willingness,
)

positive = st.floats(1e-3, 1e6)
ANCHOR, SLOPE, DAYS, EXPONENT = 0.6, 0.5, 60.0, 0.6


def ask(cost: float = 100.0, use: float = ANCHOR, shortage: float = 0.0) -> float:
    return cost * mark_up(use, ANCHOR, SLOPE) * scarcity(shortage, DAYS, EXPONENT)


def test_smoothing_in_two_steps_closes_the_gap_of_one() -> None:
    assert approach(14.0, 14.0) == pytest.approx(1.0 - exp(-1.0), rel=1e-15)
    assert 1.0 - (1.0 - approach(7.0, 30.0)) ** 2 == pytest.approx(approach(14.0, 30.0), rel=1e-14)


@given(positive, positive)
def test_smoothing_never_overshoots(days: float, memory: float) -> None:
    assert 0.0 <= approach(days, memory) <= 1.0


def test_a_duty_is_on_the_sellers_price_and_not_on_freight() -> None:
    assert landed_cost(100.0, 0.25, 3.0, 7.0) == 135.0
    assert landed_cost(100.0, 0.25, 3.0, 17.0) - landed_cost(100.0, 0.25, 3.0, 7.0) == 10.0


@given(positive, positive, st.floats(0.1, 16.0))
def test_two_sellers_share_an_order_by_the_power_of_their_prices(one: float, other: float, elasticity: float) -> None:
    ratio = ces_weight(1.0, 1.0, one, elasticity) / ces_weight(1.0, 1.0, other, elasticity)
    assert log(ratio) == pytest.approx(elasticity * log(other / one), rel=1e-9, abs=1e-9)


def test_a_seller_split_into_two_halves_sells_as_much_as_before() -> None:
    whole = ces_weight(0.3, 80.0, 1200.0, 4.0)
    assert 2.0 * ces_weight(0.3, 40.0, 1200.0, 4.0) == pytest.approx(whole, rel=1e-15)


def test_at_the_anchor_and_without_shortage_a_seller_asks_its_cost() -> None:
    assert ask() == 100.0


def test_the_mark_up_ends_at_full_use_and_just_under_the_anchor() -> None:
    assert ask(use=1.0) == pytest.approx(100.0 * exp(0.5 * 0.4), rel=1e-15)
    assert ask(use=7.0) == ask(use=1.0)
    assert ask(use=0.0) == ask(use=0.3) == pytest.approx(100.0 * exp(-0.5 * 0.05), rel=1e-15)


def test_sixty_days_of_unfilled_need_raise_the_ask_by_two_to_the_exponent() -> None:
    assert ask(shortage=60.0) == pytest.approx(100.0 * 2.0**EXPONENT, rel=1e-14)


@given(st.floats(0.0, 3.0), st.floats(0.0, 3.0), st.floats(0.0, 500.0), st.floats(0.0, 500.0))
def test_the_ask_never_falls_with_use_or_shortage(low: float, high: float, short: float, shorter: float) -> None:
    low, high = sorted((low, high))
    short, shorter = sorted((short, shorter))
    assert ask(use=low, shortage=short) <= ask(use=high, shortage=shorter) * (1.0 + 1e-15)


@given(positive, st.floats(0.0, 2.0), st.floats(0.0, 500.0))
def test_the_ask_is_in_the_money_of_the_cost(cost: float, use: float, shortage: float) -> None:
    assert ask(4.0 * cost, use, shortage) == 4.0 * ask(cost, use, shortage)


def test_demand_answers_a_price_with_constant_elasticity() -> None:
    assert price_response(100.0, 100.0, 0.7) == 1.0
    assert price_response(200.0, 100.0, 0.7) == pytest.approx(2.0**-0.7, rel=1e-15)
    assert price_response(50.0, 100.0, 0.0) == 1.0


def test_beyond_prices_ever_seen_demand_stays_where_it_is() -> None:
    assert price_response(1e9, 100.0, 0.7) == price_response(600.0, 100.0, 0.7)
    assert price_response(1e-9, 100.0, 0.7) == price_response(30.0, 100.0, 0.7)


def test_half_of_a_plant_stops_at_the_tolerated_loss_and_a_plant_used_to_losses_bears_more() -> None:
    assert willingness(-0.08, 0.0, 0.08, 0.03) == 0.5
    assert willingness(-0.28, -0.2, 0.08, 0.03) == pytest.approx(0.5, rel=1e-12)
    assert willingness(0.2, 0.0, 0.08, 0.03) > 0.999
    assert willingness(-0.5, 0.0, 0.08, 0.03) < 1e-5


@given(st.floats(-1.0, 3.0), st.floats(-1.0, 3.0), st.floats(-1.0, 0.0))
def test_a_better_margin_never_makes_a_plant_less_willing(margin: float, better: float, floor: float) -> None:
    margin, better = sorted((margin, better))
    assert 0.0 <= willingness(margin, floor, 0.08, 0.03) <= willingness(better, floor, 0.08, 0.03) <= 1.0
