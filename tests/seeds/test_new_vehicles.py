"""New vehicles of every drive, by market and year."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from friendshore.errors import InputError
from friendshore.locations import shipped
from friendshore.seeds import load_world
from seeds.conftest import number, small_tables

Tables = dict[str, list[dict[str, str]]]
Write = Callable[[Tables], Path]


def with_vehicles() -> Tables:
    """The small world, in which Japan buys a thousand new vehicles a year."""
    tables = small_tables()
    tables["new_vehicles"] = [{"id": "japan", "market": "JPN"}]
    tables["new_vehicles_values"] = [
        number("japan", "sales", "1000", "vehicle/y", date="2024"),
        number("japan", "sales", "1100", "vehicle/y", date="2025"),
    ]
    return tables


def test_they_are_read_by_market_and_year(write: Write) -> None:
    assert load_world(write(with_vehicles())).new_vehicles == {"JPN": {2024: 1000.0, 2025: 1100.0}}


@pytest.mark.parametrize(
    ("table", "row", "wrong", "message"),
    [
        ("new_vehicles", 0, {"market": "JPM"}, "market: 'JPM' is not in countries.csv; did you mean JPN?"),
        ("new_vehicles_values", 0, {"unit": "t/y"}, "unit: 't/y' should be vehicle/y"),
        ("new_vehicles_values", 0, {"value": "-1"}, "value: -1"),
        ("new_vehicles_values", 0, {"subject": "korea"}, "subject: 'korea' is not in new_vehicles.csv"),
        ("new_vehicles_values", 0, {"date": ""}, "date: "),
    ],
)
def test_a_wrong_row_is_told(write: Write, table: str, row: int, wrong: dict[str, str], message: str) -> None:
    tables = with_vehicles()
    tables[table][row].update(wrong)
    with pytest.raises(InputError) as error:
        load_world(write(tables))
    assert message in str(error.value)


def test_a_market_without_numbers_or_with_two_rows_is_told(write: Write) -> None:
    tables = with_vehicles()
    tables["new_vehicles"] += [{"id": "canada", "market": "CAN"}, {"id": "again", "market": "JPN"}]
    with pytest.raises(InputError) as error:
        load_world(write(tables))
    assert "canada has no sales in new_vehicles_values.csv" in str(error.value)
    assert "second row for JPN" in str(error.value)


def test_no_market_sells_more_vehicles_with_a_plug_than_vehicles() -> None:
    world = load_world(shipped("seeds"))
    for market in {row.market for row in world.demand if row.commodity == "vehicle"}:
        for year, total in world.new_vehicles[market].items():
            plugs = sum(
                row.quantity[year] for row in world.demand if (row.market, row.commodity) == (market, "vehicle")
            )
            assert plugs <= total, f"{market} {year}: {plugs:.0f} of {total:.0f}"
