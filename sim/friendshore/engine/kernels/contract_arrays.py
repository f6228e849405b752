"""The flat arrays of contracts: what they say, where they stand, what is written down.

Letters of the axes: K legs (a contract's way to one slot), S sessions, T quarters, and those of ``kernels.arrays``.
Units: a commodity's own; USD2024 at the seller's gate. What belongs together is stacked, each row under a name: a
kernel takes half a minute longer to compile when each of these is an array of its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SITE, PLANT, SLOT, LANE, QUOTE, LAG, OUTAGE, WAY = range(8)
"""Rows of ``Terms.legs``: whose finished stock it is, whose standstill counts (the site, or the one whose co-product it
is), slot, lane, the quote that the price follows (-1: the market), sessions by which it lags, and 1 where an outage or
a shut way is force majeure."""
VOLUME, MOST, FIRM, PREPAID, EQUITY = range(5)
"""Rows of ``Terms.due``: units due in a session if called, units that may be called (offtake rights included), units
paid for whether taken or not; USD paid ahead, USD put into the seller."""
PREMIUM, FLOOR, CEILING = range(3)
"""Rows of ``Terms.strikes``, USD per unit."""
CALLED, SENT, CAPPED, PRICE, ADVANCE = range(5)
"""Rows of ``Offtakes.legs``: units called, sent, and held back by a cap in volume in the last session, at which price;
USD prepaid, not worked off."""
BOUGHT, COST = range(2)
"""Rows of ``Offtakes.takers``: units a day that came under contract, smoothed, and what they cost at the gate."""
CALLS, WORTH = range(2)
"""Rows of ``Offtakes.givers``: units a day called under contract, and their worth in USD a day; smoothed."""
WAS_DUE, WAS_CALLED, DELIVERED, EXCUSED, DEFAULTED, VALUE, UNUSED, WAS_PREPAID, WORKED_OFF, INVESTED = range(10)
"""Rows of ``ContractBook.kept``: units due if called, called, delivered, not delivered with and without an excuse; USD
for what was delivered, for what was not taken, paid ahead, settled with that, put into the seller."""


class Terms(NamedTuple):
    """What the contracts of a replication say; legs stand by rank."""

    rank_ptr: Ints  # ranks+1, legs of a rank
    takers: Ints  # slots of all legs, each once
    givers: Ints  # sites of all legs, each once
    legs: Ints  # 8 x K
    slope: Floats  # K, of the price in the index
    due: Floats  # 5 x S x K
    strikes: Floats  # 3 x S x K


class Offtakes(NamedTuple):
    """Where contracts stand; every array is written in place."""

    spot: Floats  # Z, index of each zone: the mean ask by what was sent there
    seen: Floats  # S x K, what the price of each leg follows, at each session
    legs: Floats  # 5 x K
    takers: Floats  # 2 x B
    givers: Floats  # 2 x F
    units: Floats  # L, units sent under contract in the last session


class ContractBook(NamedTuple):
    """What became of every leg."""

    kept: Floats  # 10 x K x T
