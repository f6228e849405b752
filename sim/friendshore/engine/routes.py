"""How long goods travel and what that costs, per lane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import Lane
from friendshore.engine.structure import Structure
from friendshore.engine.values import Values

if TYPE_CHECKING:
    from friendshore.seeds import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SPREAD = 6.0
"""Days by which a voyage on an unlisted lane varies: what listed ones of that length do."""
LONGEST = 120
"""Days: no voyage in the model takes longer; the transit ring is a little wider."""


class Routes:
    """Routes of all lanes: one per pair of countries and cargo class, each with a stream of its own."""

    def __init__(self, world: World, structure: Structure) -> None:
        s = structure
        known = listed_lanes(world)
        names: list[str] = []
        self.found: list[Lane | None] = []
        self.unit: list[float] = []
        self.domestic: list[bool] = []
        self.cargo: list[str] = []
        for link in s.links:
            slot = s.slots[link.slot]
            commodity = world.commodities[slot.commodity]
            domestic = link.origin == slot.zone
            lanes = [] if domestic else fitting(known.get((link.origin, slot.zone), []), slot.commodity)
            lane = lanes[0] if lanes else None
            cargo = "domestic" if domestic else lane.cargo_class if lane else "unlisted"
            names.append(f"{link.origin}-{slot.zone}/{cargo}")
            self.found.append(lane)
            self.domestic.append(domestic)
            self.cargo.append(commodity.cargo_class)
            per_vehicle = (
                lane.freight_per == "vehicle" if lane is not None else slot.commodity == "vehicle" and not domestic
            )
            self.unit.append(1.0 if per_vehicle else commodity.gross_t_per_unit)
        self.names = tuple(sorted(set(names)))
        index = {name: i for i, name in enumerate(self.names)}
        self.lane_route: Ints = np.array([index[name] for name in names], dtype=np.int64)
        self.unlisted = sum(
            1 for lane, home in zip(self.found, self.domestic, strict=True) if lane is None and not home
        )

    def lane_values(self, values: Values) -> tuple[Floats, Floats, Floats]:
        """(freight USD per unit, transit days, spread of transit days) of every lane."""
        freight, days, spread = (np.zeros(len(self.found)) for _ in range(3))
        stretch = values.get("transit_multiplier")
        home = (values.get("domestic_freight"), values.get("domestic_transit_days"), 1.0)
        for i, lane in enumerate(self.found):
            if lane is not None:
                rate, length, wide = lane.freight, lane.transit_days, lane.transit_sd
            elif self.domestic[i]:
                rate, length, wide = home
            else:
                rate, length = (values.get(name, self.cargo[i]) for name in ("default_freight", "default_transit_days"))
                wide = SPREAD
            freight[i] = rate * self.unit[i]
            days[i] = min(length * stretch, LONGEST)
            spread[i] = wide
        return freight, days, spread


def listed_lanes(world: World) -> dict[tuple[str, str], list[Lane]]:
    """Lanes between countries by origin and destination."""
    known: dict[tuple[str, str], list[Lane]] = {}
    for lane in world.lanes.values():
        if lane.corridor is None:
            known.setdefault((lane.origin, lane.destination), []).append(lane)
    return known


def fitting(lanes: list[Lane], commodity: str) -> list[Lane]:
    """Lanes that take a commodity, the quickest first: those that name it, else any container or bulk cargo."""
    named = [lane for lane in lanes if commodity in lane.commodities]
    wanted = "roro" if commodity == "vehicle" else "container"
    usual = [lane for lane in lanes if lane.cargo_class == wanted]
    others = [lane for lane in lanes if (lane.cargo_class == "roro") == (commodity == "vehicle")]
    return sorted(named or usual or others, key=lambda lane: (lane.transit_days, lane.id))
