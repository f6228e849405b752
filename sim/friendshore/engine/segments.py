"""Segments of final demand: one buyer stands for several, each of which answers prices in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.calendar import Calendar
from friendshore.engine.demand import Buyer

if TYPE_CHECKING:
    from friendshore.engine.values import Values

Floats = NDArray[np.float64]


def elasticity(buyer: Buyer, segment: str, values: Values) -> float:
    """How far a segment's demand falls with its price."""
    if buyer.commodity == "vehicle":
        return values.get("vehicle_price_elasticity", segment)
    if buyer.end_use == "storage":
        return values.get("storage_price_elasticity")
    return values.get("demand_price_elasticity", segment, buyer.commodity)


def elasticities(buyers: Sequence[Buyer], sessions: int, values: Values) -> Floats:
    """S x C: each buyer's elasticity, the mean over its segments by their part of its demand."""
    found = np.zeros((sessions, len(buyers)))
    for c, buyer in enumerate(buyers):
        own = [(elasticity(buyer, segment, values), share) for segment, share in buyer.segments]
        if len({one for one, _ in own}) == 1:  # as with one segment, to the last bit
            found[:, c] = own[0][0]
        else:
            found[:, c] = sum(one * share for one, share in own)
    return found


def rows_of(buyers: Sequence[Buyer]) -> list[tuple[int, str, Floats]]:
    """(buyer, segment, share by session) of vehicles, and of other goods that several segments want."""
    return [
        (c, segment, share)
        for c, buyer in enumerate(buyers)
        if buyer.commodity == "vehicle" or len(buyer.segments) > 1
        for segment, share in buyer.segments
    ]


def deliveries(
    buyers: Sequence[Buyer], calendar: Calendar, values: Values, delivered: Floats, wanted: Floats, intended: Floats
) -> Floats:
    """Segments x months: what of a buyer's deliveries went to each of its segments.

    delivered, wanted, intended: C x months. A segment's part is its share of intended demand times its own answer
    to the price, which is read back from how far the buyer as a whole answered.
    """
    rows = rows_of(buyers)
    months = delivered.shape[1]
    month = calendar.month_of_day()[:: calendar.session_days][: calendar.sessions]
    live = np.arange(calendar.sessions) * calendar.session_days >= calendar.opening
    count = np.maximum(np.bincount(month[live], minlength=months), 1)
    parts, own = np.zeros((len(rows), months)), np.zeros(len(rows))
    for i, (c, segment, share) in enumerate(rows):
        parts[i] = np.bincount(month[live], weights=share[live], minlength=months) / count
        own[i] = elasticity(buyers[c], segment, values)
    buyer = np.array([c for c, _, _ in rows], dtype=np.int64)
    mean = _summed(buyer, parts * own[:, None], len(buyers))
    answer = np.divide(wanted, intended, out=np.ones_like(wanted), where=intended > 0.0)
    log_price = np.divide(-np.log(np.maximum(answer, 1e-12)), mean, out=np.zeros_like(mean), where=mean > 0.0)
    parts *= np.exp(-own[:, None] * log_price[buyer])
    total = _summed(buyer, parts, len(buyers))[buyer]
    found: Floats = delivered[buyer] * np.divide(parts, total, out=np.zeros_like(parts), where=total > 0.0)
    return found


def _summed(rows: NDArray[np.int64], values: Floats, size: int) -> Floats:
    found = np.zeros((size, values.shape[1]))
    np.add.at(found, rows, values)
    return found
