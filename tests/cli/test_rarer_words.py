"""What commands rarely say: of a run without vehicles or years, of a file that waits, of a folder of no run."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from backtest.made_up import MONEY, episode, limit, record, seen, series
from fake_world import fake_subject
from friendshore.backtest import run as backtests
from friendshore.backtest.document import results_part
from friendshore.backtest.run import Result, compare
from friendshore.backtest.score import _recovers
from friendshore.cli import arms, main
from friendshore.cli import world as world_words
from friendshore.cli.backtest import _text
from friendshore.cli.seed_report import _open
from friendshore.cli.show import _told
from friendshore.cli.tables import levels
from friendshore.cli.vehicles import table
from friendshore.errors import CheckFailed, StoreError, UsageError
from friendshore.experiment import run
from friendshore.experiment.central import central
from friendshore.results import open_run
from friendshore.scenario import load_scenario
from worlds_small.lab import write_world

ORE = series(records=[record("2024-01-01", 40.0)], ranges=(limit("each", 0.05, ("2024-01",)),))


# -- backtests


def test_an_episode_that_was_not_run_says_why_in_the_document() -> None:
    told = results_part([Result(episode(ORE), "needs quota, which waits: not built yet", 2, ())])
    assert "Not run: needs quota, which waits: not built yet." in told


def test_a_document_that_cannot_be_written_is_told_in_a_line(tmp_path: Path) -> None:
    from friendshore.backtest.document import write_page

    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"validation\.md cannot be written: "):
        write_page(tmp_path / "file" / "validation.md", "text")


def test_points_outside_the_worlds_years_and_explained_misses_are_told() -> None:
    explained = replace(limit("each", 0.05, ("2024-01",)), why="Aland stocked up.")
    mine = episode(series(records=[record("2024-01-01", 90.0), record("2031-01-01", 9.0)], ranges=(explained,)))
    told = _text(Result(mine, "", 2, compare(mine, [seen(), seen(1.1)], MONEY)))
    assert "s: Aland stocked up." in told
    assert "outside the world's years" in told


def test_records_of_trade_are_not_held_against_a_world_of_single_lots() -> None:
    queue = load_scenario(str(Path(__file__).parents[1] / "worlds" / "mm1" / "scenario.yaml"))
    with pytest.raises(CheckFailed, match="scenario is a world on the event clock; records are of a world of trade"):
        backtests._run(queue, 1, lambda _: None)


def test_the_recorded_years_are_run_replication_by_replication(tmp_path: Path) -> None:
    seeds = write_world(tmp_path / "seeds")
    scenario = replace(load_scenario("baseline"), seeds=seeds, levers=(), shocks=(), end=date(2024, 12, 31))
    told: list[int] = []
    found, money = backtests._run(scenario, 2, told.append)
    assert told == [1, 2] and len(found) == 2
    assert found[0].made.shape == found[1].made.shape and not np.array_equal(found[0].made, found[1].made)
    assert money.rates["USD"]


def test_what_never_recovers_is_infinitely_late_and_what_never_did_has_no_date() -> None:
    def points(model: list[float], recorded: list[float]) -> list[Any]:
        days = [date(2024, month, 1) for month in range(1, len(model) + 1)]
        return [SimpleNamespace(day=d, model=m, record=r) for d, m, r in zip(days, model, recorded, strict=True)]

    low, back = [100.0, 10.0, 20.0, 10.0], [100.0, 10.0, 50.0, 100.0]
    assert _recovers(points(back, back)) == 0.0
    assert _recovers(points(low, back)) == float("inf")
    assert np.isnan(_recovers(points(back, low)))


# -- runs


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return run(fake_subject(tmp_path / "seeds"), 2, tmp_path).folder


def test_a_run_has_its_years_and_no_others(kept: Path) -> None:
    found = open_run(kept)
    assert "electric vehicles in 2024" in table(found, None, False)
    with pytest.raises(UsageError, match="has whole years from 2023 to 2024, not 2031"):
        table(found, 2031, False)
    found.index = replace(found.index, measured=(("wait", "minute"),))
    with pytest.raises(UsageError, match="has no whole year in which vehicles could be made"):
        table(found, None, False)


def test_a_run_without_the_usual_outcomes_says_so(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("friendshore.cli.tables.chosen", lambda *_: [])
    assert levels(open_run(kept)) == "  (a run without the usual outcomes; ask for others with --metric)"


def test_tables_of_a_run_are_asked_for_one_at_a_time_and_of_a_run(
    kept: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["show", str(kept), "--vehicles"]) == 0
    assert "electric vehicles in 2024, thousands" in capsys.readouterr().out
    assert main(["show", str(kept), "--vehicles", "--unfilled"]) == 2
    assert "not both" in capsys.readouterr().err
    assert main(["show", "baseline", "--vehicles"]) == 2
    assert "--vehicles goes with a run; 'baseline' is the folder of none" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[1, 2]", "{"])
def test_a_manifest_that_is_none_is_told(
    kept: Path, text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (kept / "manifest.json").write_text(text, "utf-8")
    assert main(["show", str(kept)]) == 4
    assert "manifest" in capsys.readouterr().err


def test_differences_say_what_is_new_and_what_is_gone() -> None:
    changes = [("run.end", None, "2030", ""), ("add.x", "y", None, "x.yaml:3:1"), ("title", "a", "b", "")]
    assert list(_told(changes)) == [
        "run.end", "  (not there)  →  2030",
        "add.x", "  y  →  (gone)", "  x.yaml:3:1",
        "title", "  a  →  b",
    ]  # fmt: skip


# -- scenarios and measures


def test_another_seed_is_part_of_what_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []

    def subject_of(scenario: Any) -> Any:
        seeds.append(scenario.rng_seed)
        return SimpleNamespace()

    monkeypatch.setattr("friendshore.experiment.scenarios.subject_of", subject_of)
    arms.subject("baseline")
    arms.subject("baseline", rng_seed=7)
    assert seeds == [load_scenario("baseline").rng_seed, 7]


def test_a_measure_that_waits_is_sound_and_says_what_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from reading.cases import TARIFF
    from reading.scenario_cases import REVIEW

    monkeypatch.chdir(tmp_path)
    Path("review.yaml").write_text(REVIEW, "utf-8")
    Path("broken.yaml").write_text(TARIFF.replace("25 %", "lots"), "utf-8")
    assert main(["check", "review.yaml"]) == 0
    assert "review.yaml: a sound measure (waits: permit_limit is not built yet)" in capsys.readouterr().err
    assert main(["check", "broken.yaml"]) == 3
    assert main(["check", "--seeds", "nowhere"]) == 2
    assert "no such folder: nowhere" in capsys.readouterr().err
    Path("empty").mkdir()
    assert main(["check", "--seeds", "empty"]) == 3
    assert capsys.readouterr().out.startswith("empty/demand.csv:1:1: missing or empty: a world has no demand")


# -- the world


def test_the_central_run_is_that_of_a_scenario(tmp_path: Path) -> None:
    seeds = write_world(tmp_path / "seeds")
    scenario = replace(load_scenario("baseline"), seeds=seeds, levers=(), shocks=(), end=date(2024, 12, 31))
    plan, outcome = central(scenario)
    assert outcome.made.shape == (len(plan.index.sites), 24)
    assert outcome.made.tobytes() == central(scenario)[1].made.tobytes()


def test_the_world_is_told_as_json_and_its_map_cannot_go_where_nothing_can_be_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert main(["show", "world", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"]["sites"] == sum(sum(places.values()) for places in found["sites"].values())
    (tmp_path / "file").touch()
    monkeypatch.setattr("friendshore.experiment.central.central", lambda _: (SimpleNamespace(world=0, index=0), 0))
    monkeypatch.setattr("friendshore.results.world_map.world_map", lambda *_: None)
    monkeypatch.setattr("friendshore.report.world_map.map_heading", lambda *_: None)
    monkeypatch.setattr("friendshore.report.world_map.map_chart", lambda *_: None)
    with pytest.raises(StoreError, match=r"file/world cannot be written: Not a directory"):
        world_words.draw(tmp_path / "file", 2030, "cell", False)


def test_a_commodity_or_group_of_the_map_is_known_by_its_name() -> None:
    scenario = load_scenario("baseline")
    assert world_words._commodities(scenario, "aam_natural") == ("aam_natural",)
    assert set(world_words._commodities(scenario, "anode")) == {"aam_natural", "aam_synthetic"}
    with pytest.raises(UsageError, match=r"no such commodity or group; did you mean anode\?"):
        world_words._commodities(scenario, "anodes")
    assert "who buys it abroad" in world_words._title(2030, "aam_natural")


def test_a_gap_that_nobody_explained_is_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("friendshore.cli.seed_report.reason", lambda *_: "")
    line = SimpleNamespace(closes=False, planned=0.0, gap=-0.2, gap_with_planned=0.0, commodity="ore", year=2030)
    told = " ".join(_open(None, [line]))  # type: ignore[arg-type,list-item]
    assert "ore 2030" in told and "Not explained yet." in told
    assert list(_open(None, [SimpleNamespace(closes=True)])) == []  # type: ignore[arg-type,list-item]


def test_what_differs_between_two_runs_is_told_with_a_dash_for_nothing(kept: Path) -> None:
    from friendshore.cli.compare import Compared

    one = open_run(kept)
    other = open_run(kept)
    one.manifest = {**one.manifest, "scenario": {"name": "a", "run": {"end": "2030-12-31"}}}
    other.manifest = {**other.manifest, "scenario": {"name": "a", "law_as": "written"}}
    changed = Compared([one, other]).inputs(other)
    assert ("law_as", "–", "written") in changed
    assert ("run.end", "2030-12-31", "–") in changed
    contracts = {"old_offtake": {"volume": "5 t/yr"}, "new_offtake": {"volume": "9 t/yr"}}
    other.manifest = {**other.manifest, "scenario": {**other.scenario, "contracts": contracts}}
    compared = Compared([one, other])
    compared.baseline.index = replace(one.index, contracts=(("old_offtake", "a", "b", "ore"),))
    assert [row[1] for row in compared.inputs(compared.others[0]) if row[0].startswith("contracts.")] == [
        "–",
        "as on record",
    ]
