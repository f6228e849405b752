"""Vintages: what is alive, what comes back, and that nothing is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendshore.formulas.cohorts import both, retired, survival

AGES = np.arange(120) + 0.5


def test_half_are_alive_at_the_mean_and_a_sixth_one_spread_later() -> None:
    alive = survival(np.array([0.0, 15.0, 19.0]), 15.0, 4.0)
    assert alive == pytest.approx([1.0, 0.5, 0.1587], abs=2e-4)


def test_without_spread_all_end_together() -> None:
    back = retired(np.array([7.0, *[0.0] * 9]), survival(AGES[:10], 4.0, 0.0))
    assert back.tolist() == [0.0, 0.0, 0.0, 0.0, 7.0, 0.0, 0.0, 0.0, 0.0, 0.0]


@given(
    sales=st.lists(st.floats(0.0, 1e6), min_size=1, max_size=30),
    mean=st.floats(1.0, 20.0),
    spread=st.floats(0.5, 5.0),
)
def test_all_that_was_sold_comes_back_once(sales: list[float], mean: float, spread: float) -> None:
    sold = np.array([*sales, *[0.0] * (len(AGES) - len(sales))])
    back = retired(sold, survival(AGES, mean, spread))
    assert (back >= -1e-9 * sold.sum()).all()
    assert back.sum() == pytest.approx(sold.sum(), rel=1e-6, abs=1e-9)
    assert (np.cumsum(back) <= np.cumsum(sold) * (1 + 1e-9) + 1e-9).all()


def test_a_steady_market_returns_what_it_sold_a_life_ago() -> None:
    sold = 100.0 * 1.05 ** np.arange(120.0)
    back = retired(sold, survival(AGES, 15.0, 4.0))
    assert back[-1] / sold[-1 - 15] == pytest.approx(1.0, abs=0.05)


def test_the_first_of_two_ends_counts() -> None:
    pack, car = survival(AGES, 15.0, 4.0), survival(AGES, 17.0, 4.0)
    assert (both(pack, car) <= np.minimum(pack, car)).all()
