"""Final demand: who buys what in the end, and what a vehicle of each assembly country needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import CELL_OF, Demand
from friendshore.engine.calendar import Calendar
from friendshore.formulas.balance import yearly_path

if TYPE_CHECKING:
    from friendshore.seeds import World

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Buyer:
    """Final demand of one commodity for one use in one market; paths are units a day, one value per session."""

    market: str
    commodity: str
    end_use: str
    low: Floats
    base: Floats
    high: Floats
    segments: tuple[tuple[str, Floats], ...] = ()
    """Segment -> its share of the base path, one value per session; equal shares where there is no demand."""


def final_buyers(world: World, calendar: Calendar) -> tuple[Buyer, ...]:
    """All final buyers, segments of one use added up, sorted by market, commodity and use."""
    return buyers_of(world.demand, calendar)


def buyers_of(rows: Iterable[Demand], calendar: Calendar) -> tuple[Buyer, ...]:
    """The final buyers that rows of demand make."""
    times = calendar.session_times()
    sums: dict[tuple[str, str, str], list[Floats]] = {}
    parts: dict[tuple[str, str, str], dict[str, Floats]] = {}
    for row in rows:
        for commodity, shares in _commodities(row):
            key = (row.market, commodity, _end_use(row.segment))
            paths = sums.setdefault(key, [np.zeros(len(times)) for _ in range(3)])
            for path, values in zip(paths, (row.low, row.quantity, row.high), strict=True):
                years = np.array(sorted(values))
                amounts = np.array([values[y] * shares.get(y, 1.0) for y in years])
                path += yearly_path(times, years, amounts) / 365.25
                if values is row.quantity:
                    mine = parts.setdefault(key, {})
                    mine[row.segment] = mine.get(row.segment, 0.0) + yearly_path(times, years, amounts) / 365.25
    return tuple(Buyer(*key, low, base, high, _shares(parts[key])) for key, (low, base, high) in sorted(sums.items()))


def _shares(parts: Mapping[str, Floats]) -> tuple[tuple[str, Floats], ...]:
    """Each segment's share of the whole by session."""
    total = np.sum(list(parts.values()), axis=0)
    equal = np.full(len(total), 1.0 / len(parts))
    return tuple(
        (segment, np.divide(path, total, out=equal.copy(), where=total > 0.0))
        for segment, path in sorted(parts.items())
    )


def mix_of_vehicles(world: World) -> dict[tuple[str, int], dict[str, float]]:
    """(market, year) -> segment -> share of vehicles sold."""
    sums: dict[tuple[str, int], dict[str, float]] = {}
    for row in world.demand:
        if row.commodity == "vehicle":
            for year, quantity in row.quantity.items():
                sums.setdefault((row.market, year), {})[row.segment] = quantity
    return {
        key: {k: v / sum(found.values()) for k, v in found.items()}
        for key, found in sums.items()
        if sum(found.values())
    }


def _commodities(row: Demand) -> Iterable[tuple[str, Mapping[int, float]]]:
    """What a demand row takes: (commodity, share of its quantity by year)."""
    if row.commodity == "vehicle" or not row.chemistry:
        return [(row.commodity, {})]
    split: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for chemistry, shares in row.chemistry.items():
        for year, share in shares.items():
            split[CELL_OF[chemistry]][year] += share
    return [(commodity, shares) for commodity, shares in split.items() if any(shares.values())]


def _end_use(segment: str) -> str:
    if segment in ("bev", "phev"):
        return "any"
    if segment == "storage":
        return "storage"
    return "vehicle" if segment in ("commercial", "hev", "two_three_wheelers") else "industry"


def vehicle_needs(world: World, years: Iterable[int]) -> dict[str, dict[str, dict[int, float]]]:
    """Cells in a vehicle of each assembly country: country -> cell commodity -> year -> MWh per vehicle.

    What a country assembles is the mean of the markets it sold to in the base year; each market's vehicles
    have its own battery size and chemistry, which change from year to year.
    """
    sold: dict[str, dict[str, float]] = defaultdict(dict)
    for trade in world.trade:
        if trade.commodity == "vehicle" and trade.flow > 0.0:
            sold[trade.seller][trade.buyer] = trade.flow
    markets = {row.market for row in world.demand if row.commodity == "vehicle"}
    makers = {site.country for site in world.sites.values() if site.commodity == "vehicle"}
    per_vehicle = {market: _market_needs(world, market, tuple(years)) for market in sorted(markets)}
    needs: dict[str, dict[str, dict[int, float]]] = {}
    for maker in sorted(makers):
        flows = sold.get(maker) or {market: 1.0 for market in (maker,) if market in markets}
        total = sum(flows.values())
        needs[maker] = {
            cell: {
                year: sum(flow * per_vehicle[market][cell][year] for market, flow in flows.items()) / total
                for year in years
            }
            for cell in ("cell_lfp", "cell_nmc")
        }
    return needs


def _market_needs(world: World, market: str, years: tuple[int, ...]) -> dict[str, dict[int, float]]:
    """MWh of each cell in the mean vehicle of a market, by year."""
    needs: dict[str, dict[int, float]] = {"cell_lfp": {}, "cell_nmc": {}}
    rows = [row for row in world.demand if row.market == market and row.commodity == "vehicle"]
    for year in years:
        sold = [row.quantity[year] for row in rows]
        weights = sold if sum(sold) > 0.0 else [1.0] * len(rows)  # where nobody buys yet: what they would buy
        for cell in needs:
            energy = 0.0
            for row, weight in zip(rows, weights, strict=True):
                share = sum(shares[year] for chemistry, shares in row.chemistry.items() if CELL_OF[chemistry] == cell)
                energy += weight * row.kwh_per_vehicle[year] / 1000.0 * share
            needs[cell][year] = energy / sum(weights)
    return needs
