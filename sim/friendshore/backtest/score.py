"""Model beside record: errors, and a verdict on each range."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from friendshore.backtest.words import chosen, origin
from friendshore.seed_episodes import Range, Series

Floats = NDArray[np.float64]

RECOVERED = 90.0
"""Percent of the base from which on something has recovered."""


@dataclass(frozen=True, slots=True)
class Point:
    """One record and what the model has in its place: the median over replications and its 90 % band."""

    day: date
    record: float
    model: float
    low: float
    high: float
    fitted: bool

    @property
    def covered(self) -> bool:
        """Whether the world reaches this record."""
        return not math.isnan(self.model)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a range; an error of NaN is of a range that cannot be scored."""

    range: Range
    error: float
    origin: str
    """Whether what is scored was fitted or came out."""
    points: int

    @property
    def scored(self) -> bool:
        """Whether the model reaches what the range is about."""
        return not math.isnan(self.error)

    @property
    def met(self) -> bool:
        """Whether the error lies within the range."""
        return self.error <= self.range.within * (1.0 + 1e-12)


def point(day: date, record: float, values: Floats, fitted: bool) -> Point:
    """A record beside the values of all replications."""
    if np.isnan(values).any():
        return Point(day, record, math.nan, math.nan, math.nan, fitted)
    low, middle, high = (float(one) for one in np.quantile(values, (0.05, 0.5, 0.95), method="inverted_cdf"))
    return Point(day, record, middle, low, high, fitted)


def verdict(series: Series, one: Range, points: Sequence[Point]) -> Verdict:
    """The error of a range over the records that it scores and the world reaches.

    A turning point needs all of its records; a mean or a largest error is that of the records that are reached.
    """
    days = {record.day for record in chosen(series, one)}
    mine = [point for point in points if point.day in days]
    reached = [point for point in mine if point.covered]
    whole = one.rule in WHOLE and len(reached) < len(mine)
    error = math.nan if not reached or whole else ERRORS[one.rule](reached)
    return Verdict(one, error, origin(series, [point.day for point in reached]), len(reached))


def _relative(points: Sequence[Point]) -> list[float]:
    """|model / record - 1|; a record of nothing is met by nothing and by nothing else."""
    return [abs(p.model / p.record - 1.0) if p.record != 0.0 else (0.0 if p.model == 0.0 else math.inf) for p in points]


def _mean_error(points: Sequence[Point]) -> float:
    return float(np.mean(_relative(points)))


def _largest_error(points: Sequence[Point]) -> float:
    return max(_relative(points))


def _mean_points(points: Sequence[Point]) -> float:
    return float(np.mean([abs(p.model - p.record) for p in points]))


def _months(one: date, other: date) -> float:
    return float(abs((one.year - other.year) * 12 + one.month - other.month))


def _highest(points: Sequence[Point]) -> float:
    return _months(max(points, key=lambda p: p.model).day, max(points, key=lambda p: p.record).day)


def _lowest(points: Sequence[Point]) -> float:
    return _months(min(points, key=lambda p: p.model).day, min(points, key=lambda p: p.record).day)


def _recovered(days: Sequence[date], values: Sequence[float]) -> date | None:
    bottom = int(np.argmin(values))
    after = (day for day, value in zip(days[bottom:], values[bottom:], strict=True) if value >= RECOVERED)
    return next(after, None)


def _recovers(points: Sequence[Point]) -> float:
    days = [p.day for p in points]
    model, record = _recovered(days, [p.model for p in points]), _recovered(days, [p.record for p in points])
    if record is None:
        return math.nan
    return math.inf if model is None else _months(model, record)


def _direction(points: Sequence[Point]) -> float:
    first, last = points[0], points[-1]
    return 0.0 if (last.model - first.model) * (last.record - first.record) > 0.0 else 1.0


def _apart(points: Sequence[Point]) -> float:
    """One less the correlation of logarithms; 1 where either does not move, NaN where one is not above zero."""
    model, record = (np.array(one) for one in ([p.model for p in points], [p.record for p in points]))
    if min(model.min(), record.min()) <= 0.0:
        return math.nan
    a, b = (one - one.mean() for one in (np.log(model), np.log(record)))
    size = float(np.sqrt((a @ a) * (b @ b)))
    return 1.0 - float(a @ b) / size if size > 0.0 else 1.0


def _gap(points: Sequence[Point]) -> float:
    return max(abs(p.model - p.record) for p in points)


ERRORS: dict[str, Callable[[Sequence[Point]], float]] = {
    "mean_error": _mean_error,
    "each": _largest_error,
    "mean_points": _mean_points,
    "highest": _highest,
    "lowest": _lowest,
    "recovers": _recovers,
    "direction": _direction,
    "moves_with": _apart,
    "days": _gap,
    "count": _gap,
}
WHOLE = frozenset({"highest", "lowest", "recovers", "direction", "moves_with"})
