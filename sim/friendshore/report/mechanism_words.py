"""What the chart of a mechanism says: what moved, in which unit, when, and how to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from friendshore.engine.outcome import Array
from friendshore.report.cases import Case, time_notes, used_notes
from friendshore.report.time_axis import MONTHS
from friendshore.results.amounts import NBSP, Scale, digits, percent
from friendshore.results.outcomes import BANDS
from friendshore.results.shown import Shown
from friendshore.results.shown_change import Change, Moved

MEDIAN = BANDS.index(50)
MANY_TIMES = 3.0
"""From this multiple on a change is told as an amount: a percentage of next to nothing says nothing."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One panel: a series per run (None: the run holds nothing of the kind), its percentiles, and what moved.

    change   the paired difference; None without a pair
    apart    the panel shows the difference and not the two levels
    """

    caption: str
    series: tuple[Shown | None, ...]
    levels: tuple[Array | None, ...]
    size: Scale
    change: Change | None
    moved: Moved | None
    apart: bool

    @property
    def any(self) -> Shown | None:
        """The series of the last run that has one."""
        return next((one for one in reversed(self.series) if one is not None), None)


def finding_of(panels: Sequence[Drawn], cases: Sequence[Case], wanted: Mapping[str, Any]) -> str:
    """What the first two panels that move say, in the order in which the scenario names them."""
    if len(cases) == 1:
        return _alone(panels, cases[0], wanted)
    told = [f"{panel.caption}: {what_moved(panel)}." for panel in panels if panel.moved is not None]
    if not told:
        return f"Nothing moves in these panels against {cases[0].as_told}: every 95 % interval includes zero."
    told[0] = f"{told[0][:-1]}, against {cases[0].as_told}."
    return " ".join(told[:2])


def _alone(panels: Sequence[Drawn], case: Case, wanted: Mapping[str, Any]) -> str:
    """Of a run by itself: the median before the shaded days, and the one in them that is furthest from it."""
    since, over = (date.fromisoformat(wanted[key] or wanted["last"]) for key in ("from", "until"))
    told = []
    for panel in panels:
        series, levels = panel.series[0], panel.levels[0]
        if series is None or levels is None:
            continue
        median = levels[MEDIAN]
        before = [i for i, (_, end) in enumerate(series.periods) if end <= since and isfinite(median[i])]
        inside = [i for i, (start, _) in enumerate(series.periods) if since <= start < over and isfinite(median[i])]
        if before and inside:
            first, most = before[-1], max(inside, key=lambda i: abs(median[i] - median[before[-1]]))
            pair = [f"{digits(median[i] / panel.size.divisor)} in {period(series, i)}" for i in (first, most)]
            told.append(f"{panel.caption}: {pair[0]}, {pair[1]} ({unit_of(panel)}).")
    return " ".join(told[:2]) or f"What {case.label} shows by itself."


def what_moved(panel: Drawn) -> str:
    """The largest change with its interval: a share of the baseline, or an amount where that is next to nothing."""
    moved, series = panel.moved, panel.any
    assert moved is not None and series is not None
    when = period(series, moved.column)
    if series.unit == "%":
        return f"{digits(moved.mean, signed=True)}{NBSP}points in {when} ({_range(moved.low, moved.high)})"
    share, low, high = moved.share
    if isfinite(share) and abs(share) < MANY_TIMES and low * high > 0.0:  # else the amount alone is sure
        told = [percent(one, signed=True) for one in (share, low, high)]
        return f"{told[0]} in {when}" + (f" ({told[1]}{NBSP}to{NBSP}{told[2]})" if len(set(told)) > 1 else "")
    d = panel.size.divisor
    return f"{panel.size.say(moved.mean, signed=True)} in {when} ({_range(moved.low / d, moved.high / d)})"


def _range(low: float, high: float) -> str:
    return f"{digits(low, signed=True)}{NBSP}to{NBSP}{digits(high, signed=True)}"


def period(series: Shown, column: int) -> str:
    """A month or quarter in words."""
    start, _ = series.periods[column]
    if longest(series) > 100:
        return str(start.year)
    if quarterly(series):
        return f"Q{(start.month + 2) // 3}{NBSP}{start.year}"
    return f"{MONTHS[start.month - 1]}{NBSP}{start.year}"


def quarterly(series: Shown) -> bool:
    """Whether the columns are quarters, or years."""
    return longest(series) > 31


def longest(series: Shown) -> int:
    """Days of its longest period."""
    return max(((end - start).days for start, end in series.periods), default=0)


def unit_of(panel: Drawn) -> str:
    """What stands on the axis."""
    series = panel.any
    if series is None:
        return ""
    label = "% of capacity" if series.unit == "%" else panel.size.label.replace("USD2024", "USD of 2024")
    label = (
        f"{label} a {series.per}" if series.per in ("month", "quarter", "year") else f"{label} {series.per}".rstrip()
    )
    return f"difference, {label}" if panel.apart else label


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]}{NBSP}{day.year}"


def span_of(wanted: Mapping[str, Any]) -> str:
    """The shaded days."""
    until = wanted["until"]
    return f"{_day(wanted['from'])} to {_day(until)}" if until else f"from {_day(wanted['from'])} on"


def notes_of(panels: Sequence[Drawn], cases: Sequence[Case], wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """How to read the lines, bands, shades and rings of these panels."""
    counts = " and ".join(str(count) for count in sorted({case.replications for case in cases}))
    paired = len(set.intersection(*(set(case.run.replications) for case in cases)))
    notes = [f"Shaded: {span_of(wanted)}."]
    pair = f"{cases[-1].as_told} and {cases[0].as_told}" if len(cases) > 1 else ""
    if not all(panel.apart for panel in panels):
        notes = [f"Line: median of {counts} replications; dark band: half of them, light band: 90 %. {notes[0]}"]
    if any(panel.apart for panel in panels):
        notes.append(
            f"Panels of differences: {cases[-1].as_told} less {cases[0].as_told}, mean of {paired} paired "
            "replications, and its 95 % interval."
        )
    if any(panel.moved is not None for panel in panels):
        notes.append(
            f"Ring: where {pair} differ most for sure in the shaded days and, by month, up to a quarter after; beside "
            f"the unit the mean difference there of {paired} paired replications, which share their draws, and its "
            "95 % interval."
        )
    drawn = {one.per for panel in panels for one in panel.series if one is not None}
    steps = {longest(one) for panel in panels for one in panel.series if one is not None}
    words = [
        word
        for word, least, most in (("quarters", 32, 100), ("years", 101, 999))
        if any(least <= n <= most for n in steps)
    ]
    about = ["Amounts of a month are brought to 30.4 days."] if "month" in drawn else []
    about += [f"Steps are {' or '.join(words)}."] if words else []
    if about:
        notes.append(" ".join(about))
    return (*notes, *(time_notes(cases) if wanted["last"] > "2029" else used_notes(cases)))
