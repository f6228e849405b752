"""Whatever the world and whatever the law: books close, nothing is below nothing, nobody makes more than they can.

Books are those of goods and minerals, and of money: what buyers pay, others receive.

``FRIENDSHORE_EXAMPLES`` raises the number of generated worlds: ``make soak`` runs thousands.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, event, example, given, reject, settings
from hypothesis import strategies as st

from friendshore.engine.run import Simulation
from friendshore.seeds import World
from worlds_small.lab import calm, changed, plan_of, small_world, with_parameters
from worlds_small.measures import ban, credit, licence, life, purchase, quota, tariff

EXAMPLES = int(os.environ.get("FRIENDSHORE_EXAMPLES", "100"))
END = date(2025, 6, 30)

factors = st.one_of(st.sampled_from([0.0, 0.3, 1.0, 3.0]), st.floats(0.05, 20.0))
days = st.integers(0, 900).map(lambda n: date(2023, 1, 1) + timedelta(n))
goods = st.sampled_from(
    [
        ("spodumene_concentrate", "AUS"),
        ("spodumene_concentrate", "CAN"),
        ("lithium_hydroxide", "CHN"),
        ("lithium_hydroxide", "CAN"),
        ("nickel_sulphate", "IDN"),
        ("cobalt_sulphate", "IDN"),
        ("aam_natural", "CHN"),
        ("aam_synthetic", "JPN"),
        ("anode", "CHN"),
        ("cell", "CHN"),
        ("vehicle", "CHN"),
    ]
)


capped = st.sampled_from(
    [
        ("spodumene_concentrate", "AUS", "export"),
        ("spodumene_concentrate", "AUS", "extract"),
        ("nickel_ore", "IDN", "extract"),
        ("nickel_sulphate", "IDN", "export"),
        ("cobalt_sulphate", "IDN", "export"),
        ("aam_natural", "CHN", "export"),
    ]
)


@st.composite
def windows(draw: st.DrawFn) -> str:
    """One to three windows of a cap, in order."""
    told, begin = [], draw(days)
    for n in range(draw(st.integers(1, 3))):
        end = begin + timedelta(draw(st.integers(0, 500)))
        limit = draw(st.one_of(st.just(0.0), st.floats(1.0, 1e6).map(lambda one: round(one, 1))))
        unused = draw(st.sampled_from(["lost", "carried"]))
        told.append(f"w{n}: {{from: {begin}, to: {end}, limit: {limit} t, unused: {unused}}}")
        begin = end + timedelta(draw(st.integers(1, 60)))
    return ", ".join(told)


@st.composite
def lives(draw: st.DrawFn) -> str:
    start = draw(days)
    ahead = draw(st.integers(0, 200))
    lasts = draw(st.one_of(st.none(), st.integers(1, 600)))
    end = None if lasts is None else (start + timedelta(lasts)).isoformat()
    return life(start.isoformat(), end, (start - timedelta(ahead)).isoformat() if ahead else None)


@st.composite
def measures(draw: st.DrawFn) -> dict[str, str]:
    found: dict[str, str] = {}
    for n in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["ban", "licence", "duty", "credit", "help", "quota"]))
        what, origin = draw(goods)
        when = draw(lives())
        if kind == "ban":
            found[f"m{n}"] = ban(when, what, origin)
        elif kind == "licence":
            share, wait = draw(st.integers(0, 100)), draw(st.integers(0, 400))
            valid = draw(st.integers(1, 400))
            found[f"m{n}"] = licence(f"{share} %", f"{wait} days", when, what, origin, f"{valid} days")
        elif kind == "duty":
            text = tariff(f"{draw(st.integers(0, 500))} %", when, what, origin)
            found[f"m{n}"] = text.replace("s301", f"law_{n}")
        elif kind == "credit":
            cap = draw(st.sampled_from(["", "cap: 1 million USD", "cap: 500 million USD"]))
            found[f"m{n}"] = credit(f"{draw(st.integers(0, 200))} USD/kWh", when, "cell", "USA", cap)
        elif kind == "quota":
            what, home, act = draw(capped)
            found[f"m{n}"] = quota(draw(windows()), when, what, home, act)
        else:
            found[f"m{n}"] = purchase(f"{draw(st.integers(0, 40_000))} USD/vehicle", when)
    return found


@dataclass(frozen=True)
class Pulls:
    """How the small world is pulled about; some of it makes no sense, and has to run."""

    still: bool
    sites: tuple[tuple[str, float, date, float], ...]
    """(site, capacity times, from day, cost times)."""
    demand: tuple[tuple[float, int], ...]
    """(quantity times, from year), by row."""
    values: tuple[tuple[str, float], ...]

    def world(self) -> World:
        world = calm(small_world()) if self.still else small_world()
        sites = dict(world.sites)
        for name, factor, since, cost in self.sites:
            sizes = tuple((day, size * (factor if day >= since else 1.0)) for day, size in sites[name].capacity)
            sites[name] = replace(sites[name], capacity=sizes, cash_cost=sites[name].cash_cost * cost)
        rows = []
        for row, (factor, since_year) in zip(world.demand, self.demand, strict=True):
            paths = [
                {year: value * (factor if year >= since_year else 1.0) for year, value in path.items()}
                for path in (row.quantity, row.low, row.high)
            ]
            rows.append(replace(row, quantity=paths[0], low=paths[1], high=paths[2]))
        return with_parameters(changed(world, sites=sites, demand=tuple(rows)), **dict(self.values))


SITES = sorted(small_world().sites)
VALUES = {
    "cover_multiplier": (0.05, 4.0),
    "transit_multiplier": (0.1, 5.0),
    "sourcing_elasticity": (0.5, 12.0),
    "outages_per_year": (0.0, 20.0),
    "outage_days": (1.0, 120.0),
    "utilisation_slope": (0.0, 3.0),
    "order_cap_multiple": (1.0, 20.0),
}
pulls = st.builds(
    Pulls,
    st.booleans(),
    st.lists(
        st.tuples(st.sampled_from(SITES), factors, days, st.floats(0.1, 5.0)), max_size=4, unique_by=lambda one: one[0]
    ).map(tuple),
    st.tuples(*[st.tuples(factors, st.integers(2023, 2026)) for _ in small_world().demand]),
    st.lists(st.sampled_from(sorted(VALUES)), max_size=5, unique=True).flatmap(
        lambda names: st.tuples(
            *[st.tuples(st.just(name), st.floats(*VALUES[name]).map(lambda one: round(one, 3))) for name in names]
        )
    ),
)


class Inspected(Simulation):
    """A replication that is looked at before every session, and whose payers and payees are added up after it."""

    received = 0.0
    """What sellers, treasuries and carriers got for all goods since the books began, USD2024."""

    def settle(self, session: int, day: int) -> None:
        """Added up by who receives it, of sellers' asks and the law; the ledger adds up landed prices by zone."""
        lanes, law, shipped = self.net.lanes, self.state.law, self.state.market.shipped
        sellers = shipped * self.state.sellers.ask[lanes.quote]
        treasuries = sellers * law.duty_share + shipped * law.duty_unit
        carriers = sellers * lanes.carrying + shipped * lanes.freight
        self.received += float(sellers.sum() + treasuries.sum() + carriers.sum())
        super().settle(session, day)

    def catch_up(self, day: int) -> None:
        super().catch_up(day)
        state, net = self.state, self.net
        for theme in (state.stocks, state.plants, state.sellers, state.market, state.transit, state.minerals):
            for name, array in zip(theme._fields, theme, strict=True):
                assert np.isfinite(array).all(), (day, name)
        size = max(float(state.stocks.use.max(initial=0.0)), 1.0)
        dust = -1e-9 * size
        assert (state.stocks.stock >= dust).all(), day
        assert (state.stocks.on_order >= dust).all(), day
        assert (state.stocks.stock + state.stocks.on_order >= dust).all(), day
        assert (state.transit.ring >= 0.0).all(), day
        assert (state.plants.finished >= 0.0).all(), day
        assert (state.plants.wish >= 0.0).all(), day
        assert (state.stocks.use >= 0.0).all(), day
        assert (state.market.shipped >= 0.0).all(), day
        assert (state.market.wanted >= 0.0).all(), day
        assert (state.market.shortage >= 0.0).all(), day
        assert (state.sellers.ask > 0.0).all(), day
        assert (state.stocks.quote > 0.0).all(), day
        assert ((state.plants.willing >= 0.0) & (state.plants.willing <= 1.0)).all(), day
        assert (net.sites.capacity >= 0.0).all()


@pytest.mark.timeout(900)  # a hundred worlds, and perhaps the kernels to compile
@example(Pulls(False, (), ((0.0, 2023), (0.0, 2023), (0.0, 2023), (0.0, 2024)), ()), {}, 0, 0)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(pulls, measures(), st.integers(0, 5000), st.integers(0, 2**32))
def test_whatever_the_world_and_the_law_books_close_and_nothing_is_below_nothing(
    pulled: Pulls, law: dict[str, str], replication: int, seed: int
) -> None:
    try:
        plan = plan_of(pulled.world(), law, rng_seed=seed, end=END)
    except ValueError as refused:  # a world without any mine of something is refused, and says so
        assert "which nobody makes" in str(refused)
        reject()
    simulation = Inspected(plan, replication)
    outcome = simulation.run()
    event(f"{len(law)} measures")
    assert outcome.books.max(initial=0.0) < 1e-9
    paid_by_buyers = float(simulation.ledger.trade_book.value.sum())
    assert abs(paid_by_buyers - simulation.received) <= 1e-9 * simulation.received
    for name in ("made", "wished", "capacity", "lost_outage", "lost_price", "lost_input", "delivered", "wanted"):
        assert (getattr(outcome, name) >= 0.0).all(), name
    plants = np.array([":" not in site for site in plan.index.sites])
    room = outcome.capacity[plants]
    assert (outcome.made[plants] <= room * (1.0 + 1e-9)).all()
    assert (outcome.delivered <= outcome.wanted * (1.0 + 1e-9) + 1e-12).all()
    assert (outcome.price[~np.isnan(outcome.price)] > 0.0).all()
    assert (outcome.shipped >= 0.0).all()
    for row, name in enumerate(plan.index.measures):
        paid = outcome.paid[row]
        if name in law and "production_credit" in law[name] and "cap: 1 million" in law[name]:
            assert paid.sum() <= 1e6 * (1.0 + 1e-9) * 1.2  # real dollars of the first years are worth more
