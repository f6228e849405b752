"""The world adds up: what is made, what is needed for what is wanted, and what is said where they differ."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from friendshore.cli import main
from friendshore.seed_balance import BASE_YEAR, YEARS, Line, balance, reason, requirements, waiting_days
from friendshore.seed_passports import grades, passports
from friendshore.seed_supply import Supply, utilisations, yearly_capacity
from friendshore.seeds import World, load_world
from seeds.conftest import number, small_tables


@pytest.fixture(scope="module")
def lines(shipped_world: World) -> dict[tuple[str, int], Line]:
    return {(line.commodity, line.year): line for line in balance(shipped_world)}


def test_every_year_has_every_commodity_with_accounts(shipped_world: World, lines: dict[tuple[str, int], Line]) -> None:
    commodities = {account.commodity for account in shipped_world.accounts.values()}
    assert {(commodity, year) for commodity in commodities for year in YEARS} <= set(lines)


def test_whatever_does_not_close_has_its_reason(shipped_world: World, lines: dict[tuple[str, int], Line]) -> None:
    silent = [
        (line.commodity, line.year) for line in lines.values() if not line.closes and not reason(shipped_world, line)
    ]
    assert silent == []


def test_a_note_speaks_of_a_gap_that_is_there(shipped_world: World, lines: dict[tuple[str, int], Line]) -> None:
    open_ = {line.commodity for line in lines.values() if not line.closes}
    assert {note.commodity for note in shipped_world.balance_notes if note.check == "seeds"} <= open_


def test_use_in_the_base_year_is_near_the_accounts(shipped_world: World, lines: dict[tuple[str, int], Line]) -> None:
    """Two ways to the same: recipes run backwards from demand, and the accounts of the pack."""
    far = []
    for (commodity, year), line in lines.items():
        stated = sum(a.consumption for a in shipped_world.accounts.values() if a.commodity == commodity)
        if year == BASE_YEAR and abs(line.consumption / stated - 1.0) > 0.10:
            far.append(commodity)
    assert far == []


def test_cells_follow_from_vehicles_and_lead_them(shipped_world: World) -> None:
    supply = Supply(shipped_world, list(range(2023, 2036)))
    need = requirements(shipped_world, supply)
    energy = sum(
        row.quantity[2024] * row.kwh_per_vehicle[2024] / 1000 * sum(shares[2024] for shares in row.chemistry.values())
        for row in shipped_world.demand
        if row.commodity == "vehicle"
    )
    other = sum(row.quantity[2024] for row in shipped_world.demand if row.commodity == "cell" and row.chemistry)
    cells = sum(need[cell][1] for cell in ("cell_nmc", "cell_lfp", "cell_lco"))
    assert 1.0 < cells / (energy + other) < 1.10


def test_goods_wait_with_their_maker_and_their_user(shipped_world: World) -> None:
    waits = waiting_days(shipped_world)
    assert waits["vehicle"] == pytest.approx(60, abs=10)  # at the dealers; nobody builds anything of it
    assert waits["cell_lfp"] == pytest.approx(35, abs=1)  # 25 with its maker, 10 at the vehicle plant


def test_output_of_the_base_year_is_what_was_reported(shipped_world: World, lines: dict[tuple[str, int], Line]) -> None:
    for commodity in ("lithium_carbonate", "cell_nmc", "vehicle"):
        stated = sum(a.production_reported for a in shipped_world.accounts.values() if a.commodity == commodity)
        assert lines[commodity, 2024].production == pytest.approx(stated)


def test_trade_is_known_for_the_base_year_alone(lines: dict[tuple[str, int], Line]) -> None:
    assert all(
        (line.trade is None) == (year != BASE_YEAR) for (_, year), line in lines.items() if line.commodity == "vehicle"
    )
    assert (lines["vehicle", 2024].trade or 0.0) > 1e6


def test_a_plant_ramps_up_and_a_path_does_not(shipped_world: World) -> None:
    first = shipped_world.first_date
    site = next(one for one in shipped_world.sites.values() if one.path == "steps" and one.start and one.start > first)
    step = replace(site, start=date(2027, 1, 1), end=None, ramp_months=24.0, capacity=((date(2027, 1, 1), 100.0),))
    assert [round(yearly_capacity(step, year, first)) for year in (2026, 2027, 2028, 2029)] == [0, 25, 75, 100]
    path = replace(step, path="annual", capacity=((date(2027, 1, 1), 100.0), (date(2028, 1, 1), 130.0)))
    assert [yearly_capacity(path, year, first) for year in (2027, 2028, 2030)] == [100, 130, 130]
    assert yearly_capacity(replace(step, end=date(2029, 7, 1)), 2029, first) == pytest.approx(50)


def test_no_site_runs_above_its_capacity(shipped_world: World) -> None:
    assert all(0.0 <= use <= 1.0 for use in utilisations(shipped_world).values())


def test_a_small_world_is_worked_out_by_hand(write) -> None:  # type: ignore[no-untyped-def]
    tables = small_tables()
    for name, value in (("finished_stock_days", "0"), ("default_cover_days", "0"), ("inflation", "0")):
        row = {"id": name, "value": value, "distribution": "fixed", "unit": "days", "source": "assumed"}
        tables.setdefault("parameters", []).append({**row, "confidence": "D", "note": "none here"})
    tables["sites_values"] += [number(one, "utilisation", "0.8", "share", date="2024") for one in ("pit", "kettle")]
    ore, salt = balance(load_world(write(tables)), (2024,))
    assert (ore.capacity, ore.production) == (100, 80)
    assert ore.consumption == pytest.approx(400 * 0.18 / 0.9)
    assert ore.closes
    assert (salt.production, salt.consumption, salt.gap) == (400, 400, 0)


def test_grades_count_every_row_once(shipped_world: World) -> None:
    found = grades(shipped_world.folder)
    for one in found:
        assert sum(one.by_grade) == one.rows
    by_table = {one.table: one for one in found}
    assert by_table["sites"].rows == len(shipped_world.sites)
    assert 0.0 < by_table["sites"].guessed < 0.5


def test_a_passport_is_a_row_as_it_is_written(shipped_world: World) -> None:
    (one,) = passports(
        shipped_world.folder,
        lambda table, cells: table == "sites_values" and (cells["subject"], cells["field"]) == ("can_nal", "cash_cost"),
    )
    assert (one.unit, one.subject, one.field) == ("USD2024/t", "can_nal", "cash_cost")
    text = (shipped_world.folder / "sites_values.csv").read_text(encoding="utf-8").splitlines()[one.line - 1]
    assert text.startswith(f"can_nal,cash_cost,,{one.value},")


def test_check_prints_the_balance(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--seeds"]) == 0
    out = capsys.readouterr().out
    for words in ("2024: ", "2035: ", "what stays open, and why", "grades: A official", "sites_values"):
        assert words in out


def test_check_speaks_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--seeds", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"balance", "totals", "returns", "grades"} == set(found)
    assert np.isfinite([line["gap"] for line in found["balance"]]).all()


def test_a_wrong_note_is_a_problem_with_its_cell(write, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    tables = small_tables()
    tables["balance_notes"] = [{"check": "sedes", "commodity": "slat", "place": "wrld", "year": "next", "note": ""}]
    assert main(["check", "--seeds", str(write(tables)), "--format", "concise"]) == 3
    out = capsys.readouterr().out
    for words in ("did you mean seeds?", "did you mean salt?", "did you mean world?", "write YYYY", "say why"):
        assert words in out
