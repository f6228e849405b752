"""Orders that were not filled, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from friendshore.results.folder import Run


@dataclass(frozen=True, slots=True)
class Unfilled:
    """What buyers of one commodity in one place ordered and did not get, means over the replications of a run.

    unfilled   units, summed over weekly sessions: what waits two weeks counts twice
    share      of all that was ordered, from 0 to 1
    reasons    reason -> its part of what is unfilled, from 0 to 1
    """

    commodity: str
    place: str
    unit: str
    unfilled: float
    share: float
    reasons: dict[str, float]


def unfilled_orders(run: Run, year: int | None = None, least: float = 0.01) -> list[Unfilled]:
    """Markets in which a share ``least`` of orders or more stayed open, worst first; year: the whole run if None."""
    index = run.index
    quarters = np.array(run.quarter_years)
    chosen = quarters == year if year is not None else np.ones(len(quarters), dtype=bool)
    missing = run.array("unfilled")[..., chosen].sum(axis=-1).mean(axis=0)
    flows = run.array("shipped")[..., chosen].sum(axis=-1).mean(axis=0)
    sold = dict.fromkeys(index.zones, 0.0)
    for (commodity, _, place), units in zip(index.flows, flows, strict=True):
        sold[commodity, place] += float(units)
    found = []
    for row, (commodity, place) in enumerate(index.zones):
        total = float(missing[:, row].sum())
        ordered = total + sold[commodity, place]
        if total > 0.0 and total >= least * ordered:
            reasons = {reason: float(missing[i, row]) / total for i, reason in enumerate(index.reasons)}
            unit = run.units.get(commodity, "t")
            found.append(Unfilled(commodity, place, unit, total, total / ordered, reasons))
    return sorted(found, key=lambda one: (-one.share, one.commodity, one.place))
