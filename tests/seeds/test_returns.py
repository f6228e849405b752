"""Batteries that come back: by hand on a small world, and of the shipped tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from friendshore.cli import main
from friendshore.errors import InputError
from friendshore.seed_returns import returns
from friendshore.seed_supply import yearly_capacity
from friendshore.seeds import World, load_world
from seeds.conftest import number, small_tables

Tables = dict[str, list[dict[str, str]]]
Write = Callable[[Tables], Path]
UNITS = {"cell_nmc": "MWh", "black_mass": "t"}
SITE = {"operator": "Re & Co", "status": "operating", "source": "survey", "locator": "p. 3", "confidence": "B"}


def with_shredder(tables: Tables) -> Tables:
    """The small world with cells made in Japan, batteries sold there since 2020, and a shredder that follows its feed.

    Batteries of tools live four years to the day; 100 MWh were sold in 2020, 300 in 2021, half of them ternary.
    """
    tables["commodities"] += [
        {"id": one, "name": one, "stage": stage, "unit": UNITS[one], "cargo_class": "container"}
        for one, stage in (("cell_nmc", "cell"), ("black_mass", "recycling"))
    ]
    tables["commodities_values"] += [
        *(number(one, "gross_weight", "1", f"t/{unit}") for one, unit in UNITS.items()),
        number("black_mass", "contained.nickel", "300", "kg/t"),
    ]
    tables["recipes"] += [
        {"id": "stack", "commodity": "cell_nmc", "route": "stacking", "item": "salt", "role": "input"},
        {"id": "shred", "commodity": "black_mass", "route": "shredding", "item": "scrap", "role": "extraction"},
    ]
    tables["recipes_values"] += [
        number("stack", "quantity", "0.5", "t per MWh"),
        number("shred", "quantity", "0.5", "MWh per t"),
    ]
    common = {**SITE, "owner_country": "JPN", "country": "JPN"}
    tables["sites"] += [
        {**common, "id": "cells", "stage": "cell", "commodity": "cell_nmc", "route": "stacking", "start": "2023-01-01"},
        {**common, "id": "mill", "stage": "recycling", "commodity": "black_mass", "route": "shredding",
         "status": "aggregate"},
    ]  # fmt: skip
    tables["sites_values"] += [
        *(number(one, field, "40", "degrees") for one in ("cells", "mill") for field in ("latitude", "longitude")),
        *(number(one, "ramp_months", "0", "months") for one in ("cells", "mill")),
        number("cells", "cash_cost", "100", "USD2024/MWh", basis="conversion"),
        number("cells", "capacity", "1000", "MWh/y", date="2023-01-01", basis="nameplate"),
        number("cells", "utilisation", "0.5", "share", date="2024"),
        number("mill", "cash_cost", "100", "USD2024/t", basis="conversion"),
        number("mill", "capacity", "90", "t/y", date="2024-01-01", basis="follows feed"),
    ]
    tables["demand"].append({"id": "JPN.tools", "market": "JPN", "segment": "small_batteries", "commodity": "cell"})
    for year in ("2024", "2025"):
        tables["demand_values"] += [
            number("JPN.tools", "quantity", "400", "MWh/y", date=year),
            number("JPN.tools", "share.cell_nmc_mid", "0.5", "share", date=year),
            number("JPN.tools", "share.cell_lco", "0.5", "share", date=year),
        ]
    tables["battery_sales"] = [{"id": "JPN.tools", "market": "JPN", "segment": "small_batteries"}]
    tables["battery_sales_values"] = [
        *(
            number("JPN.tools", "energy", amount, "MWh/y", date=year)
            for year, amount in (("2020", "100"), ("2021", "300"))
        ),
        *(number("JPN.tools", "ternary", "0.5", "share", date=year) for year in ("2020", "2021")),
    ]
    tables["end_of_life"] = [
        {"id": one}
        for one in ("vehicle", "light_battery", "heavy_battery", "second_life_battery", "storage_battery",
                    "wheeler_battery", "small_battery", "return", "cell_scrap")
    ]  # fmt: skip
    lives = [row["id"] for row in tables["end_of_life"][:6]]
    tables["end_of_life_values"] = [
        *(number(one, "life_mean", "10", "years") for one in lives),
        number("small_battery", "life_mean", "4", "years"),
        number("small_battery", "collection", "0.2", "share"),
        number("return", "collection", "0.8", "share"),
        number("return", "black_mass", "2", "t/MWh"),
        number("cell_scrap", "scrap.year_1", "0.3", "share"),
        number("cell_scrap", "scrap.year_2", "0.2", "share"),
        number("cell_scrap", "scrap.mature", "0.1", "share"),
    ]
    return tables


def test_vintages_and_scrap_come_back_in_their_year(tables: Tables, write: Write) -> None:
    (back,) = returns(load_world(write(with_shredder(tables)))).values()
    assert back.place == "JPN" and back.years == tuple(range(2020, 2026))
    assert back.by_age.tolist() == pytest.approx([0, 0, 0, 0, 100 * 0.5 * 0.2, 300 * 0.5 * 0.2])
    assert back.scrap.tolist() == pytest.approx([0, 0, 0, 0, 500 * 0.2, 500 * 0.1])
    assert back.black_mass[4:].tolist() == pytest.approx([220, 160])


def test_a_shredder_follows_what_comes_back(tables: Tables, write: Write) -> None:
    world = load_world(write(with_shredder(tables)))
    mill = world.sites["mill"]
    assert mill.path == "annual"
    sizes = [yearly_capacity(mill, year, world.first_date) for year in (2024, 2025)]
    assert sizes == pytest.approx([90, 90 * 160 / 220])


def test_what_the_feed_rests_on_must_be_there(tables: Tables, write: Write) -> None:
    rows = with_shredder(tables)["end_of_life_values"]
    del rows[[row["subject"] for row in rows].index("small_battery")]
    with pytest.raises(InputError, match="no life_mean of small_battery, on which the feed of shredders rests"):
        load_world(write(tables))


def test_one_capacity_is_enough_for_what_follows_its_feed(tables: Tables, write: Write) -> None:
    more = number("mill", "capacity", "95", "t/y", date="2025-01-01", basis="follows feed")
    with_shredder(tables)["sites_values"].append(more)
    with pytest.raises(InputError, match="what follows its feed has one capacity"):
        load_world(write(tables))


def test_energy_without_its_chemistry_is_refused(tables: Tables, write: Write) -> None:
    del with_shredder(tables)["battery_sales_values"][-1]
    with pytest.raises(InputError, match=r"JPN.tools has energy of 2021, but no ternary share of that year"):
        load_world(write(tables))


def test_vintages_confirm_what_shredders_are_said_to_make(shipped_world: World) -> None:
    """Nothing is fitted between them: accounts were sized to recycled nickel, returns follow from sales and lives."""
    back = sum(one.black_mass[one.years.index(2024)] for one in returns(shipped_world).values())
    made = sum(a.production_reported for a in shipped_world.accounts.values() if a.commodity == "black_mass")
    assert back == pytest.approx(made, rel=0.10)
    early, late = (sum(one.by_age[one.years.index(y)] for one in returns(shipped_world).values()) for y in (2024, 2035))
    assert late > 10 * early


def test_check_prints_what_comes_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--seeds"]) == 0
    out = capsys.readouterr().out
    assert "ternary batteries that come back" in out


def test_a_world_without_lives_gets_nothing_back(write: Write) -> None:
    assert returns(load_world(write(small_tables()))) == {}
