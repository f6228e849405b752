"""Projects, owners, makers, emissions, lifetimes and conflicts: what they hold, and what a wrong row is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from friendshore.errors import InputError
from friendshore.seeds import World, load_world

Rows = list[dict[str, str]]
Tables = dict[str, Rows]
Write = Callable[[Tables], Path]
PASSPORT = {"source": "survey", "locator": "p. 1", "confidence": "B"}


def number(subject: str, field: str, value: str, unit: str, **more: str) -> dict[str, str]:
    return {"subject": subject, "field": field, "value": value, "unit": unit, **PASSPORT, **more}


def with_registry(tables: Tables) -> Tables:
    """The small world with a project, an owner, a maker, a factor, a lifetime and a conflict."""
    tables["sites"][0]["status"] = "project"
    tables["projects"] = [{"id": "pit", "stage": "study", **PASSPORT}]
    tables["projects_values"] = [
        number("pit", "planned_start", "2024", "year", date="2020"),
        number("pit", "planned_start", "2027", "year", date="2025"),
        number("pit", "capex.CAD", "100", "million CAD", date="2020"),
        number("pit", "capex.CAD", "250", "million CAD", date="2025"),
    ]
    tables["owners"] = [
        {"id": "ore_co", "name": "Ore & Co", "country": "CAN", "parent": "Erz", "parent_country": "JPN", **PASSPORT},
        {"id": "state", "name": "The state", "country": "JPN", **PASSPORT},
    ]
    tables["holdings"] = [
        {"id": "pit.ore_co", "site": "pit", "owner": "ore_co", **PASSPORT},
        {"id": "pit.state", "site": "pit", "owner": "state", **PASSPORT},
    ]
    tables["holdings_values"] = [
        number("pit.ore_co", "share", "0.4", "share"),
        number("pit.state", "share", "0.6", "share"),
    ]
    tables["makers"] = [{"id": "cars", "name": "Cars", "home": "JPN", **PASSPORT}]
    tables["makers_values"] = [number("cars", "plug_in_output.CAN", "900", "vehicle/y", date="2024")]
    tables["emission_factors"] = [
        {"id": "grid", "kind": "electricity", "place": "CAN-QC"},
        {"id": "salt", "kind": "product", "commodity": "salt", "route": "boiling", "place": "JPN"},
    ]
    tables["emission_factors_values"] = [
        number("grid", "factor", "2", "kg CO2e/MWh"),
        number("salt", "factor", "900", "kg CO2e/t", low="800", high="1000", distribution="triangular"),
    ]
    tables["end_of_life"] = [{"id": "car"}]
    tables["end_of_life_values"] = [
        number("car", "life_mean", "15", "years"),
        number("car", "recovery.lithium", "0.8", "share"),
    ]
    tables["conflicts"] = [
        {"id": "price", "table": "commodities", "unit": "USD/t", "used": "bank", "why": "it says how it was counted"}
    ]
    tables["conflicts_values"] = [
        number("price", "figure.bank", "11800", "USD/t"),
        number("price", "figure.press", "12500", "USD/t"),
    ]
    return tables


def test_a_project_knows_its_slip_and_overrun(tables: Tables, write: Write) -> None:
    registry = load_world(write(with_registry(tables))).registry
    project = registry.projects["pit"]
    assert (project.slip, project.overrun) == (3.0, 2.5)
    assert [one.id for one in registry.owners_of("pit")] == ["state", "ore_co"]
    assert registry.owners["ore_co"].controlled_from == "JPN"
    assert registry.end_of_life["car"].recovery == {"lithium": 0.8}
    assert registry.emission_factors["salt"].high == 1000
    assert registry.conflicts["price"].figures == {"bank": 11800, "press": 12500}


@pytest.mark.parametrize(
    ("table", "row", "cells", "message"),
    [
        ("projects", 0, {"id": "pot"}, "projects.csv:2:1: id: 'pot' is not in sites.csv; did you mean pit?"),
        ("projects", 0, {"stage": "studdy"}, "projects.csv:2:2: stage: 'studdy' is not known; did you mean study?"),
        ("projects", 0, {"stage": "paused"}, "projects.csv:2:2: stage: 'paused', but the status of pit in sites.csv is "
         "project"),
        ("projects_values", 2, {"unit": "million USD"}, "projects_values.csv:4:8: unit: 'million USD' should be "
         "million CAD; convert the number, too"),
        ("owners", 0, {"parent": ""}, "owners.csv:2:4: parent: a parent has a country, and a parent country belongs to "
         "a parent"),
        ("owners", 1, {"country": "JPM"}, "owners.csv:3:3: country: 'JPM' is not in countries.csv; did you mean JPN?"),
        ("owners", 0, {"country": "JPN"}, "holdings.csv:2:3: owner: JPN, but the owner country of pit is CAN"),
        ("holdings", 1, {"owner": "stat"}, "holdings.csv:3:3: owner: 'stat' is not in owners.csv; did you mean state?"),
        ("holdings_values", 0, {"value": "0.5"}, "holdings.csv:2:2: site: the shares of pit add up to 1.100"),
        ("makers_values", 0, {"field": "plug_in_output.CNA"}, "makers_values.csv:2:2: field: 'CNA' is not in "
         "countries.csv; did you mean CAN?"),
        ("emission_factors", 1, {"kind": "products"}, "emission_factors.csv:3:2: kind: 'products' is not known; did "
         "you mean product?"),
        ("emission_factors", 1, {"route": "roasting"}, "emission_factors.csv:3:4: route: recipes.csv has no route "
         "'roasting' to salt"),
        ("emission_factors_values", 0, {"unit": "g CO2e/kWh"}, "emission_factors_values.csv:2:8: unit: 'g CO2e/kWh' "
         "should be kg CO2e/MWh; convert the number, too"),
        ("end_of_life_values", 1, {"field": "recovery.lithum"}, "end_of_life_values.csv:3:2: field: 'lithum' is not in "
         "commodities.csv; did you mean lithium?"),
        ("end_of_life_values", 1, {"value": "80"}, "end_of_life_values.csv:3:4: value: 80 is out of range; it must be "
         "between 0 and 1"),
        ("conflicts", 0, {"used": "banks"}, "conflicts.csv:2:6: used: 'banks' is not known; did you mean bank?"),
        ("conflicts", 0, {"why": ""}, "conflicts.csv:2:7: why: empty; say why this figure is used"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_stands(
    tables: Tables, write: Write, table: str, row: int, cells: dict[str, str], message: str
) -> None:
    with_registry(tables)[table][row].update(cells)
    folder = write(tables)
    with pytest.raises(InputError) as caught:
        load_world(folder)
    assert message in [str(one).replace(f"{folder}/", "") for one in caught.value.problems]


def test_a_conflict_needs_two_figures(tables: Tables, write: Write) -> None:
    del with_registry(tables)["conflicts_values"][1]
    with pytest.raises(InputError, match=r"price has 1 figures in conflicts_values.csv; a conflict has two"):
        load_world(write(tables))


def test_every_plan_has_a_project_and_every_named_site_an_owner(shipped_world: World) -> None:
    registry = shipped_world.registry
    named = [one for one in shipped_world.sites.values() if one.status != "aggregate" and one.region != "aggregate"]
    plans = {one.id for one in named if one.status in ("construction", "project", "paused", "cancelled")}
    assert plans <= set(registry.projects)
    held = {one.site for one in registry.holdings}
    missing = {one.id for one in named if one.operator not in ("several", "not recorded")} - held
    assert not missing


def test_the_places_that_matter_are_there(shipped_world: World) -> None:
    sites = shipped_world.sites.values()
    count = {country: sum(one.country == country for one in sites) for country in ("CAN", "JPN", "USA", "MEX")}
    assert len(sites) >= 330
    assert count["CAN"] >= 70 and count["JPN"] >= 35 and count["USA"] + count["MEX"] >= 60
    assert sum(one.route == "tailings" for one in sites) >= 4


def test_lost_years_and_costs_are_on_record(shipped_world: World) -> None:
    projects = shipped_world.registry.projects.values()
    assert sum(one.slip is not None for one in projects) >= 15
    assert sum(one.overrun is not None for one in projects) >= 4
    assert shipped_world.registry.projects["can_electra"].slip == 5


def test_most_rows_of_sites_are_founded() -> None:
    from friendshore.locations import shipped
    from friendshore.seed_passports import grades

    found = {one.table: one for one in grades(shipped("seeds"))}
    assert found["sites"].guessed < 0.30
