"""What each scenario changes against the baseline, year by year, with its paired 95 % interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from friendshore.report.cases import UNFINISHED_NOTE, Case, time_notes
from friendshore.report.charts import Cell, Chart
from friendshore.report.style import GREY, INK, WIDTH, Heading, frame, place, readable, swatches, wrap, write_at
from friendshore.report.time_axis import label_years
from friendshore.report.words import in_words
from friendshore.results import Difference
from friendshore.results.amounts import Scale, digits, percent, scale
from friendshore.results.findings import elsewhere, strongest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


REASON = 11.5
"""Size of the words that say why nothing moves."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One outcome: its id, and what the axis says."""

    outcome: str
    about: str


def difference_chart(
    panels: Sequence[Panel],
    cases: Sequence[Case],
    differences: Mapping[str, Sequence[Difference]],
    question: str,
    finding: str,
    sources: str,
    reasons: Mapping[str, str],
) -> Chart:
    """Paired differences of the panels' outcomes.

    cases: first the one that the others are compared with
    differences: scenario's name -> its differences
    reasons: scenario's name -> why nothing moves; written into the chart of a scenario that moves none of them
    """
    note = (
        "Dots: mean difference of replications that share their draws; whiskers: 95 % interval, "
        "where it is wider than the dot. Hollow: the interval includes zero."
    )
    heading = Heading(question, finding, (note, UNFINISHED_NOTE, *time_notes(cases)), sources)
    about = f"North America: difference to {cases[0].as_told} by year, with its 95 % interval"
    if any(not panel.outcome.endswith(".north_america") for panel in panels):
        about = about.replace(":", ", or the country named:", 1)
    shown = {panel.outcome for panel in panels}
    rows: list[list[Cell]] = [
        [case.run.name, d.outcome, d.year, d.mean, d.low, d.high, d.unit, d.relative, int(d.excludes_zero)]
        for case in cases[1:]
        for d in differences[case.run.name]
        if d.outcome in shown
    ]
    why = _why_still(panels, cases, differences, reasons)
    return Chart(
        id="difference",
        about=about,
        short="Differences",
        alt=" ".join([f"{about}. {finding}", *why]),
        heading=heading,
        draw=lambda: _draw(heading, about, panels, cases, differences, why),
        columns=("scenario", "outcome", "year", "mean", "low_95", "high_95", "unit", "relative", "excludes_zero"),
        rows=rows,
    )


def _why_still(
    panels: Sequence[Panel],
    cases: Sequence[Case],
    differences: Mapping[str, Sequence[Difference]],
    reasons: Mapping[str, str],
) -> list[str]:
    """A sentence for each scenario that moves none of the outcomes shown."""
    still = [
        case
        for case in cases[1:]
        if all(strongest(differences[case.run.name], panel.outcome) is None for panel in panels)
    ]
    no_reason = "no interval excludes zero with these replications."
    lines = []
    for case in still:
        titles = {id: in_words(series.title) for id, series in case.series.items()}
        beside = elsewhere(differences[case.run.name], {panel.outcome for panel in panels}, titles)
        lines.append(f"‘{case.label}’ moves nothing here: {reasons.get(case.run.name, no_reason)} {beside}".strip())
    return lines


def _draw(
    heading: Heading,
    about: str,
    panels: Sequence[Panel],
    cases: Sequence[Case],
    differences: Mapping[str, Sequence[Difference]],
    why: Sequence[str],
) -> Figure:
    columns, each = 2, 3.3
    reasons = [line for text in why for line in wrap(text, REASON, WIDTH - 0.9)]
    callout = (len(reasons) * REASON * 1.35 / 72 + 0.3) if reasons else 0.0
    head = 0.75 + callout
    figure, room = frame(heading, axes_height=head + -(-len(panels) // columns) * each)
    write_at(figure, room.left, room.top - 0.02, about, va="top", size=12, color=GREY)
    swatches(figure, room.left, room.top - 0.42, [(case.label, case.colour) for case in cases[1:]], size=11.5)
    if reasons:
        _callout(figure, room.left + 0.12, room.top - 0.82, reasons)
    left, gap = 0.62, 0.8
    width = (room.width - columns * left - gap + left) / columns - 0.15
    for number, panel in enumerate(panels):
        row, column = divmod(number, columns)
        bottom = room.top - head - (row + 1) * each + 0.4
        axes = place(figure, room.left + left + column * (width + gap), bottom, width, each - 1.0)
        _panel(axes, panel, cases, differences)
    return figure


def _panel(axes: Axes, panel: Panel, cases: Sequence[Case], differences: Mapping[str, Sequence[Difference]]) -> None:
    shown = [[d for d in differences[case.run.name] if d.outcome == panel.outcome] for case in cases[1:]]
    everything = [d for rows in shown for d in rows]
    axes.set_title(panel.about, pad=21)
    if not everything:
        axes.set_axis_off()
        return
    ends = [end for d in everything for end in (d.low, d.high, d.mean) if isfinite(end)]
    size = scale(everything[0].unit, max(map(abs, ends), default=0.0))
    per_year = "" if "/" in everything[0].unit else " a year"
    axes.text(0, 1.03, f"{size.label}{per_year}", transform=axes.transAxes, size=10.5, color=GREY)
    axes.axhline(0, color=INK, linewidth=1.1)
    step = 0.6 / len(shown)
    shifts = [(number - (len(shown) - 1) / 2) * step for number in range(len(shown))]
    for case, rows, shift in zip(cases[1:], shown, shifts, strict=True):
        _whiskers(axes, rows, shift, size, case.colour)
    years = sorted({d.year for d in everything})
    axes.set_xlim(years[0] - 0.7, years[-1] + 0.7)
    label_years(axes, years, years, size=11)
    _limits(axes, min(ends, default=0.0) / size.divisor, max(ends, default=0.0) / size.divisor)
    peaks = [
        (peak, shift, case.colour)
        for case, rows, shift in zip(cases[1:], shown, shifts, strict=True)
        if (peak := strongest(rows, panel.outcome)) is not None
    ]
    if peaks:
        peak, shift, colour = max(peaks, key=lambda found: abs(found[0].mean))
        _peak(axes, peak, shift, size, readable(colour))


def _limits(axes: Axes, low: float, high: float) -> None:
    """Room around the whiskers for a label beyond them, with zero always in sight."""
    reach = max(-low, high)
    if reach == 0:
        axes.set_ylim(-1, 1)
        axes.set_yticks([0])
        return
    axes.set_ylim(min(low * 1.3, -0.16 * reach), max(high * 1.3, 0.16 * reach))
    axes.locator_params(axis="y", nbins=6)


def _whiskers(axes: Axes, rows: Sequence[Difference], shift: float, size: Scale, colour: str) -> None:
    for d in rows:
        x, mean = d.year + shift, d.mean / size.divisor
        if isfinite(d.low):
            axes.plot([x, x], [d.low / size.divisor, d.high / size.divisor], color=colour, linewidth=2, alpha=0.75)
        face = colour if d.excludes_zero else "white"
        axes.plot(x, mean, "o", color=colour, markerfacecolor=face, markersize=5.5, markeredgewidth=1.4)


def _peak(axes: Axes, peak: Difference, shift: float, size: Scale, colour: str) -> None:
    """Names the largest movement in the room beyond all whiskers, in its scenario's colour, a line to its point."""
    down = peak.mean < 0
    first, last = axes.get_xlim()
    late = peak.year > (first + last) / 2
    share = f" ({percent(peak.relative, signed=True)})" if isfinite(peak.relative) else ""
    axes.annotate(
        f"{digits(peak.mean / size.divisor, signed=True)}{share} in {peak.year}",
        (peak.year + shift, (peak.low if down else peak.high) / size.divisor),
        xytext=(peak.year + shift, 0.02 if down else 0.98),
        textcoords=axes.get_xaxis_transform(),
        ha="right" if late else "left",
        va="bottom" if down else "top",
        size=10.5,
        weight="bold",
        color=colour,
        arrowprops={
            "arrowstyle": "-",
            "color": GREY,
            "linewidth": 0.8,
            "shrinkA": 0,
            "shrinkB": 2,
            "relpos": (late, down),
        },
    )


def _callout(figure: Figure, x: float, y: float, lines: Sequence[str]) -> None:
    """Why nothing moves, in a box of its own above the panels."""
    box = {"boxstyle": "round,pad=0.5", "facecolor": "#FFF8E1", "edgecolor": "#E69F00", "linewidth": 1.0}
    write_at(figure, x, y, "\n".join(lines), va="top", size=REASON, linespacing=1.35, bbox=box)
