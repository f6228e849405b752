"""Means and quantiles over replications in which a value may be missing (a price without a purchase)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def nan_mean(values: Array, axis: int) -> Array:
    """Mean along an axis over what is there; NaN where nothing is.

    >>> nan_mean(np.array([[1.0, np.nan], [3.0, np.nan]]), axis=0)
    array([ 2., nan])
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an empty slice is an answer here: NaN
        return np.asarray(np.nanmean(values, axis=axis), dtype=np.float64)


def nan_quantile(values: Array, levels: Sequence[float]) -> Array:
    """Quantiles over the replications (first axis): levels x the other axes; NaN where nothing is there.

    >>> nan_quantile(np.array([[0.0], [10.0], [np.nan]]), (0.5,))
    array([[5.]])
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        if np.isnan(values).any():
            return np.asarray(np.nanquantile(values, levels, axis=0), dtype=np.float64)
        return np.asarray(np.quantile(values, levels, axis=0), dtype=np.float64)


def quarter_of(month: str) -> str:
    """The quarter of a month.

    >>> quarter_of("2026-11")
    '2026-Q4'
    """
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"


def quarter_columns(months: Sequence[str], quarters: Sequence[str]) -> list[list[int]]:
    """For each quarter, the columns of its months."""
    columns: dict[str, list[int]] = {quarter: [] for quarter in quarters}
    for column, month in enumerate(months):
        columns[quarter_of(month)].append(column)
    return [columns[quarter] for quarter in quarters]
