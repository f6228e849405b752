"""The command from outside, and the real world once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from backtest.made_up import MONEY, episode, limit, record, seen, series
from friendshore.backtest import run as backtests
from friendshore.backtest.document import BEGIN, END, page, results_part, write_page
from friendshore.backtest.run import Result, compare, last_day, selected, waits
from friendshore.cli.app import main
from friendshore.errors import UsageError

ORE = series(
    records=[record("2024-01-01", 40.0), record("2024-02-01", 100.0)],
    ranges=(limit("each", 0.05, ("2024-01",)), limit("mean_error", 0.01)),
)


def result() -> Result:
    mine = episode(ORE)
    return Result(mine, "", 2, compare(mine, [seen(), seen(1.1)], MONEY))


def test_misses_come_first_and_the_document_says_both(tmp_path: Path) -> None:
    found = result()
    assert [verdict.met for _, verdict in found.verdicts] == [False, True]
    text = page([episode(ORE)], results_part([found]))
    assert "1 of 2 ranges are met" in text
    assert text.index("### Misses") < text.index("not explained yet") < text.index("### Something happened")
    document = tmp_path / "docs" / "validation.md"
    write_page(document, text)
    write_page(document, text)
    assert document.read_text(encoding="utf-8").count(BEGIN) == 1


def test_the_rest_of_a_document_stays_and_one_without_a_place_is_refused(tmp_path: Path) -> None:
    document = tmp_path / "validation.md"
    document.write_text(f"# Title\n\n{BEGIN}old{END}\n\n## Mutation\n", encoding="utf-8")
    write_page(document, page([], []))
    text = document.read_text(encoding="utf-8")
    assert text.startswith("# Title\n") and text.endswith("\n## Mutation\n") and "old" not in text
    document.write_text("no place", encoding="utf-8")
    with pytest.raises(UsageError, match="no place for the results"):
        write_page(document, page([], []))
    assert document.read_text(encoding="utf-8") == "no place"


def test_an_episode_waits_for_its_measure_and_needs_a_record() -> None:
    one = episode(ORE, measure="quota")
    assert waits(one, ["quota"], {}) == ""
    assert waits(one, [], {"quota": "not built yet"}) == "needs quota, which waits: not built yet"
    assert "not a measure of the baseline" in waits(one, [], {})
    assert waits(episode(series()), [], {}) == "no record of it in the tables"


def test_names_of_episodes() -> None:
    known = {"graphite": episode(ORE), "magnets": episode(ORE)}
    assert len(selected(known, [])) == 2
    assert len(selected(known, ["magnets"])) == 1
    with pytest.raises(UsageError, match="did you mean graphite"):
        selected(known, ["graphit"])


def test_the_world_runs_to_the_month_after_the_last_record() -> None:
    assert last_day([episode(ORE)], date(2035, 12, 31)) == date(2024, 3, 31)
    stop = series("first_stop", [record("2024-02-20", 9.0)])
    assert last_day([episode(stop)], date(2035, 12, 31)) == date(2025, 2, 28)
    assert last_day([episode(ORE)], date(2024, 2, 29)) == date(2024, 2, 29)


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command with made-up replications of the shipped episodes' years."""
    late = replace(episode(ORE, measure="can_nmg_cfd"), id="late")
    found = {"e": episode(ORE), "bare": replace(episode(series()), id="bare"), "late": late}
    monkeypatch.setattr("friendshore.seeds.Seeds.episodes", found)
    monkeypatch.setattr(backtests, "_run", lambda *_: ([seen(), seen(1.1)], MONEY))


def test_json_is_a_list_of_objects_with_key_episode(made_up: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backtest", "e", "late", "-n", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["episode"] for one in found] == ["e", "late"]
    assert [one["verdict"] for one in found[0]["ranges"]] == ["missed", "met"]
    assert found[0]["records"][0] == {
        "series": "e.s", "date": "2024-01-01", "unit": "t", "record": 40.0, "model": 40.0, "low": 40.0,
        "high": pytest.approx(44.0), "fitted": False, "never": False,
    }  # fmt: skip
    assert found[1]["run"] is False
    assert "can_nmg_cfd" in found[1]["reason"]


def test_all_episodes_are_written_where_a_document_has_its_place(
    made_up: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("friendshore.seeds.Seeds.episodes", {"e": episode(ORE)})
    document = tmp_path / "docs" / "validation.md"
    assert main(["backtest", "-n", "2", "--write", str(document)]) == 0
    assert f"written to {document}" in capsys.readouterr().err
    assert "1 of 2 ranges are met" in document.read_text("utf-8")


def test_an_episode_without_a_record_ends_with_one_and_writes_nothing(
    made_up: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "validation.md"
    assert main(["backtest", "-n", "2", "--write", str(document)]) == 1
    said = capsys.readouterr()
    assert "no record to compare with; nothing was written" in said.err
    assert "not run: no record of it in the tables" in said.out
    assert not document.exists()


def test_writing_a_part_or_asking_for_an_unknown_episode_is_refused(made_up: None) -> None:
    assert main(["backtest", "e", "--write", "x.md"]) == 2
    assert main(["backtest", "graphit"]) == 2


@pytest.mark.timeout(600)
def test_the_shipped_world_is_held_against_the_graphite_licence(capsys: pytest.CaptureFixture[str]) -> None:
    """The real world once: stocking up in November 2023, emptiness after it; watching changes no result."""
    from friendshore.backtest.record import watch
    from friendshore.engine.run import simulate
    from friendshore.experiment.scenarios import Built, subject_of
    from friendshore.scenario import load_scenario
    from friendshore.seeds import Seeds

    scenario = load_scenario("baseline")
    mine = Seeds(scenario.seeds).episodes["graphite_2023"]
    built = subject_of(replace(scenario, end=last_day([mine], scenario.end))).factory()
    assert isinstance(built, Built)
    shown, plain = watch(built.plan, 0), simulate(built.plan, 0)
    assert np.array_equal(shown.made, plain.made)
    assert np.array_equal(shown.sold, plain.delivered)
    compared = compare(mine, [shown], built.plan.world.money)
    exports = next(one for one in compared if one.series.id == "graphite_2023.flake_exports")
    assert exports.points[0].model > 150.0
    assert max(one.model for one in exports.points[1:3]) < 60.0
