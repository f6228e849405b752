"""``friendshore show RUN --unfilled``: which orders of a run were not filled, and why."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from friendshore.cli.tables import aligned, number
from friendshore.errors import UsageError
from friendshore.results.unfilled import unfilled_orders

if TYPE_CHECKING:
    from friendshore.results import Run

WORDS = {
    "no_seller": "no seller",
    "closed": "closed by law",
    "licence": "licence or quota",
    "not_approved": "not approved yet",
    "sold_out": "sold out",
    "too_dear": "too dear",
}


def table(run: Run, year: int | None, as_json: bool) -> str:
    """A line for each market with open orders; raises ``UsageError`` if the run does not reach that year."""
    if year is not None and year not in run.quarter_years:
        raise UsageError(f"{run.id} runs from {run.quarter_years[0]} to {run.quarter_years[-1]}, not through {year}")
    found = unfilled_orders(run, year)
    if as_json:
        return json.dumps([asdict(one) for one in found], indent=1, ensure_ascii=False)
    when = f"in {year}" if year is not None else f"from {run.index.start} to {run.index.end}"
    title = f"{run.title}: orders that were not filled, {when}"
    if not found:
        return f"{title}\nEvery market filled at least 99 % of what was ordered."
    rows = [
        (
            *(one.commodity, one.place, one.unit, number(one.unfilled), f"{one.share:.0%}"),
            *(f"{one.reasons.get(reason, 0.0):.0%}" for reason in WORDS),
        )
        for one in found
    ]
    header = ("commodity", "place", "unit", "open orders", "of orders", *WORDS.values())
    note = (
        "Means over replications, at least 1 % of orders; an order that waits two weeks counts twice. Then the reasons."
    )
    return "\n".join((title, note, aligned([header, *rows], left=3)))
