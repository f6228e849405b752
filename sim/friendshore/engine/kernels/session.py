"""A trading session, in two halves, and the days between two sessions, in the order in which things happen."""

from __future__ import annotations

from friendshore.engine.kernels.caps import cap_mining, open_room
from friendshore.engine.kernels.contract_arrays import LANE, SENT
from friendshore.engine.kernels.contracting import (
    account_contracts,
    blend_quotes,
    book_contracts,
    call_contracts,
    cap_contracts,
    credit_contracts,
    move_index,
    pass_once,
    send_contracts,
    turn_elsewhere,
)
from friendshore.engine.kernels.netback import refuse_dear
from friendshore.engine.kernels.pricing import (
    approve,
    judge_sites,
    move_asks,
    plan_pools,
    respond,
    save_inputs,
    shift_mix,
    weigh,
)
from friendshore.engine.kernels.production import look_ahead, run_sites, serve
from friendshore.engine.kernels.trading import (
    allocate,
    book_sales,
    limit_lanes,
    note_reasons,
    note_shortage,
    place_orders,
    ship,
)
from friendshore.engine.kernels.world import World
from friendshore.formulas.compiled import kernel


@kernel
def order(w: World, session: int, day: int) -> None:
    """The first half of a session: plans, costs and asks, then what buyers want and where they would rather have it.

    Two kernels compile side by side, and sooner than one: Numba merges and optimises all that a kernel calls.
    """
    desk, settings = w.desk, w.settings
    desk.offered[:] = 0.0
    desk.left[:] = 0.0
    desk.gaps[:] = 0.0
    judge_sites(w.sites, w.slots, w.days, w.stocks, w.plants, w.sellers, w.law, settings, session)
    plan_pools(w.sites, w.pools, w.plants, w.sellers, settings, session, desk.offered)
    if w.room.left.size > 0:
        open_room(w.caps, w.room, w.plant_book, session)
        cap_mining(w.caps, w.room, w.sites.capacity[session], w.plants.wish, settings.session)
    move_asks(w.sites, w.pools, w.quotes, w.zones, w.plants, w.sellers, w.market, w.law, settings, session)
    weigh(
        w.slots, w.zones, w.lanes, w.stocks, w.sellers, w.market, w.law, desk.offered, desk.landed, desk.wishes,
        desk.weights,
    )  # fmt: skip
    approve(w.slots, w.lanes, w.stocks, w.sellers, w.market, w.law, settings, desk.offered, day)
    blend_quotes(w.terms.takers, w.offtakes.takers, w.stocks.quote, w.stocks.use)
    shift_mix(w.slots, w.stocks, settings)
    save_inputs(w.slots, w.stocks, settings)
    respond(w.slots, w.buyers, w.stocks, w.market, w.law, settings, session)
    place_orders(
        w.sites, w.slots, w.days, w.notices, w.stocks, w.plants, w.market, settings, session, day, desk.left,
        desk.gaps,
    )  # fmt: skip
    desk.ordered[:] = desk.left


@kernel
def trade(w: World, session: int, day: int) -> None:
    """The second half: contracts, then who gets the rest, and what is sent; buyers' wishes stand on the desk."""
    desk, settings = w.desk, w.settings
    landed, wishes, weights = desk.landed, desk.wishes, desk.weights
    left, gaps, ordered = desk.left, desk.gaps, desk.ordered
    available = w.pools.slope * 0.0
    limits = w.lanes.preference * 0.0
    quarter = w.days.quarter_of_session[session]
    if w.terms.slope.size > 0:
        spare = w.plants.finished.copy()
        call_contracts(
            w.terms, w.offtakes, w.slots, w.stocks, w.law, settings, session, w.sellers.ask, left, gaps, spare
        )  # fmt: skip
        if w.room.left.size > 0:
            cap_contracts(w.terms, w.offtakes, w.lanes, w.caps, w.room, left, spare)
        account_contracts(
            w.terms, w.offtakes, w.plants, w.law, session, day, day - int(settings.session),
            w.contract_book.kept[:, :, quarter], spare,
        )  # fmt: skip
        send_contracts(
            w.terms, w.offtakes, w.lanes, w.contents, w.transit, w.minerals, w.plants.finished, w.stocks.on_order,
            w.slot_book.sent, w.plant_book.sold, session, day,
        )  # fmt: skip
        turn_elsewhere(w.terms.takers, w.offtakes.units, w.slots.lane_ptr, ordered, weights)
        refuse_dear(
            w.terms, w.offtakes, w.sites, w.slots, w.stocks, w.law, w.trade_book, settings, session,
            w.days.year_of_session[session], quarter, landed, weights, ordered, left,
        )  # fmt: skip
    limit_lanes(w.slots, w.stocks, w.market, w.law, settings, left, weights, limits)
    pass_once(w.terms.legs[LANE], w.offtakes.legs[SENT], w.law.licensed, limits)
    for f in range(w.sites.pool.size):
        available[w.sites.pool[f]] += w.plants.finished[f]
    allocate(w.slots, w.lanes, w.market, settings, left, weights, limits, available, w.caps, w.room)
    note_shortage(w.slots, w.stocks, w.market, settings, ordered, left, gaps)
    month = w.days.month_of_day[day]
    note_reasons(w.slots, w.lanes, w.market, w.law, w.trade_book, ordered, left, wishes, limits, quarter)
    book_sales(
        w.slots,
        w.pools,
        w.lanes,
        w.days,
        w.stocks,
        w.sellers,
        w.market,
        w.law,
        landed,
        w.trade_book,
        settings,
        session,
        month,
    )
    ship(
        w.pools, w.lanes, w.contents, w.stocks, w.plants, w.market, w.transit, w.minerals, w.plant_book,
        w.slot_book, session, day,
    )  # fmt: skip
    if w.terms.slope.size > 0:
        book_contracts(
            w.terms, w.offtakes, w.lanes, w.law, w.trade_book, w.slots.zone, w.market.shipped, settings, quarter,
            month,
        )  # fmt: skip
        move_index(w.slots.zone, w.lanes.slot, w.lanes.quote, w.sellers.ask, w.market.shipped, weights, w.offtakes.spot)
        offer = w.sites.weight * w.sites.capacity[session]
        credit_contracts(w.terms, w.offtakes, w.sites.pool, offer, w.plants, w.sellers, settings)


@kernel
def advance(w: World, session: int, start: int, end: int) -> None:
    """Arrivals, production and final demand from day ``start`` up to, not including, day ``end``.

    What a site makes on a day can be sold at the next session only, and whatever arrives was sent before: so each
    site and each buyer lives through the days on its own, one after another.
    """
    settings = w.settings
    year = w.days.year_of_session[session]
    coming = w.stocks.stock * 0.0
    first = start
    while first < end:
        month = w.days.month_of_day[first]
        last = first + 1
        while last < end and w.days.month_of_day[last] == month:
            last += 1
        look_ahead(w.transit.ring, first, last, coming)
        run_sites(
            w.sites, w.slots, w.contents, w.spells, w.stocks, w.plants, w.minerals, w.transit, w.plant_book,
            w.slot_book, w.mineral_book, settings, session, year, month, first, last, coming,
        )  # fmt: skip
        serve(
            w.slots, w.buyers, w.contents, w.stocks, w.market, w.minerals, w.transit, w.slot_book,
            w.buyer_book, w.mineral_book, session, month, first, last, coming,
        )  # fmt: skip
        first = last
