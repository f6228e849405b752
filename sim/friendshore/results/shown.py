"""The series in which a scenario says that its mechanism is seen.

What a scenario may ask for stands in ``scenario.panels``; a run's manifest holds it in plain values under ``shows``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.outcome import CONTRACT_COLUMNS, Array
from friendshore.results.folder import Run

Panel = Mapping[str, Any]
ALL = ["all"]
ABROAD = ["abroad"]
CREDITS = ("due", "earned", "kept")
"""Columns of what is kept of a sales standard."""
HELD = "at the end of the month"
MONTH = 365.25 / 12
"""Days to which amounts of a month are brought, so that February is no dip."""
_SHOWN = {"MWh": ("GWh", 1e-3), "vehicle": ("vehicles", 1.0)}
_PRICED = {"MWh": ("USD2024/kWh", 1e-3), "vehicle": ("USD2024/vehicle", 1.0)}


@dataclass(frozen=True, slots=True)
class Shown:
    """One panel of one run.

    unit          of the values, such as ``t``, ``USD2024/t`` or ``%``
    per           ``month``, ``quarter`` or ``year`` in which an amount came about, when a stock is held, "" for a price
                  or share
    periods       first day of each column and the day after its last
    replications  numbers of the rows
    values        replications x columns, NaN where there is nothing to measure
    """

    caption: str
    unit: str
    per: str
    periods: tuple[tuple[date, date], ...]
    replications: tuple[int, ...]
    values: Array


def shown(run: Run, panel: Panel, first: date, last: date) -> Shown | None:
    """A panel of a run between two days; None where the run holds nothing of the kind."""
    found = _KINDS[str(panel["kind"])](run, panel)
    if found is None:
        return None
    values, unit, per, step = found
    periods = _PERIODS[step](run)
    if per == "month":
        values = values * (MONTH / np.array([(end - start).days for start, end in periods]))
    inside = [i for i, (start, end) in enumerate(periods) if end > first and start < last]
    if not inside:
        return None
    return Shown(
        caption=str(panel["caption"]),
        unit=unit,
        per=per,
        periods=tuple(periods[i] for i in inside),
        replications=run.replications,
        values=values[:, inside],
    )


def _months(names: Sequence[str]) -> list[tuple[date, date]]:
    found = []
    for name in names:
        year, month = int(name[:4]), int(name[5:7])
        found.append((date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)))
    return found


def _quarters(names: Sequence[str]) -> list[tuple[date, date]]:
    found = []
    for name in names:
        year, month = int(name[:4]), 3 * int(name[6]) - 2
        found.append((date(year, month, 1), date(year + (month + 2) // 12, (month + 2) % 12 + 1, 1)))
    return found


def _years(run: Run) -> list[tuple[date, date]]:
    years = range(run.index.start.year, run.index.end.year + 1)
    return [(date(year, 1, 1), date(year + 1, 1, 1)) for year in years]


_PERIODS: Mapping[str, Callable[[Run], list[tuple[date, date]]]] = {
    "month": lambda run: _months(run.index.months),
    "quarter": lambda run: _quarters(run.index.quarters),
    "year": _years,
}
Found = tuple[Array, str, str, str] | None
"""Values, unit, per, and the step of the columns: month, quarter or year."""


def _price(run: Run, panel: Panel) -> Found:
    key = (panel["commodity"], panel["place"])
    if key not in run.index.zones:
        return None
    native = run.units.get(key[0], "t")
    unit, factor = _PRICED.get(native, (f"USD2024/{native}", 1.0))
    values = run.array("price")[:, run.index.zones.index(key)] * factor
    return np.where(values > 0.0, values, np.nan), unit, "", "month"


def _stock(run: Run, panel: Panel) -> Found:
    rows = [i for i, zone in enumerate(run.index.zones) if _in(zone[0], panel, "commodities") and _in(zone[1], panel)]
    return _summed(run, run.array("stock")[:, rows], panel["commodities"][0], HELD, "month") if rows else None


def _flow(run: Run, panel: Panel) -> Found:
    origins, destinations = panel["origins"], panel["destinations"]

    def meant(good: str, seller: str, buyer: str) -> bool:
        leaves = destinations != ABROAD or (seller != buyer if origins == ALL else buyer not in origins)
        enters = origins != ABROAD or (seller != buyer if destinations == ALL else seller not in destinations)
        named = (origins in (ALL, ABROAD) or seller in origins) and (
            destinations in (ALL, ABROAD) or buyer in destinations
        )
        return good in panel["commodities"] and leaves and enters and named

    rows = [i for i, flow in enumerate(run.index.flows) if meant(*flow)]
    return _summed(run, run.array("shipped")[:, rows], panel["commodities"][0], "quarter", "quarter") if rows else None


def _plants(run: Run, panel: Panel) -> list[int]:
    index = run.index
    return [
        i
        for i, (site, country, good) in enumerate(
            zip(index.sites, index.site_country, index.site_commodity, strict=True)
        )
        if _in(site, panel, "sites") and _in(country, panel) and _in(good, panel, "commodities")
    ]


def _output(run: Run, panel: Panel) -> Found:
    rows = _plants(run, panel)
    return (
        _summed(run, run.array("made")[:, rows], run.index.site_commodity[rows[0]], "month", "month") if rows else None
    )


def _use(run: Run, panel: Panel) -> Found:
    rows = _plants(run, panel)
    if not rows:
        return None
    made, room = run.array("made")[:, rows].sum(axis=1), run.array("capacity")[:, rows].sum(axis=1)
    share = np.divide(made, room, out=np.full(made.shape, np.nan), where=room > 0.0)
    return share * 100.0, "%", "", "month"


def _lost(run: Run, panel: Panel) -> Found:
    plants = {run.index.sites[i]: i for i in _plants(run, panel)}
    rows = [i for i, (site, item) in enumerate(run.index.slots) if site in plants and _in(item, panel, "inputs")]
    if not rows:
        return None
    good = run.index.site_commodity[plants[run.index.slots[rows[0]][0]]]
    return _summed(run, run.array("lost_input")[:, rows], good, "month", "month")


def _unfilled(run: Run, panel: Panel) -> Found:
    rows = [i for i, zone in enumerate(run.index.zones) if _in(zone[0], panel, "commodities") and _in(zone[1], panel)]
    reasons = [i for i, reason in enumerate(run.index.reasons) if _in(reason, panel, "reasons")]
    if not rows or not reasons:
        return None
    values = run.array("unfilled")[:, reasons].sum(axis=1)[:, rows]
    return _summed(run, values, panel["commodities"][0], "quarter", "quarter")


def _sales(run: Run, panel: Panel) -> Found:
    index, parts = run.index, []
    if panel["segments"] == ALL:
        parts.append(run.array("delivered")[:, _buyers(run, panel)])
    else:
        rows = [
            i
            for i, (market, good, _, segment) in enumerate(index.segments)
            if _in(market, panel, "markets") and _in(good, panel, "commodities") and segment in panel["segments"]
        ]
        if rows:
            parts.append(run.array("by_segment")[:, rows])
        apart = {one[:3] for one in index.segments}
        alone = [i for i in _buyers(run, panel) if index.buyers[i] not in apart]
        if whole := [i for i in alone if index.buyers[i][2] in panel["segments"]]:
            parts.append(run.array("delivered")[:, whole])
    values = np.concatenate(parts, axis=1) if parts else np.zeros((0, 0))
    return _summed(run, values, panel["commodities"][0], "month", "month") if values.size else None


def _unmet(run: Run, panel: Panel) -> Found:
    rows = _buyers(run, panel)
    values = run.array("wanted")[:, rows] - run.array("delivered")[:, rows]
    return _summed(run, values, panel["commodities"][0], "month", "month") if rows else None


def _contract(run: Run, panel: Panel) -> Found:
    row = next((i for i, one in enumerate(run.index.contracts) if one[0] == panel["contract"]), None)
    if row is None:
        return None
    commodity = run.index.contracts[row][1]
    native = run.units.get(commodity, "t")
    table = dict(zip(CONTRACT_COLUMNS, np.moveaxis(run.array("contracts")[:, row], 1, 0), strict=True))
    if panel["what"] == "price":
        sent = table["delivered"]
        unit, factor = _PRICED.get(native, (f"USD2024/{native}", 1.0))
        price = np.divide(table["value"], sent, out=np.full(sent.shape, np.nan), where=sent > 0.0)
        return price * factor, unit, "", "quarter"
    if panel["what"] == "unused":
        return table["unused"] * 1e-6, "million USD2024", "quarter", "quarter"
    amount = table["delivered"] if panel["what"] == "delivered" else table["excused"] + table["defaulted"]
    return _summed(run, amount[:, None], commodity, "quarter", "quarter")


def _money(run: Run, panel: Panel) -> Found:
    if panel["measure"] not in run.index.measures:
        return None
    values = run.array("paid")[:, run.index.measures.index(panel["measure"])]
    return values * 1e-6, "million USD2024", "quarter", "quarter"


def _credits(run: Run, panel: Panel) -> Found:
    if panel["market"] not in run.index.standards:
        return None
    row, column = run.index.standards.index(panel["market"]), CREDITS.index(panel["what"])
    per = "at the end of the year" if panel["what"] == "kept" else "year"
    return run.array("credits")[:, row, column], "credits", per, "year"


def _buyers(run: Run, panel: Panel) -> list[int]:
    return [
        i
        for i, (market, good, _) in enumerate(run.index.buyers)
        if _in(market, panel, "markets") and _in(good, panel, "commodities")
    ]


def _in(name: str, panel: Panel, key: str = "places") -> bool:
    """Whether a list of a panel means a name; one that is not there means all."""
    listed = panel.get(key, ALL)
    return listed == ALL or name in listed


def _summed(run: Run, values: Array, commodity: str, per: str, step: str) -> Found:
    native = run.units.get(commodity, "t")
    unit, factor = _SHOWN.get(native, (native, 1.0))
    total: NDArray[np.float64] = values.sum(axis=1) * factor
    return total, unit, per, step


_KINDS: Mapping[str, Callable[[Run, Panel], Found]] = {
    "contract": _contract,
    "credits": _credits,
    "flow": _flow,
    "lost": _lost,
    "money": _money,
    "output": _output,
    "price": _price,
    "sales": _sales,
    "stock": _stock,
    "unfilled": _unfilled,
    "unmet": _unmet,
    "use": _use,
}
