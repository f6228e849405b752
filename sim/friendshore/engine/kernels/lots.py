"""What both clocks do with a stock: put in, take out, move on, with the minerals that are in it.

Rows of ``held`` and its like are stocks, columns provenance, kg.
"""

from __future__ import annotations

from friendshore.engine.kernels.arrays import Floats
from friendshore.formulas.compiled import kernel


@kernel
def put(
    b: int, quantity: float, per_unit: float, stock: Floats, arrived: Floats, held: Floats, entered: Floats
) -> None:
    """Add to a stock what came from beyond the world, with ``per_unit`` kg of mineral in a unit, first column."""
    stock[b] += quantity
    arrived[b] += quantity
    held[b, 0] += per_unit * quantity
    entered[b, 0] += per_unit * quantity


@kernel
def take(b: int, wanted: float, stock: Floats, used: Floats, held: Floats, gone: Floats) -> float:
    """Take what is wanted from a stock, as far as it is there, and its part of the minerals; returns what was taken."""
    taken: float = min(wanted, stock[b])
    if taken <= 0.0:
        return 0.0
    share = taken / stock[b]
    stock[b] -= taken
    used[b] += taken
    for k in range(held.shape[1]):
        moved = held[b, k] * share
        held[b, k] -= moved
        gone[b, k] += moved
    return taken


@kernel
def move(b: int, to: int, quantity: float, stock: Floats, used: Floats, arrived: Floats, held: Floats) -> None:
    """Move a quantity that is there from one stock to another, with its part of the minerals."""
    if quantity <= 0.0:
        return
    share = quantity / stock[b]
    stock[b] -= quantity
    used[b] += quantity
    stock[to] += quantity
    arrived[to] += quantity
    for k in range(held.shape[1]):
        moved = held[b, k] * share
        held[b, k] -= moved
        held[to, k] += moved
