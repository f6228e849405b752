"""Behavioural values that a scenario sets: what the tables believe of them, and draw anew in each replication, is held.

    parameters: {home_first.CHN: 100 %}

A name is that of a row in ``seeds/parameters.csv``, with its scope after a dot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from friendshore.reading import Node, Problems, suggest
from friendshore.scenario.named import laid_over
from friendshore.scenario.names import rows_of
from friendshore.units import parse_quantity

if TYPE_CHECKING:
    from friendshore.reading import Row

MEASURED = {"share": ("share", "25 %"), "days": ("time", "90 days"), "share/y": ("share/time", "8 %/yr")}
"""Unit of a row -> the dimension in which a scenario writes its value, and how; all others are bare numbers."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a value must lie between, because the model divides by it or counts with it."""

    low: float
    high: float
    whole: bool = False
    above: bool = False
    """Whether the lowest value itself is excluded."""

    def admits(self, value: float) -> bool:
        """Whether a value can be."""
        return self.low <= value <= self.high and not (
            (self.above and value == self.low) or (self.whole and value != int(value))
        )

    def __str__(self) -> str:
        low, high = f"{self.low:,.0f}", f"{self.high:,.0f}"
        whole = "a whole number " if self.whole else ""
        return f"{whole}above {low} and at most {high}" if self.above else f"{whole}from {low} to {high}"


DAYS_OR_NONE = Bounds(0.0, 36_500.0)
BOUNDS = {
    "session_days": Bounds(1.0, 31.0, whole=True),
    "days": Bounds(0.0, 36_500.0, above=True),
    "months": Bounds(1.0, 120.0),
    "rounds": Bounds(1.0, 100.0, whole=True),
    "firms": Bounds(1.0, 10_000.0, whole=True),
    "sellers": Bounds(0.0, 1_000.0, whole=True),
    "events/y": Bounds(0.0, 366.0),
}
"""Name or unit of a row -> what its values lie between; the name is asked first."""
READ_EARLY = frozenset({"inflation"})
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
COLUMNS = ("id", "scope", "value", "low", "high", "unit")


@dataclass(frozen=True)
class Held:
    """The parameters that a scenario holds: values by name, in the units of the table, and where each is written."""

    values: Mapping[str, float] = field(default_factory=dict)
    nodes: Mapping[str, Node] = field(default_factory=dict)


NOTHING_HELD = Held()


def read_parameters(base: Node | None, own: Node, table: Path, problems: Problems) -> Held:
    """The parameters that a scenario and its baseline hold; its own replaces the baseline's, ``null`` removes it.

    table: the table of behavioural values
    """
    takes = "takes names of behavioural values: {home_first.CHN: 100 %}"
    nodes = laid_over("parameters", takes, "a value", base, own, problems)
    if not nodes:
        return NOTHING_HELD
    rows = {
        f"{row['id']}.{scope}" if scope else row["id"]: row
        for row in rows_of(table, COLUMNS, problems)
        for scope in row["scope"].split(";")
    }
    values = {name: found for name, node in nodes.items() if (found := _value(name, node, rows, problems)) is not None}
    return Held(values, {name: nodes[name] for name in values})


def _value(name: str, node: Node, rows: Mapping[str, Row], problems: Problems) -> float | None:
    path = f"parameters.{name}"
    if name in READ_EARLY:
        problems.add(node.place, path, "is used while the tables are read, before a scenario is; change it there")
        return None
    if name not in rows:
        scopes = [one.partition(".")[2] for one in rows if one.partition(".")[0] == name.partition(".")[0]]
        near = suggest(name, rows)
        hint = (
            f"; did you mean {near}?" if near else f"; it has {', '.join(filter(None, scopes))}" if any(scopes) else ""
        )
        problems.add(node.place, path, f"no behavioural value of that name{hint}")
        return None
    row = rows[name]
    dimension, example = MEASURED.get(row["unit"], (None, "2"))
    if node.kind != "scalar":
        problems.add(node.place, path, f"takes one value, such as {example}")
        return None
    try:
        if dimension is None:
            found = float(node.text if NUMBER.fullmatch(node.text) else "")
        else:
            quantity = parse_quantity(node.text)
            if quantity.dimension != dimension:
                raise ValueError
            found = quantity.value
    except ValueError:
        what = f"a bare number ({row['unit']})" if dimension is None else f"written such as {example}"
        problems.add(node.place, path, f"'{node.text}' is not understood here; it is {what}")
        return None
    if not 0.0 <= found < 1e9 or (row["unit"] == "share" and found > 1.0):
        problems.add(node.place, path, f"{node.text} is {'below zero' if found < 0.0 else 'more than can be'}")
        return None
    bounds = _bounds(row, rows)
    if bounds is not None and not bounds.admits(found):
        problems.add(node.place, path, f"{node.text} cannot be; it is {bounds} {row['unit']}")
        return None
    low, high = (float(row[key]) if row[key] else None for key in ("low", "high"))
    if low is not None and high is not None and not low <= found <= high:
        message = f"{node.text} lies outside of what the tables believe ({low:g} to {high:g} {row['unit']})"
        problems.add(node.place, path, message, "warning")
    return found


def _bounds(row: Row, rows: Mapping[str, Row]) -> Bounds | None:
    found = BOUNDS.get(row["id"], BOUNDS.get(row["unit"]))
    if found == BOUNDS["days"] and any(one["id"] == row["id"] and one["value"] == "0" for one in rows.values()):
        return DAYS_OR_NONE  # the table itself has no days there for some scope, as of approvals that nobody asks for
    return found
