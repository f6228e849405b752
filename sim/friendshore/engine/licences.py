"""What licences let through on each lane and in each session of a replication.

Nothing in the market moves a licence office, so each firm's applications are drawn ahead of the run, from a
stream that belongs to its lane.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.kernels.licensing import licence_share
from friendshore.engine.law import LawView
from friendshore.engine.structure import Structure
from friendshore.engine.values import Values
from friendshore.policy import Licence
from friendshore.streams import stream

Floats = NDArray[np.float64]

DECISIONS = 64
"""Draws per firm; a firm that needs more uses them again from the first."""


def licence_schedule(
    structure: Structure, law: LawView, values: Values, root_seed: int, replication: int
) -> dict[int, Floats]:
    """Lane -> share that passes in each session; lanes that never need a licence are absent."""
    calendar = structure.calendar
    sessions: Floats = np.arange(calendar.sessions, dtype=np.float64) * calendar.session_days
    starts = np.array([float(calendar.day(day)) for day in law.starts])
    schedule: dict[int, Floats] = {}
    needing = {c for era in law.eras for c, licence in enumerate(era.licences) if licence is not None}
    for lane in np.flatnonzero(np.isin(law.lane_class, sorted(needing))):
        link = structure.links[lane]
        slot = structure.slots[link.slot]
        path = [era.licences[law.lane_class[lane]] for era in law.eras]
        kind = "named" if _named(structure, link.slot) else "aggregate"
        firms = int(values.get(f"licence_firms_{kind}"))
        draw = stream(root_seed, replication, f"licence/{link.origin}/{slot.commodity}/{slot.holder}")
        luck = draw.random((2, firms, DECISIONS))
        share = np.ones(calendar.sessions)
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
        schedule[int(lane)] = share
    return schedule


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
    tables: dict[object, Floats] = {}
    for licence in terms:
        if licence.wait not in tables:
            flat = [licence.wait.quantile(float(u)) for u in luck.ravel()]
            tables[licence.wait] = np.array(flat).reshape(luck.shape)
    return np.array([tables[licence.wait] for licence in terms])
