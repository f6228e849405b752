"""Slips that a table rarely has, each told at its row with what would be right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from friendshore.errors import FriendshoreError
from friendshore.seeds import Seeds, load_world
from seeds.conftest import Rows, Tables, number
from seeds.test_bad_tables import problems_of
from seeds.test_contracts import NUMBERS, ROW
from seeds.test_registry import with_registry
from seeds.test_returns import with_shredder

Write = Callable[[Tables], Path]
PASSPORT = {"source": "survey", "locator": "p. 1", "confidence": "B"}
GUESS = {"source": "assumed", "confidence": "D", "note": "a judgement"}
DUTY = {"id": "duty", "enacted_by": "CAN", "commodity": "ore", "value": "0.1", "unit": "%", "basis": "fob", **PASSPORT}
PATIENCE = {"id": "patience", "value": "2", "distribution": "fixed", "unit": "days", **GUESS}
LANE = {
    "id": "sea", "kind": "international", "origin": "CAN", "from": "harbour", "destination": "JPN", "to": "harbour",
    "cargo_class": "bulk", "passages": "canal", "taiwan_strait": "no", "alternative": "round the cape",
}  # fmt: skip
SEA: Tables = {
    "ports": [
        {"id": "harbour", "name": "Harbour", "kind": "port", "country": "CAN"},
        {"id": "canal", "name": "Canal", "kind": "chokepoint", "country": ""},
    ],
    "ports_values": [
        number(one, field, "40", "degrees") for one in ("harbour", "canal") for field in ("latitude", "longitude")
    ],
    "lanes": [LANE],
    "lanes_values": [
        number("sea", "transit_days", "20", "days"),
        number("sea", "transit_sd", "2", "days"),
        number("sea", "freight", "30", "USD2024/t"),
    ],
}


@pytest.mark.parametrize(
    ("table", "rows", "told"),
    [
        ("mfn_duties", [DUTY], "mfn_duties.csv:2:5: unit: '%' should be share; convert the number, too"),
        ("parameters", [PATIENCE, PATIENCE], "parameters.csv:3:1: id: second row for patience (first on line 2)"),
        (
            "parameters",
            [{**PATIENCE, "scope": "ore"}, {**PATIENCE, "scope": "salt;ore"}],
            "parameters.csv:3:1: id: second row for patience ore (first on line 2)",
        ),
        (
            "parameters",
            [{**PATIENCE, "low": "1", "high": "3", "distribution": "uniform", "dimension": "1.5"}],
            "parameters.csv:2:8: dimension: 1.5 is no whole number",
        ),
        (
            "commodity_groups",
            [{"group": "salt", "commodity": "ore"}],
            "commodity_groups.csv:2:1: group: salt is a commodity; name the group otherwise",
        ),
        (
            "commodity_groups",
            [{"group": "goods", "commodity": "ore"}] * 2,
            "commodity_groups.csv:3:2: commodity: second row for ore in goods",
        ),
        (
            "trade_areas",
            [{"area": "pact", "country": "CAN"}] * 2,
            "trade_areas.csv:3:2: country: second row for CAN in pact",
        ),
        (
            "regions",
            [{"id": "rest", "name": "The rest"}],
            "regions.csv:2:1: id: rest has no members in regions_values.csv",
        ),
        (
            "balance_notes",
            [{"check": "output", "commodity": "ore", "place": "CAN", "year": "2024", "note": ""}],
            "balance_notes.csv:2:5: note: empty; say why it does not add up",
        ),
        (
            "battery_sales",
            [{"id": "JPN.car", "market": "JPN", "segment": "cars"}],
            "battery_sales.csv:2:1: energy: JPN.car has no energy in battery_sales_values.csv",
        ),
        (
            "conflicts",
            [{"id": "price", "table": "commodities", "unit": "USD/t", "used": "bank", "why": ""}],
            "conflicts.csv:2:7: why: empty; say why this figure is used",
        ),
        (
            "totals",
            [{"id": "all", "what": "output", "counts": "ore;salt", "unit": "t/y", "used": "none", "why": ""}],
            "totals.csv:2:1: id: all has no figures in totals_values.csv",
        ),
        (
            "totals",
            [{"id": "all", "what": "output", "counts": "ore;salt", "unit": "t/y", "used": "none", "why": ""}],
            "totals.csv:2:4: counts: these are counted in different units; name the mineral whose content counts",
        ),
        (
            "totals",
            [{"id": "all", "what": "output", "counts": "", "unit": "t/y", "used": "none", "why": ""}],
            "totals.csv:2:4: counts: empty; name what the tables add up",
        ),
        (
            "totals",
            [{"id": "all", "what": "output", "counts": "ore", "unit": "t/y", "used": "none", "why": ""}],
            "totals.csv:2:8: why: empty; say what the tables follow, and why",
        ),
    ],
)
def test_what_is_wrong_with_a_table_that_few_worlds_have(
    tables: Tables, write: Write, table: str, rows: Rows, told: str
) -> None:
    assert told in problems_of(write({**tables, table: rows}))


@pytest.mark.parametrize(
    ("table", "row", "told"),
    [
        (
            "recipes",
            {"id": "again", "commodity": "salt", "route": "boiling", "item": "ore", "role": "input"},
            "recipes.csv:4:4: item: second line for ore of this route (first on line 3)",
        ),
        (
            "trade",
            {"id": "again", "buyer": "JPN", "commodity": "ore", "seller": "CAN"},
            "trade.csv:3:2: buyer: second row for this buyer, commodity and seller (first on line 2)",
        ),
        (
            "sites_values",
            number("pit", "capacity", "120", "t Li contained/y", date="2022-01-01", basis="annual mean"),
            "sites_values.csv:12:9: basis: a site's capacity is of one basis throughout",
        ),
        (
            "demand_values",
            number("JPN.glass", "share.cell_lfp", "0.9", "share", date="2024"),
            "demand.csv:2:1: id: the cells of JPN.glass add up to 0.900 in 2024, not to 1",
        ),
    ],
)
def test_a_row_too_many_is_told(tables: Tables, write: Write, table: str, row: dict[str, str], told: str) -> None:
    tables[table].append(row)
    assert told in problems_of(write(tables))


def test_a_commodity_is_counted_in_a_unit(tables: Tables, write: Write) -> None:
    tables["commodities"][1]["unit"] = ""
    told = "commodities.csv:3:4: unit: no unit; write what one of it is: t, MWh, vehicle"
    assert told in problems_of(write(tables))


def test_a_date_outside_the_years_that_tables_speak_of_is_told(tables: Tables, write: Write) -> None:
    tables["sites"][0]["end"] = "3020-01-01"
    (told,) = problems_of(write(tables))
    assert told.startswith("sites.csv:2:13: end: 3020-01-01 is out of range; years run from ")


def test_a_way_round_is_written_with_its_passage_and_days(tables: Tables, write: Write) -> None:
    told = "'round the cape' is no way round; write it such as: Suez Canal closed: 12199 nm (+1.1 d)"
    assert f"lanes.csv:2:11: alternative: {told}" in problems_of(write({**tables, **SEA}))
    sound = {**LANE, "alternative": "Canal closed: 9000 nm (+2.5 d)"}
    (lane,) = load_world(write({**tables, **SEA, "lanes": [sound]})).lanes.values()
    assert lane.way_round == {"canal": 2.5}


def test_a_second_note_on_what_does_not_add_up_is_told(tables: Tables, write: Write) -> None:
    note = {"check": "output", "commodity": "ore", "place": "CAN", "year": "2024", "note": "as reported"}
    told = "balance_notes.csv:3:2: commodity: second row for this check, commodity, place and year"
    assert told in problems_of(write({**tables, "balance_notes": [note, dict(note)]}))


def test_a_contract_that_runs_says_from_when(tables: Tables, write: Write) -> None:
    bound = {**tables, "contracts": [{**ROW, "start": ""}], "contracts_values": [dict(one) for one in NUMBERS]}
    told = "contracts.csv:2:9: start: empty; a contract that is carried out says when it begins"
    assert told in problems_of(write(bound))


def test_numbers_of_a_factor_or_contract_that_is_not_there_are_told_once(tables: Tables, write: Write) -> None:
    tables = with_registry(tables)
    tables["emission_factors_values"].append(number("gird", "factor", "2", "kg CO2e/MWh"))
    tables["contracts"] = [{**ROW, "commodity": "oar"}]
    tables["contracts_values"] = [dict(one) for one in NUMBERS]
    said = problems_of(write(tables))
    (factor,) = (one for one in said if one.startswith("emission_factors_values.csv"))
    assert (
        factor == "emission_factors_values.csv:4:1: subject: 'gird' is not in emission_factors.csv; did you mean grid?"
    )
    assert not [one for one in said if one.startswith("contracts_values.csv") and "unit" in one]
    assert any(one.startswith("contracts.csv:2:8: commodity: 'oar' is not in commodities.csv") for one in said)


@pytest.mark.parametrize(
    ("subject", "field", "told"),
    [
        ("return", "collection", "no black_mass or collection of return, on which the feed of shredders rests"),
        ("return", "black_mass", "no black_mass or collection of return, on which the feed of shredders rests"),
        ("small_battery", "life_mean", "no life_mean of small_battery, on which the feed of shredders rests"),
        ("cell_scrap", "scrap.mature", "no scrap.mature of cell_scrap, on which the feed of shredders rests"),
    ],
)
def test_what_shredders_rest_on_is_asked_for(tables: Tables, write: Write, subject: str, field: str, told: str) -> None:
    tables = with_shredder(tables)
    tables["end_of_life_values"] = [
        one for one in tables["end_of_life_values"] if (one["subject"], one["field"]) != (subject, field)
    ]
    assert any(told in one for one in problems_of(write(tables)))


def test_a_world_without_demand_has_no_first_day(tables: Tables, write: Write) -> None:
    world = load_world(write({**tables, "demand": [], "demand_values": []}))
    with pytest.raises(FriendshoreError, match="has no demand; without it nothing is made"):
        _ = world.first_date


def test_groups_are_read_without_a_collector(tables: Tables, write: Write) -> None:
    folder = write({**tables, "commodity_groups": [{"group": "goods", "commodity": one} for one in ("ore", "salt")]})
    assert Seeds(folder).groups == {"goods": ("ore", "salt")}


def test_terms_of_a_contract_that_cannot_be_are_told(tables: Tables, write: Write) -> None:
    numbers = [dict(one) for one in NUMBERS]
    numbers[0].update(value="-50")
    said = problems_of(write({**tables, "contracts": [dict(ROW)], "contracts_values": numbers}))
    assert any(one.startswith("contracts_values.csv:2:4: value: ") for one in said), said
    numbers[0].update(value="50", date="2026-01-01")
    said = problems_of(write({**tables, "contracts": [dict(ROW)], "contracts_values": numbers}))
    told = "begins on 2026-01-01, after the contract (2024-01-01); say what is due until then"
    assert f"contracts_values.csv:2:4: value: {told}" in said
    numbers.append(number("deal", "volume", "80", "t Li contained/y", date="2031-01-01"))
    said = problems_of(write({**tables, "contracts": [dict(ROW)], "contracts_values": numbers}))
    assert any("2031-01-01 lies after the end (2030-01-01)" in one for one in said)


def test_a_basis_of_capacity_is_one_of_three(tables: Tables, write: Write) -> None:
    tables["sites_values"][8]["basis"] = "on paper"
    told = "sites_values.csv:10:9: basis: 'on paper' is not known; write one of nameplate, annual mean, follows feed"
    assert told in problems_of(write(tables))


def test_a_shredder_where_nothing_came_back_keeps_the_size_it_is_given(tables: Tables, write: Write) -> None:
    tables = with_shredder(tables)
    for row in tables["sites_values"]:
        if row["subject"] == "mill" and row["field"] == "capacity":
            row["date"] = "2022-01-01"  # before any battery of tools is four years old
    mill = load_world(write(tables)).sites["mill"]
    assert mill.path == "annual" and [size for _, size in mill.capacity] == [90.0]
