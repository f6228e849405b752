"""Cases of ``trade_ban``."""

from __future__ import annotations

from math import inf

import pytest

from levers.law import book, complaints, day, entry, measure

MANGANESE = """
kind: trade_ban
title: Ban on raw ore
enacted_by: GAB
act: export
life: {2025-05-31: announced, 2029-01-01: in_force}
covers: {commodities: [ore], origins: [GAB]}
"""
LITHIUM = """
kind: trade_ban
title: Ban on concentrate
enacted_by: ZWE
act: export
life: {2026-02-25: in_force, 2027-02-25: repealed}
covers: {commodities: [ore]}
"""
IMPORTS = """
kind: trade_ban
title: Ban on imports of anode material
enacted_by: USA
act: import
life: {2027-01-01: in_force}
covers: {commodities: [anode], origins: [CHN]}
"""


@pytest.mark.parametrize(("when", "allowed"), [("2028-12-31", (inf, None)), ("2029-01-01", (0.0, "measure"))])
def test_an_announced_ban_bites_on_its_day(when: str, allowed: tuple[float, str | None]) -> None:
    assert book(measure(MANGANESE)).allowance(day(when), entry("ore", "GAB>CHN")) == allowed


@pytest.mark.parametrize(
    ("when", "share"), [("2026-02-24", 0), ("2026-02-25", 1), ("2027-02-24", 1), ("2027-02-25", 0)]
)
def test_a_ban_ends_when_it_is_repealed(when: str, share: float) -> None:
    assert book(measure(LITHIUM)).banned_share(day(when), entry("ore", "ZWE>CHN"))[0] == share


@pytest.mark.parametrize(
    ("commodity", "way"), [("ore", "GAB>GAB"), ("ore", "BRA>CHN"), ("cell_nmc", "GAB>CHN"), ("ore", "CHN>GAB")]
)
def test_goods_outside_the_scope_go_free(commodity: str, way: str) -> None:
    assert book(measure(MANGANESE)).allowance(day("2030-01-01"), entry(commodity, way)) == (inf, None)


def test_a_ban_on_imports_holds_at_the_border_of_who_enacted_it() -> None:
    law = book(measure(IMPORTS))
    assert law.allowance(day("2027-01-01"), entry("aam_natural", "CHN>USA")) == (0.0, "measure")
    assert law.allowance(day("2027-01-01"), entry("aam_natural", "CHN>CAN")) == (inf, None)


def test_a_region_is_banned_by_the_share_of_its_members() -> None:
    law = book(measure(LITHIUM))
    assert law.banned_share(day("2026-06-01"), entry("ore", "xrw>CHN")) == (pytest.approx(0.2), "measure")
    assert law.allowance(day("2026-06-01"), entry("ore", "xrw>CHN")) == (inf, None)


def test_bans_are_news_from_the_day_they_are_announced() -> None:
    (notice,) = book(measure(MANGANESE)).notices()
    assert (notice.announced, notice.effective, notice.until) == (day("2025-05-31"), day("2029-01-01"), None)
    assert notice.covers(entry("ore", "GAB>CHN"))
    assert not notice.covers(entry("ore", "BRA>CHN"))


def test_a_ban_by_owner_needs_provenance() -> None:
    text = IMPORTS.replace("origins: [CHN]", "owners: [feoc]")
    assert measure(text).needs_provenance == ("covers.owners",)


def test_what_is_not_told_apart_yet_is_warned_about() -> None:
    assert complaints(LITHIUM + "in_transit: caught\n") == [
        "7: in_transit: noted, but this version lets goods under way arrive and holds back every later order"
    ]
