"""Electric vehicles by maker and by segment: who makes them where, and what each market buys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from friendshore.engine.outcome import Array, Index
from friendshore.results.folder import Run
from friendshore.results.outcomes import full_years
from friendshore.results.spread import nan_quantile, quarter_columns

OTHERS = "not told apart"
"""The maker of plants that stand for the rest of a country, or for several makers."""


@dataclass(frozen=True, slots=True)
class Vehicles:
    """Vehicles of one group, by year: a row per replication, a column per year.

    what   ``made``, ``sold`` or ``delivered``
    group  a maker, or for ``delivered`` a segment
    place  the country that makes them, or the market that buys them
    """

    what: str
    group: str
    place: str
    years: tuple[int, ...]
    values: Array

    def band(self, year: int) -> tuple[float, float, float]:
        """Mean of a year over replications, and the ends of its 90 % band."""
        column = self.values[:, self.years.index(year)]
        low, high = nan_quantile(column, (0.05, 0.95))
        return float(column.mean()), float(low), float(high)


def made_by_maker(run: Run, makers: Mapping[str, str]) -> list[Vehicles]:
    """Vehicles made by each maker in each country.

    makers: plant -> maker; the others are ``OTHERS``
    """
    months = np.array(run.month_years)
    years = full_years(run.month_years, 12)
    made = run.array("made")
    found = []
    for (maker, country), rows in sorted(_plants(run.index, makers).items()):
        values = made[:, rows].sum(axis=1)
        yearly = np.stack([values[:, months == year].sum(axis=-1) for year in years], axis=-1)
        found.append(Vehicles("made", maker, country, years, yearly))
    return found


def sold_by_maker(run: Run, makers: Mapping[str, str]) -> list[Vehicles]:
    """Vehicles shipped to each market, by maker.

    Plants of a country sell as one: all its markets get the same blend, that of what its plants made in the quarter
    of shipping, or in the last quarter in which they made any. So a maker's share of a country's output is exact,
    its share of one of the country's markets is not. Those shipped before any were made are of nobody in particular.
    """
    quarters = np.array(run.quarter_years)
    years = full_years(run.quarter_years, 4)
    shipped = run.array("shipped")
    blends = _blends(run, makers)
    sums: dict[tuple[str, str], Array] = defaultdict(lambda: np.zeros((shipped.shape[0], shipped.shape[2])))
    for row, (commodity, seller, market) in enumerate(run.index.flows):
        if commodity == "vehicle":
            for maker, share in blends.get(seller, {OTHERS: np.ones(1)}).items():
                sums[maker, market] += shipped[:, row] * share
    return [
        Vehicles(
            *("sold", maker, market, years),
            np.stack([values[:, quarters == year].sum(axis=-1) for year in years], axis=-1),
        )
        for (maker, market), values in sorted(sums.items())
        if values.any()
    ]


def delivered_by_segment(run: Run) -> list[Vehicles]:
    """Vehicles delivered to the segments of each market; nothing of a run kept before segments were told apart."""
    if not run.index.segments:
        return []
    months = np.array(run.month_years)
    years = full_years(run.month_years, 12)
    delivered = run.array("by_segment")
    return [
        Vehicles(
            *("delivered", segment, market, years),
            np.stack([delivered[:, row, months == year].sum(axis=-1) for year in years], axis=-1),
        )
        for row, (market, commodity, _, segment) in enumerate(run.index.segments)
        if commodity == "vehicle"
    ]


def rows_of(found: list[Vehicles]) -> Iterator[tuple[str, str, str, int, float, float, float]]:
    """(what, group, place, year, mean, low, high) of every year; groups without a vehicle in any are left out."""
    for one in found:
        if one.values.any():
            for year in one.years:
                yield (one.what, one.group, one.place, year, *one.band(year))


def _plants(index: Index, makers: Mapping[str, str]) -> dict[tuple[str, str], list[int]]:
    """(maker, country) -> rows of its plants."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, (site, commodity) in enumerate(zip(index.sites, index.site_commodity, strict=True)):
        if commodity == "vehicle":
            found[makers.get(site, OTHERS), index.site_country[row]].append(row)
    return dict(found)


def _blends(run: Run, makers: Mapping[str, str]) -> dict[str, dict[str, Array]]:
    """Country -> maker -> share of what leaves the country's plants, replications x quarters."""
    columns = quarter_columns(run.index.months, run.index.quarters)
    made = run.array("made")
    by_country: dict[str, dict[str, Array]] = defaultdict(dict)
    for (maker, country), rows in _plants(run.index, makers).items():
        monthly = made[:, rows].sum(axis=1)
        by_country[country][maker] = np.stack([monthly[:, months].sum(axis=-1) for months in columns], axis=-1)
    return {country: _shares(output) for country, output in by_country.items()}


def _shares(output: Mapping[str, Array]) -> dict[str, Array]:
    """Each maker's share of a country's output; a quarter without any keeps the last share."""
    names = sorted(output)
    table = np.stack([output[name] for name in names])
    total = table.sum(axis=0)
    shares = np.divide(table, total, out=np.zeros_like(table), where=total > 0.0)
    unknown = total <= 0.0
    for quarter in range(1, total.shape[1]):
        still = total[:, quarter] <= 0.0
        shares[:, still, quarter] = shares[:, still, quarter - 1]
        unknown[still, quarter] = unknown[still, quarter - 1]
    found = dict(zip(names, shares, strict=True))
    if unknown.any():
        found[OTHERS] = found.get(OTHERS, np.zeros_like(total)) + unknown
    return found
