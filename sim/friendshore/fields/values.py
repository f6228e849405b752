"""Single values: quantities, shares, times, money, counts, days, words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo

from friendshore.dated import parse_day
from friendshore.schema import Text, Wrong
from friendshore.units import Quantity, parse_quantity

_EXAMPLES = {
    "share": "25 %",
    "share/time": "3 %/yr",
    "time": "45 days",
    "time/time": "15 days/yr",
    "mass": "1000 t",
    "energy": "1000 MWh",
    "vehicles": "1000 vehicles",
    "mass/time": "30000 t/yr",
    "energy/time": "5 GWh/yr",
    "vehicles/time": "1000 vehicles/yr",
    "money": "2 billion CAD",
    "money/mass": "25 USD/t",
    "money/energy": "35 USD/kWh",
    "money/vehicles": "7500 USD/vehicle",
    "money/time": "10 million CAD/yr",
}


def scalar(value: Any, example: str) -> Text:
    """The raw value as text; raises Wrong for a list, a mapping or null. A string given in code is text, too."""
    if isinstance(value, Text):
        return value
    if isinstance(value, str):  # given in code, not read from a file
        text = Text(value)
        text.plain, text.key = True, ""
        return text
    if value is None:
        raise Wrong(f"null is no value here; write one, such as {example}")
    raise Wrong(f"takes one value, such as {example}")


def quantity(*dimensions: str, lowest: float | None = 0.0) -> BeforeValidator:
    """The validator of a quantity in one of these dimensions, by default not below zero."""
    examples = " or ".join(_EXAMPLES[one] for one in dimensions[:2])

    def read(value: Any) -> Any:
        if isinstance(value, Quantity):
            return value
        text = scalar(value, examples)
        try:
            found = parse_quantity(text)
        except ValueError as error:
            if "time" in dimensions and text.strip().lstrip("-").isdecimal():
                raise Wrong(f"{text}; days or months? write {text} days") from None
            raise Wrong(str(error)) from None
        if found.dimension not in dimensions:
            words = " or ".join(dict.fromkeys(_named(one) for one in dimensions))
            if len(dimensions) > 2 and all(one.startswith("money/") for one in dimensions):
                words = "money per unit"
            raise Wrong(f"{text} is no {words}; write it such as {examples}")
        if lowest is not None and found.value < lowest:
            if dimensions == ("time",):
                noun = "a wait" if "wait" in text.key.split(".") else "a time"
                raise Wrong(f"{text}; {noun} is 0 days or more")
            raise Wrong(f"{text} is below zero")
        return found

    return BeforeValidator(read)


def _named(dimension: str) -> str:
    top, slash, bottom = dimension.partition("/")
    words = {"share": "share", "vehicles": "number of vehicles", "count": "number", "time": "time"}
    top = words.get(top, top)
    return f"{top} per {'year' if bottom == 'time' else bottom}" if slash else top


def share_between(highest: float | None, lowest: float | None, warn: bool) -> Callable[[Any, ValidationInfo], Any]:
    """The reader of a share, or of a rate where a bound is None; ``warn`` of one below 1 %."""
    of = quantity("share", lowest=None).func

    def read(value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, float | int):
            return float(value)
        found: Quantity = of(value)  # type: ignore[call-arg]
        if highest is not None and not 0 <= found.value <= highest:
            tenth = found.amount / 10
            hint = f"; did you mean {tenth:g} %?" if 0 < tenth <= 100 else ""
            raise Wrong(f"{value}; a share lies between 0 % and 100 %{hint}")
        if lowest is not None and found.value < lowest:
            raise Wrong(f"{value} is below zero")
        if warn and 0 < found.amount < 1 and isinstance(value, Text):
            _warn(
                info, value, f"{value} is {_part(found.amount)} of one per cent; did you mean {found.amount * 100:g} %?"
            )
        return found.value

    return read


def _part(amount: float) -> str:
    return {0.25: "a quarter", 0.5: "half", 0.75: "three quarters", 0.1: "a tenth"}.get(amount, "a fraction")


def _warn(info: ValidationInfo, at: Text, message: str) -> None:
    if info.context:
        info.context["problems"].add(at.place, at.key, message, "warning")


Share = Annotated[float, BeforeValidator(share_between(1.0, 0.0, True))]
"""A share between 0 % and 100 %, as a fraction; one under 1 % is warned about."""
SmallShare = Annotated[float, BeforeValidator(share_between(1.0, 0.0, False))]
"""A share between 0 % and 100 % that may well be under 1 %."""
Rate = Annotated[float, BeforeValidator(share_between(None, 0.0, True))]
"""A rate of zero or more that may pass 100 %, such as a duty, as a fraction."""
SignedRate = Annotated[float, BeforeValidator(share_between(None, None, True))]
"""A rate of either sign, as a fraction."""


def _duration(value: Any) -> Any:
    if isinstance(value, float | int):
        return float(value)
    found: Quantity = quantity("time").func(value)  # type: ignore[call-arg]
    return found.value


Duration = Annotated[float, BeforeValidator(_duration)]
"""A time of zero or more, days."""
Span = Annotated[Quantity, quantity("time")]
"""A time that may be walked on a calendar: ``amount`` and ``written_unit`` say how it was written."""
Money = Annotated[Quantity, quantity("money")]
"""A sum of money."""
MoneyPerUnit = Annotated[Quantity, quantity("money/mass", "money/energy", "money/vehicles")]
"""Money per t, MWh or vehicle."""
MoneyPerVehicle = Annotated[Quantity, quantity("money/vehicles")]
"""Money per vehicle."""
MoneyPerMass = Annotated[Quantity, quantity("money/mass")]
"""Money per tonne."""
Amount = Annotated[Quantity, quantity("mass", "energy", "vehicles")]
"""So many t, MWh or vehicles."""
AmountRate = Annotated[Quantity, quantity("mass/time", "energy/time", "vehicles/time")]
"""So many t, MWh or vehicles a year."""
MassRate = Annotated[Quantity, quantity("mass/time")]
"""Tonnes a year."""
YearlyRate = Annotated[Quantity, quantity("share/time")]
"""A share per year, such as an interest rate."""


def _flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    text = scalar(value, "true")
    if text not in ("true", "false"):
        raise Wrong(f"'{text}' is neither true nor false; write one of the two")
    return text == "true"


def _count(value: Any) -> Any:
    if isinstance(value, int):
        return value
    text = scalar(value, "100")
    if not text.isascii() or not text.isdecimal() or len(text) > 12:
        raise Wrong(f"'{text[:40]}' is no whole number of zero or more; write digits only, such as 100")
    return int(text)


def read_day(value: Any) -> Any:
    """The date that a raw value says; raises Wrong if it says none."""
    if isinstance(value, date):
        return value
    try:
        return parse_day(scalar(value, "2026-03-01"), always=False)
    except Wrong:
        raise
    except ValueError as error:
        raise Wrong(str(error)) from None


def _line(value: Any) -> Any:
    text = scalar(value, "a line of text")
    if not text.strip() or "\n" in text.strip():
        raise Wrong("takes one line of text")
    return text.strip() if type(value) is str else _copy(text, text.strip())


def _copy(text: Text, words: str) -> Text:
    copy = Text(words)
    copy.place, copy.key, copy.plain = text.place, text.key, text.plain
    return copy


Flag = Annotated[bool, BeforeValidator(_flag)]
"""``true`` or ``false``, and nothing else that YAML takes for them."""
Count = Annotated[int, BeforeValidator(_count)]
"""A bare whole number of zero or more."""
Day = Annotated[date, BeforeValidator(read_day)]
"""A date to the day."""
Line = Annotated[str, BeforeValidator(_line)]
"""One line of text."""
