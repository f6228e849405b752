"""Vehicles by maker, market and segment as tables beside the charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from friendshore.report.cases import Case
from friendshore.report.charts import Cell, write_csv
from friendshore.results.makers import delivered_by_segment, made_by_maker, rows_of, sold_by_maker

COLUMNS = ("scenario", "what", "group", "place", "year", "mean", "p5", "p95")
"""``what`` is made (group: maker, place: country), sold (maker, market) or delivered (segment, market)."""


def write_vehicles(cases: Sequence[Case], makers: Mapping[str, str], folder: Path) -> None:
    """Writes ``vehicles.csv`` into a folder that exists; makers: plant -> maker."""
    write_csv(folder / "vehicles.csv", COLUMNS, _rows(cases, makers))


def _rows(cases: Sequence[Case], makers: Mapping[str, str]) -> Iterator[Sequence[Cell]]:
    for case in cases:
        run = case.run
        for found in (made_by_maker(run, makers), sold_by_maker(run, makers), delivered_by_segment(run)):
            for row in rows_of(found):
                yield (run.name, *row)
