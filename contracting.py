"""Deliveries under contract: before anything is sold spot, out of the stock of the plant that promised them.

Without contracts none of these functions touches anything.
"""

from __future__ import annotations

from friendshore.engine.kernels.arrays import (
    Contents,
    Days,
    Floats,
    Lanes,
    Law,
    Minerals,
    PlantBook,
    Plants,
    Pools,
    Sellers,
    Settings,
    Sites,
    SlotBook,
    Slots,
    Stocks,
    TradeBook,
    Transit,
)
from friendshore.engine.kernels.contract_arrays import ContractBook, Offtakes, Terms
from friendshore.formulas.compiled import kernel
from friendshore.formulas.contracts import contract_call, contract_price
from friendshore.formulas.market import approach, landed_cost

SOLD_OUT = 1.0 - 1e-12
"""A plant that gave this share of its stock is empty."""
TURNS_BACK = 0.01
"""Least part of its weight that a lane keeps for the rest of an order, however much came under contract."""


@kernel
def blend_quotes(terms: Terms, offtakes: Offtakes, stocks: Stocks) -> None:
    """A buyer's price of an input is the mean of contract and spot, by how much of its use comes under contract."""
    quote, use, bought, cost = stocks.quote, stocks.use, offtakes.bought, offtakes.cost
    done = -1
    for k in range(terms.slot.size):
        b = terms.slot[k]
        first = True
        for j in range(k):
            if terms.slot[j] == b:
                first = False
        if not first or bought[b] <= 0.0 or use[b] <= 0.0:
            continue
        covered = min(bought[b] / use[b], 1.0)
        quote[b] += covered * (cost[b] - quote[b])
        done = k
    if done < -1:
        return
