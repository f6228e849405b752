"""Cases of ``export_licence``."""

from __future__ import annotations

import pytest

from levers.law import book, complaints, day, entry, eu, measure

GRAPHITE = """
kind: export_licence
title: Licence for graphite
enacted_by: CHN
life: {2023-10-20: announced, 2023-12-01: in_force}
covers: {commodities: [flake_graphite, spherical_graphite], origins: [CHN]}
per: contract
valid_for: 6 months
reapply_after: 30 days
decisions:
  everyone:
    destinations: all
    approval: {2023-12-01: 100 %, 2027-01-01: {value: 20 %, known: 2027-01-01}}
    wait: {lognormal: {median: 76 days, p90: 120 days}}
"""
JAPAN = """
kind: export_licence
title: Dual use
enacted_by: CHN
life: {2026-01-06: in_force}
covers: {commodities: [flake_graphite], origins: [CHN], destinations: [JPN, eu]}
per: consignment
valid_for: 3 months
reapply_after: 60 days
decisions:
  military: {end_use: military, approval: 0 %}
  japan: {destinations: [JPN], approval: {2026-01-06: 0 %, 2026-04-06: 20 %}, as_written: 100 %, wait: 60 days}
  others: {destinations: all, approval: 50 %, wait: 10 days}
"""
CONTROLS = """
kind: export_licence
title: Suspended for a year before it began
enacted_by: CHN
life: {2025-10-09: announced, 2025-11-07: suspended, 2026-11-10: in_force}
covers: {commodities: [cell], origins: [CHN]}
per: consignment
valid_for: 6 months
reapply_after: 30 days
decisions: {everyone: {destinations: all, approval: 60 %, wait: 45 days}}
"""


@pytest.mark.parametrize(("when", "needed"), [("2023-11-30", False), ("2023-12-01", True)])
def test_a_licence_is_needed_from_its_first_day(when: str, needed: bool) -> None:
    found = book(measure(GRAPHITE)).licence(day(when), entry("flake_graphite", "CHN>JPN"))
    assert (found is not None) is needed


@pytest.mark.parametrize(
    ("commodity", "way"),
    [
        ("cell_nmc", "CHN>JPN"),
        ("flake_graphite", "KOR>JPN"),
        ("flake_graphite", "CHN>CHN"),
        ("flake_graphite", "JPN>CHN"),
    ],
)
def test_goods_outside_the_scope_need_none(commodity: str, way: str) -> None:
    assert book(measure(GRAPHITE)).licence(day("2024-06-01"), entry(commodity, way)) is None


def test_it_says_since_when_it_holds_and_whether_anybody_had_notice() -> None:
    noticed = book(measure(GRAPHITE)).licence(day("2025-01-01"), entry("flake_graphite", "CHN>JPN"))
    sudden = book(measure(JAPAN), eu()).licence(day("2026-05-01"), entry("flake_graphite", "CHN>JPN"))
    assert noticed is not None and (noticed.since, noticed.announced) == (day("2023-12-01"), day("2023-10-20"))
    assert sudden is not None and (sudden.since, sudden.announced) == (day("2026-01-06"), None)
    assert (noticed.per, noticed.reapply_after) == ("contract", 30.0)
    assert noticed.wait.quantile(0.5) == pytest.approx(76.0)


def test_an_approval_share_changes_overnight() -> None:
    law = book(measure(GRAPHITE))
    approvals = [law.licence(day(when), entry("flake_graphite", "CHN>JPN")) for when in ("2026-12-31", "2027-01-01")]
    assert [one.approval for one in approvals if one is not None] == [1.0, 0.2]


def test_a_suspended_licence_waits_for_the_end_of_its_suspension() -> None:
    law = book(measure(CONTROLS))
    assert law.licence(day("2025-11-08"), entry("cell_nmc", "CHN>USA")) is None
    assert law.licence(day("2026-11-09"), entry("cell_nmc", "CHN>USA")) is None
    bites = law.licence(day("2026-11-10"), entry("cell_nmc", "CHN>USA"))
    assert bites is not None and bites.announced == day("2025-11-07")  # nobody knew of the date before the suspension


def test_text_and_practice_differ() -> None:
    when, goods = day("2026-02-01"), entry("flake_graphite", "CHN>JPN")
    practised = book(measure(JAPAN), eu()).licence(when, goods)
    written = book(measure(JAPAN), eu(), law_as="written").licence(when, goods)
    assert practised is not None and practised.approval == 0.0
    assert written is not None and written.approval == 1.0


def test_rows_tell_destinations_apart_and_no_user_here_is_military() -> None:
    law = book(measure(JAPAN), eu())
    japan = law.licence(day("2026-04-06"), entry("flake_graphite", "CHN>JPN", "vehicle"))
    europe = law.licence(day("2026-04-06"), entry("flake_graphite", "CHN>FRA"))
    assert japan is not None and japan.approval == 0.2
    assert europe is not None and europe.approval == 0.5
    assert law.licence(day("2026-04-06"), entry("flake_graphite", "CHN>USA")) is None


def test_of_several_licences_all_must_pass() -> None:
    law = book(measure(GRAPHITE, "graphite"), measure(JAPAN, "japan"), eu())
    found = law.licence(day("2026-05-01"), entry("flake_graphite", "CHN>JPN"))
    assert found is not None
    assert (found.measure, found.approval) == ("japan", 0.2)
    assert found.wait.quantile(0.5) == pytest.approx(76.0)  # the longer wait
    assert (found.valid_for, found.reapply_after) == (pytest.approx(91.3125), 60.0)  # the shorter validity


def test_a_region_is_approved_as_far_as_its_members_are() -> None:
    law = book(measure(JAPAN.replace("[JPN, eu]", "[JPN, DEU]")))
    found = law.licence(day("2026-05-01"), entry("flake_graphite", "CHN>xeu"))
    assert found is not None and found.approval == pytest.approx(1 - 0.5 * 0.5)


def test_a_licence_that_passes_all_leaves_the_share_at_exactly_one() -> None:
    law = book(measure(GRAPHITE))
    for way in ("CHN>JPN", "CHN>xeu", "CHN>xrw"):
        found = law.licence(day("2024-01-01"), entry("flake_graphite", way))
        assert found is not None and found.approval == 1.0


def test_a_rule_that_follows_goods_abroad_needs_provenance() -> None:
    reach = GRAPHITE + "reaches: {content_from: CHN, at_least: 0.1 %}\n"
    assert measure(reach).needs_provenance == ("reaches",)


def test_a_table_without_a_last_row_for_all_is_warned_about() -> None:
    text = JAPAN.replace("  others: {destinations: all, approval: 50 %, wait: 10 days}\n", "")
    assert complaints(text) == [
        "9: decisions: nothing is said for those whom no row fits; add a last row with destinations: all"
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("wait: 45 days", "wait: 45", "decisions.everyone.wait: 45; days or months? write 45 days"),
        ("wait: 45 days", "wait: -45 days", "decisions.everyone.wait: -45 days; a wait is 0 days or more"),
        (
            "approval: 60 %",
            "approval: 250 %",
            "decisions.everyone.approval: 250 %; a share lies between 0 % and 100 %; did you mean 25 %?",
        ),
        (
            "per: consignment",
            "per: consignmet",
            "per: 'consignmet' is not one of contract, consignment; did you mean consignment?",
        ),
    ],
)
def test_a_wrong_value_is_told_in_our_words(right: str, wrong: str, message: str) -> None:
    assert [one.partition(": ")[2] for one in complaints(CONTROLS.replace(right, wrong))] == [message]
