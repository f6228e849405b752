"""A scenario of the full model as something to run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from friendshore.engine.outcome import Index, Outcome
from friendshore.errors import InputError, Place, Problem
from friendshore.experiment import identity
from friendshore.experiment.lots import subject_of_lots
from friendshore.experiment.subject import Simulation, Subject
from friendshore.locations import shipped
from friendshore.policy import PolicyBook, facts_of
from friendshore.scenario import Scenario, load_scenario, resolved
from friendshore.seed_world import base_year, first_year
from friendshore.seeds import Seeds, load_world

if TYPE_CHECKING:
    from pathlib import Path

    from friendshore.engine.run import Plan
    from friendshore.seeds import World

REFERENCE = "baseline.yaml"
"""The shipped scenario whose law the shipped demand paths already hold."""


@dataclass(frozen=True, slots=True)
class Built:
    """A scenario's world, built: its replications."""

    plan: Plan

    @property
    def index(self) -> Index:
        """The names of rows and columns."""
        return self.plan.index

    def __call__(self, replication: int) -> Outcome:
        """Runs a replication."""
        from friendshore.engine.run import simulate

        return simulate(self.plan, replication)


@dataclass(frozen=True, slots=True)
class _Factory:
    scenario: Scenario
    reference: Scenario | None

    def __call__(self) -> Simulation:
        from friendshore.engine.run import build  # loads the compiler: not needed to find a run that is kept
        from friendshore.engine.warm import warm
        from friendshore.scenario.contracts import in_force

        tables = self.scenario.seeds
        world = _world(tables, frozenset(identity.inputs(tables).items()))
        contracts = in_force(world.contracts, self.scenario.contracts, self.scenario.contracts_dropped)
        world = world.with_contracts(contracts)
        if self.scenario.parameters:
            world = world.with_parameters(self.scenario.parameters)
        facts = facts_of(world)
        book, reference = (
            None if one is None else PolicyBook(one.levers, facts, one.law_as)
            for one in (self.scenario, self.reference)
        )
        assert book is not None
        try:
            plan = build(world, self.scenario, book, reference, self.scenario.shocks)
        except ValueError as wrong:
            raise _cannot_run(self.scenario, str(wrong)) from wrong
        warm(plan)
        return Built(plan)


@lru_cache(maxsize=1)
def _world(tables: Path, contents: frozenset[tuple[str, str]]) -> World:
    """The world of a folder of tables, kept for the next scenario that reads the same ones.

    contents: their names and hashes, so that a table that has changed is read again
    """
    return load_world(tables)


def subject_of(scenario: Scenario) -> Subject:
    """The scenario with all that its results depend on.

    The demand paths that came with the program were written under the baseline's law, so every run of that
    world depends on the baseline too; a world of one's own holds no law but the scenario's.

    Raises ``InputError`` if the seeds it reads, or the baseline, are wrong.
    """
    if scenario.clock == "events":
        return subject_of_lots(scenario)
    seeds = Seeds(scenario.seeds)
    commodities = seeds.commodities
    last = min((max(row.quantity) for row in seeds.demand), default=scenario.end.year)
    if scenario.end.year > last:
        raise _cannot_run(scenario, f"it ends on {scenario.end}, but the demand tables end with {last}", "end")
    year = base_year(seeds.accounts.values())
    first = first_year(seeds.demand) or scenario.start.year  # the world begins with its tables, wherever results do
    base = min(max(year, first), scenario.end.year)
    bare = [one.id for one in commodities.values() if one.price and base not in one.price]
    if bare:
        why = f"it is set on prices of {year}, or the nearest year it lives; {bare[0]} has no price of {base}"
        raise _cannot_run(scenario, why, "end")
    reference = None if scenario.seeds_as_written else _reference(scenario)
    return Subject(
        name=scenario.name,
        title=scenario.title,
        question=scenario.question,
        resolved=resolved(scenario),
        seeds=scenario.seeds,
        files=scenario.files,
        units={commodity.id: commodity.unit for commodity in commodities.values()},
        factory=_Factory(scenario, reference),
        basis={} if reference is None else {"law in the demand paths": _sha256(reference)},
        extra={
            "rng_seed": scenario.rng_seed,
            "pending": [pending.measure for pending in scenario.pending],
            **({"shows": scenario.shows} if scenario.shows is not None else {}),
        },
    )


def _cannot_run(scenario: Scenario, why: str, key: str = "") -> InputError:
    """A refusal at the place of a key of ``run``, or at the top of the file."""
    file, line, column = scenario.origins.get(key, f"{scenario.path}:1:1").rsplit(":", 2)
    place = Place(file, int(line), int(column))
    return InputError((Problem(place, f"run.{key}".rstrip("."), f"this world cannot run: {why}"),))


def _reference(scenario: Scenario) -> Scenario:
    path = shipped("scenarios") / REFERENCE
    return scenario if scenario.path.resolve() == path.resolve() else load_scenario(str(path))


def _sha256(scenario: Scenario) -> str:
    law = resolved(scenario)
    text = json.dumps([law["law_as"], law["measures"]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
