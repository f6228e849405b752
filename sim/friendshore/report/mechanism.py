"""The panels in which a scenario says that its mechanism is seen: medians and bands beside the baseline's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from friendshore.engine.outcome import Array
from friendshore.report.cases import Case
from friendshore.report.charts import Cell, Chart
from friendshore.report.mechanism_words import (
    MEDIAN,
    Drawn,
    finding_of,
    notes_of,
    quarterly,
    span_of,
    unit_of,
    what_moved,
)
from friendshore.report.style import GREY, Heading, frame, place, readable, ring, swatches, text_width, wrap
from friendshore.report.time_axis import as_year, label_days
from friendshore.results.amounts import Scale, scale
from friendshore.results.findings import few
from friendshore.results.outcomes import BANDS
from friendshore.results.shown import Shown, shown
from friendshore.results.shown_change import change_of, most_moved
from friendshore.results.spread import nan_quantile

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHADE = "#EFE3B8"
"""Behind the days on which the mechanism acts."""
LAG = 90
"""Days after its last one within which a mechanism is looked for month by month: stocks and orders take their time."""
COLUMNS = 2
CAPTION = 12.0
EACH = 2.95
"""Height of a panel with its caption, inches."""
DEAR = 1e4
"""USD per unit from which on prices are told in thousands."""


def mechanism_chart(id: str, cases: Sequence[Case], question: str, sources: str) -> Chart | None:
    """The chart of the last case's ``shows``, against the first case if there are two; None if it shows nothing.

    What ``shows`` would have it drawn beside is for who chooses the cases: the chart names those that it draws.
    """
    wanted: Mapping[str, Any] | None = cases[-1].run.manifest.get("shows")
    if not wanted:
        return None
    wanted = _covered(wanted, cases)
    if wanted["first"] >= wanted["last"]:
        return None
    panels = [_drawn(panel, cases, wanted) for panel in wanted["panels"]]
    finding = finding_of(panels, cases, wanted)
    finding = few(finding, cases[0].replications) if len(cases) > 1 else finding
    heading = Heading(question, finding, notes_of(panels, cases, wanted), sources)
    against = f", against {cases[0].as_told}" if len(cases) > 1 else ""
    about = f"Where the mechanism is seen{against}: {'; '.join(panel.caption for panel in panels)}"
    return Chart(
        id=id,
        about=about,
        short=f"The mechanism, {cases[-1].label} against {cases[0].label}" if len(cases) > 1 else "The mechanism",
        alt=f"{about}, {span_of(wanted)}. {finding}",
        heading=heading,
        draw=lambda: _draw(heading, panels, cases, wanted),
        columns=(
            "scenario",
            "panel",
            "period",
            *(f"p{level}" for level in BANDS),
            "unit",
            "per",
            "mean",
            "half_interval_95",
        ),
        rows=_rows(panels, cases),
    )


def _covered(wanted: Mapping[str, Any], cases: Sequence[Case]) -> dict[str, Any]:
    """The same between the days that all the runs cover."""
    start = max(case.run.index.start for case in cases).isoformat()
    end = (min(case.run.index.end for case in cases) + timedelta(days=1)).isoformat()
    return {**wanted, "first": max(wanted["first"], start), "last": min(wanted["last"], end)}


def _drawn(panel: Mapping[str, Any], cases: Sequence[Case], wanted: Mapping[str, Any]) -> Drawn:
    first, last, since = (date.fromisoformat(wanted[key]) for key in ("first", "last", "from"))
    series = tuple(shown(case.run, panel, first, last) for case in cases)
    levels = tuple(None if one is None else nan_quantile(one.values, [b / 100 for b in BANDS]) for one in series)
    present = [one for one in series if one is not None]
    change = change_of(*series) if len(series) == 2 else None
    apart = change is not None and panel.get("draw") == "change"
    sizes = [change.mean - change.half, change.mean + change.half] if apart and change else levels
    largest = max((_largest(one) for one in sizes if one is not None), default=0.0)
    over = date.fromisoformat(wanted["until"] or wanted["last"])
    if present and not quarterly(present[0]):
        over += timedelta(days=LAG)
    moved = most_moved(change, present[0].periods, since, over) if change else None
    size = _scale(present[0].unit if present else "", largest)
    return Drawn(str(panel["caption"]), series, levels, size, change, moved, apart)


def _scale(unit: str, largest: float) -> Scale:
    """As elsewhere, but large prices in thousands: an axis has no room for five digits."""
    if unit.startswith("USD") and largest >= DEAR:
        return Scale(1e3, f"thousand {scale(unit, largest).label}")
    if unit == "credits" and largest >= 1e3:
        return Scale(1e3, "thousand credits")
    if unit == "GWh" and largest < 1.0:
        return Scale(1e-3, "MWh")
    if unit.startswith("t "):  # tonnes of what is contained
        size = scale("t", largest)
        return Scale(size.divisor, size.label + unit[1:])
    return scale(unit, largest)


def _largest(levels: Array) -> float:
    return float(np.max(np.abs(levels), where=np.isfinite(levels), initial=0.0))


def _rows(panels: Sequence[Drawn], cases: Sequence[Case]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for panel in panels:
        for case, series, levels in zip(cases, panel.series, panel.levels, strict=True):
            if series is None or levels is None:
                continue
            for column, (start, _) in enumerate(series.periods):
                values = [float(value) for value in levels[:, column]]
                rows.append(
                    [case.run.name, panel.caption, start.isoformat(), *values, series.unit, series.per, None, None]
                )
        if panel.change is not None and panel.any is not None:
            for (start, _), mean, half in zip(panel.any.periods, panel.change.mean, panel.change.half, strict=True):
                rows.append(
                    [
                        f"{cases[-1].run.name} less {cases[0].run.name}",
                        *(panel.caption, start.isoformat(), *[None] * len(BANDS), panel.any.unit, panel.any.per),
                        *(float(mean), float(half)),
                    ]
                )
    return rows


# -- in lines


def _draw(heading: Heading, panels: Sequence[Drawn], cases: Sequence[Case], wanted: Mapping[str, Any]) -> Figure:
    columns = min(COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    entries = [(case.label, case.colour) for case in cases]
    shaded = f"{span_of(wanted)}: {wanted['shaded']}" if wanted.get("shaded") else span_of(wanted)
    wide = 12.0 if columns > 1 else 10.0
    keys = [[*entries, (shaded, SHADE)]]
    if sum(0.45 + text_width(word, 10.5) for word, _ in keys[0]) > wide - 0.5:
        keys = [entries, [(shaded, SHADE)]]
    head = 0.3 + 0.25 * (len(keys) - 1)
    figure, room = frame(heading, axes_height=rows * EACH + head, width=wide)
    for line, key in enumerate(keys):
        swatches(figure, room.left, room.top - 0.1 - 0.25 * line, key)
    left, right, gap = 0.55, 0.3, 0.2
    width = (room.width - gap * (columns - 1)) / columns
    for number, panel in enumerate(panels):
        row, column = divmod(number, columns)
        x = room.left + column * (width + gap) + left
        y = room.top - head - (row + 1) * EACH + 0.4
        axes = place(figure, x, y, width - left - right, EACH - 1.1)
        _panel(axes, panel, cases, wanted, width - left - right)
    return figure


def _panel(axes: Axes, panel: Drawn, cases: Sequence[Case], wanted: Mapping[str, Any], width: float) -> None:
    first, last = (date.fromisoformat(wanted[key]) for key in ("first", "last"))
    until = date.fromisoformat(wanted["until"] or wanted["last"])
    shade = as_year(date.fromisoformat(wanted["from"])), as_year(min(until, last))
    axes.axvspan(*shade, color=SHADE, alpha=0.55, linewidth=0, zorder=0)
    if panel.apart and panel.change is not None and panel.any is not None:
        mean, half = panel.change.mean / panel.size.divisor, panel.change.half / panel.size.divisor
        drawn = [_curve(axes, panel.any, np.stack([mean - half, mean, mean + half]), cases[-1].colour)]
        axes.axhline(0.0, color=cases[0].colour, linewidth=2.2)
    else:
        drawn = [
            _curve(axes, series, levels / panel.size.divisor, case.colour)
            for case, series, levels in zip(cases, panel.series, panel.levels, strict=True)
            if series is not None and levels is not None
        ]
    top = max((_largest(np.maximum(one, 0.0)) for one in drawn), default=0.0)
    bottom = max((_largest(np.minimum(one, 0.0)) for one in drawn), default=0.0)
    axes.set_ylim(-bottom * 1.1, (top or (0.0 if bottom else 1.0)) * 1.1)
    axes.set_xlim(as_year(first), as_year(last))
    label_days(axes, first, last)
    axes.locator_params(axis="y", nbins=5)
    _words(axes, panel, cases, top == bottom == 0.0, width)


def _curve(axes: Axes, series: Shown, levels: Array, colour: str) -> Array:
    """Draws a middle line in its bands, from the widest to the narrowest; returns what was drawn."""
    x = _points(series)
    if len(x) > levels.shape[1]:  # a step for each period: its amount holds from its first day to its last
        levels = np.repeat(levels, 2, axis=1)
    for depth in range(len(levels) // 2):
        axes.fill_between(x, levels[depth], levels[-1 - depth], color=colour, alpha=0.15 + 0.1 * depth, linewidth=0)
    axes.plot(x, levels[len(levels) // 2], color=colour, linewidth=2.2)
    return levels


def _points(series: Shown) -> list[float]:
    """Where the columns stand on the axis: months at their middle, quarters from their first day to their last."""
    if quarterly(series):
        return [as_year(day) for period in series.periods for day in period]
    return [(as_year(start) + as_year(end)) / 2 for start, end in series.periods]


def _words(axes: Axes, panel: Drawn, cases: Sequence[Case], empty: bool, width: float) -> None:
    """Caption and unit above the axes, the change beside them, and a ring where it is."""
    lines = wrap(panel.caption, CAPTION, width, bold=True)
    axes.set_title("\n".join(lines[:2]), pad=22, size=CAPTION, linespacing=1.15)
    unit = unit_of(panel)
    axes.annotate(unit, (0, 1), (0, 7), "axes fraction", "offset points", size=9.5, color=GREY, va="bottom")
    if panel.any is None or empty:
        axes.text(0.5, 0.5, "none in these runs", transform=axes.transAxes, color=GREY, ha="center", va="center")
    if panel.moved is None or panel.any is None:
        if len(cases) > 1 and panel.any is not None and not empty and None not in panel.series:
            _aside(axes, "no sure difference", GREY)
        return
    told, levels = what_moved(panel), panel.levels[-1]
    assert levels is not None
    start, end = panel.any.periods[panel.moved.column]
    height = (panel.moved.mean if panel.apart else float(levels[MEDIAN, panel.moved.column])) / panel.size.divisor
    ring(axes, (as_year(start) + as_year(end)) / 2, height, readable(cases[-1].colour))
    room = width - text_width(unit, 9.5) - 0.15
    _aside(
        axes, told if text_width(told, 9.5, bold=True) <= room else told.rpartition(" (")[0], readable(cases[-1].colour)
    )


def _aside(axes: Axes, text: str, colour: str) -> None:
    axes.annotate(
        text,
        (1, 1),
        (0, 7),
        "axes fraction",
        "offset points",
        size=9.5,
        weight="bold",
        color=colour,
        ha="right",
        va="bottom",
    )
