"""What buyers paid by zone: medians and the band that holds half of the replications, beside the baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from friendshore.report.cases import Case, time_notes
from friendshore.report.charts import Cell, Chart
from friendshore.report.style import COUNTRIES, GREY, Heading, end_labels, frame, place, readable, ring
from friendshore.report.time_axis import label_quarters
from friendshore.report.words import commodity, country, sentence
from friendshore.results.amounts import percent
from friendshore.results.findings import LEAST_RISE, quarter_in_words
from friendshore.results.prices import LEVELS, PriceBand, Rise

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ZONES = ("CHN", "JPN", "KOR", "CAN", "USA", "xeu")
MAIN = (
    "lithium_hydroxide",
    "nickel_sulphate",
    "cobalt_sulphate",
    "aam_natural",
    "aam_synthetic",
    "cam_nmc_high",
    "cell_lfp",
    "cell_nmc",
    "magnet_ndfeb",
)
COLUMNS = 3


def price_chart(
    id: str,
    cases: Sequence[Case],
    bands: Sequence[Sequence[PriceBand]],
    units: Mapping[str, str],
    question: str,
    finding: str,
    sources: str,
    rise: Rise | None = None,
) -> Chart:
    """Prices of one run beside another's.

    cases: the run compared with and the scenario, or one run alone
    bands: for each case, a record per commodity and zone
    units: commodity -> unit it is counted in
    rise: the price that the finding names, marked where it moves most
    """
    note = "Mean landed cost of what was bought, by quarter. Line: median; band: half of the replications."
    marked = rise if rise is not None and abs(rise.ratio - 1) >= LEAST_RISE else None
    if len(cases) > 1:
        note += f" Solid: {cases[-1].label}; dotted: {cases[0].label} (median)."
    if marked is not None:
        note += " Ring: where a median moves most."
    heading = Heading(question, finding, (note, *time_notes(cases)), sources)
    about = f"Prices of battery materials by zone, USD of 2024, {cases[-1].label}"
    return Chart(
        id=id,
        about=about,
        short=f"Prices, {cases[-1].label}",
        alt=f"{about}, in {', '.join(country(zone) for zone in ZONES)}. {finding}",
        heading=heading,
        draw=lambda: _draw(heading, bands, units, marked),
        columns=("scenario", "commodity", "zone", "quarter", *(f"p{round(level * 100)}" for level in LEVELS), "unit"),
        rows=_rows(cases, bands, units),
    )


def _rows(cases: Sequence[Case], bands: Sequence[Sequence[PriceBand]], units: Mapping[str, str]) -> list[list[Cell]]:
    return [
        [
            case.run.name,
            band.commodity,
            band.zone,
            quarter,
            *(float(value) for value in band.levels[:, column]),
            f"USD2024/{units.get(band.commodity, 't')}",
        ]
        for case, group in zip(cases, bands, strict=True)
        for band in group
        for column, quarter in enumerate(band.quarters)
    ]


def _draw(
    heading: Heading, bands: Sequence[Sequence[PriceBand]], units: Mapping[str, str], rise: Rise | None
) -> Figure:
    shown = [name for name in MAIN if any(band.commodity == name for band in bands[-1])]
    rows = max(1, -(-len(shown) // COLUMNS))
    each = 2.45
    figure, room = frame(heading, axes_height=rows * each, width=12.0)
    left, right, gap = 0.5, 0.85, 0.2
    width = (room.width - gap * (COLUMNS - 1)) / COLUMNS
    for number, name in enumerate(shown):
        row, column = divmod(number, COLUMNS)
        axes = place(
            figure,
            room.left + column * (width + gap) + left,
            room.top - (row + 1) * each + 0.35,
            width - left - right,
            each - 0.9,
        )
        _panel(axes, name, bands, units.get(name, "t"))
        if rise is not None and rise.commodity == name:
            _mark(axes, rise, bands[-1], units.get(name, "t"))
    return figure


def _mark(axes: Axes, rise: Rise, here: Sequence[PriceBand], unit: str) -> None:
    """A ring where a price moves most against the other run, and how much in words, low where no price is."""
    band = next(one for one in here if (one.commodity, one.zone) == (rise.commodity, rise.zone))
    at, colour = band.quarters.index(rise.quarter), readable(COUNTRIES[rise.zone])
    ring(axes, at, float(band.median[at]) / _scaled(unit)[0], colour)
    words = f"{country(rise.zone)} {percent(rise.ratio - 1, signed=True)} in {quarter_in_words(rise.quarter)}"
    look: dict[str, Any] = {"size": 9.5, "weight": "bold", "color": colour, "transform": axes.transAxes}
    axes.text(0.98, 0.05, words, ha="right", va="bottom", **look)


def _scaled(unit: str) -> tuple[float, str]:
    """By what a price is divided, and its unit then."""
    return 1000.0, "USD per kWh" if unit == "MWh" else f"thousand USD per {unit}"


def _panel(axes: Axes, name: str, bands: Sequence[Sequence[PriceBand]], unit: str) -> None:
    divisor, label = _scaled(unit)
    here = [band for band in bands[-1] if band.commodity == name]
    before = {band.zone: band for band in bands[0] if band.commodity == name} if len(bands) > 1 else {}
    x = np.arange(len(here[0].quarters))
    labels = []
    for band in here:
        colour = COUNTRIES[band.zone]
        axes.fill_between(x, band.levels[1] / divisor, band.levels[3] / divisor, color=colour, alpha=0.15, linewidth=0)
        if band.zone in before:
            axes.plot(x, before[band.zone].median / divisor, color=colour, linewidth=1.2, linestyle=(0, (1, 1.5)))
        axes.plot(x, band.median / divisor, color=colour, linewidth=1.9)
        paid = np.flatnonzero(np.isfinite(band.median))
        labels.append((float(band.median[paid[-1]]) / divisor, country(band.zone), readable(colour)))
    axes.set_title(sentence(commodity(name)), pad=18)
    axes.text(0, 1.04, label, transform=axes.transAxes, size=9.5, color=GREY)
    axes.set_ylim(0, _top(here, list(before.values())) / divisor)
    axes.set_xlim(0, len(x) - 1)
    label_quarters(axes, here[0].quarters)
    axes.tick_params(axis="y", labelsize=10)
    axes.locator_params(axis="y", nbins=4)
    end_labels(axes, labels, size=9.5)


def _top(here: Sequence[PriceBand], before: Sequence[PriceBand]) -> float:
    """The top of the axis: above every band and line."""
    values = [float(np.nanmax(band.levels[3])) for band in here] + [float(np.nanmax(band.median)) for band in before]
    return max(values) * 1.08
