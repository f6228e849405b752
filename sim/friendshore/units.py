"""The one unit of each quantity; text is converted here, at the door, and nowhere else.

A quantity is a number, a space and a unit. Inside, shares are fractions, time is days, mass is tonnes, energy is MWh,
rates are per year, and money keeps its currency and the year of its prices until ``World.money`` makes it real.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from friendshore.spelling import suggest

CURRENCIES = ("USD", "CAD", "JPY", "CNY", "KRW", "EUR", "INR")

DAYS_PER_YEAR = 365.25
"""Julian year, as durations are counted; calendars are walked with dates."""

LARGEST = 1e15
"""The largest number of any unit: a hundred times the world's output in yen; what is beyond it is a slip."""

_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

_SIMPLE: dict[str, tuple[str, str, float]] = {
    "%": ("share", "share", 1 / 100),
    "day": ("time", "day", 1.0),
    "days": ("time", "day", 1.0),
    "week": ("time", "day", 7.0),
    "weeks": ("time", "day", 7.0),
    "month": ("time", "day", DAYS_PER_YEAR / 12),
    "months": ("time", "day", DAYS_PER_YEAR / 12),
    "year": ("time", "day", DAYS_PER_YEAR),
    "years": ("time", "day", DAYS_PER_YEAR),
    "kg": ("mass", "t", 1 / 1000),
    "t": ("mass", "t", 1.0),
    "kt": ("mass", "t", 1e3),
    "Mt": ("mass", "t", 1e6),
    "kWh": ("energy", "MWh", 1 / 1000),
    "MWh": ("energy", "MWh", 1.0),
    "GWh": ("energy", "MWh", 1e3),
    "TWh": ("energy", "MWh", 1e6),
    "vehicle": ("vehicles", "vehicle", 1.0),
    "vehicles": ("vehicles", "vehicle", 1.0),
    "1": ("count", "1", 1.0),
}
_PER_YEAR = {"yr": 1.0, "year": 1.0, "month": 12.0, "week": DAYS_PER_YEAR / 7, "day": DAYS_PER_YEAR}
_COUNTED = ("kg", "t", "kt", "Mt", "kWh", "MWh", "GWh", "TWh", "vehicle")

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_MONEY = re.compile(r"([A-Z]{3})((?:19|20)[0-9]{2})?")
_NOT_KEYBOARD = re.compile("[\u2010-\u2015\u2212\u00a0\u2000-\u200a\u202f\u2007\u3000\uff00-\uff5e\u0660-\u0669\u066a]")
_SIGNS = {"C$": "CAD", "CA$": "CAD", "CAD$": "CAD", "€": "EUR", "₩": "KRW", "₹": "INR", "¥": "JPY"}
_MONEY_SIGNS = re.compile(r"(?:[A-Z]{1,2})?[$¥€£₩₹]")


@dataclass(frozen=True, slots=True)
class MoneyBasis:
    """Whose money, and of which year's prices; without a year it is nominal, as law is written."""

    currency: str
    year: int | None = None

    def __str__(self) -> str:
        return f"{self.currency}{self.year or ''}"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the one unit of its dimension, and how it was written."""

    value: float
    unit: str
    """The unit of ``value``: share, day, t, MWh, vehicle, their rates per ``yr``, or money over one of them."""
    dimension: str
    money: MoneyBasis | None = None
    written: str = ""
    amount: float = 0.0
    """The number as written, before conversion: 24 of ``24 months``."""
    written_unit: str = ""

    def blend(self, other: Quantity, weight: float) -> Quantity:
        """The quantity ``weight`` of the way from this one to another of the same unit."""
        if (self.unit, self.money) != (other.unit, other.money):
            raise ValueError(f"'{self.written}' and '{other.written}' have different units; a line needs one")
        return replace(self, value=self.value + weight * (other.value - self.value), written="")

    def __str__(self) -> str:
        return self.written or f"{self.value:g} {self.unit}"


def parse_quantity(text: str) -> Quantity:
    """A quantity read from text such as ``25 %``, ``35 USD/kWh``, ``13.2 billion CAD`` or ``30000 t/yr``.

    Raises ValueError with a message for the reader: no unit, a comma, a sign no keyboard has, which money.

    >>> parse_quantity("35 USD/kWh").value
    35000.0
    >>> parse_quantity("25 %").value
    0.25
    """
    shown = text if len(text) <= 60 else text[:57] + "..."
    _refuse_look_alikes(text, shown)
    match = _NUMBER.match(text)
    if match is None:
        signs = _MONEY_SIGNS.match(text)
        raise ValueError(_which_money(shown, text) if signs else _not_a_quantity(shown))
    number, rest = match[0], text[match.end() :]
    _refuse_grouping(text, number, rest, shown)
    if not rest.strip():
        raise ValueError(f"{shown.strip()} has no unit; write it with one, such as {number} % or {number} USD/t")
    if not rest.startswith(" "):
        if re.match(r"[0-9.]", rest):
            raise ValueError(_not_a_quantity(shown))
        raise ValueError(f"'{shown}' needs a space between number and unit; write {number} {rest.strip()}")
    return _with_unit(float(number), rest.split(), text.strip(), shown)


def _with_unit(amount: float, words: list[str], text: str, shown: str) -> Quantity:
    scale = 1.0
    if words[0] in _SCALES:
        scale = _SCALES[words[0]]
        words = words[1:]
        if not words:
            raise ValueError(f"'{shown}' has no unit; write it with one, such as {shown} CAD")
    if len(words) != 1:
        raise ValueError(_not_a_quantity(shown))
    unit = words[0]
    dimension, canonical, factor, money = _unit(unit, shown)
    value = _converted(amount * scale, factor)
    if not abs(value) <= LARGEST:
        raise ValueError(f"'{shown}' is too large a number")
    return Quantity(value, canonical, dimension, money, text, amount * scale, unit)


def _converted(number: float, factor: float) -> float:
    """The number times the factor; divided where that is exact, so that 95 % is 0.95."""
    divisor = round(1 / factor)
    return number / divisor if factor < 1 and factor == 1 / divisor else number * factor


def _unit(unit: str, shown: str) -> tuple[str, str, float, MoneyBasis | None]:
    """Dimension, unit of the model, factor to it, and money, of a unit as written."""
    top, slash, bottom = unit.partition("/")
    simple = _SIMPLE.get(top)
    money = None
    if simple is None:
        match = _MONEY.fullmatch(top)
        if match is None or match[1] not in CURRENCIES:
            raise ValueError(_no_such_unit(unit, shown))
        money = MoneyBasis(match[1], int(match[2]) if match[2] else None)
        simple = ("money", str(money), 1.0)
    if not slash:
        if simple[0] == "count":
            raise ValueError(_no_such_unit(unit, shown))
        return (*simple, money)
    if bottom in _PER_YEAR:
        return f"{simple[0]}/time", f"{simple[1]}/yr", simple[2] * _PER_YEAR[bottom], money
    if money is not None and bottom in _COUNTED:
        counted = _SIMPLE[bottom]
        return f"money/{counted[0]}", f"{money}/{counted[1]}", 1.0 / counted[2], money
    raise ValueError(_no_such_unit(unit, shown))


def _no_such_unit(unit: str, shown: str) -> str:
    if _MONEY_SIGNS.search(unit):
        return _which_money(shown, shown)
    top, slash, bottom = unit.partition("/")
    near_top = top if _known_top(top) else suggest(top, [*_SIMPLE, *CURRENCIES])
    near_bottom = bottom
    if slash and bottom not in _PER_YEAR and bottom not in _COUNTED:
        near_bottom = suggest(bottom, [*_COUNTED, *_PER_YEAR]) or ""
    near = f"{near_top}{slash}{near_bottom}" if near_top and (near_bottom or not slash) else None
    if near and near != unit:
        return f"'{shown}': no unit '{unit}'; did you mean {near}?"
    return f"'{shown}': no unit '{unit}'; units are such as %, days, t, kWh, vehicles, CAD, USD/t, t/yr"


def _known_top(word: str) -> bool:
    match = _MONEY.fullmatch(word)
    return word in _SIMPLE or (match is not None and match[1] in CURRENCIES)


def _which_money(shown: str, text: str) -> str:
    number = _NUMBER.search(text)
    per = "/" + text.partition("/")[2] if "/" in text else ""
    scale = next((f"{word} " for word in _SCALES if word in text.split()), "")
    code = next((code for sign, code in _SIGNS.items() if sign in text), "USD")
    example = f"{number[0] if number else '35'} {scale}{code}{per}"
    return f"'{shown}': which money? write USD, CAD, JPY or CNY, such as {example}"


def _not_a_quantity(shown: str) -> str:
    return f"'{shown}' is not a quantity; write a number, a space and a unit"


def _refuse_look_alikes(text: str, shown: str) -> None:
    match = _NOT_KEYBOARD.search(text)
    if match is None:
        return
    character = match[0]
    code = f"U+{ord(character):04X}"
    if character in "\u00a0\u202f\u2007\u3000" or "\u2000" <= character <= "\u200a":
        raise ValueError(f"'{shown}' has the space {code}; write one from the keyboard")
    if character == "\u2212" or "\u2010" <= character <= "\u2015":
        raise ValueError(f"'{shown}' has the sign {code}; write - from the keyboard")
    raise ValueError(f"'{shown}' has the character {code}; write it from the keyboard")


def _refuse_grouping(text: str, number: str, rest: str, shown: str) -> None:
    for sign, name in ((",", "a comma"), ("_", "an underscore"), ("'", "an apostrophe")):
        if rest.startswith(sign) and rest[1:2].isdigit():
            if sign == "," and not re.match(r",[0-9]{3}(?![0-9])", rest):
                raise ValueError(f"'{shown}' has a comma; write {text.replace(',', '.', 1).strip()}")
            raise ValueError(f"'{shown}' has {name}; write {text.replace(sign, '').strip()}")
    if re.match(r" [0-9]{3}(?![0-9])", rest) and "." not in number:
        joined = re.sub(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))", "", text.strip())
        raise ValueError(f"'{shown}' has a space inside its number; write {joined}")


def _normal_quantile(u: float) -> float:
    """The value of a standard normal under which a share ``u`` of draws lies."""
    from statistics import NormalDist  # loads decimals and fractions; checking a file needs none of it

    return NormalDist().inv_cdf(u)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number that is known."""

    value: float

    def mean(self) -> float:
        """The number."""
        return self.value

    def quantile(self, u: float) -> float:
        """The number, whatever ``u``."""
        return self.value


@dataclass(frozen=True, slots=True)
class Triangular:
    """Lowest, likeliest and highest value, with straight sides between."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise ValueError("triangular takes lowest, likeliest, highest, in this order")

    def mean(self) -> float:
        """Mean of the three corners."""
        return (self.low + self.mode + self.high) / 3

    def quantile(self, u: float) -> float:
        """The value under which a share ``u`` (0 to 1) of draws lies."""
        width = self.high - self.low
        if u * width < self.mode - self.low:
            return self.low + math.sqrt(u * width * (self.mode - self.low))
        return self.high - math.sqrt((1 - u) * width * (self.high - self.mode))


@dataclass(frozen=True, slots=True)
class Uniform:
    """Any value between two is as likely as another."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError("uniform takes the lower value first, then the higher")

    def mean(self) -> float:
        """The middle."""
        return (self.low + self.high) / 2

    def quantile(self, u: float) -> float:
        """The value under which a share ``u`` (0 to 1) of draws lies."""
        return self.low + u * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Skewed to the right: ``median``, and ``p90``, which nine draws of ten stay under."""

    median: float
    p90: float

    def __post_init__(self) -> None:
        if not 0 < self.median < self.p90:
            raise ValueError("lognormal takes a median above zero and a p90 above the median")

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return math.log(self.p90 / self.median) / _normal_quantile(0.9)

    def mean(self) -> float:
        """Median times exp(sigma squared over two)."""
        return self.median * math.exp(self.sigma**2 / 2)

    def quantile(self, u: float) -> float:
        """The value under which a share ``u`` (strictly between 0 and 1) of draws lies."""
        return self.median * math.exp(self.sigma * _normal_quantile(u))


Distribution = Fixed | Triangular | Uniform | Lognormal

SHAPES: dict[str, tuple[tuple[str, ...], Callable[..., Distribution]]] = {
    "triangular": (("lowest", "likeliest", "highest"), Triangular),
    "uniform": (("lowest", "highest"), Uniform),
    "lognormal": (("median", "p90"), Lognormal),
}
"""Name in a file -> what it takes, and what it makes."""
