"""The small world with contracts in it, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from friendshore.chain import Contract
from friendshore.engine.outcome import CONTRACT_COLUMNS
from friendshore.engine.run import Simulation, build
from friendshore.policy import PolicyBook, facts_of
from friendshore.seeds import World
from friendshore.shocks import Shock, SiteOutage
from worlds_small.lab import Floats, Result, Span, calm, changed, lever, small_world

END = date(2028, 12, 31)
STARTS = date(2024, 1, 1)
DEAL = Contract(
    id="deal",
    commodity="lithium_hydroxide",
    buyer_site="usa_nmc_cells",
    seller_site="can_lithium_refinery",
    start=STARTS,
    volume=((date.min, 500.0),),
)


def deal(name: str = "deal", tonnes: float = 500.0, **terms: Any) -> Contract:
    """Canadian lithium hydroxide for American cells, from 2024 on."""
    return replace(DEAL, id=name, volume=((date.min, tonnes),), **terms)


def outage(site: str, begins: date, ends: date) -> SiteOutage:
    """A plant that stands still."""
    return SiteOutage(kind="site_outage", sites=(site,), **{"from": begins, "until": ends})


def live(
    contracts: Sequence[Contract] = (),
    world: World | None = None,
    measures: Mapping[str, str] | None = None,
    shocks: Sequence[Shock] = (),
    replication: int = 0,
    central: bool = True,
    end: date = END,
) -> Result:
    """The calm small world under contracts; every voyage takes its usual time."""
    world = changed(calm(small_world()) if world is None else world, contracts={one.id: one for one in contracts})
    levers = [lever(name, text) for name, text in (measures or {}).items()]
    plan = build(world, Span(end=end), PolicyBook(levers, facts_of(world)), shocks=shocks)
    simulation = Simulation(plan, replication, central)
    simulation.net.lanes.draws[:] = 0.0
    return Result(plan, simulation.run())


def kept(result: Result, column: str, name: str = "deal") -> Floats:
    """What is kept of a contract, by quarter."""
    row = [one[0] for one in result.index.contracts].index(name)
    found: Floats = result.outcome.contracts[row, CONTRACT_COLUMNS.index(column)]
    return found


def lost(result: Result, site: str, commodity: str) -> Floats:
    """Output not made for want of an input, by month."""
    found: Floats = result.outcome.lost_input[result.index.slots.index((site, commodity))]
    return found


def scarce(world: World) -> World:
    """From 2026 on, the largest maker of lithium hydroxide makes a quarter of what it did."""
    site = world.sites["chn_lithium_refinery"]
    before = tuple(step for step in site.capacity if step[0] < date(2026, 1, 1))
    after = tuple((day, 0.25 * size) for day, size in site.capacity if day >= date(2026, 1, 1))
    return changed(world, sites={**world.sites, site.id: replace(site, capacity=(*before, *after))})
