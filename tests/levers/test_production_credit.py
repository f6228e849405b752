"""Cases of ``production_credit``, its caps and its mirrors."""

from __future__ import annotations

import pytest

from friendshore.errors import FriendshoreError, InputError
from friendshore.policy import PolicyBook, Sale
from levers.law import book, complaints, day, facts, measure

US = """
kind: production_credit
title: US cell credit
enacted_by: USA
life: {2022-08-16: announced, 2023-01-01: in_force, 2033-01-01: expired}
covers: {commodities: [cell], countries: [USA]}
rate: {2023-01-01: 35 USD/kWh, 2029-01-01: 26.25 USD/kWh}
earned_when: sold
"""
CANADA = """
kind: production_credit
title: Canadian cell support
enacted_by: CAN
paid_by: {CAN: 66.7 %, CAN-ON: 33.3 %}
life: {2023-04-21: in_force, 2033-01-01: expired}
covers: {commodities: [cell], sites: [st_thomas]}
rate: {2023-04-21: 35 USD/kWh, 2029-01-01: 26.25 USD/kWh}
earned_when: sold
mirrors: {measure: us, field: rate, since: 2023-04-21}
cap: 1000 CAD
"""
COST = """
kind: production_credit
title: Electrode material
enacted_by: USA
life: {2023-01-01: in_force}
covers: {commodities: [anode]}
rate: 10 %
earned_when: made
"""
NEVADA = Sale("nevada", "cell_nmc", "USA", "JPN", "high_ni")
ST_THOMAS = Sale("st_thomas", "cell_nmc", "CAN", "DEU", "high_ni")
PER_MWH = 35_000.0


def paid(law: PolicyBook, sale: Sale, when: str) -> float:
    return sum(answer.value for answer in law.support(day(when), sale))


def pair(us: str = US, canada: str = CANADA) -> PolicyBook:
    return book(measure(us, "us"), measure(canada, "canada"))


@pytest.mark.parametrize(
    ("when", "value"),
    [("2022-12-31", 0), ("2023-01-01", 35_000), ("2028-12-31", 35_000), ("2029-01-01", 26_250), ("2033-01-01", 0)],
)
def test_a_credit_per_kwh_is_paid_per_mwh_between_its_days(when: str, value: float) -> None:
    assert paid(book(measure(US)), NEVADA, when) == value


def test_a_nominal_credit_is_worth_less_every_year() -> None:
    law = book(measure(US))
    assert paid(law, NEVADA, "2029-12-31") == 26_250
    assert paid(law, NEVADA, "2030-01-01") == 13_125


def test_only_what_is_covered_is_paid_for() -> None:
    law = book(measure(US))
    assert paid(law, ST_THOMAS, "2025-01-01") == 0
    assert paid(law, Sale("nevada", "aam_natural", "USA", "USA", "x"), "2025-01-01") == 0
    owners = measure(US.replace("countries: [USA]", "countries: [USA], except: {owners: [JPN]}"))
    assert paid(book(owners), NEVADA, "2025-01-01") == 0


def test_without_countries_or_sites_it_is_paid_at_home() -> None:
    at_home = book(measure(US.replace(", countries: [USA]", "")))
    assert paid(at_home, NEVADA, "2025-01-01") == PER_MWH
    assert paid(at_home, ST_THOMAS, "2025-01-01") == 0


def test_a_share_of_cost_needs_the_cost() -> None:
    law = book(measure(COST))
    assert paid(law, Sale("nevada", "aam_natural", "USA", "USA", "x"), "2024-06-01") == pytest.approx(200.0)
    with pytest.raises(FriendshoreError, match="cost is not known"):
        law.support(day("2024-06-01"), Sale("elsewhere", "aam_natural", "USA", "USA", "x"))


def test_rows_pay_by_commodity() -> None:
    text = US.replace(
        "rate: {2023-01-01: 35 USD/kWh, 2029-01-01: 26.25 USD/kWh}",
        "rates: {lfp: {commodities: [cell_lfp], rate: 45 USD/kWh}, rest: {rate: 35 USD/kWh}}",
    )
    law = book(measure(text))
    assert paid(law, Sale("nevada", "cell_lfp", "USA", "USA", "lfp"), "2025-01-01") == 45_000
    assert paid(law, NEVADA, "2025-01-01") == 35_000


def test_of_a_stack_only_the_best_pays() -> None:
    low = measure(US.replace("35 USD/kWh", "30 USD/kWh") + "stack: cells\n", "low")
    high = measure(US + "stack: cells\n", "high")
    law = book(low, high)
    assert [(one.measure, one.value) for one in law.support(day("2025-01-01"), NEVADA)] == [("high", 35_000)]


def test_a_promised_phase_down_is_not_counted_twice() -> None:
    assert paid(pair(), ST_THOMAS, "2028-12-31") == 35_000
    assert paid(pair(), ST_THOMAS, "2029-01-01") == 26_250


def test_when_the_mirrored_rate_is_cut_the_mirror_falls_with_it() -> None:
    cut = US.replace("2029-01-01: 26.25", "2027-07-01: {value: 17.50 USD/kWh, known: 2027-03-01}, 2029-01-01: 26.25")
    law = pair(us=cut)
    assert paid(law, ST_THOMAS, "2027-06-30") == 35_000
    assert paid(law, ST_THOMAS, "2027-07-01") == 17_500
    assert day("2027-07-01") in law.change_days(day("2027-01-01"), day("2027-12-31"))


def test_a_mirror_follows_down_and_never_up() -> None:
    raised = US.replace("2029-01-01: 26.25", "2027-07-01: {value: 70 USD/kWh, known: 2027-03-01}, 2029-01-01: 26.25")
    assert paid(pair(us=raised), ST_THOMAS, "2028-01-01") == 35_000


def test_a_mirror_of_repealed_law_pays_nothing() -> None:
    repealed = US.replace("2033-01-01: expired", "2027-07-01: repealed")
    assert paid(pair(us=repealed), ST_THOMAS, "2027-06-30") == 35_000
    assert paid(pair(us=repealed), ST_THOMAS, "2027-07-01") == 0


def test_a_mirror_of_law_that_was_never_promised_longer_keeps_its_own_rate() -> None:
    shorter = US.replace("2033-01-01: expired", "2031-01-01: expired")
    assert paid(pair(us=shorter), ST_THOMAS, "2031-06-01") == 26_250 / 2


def test_a_mirror_of_nothing_and_a_circle_are_refused() -> None:
    alone = measure(CANADA.replace("measure: us", "measure: usa"), "canada")
    with pytest.raises(InputError, match="no measure 'usa' in this scenario; did you mean us"):
        PolicyBook([alone, measure(US, "us")], facts())
    one = measure(CANADA.replace("measure: us", "measure: other"), "one")
    other = measure(CANADA.replace("measure: us", "measure: one"), "other")
    with pytest.raises(InputError) as caught:
        PolicyBook([one, other], facts())
    assert [problem.message for problem in caught.value.problems] == [
        "one → other → one goes round",
        "other → one → other goes round",
    ]


def test_a_cap_is_nominal_money_of_the_law_and_runs_out() -> None:
    law = pair()
    (answer,) = law.support(day("2027-01-01"), ST_THOMAS)
    assert answer.meter == "canada"
    meters = law.open_meters()
    assert meters.room("canada", day("2027-01-01")) == 750.0  # 1000 CAD
    assert meters.settle("canada", "canada", 10.0, 60.0, day("2027-01-01")) == 600.0
    assert meters.used("canada") == pytest.approx(800.0)
    assert meters.room("canada", day("2030-01-01")) == pytest.approx(75.0)  # 200 CAD, worth half by then
    assert meters.settle("canada", "canada", 10.0, 60.0, day("2030-01-01")) == pytest.approx(75.0)
    assert meters.room("canada", day("2030-01-01")) == 0.0
    assert law.open_meters().used("canada") == 0.0


def test_both_governments_are_booked_with_their_shares() -> None:
    meters = pair().open_meters()
    meters.settle("canada", "canada", 1.0, 300.0, day("2027-01-01"))
    federal, province = (meters.posts["canada", payer, 2027] for payer in ("CAN", "CAN-ON"))
    assert (federal.currency, federal.real, province.real) == ("CAD", pytest.approx(200.1), pytest.approx(99.9))
    assert federal.nominal + province.nominal == pytest.approx(400.0)


def test_money_without_a_cap_has_no_meter() -> None:
    law = book(measure(US))
    (answer,) = law.support(day("2025-01-01"), NEVADA)
    assert answer.meter is None
    meters = law.open_meters()
    assert meters.room(None, day("2025-01-01")) == float("inf")
    assert meters.settle("measure", None, 2.0, 35_000.0, day("2025-01-01")) == 70_000.0
    assert meters.posts["measure", "USA", 2025].real == 70_000.0


def test_content_tests_need_provenance() -> None:
    text = US + "tests: {material: {of: [cell], by: direct_cost, counts: {not_owned_by: feoc}, at_least: 60 %}}\n"
    assert measure(text).needs_provenance == ("tests",)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("35 USD/kWh,", "35 USD/t,", "rate: 35 USD/t, but this covers cell, counted in kWh; write USD/kWh"),
        ("35 USD/kWh,", "35 $/kWh,", "rate: '35 $/kWh': which money? write USD, CAD, JPY or CNY, such as 35 USD/kWh"),
        (
            "countries: [USA]",
            "sites: [windsor]",
            "covers.sites: windsor lies in CAN; USA pays only for sites in USA "
            "(covers.countries says otherwise if meant)",
        ),
        ("countries: [USA]", "sites: [windsr]", "covers.sites: no site 'windsr'; did you mean windsor?"),
        (
            "earned_when: sold",
            "earned_when: sold\nrates: {x: {rate: 1 USD/kWh}}",
            "rates: production_credit takes one of rate, rates; rate stands on line 6",
        ),
        (
            "earned_when: sold",
            "earned_when: sold\ntests: {x: {of: [cell], counts: {made_in: USA}}}",
            "tests.x: a test takes one of at_least, at_most",
        ),
    ],
)
def test_a_wrong_value_is_told_in_our_words(right: str, wrong: str, message: str) -> None:
    assert [one.partition(": ")[2] for one in complaints(US.replace(right, wrong))] == [message]
