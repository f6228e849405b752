"""A simulated base year is measured against the accounts: what is met, what is missed, and what is said of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from fake_world import fake_index
from friendshore.chain import Account, BalanceNote, Trade
from friendshore.cli import main
from friendshore.engine.outcome import Array, Index
from friendshore.experiment.central import Wedge, weighed
from friendshore.experiment.scenarios import Built, subject_of
from friendshore.locations import shipped
from friendshore.results.base_year import (
    WORLD,
    Flow,
    Output,
    beyond,
    flows,
    made_in,
    missed_commodities,
    misses,
    outputs,
    parts,
    unreproduced,
    why,
)
from friendshore.scenario import load_scenario
from friendshore.seed_balance import Line
from friendshore.seed_world import World
from friendshore.seeds import load_world


def account(country: str, balanced: float, commodity: str = "salt") -> Account:
    return Account(country, commodity, balanced * 1.2, balanced, balanced)


def off(rows: tuple[Output, ...]) -> set[str]:
    return {row.place for row in rows if not row.meets}


def test_output_of_a_year_adds_up_sites_and_months() -> None:
    index = replace(
        fake_index(3),
        sites=("a", "b", "c"),
        site_country=("CAN", "CAN", "JPN"),
        site_commodity=("salt", "salt", "salt"),
    )
    made = np.ones((3, 36))
    made[:, 12:24] = 2.0
    assert made_in(index, made, 2024) == {("CAN", "salt"): 48.0, ("JPN", "salt"): 24.0}
    with pytest.raises(ValueError, match="does not cover 2030"):
        made_in(index, made, 2030)


def test_the_world_may_be_ten_per_cent_off() -> None:
    accounts = [account("CAN", 50.0), account("JPN", 50.0)]
    assert off(outputs({("CAN", "salt"): 54.9, ("JPN", "salt"): 54.9}, accounts)) == set()
    assert off(outputs({("CAN", "salt"): 55.1, ("JPN", "salt"): 55.1}, accounts)) == {WORLD}
    assert off(outputs({("CAN", "salt"): 44.9, ("JPN", "salt"): 44.9}, accounts)) == {WORLD}


def test_a_share_may_be_fifteen_per_cent_or_two_points_off() -> None:
    accounts = [account("CAN", 90.0), account("JPN", 5.0), account("KOR", 5.0)]
    assert off(outputs({("CAN", "salt"): 90.0, ("JPN", "salt"): 6.9, ("KOR", "salt"): 3.1}, accounts)) == set()
    assert off(outputs({("CAN", "salt"): 90.0, ("JPN", "salt"): 7.1, ("KOR", "salt"): 2.9}, accounts)) == {"JPN", "KOR"}
    half = [account("CAN", 50.0), account("JPN", 50.0)]
    assert off(outputs({("CAN", "salt"): 57.0, ("JPN", "salt"): 43.0}, half)) == set()
    assert off(outputs({("CAN", "salt"): 58.0, ("JPN", "salt"): 42.0}, half)) == {"CAN", "JPN"}


def test_a_country_that_makes_what_the_accounts_do_not_know_counts() -> None:
    rows = outputs({("CAN", "salt"): 95.0, ("JPN", "salt"): 5.0}, [account("CAN", 100.0)])
    assert off(rows) == {"JPN"}


def test_misses_come_worlds_first_and_farthest_first() -> None:
    accounts = [account("CAN", 80.0), account("JPN", 20.0), account("CAN", 10.0, "ore"), account("CAN", 1.0, "tin")]
    made = {("CAN", "salt"): 60.0, ("JPN", "salt"): 40.0, ("CAN", "ore"): 8.0, ("CAN", "tin"): 2.0}
    rows = outputs(made, accounts)
    assert [(row.commodity, row.place) for row in misses(rows)][:2] == [("tin", WORLD), ("ore", WORLD)]
    assert missed_commodities(rows) == ["salt", "ore", "tin"]


def test_a_note_on_a_country_goes_before_one_on_the_world() -> None:
    notes = [
        BalanceNote("base_year", "salt", "world", None, "everywhere"),
        BalanceNote("base_year", "salt", "CAN", None, "there"),
        BalanceNote("seeds", "ore", "world", None, "of the tables"),
    ]
    rows = outputs({("CAN", "salt"): 1.0, ("CAN", "ore"): 1.0}, [account("CAN", 9.0), account("CAN", 9.0, "ore")])
    told = {(row.commodity, row.place): why(notes, row) for row in rows}
    assert told[("salt", "CAN")] == "there"
    assert told[("salt", WORLD)] == "everywhere"
    assert told[("ore", WORLD)] == ""


def test_flows_over_a_twentieth_of_a_market_are_compared_as_parts_of_it() -> None:
    index = replace(fake_index(2), flows=(("salt", "CAN", "JPN"), ("salt", "CHN", "JPN"), ("salt", "KOR", "JPN")))
    shipped = np.array([[0.0] * 4 + [5.0] * 4, [0.0] * 4 + [14.0] * 4, [0.0] * 4 + [1.0] * 4])
    trade = [Trade("JPN", "salt", "CAN", 30.0), Trade("JPN", "salt", "CHN", 67.0), Trade("JPN", "salt", "KOR", 3.0)]
    found = {flow.seller: flow for flow in flows(index, shipped, trade)}
    assert set(found) == {"CAN", "CHN"}
    assert found["CAN"].simulated == pytest.approx(0.25)
    assert not found["CAN"].meets
    assert found["CHN"].meets


def test_a_year_beyond_is_set_beside_the_tables() -> None:
    lines = [Line("salt", "t", 2024, 0, 90.0, 0, 100.0, None), Line("salt", "t", 2025, 0, 99.0, 0, 120.0, None)]
    (row,) = beyond({("CAN", "salt"): 100.0}, {("CAN", "salt"): 70.0, ("JPN", "salt"): 40.0}, lines, 2025)
    assert (row.simulated, row.tables_make, row.tables_use) == (110.0, 99.0, 120.0)
    assert (row.growth, row.growth_of_use) == (pytest.approx(0.1), pytest.approx(0.2))


def test_what_weights_miss_is_told_by_its_reason_farthest_first() -> None:
    trade = [Trade("JPN", good, seller, 50.0) for good in ("salt", "ore") for seller in ("CAN", "CHN")]
    amounts = {("salt", "CAN", "JPN"): 6.0, ("salt", "CHN", "JPN"): 4.0}
    amounts |= {("ore", "CAN", "JPN"): 9.0, ("ore", "CHN", "JPN"): 1.0}
    notes = [BalanceNote("weights", "salt", "world", None, "because"), BalanceNote("seeds", "ore", "world", None, "no")]
    found = unreproduced(notes, parts(amounts, trade))
    assert list(found) == ["", "because"]
    assert [(row.commodity, row.seller) for row in found[""]] == [("ore", "CAN"), ("ore", "CHN")]


@pytest.fixture(scope="module")
def by_weights(world: World) -> tuple[Flow, ...]:
    """Each flow over 5 % of a market, in the tables and by the calibrated weights of the baseline alone."""
    built = subject_of(load_scenario("baseline")).factory()
    assert isinstance(built, Built)
    return parts(weighed(built.plan), world.trade)


def test_weights_reproduce_what_was_bought_from_whom(world: World, by_weights: tuple[Flow, ...]) -> None:
    """Within 10 % of each flow over 5 % of its market, but for uses outside the chain that buy from few sellers."""
    missed = {row.commodity for row in by_weights if not row.meets}
    assert missed == {note.commodity for note in world.balance_notes if note.check == "weights"}
    assert "" not in unreproduced(world.balance_notes, by_weights)
    assert len(by_weights) > 600 and sum(row.meets for row in by_weights) >= 0.95 * len(by_weights)


# -- the command, on a year in which the accounts come about but for one commodity


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(shipped("seeds"))


def as_accounted(world: World) -> tuple[Index, Array]:
    """A site per account that makes what is balanced, but only half of the anode."""
    accounts = list(world.accounts.values())
    index = replace(
        fake_index(3),
        sites=tuple(f"{one.country}_{one.commodity}" for one in accounts),
        site_country=tuple(one.country for one in accounts),
        site_commodity=tuple(one.commodity for one in accounts),
        flows=tuple((one.commodity, one.seller, one.buyer) for one in world.trade),
    )
    amounts = [one.production_balanced * (0.5 if one.commodity == "aam_natural" else 1.0) for one in accounts]
    return index, np.repeat(np.array(amounts)[:, None] / 12.0, 36, axis=1)


@pytest.fixture
def central(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    index, made = as_accounted(world)
    sold = np.repeat(np.array([one.flow for one in world.trade])[:, None] / 4.0, 12, axis=1)
    plan, outcome = SimpleNamespace(world=world, index=index), SimpleNamespace(made=made, shipped=sold)
    monkeypatch.setattr("friendshore.experiment.central.central", lambda _: (plan, outcome))
    found = (Wedge("aam_natural", 4800.0, 900.0, 900.0, 1, 3),)
    monkeypatch.setattr("friendshore.experiment.central.wedges", lambda _: found)
    weighed = {(one.commodity, one.seller, one.buyer): one.flow for one in world.trade}
    monkeypatch.setattr("friendshore.experiment.central.weighed", lambda _: weighed)


def test_the_table_tells_misses_first(central: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "world", "--base-year"]) == 0
    out = capsys.readouterr().out
    first = out.splitlines()[0]
    kept, total = (int(word) for word in first.replace(":", "").split() if word.isdigit() and word != "2024")
    assert total - kept == 1
    assert out.index("Misses") < out.index("aam_natural") < out.index("All countries") < out.index("out of sample")
    lines = out[out.index("All countries") :].splitlines()
    assert lines[3].split()[:2] == ["aam_natural", "world"]
    assert "-50.0 %" in lines[3] and lines[3].endswith("miss")
    wedge = next(line for line in out[out.index("Wedges") :].splitlines() if "aam_natural" in line)
    assert wedge.split() == ["aam_natural", "4,800", "USD2024/t", "900", "900", "3", "1"]


def test_one_year_can_be_asked_for(central: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "world", "--base-year", "--year", "2025"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("2025, out of sample\nNothing is fitted to this year.")
    assert main(["show", "world", "--base-year", "--year", "2024"]) == 0
    assert "out of sample" not in capsys.readouterr().out
    assert main(["show", "world", "--base-year", "--year", "2051"]) == 2
    assert "the baseline runs from 2023 to 2035" in capsys.readouterr().err


def test_the_table_is_written_as_a_document(central: None, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "docs" / "base-year.md"
    assert main(["show", "world", "--base-year", "--json", "--write", str(path)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert {row["commodity"] for row in found["base_year"] if not row["meets"]} == {"aam_natural"}
    assert all(flow["meets"] for flow in found["flows"]) and all(flow["meets"] for flow in found["weights"])
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# The base year, simulated\n")
    assert "| aam_natural | world | t |" in text
    assert main(["show", "world", "--base-year", "--write", "/proc/base-year.md"]) == 4


def test_the_document_that_is_shipped_is_of_the_shipped_world(world: World) -> None:
    text = (Path(__file__).parents[2] / "docs" / "base-year.md").read_text(encoding="utf-8")
    for commodity in {account.commodity for account in world.accounts.values()}:
        assert f"| {commodity} | world |" in text


def test_its_options_go_with_the_world_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "baseline", "--base-year"]) == 2
    assert "go with `show world`" in capsys.readouterr().err
    assert main(["show", "world", "--base-year", "--map"]) == 2
    assert main(["show", "world"]) == 0
    assert "sites by stage and place" in capsys.readouterr().out
