"""A wrong table gets an exact answer: file, row, column, what is allowed; every problem at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from friendshore.errors import InputError
from friendshore.reading import Problems
from friendshore.seed_layout import IDENTITY, VALUE_COLUMNS
from friendshore.seeds import Seeds, load_world

Tables = dict[str, list[dict[str, str]]]
Write = Callable[[Tables], Path]


def problems_of(folder: Path) -> list[str]:
    """What load_world says, with file names alone."""
    with pytest.raises(InputError) as caught:
        load_world(folder)
    return [str(one).replace(f"{folder}/", "") for one in caught.value.problems]


def change(tables: Tables, table: str, row: int, **cells: str) -> None:
    tables[table][row].update(cells)


def test_a_sound_world_loads(tables: Tables, write: Write) -> None:
    world = load_world(write(tables))
    assert set(world.sites) == {"pit", "kettle"}
    assert world.recipes["salt", "boiling"].inputs[0].quantity == pytest.approx(0.2)
    assert world.lanes == {} and world.covers == () and world.parameters == ()


@pytest.mark.parametrize(
    ("table", "row", "cells", "message"),
    [
        ("sites_values", 6, {"value": ""}, "8:4: value: no number; write one, or leave the row out"),
        ("sites_values", 6, {"value": "much"}, "8:4: value: 'much' is not a number"),
        ("sites_values", 6, {"value": "1,900"}, "8:4: value: '1,900' is not a number; write it without commas"),
        ("sites_values", 6, {"value": "nan"}, "8:4: value: 'nan' is not a number"),
        ("sites_values", 6, {"value": "1_000"}, "8:4: value: '1_000' is not a number"),
        ("sites_values", 6, {"value": "-900"}, "8:4: value: -900 is out of range; it must be at least 0"),
        ("sites_values", 0, {"value": "95"}, "2:4: value: 95 is out of range; it must be between -90 and 90"),
        ("sites_values", 6, {"unit": ""}, "8:8: unit: no unit; write USD2024/t Li contained"),
        ("sites_values", 6, {"unit": "USD2024/t"}, "8:8: unit: 'USD2024/t' should be USD2024/t Li contained; "
         "convert the number, too"),
        ("sites_values", 6, {"source": ""}, "8:10: source: no source; name a key of sources.csv, or write assumed"),
        ("sites_values", 6, {"source": "surwey"}, "8:10: source: 'surwey' is not in sources.csv; did you mean survey?"),
        ("sites_values", 6, {"locator": ""}, "8:11: locator: empty; name the page, table or file, or write: not "
         "recorded"),
        ("sites_values", 6, {"confidence": "E"}, "8:12: confidence: 'E' is not known; write one of A, B, C, D"),
        ("sites_values", 6, {"source": "assumed", "note": "a guess"}, "8:12: confidence: A is too good for an "
         "assumption; write D"),
        ("sites_values", 6, {"source": "assumed", "confidence": "D"}, "8:13: note: empty; an assumption states its "
         "reasoning"),
        ("sites_values", 6, {"basis": "all in"}, "8:9: basis: 'all in' is not known; write one of full, conversion"),
        ("sites_values", 8, {"date": "2020-02-30"}, "10:3: date: 2020-02-30 is no day of the calendar"),
        ("sites_values", 8, {"date": "soon"}, "10:3: date: 'soon' is not a date; write YYYY or YYYY-MM-DD"),
        ("sites_values", 8, {"date": ""}, "10:3: date: no date; write the year, or the day from which it holds"),
        ("sites_values", 6, {"date": "2024"}, "8:3: date: cash_cost has no date; leave it empty"),
        ("sites_values", 6, {"subject": "pti"}, "8:1: subject: 'pti' is not in sites.csv; did you mean pit?"),
        ("sites_values", 6, {"field": "cash_costs"}, "8:2: field: no field 'cash_costs'; did you mean cash_cost?"),
        ("sites", 0, {"country": "CNA"}, "2:5: country: 'CNA' is not in countries.csv; did you mean CAN?"),
        ("sites", 0, {"commodity": "oer"}, "2:8: commodity: 'oer' is not in commodities.csv; did you mean ore?"),
        ("sites", 0, {"status": "opened"}, "2:10: status: 'opened' is not known; write one of operating, "
         "construction, project, paused, cancelled, aggregate"),
        ("sites", 0, {"route": "tunnel"}, "2:9: route: recipes.csv has no route 'tunnel' to ore; it has mine"),
        ("sites", 0, {"end": "2019-01-01"}, "2:13: end: ends on 2019-01-01, before it starts on 2020-01-01"),
        ("sites", 0, {"id": ""}, "2:1: id: no id; every row needs one"),
        ("demand_values", 0, {"low": "500"}, "2:4: value: 400 does not lie between low 500 and high 600"),
        ("demand_values", 0, {"low": ""}, "2:5: low: empty; a row with high has low, too"),
        ("demand_values", 0, {"distribution": ""}, "2:7: distribution: empty; write one of triangular, lognormal, "
         "uniform"),
        ("recipes_values", 2, {"value": "1.2"}, "4:4: value: 1.2 is out of range; it must be between 1e-06 and 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_cell_is_said_where_it_stands(
    tables: Tables, write: Write, table: str, row: int, cells: dict[str, str], message: str
) -> None:
    change(tables, table, row, **cells)
    assert f"{table}.csv:{message}" in problems_of(write(tables))


def test_every_problem_of_every_table_is_reported_at_once(tables: Tables, write: Write) -> None:
    change(tables, "sites_values", 6, value="x", unit="")
    change(tables, "demand", 0, market="JPM")
    change(tables, "recipes", 1, role="inputs")
    tables["trade"].append(dict(tables["trade"][0]))
    assert problems_of(write(tables)) == [
        "demand.csv:2:2: market: 'JPM' is not in countries.csv; did you mean JPN?",
        "recipes.csv:3:5: role: 'inputs' is not known; did you mean input?",
        "sites_values.csv:8:4: value: 'x' is not a number",
        "sites_values.csv:8:8: unit: no unit; write USD2024/t Li contained",
        "trade.csv:3:1: id: second row for JPN.ore.CAN (first on line 2)",
    ]


def test_a_site_without_its_cost_is_refused(tables: Tables, write: Write) -> None:
    del tables["sites_values"][6]
    assert problems_of(write(tables)) == ["sites.csv:2:1: cash_cost: pit has no cash_cost in sites_values.csv"]


def test_a_second_row_for_one_number_names_the_first(tables: Tables, write: Write) -> None:
    tables["sites_values"].append(dict(tables["sites_values"][8]))
    assert problems_of(write(tables)) == [
        "sites_values.csv:12:1: subject: second row for pit capacity 2020-01-01 (first on line 10)"
    ]


def test_flows_must_agree_with_the_accounts(tables: Tables, write: Write) -> None:
    values = {"production_reported": "90", "production_balanced": "90", "consumption": "0"}
    tables["accounts"] = [{"id": "CAN.ore", "country": "CAN", "commodity": "ore"}]
    passport = {"source": "survey", "locator": "p. 1", "confidence": "B"}
    tables["accounts_values"] = [
        {"subject": "CAN.ore", "field": one, "date": "2024", "value": value, "unit": "t Li contained/y", **passport}
        for one, value in values.items()
    ]
    assert problems_of(write(tables)) == [
        "accounts.csv:2:1: id: CAN sells 80 ore in trade.csv, 90 by its account",
    ]


def test_a_missing_column_is_one_problem_and_not_hundreds(tables: Tables, write: Write) -> None:
    folder = write(tables)
    path = folder / "commodities.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line.rsplit(",", 1)[0] for line in lines) + "\n")
    assert problems_of(folder) == ["commodities.csv:1:1: note: column missing"]


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder of seed tables"):
        load_world(tmp_path / "nowhere")


def test_seeds_raise_at_the_first_wrong_table_unless_a_collector_is_given(tables: Tables, write: Write) -> None:
    change(tables, "countries", 1, id="CAN")
    folder = write(tables)
    with pytest.raises(InputError, match="second row for CAN"):
        _ = Seeds(folder).countries
    problems = Problems()
    assert Seeds(folder, problems).countries == {"CAN"}
    assert len(problems.errors) == 1


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"scope": "minning"}, "2:2: scope: 'minning' is not in commodities.csv; did you mean mining?"),
        ({"value": ""}, "2:3: value: no number; write one, or leave the row out"),
        ({"distribution": "triangular", "dimension": "0"}, "2:6: distribution: triangular needs low and high"),
        ({"low": "1", "high": "3", "distribution": "triangular"}, "2:8: dimension: empty; a sampled value has its own "
         "place, a number no other row has"),
        ({"unit": ""}, "2:7: unit: no unit; every number has one"),
    ],
)  # fmt: skip
def test_a_wrong_parameter(tables: Tables, write: Write, cells: dict[str, str], message: str) -> None:
    row = {"id": "patience", "value": "2", "distribution": "fixed", "unit": "days", "source": "assumed"}
    tables["parameters"] = [{**row, "confidence": "D", "note": "a judgement", **cells}]
    assert f"parameters.csv:{message}" in problems_of(write(tables))


def test_two_parameters_never_share_a_place_in_the_design(tables: Tables, write: Write) -> None:
    row = {"value": "2", "low": "1", "high": "3", "distribution": "uniform", "unit": "days", "source": "assumed",
           "confidence": "D", "note": "a judgement", "dimension": "7"}  # fmt: skip
    tables["parameters"] = [{"id": "patience", **row}, {"id": "hurry", **row}]
    assert problems_of(write(tables)) == [
        "parameters.csv:3:8: dimension: 7 is taken by line 2; take the next free one",
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_a_cell_the_answer_is_a_world_or_a_list_of_problems(
    tables: Tables, write: Write, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(tables)))
    row = data.draw(st.integers(0, len(tables[name]) - 1))
    column = data.draw(st.sampled_from(VALUE_COLUMNS if name.endswith("_values") else IDENTITY[name]))
    text = data.draw(
        st.text(max_size=12) | st.sampled_from(["1e999", "-0", "0", "9999-99-99", "0000", "CAN", ";", '"'])
    )
    changed = {key: [dict(one) for one in rows] for key, rows in tables.items()}
    changed[name][row][column] = text.encode("utf-8", "ignore").decode()
    try:
        load_world(write(changed))
    except InputError as error:
        assert error.problems
