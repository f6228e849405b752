"""A scenario on the event clock as something to run."""

from __future__ import annotations

from dataclasses import dataclass

from friendshore.engine.outcome import Index, Outcome
from friendshore.experiment.subject import Simulation, Subject
from friendshore.scenario import Scenario, resolved
from friendshore.seed_lot_records import LotWorld
from friendshore.seed_lots import load_lot_world


@dataclass(frozen=True, slots=True)
class Built:
    """An event-clock world: its replications."""

    world: LotWorld
    scenario: Scenario
    index: Index

    def __call__(self, replication: int) -> Outcome:
        """Runs a replication."""
        from friendshore.engine.events.record import outcome_of

        return outcome_of(self.world, self.scenario, replication)


@dataclass(frozen=True, slots=True)
class _Factory:
    scenario: Scenario

    def __call__(self) -> Simulation:
        from friendshore.engine.events.record import index_of  # loads the compiler

        world = load_lot_world(self.scenario.seeds)
        return Built(world, self.scenario, index_of(world, self.scenario))


def subject_of_lots(scenario: Scenario) -> Subject:
    """The scenario with all that its results depend on, named after its world; the manifest keeps what is expected.

    Raises ``InputError`` if the tables of its world are wrong.
    """
    world = load_lot_world(scenario.seeds)
    return Subject(
        name=scenario.name if scenario.name != "scenario" else scenario.path.resolve().parent.name,
        title=scenario.title,
        question=scenario.question,
        resolved=resolved(scenario),
        seeds=scenario.seeds,
        files=scenario.files,
        units={},
        factory=_Factory(scenario),
        extra={
            "rng_seed": scenario.rng_seed,
            "pending": [pending.measure for pending in scenario.pending],
            "expected": {one.measure: one.value for one in world.expected},
        },
    )
