"""The flat arrays of contracts: what they say, where they stand, what is written down.

Letters of the axes: K legs (a contract's way to one slot), S sessions, T quarters, and those of ``kernels.arrays``.
Units: a commodity's own; USD2024 at the seller's gate.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Terms(NamedTuple):
    """What the contracts of a replication say; legs stand by rank."""

    rank_ptr: Ints  # ranks+1, legs of a rank
    site: Ints  # K
    slot: Ints  # K
    lane: Ints  # K
    volume: Floats  # S x K, units due in a session if called
    most: Floats  # S x K, units that may be called, offtake rights included
    firm: Floats  # S x K, units paid for whether taken or not
    slope: Floats  # K, of the price in the index
    premium: Floats  # S x K
    floor: Floats  # S x K
    ceiling: Floats  # S x K
    lag: Ints  # K, sessions
    outage_excuses: Ints  # K, 1 if a standstill of the plant is force majeure
    way_excuses: Ints  # K, 1 if a shut way is
    prepaid: Floats  # S x K, USD paid ahead
    equity: Floats  # S x K, USD put into the seller


class Offtakes(NamedTuple):
    """Where contracts stand; every array is written in place."""

    index: Floats  # Z, what spot buyers of a zone last paid sellers on average
    seen: Floats  # S x K, the index of each leg's zone at each session
    advance: Floats  # K, prepaid and not worked off
    called: Floats  # K, units called in the last session
    sent: Floats  # K, units delivered in the last session
    price: Floats  # K, at which
    bought: Floats  # B, units a day that came under contract, smoothed
    cost: Floats  # B, what they cost at the gate of the buyer
    sold: Floats  # F, units a day that a plant sold under contract, smoothed
    sold_all: Floats  # F, units a day that it sold in all, smoothed
    earned: Floats  # F, USD a day that it earned under contract, smoothed
    units: Floats  # L, units sent under contract in the last session
    value: Floats  # L, what they cost at the seller's gate


class ContractBook(NamedTuple):
    """What became of every leg, by quarter."""

    volume: Floats  # K x T, units due if called
    called: Floats  # K x T
    delivered: Floats  # K x T
    excused: Floats  # K x T, called, not delivered, force majeure
    defaulted: Floats  # K x T, called, not delivered, no excuse
    value: Floats  # K x T, USD for what was delivered
    unused: Floats  # K x T, USD paid for what was not taken
    prepaid: Floats  # K x T, USD paid ahead
    worked_off: Floats  # K x T, part of the value that was settled with what was prepaid
    equity: Floats  # K x T, USD put into the seller
