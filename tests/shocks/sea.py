"""The small world with ports and passages, and what a probe sees arrive in it from day to day."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import simpy

from friendshore.chain import Input, Lane, Port
from friendshore.engine.run import Plan, Simulation, build, simulate
from friendshore.policy import PolicyBook, facts_of
from friendshore.reading import Problems, compose
from friendshore.scenario.names import known_names
from friendshore.scenario.shocks import shock_names
from friendshore.seeds import World
from friendshore.shocks import Shock, ShockNames, build_shocks
from worlds_small.lab import FIRST, LAST, TABLES, Floats, Measures, Result, Span, calm, changed, lever, small_world

PORTS = {
    "shanghai": ("port", "CHN", 31.0, 122.0),
    "los_angeles": ("port", "USA", 33.7, -118.3),
    "houston": ("port", "USA", 29.3, -94.8),
    "tokyo": ("port", "JPN", 35.5, 139.8),
    "jakarta": ("port", "IDN", -6.1, 106.8),
    "panama_canal": ("chokepoint", "", 9.1, -79.7),
    "malacca": ("chokepoint", "", 2.5, 101.5),
    "lombok": ("chokepoint", "", -8.8, 115.7),
}
NATURAL, SYNTHETIC = "aam_natural", "aam_synthetic"


def port(name: str) -> Port:
    kind, country, latitude, longitude = PORTS[name]
    detour = 3.0 if name == "malacca" else None
    return Port(name, name, kind, country, latitude, longitude, None, None, None, None, detour)  # type: ignore[arg-type]


@cache
def sea(lucky: bool = False) -> World:
    """The small world at sea: China sells to the United States through Los Angeles, or Houston and Panama.

    lucky: with breakdowns and voyages of uncertain length
    """
    world = small_world() if lucky else calm(small_world())
    lanes: dict[str, Lane] = {}
    for name, lane in world.lanes.items():
        if (lane.origin, lane.destination) == ("CHN", "USA"):
            lanes[name] = replace(lane, ports=("shanghai", "los_angeles"))
            lanes[f"{name}_canal"] = replace(
                lane,
                id=f"{name}_canal",
                ports=("shanghai", "houston"),
                passages=("panama_canal",),
                transit_days=lane.transit_days + 12.0,
                freight=lane.freight * 1.2,
                way_round={"panama_canal": 10.0},
            )
        elif lane.origin == "JPN":
            lanes[name] = replace(lane, ports=("tokyo", "los_angeles"))
        elif lane.origin == "IDN":
            lanes[name] = replace(lane, ports=("jakarta", "shanghai" if lane.destination == "CHN" else "los_angeles"),
                                  passages=("malacca",))  # fmt: skip
        elif lane.origin == "AUS":
            lanes[name] = replace(lane, passages=("lombok",))
        else:
            lanes[name] = lane
    coke = replace(world.commodities[SYNTHETIC], id="needle_coke", name="Needle coke", price={2024: 900.0})
    recipes = {
        key: replace(recipe, outside=(Input("needle_coke", 1.4),)) if recipe.commodity == SYNTHETIC else recipe
        for key, recipe in world.recipes.items()
    }
    commodities = {**world.commodities, coke.id: coke}
    ports = {name: port(name) for name in PORTS}
    return changed(world, lanes=lanes, ports=ports, recipes=recipes, commodities=commodities)


@cache
def names() -> ShockNames:
    """What shocks of this world may name."""
    problems = Problems()
    found = shock_names(TABLES, known_names(TABLES, {}, problems), problems)
    assert not problems.errors
    return replace(
        found,
        ports={name: one[1] for name, one in PORTS.items() if one[0] == "port"},
        passages=frozenset(name for name, one in PORTS.items() if one[0] != "port"),
        passed=frozenset(PORTS),
        outside=frozenset({"needle_coke"}),
    )


def shocks(text: str) -> tuple[Shock, ...]:
    """The shocks of a text such as ``strike: {kind: …}``; nothing may be wrong with them."""
    problems = Problems()
    node = compose(text, str(Path("x.yaml")), problems)
    assert node is not None, "\n".join(map(str, problems))
    found = build_shocks({key.text: value for key, value in node.pairs()}, names(), problems)
    assert not problems.errors, "\n".join(map(str, problems))
    return tuple(one.shock for one in found)


def plan(text: str = "", world: World | None = None, measures: Measures | None = None, **span: object) -> Plan:
    """A plan of a world under some shocks."""
    place = world or sea()
    book = PolicyBook([lever(name, one) for name, one in (measures or {}).items()], facts_of(place))
    return build(place, Span(**{"start": FIRST, "end": LAST, **span}), book, shocks=shocks(text) if text else ())  # type: ignore[arg-type]


def run(text: str = "", world: World | None = None, measures: Measures | None = None, **span: object) -> Result:
    """One replication of it."""
    made = plan(text, world, measures, **span)
    return Result(made, simulate(made, 0))


class Probe:
    """A replication that is watched: what has arrived in each slot, and is under way to it, by day."""

    def __init__(self, text: str = "", world: World | None = None, **span: object) -> None:
        self.plan = plan(text, world, **span)
        self.simulation = Simulation(self.plan, 0)
        days = self.plan.structure.calendar.days
        slots = len(self.plan.structure.slots)
        self.arrived, self.under_way = np.zeros((days + 1, slots)), np.zeros((days + 1, slots))
        self.simulation.env.process(self._watch())
        self.outcome = self.simulation.run()

    def _watch(self) -> Generator[simpy.Event, None, None]:
        one = self.simulation
        for day in range(one.calendar.days):
            one.catch_up(day)
            self.arrived[day] = one.ledger.slot_book.arrived
            self.under_way[day] = one.state.transit.ring.sum(axis=1)
            yield one.env.timeout(1)
        self.arrived[-1] = one.ledger.slot_book.arrived

    def row(self, day: int) -> int:
        """Row of a day after the world's first date in what the probe saw."""
        return self.plan.structure.calendar.opening + day

    def slot(self, holder: str, commodity: str) -> int:
        """Row of an input of a site."""
        known = [(slot.holder, slot.commodity) for slot in self.plan.structure.slots]
        return known.index((holder, commodity))

    def came(self, holder: str, commodity: str) -> Floats:
        """What arrived on each day from the world's first date on."""
        opening = self.plan.structure.calendar.opening
        return np.asarray(np.diff(self.arrived[opening:, self.slot(holder, commodity)], prepend=0.0)[1:])

    def day(self, when: str) -> int:
        """Day after the world's first date."""
        from datetime import date

        return (date.fromisoformat(when) - FIRST).days
