"""Nothing appears from nowhere: every stock, lane and mineral is added up at the end of every run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import MINERALS
from friendshore.engine.kernels.arrays import Ledger, Net, State
from friendshore.engine.structure import Structure
from friendshore.engine.sums import summed
from friendshore.errors import BooksError

Floats = NDArray[np.float64]

TOLERANCE = 1e-9
"""Largest relative error that rounding may leave."""


@dataclass(frozen=True)
class Opening:
    """Stocks on the day the books begin."""

    finished: Floats
    stock: Floats
    on_order: Floats
    content: Floats
    """Minerals x columns, kg in all stocks and under way."""


@dataclass(frozen=True)
class Lost:
    """Goods that were lost under way."""

    goods: Floats
    """B, units that a slot waited for."""
    minerals: Floats
    """Minerals x columns, kg."""


def opening(net: Net, state: State) -> Opening:
    """A copy of what is there; on order is what is under way, not the running count of it, which rounding wears."""
    under_way = state.transit.ring.sum(axis=1)
    return Opening(state.plants.finished.copy(), state.stocks.stock.copy(), under_way, content(net, state))


def content(net: Net, state: State) -> Floats:
    """Minerals in all stocks and under way, minerals x columns, kg."""
    mass = np.zeros((len(MINERALS), state.minerals.held.shape[1]))
    np.add.at(mass, net.contents.mineral, state.minerals.held + state.transit.content.sum(axis=0))
    np.add.at(mass, net.contents.site_mineral, state.minerals.finished)
    return mass


def close(s: Structure, net: Net, state: State, ledger: Ledger, start: Opening, lost: Lost) -> Floats:
    """Largest relative error of sites, slots, lanes and minerals.

    Errors: BooksError, naming the worst place, when one is over the tolerance.
    """
    slots, plants, finished = ledger.slot_book, ledger.plant_book, state.plants.finished
    made = start.finished + plants.made.sum(axis=1)
    site = _error(made, plants.sold + finished)
    came = start.stock + slots.arrived
    stocks = _error(came, slots.used + state.stocks.stock)
    left_for = start.on_order + slots.sent
    moved = _error(left_for, slots.arrived + lost.goods + state.transit.ring.sum(axis=1))
    by_slot = summed(net.lanes.slot, ledger.trade_book.lane, len(s.slots))
    by_pool = summed(net.lanes.pool, ledger.trade_book.lane, len(s.pools))
    sold = summed(net.sites.pool, plants.sold, len(s.pools))
    lanes = max(_error(by_slot, slots.sent).max(initial=0.0), _error(by_pool, sold).max(initial=0.0))
    recipes = _recipes(net, ledger)
    entered = start.content + ledger.mineral_book.extracted
    left = ledger.mineral_book.delivered + ledger.mineral_book.lost + lost.minerals + content(net, state)
    minerals = _error(entered, left)
    checks = {
        "site": (site, [h.id for h in s.holders]),
        "slot": (np.maximum(np.maximum(stocks, moved), recipes), [f"{x.holder} ({x.commodity})" for x in s.slots]),
        "lane": (np.array([lanes]), ["lanes"]),
        "mineral": (minerals.ravel(), list(MINERALS)),
    }
    for kind, (errors, names) in checks.items():
        if errors.size and not errors.max() < TOLERANCE:
            worst = int(np.argmax(np.nan_to_num(errors, nan=np.inf)))
            raise BooksError(names[worst], f"the {kind}'s books are off by {errors[worst]:.2e} of what passed through")
    return np.array([errors.max(initial=0.0) for errors, _ in checks.values()])


def _recipes(net: Net, ledger: Ledger) -> Floats:
    """Use of every need, and what thrift spared, against output times recipe, worked out anew from yearly output."""
    errors = np.zeros(len(net.slots.cover))
    for f in range(len(net.sites.pool)):
        b = int(net.sites.slot_ptr[f])
        while b < net.sites.slot_ptr[f + 1]:
            end = int(net.slots.group_end[b])
            expected = float(ledger.plant_book.made_in[f] @ net.slots.need[:, b])
            used = float(ledger.slot_book.used[b:end].sum() + ledger.slot_book.saved[b])
            errors[b:end] = _error(np.array([used]), np.array([expected]))[0]
            b = end
    return errors


def _error(one: Floats, other: Floats) -> Floats:
    """Difference over the larger side: what came out where nothing went in is as wrong as can be."""
    size = np.maximum(np.abs(one), np.abs(other))
    passed = ~(size <= 0.0)  # what is not a number passed through, too, and is no sound sum
    return np.divide(np.abs(one - other), size, out=np.zeros_like(size), where=passed)
