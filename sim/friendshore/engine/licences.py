"""What licences let through on each lane and in each session of a replication.

Nothing in the market moves a licence office, so each firm's applications are drawn ahead of the run, from a
stream that belongs to its lane.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.kernels.licensing import licence_share
from friendshore.engine.law import LawView
from friendshore.engine.structure import Structure
from friendshore.engine.values import Values
from friendshore.policy import Licence
from friendshore.streams import stream
from friendshore.units import Distribution

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEVELS: Floats = np.linspace(0.0005, 0.9995, 1000)
"""Levels at which a distribution of waits is worked out; its outermost half per mille is cut."""
DECISIONS = 64
"""Draws per firm; a firm that needs more uses them again from the first."""


def licence_schedule(
    structure: Structure, law: LawView, values: Values, root_seed: int, replication: int
) -> tuple[Ints, Floats]:
    """Lanes that ever need a licence, and the share that passes on them in each session (sessions x lanes)."""
    calendar = structure.calendar
    sessions: Floats = np.arange(calendar.sessions, dtype=np.float64) * calendar.session_days
    starts = np.array([float(calendar.day(day)) for day in law.starts])
    needing = {c for era in law.eras for c, licence in enumerate(era.licences) if licence is not None}
    lanes: Ints = np.flatnonzero(np.isin(law.lane_class, sorted(needing)))
    schedule = np.ones((len(lanes), calendar.sessions))
    for share, lane in zip(schedule, lanes, strict=True):
        link = structure.links[lane]
        slot = structure.slots[link.slot]
        path = [era.licences[law.lane_class[lane]] for era in law.eras]
        kind = "named" if _named(structure, link.slot) else "aggregate"
        firms = int(values.get(f"licence_firms_{kind}"))
        draw = stream(root_seed, replication, f"licence/{link.origin}/{slot.commodity}/{slot.holder}")
        luck = draw.random((2, firms, DECISIONS))
        for first, end in _stretches(path):
            begins = starts[first]
            ends = starts[end] if end < len(starts) else float(calendar.days)
            terms = [licence for licence in path[first:end] if licence is not None]
            eras = np.searchsorted(starts[first:end], np.arange(begins, ends), side="right") - 1
            noticed = terms[0].announced is not None
            licence_share(
                sessions,
                begins,
                ends,
                eras.astype(np.int64),
                np.array([licence.approval for licence in terms]),
                _waits(terms, luck[0]) * values.get("licence_wait_multiplier"),
                np.array([float(licence.valid_for) for licence in terms]),
                np.array([float(licence.reapply_after) for licence in terms]),
                luck[1],
                values.get("licence_uncontrolled_share"),
                0.0 if noticed else values.get("licence_grace_days"),
                share,
            )
    return lanes, np.ascontiguousarray(schedule.T)


def _named(structure: Structure, slot: int) -> bool:
    holder = structure.slot_holder[slot]
    return bool(holder >= 0) and structure.holders[holder].site.status != "aggregate"


def _stretches(path: list[Licence | None]) -> Iterator[tuple[int, int]]:
    """Runs of eras in which a licence bites without a break: (first, one past the last)."""
    first: int | None = None
    for i, licence in enumerate([*path, None]):
        if licence is not None and first is None:
            first = i
        elif licence is None and first is not None:
            yield first, i
            first = None


def _waits(terms: list[Licence], luck: Floats) -> Floats:
    """Days each application waits, eras x firms x decisions; eras with the same law share one table."""
    waits = {licence.wait for licence in terms}
    tables = {wait: np.interp(luck, LEVELS, _quantiles(wait)) for wait in waits}
    return np.array([tables[licence.wait] for licence in terms])


@cache
def _quantiles(wait: Distribution) -> Floats:
    """The wait at each of the levels between which draws are interpolated."""
    return np.array([wait.quantile(float(level)) for level in LEVELS])
