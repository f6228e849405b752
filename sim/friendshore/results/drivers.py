"""Which uncertain numbers an outcome leans on: rank correlations over the replications, which draw them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import numpy as np

from friendshore.engine.outcome import Array
from friendshore.results.differences import Difference, aligned
from friendshore.results.folder import Run
from friendshore.results.outcomes import Series

MOST = 5
FEWEST = 8
"""Replications under which correlations say nothing."""


@dataclass(frozen=True, slots=True)
class Driver:
    """One uncertain number and how an outcome goes with it.

    parameters    its name, or those of all rows that share one draw: the same doubt about several things
    correlation   Spearman's, over replications: from -1, always against each other, to 1, always together
    sure          stronger than the strongest of all sampled numbers would be by chance, once in twenty times
    """

    parameters: tuple[str, ...]
    correlation: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Leaning:
    """What one outcome leans on most, the strongest first.

    of_change   whether it is the change between two runs that was looked at, or, where nothing changes, the level
    """

    outcome: str
    year: int
    of_change: bool
    drivers: tuple[Driver, ...]


def leanings(
    baseline: tuple[Run, Mapping[str, Series]],
    other: tuple[Run, Mapping[str, Series]],
    differences: Sequence[Difference],
    names: Sequence[str],
    most: int = MOST,
) -> list[Leaning]:
    """What each outcome leans on, looked at in the year in which it changes most.

    An outcome that does not change is looked at by its level in the last year.

    baseline, other: two runs that share their draws, with their outcomes
    """
    (run, before), (_, after) = baseline, other
    found = []
    for name in names:
        if name not in before or name not in after:
            continue
        a, b, years = aligned(before[name], after[name])
        shared = [n for n in before[name].replications if n in set(after[name].replications)]
        rows = [run.replications.index(n) for n in shared]
        mine = [one for one in differences if one.outcome == name and math.isfinite(one.mean) and one.year in years]
        if not years or not mine or len(rows) < FEWEST:
            continue
        strongest = max(mine, key=lambda one: (abs(one.mean), one.year))
        changes = strongest.mean != 0.0
        year = strongest.year if changes else years[-1]
        column = years.index(year)
        values = b[:, column] - a[:, column] if changes else a[:, column]
        drivers = strongest_of(values, run.array("sampled")[rows], run.index.parameters, most)
        if drivers:
            found.append(Leaning(name, year, changes, drivers))
    return found


def strongest_of(values: Array, sampled: Array, names: Sequence[str], most: int = MOST) -> tuple[Driver, ...]:
    """The sampled numbers whose ranks go most with those of the values.

    values: one per replication, NaN where there is none; sampled: replications x numbers

    A value that never varies leans on nothing; a number that never varies explains nothing.

    >>> draws = np.array([[1.0, 5.0], [2.0, 1.0], [3.0, 4.0], [4.0, 2.0]])
    >>> strongest_of(np.array([10.0, 40.0, 90.0, 160.0]), draws, ("a", "b"), most=1)
    (Driver(parameters=('a',), correlation=1.0, sure=False),)
    """
    known = np.isfinite(values)
    if known.sum() < 3 or np.ptp(values[known]) == 0.0 or not names:
        return ()
    ranked = [_ranks(column) for column in sampled[known].T]
    together: dict[bytes, list[int]] = {}
    for number, column in enumerate(ranked):
        together.setdefault(column.tobytes(), []).append(number)
    groups = list(together.values())
    ranks = np.array([_ranks(values[known]), *(ranked[group[0]] for group in groups)])
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    size = np.sqrt((centred**2).sum(axis=1))
    size = np.where(size > 0.0, size, np.inf)
    correlation = (centred[1:] @ centred[0]) / (size[1:] * size[0])
    bar = _chance(int(known.sum()), len(groups))
    order = sorted(range(len(groups)), key=lambda i: (-abs(correlation[i]), groups[i]))
    return tuple(
        Driver(
            tuple(names[number] for number in groups[i]),
            round(float(correlation[i]), 12),
            bool(abs(correlation[i]) > bar),
        )
        for i in order[:most]
        if correlation[i] != 0.0
    )


def _chance(replications: int, numbers: int) -> float:
    """The correlation that the strongest of so many unrelated numbers passes once in twenty times."""
    return NormalDist().inv_cdf(1.0 - 0.025 / numbers) / math.sqrt(replications - 1)


def _ranks(values: Array) -> Array:
    """Ranks from 0 on; equal values share the mean of theirs."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts + 1) / 2.0)[places], dtype=np.float64)


def parameter_grades(folder: Path) -> dict[str, str]:
    """Sampled number, as runs name it -> its confidence, A to D; nothing if the tables cannot be read."""
    from friendshore.engine.values import name
    from friendshore.errors import FriendshoreError
    from friendshore.seeds import Seeds

    try:
        return {name(one): one.confidence for one in Seeds(folder).parameters}
    except FriendshoreError:
        return {}
