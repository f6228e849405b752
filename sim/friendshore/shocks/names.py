"""What the names in a shock are checked against."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from friendshore.policy import Names
from friendshore.reading import suggest


@dataclass(frozen=True, slots=True)
class ShockNames:
    """Every name that a shock may use.

    others   commodities, sites, segments and places, as measures know them
    ports    port -> its country
    passages, yards   straits and canals, and the yards of corridors
    passed   ports and passages that a lane between countries runs through
    lone     ports that are the only ones of their country on any lane
    outside  goods that recipes buy from outside the model
    markets  countries and regions with final demand
    makers   commodity -> countries and regions that make it
    demand   (market, segment, commodity) of final demand
    """

    others: Names
    ports: Mapping[str, str] = field(default_factory=dict)
    passages: frozenset[str] = frozenset()
    yards: frozenset[str] = frozenset()
    passed: frozenset[str] = frozenset()
    lone: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    markets: frozenset[str] = frozenset()
    makers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    demand: frozenset[tuple[str, str, str]] = frozenset()

    def check(self, sort: str, name: str) -> str | None:
        """The message for a name that does not exist, None for one that does."""
        mine: dict[str, tuple[str, Collection[str]]] = {
            "port": ("port", self.ports),
            "passage": ("passage", self.passages),
            "outside": ("outside input", self.outside),
            "market": ("market", self.markets),
            "maker": ("country with makers", frozenset().union(*self.makers.values())),
        }
        if sort not in mine:
            return self.others.check(sort, name)
        word, known = mine[sort]
        if name in known:
            unused = sort in ("port", "passage") and name not in self.passed
            return f"no lane passes {name}; closing it would change nothing" if unused else None
        if sort in ("port", "passage"):
            return self._another_place(word, name, known)
        near = suggest(name, sorted(known))
        few = f"; one of {', '.join(sorted(known))}" if 0 < len(known) <= 12 else ""
        return f"no {word} '{name}'" + (f"; did you mean {near}?" if near else few)

    def _another_place(self, word: str, name: str, known: Collection[str]) -> str:
        for other, names in (("port", self.ports), ("passage", self.passages)):
            if other != word and name in names:
                return f"'{name}' is a {other}; write kind: {other}_closed, {other}s: [{name}]"
        if name in self.yards:
            return f"'{name}' is a yard of a corridor; corridors carry nothing in this version"
        near = suggest(name, sorted(known))
        few = f"; one of {', '.join(sorted(known))}" if 0 < len(known) <= 12 else ""
        return f"no {word} '{name}'" + (f"; did you mean {near}?" if near else few)
