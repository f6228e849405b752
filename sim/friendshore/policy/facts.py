"""What the book needs to know of the world, taken from the seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from friendshore.policy.questions import WorldFacts

if TYPE_CHECKING:
    from friendshore.chain import Site
    from friendshore.seeds import World

COST_YEAR = 2024
"""The year whose prices value the inputs of a site's cost."""


def facts_of(world: World) -> WorldFacts:
    """The facts of a world that its law depends on.

    A deposit costs an importer what holding goods costs: ``carrying_cost`` for the year that a case takes.
    """
    return WorldFacts(
        money=world.money,
        regions={name: region.members for name, region in world.regions.items()},
        mfn=world.mfn,
        groups=world.groups,
        site_country={name: site.country for name, site in world.sites.items()},
        site_cost={name: production_cost(world, site) for name, site in world.sites.items()},
        deposit_cost=world.parameter("carrying_cost").value,
        contained={name: one.contained for name, one in world.commodities.items()},
        gross={name: one.gross_t_per_unit for name, one in world.commodities.items()},
    )


def production_cost(world: World, site: Site) -> float:
    """Cost of making a unit, USD2024, as tax law counts it: the site's own cost and, if it buys, its inputs.

    Inputs are valued at the prices of ``COST_YEAR``, so that a credit of so many per cent of cost does not move
    with the market. Of inputs that can replace one another the mean is taken.
    """
    recipe = world.recipes.get((site.commodity, site.route))
    if site.cost_basis == "full" or recipe is None:
        return site.cash_cost
    cost = site.cash_cost
    groups: dict[str, list[float]] = {}
    for one in (*recipe.inputs, *recipe.outside):
        price = world.commodities[one.commodity].price.get(COST_YEAR, 0.0)
        groups.setdefault(one.group or one.commodity, []).append(one.quantity * price)
    return cost + sum(sum(costs) / len(costs) for costs in groups.values())
