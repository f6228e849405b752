"""One replication's numbers: costs, prices, preferences and stocks that reproduce the base year.

Cited costs are never changed. Where they do not add up to the observed price, a wedge per commodity says by
how much; where a site ran at a loss in the base year, that loss is what it is known to bear.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import Site
from friendshore.engine.contents import Contents
from friendshore.engine.law import EraLaw
from friendshore.engine.routes import Routes
from friendshore.engine.structure import Structure, outside_cost
from friendshore.engine.sums import ratio, summed
from friendshore.engine.values import Values
from friendshore.formulas.balance import yearly_path

if TYPE_CHECKING:
    from friendshore.seeds import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KINDS = ("observed", "home", "neighbour", "entrant", "contract")
"""Why a lane is there."""
ENTRANT = KINDS.index("entrant")


@dataclass(frozen=True)
class Base:
    """The calibrated base year."""

    capacity: Floats
    """S x F, units a day."""
    base_capacity: Floats
    """F, mean of the base year, units a day."""
    weight: Floats
    need: Floats
    """Y x B."""
    cash: Floats
    loss_floor: Floats
    wedge: Floats
    pool_cost: Floats
    ask: Floats
    """Q."""
    price: Floats
    """B, landed."""
    preference: Floats
    landed: Floats
    """L, what a unit cost at the buyer's gate in the base year, USD."""
    offered: Floats
    """L, units a day that the seller of a lane has for sale in the base year."""
    untried: NDArray[np.bool_]
    """L, whether the buyer has yet to approve a seller that it could have bought from in the base year."""
    carrying: Floats
    freight: Floats
    transit: Floats
    transit_spread: Floats
    elasticity: Floats
    """Z, of substitution between sellers."""
    slope: Floats
    """P."""
    utilisation: Floats
    """P, base year."""


def base_year(world: World, structure: Structure) -> int:
    """The year that calibration reproduces: that of the world's accounts, or the nearest that is run."""
    years = structure.calendar.years()
    return min(max(world.base_year, years[0]), years[-1])


def base_prices(world: World, structure: Structure) -> dict[str, float]:
    """Observed price of each commodity in the base year, USD2024 per unit."""
    year = base_year(world, structure)
    return {name: commodity.price[year] for name, commodity in world.commodities.items() if commodity.price}


class Calibrator:
    """Calibrates replications of one world; what does not depend on the draw is worked out once."""

    def __init__(self, world: World, structure: Structure, routes: Routes, contents: Contents) -> None:
        self.world = world
        self.structure = structure
        self.routes = routes
        self.contents = contents
        calendar = structure.calendar
        self.years = np.array(calendar.years())
        self.base_year = base_year(world, structure)
        self.base_sessions = np.flatnonzero(self._session_years() == self.base_year)
        s = structure
        self.main = np.array([h.parent is None for h in s.holders])
        self.parent = np.array([s.holder_index[h.parent] if h.parent else -1 for h in s.holders], dtype=np.int64)
        self.ratio = np.array([h.ratio for h in s.holders])
        self.pools_of = {m: np.array([i for i, p in enumerate(s.pools) if p[0] == m], dtype=np.int64) for m in s.order}
        commodity = np.array([slot.commodity for slot in s.slots])
        self.slots_of = {m: np.flatnonzero(commodity == m) for m in s.order}
        self.lanes_of = {m: np.flatnonzero(commodity[s.lane_slot] == m) for m in s.order}
        pool_commodity = np.array([p[0] for p in s.pools])
        self.sites_of = {m: np.flatnonzero(pool_commodity[s.site_pool] == m) for m in s.order}
        self.mix = np.array([slot.mix for slot in s.slots])
        plan = {(a.country, a.commodity): a for a in world.accounts.values()}
        self.balanced = np.array(
            [plan[p[1], p[0]].production_balanced if (p[1], p[0]) in plan else 0.0 for p in s.pools]
        )
        self.kind = np.array([KINDS.index(x.kind) for x in s.links])
        prices = base_prices(world, structure)
        self.outside = np.array([outside_cost(s.recipes[h.id], prices) if not h.parent else 0.0 for h in s.holders])
        mains = np.flatnonzero(self.main).tolist()
        self.planned = np.zeros((calendar.sessions, len(s.holders)))
        self.planned[:, self.main] = np.transpose([self._site_capacity(f, 1.0) for f in mains])
        self.ramping = [f for f in mains if s.holders[f].site.ramps]

    def _session_years(self) -> Ints:
        return self.structure.calendar.year_of_session() + self.structure.calendar.first.year

    def calibrate(self, values: Values, law: EraLaw) -> Base:
        """The base year under one draw of the values and the law of the base year."""
        s = self.structure
        capacity = self._capacity(values)
        during = self.base_sessions if self.base_sessions.size else np.arange(1)
        base_capacity = capacity[during].mean(axis=0)
        later = capacity.max(axis=0)
        weight = self._weights(base_capacity)
        need = self._needs(values)
        year = self.base_year - self.years[0]
        cash = self._cash(values)
        slope = np.array([values.get("utilisation_slope", m, self.world.commodities[m].stage) for m, _ in s.pools])
        elasticity = np.array(
            [values.get("sourcing_elasticity", m, self.world.commodities[m].stage) for m, _ in s.zones]
        )
        anchor = values.get("utilisation_anchor")
        pass_through = values.get("support_pass_through")
        freight, transit, spread = self.routes.lane_values(values)
        carrying = values.get("carrying_cost") * transit / 365.0
        size = np.where(base_capacity > 0.0, base_capacity, 1e-6 * later)
        pools = len(s.pools)
        output, room = weight * size, np.where(self.main, size, 0.0)
        utilisation = ratio(
            summed(s.site_pool, output + self._side(output), pools),
            summed(s.site_pool, room + self._side(room), pools),
            1.0,
        )
        mark_up = np.exp(slope * np.clip(utilisation - anchor, -0.05, 1.0 - anchor))
        ask, price = np.zeros(len(s.quotes)), np.zeros(len(s.slots))
        wedge, pool_cost = np.zeros(len(s.holders)), np.zeros(pools)
        cost = np.zeros(len(s.holders))
        duty_share, duty_unit = law.duty_share + carrying, law.duty_unit
        quote_pool = np.array([s.pool_index[m, origin] for m, origin, _ in s.quotes], dtype=np.int64)
        pool_ask = np.zeros(pools)
        slot_need = need[year] * self.mix
        for m in s.order:
            sites, mine = self.sites_of[m], self.pools_of[m]
            self._site_costs(cost, sites, cash, slot_need, price)
            observed = self.world.commodities[m].price[self.base_year]
            mains = sites[self.main[sites]]
            net = np.maximum(cost[mains] - pass_through * law.support[mains], 0.05 * cost[mains])
            part = weight[mains] * size[mains]
            sold = summed(s.site_pool[mains], part, pools)[mine]
            level = ratio(summed(s.site_pool[mains], part * net, pools)[mine], sold, 0.0)
            made = np.where(level > 0.0, self.balanced[mine], 0.0)
            if made.sum() <= 0.0:
                made = np.where(level > 0.0, sold, 0.0)
            common = self._common_wedge(observed, level, mark_up[mine], made)
            aligned = values.get("price_alignment", m, self.world.commodities[m].stage)
            own = observed / mark_up[s.site_pool[mains]] - net
            wedge[mains] = np.maximum(aligned * own + (1.0 - aligned) * common, -0.8 * net)
            only = level == 0.0
            pool_cost[mine[only]] = observed / mark_up[mine[only]]
            asked = ratio(summed(s.site_pool[mains], part * (net + wedge[mains]), pools)[mine], sold, 0.0)
            pool_ask[mine] = np.where(only, observed, asked * mark_up[mine])
            lanes = self.lanes_of[m]
            landed = pool_ask[s.lane_pool[lanes]] * (1.0 + duty_share[lanes]) + duty_unit[lanes] + freight[lanes]
            weights = s.share[lanes]
            slots = self.slots_of[m]
            sums = summed(s.lane_slot[lanes], weights * landed, len(s.slots))[slots]
            known = summed(s.lane_slot[lanes], weights, len(s.slots))[slots]
            counts = summed(s.lane_slot[lanes], s.spot[lanes], len(s.slots))[slots]
            plain = summed(s.lane_slot[lanes], s.spot[lanes] * landed, len(s.slots))[slots] / np.maximum(counts, 1.0)
            price[slots] = np.where(known > 0.0, ratio(sums, known, 0.0), plain)
        ask = pool_ask[quote_pool]
        support = law.support
        margin = (pool_ask[s.site_pool] + support) / np.where(cost > 0.0, cost, 1.0) - 1.0
        landed = ask[s.lane_quote] * (1.0 + duty_share) + duty_unit + freight
        preference, offered, untried = self._preferences(values, weight, size, base_capacity, landed, elasticity)
        return Base(
            capacity, base_capacity, weight, need, cash, np.minimum(margin, 0.0), wedge, pool_cost, ask, price,
            preference, landed, offered, untried, carrying, freight, transit, spread, elasticity, slope, utilisation,
        )  # fmt: skip

    def _common_wedge(self, observed: float, level: Floats, mark_up: Floats, made: Floats) -> float:
        """What asks of all sellers hold beside cost, USD per unit, so that their mean by output is the observed price.

        level: cost of each pool, mark_up: factor of its ask, made: its output
        """
        weight = float((made * mark_up).sum())
        return float((made * (observed - level * mark_up)).sum() / weight) if weight > 0.0 else 0.0

    def _site_costs(self, cost: Floats, sites: Ints, cash: Floats, slot_need: Floats, price: Floats) -> None:
        s = self.structure
        for f in sites:
            first, end = s.slot_ptr[f], s.slot_ptr[f + 1]
            cost[f] = cash[f] + float((slot_need[first:end] * price[first:end]).sum())

    def _capacity(self, values: Values) -> Floats:
        """Capacity of every holder at every session, units a day."""
        capacity = self.planned.copy()
        stretch = values.get("ramp_multiplier")
        for f in self.ramping:
            capacity[:, f] = self._site_capacity(f, stretch)
        return capacity

    def _site_capacity(self, holder: int, stretch: float) -> Floats:
        calendar = self.structure.calendar
        site = self.structure.holders[holder].site
        return site_capacity(site, calendar.session_times(), stretch, calendar.first) / 365.25

    def _weights(self, base_capacity: Floats) -> Floats:
        """Base-year utilisation of every site: its own where known, else what its country's output implies."""
        s = self.structure
        own = np.array([h.site.utilisation if h.site.utilisation is not None else np.nan for h in s.holders])
        open_ = self.main & np.isnan(own)
        known = np.where(np.isnan(own) | ~self.main, 0.0, own)
        yearly = base_capacity * 365.25
        pools = len(s.pools)
        stated = summed(s.site_pool, known * yearly, pools)
        room = summed(s.site_pool, np.where(open_, yearly, 0.0), pools)
        weight = known
        for _ in range(2):  # the second time with the co-products of what the first found
            output = np.where(self.main, weight * yearly, 0.0)
            side = self._side(output)
            rest = self.balanced - summed(s.site_pool, side, pools)
            scale = np.where(room > 0.0, 1.0, ratio(rest, stated, 1.0))
            implied = np.clip(ratio(rest - stated, room, 0.0), 0.02, 1.0)
            scaled = np.clip(known * np.clip(scale[s.site_pool], 0.05, 2.0), 0.02, 1.0)
            weight = np.where(open_, implied[s.site_pool], scaled)
            weight = np.where(self.main, weight, 0.0)
        for sites in self.sites_of.values():
            ran = sites[(yearly[sites] > 0.0) & self.main[sites]]
            new = sites[(yearly[sites] <= 0.0) & self.main[sites]]
            if new.size:
                size = yearly[ran].sum()
                weight[new] = (weight[ran] * yearly[ran]).sum() / size if size > 0.0 else 0.7
        return weight

    def _side(self, made: Floats) -> Floats:
        """What comes into the stores of co-products while sites make this much, F."""
        return np.where(self.parent >= 0, made[self.parent] * self.ratio, 0.0)

    def _needs(self, values: Values) -> Floats:
        s = self.structure
        need = np.zeros((len(self.years), len(s.slots)))
        for b, slot in enumerate(s.slots[: s.first_buyer]):
            holder = s.holders[s.slot_holder[b]]
            scale = values.get("intensity_multiplier", holder.commodity) * values.get(
                "input_multiplier", slot.commodity
            )
            need[:, b] = [slot.need[y] * scale for y in self.years]
        return need

    def _cash(self, values: Values) -> Floats:
        cash = np.zeros(len(self.structure.holders))
        for f, holder in enumerate(self.structure.holders):
            if holder.parent is None:
                minerals = tuple(self.world.commodities[holder.commodity].contained)
                scopes = (holder.commodity, holder.site.stage, holder.country, *minerals)
                cash[f] = holder.site.cash_cost * values.get("cost_multiplier", *scopes) + self.outside[f]
        return cash

    def _preferences(
        self, values: Values, weight: Floats, size: Floats, base_capacity: Floats, landed: Floats, elasticity: Floats
    ) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        """Worth of a unit of each seller's offer to each buyer, so that the base year's shares come out; that offer;
        and which sellers, of goods that need approval, a buyer could have bought from and did not.
        """
        s = self.structure
        offer = np.where(self.main, weight * size, 0.0)
        side = self._side(offer)
        offered = summed(s.site_pool, offer + side, len(s.pools))[s.lane_pool]
        power = landed ** elasticity[s.slot_zone[s.lane_slot]]
        seen = self.kind == 0
        slots = len(s.slots)
        mean_power = ratio(summed(s.lane_slot[seen], (s.share * power)[seen], slots), np.ones(slots), 0.0)
        supply = summed(s.lane_slot[seen], offered[seen], slots)
        usual = ratio(mean_power, supply, 0.0)[s.lane_slot]
        preference = np.where(seen, s.share * power / np.maximum(offered, 1e-300), 0.0)
        home, neighbour = values.get("home_preference"), values.get("neighbour_preference")
        factors = np.array([0.0, home, neighbour, values.get("entrant_preference"), 0.0])
        blank = usual == 0.0
        newcomer = factors[self.kind] * np.where(blank, 1.0, usual)
        # who had goods to sell in the base year and sold this buyer none keeps a token share of an order
        there = summed(s.site_pool, np.where(base_capacity > 0.0, offer, 0.0) + side * (side > 0.0), len(s.pools))
        lanes = np.maximum(summed(s.lane_slot, seen.astype(float), slots), 1.0)[s.lane_slot]
        token = values.get("untraded_share") / lanes * power / np.maximum(offered, 1e-300)
        refused = (there[s.lane_pool] > 1e-4 * offered) & ~blank & ~seen
        picky = {m: values.get("approval_days", m, self.world.commodities[m].stage) > 0.0 for m in s.order}
        untried = refused & (self.kind == ENTRANT) & np.array([picky[s.slots[b].commodity] for b in s.lane_slot])
        token = np.where(untried, np.minimum(token, newcomer), token)  # once approved, a newcomer and no more
        return np.where(seen, preference, np.where(refused, token, newcomer)) * s.spot, offered, untried


def site_capacity(site: Site, times: Floats, stretch: float, first: date) -> Floats:
    """Capacity of a site at decimal years ``times``, units a year.

    A path of yearly means is drawn through; a nameplate step is ramped up in a straight line over the site's
    ramp-up time, times ``stretch``. The tables begin on ``first``: what stands there on that day was there before.
    """
    if not site.capacity:
        return np.zeros(len(times))
    always = -1e9
    start = always if site.start is None or site.start <= first else decimal_year(site.start)
    when = np.array([always if d <= first else decimal_year(d) for d, _ in site.capacity])
    sizes = np.array([size for _, size in site.capacity])
    if site.path == "annual":
        years = np.array([d.year for d, _ in site.capacity])
        capacity = yearly_path(times, years, sizes)
    else:
        capacity = np.zeros(len(times))
        ramp = max(site.ramp_months * stretch / 12.0, 1e-9)
        opened = decimal_year(site.start) if site.start is not None and site.ramp_months > 0.0 else always
        for begins, change in zip(np.maximum(when, opened), np.diff(sizes, prepend=0.0), strict=True):
            capacity += change * np.clip((times - begins) / ramp, 0.0, 1.0)
    capacity = np.where(times >= start, capacity, 0.0)
    if site.end is not None:
        capacity = np.where(times < decimal_year(site.end), capacity, 0.0)
    return np.maximum(capacity, 0.0)


def decimal_year(day: date) -> float:
    """A date as a year and its part."""
    return day.year + (day.timetuple().tm_yday - 1) / 365.25
