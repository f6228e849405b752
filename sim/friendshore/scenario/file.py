"""What a scenario's own file may say, key by key."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from friendshore.fields import Count, Day, Flag, Line
from friendshore.reading import Node, Problems
from friendshore.schema import Record

NOT_BUILT = ("world", "lotteries", "sweep", "public_money", "compare_with", "report_by")
"""Keys of the language that this version knows and does not act on."""

MOST_REPLICATIONS = 1_000_000
"""Past this an interval is a thousandth of its spread, and a run takes days."""

Listing = tuple[Line, ...]


class RunKeys(Record):
    """How long and how often to run: first and last day, replications, root of all random numbers."""

    start: Day | None = None
    end: Day | None = None
    replications: Count | None = None
    rng_seed: Count | None = None


class ScenarioFile(Record):
    """A scenario as written: its question, and how it differs from the baseline."""

    title: Line
    question: Line
    extends: Line | None = None
    seeds: Line | None = None
    clock: Literal["sessions", "events"] | None = None
    run: RunKeys = Field(default_factory=RunKeys)
    law_as: Literal["practised", "written"] | None = None
    measures: Listing | None = None
    drop: Listing = ()
    add: Listing = ()
    change: Any = None
    rewrites_history: Flag = False
    world: Any = None
    shocks: Any = None
    contracts: Any = None
    parameters: Any = None
    shows: Any = None
    lotteries: Any = None
    sweep: Any = None
    public_money: Any = None
    compare_with: Any = None
    report_by: Any = None


def refuse_not_built(node: Node, problems: Problems) -> None:
    """Note every key that this version cannot act on: it runs nothing rather than something else."""
    for key, _ in node.pairs():
        if key.text in NOT_BUILT:
            problems.add(key.place, key.text, "not built yet: this version cannot act on it; leave it out")


def check_run(run: RunKeys, node: Node, first_year: int | None, problems: Problems) -> None:
    """Note what is wrong with the days and counts of a run.

    first_year: of the baseline; None where a scenario stands on its own
    """
    for name, value in (("start", run.start), ("end", run.end)):
        wanted = (1, 1) if name == "start" else (12, 31)
        if value is not None and (value.month, value.day) != wanted:
            day = date(value.year, *wanted)
            _note(node, name, f"a run is whole years; write {day}", problems)
    if run.start and first_year and run.start.year < first_year:
        _note(node, "start", f"start {run.start} is before the first baseline year ({first_year})", problems)
    if run.start and run.end and run.end <= run.start:
        _note(node, "end", f"end {run.end} is not after start {run.start}", problems)
    elif run.start and run.end and run.end.year - run.start.year > 99:
        _note(node, "end", f"{run.end.year - run.start.year + 1} years; a run has at most 100", problems)
    if run.replications is not None and not 1 <= run.replications <= MOST_REPLICATIONS:
        bound = "at least 1" if run.replications == 0 else f"at most {MOST_REPLICATIONS:,}"
        _note(node, "replications", f"{run.replications:,}; a run has {bound}", problems)


def _note(node: Node, key: str, message: str, problems: Problems) -> None:
    run = node.get("run")
    found = run.get(key) if run is not None else None
    problems.add((found or node).place, f"run.{key}", message)
