"""What law does to the market: monotone in length, depth, wait and rate, under the same luck."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from worlds_small.lab import Measures, Result, calm, run, small_world
from worlds_small.measures import ALWAYS, ban, credit, licence, life, purchase, tariff

GOODS = ("aam_natural", "cell_nmc", "lithium_hydroxide")
LUCKY = (0, 1, 2)
END = date(2026, 12, 31)


@cache
def _run(items: tuple[tuple[str, str], ...], replication: int, still: bool) -> Result:
    world = calm(small_world()) if still else small_world()
    return run(world, dict(items), replication, central=still, end=END)


def outcome(measures: Measures, replication: int = 0, still: bool = False) -> Result:
    """A run that tests share."""
    return _run(tuple(sorted(measures.items())), replication, still)


def vehicles(measures: Measures, replication: int = 0, still: bool = False) -> float:
    """Vehicles that buyers behind the restriction got in the whole run: others may gain from what they lose."""
    return float(outcome(measures, replication, still).delivered("USA").sum())


def banned(months: int, goods: str) -> Measures:
    if months == 0:
        return {}
    return {"ban": ban(life("2024-01-01", f"{2024 + months // 12}-{1 + months % 12:02d}-01"), goods)}


LENGTHS = (0, 1, 2, 3, 6, 9, 12, 18, 24, 36)


@pytest.mark.parametrize("goods", GOODS)
def test_a_longer_ban_never_delivers_more(goods: str) -> None:
    """Without luck to 0.02 %, what the echo of restocking leaves at the end of the run."""
    delivered = [vehicles(banned(months, goods), still=True) for months in LENGTHS]
    for shorter, longer in pairwise(delivered):
        assert longer <= shorter * (1.0 + 2e-4)
    assert delivered[-1] < delivered[0]


@pytest.mark.parametrize("goods", GOODS)
def test_with_luck_a_longer_ban_delivers_no_more_in_the_mean_of_a_few_replications(goods: str) -> None:
    """To 0.1 %: when a breakdown meets the end of a ban is luck."""
    lengths = (0, 4, 12, 30)
    delivered = [sum(vehicles(banned(months, goods), n) for n in LUCKY) for months in lengths]
    for shorter, longer in pairwise(delivered):
        assert longer <= shorter * (1.0 + 1e-3)


@pytest.mark.parametrize("goods", GOODS)
@pytest.mark.parametrize("replication", LUCKY)
def test_a_deeper_restriction_never_delivers_more(goods: str, replication: int) -> None:
    """Licences passed at once for a smaller and smaller share, to 0.1 %, and then a ban."""
    shares = (100, 70, 40, 10, 0)
    cases: list[Measures] = [{"queue": licence(f"{share} %", "0 days", life("2024-01-01"), goods)} for share in shares]
    delivered = [vehicles(one, replication) for one in [*cases, {"ban": ban(life("2024-01-01"), goods)}]]
    for looser, tighter in pairwise(delivered):
        assert tighter <= looser * (1.0 + 1e-3)
    assert delivered[-1] < delivered[0]


@pytest.mark.parametrize("goods", GOODS)
@pytest.mark.parametrize("replication", LUCKY)
def test_while_a_ban_holds_nothing_is_shipped_over_its_lanes_and_elsewhere_trade_goes_on(
    goods: str, replication: int
) -> None:
    result = outcome({"ban": ban(life("2024-01-01", "2025-01-01"), goods)}, replication)
    lane = result.flow(goods, "CHN", "USA")
    assert (lane[4:8] == 0.0).all()
    assert (lane[:4] > 0.0).all()
    assert (lane[9:] > 0.0).all()
    assert (result.flow(goods, "CHN", "CHN") > 0.0).all()


def test_a_ban_towards_one_country_leaves_the_lanes_to_others_open() -> None:
    result = outcome({"ban": ban(life("2024-01-01"), "lithium_hydroxide", "CAN", to="CHN")})
    assert not result.flow("lithium_hydroxide", "CAN", "CHN")[4:].any()
    assert (result.flow("lithium_hydroxide", "CAN", "USA")[4:] > 0.0).all()


def test_two_bans_of_half_a_year_differ_from_one_of_a_year() -> None:
    whole = {"ban": ban(life("2024-01-01", "2025-01-01"), "cell_nmc")}
    halves = {
        "first": ban(life("2024-01-01", "2024-07-01"), "cell_nmc"),
        "second": ban(life("2025-07-01", "2026-01-01"), "cell_nmc"),
    }
    for still in (True, False):
        once, twice = vehicles(whole, still=still), vehicles(halves, still=still)
        assert abs(once - twice) > 1e-5 * once
        assert max(once, twice) < vehicles({}, still=still)


@pytest.mark.parametrize("goods", GOODS)
@pytest.mark.parametrize("replication", LUCKY)
def test_a_longer_wait_for_licences_never_lets_more_through_in_the_first_year(goods: str, replication: int) -> None:
    """To 2 % of the usual flow: who waits longer finds other sellers sold out on other days."""
    waits = (0, 30, 60, 120, 240, 360)
    usual = outcome({}, replication).flow(goods, "CHN", "USA")[4:8].sum()
    passed = [
        outcome({"queue": licence("100 %", f"{wait} days", life("2024-01-01"), goods)}, replication)
        .flow(goods, "CHN", "USA")[4:8]
        .sum()
        / usual
        for wait in waits
    ]
    for sooner, later in pairwise(passed):
        assert later <= sooner + 0.02
    assert passed[-1] < 0.5 * passed[0]


@pytest.mark.parametrize("goods", GOODS)
@pytest.mark.parametrize("replication", LUCKY)
@pytest.mark.parametrize("rate", [10, 80])
def test_a_duty_lowers_imports_over_its_lane_and_raises_what_the_buyer_pays(
    goods: str, replication: int, rate: int
) -> None:
    free, taxed = (
        outcome({}, replication),
        outcome({"duty": tariff(f"{rate} %", life("2025-01-01"), goods)}, replication),
    )
    lane = "CHN", "USA"
    assert taxed.flow(goods, *lane)[8:].sum() < free.flow(goods, *lane)[8:].sum()
    assert np.nanmean(taxed.price(goods, "USA")[26:]) > np.nanmean(free.price(goods, "USA")[26:])
    assert np.array_equal(taxed.flow(goods, *lane)[:8], free.flow(goods, *lane)[:8])


@pytest.mark.parametrize("goods", GOODS)
def test_a_higher_duty_lowers_imports_further_and_costs_the_buyer_more(goods: str) -> None:
    flows, prices = [], []
    for rate in (0, 10, 25, 80):
        results = [outcome({"duty": tariff(f"{rate} %", life("2025-01-01"), goods)}, n) for n in LUCKY]
        flows.append(sum(one.flow(goods, "CHN", "USA")[8:].sum() for one in results))
        prices.append(np.mean([np.nanmean(one.price(goods, "USA")[26:]) for one in results]))
    assert flows == sorted(flows, reverse=True)
    assert prices == sorted(prices)


@pytest.mark.xfail(
    strict=True,
    reason="Once the untaxed seller is sold out its ask does not rise to what imports cost, and the price that moves "
    "the mix is the mean over first choices: a prohibitive duty looks cheap, and more comes at 400 % than at 100 %.",
)
def test_a_prohibitive_duty_made_higher_still_never_brings_more_imports() -> None:
    def imports(rate: int) -> float:
        duty = {"duty": tariff(f"{rate} %", life("2025-01-01"))}
        return float(sum(outcome(duty, n).flow("aam_natural", "CHN", "USA")[8:].sum() for n in LUCKY))

    assert imports(400) <= imports(100)


def test_a_duty_is_paid_to_the_treasury_on_what_the_seller_asked_for_it() -> None:
    result = outcome({"duty": tariff("25 %", life("2025-01-01"))}, still=True)
    paid, flow = result.paid("duty"), result.flow("aam_natural", "CHN", "USA")
    assert not paid[:8].any()
    assert (paid[8:] < 0.0).all()
    a_tonne = -paid[8:] / flow[8:] / 0.25
    usual = outcome({}, still=True).price("aam_natural", "CHN")[24:].mean()
    assert a_tonne == pytest.approx(np.full(8, usual), rel=0.15)


@pytest.mark.parametrize("replication", LUCKY)
def test_a_credit_withdrawn_never_raises_the_output_of_its_plant(replication: int) -> None:
    """Counted from the withdrawal on: in a single month a plant that ran slower may have more of its inputs left."""
    kept = outcome({"credit": credit("35 USD/kWh")}, replication).site("usa_nmc_cells")
    ended = outcome({"credit": credit("35 USD/kWh", life("2020-01-01", "2025-01-01"))}, replication).site(
        "usa_nmc_cells"
    )
    assert np.array_equal(kept[:23], ended[:23])
    assert (np.cumsum(ended[23:] - kept[23:]) <= 1e-9 * kept.sum()).all()
    assert ended[30:].sum() < 0.95 * kept[30:].sum()


def test_a_credit_is_paid_on_each_unit_sold_until_its_money_is_used_up() -> None:
    free = outcome({"credit": credit("35 USD/kWh", life("2024-01-01"))}, still=True)
    capped = outcome({"credit": credit("35 USD/kWh", life("2024-01-01"), more="cap: 100 million USD")}, still=True)
    sold = sum(free.flow("cell_nmc", "USA", to) for to in ("USA", "CHN"))
    paid = free.paid("credit")
    assert not paid[:4].any()
    real = 35_000.0 * 1.03 ** np.array([0.0, -1.0, -2.0])  # nominal money of later years is worth less
    assert paid[4:].reshape(3, 4).sum(axis=1) / sold[4:].reshape(3, 4).sum(axis=1) == pytest.approx(real, rel=0.02)
    assert 90e6 < capped.paid("credit").sum() <= 100e6
    spent = np.flatnonzero(capped.paid("credit"))
    assert (np.diff(spent) == 1).all()
    assert spent[-1] < 10


def test_support_for_buyers_is_paid_for_each_vehicle_and_sells_more_of_them() -> None:
    free, paid = (
        outcome({}, still=True),
        outcome({"help": purchase("7500 USD/vehicle", life("2024-01-01"))}, still=True),
    )
    more = paid.delivered("USA", array="wanted")[24:].sum() / free.delivered("USA", array="wanted")[24:].sum()
    # at an elasticity of 1 a rebate of 7,500 (real) from about 33,000 USD
    assert 1.2 < more < 1.35
    assert paid.delivered("USA")[24:].sum() > free.delivered("USA")[24:].sum()
    assert paid.paid("help").sum() > 6000.0 * paid.delivered("USA")[12:].sum()


def test_law_of_the_base_year_is_in_the_base_years_prices_and_moves_no_flow_of_it() -> None:
    """A duty that always was is part of what buyers paid when their preferences were read off."""
    always = outcome({"duty": tariff("25 %", ALWAYS)}, still=True)
    never = outcome({}, still=True)
    lane = ("aam_natural", "CHN", "USA")
    assert always.flow(*lane)[4:8].sum() == pytest.approx(never.flow(*lane)[4:8].sum(), rel=0.02)


def test_who_has_no_notice_of_a_licence_still_clears_what_was_on_the_way() -> None:
    sudden = outcome({"queue": licence("100 %", "90 days", life("2024-01-01"))})
    noticed = outcome({"queue": licence("100 %", "90 days", life("2024-01-01", announced="2023-12-31"))})
    first = [one.flow("aam_natural", "CHN", "USA")[4] for one in (sudden, noticed)]
    assert first[0] > first[1] > 0.0
