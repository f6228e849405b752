"""Who is in the world and who can trade with whom: names and index arrays, the same in every replication."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import Recipe, Site
from friendshore.engine.calendar import Calendar
from friendshore.engine.demand import Buyer, final_buyers, vehicle_needs
from friendshore.engine.legs import Leg, legs_of

if TYPE_CHECKING:
    from datetime import date

    from friendshore.seeds import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Holder:
    """A plant, or the store in which a plant keeps one of its co-products."""

    id: str
    site: Site
    commodity: str
    parent: str | None = None
    ratio: float = 0.0

    @property
    def country(self) -> str:
        """Where it stands."""
        return self.site.country


@dataclass(frozen=True, slots=True)
class Slot:
    """One input of a plant, or one final buyer's demand."""

    holder: str
    commodity: str
    zone: str
    stage: str
    end_use: str
    need: Mapping[int, float]
    """Year -> units of the need per unit of output; empty for a final buyer."""
    mix: float
    group: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """A lane: pool ``commodity`` of ``origin`` to one slot, with what the base year says of it."""

    slot: int
    origin: str
    share: float
    kind: str
    """observed, home, neighbour, entrant or contract: why the lane is there, and how its preference is found; on a
    lane of the last kind nothing is bought but under contract."""


@dataclass(frozen=True)
class Structure:
    """The world as lists and index arrays."""

    calendar: Calendar
    holders: tuple[Holder, ...]
    recipes: Mapping[str, Recipe]
    slots: tuple[Slot, ...]
    buyers: tuple[Buyer, ...]
    links: tuple[Link, ...]
    pools: tuple[Pair, ...]
    order: tuple[str, ...]
    """Commodities, upstream first."""
    residual: float
    """Largest relative error of the balanced base year."""
    legs: tuple[Leg, ...] = ()
    """Ways of goods under contract, by rank and name of the contract."""

    @cached_property
    def holder_index(self) -> dict[str, int]:
        """Id of a holder -> its row."""
        return {holder.id: i for i, holder in enumerate(self.holders)}

    @cached_property
    def pool_index(self) -> dict[Pair, int]:
        """Pool -> its row."""
        return {pool: i for i, pool in enumerate(self.pools)}

    @cached_property
    def zones(self) -> tuple[Pair, ...]:
        """(commodity, zone) of every place where something is bought."""
        return tuple(sorted({(slot.commodity, slot.zone) for slot in self.slots}))

    @cached_property
    def zone_index(self) -> dict[Pair, int]:
        """Zone -> its row."""
        return {zone: i for i, zone in enumerate(self.zones)}

    @cached_property
    def quotes(self) -> tuple[tuple[str, str, str], ...]:
        """(commodity, origin, zone) of every ask."""
        found = {(self.slots[x.slot].commodity, x.origin, self.slots[x.slot].zone) for x in self.links}
        return tuple(sorted(found))

    @cached_property
    def first_buyer(self) -> int:
        """Slots from here on are final buyers."""
        return len(self.slots) - len(self.buyers)

    @cached_property
    def site_pool(self) -> Ints:
        """Pool of each holder."""
        return np.array([self.pool_index[h.commodity, h.country] for h in self.holders], dtype=np.int64)

    @cached_property
    def pool_ptr(self) -> Ints:
        """First holder of each pool, and one past the last."""
        return np.searchsorted(self.site_pool, np.arange(len(self.pools) + 1)).astype(np.int64)

    @cached_property
    def slot_ptr(self) -> Ints:
        """First slot of each holder, and one past the last."""
        counts = np.zeros(len(self.holders), dtype=np.int64)
        for slot in self.slots[: self.first_buyer]:
            counts[self.holder_index[slot.holder]] += 1
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    @cached_property
    def slot_holder(self) -> Ints:
        """Holder of each slot; -1 for a final buyer."""
        return np.array([self.holder_index.get(slot.holder, -1) for slot in self.slots], dtype=np.int64)

    @cached_property
    def slot_zone(self) -> Ints:
        """Zone of each slot."""
        return np.array([self.zone_index[s.commodity, s.zone] for s in self.slots], dtype=np.int64)

    @cached_property
    def group_end(self) -> Ints:
        """One past the last slot that serves the same need."""
        ends = np.arange(1, len(self.slots) + 1, dtype=np.int64)
        for b in range(len(self.slots) - 2, -1, -1):
            here, after = self.slots[b], self.slots[b + 1]
            if here.group is not None and here.group == after.group and here.holder == after.holder:
                ends[b] = ends[b + 1]
        return ends

    @cached_property
    def lane_ptr(self) -> Ints:
        """First lane of each slot, and one past the last."""
        starts = np.array([link.slot for link in self.links])
        return np.searchsorted(starts, np.arange(len(self.slots) + 1)).astype(np.int64)

    @cached_property
    def lane_slot(self) -> Ints:
        """Slot of each lane."""
        return np.array([link.slot for link in self.links], dtype=np.int64)

    @cached_property
    def lane_pool(self) -> Ints:
        """Pool of each lane."""
        return np.array([self.pool_index[self.slots[x.slot].commodity, x.origin] for x in self.links], dtype=np.int64)

    @cached_property
    def lane_quote(self) -> Ints:
        """Quote of each lane."""
        index = {quote: i for i, quote in enumerate(self.quotes)}
        slots = self.slots
        return np.array([index[slots[x.slot].commodity, x.origin, slots[x.slot].zone] for x in self.links])

    @cached_property
    def spot(self) -> Floats:
        """1 for each lane on which goods are also bought without a contract, else 0."""
        return np.array([float(link.kind != "contract") for link in self.links])

    @cached_property
    def _lane_names(self) -> list[tuple[str, str, str]]:
        return [(self.slots[x.slot].commodity, x.origin, self.slots[x.slot].zone) for x in self.links]

    @cached_property
    def flows(self) -> tuple[tuple[str, str, str], ...]:
        """(commodity, seller country, buyer zone) of all flows that are kept."""
        return tuple(sorted(set(self._lane_names)))

    @cached_property
    def lane_flow(self) -> Ints:
        """Flow of each lane."""
        index = {flow: i for i, flow in enumerate(self.flows)}
        return np.array([index[name] for name in self._lane_names], dtype=np.int64)

    @cached_property
    def share(self) -> Floats:
        """Base-year share of each lane in its slot."""
        return np.array([link.share for link in self.links])


def build_structure(world: World, calendar: Calendar, floor: float, main: float, ration: int) -> Structure:
    """The structure of a world over a run.

    floor: share of a slot's supply under which an observed lane is folded into the others
    main: share of a seller's sales that its largest buyers take together and that keeps its lanes
    ration: how many newcomers, largest first, each slot may also buy from

    Errors: ValueError when a recipe's input has no seller anywhere, or the base year does not balance.
    """
    holders, recipes = _holders(world, calendar)
    pools = tuple(sorted({(h.commodity, h.country) for h in holders}))
    needs = vehicle_needs(world, calendar.years())
    slots = _site_slots(holders, recipes, needs, calendar)
    buyers = final_buyers(world, calendar)
    slots += [
        Slot(f"buyer:{b.market}:{b.end_use}", b.commodity, b.market, "use", b.end_use, {}, 1.0, None) for b in buyers
    ]
    shares, residual = base_shares(world)
    sizes = _sizes(world, calendar.first)
    sellers: dict[str, list[str]] = defaultdict(list)
    for commodity, country in sorted(sizes):
        sellers[commodity].append(country)
    run = set(pools)
    links: list[Link] = []
    for index, slot in enumerate(slots):
        if not any((slot.commodity, country) in run for country in sellers[slot.commodity]):
            raise ValueError(f"{slot.holder} needs {slot.commodity}, which nobody makes")
        found = shares.get((slot.zone, slot.commodity), {})
        lanes = _slot_links(index, slot, found, sellers[slot.commodity], sizes, (floor, main), ration, world)
        links += [link for link in lanes if (slot.commodity, link.origin) in run]
    legs = legs_of(world, holders, slots, buyers, calendar)
    links = _with_legs(links, legs)
    order = _order(pools, holders, slots)
    return Structure(
        calendar, tuple(holders), recipes, tuple(slots), buyers, tuple(links), pools, order, residual, legs
    )


def _with_legs(links: list[Link], legs: Iterable[Leg]) -> list[Link]:
    """The lanes, and one for each leg of a contract that has none."""
    there = {(link.slot, link.origin) for link in links}
    missing = sorted({(leg.slot, leg.origin) for leg in legs} - there)
    if not missing:
        return links
    new = [Link(slot, origin, 0.0, "contract") for slot, origin in missing]
    return sorted([*links, *new], key=lambda link: (link.slot, link.origin))


def _holders(world: World, calendar: Calendar) -> tuple[list[Holder], dict[str, Recipe]]:
    """Sites with capacity at any time of the run, and a store for each co-product, sorted by pool."""
    holders: list[Holder] = []
    recipes: dict[str, Recipe] = {}
    for site in world.sites.values():
        opens = [when for when, size in site.capacity if size > 0.0]
        if not opens or min(opens) > calendar.last or (site.end is not None and site.end <= calendar.first):
            continue
        recipe = world.recipes[site.commodity, site.route]
        recipes[site.id] = recipe
        holders.append(Holder(site.id, site, site.commodity))
        for commodity, ratio in recipe.co_products:
            holders.append(Holder(f"{site.id}:{commodity}", site, commodity, site.id, ratio))
    holders.sort(key=lambda h: (h.commodity, h.country, h.id))
    return holders, recipes


def _site_slots(
    holders: Sequence[Holder],
    recipes: Mapping[str, Recipe],
    vehicle: Mapping[str, Mapping[str, Mapping[int, float]]],
    calendar: Calendar,
) -> list[Slot]:
    years = calendar.years()
    slots: list[Slot] = []
    for holder in holders:
        if holder.parent is not None:
            continue
        site = holder.site
        end_use = "vehicle" if site.commodity == "vehicle" else "industry"
        groups: dict[str, float] = defaultdict(float)
        inputs = sorted(recipes[site.id].inputs, key=lambda i: (i.group or "", i.commodity))
        for item in inputs:
            if item.group is not None:
                groups[item.group] += item.quantity
        for item in inputs:
            total = groups[item.group] if item.group is not None else item.quantity
            need = dict.fromkeys(years, total)
            mix = item.quantity / total
            slots.append(Slot(site.id, item.commodity, site.country, site.stage, end_use, need, mix, item.group))
        if site.commodity == "vehicle":
            for commodity, path in sorted(vehicle.get(site.country, {}).items()):
                slots.append(Slot(site.id, commodity, site.country, site.stage, end_use, path, 1.0, None))
    return slots


class Part(NamedTuple):
    """A base-year flow: its share of the buyer's supply, and the part of the seller's sales that larger buyers take."""

    bought: float
    larger: float


def base_shares(world: World) -> tuple[dict[Pair, dict[str, Part]], float]:
    """Base-year sourcing, (buyer, commodity) -> seller -> part, and the worst residual of the balance.

    Observed flows are scaled to what each country uses and makes before any weight is taken from them.
    """
    from friendshore.formulas.balance import ras

    flows: dict[str, dict[Pair, float]] = defaultdict(dict)
    for trade in world.trade:
        flows[trade.commodity][trade.buyer, trade.seller] = trade.flow
    shares: dict[Pair, dict[str, Part]] = {}
    worst = 0.0
    for commodity, found in flows.items():
        buyers = sorted({buyer for buyer, _ in found})
        sellers = sorted({seller for _, seller in found})
        matrix = np.array([[found.get((b, s), 0.0) for s in sellers] for b in buyers])
        account = {a.country: a for a in world.accounts.values() if a.commodity == commodity}
        rows = np.array([account[b].consumption if b in account else 0.0 for b in buyers])
        columns = np.array([account[s].production_balanced if s in account else 0.0 for s in sellers])
        fitted, residual = ras(matrix, rows, columns)
        worst = max(worst, residual)
        for i, buyer in enumerate(buyers):
            total = fitted[i].sum()
            if total > 0.0:
                shares[buyer, commodity] = {
                    s: Part(float(fitted[i, j] / total), _larger(fitted[:, j], i)) for j, s in enumerate(sellers)
                }
    return shares, worst


def _larger(sales: Floats, buyer: int) -> float:
    """Part of a seller's sales that goes to buyers larger than this one."""
    return float(sales[sales > sales[buyer]].sum() / max(sales.sum(), 1e-300))


def _sizes(world: World, first: date) -> dict[Pair, float]:
    """Largest capacity that each pool ever reaches in the tables, units a year: who is worth a lane.

    Ever, and not within the run: otherwise the day on which a run ends would decide who trades with whom before it.
    """
    sizes: dict[Pair, float] = defaultdict(float)
    for site in world.sites.values():
        largest = max((size for _, size in site.capacity), default=0.0)
        if largest <= 0.0 or (site.end is not None and site.end <= first):
            continue
        recipe = world.recipes[site.commodity, site.route]
        for commodity, ratio in ((site.commodity, 1.0), *recipe.co_products):
            sizes[commodity, site.country] += largest * ratio
    return sizes


def _slot_links(
    index: int,
    slot: Slot,
    found: Mapping[str, Part],
    sellers: Sequence[str],
    sizes: Mapping[Pair, float],
    floors: tuple[float, float],
    ration: int,
    world: World,
) -> list[Link]:
    """Lanes of one slot: observed sellers, the home country, neighbours, and the largest newcomers.

    An observed flow has a lane if it matters to its buyer or to its seller. Lanes are what a session costs: a slot
    with three sellers or more gets fewer newcomers, and uses outside the battery chain keep only sellers of twice
    the floor.
    """
    outside = slot.need == {} and slot.end_use == "industry"
    floor, main = floors
    cut = 2.0 * floor if outside else floor
    known = {s: part for s, part in found.items() if s in sellers and part.bought > 0.0}
    bloc = {slot.zone, *world.neighbours.get(slot.zone, ())}
    observed = {s: p.bought for s, p in known.items() if p.bought >= cut or p.larger < main or s in bloc}
    if not observed:
        observed = {s: part.bought for s, part in known.items()}
    total = sum(observed.values())
    links = [Link(index, s, share / total, "observed") for s, share in sorted(observed.items())]
    rest = [s for s in sellers if s not in observed]
    home = [s for s in rest if s == slot.zone]
    near = [s for s in rest if s in bloc and s != slot.zone]
    far = sorted((s for s in rest if s not in home and s not in near), key=lambda s: (-sizes[slot.commodity, s], s))
    if len(observed) > 2:  # well supplied: fewer newcomers, and none where a final use lies outside the chain
        ration = 0 if outside else ration - 1
    far = far[: max(ration - len(near), 0) if observed else max(ration, 3)]
    links += [Link(index, s, 0.0, "home") for s in home]
    links += [Link(index, s, 0.0, "neighbour") for s in near]
    links += [Link(index, s, 0.0, "entrant") for s in far]
    return sorted(links, key=lambda link: link.origin)


def _order(pools: Iterable[Pair], holders: Iterable[Holder], slots: Iterable[Slot]) -> tuple[str, ...]:
    """Commodities so that every input stands before what is made of it.

    Errors: ValueError when recipes go round in a circle.
    """
    from graphlib import CycleError, TopologicalSorter

    made = {holder.id: holder.commodity for holder in holders if holder.parent is None}
    graph: dict[str, set[str]] = {commodity: set() for commodity, _ in pools}
    for slot in slots:
        if slot.holder in made:
            graph[made[slot.holder]].add(slot.commodity)
    for holder in holders:
        if holder.parent is not None:
            graph[holder.commodity].add(made[holder.parent])
    try:
        return tuple(TopologicalSorter({k: sorted(graph[k]) for k in sorted(graph)}).static_order())
    except CycleError as circle:
        raise ValueError(f"recipes go round in a circle: {' → '.join(circle.args[1])}") from circle


def outside_cost(recipe: Recipe, price: Mapping[str, float]) -> float:
    """Cost of what a recipe buys from outside the model, USD per unit of output."""
    return sum(item.quantity * price[item.commodity] for item in recipe.outside)
