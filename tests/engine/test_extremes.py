"""Extreme conditions: what must come out is known without a model, and the books close all the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from friendshore.seeds import World
from worlds_small.lab import Floats, Result, calm, changed, run, small_world, with_parameters
from worlds_small.measures import ban, credit, licence, life, purchase, tariff

CUT = date(2025, 1, 1)
LATER = slice(36, None)
"""Months from 2026 on: a year after the cut all stocks and voyages of before are used up."""
GOODS = (
    ("spodumene_concentrate", ("AUS", "CAN")),
    ("nickel_ore", ("IDN",)),
    ("lithium_hydroxide", ("CHN", "CAN", "USA")),
    ("nickel_sulphate", ("IDN",)),
    ("cobalt_sulphate", ("IDN",)),
    ("aam_natural", ("CHN", "CAN", "USA")),
    ("aam_synthetic", ("CHN", "JPN")),
    ("cell_nmc", ("CHN", "USA")),
    ("cell_lfp", ("CHN",)),
    ("vehicle", ("CHN", "USA")),
)
CARRIED = 1e-6
"""Share of the usual that counts as nothing."""


@cache
def usual() -> Result:
    return run(small_world())


def total(result: Result, array: str = "made") -> Floats:
    """By month, over all sites or buyers."""
    return np.asarray(getattr(result.outcome, array)).sum(axis=0)


def sized(world: World, factor: float, which: Callable[[str], bool]) -> World:
    """The world in which some sites have another size from 2025 on."""
    sites = {
        name: replace(
            site, capacity=tuple((day, size * (factor if day >= CUT else 1.0)) for day, size in site.capacity)
        )
        if which(name)
        else site
        for name, site in world.sites.items()
    }
    return changed(world, sites=sites)


def wanting(world: World, factor: float) -> World:
    """The world in which final buyers want another multiple from 2025 on."""

    def times(values: dict[int, float]) -> dict[int, float]:
        return {year: value * (factor if year >= CUT.year else 1.0) for year, value in values.items()}

    rows = tuple(
        replace(row, quantity=times(row.quantity), low=times(row.low), high=times(row.high)) for row in world.demand
    )
    return changed(world, demand=rows)


def test_when_nobody_wants_anything_plants_fill_their_stores_and_stop() -> None:
    found = run(wanting(small_world(), 0.0))
    assert total(found, "wanted")[LATER].max() == 0.0
    assert total(found, "delivered")[LATER].max() == 0.0
    last = total(found)[-12:].sum()
    assert last < 0.02 * total(usual())[-12:].sum()


def test_when_everybody_wants_a_thousandfold_plants_are_full_and_no_more_comes_out_than_they_can_make() -> None:
    found = run(wanting(calm(small_world()), 1000.0))
    vehicles = [found.index.sites.index(one) for one in ("chn_assembly", "usa_assembly")]
    room, made = found.outcome.capacity[vehicles][:, LATER].sum(), found.outcome.made[vehicles][:, LATER].sum()
    assert made <= room * (1.0 + 1e-9)
    got, wanted = (total(found, one)[LATER].sum() for one in ("delivered", "wanted"))
    assert got < 0.1 * wanted
    price = found.price("vehicle", "USA")[LATER]
    assert np.isfinite(price).all()
    assert price.mean() > 1.3 * usual().price("vehicle", "USA")[LATER].mean()


def test_when_all_mines_are_gone_all_that_needs_them_stops_once_stocks_are_used() -> None:
    found = run(sized(small_world(), 0.0, lambda name: name.endswith("_mine")))
    for site in ("chn_lithium_refinery", "idn_nickel_refinery", "usa_nmc_cells", "chn_assembly"):
        assert found.site(site)[:24].sum() > 0.0
        assert found.site(site)[LATER].sum() < 0.02 * usual().site(site)[LATER].sum(), site
    assert total(found, "lost_input")[LATER].sum() > 0.0


def test_without_any_plant_nothing_is_made() -> None:
    found = run(sized(small_world(), 0.0, lambda _: True))
    assert total(found)[LATER].max() == 0.0
    assert total(found, "delivered")[-12:].sum() < CARRIED * total(usual(), "delivered")[-12:].sum()


def test_when_every_border_is_closed_only_trade_at_home_is_left() -> None:
    day = life(CUT.isoformat())
    law = {f"ban_{good}_{origin}": ban(day, good, origin) for good, origins in GOODS for origin in origins}
    found = run(small_world(), law)
    quarters = slice(LATER.start // 3, None)
    for row, (commodity, seller, buyer) in enumerate(found.index.flows):
        shipped = found.outcome.shipped[row, quarters].sum()
        assert shipped == 0.0 or seller == buyer, (commodity, seller, buyer)
    assert found.delivered("USA")[LATER].sum() < 0.02 * usual().delivered("USA")[LATER].sum()


def test_a_licence_that_is_never_given_is_a_ban_where_nothing_goes_without_one() -> None:
    day, world = life(CUT.isoformat()), with_parameters(small_world(), licence_uncontrolled_share=0.0)
    refused = run(world, {"m": licence("0 %", "400 days", day, "aam_natural", "CHN", "1 days")})
    banned = run(world, {"m": ban(day, "aam_natural", "CHN")})
    quarters = slice(LATER.start // 3, None)
    for found in (refused, banned):
        abroad = [
            row for row, one in enumerate(found.index.flows) if one[:2] == ("aam_natural", "CHN") and one[2] != "CHN"
        ]
        assert abroad
        usual_sales = usual().outcome.shipped[abroad, quarters].sum()
        assert found.outcome.shipped[abroad, quarters].sum() < CARRIED * usual_sales


def test_at_a_duty_of_a_hundred_thousand_percent_nobody_buys_who_can_buy_elsewhere() -> None:
    world = sized(small_world(), 20.0, lambda name: name == "usa_nmc_cells")
    without, dear = (run(world, one) for one in (None, {"m": tariff("100000 %", life("2025-01-01"), "cell_nmc")}))
    quarters = slice(LATER.start // 3, None)
    usually, bought = (one.flow("cell_nmc", "CHN", "USA")[quarters].sum() for one in (without, dear))
    at_home = dear.flow("cell_nmc", "USA", "USA")[quarters].sum()
    assert bought < usually  # when those at home are sold out, cells still come, at any price
    assert bought < 0.05 * at_home


def test_money_without_end_breaks_nothing() -> None:
    always = {"credit": credit("100000 USD/kWh"), "help": purchase("1000000 USD/vehicle")}
    found = run(small_world(), always)
    assert np.isfinite(found.outcome.paid).all()
    cells = found.index.sites.index("usa_nmc_cells")
    assert (found.outcome.made[cells] <= found.outcome.capacity[cells] * (1.0 + 1e-9)).all()
    assert found.paid("credit").sum() > 0.0


@pytest.mark.parametrize(
    "values",
    [
        {"outages_per_year": 365.0, "outage_days": 300.0},
        {"cover_multiplier": 1e-3},
        {"cover_multiplier": 50.0},
        {"transit_multiplier": 1e-3},
        {"transit_multiplier": 12.0},
        {"sourcing_elasticity": 0.0},
        {"sourcing_elasticity": 60.0},
        {"utilisation_slope": 0.0},
        {"order_cap_multiple": 1.0},
        {"rationing_rounds": 1.0},
        {"rationing_rounds": 50.0},
    ],
    ids=lambda one: ", ".join(f"{name} {value:g}" for name, value in one.items()),
)
def test_values_far_outside_their_ranges_give_finite_numbers_and_sound_books(values: dict[str, float]) -> None:
    found = run(with_parameters(small_world(), **values))
    for name in ("made", "delivered", "stock", "shipped"):
        array = np.asarray(getattr(found.outcome, name))
        assert np.isfinite(array).all(), name
        assert (array >= 0.0).all(), name
    assert found.outcome.books.max() < 1e-9


def test_plants_that_are_always_down_make_nothing() -> None:
    found = run(with_parameters(small_world(), outages_per_year=365.0, outage_days=300.0))
    broken = [site for site in found.index.sites if found.site(site, "lost_outage").sum() > 0.0]
    assert len(broken) >= 10
    down, room = (sum(found.site(site, one)[LATER].sum() for site in broken) for one in ("lost_outage", "capacity"))
    assert down > 0.2 * room
    assert total(found)[LATER].sum() < 0.6 * total(usual())[LATER].sum()


def test_a_run_of_a_single_year_is_lived() -> None:
    found = run(small_world(), start=date(2024, 1, 1), end=date(2024, 12, 31))
    assert found.outcome.made.shape[1] == 12
    assert total(found).min() > 0.0
    assert found.outcome.books.max() < 1e-9
