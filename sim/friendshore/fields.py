"""The types of what a measure's keys may say: each reads text, checks it, and answers in our words.

    rate: DatedOf[Rate]
    wait: DistributionOf[Duration]
    covers: Covers            # another Record
    amount: Annotated[Quantity, quantity("money/vehicles")]

A value that already has the right Python type passes, so that a record can be made in code as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from pydantic import BeforeValidator, GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from friendshore.dated import ALWAYS, STATES, Dated, Entry, Life, parse_day, show_day, wrong_steps
from friendshore.reading import suggest
from friendshore.schema import Absent, Listed, Mapped, Text, Wrong
from friendshore.spelling import TWO_LETTERS
from friendshore.units import SHAPES, Distribution, Fixed, Quantity, parse_quantity


class KnownNames(Protocol):
    """What references are checked against; ``policy.Names`` is one."""

    def check(self, sort: str, name: str) -> str | None:
        """The message for a name of this sort that does not exist, None for one that does."""


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


def _scalar(value: Any, example: str) -> Text:
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
        text = _scalar(value, examples)
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


def _share(highest: float | None, lowest: float | None, warn: bool) -> Callable[[Any, ValidationInfo], Any]:
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


Share = Annotated[float, BeforeValidator(_share(1.0, 0.0, True))]
"""A share between 0 % and 100 %, as a fraction; one under 1 % is warned about."""
SmallShare = Annotated[float, BeforeValidator(_share(1.0, 0.0, False))]
"""A share between 0 % and 100 % that may well be under 1 %."""
Rate = Annotated[float, BeforeValidator(_share(None, 0.0, True))]
"""A rate of zero or more that may pass 100 %, such as a duty, as a fraction."""
SignedRate = Annotated[float, BeforeValidator(_share(None, None, True))]
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
    text = _scalar(value, "true")
    if text not in ("true", "false"):
        raise Wrong(f"'{text}' is neither true nor false; write one of the two")
    return text == "true"


def _count(value: Any) -> Any:
    if isinstance(value, int):
        return value
    text = _scalar(value, "100")
    if not text.isascii() or not text.isdecimal() or len(text) > 12:
        raise Wrong(f"'{text[:40]}' is no whole number of zero or more; write digits only, such as 100")
    return int(text)


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    try:
        return parse_day(_scalar(value, "2026-03-01"), always=False)
    except Wrong:
        raise
    except ValueError as error:
        raise Wrong(str(error)) from None


def _line(value: Any) -> Any:
    text = _scalar(value, "a line of text")
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
Day = Annotated[date, BeforeValidator(_day)]
"""A date to the day."""
Line = Annotated[str, BeforeValidator(_line)]
"""One line of text."""


# -- names


def _named_thing(sort: str) -> Callable[[Any, ValidationInfo], Any]:
    def read(value: Any, info: ValidationInfo) -> Any:
        text = _scalar(value, "a name")
        if sort in ("country", "place"):
            _refuse_two_letters(text)
        names: KnownNames | None = (info.context or {}).get("names")
        message = names.check(sort, text) if names else None
        if message:
            raise Wrong(message)
        return str(text)

    return read


def _refuse_two_letters(text: Text) -> None:
    if len(text) == 2 and text.isalpha() and text.isupper():
        known = TWO_LETTERS.get(text)
        hint = f"; {known[0]} is {known[1]}" if known else ""
        raise Wrong(f"'{text}' is no country code; ISO alpha-3 has three letters{hint}")


def name_of(sort: str) -> BeforeValidator:
    """The validator of one name of a sort: country, place (or a bloc), commodity, site, technology..."""
    return BeforeValidator(_named_thing(sort))


def names_of(sort: str) -> BeforeValidator:
    """The validator of a list of names; one name alone, such as ``all`` or a bloc, is a list of one."""
    read_one = _named_thing(sort)

    def read(value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, tuple):
            return value
        if not isinstance(value, Listed):
            text = _scalar(value, "[a, b]")
            return ("all",) if text == "all" else (read_one(text, info),)
        if not value:
            raise Wrong("the list is empty; leave the key out, or write all")
        wrong, found = Wrong(), []
        for item in value:
            try:
                name = read_one(item, info)
            except Wrong as one:
                wrong.also(str(one), item)
                continue
            if name in found:
                wrong.also(f"'{name}' stands twice", item)
            found.append(name)
        wrong.raise_if_any()
        return tuple(found)

    return BeforeValidator(read)


Places = Annotated[tuple[str, ...], names_of("place")]
"""Countries (ISO alpha-3), regions or blocs; ``all`` is ``("all",)``."""
CountryList = Annotated[tuple[str, ...], names_of("country")]
"""Countries, ISO alpha-3."""
Commodities = Annotated[tuple[str, ...], names_of("commodity")]
"""Commodities or groups of them."""
Sites = Annotated[tuple[str, ...], names_of("site")]
"""Sites of the seeds."""
Country = Annotated[str, name_of("country")]
"""One country, ISO alpha-3."""
Place = Annotated[str, name_of("place")]
"""One country, region or bloc."""
Jurisdiction = Annotated[str, name_of("place")]
"""Who decides: ISO alpha-3, ISO 3166-2 such as ``CAN-ON``, or a bloc."""


def _shares_of_whole(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, Mapped):
        read = _share(1.0, 0.0, False)
        wrong, shares = Wrong(), {}
        for name, part in value.items():
            try:
                shares[str(name)] = read(part, info)
            except Wrong as one:
                wrong.also(str(one), part)
        wrong.raise_if_any()
        whole = sum(shares.values())
        if abs(whole - 1) > 0.001 + 1e-12:
            raise Wrong(f"shares add to {whole * 100:.4g} %; they must make 100 % (0.1 % allowed for rounding)")
        return {name: part / whole for name, part in shares.items()}
    return value


SharesOfWhole = Annotated[dict[str, float], BeforeValidator(_shares_of_whole)]
"""Name -> share, together 100 %; rounding is spread."""


# -- values by date, and lives


def _note(info: ValidationInfo, at: Any, message: str) -> None:
    """Note a problem without stopping, so that the rest of a timeline is read as well."""
    if not info.context:
        raise Wrong(message)
    info.context["problems"].add(at.place, at.key, message)


def _timeline(value: Mapped, word: str, info: ValidationInfo) -> list[tuple[date, Text, Any, date | None]]:
    """(day, key, raw value, known) of a timeline's entries; entries that cannot be read are noted and left out."""
    entries: list[tuple[date, Text, Any, date | None]] = []
    for key, inner in value.items():
        try:
            day = parse_day(key)
        except ValueError as error:
            _note(info, key, str(error))
            continue
        if entries and day <= entries[-1][0]:
            _note(info, key, f"{show_day(day)} is not after {show_day(entries[-1][0])}; put dates in order")
            continue
        entries.append((day, key, *_known(key, day, inner, word, info)))
    return entries


def _known(key: Text, day: date, inner: Any, word: str, info: ValidationInfo) -> tuple[Any, date | None]:
    """An entry's raw value, and when it was known if it says so."""
    if not isinstance(inner, Mapped) or (word not in inner and "known" not in inner):
        return inner, None
    for name in inner:
        if name not in (word, "known"):
            near = suggest(name, [word, "known"])
            _note(
                info,
                name,
                f"an entry has no such key; it has {word} and known" + (f"; did you mean {near}?" if near else ""),
            )
    known = None
    if inner.get("known") is not None:
        text = inner["known"]
        try:
            known = _day(text)
        except Wrong as error:
            _note(info, text, str(error))
        if known is not None and day != ALWAYS and known > day:
            message = f"{known} is after the day it takes effect ({show_day(day)}); a thing is known by then"
            _note(info, text, message)
    if word not in inner:
        _note(info, inner, f"missing; beside known stands {word}")
        return Absent, known
    return inner[word], known


class _DatedOf:
    """Marks a field as a value by date, or one value for always."""

    def __init__(self, item: Any) -> None:
        self.item = item

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        inner = core_schema.nullable_schema(handler.generate_schema(self.item))
        by_key = core_schema.dict_schema(core_schema.any_schema(), inner)
        return core_schema.with_info_wrap_validator_function(self._read, by_key)

    @staticmethod
    def _read(value: Any, handler: Callable[[Any], Any], info: ValidationInfo) -> Any:
        if isinstance(value, Dated):
            return value
        if value is None:
            raise Wrong("null is no value here; null stands inside a timeline, at the date from which nothing holds")
        if not isinstance(value, Mapped) or any(key in SHAPES for key in value):
            return Dated.constant(handler({"always": value})["always"])
        timeline = _timeline(value, "value", info)
        values = handler({key: inner for _, key, inner, _ in timeline})
        entries = [Entry(day, values[key], known) for day, key, _, known in timeline]
        return Dated(tuple(_with_replaced(entries, value, "value", handler, info)))


def _with_replaced(
    entries: list[Entry[Any]], value: Mapped, word: str, handler: Callable[[Any], Any], info: ValidationInfo
) -> list[Entry[Any]]:
    """The entries with those that stood until a change became known, by day; the replaced one first."""
    for key, inner, news in value.replaced:
        day = parse_day(key)
        plain, known = _known(key, day, inner, word, info)
        entries.append(Entry(day, handler({key: plain})[key], known, news))
    return sorted(entries, key=lambda one: (one.day, one.replaced is None))


class _DistributionOf:
    """Marks a field as a number that may be uncertain."""

    def __init__(self, item: Any) -> None:
        self.item = item

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        items = core_schema.list_schema(handler.generate_schema(self.item))
        return core_schema.with_info_wrap_validator_function(self._read, items)

    @staticmethod
    def _read(value: Any, handler: Callable[[Any], Any], info: ValidationInfo) -> Any:
        if isinstance(value, Distribution):
            return value
        if not isinstance(value, Mapped):
            return Fixed(handler([value])[0])
        if len(value) != 1 or next(iter(value)) not in SHAPES:
            first = next(iter(value), "")
            near = suggest(first, SHAPES)
            hint = f"; did you mean {near}?" if near else ""
            raise Wrong(f"'{first}' is no distribution; one of {', '.join(SHAPES)}{hint}", value)
        name, given = next(iter(value.items()))
        takes, make = SHAPES[name]
        numbers = handler(_arguments(name, given, takes))
        try:
            return make(*numbers)
        except ValueError as error:
            raise Wrong(str(error), given) from None


def _arguments(name: str, given: Any, takes: Sequence[str]) -> list[Any]:
    if isinstance(given, Listed) and len(given) == len(takes):
        return list(given)
    if isinstance(given, Mapped) and set(given) == set(takes):
        return [given[one] for one in takes]
    shape = "{" + ", ".join(f"{one}: …" for one in takes) + "}" if name == "lognormal" else f"[{', '.join(takes)}]"
    raise Wrong(f"{name} takes {shape}", given)


if TYPE_CHECKING:
    DatedOf = Dated

    class DistributionOf(Protocol):
        """A number that may be uncertain: ``mean`` and ``quantile``."""

        def __class_getitem__(cls, item: Any) -> Any: ...
else:

    class DatedOf:
        """A value by date: ``DatedOf[Share]`` is read from a timeline, or from one value that always holds."""

        def __class_getitem__(cls, item: Any) -> Any:
            return Annotated[Dated, _DatedOf(item)]

    class DistributionOf:
        """A number that may be uncertain: ``DistributionOf[Duration]`` is read from a shape or one value."""

        def __class_getitem__(cls, item: Any) -> Any:
            return Annotated[Any, _DistributionOf(item)]


def _life(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, Life):
        return value
    if not isinstance(value, Mapped):
        raise Wrong("life is a timeline of states, such as {2026-01-01: in_force}")
    timeline = _timeline(value, "state", info)
    entries, keys = [], []
    for day, key, inner, known in timeline:
        if inner is Absent:
            continue
        if not isinstance(inner, str) or inner not in STATES:
            _note(info, inner if hasattr(inner, "place") else key, _no_state(inner))
            continue
        entries.append(Entry(day, str(inner), known))
        keys.append(inner)
    for position, message in wrong_steps(entries):
        _note(info, keys[position], message)
    if not entries:
        raise Wrong() if value else Wrong("a life has at least one state")
    full = _with_replaced(entries, value, "state", lambda pair: {key: str(one) for key, one in pair.items()}, info)
    return Life(tuple(full))


def _no_state(inner: Any) -> str:
    if not isinstance(inner, str):
        return f"a state is one of {', '.join(STATES)}"
    near = suggest(inner, STATES)
    return f"'{inner}' is no state; one of {', '.join(STATES)}" + (f"; did you mean {near}?" if near else "")


LifeField = Annotated[Life, BeforeValidator(_life)]
"""The timeline of a measure's states."""


def straight(dated: Dated[Any]) -> Dated[Any]:
    """The same values with straight lines between them."""
    return replace(dated, between="straight_line")
