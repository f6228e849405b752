"""Who gets what when there is not enough, and why the others do not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from friendshore.engine.kernels import pricing, trading
from friendshore.engine.kernels.arrays import NEVER, REASONS
from friendshore.engine.run import Simulation
from worlds_small.lab import Floats, changed, plan_of, run, small_world, with_parameters
from worlds_small.measures import ban, licence, life

ANODE = ("aam_natural", "CHN")


@cache
def simulation() -> Simulation:
    """A small world on its first day, of which tests change copies."""
    return Simulation(plan_of(small_world()), 0)


def shipped_by_rank(stock: float, ranks: tuple[int, int, int]) -> list[float]:
    """What three buyers, who want 10, 20 and 30 of one seller, get of its stock."""
    net, state = simulation().net, simulation().state
    lanes = net.lanes._replace(pool=np.zeros(3, np.uint32), rank=np.array(ranks, np.uint32))
    slots = net.slots._replace(lane_ptr=np.arange(4, dtype=np.uint32))
    market = state.market._replace(shipped=np.zeros(3))
    left, available = np.array([10.0, 20.0, 30.0]), np.array([stock])
    settings = simulation().settings
    trading.allocate(
        slots, lanes, market, settings, left, np.ones(3), np.full(3, trading.OPEN_END), available, net.caps, state.room
    )
    assert market.shipped + left == pytest.approx([10.0, 20.0, 30.0])
    return [float(got) for got in market.shipped]


def test_pro_rata_gives_everyone_the_same_share() -> None:
    assert shipped_by_rank(30.0, (0, 0, 0)) == pytest.approx([5.0, 10.0, 15.0])
    assert shipped_by_rank(30.0, (1, 1, 1)) == pytest.approx([5.0, 10.0, 15.0])


def test_the_first_rank_is_served_whole_before_the_second_gets_a_share() -> None:
    assert shipped_by_rank(35.0, (1, 0, 1)) == pytest.approx([15.0 / 4, 20.0, 45.0 / 4])
    assert shipped_by_rank(15.0, (1, 0, 1)) == pytest.approx([0.0, 15.0, 0.0])
    assert shipped_by_rank(60.0, (1, 0, 1)) == [10.0, 20.0, 30.0]


def ranks(**values: float) -> dict[str, set[int]]:
    """Ranks of the lanes on which China sells anode, by the buyer's country."""
    one = Simulation(plan_of(with_parameters(small_world(), **values)), 0)
    s = one.plan.structure
    found: dict[str, set[int]] = {}
    for lane, link in enumerate(s.links):
        if (s.slots[link.slot].commodity, link.origin) == ANODE:
            found.setdefault(s.slots[link.slot].zone, set()).add(int(one.net.lanes.rank[lane]))
    return found


def test_a_sellers_rule_ranks_its_lanes() -> None:
    assert ranks(home_first=0.0, long_standing_first=0.0) == {"CHN": {0}, "USA": {0}}
    assert ranks(home_first=1.0, long_standing_first=0.0) == {"CHN": {0}, "USA": {1}}
    assert ranks(home_first=0.0, long_standing_first=1.0) == {"CHN": {0}, "USA": {0}}


def test_a_seller_that_serves_its_home_first_leaves_less_to_others_in_a_shortage() -> None:
    """Three fifths of China's anode plants are gone, so that everyone is short of it."""
    world = small_world()
    plant = world.sites["chn_synthetic_anode"]
    less = replace(plant, capacity=tuple((day, 0.4 * size) for day, size in plant.capacity))
    world = changed(world, sites={**world.sites, plant.id: less})

    def abroad(rule: float) -> float:
        one = run(with_parameters(world, home_first=rule), {}, 0)
        lanes = [f for f, (good, seller, _) in enumerate(one.index.flows) if (good, seller) == ("aam_synthetic", "CHN")]
        return float(sum(one.outcome.shipped[f].sum() for f in lanes if one.index.flows[f][2] != "CHN"))

    assert abroad(1.0) < 0.9 * abroad(0.0)


def unfilled(measure: str, good: str, zone: str) -> dict[str, float]:
    one = run(small_world(), {"law": measure}, 0)
    row = one.index.zones.index((good, zone))
    return {reason: float(one.outcome.unfilled[i, row].sum()) for i, reason in enumerate(one.index.reasons)}


def test_every_missing_unit_has_a_reason_and_a_ban_is_one() -> None:
    found = unfilled(ban(life("2024-01-01", "2025-01-01"), "aam_natural"), "aam_natural", "USA")
    assert tuple(found) == REASONS
    assert found["closed"] > 0.0 and found["licence"] == 0.0


def test_what_a_licence_holds_back_is_called_so() -> None:
    found = unfilled(licence("20 %", "60 days", life("2024-01-01"), "aam_natural"), "aam_natural", "USA")
    assert found["licence"] > 0.0 and found["closed"] == 0.0


def test_reasons_add_up_to_what_was_left() -> None:
    net, state, ledger = simulation().net, simulation().state, simulation().ledger
    slots, lanes = len(net.slots.cover), len(net.lanes.preference)
    book = ledger.trade_book._replace(unfilled=np.zeros_like(ledger.trade_book.unfilled))
    draw = np.random.default_rng(5)
    left = draw.uniform(0.0, 9.0, slots) * (draw.random(slots) < 0.7)
    ordered = left + draw.uniform(0.0, 9.0, slots)
    wishes = draw.random(lanes) * (draw.random(lanes) < 0.6)
    law = state.law._replace(open=(draw.random(lanes) < 0.7).astype(float))
    market = state.market._replace(approved=(draw.random(lanes) < 0.7).astype(float), shipped=np.zeros(lanes))
    limits = np.where(draw.random(lanes) < 0.3, 0.0, 1e300)
    trading.note_reasons(net.slots, net.lanes, market, law, book, ordered, left, wishes, limits, 0)
    assert book.unfilled.sum() == pytest.approx(left.sum(), rel=1e-12)
    by_reason = dict(zip(REASONS, book.unfilled[:, :, 0].sum(axis=1), strict=True))
    assert by_reason.pop("too_dear") == 0.0, "what a buyer takes back it does not want"
    assert all(units > 0.0 for units in by_reason.values()), "every other reason occurs"
    by_zone = np.bincount(net.slots.zone, weights=left, minlength=book.unfilled.shape[1])
    assert book.unfilled[:, :, 0].sum(axis=0) == pytest.approx(by_zone, rel=1e-12, abs=1e-12)


def approval(ask: float, shortage: float, days: tuple[int, ...], offered: float = 1.0) -> list[float]:
    """Whether one buyer may buy of one new seller on each of some days; it takes 100 days to approve it."""
    net, state, settings = simulation().net, simulation().state, simulation().settings

    def one(value: float) -> Floats:
        return np.array([value])

    lane = np.zeros(1, np.int64)
    lanes = net.lanes._replace(
        slot=lane, pool=lane, quote=lane, pending=lane, approving=one(100.0), carrying=one(0.0), freight=one(0.0)
    )
    stocks = state.stocks._replace(quote=one(1000.0), shortage=one(shortage))
    market = state.market._replace(approved=one(0.0), approved_on=one(NEVER))
    law = state.law._replace(duty_share=one(0.0), duty_unit=one(0.0))
    sellers = state.sellers._replace(ask=one(ask))
    settings = settings._replace(approval_shortage=7.0, approval_saving=0.1)
    found = []
    for day in days:
        pricing.approve(net.slots, lanes, stocks, sellers, market, law, settings, one(offered), day)
        stocks.shortage[0] = 0.0  # the need passes; trials go on
        found.append(float(market.approved[0]))
    return found


def test_a_new_seller_is_tried_out_in_a_shortage_or_when_it_saves_enough_and_only_then() -> None:
    days = (10, 109, 110, 400)
    assert approval(ask=950.0, shortage=0.0, days=days) == [0.0, 0.0, 0.0, 0.0]
    assert approval(ask=950.0, shortage=8.0, days=days) == [0.0, 0.0, 1.0, 1.0]
    assert approval(ask=890.0, shortage=0.0, days=days) == [0.0, 0.0, 1.0, 1.0]
    assert approval(ask=890.0, shortage=8.0, days=days, offered=0.0) == [0.0, 0.0, 0.0, 0.0]


def test_the_base_year_needs_no_approval_and_strangers_do() -> None:
    one = simulation()
    s = one.plan.structure
    waits = one.net.lanes.approving
    kinds = {link.kind for lane, link in enumerate(s.links) if waits[lane] > 0.0}
    goods = {s.slots[link.slot].commodity for lane, link in enumerate(s.links) if waits[lane] > 0.0}
    assert kinds == {"entrant"}
    assert goods <= {"aam_natural", "aam_synthetic", "cell_nmc", "cell_lfp", "cam_nmc_high", "cam_lfp", "magnet_ndfeb"}
    assert (one.state.market.approved == (waits == 0.0)).all()
