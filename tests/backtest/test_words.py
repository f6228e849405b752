"""Ranges, errors and times as a reader would say them."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from backtest.made_up import limit, series
from friendshore.backtest.score import Verdict
from friendshore.backtest.words import amount, error_in_words, month, range_in_words, scored, state


def verdict(error: float, unit: str, rule: str = "each") -> Verdict:
    return Verdict(limit(rule, unit=unit), error, "came out", 3)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (verdict(0.125, "share"), "12.5 %"),
        (verdict(4.94, "points"), "4.9 points"),
        (verdict(1.0, "months"), "1 month"),
        (verdict(2.0, "months"), "2 months"),
        (verdict(20.0, "days"), "20 days"),
        (verdict(0.0, "sign"), "same"),
        (verdict(1.0, "sign"), "opposite"),
        (verdict(math.inf, "months"), "never"),
        (verdict(math.nan, "share"), "–"),
    ],
)
def test_an_error_is_said_in_its_unit(found: Verdict, said: str) -> None:
    assert error_in_words(found) == said


def test_a_range_that_the_model_does_not_reach_is_not_scored() -> None:
    assert [state(verdict(error, "share")) for error in (0.05, 0.5, math.nan)] == ["met", "missed", "not scored"]


@pytest.mark.parametrize(
    ("rule", "within", "unit", "said"),
    [
        ("mean_error", 0.1, "share", "10 %"),
        ("mean_points", 10.0, "points", "10 points"),
        ("highest", 0.0, "months", "the same"),
        ("recovers", 1.0, "months", "at most 1 month apart"),
        ("recovers", 2.0, "months", "at most 2 months apart"),
        ("days", 10.0, "days", "within 10 days"),
        ("count", 0.0, "plants", "the same number of plants"),
        ("count", 1.0, "plants", "1 plant"),
    ],
)
def test_a_range_is_said_in_its_unit(rule: str, within: float, unit: str, said: str) -> None:
    one = limit(rule, within, unit=unit)
    assert said in range_in_words(one)
    noted = replace(one, note="the months after")
    assert range_in_words(noted) == f"{range_in_words(one)} (the months after)"
    assert range_in_words(noted, short=True) == range_in_words(one)


def test_a_time_is_a_year_a_month_or_a_span() -> None:
    assert month(series(months=12), date(2024, 1, 1)) == "2024"
    assert month(series(months=1), date(2024, 11, 1)) == "2024-11"
    assert month(series(months=6), date(2025, 1, 1)) == "2025-01 to 2025-06"
    assert month(series(months=3), date(2024, 11, 1)) == "2024-11 to 2025-01"


def test_numbers_have_four_digits_and_ranges_their_dates() -> None:
    assert [amount(value) for value in (1234567.0, 0.123456, 999.96, math.inf)] == [
        "1,235,000",
        "0.1235",
        "1,000",
        "never",
    ]
    assert scored(limit("each", scored=("2024-05", "2025"))) == "2024-05, 2025"
    assert scored(limit("each")) == "all records"
