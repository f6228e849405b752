"""The queue of licence applications: who may ship on which day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from friendshore.engine.kernels.licensing import LEVELS, licence_share
from friendshore.engine.licences import licence_schedule
from friendshore.engine.values import Values
from worlds_small.lab import Floats, changed, plan_of, run, small_world, with_parameters
from worlds_small.measures import licence, life

SESSIONS = np.arange(0.0, 1000.0, 7.0)
BEGINS, ENDS = 100.0, 800.0
FIRMS, DECISIONS = 40, 64


def share(**other: Any) -> Floats:
    """What passes in each session, of many firms whose licences last long."""
    terms = {
        "begins": BEGINS,
        "ends": ENDS,
        "approval": 1.0,
        "wait": 50.0,
        "valid": 2000.0,
        "again": 30.0,
        "uncontrolled": 0.15,
        "grace": 0.0,
        "firms": FIRMS,
        **other,
    }
    draw = np.random.default_rng(4)
    found = np.ones(SESSIONS.size)
    licence_share(
        SESSIONS,
        terms["begins"],
        terms["ends"],
        np.zeros(int(terms["ends"] - terms["begins"]), dtype=np.int64),
        np.array([terms["approval"]]),
        np.full((1, LEVELS), terms["wait"]),
        1.0,
        np.array([terms["valid"]]),
        np.array([terms["again"]]),
        draw.random((terms["firms"], DECISIONS)),
        draw.random((terms["firms"], DECISIONS)),
        terms["uncontrolled"],
        terms["grace"],
        found,
    )
    return found


def during(found: Floats, first: float, last: float) -> Floats:
    return found[(first <= SESSIONS) & (last > SESSIONS)]


def test_before_and_after_the_licence_everything_passes() -> None:
    found = share(approval=0.0)
    assert (during(found, 0.0, BEGINS) == 1.0).all()
    assert (during(found, ENDS, 1000.0) == 1.0).all()
    assert during(found, BEGINS, ENDS) == pytest.approx(0.15)


def test_who_is_passed_at_once_never_stops() -> None:
    assert (share(wait=0.0) == 1.0).all()
    assert (share(wait=0.0, valid=9.0) == 1.0).all()


def test_all_wait_for_the_decision_and_then_hold_their_licences() -> None:
    found = share(wait=50.0)
    assert during(found, 100.0, 150.0) == pytest.approx(0.15)
    assert (during(found, 150.0, ENDS) == 1.0).all()


def test_who_renews_in_time_has_no_gap() -> None:
    assert (during(share(wait=50.0, valid=90.0), 150.0, ENDS) == 1.0).all()


def test_a_licence_shorter_than_the_wait_leaves_gaps() -> None:
    found = during(share(wait=50.0, valid=20.0), 150.0, ENDS)
    # twenty days of licence in every fifty
    assert found.mean() == pytest.approx(0.15 + 0.85 * 20.0 / 50.0, abs=0.06)


def test_what_had_been_cleared_leaves_in_the_days_of_grace() -> None:
    found = share(wait=900.0, grace=12.0)
    at = SESSIONS[(SESSIONS >= BEGINS) & (SESSIONS < ENDS)]
    expected = 0.15 + 0.85 * np.exp(-(at - BEGINS) / 12.0)
    assert during(found, BEGINS, ENDS) == pytest.approx(expected, rel=1e-12)


def test_refused_firms_apply_again_until_they_pass() -> None:
    found = share(approval=0.3, wait=10.0, again=20.0, firms=400)
    for trials in (1, 2, 3, 6):
        day = BEGINS + 10.0 + (trials - 1) * 30.0 + 1.0
        passed = (during(found, day, day + 7.0)[0] - 0.15) / 0.85
        assert passed == pytest.approx(1.0 - 0.7**trials, abs=0.07)


def test_a_smaller_approval_share_or_a_longer_wait_passes_no_more_on_any_day() -> None:
    usual = share(approval=0.6, wait=40.0)
    assert (share(approval=0.3, wait=40.0) <= usual + 1e-12).all()
    once = during(usual, BEGINS, BEGINS + 300.0)
    assert (np.cumsum(during(share(approval=0.6, wait=60.0), BEGINS, BEGINS + 300.0)) <= np.cumsum(once) + 1e-9).all()


def schedule(measures: dict[str, str], replication: int = 0) -> dict[str, Floats]:
    """What passes by lane of anode, named by buyer, in the sessions of 2023 on."""
    plan = plan_of(small_world(), measures)
    lanes, shares = licence_schedule(plan.offices, plan.structure, Values(plan.world, 7, replication), 7, replication)
    return {plan.structure.slots[plan.structure.links[lane].slot].holder: shares[:, i] for i, lane in enumerate(lanes)}


def test_lanes_at_home_and_other_goods_need_no_licence() -> None:
    assert set(schedule({"queue": licence("50 %", "60 days", life("2024-01-01"))})) == {"usa_nmc_cells"}
    assert schedule({}) == {}


def test_the_licences_of_one_buyer_are_their_own_luck() -> None:
    text = licence("50 %", "60 days", life("2024-01-01"), "anode")
    alone = schedule({"queue": licence("50 %", "60 days", life("2024-01-01"))})
    both = schedule({"queue": text})
    assert (both["usa_nmc_cells"] != 1.0).any()
    assert set(alone) <= set(both)
    later = schedule({"queue": text}, 1)
    assert (later["usa_nmc_cells"] != both["usa_nmc_cells"]).any()


def test_a_firm_keeps_its_licence_when_refusals_become_more_frequent() -> None:
    tighter = licence("{2024-01-01: 100 %, 2025-01-01: 0 %}", "0 days", life("2024-01-01"), valid="5 months")
    shares = schedule({"queue": tighter})["usa_nmc_cells"]
    calendar = plan_of(small_world()).structure.calendar
    times = calendar.session_times()
    assert (shares[(times > 2024.01) & (times < 2025.2)] == 1.0).all()  # renewed for the last time in October 2024
    assert (shares[times > 2025.3] < 1.0).all()


def test_a_second_licence_on_the_same_goods_has_a_queue_of_its_own() -> None:
    second = {"second": licence("100 %", "90 days", life("2025-06-01"))}
    first = {"first": licence("100 %", "0 days", life("2025-01-01"), valid="24 months")}
    alone, both = (run(small_world(), one).flow("aam_natural", "CHN", "USA") for one in (second, {**first, **second}))
    assert both[10] == pytest.approx(alone[10], rel=1e-9)


def test_a_first_licence_does_not_change_the_luck_of_a_second() -> None:
    second = {"second": licence("60 %", "90 days", life("2025-06-01"))}
    first = {"first": licence("100 %", "0 days", life("2025-01-01"))}
    assert (schedule(second)["usa_nmc_cells"] == schedule({**first, **second})["usa_nmc_cells"]).all()


def test_goods_that_need_two_licences_pass_as_far_as_both_let_them() -> None:
    one = {"one": licence("70 %", "60 days", life("2024-01-01"))}
    other = {"other": licence("40 %", "20 days", life("2024-06-01"))}
    each = [schedule(law)["usa_nmc_cells"] for law in (one, other)]
    assert schedule({**one, **other})["usa_nmc_cells"] == pytest.approx(each[0] * each[1], rel=1e-12)


def test_the_queue_of_a_licence_older_than_the_run_is_over_when_the_run_begins() -> None:
    opening = plan_of(small_world()).structure.calendar.opening // 7
    old = schedule({"queue": licence("100 %", "120 days", life("2021-01-01"))})["usa_nmc_cells"]
    young = schedule({"queue": licence("100 %", "120 days", life("2022-12-01"))})["usa_nmc_cells"]
    assert (old[opening:] == 1.0).all()
    assert young[opening] < 1.0
    assert (young[opening + 26 :] == 1.0).all()


PAIRS = {
    "cells": {"m": licence("60 %", "60 days", life("2024-06-01"), "cell_nmc")},
    "lithium": {"m": licence("40 %", "90 days", life("2024-01-01"), "lithium_hydroxide")},
}


@pytest.mark.parametrize("name", PAIRS)
def test_common_luck_makes_the_effect_of_a_licence_ten_times_as_sure(name: str) -> None:
    """Variance of the paired difference against that of two independent runs, in what US buyers get."""
    pairs = [[run(small_world(), law, n).delivered("USA").sum() for law in ({}, PAIRS[name])] for n in range(10)]
    before, after = np.array(pairs).T
    assert before.var() + after.var() > 10.0 * (after - before).var()


def test_firms_that_are_many_get_their_licences_one_by_one() -> None:
    world = with_parameters(small_world(), licence_firms_aggregate=8.0)
    buyer = replace(world.sites["usa_nmc_cells"], status="aggregate")
    rest = changed(world, sites={**world.sites, buyer.id: buyer})
    plan = plan_of(rest, {"queue": licence("50 %", "{triangular: [20 days, 60 days, 200 days]}", life("2024-01-01"))})
    _, shares = licence_schedule(plan.offices, plan.structure, Values(plan.world, 7, 0), 7, 0)
    assert len(np.unique(shares)) > 3
    assert shares.min() >= world.parameter("licence_uncontrolled_share").value
    assert shares.max() == 1.0
