"""Caps in volume: what they let pass, by when, and what they leave alone."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from engine.test_scale import PER_UNIT, scaled
from friendshore.engine.calendar import Calendar
from friendshore.engine.kernels.arrays import Caps, Room
from friendshore.engine.kernels.caps import close_lanes, hold_back, use_room
from friendshore.engine.quotas import CARRIES, LAPSES, room
from friendshore.engine.run import Simulation
from friendshore.policy import Quota, Window
from worlds_small.lab import ARRAYS, Measures, Result, calm, differences, plan_of, run, small_world, with_parameters
from worlds_small.measures import life, quota

GOODS, HOME = "aam_natural", "CHN"
LIFE = life("2024-01-01", "2027-01-01")
END = date(2027, 12, 31)
YEARS = (2024, 2025, 2026)


def yearly(limit: float, unused: str = "lost") -> str:
    """A cap of so many tonnes in each of three years."""
    return ", ".join(
        f"y{year}: {{from: {year}-01-01, to: {year}-12-31, limit: {limit!r} t, unused: {unused}}}" for year in YEARS
    )


@cache
def _run(items: tuple[tuple[str, str], ...], replication: int, still: bool) -> Result:
    world = calm(small_world()) if still else small_world()
    return run(world, dict(items), replication, central=still, end=END)


def outcome(measures: Measures, replication: int = 0, still: bool = False) -> Result:
    """A run that tests share."""
    return _run(tuple(sorted(measures.items())), replication, still)


def exports(result: Result, year: int) -> float:
    """Tonnes that left home in a year."""
    columns = [i for i, quarter in enumerate(result.index.quarters) if quarter.startswith(str(year))]
    rows = [i for i, (good, seller, buyer) in enumerate(result.index.flows) if (good, seller) == (GOODS, HOME)
            and buyer != HOME]  # fmt: skip
    return float(result.outcome.shipped[np.ix_(rows, columns)].sum())


def usual() -> float:
    """Tonnes that leave home in a year without a cap."""
    return max(exports(outcome({}), year) for year in YEARS)


CALENDAR = Calendar(date(2024, 1, 1), date(2026, 12, 31), 7, 70)


def days_of(quota: Quota) -> tuple[list[date], np.ndarray, np.ndarray]:
    opens, turn = room(quota, CALENDAR)
    first = CALENDAR.first - timedelta(CALENDAR.opening)
    return [first + timedelta(7 * i) for i in range(CALENDAR.sessions)], opens, turn


def test_room_opens_day_by_day_and_adds_up_to_the_limit() -> None:
    windows = (
        Window(date(2024, 3, 1), date(2024, 5, 31), 920.0, True),
        Window(date(2024, 6, 1), date(2024, 12, 31), 428.0, False),
    )
    days, opens, turn = days_of(Quota("q", "export", True, windows))
    for window in windows:
        inside = [i for i, day in enumerate(days) if window.first <= day <= window.last]
        assert opens[inside].sum() == pytest.approx(window.limit, rel=1e-12)
        assert opens[inside[1:-1]] == pytest.approx(window.limit / window.length * 7.0)
    assert turn[[i for i, day in enumerate(days) if turn[i]]].tolist() == [LAPSES, CARRIES, LAPSES]
    outside = [i for i, day in enumerate(days) if not date(2024, 3, 1) <= day <= date(2024, 12, 31)]
    assert np.isinf(opens[outside]).all()


def test_who_comes_first_finds_all_of_a_window_open() -> None:
    window = Window(date(2024, 3, 1), date(2024, 12, 31), 920.0, False)
    days, opens, _ = days_of(Quota("q", "export", False, (window,)))
    inside = [i for i, day in enumerate(days) if window.first <= day <= window.last]
    assert opens[inside].tolist() == [920.0] + [0.0] * (len(inside) - 1)


def test_a_run_that_begins_within_a_window_gets_the_room_of_its_own_days() -> None:
    window = Window(date(2023, 1, 1), date(2024, 12, 31), 7310.0, False)
    days, opens, _ = days_of(Quota("q", "export", True, (window,)))
    last = max(i for i, day in enumerate(days) if day <= window.last)
    assert opens[: last + 1].sum() == pytest.approx(10.0 * ((window.last - days[0]).days + 1))


@pytest.mark.parametrize("factor", [2.0, 50.0])
def test_a_cap_at_twice_the_flow_changes_no_byte(factor: float) -> None:
    wide = outcome({"cap": quota(yearly(factor * usual()), LIFE)})
    assert differences(outcome({}), wide) == []


def test_a_cap_announced_ahead_that_will_not_bind_makes_nobody_stock_up() -> None:
    when = life("2024-01-01", "2027-01-01", announced="2023-06-01")
    assert differences(outcome({}), outcome({"cap": quota(yearly(2.0 * usual()), when)})) == []


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7])
@pytest.mark.parametrize("replication", [0, 1])
def test_no_more_leaves_in_a_window_than_its_limit_and_all_of_it_when_more_is_wanted(
    share: float, replication: int
) -> None:
    limit = share * usual()
    found = outcome({"cap": quota(yearly(limit), LIFE)}, replication)
    for year in YEARS:
        # the sessions of a window are those whose first day lies in it; a quarter's may differ by one
        assert exports(found, year) <= limit * (1.0 + 7.0 / 365.0) + 1e-9
        assert exports(found, year) >= limit * 0.95
    whole = sum(exports(found, year) for year in YEARS)
    assert whole <= 3.0 * limit * (1.0 + 1e-9)


def test_a_tighter_cap_never_delivers_more() -> None:
    """To 0.02 %, the echo of restocking, as for bans."""
    limits = [share * usual() for share in (2.0, 0.9, 0.7, 0.5, 0.3, 0.1, 0.0)]
    delivered = [outcome({"cap": quota(yearly(one), LIFE)}, still=True).delivered("USA").sum() for one in limits]
    for wider, tighter in pairwise(delivered):
        assert tighter <= wider * (1.0 + 2e-4)
    assert delivered[-1] < delivered[0]


def test_a_cap_of_nothing_lets_nothing_pass_and_prices_part() -> None:
    closed = outcome({"cap": quota(yearly(0.0), LIFE)}, still=True)
    assert [exports(closed, year) for year in YEARS] == [0.0, 0.0, 0.0]
    there = closed.price(GOODS, "USA") / outcome({}, still=True).price(GOODS, "USA")
    assert there.max() > 1.2


def test_what_one_window_leaves_is_carried_into_the_next_and_no_further() -> None:
    little = usual() / 5.0
    rows = (
        "a: {{from: 2024-01-01, to: 2024-12-31, limit: {0!r} t, unused: {1}}}, "
        "b: {{from: 2025-01-01, to: 2025-12-31, limit: {2!r} t, unused: carried}}, "
        "c: {{from: 2026-01-01, to: 2026-12-31, limit: {2!r} t}}"
    )
    much = 3.0 * usual()
    lost, carried = (
        outcome({"cap": quota(rows.format(much, unused, little), LIFE)}, still=True) for unused in ("lost", "carried")
    )
    assert exports(lost, 2025) == pytest.approx(little, rel=0.03)
    assert exports(carried, 2025) > 3.0 * little
    assert exports(lost, 2026) == pytest.approx(little, rel=0.03)
    assert exports(carried, 2026) == pytest.approx(2.0 * little, rel=0.03)  # its own year's, which was not touched


def test_masses_and_limits_times_k_give_all_flows_times_k() -> None:
    limit = 0.5 * usual()
    cap = {"cap": quota(yearly(limit), LIFE)}
    big = {"cap": quota(yearly(1024.0 * limit), LIFE)}
    one, other = run(small_world(), cap, 2), run(scaled(small_world(), 1024.0), big, 2)
    for name in ARRAYS:
        factor = 1.0 if name in PER_UNIT else 1024.0
        assert np.array_equal(getattr(one.outcome, name) * factor, getattr(other.outcome, name), equal_nan=True), name


def made(result: Result, site: str, year: int) -> float:
    """Tonnes that a site made in a year."""
    columns = [i for i, month in enumerate(result.index.months) if month.startswith(str(year))]
    return float(result.outcome.made[result.index.sites.index(site), columns].sum())


def dug(limit: float) -> Measures:
    return {"cap": quota(yearly(limit), LIFE, "nickel_ore", "IDN", "extract")}


def test_a_cap_on_mining_holds_what_is_dug_and_one_that_is_wide_changes_no_byte() -> None:
    usually = [made(outcome({}), "idn_nickel_mine", year) for year in YEARS]
    assert differences(outcome({}), outcome(dug(2.0 * max(usually)))) == []
    limit = 0.6 * min(usually)
    found = outcome(dug(limit))
    for year in YEARS:
        assert 0.9 * limit <= made(found, "idn_nickel_mine", year) <= limit * (1.0 + 7.0 / 365.0)
    assert found.price("nickel_sulphate", "CHN").max() > 1.1 * outcome({}).price("nickel_sulphate", "CHN").max()


def test_two_caps_on_the_same_goods_bind_as_the_tighter_one() -> None:
    tight, wide = (quota(yearly(share * usual()), LIFE) for share in (0.4, 0.8))
    both = outcome({"tight": tight, "wide": wide})
    assert differences(outcome({"tight": tight}), both) == []


def test_a_by_product_is_made_whether_it_may_leave_or_not() -> None:
    closed = {"cap": quota(yearly(0.0), LIFE, "spodumene_concentrate", "AUS")}
    made_anyway = with_parameters(calm(small_world()), byproduct_share=0.9, finished_store_days=2000.0)
    main, by_product = (run(world, closed, central=True, end=END) for world in (calm(small_world()), made_anyway))
    usually = made(run(made_anyway, central=True, end=END), "aus_lithium_mine", 2025)
    assert made(main, "aus_lithium_mine", 2025) < 0.2 * usually
    assert made(by_product, "aus_lithium_mine", 2025) > 0.7 * usually


def test_buyers_stock_up_ahead_of_a_cap_by_the_part_that_it_will_not_let_pass() -> None:
    when = life("2024-07-01", "2027-01-01", announced="2024-02-01")
    rows = "only: {{from: 2024-07-01, to: 2026-12-31, limit: {0!r} t}}"
    usually = outcome({}, still=True).stock(GOODS, "USA")
    month = outcome({}).index.months.index("2024-06")
    extra = []
    for share in (1.5, 0.6, 0.1):
        cap = quota(rows.format(share * usual() * 2.5), when)
        extra.append(float(outcome({"cap": cap}, still=True).stock(GOODS, "USA")[month] - usually[month]))
    assert extra[0] == 0.0
    assert 0.0 < extra[1] < extra[2]


def test_a_cap_of_one_country_leaves_the_rest_of_its_region_free() -> None:
    """Two lanes under a cap with room for 5: one whole, one of a region of which 40 % is meant."""
    ints, zeros = (lambda *x: np.array(x, dtype=np.int64)), np.zeros(0)
    caps = Caps(ints(0, 2), ints(0, 1), ints(0, 0), ints(), np.zeros((1, 1)), np.zeros((1, 1), dtype=np.int64))
    state = Room(np.array([5.0]), np.zeros(1), zeros, np.array([1.0, 0.4]), np.array([1.0, 0.4]), zeros, zeros)
    net, market = simulation().net, simulation().state.market
    lanes = net.lanes._replace(pool=ints(0, 0), rank=ints(0, 1))
    asked, pressed = np.array([10.0, 10.0]), np.array([[10.0], [10.0]])
    assert hold_back(caps, state, lanes, asked, pressed, 0)
    assert asked == pytest.approx([10.0 * 5.0 / 14.0, 6.0 + 4.0 * 5.0 / 14.0])
    assert asked[0] + asked[1] - 6.0 == pytest.approx(5.0)
    assert pressed[:, 0] == pytest.approx(asked)
    use_room(caps, state, lanes, asked, np.ones((2, 1)))
    assert state.left[0] == 0.0
    market = market._replace(requested=np.array([10.0, 10.0]), shipped=asked.copy())
    limits = np.full(2, 1e300)
    close_lanes(caps, state, market, limits, 0)
    assert limits == pytest.approx([asked[0], asked[1]])
    market.shipped[1] = 2.0
    close_lanes(caps, state, market, limits, 0)
    assert limits[1] == pytest.approx(6.0)  # the free part of what was asked


@cache
def simulation() -> Simulation:
    """A small world on its first day; its kernels get other numbers."""
    return Simulation(plan_of(small_world()), 0)
