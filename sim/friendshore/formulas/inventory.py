"""When to order, how much, and what a stock is for."""

from __future__ import annotations

from math import exp, sqrt
from statistics import NormalDist

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
def stock_ahead(day: float, announced: float, effective: float, reaction: float, days: float, lead: float) -> float:
    """Extra days of cover that a buyer wants because of a restriction it knows of.

    Built from ``reaction`` days after the announcement, but no earlier than it takes to buy and receive that much,
    until the restriction bites; then meant to be used: the target falls day for day. Without notice nothing is built.

    day, announced, effective: days since any common origin; reaction, days, lead: days

    >>> stock_ahead(20.0, 0.0, 40.0, 10.0, 75.0, 30.0), stock_ahead(60.0, 0.0, 40.0, 10.0, 75.0, 30.0)
    (75.0, 55.0)
    >>> stock_ahead(20.0, 0.0, 600.0, 10.0, 75.0, 30.0)
    0.0
    """
    if effective <= announced or day < max(announced + reaction, effective - days - lead):
        return 0.0
    return days if day < effective else max(0.0, effective + days - day)


@kernel
def min_max_quantity(position: float, level: float, up_to: float, at_level: bool) -> float:
    """What an (s, S) policy orders, units: up to ``up_to`` once the position has fallen to ``level``, else nothing.

    position, level, up_to: units; at_level: whether a position equal to the level orders, too

    Source: Scarf 1960, The optimality of (S, s) policies in the dynamic inventory problem.

    >>> min_max_quantity(19.0, 20.0, 40.0, False), min_max_quantity(20.0, 20.0, 40.0, False)
    (21.0, 0.0)
    """
    due = position <= level if at_level else position < level
    return max(up_to - position, 0.0) if due else 0.0


@kernel
def lot_quantity(position: float, level: float, lot: float, at_level: bool) -> float:
    """What an (R, Q) policy orders, units: one lot once the position has fallen to ``level``, else nothing.

    position, level, lot: units; at_level: whether a position equal to the level orders, too

    Source: Silver, Pyke and Thomas, Inventory and Production Management in Supply Chains, (s, Q) policy.

    >>> lot_quantity(400.0, 500.0, 500.0, True)
    500.0
    """
    due = position <= level if at_level else position < level
    return lot if due else 0.0


@kernel
def stock_held(stock: float, use: float, days: float) -> float:
    """Stock over time while it is used at a steady rate, unit days; none after it has run out.

    stock: units at the beginning, at least 0; use: units a day; days: days

    >>> stock_held(10.0, 2.0, 3.0), stock_held(10.0, 2.0, 8.0)
    (21.0, 25.0)
    """
    lasting = days if stock >= use * days else stock / use
    return (stock - use * lasting / 2.0) * lasting


@kernel
def stock_owed(stock: float, owed: float, use: float, days: float) -> float:
    """What is owed to customers over time while demand comes at a steady rate and nothing arrives, unit days.

    stock, owed: units at the beginning, at least 0; use: units a day; days: days

    >>> stock_owed(10.0, 0.0, 2.0, 8.0), stock_owed(0.0, 4.0, 0.0, 2.0)
    (9.0, 8.0)
    """
    short = 0.0 if stock >= use * days else days - stock / use
    return owed * days + use * short * short / 2.0


@kernel
def economic_order_quantity(order_cost: float, holding_cost: float, use: float) -> float:
    """The lot that costs least to order and to hold, units.

    order_cost: USD per order; holding_cost: USD per unit and day; use: units a day (any one unit of time will do)

    Source: Harris 1913, How many parts to make at once.

    >>> round(economic_order_quantity(8.0, 0.225, 1300.0), 4)
    304.0468
    """
    return sqrt(2.0 * order_cost * use / holding_cost)


@kernel
def lot_cost(lot: float, order_cost: float, holding_cost: float, use: float) -> float:
    """Cost of ordering and holding a lot again and again, USD a day.

    lot: units; order_cost: USD per order; holding_cost: USD per unit and day; use: units a day

    >>> round(lot_cost(304.0467800264368, 8.0, 0.225, 1300.0), 6)
    68.410526
    """
    return order_cost * use / lot + holding_cost * lot / 2.0


@kernel
def lot_cost_with_outages(
    lot: float, order_cost: float, holding_cost: float, lost_cost: float, use: float, failure: float, recovery: float
) -> float:
    """Cost of a lot whose supplier fails and recovers at random, with sales lost while there is none, USD a day.

    lot: units; order_cost: USD per order; holding_cost: USD per unit and day; lost_cost: USD per unit not sold
    use: units a day; failure, recovery: rates a day, both exponential

    Source: Berk and Arreola-Risa 1994, Naval Research Logistics 41; Snyder and Shen, section 9.2.

    >>> round(lot_cost_with_outages(772.8110739983106, 8.0, 0.225, 5.0, 1300.0, 1.5, 14.0), 6)
    173.950003
    """
    cycle = lot / use
    waits = failure / (failure + recovery) * (1.0 - exp(-(failure + recovery) * cycle)) / recovery
    return (order_cost + holding_cost * lot * cycle / 2.0 + lost_cost * use * waits) / (cycle + waits)


@kernel
def critical_fractile(holding_cost: float, shortage_cost: float) -> float:
    """Share of periods whose demand a newsvendor should be able to meet.

    holding_cost: USD per unit left over; shortage_cost: USD per unit short

    Source: Arrow, Harris and Marschak 1951, Optimal inventory policy.

    >>> round(critical_fractile(0.18, 0.70), 4)
    0.7955
    """
    return shortage_cost / (shortage_cost + holding_cost)


def newsvendor_stock(holding_cost: float, shortage_cost: float, mean: float, sd: float) -> float:
    """The stock with which to begin a period of normal demand, units.

    holding_cost: USD per unit left over; shortage_cost: USD per unit short; mean, sd: demand of a period, units

    Source: Snyder and Shen, Fundamentals of Supply Chain Theory, section 4.3.

    >>> round(newsvendor_stock(0.18, 0.70, 50.0, 8.0), 4)
    56.604
    """
    return NormalDist(mean, sd).inv_cdf(critical_fractile(holding_cost, shortage_cost))


def newsvendor_cost(stock: float, holding_cost: float, shortage_cost: float, mean: float, sd: float) -> float:
    """Expected cost of a period of normal demand, USD.

    stock: units at its beginning; holding_cost: USD per unit left over; shortage_cost: USD per unit short
    mean, sd: demand of the period, units

    >>> round(newsvendor_cost(56.60395592743389, 0.18, 0.70, 50.0, 8.0), 4)
    1.9976
    """
    z = (stock - mean) / sd
    short = sd * (NormalDist().pdf(z) - z * (1.0 - NormalDist().cdf(z)))
    return holding_cost * (stock - mean + short) + shortage_cost * short


def newsvendor_cost_with_outages(
    stock: float, holding_cost: float, shortage_cost: float, demand: float, failure: float, recovery: float
) -> float:
    """Expected cost of a period whose supplier may be out, with known demand that waits, USD.

    stock: units up to which is ordered; holding_cost, shortage_cost: USD per unit and period; demand: units a period
    failure, recovery: chance that a supplier fails, or recovers, from one period to the next

    Source: Tomlin 2006, Management Science 52(5); Snyder and Shen, section 9.3.

    >>> round(newsvendor_cost_with_outages(8000.0, 0.25, 3.0, 2000.0, 0.04, 0.25), 2)
    2737.07
    """
    total, chance, periods = 0.0, recovery / (failure + recovery), 0
    while chance > 1e-18:
        left = stock - (periods + 1) * demand
        total += chance * (holding_cost * max(left, 0.0) + shortage_cost * max(-left, 0.0))
        chance *= failure if periods == 0 else 1.0 - recovery
        periods += 1
    return total
