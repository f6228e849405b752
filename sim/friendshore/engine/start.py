"""The arrays a replication starts from: a world in balance on its first day, with full pipelines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import MINERALS
from friendshore.engine.calibrate import Base, Calibrator
from friendshore.engine.contents import Contents
from friendshore.engine.kernels.arrays import BuyerBook, Buyers, Contents, Days, Lanes, Law, Ledger, Market, MineralBook, Minerals, Net, Notices, PlantBook, Plants, Pools, Quotes, Sellers, Settings, Sites, SlotBook, Slots, State, Stocks, TradeBook, Transit, Zones
from friendshore.engine.law import EraLaw
from friendshore.engine.routes import LONGEST, Routes
from friendshore.engine.structure import Structure
from friendshore.engine.values import Values
from friendshore.streams import stream

Floats = NDArray[np.float64]

RING = 256
"""Days of the transit ring: more than the longest voyage and its spread."""
COLUMNS = 1
"""Provenance columns: contained mass only, until classes of origin are tracked."""

assert RING > LONGEST


def settings_of(values: Values) -> Settings:
    """The behavioural values that hold for the whole world."""
    session = values.get("session_days")
    return Settings(
        session=session,
        ask_memory=values.get("ask_adjustment_days"),
        shortage_memory=values.get("scarcity_memory_days"),
        orders_memory=values.get("orders_memory_days"),
        price_memory=values.get("price_lag_days"),
        usual_memory=values.get("usual_trade_days"),
        sales_memory=values.get("sales_price_days"),
        margin_memory=values.get("margin_memory_days"),
        reference_memory=values.get("utilisation_memory_days"),
        stock_correction=values.get("stock_correction_days"),
        finished_cover=values.get("finished_stock_days"),
        store_cover=values.get("finished_store_days"),
        gap_share=values.get("gap_share_per_fortnight") * min(1.0, session / 14.0),
        order_limit=values.get("order_cap_multiple"),
        anchor=values.get("utilisation_anchor"),
        shortage_anchor=values.get("scarcity_anchor_days"),
        ask_floor=values.get("ask_floor"),
        ask_ceiling=values.get("ask_ceiling"),
        pass_through=values.get("support_pass_through"),
        loss_tolerance=values.get("loss_tolerance"),
        loss_softness=values.get("loss_softness"),
        reaction=values.get("reaction_days"),
        catch_up=values.get("licence_catch_up"),
        blend=values.get("blend_tolerance"),
        mix_elasticity=values.get("substitution_elasticity", "anode"),
        mix_memory=values.get("substitution_days", "anode"),
        ahead=round(values.get("planning_days") / session),
        rounds=values.get("rationing_rounds"),
    )


def build_net(
    structure: Structure,
    calibrator: Calibrator,
    base: Base,
    values: Values,
    notices: tuple[tuple[float, float, Floats], ...],
    root_seed: int,
    replication: int,
) -> Net:
    """All fixed arrays of a replication."""
    s, world = structure, calibrator.world
    contents, routes = calibrator.contents, calibrator.routes
    calendar = s.calendar
    co = [(s.holder_index[h.parent], i, h.ratio) for i, h in enumerate(s.holders) if h.parent is not None]
    co.sort()
    counts = np.bincount([f for f, _, _ in co], minlength=len(s.holders)) if co else np.zeros(len(s.holders))
    covers = np.array([_cover(calibrator, values, b) for b in range(len(s.slots))])
    lead = np.bincount(s.lane_slot, weights=s.share * base.transit, minlength=len(s.slots))
    known = np.bincount(s.lane_slot, weights=s.share, minlength=len(s.slots))
    lanes = np.bincount(s.lane_slot, minlength=len(s.slots))
    plain = np.bincount(s.lane_slot, weights=base.transit, minlength=len(s.slots)) / np.maximum(lanes, 1)
    flow_names = flows(s)
    flow_index = {flow: i for i, flow in enumerate(flow_names)}
    sessions = calendar.sessions
    draws = [stream(root_seed, replication, f"transit/{name}").standard_normal(sessions) for name in routes.names]
    stages = [(m, world.commodities[m].stage) for m, _ in s.zones]
    ahead = values.get("anticipation_days")
    return Net(
        sites=Sites(
            pool=s.site_pool,
            slot_ptr=s.slot_ptr,
            co_ptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            co_site=np.array([i for _, i, _ in co], dtype=np.int64),
            co_ratio=np.array([r for _, _, r in co], dtype=float),
            weight=base.weight,
            cash=base.cash,
            loss_floor=base.loss_floor,
            capacity=base.capacity,
        ),
        slots=Slots(
            zone=s.slot_zone,
            group_end=s.group_end,
            need=base.need,
            base_mix=calibrator.mix,
            base_price=base.price,
            cover=covers,
            lead=np.where(known > 0.0, lead, plain),
            lane_ptr=s.lane_ptr,
            first_buyer=s.first_buyer,
        ),
        buyers=Buyers(
            intended=_intended(s, values),
            elasticity=np.array([_elasticity(b.commodity, b.end_use, values) for b in s.buyers]),
        ),
        pools=Pools(
            site_ptr=s.pool_ptr,
            slope=base.slope,
            cost=base.pool_cost,
            wedge=base.wedge,
        ),
        quotes=Quotes(
            pool=np.array([s.pool_index[m, o] for m, o, _ in s.quotes], dtype=np.int64),
            zone=np.array([s.zone_index[m, z] for m, _, z in s.quotes], dtype=np.int64),
            base_ask=base.ask,
        ),
        zones=Zones(
            exponent=np.array([values.get("scarcity_exponent", m, stage) for m, stage in stages]),
            elasticity=base.elasticity,
        ),
        lanes=Lanes(
            slot=s.lane_slot,
            pool=s.lane_pool,
            quote=s.lane_quote.astype(np.int64),
            route=routes.lane_route,
            flow=np.array([flow_index[_flow(s, i)] for i in range(len(s.links))], dtype=np.int64),
            preference=base.preference,
            freight=base.freight,
            carrying=base.carrying,
            transit=base.transit,
            spread=base.transit_spread,
            draws=np.ascontiguousarray(np.array(draws).T) if draws else np.zeros((sessions, 1)),
        ),
        contents=Contents(
            slot_rows=contents.slot_rows,
            site_rows=contents.site_rows,
            mineral=contents.row_mineral,
            recovery=contents.row_recovery,
            main=contents.row_main,
            co=contents.row_co,
            main_share=contents.row_main_share,
            site_mineral=contents.site_row_mineral,
            extracted=contents.extracted,
        ),
        days=Days(
            year_of_session=calendar.year_of_session().astype(np.int64),
            month_of_day=calendar.month_of_day(),
            quarter_of_session=calendar.quarter_of_session(),
        ),
        notices=Notices(
            announced=np.array([n[0] for n in notices]),
            effective=np.array([n[1] for n in notices]),
            cover=np.full(len(notices), ahead),
            exposure=np.array([n[2] for n in notices]) if notices else np.zeros((0, len(s.slots))),
        ),
    )


def flows(structure: Structure) -> tuple[tuple[str, str, str], ...]:
    """(commodity, seller country, buyer zone) of all flows that are kept."""
    return tuple(sorted({_flow(structure, i) for i in range(len(structure.links))}))


def _flow(structure: Structure, lane: int) -> tuple[str, str, str]:
    link = structure.links[lane]
    slot = structure.slots[link.slot]
    return (slot.commodity, link.origin, slot.zone)


def _cover(calibrator: Calibrator, values: Values, b: int) -> float:
    """Days of need that a slot's holder keeps."""
    slot = calibrator.structure.slots[b]
    stage = "vehicle" if slot.commodity == "vehicle" else slot.stage
    if slot.end_use == "storage":  # demand is counted at shipment: the pipeline to the grid is in it
        return values.get("storage_cover_days") * values.get("cover_multiplier")
    known = {(c.stage, c.commodity, c.country): c.days for c in calibrator.world.covers if c.holds == "feed"}
    for key in ((stage, slot.commodity, slot.zone), (stage, slot.commodity, "all")):
        if key in known:
            return known[key] * values.get("cover_multiplier")
    return values.get("default_cover_days") * values.get("cover_multiplier")


def _elasticity(commodity: str, end_use: str, values: Values) -> float:
    if commodity == "vehicle":
        return values.get("vehicle_price_elasticity")
    if end_use == "storage":
        return values.get("storage_price_elasticity")
    return values.get("demand_price_elasticity", commodity)


def _intended(s: Structure, values: Values) -> Floats:
    """Final demand at reference prices, S x C, units a day: between the low and the high path as drawn."""
    columns = []
    for buyer in s.buyers:
        level = values.get("storage_level") if buyer.end_use == "storage" else values.get("demand_level", buyer.market)
        if level <= 0.5:
            columns.append(buyer.low + (buyer.base - buyer.low) * (2.0 * level))
        else:
            columns.append(buyer.base + (buyer.high - buyer.base) * (2.0 * level - 1.0))
    return np.ascontiguousarray(np.array(columns).T) if columns else np.zeros((s.calendar.sessions, 0))


def initial_state(
    structure: Structure, contents: Contents, net: Net, base: Base, law: EraLaw, settings: Settings
) -> State:
    """Stocks, pipelines and prices of a world that has long been as it is on its first day."""
    s = structure
    sites, slots, lanes = len(s.holders), len(s.slots), len(s.links)
    use, orders, output = _steady(s, net)
    lane_use = use[s.lane_slot] * _shares(s, net)
    ring = np.zeros((RING, slots))
    days = np.clip(np.round(net.lanes.transit), 1, RING - 1).astype(np.int64)
    for lane in range(lanes):
        ring[1 : days[lane] + 1, s.lane_slot[lane]] += lane_use[lane]
    stock = use * net.slots.cover  # a review finds one session's use missing
    finished = orders[s.site_pool] * (settings.finished_cover + settings.session)
    finished = finished * _within(s, output)
    slot_counts, site_counts = np.diff(contents.slot_rows), np.diff(contents.site_rows)
    row_slot = np.repeat(np.arange(slots), slot_counts)
    row_site = np.repeat(np.arange(sites), site_counts)
    ring_content = (ring[:, row_slot] * contents.slot_content)[:, :, None] * _first_column()
    zeros = np.zeros
    return State(
        stocks=Stocks(
            stock=stock,
            on_order=ring.sum(axis=0),
            use=use,
            mix=net.slots.base_mix.copy(),
            quote=net.slots.base_price.copy(),
            shortage=zeros(slots),
        ),
        plants=Plants(
            finished=finished,
            wish=zeros(sites),
            planned=output.copy(),
            willing=np.ones(sites),
            margin=_margins(s, net, base, law),
            cost=np.ones(sites),
            sold=zeros(sites),
            down_from=np.full(sites, -1.0),
            down_to=np.full(sites, -1.0),
            down_share=zeros(sites),
        ),
        sellers=Sellers(
            orders=orders,
            wish=orders.copy(),
            use=base.utilisation.copy(),
            price=_pool_price(s, net),
            ask=base.ask.copy(),
        ),
        market=Market(
            shortage=zeros(len(s.zones)),
            price=net.slots.base_price[s.first_buyer :].copy(),
            wanted=net.buyers.intended[0].copy(),
            shipped=zeros(lanes),
            requested=zeros(lanes),
            usual=lane_use.copy(),
        ),
        law=Law(
            duty_share=law.duty_share.copy(),
            duty_unit=law.duty_unit.copy(),
            open=law.open.copy(),
            licensed=np.ones(lanes),
            support=law.support.copy(),
            buyer_support=zeros(len(s.buyers)),
        ),
        transit=Transit(
            ring=ring,
            content=np.ascontiguousarray(ring_content),
        ),
        minerals=Minerals(
            held=(stock[row_slot] * contents.slot_content)[:, None] * _first_column(),
            finished=(finished[row_site] * contents.site_content)[:, None] * _first_column(),
        ),
    )


def _first_column() -> Floats:
    return np.eye(1, COLUMNS)[0]


def _shares(s: Structure, net: Net) -> Floats:
    """Sourcing shares of the first day: the base year's, or equal ones where there are none."""
    total = np.bincount(s.lane_slot, weights=s.share, minlength=len(s.slots))[s.lane_slot]
    count = np.bincount(s.lane_slot, minlength=len(s.slots))[s.lane_slot]
    return np.where(total > 0.0, s.share, 1.0 / count)


def _steady(s: Structure, net: Net) -> tuple[Floats, Floats, Floats]:
    """(use of slots, orders of pools, output of sites) a day that final demand of the first day draws."""
    use = np.zeros(len(s.slots))
    use[s.first_buyer :] = net.buyers.intended[0]
    orders, output = np.zeros(len(s.pools)), np.zeros(len(s.holders))
    share = _shares(s, net)
    parent = np.array([s.holder_index[h.parent] if h.parent else -1 for h in s.holders])
    ratio = np.array([h.ratio for h in s.holders])
    for commodity in reversed(s.order):
        lanes = np.array([i for i, slot in enumerate(s.lane_slot) if s.slots[slot].commodity == commodity], dtype=np.int64)
        orders += np.bincount(s.lane_pool[lanes], weights=use[s.lane_slot[lanes]] * share[lanes], minlength=len(s.pools))
        for p, (made, _) in enumerate(s.pools):
            if made != commodity:
                continue
            sites = np.arange(s.pool_ptr[p], s.pool_ptr[p + 1])
            part = net.sites.weight[sites] * net.sites.capacity[0, sites]
            if part.sum() > 0.0:
                output[sites] = np.minimum(orders[p] * part / part.sum(), net.sites.capacity[0, sites])
            for f in sites:
                for b in range(s.slot_ptr[f], s.slot_ptr[f + 1]):
                    use[b] = net.slots.need[0, b] * net.slots.base_mix[b] * output[f]
    side = np.where(parent >= 0, output[parent] * ratio, 0.0)
    return use, orders, output + side


def _within(s: Structure, output: Floats) -> Floats:
    """Each site's share of its pool's output."""
    total = np.bincount(s.site_pool, weights=output, minlength=len(s.pools))[s.site_pool]
    count = np.bincount(s.site_pool, minlength=len(s.pools))[s.site_pool]
    return np.where(total > 0.0, np.divide(output, total, out=np.zeros_like(output), where=total > 0.0), 1.0 / count)


def _pool_price(s: Structure, net: Net) -> Floats:
    total = np.bincount(net.quotes.pool, weights=net.quotes.base_ask, minlength=len(s.pools))
    count = np.bincount(net.quotes.pool, minlength=len(s.pools))
    return np.divide(total, count, out=np.ones(len(s.pools)), where=count > 0)


def _margins(s: Structure, net: Net, base: Base, law: EraLaw) -> Floats:
    cost = net.sites.cash.copy()
    year = 0
    for f in range(len(s.holders)):
        for b in range(s.slot_ptr[f], s.slot_ptr[f + 1]):
            cost[f] += net.slots.need[year, b] * net.slots.base_mix[b] * net.slots.base_price[b]
    price = _pool_price(s, net)[s.site_pool] + law.support
    return np.divide(price, cost, out=np.ones_like(cost), where=cost > 0.0) - 1.0


def empty_ledger(structure: Structure, net: Net) -> Ledger:
    """Blank books."""
    s = structure
    months, quarters = len(s.calendar.months()), len(s.calendar.quarters())
    sites, slots, buyers, zones = len(s.holders), len(s.slots), len(s.buyers), len(s.zones)
    years = len(s.calendar.years())

    def table(*shape: int) -> Floats:
        return np.zeros(shape)

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
            flow=table(len(flows(s)), quarters),
            lane=table(len(s.links)),
        ),
        mineral_book=MineralBook(
            extracted=table(minerals, COLUMNS),
            delivered=table(minerals, COLUMNS),
            lost=table(minerals, COLUMNS),
        ),
    )
