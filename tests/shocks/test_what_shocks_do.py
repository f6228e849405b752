"""What shocks do to trade, plants, demand and costs, and what they leave alone."""

from __future__ import annotations

import numpy as np
import pytest

from friendshore.engine.run import Simulation
from friendshore.engine.shock_plan import ShockPlan, delayed, merged
from shocks.sea import NATURAL, Probe, plan, run, sea
from worlds_small.lab import Result, differences
from worlds_small.measures import ban, life

NOTHING = {
    "a port that is shut for no day": "{kind: port_closed, ports: [los_angeles], from: 2026-03-02, for: 0 days}",
    "a canal without a lane in use": "{kind: passage_closed, passages: [panama_canal], from: 2026-03-02, for: 90 days}",
    "a detour of no days": "{kind: passage_closed, passages: [malacca], from: 2026-03-02, for: 90 days, "
    "detour: 0 days, goods_in_transit: rerouted}",
    "an outage of nothing": "{kind: site_outage, sites: [usa_nmc_cells], down: 0 %, from: 2026-03-04, for: 90 days}",
    "demand as it was": "{kind: demand, by: 0 %, from: 2026-03-02, for: 90 days}",
    "costs as they were": "{kind: input_price, commodities: [aam_natural], by: 0 %, from: 2026-03-02, for: 1 year}",
    "an input at its price": "{kind: outside_price, inputs: [needle_coke], by: 0 %, from: 2026-03-02, for: 1 year}",
    "a plant built for no day": "{kind: project_suspended, sites: [usa_lithium_refinery], from: 2026-03-02, "
    "for: 0 days}",
}
LATE = "{kind: port_closed, ports: [los_angeles], from: 2029-01-01, for: 90 days, goods_in_transit: lost}"


@pytest.fixture(scope="module")
def usual() -> Result:
    return run(world=sea(lucky=True))


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING.keys())
def test_a_shock_without_strength_changes_no_byte(usual: Result, text: str) -> None:
    assert differences(usual, run(f"nothing: {text}", sea(lucky=True))) == []


def test_a_shock_after_the_run_changes_nothing(usual: Result) -> None:
    assert plan(f"late: {LATE}").shocks == ShockPlan()
    assert differences(usual, run(f"late: {LATE}", sea(lucky=True))) == []


def test_months_before_a_shock_are_the_same_to_the_byte(usual: Result) -> None:
    shut = run("x: {kind: demand, by: +40 %, from: 2026-03-02, for: 90 days}", sea(lucky=True))
    before = usual.index.months.index("2026-02") + 1
    for name in ("made", "delivered", "price", "stock"):
        one, other = (np.ascontiguousarray(getattr(r.outcome, name)[:, :before]) for r in (usual, shut))
        assert one.tobytes() == other.tobytes(), name


# -- trade


def test_a_closed_port_sends_goods_through_another() -> None:
    """Houston and the canal take twelve days more, and cost a fifth more."""
    shut = plan("strike: {kind: port_closed, ports: [los_angeles], from: 2026-03-02, for: 90 days}")
    era = shut.shocks.eras[1]
    lane = _lane(shut, "usa_nmc_cells", NATURAL, "CHN")
    assert era.open[lane] == 1.0
    assert era.days[lane] == pytest.approx(12.0)
    assert era.freight[lane] == pytest.approx(0.2 * 120.0 * shut.calibrator.routes.unit[lane])
    assert [way.id for way in era.choices[lane].ways] == ["chn_usa_container_canal"]  # type: ignore[union-attr]


def test_with_port_and_canal_shut_the_ships_go_round() -> None:
    shut = plan(
        "strike: {kind: port_closed, ports: [los_angeles], from: 2026-03-02, for: 90 days}\n"
        "drought: {kind: passage_closed, passages: [panama_canal], from: 2026-03-02, for: 30 days}"
    )
    lane = _lane(shut, "usa_nmc_cells", NATURAL, "CHN")
    assert [era.days[lane] for era in shut.shocks.eras] == pytest.approx([0.0, 22.0, 12.0, 0.0])


def test_without_a_way_round_nothing_is_shipped_and_buyers_turn_elsewhere() -> None:
    calm = run()
    shut = run("war: {kind: port_closed, ports: [shanghai], from: 2026-01-01, for: 1 year}")
    quarter = calm.index.quarters.index("2026-Q3")
    assert shut.flow(NATURAL, "CHN", "USA")[quarter] == 0.0
    assert shut.flow(NATURAL, "CAN", "USA")[quarter] > 1.05 * calm.flow(NATURAL, "CAN", "USA")[quarter]
    assert shut.price(NATURAL, "USA")[calm.index.months.index("2026-09")] > calm.price(NATURAL, "USA")[-1]


def test_law_that_changes_meanwhile_does_not_reopen_a_port() -> None:
    """A ban is lifted in the middle of a closure: lanes open when both allow it."""
    closure = "war: {kind: port_closed, ports: [shanghai], from: 2026-01-01, for: 1 year}"
    measures = {"chn_ban": ban(life("2025-01-01", "2026-07-01"))}
    both = run(closure, measures=measures)
    flows = both.flow(NATURAL, "CHN", "USA")
    quarters = both.index.quarters
    assert flows[quarters.index("2025-Q2") : quarters.index("2027-Q1")].sum() == 0.0
    assert flows[quarters.index("2027-Q1") : quarters.index("2027-Q3")].sum() > 0.0


def test_a_port_that_opens_does_not_lift_a_ban() -> None:
    closure = "war: {kind: port_closed, ports: [shanghai], from: 2026-01-01, for: 90 days}"
    flows = run(closure, measures={"chn_ban": ban(life("2026-02-01"))}).flow(NATURAL, "CHN", "USA")
    assert flows[13:].sum() == 0.0


# -- plants


def test_a_flooded_plant_makes_nothing_and_its_loss_is_booked_as_an_outage() -> None:
    calm, flood = run(), run("flood: {kind: site_outage, sites: [can_natural_anode], from: 2026-03-01, for: 3 months}")
    months = slice(calm.index.months.index("2026-03"), calm.index.months.index("2026-06"))
    assert calm.site("can_natural_anode")[months].min() > 0.0
    assert flood.site("can_natural_anode")[months].max() == 0.0
    assert flood.site("can_natural_anode", "lost_outage")[months].min() > 0.0
    assert flood.site("can_natural_anode")[months.stop] > 0.0


def test_half_a_plant_makes_at_most_half() -> None:
    half = run("fire: {kind: site_outage, sites: [can_natural_anode], down: 50 %, from: 2026-03-01, for: 3 months}")
    month = half.index.months.index("2026-04")
    made, room = half.site("can_natural_anode")[month], half.site("can_natural_anode", "capacity")[month]
    assert 0.0 < made <= 0.5 * room * (1.0 + 1e-12)


def test_a_breakdown_within_a_flood_does_not_end_it() -> None:
    assert merged([(10, 100, 0.5), (20, 25, 1.0), (95, 110, 1.0)]) == [
        (10, 20, 0.5), (20, 25, 1.0), (25, 95, 0.5), (95, 100, 1.0), (100, 110, 1.0),
    ]  # fmt: skip


def test_a_plant_that_breaks_down_often_stays_down_while_it_is_flooded() -> None:
    flood = run(
        "flood: {kind: site_outage, sites: [can_natural_anode], from: 2026-03-01, for: 12 months}", sea(lucky=True)
    )
    first = flood.index.months.index("2026-03")
    assert flood.site("can_natural_anode")[first : first + 12].max() == 0.0


def test_a_suspended_project_comes_later_by_as_much() -> None:
    calm, late = (
        plan(text).shocks
        for text in (
            "",
            "x: {kind: project_suspended, sites: [usa_lithium_refinery], from: 2026-07-01, for: 12 months}",
        )
    )
    assert calm == ShockPlan() and late.eras[1].stopped
    usual, waiting = (
        run(),
        run("x: {kind: project_suspended, sites: [usa_lithium_refinery], from: 2026-07-01, for: 1 year}"),
    )
    room = [one.site("usa_lithium_refinery", "capacity") for one in (usual, waiting)]
    begins = [int(np.flatnonzero(one)[0]) for one in room]
    assert begins[1] - begins[0] == pytest.approx(12, abs=1)


def test_a_project_suspended_for_good_is_never_built() -> None:
    never = run("x: {kind: project_suspended, sites: [usa_lithium_refinery], from: 2026-07-01}")
    assert not never.site("usa_lithium_refinery", "capacity").any()


def test_a_suspension_delays_growth_and_not_closure() -> None:
    capacity = np.array([[1.0, 2.0, 3.0, 4.0, 4.0, 0.0, 0.0]]).T
    assert delayed(capacity, [(0, 2, 4)], 1)[:, 0].tolist() == [1.0, 2.0, 3.0, 3.0, 3.0, 0.0, 0.0]


# -- demand and costs


def test_a_jump_in_demand_is_what_it_says_and_ends_on_its_day() -> None:
    calm, jump = run(), run("boom: {kind: demand, markets: [USA], commodities: [vehicle], by: +40 %, "
                            "from: 2026-03-01, until: 2026-06-01}")  # fmt: skip
    ratio = jump.delivered("USA", array="intended") / calm.delivered("USA", array="intended")
    month = calm.index.months.index("2026-03")
    assert ratio[month : month + 3] == pytest.approx([1.4, 1.4, 1.4], abs=0.02)
    assert np.all(ratio[: month - 1] == 1.0) and np.all(ratio[month + 4 :] == 1.0)
    assert np.array_equal(jump.delivered("CHN", array="intended"), calm.delivered("CHN", array="intended"))


def test_one_segment_weighs_as_much_as_it_sells() -> None:
    made = plan("boom: {kind: demand, markets: [USA], segments: [bev], by: +50 %, from: 2026-01-01, for: 1 year}")
    rows = [row for row in made.world.demand if row.market == "USA" and row.commodity == "vehicle"]
    bev = sum(row.quantity[2026] for row in rows if row.segment == "bev") / sum(row.quantity[2026] for row in rows)
    buyer = next(i for i, one in enumerate(made.structure.buyers) if (one.market, one.commodity) == ("USA", "vehicle"))
    assert made.shocks.wanted is not None
    assert made.shocks.wanted[:, buyer].max() == pytest.approx(1.0 + 0.5 * bev, rel=0.02)


def test_dearer_energy_moves_the_asks_of_those_who_pay_it() -> None:
    calm, dear = run(), run("gas: {kind: input_price, commodities: [aam_synthetic], countries: [CHN], by: +50 %, "
                            "from: 2026-01-01, for: 1 year}")  # fmt: skip
    month = calm.index.months.index("2026-10")
    assert dear.price("aam_synthetic", "CHN")[month] > 1.1 * calm.price("aam_synthetic", "CHN")[month]
    assert dear.price("aam_synthetic", "CHN")[-1] == pytest.approx(calm.price("aam_synthetic", "CHN")[-1], rel=0.02)


def test_an_outside_input_costs_those_who_use_it_what_they_use_of_it() -> None:
    made = plan("coke: {kind: outside_price, inputs: [needle_coke], by: +60 %, from: 2026-01-01, for: 1 year}")
    era = made.shocks.eras[1]
    price = made.world.commodities["needle_coke"].price[2024]
    for f, holder in enumerate(made.structure.holders):
        recipe = made.structure.recipes.get(holder.id)
        used = sum(item.quantity for item in recipe.outside if item.commodity == "needle_coke") if recipe else 0.0
        assert era.outside[f] == pytest.approx(0.6 * used * price)
    assert era.outside.any() and not made.shocks.eras[2].outside.any()


def test_two_shocks_of_one_kind_multiply() -> None:
    made = plan(
        "one: {kind: input_price, commodities: [aam_natural], by: +50 %, from: 2026-01-01, for: 1 year}\n"
        "two: {kind: input_price, commodities: [aam_natural], countries: [CAN], by: +10 %, from: 2026-01-01, "
        "for: 1 year}"
    )
    cash = {h.id: made.shocks.eras[1].cash[f] for f, h in enumerate(made.structure.holders)}
    assert cash["chn_natural_anode"] == pytest.approx(1.5)
    assert cash["can_natural_anode"] == pytest.approx(1.65)
    assert cash["usa_nmc_cells"] == 1.0


def test_the_fixed_arrays_of_a_world_are_not_written_to() -> None:
    made = plan("x: {kind: input_price, commodities: [aam_natural], by: +50 %, from: 2026-01-01, for: 1 year}")
    one = Simulation(made, 0)
    cash = one.net.sites.cash.copy()
    one.run()
    assert np.array_equal(one.shocks.calm.sites.cash, cash)


def test_a_shock_from_the_first_day_of_the_world_holds_from_then() -> None:
    shut = Probe("strike: {kind: port_closed, ports: [los_angeles, houston], from: 2023-01-01, for: 60 days}")
    assert shut.came("usa_nmc_cells", "aam_synthetic")[1:59].sum() == 0.0
    assert shut.outcome.books.max() < 1e-9


def _lane(made, holder: str, commodity: str, origin: str) -> int:  # type: ignore[no-untyped-def]
    s = made.structure
    return next(
        i
        for i, link in enumerate(s.links)
        if (s.slots[link.slot].holder, s.slots[link.slot].commodity, link.origin) == (holder, commodity, origin)
    )
