"""How asks move and how buyers split what they need between sellers."""

from __future__ import annotations

from math import exp

from friendshore.formulas.compiled import kernel


@kernel
def approach(days: float, memory: float) -> float:
    """Share of a gap that is closed in ``days`` by exponential smoothing with time constant ``memory``.

    days, memory: days

    >>> round(approach(7.0, 14.0), 4)
    0.3935
    """
    return 1.0 - exp(-days / memory)


@kernel
def landed_cost(ask: float, duty_share: float, duty_unit: float, freight: float) -> float:
    """Cost of a unit at the buyer's gate, USD per unit.

    ask: seller's price, USD per unit; duty_share: ad valorem duty, share of it; duty_unit, freight: USD per unit

    Carrying cost on the way is part of ``freight``. Valid for a duty on the seller's price (free on board).
    """
    return ask * (1.0 + duty_share) + duty_unit + freight


@kernel
def ces_weight(preference: float, offered: float, landed: float, elasticity: float) -> float:
    """A seller's weight in a buyer's order under constant elasticity of substitution.

    Armington demand for goods told apart by origin; a seller country counts by the capacity it offers, so
    that one which builds plants gains buyers without any change in taste (varieties, as in Krugman 1980).

    preference: worth of a unit of this seller's capacity to this buyer; offered: the capacity, units a year
    landed: USD per unit, above zero; elasticity: of substitution

    Source: Armington 1969, IMF Staff Papers 16(1).
    """
    weight: float = preference * offered * landed ** (-elasticity)
    return weight


@kernel
def mark_up(utilisation: float, anchor: float, slope: float) -> float:
    """What a seller asks over its cost, as a factor: it rises with how much of its capacity is wished for.

    utilisation: wished output over capacity; anchor: utilisation without mark-up
    slope: log price per unit of utilisation

    The mark-up ends at full use and at 0.05 under the anchor: beyond, scarcity does the rest.
    """
    return exp(slope * min(max(utilisation - anchor, -0.05), 1.0 - anchor))


@kernel
def scarcity(shortage_days: float, anchor: float, exponent: float) -> float:
    """What a zone in need pays over what is asked elsewhere, as a factor: days of need that its buyers could not buy.

    A level, never an integral: without unfilled need a price returns to cost by itself; a zone that is cut off
    grows a premium of its own while the seller's home price hardly moves.

    shortage_days, anchor: days; exponent: none
    """
    if shortage_days <= 0.0:
        return 1.0
    factor: float = (1.0 + shortage_days / anchor) ** exponent
    return factor


@kernel
def price_response(price: float, reference: float, elasticity: float) -> float:
    """Demand relative to what it would be at the reference price.

    price, reference: USD per unit; elasticity: positive number

    Constant elasticity, held between 0.3 and 6 times the reference price, outside which it was never seen.

    >>> round(price_response(110.0, 100.0, 1.0), 4)
    0.9091
    """
    response: float = min(max(price / reference, 0.3), 6.0) ** (-elasticity)
    return response


@kernel
def support_needed(price: float, reference: float, elasticity: float, floor: float, penalty: float) -> float:
    """What makers must take off a price for demand to reach a floor, USD per unit, at most the penalty they would pay.

    price: what a buyer pays, USD per unit; reference: price at which demand is as intended; elasticity: positive
    floor: demand asked for, relative to what is intended; penalty: USD for a unit that is missing

    The inverse of ``price_response`` under the same hold at 0.3 times the reference price.

    >>> round(support_needed(100.0, 100.0, 1.0, 1.25, 50.0), 6), support_needed(100.0, 100.0, 1.0, 1.25, 5.0)
    (20.0, 5.0)
    """
    if floor <= 0.0 or elasticity <= 0.0:
        return 0.0
    target: float = reference * max(floor ** (-1.0 / elasticity), 0.3)
    return min(max(price - target, 0.0), penalty)


@kernel
def willingness(margin: float, floor: float, tolerance: float, softness: float) -> float:
    """Share of its wish that a plant runs at a margin over cost, from 0 to 1.

    margin: price plus support, over cost, minus one; floor: the loss it already bore in the base year, or 0
    tolerance: how far under the floor half of it stops; softness: width of that step
    """
    return 1.0 / (1.0 + exp(-(margin - floor + tolerance) / softness))
