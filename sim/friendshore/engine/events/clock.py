"""SimPy's time with the order of things at one instant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import simpy
from simpy.events import EventPriority

Act = Callable[["Moment"], object]

CHANGES, ARRIVALS, PRODUCTION, DEMANDS, REVIEWS = (EventPriority(rank) for rank in range(1, 6))
"""At one instant: a supplier fails or recovers, goods arrive, plants run, customers come, stores order.

Acts of one rank happen in the order in which they were planned.
"""


class Moment(simpy.Event):
    """One act at one time; it carries what the act needs to know."""

    def __init__(self, clock: Clock, delay: float, rank: EventPriority, act: Act, value: Any = None) -> None:
        # as simpy.Timeout does: it begins its life triggered, and costs half of what Event.__init__ would
        self.env = clock
        self.callbacks = [act]  # type: ignore[list-item]
        self._value = value
        self._ok = True
        clock.schedule(self, rank, delay)


class Clock(simpy.Environment):
    """Time from 0, in the world's unit."""

    def after(self, delay: float, rank: EventPriority, act: Act, value: Any = None) -> None:
        """Plan an act."""
        Moment(self, delay, rank, act, value)

    def repeat(self, first: float, interval: Callable[[], float], rank: EventPriority, act: Callable[[], None]) -> None:
        """Plan an act at ``first`` and again after each interval."""

        def again(_: Moment) -> None:
            Moment(self, interval(), rank, again)
            act()

        Moment(self, first, rank, again)
