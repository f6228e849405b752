"""A world is not changed by the unit in which its masses are counted, nor by the names of equals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from friendshore.seeds import World
from worlds_small.lab import ARRAYS, Result, changed, run, small_world, with_parameters
from worlds_small.measures import ban, licence, life

SHORTAGE = {
    "ban": ban(life("2024-03-01", "2024-09-01"), "cell_nmc"),
    "queue": licence("50 %", "60 days", life("2025-02-01", announced="2024-12-01"), "lithium_hydroxide"),
}
PER_UNIT = {"price", "sampled", "books", "measured"}


def scaled(world: World, factor: float) -> World:
    """The world with every mass times a factor."""

    def times(values: dict[int, float]) -> dict[int, float]:
        return {year: value * factor for year, value in values.items()}

    return changed(
        world,
        sites={
            name: replace(site, capacity=tuple((day, size * factor) for day, size in site.capacity))
            for name, site in world.sites.items()
        },
        demand=tuple(
            replace(row, quantity=times(row.quantity), low=times(row.low), high=times(row.high)) for row in world.demand
        ),
        trade=tuple(replace(one, flow=one.flow * factor) for one in world.trade),
        accounts={
            name: replace(
                one,
                production_reported=one.production_reported * factor,
                production_balanced=one.production_balanced * factor,
                consumption=one.consumption * factor,
            )
            for name, one in world.accounts.items()
        },
    )


@pytest.fixture(scope="module")
def base() -> Result:
    return run(small_world(), SHORTAGE, 2)


def test_all_masses_times_1024_give_all_flows_times_1024_to_the_last_bit(base: Result) -> None:
    big = run(scaled(small_world(), 1024.0), SHORTAGE, 2)
    for name in ARRAYS:
        factor = 1.0 if name in PER_UNIT else 1024.0
        assert np.array_equal(getattr(base.outcome, name) * factor, getattr(big.outcome, name), equal_nan=True), name


@pytest.mark.parametrize("factor", [1000.0, 1e-3, 1e-6])
def test_tonnes_kilograms_or_grams_give_the_same_world_but_for_rounding(base: Result, factor: float) -> None:
    other = run(scaled(small_world(), factor), SHORTAGE, 2)
    for name in ("made", "wished", "delivered", "shipped", "stock", "paid", "price"):
        one, two = getattr(base.outcome, name), getattr(other.outcome, name)
        two = two if name in PER_UNIT else two / factor
        size = np.nanmax(np.abs(one), axis=1, keepdims=True, initial=1e-300)
        assert np.nanmax(np.abs(one - two) / size, initial=0.0) < 1e-9, name


def test_two_equal_plants_in_place_of_one_make_what_it_made() -> None:
    world = changed(small_world(), sites=dict(small_world().sites))
    whole = world.sites["can_natural_anode"]
    half = replace(whole, status="aggregate", capacity=tuple((day, size / 2.0) for day, size in whole.capacity))
    twins = {f"can_natural_anode_{n}": replace(half, id=f"can_natural_anode_{n}") for n in (1, 2)}
    rest = {name: site for name, site in world.sites.items() if name != whole.id}
    one = run(changed(world, sites={**rest, whole.id: replace(whole, status="aggregate")}))
    two = run(changed(world, sites={**rest, **twins}))
    first, second = two.site("can_natural_anode_1"), two.site("can_natural_anode_2")
    assert np.array_equal(first, second)
    assert first + second == pytest.approx(one.site("can_natural_anode"), rel=1e-9)
    assert two.delivered("USA") == pytest.approx(one.delivered("USA"), rel=1e-9)


def test_two_equal_suppliers_swapped_change_only_names() -> None:
    """A maker in Canada, or the same one in Japan, as far from everybody: without luck at sea the world is the same."""
    world = small_world()
    plant = replace(world.sites["can_natural_anode"], status="aggregate")
    goods = "aam_natural"

    def made_in(country: str) -> Result:
        def moved(place: str, commodity: str) -> str:
            return country if (place, commodity) == ("CAN", goods) else place

        ways = {
            f"{origin}-{to}": replace(world.lanes["can_usa_container"], origin=origin, destination=to, transit_sd=0.0)
            for origin in world.countries
            for to in world.countries
        }
        trade = tuple(replace(one, seller=moved(one.seller, one.commodity)) for one in world.trade)
        accounts = {(moved(*key), key[1]): replace(one, country=moved(*key)) for key, one in world.accounts.items()}
        sites = {**world.sites, plant.id: replace(plant, country=country)}
        other = changed(world, sites=sites, trade=trade, accounts=accounts, lanes=ways, neighbours={})
        return run(with_parameters(other, entrant_preference=0.0, approval_spread=0.0, long_standing_first=0.0))

    one, two = made_in("CAN"), made_in("JPN")
    assert two.site(plant.id) == pytest.approx(one.site(plant.id), rel=1e-9)
    assert two.flow(goods, "JPN", "USA") == pytest.approx(one.flow(goods, "CAN", "USA"), rel=1e-9)
    for name in ("delivered", "price", "wanted"):
        assert np.allclose(getattr(two.outcome, name), getattr(one.outcome, name), rtol=1e-9, equal_nan=True), name
