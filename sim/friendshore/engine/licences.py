"""What licences let through on each lane and in each session of a replication.

Nothing in the market moves a licence office, so each firm's applications are drawn ahead of the run, from a
stream that belongs to its lane and to the measure. The first applications are of the day on which the measure began
to act without a break, even if that lies before the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.kernels.licensing import LEVELS, LOWEST, licence_share
from friendshore.engine.law import LawView, Path
from friendshore.engine.structure import Structure
from friendshore.engine.values import Values
from friendshore.policy import Licence
from friendshore.streams import stream
from friendshore.units import Distribution

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DECISIONS = 64
"""Draws per firm; a firm that needs more uses them again from the first."""


@dataclass(frozen=True)
class Stretch:
    """A time in which one measure asks for licences without a break, in terms that may change."""

    begins: float
    """Day of the first applications."""
    ends: float
    terms: Ints
    """Row of the terms in force, by day from ``begins`` on."""
    approval: Floats
    waits: Floats
    """Quantiles of the wait, a row for each row of terms."""
    valid_for: Floats
    reapply_after: Floats
    noticed: bool


@dataclass(frozen=True)
class Queue:
    """What one measure asks for on a class of lanes."""

    measure: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Office:
    """Where the applications for one lane go."""

    lane: int
    name: str
    firms: str
    """Parameter that says how many firms apply."""
    ways: tuple[tuple[float, tuple[Queue, ...]], ...]
    """Parts of the lane's goods, and the queues that each has to pass."""


def licence_offices(structure: Structure, law: LawView) -> tuple[Office, ...]:
    """All lanes that ever need a licence, with what no replication changes."""
    calendar = structure.calendar
    starts = np.array([float(calendar.day(day)) for day in law.starts])
    ways = [
        tuple((part, tuple(_queue(path, starts, structure) for path in paths)) for part, paths in queues)
        for queues in law.queues
    ]
    offices = []
    for lane in np.flatnonzero(np.array([bool(law.queues[c]) for c in law.lane_class], dtype=bool)).tolist():
        link = structure.links[lane]
        slot = structure.slots[link.slot]
        firms = f"licence_firms_{'named' if _named(structure, link.slot) else 'aggregate'}"
        name = f"{link.origin}/{slot.commodity}/{slot.holder}"
        offices.append(Office(lane, name, firms, ways[law.lane_class[lane]]))
    return tuple(offices)


def licence_schedule(
    offices: tuple[Office, ...], structure: Structure, values: Values, root_seed: int, replication: int
) -> tuple[Ints, Floats]:
    """Lanes that ever need a licence, and the share that passes on them in each session (sessions x lanes).

    Every measure has its own queue, and goods pass as far as all of them let goods pass; a region passes as far as its
    members do.
    """
    calendar = structure.calendar
    days: Floats = np.arange(calendar.sessions, dtype=np.float64) * calendar.session_days
    schedule = np.ones((len(offices), calendar.sessions))
    for share, office in zip(schedule, offices, strict=True):
        firms = int(values.get(office.firms))
        for part, queues in office.ways:
            passed = np.ones_like(share)
            for queue in queues:
                luck = stream(root_seed, replication, f"licence/{queue.measure}/{office.name}")
                passed *= _passed(queue, days, luck.random((2, firms, DECISIONS)), values)
            share -= part * (1.0 - passed)
    lanes: Ints = np.array([office.lane for office in offices], dtype=np.int64)
    return lanes, np.ascontiguousarray(schedule.T)


def _passed(queue: Queue, days: Floats, luck: Floats, values: Values) -> Floats:
    """Share that one measure lets pass in each session; its luck belongs to the measure and the lane."""
    share = np.ones(len(days))
    for one in queue.stretches:
        licence_share(
            days,
            one.begins,
            one.ends,
            one.terms,
            one.approval,
            one.waits,
            values.get("licence_wait_multiplier"),
            one.valid_for,
            one.reapply_after,
            luck[0],
            luck[1],
            values.get("licence_uncontrolled_share"),
            0.0 if one.noticed else values.get("licence_grace_days"),
            share,
        )
    return share


def _queue(path: Path, starts: Floats, structure: Structure) -> Queue:
    """What one measure asks for over the run; eras with the same licence share one row of terms."""
    measure = next(licence.measure for licence in path if licence is not None)
    stretches = []
    for first, licences in _stretches(path):
        begins = float(structure.calendar.day(licences[0].since))
        after = first + len(licences)
        ends = starts[after] if after < len(starts) else float(structure.calendar.days)
        terms = list(dict.fromkeys(licences))
        row = np.array([terms.index(licence) for licence in licences], dtype=np.int64)
        eras = np.searchsorted(starts[first:after], np.arange(begins, ends), side="right") - 1
        stretches.append(
            Stretch(
                begins=begins,
                ends=float(ends),
                terms=row[np.maximum(eras, 0)],
                approval=np.array([licence.approval for licence in terms]),
                waits=np.array([_quantiles(licence.wait) for licence in terms]),
                valid_for=np.array([float(licence.valid_for) for licence in terms]),
                reapply_after=np.array([float(licence.reapply_after) for licence in terms]),
                noticed=licences[0].announced is not None,
            )
        )
    return Queue(measure, tuple(stretches))


def _named(structure: Structure, slot: int) -> bool:
    holder = structure.slot_holder[slot]
    return bool(holder >= 0) and structure.holders[holder].site.status != "aggregate"


def _stretches(path: Path) -> Iterator[tuple[int, list[Licence]]]:
    """Runs of eras in which a licence bites without a break: the first era, and the licence in each."""
    for since, run in groupby(enumerate(path), lambda one: None if one[1] is None else one[1].since):
        if since is not None:
            eras = list(run)
            yield eras[0][0], [licence for _, licence in eras if licence is not None]


@cache
def _quantiles(wait: Distribution) -> Floats:
    """The wait at each of the levels between which draws are interpolated."""
    return np.array([wait.quantile(float(level)) for level in np.linspace(LOWEST, 1.0 - LOWEST, LEVELS)])
