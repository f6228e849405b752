"""What the shocks of a scenario mean for a world's lanes, sites and buyers: worked out once, the same for all luck."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.calendar import Calendar
from friendshore.engine.calibrate import base_prices
from friendshore.engine.demand import buyers_of
from friendshore.engine.routes import Routes
from friendshore.engine.structure import Structure, outside_cost
from friendshore.engine.ways import Choice, Way, choose, ways_of
from friendshore.shocks import (
    ALL,
    Closure,
    DemandShock,
    InputPrice,
    OutsidePrice,
    ProjectSuspended,
    Shock,
    SiteOutage,
)

if TYPE_CHECKING:
    from friendshore.seeds import World

Floats = NDArray[np.float64]
Spell = tuple[int, int, float]
"""First day, first day after, share of capacity that is out."""

NEVER = 10**9
"""Day number of what does not end."""


@dataclass(frozen=True)
class Shut:
    """Places that are shut from one day up to another."""

    begins: int
    ends: int
    closure: Closure


@dataclass(frozen=True)
class Era:
    """The days between two on which a shock begins or ends.

    open      L, 0 where no way is left
    days      L, days that goods need more than usual
    freight   L, USD per unit that they cost more
    choices   link -> the ways its goods take, of the links that any closure could touch; None: none is left
    cash, outside  F, factor on a site's cash cost, and USD per unit besides
    stopped   (site, first day, first day after) of the buildings that have been stopped so far
    """

    day: int
    closed: Mapping[str, float | str | None]
    shut: tuple[Shut, ...]
    open: Floats
    days: Floats
    freight: Floats
    choices: Mapping[int, Choice | None]
    cash: Floats
    outside: Floats
    stopped: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class ShockPlan:
    """All shocks of a run.

    eras     in order of their days, the calm before the first (day -1) included
    ways     ways of each link; empty when nothing is ever shut
    shut     closures by the day they begin
    spells   site -> outages that are shocks
    wanted   S x C, factor on intended demand; None: no shock to demand
    """

    eras: tuple[Era, ...] = ()
    ways: tuple[tuple[Way, ...], ...] = ()
    shut: tuple[Shut, ...] = ()
    spells: Mapping[int, tuple[Spell, ...]] = field(default_factory=dict)
    wanted: Floats | None = None


def plan_shocks(shocks: Sequence[Shock], world: World, structure: Structure, routes: Routes) -> ShockPlan:
    """The plan of these shocks; those that begin after the run are nowhere in it."""
    calendar = structure.calendar
    coming = [one for one in shocks if calendar.day(one.begins) < calendar.days]
    if not coming:
        return ShockPlan()
    return _Planner(coming, world, structure, routes).plan()


class _Planner:
    def __init__(self, shocks: Sequence[Shock], world: World, structure: Structure, routes: Routes) -> None:
        self.shocks, self.world, self.structure, self.routes = shocks, world, structure, routes
        self.calendar = structure.calendar
        self.shut = tuple(
            sorted(
                (Shut(*self.span(one), one) for one in shocks if isinstance(one, Closure)), key=lambda one: one.begins
            )
        )
        self.ways = ways_of(world, structure) if self.shut else ()
        places = {place for one in self.shut for place in one.closure.places}
        self.watched = [i for i, ways in enumerate(self.ways) if any(way.places.keys() & places for way in ways)]

    def span(self, shock: Shock) -> tuple[int, int]:
        """First day and first day after, as day numbers."""
        return self.calendar.day(shock.begins), NEVER if shock.over is None else self.calendar.day(shock.over)

    def plan(self) -> ShockPlan:
        days = {day for one in self.shocks for day in self.span(one) if day < self.calendar.days}
        eras = tuple(self.era(day) for day in sorted({-1, *days}))
        return ShockPlan(eras, self.ways, self.shut, self.spells(), self.wanted())

    def era(self, day: int) -> Era:
        shut = tuple(one for one in self.shut if one.begins <= day < one.ends)
        closed = {place: one.closure.detour for one in shut for place in one.closure.places}
        lanes = len(self.structure.links)
        open_, more, freight = np.ones(lanes), np.zeros(lanes), np.zeros(lanes)
        choices = {link: choose(self.ways[link], closed) for link in self.watched}
        for link, choice in choices.items():
            if choice is None:
                open_[link] = 0.0
            else:
                more[link], freight[link] = choice.days, choice.freight * self.routes.unit[link]
        cash, outside = self.costs(day)
        stopped = tuple(
            (f, *self.span(one))
            for one in self.shocks
            if isinstance(one, ProjectSuspended) and self.span(one)[0] <= day
            for f in self.holders(one.sites)
        )
        return Era(day, closed, shut, open_, more, freight, choices, cash, outside, stopped)

    def holders(self, sites: Collection[str]) -> list[int]:
        return [f for f, one in enumerate(self.structure.holders) if one.parent is None and one.site.id in sites]

    def costs(self, day: int) -> tuple[Floats, Floats]:
        """(factor on cash cost, USD per unit besides) of every holder on a day."""
        holders = self.structure.holders
        factor, besides = np.ones(len(holders)), np.zeros(len(holders))
        for one in self.shocks:
            begins, ends = self.span(one)
            if not begins <= day < ends:
                continue
            if isinstance(one, InputPrice):
                goods = {m for word in one.commodities for m in self.goods(word)}
                for f, holder in enumerate(holders):
                    meant = holder.commodity in goods and (one.countries == ALL or holder.country in one.countries)
                    if holder.parent is None and meant:
                        factor[f] *= 1.0 + one.by
            elif isinstance(one, OutsidePrice):
                price = self.prices(one.inputs)
                for f, holder in enumerate(holders):
                    if holder.parent is None:
                        besides[f] += one.by * outside_cost(self.structure.recipes[holder.id], price)
        return factor, besides

    def prices(self, inputs: Collection[str]) -> Mapping[str, float]:
        """Price of each outside input that a shock names, 0 of the others, as calibration takes them."""
        known = base_prices(self.world, self.structure)
        return defaultdict(float, {one: known[one] for one in inputs})

    def goods(self, word: str) -> Collection[str]:
        return self.world.groups.get(word, (word,))

    def spells(self) -> dict[int, tuple[Spell, ...]]:
        found: dict[int, list[Spell]] = defaultdict(list)
        for one in self.shocks:
            if isinstance(one, SiteOutage):
                for f in self.holders(one.sites):
                    found[f].append((*self.span(one), one.down))
        return {f: tuple(spells) for f, spells in found.items()}

    def wanted(self) -> Floats | None:
        shocks = [one for one in self.shocks if isinstance(one, DemandShock)]
        if not shocks:
            return None
        buyers = self.structure.buyers
        factor = np.ones((self.calendar.sessions, len(buyers)))
        for one in shocks:
            rows = [row for row in self.world.demand if self.meant(one, row.market, row.segment, row.commodity)]
            part = {(b.market, b.commodity, b.end_use): b.base for b in buyers_of(rows, self.calendar)}
            time = overlap(self.calendar, one.begins, one.over)
            words = {m for word in one.commodities for m in self.goods(word)}
            for c, buyer in enumerate(buyers):
                path = part.get((buyer.market, buyer.commodity, buyer.end_use))
                if path is not None and (one.commodities == ALL or buyer.commodity in words):
                    share = np.divide(path, buyer.base, out=np.zeros_like(path), where=buyer.base > 0.0)
                    factor[:, c] *= 1.0 + one.by * time * share
        return factor

    def meant(self, shock: DemandShock, market: str, segment: str, commodity: str) -> bool:
        return shock.wants(market, segment, self.goods(commodity), self.goods)


def overlap(calendar: Calendar, begins: date, over: date | None) -> Floats:
    """Share of each session's days that lie from one date up to another."""
    first = np.arange(calendar.sessions) * calendar.session_days
    start, end = calendar.day(begins), NEVER if over is None else calendar.day(over)
    days = np.minimum(first + calendar.session_days, end) - np.maximum(first, start)
    return np.clip(days / calendar.session_days, 0.0, 1.0)


def merged(spells: Iterable[Spell]) -> list[Spell]:
    """Spells one after another: where several overlap, the largest share is out."""
    known = [one for one in spells if one[0] < one[1]]
    days = sorted({day for begins, ends, _ in known for day in (begins, ends)})
    found: list[Spell] = []
    for begins, ends in pairwise(days):
        out = max((share for first, after, share in known if first <= begins < after), default=None)
        if out is not None:
            found.append((begins, ends, out))
    return found


def delayed(capacity: Floats, stopped: Iterable[tuple[int, int, int]], session_days: int) -> Floats:
    """Capacity (S x F) when some building stops for a time: growth comes later by as much, closures do not."""
    changed = capacity.copy()
    sessions = np.arange(len(capacity))
    for site, begins, ends in stopped:
        first = -(-begins // session_days)
        length = min(round((ends - begins) / session_days), len(capacity))
        source = np.where(sessions < first, sessions, np.maximum(sessions - length, min(first, len(capacity) - 1)))
        changed[:, site] = np.minimum(changed[:, site], changed[source, site])
    return changed
