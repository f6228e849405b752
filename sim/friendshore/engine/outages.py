"""Plants break down: each named site by its own luck, aggregates as the mean of many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import simpy
from numpy.typing import NDArray

from friendshore.engine.kernels.arrays import State
from friendshore.engine.shock_plan import Spell, merged
from friendshore.engine.structure import Structure
from friendshore.engine.values import Values
from friendshore.streams import stream

Floats = NDArray[np.float64]


class Outages:
    """Schedules the breakdowns of all named sites; a site draws only from the stream of its own name.

    The kernels read when the current outage begins and ends, so that a breakdown costs one SimPy event.

    catch_up, lived: how to run the world up to a day, and up to which day it has run
    shocks: site -> outages that are not its own luck
    """

    def __init__(
        self,
        env: simpy.Environment,
        structure: Structure,
        values: Values,
        state: State,
        catch_up: Callable[[int], None],
        lived: Callable[[], int],
        root_seed: int,
        replication: int,
        shocks: Mapping[int, Sequence[Spell]],
    ) -> None:
        self._env = env
        self._state = state
        self._catch_up = catch_up
        self._lived = lived
        years = structure.calendar.days / 365.25
        for f, holder in enumerate(structure.holders):
            own: list[Spell] = []
            if holder.parent is None and holder.site.status != "aggregate":
                rate = values.get("outages_per_year", holder.site.stage)
                length = values.get("outage_days", holder.site.stage)
                if rate > 0.0 and length > 0.0:
                    draw = stream(root_seed, replication, f"outage/{holder.id}")
                    count = int(rate * years * 2 + 20)
                    draws = draw.standard_exponential((count, 2))  # in pairs: a longer run begins like a shorter one
                    own = _spells(draws[:, 0] * (365.25 / rate), draws[:, 1] * length, structure.calendar.days)
            self._plan(f, merged([*own, *shocks[f]]) if f in shocks else own, structure.calendar.days)

    def _plan(self, site: int, spells: list[Spell], horizon: int) -> None:
        for spell in spells:
            if spell[0] < horizon:
                event = self._env.timeout(spell[0], value=(site, spell))
                assert event.callbacks is not None  # only a processed event has none
                event.callbacks.append(self._begin)

    def _begin(self, event: simpy.Event) -> None:
        site, (begins, ends, share) = event.value or (0, (0, 0, 0.0))
        if self._state.plants.down_to[site] > self._lived():  # days of the outage before are still to be run
            self._catch_up(begins)
        self._state.plants.down_from[site] = begins
        self._state.plants.down_to[site] = ends
        self._state.plants.down_share[site] = share


def _spells(gaps: Floats, lengths: Floats, horizon: int) -> list[Spell]:
    """Breakdowns one after another, of whole days."""
    found: list[Spell] = []
    begin = 0.0
    for gap, length in zip(gaps, lengths, strict=True):
        begin += gap
        day, days = int(begin), max(int(length + 0.5), 1)
        if day >= horizon:
            break
        found.append((day, day + days, 1.0))
        begin += days
    return found
