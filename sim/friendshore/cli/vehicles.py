"""``friendshore show RUN --vehicles``: who makes electric vehicles where, and what each market buys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from friendshore.cli.tables import aligned, number
from friendshore.errors import UsageError
from friendshore.locations import shipped
from friendshore.results.catalogue import load_catalogue
from friendshore.results.makers import Vehicles, delivered_by_segment, made_by_maker, rows_of, sold_by_maker

if TYPE_CHECKING:
    from friendshore.results import Run

TABLES = (
    ("made", "made, by maker and country", ("maker", "country")),
    ("sold", "sold, by maker and market; every market of a country gets the blend of its plants", ("maker", "market")),
    ("delivered", "delivered, by segment and market", ("segment", "market")),
)


def table(run: Run, year: int | None, as_json: bool) -> str:
    """Three tables of one year, by default the last whole one; raises ``UsageError`` if the run has none of it."""
    found = _found(run)
    years = found[0].years if found else ()
    if not years:
        raise UsageError(f"{run.id} has no whole year in which vehicles could be made")
    shown = years[-1] if year is None else year
    if shown not in years:
        raise UsageError(f"{run.id} has whole years from {years[0]} to {years[-1]}, not {shown}")
    rows = [row for row in rows_of(found) if row[3] == shown and row[4] > 0.0]
    if as_json:
        keys = ("what", "group", "place", "year", "mean", "p5", "p95")
        return json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=1, ensure_ascii=False)
    lines = [f"{run.title}: electric vehicles in {shown}, thousands: mean over replications, and their 90 % band"]
    for what, title, header in TABLES:
        mine = sorted((row for row in rows if row[0] == what), key=lambda row: (row[2], -row[4]))
        if mine:
            cells = [(*row[1:3], *(number(value / 1e3) for value in row[4:])) for row in mine]
            lines += ["", title, aligned([(*header, "mean", "5 %", "95 %"), *cells], left=2)]
    return "\n".join(lines)


def _found(run: Run) -> list[Vehicles]:
    if run.index.measured:
        return []
    named = Path(str(run.scenario.get("seeds", "")))
    makers = load_catalogue(named if named.parts and named.is_dir() else shipped("seeds")).makers
    return [*made_by_maker(run, makers), *sold_by_maker(run, makers), *delivered_by_segment(run)]
