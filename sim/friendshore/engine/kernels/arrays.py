"""The flat arrays of a world, in themes: what is fixed for a replication, what changes, what is written down.

Letters of the axes: F sites, B slots, C final buyers, P pools, Q quotes, Z zones, L lanes, R content rows, K
provenance columns, N notices, S sessions, Y years, M months, T quarters, W days of the transit ring. Units: a
commodity's own; days; USD2024; minerals in kg. A kernel takes the themes it touches and nothing else: compiled
code is built and called faster for it, and a reader sees what a step can change.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.kernels.contract_arrays import ContractBook, Offtakes, Terms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.uint32]
"""Places in other arrays. They have no sign, so that compiled loops need not ask whether one counts from the end."""

REASONS = ("no_seller", "closed", "licence", "not_approved", "sold_out", "too_dear")
"""Why an order is not filled: nobody makes the good; law closes the way; a licence or quota lets no more through;
the buyer has not approved the seller; the seller has no more; or the buyer takes it back, because the price at which
it has sold its own product leaves less than sellers ask."""
TOGETHER = 8
"""Days of the transit ring whose arrivals at a slot share one blend of minerals; the ring is a multiple of them."""
NEVER = 1e9
"""A day that does not come."""


class Sites(NamedTuple):
    """Plants and the stores of their co-products."""

    pool: Rows  # F
    slot_ptr: Rows  # F+1, slots of a site
    co_ptr: Rows  # F+1, co-products of a site
    co_site: Rows  # the site (holder) that stores a co-product
    co_ratio: Floats  # units of co-product per unit made
    weight: Floats  # F, base-year utilisation: how a pool's orders are shared out
    cash: Floats  # F, USD per unit beside modelled inputs
    least: Floats  # F, share of base-year use at which a by-product comes whatever the orders
    store: Floats  # F, days of full output that its store holds
    loss_floor: Floats  # F, margin borne in the base year, at most 0
    wedge: Floats  # F, USD per unit that asks hold beside cited cost
    capacity: Floats  # S x F, units a day


class Slots(NamedTuple):
    """Inputs of sites, then final buyers."""

    zone: Rows  # B
    group_end: Rows  # B, one past the last slot that serves the same need
    need: Floats  # Y x B, units of the need per unit of output (a group shares one need)
    base_mix: Floats  # B, base share of a slot in its need
    base_price: Floats  # B, landed price of the base year
    thrifty: Ints  # slots whose makers use less of a dear input
    thrift_elasticity: Floats  # of use to price, by thrifty slot
    cover: Floats  # B, days
    lead: Floats  # B, days
    lane_ptr: Rows  # B+1
    first_buyer: int  # slots from here on are final buyers


class Buyers(NamedTuple):
    """Final demand."""

    intended: Floats  # S x C, units a day at the reference price
    elasticity: Floats  # S x C, mean over segments by their part of demand


class Pools(NamedTuple):
    """What a country sells of a commodity; its sites stand together."""

    site_ptr: Rows  # P+1, sites of a pool (sites are sorted by pool)
    slope: Floats  # P
    cost: Floats  # P, cost of a pool that only sells co-products; 0 elsewhere


class Quotes(NamedTuple):
    """A pool's ask in one zone."""

    pool: Rows  # Q
    zone: Rows  # Q
    base_ask: Floats  # Q


class Zones(NamedTuple):
    """A commodity at a place."""

    exponent: Floats  # Z
    elasticity: Floats  # Z, of substitution between sellers


class Lanes(NamedTuple):
    """From a pool to a slot; the lanes of a slot stand together."""

    slot: Rows  # L
    pool: Rows  # L
    quote: Rows  # L
    route: Rows  # L
    flow: Rows  # L, row of the ledger of flows
    preference: Floats  # L
    freight: Floats  # L, USD per unit
    carrying: Floats  # L, share of the ask
    transit: Floats  # L, days
    spread: Floats  # L, days
    draws: Floats  # S x routes, standard normal
    rank: Rows  # L, 0 is served before 1 by a seller who runs short
    approving: Floats  # L, days a buyer takes to approve the seller; 0 where it need not
    pending: Ints  # lanes whose seller is not approved on the first day


class Contents(NamedTuple):
    """Minerals in stocks: one row per mineral that a slot's or a site's commodity holds."""

    slot_rows: Rows  # B+1
    site_rows: Rows  # F+1
    mineral: Rows  # slot rows
    recovery: Floats  # slot rows, share that reaches a product
    main: Ints  # slot rows, site row it goes to, or -1
    co: Ints  # slot rows, site row of a co-product, or -1
    main_share: Floats  # slot rows
    site_mineral: Rows  # site rows
    extracted: Floats  # site rows, kg that enters from the ground per unit made


class Spells(NamedTuple):
    """Breakdowns, one site's after another's in the order of their days; the last of each site never begins."""

    first: Ints  # F, the first of each site
    begins: Floats  # day
    ends: Floats  # day on which the site runs again
    share: Floats  # of capacity that is out


class Days(NamedTuple):
    """Which year, month and quarter a day or session falls into."""

    year_of_session: Ints  # S
    month_of_day: Ints  # days
    quarter_of_session: Ints  # S


class Notices(NamedTuple):
    """Restrictions that were known before they bit."""

    announced: Floats  # N, day
    effective: Floats  # N, day
    cover: Floats  # N, days of cover held ahead
    exposure: Floats  # N x B, base share of supply behind the restriction


class Caps(NamedTuple):
    """Caps in volume (G), the lanes (K) and the sites (J) under each, one cap after another."""

    lane_ptr: Ints  # G+1
    lane: Ints  # K
    site_ptr: Ints  # G+1
    site: Ints  # J
    opens: Floats  # S x G, room that a session adds; infinite where there is no cap
    turn: Ints  # S x G, 1 where a window begins and what was left lapses, 2 where it is carried on


class Net(NamedTuple):
    """All that a replication does not change."""

    sites: Sites
    slots: Slots
    buyers: Buyers
    pools: Pools
    quotes: Quotes
    zones: Zones
    lanes: Lanes
    contents: Contents
    spells: Spells
    days: Days
    notices: Notices
    terms: Terms
    caps: Caps


class Stocks(NamedTuple):
    """State of the slots."""

    stock: Floats  # B
    on_order: Floats  # B, shipped and not arrived
    use: Floats  # B, units a day, smoothed
    mix: Floats  # B
    quote: Floats  # B, replacement price at the gate
    shortage: Floats  # B, days of need not bought, smoothed
    thrift: Floats  # B, need relative to the recipe's, at most 1


class Plants(NamedTuple):
    """State of the sites."""

    finished: Floats  # F
    wish: Floats  # F, units a day
    planned: Floats  # F, units a day two months ahead
    willing: Floats  # F
    margin: Floats  # F, smoothed
    due: Floats  # F, units a day that contracts call, smoothed
    bonus: Floats  # F, USD per unit that contracts bring beside the pool's price
    cost: Floats  # F, USD per unit
    sold: Floats  # F, units in the last session
    spell: Ints  # F, the breakdown that comes next
    down_from: Floats  # F, day the last outage began
    down_to: Floats  # F, day it ends or ended
    down_share: Floats  # F, share of capacity that is out


class Sellers(NamedTuple):
    """State of pools and quotes."""

    orders: Floats  # P, units a day, smoothed
    use: Floats  # P, what it would make over capacity, smoothed
    price: Floats  # P, what a sale brings at the gate
    ask: Floats  # Q


class Market(NamedTuple):
    """State of zones, final buyers and lanes."""

    shortage: Floats  # Z
    price: Floats  # C, smoothed landed price
    wanted: Floats  # C, units a day after the price response
    shipped: Floats  # L, units in the last session
    requested: Floats  # L, units asked for in the last session
    approved: Floats  # L, 1 where the buyer may buy from the seller, else 0
    approved_on: Floats  # L, day on which approval falls; NEVER until it is sought


class Law(NamedTuple):
    """Answers of the law in force, rewritten when it changes."""

    duty_share: Floats  # L
    duty_unit: Floats  # L
    open: Floats  # L, 0 where a ban closes a lane
    licensed: Floats  # L, share that a licence lets through, 1 where none is needed
    support: Floats  # F, USD per unit
    buyer_support: Floats  # C, USD per unit relative to the reference law
    floor: Floats  # 2 x C, demand that a sales standard asks for over the intended: by the law, by the reference law
    penalty: Floats  # 2 x C, USD per unit that is missing
    floor_part: Floats  # 2 x C, share of the market where there is a standard


class Room(NamedTuple):
    """State of the caps in volume, in what each counts."""

    left: Floats  # G, of the window in force
    kept: Floats  # G, carried over from the one before
    dug: Floats  # J, units made up to the last session
    lane_counts: Floats  # K, what a unit counts, rewritten when law changes
    lane_part: Floats  # K, share of a lane that the cap is about
    site_counts: Floats  # J
    site_part: Floats  # J


class Transit(NamedTuple):
    """Goods under way, by day of arrival."""

    ring: Floats  # B x W: a slot's days stand together
    content: Floats  # W / TOGETHER x slot rows x K, kg: goods that reach a slot within these days share their minerals


class Minerals(NamedTuple):
    """Minerals in all stocks, kg."""

    held: Floats  # slot rows x K
    finished: Floats  # site rows x K


class Desk(NamedTuple):
    """What a session works out before goods move; rewritten in each."""

    offered: Floats  # P, units a day that sellers could deliver
    landed: Floats  # L, USD per unit
    wishes: Floats  # L, CES weights as if every lane were open and every seller approved
    weights: Floats  # L, CES weights
    ordered: Floats  # B, units
    left: Floats  # B, units not bought yet
    gaps: Floats  # B, units short of target


class State(NamedTuple):
    """All that changes; every array is written in place."""

    stocks: Stocks
    plants: Plants
    sellers: Sellers
    market: Market
    law: Law
    transit: Transit
    minerals: Minerals
    offtakes: Offtakes
    room: Room
    desk: Desk


class PlantBook(NamedTuple):
    """Output by site and month."""

    made: Floats  # F x M
    made_in: Floats  # F x Y
    wished: Floats  # F x M
    room: Floats  # F x M, capacity
    lost_outage: Floats  # F x M
    lost_price: Floats  # F x M
    sold: Floats  # F


class SlotBook(NamedTuple):
    """What passed through each slot."""

    lost_input: Floats  # B x M
    used: Floats  # B
    saved: Floats  # B, units that thrift spared
    arrived: Floats  # B
    sent: Floats  # B


class BuyerBook(NamedTuple):
    """Final demand by month."""

    delivered: Floats  # C x M
    wanted: Floats  # C x M
    intended: Floats  # C x M


class TradeBook(NamedTuple):
    """Prices, stocks and flows."""

    value: Floats  # Z x M, USD
    volume: Floats  # Z x M
    stock: Floats  # Z x M, units held by buyers at the last session of the month
    flow: Floats  # flows x T
    unfilled: Floats  # REASONS x Z x T, units ordered and not sold, by what kept the sellers asked
    lane: Floats  # L
    entered: Floats  # L, units since duties were last collected
    entered_value: Floats  # L, USD at the sellers' prices


class MineralBook(NamedTuple):
    """Minerals that entered and left the world, kg."""

    extracted: Floats  # minerals x K
    delivered: Floats  # minerals x K
    lost: Floats  # minerals x K


class Ledger(NamedTuple):
    """What is written down."""

    plant_book: PlantBook
    slot_book: SlotBook
    buyer_book: BuyerBook
    trade_book: TradeBook
    mineral_book: MineralBook
    contract_book: ContractBook


class Settings(NamedTuple):
    """Behavioural values that hold for the whole world; days unless said."""

    session: float
    ask_memory: float
    shortage_memory: float
    orders_memory: float
    price_memory: float
    sales_memory: float  # of what a sale brings
    margin_memory: float
    reference_memory: float
    stock_correction: float
    finished_cover: float
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
    approval_shortage: float  # days of need not bought, at which buyers try new sellers out
    thrift_memory: float
    approval_saving: float  # share of price, at which they do
