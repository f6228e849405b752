"""Values by date, uncertain numbers, and lives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from pydantic import BeforeValidator, GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from friendshore.dated import ALWAYS, STATES, Dated, Entry, Life, parse_day, show_day, wrong_steps
from friendshore.fields.values import read_day
from friendshore.schema import Absent, Listed, Mapped, Text, Wrong
from friendshore.spelling import suggest
from friendshore.units import SHAPES, Distribution, Fixed


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
    meant = word
    for name in inner:
        if name not in (word, "known"):
            near = suggest(name, [word, "known"])
            hint = f"; did you mean {near}?" if near else ""
            _note(info, name, f"an entry has no such key; it has {word} and known{hint}")
            meant = name if near == word and word not in inner else meant
    known = None
    if inner.get("known") is not None:
        text = inner["known"]
        try:
            known = read_day(text)
        except Wrong as error:
            _note(info, text, str(error))
        if known is not None and day != ALWAYS and known > day:
            message = f"{known} is after the day it takes effect ({show_day(day)}); a thing is known by then"
            _note(info, text, message)
    if meant not in inner:
        _note(info, inner, f"missing; beside known stands {word}")
        return Absent, known
    return inner[meant], known


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
        if not value:
            raise Wrong("a timeline has at least one date, such as {2026-01-01: …}")
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
            first = next(iter(value), None)
            if first is None:
                raise Wrong(f"a distribution is one of {', '.join(SHAPES)}", value)
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
