"""Single steps of a day and of a session, with numbers that can be worked out by hand."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendshore.chain import MINERALS
from friendshore.engine.kernels import production, trading
from friendshore.engine.kernels.production import berth
from friendshore.engine.run import Simulation
from worlds_small.lab import Floats, plan_of, small_world


@cache
def simulation() -> Simulation:
    """A small world on its first day, of which tests change copies."""
    return Simulation(plan_of(small_world()), 0)


@pytest.mark.parametrize(
    ("day", "target"), [(9, 5.0), (10, 0.0), (13, 0.0), (14, 5.0)], ids=["before", "first", "last", "after"]
)
def test_a_breakdown_lasts_from_its_first_day_up_to_its_end(day: int, target: float) -> None:
    assert production.runs_at(day, 5.0, 8.0, 10.0, 14.0, 1.0) == target


def test_a_plant_runs_at_its_wish_as_far_as_capacity_goes_also_when_half_is_down() -> None:
    assert production.runs_at(0, 5.0, 8.0, -1.0, -1.0, 0.0) == 5.0
    assert production.runs_at(0, 50.0, 8.0, -1.0, -1.0, 0.0) == 8.0
    assert production.runs_at(0, 5.0, 8.0, 0.0, 9.0, 0.5) == 4.0
    assert production.runs_at(0, 3.0, 8.0, 0.0, 9.0, 0.5) == 3.0


def limit(stock: tuple[float, ...], mix: tuple[float, ...], need: float, blend: float = 0.1) -> float:
    return production.need_limit(np.array(stock), np.array(mix), blend, 0, len(stock), need)


def test_output_is_what_stock_allows_and_a_mix_may_be_left_only_a_little() -> None:
    assert limit((30.0,), (1.0,), 0.5) == 60.0
    assert limit((40.0, 60.0), (0.4, 0.6), 2.0) == 50.0
    # of the first at least 1 - 0.6 x 1.1 = 0.34 of the need, whatever there is of the other
    assert limit((10.0, 1e9), (0.4, 0.6), 1.0) == pytest.approx(10.0 / 0.34)
    assert limit((0.0, 1e9), (0.4, 0.6), 1.0) == 0.0
    # where the blend lets the other serve all of it, none of the first is needed
    assert limit((0.0, 50.0), (0.05, 0.95), 1.0, blend=0.2) == 50.0


def test_the_scarcest_input_is_the_smallest_for_its_share() -> None:
    assert production.scarcest(np.array([40.0, 50.0]), np.array([0.4, 0.6]), 0, 2) == 1
    assert production.scarcest(np.array([30.0, 50.0]), np.array([0.4, 0.6]), 0, 2) == 0


def shortage_after(ordered: float, left: float, gap: float, use: float, before: float = 0.0) -> float:
    run = simulation()
    net, state = run.net, run.state
    size = len(net.slots.cover)
    stocks = state.stocks._replace(use=np.full(size, use), shortage=np.full(size, before))
    market = state.market._replace(shortage=np.zeros_like(state.market.shortage))
    settings_ = run.settings._replace(session=7.0, shortage_memory=7.0)
    full = np.full(size, 1.0)
    trading.note_shortage(net.slots, stocks, market, settings_, full * ordered, full * left, full * gap)
    assert market.shortage == pytest.approx(np.full_like(market.shortage, stocks.shortage[0]))
    return float(stocks.shortage[0])


def test_shortage_is_the_unfilled_share_of_the_gap_in_days_of_use() -> None:
    memory = 1.0 - np.exp(-1.0)
    # half of an order was filled, 60 units lack to the target, 3 are used a day: ten days could not be bought
    assert shortage_after(ordered=20.0, left=10.0, gap=60.0, use=3.0) == pytest.approx(10.0 * memory)
    assert shortage_after(ordered=20.0, left=20.0, gap=60.0, use=3.0) == pytest.approx(20.0 * memory)


def test_a_large_order_that_is_filled_is_no_shortage_and_an_old_one_is_forgotten() -> None:
    assert shortage_after(ordered=500.0, left=0.0, gap=500.0, use=3.0) == 0.0
    assert shortage_after(ordered=500.0, left=0.0, gap=500.0, use=3.0, before=8.0) == pytest.approx(8.0 / np.e)
    assert shortage_after(ordered=0.0, left=0.0, gap=0.0, use=0.0) == 0.0


def allocated(left: Floats, weights: Floats, limits: Floats, available: Floats) -> tuple[Floats, Floats, Floats]:
    """(shipped, still wanted, still there) after one allocation."""
    run = simulation()
    net = run.net
    market = run.state.market._replace(shipped=np.zeros_like(run.state.market.shipped))
    left, available = left.copy(), available.copy()
    trading.allocate(
        net.slots, net.lanes, market, run.settings, left, weights, limits, available, net.caps, run.state.room
    )
    return market.shipped, left, available


SIZES = (len(simulation().net.slots.cover), len(simulation().net.lanes.preference), len(simulation().net.pools.slope))


def numbers(size: int, *special: float) -> st.SearchStrategy[Floats]:
    one = st.one_of(st.sampled_from([0.0, *special]), st.floats(1e-3, 1e4))
    return st.lists(one, min_size=size, max_size=size).map(np.array)


@settings(max_examples=60, deadline=None)
@given(numbers(SIZES[0]), numbers(SIZES[1]), numbers(SIZES[1], trading.OPEN_END), numbers(SIZES[2]))
def test_nobody_gets_more_than_they_asked_for_or_gives_more_than_they_have(
    left: Floats, weights: Floats, limits: Floats, available: Floats
) -> None:
    lanes = simulation().net.lanes
    shipped, still, rest = allocated(left, weights, limits, available)
    assert (shipped >= 0.0).all()
    assert (shipped <= limits * (1.0 + 1e-12)).all()
    assert (shipped[weights == 0.0] == 0.0).all()
    got = np.bincount(lanes.slot, shipped, SIZES[0])
    gave = np.bincount(lanes.pool, shipped, SIZES[2])
    assert got + still == pytest.approx(left, rel=1e-9, abs=1e-9)
    assert (gave <= available * (1.0 + 1e-9)).all()
    assert (rest <= available).all()
    assert (still >= -1e-9 * left).all()


def test_where_there_is_plenty_orders_are_split_by_weight() -> None:
    net = simulation().net
    weights = np.linspace(1.0, 2.0, SIZES[1])
    shipped, still, _ = allocated(
        np.full(SIZES[0], 10.0), weights, np.full(SIZES[1], trading.OPEN_END), np.full(SIZES[2], 1e9)
    )
    shares = weights / np.bincount(net.lanes.slot, weights, SIZES[0])[net.lanes.slot]
    assert shipped == pytest.approx(10.0 * shares)
    assert still == pytest.approx(np.zeros(SIZES[0]), abs=1e-12)


def test_a_seller_that_is_short_gives_each_the_same_part_and_the_rest_comes_from_others() -> None:
    s = simulation().plan.structure
    net = simulation().net
    short = s.pool_index["lithium_hydroxide", "CHN"]
    available = np.full(SIZES[2], 1e9)
    available[short] = 6.0
    lanes = [i for i in range(SIZES[1]) if net.lanes.pool[i] == short]
    assert len(lanes) == 3
    shipped, still, rest = allocated(
        np.full(SIZES[0], 10.0), np.ones(SIZES[1]), np.full(SIZES[1], trading.OPEN_END), available
    )
    assert shipped[lanes] == pytest.approx([2.0, 2.0, 2.0])
    assert rest[short] == 0.0
    assert still == pytest.approx(np.zeros(SIZES[0]), abs=1e-9)


def test_where_nobody_has_more_the_order_stays_open() -> None:
    shipped, still, rest = allocated(
        np.full(SIZES[0], 10.0), np.ones(SIZES[1]), np.full(SIZES[1], trading.OPEN_END), np.zeros(SIZES[2])
    )
    assert not shipped.any()
    assert not rest.any()
    assert (still == 10.0).all()


def test_a_licence_counts_what_a_buyer_uses_and_not_what_it_asks_for_in_panic() -> None:
    run = simulation()
    net = run.net
    stocks = run.state.stocks._replace(use=np.full(SIZES[0], 2.0))
    law = run.state.law._replace(licensed=np.full(SIZES[1], 0.5))
    market = run.state.market._replace(requested=np.zeros(SIZES[1]))
    limits = np.zeros(SIZES[1])
    settings_ = run.settings._replace(session=7.0, catch_up=1.25)
    for asked, counted in ((4.0, 4.0), (14.0, 14.0), (17.5, 17.5), (900.0, 17.5)):
        trading.limit_lanes(
            net.slots, stocks, market, law, settings_, np.full(SIZES[0], asked), np.ones(SIZES[1]), limits
        )
        share = 1.0 / np.bincount(net.lanes.slot)[net.lanes.slot]
        assert limits == pytest.approx(0.5 * counted * share)
        assert market.requested == pytest.approx(asked * share)


def test_goods_hold_what_the_tables_say_after_years_of_blending() -> None:
    """What a recipe keeps of each mineral is what its product holds, less what its maker spares; the rest is lost."""
    run = Simulation(plan_of(small_world()), 0, central=True)
    run.run()
    s, rows = run.plan.structure, run.net.contents
    contained = run.plan.world.commodities
    looked = 0
    for f, holder in enumerate(s.holders):
        stock = run.state.plants.finished[f]
        for r in range(rows.site_rows[f], rows.site_rows[f + 1]):
            mineral = MINERALS[rows.site_mineral[r]]
            if stock > 0.0 and holder.commodity != "vehicle":
                held = run.state.minerals.finished[r, 0] / stock
                spared = [
                    run.state.stocks.thrift[b]
                    for b, slot in enumerate(s.slots)
                    if slot.holder == holder.id and mineral in contained[slot.commodity].contained
                ]
                table = contained[holder.commodity].contained[mineral] * min(spared, default=1.0)
                assert held == pytest.approx(table, rel=0.005), holder.id
                looked += 1
    assert looked > 12
    ore = run.ledger.slot_book.used[next(b for b, x in enumerate(s.slots) if x.holder == "idn_nickel_refinery")]
    cobalt = run.ledger.mineral_book.lost[MINERALS.index("cobalt"), 0]
    from_ore = ore * 1.8 * (1.0 - 0.12 * 210.0 / (16.0 * 1.8))
    assert cobalt > from_ore * 0.99


def test_goods_lie_in_the_column_of_the_day_on_which_they_arrive():
    width = 16
    for day in range(3 * width):
        for days in (0.0, 0.4, 1.0, 1.49, 1.51, 7.0, 14.9, 15.0, 40.0):
            voyage = min(max(int(days + 0.5), 1), width - 1)  # at sea for a day at least, and never once round
            assert berth(day % width, days, width) == (day + voyage) % width


def test_goods_of_the_same_eight_days_share_their_minerals_and_leave_none_behind() -> None:
    ring, content = np.zeros((1, 16)), np.zeros((2, 1, 1))
    ring[0, [2, 5, 8]] = 3.0, 1.0, 4.0
    content[:, 0, 0] = 20.0, 7.0  # kg in the 4 units of the first eight days, and in the 4 of the others
    stock, on_order, arrived, held = np.zeros(1), np.full(1, 8.0), np.zeros(1), np.zeros((1, 1))
    got = []
    for day in (2, 5, 8):
        production.receive(0, day, ring, content, np.array([0, 1], np.uint32), stock, on_order, arrived, held)
        got.append((float(stock[0]), float(held[0, 0])))
    assert got == [(3.0, 15.0), (4.0, 20.0), (8.0, 27.0)]
    assert not ring.any() and not content.any() and on_order[0] == 0.0 and arrived[0] == 8.0


def test_what_comes_in_the_next_days_is_counted_past_the_end_of_the_ring() -> None:
    ring, coming = np.zeros((2, 16)), np.full(2, np.nan)
    ring[0, [13, 14, 1, 2]] = 100.0, 1.0, 2.0, 100.0
    production.look_ahead(ring, 30, 34, coming)  # columns 14, 15, 0 and 1
    assert coming.tolist() == [3.0, 0.0]
