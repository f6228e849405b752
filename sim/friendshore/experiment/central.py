"""One run of a scenario with every uncertain value at its centre: what a map or a table of one year shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from friendshore.experiment.scenarios import Built, subject_of

if TYPE_CHECKING:
    from friendshore.engine.outcome import Outcome
    from friendshore.engine.run import Plan
    from friendshore.scenario import Scenario


def central(scenario: Scenario) -> tuple[Plan, Outcome]:
    """The built scenario and the outcome of its central run; breakdowns and voyages have the luck of replication 0.

    Raises ``InputError`` if the seeds are wrong, ``BooksError`` if a site's books do not close.
    """
    from friendshore.engine.run import simulate  # loads the compiler

    built = subject_of(scenario).factory()
    assert isinstance(built, Built)
    return built.plan, simulate(built.plan, 0, central=True)
