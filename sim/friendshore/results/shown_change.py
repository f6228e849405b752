"""How far two runs differ in a panel: paired differences by period, and where they are largest for sure."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from friendshore.engine.outcome import Array
from friendshore.results.differences import half_width
from friendshore.results.shown import Shown
from friendshore.results.spread import nan_mean


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a scenario moved a panel most, each with its 95 % interval.

    mean, low, high  mean paired difference, in the panel's unit
    share            (relative change of the mean, and the ends of its interval); NaN where the baseline has nothing
    """

    column: int
    mean: float
    low: float
    high: float
    share: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Change:
    """Paired differences of two runs of one panel, by period: mean and 95 % interval, and what they are made of."""

    mean: Array
    half: Array
    before: Array
    change: Array
    count: Array


def change_of(before: Shown | None, after: Shown | None) -> Change | None:
    """What the second run changes; None if one of them is missing, or they share fewer than two replications.

    Replications are paired by their number, as everywhere; a value that one of a pair lacks is left out.
    """
    if before is None or after is None or before.periods != after.periods:
        return None
    numbers = [n for n in before.replications if n in set(after.replications)]
    if len(numbers) < 2:
        return None
    a = before.values[[before.replications.index(n) for n in numbers]]
    b = after.values[[after.replications.index(n) for n in numbers]]
    there = np.isfinite(a) & np.isfinite(b)
    a, change, count = np.where(there, a, np.nan), np.where(there, b - a, np.nan), there.sum(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column without a value: the answer is NaN
        return Change(nan_mean(change, axis=0), half_width(change, count), a, change, count)


def most_moved(found: Change, periods: Sequence[tuple[date, date]], since: date, until: date) -> Moved | None:
    """The period between two days in which a pair differs most; None if every 95 % interval includes zero.

    The interval of the relative change is that of a ratio of means (Cochran 1977, chapter 6), so that a fall of
    everything to nothing is -100 % without a doubt.
    """
    mean, half = found.mean, found.half
    inside = np.array([end > since and start < until for start, end in periods])
    sure = inside & (np.abs(mean) > half)
    if not sure.any():
        return None
    at = int(np.argmax(np.where(sure, np.abs(mean), -1.0)))
    share, level = (math.nan, math.nan, math.nan), float(nan_mean(found.before[:, at], axis=0))
    if level:
        relative = float(mean[at]) / abs(level)
        rest = found.change[:, at] - relative * np.sign(level) * found.before[:, at]
        around = float(half_width(rest, found.count[at])) / abs(level)
        share = (relative, relative - around, relative + around)
        if (found.before[:, at] >= 0.0).all() and (found.before[:, at] + found.change[:, at] >= 0.0).all():
            share = (relative, max(share[1], -1.0), share[2])  # less than nothing is not to be had
    return Moved(at, float(mean[at]), float(mean[at] - half[at]), float(mean[at] + half[at]), share)
