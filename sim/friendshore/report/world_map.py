"""The world on one picture: the sites of a year, and the largest flows between countries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from friendshore.report.charts import Cell, Chart
from friendshore.report.coast import coasts
from friendshore.report.style import (
    BLACK,
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    Heading,
    frame,
    place,
    text_width,
    write_at,
)
from friendshore.report.words import commodity, country, sentence
from friendshore.results.amounts import percent, scale
from friendshore.results.world_map import GROUPS, Position, Spot, Stream, WorldMap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOOKS = {
    "mines": ("#8C6D31", "^", "mines"),
    "refineries": (ORANGE, "s", "refineries"),
    "cathode": (GREEN, "D", "cathode and precursor"),
    "anode": (BLACK, "v", "anode"),
    "magnets": (PURPLE, "P", "magnets"),
    "components": ("#7F7F7F", "p", "other cell parts"),
    "cells": (BLUE, "o", "cells"),
    "vehicles": (VERMILLION, "*", "vehicles"),
    "recycling": (SKY, "X", "recycling"),
}
"""Colour, mark and name of each kind: the mark tells apart what the colour may not."""
SHOWN = {"MWh": ("GWh", 1e-3), "vehicle": ("vehicles", 1.0)}
LAND = "#E4E4E0"
EDGE = -28.0
"""The map is cut in the Atlantic, so that what crosses the Pacific is in one piece."""
SOUTH, NORTH = -50.0, 75.0
NOTES = (
    "Filled marks are named sites, hollow ones the rest of a country's plants of a kind; the larger, the larger their "
    "part of the world's output. Bands run from seller to buyer, end in a point, and are as wide as the root of their "
    "value at landed cost; they join the middles of two countries' sites.",
)


def map_chart(shown: WorldMap, id: str, heading: Heading, about: str) -> Chart:
    """The map as a chart; its table holds every site and flow that is drawn."""
    return Chart(
        id=id,
        about=about,
        short=f"World map {shown.year}",
        alt=f"{about}. {heading.finding}",
        heading=heading,
        draw=lambda: _draw(heading, shown),
        columns=(
            *("kind", "group", "commodity", "from", "to", "name", "longitude", "latitude"),
            *("amount", "unit", "share_of_world", "value_musd"),
        ),
        rows=[*_site_rows(shown.spots), *_flow_rows(shown.streams)],
    )


def map_heading(shown: WorldMap, title: str, sources: str) -> Heading:
    """What stands around the map; the finding names the largest flow."""
    notes = [*NOTES]
    if shown.nowhere > 0.0 and shown.traded > 0.0:
        parts = [percent(part / shown.traded) for part in (shown.shown, shown.nowhere)]
        notes.append(
            f"Drawn flows are {parts[0]} of the value that crosses borders; {parts[1]} go to or come from the rest of "
            "the world, which lies nowhere on a map."
        )
    if not shown.streams:
        return Heading(title, "Nothing crosses a border.", tuple(notes), sources)
    largest = shown.streams[-1]
    goods = commodity(largest.commodities[0])
    size = _money(largest.value)
    if largest.amount is not None:
        unit, factor = SHOWN.get(largest.unit, (largest.unit, 1.0))
        amount = largest.amount * factor
        size = f"{scale(unit, amount).say(amount)} worth {size}"
    way = f"from {country(largest.seller)} to {country(largest.buyer)}"
    finding = f"The largest flow drawn is {goods} {way}: {size}."
    return Heading(title, finding, tuple(notes), sources)


def _money(million: float) -> str:
    return f"{million / 1e3:,.1f} billion USD" if million >= 1e3 else f"{million:,.0f} million USD"


def _site_rows(spots: Sequence[Spot]) -> list[list[Cell]]:
    return [
        ["site", one.group, one.commodity, one.country, None, one.name, *one.at, one.made, one.unit, one.share, None]
        for one in spots
    ]


def _flow_rows(streams: Sequence[Stream]) -> list[list[Cell]]:
    return [
        [
            *("flow", one.group, " ".join(one.commodities), one.seller, one.buyer),
            *(None, None, None, one.amount, one.unit, None, one.value),
        ]
        for one in reversed(streams)
    ]


def _draw(heading: Heading, shown: WorldMap) -> Figure:
    width = 14.0
    high = _northing(NORTH) - _northing(SOUTH)
    axes_height = (width - 0.5) * high / 360.0
    figure, room = frame(heading, axes_height=axes_height + 0.45, width=width)
    drawn = {one.group for one in shown.spots} | {one.group for one in shown.streams}
    present = [group for group in GROUPS if group in drawn]
    _legend(figure, room.left, room.top - 0.12, present)
    axes = place(figure, room.left, room.bottom, room.width, axes_height)
    axes.set_xlim(EDGE, EDGE + 360.0)
    axes.set_ylim(_northing(SOUTH), _northing(NORTH))
    axes.set_axis_off()
    _land(axes)
    top = max((one.value for one in shown.streams), default=1.0)
    for stream in shown.streams:
        _band(axes, stream, top)
    point = 360.0 / (room.width * 72.0)
    for spot, at in _apart(shown.spots, 7.0 * point):
        _mark(axes, spot, at)
    _names(axes, shown.streams, point)
    return figure


def _legend(figure: Figure, x: float, y: float, groups: Sequence[str]) -> None:
    from matplotlib.lines import Line2D

    wide, high = figure.get_size_inches()
    for group in groups:
        colour, mark, name = LOOKS[group]
        figure.add_artist(
            Line2D([(x + 0.08) / wide], [y / high], marker=mark, color=colour, markersize=9, linestyle="none")
        )
        write_at(figure, x + 0.22, y, name, size=11, va="center")
        x += 0.22 + text_width(name, 11) + 0.3


def _land(axes: Axes) -> None:
    from matplotlib.collections import PolyCollection

    shapes = [
        [(x + turn, _northing(y)) for x, y in ring]
        for ring in coasts()
        for turn in (-360.0, 0.0, 360.0)
        if max(x for x, _ in ring) + turn > EDGE and min(x for x, _ in ring) + turn < EDGE + 360.0
    ]
    axes.add_collection(PolyCollection(shapes, facecolors=LAND, edgecolors=LAND, linewidths=0.4, zorder=1))


def _band(axes: Axes, stream: Stream, top: float) -> None:
    """A bent arrow, bent more or less by kind; one that would cross the map's edge is drawn on both sides of it."""
    from matplotlib.patches import FancyArrowPatch

    (x, y), (u, v) = _on_map(stream.start), _on_map(stream.end)
    u += 360.0 * round((x - u) / 360.0)  # the short way round
    size = 0.8 + 8.0 * math.sqrt(stream.value / top)
    head = 4.0 + 1.6 * size
    bend = (0.10 + 0.035 * list(GROUPS).index(stream.group)) * min(1.0, 40.0 / max(abs(u - x), 1.0) + 0.5)
    turns = {0.0, 360.0 if min(x, u) < EDGE else 0.0, -360.0 if max(x, u) > EDGE + 360.0 else 0.0}
    for turn in sorted(turns):
        axes.add_patch(
            FancyArrowPatch(
                (x + turn, y),
                (u + turn, v),
                connectionstyle=f"arc3,rad={bend:.4f}",
                arrowstyle=f"simple,tail_width={size:.2f},head_width={head:.2f},head_length={head:.2f}",
                color=LOOKS[stream.group][0],
                linewidth=0.0,
                alpha=0.55,
                shrinkA=2.0,
                shrinkB=4.0,
                zorder=2,
                clip_on=True,
            )
        )


def _apart(spots: Sequence[Spot], gap: float) -> list[tuple[Spot, tuple[float, float]]]:
    """Sites and where they are drawn, the largest first; those at one place turn out of it in a spiral.

    gap: degrees between neighbours on the spiral
    """
    here: dict[Position, int] = {}
    found = []
    for spot in sorted(spots, key=lambda one: (-one.share, one.site)):
        number = here[spot.at] = here.get(spot.at, -1) + 1
        x, y = _on_map(spot.at)
        turn = number * math.pi * (3.0 - math.sqrt(5.0))  # the golden angle: no two in one direction
        away = gap * math.sqrt(number)
        found.append((spot, (x + away * math.cos(turn), y + away * math.sin(turn))))
    return found


def _mark(axes: Axes, spot: Spot, at: tuple[float, float]) -> None:
    colour, mark, _ = LOOKS[spot.group]
    x, y = at
    axes.scatter(
        [x],
        [y],
        s=12.0 + 260.0 * spot.share,
        marker=mark,
        facecolors="none" if spot.aggregate else colour,
        edgecolors=colour if spot.aggregate else "white",
        linewidths=1.2 if spot.aggregate else 0.5,
        zorder=3,
    )


def _names(axes: Axes, streams: Sequence[Stream], point: float) -> None:
    """Names the countries that flows join, the busiest first, each beside its middle where no other name stands.

    point: degrees that a typographic point is wide
    """
    from matplotlib.patheffects import withStroke

    ends = {one.seller: one.start for one in streams} | {one.buyer: one.end for one in streams}
    busy = {name: sum(one.value for one in streams if name in (one.seller, one.buyer)) for name in ends}
    taken: list[tuple[float, float, float, float]] = []
    for name in sorted(ends, key=lambda one: (-busy[one], one)):
        text = sentence(country(name))
        wide, high = text_width(text, 9.5, bold=True) * 72.0 * point / 2.0, 6.5 * point
        x, y = _on_map(ends[name])
        # below, above, to the right, to the left, then the same farther off
        ways = [(a * far, b * far) for far in (1.0, 1.8, 2.6) for a, b in ((0, -1), (0, 1), (1, 0), (-1, 0), (1, -1))]
        places = [(x + a * (wide + 8.0 * point), y + b * 2.6 * high) for a, b in ways]
        boxes = [(u - wide, v - high, u + wide, v + high) for u, v in places]
        box = next((one for one in boxes if not any(_overlap(one, other) for other in taken)), boxes[0])
        taken.append(box)
        look: dict[str, Any] = {"ha": "center", "va": "center", "size": 9.5, "weight": "bold", "color": INK}
        label = axes.text((box[0] + box[2]) / 2.0, (box[1] + box[3]) / 2.0, text, zorder=4, **look)
        label.set_path_effects([withStroke(linewidth=2.5, foreground="white", alpha=0.85)])


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _on_map(at: Position) -> tuple[float, float]:
    """Where a place lies on the map: degrees east of its left edge's meridian, and Miller's northing."""
    longitude, latitude = at
    return (longitude - EDGE) % 360.0 + EDGE, _northing(latitude)


def _northing(latitude: float) -> float:
    """Miller's cylindrical projection: degrees of the equator that a latitude lies from it.

    Source: Snyder 1987, Map Projections: A Working Manual, USGS Professional Paper 1395, page 88.
    """
    radians = math.radians(latitude)
    return math.degrees(1.25 * math.log(math.tan(math.pi / 4.0 + 0.4 * radians)))
