"""The coasts of the world, from the TopoJSON file beside this module."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

LAND = Path(__file__).parent / "coastline" / "land-110m.json"

Point = tuple[float, float]
Ring = tuple[Point, ...]


@lru_cache(maxsize=1)
def coasts() -> tuple[Ring, ...]:
    """The outlines of all land as closed rings of (longitude, latitude), degrees.

    A ring that crosses the date line runs on past 180 degrees, so that it is in one piece.
    """
    topology = json.loads(LAND.read_text(encoding="utf-8"))
    return tuple(unbroken(ring) for ring in rings(topology, "land"))


def unbroken(ring: Ring) -> Ring:
    """A ring without jumps from one end of the map to the other.

    >>> unbroken(((179.0, 0.0), (-179.0, 0.0), (-179.0, 1.0)))
    ((179.0, 0.0), (181.0, 0.0), (181.0, 1.0))
    """
    found: list[Point] = []
    for x, y in ring:
        turns = round((found[-1][0] - x) / 360.0) if found else 0
        found.append((x + 360.0 * turns, y))
    return tuple(found)


def rings(topology: Mapping[str, Any], name: str) -> Iterator[Ring]:
    """The rings of one object of a TopoJSON topology; holes are rings like others.

    A topology keeps each line once, as steps on a grid of whole numbers; a ring names the lines that make it up, in
    order, with ``~i`` for line i from its end to its beginning.

    Source: The TopoJSON Format Specification, sections 2.1.2 to 2.1.4.

    >>> square = {"arcs": [[[0, 0], [2, 0], [0, 2]], [[0, 0], [0, 2], [2, 0]]],
    ...           "transform": {"scale": [0.5, 0.5], "translate": [10, 20]},
    ...           "objects": {"a": {"type": "Polygon", "arcs": [[0, -2]]}}}
    >>> list(rings(square, "a"))
    [((10.0, 20.0), (11.0, 20.0), (11.0, 21.0), (10.0, 21.0), (10.0, 20.0))]
    """
    lines = [_line(arc, topology["transform"]) for arc in topology["arcs"]]
    for ring in _ring_numbers(topology["objects"][name]):
        points: list[Point] = []
        for number in ring:
            line = lines[number] if number >= 0 else lines[~number][::-1]
            points.extend(line if not points else line[1:])
        yield tuple(points)


def _line(arc: Sequence[Sequence[int]], transform: Mapping[str, Sequence[float]]) -> list[Point]:
    x = y = 0
    found = []
    for step in arc:
        x, y = x + step[0], y + step[1]
        found.append(
            (
                x * transform["scale"][0] + transform["translate"][0],
                y * transform["scale"][1] + transform["translate"][1],
            )
        )
    return found


def _ring_numbers(geometry: Mapping[str, Any]) -> Iterator[Sequence[int]]:
    if geometry["type"] == "GeometryCollection":
        for one in geometry["geometries"]:
            yield from _ring_numbers(one)
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["arcs"]:
            yield from polygon
    elif geometry["type"] == "Polygon":
        yield from geometry["arcs"]
