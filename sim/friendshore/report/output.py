"""Output by scenario: the median, and the bands that hold 50 and 90 % of the replications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from friendshore.report.cases import ASSUMED_AFTER, Case, time_notes
from friendshore.report.charts import Cell, Chart
from friendshore.report.style import GREY, Heading, end_labels, frame, place, readable
from friendshore.results import BANDS, bands
from friendshore.results.amounts import Scale, digits, scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from friendshore.engine.outcome import Array

MEDIAN = BANDS.index(50)


def output_chart(
    id: str, outcome: str, about: str, cases: Sequence[Case], question: str, finding: str, sources: str
) -> Chart:
    """A chart of one yearly outcome; one panel for two runs, else a panel per scenario with the baseline in grey."""
    percentiles = [bands(case.series[outcome]) for case in cases]
    years = cases[0].series[outcome].years
    size = scale(cases[0].series[outcome].unit, max(float(levels.max()) for levels in percentiles))
    counts = sorted({case.replications for case in cases})
    how_many = " and ".join(str(count) for count in counts)
    note = f"Line: median of {how_many} replications; dark band: half of them, light band: 90 %."
    heading = Heading(question, finding, (note, *time_notes(cases)), sources)
    label = f"{about}, {size.label} a year"
    last = "; ".join(
        f"{case.label} {digits(levels[0, -1] / size.divisor)} to {digits(levels[-1, -1] / size.divisor)}, "
        f"median {size.say(levels[MEDIAN, -1])}"
        for case, levels in zip(cases, percentiles, strict=True)
    )
    return Chart(
        id=id,
        about=label,
        alt=f"{label}, {years[0]} to {years[-1]}. {finding} In {years[-1]}, 90 % of replications: {last}.",
        heading=heading,
        draw=lambda: _draw(heading, label, cases, years, percentiles, size),
        columns=("scenario", "year", *(f"p{level}" for level in BANDS), "unit"),
        rows=_rows(cases, outcome, percentiles),
    )


def _rows(cases: Sequence[Case], outcome: str, percentiles: Sequence[Array]) -> list[list[Cell]]:
    return [
        [case.run.name, year, *(float(value) for value in levels[:, column]), case.series[outcome].unit]
        for case, levels in zip(cases, percentiles, strict=True)
        for column, year in enumerate(case.series[outcome].years)
    ]


def _draw(
    heading: Heading,
    label: str,
    cases: Sequence[Case],
    years: Sequence[int],
    percentiles: Sequence[Array],
    size: Scale,
) -> Figure:
    figure, room = frame(heading, axes_height=4.3)
    # Side by side once overlaid bands would hide one another: each scenario with the baseline behind it.
    panels = [list(range(len(cases)))] if len(cases) <= 2 else [[0, i] for i in range(1, len(cases))]
    left, right, gap = 0.65, 1.75, 0.35
    width = (room.width - left - right - gap * (len(panels) - 1)) / len(panels)
    top = max(float(levels.max()) for levels in percentiles) / size.divisor * 1.06
    for number, members in enumerate(panels):
        axes = place(
            figure, room.left + left + number * (width + gap), room.bottom + 0.35, width, room.height - 0.35 - 0.45
        )
        axes.set_ylim(0, top)
        for member in members:
            _fan(axes, years, percentiles[member] / size.divisor, cases[member].colour)
        _years(axes, years, narrow=len(panels) > 2)
        _assumed(axes, years, words=number == 0)
        if number:
            axes.tick_params(labelleft=False)
        if len(panels) > 1:
            case = cases[members[-1]]
            axes.set_title(case.label, color=readable(case.colour), pad=8)
        if len(panels) == 1 or number == len(panels) - 1:
            end_labels(axes, years[-1] + 0.25, _ends(cases, members, percentiles, size))
    figure.text(
        (room.left + 0.05) / room.right,
        (room.top - 0.02) / figure.get_size_inches()[1],
        label,
        va="top",
        size=12,
        color=GREY,
    )
    return figure


def _fan(axes: Axes, years: Sequence[int], levels: Array, colour: str) -> None:
    axes.fill_between(years, levels[0], levels[-1], color=colour, alpha=0.16, linewidth=0)
    axes.fill_between(years, levels[1], levels[-2], color=colour, alpha=0.28, linewidth=0)
    axes.plot(years, levels[MEDIAN], color=colour, linewidth=2.4, marker="o", markersize=4)


def _ends(
    cases: Sequence[Case], members: Sequence[int], percentiles: Sequence[Array], size: Scale
) -> list[tuple[float, str, str]]:
    return [
        (
            float(percentiles[m][MEDIAN, -1]) / size.divisor,
            f"{cases[m].label}\n{digits(float(percentiles[m][MEDIAN, -1]) / size.divisor)}",
            readable(cases[m].colour),
        )
        for m in members
    ]


def _years(axes: Axes, years: Sequence[int], narrow: bool) -> None:
    axes.set_xlim(years[0] - 0.3, years[-1] + 0.15)
    step = (3 if narrow else 2) if len(years) > 8 else 1
    axes.set_xticks(list(years)[::step])


def _assumed(axes: Axes, years: Sequence[int], words: bool) -> None:
    """Marks from where capacity is partly assumed."""
    if years[-1] <= ASSUMED_AFTER:
        return
    axes.axvline(ASSUMED_AFTER + 0.5, color=GREY, linewidth=0.9, linestyle=(0, (2, 3)))
    if words:
        axes.text(
            ASSUMED_AFTER + 0.6,
            0.02,
            "with assumed capacity →",
            transform=axes.get_xaxis_transform(),
            size=9.5,
            color=GREY,
            va="bottom",
        )
