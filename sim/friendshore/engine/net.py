"""The fixed arrays of a replication, and the behavioural values that hold for the whole world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.calibrate import Base, Calibrator
from friendshore.engine.contents import Contents as ContentRows
from friendshore.engine.contracts import base_index, limits_of, terms_of
from friendshore.engine.kernels.arrays import (
    Buyers,
    Caps,
    Contents,
    Days,
    Lanes,
    Net,
    Notices,
    Pools,
    Quotes,
    Rows,
    Settings,
    Sites,
    Slots,
    Zones,
)
from friendshore.engine.outages import breakdowns
from friendshore.engine.quotas import QuotaPlan
from friendshore.engine.segments import elasticities
from friendshore.engine.shock_plan import Spell
from friendshore.engine.structure import Slot, Structure
from friendshore.engine.sums import summed
from friendshore.engine.values import Values
from friendshore.streams import stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def settings_of(values: Values) -> Settings:
    """The behavioural values that hold for the whole world."""
    session = values.get("session_days")
    return Settings(
        session=session,
        ask_memory=values.get("ask_adjustment_days"),
        shortage_memory=values.get("scarcity_memory_days"),
        orders_memory=values.get("orders_memory_days"),
        price_memory=values.get("price_lag_days"),
        sales_memory=values.get("sales_price_days"),
        margin_memory=values.get("margin_memory_days"),
        reference_memory=values.get("utilisation_memory_days"),
        stock_correction=values.get("stock_correction_days"),
        finished_cover=values.get("finished_stock_days"),
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
        approval_shortage=values.get("approval_shortage_days"),
        thrift_memory=values.get("thrift_days"),
        approval_saving=values.get("approval_saving"),
    )


def build_net(
    structure: Structure,
    calibrator: Calibrator,
    base: Base,
    values: Values,
    notices: tuple[tuple[float, float, Floats], ...],
    quotas: QuotaPlan,
    shocks: Mapping[int, Sequence[Spell]],
    root_seed: int,
    replication: int,
    central: bool = False,
) -> Net:
    """All fixed arrays of a replication.

    shocks: site -> outages that are not its own luck; central: contracts are carried out if that is likelier
    """
    s = structure
    intended = _intended(s, values)
    stages = [(m, calibrator.world.commodities[m].stage) for m, _ in s.zones]
    return Net(
        sites=_sites(s, base, values),
        slots=_slots(calibrator, base, values),
        buyers=Buyers(intended=intended, elasticity=elasticities(s.buyers, s.calendar.sessions, values)),
        pools=Pools(site_ptr=_rows(s.pool_ptr), slope=base.slope, cost=base.pool_cost),
        quotes=Quotes(
            pool=_rows([s.pool_index[m, o] for m, o, _ in s.quotes]),
            zone=_rows([s.zone_index[m, z] for m, _, z in s.quotes]),
            base_ask=base.ask,
        ),
        zones=Zones(
            exponent=np.array([values.get("scarcity_exponent", m, stage) for m, stage in stages]),
            elasticity=base.elasticity,
        ),
        lanes=_lanes(calibrator, base, values, root_seed, replication),
        contents=_contents(calibrator.contents),
        spells=breakdowns(s, values, shocks, root_seed, replication),
        days=Days(
            year_of_session=s.calendar.year_of_session().astype(np.int64),
            month_of_day=s.calendar.month_of_day(),
            quarter_of_session=s.calendar.quarter_of_session(),
        ),
        notices=Notices(
            announced=np.array([n[0] for n in notices]),
            effective=np.array([n[1] for n in notices]),
            cover=np.array([_held_ahead(calibrator, values, exposure) for _, _, exposure in notices]),
            exposure=np.array([n[2] for n in notices]) if notices else np.zeros((0, len(s.slots))),
        ),
        terms=terms_of(
            s,
            limits_of(s, base.capacity, base.need, calibrator.mix, intended),
            base_index(s, base.ask),
            calibrator.world.money,
            root_seed,
            None if central else replication,
        ),
        caps=Caps(
            lane_ptr=quotas.lanes.ptr,
            lane=quotas.lanes.member,
            site_ptr=quotas.sites.ptr,
            site=quotas.sites.member,
            opens=quotas.opens,
            turn=quotas.turn,
        ),
    )


def _sites(s: Structure, base: Base, values: Values) -> Sites:
    """Plants and the stores of their co-products."""
    co = sorted((s.holder_index[h.parent], i, h.ratio) for i, h in enumerate(s.holders) if h.parent is not None)
    counts = np.bincount(np.array([f for f, _, _ in co], dtype=np.int64), minlength=len(s.holders))
    return Sites(
        pool=_rows(s.site_pool),
        slot_ptr=_rows(s.slot_ptr),
        co_ptr=_rows(np.concatenate([[0], np.cumsum(counts)])),
        co_site=_rows([i for _, i, _ in co]),
        co_ratio=np.array([r for _, _, r in co], dtype=float),
        weight=base.weight,
        cash=base.cash,
        least=_least(s, values),
        store=np.array([values.get("finished_store_days", h.commodity) for h in s.holders]),
        loss_floor=base.loss_floor,
        wedge=base.wedge,
        capacity=base.capacity,
    )


def _slots(calibrator: Calibrator, base: Base, values: Values) -> Slots:
    """Inputs of sites, then final buyers, with the cover that they hold and the time their goods take."""
    s = calibrator.structure
    held = {(c.stage, c.commodity, c.country): c.days for c in calibrator.world.covers if c.holds == "feed"}
    elastic = np.array([values.get("thrift_elasticity", slot.commodity) for slot in s.slots[: s.first_buyer]])
    thrifty = np.flatnonzero((elastic > 0.0) & (base.price[: s.first_buyer] > 0.0))
    return Slots(
        zone=_rows(s.slot_zone),
        group_end=_rows(s.group_end),
        need=base.need,
        base_mix=calibrator.mix,
        base_price=base.price,
        thrifty=thrifty,
        thrift_elasticity=elastic[thrifty],
        cover=np.array([_cover(slot, held, values) for slot in s.slots]),
        lead=_lead(s, base.transit),
        lane_ptr=_rows(s.lane_ptr),
        first_buyer=s.first_buyer,
    )


def _lead(s: Structure, transit: Floats) -> Floats:
    """Days that goods take to each slot: by the base year's shares, where there are none the mean of its lanes."""
    known = summed(s.lane_slot, s.share, len(s.slots))
    lanes = summed(s.lane_slot, s.spot, len(s.slots))
    plain = summed(s.lane_slot, s.spot * transit, len(s.slots)) / np.maximum(lanes, 1.0)
    return np.where(known > 0.0, summed(s.lane_slot, s.share * transit, len(s.slots)), plain)


def _lanes(calibrator: Calibrator, base: Base, values: Values, root_seed: int, replication: int) -> Lanes:
    """From pools to slots, with the luck of each route's voyages."""
    s, routes, sessions = calibrator.structure, calibrator.routes, calibrator.structure.calendar.sessions
    draws = [stream(root_seed, replication, f"transit/{name}").standard_normal(sessions) for name in routes.names]
    approving = _approving(calibrator, base, values, root_seed, replication)
    return Lanes(
        slot=_rows(s.lane_slot),
        pool=_rows(s.lane_pool),
        quote=_rows(s.lane_quote),
        route=_rows(routes.lane_route),
        flow=_rows(s.lane_flow),
        preference=base.preference,
        freight=base.freight,
        carrying=base.carrying,
        transit=base.transit,
        spread=base.transit_spread,
        draws=np.ascontiguousarray(np.array(draws).T) if draws else np.zeros((sessions, 1)),
        rank=_rows(_ranks(s, values)),
        approving=approving,
        pending=np.flatnonzero(approving > 0.0),
    )


def _contents(rows: ContentRows) -> Contents:
    """Minerals in stocks, as the kernels take them."""
    return Contents(
        slot_rows=_rows(rows.slot_rows),
        site_rows=_rows(rows.site_rows),
        mineral=_rows(rows.row_mineral),
        recovery=rows.row_recovery,
        main=rows.row_main,
        co=rows.row_co,
        main_share=rows.row_main_share,
        site_mineral=_rows(rows.site_row_mineral),
        extracted=rows.extracted,
    )


def _rows(places: Ints | Sequence[int]) -> Rows:
    """Places as the kernels take them.

    Errors: ValueError for one below zero, which stands for none and must not be looked up.
    """
    found = np.asarray(places, dtype=np.int64)
    if found.size and found.min() < 0:
        raise ValueError("a place below zero")
    return found.astype(np.uint32)


def _held_ahead(calibrator: Calibrator, values: Values, exposure: Floats) -> float:
    """Days of cover that buyers hold ahead of a restriction, by what it mostly restricts."""
    s, groups = calibrator.structure, calibrator.world.groups
    days = 0.0
    scopes: dict[str, tuple[str, ...]] = {}
    for b in np.flatnonzero(exposure):
        commodity = s.slots[b].commodity
        if commodity not in scopes:
            scopes[commodity] = commodity, *sorted(group for group, members in groups.items() if commodity in members)
        days += exposure[b] * values.get("anticipation_days", *scopes[commodity])
    return float(days / exposure.sum())


def _ranks(s: Structure, values: Values) -> Ints:
    """Whom a seller that runs short serves first: all alike, its own country, or those it has always sold to."""
    home = {country for _, country in s.pools if values.get("home_first", country) > 0.5}
    loyal = {country for _, country in s.pools if values.get("long_standing_first", country) > 0.5}
    ranks = np.zeros(len(s.links), dtype=np.int64)
    for lane, link in enumerate(s.links):
        if link.origin in home or link.origin in loyal:
            first = link.origin in home and s.slots[link.slot].zone == link.origin
            first |= link.origin in loyal and link.kind == "observed"
            ranks[lane] = 0 if first else 1
    return ranks


def _approving(calibrator: Calibrator, base: Base, values: Values, root_seed: int, replication: int) -> Floats:
    """Days that a buyer takes to approve the seller of each lane; 0 where it bought before or need not.

    Customers of a country's first plants approve them as they start up: ramp-up times hold that already.
    """
    s, commodities = calibrator.structure, calibrator.world.commodities
    drawn: dict[tuple[str, str], float] = {}
    days = np.zeros(len(s.links))
    for lane in np.flatnonzero(base.untried):
        link = s.links[lane]
        pair = s.slots[link.slot].commodity, link.origin
        if pair not in drawn:
            usual = values.get("approval_days", pair[0], commodities[pair[0]].stage)
            luck = stream(root_seed, replication, f"approval/{pair[0]}/{pair[1]}").standard_normal() if usual else 0.0
            drawn[pair] = usual * np.exp(values.get("approval_spread") * luck)
        days[lane] = drawn[pair]
    return days


def _cover(slot: Slot, held: Mapping[tuple[str, str, str], float], values: Values) -> float:
    """Days of need that a slot's holder keeps; held: (stage, commodity, country or ``all``) -> days of the tables."""
    multiplier = values.get("cover_multiplier")
    if slot.end_use == "storage":  # demand is counted at shipment: the pipeline to the grid is in it
        return values.get("storage_cover_days") * multiplier
    stage = "vehicle" if slot.commodity == "vehicle" else slot.stage
    for key in ((stage, slot.commodity, slot.zone), (stage, slot.commodity, "all")):
        if key in held:
            return held[key] * multiplier
    return values.get("default_cover_days") * multiplier


def _least(s: Structure, values: Values) -> Floats:
    """Share of base-year use at which a site makes its by-product whatever the orders; 0 for other goods."""
    return np.array([values.get("byproduct_share", h.commodity) if h.parent is None else 0.0 for h in s.holders])


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
