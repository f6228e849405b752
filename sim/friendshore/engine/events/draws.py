"""Numbers that vary by nature, drawn in blocks from a stream of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from friendshore.seed_lot_records import Law

Floats = NDArray[np.float64]

BLOCK = 512
"""Numbers drawn at once; a stratified stream has one number of each 512th in each block."""


def draws(law: Law, stream: Callable[[], np.random.Generator], stratified: bool = False) -> Callable[[], float]:
    """A function that gives the next number at every call.

    stream: makes the generator, if one is needed
    stratified: Latin hypercube in blocks (McKay, Beckman and Conover 1979): each number has the same
        distribution as before, but a sum of functions of single numbers varies much less. Only for numbers whose
        order cannot matter: the length of an outage, never the gaps between customers in a queue.
    """
    if law.kind == "fixed":
        return repeat(law.mean).__next__
    return chain.from_iterable(_blocks(law, stream(), stratified)).__next__


def _blocks(law: Law, generator: np.random.Generator, stratified: bool) -> Iterator[list[float]]:
    while True:
        levels = generator.random(BLOCK)
        if stratified:
            levels = (generator.permutation(BLOCK) + levels) / BLOCK
        yield quantiles(law, levels).tolist()


def quantiles(law: Law, levels: Floats) -> Floats:
    """The law's quantiles.

    levels: in [0, 1), any shape

    >>> quantiles(Law("uniform", 0.75, low=0.5, high=1.0), np.array([0.0, 0.5])).tolist()
    [0.5, 0.75]
    >>> quantiles(Law("listed", 2.5, listed=((1.0, 0.5), (4.0, 0.5))), np.array([0.0, 0.499, 0.5])).tolist()
    [1.0, 1.0, 4.0]
    """
    if law.kind == "exponential":
        return -law.mean * np.log1p(-levels)
    if law.kind == "geometric":
        if law.mean <= 1.0:
            return np.ones_like(levels)
        whole: Floats = np.floor(np.log1p(-levels) / np.log1p(-1.0 / law.mean)) + 1.0
        return whole
    if law.kind == "uniform":
        return law.low + (law.high - law.low) * levels
    if law.kind == "normal":
        from scipy.special import ndtri

        # a normal has no smallest value, but a demand has
        positive: Floats = np.maximum(law.mean + law.sd * ndtri(np.maximum(levels, 2.0**-54)), 0.0)
        return positive
    values, shares = (np.array(column) for column in zip(*law.listed, strict=True))
    ends = np.cumsum(shares)
    found: Floats = values[np.minimum(np.searchsorted(ends, levels, side="right"), len(values) - 1)]
    return found
