"""Made-up episodes and worlds, small enough to work out by hand."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from friendshore.backtest.record import Seen
from friendshore.money import Money
from friendshore.seed_episodes import Episode, Range, Record, Series
from friendshore.seed_layout import IDENTITY, VALUE_COLUMNS

MONEY = Money({"USD": {2024: 1.0}, "CNY": {2024: 0.125}}, {2023: 1.03, 2024: 1.0, 2025: 0.97}, 0.02)
MONTHS = tuple(f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13))


def seen(scale: float = 1.0) -> Seen:
    """Two years: Aland mines 10, 20, 30... t a month and exports to Bland and Cland; a plant in Bland stops once."""
    rising = np.arange(1.0, 25.0) * 10.0 * scale
    weeks = tuple(date(2024, 1, 1) + timedelta(7 * i) for i in range(100))
    lost = np.zeros((2, len(weeks)))
    lost[1, [weeks.index(date(2024, 3, 4)), 20]] = 0.05, 0.05
    lost[0, weeks.index(date(2024, 3, 11))] = 0.1
    return Seen(
        months=MONTHS,
        sites=("mine", "plant", "home_plant"),
        countries=("AAA", "BBB", "AAA"),
        goods=("ore", "metal", "metal"),
        buyers=(("BBB", "car", "any"), ("AAA", "car", "any")),
        flows=(("ore", "AAA", "AAA"), ("ore", "AAA", "BBB"), ("ore", "AAA", "CCC"), ("ore", "BBB", "CCC")),
        prices=(("ore", "BBB"), ("ore", "CCC")),
        slots=(("plant", "ore"), ("plant", "salt")),
        made=np.array([rising, rising / 2, rising / 5]),
        sold=np.array([rising, rising * 3]),
        shipped=np.array([rising * 9, rising * 3, rising, rising * 7]),
        value=np.array([rising * 100.0, rising * 300.0]),
        volume=np.array([rising, np.where(np.arange(24) == 1, 0.0, rising)]),
        weeks=weeks,
        lost=lost,
        ground={"nickel": np.array([0.5, 0.0, 0.0])},
    )


def record(day: str, value: float) -> Record:
    """A record without a spread."""
    return Record(date.fromisoformat(day), value, None, None, "survey", "A", "")


def series(quantity: str = "exports", records: Sequence[Record] = (), **more: object) -> Series:
    """A series of Aland's ore, changed at will."""
    plain = Series(
        id="e.s",
        episode="e",
        quantity=quantity,
        commodities=("ore",),
        place="AAA",
        partner="",
        unit="t",
        months=1,
        form="level",
        base="",
        fitted=(),
        note="",
        records=tuple(records),
        ranges=(),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def limit(rule: str, within: float = 0.1, scored: tuple[str, ...] = (), unit: str = "share") -> Range:
    """A range of a rule."""
    return Range(f"e.s.{rule}", "e.s", rule, scored, within, unit, "", "")


def episode(*found: Series, starts: date | None = date(2024, 1, 1), measure: str = "") -> Episode:
    """An episode of these series."""
    return Episode("e", "Something happened", measure, starts, "", found)


def write_tables(folder: Path, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Path:
    """A folder of tables; columns that a row leaves out are empty."""
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        columns = VALUE_COLUMNS if name.endswith("_values") else IDENTITY[name]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder
