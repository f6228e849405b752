"""One run of a scenario with every uncertain value at its centre: what a map or a table of one year shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from friendshore.experiment.scenarios import Built, subject_of

if TYPE_CHECKING:
    from friendshore.engine.outcome import Outcome
    from friendshore.engine.run import Plan
    from friendshore.scenario import Scenario


@dataclass(frozen=True)
class Wedge:
    """What asks of a commodity hold beside cited cost in the base year, and the sites that ran at a loss by it."""

    commodity: str
    price: float
    """USD2024 per unit, as observed."""
    low: float
    high: float
    """USD2024 per unit, of the site with the smallest and with the largest wedge."""
    losses: int
    sites: int


def wedges(plan: Plan) -> tuple[Wedge, ...]:
    """What calibration adds to cited costs to meet the prices of the base year, the largest part of a price first.

    Cited costs stay as they are: the wedge is in asks alone, and a loss is only noted as one that the site bears.
    """
    from friendshore.engine.values import Values

    base = plan.calibrator.calibrate(Values(plan.world, plan.rng_seed, None), plan.law.base(plan.calibrator.base_year))
    s = plan.structure
    found = []
    for commodity in s.order:
        sites = [f for f, h in enumerate(s.holders) if h.commodity == commodity and h.parent is None]
        if sites:
            losses = sum(1 for f in sites if base.loss_floor[f] < 0.0 and base.base_capacity[f] > 0.0)
            price = plan.world.commodities[commodity].price[plan.calibrator.base_year]
            found.append(
                Wedge(
                    commodity, price, float(base.wedge[sites].min()), float(base.wedge[sites].max()), losses, len(sites)
                )
            )
    return tuple(sorted(found, key=lambda wedge: -max(abs(wedge.low), abs(wedge.high)) / wedge.price))


def central(scenario: Scenario) -> tuple[Plan, Outcome]:
    """The built scenario and the outcome of its central run; breakdowns and voyages have the luck of replication 0.

    Raises ``InputError`` if the seeds are wrong, ``BooksError`` if a site's books do not close.
    """
    from friendshore.engine.run import simulate  # loads the compiler

    built = subject_of(scenario).factory()
    assert isinstance(built, Built)
    return built.plan, simulate(built.plan, 0, central=True)
