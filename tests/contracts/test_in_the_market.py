"""What contracts do to a market, and what they leave alone."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contracts.market import deal, kept, live, lost, outage, scarce
from friendshore.chain import PriceRule
from friendshore.engine.contracts import honoured
from worlds_small.lab import ARRAYS, Result, calm, changed, differences, small_world, with_parameters
from worlds_small.measures import ban, licence, life, quota

LITHIUM = "lithium_hydroxide"
SHORT = slice(36, 48)
"""Months of 2026, the first year of scarcity."""


@pytest.fixture(scope="module")
def usual() -> Result:
    return live()


@pytest.fixture(scope="module")
def bound() -> Result:
    return live([deal()])


def paid(result: Result, name: str = "deal") -> Any:
    """Price of a tonne by quarter, of quarters with deliveries."""
    value, units = kept(result, "value", name), kept(result, "delivered", name)
    return value[units > 0.0] / units[units > 0.0]


# -- who gets the goods


def test_a_contract_protects_its_buyer_in_a_shortage_and_others_go_short_instead() -> None:
    world = scarce(calm(small_world()))
    without, under = live(world=world), live([deal(tonnes=1500.0)], world=world)
    buyer, others = "usa_nmc_cells", ("chn_nmc_cells", "chn_lfp_cells")
    assert lost(without, buyer, LITHIUM)[SHORT].sum() > 1000.0
    assert lost(under, buyer, LITHIUM)[SHORT].sum() < 0.2 * lost(without, buyer, LITHIUM)[SHORT].sum()
    for other in others:
        assert lost(under, other, LITHIUM)[SHORT].sum() > lost(without, other, LITHIUM)[SHORT].sum()
    assert kept(under, "defaulted").sum() == 0.0
    assert kept(under, "delivered")[12:] == pytest.approx(kept(under, "called")[12:])


def test_a_contract_over_less_than_the_usual_share_moves_little_trade(usual: Result, bound: Result) -> None:
    for seller in ("CAN", "CHN"):
        before, after = (one.flow(LITHIUM, seller, "USA")[4:].sum() for one in (usual, bound))
        assert after == pytest.approx(before, rel=0.03)


def test_a_contract_over_more_than_the_usual_share_takes_from_all_others(usual: Result) -> None:
    under = live([deal(tonnes=1500.0)])
    assert under.flow(LITHIUM, "CAN", "USA")[4:].sum() > 1.2 * usual.flow(LITHIUM, "CAN", "USA")[4:].sum()
    assert under.flow(LITHIUM, "CHN", "USA")[4:].sum() < 0.5 * usual.flow(LITHIUM, "CHN", "USA")[4:].sum()


def test_calls_are_orders_to_the_plant_which_makes_what_it_promised(usual: Result) -> None:
    under = live([deal(tonnes=1800.0, take_or_pay=1.0)])
    made, before = (one.site("can_lithium_refinery")[24:36].sum() for one in (under, usual))
    assert made > 1.1 * before
    assert kept(under, "defaulted").sum() < 0.02 * kept(under, "called").sum()


def test_the_first_rank_is_served_first_and_equals_share() -> None:
    world = scarce(calm(small_world()))
    first = deal("first", 1400.0, take_or_pay=1.0)
    other = deal("other", 1400.0, take_or_pay=1.0, buyer_site="chn_nmc_cells")
    ranked = live([first, replace(other, priority=2)], world=world)
    equal = live([first, other], world=world)
    year = slice(13, 16)
    assert kept(ranked, "delivered", "first")[year].sum() > 0.99 * kept(ranked, "called", "first")[year].sum()
    assert kept(ranked, "delivered", "other")[year].sum() < 0.7 * kept(ranked, "called", "other")[year].sum()
    served = [kept(equal, "delivered", one)[year].sum() / kept(equal, "called", one)[year].sum() for one in
              ("first", "other")]  # fmt: skip
    assert served[0] == pytest.approx(served[1], rel=0.15)
    assert kept(equal, "delivered", "other")[year].sum() > kept(ranked, "delivered", "other")[year].sum()


def test_an_offtake_right_lets_a_buyer_call_more_than_the_volume() -> None:
    world = scarce(calm(small_world()))
    plain, right = live([deal(tonnes=300.0)], world=world), live([deal(tonnes=300.0, offtake_right=0.5)], world=world)
    assert kept(plain, "called").sum() <= kept(plain, "volume").sum() * (1.0 + 1e-12)
    assert kept(right, "called")[12:].sum() > 2.0 * kept(right, "volume")[12:].sum()


def test_a_contract_with_a_country_goes_to_whoever_uses_it_there() -> None:
    found = live([deal(buyer_site=None, buyer_country="CHN", tonnes=400.0)])
    assert len(found.plan.structure.legs) == 2
    assert sum(leg.share for leg in found.plan.structure.legs) == pytest.approx(1.0)
    assert kept(found, "delivered")[8:].sum() == pytest.approx(kept(found, "volume")[8:].sum(), rel=0.01)


# -- price rules

RULES = {
    "floor that binds": (PriceRule("floor", floor=15000.0), 15000.0, None),
    "ceiling that binds": (PriceRule("ceiling", ceiling=5000.0), 5000.0, None),
    "collar from below": (PriceRule("collar", floor=14000.0, ceiling=16000.0), 14000.0, None),
    "collar from above": (PriceRule("collar", floor=4000.0, ceiling=6000.0), 6000.0, None),
    "fixed price": (PriceRule("fixed", price=9000.0), 9000.0, None),
    "floor that does not bind": (PriceRule("floor", floor=1000.0), None, 0.0),
    "ceiling that does not bind": (PriceRule("ceiling", ceiling=90000.0), None, 0.0),
    "premium": (PriceRule("index_plus", premium=250.0), None, 250.0),
}


@pytest.mark.parametrize(("rule", "flat", "above"), RULES.values(), ids=RULES.keys())
def test_every_rule_pays_what_it_says(bound: Result, rule: PriceRule, flat: float | None, above: float | None) -> None:
    found = paid(live([deal(price=rule, tonnes=100.0)]))
    if flat is not None:
        assert found == pytest.approx(flat)
    else:
        index = paid(live([deal(tonnes=100.0)]))
        assert found - index == pytest.approx(above, abs=0.01 * index.mean())


def test_a_price_that_nothing_keeps_up_loses_worth_with_money() -> None:
    found = paid(live([deal(price=PriceRule("fixed", price=9000.0, indexed_to="nothing"))]))
    assert found[0] == pytest.approx(9000.0)
    assert found[-1] < 0.92 * found[0]


def test_a_fixed_price_may_move_with_the_market(bound: Result) -> None:
    found = paid(live([deal(price=PriceRule("fixed", price=9000.0, indexed_to="market"))]))
    index = paid(bound)
    assert found / found[0] == pytest.approx(index / index[0], rel=0.01)


def test_a_lag_follows_the_index_later() -> None:
    world = scarce(calm(small_world()))
    now, later = (paid(live([deal(price=PriceRule(lag=lag))], world=world)) for lag in (0.0, 180.0))
    rise = now[10:14].mean() / now[4] - 1.0
    assert rise > 0.5
    assert later[9] / later[4] - 1.0 < 0.2 * rise
    assert later[-4:] == pytest.approx(now[-6:-2], rel=0.1)


def test_a_price_that_follows_its_seller_ignores_the_others() -> None:
    world = scarce(calm(small_world()))
    market, own = (paid(live([deal(price=PriceRule(follows=one))], world=world)) for one in ("market", "seller"))
    assert not np.allclose(market, own, rtol=0.01)


def test_a_buyer_reckons_with_the_mean_of_contract_and_spot(usual: Result) -> None:
    dear = live([deal(price=PriceRule("fixed", price=40000.0))])
    share = kept(dear, "delivered")[-4:].sum() / (
        dear.flow(LITHIUM, "CAN", "USA")[-4:].sum() + dear.flow(LITHIUM, "CHN", "USA")[-4:].sum()
    )
    before, after = (one.price(LITHIUM, "USA")[-12:].mean() for one in (usual, dear))
    assert 0.7 < (after - before) / (share * (40000.0 - before)) < 1.1
    assert dear.delivered("USA")[-12:].sum() < usual.delivered("USA")[-12:].sum()


def test_a_plant_reckons_with_what_its_contract_pays_and_restarts_when_it_ends() -> None:
    terms = {"tonnes": 1500.0, "take_or_pay": 1.0, "end": date(2026, 1, 1)}
    cheap = live([deal(price=PriceRule("fixed", price=300.0), **terms)])
    dear = live([deal(price=PriceRule("floor", floor=15000.0), **terms)])
    under, after = slice(18, 36), slice(48, 60)
    plant = "can_lithium_refinery"
    assert cheap.site(plant)[under].sum() < 0.1 * dear.site(plant)[under].sum()
    assert kept(cheap, "defaulted").sum() > 1000.0 > 100.0 > kept(dear, "defaulted").sum()
    assert cheap.site(plant)[after].sum() > 0.9 * dear.site(plant)[after].sum()


# -- take or pay, force majeure, prepayment


def test_who_must_take_or_pay_takes_what_fits_and_pays_for_the_rest(usual: Result) -> None:
    world = calm(small_world())
    demand = tuple(
        replace(row, quantity={y: v * (0.4 if y >= 2026 else 1.0) for y, v in row.quantity.items()},
                low={y: v * (0.4 if y >= 2026 else 1.0) for y, v in row.low.items()},
                high={y: v * (0.4 if y >= 2026 else 1.0) for y, v in row.high.items()})
        if row.market == "USA" else row for row in world.demand
    )  # fmt: skip
    glut = changed(world, demand=demand)
    free, firm = live([deal(tonnes=1000.0)], world=glut), live([deal(tonnes=1000.0, take_or_pay=1.0)], world=glut)
    year = slice(16, 20)
    assert kept(free, "unused").sum() == 0.0
    assert kept(firm, "unused")[year].sum() > 5e5
    held = firm.stock(LITHIUM, "USA")
    assert held[48] > 1.05 * free.stock(LITHIUM, "USA")[48]
    assert held[-1] < 1.3 * held[48]  # it does not pile up for ever
    owed = kept(firm, "unused")[year] / paid(firm)[-4:] + kept(firm, "called")[year]
    assert owed == pytest.approx(kept(firm, "volume")[year], rel=0.01)


STANDS = outage("can_lithium_refinery", date(2025, 4, 1), date(2025, 10, 1))
HALF = slice(9, 11)
"""The quarters in which it stands."""


def test_a_standstill_of_the_plant_is_force_majeure_where_the_contract_says_so() -> None:
    excused = live([deal(tonnes=1000.0, take_or_pay=1.0)], shocks=[STANDS])
    bare = live([deal(tonnes=1000.0, take_or_pay=1.0, excuses=("way",))], shocks=[STANDS])
    for one in (excused, bare):
        assert kept(one, "delivered")[10] < 0.1 * kept(one, "called")[10]
    assert kept(excused, "excused")[HALF].sum() > 200.0
    assert kept(excused, "defaulted").sum() == 0.0
    assert kept(bare, "defaulted")[HALF] == pytest.approx(kept(excused, "excused")[HALF])
    assert kept(bare, "excused").sum() == 0.0


def test_a_ban_is_force_majeure_and_lets_nothing_through() -> None:
    shut = {"ban": ban(life("2025-07-01", "2026-01-01"), LITHIUM, "CAN")}
    excused = live([deal(take_or_pay=1.0)], measures=shut)
    bare = live([deal(take_or_pay=1.0, excuses=())], measures=shut)
    assert kept(excused, "delivered")[10:12] == pytest.approx([0.0, 0.0], abs=10.0)
    assert kept(excused, "excused")[11] == pytest.approx(kept(excused, "called")[11])
    assert kept(bare, "defaulted")[11] == pytest.approx(kept(bare, "called")[11])
    assert kept(excused, "unused")[11] == 0.0  # what may not leave is not paid for


def test_a_licence_lets_through_of_a_contract_what_it_lets_through_of_trade() -> None:
    half = {"queue": licence("50 %", "10 days", life("2025-01-01", announced="2024-06-01"), LITHIUM, "CAN")}
    found = live([deal(take_or_pay=1.0)], measures=half)
    served = kept(found, "delivered")[12:].sum() / kept(found, "called")[12:].sum()
    assert 0.2 < served < 0.9
    assert kept(found, "excused")[12:].sum() == pytest.approx(
        (1.0 - served) * kept(found, "called")[12:].sum(), rel=1e-6
    )


def test_a_cap_in_volume_holds_for_contracts_too() -> None:
    windows = "y2026: {from: 2026-01-01, to: 2026-12-31, limit: 200 t}"
    capped = {"cap": quota(windows, life("2026-01-01", "2027-01-01"), LITHIUM, "CAN")}
    found = live([deal(tonnes=1000.0, take_or_pay=1.0)], measures=capped)
    free = live([deal(tonnes=1000.0, take_or_pay=1.0)])
    sent = found.flow(LITHIUM, "CAN", "USA")[12:16].sum() + found.flow(LITHIUM, "CAN", "CHN")[12:16].sum()
    assert sent <= 200.0 * 1.03 < kept(free, "delivered")[12:16].sum()
    assert kept(found, "excused")[12:16].sum() > 500.0


def test_what_is_paid_ahead_is_worked_off_by_deliveries_and_moves_nothing_else(bound: Result) -> None:
    ahead = live([deal(prepayment=8e6, equity=3e6)])
    assert kept(ahead, "prepaid")[4] == 8e6 == kept(ahead, "prepaid").sum()
    assert kept(ahead, "equity")[4] == 3e6 == kept(ahead, "equity").sum()
    assert kept(ahead, "worked_off").sum() == pytest.approx(8e6)
    assert kept(ahead, "worked_off")[5] == pytest.approx(kept(ahead, "value")[5])
    assert kept(ahead, "worked_off")[-4:].sum() == 0.0
    assert differences(ahead, bound) == ["contracts"]


# -- luck, neutrality, books


def test_a_contract_over_nothing_changes_no_byte(usual: Result) -> None:
    assert differences(usual, live([deal(tonnes=0.0)])) == []
    assert differences(usual, live([deal(runs=False)])) == []
    assert differences(usual, live([deal(start=date(2035, 1, 1))])) == []


def test_a_contract_that_is_not_carried_out_moves_no_goods(usual: Result) -> None:
    found = live([deal(probability=0.0)])
    assert kept(found, "volume").sum() == kept(found, "delivered").sum() == 0.0
    for name in ARRAYS:
        if name != "contracts":
            assert np.array_equal(getattr(found.outcome, name), getattr(usual.outcome, name), equal_nan=True), name


def test_the_luck_of_a_contract_is_its_own() -> None:
    one, other = deal("one", probability=0.4), deal("other", probability=0.4)
    drawn = [honoured(one, 7, replication) for replication in range(2000)]
    assert np.mean(drawn) == pytest.approx(0.4, abs=0.04)
    assert drawn != [honoured(other, 7, replication) for replication in range(2000)]
    likelier = [honoured(replace(one, probability=0.7), 7, replication) for replication in range(2000)]
    assert all(after or not before for before, after in zip(drawn, likelier, strict=True))
    for replication in range(6):
        alone = live([one], central=False, replication=replication, end=date(2024, 12, 31))
        together = live([one, other], central=False, replication=replication, end=date(2024, 12, 31))
        assert (kept(alone, "volume", "one").sum() > 0.0) == honoured(one, 7, replication)
        assert kept(alone, "volume", "one") == pytest.approx(kept(together, "volume", "one"))


def test_a_lane_that_only_a_contract_uses_carries_nothing_else() -> None:
    world = with_parameters(calm(small_world()), lane_newcomers=0.0)
    far = deal(buyer_site="chn_lfp_cells", seller_site="usa_lithium_refinery", start=date(2027, 6, 1), tonnes=100.0)
    bare, found = live(world=world), live([far], world=world)
    assert ("USA", "CHN") not in {flow[1:] for flow in bare.index.flows if flow[0] == LITHIUM}
    assert [link.kind for link in found.plan.structure.links].count("contract") == 1
    sent = found.flow(LITHIUM, "USA", "CHN")
    assert sent.sum() > 50.0
    assert sent == pytest.approx(kept(found, "delivered"))
    idle = live([replace(far, probability=0.0)], world=world)
    for name in ("made", "delivered", "price"):  # the lane itself moves nothing
        assert np.array_equal(getattr(idle.outcome, name), getattr(bare.outcome, name), equal_nan=True), name


MANY = (
    deal("floor", 400.0, take_or_pay=0.8, price=PriceRule("floor", floor=12000.0), prepayment=1e6),
    deal("second", 900.0, priority=2, buyer_site="chn_nmc_cells", offtake_right=0.3),
    deal("anode", 300.0, commodity="aam_natural", seller_site="can_natural_anode", probability=0.5),
    deal("ore", 9000.0, commodity="spodumene_concentrate", seller_site="aus_lithium_mine",
         buyer_site="can_lithium_refinery", take_or_pay=1.0),
    deal("cells", 400.0, commodity="cell_nmc", seller_site="chn_nmc_cells", buyer_site=None, buyer_country="USA",
         price=PriceRule(follows="seller", lag=60.0)),
)  # fmt: skip
BUSY = {
    "ban": ban(life("2026-03-01", "2026-06-01"), LITHIUM, "CAN"),
    "queue": licence("60 %", "20 days", life("2025-03-01", announced="2024-10-01")),
    "pass": licence("80 %", "10 days", life("2024-06-01"), LITHIUM, "CAN"),
    "cap": quota("only: {from: 2025-01-01, to: 2025-12-31, limit: 900 t}", life("2025-01-01"), LITHIUM, "CAN"),
}
SCRIPT = """
import sys
from datetime import date
import numpy as np
from contracts.test_in_the_market import ARRAYS, BUSY, MANY, live, small_world
from friendshore.formulas.compiled import COMPILED
assert not COMPILED
outcome = live(MANY, small_world(), BUSY, replication=1, central=False, end=date(2025, 12, 31)).outcome
np.savez(sys.argv[1], **{name: getattr(outcome, name) for name in ARRAYS})
"""


@pytest.mark.parametrize("replication", range(4))
def test_books_close_under_many_contracts(replication: int) -> None:
    found = live(MANY, scarce(small_world()), BUSY, [STANDS], replication, central=False)
    assert found.outcome.books.max() < 1e-9
    called, rest = (np.sum([kept(found, column, one.id) for one in MANY], axis=0) for column in ("called", "delivered"))
    missed = np.sum([kept(found, one, other.id) for one in ("excused", "defaulted") for other in MANY], axis=0)
    assert rest + missed == pytest.approx(called, rel=1e-9, abs=1e-6)
    assert (found.outcome.contracts >= -1e-9).all()


def test_contracts_as_written_agree_with_the_compiled_ones(tmp_path: Path) -> None:
    environment = {**os.environ, "FRIENDSHORE_UNCOMPILED": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", SCRIPT, str(tmp_path / "plain.npz")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    compiled = live(MANY, small_world(), BUSY, replication=1, central=False, end=date(2025, 12, 31)).outcome
    with np.load(tmp_path / "plain.npz") as plain:
        for name in ARRAYS:
            if name == "books":
                assert plain[name].max() < 1e-12
                continue
            one, other = getattr(compiled, name), plain[name]
            assert one.shape == other.shape
            size = np.nanmax(np.abs(one), initial=1e-300)
            assert one == pytest.approx(other, rel=1e-12, abs=1e-12 * size, nan_ok=True), name
