"""Plants break down: each named site by its own luck, aggregates as the mean of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.kernels.arrays import NEVER, Spells
from friendshore.engine.shock_plan import Spell, merged
from friendshore.engine.structure import Structure
from friendshore.engine.values import Values
from friendshore.streams import stream

Floats = NDArray[np.float64]


def breakdowns(
    structure: Structure, values: Values, shocks: Mapping[int, Sequence[Spell]], root_seed: int, replication: int
) -> Spells:
    """All breakdowns of a replication, in the form that the days read.

    Nothing in the market moves them, so they are drawn ahead of the run; a site draws only from the stream of its own
    name.

    shocks: site -> outages that are not its own luck
    """
    years = structure.calendar.days / 365.25
    found: list[Floats] = []
    for f, holder in enumerate(structure.holders):
        own: Floats = np.zeros((0, 3))
        if holder.parent is None and holder.site.status != "aggregate":
            rate = values.get("outages_per_year", holder.site.stage)
            length = values.get("outage_days", holder.site.stage)
            if rate > 0.0 and length > 0.0:
                draw = stream(root_seed, replication, f"outage/{holder.id}")
                count = int(rate * years * 2 + 20)
                draws = draw.standard_exponential((count, 2))  # in pairs: a longer run begins like a shorter one
                own = _spells(draws[:, 0] * (365.25 / rate), draws[:, 1] * length, structure.calendar.days)
        if f in shocks:
            spells = merged([*map(tuple, own.tolist()), *shocks[f]])
            own = np.array([one for one in spells if one[0] < structure.calendar.days]).reshape(-1, 3)
        found += (own, _LAST)
    begins, ends, share = np.concatenate(found).T
    counts = [len(one) + 1 for one in found[::2]]
    return Spells(
        first=np.concatenate([[0], np.cumsum(counts[:-1])]).astype(np.int64),
        begins=np.ascontiguousarray(begins),
        ends=np.ascontiguousarray(ends),
        share=np.ascontiguousarray(share),
    )


_LAST = np.array([[NEVER, NEVER, 0.0]])
"""What stands after a site's breakdowns: one that never begins."""


def _spells(gaps: Floats, lengths: Floats, horizon: int) -> Floats:
    """Breakdowns one after another, of whole days: rows of first day, first day after, share that is out."""
    days = np.maximum(np.floor(lengths + 0.5), 1.0)
    begins = np.cumsum(gaps) + np.cumsum(days) - days
    first = np.floor(begins)
    rows: Floats = np.column_stack([first, first + days, np.ones(len(days))])[first < horizon]
    return rows
