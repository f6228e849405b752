"""The flat arrays of a world: what is fixed for a replication (Net), what changes (State), what is written down (Ledger).

Letters of the axes: F sites, B slots (a site's inputs, then final buyers), C final buyers, P pools (what a
country sells of a commodity), Q quotes (a pool's ask in one zone), Z zones (a commodity at a place), L lanes
(pool to slot), R content rows (a mineral in a stock), K provenance columns, S sessions, Y years, W days of
the transit ring. Units: a commodity's own; days; USD2024; minerals in kg.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Net(NamedTuple):
    """All that a replication does not change."""

    # sites
    site_pool: Ints  # F
    slot_ptr: Ints  # F+1, slots of a site
    co_ptr: Ints  # F+1, co-products of a site
    co_site: Ints  # the site (holder) that stores a co-product
    co_ratio: Floats  # units of co-product per unit made
    weight: Floats  # F, base-year utilisation: how a pool's orders are shared out
    cash: Floats  # F, USD per unit beside modelled inputs
    loss_floor: Floats  # F, margin borne in the base year, at most 0
    capacity: Floats  # S x F, units a day
    # slots
    slot_zone: Ints  # B
    group_end: Ints  # B, one past the last slot that serves the same need
    need: Floats  # Y x B, units of the need per unit of output (a group shares one need)
    base_mix: Floats  # B, base share of a slot in its need
    base_price: Floats  # B, landed price of the base year
    cover: Floats  # B, days
    lead: Floats  # B, days
    lane_ptr: Ints  # B+1
    # final buyers
    first_buyer: int  # slots from here on are final buyers
    intended: Floats  # S x C, units a day at the reference price
    elasticity: Floats  # C
    # pools, quotes, zones
    pool_ptr: Ints  # P+1, sites of a pool (sites are sorted by pool)
    pool_slope: Floats  # P
    pool_cost: Floats  # P, cost of a pool that only sells co-products; 0 elsewhere
    wedge: Floats  # P, observed price over cited cost
    quote_pool: Ints  # Q
    quote_zone: Ints  # Q
    base_ask: Floats  # Q
    zone_exponent: Floats  # Z
    zone_elasticity: Floats  # Z, of substitution between sellers
    # lanes
    lane_slot: Ints  # L
    lane_pool: Ints  # L
    lane_quote: Ints  # L
    lane_route: Ints  # L
    lane_flow: Ints  # L, row of the ledger of flows
    preference: Floats  # L
    freight: Floats  # L, USD per unit
    carrying: Floats  # L, share of the ask
    transit: Floats  # L, days
    transit_spread: Floats  # L, days
    route_draw: Floats  # S x routes, standard normal
    # contents
    slot_rows: Ints  # B+1
    site_rows: Ints  # F+1
    row_mineral: Ints  # slot rows
    row_recovery: Floats  # slot rows, share that reaches a product
    row_main: Ints  # slot rows, site row it goes to, or -1
    row_co: Ints  # slot rows, site row of a co-product, or -1
    row_main_share: Floats  # slot rows
    site_row_mineral: Ints  # site rows
    extracted: Floats  # site rows, kg that enters from the ground per unit made
    # calendar
    year_of_session: Ints  # S
    month_of_day: Ints  # days
    quarter_of_session: Ints  # S
    # notices of restrictions
    notice_announced: Floats  # N, day
    notice_effective: Floats  # N, day
    notice_days: Floats  # N, days of cover held ahead
    exposure: Floats  # N x B, base share of supply behind the restriction


class Settings(NamedTuple):
    """Behavioural values that hold for the whole world; days unless said."""

    session: float
    ask_memory: float
    shortage_memory: float
    orders_memory: float
    price_memory: float
    usual_memory: float  # of what a lane asked for before a licence
    sales_memory: float  # of what a sale brings
    margin_memory: float
    reference_memory: float
    stock_correction: float
    finished_cover: float
    store_cover: float
    gap_share: float  # of the gap to target, per session
    order_limit: float  # sessions of use that one order may reach
    anchor: float  # utilisation without mark-up
    shortage_anchor: float
    ask_floor: float  # share of cost
    ask_ceiling: float  # times the base ask
    pass_through: float  # of producer support into asks
    loss_tolerance: float
    loss_softness: float
    reaction: float
    catch_up: float
    blend: float  # tolerance of a mix
    mix_elasticity: float
    mix_memory: float
    ahead: float  # sessions of capacity that planning looks ahead
    rounds: float


class State(NamedTuple):
    """All that changes; every array is written in place."""

    stock: Floats  # B
    on_order: Floats  # B, shipped and not arrived
    use: Floats  # B, units a day, smoothed
    mix: Floats  # B
    quote: Floats  # B, replacement price at the gate
    shortage: Floats  # B, days of need not bought, smoothed
    zone_shortage: Floats  # Z
    finished: Floats  # F
    wish: Floats  # F, units a day
    planned: Floats  # F, units a day two months ahead
    willing: Floats  # F
    margin: Floats  # F, smoothed
    cost: Floats  # F, USD per unit
    down_from: Floats  # F, day the current outage begins
    down_to: Floats  # F, day it ends
    down_share: Floats  # F, share of capacity that is out
    pool_orders: Floats  # P, units a day, smoothed
    pool_wish: Floats  # P, units a day
    pool_use: Floats  # P, wish over capacity, smoothed
    pool_price: Floats  # P, what a sale brings at the gate
    ask: Floats  # Q
    buyer_price: Floats  # C, smoothed landed price
    wanted: Floats  # C, units a day after the price response
    shipped: Floats  # L, units in the last session
    requested: Floats  # L, units asked for in the last session
    reference: Floats  # L, requests a day before a licence bound, smoothed
    sold: Floats  # F, units in the last session
    ring: Floats  # W x B
    ring_content: Floats  # W x slot rows x K
    held: Floats  # slot rows x K
    finished_content: Floats  # site rows x K
    # law, rewritten when it changes
    duty_share: Floats  # L
    duty_unit: Floats  # L
    open: Floats  # L, 0 where a ban closes a lane
    licensed: Floats  # L, share that a licence lets through, 1 where none is needed
    support: Floats  # F, USD per unit
    buyer_support: Floats  # C, USD per unit relative to the reference law


class Ledger(NamedTuple):
    """What is written down; M months, T quarters."""

    made: Floats  # F x M
    wished: Floats  # F x M
    room: Floats  # F x M, capacity
    lost_input: Floats  # B x M
    lost_outage: Floats  # F x M
    lost_price: Floats  # F x M
    delivered: Floats  # C x M
    wanted: Floats  # C x M
    intended: Floats  # C x M
    value: Floats  # Z x M, USD
    volume: Floats  # Z x M
    stock: Floats  # Z x M, units held by buyers at the last session of the month
    flow: Floats  # flows x T
    made_in: Floats  # F x Y
    used: Floats  # B
    arrived: Floats  # B
    sent: Floats  # B
    sold: Floats  # F
    lane: Floats  # L
    extracted: Floats  # minerals x K
    delivered_content: Floats  # minerals x K
    lost_content: Floats  # minerals x K
