"""Worlds of their own beside the shipped tables: found by name, with shared tables, a base year and an identity."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from backtest.made_up import write_tables
from backtest.test_tables import SOUND
from friendshore.cli import main
from friendshore.errors import InputError
from friendshore.experiment.identity import inputs
from friendshore.seeds import Seeds

SPREAD = {"distribution": "fixed", "unit": "share", "source": "assumed", "confidence": "D", "note": "a guess"}
VALUE = {"unit": "t Ni contained/y", "source": "assumed", "confidence": "D", "note": "a guess"}


def accounts(*years: str) -> dict[str, list[dict[str, str]]]:
    """Accounts of Aland's ore, each number of another of the years."""
    fields = ("production_reported", "production_balanced", "consumption")
    dated = zip(fields, (years * 3)[:3], strict=True)
    rows = [{"subject": "AAA.ore", "field": name, "date": year, "value": "5", **VALUE} for name, year in dated]
    return {"accounts": [{"id": "AAA.ore", "country": "AAA", "commodity": "ore"}], "accounts_values": rows}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of tables with a world inside that has goods of its own and takes the rest from above."""
    tables = copy.deepcopy(SOUND)
    tables["parameters"] = [
        {"id": "thrift", "scope": "car", "value": "1", **SPREAD},
        {"id": "thrift", "value": "2", **SPREAD},
    ]
    above = write_tables(tmp_path / "seeds", tables)
    goods = {"commodities": [{"id": "ore", "unit": "t Ni contained"}]}
    inside = write_tables(above / "boom", {**goods, **accounts("2020")})
    (inside / "scenario.yaml").write_text("title: a boom\n", encoding="utf-8")
    return above


def test_a_world_takes_what_it_shares_from_the_folder_above(folder: Path) -> None:
    inside = Seeds(folder / "boom")
    assert inside.country_names == {"AAA": "Aland", "BBB": "Bland"}
    assert [(one.scope, one.value) for one in inside.parameters] == [("car", 1.0), (None, 2.0)]
    assert set(inside.sources) == {"survey"}
    assert set(inside.units) == {"ore"}
    own = write_tables(folder / "boom", {"countries": [{"id": "AAA", "name": "Aland"}]})
    assert set(Seeds(own).countries) == {"AAA"}
    (own / "scenario.yaml").unlink()
    assert Seeds(own).parameters == ()


def test_the_base_year_is_the_one_of_the_accounts(folder: Path) -> None:
    (account,) = Seeds(folder / "boom").accounts.values()
    assert account.year == 2020
    write_tables(folder / "boom", accounts("2020", "2021"))
    with pytest.raises(InputError, match="2021 here and 2020 on line 2; accounts have one base year"):
        Seeds(folder / "boom").accounts  # noqa: B018


def test_a_run_is_named_after_the_tables_that_it_reads(folder: Path) -> None:
    before = inputs(folder), inputs(folder / "boom")
    assert "seeds/parameters.csv" in before[1]
    assert not [name for name in before[0] if "boom" in name]
    (folder / "boom" / "commodities.csv").write_text("id\nother\n", encoding="utf-8")
    assert inputs(folder) == before[0]
    assert inputs(folder / "boom") != before[1]
    changed = inputs(folder / "boom")
    (folder / "parameters.csv").write_text("id\nother\n", encoding="utf-8")
    assert inputs(folder / "boom") != changed


def test_series_of_an_episode_name_what_its_own_world_has(folder: Path) -> None:
    tables = copy.deepcopy(SOUND)
    tables["episodes"][0]["world"] = "boom"
    write_tables(folder, tables)
    with pytest.raises(InputError) as caught:
        Seeds(folder).episodes  # noqa: B018
    assert {one.message for one in caught.value.problems} == {
        "'metal' is not in commodities.csv",
        "'all_metal' is not in commodities.csv",
    }


def test_an_episode_of_an_unknown_world_ends_with_three(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = copy.deepcopy(SOUND)
    tables["episodes"][0]["world"] = "bom"
    write_tables(folder, tables)
    sound = Seeds.episodes.func
    monkeypatch.setattr("friendshore.seeds.Seeds.episodes", property(lambda _: sound(Seeds(folder))))
    assert main(["backtest", "-n", "1"]) == 3
    said = capsys.readouterr().err
    assert "episodes.csv:2:5" in said
    assert "no world 'bom' in a folder beside this table; did you mean boom?" in said
