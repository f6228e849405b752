"""The state a replication starts from: a world in balance on its first day, with full pipelines and blank books."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import MINERALS
from friendshore.engine.calibrate import Base
from friendshore.engine.contents import Contents
from friendshore.engine.contracts import base_index, blank_book, blank_offtakes
from friendshore.engine.kernels.arrays import (
    NEVER,
    REASONS,
    TOGETHER,
    BuyerBook,
    Caps,
    Desk,
    Law,
    Ledger,
    Market,
    MineralBook,
    Minerals,
    Net,
    PlantBook,
    Plants,
    Room,
    Sellers,
    Settings,
    SlotBook,
    State,
    Stocks,
    TradeBook,
    Transit,
)
from friendshore.engine.law import EraLaw
from friendshore.engine.routes import LONGEST
from friendshore.engine.structure import Structure
from friendshore.engine.sums import ratio, summed

Floats = NDArray[np.float64]

RING = 128
"""Days of the transit ring: more than the longest voyage and its spread."""
COLUMNS = 1
"""Provenance columns: contained mass only, until classes of origin are tracked."""

assert RING > LONGEST and RING % TOGETHER == 0


def initial_state(
    structure: Structure, contents: Contents, net: Net, base: Base, law: EraLaw, settings: Settings
) -> State:
    """Stocks, pipelines and prices of a world that has long been as it is on its first day."""
    s = structure
    use, orders, output = _steady(s, net)
    ring = _pipelines(s, net, use)
    stock = use * net.slots.cover  # a review finds one session's use missing
    finished = orders[s.site_pool] * (settings.finished_cover + settings.session) * _within(s, output)
    row_slot = np.repeat(np.arange(len(s.slots)), np.diff(contents.slot_rows))
    row_site = np.repeat(np.arange(len(s.holders)), np.diff(contents.site_rows))
    batches = ring.reshape(len(s.slots), RING // TOGETHER, TOGETHER).sum(axis=2).T
    return State(
        stocks=Stocks(
            stock=stock,
            on_order=ring.sum(axis=1),
            use=use,
            mix=net.slots.base_mix.copy(),
            quote=net.slots.base_price.copy(),
            shortage=np.zeros(len(s.slots)),
            thrift=np.ones(len(s.slots)),
        ),
        plants=_plants(s, net, law, finished, output),
        sellers=Sellers(
            orders=orders,
            use=base.utilisation.copy(),
            price=_pool_price(s, net),
            ask=base.ask.copy(),
        ),
        market=_market(s, net),
        law=_in_force(law, len(s.links), len(s.buyers)),
        transit=Transit(
            ring=ring,
            content=(batches[:, row_slot] * contents.slot_content)[:, :, None] * _first_column(),
        ),
        minerals=Minerals(
            held=(stock[row_slot] * contents.slot_content)[:, None] * _first_column(),
            finished=(finished[row_site] * contents.site_content)[:, None] * _first_column(),
        ),
        offtakes=blank_offtakes(s, base_index(s, base.ask)),
        room=_room(net.caps),
        desk=_desk(s),
    )


def _pipelines(s: Structure, net: Net, use: Floats) -> Floats:
    """The transit ring, B x W, of a world in which every lane has long sent as much each day.

    What arrives on a day is the sum of all lanes whose voyage is as long or longer.
    """
    days = np.clip(np.round(net.lanes.transit), 1, RING - 1).astype(np.int64)
    lane_use = use[s.lane_slot] * _shares(s)
    ends = summed(s.lane_slot * RING + days, lane_use, len(s.slots) * RING).reshape(len(s.slots), RING)
    ring = np.ascontiguousarray(np.cumsum(ends[:, ::-1], axis=1)[:, ::-1])
    ring[:, 0] = 0.0
    return ring


def _plants(s: Structure, net: Net, law: EraLaw, finished: Floats, output: Floats) -> Plants:
    """Sites that make what they are asked for; none has broken down yet."""
    sites = len(s.holders)
    return Plants(
        finished=finished,
        wish=np.zeros(sites),
        planned=output.copy(),
        willing=np.ones(sites),
        margin=_margins(s, net, law),
        due=np.zeros(sites),
        bonus=np.zeros(sites),
        cost=np.ones(sites),
        sold=np.zeros(sites),
        spell=net.spells.first.copy(),
        down_from=np.full(sites, -1.0),
        down_to=np.full(sites, -1.0),
        down_share=np.zeros(sites),
    )


def _market(s: Structure, net: Net) -> Market:
    """No shortage; final buyers want what they intend; whoever sold before is approved."""
    lanes = len(s.links)
    return Market(
        shortage=np.zeros(len(s.zones)),
        price=net.slots.base_price[s.first_buyer :].copy(),
        wanted=net.buyers.intended[0].copy(),
        shipped=np.zeros(lanes),
        requested=np.zeros(lanes),
        approved=(net.lanes.approving == 0.0).astype(float),
        approved_on=np.full(lanes, NEVER),
    )


def _in_force(law: EraLaw, lanes: int, buyers: int) -> Law:
    """The law of the first day; what it pays buyers and asks of their sellers is put in force with the first era."""
    return Law(
        duty_share=law.duty_share.copy(),
        duty_unit=law.duty_unit.copy(),
        open=law.open.copy(),
        licensed=np.ones(lanes),
        support=law.support.copy(),
        buyer_support=np.zeros(buyers),
        floor=np.zeros((2, buyers)),
        penalty=np.zeros((2, buyers)),
        floor_part=np.zeros((2, buyers)),
    )


def _room(caps: Caps) -> Room:
    """No room under any cap: the first session opens it."""
    return Room(
        left=np.zeros(caps.opens.shape[1]),
        kept=np.zeros(caps.opens.shape[1]),
        dug=np.zeros(len(caps.site)),
        lane_counts=np.zeros(len(caps.lane)),
        lane_part=np.zeros(len(caps.lane)),
        site_counts=np.zeros(len(caps.site)),
        site_part=np.zeros(len(caps.site)),
    )


def _desk(s: Structure) -> Desk:
    """An empty desk."""
    lanes, slots = len(s.links), len(s.slots)
    return Desk(
        offered=np.zeros(len(s.pools)),
        landed=np.zeros(lanes),
        wishes=np.zeros(lanes),
        weights=np.zeros(lanes),
        ordered=np.zeros(slots),
        left=np.zeros(slots),
        gaps=np.zeros(slots),
    )


def _first_column() -> Floats:
    first: Floats = np.eye(1, COLUMNS)[0]
    return first


def _shares(s: Structure) -> Floats:
    """Sourcing shares of the first day: the base year's, or equal ones where there are none."""
    total = summed(s.lane_slot, s.share, len(s.slots))[s.lane_slot]
    count = summed(s.lane_slot, s.spot, len(s.slots))[s.lane_slot]
    return np.where(total > 0.0, s.share, s.spot / np.maximum(count, 1.0))


def _steady(s: Structure, net: Net) -> tuple[Floats, Floats, Floats]:
    """(use of slots, orders of pools, output of sites) a day that final demand of the first day draws."""
    use = np.zeros(len(s.slots))
    use[s.first_buyer :] = net.buyers.intended[0]
    orders, output = np.zeros(len(s.pools)), np.zeros(len(s.holders))
    share = _shares(s)
    parent = np.array([s.holder_index[h.parent] if h.parent else -1 for h in s.holders])
    yields = np.array([h.ratio for h in s.holders])
    lane_commodity = np.array([s.slots[b].commodity for b in s.lane_slot])
    pool_commodity = np.array([commodity for commodity, _ in s.pools])
    offer = net.sites.weight * net.sites.capacity[0]
    offered = summed(s.site_pool, offer, len(s.pools))
    for commodity in reversed(s.order):
        lanes = np.flatnonzero(lane_commodity == commodity)
        orders += summed(s.lane_pool[lanes], use[s.lane_slot[lanes]] * share[lanes], len(s.pools))
        sites = np.flatnonzero(pool_commodity[s.site_pool] == commodity)
        pool = s.site_pool[sites]
        output[sites] = np.minimum(ratio(orders[pool] * offer[sites], offered[pool], 0.0), net.sites.capacity[0, sites])
        slots = np.flatnonzero(np.isin(s.slot_holder, sites))
        use[slots] = net.slots.need[0, slots] * net.slots.base_mix[slots] * output[s.slot_holder[slots]]
    side = np.where(parent >= 0, output[parent] * yields, 0.0)
    return use, orders, output + side


def _within(s: Structure, output: Floats) -> Floats:
    """Each site's share of its pool's output."""
    made = summed(s.site_pool, output, len(s.pools))[s.site_pool]
    count = summed(s.site_pool, np.ones(len(output)), len(s.pools))[s.site_pool]
    return np.where(made > 0.0, ratio(output, made, 0.0), 1.0 / count)


def _pool_price(s: Structure, net: Net) -> Floats:
    """Mean base-year ask of each pool over the zones it sells into."""
    asks = summed(net.quotes.pool, net.quotes.base_ask, len(s.pools))
    return ratio(asks, summed(net.quotes.pool, np.ones(len(net.quotes.pool)), len(s.pools)), 1.0)


def _margins(s: Structure, net: Net, law: EraLaw) -> Floats:
    """Price plus support over cost, minus one, of the first day."""
    cost = net.sites.cash.copy()
    inputs = net.slots.need[0] * net.slots.base_mix * net.slots.base_price
    cost += summed(s.slot_holder[: s.first_buyer], inputs[: s.first_buyer], len(s.holders))
    return ratio(_pool_price(s, net)[s.site_pool] + law.support, cost, 1.0) - 1.0


def empty_ledger(structure: Structure) -> Ledger:
    """Blank books."""
    s = structure
    months, quarters = len(s.calendar.months()), len(s.calendar.quarters())
    sites, slots, buyers, zones = len(s.holders), len(s.slots), len(s.buyers), len(s.zones)
    years = len(s.calendar.years())

    def table(*shape: int) -> Floats:
        return np.zeros(shape, order="F")  # a month's column lies together: the days write into one column each

    minerals = len(MINERALS)
    return Ledger(
        plant_book=PlantBook(
            made=table(sites, months),
            made_in=table(sites, years),
            wished=table(sites, months),
            room=table(sites, months),
            lost_outage=table(sites, months),
            lost_price=table(sites, months),
            sold=table(sites),
        ),
        slot_book=SlotBook(
            lost_input=table(slots, months),
            used=table(slots),
            saved=table(slots),
            arrived=table(slots),
            sent=table(slots),
        ),
        buyer_book=BuyerBook(
            delivered=table(buyers, months),
            wanted=table(buyers, months),
            intended=table(buyers, months),
        ),
        trade_book=TradeBook(
            value=table(zones, months),
            volume=table(zones, months),
            stock=table(zones, months),
            flow=table(len(s.flows), quarters),
            unfilled=np.zeros((len(REASONS), zones, quarters)),
            lane=table(len(s.links)),
            entered=table(len(s.links)),
            entered_value=table(len(s.links)),
        ),
        mineral_book=MineralBook(
            extracted=table(minerals, COLUMNS),
            delivered=table(minerals, COLUMNS),
            lost=table(minerals, COLUMNS),
        ),
        contract_book=blank_book(s),
    )
