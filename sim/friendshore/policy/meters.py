"""What measures have paid so far: caps in the money of the law, and who paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import inf

from friendshore.policy.questions import Amount, Money


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that a measure pays over its whole life: nominal money, or that of a stated year."""

    meter: str
    limit: Amount


@dataclass(slots=True)
class Posted:
    """Money of one measure, payer and year: nominal in ``currency``, and USD2024. Receipts are negative."""

    currency: str
    nominal: float = 0.0
    real: float = 0.0


class Meters:
    """The meters of one replication; they start empty and only ``settle`` and ``post`` move them.

    >>> class Par:
    ...     def real(self, value, currency, basis_year, day):
    ...         return value * (0.75 if currency == "CAD" else 1.0)
    >>> day = date(2027, 1, 1)
    >>> meters = Meters({"plant": Cap("plant", Amount(1000.0, "CAD"))}, {"plant": {"CAN": 1.0}}, Par())
    >>> meters.settle("plant", "plant", units=10.0, value_real=60.0, day=day)
    600.0
    >>> meters.settle("plant", "plant", units=10.0, value_real=60.0, day=day)
    150.0
    >>> meters.room("plant", day)
    0.0
    """

    def __init__(self, caps: Mapping[str, Cap], payers: Mapping[str, Mapping[str, float]], money: Money) -> None:
        self._caps = dict(caps)
        self._payers = {measure: dict(shares) for measure, shares in payers.items()}
        self._money = money
        self._used: dict[str, float] = dict.fromkeys(self._caps, 0.0)
        self._worth: dict[tuple[str, int | None, int], float] = {}
        self.posts: dict[tuple[str, str, int], Posted] = {}
        """(measure, payer, year) -> what was posted."""

    def used(self, meter: str) -> float:
        """What has been paid against the cap, in the money of the cap."""
        return self._used[meter]

    def used_up(self, meter: str) -> bool:
        """Whether nothing more may be paid."""
        return self._used[meter] >= self._caps[meter].limit.value

    def room(self, meter: str | None, day: date) -> float:
        """USD2024 that may still be paid on that day; infinite without a meter."""
        if meter is None:
            return inf
        cap = self._caps[meter].limit
        return max(0.0, cap.value - self._used[meter]) * self._real(cap, day)

    def settle(self, measure: str, meter: str | None, units: float, value_real: float, day: date) -> float:
        """USD2024 payable for ``units`` at ``value_real`` USD2024 each: all of it, or what the cap leaves."""
        due = units * value_real
        if meter is not None:
            cap = self._caps[meter].limit
            worth = self._real(cap, day)
            left = max(0.0, cap.value - self._used[meter])
            if due > left * worth:
                due = left * worth
                self._used[meter] = cap.value
            else:
                self._used[meter] += due / worth
        self.post(measure, due, day)
        return due

    def post(self, measure: str, real: float, day: date) -> None:
        """Book USD2024 against those who pay for the measure, by their shares; a duty's receipts are negative."""
        if real == 0.0:
            return
        cap = self._caps.get(measure)
        money = cap.limit if cap else Amount(0.0, "USD")
        nominal = real / self._real(Amount(0.0, money.currency), day)
        for payer, share in self._payers.get(measure, {}).items():
            key = (measure, payer, day.year)
            posted = self.posts.get(key)
            if posted is None:
                posted = self.posts[key] = Posted(money.currency)
            posted.nominal += nominal * share
            posted.real += real * share

    def _real(self, money: Amount, day: date) -> float:
        """USD2024 of one unit of the money on that day: the same all year."""
        key = (money.currency, money.year, day.year)
        worth = self._worth.get(key)
        if worth is None:
            worth = self._worth[key] = self._money.real(1.0, money.currency, money.year, day)
        return worth
