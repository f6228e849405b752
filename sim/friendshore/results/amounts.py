"""Amounts in words: the round unit a reader thinks in, and numbers with no more digits than they deserve."""

from __future__ import annotations

import math
from dataclasses import dataclass

NBSP = "\u00a0"
"""Keeps a number and its unit on one line."""

LADDERS = {
    "vehicles": ((1e6, "million vehicles"), (1e3, "thousand vehicles"), (1.0, "vehicles")),
    "t": ((1e6, "Mt"), (1e3, "kt"), (1.0, "t")),
    "million USD2024": ((1e3, "billion USD2024"), (1.0, "million USD2024")),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """Divide by ``divisor`` and call the result ``label``."""

    divisor: float
    label: str

    def say(self, value: float, signed: bool = False) -> str:
        """The amount with its unit, to three significant digits.

        >>> print(scale("GWh", 250).say(-14.26).replace(NBSP, "~"))
        −14.3~GWh
        """
        return f"{digits(value / self.divisor, signed)}{NBSP}{self.label}"


def scale(unit: str, size: float) -> Scale:
    """The unit in which an amount of this size reads best.

    unit: as in a series of results: ``vehicles``, ``GWh``, ``t``, ``USD2024/t``
    size: the largest magnitude that will be shown, in that unit

    >>> scale("vehicles", 3.2e6)
    Scale(divisor=1000000.0, label='million vehicles')
    >>> scale("USD2024/t", 9_000)
    Scale(divisor=1.0, label='USD2024 per t')
    """
    base, _, per = unit.partition("/")
    if per:
        return Scale(1.0, f"{base} per {per}")
    ladder = LADDERS.get(unit, ((1.0, unit),))
    divisor, label = next((step for step in ladder if abs(size) >= step[0]), ladder[-1])
    return Scale(divisor, label)


def digits(value: float, signed: bool = False) -> str:
    """Three significant digits, a true minus, a comma between thousands; never ``-0``.

    >>> print(digits(-1234.6), digits(0.04567), digits(12.0), digits(3, signed=True), digits(-1e-9))
    −1,235 0.0457 12.0 +3.00 0
    """
    if not math.isfinite(value):
        return "none"
    size = abs(value)
    if size < 5e-7:
        return "0"
    places = max(0, min(6, 2 - math.floor(math.log10(size))))
    text = f"{size:,.{places}f}"
    if value < 0:
        return f"−{text}"
    return f"+{text}" if signed else text


def percent(share: float, signed: bool = False) -> str:
    """A share as a percentage: whole from 10 % on, one decimal below.

    >>> [percent(share).replace(NBSP, "~") for share in (0.123, -0.0412, 0.0004)]
    ['12~%', '−4.1~%', '0.0~%']
    """
    if not math.isfinite(share):
        return "none"
    text = f"{abs(share) * 100:.{0 if abs(share) >= 0.0995 else 1}f}{NBSP}%"
    if share < 0:
        return f"−{text}"
    return f"+{text}" if signed else text
