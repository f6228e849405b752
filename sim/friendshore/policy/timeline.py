"""An answer by date, each stretch of it worked out once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
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

    def steps(self, days: Sequence[date]) -> Iterator[tuple[slice, T]]:
        """The stretches along days that are in order, each with its answer: one step where nothing ever changes."""
        begins = sorted({0, *(bisect_left(days, day) for day in self._days)} - {len(days)})
        for begin, end in zip(begins, [*begins[1:], len(days)], strict=True):
            yield slice(begin, end), self.at(days[begin])
