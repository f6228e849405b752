"""Runs the baseline, or an episode's own world, over the recorded years and holds it against the episodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from friendshore.backtest.measure import model, recorded, unit
from friendshore.backtest.record import Seen, watch
from friendshore.backtest.score import Point, Verdict, point, verdict
from friendshore.errors import CheckFailed, UsageError
from friendshore.money import Money
from friendshore.seed_episodes import Episode, Series
from friendshore.seed_layout import SCENARIO as WORLD_SCENARIO
from friendshore.spelling import suggest

if TYPE_CHECKING:
    from friendshore.scenario import Scenario

SCENARIO = "baseline"


@dataclass(frozen=True)
class Compared:
    """A series beside the model."""

    series: Series
    unit: str
    points: tuple[Point, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Result:
    """What became of an episode; ``reason`` says why it was not run, and is empty if it was."""

    episode: Episode
    reason: str
    replications: int
    compared: tuple[Compared, ...]
    without_record: bool = False

    @property
    def verdicts(self) -> list[tuple[Series, Verdict]]:
        """All verdicts with their series: the missed ones first, then the met, then those not scored."""
        found = [(one.series, verdict) for one in self.compared for verdict in one.verdicts]
        return sorted(found, key=lambda pair: (not pair[1].scored, pair[1].met))


def selected(episodes: Mapping[str, Episode], names: Sequence[str]) -> tuple[Episode, ...]:
    """The episodes by name, all without one.

    Raises ``UsageError`` for a name that is none.
    """
    for name in names:
        if name not in episodes:
            near = suggest(name, list(episodes))
            rest = f"did you mean {near}?" if near else f"there are: {', '.join(episodes)}"
            raise UsageError(f"no episode {name!r}; {rest}")
    return tuple(one for name, one in episodes.items() if not names or name in names)


def waits(episode: Episode, running: Iterable[str], pending: Mapping[str, str]) -> str:
    """Why an episode cannot be run; "" if it can.

    running: measures that the scenario runs; pending: measures that it only lists -> why
    """
    if not episode.records:
        return "no record of it in the tables"
    if not episode.measure or episode.measure in running:
        return ""
    if episode.measure in pending:
        return f"needs {episode.measure}, which waits: {pending[episode.measure]}"
    return f"needs {episode.measure}, which is not a measure of the {episode.world or SCENARIO}"


def compare(episode: Episode, seen: Sequence[Seen], money: Money) -> tuple[Compared, ...]:
    """Every series of an episode beside what the replications showed."""
    found = []
    for series in episode.series:
        points = tuple(
            point(
                record.day,
                recorded(series, record, episode, money),
                np.array([model(one, episode, series, record) for one in seen]),
                series.was_fitted(record.day),
            )
            for record in series.records
        )
        verdicts = tuple(verdict(series, one, points) for one in series.ranges)
        found.append(Compared(series, unit(series), points, verdicts))
    return tuple(found)


def backtest(
    episodes: Sequence[Episode], scenario: Scenario, replications: int, told: Callable[[int], None] = lambda _: None
) -> tuple[Result, ...]:
    """The episodes held against replications 0 to ``replications - 1`` of a scenario, or of their own world's.

    told: called with the number of replications that are done

    Raises ``CheckFailed`` if records and world do not fit together, and what building or running raises.
    """
    reasons: dict[str, str] = {}
    compared: dict[str, tuple[Compared, ...]] = {}
    for world in dict.fromkeys(one.world for one in episodes):
        mine = [one for one in episodes if one.world == world]
        here = scenario_of(world, scenario)
        pending = {one.measure: one.why for one in here.pending}
        running = {lever.name for lever in here.levers}
        reasons |= {one.id: waits(one, running, pending) for one in mine}
        ready = [one for one in mine if not reasons[one.id]]
        if ready:
            seen, money = _run(replace(here, end=last_day(ready, here.end)), replications, told)
            compared |= {one.id: compare(one, seen, money) for one in ready}
    return tuple(
        Result(one, reasons[one.id], replications, compared.get(one.id, ()), not one.records) for one in episodes
    )


def scenario_of(world: str, scenario: Scenario) -> Scenario:
    """The scenario of a world in a folder of the scenario's own; the scenario itself for an episode without one."""
    from friendshore.scenario import load_scenario

    return load_scenario(str(scenario.seeds / world / WORLD_SCENARIO)) if world else scenario


def last_day(episodes: Iterable[Episode], end: date) -> date:
    """Last day of the month after the last record, of the year after a first stop; within a scenario."""
    after = [
        record.day.year * 12 + record.day.month - 1 + max(series.months, 13 if series.quantity == "first_stop" else 2)
        for episode in episodes
        for series in episode.series
        for record in series.records
    ]
    month = max(after)
    return min(end, date(month // 12, month % 12 + 1, 1) - timedelta(1))


def _run(scenario: Scenario, replications: int, told: Callable[[int], None]) -> tuple[list[Seen], Money]:
    from friendshore.experiment.scenarios import Built, subject_of

    built = subject_of(scenario).factory()
    if not isinstance(built, Built):
        raise CheckFailed(f"{scenario.name} is a world on the event clock; records are of a world of trade")
    seen = []
    for replication in range(replications):
        seen.append(watch(built.plan, replication))
        told(replication + 1)
    return seen, built.plan.world.money
