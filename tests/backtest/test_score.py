"""Errors, and verdicts at the edges of their ranges."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from backtest.made_up import limit, record, series
from friendshore.backtest.score import Point, point, verdict
from friendshore.backtest.words import error_in_words, range_in_words, state
from friendshore.seed_episodes import RULES

MONTHS = ("2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01")


def points(model: tuple[float, ...], told: tuple[float, ...]) -> list[Point]:
    days = [date.fromisoformat(month) for month in MONTHS[: len(told)]]
    return [Point(day, r, m, m, m, False) for day, m, r in zip(days, model, told, strict=True)]


def error(rule: str, model: tuple[float, ...], told: tuple[float, ...], scored: tuple[str, ...] = ()) -> float:
    one = series(records=[record(month, value) for month, value in zip(MONTHS, told, strict=False)])
    return verdict(one, limit(rule, scored=scored, unit=RULES[rule]), points(model, told)).error


@pytest.mark.parametrize(
    ("rule", "model", "told", "expected"),
    [
        ("mean_error", (110.0, 80.0), (100.0, 100.0), 0.15),
        ("each", (110.0, 80.0), (100.0, 100.0), 0.2),
        ("each", (0.0,), (0.0,), 0.0),
        ("each", (1.0,), (0.0,), math.inf),
        ("mean_points", (110.0, 80.0), (100.0, 100.0), 15.0),
        ("highest", (1.0, 5.0, 2.0), (1.0, 2.0, 5.0), 1.0),
        ("lowest", (3.0, 2.0, 1.0), (3.0, 2.0, 1.0), 0.0),
        ("recovers", (100.0, 20.0, 60.0, 95.0), (100.0, 20.0, 90.0, 99.0), 1.0),
        ("recovers", (100.0, 20.0, 60.0, 80.0), (100.0, 20.0, 90.0, 99.0), math.inf),
        ("direction", (2.0, 9.0, 3.0), (5.0, 1.0, 6.0), 0.0),
        ("direction", (2.0, 9.0, 1.0), (5.0, 1.0, 6.0), 1.0),
        ("direction", (2.0, 9.0, 2.0), (5.0, 1.0, 6.0), 1.0),
        ("moves_with", (2.0, 4.0, 8.0), (10.0, 100.0, 1000.0), 0.0),
        ("moves_with", (8.0, 4.0, 2.0), (10.0, 100.0, 1000.0), 2.0),
        ("moves_with", (1.0, 2.0, 1.0), (1.0, 1.0, 2.0), 1.5),
        ("moves_with", (3.0, 3.0, 3.0), (1.0, 2.0, 3.0), 1.0),
        ("days", (44.0,), (52.0,), 8.0),
        ("days", (math.inf,), (52.0,), math.inf),
        ("count", (2.0,), (0.0,), 2.0),
    ],
)
def test_errors(rule: str, model: tuple[float, ...], told: tuple[float, ...], expected: float) -> None:
    assert error(rule, model, told) == pytest.approx(expected)


def test_only_the_dates_of_a_range_are_scored() -> None:
    assert error("each", (1.0, 110.0), (100.0, 100.0), scored=("2024-02",)) == pytest.approx(0.1)


def test_an_error_at_the_edge_meets_the_range_and_one_over_it_does_not() -> None:
    one = series(records=[record(MONTHS[0], 100.0)])
    assert verdict(one, limit("each", 0.1), points((110.0,), (100.0,))).met
    assert not verdict(one, limit("each", 0.1), points((110.1,), (100.0,))).met
    assert verdict(one, limit("days", 0.0, unit="days"), points((100.0,), (100.0,))).met


def test_dates_outside_the_world_are_left_out_of_means_and_leave_turning_points_open() -> None:
    told = (100.0, 100.0)
    one = series(records=[record(month, 100.0) for month in MONTHS[:2]])
    half = verdict(one, limit("mean_error"), points((math.nan, 105.0), told))
    assert (half.error, half.points) == (pytest.approx(0.05), 1)
    turning = verdict(one, limit("lowest", unit="months"), points((math.nan, 105.0), told))
    assert not turning.scored
    assert not turning.met
    none = verdict(one, limit("each"), points((math.nan, math.nan), told))
    assert (state(none), error_in_words(none)) == ("not scored", "–")


def test_what_was_fitted_is_told_from_what_came_out() -> None:
    told = (100.0, 100.0)
    one = series(records=[record(month, 100.0) for month in MONTHS[:2]], fitted=("2024-01",))
    given = points(told, told)
    assert verdict(one, limit("each"), given).origin == "partly fitted (2024-01)"
    assert verdict(one, limit("each", scored=("2024-01",)), given).origin == "fitted"
    assert verdict(one, limit("each", scored=("2024-02",)), given).origin == "came out"


def test_a_point_is_the_median_with_its_band_and_none_if_a_replication_has_none() -> None:
    found = point(date(2024, 1, 1), 5.0, np.array([3.0, 1.0, 2.0, math.inf]), False)
    assert (found.low, found.model, found.high) == (1.0, 2.0, math.inf)
    assert not point(date(2024, 1, 1), 5.0, np.array([3.0, math.nan]), False).covered


@pytest.mark.parametrize(
    ("rule", "within", "words"),
    [
        ("each", 0.25, "every record within 25 %"),
        ("lowest", 0.0, "month of the lowest: the same"),
        ("recovers", 1.0, "month of recovery: at most 1 month apart"),
        ("count", 0.0, "the same number of plants"),
        ("direction", 0.0, "same direction from first to last"),
        ("moves_with", 0.26, "correlation of logarithms at most 26 % from 1"),
        ("days", 10.0, "within 10 days"),
    ],
)
def test_ranges_in_words(rule: str, within: float, words: str) -> None:
    assert range_in_words(limit(rule, within, unit=RULES[rule])) == words
