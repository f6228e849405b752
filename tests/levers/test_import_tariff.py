"""Cases of ``import_tariff``."""

from __future__ import annotations

import pytest

from levers.law import EU, Mfn, book, complaints, day, entry, eu, measure, usmca_members

GRAPHITE = """
kind: import_tariff
title: Duty on natural graphite from China
enacted_by: USA
authority: s301
life: {2024-05-14: announced, 2026-01-01: in_force, 2030-01-01: expired}
covers: {commodities: [flake_graphite, spherical_graphite], origins: [CHN]}
rate: 25 %
"""
CELLS = """
kind: import_tariff
title: Duty on Chinese batteries
enacted_by: USA
authority: s301
life: {always: in_force}
covers: {commodities: [cell], end_uses: [USE], origins: [CHN]}
rate: {always: 7.5 %, FROM: {value: 25 %, known: 2024-05-14}}
"""
CARS = """
kind: import_tariff
title: Duty on cars
enacted_by: USA
authority: s232
life: {2025-03-26: announced, 2025-04-03: in_force}
covers: {commodities: [vehicle], origins: all, except: {origins: [usmca_members]}}
rates:
  japan: {origins: [JPN], rate: {2025-04-03: 25 %, 2025-09-16: 12.5 %}}
  europe: {origins: [eu], rate: 12.5 %}
  others: {origins: all, rate: 25 %}
"""
SURCHARGE = """
kind: import_tariff
title: Global surcharge
enacted_by: USA
authority: s122
life: {2026-02-24: in_force, 2026-07-24: expired}
covers: {commodities: all, origins: all}
rate: 10 %
yields_to: [s232]
"""
DEPOSITS = """
kind: import_tariff
title: Deposits on anode material
enacted_by: USA
authority: adcvd
life: {2024-12-18: announced, 2025-05-20: provisional, 2026-03-12: LAST}
covers: {commodities: [anode], origins: [CHN]}
rate: 90 %
belief_in_order: 70 %
assumed: {belief_in_order: a guess}
"""


def share(lever_text: str, commodity: str, way: str, when: str, end_use: str = "any") -> float:
    return (
        book(measure(lever_text), eu(), usmca_members())
        .import_duty(day(when), entry(commodity, way, end_use))
        .ad_valorem
    )


@pytest.mark.parametrize(
    ("when", "rate"),
    [("2025-12-31", 0.0), ("2026-01-01", 0.25), ("2029-12-31", 0.25), ("2030-01-01", 0.0)],
)
def test_a_duty_is_charged_from_its_first_day_to_the_day_before_its_end(when: str, rate: float) -> None:
    assert share(GRAPHITE, "flake_graphite", "CHN>USA", when) == rate


@pytest.mark.parametrize(
    ("commodity", "way"),
    [
        ("aam_synthetic", "CHN>USA"),  # not covered
        ("flake_graphite", "KOR>USA"),  # another origin
        ("flake_graphite", "CHN>CAN"),  # somebody else's border
        ("flake_graphite", "USA>USA"),  # at home
        ("flake_graphite", "USA>CHN"),  # the other way
    ],
)
def test_goods_outside_the_scope_pay_nothing(commodity: str, way: str) -> None:
    assert share(GRAPHITE, commodity, way, "2027-01-01") == 0.0


def test_a_dated_rate_steps_on_its_day() -> None:
    text = CELLS.replace("USE", "vehicle").replace("FROM", "2024-09-27")
    assert share(text, "cell_lfp", "CHN>USA", "2024-09-26", "vehicle") == 0.075
    assert share(text, "cell_lfp", "CHN>USA", "2024-09-27", "vehicle") == 0.25


def test_end_uses_are_told_apart_and_an_unknown_one_pays_the_strictest() -> None:
    cars = measure(CELLS.replace("USE", "vehicle").replace("FROM", "2024-09-27"), "cars")
    stores = measure(CELLS.replace("USE", "storage, industry").replace("FROM", "2026-01-01"), "stores")
    law = book(cars, stores)
    when = day("2025-06-01")
    assert law.import_duty(when, entry("cell_lfp", "CHN>USA", "vehicle")).ad_valorem == 0.25
    assert law.import_duty(when, entry("cell_lfp", "CHN>USA", "storage")).ad_valorem == 0.075
    assert law.import_duty(when, entry("cell_lfp", "CHN>USA", "industry")).ad_valorem == 0.075
    assert law.import_duty(when, entry("cell_lfp", "CHN>USA", "any")).ad_valorem == 0.25


def test_the_first_row_that_fits_decides() -> None:
    assert share(CARS, "vehicle", "JPN>USA", "2025-09-15") == 0.25
    assert share(CARS, "vehicle", "JPN>USA", "2025-09-16") == 0.125
    assert share(CARS, "vehicle", "KOR>USA", "2025-09-16") == 0.25
    assert share(CARS, "vehicle", "DEU>USA", "2025-09-16") == 0.125


def test_an_exception_leaves_out_what_fits_it_while_the_bloc_lasts() -> None:
    assert share(CARS, "vehicle", "CAN>USA", "2036-06-30") == 0.0
    assert share(CARS, "vehicle", "CAN>USA", "2036-07-01") == 0.25


def test_a_region_pays_the_mean_of_its_members() -> None:
    assert share(CARS, "vehicle", "xeu>USA", "2026-01-01") == pytest.approx(0.125)
    half = CARS.replace("[eu]", "[DEU]")
    assert share(half, "vehicle", "xeu>USA", "2026-01-01") == pytest.approx(0.5 * 0.125 + 0.5 * 0.25)


def test_a_bloc_taxes_at_its_outer_border_only() -> None:
    text = GRAPHITE.replace("enacted_by: USA", "enacted_by: eu").replace("origins: [CHN]", "origins: all")
    assert share(text, "flake_graphite", "CHN>FRA", "2027-01-01") == 0.25
    assert share(text, "flake_graphite", "DEU>FRA", "2027-01-01") == 0.0
    assert share(text, "flake_graphite", "CHN>xeu", "2027-01-01") == pytest.approx(0.25)


def test_authorities_add_to_the_mfn_duty_which_agreements_waive() -> None:
    law = book(measure(GRAPHITE), mfn=(Mfn("USA", "flake_graphite", 0.02, exempt=("CAN",)),))
    when = day("2026-06-01")
    duty = law.import_duty(when, entry("flake_graphite", "CHN>USA"))
    assert duty.ad_valorem == pytest.approx(0.27)
    assert [(part.measure, part.ad_valorem) for part in duty.parts] == [("mfn", 0.02), ("measure", 0.25)]
    assert law.import_duty(when, entry("flake_graphite", "KOR>USA")).ad_valorem == 0.02
    assert law.import_duty(when, entry("flake_graphite", "CAN>USA")).ad_valorem == 0.0


def test_a_customs_union_charges_mfn_at_its_outer_border_and_on_the_members_not_freed() -> None:
    law = book(mfn=(Mfn("xeu", "vehicle", 0.1, exempt=("AUS", *EU)),))
    when = day("2026-01-01")
    assert law.import_duty(when, entry("vehicle", "CHN>xeu")).ad_valorem == pytest.approx(0.1)
    assert law.import_duty(when, entry("vehicle", "CHN>DEU")).ad_valorem == pytest.approx(0.1)
    assert law.import_duty(when, entry("vehicle", "DEU>FRA")).ad_valorem == 0.0
    assert law.import_duty(when, entry("vehicle", "xrw>xeu")).ad_valorem == pytest.approx(0.06)


def test_a_duty_yields_where_another_authority_taxes() -> None:
    law = book(measure(CARS, "cars"), measure(SURCHARGE, "surcharge"), eu(), usmca_members())
    when = day("2026-03-01")
    assert law.import_duty(when, entry("vehicle", "KOR>USA")).ad_valorem == 0.25
    assert law.import_duty(when, entry("vehicle", "CAN>USA")).ad_valorem == 0.10
    assert law.import_duty(when, entry("cell_nmc", "KOR>USA")).ad_valorem == 0.10
    assert law.import_duty(day("2026-07-24"), entry("cell_nmc", "KOR>USA")).ad_valorem == 0.0


def test_a_duty_per_unit_is_worth_less_every_year() -> None:
    text = GRAPHITE.replace("rate: 25 %", "specific: 300 USD/t").replace("2030-01-01: expired", "2035-01-01: expired")
    law = book(measure(text))
    assert law.import_duty(day("2029-12-31"), entry("flake_graphite", "CHN>USA")).specific == 300.0
    assert law.import_duty(day("2030-01-01"), entry("flake_graphite", "CHN>USA")).specific == 150.0


def test_a_deposit_is_paid_in_full_but_reckoned_at_the_chance_that_it_is_kept() -> None:
    law = book(measure(DEPOSITS.replace("LAST", "in_force")), deposit_cost=0.08)
    before = law.import_duty(day("2026-03-11"), entry("aam_natural", "CHN>USA"))
    after = law.import_duty(day("2026-03-12"), entry("aam_natural", "CHN>USA"))
    assert before.ad_valorem == 0.9
    assert before.decision_ad_valorem == pytest.approx(0.9 * (0.7 + 0.3 * 0.08))
    assert [part.refundable for part in before.parts] == [True]
    assert after.ad_valorem == after.decision_ad_valorem == 0.9
    assert [part.refundable for part in after.parts] == [False]


@pytest.mark.parametrize(("last", "outcome"), [("in_force", "kept"), ("never_ordered", "returned")])
def test_deposits_go_to_the_treasury_or_back(last: str, outcome: str) -> None:
    (refund,) = book(measure(DEPOSITS.replace("LAST", last))).refunds()
    assert (refund.since, refund.day, refund.outcome) == (day("2025-05-20"), day("2026-03-12"), outcome)


def test_what_a_court_strikes_down_goes_back_and_was_known_when_it_ruled() -> None:
    life = "{2025-02-04: in_force, 2026-02-24: {state: struck_down, known: 2026-02-20}}"
    lever = measure(GRAPHITE.replace("{2024-05-14: announced, 2026-01-01: in_force, 2030-01-01: expired}", life))
    law = book(lever)
    assert law.import_duty(day("2026-02-23"), entry("flake_graphite", "CHN>USA")).ad_valorem == 0.25
    assert law.import_duty(day("2026-02-24"), entry("flake_graphite", "CHN>USA")).ad_valorem == 0.0
    assert [(one.since, one.day, one.outcome) for one in law.refunds()] == [
        (day("2025-02-04"), day("2026-02-24"), "returned")
    ]
    assert day("2026-02-20") in law.change_days(day("2025-01-01"), day("2027-12-31"))


@pytest.mark.parametrize(
    "field", ["exempt: [usmca]", "taxes_only: {originating: usmca, value_not_from: USA}", "also_in: [cell]"]
)
def test_what_depends_on_content_needs_provenance(field: str) -> None:
    assert measure(GRAPHITE + field).needs_provenance == (field.partition(":")[0],)
    assert measure(GRAPHITE).needs_provenance == ()


def test_a_proposal_may_leave_its_rate_to_a_scenario() -> None:
    text = GRAPHITE.replace("rate: 25 %\n", "")
    assert complaints(text) == ["1: rate: missing; import_tariff takes one of rate, rates, specific"]
    proposed = text.replace(
        "{2024-05-14: announced, 2026-01-01: in_force, 2030-01-01: expired}", "{2026-03-11: proposed}"
    )
    assert complaints(proposed) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            "rates: {all: {rate: 5 %}}",
            "9: rates: import_tariff takes one of rate, rates, specific; rate stands on line 7",
        ),
        ("raet: 25 %", "9: raet: import_tariff has no such key; did you mean rate?"),
        ("exempt: [usmcaa]", "9: exempt: no origin rule 'usmcaa'; did you mean usmca?"),
    ],
)
def test_a_wrong_key_gets_its_line_and_a_hint(wrong: str, message: str) -> None:
    assert message in complaints(GRAPHITE.rstrip() + "\nexpected_idle: a test\n" + wrong + "\n")


def test_a_rate_may_not_begin_after_the_duty_bites() -> None:
    late = complaints(GRAPHITE.replace("rate: 25 %", "rate: {2027-01-01: 25 %}"))
    assert late == ["5: life: in force from 2026-01-01, but rate begins 2027-01-01; give a value or move the date"]


def test_a_row_under_one_that_fits_all_is_refused() -> None:
    text = CARS.replace("  japan:", "  everyone: {origins: all, rate: 5 %}\n  japan:")
    assert [one.partition(": ")[2] for one in complaints(text)] == [
        f"rates.{row}: never reached; row 'everyone' above fits all it fits" for row in ("japan", "europe", "others")
    ]


def test_a_provisional_duty_says_what_importers_believe() -> None:
    text = (
        DEPOSITS.replace("LAST", "in_force")
        .replace("belief_in_order: 70 %\n", "")
        .replace("assumed: {belief_in_order: a guess}\n", "")
    )
    assert complaints(text) == ["5: life: provisional needs belief_in_order (a share; list it under assumed)"]
