"""Makers whose own price is given from outside: what it leaves is the most they pay for an input.

Without contracts nothing here touches anything. Elsewhere asks follow costs, so that what a maker could pay rises with
what is asked of it.
"""

from __future__ import annotations

from friendshore.engine.kernels.arrays import REASONS, Floats, Law, Settings, Sites, Slots, Stocks, TradeBook
from friendshore.engine.kernels.contract_arrays import CALLS, WORTH, Offtakes, Terms
from friendshore.formulas.compiled import kernel
from friendshore.formulas.market import willingness

TOO_DEAR = REASONS.index("too_dear")


@kernel
def refuse_dear(
    terms: Terms,
    offtakes: Offtakes,
    sites: Sites,
    slots: Slots,
    stocks: Stocks,
    law: Law,
    trade_book: TradeBook,
    settings: Settings,
    session: int,
    year: int,
    quarter: int,
    landed: Floats,
    weights: Floats,
    ordered: Floats,
    left: Floats,
) -> None:
    """Take out of makers' orders what their contracts' price does not pay for.

    A lane is refused by the part of the maker's output that goes under contract times one less its willingness to run
    at the margin that this lane's price would leave, all other inputs at their usual price. What is refused is written
    down, but nobody goes short of it: it raises no price.

    landed: L, USD per unit at the buyer's gate; weights: L, reduced; ordered, left: B, units, reduced
    """
    need_of, mix, thrift, quote = slots.need, stocks.mix, stocks.thrift, stocks.quote
    lane_ptr, slot_ptr, gives = slots.lane_ptr, sites.slot_ptr, offtakes.givers
    for i in range(terms.givers.size):
        f = terms.givers[i]
        offer = sites.weight[f] * sites.capacity[session, f]
        if gives[CALLS, f] <= 0.0 or offer <= 0.0:
            continue
        bound = min(gives[CALLS, f] / offer, 1.0)
        given = gives[WORTH, f] / gives[CALLS, f] + law.support[f]
        cost = sites.cash[f]
        for b in range(slot_ptr[f], slot_ptr[f + 1]):
            cost += need_of[year, b] * thrift[b] * mix[b] * quote[b]
        for b in range(slot_ptr[f], slot_ptr[f + 1]):
            need = need_of[year, b] * thrift[b] * mix[b]
            if need <= 0.0 or left[b] <= 0.0:
                continue
            rest = cost - need * quote[b]
            total = 0.0
            kept = 0.0
            for lane in range(lane_ptr[b], lane_ptr[b + 1]):
                if weights[lane] <= 0.0:
                    continue
                margin = given / (rest + need * landed[lane]) - 1.0
                accepts = willingness(margin, sites.loss_floor[f], settings.loss_tolerance, settings.loss_softness)
                total += weights[lane]
                weights[lane] *= 1.0 - bound * (1.0 - accepts)
                kept += weights[lane]
            if total > 0.0:
                refused = left[b] * (1.0 - kept / total)
                left[b] -= refused
                ordered[b] -= refused
                trade_book.unfilled[TOO_DEAR, slots.zone[b], quarter] += refused
