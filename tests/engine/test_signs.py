"""Which way things move: one change, the same luck, the direction stated beforehand by economics alone.

Each row names a change, what is looked at, and the sign of the mean difference over a few replications; no single one
may go the other way, unless the row says that luck may turn it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal

import numpy as np
import pytest

from friendshore.seeds import World
from worlds_small.lab import Measures, Result, calm, changed, flat, run, small_world, with_parameters, with_site
from worlds_small.measures import ban, credit, licence, life, purchase, tariff

LUCKY = (0, 1, 2)
END = date(2026, 12, 31)
FROM = 24
"""Month from which is looked: what changes, changes by the beginning of 2025."""

Look = Callable[[Result], float]


def made(site: str) -> Look:
    return lambda result: float(result.site(site)[FROM:].sum())


def price(commodity: str, zone: str) -> Look:
    return lambda result: float(np.nanmean(result.price(commodity, zone)[FROM:]))


def flow(commodity: str, seller: str, buyer: str) -> Look:
    return lambda result: float(result.flow(commodity, seller, buyer)[FROM // 3 :].sum())


def got(market: str, commodity: str = "vehicle") -> Look:
    return lambda result: float(result.delivered(market, commodity)[FROM:].sum())


def wanted(market: str) -> Look:
    return lambda result: float(result.delivered(market, array="wanted")[FROM:].sum())


def held(commodity: str, zone: str) -> Look:
    return lambda result: float(result.stock(commodity, zone)[FROM:].mean())


def lost(array: str, *sites: str) -> Look:
    return lambda result: float(sum(result.site(one, array)[FROM:].sum() for one in sites))


def missing(site: str, commodity: str) -> Look:
    """Output not made for want of an input."""
    return lambda one: float(one.outcome.lost_input[one.index.slots.index((site, commodity)), FROM:].sum())


def without_capacity(site: str) -> Callable[[World], World]:
    """The world in which a site is half as large from 2025 on."""

    def change(world: World) -> World:
        plant = world.sites[site]
        sizes = tuple((day, size * (0.5 if day.year >= 2025 else 1.0)) for day, size in plant.capacity)
        return changed(world, sites={**world.sites, site: replace(plant, capacity=sizes)})

    return change


def more_demand(market: str, factor: float) -> Callable[[World], World]:
    """The world in which a market wants more vehicles from 2025 on."""

    def grown(values: dict[int, float]) -> dict[int, float]:
        return {year: value * (factor if year >= 2025 else 1.0) for year, value in values.items()}

    def change(world: World) -> World:
        return changed(
            world,
            demand=tuple(
                replace(row, quantity=grown(row.quantity), low=grown(row.low), high=grown(row.high))
                if row.market == market and row.commodity == "vehicle"
                else row
                for row in world.demand
            ),
        )

    return change


def set_to(**values: float) -> Callable[[World], World]:
    return lambda world: with_parameters(world, **values)


def rival(like: str, country: str) -> Callable[[World], World]:
    opens = ((date(2024, 6, 1), small_world().sites[like].capacity[0][1]),)
    return lambda world: with_site(
        world, like, "rival", country=country, capacity=opens, path="steps", start=date(2024, 6, 1), ramp_months=3.0
    )


def law(**measures: str) -> Measures:
    return measures


DAY = life("2025-01-01")


@dataclass(frozen=True)
class Case:
    """A change and what it does."""

    change: Callable[[World], World] | Measures
    look: Look
    sign: Literal[-1, 1]
    never_against: bool = True


CASES = {
    "a duty on cells lowers what comes from China": Case(
        law(m=tariff("50 %", DAY, "cell_nmc")), flow("cell_nmc", "CHN", "USA"), -1
    ),
    "a duty on cells raises the output of US cells": Case(
        law(m=tariff("50 %", DAY, "cell_nmc")), made("usa_nmc_cells"), 1
    ),
    "a duty on cells raises their price in the US": Case(
        law(m=tariff("50 %", DAY, "cell_nmc")), price("cell_nmc", "USA"), 1
    ),
    "a duty on cells raises the price of US vehicles": Case(
        law(m=tariff("50 %", DAY, "cell_nmc")), price("vehicle", "USA"), 1
    ),
    "a duty on cells lowers the output of Chinese cells": Case(
        law(m=tariff("50 %", DAY, "cell_nmc")), made("chn_nmc_cells"), -1
    ),
    "a duty on vehicles lowers what US buyers want": Case(law(m=tariff("100 %", DAY, "vehicle")), wanted("USA"), -1),
    "a duty on vehicles raises US assembly": Case(law(m=tariff("100 %", DAY, "vehicle")), made("usa_assembly"), 1),
    "a ban on anode raises its price behind it": Case(law(m=ban(DAY)), price("aam_natural", "USA"), 1),
    "a ban on anode does not raise its price at home": Case(
        law(m=ban(DAY)), price("aam_natural", "CHN"), -1, never_against=False
    ),
    "a ban on anode raises the output of the other maker": Case(law(m=ban(DAY)), made("can_natural_anode"), 1),
    "a ban on one anode raises the sales of its substitute": Case(
        law(m=ban(DAY)), flow("aam_synthetic", "JPN", "USA"), 1, never_against=False
    ),
    "a ban on one anode raises the output of its substitute": Case(law(m=ban(DAY)), made("chn_synthetic_anode"), 1),
    "a ban on anode costs US cells output for want of it": Case(
        law(m=ban(DAY)), missing("usa_nmc_cells", "aam_natural"), 1
    ),
    "a ban on cobalt empties the stocks of it abroad": Case(
        law(m=ban(DAY, "cobalt_sulphate", "IDN")), held("cobalt_sulphate", "USA"), -1
    ),
    "a licence with refusals lowers exports": Case(
        law(m=licence("30 %", "60 days", DAY)), flow("aam_natural", "CHN", "USA"), -1
    ),
    "a licence with refusals raises the price abroad": Case(
        law(m=licence("10 %", "60 days", DAY)), price("aam_natural", "USA"), 1
    ),
    "a credit raises the output of its plant": Case(law(m=credit("35 USD/kWh", DAY)), made("usa_nmc_cells"), 1),
    "a credit lowers the price of what it pays for": Case(
        law(m=credit("35 USD/kWh", DAY)), price("cell_nmc", "USA"), -1
    ),
    "a credit lowers the sales of those abroad": Case(
        law(m=credit("35 USD/kWh", DAY)), flow("cell_nmc", "CHN", "USA"), -1
    ),
    "a credit raises its plant's use of lithium": Case(
        law(m=credit("35 USD/kWh", DAY)), flow("lithium_hydroxide", "CAN", "USA"), 1
    ),
    "help for buyers raises what they want": Case(law(m=purchase("7500 USD/vehicle", DAY)), wanted("USA"), 1),
    "help for buyers raises what they get": Case(law(m=purchase("7500 USD/vehicle", DAY)), got("USA"), 1),
    "help for US buyers raises the output of mines": Case(
        law(m=purchase("7500 USD/vehicle", DAY)), made("idn_nickel_mine"), 1
    ),
    "more demand raises the price of lithium": Case(more_demand("CHN", 1.2), price("lithium_hydroxide", "CHN"), 1),
    "more demand raises the output of mines": Case(more_demand("CHN", 1.2), made("aus_lithium_mine"), 1),
    "more demand raises the output of anode makers": Case(more_demand("CHN", 1.2), made("chn_synthetic_anode"), 1),
    "more demand in one market raises prices in the other": Case(more_demand("CHN", 1.2), price("cell_nmc", "USA"), 1),
    "half a mine raises the price of what it digs": Case(
        without_capacity("aus_lithium_mine"), price("spodumene_concentrate", "CHN"), 1
    ),
    "half a mine raises the output of the other": Case(
        without_capacity("aus_lithium_mine"), made("can_lithium_mine"), 1
    ),
    "half a mine lowers what buyers get": Case(without_capacity("aus_lithium_mine"), got("CHN"), -1),
    "half the only nickel refinery leaves less of its co-product": Case(
        without_capacity("idn_nickel_refinery"), got("USA", "cobalt_sulphate"), -1
    ),
    "a rival takes sales from those who were there": Case(
        rival("can_natural_anode", "USA"), flow("aam_natural", "CHN", "USA"), -1
    ),
    "a rival raises the price of what it feeds on": Case(
        rival("can_lithium_refinery", "USA"), price("spodumene_concentrate", "CAN"), 1
    ),
    "more breakdowns lose more output": Case(
        set_to(outages_per_year=6.0), lost("lost_outage", "can_natural_anode", "usa_nmc_cells", "chn_assembly"), 1
    ),
    "more breakdowns deliver less": Case(set_to(outages_per_year=6.0), got("USA"), -1),
    "longer cover means more stock": Case(set_to(cover_multiplier=1.6), held("lithium_hydroxide", "CHN"), 1),
    "short cover costs output for want of inputs": Case(
        set_to(cover_multiplier=0.5), missing("usa_assembly", "cell_nmc"), 1
    ),
}


@cache
def base(replication: int) -> Result:
    return run(small_world(), None, replication, end=END)


@cache
def _lawful(items: tuple[tuple[str, str], ...], replication: int) -> Result:
    return run(small_world(), dict(items), replication, end=END)


def after(case: Case, replication: int) -> Result:
    if callable(case.change):
        return run(case.change(small_world()), None, replication, end=END)
    return _lawful(tuple(case.change.items()), replication)


def test_at_least_twenty_signs_are_stated() -> None:
    assert len(CASES) >= 20


@pytest.mark.parametrize("name", CASES)
def test_the_sign_is_as_stated(name: str) -> None:
    case = CASES[name]
    moved = np.array([case.look(after(case, n)) - case.look(base(n)) for n in LUCKY]) * case.sign
    usual = np.mean([case.look(base(n)) for n in LUCKY])
    assert moved.mean() > 1e-6 * abs(usual), moved
    if case.never_against:
        assert (moved >= 0.0).all(), moved


def test_less_demand_for_a_co_product_lowers_its_price() -> None:
    world = calm(flat(small_world(), 2030))
    rows = tuple(
        replace(row, quantity=fewer(row.quantity), low=fewer(row.low), high=fewer(row.high))
        if row.commodity == "cobalt_sulphate"
        else row
        for row in world.demand
    )
    usual, glut = (run(one, central=True, still=True, end=END) for one in (world, changed(world, demand=rows)))
    look = price("cobalt_sulphate", "USA")
    assert look(glut) < 0.999 * look(usual)


def fewer(values: Mapping[int, float]) -> dict[int, float]:
    """Hardly anything from 2025 on."""
    return {year: value * (0.05 if year >= 2025 else 1.0) for year, value in values.items()}
