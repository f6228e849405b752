"""``friendshore show RUN --contracts``: what became of every contract of a run."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING

from friendshore.cli.tables import aligned, number
from friendshore.errors import UsageError
from friendshore.results.contracts import contracts_kept

if TYPE_CHECKING:
    from friendshore.results import Run

HEADER = (
    *("contract", "from", "to", "unit", "carried out", "due", "called", "delivered", "excused", "missed"),
    *("USD/unit", "not taken, m USD", "prepaid, m USD"),
)


def table(run: Run, year: int | None, as_json: bool) -> str:
    """A line for each contract; raises ``UsageError`` if the run has none, or not that year."""
    if not run.index.contracts:
        raise UsageError(f"no contract could act in {run.id}: the scenario has none, or none that runs")
    if year is not None and year not in run.quarter_years:
        raise UsageError(f"{run.id} runs from {run.quarter_years[0]} to {run.quarter_years[-1]}, not through {year}")
    found = contracts_kept(run, year)
    if as_json:
        plain = [{**asdict(one), "price": one.price if isfinite(one.price) else None} for one in found]
        return json.dumps(plain, indent=1, ensure_ascii=False)
    rows = [
        (
            *(one.name, one.seller, one.buyer, one.unit, f"{one.carried_out:.0%}"),
            *(number(one.units[key]) for key in ("volume", "called", "delivered", "excused", "defaulted")),
            *(number(one.price), number(one.money["unused"] / 1e6), number(one.money["prepaid"] / 1e6)),
        )
        for one in found
    ]
    when = f"in {year}" if year is not None else f"from {run.index.start} to {run.index.end}"
    return "\n".join(
        (
            f"{run.title}: contracts {when}",
            "Means over the replications that carried a contract out; prices at the seller's gate, USD of 2024.",
            aligned([HEADER, *rows], left=4),
        )
    )
