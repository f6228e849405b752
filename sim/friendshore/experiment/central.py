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


def weighed(plan: Plan) -> dict[tuple[str, str, str], float]:
    """What the calibrated weights alone make of the base year: (commodity, seller, buyer) -> units a day.

    Each buyer splits what it used in the base year by the weights at the asks, landed costs and offers of that year;
    no stock, shortage, licence or ban plays a part. Plants use what their output of the base year takes.
    """
    from friendshore.engine.values import Values
    from friendshore.formulas.market import ces_weight

    calibrator, s = plan.calibrator, plan.structure
    base = calibrator.calibrate(Values(plan.world, plan.rng_seed, None), plan.law.base(calibrator.base_year))
    year = calibrator.base_year - int(calibrator.years[0])
    during = calibrator.base_sessions
    bought = [
        float(base.weight[f] * base.base_capacity[f] * base.need[year, b] * slot.mix)
        if (f := int(s.slot_holder[b])) >= 0
        else float(s.buyers[b - s.first_buyer].base[during].mean())
        for b, slot in enumerate(s.slots)
    ]
    elasticity = base.elasticity[s.slot_zone]
    found: dict[tuple[str, str, str], float] = {}
    for b, slot in enumerate(s.slots):
        lanes = range(int(s.lane_ptr[b]), int(s.lane_ptr[b + 1]))
        weights = [ces_weight(base.preference[x], base.offered[x], base.landed[x], float(elasticity[b])) for x in lanes]
        total = sum(weights)
        for lane, weight in zip(lanes, weights, strict=True):
            if total > 0.0:
                key = slot.commodity, s.links[lane].origin, slot.zone
                found[key] = found.get(key, 0.0) + bought[b] * weight / total
    return found


def central(scenario: Scenario) -> tuple[Plan, Outcome]:
    """The built scenario and the outcome of its central run; breakdowns and voyages have the luck of replication 0.

    Raises ``InputError`` if the seeds are wrong, ``BooksError`` if a site's books do not close.
    """
    from friendshore.engine.run import simulate  # loads the compiler

    built = subject_of(scenario).factory()
    assert isinstance(built, Built)
    return built.plan, simulate(built.plan, 0, central=True)
