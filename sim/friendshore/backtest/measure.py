"""A recorded number's counterpart in a replication."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from friendshore.backtest.record import Seen
from friendshore.errors import CheckFailed
from friendshore.money import Money
from friendshore.seed_episodes import WORLD, Episode, Record, Series

Floats = NDArray[np.float64]

STOPPED = 0.1
"""Share of a week's output whose loss counts as a stop."""


def model(seen: Seen, episode: Episode, series: Series, record: Record) -> float:
    """What the replication shows in place of a record, in the form in which the two are compared.

    NaN where the world does not cover the record's months.

    Raises ``CheckFailed`` if the world holds nothing of the kind.
    """
    own = _plain(seen, episode, series, record.day, series.months)
    if series.form == "level":
        return own
    other, month, months = _reference(episode, series, record)
    base = _plain(seen, episode, other, month, months)
    return _percent(own / series.months, base / months)


def recorded(series: Series, record: Record, episode: Episode, money: Money) -> float:
    """The record in the form in which it is compared; prices in dollars of 2024."""
    own = _real(series, record, money)
    if series.form == "level":
        return own
    other, month, months = _reference(episode, series, record)
    base = next(_real(other, one, money) for one in other.records if one.day == month)
    return _percent(own / series.months, base / months)


def unit(series: Series) -> str:
    """The unit of the compared numbers."""
    if series.form != "level":
        return "%"
    if series.quantity == "price":
        return "USD2024/" + series.unit.partition("/")[2]
    return series.unit


def _reference(episode: Episode, series: Series, record: Record) -> tuple[Series, date, int]:
    """Series, first month and months of what a record is in percent of."""
    if series.form == "start":
        return series, series.records[0].day, series.months
    other = next((one for one in episode.series if one.id == series.base), None)
    if other is None or not other.records:
        raise CheckFailed(f"{series.id}: {series.base} has no record in {episode.id} to compare with")
    if series.form == "index":
        return other, other.records[0].day, other.months
    if all(one.day != record.day for one in other.records):
        raise CheckFailed(f"{series.id}: {series.base} has no record of {record.day} to take a share of")
    return other, record.day, other.months


def _real(series: Series, record: Record, money: Money) -> float:
    currency = series.unit.partition("/")[0]
    if series.quantity != "price" or currency == "USD2024":
        return record.value
    return money.real(record.value, currency, None, record.day)


def _percent(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole > 0.0 else math.nan


def _plain(seen: Seen, episode: Episode, series: Series, day: date, months: int) -> float:
    """The quantity itself, over some months from that of a day."""
    if series.quantity == "first_stop":
        return first_stop(seen, series, episode.starts or day)
    if series.quantity == "stopped":
        return _stopped(seen, series, day, months)
    columns = _columns(seen, day, months)
    if not columns:
        return math.nan
    if series.quantity == "price":
        return _price(seen, series, columns)
    rows, weights, table = _rows(seen, series)
    if not rows:
        raise CheckFailed(f"{series.id}: the world has no {series.quantity} of {', '.join(series.commodities)} there")
    return float(weights[rows] @ table[np.ix_(rows, columns)].sum(axis=1))


def _columns(seen: Seen, day: date, months: int) -> list[int]:
    """Columns of some months from that of a day; none if one of them is outside the run."""
    first = day.year * 12 + day.month - 1
    named = [f"{i // 12}-{i % 12 + 1:02d}" for i in range(first, first + months)]
    place = {month: i for i, month in enumerate(seen.months)}
    return [place[month] for month in named] if all(month in place for month in named) else []


def _rows(seen: Seen, series: Series) -> tuple[list[int], Floats, Floats]:
    """Rows of the quantity, what each counts per unit, and the table they are in."""
    place, goods = series.place, series.commodities
    if series.quantity == "exports":
        flows = [
            i
            for i, (good, seller, buyer) in enumerate(seen.flows)
            if good in goods and seller == place and (buyer == series.partner if series.partner else buyer != place)
        ]
        return flows, np.ones(len(seen.flows)), seen.shipped
    if series.quantity == "sales":
        buyers = [i for i, (market, good, _) in enumerate(seen.buyers) if good in goods and place in (market, WORLD)]
        return buyers, np.ones(len(seen.buyers)), seen.sold
    here = [i for i, country in enumerate(seen.countries) if place in (country, WORLD)]
    if series.quantity == "mined":
        ground = seen.ground[goods[0]]
        return [i for i in here if ground[i] > 0.0], ground, seen.made
    return [i for i in here if seen.goods[i] in goods], np.ones(len(seen.sites)), seen.made


def _price(seen: Seen, series: Series, columns: list[int]) -> float:
    """Mean landed price; a month without trade has that of the last one with it."""
    rows = [
        i for i, (good, zone) in enumerate(seen.prices) if good in series.commodities and series.place in (zone, WORLD)
    ]
    if not rows:
        raise CheckFailed(f"{series.id}: the world has no price of {', '.join(series.commodities)} in {series.place}")
    value, volume = seen.value[rows].sum(axis=0), seen.volume[rows].sum(axis=0)
    found = []
    for column in columns:
        traded = np.flatnonzero(volume[: column + 1] > 0.0)
        found.append(value[traded[-1]] / volume[traded[-1]] if traded.size else math.nan)
    return float(np.mean(found))


def _slots(seen: Seen, series: Series) -> dict[str, list[int]]:
    """Sites elsewhere -> their slots of the goods."""
    home: Mapping[str, str] = dict(zip(seen.sites, seen.countries, strict=True))
    found: dict[str, list[int]] = {}
    for i, (site, good) in enumerate(seen.slots):
        if good in series.commodities and home[site] != series.place:
            found.setdefault(site, []).append(i)
    return found


def stops(seen: Seen, series: Series, first: date, last: date) -> dict[str, date]:
    """Sites outside a place that stopped for want of goods -> first day of the first such week."""
    weeks = [i for i, day in enumerate(seen.weeks) if first <= day <= last]
    found = {}
    for site, rows in _slots(seen, series).items():
        lost = seen.lost[np.ix_(rows, weeks)].sum(axis=0) if weeks else np.zeros(0)
        over = np.flatnonzero(lost >= STOPPED)
        if over.size:
            found[site] = seen.weeks[weeks[over[0]]]
    return found


def first_stop(seen: Seen, series: Series, starts: date) -> float:
    """Days from a day to the first stop of a plant outside a place; infinite if there is none within a year."""
    last = date(starts.year + 1, starts.month, 1)
    days = stops(seen, series, starts, last).values()
    return float((min(days) - starts).days) if days else math.inf


def _stopped(seen: Seen, series: Series, day: date, months: int) -> float:
    columns = _columns(seen, day, months)
    if not columns:
        return math.nan
    after = day.year * 12 + day.month - 1 + months
    return float(len(stops(seen, series, day, date(after // 12, after % 12 + 1, 1))))
