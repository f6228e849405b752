"""Yearly outcomes of a run by name, such as ``cell_output.north_america``, and their bands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from friendshore.engine.outcome import Array
from friendshore.results.contracts import contract_series
from friendshore.results.folder import Run
from friendshore.results.spread import nan_mean, nan_quantile

NORTH_AMERICA = ("CAN", "USA", "MEX")
STAGES = ("cell", "vehicle", "cam", "pcam", "aam", "magnet")
"""Stages whose sites all make the same kind of thing, so that their output adds up."""

BANDS = (5, 25, 50, 75, 95)
"""Percentiles of the 90 and 50 % bands, and the median."""

_SHOWN = {
    "MWh": ("GWh", 1e-3),
    "vehicle": ("vehicles", 1.0),
}
_PRICED = {
    "MWh": ("USD2024/kWh", 1e-3),
    "vehicle": ("USD2024/vehicle", 1.0),
}
_NAMES = {
    "cell": "Cell",
    "vehicle": "Electric vehicle",
    "cam": "Cathode active material",
    "pcam": "Cathode precursor",
    "aam": "Anode active material",
    "magnet": "Magnet",
    "north_america": "North America",
    "world": "the world",
    "CAN": "Canada",
    "USA": "the United States",
    "MEX": "Mexico",
    "JPN": "Japan",
    "KOR": "Korea",
    "CHN": "China",
    "xeu": "Europe",
    "xrw": "the rest of the world",
}


@dataclass(frozen=True, slots=True)
class Series:
    """One outcome by year: a row per replication, a column per year."""

    id: str
    title: str
    unit: str
    years: tuple[int, ...]
    replications: tuple[int, ...]
    values: Array


def outcomes(run: Run) -> dict[str, Series]:
    """Every yearly outcome of a run by its id; only years that the run covers to the end.

    ``<stage>_output.<place>``           output of a stage (cell in GWh, vehicles, otherwise t)
    ``output.<commodity>.<place>``       output of one commodity
    ``vehicle_sales.<market>``           electric vehicles delivered
    ``segment_sales.<market>.<segment>``  of these, to one segment
    ``credits_due.<market>``, ``credits_earned.``, ``credits_kept.``  of a sales standard that acts; kept at year's end
    ``unmet_vehicle_demand.<market>``    vehicles wanted at the price of the day and not delivered
    ``unmet_demand.<commodity>.world``   the same for every other final demand
    ``price.<commodity>.<zone>``         mean of the monthly landed costs of what was bought
    ``contract_delivered.<contract>``    delivered under a contract that a run carries out
    ``contract_missed.<contract>``       called under it and not delivered, with an excuse or without
    ``contract_price.<contract>``        mean price of what was delivered, at the seller's gate
    ``public_money.<measure>``           million USD2024 paid; receipts are negative
    ``public_money.support``, ``.duties``  what all governments pay, and what they take in, both positive

    ``<measure>.<store or station>``     all that an event-clock world has, in the column of its first year

    Places are ``world``, ``north_america`` (Canada, United States, Mexico) and the countries that have sites.
    """
    if run.index.measured:
        return {series.id: series for series in _measured(run)}
    later = (("by_segment", run.index.segments), ("contracts", run.index.contracts))  # not in every run
    run.load(("made", "delivered", "wanted", "price", "paid", *(name for name, there in later if there)))
    return {series.id: series for part in _PARTS for series in part(run)}


def bands(series: Series) -> Array:
    """Percentiles ``BANDS`` over replications, one row each, a column per year."""
    return nan_quantile(series.values, [percentile / 100 for percentile in BANDS])


def full_years(column_years: Sequence[int], per_year: int) -> tuple[int, ...]:
    """Years with all their months or quarters."""
    return tuple(y for y in sorted(set(column_years)) if column_years.count(y) == per_year)


def name_of(key: str) -> str:
    """A stage or place in words."""
    return _NAMES.get(key, key)


def _yearly(values: Array, column_years: Sequence[int], years: Sequence[int]) -> Array:
    """Sums of the columns of each year, over the last axis."""
    columns = np.asarray(column_years)
    return np.stack([values[..., columns == year].sum(axis=-1) for year in years], axis=-1)


def _outputs(run: Run) -> Iterator[Series]:
    index = run.index
    years = full_years(run.month_years, 12)
    made = _yearly(run.array("made"), run.month_years, years)
    by_stage: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_commodity: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, (country, commodity, stage) in enumerate(
        zip(index.site_country, index.site_commodity, index.site_stage, strict=True)
    ):
        places = ["world", country] + ["north_america"] * (country in NORTH_AMERICA)
        for place in places:
            by_commodity[commodity, place].append(row)
            if stage in STAGES:
                by_stage[stage, place].append(row)
    for (stage, place), rows in by_stage.items():
        unit, factor = _unit(run, index.site_commodity[rows[0]])
        title = f"{name_of(stage)} output of {name_of(place)}"
        yield _series(run, f"{stage}_output.{place}", title, unit, years, made[:, rows].sum(axis=1) * factor)
    for (commodity, place), rows in by_commodity.items():
        unit, factor = _unit(run, commodity)
        title = f"Output of {commodity} in {name_of(place)}"
        yield _series(run, f"output.{commodity}.{place}", title, unit, years, made[:, rows].sum(axis=1) * factor)


def _demand(run: Run) -> Iterator[Series]:
    years = full_years(run.month_years, 12)
    delivered = _yearly(run.array("delivered"), run.month_years, years)
    unmet = _yearly(run.array("wanted"), run.month_years, years) - delivered
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, (market, commodity, _) in enumerate(run.index.buyers):
        groups[commodity, "world"].append(row)
        groups[commodity, market].append(row)
        if market in NORTH_AMERICA:
            groups[commodity, "north_america"].append(row)
    for (commodity, place), rows in groups.items():
        unit, factor = _unit(run, commodity)
        where = name_of(place)
        missing = unmet[:, rows].sum(axis=1) * factor
        if commodity == "vehicle":
            sold = delivered[:, rows].sum(axis=1) * factor
            yield _series(run, f"vehicle_sales.{place}", f"Electric vehicles sold in {where}", unit, years, sold)
            title = f"Electric vehicles wanted and not delivered in {where}"
            yield _series(run, f"unmet_vehicle_demand.{place}", title, unit, years, missing)
        elif place == "world":
            title = f"Final demand for {commodity} not delivered"
            yield _series(run, f"unmet_demand.{commodity}.world", title, unit, years, missing)


def _prices(run: Run) -> Iterator[Series]:
    years = full_years(run.month_years, 12)
    columns = np.asarray(run.month_years)
    monthly = run.array("price")
    yearly = np.stack([nan_mean(monthly[..., columns == year], axis=-1) for year in years], axis=-1)
    for row, (commodity, zone) in enumerate(run.index.zones):
        native = run.units.get(commodity, "t")
        unit, factor = _PRICED.get(native, (f"USD2024/{native}", 1.0))
        title = f"Landed cost of {commodity} in {name_of(zone)}"
        yield _series(run, f"price.{commodity}.{zone}", title, unit, years, yearly[:, row] * factor)


def _money(run: Run) -> Iterator[Series]:
    years = full_years(run.quarter_years, 4)
    paid = _yearly(run.array("paid"), run.quarter_years, years) * 1e-6
    unit = "million USD2024"
    for row, measure in enumerate(run.index.measures):
        yield _series(run, f"public_money.{measure}", f"Public money paid under {measure}", unit, years, paid[:, row])
    support, duties = np.maximum(paid, 0.0).sum(axis=1), np.maximum(-paid, 0.0).sum(axis=1)
    yield _series(run, "public_money.support", "Support paid by all governments", unit, years, support)
    yield _series(run, "public_money.duties", "Duties received by all governments", unit, years, duties)


def _contracts(run: Run) -> Iterator[Series]:
    if not run.index.contracts:  # a world without, or a run kept before there were any
        return
    years = full_years(run.quarter_years, 4)
    for id, title, commodity, kind, values in contract_series(run, years):
        native = run.units.get(commodity, "t")
        priced = _PRICED.get(native, (f"USD2024/{native}", 1.0))
        unit, factor = priced if kind == "price" else _unit(run, commodity)
        yield _series(run, id, title, unit, years, values * factor)


def _segments(run: Run) -> Iterator[Series]:
    if not run.index.segments:  # a world without, or a run kept before they were told apart
        return
    years = full_years(run.month_years, 12)
    delivered = _yearly(run.array("by_segment"), run.month_years, years)
    for row, (market, commodity, _, segment) in enumerate(run.index.segments):
        if commodity == "vehicle":
            title = f"Electric vehicles sold in {name_of(market)}, {segment}"
            yield _series(run, f"segment_sales.{market}.{segment}", title, "vehicles", years, delivered[:, row])


def _credits(run: Run) -> Iterator[Series]:
    if not run.index.standards:
        return
    found = run.array("credits")
    first = run.index.start.year
    years = full_years(run.month_years, 12)
    columns = [year - first for year in years]
    for row, market in enumerate(run.index.standards):
        for place, (word, told) in enumerate((("due", "due"), ("earned", "earned"), ("kept", "kept at its end"))):
            title = f"Credits of the sales standard of {name_of(market)}, {told}"
            yield _series(run, f"credits_{word}.{market}", title, "credits", years, found[:, row, place][:, columns])


def _measured(run: Run) -> Iterator[Series]:
    found = run.array("measured")
    for row, (measure, unit) in enumerate(run.index.measured):
        name, _, of = measure.partition(".")
        title = f"{name.replace('_', ' ').capitalize()} of {of}"
        yield _series(run, measure, title, unit, (run.index.start.year,), found[:, row, None])


def _unit(run: Run, commodity: str) -> tuple[str, float]:
    native = run.units.get(commodity, "t")
    return _SHOWN.get(native, (native, 1.0))


def _series(run: Run, id: str, title: str, unit: str, years: tuple[int, ...], values: Array) -> Series:
    return Series(id, title, unit, years, run.replications, values)


_PARTS = (_outputs, _demand, _segments, _credits, _prices, _money, _contracts)
