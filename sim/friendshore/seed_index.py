"""What the tables say of a name: its own rows, its numbers, and every row that mentions it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from friendshore.seed_layout import ASSUMED, IDENTITY
from friendshore.seed_passports import Passport, passports

Cells = Mapping[str, str]

NAMES = {"commodity_groups": "group", "sources": "key", "trade_areas": "area"}
"""Table -> the column that names its rows, where that is not ``id``."""
PLAIN = frozenset(
    {
        *("id", "key", "name", "note", "status", "stage", "kind", "unit", "source", "locator", "confidence", "field"),
        *("mass_basis", "cargo_class", "operator", "region", "permit_stage", "legs", "read", "value", "basis"),
    }
)
"""Columns whose words are no names of other rows."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Rows of one table that name a thing in one column, by what they are about."""

    table: str
    column: str
    rows: tuple[str, ...]


class SeedIndex:
    """The tables of a sound folder as text, to look names up in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def wide(self) -> dict[str, list[dict[str, str]]]:
        """Wide table -> its rows."""
        found = {}
        for table in IDENTITY:
            path = self.folder / f"{table}.csv"
            if path.is_file():
                with path.open(encoding="utf-8", newline="") as file:
                    found[table] = list(csv.DictReader(file))
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that a row, a group or a source has."""
        return frozenset(
            row[NAMES.get(table, "id")]
            for table, rows in self.wide.items()
            if NAMES.get(table, "id") in IDENTITY[table]
            for row in rows
        )

    def rows(self, name: str) -> list[tuple[str, Cells]]:
        """(table, cells) of the rows that have this name; of groups and parameters there may be several."""
        return [
            (table, row) for table, rows in self.wide.items() for row in rows if row.get(NAMES.get(table, "id")) == name
        ]

    def numbers(self, name: str, field: str | None = None) -> tuple[Passport, ...]:
        """The numbers of a thing, or those of one of its fields; a parameter's fields are its scopes."""
        found = passports(self.folder, lambda _, cells: (cells.get("subject") or cells.get("id")) == name)
        return tuple(one for one in found if field is None or field in _fields(one))

    def fields(self, name: str) -> list[str]:
        """The fields of which a thing has numbers."""
        return list(dict.fromkeys(field for one in self.numbers(name) for field in _fields(one) if field))

    def mentions(self, name: str) -> list[Mention]:
        """Rows elsewhere that name it, by table and column."""
        found = []
        for table, rows in self.wide.items():
            for column in IDENTITY[table]:
                if column in PLAIN and (table, column) != ("parameters", "scope"):
                    continue
                key = NAMES.get(table, "id")
                about = [_about(table, row) for row in rows if row.get(key) != name and name in _words(row[column])]
                if column != key and about:
                    found.append(Mention(table, column, tuple(dict.fromkeys(about))))
        return found

    def groups_of(self, commodity: str) -> list[str]:
        """The groups that a commodity belongs to."""
        return [row["group"] for row in self.wide.get("commodity_groups", []) if row["commodity"] == commodity]

    def cited(self, source: str) -> dict[str, list[Passport]]:
        """Table -> the rows that cite a source."""
        found: dict[str, list[Passport]] = {}
        for one in passports(self.folder, lambda _, cells: cells.get("source") == source):
            found.setdefault(one.table, []).append(one)
        return found

    def source(self, key: str) -> Cells | None:
        """The row of a source; None for an assumption."""
        if key == ASSUMED:
            return None
        return next((row for row in self.wide.get("sources", []) if row["key"] == key), None)


def _fields(one: Passport) -> Iterator[str]:
    yield one.field
    if one.table == "parameters" and ";" in one.field:
        yield from one.field.split(";")


def _words(cell: str) -> list[str]:
    return [word.strip() for part in cell.split(";") for word in part.split("+")]


def _about(table: str, row: Cells) -> str:
    """What a row is about, as a reader would look it up."""
    if table == "recipes":
        return f"{row['commodity']} ({row['route']})"
    if table == "parameters":
        return f"{row['id']}.{row['scope']}" if row["scope"] else row["id"]
    return row[NAMES.get(table, "id")] if NAMES.get(table, "id") in row else row.get("commodity", "")
