"""The second half of a trading session: orders, allocation in rounds, shipment.

Every step first names the arrays it touches: inside a loop, a compiled function pays for each look into a
tuple of arrays.
"""

from __future__ import annotations

import numpy as np

from friendshore.chain import MINERALS
from friendshore.engine.kernels.arrays import (
    REASONS,
    TOGETHER,
    Caps,
    Contents,
    Days,
    Floats,
    Lanes,
    Law,
    Market,
    Minerals,
    Notices,
    PlantBook,
    Plants,
    Pools,
    Room,
    Sellers,
    Settings,
    Sites,
    SlotBook,
    Slots,
    Stocks,
    TradeBook,
    Transit,
)
from friendshore.engine.kernels.caps import close_lanes, forget_requests, hold_back, use_room
from friendshore.engine.kernels.production import berth
from friendshore.formulas.compiled import kernel
from friendshore.formulas.inventory import order_quantity, order_up_to, stock_ahead
from friendshore.formulas.market import approach

MOST_MINERALS = len(MINERALS)
RANKS = 2
NO_SELLER, CLOSED, LICENCE, NOT_APPROVED, SOLD_OUT_SELLER = range(len(REASONS) - 1)
OPEN_END = 1e300
"""Stands for no limit; infinity would turn a zero share into not-a-number."""
USED_UP = 1e-9
"""A cap with no more than this share of its room left is used up."""
SOLD_OUT = 1.0 - 1e-12
"""A pool that sold this share of its stock is empty: buyers must not queue for what rounding has left."""


@kernel
def place_orders(
    sites: Sites,
    slots: Slots,
    days: Days,
    notices: Notices,
    stocks: Stocks,
    plants: Plants,
    market: Market,
    settings: Settings,
    session: int,
    day: int,
    left: Floats,
    gaps: Floats,
) -> None:
    """Order-up-to reviews of all slots; left: B, units ordered; gaps: B, units short of target, written."""
    need, mix, planned, slot_ptr, use = slots.need, stocks.mix, plants.planned, sites.slot_ptr, stocks.use
    thrift = stocks.thrift
    stock, on_order, cover, lead = stocks.stock, stocks.on_order, slots.cover, slots.lead
    announced, effective, ahead, exposure = notices.announced, notices.effective, notices.cover, notices.exposure
    year = days.year_of_session[session]
    speed = approach(settings.session, settings.orders_memory)
    for f in range(slot_ptr.size - 1):
        for b in range(slot_ptr[f], slot_ptr[f + 1]):
            use[b] += speed * (need[year, b] * thrift[b] * mix[b] * planned[f] - use[b])
    for c in range(market.wanted.size):
        b = slots.first_buyer + c
        use[b] = market.wanted[c]  # smooth by itself
    extra = use * 0.0
    for n in range(announced.size):
        if not announced[n] <= day < effective[n] + ahead[n]:
            continue
        for b in range(use.size):
            if exposure[n, b] > 0.0:
                held = stock_ahead(float(day), announced[n], effective[n], settings.reaction, ahead[n], lead[b])
                extra[b] = max(extra[b], exposure[n, b] * held)
    for b in range(use.size):
        target = order_up_to(use[b], cover[b] + lead[b] + settings.session + extra[b])
        share = settings.gap_share if extra[b] == 0.0 else 1.0
        position = stock[b] + on_order[b]
        gaps[b] = max(target - position, 0.0)
        left[b] = order_quantity(use[b], target, position, settings.session, share, settings.order_limit)


@kernel
def limit_lanes(
    slots: Slots,
    stocks: Stocks,
    market: Market,
    law: Law,
    settings: Settings,
    left: Floats,
    weights: Floats,
    limits: Floats,
) -> None:
    """What each lane may carry this session: no limit, or what a licence lets through of what was asked.

    Panic does not multiply through a licence: a request counts up to a multiple of what the buyer uses.
    """
    lane_ptr, requested, licensed, use = slots.lane_ptr, market.requested, law.licensed, stocks.use
    for b in range(left.size):
        total = 0.0
        for lane in range(lane_ptr[b], lane_ptr[b + 1]):
            total += weights[lane]
        usual = settings.catch_up * use[b] * settings.session
        for lane in range(lane_ptr[b], lane_ptr[b + 1]):
            share = weights[lane] / total if total > 0.0 else 0.0
            requested[lane] = left[b] * share
            limits[lane] = OPEN_END
            if licensed[lane] < 1.0:
                limits[lane] = licensed[lane] * min(left[b], usual) * share


@kernel
def allocate(
    slots: Slots,
    lanes: Lanes,
    market: Market,
    settings: Settings,
    left: Floats,
    weights: Floats,
    limits: Floats,
    available: Floats,
    caps: Caps,
    room: Room,
) -> None:
    """Share out the sellers' stocks in rounds: what one seller cannot give is asked of the next best.

    A seller who runs short serves the lanes of its first rank, then the others, each rank pro rata.
    Within a round requests under a cap in volume are cut to its room by the same share; then its lanes are closed.

    left: B, units still wanted, reduced; available: P, units to sell, reduced; shipments go to ``market.shipped``
    """
    lane_ptr, lane_pool, shipped, rank = slots.lane_ptr, lanes.pool, market.shipped, lanes.rank
    asked = weights * 0.0
    pressed = np.zeros((RANKS, available.size))
    tiny = left * 1e-9
    waiting = left > 0.0
    shipped[:] = 0.0
    opened = room.left + room.kept
    full = opened <= 0.0
    for g in range(full.size):
        if full[g]:
            close_lanes(caps, room, market, limits, g)
    for _ in range(int(settings.rounds)):
        pressed[:, :] = 0.0
        moving = False
        for b in range(left.size):
            if not waiting[b]:
                continue
            total = 0.0
            for lane in range(lane_ptr[b], lane_ptr[b + 1]):
                asked[lane] = 0.0
                if available[lane_pool[lane]] > 0.0 and shipped[lane] < limits[lane]:
                    total += weights[lane]
            if left[b] <= tiny[b] or total <= 0.0:
                waiting[b] = False
                continue
            for lane in range(lane_ptr[b], lane_ptr[b + 1]):
                p = lane_pool[lane]
                if available[p] > 0.0 and shipped[lane] < limits[lane] and weights[lane] > 0.0:
                    asked[lane] = min(left[b] * weights[lane] / total, limits[lane] - shipped[lane])
                    pressed[rank[lane], p] += asked[lane]
                    moving = True
        if not moving:
            break
        for g in range(full.size):
            if not full[g]:
                full[g] = hold_back(caps, room, lanes, asked, pressed, g)
        for p in range(available.size):
            for r in range(RANKS):  # what is pressed for becomes the share of it that is given
                if pressed[r, p] > available[p]:
                    pressed[r, p] = available[p] / pressed[r, p]
                    available[p] = 0.0
                else:
                    available[p] -= pressed[r, p]
                    pressed[r, p] = 1.0
        for b in range(left.size):
            if waiting[b]:
                for lane in range(lane_ptr[b], lane_ptr[b + 1]):
                    part = asked[lane] * pressed[rank[lane], lane_pool[lane]]
                    shipped[lane] += part
                    left[b] -= part
        if full.size > 0:
            use_room(caps, room, lanes, asked, pressed)
        for g in range(full.size):
            full[g] = full[g] and room.left[g] + room.kept[g] <= USED_UP * opened[g]
            if full[g]:
                close_lanes(caps, room, market, limits, g)
    for g in range(full.size):
        if full[g]:
            forget_requests(caps, room, market, limits, g)


@kernel
def note_shortage(
    slots: Slots, stocks: Stocks, market: Market, settings: Settings, ordered: Floats, left: Floats, gaps: Floats
) -> None:
    """Days of need that buyers could not buy, by slot and, weighted by need, by zone."""
    use, shortage, slot_zone, zone_shortage = stocks.use, stocks.shortage, slots.zone, market.shortage
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
def note_reasons(
    slots: Slots,
    lanes: Lanes,
    market: Market,
    law: Law,
    trade_book: TradeBook,
    ordered: Floats,
    left: Floats,
    wishes: Floats,
    limits: Floats,
    quarter: int,
) -> None:
    """Write down why orders were not filled: by what kept each seller from giving its part of what is missing.

    ordered, left: B, units; wishes: L, weights as if every lane were open and every seller approved; limits: L, units
    """
    unfilled, lane_ptr, slot_zone = trade_book.unfilled, slots.lane_ptr, slots.zone
    for b in range(left.size):
        if left[b] <= 1e-9 * ordered[b]:
            continue
        z = slot_zone[b]
        total = 0.0
        for lane in range(lane_ptr[b], lane_ptr[b + 1]):
            total += wishes[lane]
        if total <= 0.0:
            unfilled[NO_SELLER, z, quarter] += left[b]
            continue
        for lane in range(lane_ptr[b], lane_ptr[b + 1]):
            part = left[b] * wishes[lane] / total
            reason = SOLD_OUT_SELLER
            if law.open[lane] <= 0.0:
                reason = CLOSED
            elif market.approved[lane] <= 0.0:
                reason = NOT_APPROVED
            elif market.shipped[lane] >= limits[lane]:
                reason = LICENCE
            unfilled[reason, z, quarter] += part


@kernel
def book_sales(
    slots: Slots,
    pools: Pools,
    lanes: Lanes,
    days: Days,
    stocks: Stocks,
    sellers: Sellers,
    market: Market,
    law: Law,
    landed: Floats,
    trade_book: TradeBook,
    settings: Settings,
    session: int,
    month: int,
) -> None:
    """What pools were asked for and earned, and what went where at which price.

    landed: L, USD per unit at the buyer's gate
    """
    shipped, requested, licensed, ask = market.shipped, market.requested, law.licensed, sellers.ask
    lane_pool, lane_quote, lane_slot, slot_zone = lanes.pool, lanes.quote, lanes.slot, slots.zone
    volume, value, flow, lane_flow = trade_book.volume, trade_book.value, trade_book.flow, lanes.flow
    carried, entered, entered_value = trade_book.lane, trade_book.entered, trade_book.entered_value
    quarter = days.quarter_of_session[session]
    taken = pools.slope * 0.0
    earned = pools.slope * 0.0
    wanted = pools.slope * 0.0
    for lane in range(shipped.size):
        p = lane_pool[lane]
        price = ask[lane_quote[lane]]
        taken[p] += shipped[lane]
        earned[p] += shipped[lane] * price
        wanted[p] += max(shipped[lane], licensed[lane] * requested[lane])
        if shipped[lane] > 0.0:
            z = slot_zone[lane_slot[lane]]
            volume[z, month] += shipped[lane]
            value[z, month] += shipped[lane] * landed[lane]
            flow[lane_flow[lane], quarter] += shipped[lane]
            carried[lane] += shipped[lane]
            entered[lane] += shipped[lane]
            entered_value[lane] += shipped[lane] * price
    speed = approach(settings.session, settings.orders_memory)
    price_speed = approach(settings.session, settings.sales_memory)
    for p in range(taken.size):
        sellers.orders[p] += speed * (wanted[p] / settings.session - sellers.orders[p])
        if taken[p] > 0.0:
            sellers.price[p] += price_speed * (earned[p] / taken[p] - sellers.price[p])
    trade_book.stock[:, month] = 0.0
    for b in range(slot_zone.size):
        trade_book.stock[slot_zone[b], month] += stocks.stock[b]


@kernel
def ship(
    pools: Pools,
    lanes: Lanes,
    contents: Contents,
    stocks: Stocks,
    plants: Plants,
    market: Market,
    transit: Transit,
    minerals: Minerals,
    plant_book: PlantBook,
    slot_book: SlotBook,
    session: int,
    day: int,
) -> None:
    """Send what was allotted on its way: every lane carries the blend of its pool's finished stocks."""
    shipped, ring, ring_content, on_order = market.shipped, transit.ring, transit.content, stocks.on_order
    finished, content, sold, held = plants.finished, minerals.finished, plants.sold, minerals.held
    lane_pool, lane_slot, pool_ptr, lane_route = lanes.pool, lanes.slot, pools.site_ptr, lanes.route
    slot_rows, site_rows, lengths, spread, draws = (
        contents.slot_rows,
        contents.site_rows,
        lanes.transit,
        lanes.spread,
        lanes.draws,
    )
    sent, sold_book = slot_book.sent, plant_book.sold
    width = ring.shape[1]
    today = day % width
    columns = held.shape[1]
    offered = pools.slope * 0.0
    taken = pools.slope * 0.0
    blend = np.zeros((offered.size, MOST_MINERALS, columns))
    for p in range(offered.size):
        for f in range(pool_ptr[p], pool_ptr[p + 1]):
            offered[p] += finished[f]
            for i in range(site_rows[f + 1] - site_rows[f]):
                for k in range(columns):
                    blend[p, i, k] += content[site_rows[f] + i, k]
    sailing = np.empty(shipped.size, np.uint32)
    berths = np.empty(shipped.size, np.uint32)
    count = 0
    for lane in range(shipped.size):
        if shipped[lane] > 0.0:
            sailing[count] = lane
            berths[count] = berth(today, lengths[lane] + spread[lane] * draws[session, lane_route[lane]], width)
            count += 1
    # in a loop of its own: these cells lie far apart, and a processor fetches several at once only while little else
    # stands between them
    for n in range(count):
        ring[lane_slot[sailing[n]], berths[n]] += shipped[sailing[n]]
    for n in range(count):
        lane = sailing[n]
        batch = berths[n] // TOGETHER
        quantity = shipped[lane]
        b = lane_slot[lane]
        p = lane_pool[lane]
        taken[p] += quantity
        on_order[b] += quantity
        sent[b] += quantity
        first = slot_rows[b]
        share = quantity / offered[p]
        for i in range(slot_rows[b + 1] - first):
            for k in range(columns):
                ring_content[batch, first + i, k] += blend[p, i, k] * share
    sold[:] = 0.0
    for p in range(taken.size):
        if taken[p] <= 0.0:
            continue
        share = taken[p] / offered[p]
        if share > SOLD_OUT:
            share = 1.0
        for f in range(pool_ptr[p], pool_ptr[p + 1]):
            sold[f] = finished[f] * share
            finished[f] -= sold[f]
            sold_book[f] += sold[f]
            for r in range(site_rows[f], site_rows[f + 1]):
                for k in range(columns):
                    content[r, k] -= content[r, k] * share
