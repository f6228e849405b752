"""Deliveries under contract: before anything is sold spot, out of the stock of the plant that promised them.

Without contracts none of these functions touches anything.
"""

from __future__ import annotations

from friendshore.engine.kernels.arrays import (
    TOGETHER,
    Caps,
    Contents,
    Floats,
    Ints,
    Lanes,
    Law,
    Minerals,
    Plants,
    Room,
    Rows,
    Sellers,
    Settings,
    Slots,
    Stocks,
    TradeBook,
    Transit,
)
from friendshore.engine.kernels.caps import take
from friendshore.engine.kernels.contract_arrays import (
    ADVANCE,
    BOUGHT,
    CALLED,
    CALLS,
    CAPPED,
    CEILING,
    COST,
    DEFAULTED,
    DELIVERED,
    EQUITY,
    EXCUSED,
    FIRM,
    FLOOR,
    INVESTED,
    LAG,
    LANE,
    MOST,
    OUTAGE,
    PLANT,
    PREMIUM,
    PREPAID,
    PRICE,
    QUOTE,
    SENT,
    SITE,
    SLOT,
    UNUSED,
    VALUE,
    VOLUME,
    WAS_CALLED,
    WAS_DUE,
    WAS_PREPAID,
    WAY,
    WORKED_OFF,
    WORTH,
    Offtakes,
    Terms,
)
from friendshore.engine.kernels.production import berth
from friendshore.formulas.compiled import kernel
from friendshore.formulas.contracts import contract_call, contract_price
from friendshore.formulas.market import approach, landed_cost

EMPTY = 1.0 - 1e-12
"""A plant that gave this share of its stock has none left: rounding leaves the rest."""
TURNS_BACK = 0.01
"""Least part of its weight that a lane keeps for the rest of an order, however much came under contract."""


@kernel
def blend_quotes(takers: Ints, takes: Floats, quote: Floats, use: Floats) -> None:
    """A buyer's price of an input is the mean of contract and spot, by how much of its use comes under contract.

    takers: slots; takes: rows of ``Offtakes.takers``; quote: B, of spot trade, written; use: B, units a day
    """
    for i in range(takers.size):
        b = takers[i]
        if takes[BOUGHT, b] > 0.0 and use[b] > 0.0:
            quote[b] += min(takes[BOUGHT, b] / use[b], 1.0) * (takes[COST, b] - quote[b])


@kernel
def call_contracts(
    terms: Terms,
    offtakes: Offtakes,
    slots: Slots,
    stocks: Stocks,
    law: Law,
    settings: Settings,
    session: int,
    ask: Floats,
    left: Floats,
    gaps: Floats,
    spare: Floats,
) -> None:
    """What buyers call and what plants can give them, rank by rank; plants share what they have among equals.

    ask: Q, USD per unit; left: B, units still to be ordered, reduced by what is sent; gaps: B, units short of target
    spare: F, finished stock of the plants, reduced
    """
    site, slot, lane, lag = terms.legs[SITE], terms.legs[SLOT], terms.legs[LANE], terms.legs[LAG]
    called, sent, price = offtakes.legs[CALLED], offtakes.legs[SENT], offtakes.legs[PRICE]
    quote = terms.legs[QUOTE]
    most, firm, strikes, slope = terms.due[MOST, session], terms.due[FIRM, session], terms.strikes, terms.slope
    stock, on_order, use, cover, lead = stocks.stock, stocks.on_order, stocks.use, slots.cover, slots.lead
    zone, seen, spot, open_, licensed = slots.zone, offtakes.seen, offtakes.spot, law.open, law.licensed
    taken = left * 0.0
    reserved = left * 0.0
    pressed = spare * 0.0
    for rank in range(terms.rank_ptr.size - 1):
        first, end = terms.rank_ptr[rank], terms.rank_ptr[rank + 1]
        for k in range(first, end):
            reserved[slot[k]] = 0.0
            pressed[site[k]] = 0.0
        for k in range(first, end):
            b = slot[k]
            seen[session, k] = spot[zone[b]] if quote[k] < 0 else ask[quote[k]]
            index = seen[max(session - lag[k], 0), k]
            premium, floor = strikes[PREMIUM, session, k], strikes[FLOOR, session, k]
            price[k] = contract_price(index, slope[k], premium, floor, strikes[CEILING, session, k])
            called[k] = 0.0
            sent[k] = 0.0
            if most[k] <= 0.0:
                continue
            position = stock[b] + on_order[b]
            target = use[b] * (cover[b] + lead[b] + settings.session)
            if gaps[b] > 0.0:  # stock ahead of a known day is in it
                target = position + gaps[b]
            fits = target + firm[k] - position - taken[b] - reserved[b]
            called[k] = contract_call(left[b] - reserved[b], most[k], firm[k], fits)
            sent[k] = called[k] * open_[lane[k]] * licensed[lane[k]]
            reserved[b] += called[k]
            pressed[site[k]] += sent[k]
        for k in range(first, end):
            if pressed[site[k]] > spare[site[k]]:
                sent[k] *= spare[site[k]] / pressed[site[k]]
        for k in range(first, end):
            spare[site[k]] = max(spare[site[k]] - sent[k], 0.0)
            left[slot[k]] = max(left[slot[k]] - sent[k], 0.0)
            taken[slot[k]] += sent[k]


@kernel
def cap_contracts(
    terms: Terms, offtakes: Offtakes, lanes: Lanes, caps: Caps, room: Room, left: Floats, spare: Floats
) -> None:
    """Hold deliveries under contract to what caps in volume leave, and take them out of that room.

    left: B, units still to be ordered; spare: F, finished stock of the plants; both get back what is held back
    """
    legs, sent, capped = terms.legs, offtakes.legs[SENT], offtakes.legs[CAPPED]
    asked = lanes.preference * 0.0
    for k in range(sent.size):
        asked[legs[LANE, k]] += sent[k]
    whole = asked.copy()
    for g in range(room.left.size):
        total = 0.0
        for i in range(caps.lane_ptr[g], caps.lane_ptr[g + 1]):
            total += room.lane_counts[i] * asked[caps.lane[i]]
        free = room.left[g] + room.kept[g]
        if total > free:
            for i in range(caps.lane_ptr[g], caps.lane_ptr[g + 1]):
                asked[caps.lane[i]] *= 1.0 - room.lane_part[i] * (1.0 - free / total)
    for k in range(sent.size):
        lane = legs[LANE, k]
        capped[k] = sent[k] * (1.0 - asked[lane] / whole[lane]) if whole[lane] > asked[lane] else 0.0
        sent[k] -= capped[k]
        left[legs[SLOT, k]] += capped[k]
        spare[legs[SITE, k]] += capped[k]
    for g in range(room.left.size):
        used = 0.0
        for i in range(caps.lane_ptr[g], caps.lane_ptr[g + 1]):
            used += room.lane_counts[i] * asked[caps.lane[i]]
        if used > 0.0:
            take(room, g, used)


@kernel
def account_contracts(
    terms: Terms,
    offtakes: Offtakes,
    plants: Plants,
    law: Law,
    session: int,
    day: int,
    since: int,
    kept: Floats,
    spare: Floats,
) -> None:
    """Write down what was called, sent and paid, and why the rest was not sent.

    What a buyer did not take is paid for as far as the plant had it.

    since: day of the session before; kept: 10 x K, of the quarter, written; spare: F, what plants have left, reduced
    """
    legs, due = terms.legs, terms.due
    called, sent, capped, price = (
        offtakes.legs[CALLED],
        offtakes.legs[SENT],
        offtakes.legs[CAPPED],
        offtakes.legs[PRICE],
    )
    advance, down_from, down_to = offtakes.legs[ADVANCE], plants.down_from, plants.down_to
    for k in range(terms.slope.size):
        lane, f, plant = legs[LANE, k], legs[SITE, k], legs[PLANT, k]
        advance[k] += due[PREPAID, session, k]
        kept[WAS_PREPAID, k] += due[PREPAID, session, k]
        kept[INVESTED, k] += due[EQUITY, session, k]
        if due[MOST, session, k] <= 0.0:
            continue
        passed = law.open[lane] * law.licensed[lane]
        shut = called[k] * (1.0 - passed) + capped[k]
        short = max(called[k] * passed - capped[k] - sent[k], 0.0)
        excused = shut * legs[WAY, k]
        if down_from[plant] < down_to[plant] and down_from[plant] <= day and down_to[plant] > since:
            excused += short * legs[OUTAGE, k]
        unused = min(max(due[FIRM, session, k] - called[k], 0.0) * passed, spare[f])
        spare[f] -= unused
        value = sent[k] * price[k]
        settled = min(value, advance[k])
        advance[k] -= settled
        kept[WAS_DUE, k] += due[VOLUME, session, k]
        kept[WAS_CALLED, k] += called[k]
        kept[DELIVERED, k] += sent[k]
        kept[EXCUSED, k] += excused
        kept[DEFAULTED, k] += shut + short - excused
        kept[VALUE, k] += value
        kept[UNUSED, k] += unused * price[k]
        kept[WORKED_OFF, k] += settled


@kernel
def send_contracts(
    terms: Terms,
    offtakes: Offtakes,
    lanes: Lanes,
    contents: Contents,
    transit: Transit,
    minerals: Minerals,
    finished: Floats,
    on_order: Floats,
    sent_book: Floats,
    sold_book: Floats,
    session: int,
    day: int,
) -> None:
    """Goods under contract leave, with the minerals of the plant's own stock, on the lane of their contract.

    finished, sold_book: F; on_order, sent_book: B; all written
    """
    ring, ring_content, content = transit.ring, transit.content, minerals.finished
    slot_rows, site_rows, units = contents.slot_rows, contents.site_rows, offtakes.units
    legs, sent = terms.legs, offtakes.legs[SENT]
    width, columns = ring.shape[1], content.shape[1]
    today = day % width
    total = finished * 0.0
    for k in range(sent.size):
        units[legs[LANE, k]] = 0.0
    for k in range(sent.size):
        if sent[k] <= 0.0:
            continue
        f, b, lane = legs[SITE, k], legs[SLOT, k], legs[LANE, k]
        days = lanes.transit[lane] + lanes.spread[lane] * lanes.draws[session, lanes.route[lane]]
        column = berth(today, days, width)
        ring[b, column] += sent[k]
        on_order[b] += sent[k]
        sent_book[b] += sent[k]
        units[lane] += sent[k]
        total[f] += sent[k]
        share = sent[k] / finished[f]
        for i in range(slot_rows[b + 1] - slot_rows[b]):
            for c in range(columns):
                ring_content[column // TOGETHER, slot_rows[b] + i, c] += content[site_rows[f] + i, c] * share
    for i in range(terms.givers.size):
        f = terms.givers[i]
        if total[f] <= 0.0:
            continue
        share = total[f] / finished[f]
        if share > EMPTY:
            share = 1.0
        gone = finished[f] * share
        finished[f] -= gone
        sold_book[f] += gone
        for r in range(site_rows[f], site_rows[f + 1]):
            for c in range(columns):
                content[r, c] -= content[r, c] * share


@kernel
def turn_elsewhere(takers: Ints, units: Floats, lane_ptr: Rows, ordered: Floats, weights: Floats) -> None:
    """What came under contract counts towards what the buyer would have ordered on that lane anyhow.

    So a contract over less than the usual share of a seller moves no trade, and one over more takes from all others.

    takers: slots; units: L, sent under contract; ordered: B, whole orders; weights: L, of the rest, written
    """
    for i in range(takers.size):
        b = takers[i]
        total = 0.0
        for lane in range(lane_ptr[b], lane_ptr[b + 1]):
            total += weights[lane]
        for lane in range(lane_ptr[b], lane_ptr[b + 1]):
            if units[lane] > 0.0 and weights[lane] > 0.0:
                usual = ordered[b] * weights[lane] / total
                rest = 1.0 - units[lane] / usual if usual > 0.0 else 0.0
                weights[lane] *= max(rest, TURNS_BACK)


@kernel
def pass_once(lane_of: Ints, sent: Floats, licensed: Floats, limits: Floats) -> None:
    """What a licence lets through on a lane holds for contract and spot together; limits: L, of spot, reduced."""
    for k in range(lane_of.size):
        lane = lane_of[k]
        if licensed[lane] < 1.0:
            limits[lane] = max(limits[lane] - sent[k], 0.0)


@kernel
def move_index(
    slot_zone: Rows,
    lane_slot: Rows,
    lane_quote: Rows,
    ask: Floats,
    shipped: Floats,
    weights: Floats,
    spot: Floats,
) -> None:
    """The index of each zone: the mean ask of this session, by what was sent there; without trade, by weight.

    Goods under contract count at their seller's ask, not at the contract's price: an index of the rest alone would
    hang on a few tonnes where most is under contract, and one of contract prices would follow itself.

    shipped: L, spot and contract; weights: L, by which asks count where nothing was sold; spot: Z, written
    """
    volume = spot * 0.0
    value = spot * 0.0
    weight = spot * 0.0
    asked = spot * 0.0
    for lane in range(shipped.size):
        z = slot_zone[lane_slot[lane]]
        price = ask[lane_quote[lane]]
        volume[z] += shipped[lane]
        value[z] += shipped[lane] * price
        weight[z] += weights[lane]
        asked[z] += weights[lane] * price
    for z in range(spot.size):
        if volume[z] > 0.0:
            spot[z] = value[z] / volume[z]
        elif weight[z] > 0.0:
            spot[z] = asked[z] / weight[z]


@kernel
def book_contracts(
    terms: Terms,
    offtakes: Offtakes,
    lanes: Lanes,
    law: Law,
    trade_book: TradeBook,
    slot_zone: Rows,
    shipped: Floats,
    settings: Settings,
    quarter: int,
    month: int,
) -> None:
    """Add deliveries to what was shipped and booked, and remember what they cost their buyers; shipped: L, written."""
    called, sent, price = offtakes.legs[CALLED], offtakes.legs[SENT], offtakes.legs[PRICE]
    takes, speed = offtakes.takers, approach(settings.session, settings.orders_memory)
    came = takes[BOUGHT] * 0.0
    paid = takes[BOUGHT] * 0.0
    for k in range(called.size):
        if sent[k] <= 0.0:
            continue
        b, lane = terms.legs[SLOT, k], terms.legs[LANE, k]
        duty = law.duty_share[lane] + lanes.carrying[lane]
        value = sent[k] * landed_cost(price[k], duty, law.duty_unit[lane], lanes.freight[lane])
        came[b] += sent[k]
        paid[b] += value
        shipped[lane] += sent[k]
        trade_book.volume[slot_zone[b], month] += sent[k]
        trade_book.value[slot_zone[b], month] += value
        trade_book.flow[lanes.flow[lane], quarter] += sent[k]
        trade_book.lane[lane] += sent[k]
        trade_book.entered[lane] += sent[k]
        trade_book.entered_value[lane] += sent[k] * price[k]
    for i in range(terms.takers.size):
        b = terms.takers[i]
        takes[BOUGHT, b] += speed * (came[b] / settings.session - takes[BOUGHT, b])
        if came[b] > 0.0:
            takes[COST, b] = paid[b] / came[b]


@kernel
def credit_contracts(
    terms: Terms,
    offtakes: Offtakes,
    site_pool: Rows,
    offer: Floats,
    plants: Plants,
    sellers: Sellers,
    settings: Settings,
) -> None:
    """What plants make of it: calls are orders to them, and what a contract pays beside spot is theirs alone.

    The part of a plant's sales that goes under contract is what is called of what it offers, not of what it sold: a
    plant that stopped for the sake of a bad contract starts again when that ends.

    offer: F, units a day at base-year utilisation
    """
    called, sent, price = offtakes.legs[CALLED], offtakes.legs[SENT], offtakes.legs[PRICE]
    gives, due, sold = offtakes.givers, plants.due, plants.sold
    speed = approach(settings.session, settings.orders_memory)
    memory = approach(settings.session, settings.sales_memory)
    called_of = due * 0.0
    worth_of = due * 0.0
    for k in range(called.size):
        f = terms.legs[SITE, k]
        called_of[f] += called[k] / settings.session
        worth_of[f] += called[k] * price[k] / settings.session
        sold[f] += sent[k]
        sellers.orders[site_pool[f]] += speed * called[k] / settings.session
    for i in range(terms.givers.size):
        f = terms.givers[i]
        due[f] += speed * (called_of[f] - due[f])
        gives[CALLS, f] += memory * (called_of[f] - gives[CALLS, f])
        gives[WORTH, f] += memory * (worth_of[f] - gives[WORTH, f])
        plants.bonus[f] = 0.0
        if gives[CALLS, f] > 0.0 and offer[f] > 0.0:
            share = min(gives[CALLS, f] / offer[f], 1.0)
            plants.bonus[f] = share * (gives[WORTH, f] / gives[CALLS, f] - sellers.price[site_pool[f]])
