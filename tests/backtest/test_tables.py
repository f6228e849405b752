"""Episodes as they are read: sound ones, and every kind of mistake with its file, line and column."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path

import pytest

from backtest.made_up import write_tables
from friendshore.errors import InputError
from friendshore.seeds import Seeds

SOUND = {
    "sources": [{"key": "survey", "title": "A survey"}],
    "countries": [{"id": "AAA", "name": "Aland"}, {"id": "BBB", "name": "Bland"}],
    "commodities": [
        {"id": "ore", "unit": "t Ni contained"},
        {"id": "metal", "unit": "t"},
        {"id": "car", "unit": "vehicle"},
    ],
    "commodity_groups": [{"group": "all_metal", "commodity": "metal"}],
    "episodes": [{"id": "e", "title": "Something", "starts": "2024-04-01"}],
    "episode_series": [
        {"id": "e.base", "episode": "e", "quantity": "exports", "commodity": "metal", "place": "AAA", "unit": "t",
         "months": "2", "form": "level"},
        {"id": "e.index", "episode": "e", "quantity": "exports", "commodity": "all_metal", "place": "AAA",
         "partner": "BBB", "unit": "t", "months": "1", "form": "index", "base": "e.base", "fitted": "2024-05;2025"},
        {"id": "e.price", "episode": "e", "quantity": "price", "commodity": "ore", "place": "world", "unit": "USD/t",
         "months": "1", "form": "start"},
        {"id": "e.mined", "episode": "e", "quantity": "mined", "commodity": "nickel", "place": "AAA", "unit": "t",
         "months": "12", "form": "level"},
    ],
    "episode_series_values": [
        {"subject": "e.base", "field": "recorded", "date": "2024-01-01", "value": "20", "unit": "t",
         "source": "survey", "locator": "p. 1", "confidence": "A"},
        {"subject": "e.index", "field": "recorded", "date": "2024-06-01", "value": "30", "unit": "t",
         "source": "survey", "locator": "p. 1", "confidence": "B"},
        {"subject": "e.index", "field": "recorded", "date": "2024-05-01", "value": "5", "unit": "t",
         "source": "assumed", "confidence": "D", "note": "a guess"},
    ],
    "episode_ranges": [
        {"id": "e.index.mean", "series": "e.index", "rule": "mean_points", "scored": "2024-06", "within": "10",
         "unit": "points"},
    ],
    "episode_notes": [{"range": "e.index.mean", "note": "because"}],
}  # fmt: skip


def read(folder: Path, table: str = "", row: int = 0, **changed: str) -> Seeds:
    tables = copy.deepcopy(SOUND)
    if table:
        tables[table][row].update(changed)
    return Seeds(write_tables(folder / "seeds", tables))


def test_series_hold_their_records_by_date_and_ranges_their_notes(tmp_path: Path) -> None:
    found = read(tmp_path).episodes["e"]
    assert found.starts == date(2024, 4, 1)
    assert found.records == 3
    index = next(one for one in found.series if one.id == "e.index")
    assert index.commodities == ("metal",)
    assert [record.value for record in index.records] == [5.0, 30.0]
    assert (index.ranges[0].within, index.ranges[0].scored, index.ranges[0].why) == (10.0, ("2024-06",), "because")
    assert index.was_fitted(date(2024, 5, 1))
    assert index.was_fitted(date(2025, 7, 1))
    assert not index.was_fitted(date(2024, 6, 1))


@pytest.mark.parametrize(
    ("table", "row", "changed", "words"),
    [
        ("episode_series", 0, {"unit": "kt"}, "'kt' should be t; convert the numbers, too"),
        ("episode_series_values", 0, {"unit": "kt"}, "'kt' should be t; convert the number, too"),
        ("episode_series", 3, {"unit": "kg"}, "'kg' should be t"),
        ("episode_series", 2, {"unit": "EUR/t"}, "'EUR/t' should be USD2024/t Ni contained"),
        ("episode_series", 0, {"commodity": "metal;car"}, "counted in t, vehicle and cannot be added up"),
        ("episode_series", 0, {"commodity": "mettal"}, "did you mean metal?"),
        ("episode_series", 3, {"commodity": "metal"}, "'metal' is no mineral"),
        ("episode_series", 0, {"quantity": "export"}, "did you mean exports?"),
        ("episode_series", 0, {"place": "ZZZ"}, "'ZZZ' is not in countries.csv"),
        ("episode_series", 0, {"episode": "f"}, "'f' is not in episodes.csv"),
        ("episode_series", 0, {"months": "0"}, "0 is out of range"),
        ("episode_series", 0, {"base": "e.index"}, "level has no base"),
        ("episode_series", 1, {"base": ""}, "empty; name one of episode_series.csv"),
        ("episode_series", 1, {"base": "e.price"}, "units must be the same"),
        ("episode_series_values", 0, {"source": "hearsay"}, "'hearsay' is not in sources.csv"),
        ("episode_series_values", 0, {"source": ""}, "no source"),
        ("episode_series_values", 1, {"subject": "e.indx"}, "did you mean e.index?"),
        ("episode_series_values", 1, {"value": "1,200"}, "write it without commas"),
        ("episode_series_values", 2, {"date": "2024-06-01"}, "second row for e.index recorded 2024-06-01"),
        ("episode_ranges", 0, {"rule": "mean_point"}, "did you mean mean_points?"),
        ("episode_ranges", 0, {"unit": "share"}, "'share' should be points"),
        ("episode_ranges", 0, {"within": "-1"}, "-1 is out of range"),
        ("episode_ranges", 0, {"series": "e.none"}, "'e.none' is not in episode_series.csv"),
        ("episode_notes", 0, {"range": "e.none"}, "'e.none' is not in episode_ranges.csv"),
        ("episodes", 0, {"starts": "April 2024"}, "'April 2024' is not a date"),
    ],
)  # fmt: skip
def test_mistakes_are_named_where_they_stand(
    tmp_path: Path, table: str, row: int, changed: dict[str, str], words: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, table, row, **changed).episodes  # noqa: B018
    assert any(words in one.message for one in caught.value.problems), str(caught.value)
    assert all(one.place.line >= 1 for one in caught.value.problems)
