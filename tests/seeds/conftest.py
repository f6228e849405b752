from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from friendshore.locations import shipped
from friendshore.seed_layout import IDENTITY, VALUE_COLUMNS
from friendshore.seeds import World, load_world

Rows = list[dict[str, str]]
Tables = dict[str, Rows]


def number(subject: str, field: str, value: str, unit: str, **more: str) -> dict[str, str]:
    """A sound row of a table of numbers."""
    passport = {"source": "survey", "locator": "table 1", "confidence": "A"}
    return {"subject": subject, "field": field, "value": value, "unit": unit, **passport, **more}


def small_tables() -> Tables:
    """A mine in Canada, a plant in Japan, and someone who wants what the plant makes."""
    site = {"operator": "Ore & Co", "status": "operating", "source": "survey", "locator": "p. 3", "confidence": "B"}
    tables: Tables = {
        "sources": [{"key": "survey", "title": "A survey", "year": "2025", "read": "2026-01-02"}],
        "countries": [{"id": "CAN", "name": "Canada"}, {"id": "JPN", "name": "Japan"}],
        "commodities": [
            {"id": "ore", "name": "Ore", "stage": "mining", "unit": "t Li contained", "cargo_class": "bulk"},
            {"id": "salt", "name": "Salt", "stage": "refining", "unit": "t", "cargo_class": "container"},
        ],
        "commodities_values": [
            number("ore", "gross_weight", "20", "t/t Li contained"),
            number("ore", "contained.lithium", "1000", "kg/t Li contained"),
            number("salt", "gross_weight", "1", "t/t"),
            number("salt", "price", "11800", "USD2024/t", date="2024"),
        ],
        "recipes": [
            {"id": "dig", "commodity": "ore", "route": "mine", "item": "ore in ground", "role": "extraction"},
            {"id": "boil", "commodity": "salt", "route": "boiling", "item": "ore", "role": "input"},
        ],
        "recipes_values": [
            number("dig", "quantity", "1", "t Li in ground per t Li contained"),
            number("boil", "quantity", "0.18", "t Li contained per t"),
            number("boil", "yield", "0.9", "share"),
        ],
        "sites": [
            {**site, "id": "pit", "owner_country": "CAN", "country": "CAN", "stage": "mining", "commodity": "ore",
             "route": "mine", "start": "2020-01-01"},
            {**site, "id": "kettle", "owner_country": "CAN", "country": "JPN", "stage": "refining",
             "commodity": "salt", "route": "boiling"},
        ],
        "sites_values": [
            *(number(one, field, "40", "degrees") for one in ("pit", "kettle") for field in ("latitude", "longitude")),
            *(number(one, "ramp_months", "6", "months") for one in ("pit", "kettle")),
            number("pit", "cash_cost", "900", "USD2024/t Li contained", basis="full"),
            number("kettle", "cash_cost", "2000", "USD2024/t", basis="conversion"),
            number("pit", "capacity", "100", "t Li contained/y", date="2020-01-01", basis="nameplate"),
            number("kettle", "capacity", "500", "t/y", date="2021", basis="annual mean"),
        ],
        "demand": [{"id": "JPN.glass", "market": "JPN", "segment": "another:glass", "commodity": "salt"}],
        "demand_values": [
            number("JPN.glass", "quantity", "400", "t/y", date="2024", low="300", high="600", distribution="triangular")
        ],
        "trade": [{"id": "JPN.ore.CAN", "buyer": "JPN", "commodity": "ore", "seller": "CAN"}],
        "trade_values": [number("JPN.ore.CAN", "flow", "80", "t Li contained/y", date="2024")],
    }  # fmt: skip
    return tables


def columns_of(table: str) -> tuple[str, ...]:
    """The columns a table has."""
    return VALUE_COLUMNS if table.endswith("_values") or table in ("fx", "deflators") else IDENTITY[table]


def write_tables(folder: Path, tables: Tables) -> Path:
    """Write a world's tables into a folder."""
    folder.mkdir(exist_ok=True)
    for table, rows in tables.items():
        with open(folder / f"{table}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns_of(table), lineterminator="\n", restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


@pytest.fixture
def tables() -> Tables:
    return small_tables()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Tables], Path]:
    return lambda tables: write_tables(tmp_path / "world", tables)


@pytest.fixture(scope="session")
def shipped_world() -> World:
    return load_world(shipped("seeds"))
