"""Where each mineral came from, by the country that processed it last: a row per run, a column per mineral."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from friendshore.report.cases import Case, time_notes
from friendshore.report.charts import Cell, Chart
from friendshore.report.style import COUNTRIES, SPARE, Heading, Room, frame, ink, place, readable
from friendshore.report.words import country, mineral, sentence
from friendshore.results.amounts import percent
from friendshore.results.origins import Origin, gathered, largest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NOTES = (
    "By the country that made the cathode, anode or magnet bought there, or the cell when it arrived ready made; "
    "who mined or refined the mineral before is not traced yet, and batteries inside imported vehicles are not counted.",
    "Mean share of the replications by quarter; figures at the right: 90 % of replications in the last quarter.",
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
    each = 2.35
    figure, room = frame(heading, axes_height=0.75 + each * len(cases), width=13.0)
    colours = colours_of(named)
    _key(figure, room, about, colours)
    left, gap, label = 0.5, 0.14, 0.62
    width = (room.width - left - gap * (len(minerals) - 1)) / max(len(minerals), 1)
    for row, (case, group) in enumerate(zip(cases, origins, strict=True)):
        by_mineral = {origin.mineral: origin for origin in group}
        bottom = room.top - 0.75 - (row + 1) * each + 0.35
        height = each - 0.62
        figure.text(
            room.left / figure.get_size_inches()[0],
            (bottom + height / 2) / figure.get_size_inches()[1],
            case.label,
            rotation=90,
            ha="left",
            va="center",
            size=11.5,
            weight="bold",
            color=readable(case.colour),
        )
        for column, name in enumerate(minerals):
            axes = place(figure, room.left + left + column * (width + gap), bottom, width - label, height)
            axes.set_title(sentence(mineral(name)), pad=5)
            if name in by_mineral:
                _stack(axes, by_mineral[name], named, colours)
            else:
                axes.text(0.5, 0.5, "none bought", transform=axes.transAxes, ha="center", size=10)
            _trim(axes, case.run.index.quarters, first=column == 0)
    return figure


def _stack(axes: Axes, origin: Origin, named: Sequence[str], colours: dict[str, str]) -> None:
    names, shares = gathered(origin, named)
    filled = np.nan_to_num(shares)
    x = np.arange(len(origin.quarters))
    axes.stackplot(x, filled, colors=[colours[name] for name in names], edgecolor="white", linewidth=0.6, step=None)
    _inside(axes, names, filled, colours)
    _beside(axes, origin, names, filled)


def _inside(
    axes: Axes, names: Sequence[str], shares: np.ndarray[tuple[int, ...], np.dtype[np.float64]], colours: dict[str, str]
) -> None:
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
            axes.text(
                at + (need - 1) / 2,
                (high + low) / 2,
                word,
                ha="center",
                va="center",
                size=9.5,
                color=ink(colours[name]),
            )


def _beside(
    axes: Axes, origin: Origin, names: Sequence[str], shares: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> None:
    """The range of the largest shares in the last quarter, beside their areas."""
    tops = shares[:, -1].cumsum()
    for row, name in enumerate(names):
        if name == "other" or name not in origin.countries or shares[row, -1] < 0.12:
            continue
        place_in = origin.countries.index(name)
        low, high = float(origin.low[place_in, -1]), float(origin.high[place_in, -1])
        axes.text(
            len(origin.quarters) - 0.4,
            tops[row] - shares[row, -1] / 2,
            f"{percent(low).removesuffix(' %')}–{percent(high)}",
            size=8.5,
            va="center",
            clip_on=False,
        )


def _trim(axes: Axes, quarters: Sequence[str], first: bool) -> None:
    axes.set_ylim(0, 1)
    axes.set_xlim(0, len(quarters) - 1)
    starts = [i for i, quarter in enumerate(quarters) if quarter.endswith("Q1") and int(quarter[:4]) % 4 == 0]
    axes.set_xticks(starts, [quarters[i][:4] for i in starts], size=9.5)
    axes.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"] if first else ["", "", ""], size=9.5)
    axes.grid(visible=False)


def _key(figure: Figure, room: Room, about: str, colours: dict[str, str]) -> None:
    w, h = figure.get_size_inches()
    figure.text(room.left / w, (room.top - 0.02) / h, f"{about}, %", va="top", size=11.5, color="#6B6B6B")
    x = room.left
    for name, colour in colours.items():
        word = country(name)
        figure.text(x / w, (room.top - 0.30) / h, "■", color=colour, size=13, va="top")
        figure.text((x + 0.2) / w, (room.top - 0.31) / h, word, size=10.5, va="top")
        x += 0.48 + 0.095 * len(word)
