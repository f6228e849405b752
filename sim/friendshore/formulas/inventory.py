"""When to order, how much, and what a stock is for."""

from __future__ import annotations

from friendshore.formulas.compiled import kernel


@kernel
def order_up_to(use: float, days: float) -> float:
    """The inventory position that covers ``days`` of use, units.

    use: units a day; days: lead time, review period, safety cover and stock held ahead of known events

    Source: Silver, Pyke and Thomas, Inventory and Production Management in Supply Chains, (R, S) policy.
    """
    return use * days


@kernel
def order_quantity(use: float, target: float, position: float, days: float, share: float, most: float) -> float:
    """What a buyer orders at a review: its use until the next one, and a share of the gap to its target.

    use: units a day; target, position: units (position counts stock and all that is on order)
    days: length of the review period; share: of the gap closed at one review; most: at most this many periods' use

    With ``share`` 1 and no limit this is the (R, S) policy; less smooths orders, as firms do. Never negative.
    """
    period = use * days
    return min(max(period + share * (target - position - period), 0.0), most * period)


@kernel
def production_wish(orders: float, stock: float, cover: float, correction: float) -> float:
    """Output a seller wants, units a day: orders, and a part of what its finished stock lacks.

    orders: units a day; stock: units; cover: days of orders to hold; correction: days in which to close the gap
    """
    return max(orders + (orders * cover - stock) / correction, 0.0)


@kernel
def stock_ahead(day: float, announced: float, effective: float, reaction: float, days: float) -> float:
    """Extra days of cover that a buyer wants because of a restriction it knows of.

    Built from ``reaction`` days after the announcement until the restriction bites, then meant to be used: the
    target falls day for day. Without notice nothing is built.

    day, announced, effective: days since any common origin; reaction, days: days

    >>> stock_ahead(20.0, 0.0, 40.0, 10.0, 75.0), stock_ahead(60.0, 0.0, 40.0, 10.0, 75.0)
    (75.0, 55.0)
    """
    if effective <= announced or day < announced + reaction:
        return 0.0
    return days if day < effective else max(0.0, effective + days - day)
