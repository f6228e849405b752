"""The true means of Law and Kelton's inventory model, worked out without simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson

from friendshore.seed_lots import load_lot_world
from theory.worlds import WORLDS

LOWEST, HIGHEST, MOST = -120, 110, 260
STOCKS = np.arange(LOWEST, HIGHEST + 1)
SIZES = np.array([0.0, 1 / 6, 1 / 3, 1 / 3, 1 / 6])
KNOWN = {(20, 40): (124.96, 0.13), (20, 60): (118.95, 0.11), (60, 80): (143.90, 0.08), (60, 100): (144.16, 0.06)}
"""Policy -> mean and half-width that long runs elsewhere gave."""


def wanted(months: float) -> np.ndarray:
    """Chances of 0, 1, 2 ... items wanted in a time: ten customers a month, each of one to four."""
    sums = [np.eye(1, MOST)[0]]
    for _ in range(90):
        sums.append(np.convolve(sums[-1], SIZES)[:MOST])
    chances: np.ndarray = poisson.pmf(np.arange(91), 10.0 * months) @ np.array(sums)
    return chances


def cost_rate(months: float) -> np.ndarray:
    """Expected cost of holding and owing, so long after the stock was one of STOCKS and without a delivery."""
    left = STOCKS[:, None] - np.arange(MOST)[None, :]
    rate: np.ndarray = (np.maximum(left, 0) + 5.0 * np.maximum(-left, 0)) @ wanted(months)
    return rate


def over(begin: float, end: float, weight: float, slope: float) -> np.ndarray:
    """The integral of the cost rate times ``weight + slope * time`` by Gauss's rule."""
    points, weights = np.polynomial.legendre.leggauss(24)
    times = (begin + end) / 2 + (end - begin) / 2 * points
    return sum(w * (end - begin) / 2 * (weight + slope * t) * cost_rate(t) for t, w in zip(times, weights, strict=True))


@pytest.fixture(scope="module")
def month() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cost in a month by stock at its beginning: before a delivery, after it; and the chances of what is wanted."""
    # what is ordered at the beginning comes between 0.5 and 1, each time as likely
    return over(0.0, 0.5, 1.0, 0.0) + over(0.5, 1.0, 2.0, -2.0), over(0.5, 1.0, -1.0, 2.0), wanted(1.0)


def mean_cost(month: tuple[np.ndarray, np.ndarray, np.ndarray], level: int, up_to: int) -> float:
    """Expected cost a month over 120 months from a stock of 60, month by month."""
    before, after, chances = month
    share = np.zeros(len(STOCKS))
    share[60 - LOWEST] = 1.0
    total = 0.0
    for _ in range(120):
        then = np.zeros_like(share)
        for row in np.nonzero(share > 1e-16)[0]:
            order = up_to - STOCKS[row] if STOCKS[row] < level else 0
            total += share[row] * ((32.0 + 3.0 * order if order else 0.0) + before[row] + after[row + order])
            reached = min(MOST, row + order + 1)
            then[row + order - np.arange(reached)] += share[row] * chances[:reached]
        share = then
    return total / 120.0


@pytest.mark.parametrize(("level", "up_to"), KNOWN)
def test_the_expected_costs_are_those_of_the_model_and_agree_with_long_runs_elsewhere(
    month: tuple[np.ndarray, np.ndarray, np.ndarray], level: int, up_to: int
) -> None:
    exact = mean_cost(month, level, up_to)
    (written,) = (
        one.value
        for one in load_lot_world(WORLDS / "law_kelton").expected
        if one.measure == f"mean_cost.s{level}_{up_to}"
    )
    assert written == pytest.approx(exact, rel=1e-9)
    value, half_width = KNOWN[level, up_to]
    assert abs(exact - value) < 1.5 * half_width
