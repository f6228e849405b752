"""A maker whose own price is given buys inputs up to what that price leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from contracts.market import deal, kept, live
from friendshore.chain import PriceRule
from friendshore.engine.kernels.arrays import REASONS
from friendshore.engine.kernels.contract_arrays import CALLS, WORTH
from friendshore.engine.kernels.netback import TOO_DEAR, refuse_dear
from friendshore.engine.run import Simulation, build
from friendshore.policy import PolicyBook, facts_of
from friendshore.seeds import World
from worlds_small.lab import Result, Span, calm, changed, small_world

ORE = "spodumene_concentrate"
PLANT = "can_lithium_refinery"
DEAR = slice(36, 72)
"""Months from 2026 on, when ore is dear."""


def ore_is_dear() -> World:
    """From 2026 on, mines dig a third of what they did."""
    world = calm(small_world())
    sites = dict(world.sites)
    for name in ("aus_lithium_mine", "can_lithium_mine"):
        steps = sites[name].capacity
        later = tuple((day, size if day < date(2026, 1, 1) else 0.35 * size) for day, size in steps)
        sites[name] = replace(sites[name], capacity=later)
    return changed(world, sites=sites)


@cache
def under(rule: str = "", **terms: float) -> Result:
    price = PriceRule(rule, **terms) if rule else None  # type: ignore[arg-type]
    return live([deal(tonnes=9000.0, price=price)] if price else [], world=ore_is_dear())


def refused(found: Result) -> Any:
    """Ore that Canadian makers did not order because it was too dear, by quarter."""
    return found.outcome.unfilled[REASONS.index("too_dear"), found.index.zones.index((ORE, "CAN"))]


def test_a_fixed_price_ends_purchases_of_dear_ore_and_an_index_does_not() -> None:
    fixed, indexed = under("fixed", price=12000.0), under("index")
    assert refused(fixed)[12:].sum() > 5.0 * refused(indexed)[12:].sum()
    assert fixed.site(PLANT)[DEAR].sum() < 0.3 * indexed.site(PLANT)[DEAR].sum()
    bought = [sum(one.flow(ORE, seller, "CAN")[14:].sum() for seller in ("CAN", "AUS")) for one in (fixed, indexed)]
    assert bought[0] < 0.2 * bought[1]


def test_what_one_maker_refuses_is_left_to_others_at_a_lower_price() -> None:
    fixed, indexed = under("fixed", price=12000.0), under("index")
    assert fixed.price(ORE, "CAN")[DEAR].max() < 0.95 * indexed.price(ORE, "CAN")[DEAR].max()
    assert fixed.site("chn_lithium_refinery")[DEAR].sum() > 1.03 * indexed.site("chn_lithium_refinery")[DEAR].sum()


def test_a_ceiling_that_binds_refuses_as_a_fixed_price_does_and_a_higher_one_less() -> None:
    low, high = under("ceiling", ceiling=12000.0), under("ceiling", ceiling=200000.0)
    assert refused(low)[12:].sum() > 1000.0
    assert refused(high)[12:] == pytest.approx(refused(under("index"))[12:], rel=1e-6, abs=1e-6)


def test_nothing_is_refused_while_ore_is_cheap_or_without_a_contract() -> None:
    fixed = under("fixed", price=12000.0)
    assert refused(fixed)[:11].sum() < 1e-5 * fixed.flow(ORE, "CAN", "CAN")[:11].sum()
    assert under().outcome.unfilled[TOO_DEAR].sum() == 0.0


def test_what_is_refused_is_not_called_and_the_rest_of_the_order_stands() -> None:
    """By hand: half of a plant's output is under contract, at a price that one of two sellers leaves nothing of."""
    world = calm(small_world())
    contracts = {"deal": deal(tonnes=500.0, price=PriceRule("fixed", price=12000.0))}
    one = Simulation(build(changed(world, contracts=contracts), Span(), PolicyBook((), facts_of(world))), 0, True)
    s, net, state = one.plan.structure, one.net, one.state
    f = s.holder_index[PLANT]
    b = next(b for b in range(s.slot_ptr[f], s.slot_ptr[f + 1]) if s.slots[b].commodity == ORE)
    lanes = slice(int(net.slots.lane_ptr[b]), int(net.slots.lane_ptr[b + 1]))
    assert lanes.stop - lanes.start == 2
    offer = net.sites.weight[f] * net.sites.capacity[0, f]
    state.offtakes.givers[CALLS, f], state.offtakes.givers[WORTH, f] = 0.5 * offer, 0.5 * offer * 12000.0
    landed, weights = np.full(len(s.links), 1.0), np.ones(len(s.links))
    landed[lanes] = 1.0, 1e6
    left = np.full(len(s.slots), 8.0)
    ordered = left.copy()
    quarter = 3
    refuse_dear(
        net.terms, state.offtakes, net.sites, net.slots, state.stocks, state.law, one.ledger.trade_book,
        one.settings, 0, 0, quarter, landed, weights, ordered, left,
    )  # fmt: skip
    # the dear lane, half of the order, is refused for the half of output that has a given price
    assert weights[lanes] == pytest.approx([1.0, 0.5], abs=1e-6)
    assert left[b] == pytest.approx(6.0, abs=1e-6)
    assert ordered[b] == left[b]
    assert one.ledger.trade_book.unfilled[TOO_DEAR, s.slot_zone[b], quarter] == pytest.approx(2.0, abs=1e-6)
    others = np.delete(np.arange(len(left)), b)
    mine = [x for x in others if s.slot_holder[x] != f]
    assert (left[mine] == 8.0).all() and (np.delete(weights, np.arange(lanes.start, lanes.stop)) <= 1.0).all()


def test_a_contract_whose_price_leaves_room_changes_no_order() -> None:
    rich = live([deal(tonnes=500.0, price=PriceRule("fixed", price=90000.0))])
    assert rich.outcome.unfilled[TOO_DEAR].sum() == pytest.approx(0.0, abs=1e-6)
    assert kept(rich, "delivered")[8:].sum() > 0.0
