"""Which input binds, how much it costs, and what buyers paid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from friendshore.results.bottlenecks import held_back
from friendshore.results.prices import furthest, price_bands, widest_gap


@pytest.fixture
def plant(make_run):
    return replace(
        make_run().index,
        months=("2027-01", "2027-02", "2027-03", "2027-04", "2027-05", "2027-06"),
        quarters=("2027-Q1", "2027-Q2"),
        sites=("mill", "abroad"),
        site_country=("CAN", "CHN"),
        site_commodity=("cell_nmc", "cell_nmc"),
        site_stage=("cell", "cell"),
        slots=(("mill", "aam_natural"), ("mill", "cam_nmc_high"), ("abroad", "aam_natural")),
        zones=(("cell_lfp", "CHN"), ("cell_lfp", "JPN")),
    )


def test_the_input_with_the_largest_loss_binds_and_shares_are_of_what_would_have_been_made(plant):
    made = np.array([[[6, 6, 6, 10, 10, 10], [1] * 6]], dtype=float)
    lost = np.array([[[3, 3, 3, 0, 0, 0], [1, 1, 1, 0, 0, 0], [9] * 6]], dtype=float)
    (mill,) = held_back(plant, made, lost, ("CAN", "JPN"))
    assert mill.binding == ("aam_natural", "")
    assert mill.lost == pytest.approx([0.3, 0.0])
    assert mill.quarters[mill.worst] == "2027-Q1"
    assert mill.lost_overall == pytest.approx(12 / 60)


def test_a_loss_in_one_replication_is_averaged_by_output_and_small_ones_are_left_out(plant):
    made = np.ones((2, 2, 6))
    lost = np.zeros((2, 3, 6))
    lost[0, 0, 0] = 0.1
    assert held_back(plant, made, lost, ("CAN",)) == ()
    assert len(held_back(plant, made, lost, ("CAN",), least=0.01)) == 1


def test_a_plant_that_never_ran_lost_nothing(plant):
    assert held_back(plant, np.zeros((1, 2, 6)), np.zeros((1, 3, 6)), ("CAN", "CHN")) == ()


def prices(japan: list[float]) -> np.ndarray:
    return np.array([[[10.0] * 6, japan]])


def test_a_month_without_purchases_does_not_count_as_free(plant):
    (china, japan) = price_bands(plant, prices([12, np.nan, 0, np.nan, np.nan, np.nan]), ("cell_lfp",), ("CHN", "JPN"))
    assert china.median == pytest.approx([10, 10])
    assert japan.median[0] == pytest.approx(12)
    assert np.isnan(japan.median[1])


def test_what_was_never_bought_or_is_unknown_has_no_band(plant):
    bands = price_bands(plant, prices([np.nan] * 6), ("cell_lfp", "unknown"), ("CHN", "JPN", "FRA"))
    assert [(band.commodity, band.zone) for band in bands] == [("cell_lfp", "CHN")]


def test_the_widest_gap_and_the_furthest_rise_name_zone_and_quarter(plant):
    before = price_bands(plant, prices([11] * 6), ("cell_lfp",), ("CHN", "JPN"))
    after = price_bands(plant, prices([11, 11, 11, 22, 22, 22]), ("cell_lfp",), ("CHN", "JPN"))
    gap = widest_gap(after)
    assert gap is not None and (gap.dear, gap.quarter, gap.ratio) == ("JPN", "2027-Q2", pytest.approx(2.2))
    rise = furthest(after, before)
    assert rise is not None
    assert (rise.zone, rise.quarter, rise.ratio, rise.gap) == ("JPN", "2027-Q2", pytest.approx(2), pytest.approx(2.2))


def test_a_fall_is_a_movement_too(plant):
    before = price_bands(plant, prices([11] * 6), ("cell_lfp",), ("CHN", "JPN"))
    after = price_bands(plant, prices([4] * 6), ("cell_lfp",), ("CHN", "JPN"))
    rise = furthest(after, before)
    assert rise is not None and rise.ratio == pytest.approx(4 / 11)
    assert widest_gap(after) is None
