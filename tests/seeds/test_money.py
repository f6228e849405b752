"""Money of any currency and year in real dollars of 2024."""

from __future__ import annotations

from datetime import date

import pytest

from friendshore.errors import FriendshoreError
from friendshore.money import Money
from friendshore.seeds import World

MONEY = Money({"CAD": {2023: 0.75, 2024: 0.7}}, {2023: 1.03, 2024: 1.0, 2025: 0.98}, 0.02)


def test_nominal_dollars_lose_worth_with_time() -> None:
    assert MONEY.real(35, "USD", None, date(2024, 7, 1)) == 35
    assert MONEY.real(35, "USD", None, date(2025, 7, 1)) == pytest.approx(35 * 0.98)
    assert MONEY.real(35, "USD", None, date(2027, 1, 1)) == pytest.approx(35 * 0.98 / 1.02**2)


def test_real_money_of_a_stated_year_is_the_same_on_every_day() -> None:
    assert MONEY.real(100, "USD", 2023, date(2023, 1, 1)) == pytest.approx(103)
    assert MONEY.real(100, "USD", 2023, date(2035, 1, 1)) == pytest.approx(103)


def test_other_currencies_use_the_rate_of_the_year_or_the_nearest() -> None:
    assert MONEY.real(100, "CAD", 2023, date(2030, 1, 1)) == pytest.approx(100 * 0.75 * 1.03)
    assert MONEY.real(100, "CAD", None, date(2025, 1, 1)) == pytest.approx(100 * 0.7 * 0.98)


@pytest.mark.parametrize("day", [date(2023, 5, 1), date(2024, 5, 1), date(2031, 5, 1)])
@pytest.mark.parametrize("currency", ["USD", "CAD"])
def test_nominal_is_the_way_back(currency: str, day: date) -> None:
    assert MONEY.nominal(MONEY.real(42, currency, None, day), currency, day) == pytest.approx(42)


def test_what_is_not_known_is_refused() -> None:
    with pytest.raises(FriendshoreError, match=r"no exchange rate for JPY; fx\.csv has CAD"):
        MONEY.real(1, "JPY", None, date(2024, 1, 1))
    with pytest.raises(FriendshoreError, match=r"no price level for 2022; deflators\.csv begins with 2023"):
        MONEY.real(1, "USD", 2022, date(2024, 1, 1))


def test_the_shipped_tables_hold_the_rates_of_the_world(shipped_world: World) -> None:
    day = date(2024, 6, 1)
    assert shipped_world.money.real(100, "CAD", None, day) == pytest.approx(73)
    assert shipped_world.money.real(7.19, "CNY", None, day) == pytest.approx(1, rel=0.01)
    assert shipped_world.money.real(1000, "USD", 2023, day) == pytest.approx(1029.5)
    for currency in ("USD", "CAD", "JPY", "CNY", "KRW", "EUR", "INR"):
        assert shipped_world.money.real(1, currency, None, date(2040, 1, 1)) > 0
