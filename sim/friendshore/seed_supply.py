"""What the sites of the tables can make and make in a year, at the utilisation of the base year."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import Site
from friendshore.seed_world import World

Floats = NDArray[np.float64]

PLANNED = "project"
INCENTIVE = "_incentive_"
"""In the id of a site that stands for capacity which prices would have to call forth."""


class Supply:
    """What sites can make and make, by commodity and year, at the utilisation of the base year.

    output      main products and co-products of what runs or is being built, units a year
    planned     the same of projects and incentive capacity
    capacity    of what runs or is being built; co-products have none of their own
    routes      commodity -> route -> output as main product, planned included: how it is made
    """

    def __init__(self, world: World, years: Sequence[int]) -> None:
        self.years = list(years)
        self.output: dict[str, Floats] = {}
        self.planned: dict[str, Floats] = {}
        self.capacity: dict[str, Floats] = {}
        self.routes: dict[str, dict[str, Floats]] = defaultdict(dict)
        first = world.first_date
        use = utilisations(world)
        for site in world.sites.values():
            capacity = np.array([yearly_capacity(site, year, first) for year in self.years])
            made = capacity * use[site.id]
            later = site.status == PLANNED or INCENTIVE in site.id
            self._add(self.planned if later else self.output, site.commodity, made)
            self._add(self.capacity, site.commodity, np.zeros(len(self.years)) if later else capacity)
            self._add(self.routes[site.commodity], site.route, made)
            for commodity, ratio in world.recipes[site.commodity, site.route].co_products:
                self._add(self.planned if later else self.output, commodity, made * ratio)
        self._base_year(world)

    def _add(self, table: dict[str, Floats], key: str, values: Floats) -> None:
        for one in (self.output, self.planned, self.capacity):
            if table is one:
                for other in (self.output, self.planned, self.capacity):
                    other.setdefault(key, np.zeros(len(self.years)))
        table[key] = table.get(key, 0.0) + values

    def _base_year(self, world: World) -> None:
        """In the base year, output is what was reported."""
        reported: dict[str, float] = defaultdict(float)
        for account in world.accounts.values():
            reported[account.commodity] += account.production_reported
        if world.base_year in self.years:
            for commodity, amount in reported.items():
                if amount > 0.0 and commodity in self.output:
                    self.output[commodity][self.years.index(world.base_year)] = amount


def yearly_capacity(site: Site, year: int, first: date) -> float:
    """Mean capacity of a site in a year, units a year: steps ramp up in a straight line, paths are yearly means.

    first: the day on which the tables begin; what stands there on it was there before
    """
    if not site.capacity:
        return 0.0
    if (site.start is None or site.start < date(year, 1, 15)) and (site.end is None or site.end > date(year, 12, 15)):
        settled = date.min if site.path != "steps" else _settled(site)
        if settled < date(year, 1, 15):
            return _capacity_at(site, date(year, 1, 15), first)
    months = [date(year, month, 15) for month in range(1, 13)]
    return sum(_capacity_at(site, day, first) for day in months) / len(months)


def _settled(site: Site) -> date:
    """The day by which the last step of a site is ramped up at the latest."""
    last = max(site.capacity[-1][0], site.start or date.min)
    return last + timedelta(days=math.ceil(max(site.ramp_months, 0.0) * 30.4375))


def _capacity_at(site: Site, day: date, first: date) -> float:
    if (site.start is not None and day < site.start) or (site.end is not None and day >= site.end):
        return 0.0
    if site.path != "steps":
        known = [size for when, size in site.capacity if when.year <= day.year]
        return known[-1] if known else site.capacity[0][1]
    ramp = max(site.ramp_months * 30.4375, 1e-9)
    opened = site.start if site.start is not None and site.ramp_months > 0.0 and site.start > first else date.min
    size, before = 0.0, 0.0
    for when, after in site.capacity:
        begins = max(date.min if when <= first else when, opened)
        done = 1.0 if begins == date.min else min(max((day - begins).days / ramp, 0.0), 1.0)
        size += (after - before) * done
        before = after
    return max(size, 0.0)


def utilisations(world: World) -> dict[str, float]:
    """Output over capacity of each site: its own where known, else what is left of its country's reported output,
    else the mean of its commodity in the base year.
    """
    first = world.first_date
    capacity = {site.id: yearly_capacity(site, world.base_year, first) for site in world.sites.values()}
    stated: dict[tuple[str, str], float] = defaultdict(float)
    room: dict[tuple[str, str], float] = defaultdict(float)
    for site in world.sites.values():
        key = (site.country, site.commodity)
        if site.utilisation is None:
            room[key] += capacity[site.id]
        else:
            made = capacity[site.id] * site.utilisation
            stated[key] += made
            for commodity, ratio in world.recipes[site.commodity, site.route].co_products:
                stated[site.country, commodity] += made * ratio
    found: dict[str, float] = {}
    for site in world.sites.values():
        key = (site.country, site.commodity)
        account = world.accounts.get(key)
        if site.utilisation is not None:
            found[site.id] = site.utilisation
        elif capacity[site.id] > 0.0 and account is not None and account.production_reported > 0.0:
            found[site.id] = min(max((account.production_reported - stated[key]) / room[key], 0.0), 1.0)
    means = _mean_use(world.sites.values(), capacity, found)
    return {site.id: found.get(site.id, means.get(site.commodity, 0.7)) for site in world.sites.values()}


def _mean_use(sites: Iterable[Site], capacity: Mapping[str, float], known: Mapping[str, float]) -> dict[str, float]:
    """Commodity -> mean utilisation of the base year, by capacity."""
    made: dict[str, float] = defaultdict(float)
    size: dict[str, float] = defaultdict(float)
    for site in sites:
        if site.id in known:
            made[site.commodity] += capacity[site.id] * known[site.id]
            size[site.commodity] += capacity[site.id]
    return {commodity: made[commodity] / total for commodity, total in size.items() if total > 0.0}
