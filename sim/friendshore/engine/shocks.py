"""Shocks in a replication: SimPy events that shut places, dear inputs, stop work, and deal with goods under way."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import simpy
from numpy.typing import NDArray

from friendshore.engine.books import Lost
from friendshore.engine.kernels.arrays import TOGETHER, Net
from friendshore.engine.routes import LONGEST
from friendshore.engine.shock_plan import Era, ShockPlan, delayed
from friendshore.engine.ways import Way

if TYPE_CHECKING:
    from friendshore.engine.run import Simulation

Floats = NDArray[np.float64]


@dataclass
class Cargo:
    """Goods of one lane that left together on one way; days are day numbers of the run."""

    lane: int
    way: Way
    places: Mapping[str, float]
    """Places that it passes, as shares of its way; those it was sent around are not among them."""
    quantity: float
    pace: float
    """Days for the whole way."""
    since: float
    """Day on which it was where it was last known to be: at the start, or at a place that held it up."""
    passed: float
    """How far it was then, share of the way."""
    arrival: int
    column: int
    """Day under which the transit ring holds it: its arrival, unless that lies further off than the ring is long."""

    def reaches(self, place: str) -> float | None:
        """Day on which it reaches a place; None if that lies behind it or not on its way."""
        lies = self.places.get(place)
        if lies is None or lies < self.passed:
            return None
        return self.since + (lies - self.passed) * self.pace

    def wait(self, place: str, leaves: float) -> None:
        """It leaves a place later than it would have."""
        here = self.places[place]
        self.places = {one: lies for one, lies in self.places.items() if one != place}
        self.since, self.passed = leaves, here
        self.arrival = int(leaves + (1.0 - here) * self.pace + 0.5)


class Shocks:
    """What the shocks of a plan do to one replication; without shocks it changes nothing and costs nothing."""

    def __init__(self, plan: ShockPlan, simulation: Simulation) -> None:
        self.plan = plan
        self.simulation = simulation
        self.calm = simulation.net
        if plan.wanted is not None:
            buyers = self.calm.buyers._replace(intended=self.calm.buyers.intended * plan.wanted)
            self.calm = self.calm._replace(buyers=buyers)
            simulation.net = self.calm
        self.era: Era | None = plan.eras[0] if plan.eras else None
        self.open: Floats = np.ones(len(self.calm.lanes.slot))
        self.lost = Lost(np.zeros(len(self.calm.slots.cover)), np.zeros_like(simulation.ledger.mineral_book.lost))
        self.afloat: list[Cargo] = []

    def happen(self) -> Generator[simpy.Event, None, None]:
        """Begin and end every shock on its day."""
        simulation = self.simulation
        for era in self.plan.eras[1:]:
            yield simulation.env.timeout(era.day - simulation.env.now)
            simulation.catch_up(era.day)
            self.era = era
            self.open = era.open
            simulation.place(self._net(era))
            simulation.enforce()
            for cargo in [one for one in self.afloat if one.arrival >= era.day]:
                self._meet(cargo, era)

    def sailed(self, session: int, day: int) -> None:
        """Note what left today and could be on its way when a place shuts."""
        plan, era, net = self.plan, self.era, self.simulation.net
        width = self.simulation.state.transit.ring.shape[1]
        if era is None or not any(day < one.begins <= day + width for one in plan.shut):
            return
        self.afloat = [one for one in self.afloat if one.arrival >= day]
        shipped, lanes = self.simulation.state.market.shipped, net.lanes
        for link, choice in era.choices.items():
            quantity = float(shipped[link])
            if quantity <= 0.0 or choice is None:
                continue
            length = lanes.transit[link] + lanes.spread[link] * lanes.draws[session, lanes.route[link]]
            days = min(max(int(length + 0.5), 1), width - 1)  # as the ship kernel has it
            part = quantity / len(choice.ways)
            for way in choice.ways:
                places = {one: lies for one, lies in way.places.items() if one not in era.closed}
                self.afloat.append(Cargo(link, way, places, part, days, day, 0.0, day + days, day + days))

    def _net(self, era: Era) -> Net:
        """The fixed arrays as an era has them."""
        lanes, sites = self.calm.lanes, self.calm.sites
        transit = np.where(era.days > 0.0, np.minimum(lanes.transit + era.days, LONGEST), lanes.transit)
        longer = np.divide(transit, lanes.transit, out=np.ones_like(transit), where=lanes.transit > 0.0)
        capacity = sites.capacity
        if era.stopped:
            capacity = delayed(capacity, era.stopped, self.simulation.calendar.session_days)
        return self.calm._replace(
            lanes=lanes._replace(
                freight=lanes.freight + era.freight, transit=transit, carrying=lanes.carrying * longer
            ),
            sites=sites._replace(cash=sites.cash * era.cash + era.outside, capacity=capacity),
        )

    def _meet(self, cargo: Cargo, era: Era) -> None:
        """Let a cargo come to every shut place on the rest of its way, in order."""
        before = cargo.arrival
        while True:
            ahead = [
                (when, place, one)
                for one in era.shut
                for place in one.closure.places
                if (when := cargo.reaches(place)) is not None and max(one.begins, era.day) <= when < one.ends
            ]
            if not ahead:
                break
            when, place, one = min(ahead, key=lambda found: found[:2])
            if one.closure.goods_in_transit == "lost":
                self._lose(cargo)
                return
            more = self._detour(cargo, place, era) if one.closure.goods_in_transit == "rerouted" else None
            cargo.wait(place, one.ends if more is None else when + more)
        if cargo.arrival != before:
            self._move(cargo)

    def _detour(self, cargo: Cargo, place: str, era: Era) -> float | None:
        """Days that going round a place adds to goods under way; None: there is no way round."""
        more = cargo.way.detour({place: era.closed[place]})
        if more is None:
            choice = era.choices[cargo.lane]
            more = None if choice is None else choice.days
        return more

    def _move(self, cargo: Cargo) -> None:
        """Put a cargo under the day it now arrives on, or as near to it as the ring reaches."""
        env, transit = self.simulation.env, self.simulation.state.transit
        width = transit.ring.shape[1]
        target = min(max(cargo.arrival, int(env.now)), int(env.now) + width - 1)
        if target != cargo.column:
            quantity, content = self._take(cargo)
            slot = self.calm.lanes.slot[cargo.lane]
            transit.ring[slot, target % width] += quantity
            transit.content[target % width // TOGETHER, self._rows(slot)] += content
            cargo.quantity, cargo.column = quantity, target
        if cargo.column < cargo.arrival:
            env.process(self._move_on(cargo, cargo.column))

    def _move_on(self, cargo: Cargo, day: int) -> Generator[simpy.Event, None, None]:
        """Take a cargo further before it would arrive."""
        yield self.simulation.env.timeout(day - self.simulation.env.now)
        if cargo.column == day and cargo.quantity > 0.0:
            self.simulation.catch_up(day)
            self._move(cargo)

    def _lose(self, cargo: Cargo) -> None:
        """Book a cargo as lost."""
        quantity, content = self._take(cargo)
        slot, contents = self.calm.lanes.slot[cargo.lane], self.calm.contents
        self.simulation.state.stocks.on_order[slot] -= quantity
        self.lost.goods[slot] += quantity
        np.add.at(self.lost.minerals, contents.mineral[self._rows(slot)], content)
        cargo.quantity = 0.0
        self.afloat.remove(cargo)

    def _take(self, cargo: Cargo) -> tuple[float, Floats]:
        """Take a cargo out of the ring; what it holds is the blend of all that arrives there with it."""
        transit = self.simulation.state.transit
        slot, column = self.calm.lanes.slot[cargo.lane], cargo.column % transit.ring.shape[1]
        there = float(transit.ring[slot, column])
        if there <= 0.0:
            return 0.0, np.zeros_like(transit.content[0, self._rows(slot)])
        share = min(cargo.quantity / there, 1.0)
        if share > 1.0 - 1e-12:  # rounding alone must leave no crumb behind
            share = 1.0
        quantity = there * share
        batch = column // TOGETHER
        held, together = transit.content[batch, self._rows(slot)], transit.ring[slot].reshape(-1, TOGETHER)[batch]
        content = held * (quantity / together.sum())
        held -= content
        transit.ring[slot, column] = there - quantity
        return quantity, content

    def _rows(self, slot: int) -> slice:
        rows = self.calm.contents.slot_rows
        return slice(int(rows[slot]), int(rows[slot + 1]))
