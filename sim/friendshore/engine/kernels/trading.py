"""A trading session: plans, asks, quotes, orders, allocation in rounds, shipment.

Every step first names the arrays it touches: inside a loop, a compiled function pays for each look into a
tuple of arrays.
"""

from __future__ import annotations

from friendshore.engine.kernels.arrays import Floats, Ledger, Net, Settings, State
from friendshore.formulas.compiled import kernel
from friendshore.formulas.inventory import order_quantity, order_up_to, production_wish, stock_ahead
from friendshore.formulas.market import approach, ask_target, ces_weight, landed_cost, price_response, willingness

OPEN_END = 1e300
"""Stands for no limit; infinity would turn a zero share into not-a-number."""


@kernel
def judge_sites(net: Net, state: State, settings: Settings, session: int) -> None:
    """Cost of every site at today's replacement prices, its margin, and how much of its wish it is willing to run."""
    need, mix, quote = net.need, state.mix, state.quote
    slot_ptr, cash, site_pool, loss_floor = net.slot_ptr, net.cash, net.site_pool, net.loss_floor
    costs, margins, willing = state.cost, state.margin, state.willing
    price, support = state.pool_price, state.support
    year = net.year_of_session[session]
    speed = approach(settings.session, settings.margin_memory)
    for f in range(site_pool.size):
        cost = cash[f]
        for b in range(slot_ptr[f], slot_ptr[f + 1]):
            cost += need[year, b] * mix[b] * quote[b]
        costs[f] = cost
        if cost > 0.0:  # the store of a co-product decides nothing
            margin = (price[site_pool[f]] + support[f]) / cost - 1.0
            margins[f] += speed * (margin - margins[f])
            willing[f] = willingness(margins[f], loss_floor[f], settings.loss_tolerance, settings.loss_softness)


@kernel
def plan_pools(net: Net, state: State, settings: Settings, session: int, offered: Floats) -> None:
    """Share each pool's wish out among its sites, now and for the capacity they will soon have.

    offered: P, units a day that each pool makes at its base-year utilisation, written
    """
    capacity, weight, willing, pool_ptr = net.capacity, net.weight, state.willing, net.pool_ptr
    wishes, planned, finished = state.wish, state.planned, state.finished
    co_ptr, co_site, co_ratio, site_pool = net.co_ptr, net.co_site, net.co_ratio, net.site_pool
    ahead = min(session + int(settings.ahead), capacity.shape[0] - 1)
    speed = approach(settings.session, settings.reference_memory)
    for f in range(site_pool.size):
        offer = weight[f] * capacity[session, f]
        offered[site_pool[f]] += offer
        for c in range(co_ptr[f], co_ptr[f + 1]):
            offered[site_pool[co_site[c]]] += offer * co_ratio[c]
    for p in range(pool_ptr.size - 1):
        stock = 0.0
        now = 0.0
        later = 0.0
        total = 0.0
        for f in range(pool_ptr[p], pool_ptr[p + 1]):
            stock += finished[f]
            total += capacity[session, f]
            now += weight[f] * capacity[session, f] * willing[f]
            later += weight[f] * capacity[ahead, f] * willing[f]
        wish = production_wish(state.pool_orders[p], stock, settings.finished_cover, settings.stock_correction)
        state.pool_wish[p] = wish
        for f in range(pool_ptr[p], pool_ptr[p + 1]):
            part = weight[f] * capacity[session, f] * willing[f]
            wishes[f] = wish * part / now if now > 0.0 else 0.0
            part = weight[f] * capacity[ahead, f] * willing[f]
            planned[f] = min(wish * part / later, capacity[ahead, f]) if later > 0.0 else 0.0
        use = wish / total if total > 0.0 else 1.0
        state.pool_use[p] += speed * (use - state.pool_use[p])


@kernel
def move_asks(net: Net, state: State, settings: Settings, session: int) -> None:
    """Every seller's ask in every zone moves part of the way to its target.

    A seller's cost is the mean of its sites, less the part of their support that they pass on.
    """
    pool_ptr, weight, capacity, wedge = net.pool_ptr, net.weight, net.capacity, net.wedge
    costs, support, willing = state.cost, state.support, state.willing
    quote_pool, quote_zone, base_ask, asks = net.quote_pool, net.quote_zone, net.base_ask, state.ask
    slope, use, shortage, exponent = net.pool_slope, state.pool_use, state.zone_shortage, net.zone_exponent
    speed = approach(settings.session, settings.ask_memory)
    level = net.pool_cost.copy()
    for p in range(level.size):
        if level[p] > 0.0:
            continue
        total = 0.0
        for f in range(pool_ptr[p], pool_ptr[p + 1]):
            part = weight[f] * capacity[session, f] * willing[f]
            total += part
            level[p] += part * max(costs[f] - settings.pass_through * support[f], 0.05 * costs[f])
        level[p] = level[p] / total if total > 0.0 else 0.0
    for q in range(quote_pool.size):
        p = quote_pool[q]
        if level[p] <= 0.0:  # nothing to sell yet: the ask waits
            continue
        cost = level[p] * wedge[p]
        z = quote_zone[q]
        target = ask_target(
            cost, use[p], settings.anchor, slope[p], shortage[z], settings.shortage_anchor, exponent[z]
        )
        ask = asks[q] * (target / asks[q]) ** speed
        asks[q] = min(max(ask, settings.ask_floor * cost), settings.ask_ceiling * base_ask[q])


@kernel
def weigh(net: Net, state: State, offered: Floats, weights: Floats) -> None:
    """CES weights of all lanes, and each slot's replacement price: the mean landed cost by those weights.

    offered: P, units a day; weights: L, written
    """
    ask, duty_share, duty_unit, quote = state.ask, state.duty_share, state.duty_unit, state.quote
    carrying, freight, preference, open_ = net.carrying, net.freight, net.preference, state.open
    lane_ptr, lane_quote, lane_pool = net.lane_ptr, net.lane_quote, net.lane_pool
    slot_zone, elasticities = net.slot_zone, net.zone_elasticity
    for b in range(slot_zone.size):
        elasticity = elasticities[slot_zone[b]]
        total = 0.0
        value = 0.0
        for lane in range(lane_ptr[b], lane_ptr[b + 1]):
            landed = landed_cost(
                ask[lane_quote[lane]], duty_share[lane] + carrying[lane], duty_unit[lane], freight[lane]
            )
            offer = offered[lane_pool[lane]] * open_[lane]
            weight = ces_weight(preference[lane], offer, landed, elasticity) if offer > 0.0 else 0.0
            weights[lane] = weight
            total += weight
            value += weight * landed
        if total > 0.0:
            quote[b] = value / total


@kernel
def shift_mix(net: Net, state: State, settings: Settings) -> None:
    """Move each group's mix towards what prices ask for, slowly: recipes and qualifications change in months."""
    group_end, base_mix, base_price, mix, quote = net.group_end, net.base_mix, net.base_price, state.mix, state.quote
    speed = approach(settings.session, settings.mix_memory)
    b = 0
    while b < net.first_buyer:
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
def respond(net: Net, state: State, settings: Settings, session: int) -> None:
    """What final buyers want at the prices they have seen of late, after purchase support."""
    wanted, price, support, quote = state.wanted, state.buyer_price, state.buyer_support, state.quote
    speed = approach(settings.session, settings.price_memory)
    for c in range(wanted.size):
        b = net.first_buyer + c
        price[c] += speed * (quote[b] - price[c])
        paid = max(price[c] - support[c], 0.05 * price[c])
        wanted[c] = net.intended[session, c] * price_response(paid, net.base_price[b], net.elasticity[c])


@kernel
def place_orders(
    net: Net, state: State, settings: Settings, session: int, day: int, left: Floats, gaps: Floats
) -> None:
    """Order-up-to reviews of all slots; left: B, units ordered; gaps: B, units short of target, written."""
    need, mix, planned, slot_ptr, use = net.need, state.mix, state.planned, net.slot_ptr, state.use
    stock, on_order, cover, lead = state.stock, state.on_order, net.cover, net.lead
    announced, effective, days, exposure = net.notice_announced, net.notice_effective, net.notice_days, net.exposure
    year = net.year_of_session[session]
    speed = approach(settings.session, settings.orders_memory)
    for f in range(slot_ptr.size - 1):
        for b in range(slot_ptr[f], slot_ptr[f + 1]):
            use[b] += speed * (need[year, b] * mix[b] * planned[f] - use[b])
    for c in range(state.wanted.size):
        b = net.first_buyer + c
        use[b] += speed * (state.wanted[c] - use[b])
    for b in range(use.size):
        extra = 0.0
        for n in range(announced.size):
            if exposure[n, b] > 0.0:
                held = stock_ahead(float(day), announced[n], effective[n], settings.reaction, days[n])
                extra = max(extra, exposure[n, b] * held)
        target = order_up_to(use[b], cover[b] + lead[b] + settings.session + extra)
        share = settings.gap_share if extra == 0.0 else 1.0
        position = stock[b] + on_order[b]
        gaps[b] = max(target - position, 0.0)
        left[b] = order_quantity(use[b], target, position, settings.session, share, settings.order_limit)


@kernel
def limit_lanes(net: Net, state: State, settings: Settings, left: Floats, weights: Floats, limits: Floats) -> None:
    """What each lane may carry this session: no limit, or what a licence lets through of what was asked.

    Panic does not multiply through a licence: a request counts up to a multiple of what was usual before.
    """
    lane_ptr, requested, licensed, reference = net.lane_ptr, state.requested, state.licensed, state.reference
    speed = approach(settings.session, settings.usual_memory)
    for b in range(left.size):
        total = 0.0
        for lane in range(lane_ptr[b], lane_ptr[b + 1]):
            total += weights[lane]
        for lane in range(lane_ptr[b], lane_ptr[b + 1]):
            request = left[b] * weights[lane] / total if total > 0.0 else 0.0
            requested[lane] = request
            limits[lane] = OPEN_END
            if licensed[lane] < 1.0:
                usual = settings.catch_up * reference[lane] * settings.session
                limits[lane] = licensed[lane] * min(request, usual)
            else:
                reference[lane] += speed * (request / settings.session - reference[lane])


@kernel
def allocate(
    net: Net, state: State, settings: Settings, left: Floats, weights: Floats, limits: Floats, available: Floats
) -> None:
    """Share out the sellers' stocks in rounds: what one seller cannot give is asked of the next best.

    left: B, units still wanted, reduced; available: P, units to sell, reduced; shipments go to ``state.shipped``
    """
    lane_ptr, lane_pool, lane_slot, shipped = net.lane_ptr, net.lane_pool, net.lane_slot, state.shipped
    asked = weights * 0.0
    pressed = available * 0.0
    tiny = left * 1e-9
    shipped[:] = 0.0
    for _ in range(int(settings.rounds)):
        pressed[:] = 0.0
        moving = False
        for b in range(left.size):
            total = 0.0
            for lane in range(lane_ptr[b], lane_ptr[b + 1]):
                asked[lane] = 0.0
                if available[lane_pool[lane]] > 0.0 and shipped[lane] < limits[lane]:
                    total += weights[lane]
            if left[b] <= tiny[b] or total <= 0.0:
                continue
            for lane in range(lane_ptr[b], lane_ptr[b + 1]):
                p = lane_pool[lane]
                if available[p] > 0.0 and shipped[lane] < limits[lane] and weights[lane] > 0.0:
                    part = min(left[b] * weights[lane] / total, limits[lane] - shipped[lane])
                    asked[lane] = part
                    pressed[p] += part
                    moving = True
        if not moving:
            break
        for p in range(pressed.size):
            if pressed[p] > available[p]:
                pressed[p] = available[p] / pressed[p]
                available[p] = 0.0
            else:
                available[p] -= pressed[p]
                pressed[p] = 1.0
        for lane in range(asked.size):
            part = asked[lane] * pressed[lane_pool[lane]]
            shipped[lane] += part
            left[lane_slot[lane]] -= part


@kernel
def note_shortage(
    net: Net, state: State, settings: Settings, ordered: Floats, left: Floats, gaps: Floats
) -> None:
    """Days of need that buyers could not buy, by slot and, weighted by need, by zone."""
    use, shortage, slot_zone, zone_shortage = state.use, state.shortage, net.slot_zone, state.zone_shortage
    speed = approach(settings.session, settings.shortage_memory)
    need = zone_shortage * 0.0
    days = zone_shortage * 0.0
    for b in range(use.size):
        short = 0.0
        if ordered[b] > 0.0 and use[b] > 0.0 and left[b] > 1e-9 * ordered[b]:
            short = left[b] / ordered[b] * gaps[b] / use[b]
        shortage[b] += speed * (short - shortage[b])
        need[slot_zone[b]] += use[b]
        days[slot_zone[b]] += use[b] * shortage[b]
    for z in range(need.size):
        zone_shortage[z] = days[z] / need[z] if need[z] > 0.0 else 0.0


@kernel
def book_sales(net: Net, state: State, ledger: Ledger, settings: Settings, session: int, month: int) -> None:
    """What pools were asked for and earned, and what went where at which price."""
    shipped, requested, licensed, ask = state.shipped, state.requested, state.licensed, state.ask
    lane_pool, lane_quote, lane_slot, slot_zone = net.lane_pool, net.lane_quote, net.lane_slot, net.slot_zone
    duty_share, duty_unit, carrying, freight = state.duty_share, state.duty_unit, net.carrying, net.freight
    volume, value, flow, lane_flow = ledger.volume, ledger.value, ledger.flow, net.lane_flow
    quarter = net.quarter_of_session[session]
    taken = net.pool_slope * 0.0
    earned = net.pool_slope * 0.0
    wanted = net.pool_slope * 0.0
    for lane in range(shipped.size):
        p = lane_pool[lane]
        price = ask[lane_quote[lane]]
        taken[p] += shipped[lane]
        earned[p] += shipped[lane] * price
        wanted[p] += max(shipped[lane], licensed[lane] * requested[lane])
        if shipped[lane] > 0.0:
            z = slot_zone[lane_slot[lane]]
            landed = landed_cost(price, duty_share[lane] + carrying[lane], duty_unit[lane], freight[lane])
            volume[z, month] += shipped[lane]
            value[z, month] += shipped[lane] * landed
            flow[lane_flow[lane], quarter] += shipped[lane]
            ledger.lane[lane] += shipped[lane]
    speed = approach(settings.session, settings.orders_memory)
    price_speed = approach(settings.session, settings.sales_memory)
    for p in range(taken.size):
        state.pool_orders[p] += speed * (wanted[p] / settings.session - state.pool_orders[p])
        if taken[p] > 0.0:
            state.pool_price[p] += price_speed * (earned[p] / taken[p] - state.pool_price[p])
    ledger.stock[:, month] = 0.0
    for b in range(slot_zone.size):
        ledger.stock[slot_zone[b], month] += state.stock[b]


@kernel
def ship(net: Net, state: State, ledger: Ledger, session: int, day: int) -> None:
    """Send what was allotted on its way: every lane carries the blend of its pool's finished stocks."""
    shipped, ring, ring_content, on_order = state.shipped, state.ring, state.ring_content, state.on_order
    finished, content, sold, held = state.finished, state.finished_content, state.sold, state.held
    lane_pool, lane_slot, pool_ptr, lane_route = net.lane_pool, net.lane_slot, net.pool_ptr, net.lane_route
    slot_rows, site_rows, transit, spread, draws = (
        net.slot_rows,
        net.site_rows,
        net.transit,
        net.transit_spread,
        net.route_draw,
    )
    sent, sold_book = ledger.sent, ledger.sold
    width = ring.shape[0]
    columns = held.shape[1]
    stocks = net.pool_slope * 0.0
    taken = net.pool_slope * 0.0
    for p in range(stocks.size):
        for f in range(pool_ptr[p], pool_ptr[p + 1]):
            stocks[p] += finished[f]
    for lane in range(shipped.size):
        quantity = shipped[lane]
        if quantity <= 0.0:
            continue
        b = lane_slot[lane]
        p = lane_pool[lane]
        taken[p] += quantity
        days = transit[lane] + spread[lane] * draws[session, lane_route[lane]]
        column = (day + min(max(int(days + 0.5), 1), width - 1)) % width
        ring[column, b] += quantity
        on_order[b] += quantity
        sent[b] += quantity
        first = slot_rows[b]
        share = quantity / stocks[p]
        for f in range(pool_ptr[p], pool_ptr[p + 1]):
            for i in range(slot_rows[b + 1] - first):
                for k in range(columns):
                    ring_content[column, first + i, k] += content[site_rows[f] + i, k] * share
    sold[:] = 0.0
    for p in range(taken.size):
        if taken[p] <= 0.0:
            continue
        share = min(taken[p] / stocks[p], 1.0)
        for f in range(pool_ptr[p], pool_ptr[p + 1]):
            sold[f] = finished[f] * share
            finished[f] -= sold[f]
            sold_book[f] += sold[f]
            for r in range(site_rows[f], site_rows[f + 1]):
                for k in range(columns):
                    content[r, k] -= content[r, k] * share


@kernel
def trade(net: Net, state: State, ledger: Ledger, settings: Settings, session: int, day: int) -> None:
    """One session, in the order in which it happens."""
    offered = net.pool_slope * 0.0
    weights = net.preference * 0.0
    limits = net.preference * 0.0
    left = net.cover * 0.0
    gaps = net.cover * 0.0
    judge_sites(net, state, settings, session)
    plan_pools(net, state, settings, session, offered)
    move_asks(net, state, settings, session)
    weigh(net, state, offered, weights)
    shift_mix(net, state, settings)
    respond(net, state, settings, session)
    place_orders(net, state, settings, session, day, left, gaps)
    limit_lanes(net, state, settings, left, weights, limits)
    available = net.pool_slope * 0.0
    for f in range(net.site_pool.size):
        available[net.site_pool[f]] += state.finished[f]
    ordered = left.copy()
    allocate(net, state, settings, left, weights, limits, available)
    note_shortage(net, state, settings, ordered, left, gaps)
    book_sales(net, state, ledger, settings, session, net.month_of_day[day])
    ship(net, state, ledger, session, day)
