"""Accounts that are made to agree, and paths through yearly totals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from friendshore.formulas.balance import ras, yearly_path

sizes = st.floats(0.1, 1e4)


@given(arrays(float, (3, 4), elements=sizes), arrays(float, 3, elements=sizes), arrays(float, 4, elements=sizes))
def test_fitted_flows_add_up_to_what_each_buys_and_to_what_each_sells_in_proportion(
    flows: np.ndarray, rows: np.ndarray, columns: np.ndarray
) -> None:
    fitted, residual = ras(flows, rows, columns)
    assert residual < 1e-2
    assert (fitted >= 0.0).all()
    assert np.abs(fitted.sum(axis=1) - rows).max() <= (residual + 1e-12) * rows.sum()
    goal = columns * rows.sum() / columns.sum()
    assert np.abs(fitted.sum(axis=0) - goal).max() <= (residual + 1e-12) * rows.sum()


def test_flows_that_agree_already_are_left_as_they_are() -> None:
    flows = np.array([[3.0, 1.0, 0.0], [2.0, 0.0, 5.0]])
    fitted, residual = ras(flows, flows.sum(axis=1), flows.sum(axis=0))
    assert fitted == pytest.approx(flows, rel=1e-15)
    assert residual < 1e-15


def test_who_never_traded_does_not_begin_to_and_cross_ratios_are_kept() -> None:
    flows = np.array([[3.0, 1.0, 0.0], [2.0, 4.0, 5.0]])
    fitted, residual = ras(flows, np.array([6.0, 9.0]), np.array([5.0, 6.0, 4.0]))
    assert residual < 1e-9
    assert fitted[0, 2] == 0.0
    before = flows[0, 0] * flows[1, 1] / (flows[0, 1] * flows[1, 0])
    after = fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0])
    assert after == pytest.approx(before, rel=1e-9)


def test_accounts_that_cannot_agree_say_by_how_much() -> None:
    _, residual = ras(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([3.0, 1.0]), np.array([1.0, 3.0]))
    assert residual == 0.5


def test_nothing_bought_is_nothing_shipped() -> None:
    fitted, residual = ras(np.ones((2, 2)), np.zeros(2), np.ones(2))
    assert not fitted.any()
    assert residual == 0.0


YEARS = np.arange(2023, 2031)


@given(arrays(float, 8, elements=st.floats(50.0, 100.0)))
def test_a_path_through_yearly_totals_has_them_as_its_means(totals: np.ndarray) -> None:
    days = (YEARS[:, None] + (np.arange(365) + 0.5) / 365.0).ravel()
    means = yearly_path(days, YEARS, totals).reshape(8, 365).mean(axis=1)
    assert means == pytest.approx(totals, rel=0.02)


def test_a_path_through_equal_totals_is_flat_and_ends_flat() -> None:
    times = np.linspace(2015.0, 2040.0, 999)
    assert yearly_path(times, YEARS, np.full(8, 7.0)) == pytest.approx(np.full(999, 7.0), rel=1e-15)
    growing = yearly_path(np.array([2031.0, 2035.0, 2050.0]), YEARS, 100.0 * 1.05 ** np.arange(8))
    assert growing[0] == growing[1] == growing[2]


def test_before_its_first_year_a_path_grows_as_between_the_first_two() -> None:
    early = yearly_path(np.array([2020.0, 2021.0, 2022.0]), YEARS, 100.0 * 1.1 ** np.arange(8))
    assert early[1] / early[0] == pytest.approx(1.1, rel=0.02)
    assert early[2] / early[1] == pytest.approx(early[1] / early[0], rel=1e-12)


def test_a_path_is_never_negative_where_a_market_begins_or_ends() -> None:
    for totals in ([0.0, 0.0, 50.0, 500.0, 0.0, 0.0, 3.0, 0.0], [900.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]):
        assert yearly_path(np.linspace(2020.0, 2035.0, 500), YEARS, np.array(totals)).min() >= 0.0
