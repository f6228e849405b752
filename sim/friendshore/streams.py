"""Random numbers by name: what one actor draws never depends on who else is in the world."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import Parameter

Array = NDArray[np.float64]


def stream(root_seed: int, replication: int, name: str) -> np.random.Generator:
    """The generator that belongs to ``name`` in one replication.

    Two scenarios that share ``root_seed`` share every stream whose name they share, so that a difference
    between them is the policy's and not the dice's.

    >>> stream(1, 0, "outage/can_nal").random() == stream(1, 0, "outage/can_nal").random()
    True
    """
    entropy = _entropy(root_seed, name).copy()
    entropy[-5] = replication
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy)))


@cache
def _entropy(root_seed: int, name: str) -> NDArray[np.uint32]:
    """Words of the root, of a replication yet to be named, and of the name: as NumPy would split the three."""
    root = [root_seed >> 32 * i & 0xFFFFFFFF for i in range(max(-(-root_seed.bit_length() // 32), 1))]
    words = np.frombuffer(hashlib.sha256(name.encode()).digest()[:16], dtype="<u4")
    return np.array([*root, 0, *words.tolist()], dtype=np.uint32)


BLOCK = 16
"""Replications that share out the range of a parameter evenly among them."""


def sampled_levels(parameters: Sequence[Parameter], root_seed: int, replication: int) -> Array:
    """The quantile, in [0, 1), that one replication takes of each sampled parameter.

    A Latin hypercube in blocks of ``BLOCK`` replications: within a block each parameter takes every sixteenth of
    its range once, in an order that is drawn from a stream of its own. So replication 17 depends neither on how
    many there are nor on the other parameters, and any two parameters are uncorrelated but for chance, which a
    Sobol sequence of sixty dimensions and sixty-four points is not.

    Rows of one parameter that share a dimension (the same doubt, about several commodities) share its draw.

    Source: McKay, Beckman and Conover 1979, Technometrics 21(2).
    """
    block, place = divmod(replication, BLOCK)
    levels: dict[tuple[str, int | None], float] = {}
    for parameter in parameters:
        key = (parameter.id, parameter.dimension)
        if key not in levels:
            draw = stream(root_seed, block, f"parameter/{parameter.id}/{parameter.dimension}")
            order, within = draw.permutation(BLOCK), draw.random(BLOCK)
            levels[key] = float((order[place] + within[place]) / BLOCK)
    return np.array([levels[p.id, p.dimension] for p in parameters])
