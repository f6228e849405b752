"""What the names in a scenario's panels are checked against."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from friendshore.policy.names import Names
from friendshore.reading import suggest

REASONS = ("no_seller", "closed", "licence", "not_approved", "sold_out", "too_dear")
"""Why an order is not filled, as the engine writes it down."""


@dataclass(frozen=True)
class ShownNames:
    """Every name that a panel may use.

    others     commodities and sites, as measures know them
    buying     commodity -> places that buy it
    making     commodity -> countries and regions that make it
    demand     (market, segment, commodity) of final demand
    contracts  those that the scenario's world holds
    measures   those that the scenario runs
    """

    others: Names
    buying: Mapping[str, Collection[str]] = field(default_factory=dict)
    making: Mapping[str, Collection[str]] = field(default_factory=dict)
    demand: frozenset[tuple[str, str, str]] = frozenset()
    contracts: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()

    def check(self, sort: str, name: str) -> str | None:
        """The message for a name that does not exist, None for one that does."""
        known: dict[str, Collection[str]] = {
            "commodity": self.others.commodities | frozenset(self.others.groups),
            "site": frozenset(self.others.sites),
            "place": self.others.countries | self.others.regions,
            "segment": {segment for _, segment, _ in self.demand},
            "market": {market for market, _, _ in self.demand},
            "reason": REASONS,
            "contract": self.contracts,
            "measure": self.measures,
        }
        if name in known[sort]:
            return None
        word = {"place": "country or region"}.get(sort, sort)
        if sort == "place" and name in self.others.blocs:
            return f"'{name}' is a bloc; name its countries, or a region of the model"
        if sort == "measure":
            word = "measure that this scenario runs is called"
        near = suggest(name, sorted(known[sort]))
        few = f"; one of {', '.join(sorted(known[sort]))}" if 0 < len(known[sort]) <= 12 else ""
        return f"no {word} '{name}'" + (f"; did you mean {near}?" if near else few)

    def goods(self, words: Collection[str]) -> tuple[str, ...]:
        """The commodities that words stand for, each once."""
        return tuple(dict.fromkeys(one for word in words for one in self.others.commodities_of(word)))
