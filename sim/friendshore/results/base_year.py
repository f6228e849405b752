"""A simulated base year against the accounts of the tables: output by country, and who bought from whom."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from friendshore.engine.outcome import Array, Index

if TYPE_CHECKING:
    from friendshore.chain import Account, BalanceNote, Trade
    from friendshore.seed_balance import Line

BASE_YEAR = 2024
WORLD = "world"
WORLD_WITHIN, SHARE_WITHIN, POINTS_WITHIN, FLOW_WITHIN = 0.10, 0.15, 0.02, 0.10
"""World output within 10 %; a country's share of it within 15 % or 2 points; a flow within 10 %."""
MARKET_SHARE = 0.05
"""Flows that are checked: over 5 % of what their buyer takes."""

Amounts = Mapping[tuple[str, str], float]
"""(country, commodity) -> units a year."""


@dataclass(frozen=True, slots=True)
class Output:
    """Output of one commodity in one country, or the world, in the base year: units, and shares of the world."""

    commodity: str
    place: str
    simulated: float
    balanced: float
    reported: float
    simulated_share: float
    balanced_share: float

    @property
    def off(self) -> float:
        """How far the simulation is off: of the world as a share of it, of a country in points of the world."""
        if self.place == WORLD:
            return self.simulated / self.balanced - 1.0
        return self.simulated_share - self.balanced_share

    @property
    def meets(self) -> bool:
        """Whether the world is within 10 %, a country's share within 15 % of itself or 2 points."""
        if self.place == WORLD:
            return abs(self.off) <= WORLD_WITHIN
        return abs(self.off) <= max(SHARE_WITHIN * self.balanced_share, POINTS_WITHIN)


@dataclass(frozen=True, slots=True)
class Flow:
    """One seller's part of what a buyer took of a commodity: in the tables, and as simulated."""

    commodity: str
    seller: str
    buyer: str
    tables: float
    simulated: float

    @property
    def meets(self) -> bool:
        """Whether the simulated part is within 10 % of that of the tables."""
        return abs(self.simulated - self.tables) <= FLOW_WITHIN * self.tables


@dataclass(frozen=True, slots=True)
class Beyond:
    """A commodity in a year that nothing was fitted to: world output as simulated, and what the tables come to."""

    commodity: str
    unit: str
    simulated: float
    tables_make: float
    tables_use: float
    growth: float
    """Of simulated output over the base year's."""
    growth_of_use: float


def made_in(index: Index, made: Array, year: int) -> dict[tuple[str, str], float]:
    """Simulated output of a year by (country, commodity).

    made: sites x months, units; raises ValueError if the run does not cover the year
    """
    columns = [i for i, month in enumerate(index.months) if month.startswith(f"{year}-")]
    if len(columns) != 12:
        raise ValueError(f"the simulation does not cover {year} to its end")
    found: dict[tuple[str, str], float] = defaultdict(float)
    sums = made[:, columns].sum(axis=1)
    for country, commodity, amount in zip(index.site_country, index.site_commodity, sums, strict=True):
        found[country, commodity] += float(amount)
    return dict(found)


def outputs(made: Amounts, accounts: Iterable[Account]) -> tuple[Output, ...]:
    """The simulated base year beside the accounts: of each commodity the world, then its countries, the largest first.

    Countries that neither make nor made any are left out.
    """
    by_commodity: dict[str, dict[str, Account]] = defaultdict(dict)
    for account in accounts:
        by_commodity[account.commodity][account.country] = account
    rows: list[Output] = []
    for commodity, mine in by_commodity.items():
        countries = {country for country, good in made if good == commodity} | set(mine)
        triples = {
            country: (
                made.get((country, commodity), 0.0),
                mine[country].production_balanced if country in mine else 0.0,
                mine[country].production_reported if country in mine else 0.0,
            )
            for country in countries
        }
        total, planned, told = (sum(triple[i] for triple in triples.values()) for i in range(3))
        if planned <= 0.0:
            continue
        rows.append(Output(commodity, WORLD, total, planned, told, 1.0, 1.0))
        for country in sorted(triples, key=lambda one: (-triples[one][1], one)):
            simulated, balanced, reported = triples[country]
            if simulated > 0.0 or balanced > 0.0:
                shares = (simulated / total if total > 0.0 else 0.0, balanced / planned)
                rows.append(Output(commodity, country, simulated, balanced, reported, *shares))
    return tuple(rows)


def misses(rows: Sequence[Output]) -> list[Output]:
    """What is off by more than allowed, the farthest first: worlds before countries."""
    off = [row for row in rows if not row.meets]
    return sorted(off, key=lambda row: (row.place != WORLD, -abs(row.off), row.commodity, row.place))


def missed_commodities(rows: Sequence[Output]) -> list[str]:
    """Commodities of which the world or any country misses, in the order of the rows."""
    return list(dict.fromkeys(row.commodity for row in rows if not row.meets))


def flows(index: Index, shipped: Array, trade: Iterable[Trade], year: int = BASE_YEAR) -> tuple[Flow, ...]:
    """Flows over 5 % of a market in the tables, each as a part of what its buyer took, the largest markets' first.

    shipped: flows x quarters, units
    """
    columns = [i for i, quarter in enumerate(index.quarters) if quarter.startswith(f"{year}-")]
    sums = shipped[:, columns].sum(axis=1)
    return parts({key: float(amount) for key, amount in zip(index.flows, sums, strict=True)}, trade)


def parts(amounts: Mapping[tuple[str, str, str], float], trade: Iterable[Trade]) -> tuple[Flow, ...]:
    """Flows over 5 % of a market in the tables beside other amounts, as parts of what their buyers took.

    amounts: (commodity, seller, buyer) -> units, of whatever length of time
    """
    sold: dict[tuple[str, str], float] = defaultdict(float)
    for (commodity, _, buyer), amount in amounts.items():
        sold[commodity, buyer] += amount
    listed = list(trade)
    taken: dict[tuple[str, str], float] = defaultdict(float)
    for one in listed:
        taken[one.commodity, one.buyer] += one.flow
    found = []
    for one in listed:
        market = (one.commodity, one.buyer)
        part = one.flow / taken[market] if taken[market] > 0.0 else 0.0
        if part > MARKET_SHARE and sold[market] > 0.0:
            amount = amounts.get((one.commodity, one.seller, one.buyer), 0.0)
            found.append(Flow(one.commodity, one.seller, one.buyer, part, amount / sold[market]))
    return tuple(found)


def unreproduced(notes: Iterable[BalanceNote], rows: Sequence[Flow]) -> dict[str, list[Flow]]:
    """Flows that miss, the farthest first, under what the tables say of their commodity; "" where they say nothing."""
    told = {one.commodity: one.text for one in notes if one.check == "weights"}
    found: dict[str, list[Flow]] = {}
    for row in sorted((row for row in rows if not row.meets), key=lambda row: -abs(row.simulated - row.tables)):
        found.setdefault(told.get(row.commodity, ""), []).append(row)
    return found


def beyond(before: Amounts, after: Amounts, lines: Iterable[Line], year: int) -> tuple[Beyond, ...]:
    """Output of another year than the base year, simulated, beside the balance of the tables in that year.

    before, after: what was made in the base year and in the other; lines: the balance of both years
    """
    found: dict[str, dict[int, Line]] = defaultdict(dict)
    for line in lines:
        found[line.commodity][line.year] = line
    rows = []
    for commodity, by_year in found.items():
        base, line = by_year[BASE_YEAR], by_year[year]
        was, now = (sum(x for (_, good), x in made.items() if good == commodity) for made in (before, after))
        growth = now / was - 1.0 if was > 0.0 else math.nan
        used = line.consumption / base.consumption - 1.0
        rows.append(Beyond(commodity, line.unit, now, line.production, line.consumption, growth, used))
    return tuple(rows)


def why(notes: Iterable[BalanceNote], row: Output) -> str:
    """Why a row misses, as far as the tables say; "" where they do not."""
    mine = [one for one in notes if one.check == "base_year" and one.commodity == row.commodity]
    own = [one.text for one in mine if one.place == row.place]
    return next(iter(own or [one.text for one in mine if one.place == WORLD]), "")
