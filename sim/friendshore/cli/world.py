"""``friendshore show world``: what the tables hold, and the map of a year."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from friendshore.cli.tables import aligned, dumped, number
from friendshore.errors import StoreError, UsageError

if TYPE_CHECKING:
    from friendshore.scenario import Scenario
    from friendshore.seed_world import World

YEAR = 2030
"""The year of the map, unless another is asked for."""


def summary(as_json: bool) -> str:
    """What the shipped tables hold: sites by stage and place, and what to ask for next."""
    from friendshore.locations import shipped
    from friendshore.seeds import load_world

    world = load_world(shipped("seeds"))
    counts = {
        "commodities": len(world.commodities),
        "recipes": len(world.recipes),
        "sites": len(world.sites),
        "lanes": len(world.lanes),
        "contracts": len(world.contracts),
        "parameters": len(world.parameters),
        "of them sampled": len(world.sampled),
        "sources": len(world.sources),
    }
    if as_json:
        found = {"folder": str(world.folder), "counts": counts, "sites": _by_stage(world)}
        return dumped({**found, "corridors": [asdict(one) for one in corridors(world)]})
    lines = [f"{world.folder}", aligned([(name, f"{count:,}") for name, count in counts.items()], left=1), ""]
    lines += ["sites by stage and place", _stage_table(world), ""]
    if passable := corridors(world):
        lines += ["corridors that keep ore inland, narrowest for its sites first; thousand gross tonnes a year"]
        lines += [_corridor_table(passable), ""]
    lines.append(
        "next: friendshore show world --base-year | --map; friendshore explain NAME; friendshore check --seeds"
    )
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Corridor:
    """A way inland with its limit, beside the most that the sites at which it starts are meant to make."""

    id: str
    start: tuple[str, ...]
    end: str
    days: float
    throughput: float
    """Tonnes a year; 0 where no road or rail leads out yet."""
    wanted: float
    """Gross tonnes a year at full build-out; 0 where it starts at no site."""


def corridors(world: World) -> tuple[Corridor, ...]:
    """Corridors with a known throughput, those that leave most behind first."""
    found = []
    for lane in world.lanes.values():
        if lane.corridor is not None and lane.throughput is not None:
            wanted = sum(_gross(world, site) for site in lane.origin_sites)
            end = ", ".join(lane.destination_sites) or ", ".join(lane.ports) or lane.destination
            found.append(Corridor(lane.id, lane.origin_sites, end, lane.transit_days, lane.throughput, wanted))
    return tuple(sorted(found, key=lambda one: (one.throughput - one.wanted, one.id)))


def _gross(world: World, name: str) -> float:
    site = world.sites[name]
    most = max([site.announced or 0.0, *(size for _, size in site.capacity)])
    return most * world.commodities[site.commodity].gross_t_per_unit


def _corridor_table(found: tuple[Corridor, ...]) -> str:
    rows = [("corridor", "from", "to", "days", "throughput", "its sites", "")]
    for one in found:
        word = "no way out yet" if one.throughput == 0.0 else "too narrow" if one.throughput < one.wanted else ""
        sizes = (number(one.throughput / 1e3), number(one.wanted / 1e3) if one.start else "")
        rows.append((one.id, ", ".join(one.start), one.end, number(one.days), *sizes, word))
    return aligned(rows, left=3)


def _by_stage(world: World) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for site in world.sites.values():
        found.setdefault(site.stage, Counter())[site.country] += 1
    return {stage: dict(counter.most_common()) for stage, counter in found.items()}


def _stage_table(world: World) -> str:
    stages = _by_stage(world)
    places = [place for place, _ in Counter(site.country for site in world.sites.values()).most_common(8)]
    rows = [("stage", "all", *places, "others")]
    for stage, counts in stages.items():
        here = [counts.get(place, 0) for place in places]
        total = sum(counts.values())
        rows.append((stage, str(total), *map(str, here), str(total - sum(here))))
    return aligned(rows, left=1)


def draw(out: Path, year: int | None, name: str | None, as_json: bool) -> str:
    """Draws the map of a year below ``out`` and says where it is.

    name: a commodity or group; None shows all

    Raises ``UsageError`` for an unknown name or a year outside the baseline, ``StoreError`` if nothing can be written.
    """
    from friendshore.experiment.central import central
    from friendshore.report.charts import write_chart
    from friendshore.report.world_map import map_chart, map_heading
    from friendshore.results.world_map import world_map
    from friendshore.scenario import load_scenario

    scenario = load_scenario("baseline")
    year = YEAR if year is None else year
    if not scenario.start.year <= year <= scenario.end.year:
        raise UsageError(f"--year {year}: the baseline runs from {scenario.start.year} to {scenario.end.year}")
    wanted = None if name is None else _commodities(scenario, name)
    print("simulating the baseline once; the first time, its kernels are compiled", file=sys.stderr)
    plan, outcome = central(scenario)
    shown = world_map(plan.world, plan.index, outcome, year, wanted)
    id = f"world_{year}" if name is None else f"world_{year}_{name}"
    heading = map_heading(shown, _title(year, name), f"Source: friendshore, {scenario.name} with central values")
    chart = map_chart(shown, id, heading, f"Sites and main flows of {year}")
    folder = out / "world"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_chart(chart, folder)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror or error}") from error
    files = [str(folder / f"{id}.{end}") for end in ("png", "svg", "csv")]
    if as_json:
        return dumped({"year": year, "sites": len(shown.spots), "flows": len(shown.streams), "files": files})
    return f"{heading.finding}\n{len(shown.spots)} sites, {len(shown.streams)} flows\n{'  '.join(files)}"


def _commodities(scenario: Scenario, name: str) -> tuple[str, ...]:
    from friendshore.seeds import Seeds
    from friendshore.spelling import suggest

    seeds = Seeds(scenario.seeds)
    if name in seeds.units:
        return (name,)
    if name in seeds.groups:
        return seeds.groups[name]
    near = suggest(name, [*seeds.units, *seeds.groups])
    raise UsageError(f"--commodity {name!r}: no such commodity or group{f'; did you mean {near}?' if near else ''}")


def _title(year: int, name: str | None) -> str:
    if name is None:
        return f"Where is the battery chain in {year}, and what flows between countries?"
    from friendshore.report.words import commodity

    return f"Who makes {commodity(name)} in {year}, and who buys it abroad?"
