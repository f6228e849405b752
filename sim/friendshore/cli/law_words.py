"""Measures and kinds as ``explain`` tells of them: what a file says, what it is about, who lists it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from friendshore.cli.kind_words import kind_words
from friendshore.locations import find_scenario, measure_files, scenario_names
from friendshore.reading import Node, Problems, read_yaml

if TYPE_CHECKING:
    from friendshore.seed_index import Cells

PLACES = ("countries", "origins")
"""Keys of ``covers`` that say where what is meant is made."""


class LawWords:
    """The measures that can be named, and the kinds there are."""

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Measure -> its file, of those that can be read and say their kind."""
        found = {}
        for name, path in measure_files().items():
            node = read_yaml(path, Problems())
            if node is not None and node.get("kind") is not None:
                found[name] = node
        return found

    @property
    def names(self) -> list[str]:
        """All measures and kinds."""
        from friendshore.levers import KINDS, PLANNED_KINDS

        return [*self.nodes, *KINDS, *PLANNED_KINDS]

    def measure(self, name: str) -> dict[str, Any] | None:
        """What a measure's file says, whether it runs, who lists it; None if there is no such measure."""
        node = self.nodes.get(name)
        if node is None:
            return None
        waits = _waiting(measure_files()[name])
        facts = {path: text for path, text in _flat(node).items() if not path.startswith(("source.", "assumed."))}
        facts["state in this version"] = f"waits: {waits}" if waits else "run"
        facts |= {f"our guess, {path}": text for path, text in _flat(node.get("assumed")).items()}
        uses = [
            {"what": "scenarios that name it", **_counted([one for one in scenario_names() if self._lists(one, name)])}
        ]
        followers = [other for other, one in self.nodes.items() if other != name and name in _texts(one)]
        if followers:
            uses.append({"what": "measures that name it", **_counted(followers)})
        return {
            "name": name,
            "is": ["measure"],
            "facts": facts,
            "numbers": [],
            "passports": [_measure_passport(node)],
            "uses": uses,
        }

    def kind(self, name: str) -> dict[str, Any] | None:
        """What a kind is for, its keys and its measures; None if there is no such kind."""
        from friendshore.levers import KINDS, PLANNED_KINDS

        if name not in KINDS and name not in PLANNED_KINDS:
            return None
        built = name in KINDS
        mine = [measure for measure, node in self.nodes.items() if _text(node, "kind") == name]
        found: dict[str, Any] = {"name": name, "is": ["kind of measures"], "numbers": [], "passports": []}
        if built:
            words = kind_words(KINDS[name], {measure: self.nodes[measure] for measure in mine})
            keys = ", ".join(field.alias or key for key, field in KINDS[name].model_fields.items())
            found |= {"facts": {"meaning": " ".join(words["about"]), "keys": keys}, "words": words}
        else:
            found["facts"] = {"meaning": "Not built yet: measures of it are listed only."}
        return {**found, "uses": [{"what": "measures of this kind", **_counted(mine)}]}

    def touching(self, name: str, site: Cells | None, goods: Collection[str]) -> list[str]:
        """The measures that name a thing, are about its goods, or about what a site makes where it stands.

        goods: the commodity in question and its groups
        """
        found = []
        for measure, node in self.nodes.items():
            covers = node.get("covers")
            about = bool(set(goods) & set(_items(covers, "commodities")))
            there = site is None or any(site["country"] in _items(covers, key) for key in PLACES)
            if measure != name and (name in _texts(node) or (about and there)):
                found.append(measure)
        return found

    def readers(self, parameter: str) -> list[str]:
        """The modules of the program that read a parameter."""
        package = Path(__file__).resolve().parents[1]
        quoted = f'"{parameter}"'
        return [
            str(path.relative_to(package))
            for path in sorted(package.rglob("*.py"))
            if quoted in path.read_text(encoding="utf-8")
        ]

    def _lists(self, scenario: str, measure: str) -> bool:
        node = read_yaml(find_scenario(scenario), Problems())
        return node is not None and measure in _texts(node)


def _counted(names: list[str]) -> dict[str, Any]:
    return {"count": len(names), "names": names}


def _waiting(path: Path) -> str:
    from friendshore.scenario import read_measure

    measure = read_measure(path, Problems())
    return measure.pending.why if measure is not None and measure.pending is not None else ""


def _measure_passport(node: Node) -> dict[str, Any]:
    source = node.get("source")
    cite = _text(source, "cite") if source is not None else ""
    row = "; ".join(_items(source, "row"))
    return {
        **dict.fromkeys(
            ("field", "date", "value", "low", "high", "distribution", "unit", "basis", "publisher", "year"), ""
        ),
        "table": "policies",
        "line": "",
        "source": row,
        "title": cite,
        "address": _text(source, "url") if source is not None else "",
        "locator": f"row {row} of policies.csv" if row else "",
        "confidence": _text(node, "confidence"),
        "note": "",
    }


def _text(node: Node, key: str) -> str:
    found = node.get(key)
    return found.text if found is not None and found.kind == "scalar" else ""


def _items(node: Node | None, key: str) -> list[str]:
    """The words of a list, or the lone word."""
    found = node.get(key) if node is not None else None
    if found is None:
        return []
    return [text for _, text in _leaves(found)]


def _texts(node: Node) -> set[str]:
    return {text for path, text in _leaves(node)} | {part for path, _ in _leaves(node) for part in path.split(".")}


def _leaves(node: Node, path: str = "") -> Iterator[tuple[str, str]]:
    """(path of keys, text) of everything in a file; the items of a list have the path of the list."""
    if node.kind == "scalar":
        yield path, node.text
    for key, value in node.pairs():
        yield from _leaves(value, f"{path}.{key.text}" if path else key.text)
    for item in node.nodes():
        yield from _leaves(item, path)


def _flat(node: Node | None) -> dict[str, str]:
    """Path of keys -> text, lists on one line."""
    found: dict[str, list[str]] = {}
    for path, text in _leaves(node) if node is not None else ():
        found.setdefault(path, []).append(text)
    return {path: ", ".join(texts) for path, texts in found.items()}
