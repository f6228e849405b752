"""What a scenario changes: differences of the same replications under the same draws."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from friendshore.engine.outcome import Array
from friendshore.results.outcomes import Series

ROUNDING = 2e-5
"""GWh, t, vehicles or USD below which a difference is none: sums of kept numbers are no more exact."""
SINGLE = 5e-7
"""The same as a share of the baseline: results are kept in single precision."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean change of one outcome in one year, with its paired 95 % interval.

    relative        change over the baseline's mean; NaN where that is zero
    excludes_zero   the interval lies on one side of zero
    """

    outcome: str
    year: int
    baseline: float
    mean: float
    low: float
    high: float
    unit: str
    relative: float
    excludes_zero: bool
    replications: int

    @property
    def is_rounding(self) -> bool:
        """Whether mean and interval are no more than what kept numbers are rounded by: nothing differs."""
        most = max(ROUNDING, SINGLE * abs(self.baseline)) if math.isfinite(self.baseline) else ROUNDING
        half = self.high - self.mean
        return abs(self.mean) < most and not half >= most


def paired(
    baseline: Mapping[str, Series], other: Mapping[str, Series], names: Iterable[str] | None = None
) -> list[Difference]:
    """Differences ``other - baseline`` of every outcome and year that both have.

    Replications are paired by their number: they share their draws, which is what narrows the interval.
    Student's t on the paired differences, 95 %; with a single pair the interval is NaN.
    """
    found: list[Difference] = []
    for name in baseline if names is None else names:
        if name in baseline and name in other:
            found.extend(_of_one(baseline[name], other[name]))
    return found


def _of_one(before: Series, after: Series) -> list[Difference]:
    a, b, years = aligned(before, after)
    if not years:
        return []
    change = b - a
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # all NaN, or one pair: the answer is NaN
        count = np.isfinite(change).sum(axis=0)
        base = np.nanmean(np.where(np.isfinite(change), a, np.nan), axis=0)
        mean = np.nanmean(change, axis=0)
        half = half_width(change, count)
    result = []
    for column, year in enumerate(years):
        m, h, n = float(mean[column]), float(half[column]), int(count[column])
        level = float(base[column])
        relative = m / abs(level) if level else math.nan
        low, high = m - h, m + h
        sure = n > 1 and (low > 0 or high < 0)
        result.append(Difference(before.id, year, level, m, low, high, before.unit, relative, sure, n))
    return result


FAMILIES = (
    "cell_output.",
    "vehicle_output.",
    "cam_output.",
    "aam_output.",
    "magnet_output.",
    "vehicle_sales.",
    "price.",
)
"""Kinds of outcome among which ``most_moved`` looks."""


TOGETHER = ("world", "north_america")
"""Places that are several others together."""


@dataclass(frozen=True, slots=True)
class Mover:
    """What moved of an outcome and commodity: the strongest place, in its strongest year.

    elsewhere  other places in which it moved too, what several are together not counted
    """

    strongest: Difference
    elsewhere: int

    @property
    def also(self) -> str:
        """The others in words; "" if there are none."""
        return f"and {self.elsewhere} other place{'s' * (self.elsewhere > 1)}" if self.elsewhere else ""


def most_moved(differences: Iterable[Difference], most: int = 8) -> list[Mover]:
    """What changed most for its size, one of each outcome and commodity, the strongest first.

    Only changes whose interval excludes zero. Size is the baseline's largest yearly mean: a plant that
    makes nothing yet does not count as having changed without limit. A border that closes moves one price in
    every country: of those, one place is told and the others are counted.
    """
    by_outcome: dict[str, list[Difference]] = {}
    for one in differences:
        if one.outcome.startswith(FAMILIES):
            by_outcome.setdefault(one.outcome, []).append(one)
    strongest: list[tuple[float, Difference]] = []
    for found in by_outcome.values():
        size = max((abs(one.baseline) for one in found if math.isfinite(one.baseline)), default=0.0)
        sure = [one for one in found if one.excludes_zero]
        if size and sure:
            best = max(sure, key=lambda one: abs(one.mean))
            strongest.append((abs(best.mean) / size, best))
    strongest.sort(key=lambda pair: (-pair[0], pair[1].outcome))
    alike: dict[str, list[Difference]] = {}
    for _, one in strongest:
        alike.setdefault(one.outcome.rpartition(".")[0], []).append(one)
    return [
        Mover(first, sum(one.outcome.rpartition(".")[2] not in TOGETHER for one in rest))
        for first, *rest in list(alike.values())[:most]
    ]


def half_width(change: Array, count: Array) -> Array:
    """Half the 95 % interval of the mean over the first axis, NaN left out; NaN for fewer than two values."""
    from scipy.special import stdtrit  # slow to import, and only comparisons need it

    spread = np.nanstd(change, axis=0, ddof=1)
    quantile = stdtrit(np.maximum(count - 1, 1), 0.975)
    return np.where(count > 1, quantile * spread / np.sqrt(np.maximum(count, 1)), np.nan)


def aligned(before: Series, after: Series) -> tuple[Array, Array, tuple[int, ...]]:
    """The values of both in the replications and years they share, and those years."""
    years = tuple(y for y in before.years if y in after.years)
    numbers = [n for n in before.replications if n in set(after.replications)]
    return _cut(before, numbers, years), _cut(after, numbers, years), years


def _cut(series: Series, numbers: list[int], years: tuple[int, ...]) -> Array:
    rows = [series.replications.index(n) for n in numbers]
    columns = [series.years.index(y) for y in years]
    return series.values[np.ix_(rows, columns)]
