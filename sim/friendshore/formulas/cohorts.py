"""Vintages of batteries: how many are still in use at an age, and what comes back in a year."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def survival(ages: Floats, mean: float, spread: float) -> Floats:
    """Share of a vintage that is still in use at some ages, if lives are normal and none is below zero.

    ages, mean, spread: years; a spread of zero lets all end at the mean

    Source: Busch et al. 2025 fit normal survival to vehicles and batteries of North America.

    >>> survival(np.array([0.0, 15.0, 40.0]), 15.0, 4.0).round(3).tolist()
    [1.0, 0.5, 0.0]
    """
    if spread <= 0.0:
        return np.where(ages < mean, 1.0, 0.0)
    above = np.array([0.5 * math.erfc((age - mean) / (spread * math.sqrt(2.0))) for age in ages])
    at_zero = 0.5 * math.erfc(-mean / (spread * math.sqrt(2.0)))
    return np.asarray(np.minimum(above / at_zero, 1.0), dtype=np.float64)


def both(first: Floats, second: Floats) -> Floats:
    """Survival of what ends with the first of two ends that know nothing of one another: pack and car.

    >>> both(np.array([1.0, 0.5]), np.array([1.0, 0.5])).tolist()
    [1.0, 0.25]
    """
    return first * second


def retired(sales: Floats, alive: Floats) -> Floats:
    """What leaves use in each year, units a year: of every vintage, what was alive half a year before and is not after.

    sales: units sold in each year; alive: share alive at the ages 0.5, 1.5, ... years, as many as there are years

    Vintages are sold in the middle of their year; the first half year's ends fall into it. Nothing is lost: over time
    all that was sold comes back.

    >>> retired(np.array([10.0, 0.0, 0.0]), np.array([1.0, 0.4, 0.0])).tolist()
    [0.0, 6.0, 4.0]
    """
    ends = -np.diff(alive, prepend=1.0)
    return np.convolve(sales, ends)[: sales.size]
