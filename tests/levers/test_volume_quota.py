"""Cases of ``volume_quota``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from friendshore.policy import Lever, PolicyBook, Sale
from friendshore.policy.questions import LawAs
from levers.law import complaints, day, entry, eu, facts, measure

ORE = """
kind: volume_quota
title: Cap on ore
enacted_by: GAB
act: export
life: {2026-01-01: announced, 2026-03-01: in_force, 2028-01-01: expired}
covers: {commodities: [ore], origins: [GAB]}
basis: own units
windows:
  stop: {from: 2026-03-01, to: 2026-06-30, limit: 0 t}
  rest: {from: 2026-07-01, to: 2026-12-31, limit: 1840 t, as_written: 3680 t, known: 2026-06-01, unused: carried}
  next: {from: 2027-01-01, to: 2027-12-31, limit: 7300 t}
allocation: past_exports
"""
MINES = """
kind: volume_quota
title: Cap on mining
enacted_by: CAN
act: extract
life: {2026-01-01: in_force}
covers: {commodities: [ore, cam_lfp]}
basis: contained nickel
windows: {all_of_it: {from: 2026-01-01, to: 2026-12-31, limit: 365 t}}
"""


def law(*levers: Lever, law_as: LawAs = "practised") -> PolicyBook:
    known = replace(facts(), contained={"ore": {"nickel": 20.0}}, gross={"ore": 1.25})
    return PolicyBook(levers, known, law_as)


def quota(text: str, law_as: LawAs = "practised") -> list[tuple[date, float]]:
    (found,) = law(measure(text), law_as=law_as).quotas()
    return [(one.first, one.limit) for one in found.windows]


def test_windows_come_in_order_with_their_limits() -> None:
    rows = [(day("2026-03-01"), 0.0), (day("2026-07-01"), 1840.0), (day("2027-01-01"), 7300.0)]
    assert quota(ORE) == rows
    (found,) = law(measure(ORE)).quotas()
    assert found.even and [one.carried for one in found.windows] == [False, True, False]
    assert [one.length for one in found.windows] == [122, 184, 365]
    assert found.window(day("2026-06-30")) == found.windows[0]
    assert found.window(day("2026-02-28")) is None


def test_text_and_practice_differ() -> None:
    assert quota(ORE, "written")[1] == (day("2026-07-01"), 3680.0)


@pytest.mark.parametrize(
    ("when", "way", "commodity", "counts"),
    [
        ("2026-03-01", "GAB>CHN", "ore", True),
        ("2026-02-28", "GAB>CHN", "ore", False),
        ("2028-01-01", "GAB>CHN", "ore", False),
        ("2026-03-01", "GAB>GAB", "ore", False),
        ("2026-03-01", "BRA>CHN", "ore", False),
        ("2026-03-01", "GAB>CHN", "cam_lfp", False),
    ],
)
def test_what_leaves_while_it_acts_counts(when: str, way: str, commodity: str, counts: bool) -> None:
    found = law(measure(ORE)).counted(day(when), entry(commodity, way))
    assert found == ({"measure": (1.0, 1.0)} if counts else {})


@pytest.mark.parametrize(("basis", "count"), [("contained nickel", 0.02), ("gross weight", 1.25), ("own units", 1.0)])
def test_a_unit_counts_by_the_basis_of_the_limit(basis: str, count: float) -> None:
    found = law(measure(ORE.replace("own units", basis))).counted(day("2026-08-01"), entry("ore", "GAB>CHN"))
    assert found == {"measure": (pytest.approx(count), 1.0)}


def test_a_count_of_its_own_wins_over_the_tables() -> None:
    text = ORE.replace("basis: own units", "basis: wet ore\ncounts: {ore: 101.5 t}")
    assert law(measure(text)).counted(day("2026-08-01"), entry("ore", "GAB>CHN")) == {"measure": (101.5, 1.0)}


def test_a_region_counts_as_far_as_its_members_do() -> None:
    text = ORE.replace("act: export", "act: import").replace("origins: [GAB]", "destinations: [FRA]")
    found = law(measure(text), eu()).counted(day("2026-08-01"), entry("ore", "CHN>xeu"))
    assert found == {"measure": (pytest.approx(0.3), pytest.approx(0.3))}


@pytest.mark.parametrize(
    ("site", "country", "commodity", "when", "count"),
    [
        ("windsor", "CAN", "ore", "2026-05-01", 0.02),
        ("windsor", "CAN", "ore", "2025-12-31", 0.0),
        ("nevada", "USA", "ore", "2026-05-01", 0.0),
        ("windsor", "CAN", "cell_nmc", "2026-05-01", 0.0),
    ],
)
def test_a_cap_on_mining_counts_what_is_made_at_home(
    site: str, country: str, commodity: str, when: str, count: float
) -> None:
    book = law(measure(MINES))
    found = book.counted_sale(day(when), Sale(site, commodity, country, country, "mine"))
    assert found.get("measure", (0.0, 0.0)) == (pytest.approx(count), float(count > 0.0))
    assert book.counted(day("2026-05-01"), entry("ore", "CAN>CHN")) == {}


def test_only_a_window_that_is_tighter_than_before_is_news() -> None:
    notices = law(measure(ORE)).notices()
    covering = [one for one in notices if one.covers(entry("ore", "GAB>CHN"))]
    assert [(one.announced, one.effective) for one in covering] == [(day("2026-01-01"), day("2026-03-01"))]
    assert (day("2026-06-01"), day("2026-07-01")) in [(one.announced, one.effective) for one in notices]


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("from: 2026-07-01", "from: 2026-06-29", "windows.rest: overlaps stop by 2 days"),
        (
            "from: 2026-07-01",
            "from: 2026-07-11",
            "windows.rest: between stop and rest nothing is capped for 10 days",
        ),
        ("to: 2027-12-31", "to: 2026-12-31", "windows.next: to 2026-12-31 is before from 2027-01-01"),
        ("known: 2026-06-01", "known: 2026-08-01", "windows.rest: known: 2026-08-01 is after the day it takes effect"),
        ("limit: 0 t", "limit: 0", "windows.stop.limit: "),
        ("limit: 0 t", "limit: -5 t", "windows.stop.limit: -5 t is below zero"),
        ("basis: own units", "basis: wet ore", "basis: 'wet ore' is counted by no table"),
        ("allocation: past_exports", "allocation: past_export", "allocation: 'past_export' is not one of"),
        (
            "allocation: past_exports",
            "reserved_for: {one: 60 %, other: 60 %}",
            "reserved_for: 120 % is kept; 100 % is all",
        ),
    ],
)
def test_what_is_wrong_is_told_in_our_words(right: str, wrong: str, message: str) -> None:
    (found,) = complaints(ORE.replace(right, wrong))
    assert found.partition(": ")[2].startswith(message)
