"""Cases of ``sales_standard``."""

from __future__ import annotations

from datetime import date

import pytest

from friendshore.policy import Standard
from levers.law import book, complaints, day, eu, measure

STANDARD = """
kind: sales_standard
title: A standard
enacted_by: CAN
life: {2023-12-19: announced, 2026-01-01: in_force, 2031-07-01: repealed}
covers: {commodities: [vehicle]}
share: {2026-01-01: 20 %, 2030-01-01: 60 %, 2035-01-01: 100 %}
between: straight_line
counts_as: {bev: 100 %, phev: 50 %}
penalty: {2026-01-01: 20000 CAD/vehicle, 2028-01-01: 24000 CAD/vehicle}
credits: {bank_for: 3 years}
"""


def asked(text: str, when: str, market: str = "CAN") -> Standard | None:
    return book(measure(text), eu()).standard(day(when), market)


@pytest.mark.parametrize(
    ("when", "share"),
    [("2026-01-01", 0.2), ("2026-12-31", 0.2), ("2027-01-01", 0.3), ("2028-06-30", 0.4), ("2030-01-01", 0.6)],
)
def test_between_two_dates_a_year_has_the_share_of_its_first_day(when: str, share: float) -> None:
    found = asked(STANDARD, when)
    assert found is not None
    assert found.share == pytest.approx(share, abs=3e-4)  # years are 365 or 366 days long


def test_steps_hold_until_the_next_date() -> None:
    text = STANDARD.replace("between: straight_line\n", "")
    shares = [asked(text, when) for when in ("2026-01-01", "2029-12-31", "2030-01-01")]
    assert [one.share for one in shares if one is not None] == [0.2, 0.2, 0.6]


def test_nothing_is_asked_before_it_bites_after_its_end_or_elsewhere() -> None:
    assert asked(STANDARD, "2025-12-31") is None
    assert asked(STANDARD, "2031-07-01") is None
    assert asked(STANDARD, "2027-01-01", "USA") is None


def test_it_says_what_counts_what_a_missing_vehicle_costs_and_how_long_credits_keep() -> None:
    found = asked(STANDARD, "2027-01-01")
    assert found is not None
    assert (found.measures, found.part, found.penalty) == (("measure",), 1.0, 15000.0)
    assert found.counts == {"bev": 1.0, "phev": 0.5}
    assert found.bank_for == pytest.approx(3 * 365.25, abs=1.0)
    later = asked(STANDARD, "2028-01-01")
    assert later is not None and later.penalty == 18000.0


def test_a_credit_that_can_be_had_for_less_bounds_the_penalty() -> None:
    found = asked(STANDARD.replace("{bank_for: 3 years}", "{price_cap: 10000 CAD/vehicle}"), "2027-01-01")
    assert found is not None and (found.penalty, found.bank_for) == (7500.0, 0.0)


def test_without_counts_every_plug_earns_a_credit() -> None:
    found = asked(STANDARD.replace("counts_as: {bev: 100 %, phev: 50 %}\n", ""), "2027-01-01")
    assert found is not None and found.counts == {"bev": 1.0, "phev": 1.0}


def test_of_two_in_a_country_the_higher_share_decides_with_its_own_penalty() -> None:
    lax = STANDARD.replace("20 %", "10 %").replace("20000 CAD", "90000 CAD")
    found = book(measure(STANDARD, "strict"), measure(lax, "lax")).standard(day("2026-06-01"), "CAN")
    assert found is not None
    assert (found.measures, found.share, found.penalty) == (("strict",), 0.2, 15000.0)


def test_a_region_is_asked_for_the_members_that_have_one() -> None:
    germany = STANDARD.replace("enacted_by: CAN", "enacted_by: DEU")
    found = asked(germany, "2026-06-01", "xeu")
    assert found is not None and (found.part, found.share) == (0.5, 0.2)
    france = STANDARD.replace("enacted_by: CAN", "enacted_by: FRA").replace("20 %", "40 %").replace("60 %", "80 %")
    both = book(measure(germany, "germany"), measure(france, "france")).standard(day("2026-06-01"), "xeu")
    assert both is not None and both.measures == ("france", "germany")
    assert (both.part, both.share) == (pytest.approx(0.8), pytest.approx((0.5 * 0.2 + 0.3 * 0.4) / 0.8))


def test_a_bloc_asks_all_its_members_and_an_exception_is_left_out() -> None:
    text = STANDARD.replace("enacted_by: CAN", "enacted_by: eu")
    assert getattr(asked(text, "2026-06-01", "xeu"), "part", None) == pytest.approx(1.0)
    spared = text.replace("[vehicle]}", "[vehicle], countries: [eu], except: {countries: [ITA]}}")
    assert getattr(asked(spared, "2026-06-01", "xeu"), "part", None) == pytest.approx(0.8)


def test_a_change_that_is_not_known_yet_is_not_law_yet() -> None:
    text = STANDARD.replace("2035-01-01: 100 %", "2031-01-01: {value: 90 %, known: 2030-06-01}")
    lever = measure(text)
    assert date(2030, 6, 1) in lever.days()
    before, after = (book(lever).standard(day(when), "CAN") for when in ("2030-03-01", "2031-01-01"))
    assert before is not None and before.share == 0.6
    assert after is not None and after.share == 0.9


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            "penalty: {2026-01-01: 20000 CAD/vehicle, 2028-01-01: 24000 CAD/vehicle}\n",
            "",
            "penalty: missing; sales_standard takes penalty or credits.price_cap, what a missing vehicle costs",
        ),
        (
            "{bank_for: 3 years}",
            "{price_cap: 9000 USD/vehicle}",
            "credits.price_cap: penalty and credits.price_cap are in different money; write both in the same",
        ),
        ("phev: 50 %", "phew: 50 %", "counts_as.phew: no segment 'phew'; did you mean phev?"),
        (
            "phev: 50 %",
            "commercial: 50 %",
            "counts_as.commercial: a commercial is no new vehicle of this world; bev and phev earn credits",
        ),
        ("{bev: 100 %, phev: 50 %}", "{bev: 0 %}", "counts_as: nothing earns a credit; one segment must"),
        (
            "[vehicle]}",
            "[vehicle], segments: [bev]}",
            "covers.segments: a sales standard is about all new vehicles of a market; segments do not narrow it",
        ),
        ("20 %", "120 %", "share: 120 %; a share lies between 0 % and 100 %; did you mean 12 %?"),
        ("bank_for: 3 years", "bank_fr: 3 years", "credits.bank_fr: credits has no such key; did you mean bank_for?"),
        (
            "20000 CAD/vehicle",
            "20000 CAD",
            "penalty: 20000 CAD is no money per vehicles; write it such as 7500 USD/vehicle",
        ),
        (
            "straight_line",
            "straight",
            "between: 'straight' is not one of steps, straight_line; did you mean straight_line?",
        ),
        ("share:", "shares:", "shares: sales_standard has no such key; did you mean share?"),
    ],
)
def test_a_wrong_value_is_told_in_our_words(right: str, wrong: str, message: str) -> None:
    assert message in [one.partition(": ")[2] for one in complaints(STANDARD.replace(right, wrong))]
