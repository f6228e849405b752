"""Making observed accounts agree with one another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def ras(flows: Array, rows: Array, columns: Array, rounds: int = 500) -> tuple[Array, float]:
    """Flows scaled to row and column sums, and the largest relative error that is left.

    Biproportional fitting: rows and columns are scaled in turn; what is zero stays zero. Column sums are
    first scaled to the rows' total, since both must add up to the same.

    flows: buyers x sellers, units; rows, columns: what each buys and sells, units

    Source: Stone 1961, Input-Output and National Accounts (the RAS method).

    >>> fitted, error = ras(np.ones((2, 2)), np.array([3.0, 1.0]), np.array([2.0, 2.0]))
    >>> fitted.tolist(), error < 1e-9
    ([[1.5, 1.5], [0.5, 0.5]], True)
    """
    fitted = flows.astype(float)
    total = rows.sum()
    if total <= 0.0 or columns.sum() <= 0.0:
        return np.zeros_like(fitted), 0.0
    goal = columns * (total / columns.sum())
    for _ in range(rounds):
        sums = fitted.sum(axis=1)
        fitted *= np.divide(rows, sums, out=np.zeros_like(sums), where=sums > 0)[:, None]
        sums = fitted.sum(axis=0)
        fitted *= np.divide(goal, sums, out=np.zeros_like(sums), where=sums > 0)[None, :]
        error = np.abs(fitted.sum(axis=1) - rows).max() / total
        if error < 1e-10:
            break
    missed = np.abs(fitted.sum(axis=1) - rows).max() + np.abs(fitted.sum(axis=0) - goal).max()
    return fitted, float(missed / total)


def yearly_path(times: Array, years: Array, values: Array) -> Array:
    """A continuous path through yearly totals: straight lines whose mean over each year is that year's value.

    times: years as decimals, any length; years: whole years, ascending; values: one per year, as a rate per year

    Before the first mid-year the path grows at the rate of the first two years (between halving and doubling
    a year), after the last it is flat; never negative.

    >>> yearly_path(np.array([2023.5, 2024.0]), np.array([2023, 2024]), np.array([10.0, 10.0])).tolist()
    [10.0, 10.0]
    """
    knots = values.astype(float)
    middle = years + 0.5
    grid = (years[:, None] + (np.arange(24) + 0.5)[None, :] / 24.0).ravel()

    def path(at: Array) -> Array:
        inner = np.interp(at, middle, knots)
        if len(knots) < 2 or knots[0] <= 0.0:
            return np.asarray(inner)
        growth = min(max(knots[1] / knots[0], 0.5), 2.0)
        extended: Array = np.where(at < middle[0], knots[0] * growth ** (at - middle[0]), inner)
        return extended

    for _ in range(6):
        means = path(grid).reshape(len(years), 24).mean(axis=1)
        knots = np.maximum(knots + (values - means), 0.0)
    result: Array = path(times)
    return result
