"""One replication of an event-clock world, and the measures it ends with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from friendshore.engine.events.clock import CHANGES, DEMANDS, Clock, Moment
from friendshore.engine.events.draws import draws
from friendshore.engine.events.plant import Works, retire
from friendshore.engine.events.queue import Queue
from friendshore.engine.events.review import Supply
from friendshore.engine.events.store import Shelf, close, opening
from friendshore.seed_lot_records import Customer, LotWorld
from friendshore.streams import stream


class Seeded(Protocol):
    """What the event clock needs to know of a scenario."""

    @property
    def rng_seed(self) -> int:
        """The root of all draws."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number that a run ends with."""

    id: str
    """What it measures and of which store, station or plant: ``mean_wait.post``."""
    unit: str


STATION = {
    "arrival_rate": "lots/{time}",
    "throughput": "lots/{time}",
    "mean_wait": "{time}",
    "share_delayed": "share",
    "mean_time": "{time}",
    "mean_number": "lots",
    "utilisation": "share",
}
STORE = {
    "end_stock": "{unit}",
    "mean_stock": "{unit}",
    "mean_owed": "{unit}",
    "sold": "{unit}",
    "fill_rate": "share",
    "holding_cost": "USD",
    "shortage_cost": "USD",
    "lost_cost": "USD",
    "revenue": "USD",
    "orders": "orders",
    "order_cost": "USD",
    "purchase_cost": "USD",
    "delivery_cost": "USD",
    "cost": "USD",
    "mean_cost": "USD/{time}",
    "profit": "USD",
    "content": "kg",
}
PLANT = {"made": "{unit}", "output": "{unit}/{time}"}


def measures(world: LotWorld) -> tuple[Measure, ...]:
    """Names and units of all measures of a world, in the order in which ``run`` gives them.

    A station's: arrival_rate, throughput; mean_wait before service, share_delayed (lots that waited), mean_time from
    coming to leaving, mean_number of lots here, utilisation of its servers.
    A store's: stocks, sales and the fill rate (sold at once over wanted); costs over the time that is measured, their
    sum, its mean per unit of time, revenue and profit; content, kg of mineral in it at the end.
    A plant's: made, and output, its mean per unit of time.
    """

    def named(table: dict[str, str], id: str, unit: str = "") -> Iterator[Measure]:
        for name, template in table.items():
            yield Measure(f"{name}.{id}", template.format(time=world.time, unit=unit))

    found = [one for id in world.stations for one in named(STATION, id)]
    found += [one for id, store in world.stores.items() for one in named(STORE, id, store.unit)]
    found += [one for plant in world.plants for one in named(PLANT, plant.id, world.stores[plant.store].unit)]
    return tuple(found)


def run(world: LotWorld, scenario: Seeded, replication: int) -> dict[str, float]:
    """The measures of one replication; a pure function of its arguments.

    Errors: BooksError when a store's books do not balance.
    """
    return _Run(world, scenario.rng_seed, replication).measures()


class _Run:
    """The moving parts of one replication."""

    def __init__(self, world: LotWorld, rng_seed: int, replication: int) -> None:
        self.world = world
        self._seed = rng_seed
        self._replication = replication
        self.clock = Clock()
        self._stores = list(world.stores.values())
        self._goods = opening(self._stores)
        self.shelves = {store.id: Shelf(self.clock, store, row, self._goods) for row, store in enumerate(self._stores)}
        self._served = dict.fromkeys(world.stores, 0.0)
        self.queues = self._open_stations()
        self._open_stores()
        for one in world.retirements:
            retire(self.clock, one, self.shelves, self._goods)
        self.works = [Works(self.clock, plant, self.shelves, self._goods) for plant in world.plants]
        if world.warm_up > 0.0:
            self.clock.after(world.warm_up, CHANGES, self._begin)

    def _stream(self, name: str) -> Callable[[], np.random.Generator]:
        return lambda: stream(self._seed, self._replication, name)

    def _open_stations(self) -> dict[str, Queue]:
        queues = {
            id: Queue(self.clock, one, draws(one.service, self._stream(f"service/{id}")))
            for id, one in self.world.stations.items()
        }
        for queue in queues.values():
            queue.next = queues[queue.station.next] if queue.station.next else None
        for arrivals in self.world.arrivals:
            queue = queues[arrivals.station]
            if arrivals.endless:
                queue.endless = True
                queue.open()
            else:
                gaps = draws(arrivals.interval, self._stream(f"arrivals/{arrivals.id}"))
                first = arrivals.first if arrivals.interval.kind == "fixed" else arrivals.first + gaps()
                self.clock.repeat(first, gaps, DEMANDS, queue.arrive)
        return queues

    def _open_stores(self) -> None:
        world, clock = self.world, self.clock
        for customer in world.customers:
            if customer.rate > 0.0:
                self.shelves[customer.store].use += customer.rate
            else:
                self._invite(customer)
        self.supplies = {}
        for review in world.reviews:
            supplier = self.shelves[review.supplier] if review.supplier else None
            lead = draws(review.lead, self._stream(f"lead/{review.id}"))
            self.supplies[review.id] = Supply(clock, review, self.shelves[review.store], supplier, lead)
        for one in world.underway:
            supply = self.supplies[one.review]
            if one.goods:
                supply.due(one.quantity, one.arrives)
            else:
                supply.on_order += one.quantity
                supply.send(one.quantity, one.arrives)
        for outage in world.outages:
            up, down = (
                draws(law, self._stream(f"outage/{outage.id}/{name}"), outage.stratified)
                for name, law in (("up", outage.up), ("down", outage.down))
            )
            self.supplies[outage.review].suffer(up, down)

    def _invite(self, customer: Customer) -> None:
        """Let a customer's lots come."""
        shelf, store, cost = self.shelves[customer.store], customer.store, customer.delivery_cost
        gaps = draws(customer.interval, self._stream(f"customer/{customer.id}/interval"))
        sizes = draws(customer.size, self._stream(f"customer/{customer.id}/size"))

        def come() -> None:
            self._served[store] += cost
            shelf.demand(sizes())

        first = customer.first if customer.interval.kind == "fixed" else customer.first + gaps()
        self.clock.repeat(first, gaps, DEMANDS, come)

    def _begin(self, _: Moment) -> None:
        """Forget the warm-up."""
        for queue in self.queues.values():
            queue.begin()
        for shelf in self.shelves.values():
            shelf.begin()
        for supply in self.supplies.values():
            supply.begin()
        for works in self.works:
            works.begin()
        self._served = dict.fromkeys(self._served, 0.0)

    def measures(self) -> dict[str, float]:
        """Run to the horizon, which is outside the run, and close the books."""
        self.clock.run(until=self.world.horizon)
        found = {f"{name}.{id}": v for id, queue in self.queues.items() for name, v in queue.measures().items()}
        for id in self.shelves:
            found |= {f"{name}.{id}": value for name, value in self._store(id).items()}
        for works in self.works:
            found |= {f"{name}.{works.plant.id}": value for name, value in works.measures().items()}
        close(self._goods, self._stores)
        return found

    def _store(self, id: str) -> dict[str, float]:
        shelf = self.shelves[id]
        seen = shelf.measures()
        mine = [supply for supply in self.supplies.values() if supply.review.store == id]
        seen["orders"] = float(sum(supply.orders for supply in mine))
        seen["order_cost"] = sum(supply.orders * supply.review.order_cost for supply in mine)
        seen["purchase_cost"] = sum(supply.received * supply.review.unit_cost for supply in mine)
        seen["delivery_cost"] = self._served[id]
        seen["cost"] = sum(value for name, value in seen.items() if name in _COSTS)
        seen["mean_cost"] = seen["cost"] / (self.world.horizon - self.world.warm_up)
        seen["profit"] = seen["revenue"] - seen["cost"]
        seen["content"] = float(self._goods.held[shelf.row].sum())
        return {name: seen[name] for name in STORE}


_COSTS = ("holding_cost", "shortage_cost", "lost_cost", "order_cost", "purchase_cost", "delivery_cost")
