"""Money of any currency and year in the one unit of the model: real US dollars of 2024."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from friendshore.errors import FriendshoreError

BASE_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Money:
    """Exchange rates and price levels, by year.

    The nearest recorded year stands in for an exchange rate that is not recorded. Price levels past the last
    recorded year grow by ``inflation``; before the first one there is none.
    """

    rates: Mapping[str, Mapping[int, float]]
    """Currency -> year -> US dollars per unit."""
    deflators: Mapping[int, float]
    """Year -> real dollars of 2024 per nominal dollar."""
    inflation: float
    """Share per year after the last deflator."""

    def real(self, value: float, currency: str, basis_year: int | None, day: date) -> float:
        """``value`` in US dollars of 2024.

        Money of a stated basis year is real already and is moved from that year; nominal money
        (``basis_year`` None) is worth what it buys on ``day``.

        Raises FriendshoreError for a currency without a rate or a year before the first deflator.
        """
        year = day.year if basis_year is None else basis_year
        if currency == "USD" and year == BASE_YEAR:
            return value
        return value * self.rate(currency, year) * self.deflator(year)

    def nominal(self, real: float, currency: str, day: date) -> float:
        """What ``real`` dollars of 2024 are worth in nominal ``currency`` on ``day``: the way back of ``real``."""
        return real / self.real(1.0, currency, None, day)

    def rate(self, currency: str, year: int) -> float:
        """US dollars per unit of ``currency`` in ``year``, or in the nearest year on record."""
        if currency == "USD":
            return 1.0
        rates = self.rates.get(currency)
        if not rates:
            known = ", ".join(sorted(self.rates)) or "none"
            raise FriendshoreError(f"no exchange rate for {currency}; fx.csv has {known}")
        nearest = min(rates, key=lambda one: (abs(one - year), one))
        return rates[nearest]

    def deflator(self, year: int) -> float:
        """US dollars of 2024 per nominal dollar of ``year``."""
        if year == BASE_YEAR:
            return 1.0
        if year in self.deflators:
            return self.deflators[year]
        last = max(self.deflators, default=BASE_YEAR)
        if year < last or not self.deflators:
            first = min(self.deflators, default=BASE_YEAR)
            raise FriendshoreError(f"no price level for {year}; deflators.csv begins with {first}")
        return self.deflators[last] / float((1.0 + self.inflation) ** (year - last))
