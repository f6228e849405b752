"""Sums by group and quotients that may be empty."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64] | NDArray[np.uint32]


def summed(index: Places, values: Floats, size: int) -> Floats:
    """Sum of ``values`` in each of ``size`` groups.

    >>> summed(np.array([0, 2, 0]), np.array([1.0, 2.0, 3.0]), 3).tolist()
    [4.0, 0.0, 2.0]
    """
    sums: Floats = np.bincount(index, weights=values, minlength=size).astype(np.float64)
    return sums


def ratio(top: Floats | float, bottom: Floats | float, otherwise: float) -> Floats:
    """``top`` over ``bottom``, and ``otherwise`` where ``bottom`` is not above zero."""
    above, below = np.broadcast_arrays(np.asarray(top, dtype=float), np.asarray(bottom, dtype=float))
    quotient: Floats = np.divide(above, below, out=np.full(above.shape, otherwise), where=below > 0.0)
    return quotient
