"""The world of the episode of lithium: sound, balanced in its own base year, and run by the command."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from friendshore.backtest.record import Seen, watch
from friendshore.cli.app import main
from friendshore.engine.run import Plan
from friendshore.experiment.scenarios import Built, subject_of
from friendshore.locations import shipped
from friendshore.scenario import load_scenario
from friendshore.seed_balance import balance
from friendshore.seeds import Seeds, World, load_world

FOLDER = shipped("seeds") / "lithium_2020"
UPSTREAM = ("lithium_carbonate", "spodumene_concentrate")


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(FOLDER)


@pytest.fixture(scope="module")
def year_2020() -> tuple[Plan, Seen]:
    """One replication up to the end of the base year; books that do not close would raise."""
    scenario = load_scenario(str(FOLDER / "scenario.yaml"))
    built = subject_of(replace(scenario, end=date(2020, 12, 31))).factory()
    assert isinstance(built, Built)
    return built.plan, watch(built.plan, 0)


def test_it_has_a_base_year_of_its_own_and_the_behaviour_of_the_shipped_world(world: World) -> None:
    assert world.base_year == 2020
    assert world.parameters == Seeds(shipped("seeds")).parameters
    assert not (FOLDER / "parameters.csv").exists()
    assert all(2020 in one.price for one in world.commodities.values())


def test_capacity_is_not_recorded_output(world: World) -> None:
    """Use of stated capacity differs from year to year; of what stood idle on record nothing is there."""
    by_year = {(one.commodity, one.year): one for one in balance(world)}
    use = [by_year["spodumene_concentrate", y].consumption / by_year["spodumene_concentrate", y].capacity
           for y in range(2020, 2027)]  # fmt: skip
    assert max(use) / min(use) > 1.3
    assert world.sites["aus_wodgina"].start == date(2022, 5, 1)
    sizes = dict(world.sites["aus_altura"].capacity)
    assert sizes[date(2020, 10, 26)] == 0.0 and sizes[date(2021, 10, 1)] > 0.0


def test_what_makers_downstream_could_make_never_holds_the_chain_back(world: World) -> None:
    lines = [one for one in balance(world) if one.commodity not in UPSTREAM]
    assert all(one.consumption < 0.75 * one.capacity for one in lines)


def test_the_base_year_is_met(world: World, year_2020: tuple[Plan, Seen]) -> None:
    plan, seen = year_2020
    assert plan.calibrator.base_year == 2020
    months = [i for i, month in enumerate(seen.months) if month.startswith("2020")]
    made: dict[tuple[str, str], float] = defaultdict(float)
    for i, site in enumerate(seen.sites):
        assert plan.index.sites[i] == site
        made[seen.countries[i], seen.goods[i]] += float(seen.made[i, months].sum())
    for commodity in world.commodities:
        stated = sum(one.production_balanced for one in world.accounts.values() if one.commodity == commodity)
        total = sum(amount for (_, good), amount in made.items() if good == commodity)
        assert total == pytest.approx(stated, rel=0.10), commodity
    for key in (("AUS", "spodumene_concentrate"), ("CHL", "lithium_carbonate"), ("CHN", "lithium_carbonate")):
        assert made[key] == pytest.approx(world.accounts[key].production_balanced, rel=0.10), key
    china = seen.prices.index(("lithium_carbonate", "CHN"))
    price = seen.value[china, months].sum() / seen.volume[china, months].sum()
    assert price == pytest.approx(world.commodities["lithium_carbonate"].price[2020], rel=0.10)
    assert np.isfinite(seen.made).all() and (seen.made >= 0.0).all()


def test_the_command_runs_it_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backtest", "lithium_2021", "-n", "1", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["world"] == "lithium_2020"
    assert found["run"] is True
    reached = {one["date"][:4] for one in found["records"] if one["model"] is not None}
    assert reached == {str(year) for year in range(2020, 2027)}
    assert main(["backtest", "lithium_2021", "-n", "1"]) == 0
    assert "runs on a world of its own: lithium_2020" in capsys.readouterr().out


def test_the_check_of_the_shipped_seeds_takes_in_the_worlds_inside(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--seeds"]) == 0
    assert f"{FOLDER}: a sound world" in capsys.readouterr().err
    assert main(["check", "--seeds", str(FOLDER), "--json"]) == 0
    years = {one["year"] for one in json.loads(capsys.readouterr().out)["balance"]}
    assert years == set(range(2020, 2027))
