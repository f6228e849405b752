"""Every entry of the ledger counts: books that close, with one number changed, name its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache

import numpy as np
import pytest

from friendshore.chain import MINERALS
from friendshore.engine import books
from friendshore.engine.run import Simulation
from friendshore.errors import BooksError
from worlds_small.lab import Floats, plan_of, small_world

SITE, SLOT, GOOD, MINERAL = "can_lithium_refinery", "usa_nmc_cells (aam_natural)", "lithium_hydroxide", "nickel"


@cache
def run() -> tuple[Simulation, books.Lost]:
    """A replication that has ended, with nothing lost under way."""
    simulation = Simulation(plan_of(small_world(), end=date(2024, 12, 31)), 0)
    simulation.run()
    shape = simulation.opening.content.shape
    return simulation, books.Lost(np.zeros(len(simulation.net.slots.cover)), np.zeros(shape))


def closed() -> Floats:
    simulation, lost = run()
    return books.close(
        simulation.plan.structure, simulation.net, simulation.state, simulation.ledger, simulation.opening, lost
    )


def entries() -> dict[str, tuple[Floats, tuple[int, ...], str, str]]:
    """What is changed -> array, place in it, kind of book, name that is told."""
    simulation, lost = run()
    s, state, ledger, start = simulation.plan.structure, simulation.state, simulation.ledger, simulation.opening
    f = s.holder_index[SITE]
    b = next(b for b, one in enumerate(s.slots) if f"{one.holder} ({one.commodity})" == SLOT)
    fed = next(b for b, one in enumerate(s.slots) if one.holder == SITE)
    feed = f"{SITE} ({s.slots[fed].commodity})"
    m = MINERALS.index(MINERAL)
    row = int(np.flatnonzero(simulation.net.contents.mineral == m)[0])
    made = int(np.flatnonzero(simulation.net.contents.site_mineral == m)[0])
    plants, slots, minerals = ledger.plant_book, ledger.slot_book, ledger.mineral_book
    return {
        "stock of a plant at the opening": (start.finished, (f,), "site", SITE),
        "stock of a plant at the end": (state.plants.finished, (f,), "site", SITE),
        "output": (plants.made, (f, 5), "site", SITE),
        "sales": (plants.sold, (f,), "site", SITE),
        "output by year": (plants.made_in, (f, 0), "slot", feed),
        "stock of an input at the opening": (start.stock, (b,), "slot", SLOT),
        "stock of an input at the end": (state.stocks.stock, (b,), "slot", SLOT),
        "under way at the opening": (start.on_order, (b,), "slot", SLOT),
        "under way at the end": (state.transit.ring[b], (3,), "slot", SLOT),
        "arrivals": (slots.arrived, (b,), "slot", SLOT),
        "use": (slots.used, (b,), "slot", SLOT),
        "what was sent": (slots.sent, (b,), "slot", SLOT),
        "goods lost under way": (lost.goods, (b,), "slot", SLOT),
        "what a lane carried": (ledger.trade_book.lane, (int(s.lane_ptr[b]),), "lane", "lanes"),
        "minerals at the opening": (start.content, (m, 0), "mineral", MINERAL),
        "minerals in stocks": (state.minerals.held, (row, 0), "mineral", MINERAL),
        "minerals at plants": (state.minerals.finished, (made, 0), "mineral", MINERAL),
        "minerals under way": (state.transit.content[:, row], (2, 0), "mineral", MINERAL),
        "minerals dug": (minerals.extracted, (m, 0), "mineral", MINERAL),
        "minerals delivered": (minerals.delivered, (m, 0), "mineral", MINERAL),
        "minerals that recipes lost": (minerals.lost, (m, 0), "mineral", MINERAL),
        "minerals lost under way": (lost.minerals, (m, 0), "mineral", MINERAL),
    }


@contextmanager
def more(array: Floats, place: tuple[int, ...], by: float) -> Iterator[None]:
    """A number changed for a while."""
    before = array[place]
    array[place] += by
    try:
        yield
    finally:
        array[place] = before


def passed(kind: str, name: str) -> float:
    """About what went through a place."""
    simulation, _ = run()
    if kind == "mineral":
        return float(simulation.ledger.mineral_book.extracted[MINERALS.index(name), 0])
    if kind == "site":
        return float(simulation.ledger.plant_book.made[simulation.plan.structure.holder_index[name]].sum())
    s = simulation.plan.structure
    b = next((b for b, one in enumerate(s.slots) if f"{one.holder} ({one.commodity})" == name), 0)
    return float(simulation.ledger.slot_book.sent[b])


def test_books_close_and_say_how_nearly_by_kind() -> None:
    found = closed()
    assert found.shape == (4,)
    assert (found >= 0.0).all() and found.max() < 1e-12


@pytest.mark.parametrize("what", entries())
@pytest.mark.parametrize("sign", [1.0, -1.0], ids=["more", "less"])
def test_a_changed_entry_is_found_and_its_place_named(what: str, sign: float) -> None:
    array, place, kind, name = entries()[what]
    by = sign * 0.01 * passed(kind, name)
    with more(array, place, by), pytest.raises(BooksError) as found:
        closed()
    assert re.fullmatch(
        re.escape(f"{name}: the {kind}'s books are off by ") + r"\d\.\d\de[+-]\d\d of what passed through",
        str(found.value),
    ), found.value
    assert found.value.site == name
    assert closed().max() < 1e-12


@pytest.mark.parametrize(("share", "sound"), [(5e-10, True), (4e-9, False)])
def test_a_billionth_is_rounding_and_more_is_a_leak(share: float, sound: bool) -> None:
    array, place, kind, name = entries()["sales"]
    with more(array, place, share * passed(kind, name)):
        if sound:
            assert closed()[0] == pytest.approx(share, rel=0.5)
        else:
            with pytest.raises(BooksError):
                closed()


def test_the_worst_place_of_a_kind_is_named() -> None:
    simulation, _ = run()
    sold, index = simulation.ledger.plant_book.sold, simulation.plan.structure.holder_index
    other = index["chn_nmc_cells"]
    with (
        more(sold, (index[SITE],), 0.01 * passed("site", SITE)),
        more(sold, (other,), 0.2 * passed("site", "chn_nmc_cells")),
        pytest.raises(BooksError, match=r"^chn_nmc_cells: the site's books are off by [12]\.\d\de-01"),
    ):
        closed()


def test_goods_that_are_booked_as_lost_are_no_leak() -> None:
    simulation, lost = run()
    ring, content = simulation.state.transit.ring, simulation.state.transit.content
    b = int(np.argmax(ring.sum(axis=1)))
    rows = simulation.net.contents.slot_rows
    kept = ring[b].copy(), content[:, rows[b] : rows[b + 1]].copy()
    assert kept[0].sum() > 0.0
    lost.goods[b] = ring[b].sum()
    ring[b] = 0.0
    for r in range(rows[b], rows[b + 1]):
        lost.minerals[simulation.net.contents.mineral[r]] += content[:, r].sum(axis=0)
        content[:, r] = 0.0
    try:
        assert closed().max() < 1e-12
    finally:
        ring[b], content[:, rows[b] : rows[b + 1]] = kept
        lost.goods[:] = 0.0
        lost.minerals[:] = 0.0


def test_sales_that_no_lane_carried_are_found_though_the_plant_s_books_close() -> None:
    simulation, _ = run()
    f = simulation.plan.structure.holder_index[SITE]
    by = 0.5 * simulation.state.plants.finished[f]
    assert by > 0.0
    with (
        more(simulation.ledger.plant_book.sold, (f,), by),
        more(simulation.state.plants.finished, (f,), -by),
        pytest.raises(BooksError, match=r"^lanes: the lane's books"),
    ):
        closed()


def test_what_comes_out_where_nothing_went_in_is_as_wrong_as_can_be() -> None:
    went_in, came_out = np.array([0.0, 2.0, 0.0, -1.0, 4.0]), np.array([5.0, 2.0, 0.0, 1.0, 3.0])
    assert books._error(went_in, came_out).tolist() == [1.0, 0.0, 0.0, 2.0, 0.25]


def test_what_is_no_number_is_no_sound_sum() -> None:
    simulation, _ = run()
    f = simulation.plan.structure.holder_index[SITE]
    with more(simulation.state.plants.finished, (f,), np.nan), pytest.raises(BooksError, match=f"^{SITE}: "):
        closed()


def test_books_begin_with_copies_of_what_is_there() -> None:
    simulation, _ = run()
    start = books.opening(simulation.net, simulation.state)
    assert start.finished == pytest.approx(simulation.state.plants.finished, rel=0.0)
    assert start.stock == pytest.approx(simulation.state.stocks.stock, rel=0.0)
    assert start.on_order == pytest.approx(simulation.state.transit.ring.sum(axis=1), rel=0.0)
    with more(simulation.state.plants.finished, (0,), 1.0), more(simulation.state.stocks.stock, (0,), 1.0):
        assert start.finished[0] == simulation.state.plants.finished[0] - 1.0
        assert start.stock[0] == pytest.approx(simulation.state.stocks.stock[0] - 1.0)
