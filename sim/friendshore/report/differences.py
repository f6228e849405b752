"""What each scenario changes against the baseline, year by year, with its paired 95 % interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from friendshore.report.cases import UNFINISHED_NOTE, Case, time_notes
from friendshore.report.charts import Cell, Chart
from friendshore.report.style import GREY, INK, Heading, frame, place, readable, wrap
from friendshore.results import Difference
from friendshore.results.amounts import Scale, digits, percent, scale
from friendshore.results.findings import strongest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


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

    cases: baseline first
    differences: scenario's name -> its differences
    reasons: scenario's name -> why nothing moves; written into the chart of a scenario that moves none of them
    """
    note = (
        "Dots: mean difference of replications that share their draws; whiskers: 95 % interval. "
        "Hollow: the interval includes zero."
    )
    heading = Heading(question, finding, (note, UNFINISHED_NOTE, *time_notes(cases)), sources)
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
        about="Paired difference to the baseline",
        alt=" ".join([f"Difference to the baseline by year with 95 % interval. {finding}", *why]),
        heading=heading,
        draw=lambda: _draw(heading, panels, cases, differences, why),
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
    return [
        f"{case.label[:1].upper()}{case.label[1:]} moves nothing here: {reasons.get(case.run.name, no_reason)}"
        for case in still
    ]


def _draw(
    heading: Heading,
    panels: Sequence[Panel],
    cases: Sequence[Case],
    differences: Mapping[str, Sequence[Difference]],
    why: Sequence[str],
) -> Figure:
    columns = 2
    rows = -(-len(panels) // columns)
    each = 3.4
    figure, room = frame(heading, axes_height=rows * each + 0.35)
    _key(figure, cases, room.left + 0.05, room.top - 0.05)
    left, gap = 0.6, 0.85
    width = (room.width - columns * left - gap + left) / columns - 0.15
    for number, panel in enumerate(panels):
        row, column = divmod(number, columns)
        axes = place(
            figure,
            room.left + left + column * (width + gap),
            room.top - 0.35 - (row + 1) * each + 0.4,
            width,
            each - 0.95,
        )
        _panel(axes, panel, cases, differences)
        if why and number == 0:
            _reason(axes, why, width)
    return figure


def _key(figure: Figure, cases: Sequence[Case], x: float, y: float) -> None:
    """The scenarios' names in their colours, in one line."""
    w, h = figure.get_size_inches()
    for case in cases[1:]:
        figure.text(x / w, y / h, f"● {case.label}", color=readable(case.colour), weight="bold", size=11.5, va="top")
        x += 0.35 + 0.108 * len(case.label)


def _panel(axes: Axes, panel: Panel, cases: Sequence[Case], differences: Mapping[str, Sequence[Difference]]) -> None:
    shown = {case.run.name: [d for d in differences[case.run.name] if d.outcome == panel.outcome] for case in cases[1:]}
    everything = [d for rows in shown.values() for d in rows]
    if not everything:
        axes.set_axis_off()
        return
    reach = max(max(abs(d.low), abs(d.high)) for d in everything if d.low == d.low) if everything else 0.0
    size = scale(everything[0].unit, reach)
    axes.set_title(f"{panel.about}\n", pad=2)
    axes.text(
        0,
        1.03,
        f"difference, {size.label}{_per_year(everything[0].unit)}",
        transform=axes.transAxes,
        size=10.5,
        color=GREY,
    )
    axes.axhline(0, color=INK, linewidth=1.1)
    width = 0.6 / max(len(shown), 1)
    for number, case in enumerate(cases[1:]):
        shift = (number - (len(shown) - 1) / 2) * width
        _whiskers(axes, shown[case.run.name], shift, size, case.colour)
    years = sorted({d.year for d in everything})
    axes.set_xlim(years[0] - 0.7, years[-1] + 0.7)
    axes.set_xticks(years[:: 3 if len(years) > 8 else 1])
    room = max(reach / size.divisor, 1e-9 if reach else 1.0) * 1.3
    axes.set_ylim(*_limits(everything, size, room))
    peaks = [(strongest(rows, panel.outcome), name) for name, rows in shown.items()]
    loudest = max((p for p in peaks if p[0] is not None), key=lambda p: abs(p[0].mean) if p[0] else 0, default=None)
    if loudest is not None and loudest[0] is not None:
        _peak(axes, loudest[0], size)


def _per_year(unit: str) -> str:
    return "" if "/" in unit else " a year"


def _limits(rows: Sequence[Difference], size: Scale, room: float) -> tuple[float, float]:
    low = min((d.low for d in rows if d.low == d.low), default=0.0) / size.divisor
    high = max((d.high for d in rows if d.high == d.high), default=0.0) / size.divisor
    return min(low * 1.3, -room * 0.12), max(high * 1.3, room * 0.12)


def _whiskers(axes: Axes, rows: Sequence[Difference], shift: float, size: Scale, colour: str) -> None:
    for d in rows:
        x = d.year + shift
        if d.low == d.low:
            axes.plot([x, x], [d.low / size.divisor, d.high / size.divisor], color=colour, linewidth=2, alpha=0.75)
        face = colour if d.excludes_zero else "white"
        axes.plot(
            x, d.mean / size.divisor, "o", color=colour, markerfacecolor=face, markersize=5.5, markeredgewidth=1.4
        )


def _peak(axes: Axes, peak: Difference, size: Scale) -> None:
    """Names the largest movement at its point."""
    down = peak.mean < 0
    first, last = axes.get_xlim()
    late = peak.year > (first + last) / 2
    axes.annotate(
        f"{digits(peak.mean / size.divisor, signed=True)} ({percent(peak.relative, signed=True)}) in {peak.year}",
        (peak.year, (peak.low if down else peak.high) / size.divisor),
        xytext=(0, -4 if down else 4),
        textcoords="offset points",
        ha="right" if late else "left",
        va="top" if down else "bottom",
        size=10.5,
        weight="bold",
    )


def _reason(axes: Axes, why: Sequence[str], width: float) -> None:
    lines = [line for text in why for line in wrap(text, 10.5, width * 0.88)]
    axes.text(
        0.5,
        0.97,
        "\n".join(lines),
        transform=axes.transAxes,
        ha="center",
        va="top",
        size=10.5,
        bbox={"boxstyle": "round,pad=0.5", "facecolor": "#FFF8E1", "edgecolor": GREY, "linewidth": 0.8},
        zorder=5,
    )
