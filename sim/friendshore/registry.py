"""What is known of projects, owners, makers, emissions and lifetimes beside the flows: frozen records.

No simulation reads them yet; they stand beside the chain so that every number has one place and one passport.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

PROJECT_STAGES = (
    "idea",
    "study",
    "feasibility",
    "permitting",
    "permitted",
    "construction",
    "commissioning",
    "running",
    "paused",
    "cancelled",
)
"""From first idea to running; paused and cancelled plans keep what was planned."""
EMISSION_KINDS = ("electricity", "product", "materials", "assembly", "recycling")


@dataclass(frozen=True, slots=True)
class Project:
    """How far a plant that is not simply running has come, and how its dates and costs have moved."""

    site: str
    stage: str
    planned_start: Mapping[date, float]
    """Day of a statement -> year of the start that it named."""
    capex: Mapping[str, Mapping[date, float]]
    """Currency -> day of a statement -> whole cost in millions of that currency, nominal."""
    build_years: float | None
    """From the decision to first product."""
    cost_growth: float | None
    """Last cost over first, where only the factor is known or a source states it."""
    note: str = ""

    @property
    def slip(self) -> float | None:
        """Years by which the start has moved since it was first named; None with fewer than two statements."""
        years = list(self.planned_start.values())
        return years[-1] - years[0] if len(years) > 1 else None

    @property
    def overrun(self) -> float | None:
        """Last stated cost over the first in the same currency, or the stated factor; None if neither is known."""
        if self.cost_growth is not None:
            return self.cost_growth
        for stated in self.capex.values():
            if len(stated) > 1:
                costs = list(stated.values())
                return costs[-1] / costs[0]
        return None


@dataclass(frozen=True, slots=True)
class Owner:
    """A company or state that owns sites: its seat, and who controls it from where."""

    id: str
    name: str
    country: str
    parent: str
    """Empty where no one else controls it, or none was read."""
    parent_country: str

    @property
    def controlled_from(self) -> str:
        """Country of the parent, else of the seat."""
        return self.parent_country or self.country


@dataclass(frozen=True, slots=True)
class Holding:
    """That an owner holds a site, with the share where it was read."""

    site: str
    owner: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Maker:
    """A maker of vehicles: where its home is, and what it was seen to make."""

    id: str
    name: str
    home: str
    output: Mapping[str, Mapping[date, float]]
    """Country -> year -> vehicles made there, all kinds."""
    plug_in_output: Mapping[str, Mapping[date, float]]
    """Country -> year -> of which with a plug, as far as read."""


@dataclass(frozen=True, slots=True)
class EmissionFactor:
    """kg of CO2 equivalent per unit of something, at a place and on a route where these matter."""

    id: str
    kind: str
    commodity: str
    route: str
    place: str
    factor: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class EndOfLife:
    """How long batteries of a segment live, how many come back, and what recyclers recover."""

    id: str
    life_mean: float | None
    life_spread: float | None
    """Standard deviation, years."""
    collection: float | None
    recovery: Mapping[str, float]
    """Mineral -> share of it that comes back as product."""
    scrap: Mapping[str, float]
    """Year of a cell plant's life (``year_1``, ...) or ``mature`` -> share of its output that is scrapped."""
    second_life: float | None = None
    """Share of packs that get a second use after the car."""
    black_mass: float | None = None
    """Tonnes of black mass from a MWh of ternary batteries."""


@dataclass(frozen=True, slots=True)
class BatterySales:
    """Batteries of one kind sold in one market before the demand tables begin."""

    id: str
    market: str
    segment: str
    """cars, commercial, two_three_wheelers or small_batteries."""
    energy: Mapping[int, float]
    """Year -> MWh."""
    ternary: Mapping[int, float]
    """Year -> share of it that holds nickel, manganese and cobalt, or aluminium in the place of manganese."""
    vehicles: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A number on which sources differ: every figure, the one in use, and why."""

    id: str
    table: str
    subject: str
    quantity: str
    unit: str
    figures: Mapping[str, float]
    """Whose figure -> figure."""
    used: str
    """Whose figure the tables use, or ``between``."""
    why: str


@dataclass(frozen=True, slots=True)
class WorldTotal:
    """What others report of the world's output of something, to hold the tables against."""

    id: str
    what: str
    mineral: str
    """Mineral whose content is counted; empty where units of the commodities are."""
    counts: tuple[tuple[str, str], ...]
    """(commodity, route) whose output the tables add up; an empty route stands for all."""
    unit: str
    basis: str
    figures: Mapping[str, Mapping[int, float]]
    """Who reports it -> year -> figure."""
    used: str
    """Whose figure the tables follow, ``between``, or ``none`` where they were built from something else."""
    why: str


@dataclass(frozen=True)
class Registry:
    """All of it, by id."""

    projects: Mapping[str, Project] = field(default_factory=dict)
    owners: Mapping[str, Owner] = field(default_factory=dict)
    holdings: tuple[Holding, ...] = ()
    makers: Mapping[str, Maker] = field(default_factory=dict)
    emission_factors: Mapping[str, EmissionFactor] = field(default_factory=dict)
    end_of_life: Mapping[str, EndOfLife] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    totals: Mapping[str, WorldTotal] = field(default_factory=dict)
    battery_sales: Mapping[str, BatterySales] = field(default_factory=dict)

    def owners_of(self, site: str) -> tuple[Owner, ...]:
        """Who holds a site, largest known share first."""
        mine = sorted((one for one in self.holdings if one.site == site), key=lambda one: -(one.share or 0.0))
        return tuple(self.owners[one.owner] for one in mine)
