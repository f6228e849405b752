"""Reported totals of the world, and the tables beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from friendshore.errors import InputError
from friendshore.registry import WorldTotal
from friendshore.seed_totals import Compared, compared, failing
from friendshore.seeds import World, load_world
from seeds.conftest import number

Tables = dict[str, list[dict[str, str]]]
Write = Callable[[Tables], Path]


def with_totals(tables: Tables) -> Tables:
    """The small world with what others say of its lithium: a mine of 100 t, and a plant of 400 t of salt of it."""
    tables["commodities_values"].append(number("salt", "contained.lithium", "180", "kg/t"))
    tables["sites_values"] += [number(one, "utilisation", "0.8", "share", date="2024") for one in ("pit", "kettle")]
    row = {"unit": "t", "basis": "contained", "why": "they counted"}
    tables["totals"] = [
        {**row, "id": "mined", "what": "mined", "mineral": "lithium", "counts": "ore", "used": "usgs"},
        {**row, "id": "both", "what": "both", "mineral": "lithium", "counts": "ore;salt:boiling", "used": "none"},
        {**row, "id": "salt", "what": "salt", "counts": "salt", "used": "between"},
    ]
    tables["totals_values"] = [
        number("mined", "figure.usgs", "78", "t", date="2024"),
        number("mined", "figure.iea", "81", "t", date="2024"),
        number("both", "figure.iea", "90", "t", date="2024"),
        number("salt", "figure.usgs", "300", "t", date="2024"),
        number("salt", "figure.iea", "400", "t", date="2024"),
    ]
    return tables


def test_what_is_made_of_what_was_counted_counts_for_what_it_adds(tables: Tables, write: Write) -> None:
    found = {one.total.id: one for one in compared(load_world(write(with_totals(tables))))}
    assert found["mined"].tables == pytest.approx(100 * 0.8)
    assert found["both"].tables == pytest.approx(80 + 400 * (0.180 - 0.2))
    assert found["salt"].tables == pytest.approx(400)


def test_where_two_agree_the_tables_are_held_against_their_mean(tables: Tables, write: Write) -> None:
    found = {one.total.id: one for one in compared(load_world(write(with_totals(tables))))}
    mined, salt = found["mined"], found["salt"]
    assert mined.agree and mined.off == pytest.approx(80 / 79.5 - 1) and mined.met
    assert not salt.agree and salt.apart == pytest.approx(1 / 3) and salt.off == pytest.approx(400 / 350 - 1)
    assert found["both"].apart is None and not found["both"].agree


def test_a_miss_where_two_agree_fails_in_the_base_year_alone() -> None:
    total = WorldTotal("x", "x", "", (("x", ""),), "t", "", {}, "usgs", "because")
    figures = {"usgs": 100.0, "iea": 103.0}
    lines = [Compared(total, 2024, 110.0, figures), Compared(total, 2023, 110.0, figures)]
    assert failing(lines) == lines[:1]
    assert not failing([Compared(total, 2024, 104.0, figures)])


def test_the_shipped_tables_agree_with_usgs_and_iea_where_these_do(shipped_world: World) -> None:
    found = compared(shipped_world)
    assert not failing(found)
    assert any(one.agree for one in found if one.year == 2024)
    assert {"lithium", "nickel", "cobalt", "manganese", "ndpr"} <= {one.total.mineral for one in found}


@pytest.mark.parametrize(
    ("table", "row", "cells", "message"),
    [
        ("totals", 0, {"counts": "oer"}, "totals.csv:2:4: counts: 'oer' is not in commodities.csv; did you mean ore?"),
        ("totals", 1, {"counts": "ore;salt:boilling"}, "totals.csv:3:4: counts: 'boilling' is not in recipes.csv; did "
         "you mean boiling?"),
        ("totals", 2, {"counts": "ore;salt"}, "totals.csv:4:4: counts: these are counted in different units; name the "
         "mineral whose content counts"),
        ("totals", 0, {"mineral": "lithum"}, "totals.csv:2:3: mineral: 'lithum' is not in commodities.csv; did you "
         "mean lithium?"),
        ("totals", 0, {"used": "usg"}, "totals.csv:2:7: used: 'usg' is not known; did you mean usgs?"),
        ("totals", 0, {"why": ""}, "totals.csv:2:8: why: empty; say what the tables follow, and why"),
        ("totals_values", 0, {"unit": "kt"}, "totals_values.csv:2:8: unit: 'kt' should be t; convert the number, too"),
        ("totals_values", 0, {"subject": "mind"}, "totals_values.csv:2:1: subject: 'mind' is not in totals.csv; did "
         "you mean mined?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_stands(
    tables: Tables, write: Write, table: str, row: int, cells: dict[str, str], message: str
) -> None:
    with_totals(tables)[table][row].update(cells)
    folder = write(tables)
    with pytest.raises(InputError) as caught:
        load_world(folder)
    assert message in [str(one).replace(f"{folder}/", "") for one in caught.value.problems]
