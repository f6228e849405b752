"""Reading seed tables: rows with their passports checked, every problem with its file, row and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import inf, nan
from pathlib import Path

from friendshore.reading import Problems, Row, read_table, suggest
from friendshore.seed_layout import (
    ASSUMED,
    CONFIDENCES,
    DISTRIBUTIONS,
    FIELDS,
    IDENTITY,
    SCENARIO,
    SHARED,
    VALUE_COLUMNS,
    Field,
)

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_YEAR = re.compile(r"[0-9]{4}\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_EARLIEST, _LATEST = 1800, 2200


@dataclass(frozen=True, slots=True)
class Value:
    """A number of a long table that passed its checks."""

    day: date
    """First day of its year, or the day from which it holds; ``date.min`` for one that always holds."""
    value: float
    low: float | None
    high: float | None
    basis: str
    row: Row


Values = Mapping[str, Mapping[str, tuple[Value, ...]]]
"""Subject -> field -> values by date."""


def table_path(folder: Path, table: str) -> Path:
    """The file of a table; of a world that lies in another's folder and lacks a shared table, that one's."""
    path = folder / f"{table}.csv"
    if table in SHARED and not path.exists() and (folder / SCENARIO).is_file():
        above = folder.resolve().parent / path.name
        return above if above.is_file() else path
    return path


class Reader:
    """Reads the tables of one folder; an absent table is empty.

    identity, fields: the layout of the tables, unless they are the seeds
    """

    def __init__(
        self,
        folder: Path,
        problems: Problems,
        identity: Mapping[str, tuple[str, ...]] = IDENTITY,
        fields: Mapping[str, Mapping[str, Field]] = FIELDS,
    ) -> None:
        self.folder = folder
        self.problems = problems
        self._columns = identity
        self._fields = fields
        self._damaged: set[str] = set()
        self._tried: set[tuple[str, str, str]] = set()
        self._sources: Collection[str] | None = None
        self._sound: set[tuple[str, str, bool, bool]] = set()
        """Kinds of passport that were found in order: (source, confidence, has a locator, has a note)."""

    def rows(self, table: str, columns: Iterable[str] | None = None) -> list[Row]:
        """The rows of a table as they stand."""
        path = table_path(self.folder, table)
        if not path.exists():
            return []
        before = len(self.problems)
        rows = read_table(path, tuple(columns or self._columns[table]), self.problems)
        if not rows and len(self.problems) > before:
            self._damaged.add(table)
        return rows

    def identity(self, table: str, key: str = "id") -> dict[str, Row]:
        """The rows of a wide table by id; two rows for one thing are a problem."""
        return self.unique(self.rows(table), key)

    def unique(self, rows: Iterable[Row], key: str) -> dict[str, Row]:
        """Rows by a column that names each one once."""
        found: dict[str, Row] = {}
        for row in rows:
            name = row[key]
            if not name:
                self.note(row, key, f"no {key}; every row needs one")
            elif name in found:
                self.note(row, key, f"second row for {name} (first on line {found[name].place.line})")
            else:
                found[name] = row
        return found

    def readable(self, table: str) -> bool:
        """Whether names may be checked against this table: not when it could not be read."""
        return table not in self._damaged

    def note(self, row: Row, column: str, message: str) -> None:
        """A problem in a cell."""
        self.problems.add(row.cell_place(column), column, message)

    def known(self, row: Row, column: str, name: str, names: Collection[str], table: str) -> bool:
        """Whether a name is in a table; if not, the problem is noted with the nearest name."""
        if name in names or not self.readable(table):
            return True
        near = suggest(name, names) if name else None
        hint = f"; did you mean {near}?" if near else ""
        what = f"'{name}' is not in {table}.csv{hint}" if name else f"empty; name one of {table}.csv"
        self.note(row, column, what)
        return False

    def one_of(self, row: Row, column: str, allowed: Collection[str]) -> bool:
        """Whether a cell holds one of a few words."""
        word = row[column]
        if word in allowed:
            return True
        near = suggest(word, allowed) if word else None
        rest = f"did you mean {near}?" if near else f"write one of {', '.join(allowed)}"
        self.note(row, column, f"'{word}' is not known; {rest}" if word else f"empty; {rest}")
        return False

    def number(self, row: Row, column: str, lowest: float = -inf, highest: float = inf) -> float | None:
        """The number in a cell, or None with the problem noted."""
        text = row[column]
        if not _NUMBER.match(text):
            message = f"'{text}' is not a number" if text else "no number; write one, or leave the row out"
            if "," in text:
                message += "; write it without commas"
            self.note(row, column, message)
            return None
        value = float(text)
        if not lowest <= value <= highest:
            bounds = f"at least {lowest:g}" if highest == inf else f"between {lowest:g} and {highest:g}"
            self.note(row, column, f"{text} is out of range; it must be {bounds}")
            return None
        return value

    def day(self, row: Row, column: str, years: bool = False) -> date | None:
        """The date in a cell, None for an empty cell or a problem; ``years`` allows a lone year, its first day."""
        text = row[column]
        if not text:
            return None
        if years and _YEAR.match(text) and _EARLIEST <= int(text) <= _LATEST:
            return date(int(text), 1, 1)
        if _DAY.match(text):
            try:
                found = date.fromisoformat(text)
            except ValueError:
                self.note(row, column, f"{text} is no day of the calendar")
                return None
            if _EARLIEST <= found.year <= _LATEST:
                return found
            self.note(row, column, f"{text} is out of range; years run from {_EARLIEST} to {_LATEST}")
            return None
        form = "YYYY or YYYY-MM-DD" if years else "YYYY-MM-DD"
        self.note(row, column, f"'{text}' is not a date; write {form}")
        return None

    def sources(self) -> Collection[str]:
        """Keys of sources.csv."""
        if self._sources is None:
            self._sources = set(self.identity("sources", "key"))
        return self._sources

    def passport(self, row: Row) -> bool:
        """Whether a row says where it comes from and how sure it is; what is missing is noted."""
        source, confidence = row["source"], row["confidence"]
        kind = (source, confidence, bool(row["locator"]), bool(row["note"]))
        if kind in self._sound:
            return True
        before = len(self.problems)
        if not source:
            self.note(row, "source", f"no source; name a key of sources.csv, or write {ASSUMED}")
        elif source != ASSUMED:
            self.known(row, "source", source, self.sources(), "sources")
            if not row["locator"]:
                self.note(row, "locator", "empty; name the page, table or file, or write: not recorded")
        if confidence not in CONFIDENCES:
            self.one_of(row, "confidence", CONFIDENCES)
        elif source == ASSUMED and confidence != "D":
            self.note(row, "confidence", f"{confidence} is too good for an assumption; write D")
        if source == ASSUMED and not row["note"]:
            self.note(row, "note", "empty; an assumption states its reasoning")
        if len(self.problems) > before:
            return False
        self._sound.add(kind)
        return True

    def values(self, table: str, subjects: Collection[str], unit: Callable[[str, str, Row], str | None]) -> Values:
        """The numbers of a long table, checked.

        table: name of the wide table whose numbers they are
        subjects: ids that a row may be about
        unit: the unit for (template of the layout, subject, row), or None where it cannot be told
        """
        file = table if table in ("deflators", "fx") else f"{table}_values"
        fields = self._fields[table]
        found: dict[str, dict[str, dict[date, Value]]] = {}
        for row in self.rows(file, VALUE_COLUMNS):
            subject, name = row["subject"], row["field"]
            field = fields.get(name) or fields.get(f"{name.split('.')[0]}.*")
            if field is None:
                near = suggest(name, fields)
                rest = f"did you mean {near}?" if near else f"the fields are {', '.join(fields)}"
                self.note(row, "field", f"no field '{name}'; {rest}")
                continue
            self._tried.add((table, subject, name))
            value = self._value(row, field)
            self._unit(row, unit(field.unit, subject, row))
            self.passport(row)
            if not self.known(row, "subject", subject, subjects, table) or value is None:
                continue
            dated = found.setdefault(subject, {}).setdefault(name, {})
            if value.day in dated:
                what = f"{subject} {name} {row['date']}".rstrip()
                self.note(row, "subject", f"second row for {what} (first on line {dated[value.day].row.place.line})")
                continue
            dated[value.day] = value
        return {
            subject: {name: tuple(dated[day] for day in sorted(dated)) for name, dated in by_name.items()}
            for subject, by_name in found.items()
        }

    def _value(self, row: Row, field: Field) -> Value | None:
        day: date | None = date.min
        if field.dated or (field.dated is None and row["date"]):
            day = self.day(row, "date", years=True)
            if not row["date"]:
                self.note(row, "date", "no date; write the year, or the day from which it holds")
        elif row["date"]:
            self.note(row, "date", f"{row['field']} has no date; leave it empty")
        value = self.number(row, "value", field.lowest, field.highest)
        low, high = self.spread(row, value)
        if day is None or value is None:
            return None
        return Value(day, value, low, high, row["basis"], row)

    def needed(self, row: Row, values: Mapping[str, tuple[Value, ...]], field: str, table: str) -> float:
        """The one value of a field that every subject has; its absence is a problem of the subject's row."""
        found = values.get(field)
        if found:
            return found[0].value
        self.absent(row, field, table)
        return nan

    def absent(self, row: Row, field: str, table: str) -> None:
        """Note that a subject lacks a field, unless it has a row for it that is wrong in itself."""
        if self.readable(f"{table}_values") and (table, row["id"], field) not in self._tried:
            self.problems.add(row.place, field, f"{row['id']} has no {field} in {table}_values.csv")

    def spread(self, row: Row, value: float | None) -> tuple[float | None, float | None]:
        """Low and high of a row that has them: both or neither, around the value, with a distribution."""
        if not row["low"] and not row["high"]:
            if row["distribution"] not in ("", "fixed"):
                self.note(row, "distribution", f"{row['distribution']} needs low and high")
            return None, None
        for column, other in (("low", "high"), ("high", "low")):
            if not row[column]:
                self.note(row, column, f"empty; a row with {other} has {column}, too")
                return None, None
        low, high = self.number(row, "low"), self.number(row, "high")
        if row["distribution"] not in DISTRIBUTIONS[1:]:
            self.one_of(row, "distribution", DISTRIBUTIONS[1:])
        if low is not None and high is not None and value is not None and not low <= value <= high:
            self.note(row, "value", f"{row['value']} does not lie between low {row['low']} and high {row['high']}")
        return low, high

    def _unit(self, row: Row, expected: str | None) -> None:
        unit = row["unit"]
        if not unit:
            self.note(row, "unit", f"no unit; write {expected}" if expected else "no unit")
        elif expected is not None and unit != expected:
            self.note(row, "unit", f"'{unit}' should be {expected}; convert the number, too")


def single(values: Mapping[str, tuple[Value, ...]], field: str) -> float | None:
    """The one value of a field without dates, or None."""
    found = values.get(field)
    return found[0].value if found else None


def by_year(values: Mapping[str, tuple[Value, ...]], field: str) -> dict[int, float]:
    """Year -> value of a dated field."""
    return {one.day.year: one.value for one in values.get(field, ())}


def names(text: str) -> tuple[str, ...]:
    """The names in a cell that lists several."""
    return tuple(one.strip() for one in text.split(";") if one.strip())
