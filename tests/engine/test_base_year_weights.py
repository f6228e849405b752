"""The base year's weights make what its accounts say, whatever utilisation the sites state."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from friendshore.engine.calibrate import Base, Calibrator
from friendshore.engine.run import Plan
from friendshore.engine.sums import summed
from friendshore.engine.values import Values
from friendshore.experiment.scenarios import Built, subject_of
from friendshore.scenario import load_scenario
from friendshore.seeds import World
from worlds_small.lab import Floats, plan_of, small_world


def calibrated(plan: Plan) -> tuple[Calibrator, Base]:
    """The base year with every value at its centre."""
    calibrator = plan.calibrator
    values = Values(plan.world, plan.rng_seed, None)
    return calibrator, calibrator.calibrate(values, plan.law.base(calibrator.base_year))


def made(plan: Plan) -> tuple[Floats, Floats]:
    """What the weights make of each pool in the base year, and what they would at full use, units a year."""
    calibrator, base = calibrated(plan)
    pool, pools = plan.structure.site_pool, len(plan.structure.pools)

    def of(weight: Floats) -> Floats:
        output = np.where(calibrator.main, weight * base.base_capacity * 365.25, 0.0)
        side = np.where(calibrator.parent >= 0, output[calibrator.parent] * calibrator.ratio, 0.0)
        return summed(pool, output + side, pools)

    return of(base.weight), of(np.ones(len(pool)))


def stating(world: World, commodity: str, country: str, utilisation: float) -> World:
    """The world with this utilisation stated by all sites of a country that make a commodity."""
    mine = {n: s for n, s in world.sites.items() if (s.commodity, s.country) == (commodity, country)}
    assert mine
    return replace(world, sites={**world.sites, **{n: replace(s, utilisation=utilisation) for n, s in mine.items()}})


@pytest.mark.parametrize("stated", [0.5, 0.95])
def test_stated_utilisations_are_scaled_to_the_account(stated: float) -> None:
    plan = plan_of(stating(small_world(), "spodumene_concentrate", "AUS", stated))
    pool = plan.structure.pools.index(("spodumene_concentrate", "AUS"))
    output, room = made(plan)
    account = plan.world.accounts["AUS", "spodumene_concentrate"].production_balanced
    assert output[pool] == pytest.approx(min(account, room[pool]), rel=1e-9)
    assert stated * room[pool] != pytest.approx(account, rel=0.05)  # or the test could not tell


def test_weights_of_the_shipped_world_make_what_its_accounts_say() -> None:
    built = subject_of(load_scenario("baseline")).factory()
    assert isinstance(built, Built)
    plan = built.plan
    output, room = made(plan)
    balanced = plan.calibrator.balanced
    off = {
        pool: float(output[p] / balanced[p])
        for p, pool in enumerate(plan.structure.pools)
        if balanced[p] > 0.0 and output[p] != pytest.approx(balanced[p], rel=0.005)
    }
    # Korea's one line of lithium hydroxide was opened in the base year and cannot make what is booked
    assert (
        room[plan.structure.pool_index["lithium_hydroxide", "KOR"]]
        < balanced[plan.structure.pool_index["lithium_hydroxide", "KOR"]]
    )
    # cobalt comes with nickel here, in the ratio of the recipe
    assert set(off) <= {("lithium_hydroxide", "KOR"), ("cobalt_metal", "CAN"), ("cobalt_metal", "JPN")}
    assert all(0.94 < ratio < 1.03 for pool, ratio in off.items() if pool[0] == "cobalt_metal")


def test_use_of_capacity_counts_co_products_on_both_sides() -> None:
    plan = plan_of(small_world())
    output, room = made(plan)
    _, base = calibrated(plan)
    ran = room > 0.0
    assert base.utilisation[ran] == pytest.approx(output[ran] / room[ran], rel=1e-12)
    s = plan.structure
    stores = {s.site_pool[f] for f, one in enumerate(s.holders) if one.parent is not None}
    mains = {s.site_pool[f] for f, one in enumerate(s.holders) if one.parent is None}
    assert any(0.0 < base.utilisation[p] < 1.0 for p in stores - mains)
