"""Stores: goods come in, customers take them or wait, and what is held and owed is measured."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from friendshore.engine.events.clock import Clock
from friendshore.engine.kernels import lots
from friendshore.engine.kernels.arrays import Floats
from friendshore.errors import BooksError
from friendshore.formulas.inventory import stock_held, stock_owed
from friendshore.seed_lot_records import Store

TOLERANCE = 1e-9
"""Largest relative error of a store's books."""

Served = Callable[[float], None]


class Goods(NamedTuple):
    """All stocks of the world: a row per store; columns are the provenance of a mineral, of which there is one."""

    stock: Floats
    arrived: Floats
    used: Floats
    held: Floats  # kg
    entered: Floats  # kg
    gone: Floats  # kg, to customers
    lost: Floats  # 1 x columns, kg, in plants


def opening(stores: list[Store]) -> Goods:
    """The stocks at time 0."""
    stock = np.array([store.stock for store in stores])
    content = np.array([[store.stock * store.contained] for store in stores]).reshape(len(stores), 1)
    blank = np.zeros_like(content)
    return Goods(stock, stock.copy(), np.zeros_like(stock), content.copy(), content, blank, np.zeros((1, 1)))


def close(goods: Goods, stores: list[Store]) -> None:
    """Check that every store's books balance, and the mineral's.

    Errors: BooksError, naming the store that is worst.
    """
    errors = np.abs(goods.arrived - goods.used - goods.stock) / np.maximum(goods.arrived, 1e-300)
    if errors.size and not errors.max() < TOLERANCE:
        worst = int(np.argmax(errors))
        raise BooksError(stores[worst].id, f"its books are off by {errors[worst]:.2e} of what passed through")
    entered = goods.entered.sum()
    left = goods.held.sum() + goods.gone.sum() + goods.lost.sum()
    if not abs(entered - left) <= TOLERANCE * entered:
        raise BooksError("mineral", f"{entered:.9g} kg entered and {left:.9g} kg are left or gone")


class Shelf:
    """A store at work."""

    def __init__(self, clock: Clock, store: Store, row: int, goods: Goods) -> None:
        self.store = store
        self.row = row
        self.use = 0.0
        """Units per unit of time that steady customers take."""
        self.owed = 0.0
        self.changed: list[Callable[[], None]] = []
        """Reviews to tell when the stock, or what is owed, has changed."""
        self._clock = clock
        self._goods = goods
        self._waiting: deque[tuple[float, Served | None]] = deque()
        self._since = 0.0
        self._waits = store.unfilled == "waits"
        self.begin()

    def begin(self) -> None:
        """Begin the measures; what is here stays."""
        self.settle()
        self._began = self._since
        self._held = self._owed_over_time = self._lost = self._wanted = self._at_once = self._sold = 0.0

    @property
    def stock(self) -> float:
        """Units here, as of the last settlement."""
        return float(self._goods.stock[self.row])

    def settle(self) -> float:
        """Bring the store up to now: steady use, and what was held and owed meanwhile; returns the time."""
        now = self._clock.now
        lived = now - self._since
        if lived <= 0.0:
            return now
        self._since = now
        stock = self.stock
        if self.use == 0.0:
            self._held += stock * lived
            self._owed_over_time += self.owed * lived
            return now
        self._held += stock_held(stock, self.use, lived)
        if self._waits:
            self._owed_over_time += stock_owed(stock, self.owed, self.use, lived)
        self._sell(self.use * lived, None)
        return now

    def demand(self, quantity: float, served: Served | None = None) -> float:
        """Someone wants a quantity; returns what is lost of it.

        served: told what is handed over, now or when it is there
        """
        self.settle()
        lost = self._sell(quantity, served)
        for tell in self.changed:
            tell()
        return lost

    def _sell(self, quantity: float, served: Served | None) -> float:
        self._wanted += quantity
        taken = 0.0 if self._waiting else self._take(quantity, served)
        self._at_once += taken
        left = quantity - taken
        if left <= 0.0:
            return 0.0
        if not self._waits:
            self._lost += left
            return left
        self.owed += left
        self._waiting.append((left, served))
        return 0.0

    def _take(self, quantity: float, served: Served | None) -> float:
        goods = self._goods
        taken = lots.take(self.row, quantity, goods.stock, goods.used, goods.held, goods.gone)
        self._sold += taken
        if served is not None and taken > 0.0:
            served(taken)
        return taken

    def put(self, quantity: float, contained: float = 0.0) -> None:
        """Goods come in from beyond the world's stores, with kg of mineral in a unit."""
        self.settle()
        goods = self._goods
        lots.put(self.row, quantity, contained, goods.stock, goods.arrived, goods.held, goods.entered)
        self.hand_over()

    def hand_over(self) -> None:
        """Serve those who wait, first come, first served, and tell the reviews of the change."""
        while self._waiting and self.stock > 0.0:
            wanted, served = self._waiting.popleft()
            taken = self._take(wanted, served)
            self.owed -= taken
            if taken < wanted:
                self._waiting.appendleft((wanted - taken, served))
        if not self._waiting:
            self.owed = 0.0
        for tell in self.changed:
            tell()

    def measures(self) -> dict[str, float]:
        """What was seen since the measures began, beside what orders and deliveries cost."""
        time = self.settle() - self._began
        store = self.store
        return {
            "end_stock": self.stock,
            "mean_stock": self._held / time,
            "mean_owed": self._owed_over_time / time,
            "sold": self._sold,
            "fill_rate": self._at_once / self._wanted if self._wanted else float("nan"),
            "holding_cost": self._held * store.holding_cost,
            "shortage_cost": self._owed_over_time * store.shortage_cost,
            "lost_cost": self._lost * store.lost_cost,
            "revenue": self._sold * store.price,
        }
