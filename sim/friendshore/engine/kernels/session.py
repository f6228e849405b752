"""A trading session and the days between two, in the order in which things happen."""

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
from friendshore.engine.kernels.production import run_sites, serve
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
def trade(world: World, session: int, day: int) -> None:
    """One session: plans and costs, asks, what buyers make of them, contracts, then who gets the rest."""
    n, s, book, settings = world.net, world.state, world.book, world.settings
    offered = n.pools.slope * 0.0
    available = n.pools.slope * 0.0
    wishes = n.lanes.preference * 0.0
    weights = n.lanes.preference * 0.0
    limits = n.lanes.preference * 0.0
    landed = n.lanes.preference * 0.0
    left = n.slots.cover * 0.0
    gaps = n.slots.cover * 0.0
    judge_sites(n.sites, n.slots, n.days, s.stocks, s.plants, s.sellers, s.law, settings, session)
    plan_pools(n.sites, n.pools, s.plants, s.sellers, settings, session, offered)
    if s.room.left.size > 0:
        open_room(n.caps, s.room, book.plant_book, session)
        cap_mining(n.caps, s.room, n.sites.capacity[session], s.plants.wish, settings.session)
    move_asks(n.sites, n.pools, n.quotes, n.zones, s.plants, s.sellers, s.market, s.law, settings, session)
    weigh(n.slots, n.zones, n.lanes, s.stocks, s.sellers, s.market, s.law, offered, landed, wishes, weights)
    approve(n.slots, n.lanes, s.stocks, s.sellers, s.market, s.law, settings, offered, day)
    blend_quotes(n.terms.takers, s.offtakes.takers, s.stocks.quote, s.stocks.use)
    shift_mix(n.slots, s.stocks, settings)
    save_inputs(n.slots, s.stocks, settings)
    respond(n.slots, n.buyers, s.stocks, s.market, s.law, settings, session)
    place_orders(n.sites, n.slots, n.days, n.notices, s.stocks, s.plants, s.market, settings, session, day, left, gaps)
    ordered = left.copy()
    quarter = n.days.quarter_of_session[session]
    if n.terms.slope.size > 0:
        spare = s.plants.finished.copy()
        call_contracts(
            n.terms, s.offtakes, n.slots, s.stocks, s.law, settings, session, s.sellers.ask, left, gaps, spare
        )  # fmt: skip
        if s.room.left.size > 0:
            cap_contracts(n.terms, s.offtakes, n.lanes, n.caps, s.room, left, spare)
        account_contracts(
            n.terms, s.offtakes, s.plants, s.law, session, day, day - int(settings.session),
            book.contract_book.kept[:, :, quarter], spare,
        )  # fmt: skip
        send_contracts(
            n.terms, s.offtakes, n.lanes, n.contents, s.transit, s.minerals, s.plants.finished, s.stocks.on_order,
            book.slot_book.sent, book.plant_book.sold, session, day,
        )  # fmt: skip
        turn_elsewhere(n.terms.takers, s.offtakes.units, n.slots.lane_ptr, ordered, weights)
        refuse_dear(
            n.terms, s.offtakes, n.sites, n.slots, s.stocks, s.law, book.trade_book, settings, session,
            n.days.year_of_session[session], quarter, landed, weights, ordered, left,
        )  # fmt: skip
    limit_lanes(n.slots, s.stocks, s.market, s.law, settings, left, weights, limits)
    pass_once(n.terms.legs[LANE], s.offtakes.legs[SENT], s.law.licensed, limits)
    for f in range(n.sites.pool.size):
        available[n.sites.pool[f]] += s.plants.finished[f]
    allocate(n.slots, n.lanes, s.market, settings, left, weights, limits, available, n.caps, s.room)
    note_shortage(n.slots, s.stocks, s.market, settings, ordered, left, gaps)
    month = n.days.month_of_day[day]
    note_reasons(n.slots, n.lanes, s.market, s.law, book.trade_book, ordered, left, wishes, limits, quarter)
    book_sales(
        n.slots,
        n.pools,
        n.lanes,
        n.days,
        s.stocks,
        s.sellers,
        s.market,
        s.law,
        landed,
        book.trade_book,
        settings,
        session,
        month,
    )
    ship(
        n.pools, n.lanes, n.contents, s.stocks, s.plants, s.market, s.transit, s.minerals, book.plant_book,
        book.slot_book, session, day,
    )  # fmt: skip
    if n.terms.slope.size > 0:
        book_contracts(
            n.terms, s.offtakes, n.lanes, s.law, book.trade_book, n.slots.zone, s.market.shipped, settings, quarter,
            month,
        )  # fmt: skip
        move_index(n.slots.zone, n.lanes.slot, n.lanes.quote, s.sellers.ask, s.market.shipped, weights, s.offtakes.spot)
        offer = n.sites.weight * n.sites.capacity[session]
        credit_contracts(n.terms, s.offtakes, n.sites.pool, offer, s.plants, s.sellers, settings)


@kernel
def advance(world: World, session: int, start: int, end: int) -> None:
    """Arrivals, production and final demand from day ``start`` up to, not including, day ``end``.

    What a site makes on a day can be sold at the next session only, and whatever arrives was sent before: so each
    site and each buyer lives through the days on its own, one after another.
    """
    n, s, book, settings = world.net, world.state, world.book, world.settings
    year = n.days.year_of_session[session]
    first = start
    while first < end:
        month = n.days.month_of_day[first]
        last = first + 1
        while last < end and n.days.month_of_day[last] == month:
            last += 1
        run_sites(
            n.sites, n.slots, n.contents, n.spells, s.stocks, s.plants, s.minerals, s.transit, book.plant_book,
            book.slot_book, book.mineral_book, settings, session, year, month, first, last,
        )  # fmt: skip
        serve(
            n.slots, n.buyers, n.contents, s.stocks, s.market, s.minerals, s.transit, book.slot_book,
            book.buyer_book, book.mineral_book, session, month, first, last,
        )  # fmt: skip
        first = last
