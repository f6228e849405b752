"""Does the world add up: capacity, output and use of every commodity by year, from the tables alone.

Nothing is simulated: sites run at their base-year utilisation, and use is what final demand asks for through the
recipes. What a simulation makes of the same numbers, with prices and shortages, is another matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import BASE_YEAR, CELL_OF
from friendshore.seed_supply import Supply
from friendshore.seed_world import World

Floats = NDArray[np.float64]

YEARS = (2023, 2024, 2025, 2030, 2035)
CLOSE, CLOSE_ELSEWHERE = 0.05, 0.10
"""How far output may be from use in the base year, and in the other years."""


@dataclass(frozen=True, slots=True)
class Line:
    """One commodity in one year, units a year.

    capacity, production     of what runs, is being built, or is assumed to grow along (aggregates)
    planned                  output of projects and of capacity that only prices would call forth, beside it
    consumption              final demand, and what its makers take through the recipes
    trade                    what crossed a border, in the base year; None in others, for which the tables have none
    """

    commodity: str
    unit: str
    year: int
    capacity: float
    production: float
    planned: float
    consumption: float
    trade: float | None
    base_year: int = BASE_YEAR

    @property
    def gap(self) -> float:
        """Output over use, less one."""
        return _ratio(self.production, self.consumption) - 1.0

    @property
    def gap_with_planned(self) -> float:
        """The same with everything that is planned."""
        return _ratio(self.production + self.planned, self.consumption) - 1.0

    @property
    def closes(self) -> bool:
        """Whether output meets use within 5 % in the base year and 10 % in others, with or without what is planned."""
        if self.year == self.base_year:
            return abs(self.gap) <= CLOSE
        low, high = sorted((self.gap, self.gap_with_planned))
        return low <= CLOSE_ELSEWHERE and high >= -CLOSE_ELSEWHERE


def years_shown(world: World) -> tuple[int, ...]:
    """The years of which a balance is shown: those of the shipped world, or all from the base year of another on."""
    return YEARS if world.base_year in YEARS else tuple(y for y in demand_years(world) if y >= world.base_year)


def balance(world: World, years: Sequence[int] | None = None) -> tuple[Line, ...]:
    """The balance of every commodity that is made or used, in the order of the tables, by year."""
    years = years_shown(world) if years is None else years
    supply = Supply(world, sorted({*demand_years(world), *years}))
    need = requirements(world, supply)
    traded = _traded(world)
    lines = []
    for commodity in world.commodities.values():
        made, used = supply.output.get(commodity.id), need.get(commodity.id)
        if made is None or used is None or not used.any():
            continue
        for year in years:
            column = supply.years.index(year)
            lines.append(
                Line(
                    commodity=commodity.id,
                    unit=commodity.unit,
                    year=year,
                    capacity=float(supply.capacity[commodity.id][column]),
                    production=float(made[column]),
                    planned=float(supply.planned[commodity.id][column]),
                    consumption=float(used[column]),
                    trade=traded.get(commodity.id) if year == world.base_year else None,
                    base_year=world.base_year,
                )
            )
    return tuple(lines)


def reason(world: World, line: Line) -> str:
    """Why a line does not close, as far as the tables say; "" where they do not."""
    found = [one for one in world.balance_notes if one.check == "seeds" and one.commodity == line.commodity]
    own = [one.text for one in found if one.year == line.year]
    return next(iter(own or [one.text for one in found if one.year is None]), "")


def demand_years(world: World) -> tuple[int, ...]:
    """The years that the demand tables cover."""
    return tuple(sorted({year for row in world.demand for year in row.quantity}))


def requirements(world: World, supply: Supply) -> dict[str, Floats]:
    """Use of every commodity by year: final demand, and what is taken to make what is used further down.

    Whoever uses a good keeps some days of it in stock. While use grows, so do the stocks: makers work today for the
    use of a day that lies as far ahead as the goods wait. Co-products come first, the main routes make the rest.
    """
    years = np.array(supply.years)
    need = final_demand(world, supply.years)
    cells = _cells_of_vehicles(world, supply.years)
    waits = waiting_days(world)
    for commodity in _downstream_first(world):
        if commodity not in supply.output:
            continue
        made = _ahead(years, need.get(commodity, np.zeros(len(years))), waits.get(commodity, 0.0))
        if commodity == "vehicle":
            for cell, path in cells.items():
                need[cell] = need.get(cell, 0.0) + _ahead(years, path, waits.get("vehicle", 0.0))
        main = np.maximum(made - _side_output(world, supply, need, waits, commodity, years), 0.0)
        for route, share in _route_shares(supply, commodity).items():
            for item in world.recipes[commodity, route].inputs:
                need[item.commodity] = need.get(item.commodity, np.zeros(len(years))) + main * share * item.quantity
    return need


def final_demand(world: World, years: Sequence[int]) -> dict[str, Floats]:
    """Final demand by commodity and year, units; cells inside vehicles are not in it."""
    found: dict[str, Floats] = {}
    for row in world.demand:
        amounts = _path(row.quantity, years)
        if row.commodity == "vehicle" or not row.chemistry:
            found[row.commodity] = found.get(row.commodity, 0.0) + amounts
            continue
        for chemistry, shares in row.chemistry.items():
            cell = CELL_OF[chemistry]
            found[cell] = found.get(cell, 0.0) + amounts * _path(shares, years)
    return found


def _cells_of_vehicles(world: World, years: Sequence[int]) -> dict[str, Floats]:
    """MWh of each cell in the vehicles sold, by year."""
    found: dict[str, Floats] = {}
    for row in world.demand:
        if row.commodity == "vehicle":
            energy = _path(row.quantity, years) * _path(row.kwh_per_vehicle, years) / 1000.0
            for chemistry, shares in row.chemistry.items():
                cell = CELL_OF[chemistry]
                found[cell] = found.get(cell, 0.0) + energy * _path(shares, years)
    return found


def waiting_days(world: World) -> dict[str, float]:
    """Commodity -> days that it waits between its maker's gate and its use: in the maker's store and the user's.

    Where the tables state days for some countries, those are weighed by what each uses.
    """
    inputs = {item.commodity for recipe in world.recipes.values() for item in recipe.inputs} | set(CELL_OF.values())
    ready = world.parameter("finished_stock_days").value
    usual = world.parameter("default_cover_days").value
    found = {}
    for commodity in world.commodities:
        feed = _mean_days(world, commodity, "feed", usual) if commodity in inputs else 0.0
        found[commodity] = feed + _mean_days(world, commodity, "finished", ready)
    return found


def _mean_days(world: World, commodity: str, holds: str, usual: float) -> float:
    """Days that holders of one kind keep; shipments to storage are counted where they start, and wait nowhere."""
    kept = [c for c in world.covers if c.commodity == commodity and c.holds == holds and c.stage != "storage"]
    stated = {cover.country: cover.days for cover in kept}
    usual = stated.pop("all", usual)
    accounts = [account for account in world.accounts.values() if account.commodity == commodity]
    amounts = {a.country: a.consumption if holds == "feed" else a.production_reported for a in accounts}
    total = sum(amounts.values())
    if total <= 0.0:
        return usual
    return sum(amount * stated.get(country, usual) for country, amount in amounts.items()) / total


def _ahead(years: Floats, path: Floats, days: float) -> Floats:
    """A path of yearly amounts as it will be some days later."""
    return np.asarray(np.interp(years + days / 365.25, years, path), dtype=np.float64)


def _side_output(
    world: World, supply: Supply, need: Mapping[str, Floats], waits: Mapping[str, float], commodity: str, years: Floats
) -> Floats:
    """What comes of a commodity as a co-product of what is made of others."""
    side = np.zeros(len(years))
    for (main, route), recipe in world.recipes.items():
        ratio = dict(recipe.co_products).get(commodity)
        if ratio and route in (shares := _route_shares(supply, main)):
            made = _ahead(years, need.get(main, np.zeros(len(years))), waits.get(main, 0.0))
            side = side + made * shares[route] * ratio
    return side


def _route_shares(supply: Supply, commodity: str) -> dict[str, Floats]:
    routes = supply.routes.get(commodity, {})
    total = np.sum(list(routes.values()), axis=0) if routes else np.zeros(len(supply.years))
    safe = np.where(total > 0.0, total, 1.0)
    return {route: made / safe for route, made in routes.items()}


def _downstream_first(world: World) -> tuple[str, ...]:
    """Commodities so that each stands behind whatever is made of it, and behind what it comes beside."""
    graph: dict[str, set[str]] = {commodity: set() for commodity in world.commodities}
    for (commodity, _), recipe in world.recipes.items():
        for item in recipe.inputs:
            graph[item.commodity].add(commodity)
        for side, _ in recipe.co_products:
            graph[side].add(commodity)
    for cell in set(CELL_OF.values()) & graph.keys():
        graph[cell].add("vehicle")
    return tuple(TopologicalSorter(graph).static_order())


def _traded(world: World) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for flow in world.trade:
        found[flow.commodity] += flow.flow if flow.buyer != flow.seller else 0.0
    return found


def _path(values: Mapping[int, float], years: Sequence[int]) -> Floats:
    known = sorted(values)
    return np.asarray(np.interp(years, known, [values[year] for year in known]), dtype=np.float64)


def _ratio(top: float, bottom: float) -> float:
    return top / bottom if bottom > 0.0 else float("inf")
