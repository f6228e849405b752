"""What buyers of each zone paid, by quarter, over the replications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.outcome import Index
from friendshore.results.spread import nan_mean, nan_quantile, quarter_columns

Array = NDArray[np.float64]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class PriceBand:
    """The price of a commodity in a zone: levels x quarters, USD2024 per unit; rows as in ``LEVELS``."""

    commodity: str
    zone: str
    quarters: tuple[str, ...]
    levels: Array

    @property
    def median(self) -> Array:
        """The middle replication, quarters, USD2024 per unit."""
        return np.asarray(self.levels[LEVELS.index(0.5)], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Gap:
    """How far the price of one zone stood above that of another when the gap was widest."""

    commodity: str
    dear: str
    cheap: str
    quarter: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Rise:
    """Where a scenario moved a median price furthest from the baseline's.

    ratio   scenario over baseline
    gap     in the scenario, over the price of the reference zone in that quarter; NaN without one
    """

    commodity: str
    zone: str
    quarter: str
    ratio: float
    gap: float


def price_bands(index: Index, price: Array, commodities: Sequence[str], zones: Sequence[str]) -> tuple[PriceBand, ...]:
    """Quantiles of the quarterly mean price; pairs that were never bought are left out.

    price: replications x zones x months, USD2024 per unit, NaN where nothing was bought
    """
    months = quarter_columns(index.months, index.quarters)
    bands = []
    for commodity in commodities:
        for zone in zones:
            if (commodity, zone) not in index.zones:
                continue
            monthly = price[:, index.zones.index((commodity, zone))]
            monthly = np.where(monthly > 0, monthly, np.nan)
            quarterly = np.stack([nan_mean(monthly[:, columns], axis=1) for columns in months], axis=1)
            if np.isfinite(quarterly).any():
                bands.append(PriceBand(commodity, zone, index.quarters, nan_quantile(quarterly, LEVELS)))
    return tuple(bands)


def widest_gap(bands: Sequence[PriceBand], reference: str = "CHN") -> Gap | None:
    """The commodity, zone and quarter with the largest median price relative to the reference zone's."""
    widest: Gap | None = None
    home = {band.commodity: band.median for band in bands if band.zone == reference}
    for band in bands:
        if band.zone == reference or band.commodity not in home:
            continue
        ratio = np.nan_to_num(band.median / home[band.commodity])
        at = int(np.argmax(ratio))
        if ratio[at] > (widest.ratio if widest else 1.0):
            widest = Gap(band.commodity, band.zone, reference, band.quarters[at], float(ratio[at]))
    return widest


def furthest(bands: Sequence[PriceBand], before: Sequence[PriceBand], reference: str = "CHN") -> Rise | None:
    """The commodity, zone and quarter whose median moved most, up or down alike, in relative terms."""
    baseline = {(band.commodity, band.zone): band.median for band in before}
    home = {band.commodity: band.median for band in bands if band.zone == reference}
    found: Rise | None = None
    for band in bands:
        if (band.commodity, band.zone) not in baseline:
            continue
        ratio = band.median / baseline[band.commodity, band.zone]
        distance = np.abs(np.log(ratio, out=np.zeros_like(ratio), where=ratio > 0))
        at = int(np.argmax(distance))
        if found is None or distance[at] > abs(np.log(found.ratio)):
            gap = float(band.median[at] / home[band.commodity][at]) if band.commodity in home else float("nan")
            found = Rise(band.commodity, band.zone, band.quarters[at], float(ratio[at]) if distance[at] else 1.0, gap)
    return found
