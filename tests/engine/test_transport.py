"""The market's allocation between bounds that a linear program finds without it.

Selling stocks to buyers is a transport problem. Its optimum (scipy's solver, which shares nothing with the engine) is
what a planner could do: ship the most, or ship the same at least cost. The market may never do better, and must come as
close as theory says:

* where every buyer can buy of every seller, it ships the maximum, as long as it has a round for each seller;
* where lanes are missing, it leaves nothing that a buyer and a seller with a lane between them could still trade, and
  so ships at least half of the maximum (as a maximal matching is at least half of a maximum one);
* where nobody is short, its cost falls to the least cost as buyers mind cost more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from friendshore.engine.kernels import pricing, trading
from friendshore.engine.run import Simulation
from worlds_small.lab import Floats, calm, plan_of, small_world

CLOSE = 1e-9
HALF = 0.5


@dataclass(frozen=True)
class Transport:
    """Sellers (columns) with stocks, buyers (rows) with orders; what a unit costs and what a lane may carry."""

    supply: Floats
    demand: Floats
    cost: Floats
    limit: Floats
    """0 where there is no lane, infinite where nothing limits it."""

    @property
    def lanes(self) -> tuple[Floats, Floats]:
        """Row and column of each lane, buyer by buyer."""
        return np.nonzero(self.limit > 0.0)  # type: ignore[return-value]


def program(one: Transport, worth: Floats, got: Floats | None = None) -> float:
    """Least sum of ``worth`` times flow; got: what each buyer receives, otherwise at most the order."""
    rows, columns = one.lanes
    if not rows.size:
        return 0.0
    size = max(one.supply.max(), one.demand.max(), 1e-300)
    price = max(float(np.abs(worth[rows, columns]).max()), 1e-300)
    lanes = np.arange(rows.size)
    sold, bought = np.zeros((one.supply.size, rows.size)), np.zeros((one.demand.size, rows.size))
    sold[columns, lanes] = 1.0
    bought[rows, lanes] = 1.0
    above, at_most = [sold], [one.supply / size]
    if got is None:
        above, at_most = [sold, bought], [one.supply / size, one.demand / size]
    found = linprog(
        worth[rows, columns] / price,
        np.vstack(above),
        np.concatenate(at_most) * (1.0 + CLOSE) + 1e-12,
        None if got is None else bought,
        None if got is None else got / size,
        [(0.0, None if np.isinf(most) else most / size) for most in one.limit[rows, columns]],
        method="highs",
    )
    assert found.success, found.message
    return float(found.fun) * size * price


def most(one: Transport) -> float:
    """The largest flow."""
    return -program(one, np.full(one.limit.shape, -1.0))


def least_cost(one: Transport, got: Floats) -> float:
    """The least cost of giving each buyer what it got."""
    return program(one, one.cost, got)


@cache
def engine() -> Simulation:
    """A small world on its first day; its kernels get other numbers."""
    return Simulation(plan_of(small_world()), 0)


def market(one: Transport, elasticity: float = 4.0, rounds: int | None = None, preference: float = 1.0) -> Floats:
    """What the engine's session ships, buyers x sellers."""
    run = engine()
    rows, columns = one.lanes
    size, buyers, sellers = rows.size, one.demand.size, one.supply.size
    nothing, pools = np.zeros(size), columns.astype(np.uint32)
    pointers = np.searchsorted(rows, np.arange(buyers + 1)).astype(np.uint32)
    slots = run.net.slots._replace(lane_ptr=pointers, zone=np.zeros(buyers, np.uint32))
    lanes = run.net.lanes._replace(
        pool=pools,
        quote=np.arange(size, dtype=np.uint32),
        carrying=nothing,
        freight=nothing,
        preference=np.full(size, preference),
        rank=np.zeros(size, np.uint32),
    )
    sellers_ = run.state.sellers._replace(ask=one.cost[rows, columns].copy())
    law = run.state.law._replace(duty_share=nothing, duty_unit=nothing, open=np.ones(size))
    stocks = run.state.stocks._replace(quote=np.ones(buyers))
    zones = run.net.zones._replace(elasticity=np.array([elasticity]))
    landed, wishes, weights = np.zeros(size), np.zeros(size), np.zeros(size)
    state = run.state.market._replace(shipped=np.zeros(size), approved=np.ones(size))
    pricing.weigh(slots, zones, lanes, stocks, sellers_, state, law, np.ones(sellers), landed, wishes, weights)
    settings_ = run.settings._replace(rounds=float(run.settings.rounds if rounds is None else rounds))
    limits = np.minimum(one.limit[rows, columns], trading.OPEN_END)
    left, available = one.demand.copy(), one.supply.copy()
    trading.allocate(slots, lanes, state, settings_, left, weights, limits, available, run.net.caps, run.state.room)
    flow = np.zeros(one.limit.shape)
    flow[rows, columns] = state.shipped
    return flow


def cost_of(one: Transport, flow: Floats) -> float:
    return float((one.cost * flow).sum())


def check_bounds(one: Transport, flow: Floats) -> float:
    """Nothing above the optimum; the share of the largest flow that was shipped."""
    best = most(one)
    size = max(one.supply.max(initial=0.0), one.demand.max(initial=0.0), 1e-300)
    assert flow.sum() <= best * (1.0 + 1e-7) + 1e-9 * size
    assert cost_of(one, flow) >= least_cost(one, flow.sum(axis=1)) * (1.0 - 1e-7) - 1e-9 * size
    return float(flow.sum() / best) if best > 1e-6 * size else 1.0


amounts = st.one_of(st.just(0.0), st.floats(0.1, 1000.0).map(lambda one: round(one, 3)))
costs = st.floats(0.5, 2.0).map(lambda one: round(one, 4))


@st.composite
def transports(draw: st.DrawFn, every_lane: bool = False, limited: bool = False, sellers: int = 5) -> Transport:
    wide, high = draw(st.integers(1, sellers)), draw(st.integers(1, 6))

    def table(one: st.SearchStrategy[float]) -> Floats:
        return np.array(draw(st.lists(st.lists(one, min_size=wide, max_size=wide), min_size=high, max_size=high)))

    lane: st.SearchStrategy[float] = st.just(np.inf) if every_lane else st.sampled_from([0.0, np.inf, np.inf])
    if limited:
        lane = st.one_of(lane, st.floats(0.1, 300.0))
    return Transport(
        np.array(draw(st.lists(amounts, min_size=wide, max_size=wide))),
        np.array(draw(st.lists(amounts, min_size=high, max_size=high))),
        table(costs),
        table(lane),
    )


ONE_LANE_EACH = Transport(np.array([5.0, 5.0]), np.array([5.0, 5.0]), np.ones((2, 2)), np.diag([np.inf, np.inf]))
CROSSED = Transport(
    np.array([10.0, 10.0]), np.array([10.0, 10.0]), np.ones((2, 2)), np.array([[np.inf, 0.0], [np.inf, np.inf]])
)
"""The second buyer can buy of both, the first of one seller only: a planner sends the second to the other."""


@example(Transport(np.array([0.0]), np.array([0.0]), np.ones((1, 1)), np.full((1, 1), np.inf)))
@example(Transport(np.array([1.0, 0.0, 1e3]), np.array([7.0]), np.ones((1, 3)), np.full((1, 3), np.inf)))
@settings(max_examples=150, deadline=None)
@given(transports(every_lane=True))
def test_where_everyone_can_buy_of_everyone_the_market_ships_the_maximum(one: Transport) -> None:
    assert one.supply.size <= engine().settings.rounds
    assert check_bounds(one, market(one)) == pytest.approx(1.0, abs=1e-6)


@example(ONE_LANE_EACH)
@example(CROSSED)
@settings(max_examples=150, deadline=None)
@given(transports(sellers=6))
def test_with_lanes_missing_nothing_tradable_is_left_and_half_of_the_maximum_is_shipped(one: Transport) -> None:
    flow = market(one, rounds=40)
    share = check_bounds(one, flow)
    assert share >= HALF - 1e-6
    left, rest = one.demand - flow.sum(axis=1), one.supply - flow.sum(axis=0)
    for row, column in zip(*one.lanes, strict=True):
        assert left[row] <= 1e-6 * one.demand[row] or rest[column] <= 1e-6 * one.supply[column]


@settings(max_examples=150, deadline=None)
@given(transports(limited=True, sellers=6), st.floats(0.5, 12.0))
def test_under_licences_the_market_stays_within_the_bounds_and_the_lanes_within_their_limits(
    one: Transport, elasticity: float
) -> None:
    flow = market(one, elasticity)
    check_bounds(one, flow)
    assert (flow <= one.limit * (1.0 + CLOSE)).all()


def test_a_market_is_no_planner_and_leaves_what_only_a_planner_would_find() -> None:
    """The second buyer takes part of the only stock that the first can buy: 15 of 20 are shipped."""
    flow = market(CROSSED, rounds=40)
    assert most(CROSSED) == pytest.approx(20.0)
    first = flow[0, 0]
    assert first == pytest.approx(10.0 * 10.0 / 15.0)  # 15 are asked of 10; each gets two thirds
    assert flow.sum() == pytest.approx(first + 10.0)


GRADES = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 256.0)


@settings(max_examples=60, deadline=None)
@given(transports(every_lane=True))
def test_where_nobody_is_short_cost_falls_to_the_least_as_buyers_mind_it_more(one: Transport) -> None:
    plenty = Transport(np.full(one.supply.shape, max(1.0, one.demand.sum())), one.demand, one.cost, one.limit)
    best = least_cost(plenty, plenty.demand)
    found = [cost_of(plenty, market(plenty, grade)) for grade in GRADES]
    size = max(best, 1e-300)
    assert all(later <= sooner + 1e-9 * size for sooner, later in pairwise(found))
    assert found[-1] >= best * (1.0 - 1e-7)
    # a seller dearer by 1/256 keeps e^-1 of the weight of the cheapest, and one dearer by more all but nothing
    assert found[-1] <= best * (1.0 + 0.004 * plenty.supply.size) + 1e-9


def test_three_mines_and_two_works_cost_what_can_be_worked_out_by_hand() -> None:
    """Dantzig's canneries (GAMS model library, transport): the least cost is 153.675 thousand dollars."""
    freight = 90.0 / 1000.0
    distance = np.array([[2.5, 2.5], [1.7, 1.8], [1.8, 1.4]])
    canneries = Transport(
        np.array([350.0, 600.0]), np.array([325.0, 300.0, 275.0]), distance * freight, np.full((3, 2), np.inf)
    )
    assert most(canneries) == pytest.approx(900.0)
    assert least_cost(canneries, canneries.demand) == pytest.approx(153.675)
    shares = []
    for elasticity in (1.0, 4.0, 16.0, 64.0):
        flow = market(canneries, elasticity)
        assert flow.sum() == pytest.approx(900.0)
        shares.append(cost_of(canneries, flow) / 153.675)
    assert min(shares) >= 1.0
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 1.005


class Watched(Simulation):
    """A replication whose sessions are held beside the linear program, commodity by commodity."""

    def watch(self, every: int) -> list[tuple[str, float, float, float, float]]:
        """(commodity, shipped, largest flow, cost, least cost) of every so many sessions."""
        self.every, self.seen, self.sessions = every, [], 0
        self.on_sale: Floats | None = None
        self.run()
        return self.seen

    def catch_up(self, day: int) -> None:
        fresh = day > self.today
        if fresh and self.on_sale is not None and self.today % self.calendar.session_days == 0:
            self.sessions += 1
            if self.sessions % self.every == 0 and self.today >= self.calendar.opening:
                self.compare(self.on_sale)
        super().catch_up(day)
        if fresh and day < self.calendar.days:
            self.on_sale = np.bincount(self.net.sites.pool, self.state.plants.finished, len(self.net.pools.slope))

    def compare(self, on_sale: Floats) -> None:
        lanes, law, trade = self.net.lanes, self.state.law, self.state.market
        ask = self.state.sellers.ask[lanes.quote]
        landed = ask * (1.0 + law.duty_share + lanes.carrying) + law.duty_unit + lanes.freight
        zones = [self.plan.structure.zones[z][0] for z in self.net.slots.zone]
        for commodity in sorted(set(zones)):
            mine = np.array([zones[b] == commodity for b in lanes.slot])
            slots, rows = np.unique(lanes.slot[mine], return_inverse=True)
            pools, columns = np.unique(lanes.pool[mine], return_inverse=True)
            limit = np.zeros((slots.size, pools.size))
            cost, flow = limit.copy(), limit.copy()
            # a licensed lane carries a share of the lane's part of the order; a closed one is asked for nothing
            asked = trade.requested[mine]
            limit[rows, columns] = np.where(asked > 0.0, np.inf, 0.0)
            cost[rows, columns], flow[rows, columns] = landed[mine], trade.shipped[mine]
            one = Transport(on_sale[pools], np.bincount(rows, asked, slots.size), cost, limit)
            check_bounds(one, flow)
            got = flow.sum(axis=1)
            self.seen.append((commodity, flow.sum(), most(one), cost_of(one, flow), least_cost(one, got)))


NEVER_BELOW = 0.98
"""Share of the largest flow that the small world's markets ship over the years where all lanes are open."""
NEVER_ABOVE = 1.10
"""What they pay, over the least cost of the same deliveries: habits of the base year are worth something to buyers."""


def test_the_whole_engine_ships_hardly_less_than_the_program_and_pays_little_more() -> None:
    """That no session does better than the program is checked in each of them."""
    world = calm(small_world())
    sessions = Watched(plan_of(world, end=date(2025, 12, 31)), 0, central=True).watch(every=4)
    goods = {one[0] for one in sessions}
    assert len(goods) >= 9
    for commodity in goods:
        shipped, largest, paid, least = (sum(one[i] for one in sessions if one[0] == commodity) for i in range(1, 5))
        assert NEVER_BELOW * largest <= shipped <= largest * (1.0 + 1e-7), commodity
        assert least * (1.0 - 1e-7) <= paid <= NEVER_ABOVE * least, commodity
