"""The queue of licence applications: who holds a licence on which day."""

from __future__ import annotations

from math import exp

import numpy as np

from friendshore.engine.kernels.arrays import Floats, Ints
from friendshore.formulas.compiled import kernel

LOWEST, LEVELS = 0.0005, 1000
"""A distribution of waits is a table of so many quantiles, from this level up: its outermost half per mille is cut."""


@kernel
def wait_at(quantiles: Floats, level: float) -> float:
    """Days at one level of a distribution, between the two quantiles beside it."""
    place = (level - LOWEST) / (1.0 - 2.0 * LOWEST) * (LEVELS - 1.0)
    place = min(max(place, 0.0), LEVELS - 1.0)
    below = min(int(place), LEVELS - 2)
    days: float = quantiles[below] + (place - below) * (quantiles[below + 1] - quantiles[below])
    return days


@kernel
def licence_share(
    days: Floats,
    begins: float,
    ends: float,
    eras: Ints,
    approval: Floats,
    waits: Floats,
    stretch: float,
    valid_for: Floats,
    reapply_after: Floats,
    patience: Floats,
    luck: Floats,
    uncontrolled: float,
    grace: float,
    share: Floats,
) -> None:
    """Share of a lane's goods that the licences of its firms let through, written into ``share``.

    Every firm applies on the day the licence begins to bite, waits, and is passed with the approval share of
    the day of decision; refused, it applies again after a time; passed, it applies for renewal in time for
    the decision to fall when the old licence runs out. Some goods leave without a licence: those that were
    under way or misclassified, and, when nobody had notice, those already cleared.

    days: day of each session, in order; begins, ends: days between which the licence bites
    eras: era of each day from ``begins`` on; approval, valid_for, reapply_after: by era
    waits: eras x levels, quantiles in days, multiplied by ``stretch``
    patience, luck: firms x decisions, uniform draws of the wait and of the decision
    uncontrolled: share that needs no licence in practice; grace: days, 0 when there was notice
    """
    firms = luck.shape[0]
    most = luck.shape[1]
    last = int(ends - begins) - 1
    held = share * 0.0
    for firm in range(firms):
        day = begins
        trial = 0
        while day < ends:
            era = eras[min(int(day - begins), last)]
            decided = day + stretch * wait_at(waits[era], patience[firm, trial % most])
            if decided >= ends:
                break
            era = eras[min(int(decided - begins), last)]
            if luck[firm, trial % most] < approval[era]:
                until = decided + max(valid_for[era], 1.0)
                for s in range(np.searchsorted(days, decided), np.searchsorted(days, until)):
                    held[s] += 1.0
                day = max(until - stretch * wait_at(waits[era], patience[firm, (trial + 1) % most]), decided)
            else:
                day = decided + max(reapply_after[era], 1.0)
            trial += 1
    for s in range(np.searchsorted(days, begins), np.searchsorted(days, ends)):
        passed = held[s] / firms
        if grace > 0.0:
            passed += exp(-(days[s] - begins) / grace)
        share[s] = 1.0 - (1.0 - uncontrolled) * (1.0 - min(passed, 1.0))
