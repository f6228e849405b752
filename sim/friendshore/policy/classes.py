"""Countries that law does not tell apart are asked about once.

A region of a hundred countries is a handful of classes: those that some measure names, and the others by the
blocs they belong to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from friendshore.policy.definitions import Definitions
from friendshore.policy.questions import Entry, WorldFacts

if TYPE_CHECKING:
    from friendshore.policy.lever import Lever


class Classes:
    """Stand-ins for the countries and regions of entries and sales, with their weights."""

    def __init__(self, levers: Iterable[Lever], definitions: Definitions, facts: WorldFacts) -> None:
        self._named = {word[:3] for lever in levers for word in lever.places_named() if not definitions.is_bloc(word)}
        self._named.update(duty.enacted_by for duty in facts.mfn)
        self._freed = sorted({duty.exempt for duty in facts.mfn})
        self._definitions = definitions
        self._regions = facts.regions
        self._places: dict[str, tuple[tuple[str, float], ...]] = {}
        self._between: dict[tuple[str, str], tuple[tuple[str, str, float], ...]] = {}
        self._pairs: dict[Entry, tuple[tuple[Entry, float], ...]] = {}

    def places(self, place: str) -> tuple[tuple[str, float], ...]:
        """(country, weight) pairs that stand for a country or a region; the weights add to 1."""
        found = self._places.get(place)
        if found is None:
            found = self._places[place] = self._classes_of(place)
        return found

    def _classes_of(self, place: str) -> tuple[tuple[str, float], ...]:
        members = self._regions.get(place)
        if not members:
            return ((place, 1.0),)
        total = sum(members.values())
        weights: dict[object, float] = {}
        stand_in: dict[object, str] = {}
        for country in sorted(members):
            alike: object = country if country in self._named else self._history(country)
            stand_in.setdefault(alike, country)
            weights[alike] = weights.get(alike, 0.0) + members[country] / total
        return tuple((stand_in[alike], weight) for alike, weight in weights.items())

    def _history(self, country: str) -> tuple[object, ...]:
        """All that law knows of a country it does not name: its blocs, and the agreements that free it of duty."""
        return (self._definitions.history(country), *(country in exempt for exempt in self._freed))

    def pairs(self, entry: Entry) -> tuple[tuple[Entry, float], ...]:
        """The entry between single countries, with weights; what stays in one country is left out.

        The weights of an entry from or to a region add to less than 1 when part of it stays at home.
        """
        found = self._pairs.get(entry)
        if found is None:
            found = self._pairs[entry] = tuple(
                (Entry(entry.commodity, origin, destination, entry.end_use), weight)
                for origin, destination, weight in self._ways(entry.origin, entry.destination)
            )
        return found

    def _ways(self, origin: str, destination: str) -> tuple[tuple[str, str, float], ...]:
        """(from, to, weight) between single countries."""
        key = (origin, destination)
        if key not in self._between:
            self._between[key] = tuple(
                (one, other, a * b)
                for one, a in self.places(origin)
                for other, b in self.places(destination)
                if one != other and origin != destination
            )
        return self._between[key]
