"""What happens between two sessions, day by day: goods arrive, plants run, final buyers take what they need.

Functions called for single sites and slots take the arrays they touch, not the whole world: a compiled call
counts references to every array it is handed.
"""

from __future__ import annotations

from friendshore.engine.kernels.arrays import (
    TOGETHER,
    BuyerBook,
    Buyers,
    Contents,
    Floats,
    Ints,
    Market,
    MineralBook,
    Minerals,
    PlantBook,
    Plants,
    Rows,
    Settings,
    Sites,
    SlotBook,
    Slots,
    Spells,
    Stocks,
    Transit,
)
from friendshore.formulas.compiled import kernel


@kernel
def round_once(column: int, width: int) -> int:
    """The column of the transit ring, of this width, that comes out past its end, less than once round.

    A comparison, where a remainder would cost a division for every lane, site and day.
    """
    return column - width if column >= width else column


@kernel
def berth(today: int, days: float, width: int) -> int:
    """Column of the transit ring in which goods lie that leave in column ``today`` and take these days."""
    return round_once(today + min(max(int(days + 0.5), 1), width - 1), width)


@kernel
def due_together(b: int, column: int, ring: Floats) -> float:
    """Goods on their way to a slot that share the blend of those in this column of the transit ring, these included."""
    first = column // TOGETHER * TOGETHER
    total = 0.0
    for c in range(first, first + TOGETHER):
        total += ring[b, c]
    return total


@kernel
def look_ahead(ring: Floats, first: int, end: int, coming: Floats) -> None:
    """What arrives at each slot from day ``first`` up to, not including, day ``end``; coming: B, written.

    In a loop of its own, because these cells lie far apart: a processor fetches several at once only while little
    stands between them, and the days that follow find them in its cache.
    """
    width = ring.shape[1]
    start = first % width
    for b in range(coming.size):
        column = start
        total = 0.0
        for _ in range(first, end):
            total += ring[b, column]
            column = round_once(column + 1, width)
        coming[b] = total


@kernel
def receive(
    b: int,
    column: int,
    ring: Floats,
    ring_content: Floats,
    slot_rows: Rows,
    stock: Floats,
    on_order: Floats,
    arrived: Floats,
    held: Floats,
) -> None:
    """Move what arrives today from the transit ring into a buyer's stock."""
    quantity = ring[b, column]
    batch, share = column // TOGETHER, quantity / due_together(b, column, ring)
    ring[b, column] = 0.0
    stock[b] += quantity
    on_order[b] -= quantity
    arrived[b] += quantity
    for r in range(slot_rows[b], slot_rows[b + 1]):
        for k in range(held.shape[1]):
            moved = ring_content[batch, r, k] * share
            ring_content[batch, r, k] -= moved
            held[r, k] += moved


@kernel
def need_limit(stock: Floats, mix: Floats, blend: float, b: int, end: int, need: float) -> float:
    """Output that the stocks behind one need allow; a group may leave its mix by the blend tolerance.

    need: units of the need per unit of output, above zero; slots ``b`` to ``end`` serve it
    """
    if end == b + 1:
        alone: float = stock[b] / need
        return alone
    total = 0.0
    for i in range(b, end):
        total += stock[i]
    limit = total / need
    for i in range(b, end):
        others = 0.0
        for j in range(b, end):
            if j != i:
                others += mix[j]
        least = 1.0 - others * (1.0 + blend)
        if least > 0.0:
            limit = min(limit, stock[i] / (need * least))
    return limit


@kernel
def scarcest(stock: Floats, mix: Floats, b: int, end: int) -> int:
    """The slot of a need whose stock is smallest relative to its share of the mix."""
    worst = b
    for i in range(b, end):
        if stock[i] * mix[worst] < stock[worst] * mix[i]:
            worst = i
    return worst


@kernel
def withdraw(
    b: int,
    quantity: float,
    stock: Floats,
    used: Floats,
    held: Floats,
    slot_rows: Rows,
    row_mineral: Rows,
    row_recovery: Floats,
    row_main: Ints,
    row_co: Ints,
    row_main_share: Floats,
    finished_content: Floats,
    lost_content: Floats,
) -> None:
    """Take from a site's stock, and carry its minerals into the site's products or its losses."""
    share = quantity / stock[b]
    if share >= 1.0:
        share = 1.0
        quantity = stock[b]
    stock[b] -= quantity
    used[b] += quantity
    for r in range(slot_rows[b], slot_rows[b + 1]):
        for k in range(held.shape[1]):
            moved = held[r, k] * share
            held[r, k] -= moved
            kept = moved * row_recovery[r]
            lost_content[row_mineral[r], k] += moved - kept
            if kept > 0.0:
                main = kept * row_main_share[r]
                if main > 0.0:
                    finished_content[row_main[r], k] += main
                if kept > main:
                    finished_content[row_co[r], k] += kept - main


@kernel
def runs_at(day: int, wish: float, capacity: float, down_from: float, down_to: float, down_share: float) -> float:
    """Output a site aims at today, units: its wish, as far as a breakdown leaves capacity."""
    target = min(wish, capacity)
    if down_from <= day < down_to:
        target = min(target, capacity * (1.0 - down_share))
    return target


@kernel
def run_sites(
    sites: Sites,
    slots: Slots,
    contents: Contents,
    spells: Spells,
    stocks: Stocks,
    plants: Plants,
    minerals: Minerals,
    transit: Transit,
    plant_book: PlantBook,
    slot_book: SlotBook,
    mineral_book: MineralBook,
    settings: Settings,
    session: int,
    year: int,
    month: int,
    first: int,
    end: int,
    coming: Floats,
) -> None:
    """All sites' days of one month, each site's own: every day it takes in what arrives, and makes the least of
    capacity, what its store holds, what it wants and its inputs allow.

    coming: B, units that arrive in these days
    """
    slot_rows, held = contents.slot_rows, minerals.held
    stock, used, mix, thrift, saved = stocks.stock, slot_book.used, stocks.mix, stocks.thrift, slot_book.saved
    on_order, arrived, ring, ring_content = stocks.on_order, slot_book.arrived, transit.ring, transit.content
    row_mineral, row_recovery, row_main, row_co = contents.mineral, contents.recovery, contents.main, contents.co
    row_main_share, finished, finished_content = contents.main_share, plants.finished, minerals.finished
    slot_ptr, group_end, need_of = sites.slot_ptr, slots.group_end, slots.need
    lost_content, extracted, site_rows = mineral_book.lost, contents.extracted, contents.site_rows
    co_ptr, co_site, co_ratio, site_mineral = sites.co_ptr, sites.co_site, sites.co_ratio, contents.site_mineral
    made, made_in, wished, room = plant_book.made, plant_book.made_in, plant_book.wished, plant_book.room
    lost_input, lost_outage, lost_price = slot_book.lost_input, plant_book.lost_outage, plant_book.lost_price
    capacity_of, wish_of, willing, entered = sites.capacity, plants.wish, plants.willing, mineral_book.extracted
    down_from, down_to, down_share = plants.down_from, plants.down_to, plants.down_share
    next_spell, begins, ends, out = plants.spell, spells.begins, spells.ends, spells.share
    width, store = ring.shape[1], sites.store
    before = (first - 1) % width
    for f in range(slot_ptr.size - 1):
        capacity = capacity_of[session, f]
        wish = wish_of[f] if capacity > 0.0 else 0.0
        begin, past = slot_ptr[f], slot_ptr[f + 1]
        unwilling = 0.0
        if wish > 0.0 and willing[f] < 1.0:
            unwilling = max(min(wish / max(willing[f], 1e-3), capacity) - min(wish, capacity), 0.0)
        spell = next_spell[f]
        column = before
        for day in range(first, end):
            column = round_once(column + 1, width)
            for b in range(begin, past):
                if coming[b] != 0.0 and ring[b, column] != 0.0:
                    receive(b, column, ring, ring_content, slot_rows, stock, on_order, arrived, held)
            while begins[spell] <= day:
                down_from[f], down_to[f], down_share[f] = begins[spell], ends[spell], out[spell]
                spell += 1
            if capacity <= 0.0:
                continue
            # booked day by day, so that no byte depends on where a run pauses
            wished[f, month] += wish
            room[f, month] += capacity
            if wish <= 0.0:
                continue
            lost_price[f, month] += unwilling
            target = runs_at(day, wish, capacity, down_from[f], down_to[f], down_share[f])
            lost_outage[f, month] += min(wish, capacity) - target
            target = min(target, max(store[f] * capacity - finished[f], 0.0))
            output = target
            binding = past  # none
            b = begin
            while b < past:
                last = group_end[b]
                need = need_of[year, b] * thrift[b]
                if need > 0.0:
                    limit = need_limit(stock, mix, settings.blend, b, last, need)
                    if limit < output:
                        output = limit
                        binding = scarcest(stock, mix, b, last)
                b = last
            if binding < past:
                lost_input[binding, month] += target - output
            if output <= 0.0:
                continue
            b = begin
            while b < past:
                last = group_end[b]
                amount = output * need_of[year, b] * thrift[b]
                if thrift[b] < 1.0:
                    saved[b] += output * need_of[year, b] - amount
                # a need is met by its mix, then by whoever has more
                left = amount
                for turn in range(2):
                    for i in range(b, last):
                        part = left if turn == 1 or last == b + 1 else min(amount * mix[i], left)
                        part = min(part, stock[i])
                        if part > 0.0:
                            left -= part
                            withdraw(
                                i, part, stock, used, held, slot_rows, row_mineral, row_recovery, row_main, row_co,
                                row_main_share, finished_content, lost_content,
                            )  # fmt: skip
                b = last
            finished[f] += output
            made[f, month] += output
            made_in[f, year] += output
            for r in range(site_rows[f], site_rows[f + 1]):
                if extracted[r] > 0.0:
                    mass = extracted[r] * output
                    finished_content[r, 0] += mass
                    entered[site_mineral[r], 0] += mass
            for c in range(co_ptr[f], co_ptr[f + 1]):
                side = co_ratio[c] * output
                finished[co_site[c]] += side
                made[co_site[c], month] += side
                made_in[co_site[c], year] += side
        next_spell[f] = spell


@kernel
def serve(
    slots: Slots,
    buyers: Buyers,
    contents: Contents,
    stocks: Stocks,
    market: Market,
    minerals: Minerals,
    transit: Transit,
    slot_book: SlotBook,
    buyer_book: BuyerBook,
    mineral_book: MineralBook,
    session: int,
    month: int,
    first: int,
    end: int,
    coming: Floats,
) -> None:
    """Final buyers' days of one month: each takes what it wants, as far as it has it; what is missing is not made up
    later.

    coming: B, units that arrive in these days
    """
    wanted, intended, stock, held = market.wanted, buyers.intended, stocks.stock, minerals.held
    slot_rows, row_mineral, delivered_content = contents.slot_rows, contents.mineral, mineral_book.delivered
    on_order, arrived, ring, ring_content = stocks.on_order, slot_book.arrived, transit.ring, transit.content
    used, delivered = slot_book.used, buyer_book.delivered
    asked_for, planned = buyer_book.wanted, buyer_book.intended
    width = ring.shape[1]
    before = (first - 1) % width
    for c in range(wanted.size):
        b = slots.first_buyer + c
        column = before
        for _ in range(first, end):
            column = round_once(column + 1, width)
            asked_for[c, month] += wanted[c]
            planned[c, month] += intended[session, c]
            if coming[b] != 0.0 and ring[b, column] != 0.0:
                receive(b, column, ring, ring_content, slot_rows, stock, on_order, arrived, held)
            taken = min(wanted[c], stock[b])
            if taken <= 0.0:
                continue
            share = taken / stock[b]
            stock[b] -= taken
            used[b] += taken
            delivered[c, month] += taken
            for r in range(slot_rows[b], slot_rows[b + 1]):
                for k in range(held.shape[1]):
                    moved = held[r, k] * share
                    held[r, k] -= moved
                    delivered_content[row_mineral[r], k] += moved
