"""What one replication leaves behind: arrays by month and quarter, and the names of their rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CONTRACT_COLUMNS = (
    "volume",
    "called",
    "delivered",
    "excused",
    "defaulted",
    "value",
    "unused",
    "prepaid",
    "worked_off",
    "equity",
)
"""What is kept of a contract: units due if called, called, delivered, not delivered with and without an excuse; USD2024
for what was delivered and for what was not taken, paid ahead, settled with that, and put into the seller."""


@dataclass(frozen=True, slots=True)
class Index:
    """Names of the rows and columns of an outcome; the same for every replication of a run."""

    start: date
    end: date
    months: tuple[str, ...]
    """"2023-01", one per column of a monthly array."""
    quarters: tuple[str, ...]
    """"2023-Q1", one per column of a quarterly array."""
    sites: tuple[str, ...]
    site_country: tuple[str, ...]
    site_commodity: tuple[str, ...]
    site_stage: tuple[str, ...]
    slots: tuple[tuple[str, str], ...]
    """(site, input commodity)."""
    buyers: tuple[tuple[str, str, str], ...]
    """Final demand: (market, commodity, end use)."""
    zones: tuple[tuple[str, str], ...]
    """(commodity, zone) of a price."""
    flows: tuple[tuple[str, str, str], ...]
    """(commodity, seller country, buyer zone)."""
    measures: tuple[str, ...]
    parameters: tuple[str, ...]
    """Sampled parameters, ``id`` or ``id.scope``."""
    contracts: tuple[tuple[str, str, str, str], ...] = ()
    """(contract, commodity, plant that delivers, plant or country that takes)."""
    reasons: tuple[str, ...] = ()
    """Why an order was not filled."""
    segments: tuple[tuple[str, str, str, str], ...] = ()
    """Final demand by segment: (market, commodity, end use, segment)."""
    standards: tuple[str, ...] = ()
    """Markets in which a sales standard acts on any day."""
    measured: tuple[tuple[str, str], ...] = ()
    """(measure, unit) of an event-clock world, which has no other rows; empty for a world of trade."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results of one replication, rows and columns as in ``Index``.

    made, wished, capacity          sites x months, units
    lost_input                      slots x months, units of the site's output not made for want of the input
    lost_outage, lost_price         sites x months, units of output not made
    delivered, wanted               buyers x months, units (``wanted`` is after the price response)
    intended                        buyers x months, units before the price response
    price                           zones x months, USD2024 per unit, mean landed cost of what was bought
    stock                           zones x months, units held by buyers at the end of the month
    shipped                         flows x quarters, units
    paid                            measures x quarters, USD2024 of public money; receipts are negative
    unfilled                        reasons x zones x quarters, units ordered and not sold, summed over sessions
    sampled                         parameters, the drawn values
    books                           largest relative error of: sites, slots, lanes, minerals
    by_segment                      segments x months, units delivered to the segments of final demand
    credits                         standards x (due, earned, kept at the end) x years, credits of sales standards
    contracts                       contracts x columns x quarters, columns as in ``CONTRACT_COLUMNS``
    measured                        an event-clock world's measures; NaN where there was nothing to measure
    """

    replication: int
    made: Array
    wished: Array
    capacity: Array
    lost_input: Array
    lost_outage: Array
    lost_price: Array
    delivered: Array
    wanted: Array
    intended: Array
    price: Array
    stock: Array
    shipped: Array
    paid: Array
    sampled: Array
    books: Array
    contracts: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    measured: Array = field(default_factory=lambda: np.zeros(0))
    unfilled: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    by_segment: Array = field(default_factory=lambda: np.zeros((0, 0)))
    credits: Array = field(default_factory=lambda: np.zeros((0, 3, 0)))


COLUMNS = {
    **dict.fromkeys(("made", "wished", "capacity", "lost_input", "lost_outage", "lost_price"), "months"),
    **dict.fromkeys(("delivered", "wanted", "intended", "price", "stock", "by_segment"), "months"),
    **dict.fromkeys(("shipped", "paid", "unfilled", "contracts"), "quarters"),
    "credits": "years",
    **dict.fromkeys(("sampled", "books", "measured"), ""),
}
"""What the columns of each array of an outcome stand for; empty where it has none in time."""
