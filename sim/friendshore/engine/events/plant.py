"""Plants and retirements: goods become other goods by the same recipe functions as in a session."""

from __future__ import annotations

from itertools import repeat

import numpy as np

from friendshore.engine.events.clock import ARRIVALS, PRODUCTION, Clock
from friendshore.engine.events.store import Goods, Shelf
from friendshore.engine.kernels import lots
from friendshore.engine.kernels.production import need_limit, runs_at, withdraw
from friendshore.formulas.inventory import production_wish
from friendshore.seed_lot_records import Plant, Retirement

_NEVER = 1e300


class Works:
    """A plant at work: it runs at set times, as far as capacity, orders and inputs allow."""

    def __init__(self, clock: Clock, plant: Plant, shelves: dict[str, Shelf], goods: Goods) -> None:
        self.plant = plant
        self._clock = clock
        self._goods = goods
        self._shelf = shelves[plant.store]
        self._inputs = [(shelves[one.store], one.need) for one in plant.inputs]
        rows = len(goods.stock)
        self._mix = np.ones(rows)
        self._rows = np.arange(rows + 1, dtype=np.uint32)
        self._mineral = np.zeros(rows, dtype=np.uint32)
        self._into = np.full(rows, self._shelf.row)
        self._nowhere = np.full(rows, -1)
        self._recovery = np.zeros(rows)
        for (shelf, _), one in zip(self._inputs, plant.inputs, strict=True):
            self._recovery[shelf.row] = one.recovery
        self.begin()
        clock.repeat(plant.first, repeat(plant.every).__next__, PRODUCTION, self._run)

    def begin(self) -> None:
        """Begin the measures."""
        self.made = 0.0
        self._began = self._clock.now

    def _run(self) -> None:
        plant, goods = self.plant, self._goods
        self._shelf.settle()
        capacity = plant.capacity * plant.every
        wish = production_wish(plant.orders, self._shelf.stock, plant.cover, plant.correction) * plant.every
        output = runs_at(0, wish, capacity, _NEVER, _NEVER, 0.0)
        for shelf, need in self._inputs:
            shelf.settle()
            output = min(output, need_limit(goods.stock, self._mix, 0.0, shelf.row, shelf.row + 1, need))
        if output <= 0.0:
            return
        for shelf, need in self._inputs:
            self._withdraw(shelf.row, output * need)
        self.made += output
        self._shelf.put(output, 0.0 if self._inputs else self._shelf.store.contained)
        for shelf, _ in self._inputs:
            shelf.hand_over()

    def _withdraw(self, row: int, quantity: float) -> None:
        goods = self._goods
        withdraw(
            row, quantity, goods.stock, goods.used, goods.held, self._rows, self._mineral, self._recovery, self._into,
            self._nowhere, self._mix, goods.held, goods.lost,
        )  # fmt: skip

    def measures(self) -> dict[str, float]:
        """What was seen since the measures began."""
        return {"made": self.made, "output": self.made / (self._clock.now - self._began)}


def retire(clock: Clock, one: Retirement, shelves: dict[str, Shelf], goods: Goods) -> None:
    """Move a share of one store to another, again and again."""
    source, to = shelves[one.store], shelves[one.to]

    def act() -> None:
        source.settle()
        to.settle()
        quantity = one.share * source.stock
        lots.move(source.row, to.row, quantity, goods.stock, goods.used, goods.arrived, goods.held)
        to.hand_over()

    clock.repeat(one.first, repeat(one.every).__next__, ARRIVALS, act)
