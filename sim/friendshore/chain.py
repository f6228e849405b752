"""What the world is made of: frozen records without behaviour.

Units: a commodity is counted in its own unit (t, t contained, MWh, vehicle); money is real US dollars
of 2024; rates are per year unless a name says per day; cover and transit are days.
Countries are ISO alpha-3; regions that stand for groups of countries have lower-case ids (``xeu``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

BASE_YEAR = 2024
"""The base year of the shipped world, and of one without accounts; accounts say it of any other."""
STAGES = (
    "mining",
    "refining",
    "pcam",
    "cam",
    "aam",
    "magnet",
    "component",
    "cell",
    "pack",
    "vehicle",
    "storage",
    "recycling",
)
MINERALS = ("lithium", "nickel", "cobalt", "manganese", "graphite", "ndpr", "phosphorus", "iron")
CELL_OF: Mapping[str, str] = MappingProxyType(
    {"cell_lfp": "cell_lfp", "cell_nmc_high": "cell_nmc", "cell_nmc_mid": "cell_nmc", "cell_lco": "cell_lco"}
)
"""Chemistry of a demand row -> the cell that serves it."""
STATUSES = ("operating", "construction", "project", "paused", "cancelled", "aggregate")


@dataclass(frozen=True, slots=True)
class Commodity:
    """Something that flows, with what a unit of it weighs, contains and costs."""

    id: str
    name: str
    stage: str
    unit: str
    mass_basis: str
    gross_t_per_unit: float
    contained: Mapping[str, float]
    """Mineral -> kg of it in one unit."""
    price: Mapping[int, float]
    """Year -> observed mean price, USD2024 per unit."""
    cargo_class: str = "container"
    """How it usually travels: bulk, break_bulk, container, dangerous_container or roro."""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing a recipe takes: gross units of ``commodity`` per unit of output."""

    commodity: str
    quantity: float
    group: str | None = None
    """Inputs of one group serve the same need and can replace one another in time."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one route makes a commodity.

    ``extracts`` says that minerals enter here from the ground, a brine or an outside feed: content of
    the output that the inputs do not carry is booked as extraction; elsewhere it cannot exist.
    """

    commodity: str
    route: str
    inputs: tuple[Input, ...]
    co_products: tuple[tuple[str, float], ...]
    """(commodity, units per unit of main output)."""
    extracts: bool
    outside: tuple[Input, ...] = ()
    """Inputs bought from outside the model at their seed price (needle coke): they cost, never run short."""


@dataclass(frozen=True, slots=True)
class Site:
    """A named plant or mine, or the rest of a country's plants of one route (``aggregate``)."""

    id: str
    name: str
    operator: str
    owner_country: str
    country: str
    region: str
    stage: str
    commodity: str
    route: str
    status: str
    latitude: float
    longitude: float
    start: date | None
    end: date | None
    earliest_start: date | None
    ramp_months: float
    capacity: tuple[tuple[date, float], ...]
    """(from date, units per year), in date order; empty for a site without a start."""
    path: Literal["steps", "annual", "feed"]
    """``steps``: nameplate, ramped up over ``ramp_months``; ``annual``: a path of yearly means, no ramp; ``feed``: that
    of one year alone, until the loaded world has worked out what batteries come back to it."""
    cash_cost: float
    """USD2024 per unit: the whole cost of a mine or brine, else the cost above purchased inputs."""
    cost_basis: Literal["full", "conversion"]
    utilisation: float | None
    """Base-year output over capacity, where known."""
    permit_stage: str = ""
    capex_musd: float | None = None
    announced: float | None = None
    """Capacity of the full build-out as announced, units per year; for an aggregate, that of 2024."""

    @property
    def ramps(self) -> bool:
        """Whether the ramp-up multiplier changes its capacity."""
        return self.path == "steps" and self.ramp_months > 0.0


@dataclass(frozen=True, slots=True)
class Demand:
    """Final demand of one segment in one market, by year: low, base, high."""

    market: str
    segment: str
    """bev, phev, commercial, hev, two_three_wheelers, storage, small_batteries or another:<use>."""
    commodity: str
    """vehicle, cell (split by ``chemistry``) or the commodity itself for non-battery uses."""
    quantity: Mapping[int, float]
    low: Mapping[int, float]
    high: Mapping[int, float]
    kwh_per_vehicle: Mapping[int, float] = field(default_factory=dict)
    chemistry: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    """cell_lfp, cell_nmc_high, cell_nmc_mid, cell_lco -> year -> share of energy."""


@dataclass(frozen=True, slots=True)
class Lane:
    """How a cargo class gets from one country to another, or along a Canadian corridor.

    ``commodities`` is empty where the lane is open to whatever its cargo class carries. ``corridor`` is the lane's
    own id for a corridor, else None.
    """

    id: str
    origin: str
    destination: str
    cargo_class: str
    commodities: tuple[str, ...]
    transit_days: float
    transit_sd: float
    freight: float
    """USD2024 per gross tonne, or per vehicle for roll-on roll-off."""
    freight_per: Literal["t", "vehicle"]
    passages: tuple[str, ...]
    ports: tuple[str, ...]
    corridor: str | None = None
    throughput: float | None = None
    """Tonnes a year that a corridor can carry."""
    origin_sites: tuple[str, ...] = ()
    """Sites at which a corridor starts, where it starts at sites."""
    destination_sites: tuple[str, ...] = ()
    inland_days: float = 0.0
    """The part of ``transit_days`` that is rail to port: left out where a corridor is chained before the lane."""
    inland_freight: float = 0.0
    """The same part of ``freight``."""
    taiwan_strait: bool = False
    """Whether the shortest way runs through the Taiwan Strait."""
    way_round: Mapping[str, float] = field(default_factory=dict)
    """Passage -> days that the way round it adds, where one is listed."""


@dataclass(frozen=True, slots=True)
class Trade:
    """A base-year flow: who bought how much from whom, units."""

    buyer: str
    commodity: str
    seller: str
    flow: float


@dataclass(frozen=True, slots=True)
class Account:
    """A country's base-year account of one commodity, units a year."""

    country: str
    commodity: str
    production_reported: float
    production_balanced: float
    consumption: float
    year: int = BASE_YEAR


@dataclass(frozen=True, slots=True)
class Cover:
    """Days of need that a kind of holder keeps; ``country`` is ISO or ``all``."""

    stage: str
    commodity: str
    country: str
    days: float
    low: float
    high: float
    holds: Literal["feed", "finished"] = "feed"
    """Whether the holder keeps what it uses or what it has made."""


@dataclass(frozen=True, slots=True)
class Stockpile:
    """What a state keeps for bad times; ``commodity`` may be ``all``."""

    commodity: str
    country: str
    holder: str
    days: float
    low: float
    high: float
    quantity: float | None
    """Units held at the start, where known."""


@dataclass(frozen=True, slots=True)
class Port:
    """A port, passage or yard that lanes go through."""

    id: str
    name: str
    kind: Literal["port", "chokepoint", "yard"]
    country: str
    """Empty for a passage."""
    latitude: float
    longitude: float
    dwell_days: float | None
    dwell_sd: float | None
    stoppages_per_year: float | None
    stoppage_days: float | None
    detour_days: float | None = None
    """Days that the way round a passage adds, for lanes that list none of their own."""


@dataclass(frozen=True, slots=True)
class MfnDuty:
    """The ordinary duty of a country or region on a commodity, on top of which any other duty comes."""

    enacted_by: str
    commodity: str
    rate: float
    """Share of the customs value."""
    basis: Literal["fob", "cif"]
    exempt: tuple[str, ...]
    """Countries of origin that a trade agreement frees."""
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where numbers were read."""

    key: str
    title: str
    publisher: str
    year: str
    address: str
    licence: str
    read: date | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A behavioural value, with what is known of its spread.

    ``scope`` narrows it: words joined by ``+`` that must all fit (``mining+lithium+CAN``); the most specific
    one applies.
    ``dimension`` is the parameter's own place in the low-discrepancy design: it never changes, so that a
    new parameter reshuffles no other; ``None`` means not sampled. Parameters that one row of the table gives
    to several scopes share a dimension.
    """

    id: str
    scope: str | None
    value: float
    low: float | None
    high: float | None
    distribution: Literal["fixed", "triangular", "lognormal", "uniform"]
    unit: str
    dimension: int | None
    source: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class Region:
    """A group of countries that the world treats as one place; shares are of its base-year GDP or output."""

    id: str
    name: str
    members: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class BalanceNote:
    """Why something does not add up, where that is known."""

    check: Literal["seeds", "base_year", "weights"]
    """``seeds``: the tables among themselves; ``base_year``: a simulated base year against the accounts; ``weights``:
    flows by the calibrated weights alone against those of the tables."""
    commodity: str
    place: str
    """A country or region, or ``world``."""
    year: int | None
    """None: any year without a note of its own."""
    text: str


PRICE_RULES = ("index", "fixed", "floor", "ceiling", "collar", "index_plus")
INDEXED_TO = ("inflation", "nothing", "market")
FOLLOWS = ("market", "seller")
EXCUSES = ("outage", "way")


@dataclass(frozen=True, slots=True)
class PriceRule:
    """How a contract finds its price, USD per unit at the seller's gate.

    The index is what sellers asked ``lag`` days ago in the buyer's zone: all of them on average (``market``), or, where
    goods are priced by maker and there is no such thing as a market price, this one (``seller``). ``indexed_to`` says
    what money the written numbers are: real dollars of 2024 (``inflation``), nominal ones that lose worth
    (``nothing``), or dollars of the base year that move with the index (``market``, fixed prices only).
    """

    rule: str = "index"
    follows: str = "market"
    price: float | None = None
    floor: float | None = None
    ceiling: float | None = None
    premium: float | None = None
    indexed_to: str = "inflation"
    lag: float = 0.0


@dataclass(frozen=True, slots=True)
class Contract:
    """An offtake: who takes how much from whom, at what kind of price, and what becomes of what is not delivered."""

    id: str
    commodity: str
    buyer_site: str | None
    """None: whoever uses it in ``buyer_country``, final buyers first."""
    seller_site: str | None
    buyer_country: str = ""
    seller_country: str = ""
    buyer: str = ""
    seller: str = ""
    start: date | None = None
    end: date | None = None
    """The first day on which it is over; None: it runs on."""
    volume: tuple[tuple[date, float], ...] = ()
    """(from date, units a year) in date order; ``date.min`` for the whole term; empty where it is not known."""
    take_or_pay: float = 0.0
    """Share of the volume that is paid for even if it is not taken."""
    price: PriceRule = PriceRule()
    priority: int = 1
    """Those with a lower number are served first by their seller."""
    excuses: tuple[str, ...] = EXCUSES
    """Force majeure: ``outage`` of the seller's plant, ``way``: its way to the buyer is shut, by law or otherwise."""
    prepayment: float = 0.0
    """USD2024 paid on the first day and worked off by deliveries."""
    equity: float = 0.0
    """USD2024 that the buyer puts into the seller on the first day."""
    offtake_right: float = 0.0
    """Share of what the seller's plant can make that the buyer may call, beside the volume."""
    probability: float = 1.0
    """Chance that it is carried out."""
    runs: bool = True
    """Whether the simulation carries it out; else it is on record only."""
    binding: str = ""
    status: str = ""
