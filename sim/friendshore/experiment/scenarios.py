"""A scenario of the full model as something to run."""

from __future__ import annotations

from dataclasses import dataclass

from friendshore.engine import Plan, build, simulate
from friendshore.engine.outcome import Index, Outcome
from friendshore.experiment.subject import Simulation, Subject
from friendshore.scenario import Scenario, resolved
from friendshore.seeds import Seeds, load_world


@dataclass(frozen=True, slots=True)
class _Built:
    plan: Plan

    @property
    def index(self) -> Index:
        return self.plan.index

    def __call__(self, replication: int) -> Outcome:
        return simulate(self.plan, replication)


@dataclass(frozen=True, slots=True)
class _Factory:
    scenario: Scenario

    def __call__(self) -> Simulation:
        return _Built(build(load_world(self.scenario.seeds), self.scenario))


def subject_of(scenario: Scenario) -> Subject:
    """The scenario with all that its results depend on.

    Raises ``InputError`` if the seeds it reads are wrong.
    """
    commodities = Seeds(scenario.seeds).commodities
    return Subject(
        name=scenario.name,
        title=scenario.title,
        question=scenario.question,
        resolved=resolved(scenario),
        seeds=scenario.seeds,
        files=scenario.files,
        units={commodity.id: commodity.unit for commodity in commodities.values()},
        factory=_Factory(scenario),
        extra={"rng_seed": scenario.rng_seed, "pending": [pending.measure for pending in scenario.pending]},
    )
