"""A value that changes on known dates, and when each became known, the way laws do.

Two days stand behind every question: the day asked about, and the day from which one looks (``known``). Law of
2031 as an investor saw it in 2024 is not law of 2031 as it came.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any, Generic, Literal, TypeVar

T = TypeVar("T")

ALWAYS = date.min
"""The date before all dates, ``always`` in a file."""

STATES = (
    "proposed",
    "announced",
    "provisional",
    "in_force",
    "suspended",
    "expired",
    "repealed",
    "struck_down",
    "never_ordered",
)
BITING = frozenset({"provisional", "in_force"})
"""The states in which a measure acts."""
SURPRISES = frozenset({"suspended", "repealed", "struck_down", "never_ordered"})
"""The states nobody could foresee, unless the entry says when it was known."""

_ENDS = ("expired", "repealed", "struck_down")
_AFTER_END = ("announced", "in_force")
_NEXT: dict[str, tuple[str, ...]] = {
    "proposed": ("announced", "in_force"),
    "announced": ("provisional", "in_force", "suspended", "never_ordered", *_ENDS),
    "provisional": ("in_force", "never_ordered", *_ENDS),
    "in_force": ("suspended", *_ENDS),
    "suspended": ("announced", "in_force", "suspended", *_ENDS),
    **dict.fromkeys((*_ENDS, "never_ordered"), _AFTER_END),
}
_FIRST = ("proposed", "announced", "provisional", "in_force")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_day(text: str, *, always: bool = True) -> date:
    """A date written year-month-day, or ``always``; raises ValueError with a message for the reader."""
    shown = text if len(text) <= 40 else text[:37] + "..."
    if text == "always" and always:
        return ALWAYS
    if re.fullmatch(r"[0-9]{4}", text):
        raise ValueError(
            f"'{text}' is not a date; to the day, such as {text}-01-01; say under assumed if the day is a guess"
        )
    if not _DATE.fullmatch(text) or not text.isascii():
        rest = ", or always" if always else ""
        raise ValueError(f"'{shown}' is not a date; write year-month-day, such as 2026-03-01{rest}")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is not in the calendar") from None


def show_day(day: date) -> str:
    """The date as a file has it: ``always`` or year-month-day."""
    return "always" if day == ALWAYS else day.isoformat()


def is_timeline(keys: Sequence[str]) -> bool:
    """Whether keys are those of a timeline: dates or ``always``."""
    return bool(keys) and all(key == "always" or _DATE.fullmatch(key) for key in keys)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """What holds from a day on, and when that was known."""

    day: date
    value: T
    known: date | None = None
    """None: known from the measure's first announcement."""
    replaced: date | None = None
    """The day on which it became known that something else would hold instead; what stood before a change."""

    def seen(self, known: date | None) -> bool:
        """Whether one who looks from ``known`` takes this entry for the law; None knows everything."""
        if known is None:
            return self.replaced is None
        return (self.known is None or self.known <= known) and (self.replaced is None or known < self.replaced)


def _at(entries: Sequence[Entry[T]], day: date, known: date | None) -> int | None:
    """The position of the entry that holds on ``day`` as seen from ``known``."""
    best = None
    for position, entry in enumerate(entries):
        if entry.day <= day and entry.seen(known) and (best is None or entry.day >= entries[best].day):
            best = position
    return best


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value by date: each entry holds from its day until the next.

    ``entries`` are in order of date. A value of None says that this part lapses while the measure lives.
    """

    entries: tuple[Entry[T | None], ...]
    between: Literal["steps", "straight_line"] = "steps"

    @classmethod
    def constant(cls, value: T) -> Dated[T]:
        """The same value on every day."""
        return cls((Entry(ALWAYS, value),))

    def at(self, day: date, known: date | None = None) -> T | None:
        """The value on ``day`` as known on ``known`` (None: as it came); None before the first entry."""
        position = _at(self.entries, day, known)
        if position is None:
            return None
        entry = self.entries[position]
        if self.between == "steps" or entry.value is None:
            return entry.value
        later = [one for one in self.entries if one.day > day and one.seen(known)]
        if not later or later[0].value is None or entry.day == ALWAYS:
            return entry.value
        weight = (day - entry.day).days / (later[0].day - entry.day).days
        return _blend(entry.value, later[0].value, weight)

    def days(self) -> tuple[date, ...]:
        """Every day on which the value, or what is known of it, may change; ``always`` is none."""
        return _days(self.entries)


def _blend(a: T, b: T, weight: float) -> T:
    start: Any = a
    end: Any = b
    blended: T = start.blend(end, weight) if hasattr(start, "blend") else start + weight * (end - start)
    return blended


def _days(entries: Sequence[Entry[Any]]) -> tuple[date, ...]:
    days = {day for one in entries for day in (one.day, one.known, one.replaced) if day is not None}
    return tuple(sorted(days - {ALWAYS}))


@dataclass(frozen=True, slots=True)
class Life:
    """The states of a measure by date; it acts only while it bites (provisional or in force)."""

    entries: tuple[Entry[str], ...]
    _filled: tuple[Entry[str], ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_filled", _fill_known(self.entries))

    def state(self, day: date, known: date | None = None) -> str | None:
        """The state on ``day`` as known on ``known`` (None: as it came); None before the first entry."""
        position = _at(self._filled, day, known)
        return None if position is None else self._filled[position].value

    def bites(self, day: date, known: date | None = None) -> bool:
        """Whether the measure acts on ``day`` as known on ``known``."""
        return self.state(day, known) in BITING

    def days(self) -> tuple[date, ...]:
        """Every day on which the state, or what is known of it, may change; ``always`` is none."""
        return _days(self._filled)

    def first_known(self, day: date) -> date | None:
        """When it became known what holds on ``day``; None before the first entry."""
        position = _at(self._filled, day, None)
        return None if position is None else self._filled[position].known

    @property
    def announced(self) -> date | None:
        """The day from which the measure is known: its first announcement, else its first biting day."""
        return _announced([one for one in self.entries if one.replaced is None])

    @property
    def first_bite(self) -> date | None:
        """The first day on which the measure acts; None if it never does."""
        return next((one.day for one in self.entries if one.value in BITING and one.replaced is None), None)

    @property
    def last_state(self) -> str:
        """The state that stays."""
        return [one for one in self.entries if one.replaced is None][-1].value


def _announced(entries: Sequence[Entry[str]]) -> date | None:
    announced = next((one.day for one in entries if one.value == "announced"), None)
    biting = next((one.day for one in entries if one.value in BITING), None)
    days = [day for day in (announced, biting) if day is not None]
    return min(days, default=None)


def _fill_known(entries: Sequence[Entry[str]]) -> tuple[Entry[str], ...]:
    """Entries with the day on which each became known.

    Known from the measure's first announcement, except surprises, which are known on their day. What follows a
    surprise cannot have been known before it.
    """
    start = _announced(entries) or ALWAYS
    surprises: list[Entry[str]] = []
    filled = []
    for one in entries:
        known = one.known
        if known is None and (one.value in SURPRISES or one.value == "proposed"):
            known = one.day
        if known is None:
            before = [past.known for past in surprises if past.known and _same_past(past, one)]
            known = min(max([start, *before]), one.day)
        one = replace(one, known=known)
        filled.append(one)
        if one.value in SURPRISES:
            surprises.append(one)
    return tuple(filled)


def _same_past(past: Entry[str], one: Entry[str]) -> bool:
    """Whether two entries stood in the law at one time: not, if a change put one in the other's place."""
    if one.replaced is None:
        return past.replaced is None
    return past.known is not None and past.known < one.replaced


def wrong_steps(entries: Sequence[Entry[str]]) -> list[tuple[int, str]]:
    """(position, message) of every entry whose state cannot follow the one before it."""
    wrong = []
    if entries and entries[0].value not in _FIRST:
        wrong.append((0, f"a life cannot begin with {entries[0].value}; it begins with one of {', '.join(_FIRST)}"))
    for position, (before, after) in enumerate(pairwise(entries), 1):
        allowed = _NEXT[before.value]
        if after.value not in allowed:
            message = f"{after.value} cannot follow {before.value}; after {before.value} comes {', '.join(allowed)}"
            wrong.append((position, message))
    return wrong


def begins_late(life: Life, dated: Dated[Any], key: str) -> str | None:
    """The message if a measure bites before a value has begun, else None."""
    bite = life.first_bite
    current = [one.day for one in dated.entries if one.replaced is None]
    if bite is None or not current or current[0] <= bite:
        return None
    return f"in force from {show_day(bite)}, but {key} begins {show_day(current[0])}; give a value or move the date"


def never_in_force(life: Life, dated: Dated[Any]) -> list[tuple[date, str]]:
    """(day, message) of entries that lie after the measure's end and so never hold."""
    last = [one for one in life.entries if one.replaced is None][-1]
    if last.value in BITING or last.value in ("proposed", "announced", "suspended"):
        return []
    late = [one.day for one in dated.entries if one.replaced is None and one.day >= last.day]
    words = "was never ordered" if last.value == "never_ordered" else f"{_ENDED[last.value]}"
    return [(day, f"{show_day(day)} lies after the measure {words} ({show_day(last.day)})") for day in late]


_ENDED = {"expired": "expired", "repealed": "was repealed", "struck_down": "was struck down"}
