"""The first half of a trading session: what plants plan, what sellers ask, what buyers make of it.

Every step first names the arrays it touches: inside a loop, a compiled function pays for each look into a
tuple of arrays.
"""

from __future__ import annotations

from friendshore.engine.kernels.arrays import (
    NEVER,
    Buyers,
    Days,
    Floats,
    Lanes,
    Law,
    Market,
    Plants,
    Pools,
    Quotes,
    Sellers,
    Settings,
    Sites,
    Slots,
    Stocks,
    Zones,
)
from friendshore.formulas.compiled import kernel
from friendshore.formulas.inventory import production_wish
from friendshore.formulas.market import (
    approach,
    landed_cost,
    mark_up,
    price_response,
    scarcity,
    support_needed,
    willingness,
)
from friendshore.formulas.powers import powers


@kernel
def judge_sites(
    sites: Sites,
    slots: Slots,
    days: Days,
    stocks: Stocks,
    plants: Plants,
    sellers: Sellers,
    law: Law,
    settings: Settings,
    session: int,
) -> None:
    """Cost of every site at today's replacement prices, its margin, and how much of its wish it is willing to run."""
    need, mix, quote, thrift = slots.need, stocks.mix, stocks.quote, stocks.thrift
    slot_ptr, cash, site_pool, loss_floor = sites.slot_ptr, sites.cash, sites.pool, sites.loss_floor
    costs, margins, willing = plants.cost, plants.margin, plants.willing
    price, support, bonus = sellers.price, law.support, plants.bonus
    year = days.year_of_session[session]
    speed = approach(settings.session, settings.margin_memory)
    for f in range(site_pool.size):
        cost = cash[f]
        for b in range(slot_ptr[f], slot_ptr[f + 1]):
            cost += need[year, b] * thrift[b] * mix[b] * quote[b]
        costs[f] = cost
        if cost > 0.0:  # the store of a co-product decides nothing
            margin = (price[site_pool[f]] + bonus[f] + support[f]) / cost - 1.0
            margins[f] += speed * (margin - margins[f])
            willing[f] = willingness(margins[f], loss_floor[f], settings.loss_tolerance, settings.loss_softness)
            if sites.least[f] > 0.0:  # a by-product is paid for by what it comes with
                willing[f] = 1.0


@kernel
def plan_pools(
    sites: Sites, pools: Pools, plants: Plants, sellers: Sellers, settings: Settings, session: int, offered: Floats
) -> None:
    """Share each pool's wish out among its sites, now and for the capacity they will soon have.

    A site first makes what its contracts call, then its part of the rest, as far as it is willing; what it leaves is
    not made by others at once, but missing stock and higher prices call for it. A by-product comes
    with its main product, wanted or not, and piles up.

    offered: P, units a day that each pool makes at its base-year utilisation, written
    """
    capacity, weight, willing, pool_ptr = sites.capacity, sites.weight, plants.willing, pools.site_ptr
    least = sites.least
    wishes, planned, finished, due = plants.wish, plants.planned, plants.finished, plants.due
    co_ptr, co_site, co_ratio, site_pool = sites.co_ptr, sites.co_site, sites.co_ratio, sites.pool
    offered[:] = 0.0
    room = offered * 0.0
    ahead = min(session + int(settings.ahead), capacity.shape[0] - 1)
    speed = approach(settings.session, settings.reference_memory)
    for f in range(site_pool.size):
        offer = weight[f] * capacity[session, f]
        offered[site_pool[f]] += offer
        room[site_pool[f]] += capacity[session, f]
        for c in range(co_ptr[f], co_ptr[f + 1]):
            offered[site_pool[co_site[c]]] += offer * co_ratio[c]
            room[site_pool[co_site[c]]] += capacity[session, f] * co_ratio[c]
    for p in range(pool_ptr.size - 1):
        stock = 0.0
        now = 0.0
        later = 0.0
        own = 0.0
        bound = 0.0
        for f in range(pool_ptr[p], pool_ptr[p + 1]):
            stock += finished[f]
            own += capacity[session, f]
            now += weight[f] * capacity[session, f]
            later += weight[f] * capacity[ahead, f]
            bound += due[f]
        wish = production_wish(sellers.orders[p], stock, settings.finished_cover, settings.stock_correction)
        for f in range(pool_ptr[p], pool_ptr[p + 1]):
            first = due[f] * willing[f] * min(wish / bound, 1.0) if due[f] > 0.0 else 0.0
            part = weight[f] * capacity[session, f] * willing[f]
            wishes[f] = first + max(wish - bound, 0.0) * part / now if now > 0.0 else 0.0
            part = weight[f] * capacity[ahead, f] * willing[f]
            planned[f] = min(first + max(wish - bound, 0.0) * part / later, capacity[ahead, f]) if later > 0.0 else 0.0
            if least[f] > 0.0:
                wishes[f] = max(wishes[f], least[f] * weight[f] * capacity[session, f])
                planned[f] = max(planned[f], least[f] * weight[f] * capacity[ahead, f])
        asked = wish if own > 0.0 else sellers.orders[p]  # what only comes along cannot make up for its stock
        use = asked / room[p] if room[p] > 0.0 else 1.0
        sellers.use[p] += speed * (use - sellers.use[p])


@kernel
def move_asks(
    sites: Sites,
    pools: Pools,
    quotes: Quotes,
    zones: Zones,
    plants: Plants,
    sellers: Sellers,
    market: Market,
    law: Law,
    settings: Settings,
    session: int,
) -> None:
    """Every seller's ask in every zone moves part of the way to its target.

    A seller's cost is the mean of its sites, less the part of their support that they pass on, plus their wedge.
    """
    pool_ptr, weight, capacity, wedge = pools.site_ptr, sites.weight, sites.capacity, sites.wedge
    costs, support, willing = plants.cost, law.support, plants.willing
    quote_pool, quote_zone, base_ask, asks = quotes.pool, quotes.zone, quotes.base_ask, sellers.ask
    slope, use, shortage, exponent = pools.slope, sellers.use, market.shortage, zones.exponent
    speed = approach(settings.session, settings.ask_memory)
    level = pools.cost.copy()
    pull = level * 0.0
    premium = shortage * 0.0
    for p in range(level.size):
        if level[p] > 0.0:
            continue
        total = 0.0
        for f in range(pool_ptr[p], pool_ptr[p + 1]):
            part = weight[f] * capacity[session, f] * willing[f]
            total += part
            net = max(costs[f] - settings.pass_through * support[f], 0.05 * costs[f])
            level[p] += part * max(net + wedge[f], 0.2 * net)
        level[p] = level[p] / total if total > 0.0 else 0.0
    for p in range(level.size):
        pull[p] = (level[p] * mark_up(use[p], settings.anchor, slope[p])) ** speed
    for z in range(premium.size):
        premium[z] = scarcity(shortage[z], settings.shortage_anchor, exponent[z]) ** speed
    stay = asks.copy()
    powers(asks, stay * 0.0 + (1.0 - speed), stay)
    for q in range(quote_pool.size):
        p = quote_pool[q]
        if level[p] <= 0.0:  # nothing to sell yet: the ask waits
            continue
        cost = level[p]
        # part of the way to level x mark-up x scarcity, in logarithms; one power a quote, not three
        ask = stay[q] * pull[p] * premium[quote_zone[q]]
        asks[q] = min(max(ask, settings.ask_floor * cost), settings.ask_ceiling * base_ask[q])


@kernel
def weigh(
    slots: Slots,
    zones: Zones,
    lanes: Lanes,
    stocks: Stocks,
    sellers: Sellers,
    market: Market,
    law: Law,
    offered: Floats,
    landed: Floats,
    wishes: Floats,
    weights: Floats,
) -> None:
    """CES weights of all lanes, and each slot's replacement price: the mean landed cost by those weights.

    offered: P, units a day; landed: L, USD per unit at the buyer's gate, written; wishes: L, weights as if every
    lane were open and every seller approved, written; weights: L, written
    """
    ask, duty_share, duty_unit, quote = sellers.ask, law.duty_share, law.duty_unit, stocks.quote
    carrying, freight, preference, open_ = lanes.carrying, lanes.freight, lanes.preference, law.open
    approved = market.approved
    lane_ptr, lane_quote, lane_pool = slots.lane_ptr, lanes.quote, lanes.pool
    slot_zone, elasticities = slots.zone, zones.elasticity
    steepness = preference * 0.0
    for b in range(slot_zone.size):
        for lane in range(lane_ptr[b], lane_ptr[b + 1]):
            duty = duty_share[lane] + carrying[lane]
            landed[lane] = landed_cost(ask[lane_quote[lane]], duty, duty_unit[lane], freight[lane])
            steepness[lane] = -elasticities[slot_zone[b]]
    powers(landed, steepness, wishes)
    for b in range(slot_zone.size):
        total = 0.0
        value = 0.0
        for lane in range(lane_ptr[b], lane_ptr[b + 1]):
            wishes[lane] *= preference[lane] * offered[lane_pool[lane]]  # as ces_weight, with the power of all at once
            weight = wishes[lane] * open_[lane] * approved[lane]
            weights[lane] = weight
            total += weight
            value += weight * landed[lane]
        if total > 0.0:
            quote[b] = value / total


@kernel
def approve(
    slots: Slots,
    lanes: Lanes,
    stocks: Stocks,
    sellers: Sellers,
    market: Market,
    law: Law,
    settings: Settings,
    offered: Floats,
    day: int,
) -> None:
    """Let buyers seek and give approval to sellers they never bought from.

    A buyer begins to try a seller out when it goes short or when the seller would be cheaper by a margin that is worth
    the trouble, duties counted. Months later it may buy. Once begun it is carried through.

    offered: P, units a day
    """
    approved, approved_on, approving = market.approved, market.approved_on, lanes.approving
    carrying, freight, duty_share, duty_unit = lanes.carrying, lanes.freight, law.duty_share, law.duty_unit
    for lane in lanes.pending:
        if approved[lane] > 0.0:
            continue
        if approved_on[lane] == NEVER and offered[lanes.pool[lane]] > 0.0:
            b = lanes.slot[lane]
            ask = sellers.ask[lanes.quote[lane]]
            landed = landed_cost(ask, duty_share[lane] + carrying[lane], duty_unit[lane], freight[lane])
            cheap = landed < (1.0 - settings.approval_saving) * stocks.quote[b]
            if cheap or stocks.shortage[b] > settings.approval_shortage:
                approved_on[lane] = day + approving[lane]
        if approved_on[lane] <= day:
            approved[lane] = 1.0


@kernel
def shift_mix(slots: Slots, stocks: Stocks, settings: Settings) -> None:
    """Move each group's mix towards what prices ask for, slowly: recipes and qualifications change in months."""
    group_end, base_mix, base_price, mix, quote = (
        slots.group_end,
        slots.base_mix,
        slots.base_price,
        stocks.mix,
        stocks.quote,
    )
    speed = approach(settings.session, settings.mix_memory)
    b = 0
    while b < slots.first_buyer:
        end = group_end[b]
        if end > b + 1:
            total = 0.0
            for i in range(b, end):
                total += base_mix[i] * (quote[i] / base_price[i]) ** (-settings.mix_elasticity)
            for i in range(b, end):
                target = base_mix[i] * (quote[i] / base_price[i]) ** (-settings.mix_elasticity) / total
                mix[i] += speed * (target - mix[i])
        b = end


@kernel
def save_inputs(slots: Slots, stocks: Stocks, settings: Settings) -> None:
    """Let makers use less of an input that has become dear, over years; never more than the recipe says."""
    thrifty, thrift, quote, base_price = slots.thrifty, stocks.thrift, stocks.quote, slots.base_price
    speed = approach(settings.session, settings.thrift_memory)
    for i in range(thrifty.size):
        b = thrifty[i]
        target = min(price_response(quote[b], base_price[b], slots.thrift_elasticity[i]), 1.0)
        thrift[b] += speed * (target - thrift[b])


@kernel
def respond(
    slots: Slots, buyers: Buyers, stocks: Stocks, market: Market, law: Law, settings: Settings, session: int
) -> None:
    """What final buyers want at the prices they have seen of late, after purchase support.

    Under a sales standard makers take off the price what it needs to sell as much as is asked of them, up to the
    penalty; what they would take off under the reference law is in the intended demand already.
    """
    wanted, price, support, quote = market.wanted, market.price, law.buyer_support, stocks.quote
    elasticities = buyers.elasticity
    floor, penalty, part = law.floor, law.penalty, law.floor_part
    speed = approach(settings.session, settings.price_memory)
    for c in range(wanted.size):
        b = slots.first_buyer + c
        price[c] += speed * (quote[b] - price[c])
        paid = max(price[c] - support[c], 0.05 * price[c])
        reference, elasticity = slots.base_price[b], elasticities[session, c]
        if part[0, c] + part[1, c] > 0.0:
            asked = support_needed(paid, reference, elasticity, floor[0, c], penalty[0, c])
            usual = support_needed(paid, reference, elasticity, floor[1, c], penalty[1, c])
            paid = max(paid - (part[0, c] * asked - part[1, c] * usual), 0.05 * price[c])
        wanted[c] = buyers.intended[session, c] * price_response(paid, reference, elasticity)
