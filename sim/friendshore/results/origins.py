"""Where the minerals in North American and Japanese batteries and motors come from, by last processing country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import Commodity
from friendshore.engine.outcome import Index
from friendshore.results.spread import nan_mean, nan_quantile

Array = NDArray[np.float64]

MATERIALS = ("cam", "aam", "magnet")
"""Stages whose goods are the last material before a cell or a motor."""
ARRIVALS = ("cell",)
"""Stages whose goods bring the mineral ready made; counted when they come from outside the buyers."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who processed one mineral last, for one group of buyers.

    share, low, high    countries x quarters: mean over the replications, 5 % and 95 % quantiles; 0 to 1
    tonnes              quarters: contained mineral bought, t a quarter, mean over the replications
    """

    mineral: str
    buyers: tuple[str, ...]
    quarters: tuple[str, ...]
    countries: tuple[str, ...]
    share: Array
    low: Array
    high: Array
    tonnes: Array


def mineral_origins(
    index: Index,
    shipped: Array,
    commodities: Mapping[str, Commodity],
    buyers: Sequence[str],
    minerals: Sequence[str],
) -> tuple[Origin, ...]:
    """Shares of each country in the contained mineral that the buyers took, the largest seller first.

    The chain is cut once, so that nothing counts twice: cathode material, anode material and magnets
    bought by the buyers' own plants, and cells that arrive from elsewhere. The country is the one where
    that good was made; where its mineral was mined or refined needs provenance. Cells and magnets
    inside imported vehicles are not counted. A mineral that the buyers never took is left out.

    shipped: replications x flows x quarters, units
    buyers: zones that count as one, e.g. CAN, MEX and USA
    """
    found = []
    for mineral in minerals:
        amounts, countries = _tonnes_by_country(index, shipped, commodities, tuple(buyers), mineral)
        if amounts.sum() > 0:
            found.append(_origin(mineral, tuple(buyers), index.quarters, countries, amounts))
    return tuple(found)


def share_in_year(origin: Origin, country: str, year: int) -> float:
    """Mean share of a country over the quarters of a year, weighted by tonnes; NaN without purchases."""
    columns = [i for i, quarter in enumerate(origin.quarters) if quarter.startswith(f"{year}-")]
    weight = origin.tonnes[columns]
    if country not in origin.countries:
        return 0.0 if weight.sum() > 0 else float("nan")
    bought = weight > 0
    shares = origin.share[origin.countries.index(country), columns]
    return float((shares[bought] * weight[bought]).sum() / weight.sum()) if bought.any() else float("nan")


def years_of(origin: Origin) -> tuple[int, ...]:
    """The years in which the mineral was bought."""
    return tuple(sorted({int(q[:4]) for q, t in zip(origin.quarters, origin.tonnes, strict=True) if t > 0}))


def largest(origins: Sequence[Origin], most: int) -> tuple[str, ...]:
    """The countries that deserve a name in a chart: by the sum of their mean shares, at most ``most``."""
    total: dict[str, float] = {}
    for origin in origins:
        for country, share in zip(origin.countries, nan_mean(origin.share, axis=1), strict=True):
            total[country] = total.get(country, 0.0) + float(np.nan_to_num(share))
    ranked = sorted(total, key=lambda country: (-total[country], country))
    return tuple(country for country in ranked[:most] if total[country] > 0)


def gathered(origin: Origin, named: Sequence[str]) -> tuple[tuple[str, ...], Array]:
    """The named countries and ``other``, with their shares (countries x quarters), adding to one."""
    rows = [
        origin.share[origin.countries.index(country)] if country in origin.countries else np.zeros(len(origin.quarters))
        for country in named
    ]
    rest = [i for i, country in enumerate(origin.countries) if country not in named]
    rows.append(origin.share[rest].sum(axis=0))
    return (*named, "other"), np.array(rows)


def _tonnes_by_country(
    index: Index,
    shipped: Array,
    commodities: Mapping[str, Commodity],
    buyers: tuple[str, ...],
    mineral: str,
) -> tuple[Array, tuple[str, ...]]:
    """Contained mineral, t, as replications x countries x quarters, and the countries."""
    rows: dict[str, list[tuple[int, float]]] = {}
    for row, (commodity, seller, zone) in enumerate(index.flows):
        record = commodities.get(commodity)
        if record is None or zone not in buyers:
            continue
        counted = record.stage in MATERIALS or (record.stage in ARRIVALS and seller not in buyers)
        content = record.contained.get(mineral, 0.0)
        if counted and content > 0:
            rows.setdefault(seller, []).append((row, content / 1000.0))
    countries = tuple(sorted(rows))
    amounts = np.zeros((shipped.shape[0], len(countries), len(index.quarters)))
    for place, country in enumerate(countries):
        for row, tonnes_per_unit in rows[country]:
            amounts[:, place] += shipped[:, row] * tonnes_per_unit
    return amounts, countries


def _origin(
    mineral: str, buyers: tuple[str, ...], quarters: tuple[str, ...], countries: tuple[str, ...], amounts: Array
) -> Origin:
    ranked = sorted(range(len(countries)), key=lambda i: (-amounts[:, i].sum(), countries[i]))
    amounts = amounts[:, ranked]
    total = amounts.sum(axis=1, keepdims=True)
    shares = np.divide(amounts, total, out=np.full_like(amounts, np.nan), where=total > 0)
    low, high = nan_quantile(shares, (0.05, 0.95))
    return Origin(
        mineral=mineral,
        buyers=buyers,
        quarters=quarters,
        countries=tuple(countries[i] for i in ranked),
        share=nan_mean(shares, axis=0),
        low=low,
        high=high,
        tonnes=amounts.sum(axis=1).mean(axis=0),
    )
