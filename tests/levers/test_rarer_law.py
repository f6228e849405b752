"""What law rarely is: rows that lapse, circles further on, keys of the wrong sort; each case by hand."""

from __future__ import annotations

import pytest

from friendshore.policy import Sale, VehicleSale
from friendshore.policy.together import check_together
from friendshore.reading import Problems
from levers import test_export_licence
from levers.law import book, complaints, day, entry, eu, measure
from levers.test_bloc import PARTNERS
from levers.test_import_tariff import CARS, GRAPHITE
from levers.test_production_credit import CANADA, COST, NEVADA, US
from levers.test_purchase_credit import CAN_BEV, LEASE, REBATE
from levers.test_sales_standard import STANDARD


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GRAPHITE + "specific: 100 USD/t\n", "import_tariff takes one of rate, rates, specific; rate stands on line 7"),
        (
            GRAPHITE.replace("rate: 25 %", "rates: {x: {origins: all}}"),
            "rates.x: a row takes one of rate, specific",
        ),
        (US + "rates: {x: {rate: 1 USD/kWh}}\n", "production_credit takes one of rate, rates; rate stands on line 6"),
        (
            US.replace("rate: {2023-01-01: 35 USD/kWh, 2029-01-01: 26.25 USD/kWh}\n", ""),
            "missing; production_credit takes",
        ),
        (GRAPHITE + "goods_at_sea: spared\n", "noted, but this version charges every duty on the day that goods enter"),
        (LEASE + "amounts: {x: {amount: 1 USD/vehicle}}\n", "purchase_credit takes one of amount, amounts; amount"),
        (
            LEASE.replace("amount: 7500 USD/vehicle", ""),
            "missing; purchase_credit takes one of amount, amounts",
        ),
        (PARTNERS.replace("JPN: 2023-03-28", "JPN: [2023-03-28]"), "takes a date, always, or {from: date, to: date}"),
        (
            PARTNERS.replace("JPN: 2023-03-28", "JPN: {from: [2023-03-28]}"),
            "takes a date, always, or {from: date, to: date}",
        ),
        (GRAPHITE + "assumed: [rate]\n", "takes keys of this file, each with the reason why it is our guess"),
        (GRAPHITE + "assumed: rate\n", "takes keys of this file, each with the reason why it is our guess"),
        (GRAPHITE.replace("origins: [CHN]", "origins: [xrw]"), "'xrw' is a region of the model, not of law"),
    ],
)
def test_a_slip_in_a_measure_is_told_in_our_words(text: str, told: str) -> None:
    assert any(told in one for one in complaints(text, "partners")), complaints(text, "partners")


def test_a_province_belongs_to_its_country() -> None:
    assert not complaints(GRAPHITE.replace("origins: [CHN]", "origins: [CAN-ON]"))


def test_an_amount_that_lapses_is_not_paid_any_more() -> None:
    lapsing = REBATE.replace("2030-01-01: 2000 CAD/vehicle", "2028-01-01: null")
    law = book(measure(lapsing))
    assert law.purchase_support(day("2027-12-31"), CAN_BEV)
    assert not law.purchase_support(day("2028-01-01"), CAN_BEV)
    assert not law.purchase_support(day("2027-12-31"), VehicleSale("CAN", "commercial"))


def test_a_credit_pays_nothing_to_those_whom_no_row_names() -> None:
    text = COST.replace("rate: 10 %", "rates: {synthetic: {commodities: [aam_synthetic], rate: 10 %}}")
    law = book(measure(text))
    assert law.support(day("2024-01-01"), Sale("nevada", "aam_synthetic", "USA", "USA", ""))
    assert not law.support(day("2024-01-01"), Sale("nevada", "aam_natural", "USA", "USA", ""))


def test_a_rate_that_lapses_pays_nothing() -> None:
    law = book(measure(US.replace("26.25 USD/kWh", "null")))
    assert law.support(day("2028-12-31"), NEVADA)
    assert not law.support(day("2029-01-01"), NEVADA)


def test_a_licence_whose_approval_lapses_or_that_names_nobody_is_none() -> None:
    graphite = test_export_licence.GRAPHITE
    lapsing = graphite.replace("{value: 20 %, known: 2027-01-01}", "{value: null, known: 2027-01-01}")
    law = book(measure(lapsing))
    assert law.licence(day("2026-12-31"), entry("flake_graphite", "CHN>USA")) is not None
    assert law.licence(day("2027-01-01"), entry("flake_graphite", "CHN>USA")) is None
    japan = test_export_licence.JAPAN.replace("  others: {destinations: all, approval: 50 %, wait: 10 days}\n", "")
    only = book(measure(japan), eu())
    assert only.licence(day("2026-05-01"), entry("flake_graphite", "CHN>JPN")) is not None
    assert only.licence(day("2026-05-01"), entry("flake_graphite", "CHN>DEU")) is None


def test_a_standard_without_a_share_on_that_day_asks_nothing() -> None:
    text = STANDARD.replace("between: straight_line\n", "").replace("2030-01-01: 60 %", "2030-01-01: null")
    law = book(measure(text))
    assert law.standard(day("2029-12-31"), "CAN") is not None
    assert law.standard(day("2030-01-01"), "CAN") is None


def test_a_mirror_needs_a_field_that_can_be_mirrored_and_a_circle_is_told_to_those_in_it() -> None:
    def told(*texts: tuple[str, str]) -> list[str]:
        problems = Problems()
        check_together([measure(text, name) for name, text in texts], problems)
        return [f"{one.place.file}: {one.message}" for one in problems]

    (wrong,) = told(("us", CARS), ("canada", CANADA))
    assert wrong == "canada.yaml: us (import_tariff) has no field 'rate' that can be mirrored"
    second, third = (CANADA.replace("measure: us", f"measure: {name}") for name in ("third", "second"))
    first = CANADA.replace("measure: us", "measure: second")
    assert told(("first", first), ("second", second), ("third", third)) == [
        "second.yaml: second → third → second goes round",
        "third.yaml: third → second → third goes round",
    ]


def test_a_measure_that_yields_to_an_authority_that_is_not_there_is_warned_of_with_a_near_one() -> None:
    problems = Problems()
    tariffs = [measure(GRAPHITE, "one"), measure(GRAPHITE.replace("s301", "s232") + "yields_to: [s310]\n", "other")]
    check_together(tariffs, problems)
    assert [(one.severity, one.message) for one in problems] == [
        ("warning", "no authority 's310' in this scenario; did you mean s301?")
    ]


def test_where_the_use_is_not_known_the_one_that_is_let_through_least_counts() -> None:
    rows = {"vehicle": "10 %", "storage": "60 %"}
    text = test_export_licence.JAPAN[: test_export_licence.JAPAN.index("  military:")]
    for order in (rows, dict(reversed(rows.items()))):
        decisions = "".join(f"  {use}: {{end_use: {use}, approval: {share}}}\n" for use, share in order.items())
        law = book(measure(f"{text}{decisions}  others: {{destinations: all, approval: 30 %}}\n"), eu())
        found = {use: law.licence(day("2026-05-01"), entry("flake_graphite", "CHN>JPN", use)) for use in (*rows, "any")}
        assert {use: one and one.approval for use, one in found.items()} == {"vehicle": 0.1, "storage": 0.6, "any": 0.1}
