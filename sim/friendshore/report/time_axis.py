"""Years and months below the axes: as many as there is room for, and always the first and the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from friendshore.report.style import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SIZE = 10.0
APART = 0.8
"""Room between two labels, in heights of a letter."""
HALVES = 3.1
"""Years up to which the first of July is a mark as the first of January is."""


def fitting(places: Sequence[float], least: float) -> list[int]:
    """Which of the places are labelled so that neighbours lie at least so far apart, the first and the last among them.

    Steps are even where that takes no more than twice the smallest step that fits; otherwise the last is longer. Where
    not even the first and the last fit, the last alone is there.

    >>> fitting(range(13), 2.5), fitting(range(23), 3.0), fitting([0.0, 1.0], 2.0)
    ([0, 3, 6, 9, 12], [0, 3, 6, 9, 12, 15, 18, 22], [1])
    """
    last = len(places) - 1
    fit = {}
    for step in range(1, last + 1):
        picked = [*range(0, last - step + 1, step), last]
        if all(places[b] - places[a] >= least for a, b in pairwise(picked)):
            fit[step] = picked
    if not fit:
        return [last] if places else []
    smallest = min(fit)
    even = (step for step in sorted(fit) if last % step == 0 and step <= 2 * smallest)
    return fit[next(even, smallest)]


def label_years(axes: Axes, at: Sequence[float], years: Sequence[int], size: float = SIZE) -> None:
    """Marks years at places on an axis whose limits are set.

    at: the place of each year, in units of the axis, ascending
    """
    picked = fitting([place * _inches(axes) for place in at], _least("2023", size))
    axes.set_xticks([at[i] for i in picked], [str(years[i]) for i in picked], size=size)


def label_quarters(axes: Axes, quarters: Sequence[str], middle: bool = False, size: float = SIZE) -> None:
    """Marks the years of columns that are quarters, such as ``2027-Q1``, each at its first column.

    middle: each in the middle of its columns, the first of which lies between 0 and 1
    """
    columns: dict[int, list[int]] = {}
    for column, quarter in enumerate(quarters):
        columns.setdefault(int(quarter[:4]), []).append(column)
    at = [(found[0] + found[-1] + 1) / 2 if middle else found[0] for found in columns.values()]
    label_years(axes, at, list(columns), size)


def label_days(axes: Axes, first: date, last: date, size: float = SIZE) -> None:
    """Marks the first days of years, of half-years where few years are drawn, and of months where hardly one is.

    The axis is one of years, as ``as_year`` gives them, and its limits are set.
    """
    span = as_year(last) - as_year(first)
    for step in (6, 3, 1) if span <= HALVES else (12,):
        days = list(_firsts(first, last, step))
        if len(days) > 1:
            break
    days = days or [first]
    inches, words = _inches(axes), [f"{MONTHS[day.month - 1]} {day.year}" for day in days]
    places = [as_year(day) for day in days]
    picked = fitting([place * inches for place in places], _least("Mar 2027", size))
    if len(picked) < len(days) and step == 12:
        label_years(axes, places, [day.year for day in days], size)
        return
    axes.set_xticks([places[i] for i in picked], [words[i] for i in picked], size=size)


def as_year(day: date) -> float:
    """A day as a point on an axis of years.

    >>> as_year(date(2027, 1, 1)), round(as_year(date(2028, 7, 1)), 3)
    (2027.0, 2028.497)
    """
    start = date(day.year, 1, 1)
    return day.year + (day - start).days / (date(day.year + 1, 1, 1) - start).days


def _firsts(first: date, last: date, step: int) -> Iterator[date]:
    """First days of every so many months, counted from January."""
    for month in range(first.year * 12, last.year * 12 + 12, step):
        day = date(month // 12, month % 12 + 1, 1)
        if first <= day <= last:
            yield day


def _inches(axes: Axes) -> float:
    """Inches of a unit of the axis."""
    low, high = axes.get_xlim()
    return float(axes.get_window_extent().width / axes.figure.dpi / (high - low))


def _least(label: str, size: float) -> float:
    return text_width(label, size) + APART * size / 72
