"""A small world to try things on: three mines, three refineries, two anode makers of each kind, two markets.

The tables beside this file hold what there is; behaviour is the shipped ``parameters.csv``, as far as its scopes name
something of this world. A run of eight years takes a few hundredths of a second.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import MINERALS, STAGES, Parameter
from friendshore.engine.outcome import Index, Outcome
from friendshore.engine.run import Plan, Simulation, build
from friendshore.levers import build_lever
from friendshore.locations import shipped
from friendshore.policy import Lever, PolicyBook, facts_of
from friendshore.reading import Problems, compose
from friendshore.scenario.names import known_names
from friendshore.seed_layout import CARGO_CLASSES, IDENTITY
from friendshore.seeds import Seeds, World, load_world

TABLES = Path(__file__).parent / "tables"
FIRST, LAST = date(2023, 1, 1), date(2028, 12, 31)
Floats = NDArray[np.float64]
Measures = Mapping[str, str]
"""Name -> YAML of a measure, of which source and confidence may be left out."""


def write_world(folder: Path) -> Path:
    """The small world as a complete folder of tables, with the shipped parameters that concern it."""
    shutil.copytree(TABLES, folder, dirs_exist_ok=True)
    shutil.copy(shipped("seeds") / "sources.csv", folder)
    seeds = Seeds(folder)
    known = {*seeds.units, *seeds.groups, *seeds.places, *STAGES, *MINERALS, *CARGO_CLASSES}
    with (
        open(shipped("seeds") / "parameters.csv", newline="", encoding="utf-8") as source,
        open(folder / "parameters.csv", "w", newline="", encoding="utf-8") as target,
    ):
        writer = csv.DictWriter(target, IDENTITY["parameters"], lineterminator="\n")
        writer.writeheader()
        for row in csv.DictReader(source):
            scopes = [one for one in row["scope"].split(";") if set(one.split("+")) <= known]
            if scopes or not row["scope"]:
                writer.writerow({**row, "scope": ";".join(scopes)})
    return folder


@cache
def small_world() -> World:
    """The small world; frozen, so that tests can share it."""
    with tempfile.TemporaryDirectory() as folder:
        return load_world(write_world(Path(folder)))


def changed(world: World, **tables: Any) -> World:
    """The world with other tables."""
    kept = {one.name: getattr(world, one.name) for one in fields(world) if not one.name.startswith("_")}
    return World(**{**kept, **tables})


def with_parameters(world: World, **values: float) -> World:
    """The world with some behavioural values fixed, in all their scopes."""
    unknown = set(values) - {one.id for one in world.parameters}
    assert not unknown, f"no such parameters: {unknown}"

    def fixed(one: Parameter) -> Parameter:
        if one.id not in values:
            return one
        return replace(one, value=values[one.id], distribution="fixed", dimension=None, low=None, high=None)

    return changed(world, parameters=tuple(fixed(one) for one in world.parameters))


def with_site(world: World, like: str, name: str, **other: Any) -> World:
    """The world with one more site, like one it has."""
    return changed(world, sites={**world.sites, name: replace(world.sites[like], id=name, name=name, **other)})


def calm(world: World) -> World:
    """The world without breakdowns, and with voyages between countries that all take their usual time."""
    lanes = {name: replace(lane, transit_sd=0.0) for name, lane in world.lanes.items()}
    return changed(with_parameters(world, outages_per_year=0.0), lanes=lanes)


def flat(world: World, last: int) -> World:
    """The world in which demand and capacity of the base year stay as they are up to a year."""
    years = range(2023, last + 1)

    def still(values: Mapping[int, Any]) -> dict[int, Any]:
        return dict.fromkeys(years, values[2024]) if values else {}

    demand = tuple(
        replace(
            row,
            quantity=still(row.quantity),
            low=still(row.low),
            high=still(row.high),
            kwh_per_vehicle=still(row.kwh_per_vehicle),
            chemistry={cell: still(shares) for cell, shares in row.chemistry.items()},
        )
        for row in world.demand
    )
    sites = {}
    for name, site in world.sites.items():
        sizes = [size for day, size in site.capacity if day <= date(2024, 1, 1)]
        sites[name] = replace(site, capacity=((date(2023, 1, 1), sizes[-1]),) if sizes else ())
    return changed(world, demand=demand, sites=sites)


def lever(name: str, text: str, world: World | None = None) -> Lever:
    """A measure of the small world; nothing may be wrong with it."""
    problems = Problems()
    if "source:" not in text:
        text = text.rstrip() + "\nsource: {row: TEST-01, cite: a test}\nconfidence: B\n"
    node = compose(text.lstrip("\n"), f"{name}.yaml", problems)
    found = build_lever(node, problems, known_names(TABLES, {}, problems)) if node is not None else None
    assert found is not None, "\n".join(map(str, problems))
    assert not problems.errors, "\n".join(map(str, problems))
    return found


@dataclass(frozen=True)
class Span:
    """What the engine needs to know of a scenario."""

    start: date = FIRST
    end: date = LAST
    rng_seed: int = 7


def plan_of(world: World, measures: Measures | None = None, **span: Any) -> Plan:
    """A plan of the world under some measures."""
    levers = [lever(name, text) for name, text in (measures or {}).items()]
    return build(world, Span(**span), PolicyBook(levers, facts_of(world)))


@dataclass(frozen=True)
class Result:
    """One replication with the names of its rows."""

    plan: Plan
    outcome: Outcome

    @property
    def index(self) -> Index:
        """Names of rows and columns."""
        return self.plan.index

    def site(self, name: str, array: str = "made") -> Floats:
        """A site's row by month."""
        return np.asarray(getattr(self.outcome, array)[self.index.sites.index(name)])

    def price(self, commodity: str, zone: str) -> Floats:
        """Landed price by month."""
        return np.asarray(self.outcome.price[self.index.zones.index((commodity, zone))])

    def stock(self, commodity: str, zone: str) -> Floats:
        """What buyers hold, by month."""
        return np.asarray(self.outcome.stock[self.index.zones.index((commodity, zone))])

    def flow(self, commodity: str, seller: str, buyer: str) -> Floats:
        """What went from one country to another, by quarter."""
        return np.asarray(self.outcome.shipped[self.index.flows.index((commodity, seller, buyer))])

    def delivered(self, market: str, commodity: str = "vehicle", array: str = "delivered") -> Floats:
        """What final buyers of a market got, by month."""
        rows = [i for i, b in enumerate(self.index.buyers) if b[:2] == (market, commodity)]
        return np.asarray(getattr(self.outcome, array)[rows].sum(axis=0))

    def paid(self, measure: str) -> Floats:
        """Public money of a measure, by quarter."""
        return np.asarray(self.outcome.paid[self.index.measures.index(measure)])


def run(
    world: World,
    measures: Measures | None = None,
    replication: int = 0,
    central: bool = False,
    still: bool = False,
    **span: Any,
) -> Result:
    """One replication of the world under some measures.

    central: uncertain values at their centre; still: every voyage takes its usual time, at home, too
    """
    plan = plan_of(world, measures, **span)
    simulation = Simulation(plan, replication, central)
    if still:
        simulation.net.lanes.draws[:] = 0.0
    return Result(plan, simulation.run())


ARRAYS = tuple(one.name for one in fields(Outcome) if one.name != "replication")


def differences(one: Result, other: Result) -> list[str]:
    """Names and arrays in which two results differ in any byte; the folder they came from does not count."""
    found = [name.name for name in fields(Index) if getattr(one.index, name.name) != getattr(other.index, name.name)]
    for name in ARRAYS:
        a, b = getattr(one.outcome, name), getattr(other.outcome, name)
        if a.shape != b.shape or a.tobytes() != b.tobytes():
            found.append(name)
    return found
