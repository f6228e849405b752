"""Where the sites of a year lie and what its largest flows are, from one run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from friendshore.engine.outcome import Index, Outcome

if TYPE_CHECKING:
    from friendshore.chain import Site
    from friendshore.seed_world import World

GROUPS: Mapping[str, tuple[str, ...]] = {
    "mines": ("mining",),
    "refineries": ("refining",),
    "cathode": ("pcam", "cam"),
    "anode": ("aam",),
    "magnets": ("magnet",),
    "components": ("component",),
    "cells": ("cell", "pack", "storage"),
    "vehicles": ("vehicle",),
    "recycling": ("recycling",),
}
"""What is shown as one kind of thing -> its stages."""
NOWHERE = ("xrw",)
"""Places that lie nowhere: many countries far apart."""
MOST, MOST_OF_ONE = 7, 25
"""Flows shown of each kind: of all goods, and of those that are asked for."""
LEAST = 50.0
"""Million USD2024 that a flow is worth to be shown among others."""

Position = tuple[float, float]
"""Longitude and latitude, degrees."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A site that made something in the year; ``share`` is its part of the world's output of its commodity."""

    site: str
    name: str
    country: str
    commodity: str
    group: str
    at: Position
    aggregate: bool
    made: float
    unit: str
    share: float


@dataclass(frozen=True, slots=True)
class Stream:
    """What one country sold another of one kind of goods; ``amount`` is None where units differ."""

    group: str
    seller: str
    buyer: str
    commodities: tuple[str, ...]
    start: Position
    end: Position
    value: float
    """Million USD2024, at the landed cost of the year."""
    amount: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class WorldMap:
    """The sites and main flows of a year.

    traded    value of all flows across borders, million USD2024
    shown     the part of it that the streams carry
    nowhere   the part of it that goes to or comes from places that lie nowhere
    """

    year: int
    spots: tuple[Spot, ...]
    streams: tuple[Stream, ...]
    traded: float
    shown: float
    nowhere: float


def world_map(
    world: World, index: Index, outcome: Outcome, year: int, commodities: Collection[str] | None = None
) -> WorldMap:
    """The map of a year: sites that made something, and the largest flows of each kind by value.

    commodities: what to show; None shows all. Sites are those that make it; with a lone commodity, its flows are in
    its own unit.

    Raises ValueError if the run does not cover the year.
    """
    months = [i for i, month in enumerate(index.months) if month.startswith(f"{year}-")]
    if len(months) != 12:
        raise ValueError(f"the simulation does not cover {year} to its end")
    wanted = set(commodities) if commodities is not None else set(world.commodities)
    spots = _spots(world, index, outcome.made[:, months].sum(axis=1), wanted)
    flows = list(_flows(world, index, outcome, year, months, wanted))
    places = _places(world.sites.values())
    traded = sum(flow.value for flow in flows)
    nowhere = sum(flow.value for flow in flows if {flow.seller, flow.buyer} & set(NOWHERE))
    chosen = commodities is not None
    streams = _main(flows, places, MOST_OF_ONE if chosen else MOST, 0.0 if chosen else LEAST)
    return WorldMap(year, spots, streams, traded, sum(one.value for one in streams), nowhere)


def _spots(world: World, index: Index, made: Sequence[float], wanted: Collection[str]) -> tuple[Spot, ...]:
    total: dict[str, float] = defaultdict(float)
    for commodity, amount in zip(index.site_commodity, made, strict=True):
        total[commodity] += float(amount)
    found = []
    for name, amount in zip(index.sites, made, strict=True):
        site = world.sites.get(name)
        if site is None or amount <= 0.0 or site.commodity not in wanted or site.country in NOWHERE:
            continue
        found.append(
            Spot(
                site=site.id,
                name=site.name,
                country=site.country,
                commodity=site.commodity,
                group=group_of(site.stage),
                at=(site.longitude, site.latitude),
                aggregate=site.status == "aggregate",
                made=float(amount),
                unit=world.commodities[site.commodity].unit,
                share=float(amount) / total[site.commodity],
            )
        )
    return tuple(found)


def group_of(stage: str) -> str:
    """The kind of thing that a stage is shown as."""
    return next(group for group, stages in GROUPS.items() if stage in stages)


@dataclass(frozen=True, slots=True)
class _Flow:
    group: str
    seller: str
    buyer: str
    commodity: str
    amount: float
    unit: str
    value: float


def _flows(
    world: World, index: Index, outcome: Outcome, year: int, months: Sequence[int], wanted: Collection[str]
) -> Iterable[_Flow]:
    quarters = [i for i, quarter in enumerate(index.quarters) if quarter.startswith(f"{year}-")]
    amounts = outcome.shipped[:, quarters].sum(axis=1)
    prices = np.nan_to_num(outcome.price[:, list(months)]).mean(axis=1)
    price = dict(zip(index.zones, prices, strict=True))
    for (commodity, seller, buyer), amount in zip(index.flows, amounts, strict=True):
        if seller != buyer and amount > 0.0 and commodity in wanted:
            good = world.commodities[commodity]
            value = float(amount * price[commodity, buyer]) / 1e6
            yield _Flow(group_of(good.stage), seller, buyer, commodity, float(amount), good.unit, value)


def _main(flows: Iterable[_Flow], places: Mapping[str, Position], most: int, least: float) -> tuple[Stream, ...]:
    """The largest flows of each kind between places that lie somewhere, the smallest first."""
    pairs: dict[tuple[str, str, str], list[_Flow]] = defaultdict(list)
    for flow in flows:
        if flow.seller in places and flow.buyer in places:
            pairs[flow.group, flow.seller, flow.buyer].append(flow)
    streams = [
        Stream(
            group=group,
            seller=seller,
            buyer=buyer,
            commodities=tuple(one.commodity for one in sorted(mine, key=lambda one: -one.value)),
            start=places[seller],
            end=places[buyer],
            value=sum(one.value for one in mine),
            amount=mine[0].amount if len(mine) == 1 else None,
            unit=mine[0].unit if len(mine) == 1 else "",
        )
        for (group, seller, buyer), mine in pairs.items()
    ]
    found: list[Stream] = []
    for group in GROUPS:
        mine = sorted((one for one in streams if one.group == group), key=lambda one: (-one.value, one.seller))
        found += [one for one in mine[:most] if one.value > least]
    return tuple(sorted(found, key=lambda one: (one.value, one.seller, one.buyer)))


def _places(sites: Iterable[Site]) -> dict[str, Position]:
    """The middle of the sites of each country."""
    known: dict[str, list[Position]] = defaultdict(list)
    for site in sites:
        if site.country not in NOWHERE:
            known[site.country].append((site.longitude, site.latitude))
    return {
        country: (float(np.mean([x for x, _ in found])), float(np.mean([y for _, y in found])))
        for country, found in known.items()
    }
