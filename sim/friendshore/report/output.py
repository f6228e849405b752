"""Output by scenario: the median, and the bands that hold 50 and 90 % of the replications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, isfinite
from typing import TYPE_CHECKING

import numpy as np

from friendshore.report.cases import ASSUMED_AFTER, Case, time_notes
from friendshore.report.charts import Cell, Chart
from friendshore.report.style import GREY, Heading, end_labels, frame, place, readable, text_width, wrap, write_at
from friendshore.report.time_axis import label_years
from friendshore.results import BANDS, Difference, bands
from friendshore.results.amounts import Scale, digits, percent, scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from friendshore.engine.outcome import Array

MEDIAN = BANDS.index(50)
PEAK = 11.5
TITLED = 12.5
LONE = 0.05
"""Years to each side that the bands of a lone year take, which would have no width."""


def output_chart(
    id: str,
    outcome: str,
    about: str,
    short: str,
    cases: Sequence[Case],
    question: str,
    finding: str,
    sources: str,
    peaks: Mapping[str, Difference],
) -> Chart:
    """A chart of one yearly outcome; one panel for two runs, else a panel per scenario with the baseline in grey.

    peaks: scenario's name -> its strongest paired difference in this outcome, named in the chart
    """
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
        short=short,
        alt=f"{label}, {years[0]} to {years[-1]}. {finding} In {years[-1]}, 90 % of replications: {last}.",
        heading=heading,
        draw=lambda: _draw(heading, label, cases, years, percentiles, size, peaks),
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
    peaks: Mapping[str, Difference],
) -> Figure:
    figure, room = frame(heading, axes_height=4.3)
    # Side by side once overlaid bands would hide one another: each scenario with the baseline behind it.
    panels = [list(range(len(cases)))] if len(cases) <= 2 else [[0, i] for i in range(1, len(cases))]
    left, right, gap = 0.65, 1.75, 0.55
    head = 0.45 if len(panels) == 1 else 0.8
    width = (room.width - left - right - gap * (len(panels) - 1)) / len(panels)
    for number, members in enumerate(panels):
        x = room.left + left + number * (width + gap)
        axes = place(figure, x, room.bottom + 0.35, width, room.height - 0.35 - head)
        _panel(axes, [cases[m] for m in members], [percentiles[m] / size.divisor for m in members], years, peaks)
        axes.set_ylim(0, max(float(levels.max()) for levels in percentiles) / size.divisor * 1.06)
        label_years(axes, years, years, size=11)
        _assumed(axes, years, words=number == 0)
        axes.tick_params(labelleft=number == 0)
        if len(panels) > 1:
            words = "\n".join(wrap(cases[members[-1]].label, TITLED, width + gap - 0.15, bold=True))
            axes.set_title(words, color=readable(cases[members[-1]].colour), pad=8, size=TITLED)
        if number == len(panels) - 1:
            end_labels(axes, _ends(cases, members, percentiles, size, right - 0.1))
    write_at(figure, room.left, room.top - 0.02, label, va="top", size=12, color=GREY)
    return figure


def _panel(
    axes: Axes,
    cases: Sequence[Case],
    levels: Sequence[Array],
    years: Sequence[int],
    peaks: Mapping[str, Difference],
) -> None:
    axes.set_xlim(years[0] - 0.3, years[-1] + 0.15)
    wide = years if len(years) > 1 else (years[0] - LONE, years[0] + LONE)
    for case, band in zip(cases, levels, strict=True):
        for depth, alpha in ((0, 0.16), (1, 0.28)):
            low, high = (np.broadcast_to(band[row], len(wide)) for row in (depth, -1 - depth))
            axes.fill_between(wide, low, high, color=case.colour, alpha=alpha, linewidth=0)
        axes.plot(years, band[MEDIAN], color=case.colour, linewidth=2.4, marker="o", markersize=4)
    peak = peaks.get(cases[-1].run.name)
    if len(cases) > 1 and peak is not None and isfinite(peak.relative):
        _peak(axes, peak, cases[-1], levels, years)


def _peak(axes: Axes, peak: Difference, case: Case, levels: Sequence[Array], years: Sequence[int]) -> None:
    """Names the strongest paired difference, clear of all bands on the side to which it goes."""
    down = peak.mean < 0
    text = f"{percent(peak.relative, signed=True)} in {peak.year}"
    inches = axes.get_window_extent().width / axes.figure.dpi
    first, last = axes.get_xlim()
    span = text_width(text, PEAK, bold=True) / inches * (last - first)
    # Output mostly grows: below a fall there is room to the right, above a rise to the left.
    rightward = (down and peak.year + span < last) or peak.year - span < first
    covered = (
        range(peak.year, peak.year + ceil(span) + 1) if rightward else range(peak.year - ceil(span), peak.year + 1)
    )
    columns = [column for column, year in enumerate(years) if year in covered]
    edges = [float(band[0 if down else -1, column]) for band in levels for column in columns]
    axes.annotate(
        text,
        (peak.year, float(levels[-1][MEDIAN, years.index(peak.year)])),
        xytext=(peak.year, min(edges) * 0.94 if down else max(edges) * 1.05),
        ha="left" if rightward else "right",
        va="top" if down else "bottom",
        size=PEAK,
        weight="bold",
        color=readable(case.colour),
        arrowprops={
            "arrowstyle": "-",
            "color": case.colour,
            "linewidth": 1.0,
            "shrinkA": 1,
            "shrinkB": 3,
            "relpos": (0 if rightward else 1, 1 if down else 0),
        },
    )


def _ends(
    cases: Sequence[Case], members: Sequence[int], percentiles: Sequence[Array], size: Scale, room: float
) -> list[tuple[float, str, str]]:
    found = []
    for m in members:
        at = float(percentiles[m][MEDIAN, -1]) / size.divisor
        found.append((at, "\n".join([*wrap(cases[m].label, 11.0, room), digits(at)]), readable(cases[m].colour)))
    return found


def _assumed(axes: Axes, years: Sequence[int], words: bool) -> None:
    """Marks from where capacity is partly assumed."""
    if years[-1] <= ASSUMED_AFTER:
        return
    axes.axvline(ASSUMED_AFTER + 0.5, color=GREY, linewidth=0.9, linestyle=(0, (2, 3)))
    if words:
        start, end = axes.get_xlim()
        room = axes.get_window_extent().width / axes.figure.dpi * (end - ASSUMED_AFTER - 0.6) / (end - start)
        axes.text(
            ASSUMED_AFTER + 0.6,
            0.02,
            "\n".join(wrap("with assumed capacity\u00a0→", 9.5, room)),
            transform=axes.get_xaxis_transform(),
            size=9.5,
            color=GREY,
            va="bottom",
        )
