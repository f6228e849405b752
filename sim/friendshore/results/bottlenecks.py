"""Which input held each plant back, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.outcome import Index
from friendshore.results.spread import quarter_columns

Array = NDArray[np.float64]

LEAST_LOSS = 0.02
"""Share of a quarter's output below which an input is not said to have held a plant back."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The input that cost one site the most, quarter by quarter.

    binding     quarters: the input commodity, "" where none was lost
    lost        quarters: output not made for want of that input, as a share of what the site would have
                made with it; mean loss over mean wish of the replications, 0 to 1
    """

    site: str
    country: str
    commodity: str
    stage: str
    quarters: tuple[str, ...]
    binding: tuple[str, ...]
    lost: Array
    lost_overall: float
    """The same share over the whole time, all inputs together."""

    @property
    def worst(self) -> int:
        """Column of the quarter with the largest loss."""
        return int(np.argmax(self.lost))


def held_back(
    index: Index, made: Array, lost_input: Array, countries: Sequence[str], least: float = LEAST_LOSS
) -> tuple[HeldBack, ...]:
    """Sites of the countries that an input held back by at least ``least`` in some quarter, worst first.

    Losses and output are summed over the replications before they are divided, so that a quarter in
    which a site hardly ran cannot dominate. Outages and prices below cost are other reasons and do not
    count here.

    made: replications x sites x months, units
    lost_input: replications x slots x months, units of the site's output
    """
    columns = quarter_columns(index.months, index.quarters)
    made_by_quarter = _by_quarter(made.mean(axis=0), columns)
    lost_by_quarter = _by_quarter(lost_input.mean(axis=0), columns)
    slots: dict[str, list[int]] = {}
    for row, (site, _) in enumerate(index.slots):
        slots.setdefault(site, []).append(row)
    found = []
    for row, site in enumerate(index.sites):
        if index.site_country[row] not in countries or site not in slots:
            continue
        inputs = [index.slots[slot][1] for slot in slots[site]]
        record = _held_back(index, row, inputs, made_by_quarter[row], lost_by_quarter[slots[site]])
        if record.lost.max() >= least:
            found.append(record)
    return tuple(sorted(found, key=lambda record: (-record.lost_overall, record.site)))


def _held_back(index: Index, row: int, inputs: Sequence[str], made: Array, lost: Array) -> HeldBack:
    wished = made + lost.sum(axis=0)
    biggest = lost.argmax(axis=0)
    largest = lost[biggest, np.arange(lost.shape[1])]
    share = np.divide(largest, wished, out=np.zeros_like(largest), where=wished > 0)
    return HeldBack(
        site=index.sites[row],
        country=index.site_country[row],
        commodity=index.site_commodity[row],
        stage=index.site_stage[row],
        quarters=index.quarters,
        binding=tuple(inputs[slot] if share[quarter] > 0 else "" for quarter, slot in enumerate(biggest)),
        lost=share,
        lost_overall=float(lost.sum() / wished.sum()) if wished.sum() > 0 else 0.0,
    )


def _by_quarter(monthly: Array, columns: Sequence[Sequence[int]]) -> Array:
    return np.stack([monthly[:, list(months)].sum(axis=1) for months in columns], axis=1)
