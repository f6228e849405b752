"""Cases of ``bloc``."""

from __future__ import annotations

import pytest

from levers.law import EU_BLOC, book, complaints, day, entry, measure

PARTNERS = """
kind: bloc
title: Partners
enacted_by: USA
life: {2022-08-16: in_force, 2036-07-01: expired}
members:
  AUS: always
  JPN: 2023-03-28
  KOR: {from: 2024-01-01, to: 2026-01-01}
"""
DUTY = """
kind: import_tariff
title: Duty on partners
enacted_by: USA
authority: x
life: {2020-01-01: in_force}
covers: {commodities: [ore], origins: [partners]}
rate: 10 %
"""


@pytest.mark.parametrize(
    ("country", "when", "member"),
    [
        ("AUS", "2022-08-15", False),
        ("AUS", "2022-08-16", True),
        ("AUS", "2036-06-30", True),
        ("AUS", "2036-07-01", False),
        ("JPN", "2023-03-27", False),
        ("JPN", "2023-03-28", True),
        ("KOR", "2023-12-31", False),
        ("KOR", "2024-01-01", True),
        ("KOR", "2025-12-31", True),
        ("KOR", "2026-01-01", False),
        ("CHN", "2025-01-01", False),
    ],
)
def test_a_country_belongs_between_its_days_and_those_of_the_bloc(country: str, when: str, member: bool) -> None:
    law = book(measure(PARTNERS, "partners"), measure(DUTY, "duty"))
    assert (law.import_duty(day(when), entry("ore", f"{country}>USA")).ad_valorem > 0) is member


def test_the_days_of_members_are_days_of_change() -> None:
    law = book(measure(PARTNERS, "partners"))
    assert law.change_days(day("2023-01-01"), day("2026-12-31")) == tuple(
        map(day, ("2023-01-01", "2023-03-28", "2024-01-01", "2025-01-01", "2026-01-01"))
    )


def test_a_measure_knows_the_blocs_it_needs() -> None:
    from levers.law import NAMES

    assert measure(DUTY).blocs_named(NAMES) == {"partners"}
    assert measure(EU_BLOC, "eu").blocs_named(NAMES) == {"eu"}


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("JPN: 2023-03-28", "JPN: 2023-3-28", "is not a date; write year-month-day"),
        ("JPN:", "JP:", "'JP' is no country code; ISO alpha-3 has three letters"),
        ("to: 2026-01-01", "to: 2023-01-01", "to 2023-01-01 is not after from 2024-01-01"),
        ("to: 2026-01-01", "until: 2026-01-01", "'until' is no key of a membership; it has from and to"),
    ],
)
def test_a_wrong_member_is_told_in_our_words(right: str, wrong: str, message: str) -> None:
    assert any(message in one for one in complaints(PARTNERS.replace(right, wrong), "partners"))
