"""Ways that goods can take between two countries, and which are left when ports or passages are shut."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

from friendshore.chain import Lane, Port
from friendshore.engine.routes import fitting, listed_lanes
from friendshore.engine.structure import Structure

if TYPE_CHECKING:
    from friendshore.seeds import World

STRAIT = "taiwan_strait"
USUAL = 1.1
"""Ways that take at most so many times as long as the quickest share the goods with it."""

RED_SEA = frozenset({"suez_canal", "bab_el_mandeb", "gibraltar"})
"""Passages that the way round Africa avoids together."""

Detours = Mapping[str, float | str | None]
"""Closed place -> days that going round adds; None: no way round; any text: what the tables say of each lane."""


@dataclass(frozen=True)
class Way:
    """One listed lane between two countries."""

    id: str
    days: float
    freight: float
    """USD2024 per tonne or vehicle."""
    places: Mapping[str, float]
    """Port or passage -> how far along the way it lies, share of the days."""
    round: Mapping[str, float]
    """Passage -> days that the way round adds."""

    def detour(self, closed: Detours) -> float | None:
        """Days that the closed places add; None: there is no way round one of them."""
        total, africa = 0.0, 0.0
        for place in sorted(self.places.keys() & closed.keys()):
            said = closed[place]
            days = self.round.get(place) if isinstance(said, str) else said
            if days is None:
                return None
            if place in RED_SEA:
                africa = max(africa, days)
            else:
                total += days
        return total + africa


@dataclass(frozen=True)
class Choice:
    """The ways that goods take, and what they need more than usual."""

    ways: tuple[Way, ...]
    days: float = 0.0
    freight: float = 0.0


def choose(ways: tuple[Way, ...], closed: Detours) -> Choice | None:
    """The ways goods take while places are closed; None: none is left.

    As long as one of the usual ways is open nothing is lost; then comes the quickest of what is left. Another way is
    never cheaper than the usual one: if it were, it would be the usual one.

    ways: the quickest first
    """
    usual = [way for way in ways if way.days <= USUAL * ways[0].days]
    free = tuple(way for way in usual if not way.places.keys() & closed.keys())
    if free:
        return Choice(free)
    left = [(way.days + more, way.id, way) for way in ways if (more := way.detour(closed)) is not None]
    if not left:
        return None
    days, _, way = min(left, key=lambda one: one[:2])
    freight = way.freight * days / way.days if way.days > 0.0 else way.freight
    return Choice((way,), max(days - ways[0].days, 0.0), max(freight - ways[0].freight, 0.0))


def ways_of(world: World, structure: Structure) -> tuple[tuple[Way, ...], ...]:
    """The ways of each link, the quickest first; none at home and between countries without a listed lane."""
    listed = listed_lanes(world)
    known: dict[tuple[str, str, str], tuple[Way, ...]] = {}
    found = []
    for link in structure.links:
        slot = structure.slots[link.slot]
        key = (link.origin, slot.zone, slot.commodity)
        if key not in known:
            lanes = [] if link.origin == slot.zone else fitting(listed.get(key[:2], []), slot.commodity)
            known[key] = tuple(_way(lane, world.ports) for lane in lanes)
        found.append(known[key])
    return tuple(found)


def _way(lane: Lane, ports: Mapping[str, Port]) -> Way:
    passages = (*lane.passages, *((STRAIT,) if lane.taiwan_strait else ()))
    first = lane.inland_days / lane.transit_days if lane.transit_days > 0.0 else 0.0
    ends = [ports[one] for one in lane.ports]
    places = {end.id: first if end.country == lane.origin else 1.0 for end in ends}
    for passage in passages:
        places[passage] = max(_along(ends, ports.get(passage)), first)
    return Way(lane.id, lane.transit_days, lane.freight, places, _rounds(lane, passages, ports))


def _rounds(lane: Lane, passages: Collection[str], ports: Mapping[str, Port]) -> dict[str, float]:
    """Passage -> days that the way round adds: what the lane says, else what the passage says."""
    found = {}
    for passage in passages:
        days = lane.way_round.get("suez_canal" if passage in RED_SEA else passage)
        port = ports.get(passage)
        if days is None and port is not None:
            days = port.detour_days
        if days is not None:
            found[passage] = days
    return found


def _along(ends: list[Port], passage: Port | None) -> float:
    """How far along the way a passage lies, by great circles; half way where that cannot be told."""
    if len(ends) < 2 or passage is None:
        return 0.5
    before, after = _distance(ends[0], passage), _distance(passage, ends[-1])
    return before / (before + after) if before + after > 0.0 else 0.5


def _distance(one: Port, other: Port) -> float:
    """Great circle between two places, as an angle."""
    a, b = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    half = sin((b - a) / 2.0) ** 2 + cos(a) * cos(b) * sin(east / 2.0) ** 2
    return 2.0 * asin(min(sqrt(half), 1.0))
