"""Caps in volume as the kernels read them: what counts against each cap, and the room that opens in each session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.calendar import Calendar
from friendshore.policy import Quota

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Counts = Mapping[str, tuple[Floats, Floats]]
"""Measure -> (what a unit of each lane, or of each site's output, counts against its cap; share that it is about)."""
LAPSES, CARRIES = 1, 2
"""What becomes of the room that is left when a session begins a new window."""


class Counted(NamedTuple):
    """What counts against caps: G caps, K members (lanes or sites) one cap after another."""

    ptr: Ints  # G+1
    member: Ints  # K
    per_unit: Floats  # E x K, what a unit counts, by era of law
    part: Floats  # E x K, share of the lane or site that the cap is about


@dataclass(frozen=True)
class QuotaPlan:
    """All caps in volume of a run.

    opens  S x G, what a session adds to the room; infinite outside the windows
    turn   S x G, LAPSES or CARRIES in the first session of a window, 0 elsewhere
    """

    measures: tuple[str, ...]
    lanes: Counted
    sites: Counted
    opens: Floats
    turn: Ints


def plan_quotas(
    quotas: Sequence[Quota],
    calendar: Calendar,
    lanes: Sequence[Counts],
    sites: Sequence[Counts],
) -> QuotaPlan:
    """The caps of a run.

    lanes, sites: what counts by era
    """
    measures = tuple(one.measure for one in quotas)
    rooms = [room(one, calendar) for one in quotas]
    shape = (calendar.sessions, len(quotas))
    return QuotaPlan(
        measures,
        _counted(measures, lanes),
        _counted(measures, sites),
        np.array([opens for opens, _ in rooms]).T.reshape(shape).copy(),
        np.array([turn for _, turn in rooms], dtype=np.int64).T.reshape(shape).copy(),
    )


def room(quota: Quota, calendar: Calendar) -> tuple[Floats, Ints]:
    """(what each session adds to the room of a cap, what becomes of the rest when it begins).

    A session belongs to the window in which its first day lies. Room opens day by day; what a session adds holds the
    days up to the next one, and the first of a window besides those since the window began. A run that begins within a
    window gets the room of its own days.
    """
    opens, turn = np.full(calendar.sessions, inf), np.zeros(calendar.sessions, dtype=np.int64)
    before = None
    for session in range(calendar.sessions):
        day = _date(calendar, session)
        window = quota.window(day)
        if window is not None:
            last = min(day + timedelta(days=calendar.session_days - 1), window.last)
            first = day if window is before or session == 0 else window.first
            opens[session] = window.limit * ((last - first).days + 1) / window.length
            if not quota.even:
                opens[session] = 0.0 if window is before else window.limit
        if window is not before:
            turn[session] = CARRIES if before is not None and before.carried else LAPSES
        before = window
    return opens, turn


def _date(calendar: Calendar, session: int) -> date:
    """The date of a session's first day, in the spin-up the true one."""
    return calendar.first + timedelta(days=session * calendar.session_days - calendar.opening)


def _counted(measures: Sequence[str], eras: Sequence[Counts]) -> Counted:
    rows: list[Ints] = []
    tables: list[Floats] = [np.zeros((2, len(eras), 0))]
    for measure in measures:
        found = [era[measure][0] for era in eras if measure in era]
        members = np.flatnonzero(np.array(found).any(axis=0)) if found else np.zeros(0, dtype=np.int64)
        rows.append(members.astype(np.int64))
        nothing = np.zeros(len(members))
        for_eras = [
            [era[measure][i][members] if measure in era else nothing for era in eras] for i in range(2)
        ]  # fmt: skip
        tables.append(np.array(for_eras).reshape(2, len(eras), len(members)))
    per_unit, part = np.concatenate(tables, axis=2)
    return Counted(
        np.concatenate([[0], np.cumsum([len(one) for one in rows])]).astype(np.int64),
        np.concatenate([np.zeros(0, dtype=np.int64), *rows]).astype(np.int64),
        np.ascontiguousarray(per_unit),
        np.ascontiguousarray(part),
    )
