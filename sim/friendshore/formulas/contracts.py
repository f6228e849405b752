"""What a contract costs, and how much of it a buyer calls."""

from __future__ import annotations

from friendshore.formulas.compiled import kernel

NO_CEILING = 1e300
"""Stands for no ceiling; infinity would make not-a-number of a zero."""


@kernel
def contract_price(index: float, slope: float, premium: float, floor: float, ceiling: float) -> float:
    """Price of a unit under a contract, USD per unit at the seller's gate.

    Every rule is the index, scaled and shifted, between two bounds: a fixed price is a floor that is its own ceiling.

    index: what spot buyers paid sellers, USD per unit; slope: 1, or the part that moves with the market
    premium, floor, ceiling: USD per unit of the day; ``NO_CEILING`` where there is none

    >>> contract_price(700.0, 1.0, 0.0, 500.0, 900.0), contract_price(400.0, 1.0, 0.0, 500.0, 900.0)
    (700.0, 500.0)
    >>> contract_price(1200.0, 1.0, -50.0, 0.0, 1e300), contract_price(1200.0, 1.0, 0.0, 800.0, 800.0)
    (1150.0, 800.0)
    """
    price: float = min(max(slope * index + premium, floor), ceiling)
    return price


@kernel
def contract_call(wanted: float, most: float, firm: float, fits: float) -> float:
    """What a buyer calls under a contract in one session, units.

    It calls what it would order anyhow, up to the most that the contract gives it; of what it pays for whether it
    takes it or not, it takes as much as fits.

    wanted: what is left of the buyer's order; most: what the contract allows; firm: what is paid for in any case
    fits: what may come until stock and what is under way stand at the order-up-to level plus ``firm``

    >>> contract_call(30.0, 50.0, 40.0, 100.0), contract_call(80.0, 50.0, 40.0, 100.0)
    (40.0, 50.0)
    >>> contract_call(0.0, 50.0, 40.0, 10.0), contract_call(0.0, 50.0, 40.0, 0.0)
    (10.0, 0.0)
    """
    call: float = min(most, max(wanted, min(firm, fits)))
    return max(call, 0.0)
