"""Reviews: a store looks at its position, orders by its rule, and waits for the goods."""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from math import inf

from friendshore.engine.events.clock import ARRIVALS, CHANGES, DEMANDS, REVIEWS, Clock, Moment
from friendshore.engine.events.store import Shelf
from friendshore.formulas.inventory import lot_quantity, min_max_quantity, order_quantity, order_up_to
from friendshore.seed_lot_records import Review

_ROUNDING = 1e-12


class Supply:
    """A review at work, with all that is on order."""

    def __init__(
        self, clock: Clock, review: Review, shelf: Shelf, supplier: Shelf | None, lead: Callable[[], float]
    ) -> None:
        self.review = review
        self.on_order = 0.0
        self._clock = clock
        self._shelf = shelf
        self._supplier = supplier
        self._lead = lead
        self._out = False
        self._held_back: list[float] = []
        self._due = False
        self._plan = 0
        self.begin()
        if review.periodic:
            clock.repeat(review.first, repeat(review.every).__next__, REVIEWS, self._look)
        else:
            clock.after(review.first, REVIEWS, self._open)

    def begin(self) -> None:
        """Begin the measures."""
        self.orders = 0
        self.received = 0.0

    @property
    def position(self) -> float:
        """What is here and on order, less what is owed, units."""
        return self._shelf.stock - self._shelf.owed + self.on_order

    def quantity(self) -> float:
        """What the rule orders now, units."""
        rule = self.review
        position = self.position
        if rule.rule == "min_max":
            return min_max_quantity(position, rule.level, rule.up_to or 0.0, rule.at_level)
        if rule.rule == "lot":
            return lot_quantity(position, rule.level, rule.lot, rule.at_level)
        target = rule.up_to if rule.up_to is not None else order_up_to(rule.use, rule.cover)
        return order_quantity(rule.use, target, position, rule.every, rule.share, inf)

    def _look(self) -> None:
        self._shelf.settle()
        if self._clock.now < self.review.set_until:
            self._order(self.review.set_lot)
        else:
            self._order(self.quantity())

    # A store that watches its stock orders at the instant it falls to the level.

    def _open(self, _: Moment) -> None:
        self._shelf.changed.append(self._changed)
        self._changed()

    def _changed(self) -> None:
        if not self._due:
            self._due = True
            self._clock.after(0.0, REVIEWS, self._watch)

    def _watch(self, _: Moment) -> None:
        self._due = False
        self._shelf.settle()
        self._order(self.quantity())
        self._foresee()

    def _foresee(self) -> None:
        """Plan the instant at which steady use will have taken the position to the level."""
        self._plan += 1
        use, stock = self._shelf.use, self._shelf.stock
        if use == 0.0:
            return
        left = max(self.position - self.review.level, 0.0)
        if self._shelf.store.unfilled == "waits" or left <= stock * (1.0 + _ROUNDING):
            self._clock.after(left / use, REVIEWS, self._reached, self._plan)

    def _reached(self, moment: Moment) -> None:
        if moment._value != self._plan:
            return  # something changed since this was foreseen
        self._shelf.settle()
        rule = self.review
        self._order(rule.lot if rule.rule == "lot" else (rule.up_to or 0.0) - self.position)
        self._foresee()

    # What is ordered.

    def _order(self, quantity: float) -> None:
        if quantity <= 0.0:
            return
        self.orders += 1
        self.on_order += quantity
        self.send(quantity, self.review.order_delay)

    def send(self, quantity: float, delay: float) -> None:
        """Send an order that is counted already."""
        if delay > 0.0 or self._supplier is not None:
            self._clock.after(delay, DEMANDS, self._received_by_supplier, quantity)
        else:
            self._ship(quantity)

    def _received_by_supplier(self, moment: Moment) -> None:
        if self._supplier is None:
            self._ship(moment._value)
        else:
            self.on_order -= self._supplier.demand(moment._value, self._ship)

    def _ship(self, quantity: float) -> None:
        if self._out:
            self._held_back.append(quantity)
        else:
            self._clock.after(self._lead(), ARRIVALS, self._arrive, quantity)

    def due(self, quantity: float, delay: float) -> None:
        """Goods that were under way at the start."""
        self.on_order += quantity
        self._clock.after(delay, ARRIVALS, self._arrive, quantity)

    def _arrive(self, moment: Moment) -> None:
        self.on_order -= moment._value
        self.received += moment._value
        self._shelf.put(moment._value, self._shelf.store.contained)

    # A supplier that fails ships nothing until it recovers.

    def suffer(self, up: Callable[[], float], down: Callable[[], float]) -> None:
        """Let the supplier fail and recover after such times, again and again."""

        def fail(_: Moment) -> None:
            self._out = True
            self._clock.after(down(), CHANGES, recover)

        def recover(_: Moment) -> None:
            self._out = False
            self._clock.after(up(), CHANGES, fail)
            waiting, self._held_back = self._held_back, []
            for quantity in waiting:
                self._ship(quantity)

        self._clock.after(up(), CHANGES, fail)
