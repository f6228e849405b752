"""The event clock: what happens first, what depends on what, and what is refused."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from friendshore.engine import events
from friendshore.engine.events.clock import ARRIVALS, CHANGES, DEMANDS, PRODUCTION, REVIEWS, Clock
from friendshore.engine.events.draws import BLOCK, draws, quantiles
from friendshore.engine.events.store import Goods, Shelf, close, opening
from friendshore.errors import BooksError, InputError
from friendshore.seed_lot_records import Law, LotWorld, Store
from friendshore.seed_lots import load_lot_world
from friendshore.streams import stream
from theory.worlds import NAMES, WORLDS, read

SHOP = Store("shop", "Shop", "box", "waits", 10.0, 0.0, 0.0, 0.0, 0.0, 2.0)


def shelf(store: Store = SHOP) -> tuple[Clock, Goods, Shelf]:
    clock, goods = Clock(), opening([store])
    return clock, goods, Shelf(clock, store, 0, goods)


def test_at_one_instant_goods_arrive_plants_run_customers_come_and_then_stores_order() -> None:
    clock, seen = Clock(), []
    for rank, name in (
        (REVIEWS, "order"),
        (DEMANDS, "customer"),
        (PRODUCTION, "plant"),
        (ARRIVALS, "goods"),
        (CHANGES, "failure"),
    ):
        clock.after(1.0, rank, lambda moment: seen.append((moment._value, clock.now)), name)
    clock.run()
    assert seen == [("failure", 1.0), ("goods", 1.0), ("plant", 1.0), ("customer", 1.0), ("order", 1.0)]


def test_who_waits_is_served_first_come_first_served_and_in_part() -> None:
    _, _, shop = shelf()
    handed: list[tuple[str, float]] = []
    for who, quantity in (("first", 8.0), ("second", 5.0), ("third", 4.0)):
        shop.demand(quantity, lambda amount, who=who: handed.append((who, amount)))  # type: ignore[misc]
    assert shop.owed == 7.0
    shop.put(4.0)
    assert handed == [("first", 8.0), ("second", 2.0), ("second", 3.0), ("third", 1.0)]
    assert (shop.stock, shop.owed) == (0.0, 3.0)


def test_a_customer_who_does_not_wait_is_lost() -> None:
    _, _, shop = shelf(replace(SHOP, unfilled="lost"))
    assert shop.demand(13.0) == 3.0
    assert (shop.stock, shop.owed) == (0.0, 0.0)


def test_minerals_leave_with_the_goods_and_enter_with_them() -> None:
    _, goods, shop = shelf()
    shop.demand(4.0)
    shop.put(4.0, 5.0)
    assert goods.held[0, 0] == 6.0 * 2.0 + 4.0 * 5.0
    assert goods.gone[0, 0] == 8.0
    close(goods, [SHOP])


def test_books_that_do_not_close_name_the_store() -> None:
    _, goods, shop = shelf()
    shop.demand(4.0)
    goods.stock[0] += 1.0
    with pytest.raises(BooksError, match=r"shop: its books are off by 1\.00e-01"):
        close(goods, [SHOP])


def test_minerals_from_nowhere_are_found() -> None:
    _, goods, _ = shelf()
    goods.held[0, 0] += 1.0
    with pytest.raises(BooksError, match="20 kg entered and 21 kg"):
        close(goods, [SHOP])


LAWS = (
    Law("exponential", 3.0),
    Law("geometric", 4.0),
    Law("geometric", 1.0),
    Law("uniform", 0.75, low=0.5, high=1.0),
    Law("normal", 50.0, sd=8.0),
    Law("listed", 2.5, listed=((1.0, 1 / 6), (2.0, 1 / 3), (3.0, 1 / 3), (4.0, 1 / 6))),
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.kind)
def test_a_law_has_the_mean_it_names(law: Law) -> None:
    levels = (np.arange(200_000) + 0.5) / 200_000
    assert quantiles(law, levels).mean() == pytest.approx(law.mean, rel=1e-4)


def test_stratified_draws_are_the_same_law_with_a_steadier_sum() -> None:
    law = Law("exponential", 1.0)

    def sums(stratified: bool) -> np.ndarray:
        found = []
        for replication in range(40):
            draw = draws(law, lambda r=replication: stream(1, r, "spell"), stratified)  # type: ignore[misc]
            found.append(sum(draw() for _ in range(BLOCK)) / BLOCK)
        return np.array(found)

    steady, free = sums(True), sums(False)
    assert steady.std() < free.std() / 5.0
    assert steady.mean() == pytest.approx(1.0, abs=0.01)


def test_a_new_station_does_not_change_the_luck_of_the_old_one() -> None:
    world, scenario = read("mm1")
    world = replace(world, horizon=2000.0, warm_up=0.0)
    other = replace(
        world,
        stations={"depot": replace(world.stations["post"], id="depot"), **world.stations},
        arrivals=(replace(world.arrivals[0], id="vans", station="depot"), *world.arrivals),
    )
    alone, beside = events.run(world, scenario, 3), events.run(other, scenario, 3)
    assert {name: beside[name] for name in alone} == alone


def test_the_horizon_is_not_part_of_the_run() -> None:
    world, scenario = read("anylogistix")
    shorter, longer = (events.run(replace(world, horizon=end), scenario, 0) for end in (58.0, 58.5))
    assert shorter["sold.model_1"] == 29 * 120
    assert longer["sold.model_1"] == 30 * 120


def test_a_warm_up_leaves_no_trace_in_the_measures() -> None:
    world, scenario = read("flow_line")
    whole = events.run(replace(world, warm_up=0.0), scenario, 0)
    measured = events.run(world, scenario, 0)
    assert measured["made.smelter"] == whole["made.smelter"] - 3.0 * 10
    assert measured["end_stock.metal"] == whole["end_stock.metal"]


def copied(name: str, to: Path, file: str, old: str, new: str) -> Path:
    """A world with one change in one file."""
    shutil.copytree(WORLDS / name, to, dirs_exist_ok=True)
    text = (to / file).read_text("utf-8")
    assert old in text
    (to / file).write_text(text.replace(old, new, 1), "utf-8")
    return to


WRONG = {
    "a store that is not there": ("eoq", "customers.csv", ",shop,steady", ",shopp,steady", "did you mean shop"),
    "a supplier that is not there": ("beer_game", "reviews.csv", ",wholesaler,order", ",wholesalr,order", "wholesaler"),
    "a word for a law": ("mm1", "stations.csv", "exponential", "exponentail", "did you mean exponential"),
    "a clock without unit in its fields": ("mm1", "arrivals_values.csv", ",minute,", ",hour,", "should be minute"),
    "a number that is missing": ("eoq", "customers_values.csv", "children,rate", "children,interval", "no rate"),
    "shares that do not add up": ("law_kelton", "customers_values.csv", "0.3333333333333333", "0.3", "add up to 1"),
    "an order up to a level at any time": ("newsvendor", "reviews.csv", "periodic", "continuous", "write periodic"),
    "a source that is not there": ("mm1", "expected.csv", "little_1961", "little_1962", "did you mean little_1961"),
    "a law without its bounds": ("law_kelton", "reviews_values.csv", "0.5,1,uniform", ",,", "uniform needs low"),
    "a geometric time under one": ("newsvendor_disruptions", "outages_values.csv", ",4,", ",0.4,", "too short"),
    "two clocks": ("mm1", "clock.csv", "clock,minute,", "clock,minute,\nother,hour,", "2 clocks"),
    "a lot of nothing": ("eoq", "reviews_values.csv", "304.0467800264368", "0", "at least 1e-09"),
    "customers without time between them": (
        "newsvendor",
        "customers_values.csv",
        "interval,,1,",
        "interval,,0,",
        "at least 1e-09",
    ),
    "reviews without time between them": ("newsvendor", "reviews_values.csv", "every,,1,", "every,,0,", "at least"),
    "an (s, S) with s over S": ("law_kelton", "reviews_values.csv", "s60_80,up_to,,80", "s60_80,up_to,,60", "not over"),
    "a warm-up as long as the run": ("mm1", "clock_values.csv", "warm_up,,1000", "warm_up,,42000", "leaves nothing"),
    "no clock": ("mm1", "clock.csv", "clock,minute,\n", "", "0 clocks; an event-clock world has one row"),
    "an expected value that is no number": ("mm1", "expected.csv", ",1,", ",one,", "'one' is not a number"),
    "a line in a circle": ("line_of_two", "stations.csv", "Mill,exponential,,", "Mill,exponential,crusher,", "circle"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_table_is_refused_with_what_would_be_right(case: str, tmp_path: Path) -> None:
    name, file, old, new, message = WRONG[case]
    with pytest.raises(InputError) as refused:
        load_lot_world(copied(name, tmp_path, file, old, new))
    assert message in str(refused.value)
    assert str(tmp_path) in str(refused.value)


def test_every_shipped_world_names_a_question_a_source_and_what_is_expected() -> None:
    counted: Counter[str] = Counter()
    for folder in (WORLDS / name for name in NAMES):
        world, scenario = read(folder.name)
        assert isinstance(world, LotWorld)
        assert scenario.question.endswith("?")
        assert "Source: " in (folder / "scenario.yaml").read_text("utf-8")
        counted.update(one.source for one in world.expected)
        assert all(one.source in world.sources for one in world.expected)
    assert len(counted) >= 8


def test_steady_customers_who_wait_are_owed_what_they_use_in_a_lead_time() -> None:
    world, scenario = read("eoq")
    lot, use, lead = world.reviews[0].lot, world.customers[0].rate, 0.05
    late = replace(
        world,
        stores={"shop": replace(world.stores["shop"], unfilled="waits", stock=lot)},
        reviews=(replace(world.reviews[0], lead=Law("fixed", lead)),),
        warm_up=10 * lot / use,
        horizon=110 * lot / use,
    )
    found = events.run(late, scenario, 0)
    assert found["mean_owed.shop"] == pytest.approx((use * lead) ** 2 / (2 * lot), rel=1e-9)
    assert found["mean_stock.shop"] == pytest.approx((lot - use * lead) ** 2 / (2 * lot), rel=1e-9)


def test_an_order_placed_a_lead_time_ahead_comes_just_in_time() -> None:
    world, scenario = read("eoq")
    lot, use, lead = world.reviews[0].lot, world.customers[0].rate, 0.05
    ahead = replace(world, reviews=(replace(world.reviews[0], lead=Law("fixed", lead), level=use * lead),))
    found = events.run(ahead, scenario, 0)
    assert found["fill_rate.shop"] == pytest.approx(1.0, rel=1e-9)
    assert found["mean_stock.shop"] == pytest.approx(lot / 2, rel=1e-3)


def test_an_order_takes_its_delay_to_reach_a_supplier_beyond_the_world() -> None:
    world, scenario = read("anylogistix")
    quick, slow = world.reviews[0], replace(world.reviews[0], lead=Law("fixed", 0.5), order_delay=1.5)
    assert quick.lead.mean == 2.0
    expected = events.run(world, scenario, 0)
    assert events.run(replace(world, reviews=(slow, *world.reviews[1:])), scenario, 0) == expected


def test_a_plant_that_is_full_or_has_no_input_makes_nothing() -> None:
    world, scenario = read("flow_line")
    starved = replace(world, stores={**world.stores, "ore": replace(world.stores["ore"], stock=0.0)})
    assert events.run(starved, scenario, 0)["made.foundry"] == 0.0
