"""What the tables come to for the whole world, beside what the USGS, the IEA and others report of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from friendshore.chain import BASE_YEAR
from friendshore.registry import WorldTotal
from friendshore.seed_supply import Supply
from friendshore.seed_world import World

YEARS = (2023, 2024)
PAIR = ("usgs", "iea")
AGREE = 0.05
"""These two agree if they lie no farther apart than this; where they do, the tables may be no farther off."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One total of one year: what the tables come to, and what others report, in the total's unit."""

    total: WorldTotal
    year: int
    tables: float
    figures: Mapping[str, float]

    @property
    def apart(self) -> float | None:
        """The higher of the figures of the USGS and the IEA over the lower, less one; None without both."""
        both = [self.figures[who] for who in PAIR if who in self.figures]
        return max(both) / min(both) - 1.0 if len(both) == 2 else None

    @property
    def agree(self) -> bool:
        """Whether the USGS and the IEA lie within 5 % of one another."""
        return self.apart is not None and self.apart <= AGREE

    @property
    def off(self) -> float:
        """Tables over what they are held against, less one: where the USGS and the IEA agree, their mean; else the
        figure in use; else the mean of all.
        """
        used = self.figures.get(self.total.used)
        if self.agree:
            used = sum(self.figures[who] for who in PAIR) / 2.0
        elif used is None:
            used = sum(self.figures.values()) / len(self.figures)
        return self.tables / used - 1.0

    @property
    def met(self) -> bool:
        """Whether the tables are within 5 % of it."""
        return abs(self.off) <= AGREE


def compared(world: World, years: Sequence[int] = YEARS) -> tuple[Compared, ...]:
    """The totals of the table by year, each with the figures of that year; years without figures are left out.

    Output of the base year is as reported, of others capacity at the utilisation of the base year.
    """
    supply = Supply(world, list(years))
    found = []
    for total in world.registry.totals.values():
        for column, year in enumerate(years):
            figures = {who: by_year[year] for who, by_year in total.figures.items() if year in by_year}
            if figures:
                found.append(Compared(total, year, _tables(world, supply, total, column), figures))
    return tuple(found)


def failing(lines: Sequence[Compared]) -> list[Compared]:
    """Totals of the base year on which the figures agree and the tables do not."""
    return [one for one in lines if one.year == BASE_YEAR and one.agree and not one.met]


def _tables(world: World, supply: Supply, total: WorldTotal, column: int) -> float:
    """Output of what a total counts, in its unit: of one that is made of another, only what it adds."""
    goods = {good for good, _ in total.counts}
    amount = 0.0
    for good, wanted in total.counts:
        routes = {route: float(made[column]) for route, made in supply.routes.get(good, {}).items()}
        whole = sum(routes.values())
        made = float(supply.output[good][column]) if good in supply.output else 0.0
        for route, part in routes.items():
            if whole > 0.0 and wanted in ("", route):
                amount += made * part / whole * _content(world, total.mineral, good, route, goods)
    return amount


def _content(world: World, mineral: str, good: str, route: str, goods: set[str]) -> float:
    """Tonnes of a mineral in a unit made on a route, with co-products not counted elsewhere, less what was counted."""
    if not mineral:
        return 1.0
    recipe = world.recipes[good, route]
    kg = world.commodities[good].contained.get(mineral, 0.0)
    kg += sum(
        ratio * world.commodities[side].contained.get(mineral, 0.0)
        for side, ratio in recipe.co_products
        if side not in goods
    )
    kg -= sum(
        item.quantity * world.commodities[item.commodity].contained.get(mineral, 0.0)
        for item in recipe.inputs
        if item.commodity in goods
    )
    return kg / 1000.0
