"""Cases of ``purchase_credit``."""

from __future__ import annotations

import pytest

from friendshore.policy import VehicleSale
from levers.law import book, complaints, day, eu, measure

LEASE = """
kind: purchase_credit
title: Leased vehicles
enacted_by: USA
life: {2023-01-01: in_force, 2025-10-01: {state: repealed, known: 2025-07-04}}
covers: {commodities: [vehicle], segments: [bev, phev], sold_by: [lease]}
amount: 7500 USD/vehicle
eligible_sales: {2023-01-01: 20 %, 2024-01-01: 40 %}
"""
REBATE = """
kind: purchase_credit
title: Rebate
enacted_by: CAN
life: {2026-02-16: in_force, 2031-01-01: expired}
covers: {commodities: [vehicle]}
amounts:
  battery: {segments: [bev], amount: {2026-02-16: 5000 CAD/vehicle, 2030-01-01: 2000 CAD/vehicle}}
  plug_in: {segments: [phev], amount: 2500 CAD/vehicle}
price_cap: 50000 CAD
eligible_sales: 50 %
eligible_buyers: 80 %
budget: 1 million CAD
"""
USA_BEV = VehicleSale("USA", "bev")
CAN_BEV = VehicleSale("CAN", "bev")


def paid(text: str, sale: VehicleSale, when: str) -> float:
    return sum(one.value for one in book(measure(text), eu()).purchase_support(day(when), sale))


@pytest.mark.parametrize(
    ("when", "value"),
    [("2022-12-31", 0), ("2023-01-01", 1500), ("2024-01-01", 3000), ("2025-09-30", 3000), ("2025-10-01", 0)],
)
def test_a_credit_is_paid_for_the_share_of_sales_that_may_have_it(when: str, value: float) -> None:
    assert paid(LEASE, USA_BEV, when) == pytest.approx(value)


def test_amounts_differ_by_segment_and_year_and_are_nominal() -> None:
    assert paid(REBATE, CAN_BEV, "2026-02-15") == 0
    assert paid(REBATE, CAN_BEV, "2026-02-16") == pytest.approx(5000 * 0.75 * 0.4)
    assert paid(REBATE, VehicleSale("CAN", "phev"), "2026-02-16") == pytest.approx(2500 * 0.75 * 0.4)
    assert paid(REBATE, CAN_BEV, "2030-01-01") == pytest.approx(2000 * 0.75 * 0.4 / 2)
    assert paid(REBATE, CAN_BEV, "2031-01-01") == 0


def test_other_segments_and_markets_get_nothing() -> None:
    assert paid(LEASE, VehicleSale("USA", "commercial"), "2024-06-01") == 0
    assert paid(LEASE, CAN_BEV, "2024-06-01") == 0


def test_a_region_gets_the_share_of_the_members_that_pay() -> None:
    text = LEASE.replace("enacted_by: USA", "enacted_by: DEU")
    assert paid(text, VehicleSale("xeu", "bev"), "2024-06-01") == pytest.approx(0.5 * 3000)


def test_a_budget_is_a_meter() -> None:
    law = book(measure(REBATE))
    (answer,) = law.purchase_support(day("2027-01-01"), CAN_BEV)
    assert answer.meter == "measure"
    assert law.open_meters().room("measure", day("2027-01-01")) == 750_000.0


def test_of_a_stack_only_the_best_pays() -> None:
    law = book(measure(LEASE + "stack: cars\n", "a"), measure(LEASE.replace("7500", "4000") + "stack: cars\n", "b"))
    assert [one.measure for one in law.purchase_support(day("2024-06-01"), USA_BEV)] == ["a"]


def test_content_tests_need_provenance() -> None:
    text = LEASE + "tests: {assembly: {of: [vehicle], counts: {assembled_in: usmca_members}, at_least: 100 %}}\n"
    assert measure(text).needs_provenance == ("tests",)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            "eligible_sales: {2023-01-01: 20 %, 2024-01-01: 40 %}\n",
            "",
            "covers.sold_by: covers.sold_by needs eligible_sales, the share of sales that it lets pass",
        ),
        (
            "amount: 7500 USD/vehicle",
            "amount: 7500 USD",
            "amount: 7500 USD is no money per vehicles; write it such as 7500 USD/vehicle",
        ),
        ("amount: 7500 USD/vehicle\n", "", "amount: missing; purchase_credit takes one of amount, amounts"),
    ],
)
def test_a_wrong_value_is_told_in_our_words(right: str, wrong: str, message: str) -> None:
    assert message in [one.partition(": ")[2] for one in complaints(LEASE.replace(right, wrong))]
