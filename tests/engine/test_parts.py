"""The parts a run is built from, each by itself: calendar, values, capacity, routes, breakdowns, content, demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from friendshore.chain import MINERALS, Input, Parameter, Recipe, Site
from friendshore.engine import outages
from friendshore.engine.calendar import Calendar
from friendshore.engine.calibrate import decimal_year, site_capacity
from friendshore.engine.contents import content_rows
from friendshore.engine.demand import final_buyers, vehicle_needs
from friendshore.engine.kernels.arrays import NEVER
from friendshore.engine.routes import LONGEST, Routes
from friendshore.engine.start import RING
from friendshore.engine.structure import Structure, build_structure, outside_cost
from friendshore.engine.values import Values, spread
from friendshore.errors import FriendshoreError
from friendshore.scenario import load_scenario
from friendshore.seeds import World, load_world
from worlds_small.lab import Floats, changed, plan_of, small_world, with_parameters, with_site

CALENDAR = Calendar(date(2023, 1, 1), date(2026, 2, 10), 7, 730)


def structure_of(world: World, calendar: Calendar = CALENDAR) -> Structure:
    return plan_of(world, end=calendar.last).structure


# The calendar


def test_the_worlds_first_date_is_a_session_after_a_spin_up_of_whole_sessions() -> None:
    assert CALENDAR.opening == 735
    assert CALENDAR.opening % 7 == 0
    assert CALENDAR.day(date(2023, 1, 1)) == 735
    assert CALENDAR.date_of(735) == CALENDAR.date_of(0) == date(2023, 1, 1)
    assert Calendar(date(2023, 1, 1), date(2023, 1, 1), 7, 0).opening == 0


def test_the_last_date_is_lived_and_every_day_falls_into_its_month_and_quarter() -> None:
    assert CALENDAR.days == 735 + (date(2026, 2, 10) - date(2023, 1, 1)).days + 1
    assert (CALENDAR.months()[0], CALENDAR.months()[-1], len(CALENDAR.months())) == ("2023-01", "2026-02", 38)
    assert (CALENDAR.quarters()[0], CALENDAR.quarters()[-1], len(CALENDAR.quarters())) == ("2023-Q1", "2026-Q1", 13)
    columns = CALENDAR.month_of_day()
    for day in range(735, CALENDAR.days):
        assert CALENDAR.months()[columns[day]] == f"{CALENDAR.date_of(day):%Y-%m}"
    assert np.bincount(columns[735 : CALENDAR.days])[[0, 13, 37]].tolist() == [31, 29, 10]
    for session in range(105, CALENDAR.sessions):
        day = CALENDAR.date_of(session * 7)
        assert CALENDAR.quarters()[CALENDAR.quarter_of_session()[session]] == f"{day.year}-Q{(day.month + 2) // 3}"
        assert CALENDAR.years()[CALENDAR.year_of_session()[session]] == day.year


def test_days_and_dates_go_both_ways_over_leap_years() -> None:
    for n in range(735, CALENDAR.days, 11):
        assert CALENDAR.day(CALENDAR.date_of(n)) == n
    assert CALENDAR.day(date(2024, 3, 1)) - CALENDAR.day(date(2024, 2, 28)) == 2


def test_arrays_by_day_reach_over_the_last_session() -> None:
    for last in range(1, 15):
        calendar = Calendar(date(2024, 2, 20), date(2024, 2, 20) + timedelta(last), 7, 10)
        assert calendar.month_of_day().size >= calendar.sessions * 7 >= calendar.days
        assert calendar.quarter_of_session().size == calendar.sessions == calendar.session_times().size


def test_sessions_know_their_time_as_a_decimal_year() -> None:
    times = CALENDAR.session_times()
    assert times[105] == 2023.0
    assert times[0] == pytest.approx(2023.0 - 735 / 365.25, rel=1e-15)
    assert np.diff(times) == pytest.approx(np.full(times.size - 1, 7 / 365.25), rel=1e-9)
    for session in range(105, CALENDAR.sessions, 13):
        assert times[session] == pytest.approx(decimal_year(CALENDAR.date_of(session * 7)), abs=1.01 / 365.25)


# Values


def parameter(**other: Any) -> Parameter:
    usual = Parameter("x", None, 2.0, 1.0, 4.0, "triangular", "share", 900, "assumed", "D", "a test")
    return replace(usual, **other)


def test_quantiles_of_what_is_believed_are_those_of_the_distribution() -> None:
    triangle = spread(parameter())
    assert [triangle.quantile(u) for u in (0.0, 1 / 3, 1.0)] == pytest.approx([1.0, 2.0, 4.0])
    assert triangle.quantile(0.5) == pytest.approx(4.0 - np.sqrt(0.5 * 3.0 * 2.0))
    assert spread(parameter(distribution="uniform")).quantile(0.25) == 1.75
    lognormal = spread(parameter(distribution="lognormal", low=None))
    assert lognormal.quantile(0.5) == pytest.approx(2.0)
    assert lognormal.quantile(0.9) == pytest.approx(4.0)
    assert spread(parameter(distribution="fixed")).quantile(0.01) == 2.0


@pytest.mark.parametrize("missing", [{"high": None}, {"low": None}, {"distribution": "lognormal", "high": None}])
def test_a_spread_without_its_bounds_is_refused(missing: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"x: .* needs low and high"):
        spread(parameter(**missing))


SCOPED = (
    parameter(value=1.0, distribution="fixed", dimension=None),
    parameter(scope="mining", value=2.0, distribution="fixed", dimension=None),
    parameter(scope="lithium", value=3.0, distribution="fixed", dimension=None),
    parameter(scope="mining+lithium+CAN", value=4.0, distribution="fixed", dimension=None),
)


@pytest.mark.parametrize(
    ("scopes", "value"),
    [
        ((), 1.0),
        (("cell",), 1.0),
        (("mining",), 2.0),
        (("mining", "lithium"), 2.0),
        (("lithium", "mining"), 3.0),
        (("lithium", "mining", "CAN"), 4.0),
        (("nickel", "mining", "CAN"), 2.0),
    ],
)
def test_the_row_that_fits_most_closely_holds_and_among_equals_what_was_named_first(
    scopes: tuple[str, ...], value: float
) -> None:
    assert Values(changed(small_world(), parameters=SCOPED), 1, None).get("x", *scopes) == value


def test_a_missing_value_refuses_and_is_never_zero() -> None:
    only = changed(small_world(), parameters=SCOPED[1:2])
    with pytest.raises(FriendshoreError, match="no x for cell"):
        Values(only, 1, None).get("x", "cell")


def test_the_central_run_takes_the_tables_values_and_a_replication_draws_within_bounds() -> None:
    world = small_world()
    centre = Values(world, 1, None)
    assert centre.drawn() == [one.value for one in world.sampled]
    for replication in range(20):
        for one, value in zip(world.sampled, Values(world, 1, replication).drawn(), strict=True):
            assert one.low is not None
            assert one.high is not None
            assert one.low <= value <= one.high, one.id


def test_over_many_replications_draws_have_the_mean_of_the_distribution() -> None:
    world = small_world()
    drawn = np.array([Values(world, 1, n).drawn() for n in range(160)])
    for column, one in zip(drawn.T, world.sampled, strict=True):
        assert one.low is not None
        assert one.high is not None
        mean = (one.low + one.value + one.high) / 3.0
        assert column.mean() == pytest.approx(mean, abs=0.03 * (one.high - one.low)), one.id


# Capacity


def plant(**other: Any) -> Site:
    usual = replace(
        small_world().sites["can_lithium_refinery"],
        start=date(2025, 1, 1),
        end=None,
        ramp_months=12.0,
        path="steps",
        capacity=((date(2025, 1, 1), 100.0),),
    )
    return replace(usual, **other)


def capacity(site: Site, *times: float, stretch: float = 1.0) -> list[float]:
    return [float(c) for c in site_capacity(site, np.array(times), stretch, date(2023, 1, 1))]


def test_a_new_plant_ramps_up_in_a_straight_line_from_its_start() -> None:
    assert capacity(plant(), 2024.99, 2025.0, 2025.5, 2026.0, 2040.0) == pytest.approx([0.0, 0.0, 50.0, 100.0, 100.0])
    assert capacity(plant(), 2025.5, 2026.0, 2027.0, stretch=2.0) == pytest.approx([25.0, 50.0, 100.0])
    assert capacity(plant(ramp_months=0.0), 2024.999, 2025.001) == pytest.approx([0.0, 100.0])


def test_an_expansion_ramps_up_on_top_of_what_stands() -> None:
    grown = plant(start=date(2015, 1, 1), capacity=((date(2015, 1, 1), 100.0), (date(2026, 1, 1), 300.0)))
    assert capacity(grown, 2023.0, 2026.0, 2026.5, 2027.0) == pytest.approx([100.0, 100.0, 200.0, 300.0])


def test_what_the_tables_know_on_their_first_day_was_there_before() -> None:
    old = plant(start=None, capacity=((date(2023, 1, 1), 100.0),))
    assert capacity(old, 2020.0, 2023.0, 2030.0) == [100.0, 100.0, 100.0]


def test_a_plant_that_ends_ends_on_its_day() -> None:
    ending = plant(start=None, capacity=((date(2020, 1, 1), 100.0),), end=date(2026, 7, 1))
    assert capacity(ending, 2026.49, 2026.51) == [100.0, 0.0]


def test_a_path_of_yearly_means_has_them_and_begins_with_its_start() -> None:
    path = plant(
        path="annual", start=date(2024, 7, 1), capacity=tuple((date(2024 + n, 1, 1), 50.0 + 10.0 * n) for n in range(4))
    )
    assert capacity(path, 2024.4) == [0.0]
    assert capacity(path, 2024.6)[0] > 0.0
    year = np.mean(capacity(path, *np.linspace(2026.0, 2027.0, 500)))
    assert year == pytest.approx(70.0, rel=1e-3)


def test_no_capacity_no_output_and_never_less_than_nothing() -> None:
    assert capacity(plant(capacity=()), 2023.0, 2030.0) == [0.0, 0.0]
    shrinking = plant(start=None, capacity=((date(2020, 1, 1), 100.0), (date(2026, 1, 1), 0.0)))
    assert min(capacity(shrinking, *np.linspace(2020.0, 2030.0, 99))) == 0.0


# Structure and routes


def test_every_input_has_a_seller_at_home_or_abroad_and_shares_add_up() -> None:
    s = structure_of(small_world())
    for b, slot in enumerate(s.slots):
        links = s.links[s.lane_ptr[b] : s.lane_ptr[b + 1]]
        assert links, slot
        assert all(link.slot == b for link in links)
        total = sum(link.share for link in links)
        assert total == pytest.approx(1.0) or (total == 0.0 and slot.holder == "usa_lithium_refinery"), slot


def test_commodities_stand_in_the_order_in_which_they_are_made() -> None:
    order = structure_of(small_world()).order
    assert order.index("spodumene_concentrate") < order.index("lithium_hydroxide") < order.index("cell_nmc")
    assert order.index("nickel_sulphate") < order.index("cobalt_sulphate")
    assert order.index("cell_lfp") < order.index("vehicle")


def test_inputs_that_replace_one_another_share_one_need() -> None:
    s = structure_of(small_world())
    f = s.holder_index["usa_nmc_cells"]
    slots = range(s.slot_ptr[f], s.slot_ptr[f + 1])
    anode = [b for b in slots if s.slots[b].group == "anode"]
    assert [s.slots[b].commodity for b in anode] == ["aam_natural", "aam_synthetic"]
    assert [s.slots[b].mix for b in anode] == pytest.approx([0.4, 0.6])
    assert {s.slots[b].need[2024] for b in anode} == {1.0}
    assert s.group_end[anode[0]] == s.group_end[anode[1]] == anode[1] + 1
    assert all(s.group_end[b] == b + 1 for b in slots if b not in anode)


def test_a_co_product_has_a_store_of_its_own_beside_its_plant() -> None:
    s = structure_of(small_world())
    store = s.holders[s.holder_index["idn_nickel_refinery:cobalt_sulphate"]]
    assert (store.parent, store.ratio, store.country) == ("idn_nickel_refinery", 0.12, "IDN")


def test_what_nobody_makes_and_recipes_in_a_circle_are_refused() -> None:
    world = small_world()
    alone = {name: site for name, site in world.sites.items() if name != "idn_nickel_mine"}
    with pytest.raises(ValueError, match="idn_nickel_refinery needs nickel_ore, which nobody makes"):
        structure_of(changed(world, sites=alone))
    recipe = world.recipes["nickel_ore", "open_pit"]
    round_about = replace(recipe, inputs=(Input("cell_nmc", 1e-6),))
    with pytest.raises(ValueError, match=r"recipes go round in a circle: .*nickel_ore"):
        structure_of(changed(world, recipes={**world.recipes, ("nickel_ore", "open_pit"): round_about}))


def test_a_base_year_whose_accounts_do_not_balance_is_refused() -> None:
    world = small_world()
    key = ("USA", "aam_natural")
    off = replace(world.accounts[key], consumption=world.accounts[key].consumption * 30.0)
    alone = tuple(one for one in world.trade if (one.buyer, one.commodity, one.seller) != (*key, "CHN"))
    with pytest.raises(ValueError, match="the base year does not balance"):
        structure_of(changed(world, accounts={**world.accounts, key: off}, trade=alone))


def routes_of(world: World) -> tuple[Structure, Routes]:
    s = structure_of(world)
    return s, Routes(world, s)


def lane(s: Structure, holder: str, commodity: str, origin: str) -> int:
    return next(
        i
        for i, link in enumerate(s.links)
        if (s.slots[link.slot].holder, s.slots[link.slot].commodity, link.origin) == (holder, commodity, origin)
    )


def test_freight_is_for_the_gross_weight_of_a_unit_and_days_are_stretched_alike() -> None:
    world = with_parameters(small_world(), transit_multiplier=1.5)
    s, routes = routes_of(world)
    freight, days, wide = routes.lane_values(Values(world, 1, None))
    shipped = lane(s, "usa_nmc_cells", "aam_natural", "CHN")
    assert (freight[shipped], days[shipped], wide[shipped]) == (120.0, 45.0, 5.0)
    cells = lane(s, "usa_assembly", "cell_nmc", "CHN")
    assert freight[cells] in (4.5 * 120.0, 4.5 * 160.0)
    vehicle = lane(s, "buyer:USA:any", "vehicle", "CHN")
    assert freight[vehicle] == 800.0
    home = lane(s, "usa_assembly", "cell_nmc", "USA")
    assert freight[home] == 4.5 * world.parameter("domestic_freight").value
    assert days[home] == 1.5 * world.parameter("domestic_transit_days").value


def test_no_voyage_is_longer_than_the_ring_of_days_it_is_kept_in() -> None:
    world = with_parameters(small_world(), transit_multiplier=50.0)
    s, routes = routes_of(world)
    _, days, _ = routes.lane_values(Values(world, 1, None))
    assert days.max() == LONGEST < RING
    assert routes.unlisted == sum(
        one is None and not home for one, home in zip(routes.found, routes.domestic, strict=True)
    )
    assert len(routes.lane_route) == len(s.links)


def transit_draws(world: World) -> dict[str, bytes]:
    from friendshore.engine.run import Simulation

    plan = plan_of(world)
    draws = Simulation(plan, 3).net.lanes.draws
    return {name: draws[:, i].tobytes() for i, name in enumerate(Routes(world, plan.structure).names)}


def test_another_site_leaves_the_luck_of_every_other_route_as_it_was() -> None:
    before = transit_draws(small_world())
    after = transit_draws(with_site(small_world(), "can_lithium_refinery", "a_refinery", country="JPN"))
    assert set(after) > set(before)
    assert {name: after[name] for name in before} == before
    assert len(set(after.values())) == len(after)


# Breakdowns


def breakdowns(world: World, replication: int = 2, end: date = date(2028, 12, 31)) -> dict[str, list[Any]]:
    plan = plan_of(world, end=end)
    found = outages.breakdowns(plan.structure, Values(world, 7, replication), {}, 7, replication)
    rows = list(zip(found.begins.tolist(), found.ends.tolist(), found.share.tolist(), strict=True))
    ends = [*found.first[1:], len(rows)]
    assert all(rows[end - 1][0] == NEVER for end in ends)
    own = {h.id: rows[a : b - 1] for h, a, b in zip(plan.structure.holders, found.first, ends, strict=True)}
    return {name: spells for name, spells in own.items() if spells}


def test_another_site_leaves_the_luck_of_every_other_plant_as_it_was() -> None:
    before = breakdowns(small_world())
    after = breakdowns(with_site(small_world(), "can_lithium_mine", "a_mine", country="JPN"))
    assert {name: after[name] for name in before} == before
    assert after["a_mine"] != after["can_lithium_mine"]


def test_a_longer_run_begins_with_the_breakdowns_of_a_shorter_one() -> None:
    short, long = breakdowns(small_world()), breakdowns(small_world(), end=date(2030, 12, 31))
    for name, spells in short.items():
        assert long[name][: len(spells)] == spells


def test_plants_break_down_as_often_and_as_long_as_the_values_say() -> None:
    world = with_parameters(small_world(), outages_per_year=3.0, outage_days=9.0)
    spells = [one for n in range(40) for mine in breakdowns(world, n).values() for one in mine]
    years = 40 * len(breakdowns(world)) * 8.0
    # between two breakdowns a plant runs for a third of a year
    assert len(spells) / years == pytest.approx(1.0 / (1.0 / 3.0 + 9.0 / 365.25), rel=0.03)
    assert np.mean([end - begin for begin, end, _ in spells]) == pytest.approx(9.0, rel=0.03)
    assert all(end > begin >= 0 for begin, end, _ in spells)


def test_stores_and_aggregates_do_not_break_down() -> None:
    world = small_world()
    rest = changed(world, sites={name: replace(one, status="aggregate") for name, one in world.sites.items()})
    assert breakdowns(rest) == {}
    assert not any(":" in name for name in breakdowns(world))


# Content


def test_a_recipe_keeps_what_its_products_hold_and_loses_the_rest() -> None:
    world = small_world()
    s = structure_of(world)
    rows = content_rows(world, s)

    def recovery(holder: str, commodity: str, mineral: str) -> float:
        b = next(i for i, one in enumerate(s.slots) if (one.holder, one.commodity) == (holder, commodity))
        held = range(rows.slot_rows[b], rows.slot_rows[b + 1])
        return float(next(rows.row_recovery[r] for r in held if MINERALS[rows.row_mineral[r]] == mineral))

    assert recovery("can_lithium_refinery", "spodumene_concentrate", "lithium") == pytest.approx(165 / (6.2 * 28))
    assert recovery("idn_nickel_refinery", "nickel_ore", "nickel") == pytest.approx(223 / (16 * 15))
    assert recovery("idn_nickel_refinery", "nickel_ore", "cobalt") == pytest.approx(0.12 * 210 / (16 * 1.8))
    assert recovery("usa_nmc_cells", "aam_natural", "graphite") == pytest.approx(940 / 990)


def test_a_mineral_of_the_co_product_goes_to_its_store_and_nowhere_else() -> None:
    world = small_world()
    s = structure_of(world)
    rows = content_rows(world, s)
    b = next(i for i, one in enumerate(s.slots) if one.holder == "idn_nickel_refinery")
    store = s.holder_index["idn_nickel_refinery:cobalt_sulphate"]
    for r in range(rows.slot_rows[b], rows.slot_rows[b + 1]):
        if MINERALS[rows.row_mineral[r]] == "cobalt":
            assert rows.row_main[r] == -1
            assert rows.row_co[r] == rows.site_rows[store]
            assert rows.row_main_share[r] == 0.0


def test_minerals_enter_where_recipes_extract_and_only_what_inputs_do_not_bring() -> None:
    world = small_world()
    s = structure_of(world)
    rows = content_rows(world, s)
    entering = {
        s.holders[f].id: float(rows.extracted[rows.site_rows[f] : rows.site_rows[f + 1]].sum())
        for f in range(len(s.holders))
    }
    assert entering["aus_lithium_mine"] == 28.0
    assert entering["idn_nickel_mine"] == pytest.approx(16.8)
    assert entering["chn_natural_anode"] == 990.0
    for site in ("can_lithium_refinery", "idn_nickel_refinery", "usa_nmc_cells", "usa_assembly"):
        assert entering[site] == 0.0


def test_what_is_bought_outside_costs_its_price() -> None:
    recipe = Recipe("x", "y", (), (), False, (Input("coke", 2.0), Input("power", 3.0)))
    assert outside_cost(recipe, {"coke": 10.0, "power": 0.5}) == 21.5


# Demand


def test_cells_in_a_vehicle_follow_the_markets_it_is_sold_to() -> None:
    needs = vehicle_needs(small_world(), range(2023, 2029))
    # 60 kWh each; 80 % of NMC in the US and 40 % in China, where China's makers sell 200 of 220 thousand
    assert needs["USA"]["cell_nmc"][2024] == pytest.approx(0.048)
    assert needs["USA"]["cell_lfp"][2024] == pytest.approx(0.012)
    assert needs["CHN"]["cell_nmc"][2026] == pytest.approx((20 * 0.048 + 200 * 0.024) / 220)
    assert sum(needs["CHN"][cell][2026] for cell in ("cell_nmc", "cell_lfp")) == pytest.approx(0.06)


def test_a_market_without_vehicles_this_year_still_says_what_one_would_need() -> None:
    world = small_world()
    rows = tuple(
        replace(row, quantity={**row.quantity, 2023: 0.0}) if row.commodity == "vehicle" else row
        for row in world.demand
    )
    needs = vehicle_needs(changed(world, demand=rows), range(2023, 2026))
    assert needs["USA"]["cell_nmc"][2023] == pytest.approx(0.048)


def test_final_demand_is_the_tables_in_units_a_day() -> None:
    buyers = {(one.market, one.commodity, one.end_use): one for one in final_buyers(small_world(), CALENDAR)}
    assert set(buyers) == {
        ("USA", "vehicle", "any"),
        ("CHN", "vehicle", "any"),
        ("USA", "cell_lfp", "storage"),
        ("USA", "cobalt_sulphate", "industry"),
    }
    year = (CALENDAR.session_times() >= 2024.0) & (CALENDAR.session_times() < 2025.0)

    def yearly(path: Floats) -> float:
        return float(path[year].mean() * 365.25)

    usa = buyers["USA", "vehicle", "any"]
    assert yearly(usa.base) == pytest.approx(100_000.0, rel=2e-3)
    assert yearly(usa.low) == pytest.approx(90_000.0, rel=2e-3)
    assert yearly(usa.high) == pytest.approx(110_000.0, rel=2e-3)
    assert yearly(buyers["USA", "cell_lfp", "storage"].base) == pytest.approx(1000.0, rel=2e-3)


def test_segments_of_one_use_are_added_up() -> None:
    world = small_world()
    row = next(one for one in world.demand if one.market == "USA" and one.commodity == "vehicle")
    more = changed(world, demand=(*world.demand, replace(row, segment="phev")))

    def path(one: World) -> Floats:
        return next(b.base for b in final_buyers(one, CALENDAR) if (b.market, b.commodity) == ("USA", "vehicle"))

    assert path(more) == pytest.approx(2.0 * path(world))


def test_the_end_of_a_run_does_not_decide_who_may_trade_before_it() -> None:
    scenario = load_scenario("baseline")
    world = load_world(scenario.seeds)

    def lanes(end: date) -> tuple[set[tuple[str, str]], dict[tuple[str, str, str], str]]:
        s = build_structure(world, Calendar(world.first_date, end, 7, 730), 0.02, 0.8, 2)
        kinds = {(s.slots[x.slot].holder, s.slots[x.slot].commodity, x.origin): x.kind for x in s.links}
        kinds = {lane: kind for lane, kind in kinds.items() if kind != "contract"}  # they begin when they begin
        return {(holder.id, "") for holder in s.holders} | {*s.pools}, kinds

    there, short = lanes(date(2026, 12, 31))
    _, long = lanes(date(2035, 12, 31))

    def common(holder: str, commodity: str, origin: str) -> bool:
        return ((holder, "") in there or holder.startswith("buyer:")) and (commodity, origin) in there

    assert short == {lane: kind for lane, kind in long.items() if common(*lane)}
    assert len(short) > 1500
