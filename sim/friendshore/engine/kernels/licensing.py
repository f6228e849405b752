"""The queue of licence applications: who holds a licence on which day."""

from __future__ import annotations

from math import exp

from friendshore.engine.kernels.arrays import Floats, Ints
from friendshore.formulas.compiled import kernel


@kernel
def licence_share(
    days: Floats,
    begins: float,
    ends: float,
    eras: Ints,
    approval: Floats,
    waits: Floats,
    valid_for: Floats,
    reapply_after: Floats,
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

    days: day of each session; begins, ends: days between which the licence bites
    eras: era of each day from ``begins`` on; approval, valid_for, reapply_after: by era
    waits: eras x firms x decisions, days; luck: firms x decisions, uniform draws
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
            decided = day + waits[era, firm, trial % most]
            if decided >= ends:
                break
            era = eras[min(int(decided - begins), last)]
            if luck[firm, trial % most] < approval[era]:
                until = decided + max(valid_for[era], 1.0)
                for s in range(days.size):
                    if decided <= days[s] < until:
                        held[s] += 1.0
                day = max(until - waits[era, firm, (trial + 1) % most], decided)
            else:
                day = decided + max(reapply_after[era], 1.0)
            trial += 1
    for s in range(days.size):
        if begins <= days[s] < ends:
            passed = held[s] / firms
            if grace > 0.0:
                passed += exp(-(days[s] - begins) / grace)
            share[s] = 1.0 - (1.0 - uncontrolled) * (1.0 - min(passed, 1.0))
