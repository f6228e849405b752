"""Every number of the tables with its passport: unit, source, place in it, grade, and the note beside it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from friendshore.seed_layout import ASSUMED, CONFIDENCES, FIELDS, IDENTITY

Cells = Mapping[str, str]
NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True)
class Passport:
    """One row that carries a source, as it is written; cells that a table lacks are empty.

    subject     what the row is about: a site, a commodity, a parameter
    field       which number of it; "" for a row about the thing itself
    """

    table: str
    line: int
    subject: str
    field: str
    day: str
    value: str
    low: str
    high: str
    distribution: str
    unit: str
    basis: str
    source: str
    locator: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class Grades:
    """How well a table is founded: its rows by confidence, and the sourced rows without a place in their source."""

    table: str
    rows: int
    by_grade: tuple[int, ...]
    """Of A, B, C and D."""
    without_locator: int

    @property
    def guessed(self) -> float:
        """Share of rows graded D."""
        return self.by_grade[-1] / self.rows


def passports(folder: Path, fits: Callable[[str, Cells], bool]) -> tuple[Passport, ...]:
    """The rows with a grade that fit, table by table, of a folder that ``load_world`` finds sound.

    fits: whether to keep a row, by its table and cells
    """
    return tuple(_passport(table, line, cells) for table, line, cells in _rows(folder) if fits(table, cells))


def grades(folder: Path) -> tuple[Grades, ...]:
    """The grades of each table of a sound folder, by the tables' names."""
    counted: dict[str, Counter[str]] = {}
    blank: Counter[str] = Counter()
    for table, _, cells in _rows(folder):
        counted.setdefault(table, Counter())[cells["confidence"]] += 1
        located = cells.get("locator", cells.get("address"))
        blank[table] += cells.get("source") != ASSUMED and located in ("", NOT_RECORDED)
    return tuple(
        Grades(table, by_grade.total(), tuple(by_grade[grade] for grade in CONFIDENCES), blank[table])
        for table, by_grade in counted.items()
    )


def _rows(folder: Path) -> Iterator[tuple[str, int, Cells]]:
    for table in _graded_tables():
        path = folder / f"{table}.csv"
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                reader = csv.reader(file)
                header = next(reader, [])
                for row in reader:
                    yield table, reader.line_num, dict(zip(header, row, strict=True))


def _graded_tables() -> Iterator[str]:
    values = {table if table in ("deflators", "fx") else f"{table}_values" for table in FIELDS}
    graded = {table for table, columns in IDENTITY.items() if "confidence" in columns}
    return iter(sorted(values | graded))


def _passport(table: str, line: int, cells: Cells) -> Passport:
    def cell(*names: str) -> str:
        return next((cells[name] for name in names if cells.get(name)), "")

    subject, field = cell("subject", "id"), cell("field")
    if table == "parameters":
        field = cells["scope"]
    return Passport(
        table=table,
        line=line,
        subject=subject,
        field=field,
        day=cell("date"),
        value=cell("value", "rate_or_amount"),
        low=cell("low"),
        high=cell("high"),
        distribution=cell("distribution"),
        unit=cell("unit"),
        basis=cell("basis"),
        source=cell("source", "cite"),
        locator=cell("locator", "address"),
        confidence=cells["confidence"],
        note=cell("note"),
    )
