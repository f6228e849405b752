"""Numbers that results rarely hold: none, nothing, without end; each has its words."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest

from fake_world import fake_subject
from friendshore.chain import Account
from friendshore.experiment import run
from friendshore.results import Difference, Series, open_run, outcomes, paired
from friendshore.results.amounts import NBSP, digits, percent
from friendshore.results.base_year import outputs
from friendshore.results.findings import elsewhere, origin_finding
from friendshore.results.origins import Origin
from friendshore.results.prices import PriceBand, furthest

MADE = Difference("cell_output.world", 2030, 0.0, 5.0, 4.0, 6.0, "GWh", inf, True, 8)


def origin(mineral: str, share: float) -> Origin:
    """A year of a mineral from two countries."""
    shares = np.array([[share] * 4, [1.0 - share] * 4])
    quarters = ("2030-Q1", "2030-Q2", "2030-Q3", "2030-Q4")
    return Origin(mineral, ("CAN",), quarters, ("CHN", "CAN"), shares, shares, shares, np.full(4, 9.0))


@pytest.mark.parametrize("none", [nan, inf, -inf])
def test_what_is_no_number_is_called_none(none: float) -> None:
    assert digits(none) == "none" and percent(none) == "none"


def test_a_commodity_that_no_account_makes_is_no_row_of_the_base_year() -> None:
    account = Account("CAN", "ore", 0.0, 0.0, 5.0)
    assert outputs({("CAN", "ore"): 3.0}, [account]) == ()
    (world, canada) = outputs({("CAN", "ore"): 3.0}, [replace(account, production_balanced=4.0)])
    assert (world.simulated, world.balanced, canada.place) == (3.0, 4.0, "CAN")


def test_outcomes_that_share_no_year_have_no_difference() -> None:
    values = np.ones((4, 2))
    early, late = (
        Series("made", "made", "t", (2023, 2024), tuple(range(4)), values),
        Series("made", "made", "t", (2030, 2031), tuple(range(4)), values),
    )
    assert paired({"made": early}, {"made": late}) == []
    assert paired({"made": early}, {"other": early}) == []
    assert len(paired({"made": early}, {"made": early})) == 2


def test_what_was_nothing_before_is_told_in_its_unit_and_what_hardly_moves_is_not_told() -> None:
    later = replace(MADE, year=2029, baseline=4.0, mean=0.5, low=0.4, high=0.6, relative=0.125)
    told = elsewhere([MADE, later], (), {MADE.outcome: "cells made"})
    assert told == f"What moves most elsewhere: cells made, +5.00{NBSP}GWh in 2030."
    still = replace(MADE, baseline=100.0, mean=0.01, low=0.005, high=0.02, relative=0.0001)
    assert elsewhere([still], (), {MADE.outcome: "cells made"}) == ""
    assert elsewhere([MADE, later], (MADE.outcome,), {}) == ""


def test_origins_are_compared_where_both_have_them() -> None:
    before, after = [origin("cobalt", 0.5)], [origin("lithium", 0.9), origin("cobalt", 0.7)]
    told = origin_finding(before, {"Ban": after}, {"CHN": "China", "CAN": "Canada"}).replace(NBSP, " ")
    assert told == "China processes 70 % of the cobalt bought in 2030 under ‘Ban’, 50 % in the baseline."
    gone = [replace(origin("cobalt", 0.7), share=np.full((2, 4), nan))]
    assert "under" not in origin_finding(before, {"Ban": gone}, {})


def test_a_price_that_had_none_before_is_no_rise() -> None:
    def band(zone: str, price: float) -> PriceBand:
        return PriceBand("ore", zone, ("2030-Q1",), np.full((5, 1), price))

    assert furthest([band("USA", 9.0)], []) is None
    found = furthest([band("USA", 90.0), band("CAN", 12.0)], [band("CAN", 10.0)])
    assert found is not None and (found.zone, found.ratio) == ("CAN", pytest.approx(1.2))


def test_stages_outside_the_chain_have_no_outcome_of_their_own(tmp_path) -> None:  # type: ignore[no-untyped-def]
    kept = open_run(run(fake_subject(tmp_path / "seeds"), 2, tmp_path).folder)
    kept.index = replace(kept.index, site_stage=("cell", "cell", "cell", "vehicle", "vehicle", "scrapyard"))
    assert "output.aam_natural.world" in outcomes(kept)
    assert not [name for name in outcomes(kept) if name.startswith("scrapyard")]
