"""Nodes as plain values for hashing and showing, and where each leaf was written."""

from __future__ import annotations

from typing import Any

from friendshore.reading import Node
from friendshore.scenario.merging import TABLES


def plain(node: Node, key: str = "") -> Any:
    """A node as text, list or dict; a table of rows is a list, because the order of its rows is part of its meaning."""
    if node.kind == "scalar":
        return None if node.is_null else node.text
    if node.kind == "sequence":
        return [plain(one) for one in node.nodes()]
    if key in TABLES:
        return [{"row": name.text, **_row(value)} for name, value in node.pairs()]
    inner = {name.text: plain(value, name.text) for name, value in node.pairs()}
    if node.replaced:
        inner["until changed"] = [
            {"day": name.text, "holds": plain(value), "until": news.isoformat()} for name, value, news in node.replaced
        ]
    return inner


def _row(value: Node) -> dict[str, Any]:
    inner = plain(value)
    return inner if isinstance(inner, dict) else {"value": inner}


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
