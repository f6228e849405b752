"""The shipped tables: complete, cited, and in agreement with one another."""

from __future__ import annotations

import csv
import pickle
import re
from collections import defaultdict

import pytest

from friendshore.chain import MINERALS
from friendshore.locations import shipped
from friendshore.seed_layout import FIELDS, IDENTITY, VALUE_COLUMNS
from friendshore.seed_passports import grades
from friendshore.seeds import Seeds, World

FOLDER = shipped("seeds")
LEAST_ROWS = {
    "accounts": 260,
    "commodities": 38,
    "contracts": 38,
    "countries": 249,
    "demand": 140,
    "demand_values": 5_000,
    "inventories": 65,
    "lanes": 547,
    "policies": 114,
    "ports": 46,
    "recipes": 85,
    "projects": 150,
    "owners": 120,
    "conflicts": 25,
    "emission_factors": 50,
    "sites": 400,
    "sites_values": 5_000,
    "sources": 330,
    "trade": 967,
}


def rows_of(table: str) -> list[dict[str, str]]:
    with open(FOLDER / f"{table}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("table", "least"), sorted(LEAST_ROWS.items()))
def test_no_table_has_lost_rows(table: str, least: int) -> None:
    assert len(rows_of(table)) >= least


def test_every_file_is_a_known_table() -> None:
    known = {*IDENTITY, *(f"{table}_values" for table in FIELDS), "fx", "deflators"}
    assert {path.stem for path in FOLDER.glob("*.csv")} <= known


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.stem)
def test_tables_are_written_plainly(path) -> None:  # type: ignore[no-untyped-def]
    raw = path.read_bytes()
    assert raw.endswith(b"\n") and b"\r" not in raw and b"\t" not in raw
    with open(path, encoding="utf-8", newline="") as file:
        assert all(cell == cell.strip() for row in csv.reader(file) for cell in row)


def test_a_table_read_and_written_again_is_the_same(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for table in ("sites", "sites_values", "demand_values"):
        columns = VALUE_COLUMNS if table.endswith("_values") else IDENTITY[table]
        with open(tmp_path / "again.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows_of(table))
        assert (tmp_path / "again.csv").read_bytes() == (FOLDER / f"{table}.csv").read_bytes()


def test_ids_are_lower_case_and_places_are_codes(shipped_world: World) -> None:
    for name in (*shipped_world.commodities, *shipped_world.sites, *shipped_world.contracts, *shipped_world.ports):
        assert re.fullmatch(r"[a-z0-9_]+", name), name
    for site in shipped_world.sites.values():
        assert re.fullmatch(r"[A-Z]{3}|x[a-z]{2}", site.country)


def test_plants_that_never_start_stay_in_the_table_without_capacity(shipped_world: World) -> None:
    idle = {site.id for site in shipped_world.sites.values() if not site.capacity}
    assert "can_honda_cell" in idle and "can_northvoltcam" in idle
    assert all(shipped_world.sites[one].start is None for one in idle)


def test_base_year_flows_add_up_to_the_accounts(shipped_world: World) -> None:
    sold: dict[tuple[str, str], float] = defaultdict(float)
    bought: dict[tuple[str, str], float] = defaultdict(float)
    for one in shipped_world.trade:
        assert one.flow >= 0
        sold[one.seller, one.commodity] += one.flow
        bought[one.buyer, one.commodity] += one.flow
    for key, account in shipped_world.accounts.items():
        assert sold[key] == pytest.approx(account.production_balanced, rel=1e-5, abs=1e-3)
        assert bought[key] == pytest.approx(account.consumption, rel=1e-5, abs=1e-3)


def test_what_is_assumed_says_so_and_why() -> None:
    for table in FIELDS:
        name = table if table in ("fx", "deflators") else f"{table}_values"
        for row in rows_of(name):
            assert row["value"] and row["unit"] and row["source"]
            assert (row["source"] == "assumed") <= (row["confidence"] == "D" and bool(row["note"]))
            assert row["confidence"] != "D" or len(row["note"]) >= 20, f"{name}: {row['subject']} {row['field']}"
    for name, columns in IDENTITY.items():
        for row in rows_of(name) if "confidence" in columns else ():
            assert row["confidence"] != "D" or len(row["note"]) >= 20, f"{name}: {row['id']}"


def test_every_place_in_a_source_is_told_or_said_to_be_unrecorded() -> None:
    """No empty locator; those that were not kept are counted by the program, and no more than a tenth of all rows."""
    missing = 0
    for name in [*IDENTITY, *(table if table in ("fx", "deflators") else f"{table}_values" for table in FIELDS)]:
        for row in rows_of(name):
            if "locator" in row and row["source"] != "assumed":
                assert row["locator"], f"{name}: {row}"
                missing += row["locator"] == "not recorded"
    found = grades(FOLDER)
    assert sum(one.without_locator for one in found) >= missing
    assert missing < 0.1 * sum(one.rows for one in found)


def test_minerals_enter_only_where_something_comes_from_outside(shipped_world: World) -> None:
    """A route that extracts nothing puts out no more of a mineral than its inputs hold.

    Ternary cells are one commodity with the mean content of high and mid nickel, so single routes may differ.
    """
    goods = shipped_world.commodities
    for (name, route), recipe in shipped_world.recipes.items():
        if recipe.extracts or name in ("cell_nmc", "vehicle", "storage_system"):
            continue
        for mineral in MINERALS:
            made = [(name, 1.0), *recipe.co_products]
            out = sum(goods[one].contained.get(mineral, 0) * amount for one, amount in made)
            brought = sum(goods[one.commodity].contained.get(mineral, 0) * one.quantity for one in recipe.inputs)
            assert out <= brought * 1.0001, (name, route, mineral)


def test_recipes_of_vehicles_leave_the_cells_to_demand(shipped_world: World) -> None:
    recipe = shipped_world.recipes["vehicle", "assembly"]
    assert [one.commodity for one in recipe.inputs] == ["magnet_ndfeb"]
    cars = next(one for one in shipped_world.demand if (one.market, one.segment) == ("CAN", "bev"))
    assert cars.kwh_per_vehicle[2024] > 40
    assert sum(shares[2024] for shares in cars.chemistry.values()) == pytest.approx(1, abs=0.005)
    assert cars.low[2030] <= cars.quantity[2030] <= cars.high[2030]


def test_needle_coke_is_bought_outside_and_scrap_comes_from_outside(shipped_world: World) -> None:
    anode = shipped_world.recipes["aam_synthetic", "graphitisation"]
    assert [one.commodity for one in anode.outside] == ["needle_coke"] and anode.extracts
    assert shipped_world.recipes["black_mass", "shredding"].extracts


def test_every_place_and_mineral_is_accounted_for(shipped_world: World) -> None:
    for region in shipped_world.regions.values():
        assert sum(region.members.values()) == pytest.approx(1)
    europe = set(shipped_world.regions["xeu"].members)
    assert {"DEU", "GBR", "NOR", "TUR"} <= europe
    assert not europe & set(shipped_world.regions["xrw"].members)
    contained = {mineral for one in shipped_world.commodities.values() for mineral in one.contained}
    assert contained == set(MINERALS)


def test_groups_name_what_laws_name(shipped_world: World) -> None:
    assert shipped_world.groups["anode"] == ("aam_natural", "aam_synthetic")
    assert shipped_world.groups["cell"] == ("cell_nmc", "cell_lfp", "cell_lco")
    assert shipped_world.neighbours["CAN"] == ("MEX", "USA")


def test_at_least_fifteen_parameters_are_sampled_each_in_its_own_place(shipped_world: World) -> None:
    places: dict[int | None, set[tuple[str, float]]] = defaultdict(set)
    for one in shipped_world.sampled:
        assert one.low is not None and one.high is not None and one.low <= one.value <= one.high
        places[one.dimension].add((one.id, one.value))
    assert len(places) >= 15
    assert all(len(sharing) == 1 for sharing in places.values())


def test_the_most_specific_scope_wins(shipped_world: World) -> None:
    cost = shipped_world.parameter
    assert cost("cost_multiplier", "vehicle", "USA").scope is None
    assert cost("cost_multiplier", "spodumene_concentrate", "mining", "lithium", "CAN").scope == "mining+lithium+CAN"
    assert cost("cost_multiplier", "aam_synthetic", "aam", "graphite", "CHN").scope == "aam+CHN"
    assert cost("cost_multiplier", "aam_synthetic", "aam", "graphite", "JPN").scope == "aam"


def test_a_missing_parameter_is_refused(shipped_world: World) -> None:
    with pytest.raises(Exception, match="has no patience for mining"):
        shipped_world.parameter("patience", "mining")


def test_names_come_from_the_wide_tables_alone() -> None:
    seeds = Seeds(FOLDER)
    assert seeds.units["cell_nmc"] == "MWh"
    assert "CAN" in seeds.places and "xeu" in seeds.places
    assert seeds.policy_rows["CA-CFD-01"] in {"A", "B", "C", "D"}
    assert "commodities" not in vars(seeds)


def test_a_world_travels_between_processes(shipped_world: World) -> None:
    assert pickle.loads(pickle.dumps(shipped_world)) == shipped_world
