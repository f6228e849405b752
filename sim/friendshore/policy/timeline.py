"""An answer by date, each stretch of it worked out once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


class Timeline(Generic[T]):
    """An answer that is constant between the days on which it can change; each stretch is worked out once."""

    __slots__ = ("_answers", "_compute", "_days")

    def __init__(self, days: Iterable[date], compute: Callable[[date], T]) -> None:
        self._days = sorted(days)
        self._compute = compute
        self._answers: dict[int, T] = {}

    def at(self, day: date) -> T:
        """The answer on that day."""
        stretch = bisect_right(self._days, day)
        if stretch not in self._answers:
            first = self._days[stretch - 1] if stretch else day
            self._answers[stretch] = self._compute(first)
        return self._answers[stretch]
