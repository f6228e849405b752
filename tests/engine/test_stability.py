"""A world that nothing disturbs stays where it is: no cycles, no drift from cost, and shocks die out.

Stability is tried on the balanced world without luck at sea or in plants, where a hidden cycle has nowhere to hide.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from friendshore.engine.outcome import Outcome
from friendshore.engine.run import Plan, Simulation, build
from friendshore.locations import shipped
from friendshore.policy import PolicyBook, facts_of
from friendshore.seeds import load_world
from worlds_small.lab import Floats, Result, Span, calm, flat, plan_of, run, small_world, with_parameters
from worlds_small.measures import ban, life

END = date(2040, 12, 31)
WARM = 24
"""Months after which a run counts as warm; the spin-up of two years comes before."""


def quick_swings(price: Floats) -> Floats:
    """Amplitude of all swings with a period under two years, as a share of price; rows by month."""
    months = np.arange(price.shape[1])
    swings = []
    for row in np.log(price):
        row = row - np.polyval(np.polyfit(months, row, 1), months)
        power = np.abs(np.fft.rfft(row * np.hanning(len(row))) * 4.0 / len(row)) ** 2
        swings.append(np.sqrt(power[np.fft.rfftfreq(len(row)) > 1.0 / 24.0].sum() / 1.5))  # Hann: 1.5 bins a line
    return np.array(swings)


def test_the_measure_of_swings_knows_a_swing() -> None:
    months = np.arange(192)
    price = np.exp([0.1 * np.sin(2 * np.pi * months / 6.2), 0.1 * np.sin(2 * np.pi * months / 60.0), 0.01 * months])
    assert quick_swings(price) == pytest.approx([0.1, 0.0, 0.0], abs=2e-3)


@pytest.fixture(scope="module")
def still() -> Result:
    return run(calm(flat(small_world(), 2041)), central=True, still=True, end=END)


def undisturbed(plan: Plan) -> Outcome:
    """The central run of a plan, every voyage taking its usual time."""
    simulation = Simulation(plan, 0, central=True)
    simulation.net.lanes.draws[:] = 0.0
    return simulation.run()


def prices(result: Result, first: int = WARM) -> Floats:
    found = result.outcome.price[:, first:]
    return np.asarray(found[~np.isnan(found).any(axis=1)])


def test_in_eighteen_years_no_price_swings_by_more_than_a_hundredth(still: Result) -> None:
    assert prices(still).shape[0] >= 19
    assert quick_swings(prices(still)).max() < 0.01


def test_in_eighteen_years_no_price_drifts_from_where_it_began(still: Result) -> None:
    found = prices(still)
    assert np.abs(found[:, -12:].mean(axis=1) / found[:, :12].mean(axis=1) - 1.0).max() < 0.005


def test_prices_stand_where_cost_and_use_put_them(still: Result) -> None:
    """Base-year prices are landed: the observed price, freight, what goods on the way cost, and duties."""
    for (commodity, zone), price in zip(still.index.zones, still.outcome.price[:, -12:].mean(axis=1), strict=True):
        if zone == "CHN" and not np.isnan(price):
            observed = still.plan.world.commodities[commodity].price[2024]
            assert 0.85 < price / observed < 1.15, commodity


def test_everybody_gets_what_they_want(still: Result) -> None:
    outcome = still.outcome
    assert outcome.delivered[:, WARM:].sum() == pytest.approx(outcome.wanted[:, WARM:].sum(), rel=1e-6)


def test_where_nobody_tries_new_sellers_plants_run_as_in_the_base_year() -> None:
    world = with_parameters(calm(flat(small_world(), 2041)), entrant_preference=0.0, untraded_share=0.0)
    result = run(world, central=True, still=True, end=date(2030, 12, 31))
    for site in world.sites.values():
        if site.utilisation is not None:
            use = result.site(site.id)[WARM:].sum() / result.site(site.id, "capacity")[WARM:].sum()
            assert use == pytest.approx(site.utilisation, rel=0.03), site.id


def test_the_first_month_is_like_the_last_the_spin_up_leaves_no_trace(still: Result) -> None:
    for name in ("made", "delivered", "stock"):
        array = getattr(still.outcome, name)
        size = np.maximum(array[:, -24:].mean(axis=1, keepdims=True), 1e-12)
        store = [":" in site for site in still.index.sites] if name == "made" else [False] * len(array)
        daily = array / size
        if name != "stock":  # months differ in days
            days = np.array(
                [(np.datetime64(m, "M") + 1).astype("M8[D]") - np.datetime64(m, "D") for m in still.index.months]
            )
            daily = daily * (365.25 / 12.0) / days.astype(float)
        kept = daily[~np.array(store)]
        assert np.abs(kept[:, :12] - 1.0).max() < 0.1, name


@pytest.mark.parametrize("replication", range(6))
def test_whatever_values_are_drawn_the_world_is_stable(replication: int) -> None:
    result = run(calm(flat(small_world(), 2041)), replication=replication, still=True, end=date(2034, 12, 31))
    found = prices(result)
    assert quick_swings(found).max() < 0.05
    steered = [commodity != "cobalt_sulphate" for commodity, _ in result.index.zones]  # a co-product may stay scarce
    level = result.outcome.price[steered]
    level = level[~np.isnan(level).any(axis=1)]
    assert np.abs(level[:, -12:].mean(axis=1) / level[:, 84:96].mean(axis=1) - 1.0).max() < 0.01


@pytest.mark.parametrize("days", [7.0, 14.0])
def test_sessions_of_a_week_or_two_agree(still: Result, days: float) -> None:
    other = run(
        with_parameters(calm(flat(small_world(), 2041)), session_days=days),
        central=True,
        still=True,
        end=date(2030, 12, 31),
    )
    found = prices(other)
    usual = prices(still)[:, : found.shape[1]]
    assert quick_swings(found).max() < 0.01
    assert np.abs(found.mean(axis=1) / usual.mean(axis=1) - 1.0).max() < 0.02


def test_after_a_ban_of_a_quarter_the_world_returns_to_where_it_was(still: Result) -> None:
    world = calm(flat(small_world(), 2041))
    shocked = run(
        world,
        {"ban": ban(life("2026-01-01", "2026-04-01"), "lithium_hydroxide", "CHN")},
        central=True,
        still=True,
        end=END,
    )
    there = ~np.isnan(still.outcome.price).any(axis=1)
    gap = np.abs(shocked.outcome.price[there] / still.outcome.price[there] - 1.0).max(axis=0)
    assert gap[36:48].max() > 0.01
    assert gap[72:84].max() < 0.5 * gap[36:48].max()
    assert gap[-24:].max() < 0.005


def test_growing_demand_and_capacity_move_no_price_off_its_level() -> None:
    result = run(calm(small_world()), central=True, still=True, end=date(2031, 12, 31))
    found = prices(result)
    assert quick_swings(found).max() < 0.05


def test_the_base_year_of_both_worlds_balances_within_a_hundredth() -> None:
    world = load_world(shipped("seeds"))
    plan = build(world, Span(end=date(2024, 12, 31)), PolicyBook([], facts_of(world)))
    assert plan.structure.residual < 0.01
    assert plan_of(small_world()).structure.residual < 1e-9


def test_the_shipped_world_without_news_or_luck_has_no_swings_above_five_per_cent() -> None:
    world = calm(flat(load_world(shipped("seeds")), 2041))
    plan = build(world, Span(end=END), PolicyBook([], facts_of(world)))
    found = prices(Result(plan, undisturbed(plan)))
    assert found.shape[0] > 200
    assert quick_swings(found).max() < 0.05
