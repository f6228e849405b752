"""What an event-clock world is made of: frozen records without behaviour.

Times are in the unit of the world's clock, quantities in that of their store, money in dollars of no stated year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from friendshore.chain import Source

OUTSIDE = ""
"""The supplier of a review that buys from beyond the world, where there is always enough."""


@dataclass(frozen=True, slots=True)
class Law:
    """How something varies by nature.

    ``fixed``, ``exponential``, ``geometric`` (whole times from 1 on): mean; ``normal``: mean and sd; ``uniform``:
    low and high; ``listed``: (value, share) pairs.
    """

    kind: str
    mean: float
    sd: float = 0.0
    low: float = 0.0
    high: float = 0.0
    listed: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Store:
    """A stock of one thing, and what holding it, or not having it, costs."""

    id: str
    name: str
    unit: str
    unfilled: str
    """``waits`` or ``lost``: what becomes of demand that finds no stock."""
    stock: float
    holding_cost: float
    shortage_cost: float
    lost_cost: float
    price: float
    contained: float
    """kg of the tracked mineral in a unit of the first stock."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Demand on a store: lots at intervals, or a steady rate."""

    id: str
    store: str
    first: float
    interval: Law
    size: Law
    rate: float
    """Units per unit of time of a steady customer; 0 for one that comes in lots."""
    delivery_cost: float
    """Per order served."""


@dataclass(frozen=True, slots=True)
class Review:
    """When and how much a store orders, from whom, and how long it takes."""

    id: str
    store: str
    supplier: str
    """A store, or ``OUTSIDE``."""
    rule: str
    periodic: bool
    at_level: bool
    """Whether it orders with the position at the level, or only under it."""
    first: float
    every: float
    level: float
    up_to: float | None
    lot: float
    use: float
    cover: float
    share: float
    order_cost: float
    unit_cost: float
    order_delay: float
    lead: Law
    set_until: float
    """Until then every periodic order is ``set_lot``."""
    set_lot: float


@dataclass(frozen=True, slots=True)
class Outage:
    """Times during which nothing leaves a review's supplier; what is ordered waits there."""

    id: str
    review: str
    up: Law
    down: Law
    stratified: bool


@dataclass(frozen=True, slots=True)
class Underway:
    """Goods on their way to a store at the start, or an order on its way to the store's supplier."""

    id: str
    review: str
    goods: bool
    quantity: float
    arrives: float


@dataclass(frozen=True, slots=True)
class Station:
    """A place where equal servers take on one lot after another: a berth, a border post, a machine."""

    id: str
    name: str
    service: Law
    servers: int
    room: float
    """Lots that may wait; one that is done upstream holds its server until there is room."""
    next: str
    """The station that its lots go to; empty where they leave."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Lots that come to a station; ``endless``: there is always one more."""

    id: str
    station: str
    first: float
    interval: Law
    endless: bool


@dataclass(frozen=True, slots=True)
class Input:
    """What a plant takes from a store per unit made, and the share of the mineral in it that reaches the product."""

    store: str
    need: float
    recovery: float


@dataclass(frozen=True, slots=True)
class Plant:
    """Makes one thing from others at set times, as much as capacity, inputs and orders allow."""

    id: str
    store: str
    first: float
    every: float
    capacity: float
    orders: float
    cover: float
    correction: float
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Retirement:
    """A share of what is in one store, in use, goes to another at set times."""

    id: str
    store: str
    to: str
    first: float
    every: float
    share: float


@dataclass(frozen=True, slots=True)
class Expected:
    """What theory, or another model, says of a measure."""

    measure: str
    value: float
    unit: str
    within: float
    """Relative tolerance beside three standard errors: 1e-9 where nothing is random, else that of the source."""
    source: str


@dataclass(frozen=True)
class LotWorld:
    """A world whose events are single lots."""

    folder: Path
    time: str
    """The unit of its clock."""
    horizon: float
    warm_up: float
    """Measures begin here."""
    stores: Mapping[str, Store]
    customers: tuple[Customer, ...]
    reviews: tuple[Review, ...]
    outages: tuple[Outage, ...]
    underway: tuple[Underway, ...]
    stations: Mapping[str, Station]
    arrivals: tuple[Arrivals, ...]
    plants: tuple[Plant, ...]
    retirements: tuple[Retirement, ...]
    expected: tuple[Expected, ...]
    sources: Mapping[str, Source]
