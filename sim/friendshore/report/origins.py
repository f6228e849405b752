"""Where each mineral came from, by the country that processed it last: a row per run, a column per mineral."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from friendshore.report.cases import Case, time_notes
from friendshore.report.charts import Cell, Chart
from friendshore.report.style import (
    BLACK,
    COUNTRIES,
    GREY,
    SPARE,
    Heading,
    end_labels,
    frame,
    ink,
    place,
    readable,
    swatches,
    write_at,
)
from friendshore.report.time_axis import label_quarters
from friendshore.report.words import clipped, country, mineral, sentence
from friendshore.results.amounts import percent
from friendshore.results.origins import Origin, gathered, largest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from friendshore.engine.outcome import Array

NOTES = (
    "By the country that made the cathode, anode or magnet bought there, or the cell when it arrived ready made. "
    "Who mined or refined the mineral before that is not traced yet; batteries inside imported vehicles do not count.",
    "Mean of the replications by quarter, with the share in the last quarter beside it. Black bars: 90 % of the "
    "replications, for the lowest area.",
)
MOST = 7


def origin_chart(
    id: str,
    where: str,
    cases: Sequence[Case],
    origins: Sequence[Sequence[Origin]],
    question: str,
    finding: str,
    sources: str,
) -> Chart:
    """Stacked shares for one group of buyers.

    where: the buyers in words, "North America"
    origins: for each case, a record per mineral
    """
    heading = Heading(question, finding, (*NOTES, *time_notes(cases)), sources)
    about = f"Share of each mineral bought in {where} by last processing country"
    named = largest([origin for group in origins for origin in group], MOST)
    return Chart(
        id=id,
        about=about,
        short=f"Origins, {where}",
        alt=f"{about}, by quarter. {finding}",
        heading=heading,
        draw=lambda: _draw(heading, about, cases, origins, named),
        columns=("scenario", "mineral", "country", "quarter", "share_mean", "share_p5", "share_p95", "bought_t"),
        rows=_rows(cases, origins),
    )


def _rows(cases: Sequence[Case], origins: Sequence[Sequence[Origin]]) -> list[list[Cell]]:
    return [
        [
            case.run.name,
            origin.mineral,
            name,
            quarter,
            float(origin.share[row, column]),
            float(origin.low[row, column]),
            float(origin.high[row, column]),
            float(origin.tonnes[column]),
        ]
        for case, group in zip(cases, origins, strict=True)
        for origin in group
        for row, name in enumerate(origin.countries)
        for column, quarter in enumerate(origin.quarters)
    ]


def colours_of(named: Sequence[str]) -> dict[str, str]:
    """A colour for each country: its own if it has one, else one of the spare ones."""
    spare = iter([colour for colour in SPARE if colour not in {COUNTRIES.get(name) for name in named}])
    return {name: COUNTRIES.get(name) or next(spare, COUNTRIES["other"]) for name in (*named, "other")}


def _draw(
    heading: Heading,
    about: str,
    cases: Sequence[Case],
    origins: Sequence[Sequence[Origin]],
    named: Sequence[str],
) -> Figure:
    minerals = list(dict.fromkeys(origin.mineral for group in origins for origin in group))
    head, each = 0.95, 2.1
    figure, room = frame(heading, axes_height=head + each * len(cases), width=13.0)
    colours = colours_of(named)
    write_at(figure, room.left, room.top - 0.02, f"{about}, %", va="top", size=12, color=GREY)
    swatches(figure, room.left, room.top - 0.40, [(country(name), colour) for name, colour in colours.items()])
    left, gap, label = 0.8, 0.05, 0.52
    width = (room.width - left - gap * (len(minerals) - 1)) / len(minerals)
    for row, (case, group) in enumerate(zip(cases, origins, strict=True)):
        by_mineral = {origin.mineral: origin for origin in group}
        bottom, height = room.top - head - (row + 1) * each + 0.38, each - 0.5
        look = {"rotation": 90, "va": "center", "size": 11.5, "weight": "bold", "color": readable(case.colour)}
        write_at(figure, room.left, bottom + height / 2, clipped(case.label, 20), **look)
        for column, name in enumerate(minerals):
            axes = place(figure, room.left + left + column * (width + gap), bottom, width - label, height)
            if row == 0:
                axes.set_title(sentence(mineral(name)), pad=6)
            if name in by_mineral:
                _stack(axes, by_mineral[name], named, colours)
            else:
                axes.text(0.5, 0.5, "none bought", transform=axes.transAxes, ha="center", size=10)
            _trim(axes, case.run.index.quarters, first=column == 0)
    return figure


def _stack(axes: Axes, origin: Origin, named: Sequence[str], colours: dict[str, str]) -> None:
    names, shares = gathered(origin, named)
    filled = np.nan_to_num(shares)
    quarters = np.arange(len(origin.quarters))
    axes.stackplot(quarters, filled, colors=[colours[name] for name in names], edgecolor="white", linewidth=0.6)
    _inside(axes, names, filled, colours)
    tops = filled[:, -1].cumsum()
    labels = [
        (float(tops[row] - filled[row, -1] / 2), percent(float(filled[row, -1])), readable(colours[name]))
        for row, name in enumerate(names)
        if name != "other" and filled[row, -1] >= 0.1
    ]
    axes.set_ylim(0, 1)
    axes.set_xlim(0, len(quarters) - 1)
    end_labels(axes, labels, size=9.5)
    if names[0] in origin.countries:
        _range(axes, origin, origin.countries.index(names[0]))


def _inside(axes: Axes, names: Sequence[str], shares: Array, colours: dict[str, str]) -> None:
    """Names areas where they are thick enough to hold the word for a while."""
    tops = shares.cumsum(axis=0)
    quarters = shares.shape[1]
    for row, name in enumerate(names):
        word = country(name)
        need = max(4, round(quarters * 0.085 * len(word)))
        if need >= quarters:
            continue
        # The stretch in which the thinnest point is thickest, and a centre line that stays inside the area there.
        thinnest = [float(shares[row, i : i + need].min()) for i in range(quarters - need + 1)]
        at = int(np.argmax(thinnest))
        high = tops[row, at : at + need].min()
        low = (tops[row] - shares[row])[at : at + need].max()
        if high - low >= 0.13:
            x, y = at + (need - 1) / 2, (high + low) / 2
            axes.text(x, y, word, ha="center", va="center", size=10, color=ink(colours[name]))


def _range(axes: Axes, origin: Origin, row: int) -> None:
    """Bars over the edge of the lowest area: where 90 % of the replications put it."""
    for column in range(6, len(origin.quarters), 8):
        low, high = float(origin.low[row, column]), float(origin.high[row, column])
        if high - low > 0.004:
            axes.plot([column, column], [low, high], color=BLACK, linewidth=1.6, solid_capstyle="butt")


def _trim(axes: Axes, quarters: Sequence[str], first: bool) -> None:
    axes.set_ylim(0, 1)
    axes.set_xlim(0, len(quarters) - 1)
    label_quarters(axes, quarters)
    axes.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"] if first else ["", "", ""], size=10)
    axes.grid(visible=False)
