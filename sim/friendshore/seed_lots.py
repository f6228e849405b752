"""Event-clock worlds: a folder of tables as records of single stores, customers, reviews, stations and plants.

The tables have the style of the seeds: wide ones say what there is, long ones hold the numbers with their
passports, and every problem is reported at once. ``seed_lot_layout`` lists them.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isclose
from pathlib import Path

from friendshore.chain import Source
from friendshore.errors import Place
from friendshore.reading import Problems, Row
from friendshore.seed_lot_layout import LOT_FIELDS, LOT_IDENTITY, WORDS
from friendshore.seed_lot_records import (
    Arrivals,
    Customer,
    Expected,
    Input,
    Law,
    LotWorld,
    Outage,
    Plant,
    Retirement,
    Review,
    Station,
    Store,
    Underway,
)
from friendshore.seed_reading import Reader, Value


def load_lot_world(folder: str | Path, problems: Problems | None = None) -> LotWorld:
    """The event-clock world of a folder of tables; absent tables are empty.

    problems: collects what is wrong together with other files; without it every problem is raised here

    Raises InputError with every problem of every table.
    """
    found = Problems() if problems is None else problems
    world = _Tables(Path(folder), found).world()
    if problems is None:
        found.raise_if_any()
    return world


class _Tables:
    """The tables of one folder."""

    def __init__(self, folder: Path, problems: Problems) -> None:
        self.folder = folder
        self.problems = problems
        self.reader = Reader(folder, problems, LOT_IDENTITY, LOT_FIELDS)
        self.rows = {
            table: self._identity(table) for table in LOT_IDENTITY if table not in ("expected", "clock", "sources")
        }
        self.time = self._clock_unit()
        self.values = {table: self._values(table, rows) for table, rows in self.rows.items()}

    def _identity(self, table: str) -> dict[str, Row]:
        rows = self.reader.identity(table)
        for (one, column), words in WORDS.items():
            if one == table:
                rows = {name: row for name, row in rows.items() if self.reader.one_of(row, column, words)}
        return rows

    def _clock_unit(self) -> str:
        clocks = self.reader.identity("clock")
        if len(clocks) != 1:
            message = f"{len(clocks)} clocks; an event-clock world has one row, with the unit of its time"
            self.problems.add(Place(str(self.folder / "clock.csv"), 1, 1), "", message)
        self.clocks = clocks
        return next(iter(clocks.values()))["unit"] if clocks else "?"

    def _values(self, table: str, rows: Mapping[str, Row]) -> dict[str, dict[str, Value]]:
        def unit(template: str, subject: str, row: Row) -> str | None:
            if subject not in rows:
                return None
            return template.format(time=self.time, unit=self._unit_of(table, subject), made=self._made(table, subject))

        found = self.reader.values(table, rows, unit)
        return {subject: {name: one[0] for name, one in fields.items()} for subject, fields in found.items()}

    def _unit_of(self, table: str, subject: str) -> str:
        """The unit of the store that a row is about."""
        row = self.rows[table].get(subject) if table in self.rows else None
        if row is None or table in ("clock", "stations", "arrivals"):
            return "?"
        if table == "stores":
            return row["unit"]
        if table in ("outages", "underway"):
            return self._unit_of("reviews", row["review"])
        return self._unit_of("stores", row["store"])

    def _made(self, table: str, subject: str) -> str:
        return self._unit_of("plants", self.rows["inputs"][subject]["plant"]) if table == "inputs" else "?"

    def known(self, table: str, column: str, other: str, empty: bool = False) -> dict[str, Row]:
        """The rows of a table whose cell names a row of another one."""
        found = {}
        for name, row in self.rows[table].items():
            if (empty and not row[column]) or self.reader.known(row, column, row[column], self.rows[other], other):
                found[name] = row
        return found

    def get(self, table: str, subject: str, field: str, default: float | None = None) -> float:
        """A number; without a default its absence is a problem."""
        value = self.values[table].get(subject, {}).get(field)
        if value is not None:
            return value.value
        if default is None:
            self.reader.absent(self.rows[table][subject], field, table)
            return 1.0
        return default

    def law(self, table: str, subject: str, kind: str, field: str, default: float | None = None) -> Law:
        """How a number varies."""
        mean = self.get(table, subject, field, default)
        value = self.values[table].get(subject, {}).get(field)
        low = value.low if value is not None else None
        high = value.high if value is not None else None
        row = value.row if value is not None else self.rows[table][subject]
        if kind == "uniform" and (low is None or high is None or not isclose(mean, (low + high) / 2.0)):
            self.problems.add(row.place, field, "uniform needs low and high, and its value is their mean")
        if kind in ("exponential", "geometric") and mean < (1.0 if kind == "geometric" else 1e-300):
            self.problems.add(row.place, field, f"{mean:g} is too short for a {kind} time")
        return Law(kind, mean, low=low or 0.0, high=high or 0.0)

    def _times(self) -> tuple[float, float]:
        """Horizon and warm-up."""
        self.rows["clock"] = self.clocks
        self.values["clock"] = self._values("clock", self.clocks)
        if not self.clocks:
            return 1.0, 0.0
        clock, row = next(iter(self.clocks.items()))
        horizon, warm_up = self.get("clock", clock, "horizon"), self.get("clock", clock, "warm_up", 0.0)
        if warm_up >= horizon:
            self.reader.note(row, "id", f"the warm-up of {warm_up:g} leaves nothing of the horizon of {horizon:g}")
        return horizon, warm_up

    def _in_line(self) -> dict[str, Row]:
        """Stations whose next one is there, and whose lots get out of the world some time."""
        found = self.known("stations", "next", "stations", empty=True)
        for name, row in found.items():
            passed, now = {name}, row["next"]
            while now in found and now not in passed:
                passed.add(now)
                now = found[now]["next"]
            if now == name:
                self.reader.note(row, "next", f"lots of {name} go in a circle; leave next empty where they leave")
        return found

    def world(self) -> LotWorld:
        """The records of all tables."""
        horizon, warm_up = self._times()
        return LotWorld(
            folder=self.folder,
            time=self.time,
            horizon=horizon,
            warm_up=warm_up,
            stores={name: self._store(name, row) for name, row in self.rows["stores"].items()},
            customers=tuple(self._customer(*one) for one in self.known("customers", "store", "stores").items()),
            reviews=tuple(self._review(*one) for one in self._reviews().items()),
            outages=tuple(self._outage(*one) for one in self.known("outages", "review", "reviews").items()),
            underway=tuple(self._underway(*one) for one in self.known("underway", "review", "reviews").items()),
            stations={name: self._station(name, row) for name, row in self._in_line().items()},
            arrivals=tuple(self._arrivals(*one) for one in self.known("arrivals", "station", "stations").items()),
            plants=tuple(self._plant(*one) for one in self.known("plants", "store", "stores").items()),
            retirements=tuple(self._retirement(*one) for one in self._retirements().items()),
            expected=tuple(one for row in self.reader.rows("expected") if (one := self._expected(row)) is not None),
            sources=self._sources(),
        )

    def _store(self, name: str, row: Row) -> Store:
        numbers = {field: self.get("stores", name, field, 0.0) for field in LOT_FIELDS["stores"]}
        return Store(name, row["name"], row["unit"], row["unfilled"], **numbers)

    def _customer(self, name: str, row: Row) -> Customer:
        steady = row["comes"] == "steady"
        rate = self.get("customers", name, "rate") if steady else 0.0
        interval = Law("fixed", inf) if steady else self.law("customers", name, row["comes"], "interval")
        cost = self.get("customers", name, "delivery_cost", 0.0)
        first = self.get("customers", name, "first", 0.0)
        return Customer(name, row["store"], first, interval, self._size(name, row, steady), rate, cost)

    def _size(self, name: str, row: Row, steady: bool) -> Law:
        if steady:
            return Law("fixed", 0.0)
        if row["wants"] == "listed":
            fields = self.values["customers"].get(name, {})
            listed = tuple(
                (float(field.partition(".")[2]), one.value)
                for field, one in fields.items()
                if field.startswith("share.")
            )
            if not isclose(sum(share for _, share in listed), 1.0, abs_tol=1e-9):
                self.problems.add(row.place, "share", f"the shares of {name} do not add up to 1")
            return Law("listed", sum(size * share for size, share in listed), listed=listed)
        sd = self.get("customers", name, "size_sd") if row["wants"] == "normal" else 0.0
        return Law(row["wants"], self.get("customers", name, "size"), sd=sd)

    def _reviews(self) -> dict[str, Row]:
        buys = self.known("reviews", "supplier", "stores", empty=True)
        return {name: row for name, row in self.known("reviews", "store", "stores").items() if name in buys}

    def _review(self, name: str, row: Row) -> Review:
        def get(field: str, needed: bool = False, default: float = 0.0) -> float:
            return self.get("reviews", name, field, None if needed else default)

        rule, periodic = row["rule"], row["when"] == "periodic"
        if rule == "order_up_to" and not periodic:
            self.reader.note(row, "when", "order_up_to is a periodic rule; write periodic")
        if rule == "min_max" and get("up_to", default=inf) <= get("level"):
            self.reader.note(row, "rule", "its up_to is not over its level; an order would be due again at once")
        direct = "up_to" in self.values["reviews"].get(name, {})
        return Review(
            id=name,
            store=row["store"],
            supplier=row["supplier"],
            rule=rule,
            periodic=periodic,
            at_level=row["at_level"] == "orders",
            first=get("first"),
            every=get("every", periodic, inf),
            level=get("level", rule != "order_up_to"),
            up_to=get("up_to", rule == "min_max") if direct or rule == "min_max" else None,
            lot=get("lot", rule == "lot"),
            use=get("use", rule == "order_up_to"),
            cover=get("cover", rule == "order_up_to" and not direct),
            share=get("share", default=1.0),
            order_cost=get("order_cost"),
            unit_cost=get("unit_cost"),
            order_delay=get("order_delay"),
            lead=self.law("reviews", name, row["lead"], "lead_time", 0.0),
            set_until=get("set_until"),
            set_lot=get("set_lot"),
        )

    def _outage(self, name: str, row: Row) -> Outage:
        up, down = (self.law("outages", name, row[field], field) for field in ("up", "down"))
        return Outage(name, row["review"], up, down, row["draws"] == "stratified")

    def _underway(self, name: str, row: Row) -> Underway:
        quantity, arrives = (self.get("underway", name, field) for field in ("quantity", "arrives"))
        return Underway(name, row["review"], row["what"] == "goods", quantity, arrives)

    def _station(self, name: str, row: Row) -> Station:
        service = self.law("stations", name, row["service"], "service_time")
        servers = int(self.get("stations", name, "servers"))
        room = self.get("stations", name, "room", inf)
        return Station(name, row["name"], service, servers, room, row["next"])

    def _arrivals(self, name: str, row: Row) -> Arrivals:
        endless = row["comes"] == "endless"
        law = Law("fixed", inf) if endless else self.law("arrivals", name, row["comes"], "interval")
        return Arrivals(name, row["station"], self.get("arrivals", name, "first", 0.0), law, endless)

    def _plant(self, name: str, row: Row) -> Plant:
        inputs = tuple(
            Input(one["store"], self.get("inputs", id, "need"), self.get("inputs", id, "recovery", 1.0))
            for id, one in self.known("inputs", "store", "stores").items()
            if one["plant"] == name
        )
        first, cover = (self.get("plants", name, field, 0.0) for field in ("first", "cover"))
        every, capacity = (self.get("plants", name, field) for field in ("every", "capacity"))
        orders = self.get("plants", name, "orders", capacity)
        correction = self.get("plants", name, "correction", inf)
        return Plant(name, row["store"], first, every, capacity, orders, cover, correction, inputs)

    def _retirements(self) -> dict[str, Row]:
        goes = self.known("retirements", "to", "stores")
        return {name: row for name, row in self.known("retirements", "store", "stores").items() if name in goes}

    def _retirement(self, name: str, row: Row) -> Retirement:
        every, share = (self.get("retirements", name, field) for field in ("every", "share"))
        return Retirement(name, row["store"], row["to"], self.get("retirements", name, "first", 0.0), every, share)

    def _expected(self, row: Row) -> Expected | None:
        value, within = self.reader.number(row, "value"), self.reader.number(row, "within", 0.0, 1.0)
        if row["source"] not in self.reader.sources():
            self.reader.known(row, "source", row["source"], self.reader.sources(), "sources")
        if value is None or within is None:
            return None
        return Expected(row["measure"], value, row["unit"], within, row["source"])

    def _sources(self) -> dict[str, Source]:
        found = {}
        for key, row in self.reader.identity("sources", "key").items():
            text = {column: row[column] for column in LOT_IDENTITY["sources"] if column != "read"}
            found[key] = Source(**text, read=self.reader.day(row, "read"))
        return found
