"""Random numbers by name: what one actor draws never depends on who else is in the world."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

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
    words = np.frombuffer(hashlib.sha256(name.encode()).digest()[:16], dtype="<u4")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([root_seed, replication, *words.tolist()])))


def sampled_levels(parameters: Sequence[Parameter], root_seed: int, replication: int) -> Array:
    """The quantile, in [0, 1), that one replication takes of each sampled parameter.

    A Sobol sequence, shifted modulo one by an amount that belongs to the parameter's name (Cranley and
    Patterson 1976). Point ``replication`` of a parameter depends on neither the number of replications nor
    on the other parameters, because every parameter keeps its own ``dimension``.

    Rows of one parameter that share a dimension (the same doubt, about several commodities) share its draw.

    Errors: ValueError when a parameter has no dimension, or two of different names share one.
    """
    dimensions = [parameter.dimension for parameter in parameters]
    owners = {(parameter.id, parameter.dimension) for parameter in parameters}
    if None in dimensions or len(owners) > len(set(dimensions)):
        raise ValueError("every sampled parameter needs a dimension of its own")
    if not parameters:
        return np.zeros(0)
    from scipy.stats import qmc

    sequence = qmc.Sobol(d=1 + max(d for d in dimensions if d is not None), scramble=False)
    if replication:
        sequence.fast_forward(replication)
    point = np.asarray(sequence.random(1))[0]
    shifts = np.array([stream(root_seed, 0, f"parameter/{p.id}/{p.dimension}").random() for p in parameters])
    levels: Array = np.mod(point[np.array(dimensions, dtype=int)] + shifts, 1.0)
    return levels
