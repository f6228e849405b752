"""Caps in volume: how much room each has, and what happens to requests and plans that go beyond it.

Nothing is changed while a cap has room: a quota wider than trade leaves every number as it is.
"""

from __future__ import annotations

from friendshore.engine.kernels.arrays import Caps, Floats, Lanes, Market, PlantBook, Room
from friendshore.formulas.compiled import kernel

LAPSES = 1
"""Mark of a session in which what earlier windows left is lost; any other mark but 0 keeps the last window's rest."""


@kernel
def open_room(caps: Caps, room: Room, plant_book: PlantBook, session: int) -> None:
    """Take what was dug since the last session out of the room, close and open windows, add the session's part.

    What one window leaves to the next is used first, and lapses when that one ends.
    """
    site_ptr, site, opens, turn = caps.site_ptr, caps.site, caps.opens, caps.turn
    left, kept, dug, counts, made = room.left, room.kept, room.dug, room.site_counts, plant_book.made
    for g in range(left.size):
        for k in range(site_ptr[g], site_ptr[g + 1]):
            total = 0.0
            for month in range(made.shape[1]):
                total += made[site[k], month]
            new = total - dug[k] if total >= dug[k] else total  # the books were opened afresh
            dug[k] = total
            take(room, g, new * counts[k])
        if turn[session, g] != 0:
            kept[g] = 0.0 if turn[session, g] == LAPSES else left[g]
            left[g] = 0.0
        left[g] += opens[session, g]


@kernel
def take(room: Room, g: int, amount: float) -> None:
    """Use up room of a cap: what an earlier window left first."""
    left, kept = room.left, room.kept
    first = min(kept[g], amount)
    kept[g] -= first
    left[g] = max(left[g] - (amount - first), 0.0)


@kernel
def close_lanes(caps: Caps, room: Room, market: Market, limits: Floats, g: int) -> None:
    """Let no more pass on the lanes of a cap that is used up, but for the part of a region that it is not about."""
    lane_ptr, lane, part = caps.lane_ptr, caps.lane, room.lane_part
    shipped, requested = market.shipped, market.requested
    for k in range(lane_ptr[g], lane_ptr[g + 1]):
        if part[k] > 0.0:
            free = max((1.0 - part[k]) * requested[lane[k]], shipped[lane[k]])
            limits[lane[k]] = min(limits[lane[k]], free)


@kernel
def hold_back(caps: Caps, room: Room, lanes: Lanes, asked: Floats, pressed: Floats, g: int) -> bool:
    """Scale what is asked under a cap down to its room, all by the same share; whether that used it up.

    asked: L, units asked in a round; pressed: ranks x P, their sums by rank and pool; both are reduced
    """
    lane_ptr, lane, counts, part, pool = caps.lane_ptr, caps.lane, room.lane_counts, room.lane_part, lanes.pool
    rank = lanes.rank
    total = 0.0
    for k in range(lane_ptr[g], lane_ptr[g + 1]):
        total += counts[k] * asked[lane[k]]
    free = room.left[g] + room.kept[g]
    if total <= free:
        return False
    cut = 1.0 - free / total
    for k in range(lane_ptr[g], lane_ptr[g + 1]):
        less = asked[lane[k]] * part[k] * cut
        asked[lane[k]] -= less
        pressed[rank[lane[k]], pool[lane[k]]] -= less
    return True


@kernel
def use_room(caps: Caps, room: Room, lanes: Lanes, asked: Floats, pressed: Floats) -> None:
    """Take what a round shipped out of the room.

    asked: L, units asked; pressed: ranks x P, share of it that a pool could give
    """
    lane_ptr, lane, counts, pool, rank = caps.lane_ptr, caps.lane, room.lane_counts, lanes.pool, lanes.rank
    for g in range(room.left.size):
        total = 0.0
        for k in range(lane_ptr[g], lane_ptr[g + 1]):
            total += counts[k] * asked[lane[k]] * pressed[rank[lane[k]], pool[lane[k]]]
        take(room, g, total)


@kernel
def forget_requests(caps: Caps, room: Room, market: Market, limits: Floats, g: int) -> None:
    """Orders that a used-up cap turned away are none: sellers plan for what they can sell."""
    lane_ptr, lane, part, shipped = caps.lane_ptr, caps.lane, room.lane_part, market.shipped
    for k in range(lane_ptr[g], lane_ptr[g + 1]):
        if part[k] > 0.0:
            free = (1.0 - part[k]) * market.requested[lane[k]]
            market.requested[lane[k]] = max(free, shipped[lane[k]])


@kernel
def cap_mining(caps: Caps, room: Room, capacity: Floats, wishes: Floats, days: float) -> None:
    """Scale the wishes of sites under a cap down to what its room allows a day, all by the same share.

    capacity: F, units a day; wishes: F, units a day, reduced; days: to the next session
    """
    site_ptr, site, counts, part = caps.site_ptr, caps.site, room.site_counts, room.site_part
    for g in range(room.left.size):
        total = 0.0
        for k in range(site_ptr[g], site_ptr[g + 1]):
            total += counts[k] * min(wishes[site[k]], capacity[site[k]])
        allowed = (room.left[g] + room.kept[g]) / days
        if total > allowed:
            cut = 1.0 - allowed / total
            for k in range(site_ptr[g], site_ptr[g + 1]):
                wishes[site[k]] = min(wishes[site[k]], capacity[site[k]]) * (1.0 - part[k] * cut)
