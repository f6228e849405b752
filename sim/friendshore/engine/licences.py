"""What licences let through on each lane and in each session of a replication.

Nothing in the market moves a licence office, so each firm's applications are drawn ahead of the run, from a
stream that belongs to its lane and to the measure. The first applications are of the day on which the measure began
to act without a break, even if that lies before the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.kernels.licensing import licence_share
from friendshore.engine.law import LawView, Path
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
    """Lanes that ever need a licence, and the share that passes on them in each session (sessions x lanes).

    Every measure has its own queue, and goods pass as far as all of them let goods pass; a region passes as far as its
    members do.
    """
    lanes: Ints = np.flatnonzero(np.array([bool(law.queues[c]) for c in law.lane_class], dtype=bool))
    schedule = np.ones((len(lanes), structure.calendar.sessions))
    for share, lane in zip(schedule, lanes, strict=True):
        office = _Office(structure, law, values, int(lane), root_seed, replication)
        for part, paths in law.queues[law.lane_class[lane]]:
            passed = np.ones_like(share)
            for path in paths:
                passed *= office.passed(path)
            share -= part * (1.0 - passed)
    return lanes, np.ascontiguousarray(schedule.T)


class _Office:
    """What becomes of the applications for one lane in one replication."""

    def __init__(
        self, structure: Structure, law: LawView, values: Values, lane: int, root_seed: int, replication: int
    ) -> None:
        self._calendar, self._values = structure.calendar, values
        self._starts = np.array([float(self._calendar.day(day)) for day in law.starts])
        link = structure.links[lane]
        slot = structure.slots[link.slot]
        kind = "named" if _named(structure, link.slot) else "aggregate"
        self._firms = int(values.get(f"licence_firms_{kind}"))
        self._name = f"{link.origin}/{slot.commodity}/{slot.holder}"
        self._seed, self._replication = root_seed, replication

    def passed(self, path: Path) -> Floats:
        """Share that one measure lets pass in each session; its luck belongs to the measure and the lane."""
        calendar, values = self._calendar, self._values
        days: Floats = np.arange(calendar.sessions, dtype=np.float64) * calendar.session_days
        share = np.ones(calendar.sessions)
        measure = next(licence.measure for licence in path if licence is not None)
        draw = stream(self._seed, self._replication, f"licence/{measure}/{self._name}")
        luck = draw.random((2, self._firms, DECISIONS))
        for first, terms in _stretches(path):
            begins = float(calendar.day(terms[0].since))
            after = first + len(terms)
            ends = self._starts[after] if after < len(self._starts) else float(calendar.days)
            eras = np.searchsorted(self._starts[first:after], np.arange(begins, ends), side="right") - 1
            licence_share(
                days,
                begins,
                ends,
                np.maximum(eras, 0).astype(np.int64),
                np.array([licence.approval for licence in terms]),
                _waits(terms, luck[0]) * values.get("licence_wait_multiplier"),
                np.array([float(licence.valid_for) for licence in terms]),
                np.array([float(licence.reapply_after) for licence in terms]),
                luck[1],
                values.get("licence_uncontrolled_share"),
                0.0 if terms[0].announced is not None else values.get("licence_grace_days"),
                share,
            )
        return share


def _named(structure: Structure, slot: int) -> bool:
    holder = structure.slot_holder[slot]
    return bool(holder >= 0) and structure.holders[holder].site.status != "aggregate"


def _stretches(path: Path) -> Iterator[tuple[int, list[Licence]]]:
    """Runs of eras in which a licence bites without a break: the first era, and the licence in each."""
    for since, run in groupby(enumerate(path), lambda one: None if one[1] is None else one[1].since):
        if since is not None:
            eras = list(run)
            yield eras[0][0], [licence for _, licence in eras if licence is not None]


def _waits(terms: list[Licence], luck: Floats) -> Floats:
    """Days each application waits, eras x firms x decisions; eras with the same law share one table."""
    waits = {licence.wait for licence in terms}
    tables = {wait: np.interp(luck, LEVELS, _quantiles(wait)) for wait in waits}
    return np.array([tables[licence.wait] for licence in terms])


@cache
def _quantiles(wait: Distribution) -> Floats:
    """The wait at each of the levels between which draws are interpolated."""
    return np.array([wait.quantile(float(level)) for level in LEVELS])
