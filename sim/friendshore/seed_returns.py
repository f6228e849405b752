"""Ternary batteries that come back: from vehicles, by vintage and life, and from cell plants as scrap.

The feed of shredders follows from sales before the demand tables begin, the tables' own demand, lives, collection and
second use. What a place gets back in a year goes to shredders there; exports of used cars are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import CELL_OF, Demand, Site
from friendshore.formulas.cohorts import both, retired, survival
from friendshore.registry import EndOfLife
from friendshore.seed_supply import utilisations, yearly_capacity
from friendshore.seed_world import World

Floats = NDArray[np.float64]

CELL, BLACK_MASS, RETURN, SCRAP = "cell_nmc", "black_mass", "return", "cell_scrap"
PACK, CAR, SECOND = "light_battery", "vehicle", "second_life_battery"
LIVES: Mapping[str, str] = {
    "commercial": "heavy_battery",
    "two_three_wheelers": "wheeler_battery",
    "small_batteries": "small_battery",
    "storage": "storage_battery",
}
"""Segment -> whose life its batteries have; those of cars end with the pack or the car."""
KIND = {"bev": "cars", "phev": "cars", "hev": "cars"}
"""Segment of demand -> segment of the sales before it, where they differ."""
NEW = 2016
"""Named cell plants that start from this year on scrap as young plants do; older ones had learnt before."""


@dataclass(frozen=True)
class Returns:
    """What comes back in one place, MWh of ternary batteries a year."""

    place: str
    years: tuple[int, ...]
    by_age: Floats
    """Collected at the end of use."""
    scrap: Floats
    """Of what cell plants make."""
    black_mass: Floats
    """Tonnes that both hold."""


def missing(world: World) -> Iterator[str]:
    """What tables lack that a shredder needs whose capacity follows its feed."""
    if not any(site.path == "feed" for site in world.sites.values()):
        return
    known = world.registry.end_of_life
    for name in (PACK, CAR, SECOND, *LIVES.values()):
        if name not in known or known[name].life_mean is None:
            yield f"no life_mean of {name}, on which the feed of shredders rests"
    if RETURN not in known or None in (known[RETURN].black_mass, known[RETURN].collection):
        yield f"no black_mass or collection of {RETURN}, on which the feed of shredders rests"
    if SCRAP not in known or "mature" not in known[SCRAP].scrap:
        yield f"no scrap.mature of {SCRAP}, on which the feed of shredders rests"


def returns(world: World) -> dict[str, Returns]:
    """What comes back by place, from the first year of sales to the last of demand; none without lives."""
    known = world.registry.end_of_life
    if not known or BLACK_MASS not in world.commodities:
        return {}
    sold = _sold(world)
    years = _years(world)
    ages = np.arange(len(years), dtype=np.float64) + 0.5
    made = _scrapped(world, years)
    found = {}
    for place in sorted({place for place, _ in sold} | set(made)):
        by_age = np.zeros(len(years))
        for (market, segment), energy in sold.items():
            if market == place:
                back = retired(energy, _alive(known, segment, ages))
                by_age = by_age + back * _collected(known, segment)
        scrap = made.get(place, np.zeros(len(years)))
        per_mwh = known[RETURN].black_mass or 0.0
        found[place] = Returns(place, tuple(years), by_age, scrap, (by_age + scrap) * per_mwh)
    return found


def with_feed(world: World) -> World:
    """The world with the capacity of shredders that follow their feed drawn out to all years of demand.

    Such a site has one capacity, of one year; in others it has as much more or less as comes back to its place.
    """
    following = [site for site in world.sites.values() if site.path == "feed"]
    if not following:
        return world
    back = returns(world)
    return replace(world, sites={**world.sites, **{site.id: _drawn_out(world, site, back) for site in following}})


def _drawn_out(world: World, site: Site, back: Mapping[str, Returns]) -> Site:
    ((day, size),) = site.capacity
    mine = back.get(site.country)
    feed = dict(zip(mine.years, mine.black_mass.tolist(), strict=True)) if mine is not None else {}
    tied = feed.get(day.year, 0.0)
    if tied <= 0.0:
        return replace(site, path="annual")
    first = world.first_date.year
    path = tuple((date(year, 1, 1), size * amount / tied) for year, amount in feed.items() if year >= first)
    return replace(site, path="annual", capacity=path)


def _years(world: World) -> list[int]:
    told = [year for row in world.demand for year in row.quantity]
    before = [year for row in world.registry.battery_sales.values() for year in row.energy]
    return list(range(min([*before, *told]), max(told) + 1))


def _sold(world: World) -> dict[tuple[str, str], Floats]:
    """MWh of ternary batteries sold by (market, segment) and year: before the demand tables, and by them."""
    years = _years(world)
    begins = world.first_date.year
    sold: dict[tuple[str, str], Floats] = {}
    for row in world.registry.battery_sales.values():
        path = np.array(
            [row.energy.get(y, 0.0) * row.ternary.get(y, 0.0) if y < begins else 0.0 for y in years], dtype=np.float64
        )
        sold[row.market, row.segment] = sold.get((row.market, row.segment), np.zeros(len(years))) + path
    for demand in world.demand:
        segment = KIND.get(demand.segment, demand.segment)
        if demand.chemistry and (segment == "cars" or segment in LIVES):
            path = np.where(np.array(years) >= begins, _ternary(demand, years), 0.0)
            sold[demand.market, segment] = sold.get((demand.market, segment), np.zeros(len(years))) + path
    return sold


def _ternary(row: Demand, years: Sequence[int]) -> Floats:
    """MWh of ternary cells in a row of demand, by year."""
    share = sum(
        (_path(shares, years) for chemistry, shares in row.chemistry.items() if CELL_OF[chemistry] == CELL),
        np.zeros(len(years)),
    )
    energy = _path(row.kwh_per_vehicle, years) / 1000.0 if row.commodity == "vehicle" else np.ones(len(years))
    return np.asarray(_path(row.quantity, years) * energy * share, dtype=np.float64)


def _alive(known: Mapping[str, EndOfLife], segment: str, ages: Floats) -> Floats:
    """Share of a vintage still in use at some ages; some packs of cars are used again and live longer."""
    if segment in LIVES:
        return _survival(known[LIVES[segment]], ages)
    again = known[RETURN].second_life or 0.0
    first = both(_survival(known[PACK], ages), _survival(known[CAR], ages))
    return (1.0 - again) * first + again * _survival(known[SECOND], ages)


def _survival(life: EndOfLife, ages: Floats) -> Floats:
    return survival(ages, life.life_mean or 0.0, life.life_spread or 0.0)


def _collected(known: Mapping[str, EndOfLife], segment: str) -> float:
    own = known[LIVES[segment]].collection if segment in LIVES else None
    return (known[RETURN].collection or 0.0) if own is None else own


def _scrapped(world: World, years: Sequence[int]) -> dict[str, Floats]:
    """MWh of ternary cells scrapped by place and year, at the utilisation of the base year; none before demand."""
    rates = world.registry.end_of_life[SCRAP].scrap if SCRAP in world.registry.end_of_life else {}
    use = utilisations(world)
    first = world.first_date
    found: dict[str, Floats] = {}
    for site in world.sites.values():
        if site.commodity != CELL or not site.capacity:
            continue
        amounts = [
            yearly_capacity(site, year, first) * use[site.id] * _scrap_rate(rates, site, year)
            if year >= first.year
            else 0.0
            for year in years
        ]
        found[site.country] = found.get(site.country, np.zeros(len(years))) + np.array(amounts)
    return found


def _scrap_rate(rates: Mapping[str, float], site: Site, year: int) -> float:
    mature = rates.get("mature", 0.0)
    if site.path == "annual" or site.start is None or site.start.year < NEW:
        return mature
    return rates.get(f"year_{year - site.start.year + 1}", mature)


def _path(values: Mapping[int, float], years: Sequence[int]) -> Floats:
    known = sorted(values)
    return np.asarray(np.interp(years, known, [values[year] for year in known]), dtype=np.float64)
