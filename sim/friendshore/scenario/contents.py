"""Nodes as plain values for hashing and showing, and where each leaf was written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from friendshore.dated import is_timeline
from friendshore.reading import Node
from friendshore.scenario.merging import TABLES

ROW, UNTIL = "row name", "until changed"
"""Keys of plain contents that no file can have: a table row's name, and what held until a change was known."""


def plain(node: Node, key: str = "") -> Any:
    """A node as text, list or dict; a table of rows is a list, because the order of its rows is part of its meaning."""
    if node.kind == "scalar":
        return None if node.is_null else node.text
    if node.kind == "sequence":
        return [plain(one) for one in node.nodes()]
    if key in TABLES:
        return [{ROW: name.text, **_row(value)} for name, value in node.pairs()]
    inner = {name.text: plain(value, name.text) for name, value in node.pairs()}
    if node.replaced:
        inner[UNTIL] = [
            {"day": name.text, "holds": plain(value), "until": news.isoformat()} for name, value, news in node.replaced
        ]
    return inner


def _row(value: Node) -> dict[str, Any]:
    inner = plain(value)
    return inner if isinstance(inner, dict) else {"value": inner}


def flatten(value: Any, path: str = "", timelines: bool = False) -> dict[str, str]:
    """Key path -> text of every leaf of plain contents; rows of a table go by their names.

    timelines: a timeline is one leaf, not one for each of its dates
    """
    if isinstance(value, Mapping):
        if timelines and is_timeline([key for key in value if key != UNTIL]):
            return {path: _told(value)}
        pairs = [(key, inner) for key, inner in value.items() if key not in (ROW, UNTIL)]
    elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        pairs = [(str(one.get(ROW, number)), one) for number, one in enumerate(value, 1)]
    else:
        return {path: _text(value)}
    found: dict[str, str] = {}
    for key, inner in pairs:
        found.update(flatten(inner, f"{path}.{key}" if path else key, timelines))
    return found


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    if isinstance(value, Mapping):
        known = f" (known {value['known']})" if "known" in value else ""
        rest = [
            _text(inner) if key in ("value", "state") else f"{key}: {_text(inner)}"
            for key, inner in value.items()
            if key != "known"
        ]
        return ", ".join(rest) + known
    return "null" if value is None else str(value)


def _told(timeline: Mapping[str, Any]) -> str:
    """A timeline in a line: ``25 %, from 2027-01-01 170 %``."""
    dated = [(key, _text(inner)) for key, inner in timeline.items() if key != UNTIL]
    return ", ".join(text if key == "always" else f"from {key} {text}" for key, text in dated)


def places(node: Node, path: str) -> dict[str, str]:
    """Key path -> file:line:column of every leaf; a list of plain values is one leaf."""
    if node.kind == "mapping":
        found: dict[str, str] = {}
        for name, value in node.pairs():
            found.update(places(value, f"{path}.{name.text}" if path else name.text))
        return found
    if any(one.kind == "mapping" for one in node.nodes()):
        found = {}
        for number, one in enumerate(node.nodes(), 1):
            found.update(places(one, f"{path}.{number}"))
        return found
    return {path: str(node.place)}
