"""What law means for each lane, site and buyer, worked out once per era and kept as vectors."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.demand import mix_of_vehicles
from friendshore.engine.quotas import Counts, QuotaPlan, plan_quotas
from friendshore.engine.structure import Structure
from friendshore.engine.sums import summed
from friendshore.policy import Entry, Licence, Notice, PolicyBook, Sale, VehicleSale
from friendshore.policy.questions import EndUse

if TYPE_CHECKING:
    from friendshore.seeds import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Paid = tuple[Floats, str | None]
"""USD per unit of each row, and the meter that caps it."""
Path = tuple[Licence | None, ...]
"""A licence by era; None: none is needed."""
Ways = tuple[tuple[float, tuple[Path, ...]], ...]
"""Parts of a class of lanes, with the licences that each needs, one for each measure."""


@dataclass(frozen=True)
class EraLaw:
    """Law between two days on which nothing changes; money in USD2024.

    duty_share, duty_unit   L, what importers reckon with: share of value, USD per unit
    open                    L, share that no ban stops
    support, buyer_support  F and C, USD per unit and per vehicle
    duties                  measures that take a duty in cash
    cash_share, cash_unit   duties x L, share of value and USD per unit that each takes
    production, purchase    measure -> (USD per unit over F or C, name of its meter or None)
    """

    start: date
    duty_share: Floats
    duty_unit: Floats
    open: Floats
    support: Floats
    buyer_support: Floats
    duties: tuple[str, ...]
    cash_share: Floats
    cash_unit: Floats
    production: dict[str, Paid]
    purchase: dict[str, Paid]
    licences: tuple[tuple[Licence, ...], ...]
    """Those of each class of lanes, by measure and way."""

    @cached_property
    def capped(self) -> tuple[Capped, ...]:
        """What measures pay that pay up to a cap, production first."""
        return tuple(
            Capped(table, measure, meter, values)
            for table, paid in enumerate((self.production, self.purchase))
            for measure, (values, meter) in paid.items()
            if meter is not None
        )


class Capped(NamedTuple):
    """What one measure pays up to a cap: USD per unit of sites (table 0) or of final buyers (table 1)."""

    table: int
    measure: str
    meter: str
    values: Floats


class _Borders(NamedTuple):
    """What borders ask of the classes of lanes (E x classes), with the cash that each measure takes."""

    share: Floats
    unit: Floats
    open: Floats
    cash: dict[str, tuple[Floats, Floats]]
    licences: list[list[tuple[Licence, ...]]]


def _pay_alike(one: EraLaw, other: EraLaw) -> bool:
    """Whether the same measures take and pay the same."""
    return (
        one.duties == other.duties
        and np.array_equal(one.cash_share, other.cash_share)
        and np.array_equal(one.cash_unit, other.cash_unit)
        and _alike(one.production, other.production)
        and _alike(one.purchase, other.purchase)
    )


def _alike(one: dict[str, Paid], other: dict[str, Paid]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name][0], other[name][0]) for name in one)


class Purchases:
    """What law pays towards vehicles, by era: all that the law behind the demand paths is asked for."""

    def __init__(self, world: World, structure: Structure, book: PolicyBook) -> None:
        self._book = book
        self._buyers = structure.buyers
        self._mix = mix_of_vehicles(world)
        calendar = structure.calendar
        self.starts = tuple(dict.fromkeys(book.change_days(calendar.first, calendar.last)))
        self._kept: dict[date, dict[str, Paid]] = {}

    def era(self, day: date) -> int:
        """Index of the era that holds on a day."""
        return max(bisect_right(self.starts, day) - 1, 0)

    def paid(self, day: date) -> dict[str, Paid]:
        """Measure -> USD per vehicle over C, and its meter, in the era of a day."""
        start = self.starts[self.era(day)]
        if start not in self._kept:
            purchase: dict[str, Paid] = {}
            for c, buyer in enumerate(self._buyers):
                segments = self._mix.get((buyer.market, start.year), {}) if buyer.commodity == "vehicle" else {}
                for segment, weight in segments.items():
                    for answer in self._book.purchase_support(start, VehicleSale(buyer.market, segment)):
                        values, _ = purchase.setdefault(answer.measure, (np.zeros(len(self._buyers)), answer.meter))
                        values[c] += answer.value * weight
            self._kept[start] = purchase
        return self._kept[start]

    def support(self, day: date) -> Floats:
        """USD per vehicle over C of all measures together."""
        return sum((values for values, _ in self.paid(day).values()), np.zeros(len(self._buyers)))


class LawView:
    """The eras of a run, as the engine's arrays."""

    def __init__(self, world: World, structure: Structure, book: PolicyBook) -> None:
        s = structure
        self.book = book
        self._world = world
        self._structure = s
        self._purchases = Purchases(world, structure, book)
        entries = [
            Entry(s.slots[x.slot].commodity, x.origin, s.slots[x.slot].zone, _use(s.slots[x.slot].end_use))
            for x in s.links
        ]
        self.classes: tuple[Entry, ...] = tuple(dict.fromkeys(entries))
        number = {entry: i for i, entry in enumerate(self.classes)}
        self.lane_class: Ints = np.array([number[entry] for entry in entries], dtype=np.int64)
        self._abroad = [(i, entry) for i, entry in enumerate(self.classes) if entry.origin != entry.destination]
        self._sales = [
            (f, Sale(h.site.id, h.commodity, h.country, h.site.owner_country, h.site.route))
            for f, h in enumerate(s.holders)
            if h.parent is None
        ]
        self.starts = self._purchases.starts
        self.eras = self._eras()
        self.pays_anew = frozenset(
            after.start for before, after in pairwise(self.eras) if not _pay_alike(before, after)
        )
        """First days of the eras in which measures take or pay other than in the era before."""
        self.queues: tuple[Ways, ...] = tuple(
            _ways([era.licences[i] for era in self.eras]) for i in range(len(self.classes))
        )
        """Of each class of lanes; empty where no licence is ever needed."""
        tables = [tuple(table) for era in self.eras for table in (era.duties, era.production, era.purchase)]
        self.quotas: QuotaPlan = self._capped()
        """Caps in volume."""
        self.measures = tuple(sorted({name for table in tables for name in table}))

    def _capped(self) -> QuotaPlan:
        book, days = self.book, self.starts
        capped = {one for one in {entry.commodity for entry in self.classes} if book.capped(one)}
        crossing = [(i, book.counted_over_time(entry)) for i, entry in self._abroad if entry.commodity in capped]
        dug = [(f, book.counted_sale_over_time(sale)) for f, sale in self._sales if sale.commodity in capped]
        holders = np.arange(len(self._structure.holders))
        return plan_quotas(
            book.quotas(),
            self._structure.calendar,
            [_counts([(i, one.at(day)) for i, one in crossing], self.lane_class) for day in days],
            [_counts([(f, one.at(day)) for f, one in dug], holders) for day in days],
        )

    def era(self, day: date) -> int:
        """Index of the era that holds on a day."""
        return self._purchases.era(day)

    def base(self, year: int) -> EraLaw:
        """Law in the middle of a year: base-year prices hold base-year law."""
        return self.eras[self.era(date(year, 7, 1))]

    def _eras(self) -> tuple[EraLaw, ...]:
        borders, production = self._borders(), self._production()
        lanes, nothing = self.lane_class, np.zeros(len(self._structure.holders))
        eras = []
        for e, day in enumerate(self.starts):
            cash = {name: (values[e], specific[e]) for name, (values, specific) in borders.cash.items()}
            duties = tuple(name for name, parts in cash.items() if any(part.any() for part in parts))
            paid = {name: (values[e], meter) for name, (values, meter) in production.items() if values[e].any()}
            eras.append(
                EraLaw(
                    day,
                    borders.share[e][lanes],
                    borders.unit[e][lanes],
                    borders.open[e][lanes],
                    sum((values for values, _ in paid.values()), nothing),
                    self._purchases.support(day),
                    duties,
                    np.array([cash[name][0][lanes] for name in duties]).reshape(len(duties), len(lanes)),
                    np.array([cash[name][1][lanes] for name in duties]).reshape(len(duties), len(lanes)),
                    paid,
                    self._purchases.paid(day),
                    tuple(borders.licences[e]),
                )
            )
        return tuple(eras)

    def _borders(self) -> _Borders:
        """What borders ask of every class of lanes in every era; each stretch of an answer is asked for once."""
        days = self.starts
        shape = (len(days), len(self.classes))
        found = _Borders(np.zeros(shape), np.zeros(shape), np.ones(shape), {}, [[()] * shape[1] for _ in days])
        for i, entry in self._abroad:
            for eras, duty in self.book.duty_over_time(entry).steps(days):
                found.share[eras, i], found.unit[eras, i] = duty.decision_ad_valorem, duty.specific
                for part in duty.parts:
                    if part.ad_valorem or part.specific:
                        values, specific = found.cash.setdefault(part.measure, (np.zeros(shape), np.zeros(shape)))
                        values[eras, i] += part.ad_valorem
                        specific[eras, i] += part.specific
            for eras, (banned, _) in self.book.ban_over_time(entry).steps(days):
                found.open[eras, i] = 1.0 - banned
            for eras, licences in self.book.licences_over_time(entry).steps(days):
                for row in found.licences[eras] if licences else ():
                    row[i] = licences
        return found

    def _production(self) -> dict[str, Paid]:
        """Measure -> what it pays makers, USD per unit over E x F, and its meter."""
        days = self.starts
        shape = (len(days), len(self._structure.holders))
        production: dict[str, Paid] = {}
        for f, sale in self._sales:
            for eras, answers in self.book.support_over_time(sale).steps(days):
                for answer in answers:
                    paid, _ = production.setdefault(answer.measure, (np.zeros(shape), answer.meter))
                    paid[eras, f] += answer.value
        return production

    def notices(self, carrying: float) -> tuple[tuple[float, float, Floats], ...]:
        """Restrictions that were known before they bit: (announced day, effective day, exposure of each slot).

        A duty counts only when it is worth more than carrying the stock that would be bought ahead of it, a
        licence only when somebody has to wait for it or is refused.

        carrying: share of value that holding that stock costs
        """
        s = self._structure
        calendar = s.calendar
        rows: list[tuple[float, float, Floats]] = []
        for notice in self.book.notices():
            if notice.announced >= notice.effective or not calendar.first <= notice.effective <= calendar.last:
                continue
            hit = np.zeros(len(self.classes), dtype=bool)
            for i, entry in self._abroad:
                hit[i] = notice.covers(entry) and self._matters(notice, entry, carrying)
            if not hit.any():
                continue
            lanes = hit[self.lane_class]
            exposure = summed(s.lane_slot[lanes], s.share[lanes], len(s.slots)) * self._short(notice)
            if exposure.max() > 0.0:
                rows.append((float(calendar.day(notice.announced)), float(calendar.day(notice.effective)), exposure))
        return tuple(rows)

    def _matters(self, notice: Notice, entry: Entry, carrying: float) -> bool:
        if notice.question == "import_duty":
            return self._rise(entry, notice.effective) > carrying
        licence = self.book.licence(notice.effective, entry) if notice.question == "licence" else None
        return licence is None or licence.approval < 1.0 or licence.wait.mean() > 0.0

    def _short(self, notice: Notice) -> float:
        """Share of the base year's flow that a cap in volume will not let pass; 1 of any other restriction."""
        quota = next((one for one in self.book.quotas() if one.measure == notice.measure), None)
        window = quota.window(notice.effective) if quota is not None else None
        if window is None:
            return 1.0
        flow = 0.0
        for trade in self._world.trade:
            if trade.seller != trade.buyer:
                entry = Entry(trade.commodity, trade.seller, trade.buyer)
                flow += trade.flow * self.book.counted(notice.effective, entry).get(notice.measure, (0.0, 0.0))[0]
        return max(0.0, 1.0 - window.limit / window.length * 365.0 / flow) if flow > 0.0 else 0.0

    def _rise(self, entry: Entry, day: date) -> float:
        before = self.book.import_duty(day - timedelta(days=1), entry).decision_ad_valorem
        return self.book.import_duty(day, entry).decision_ad_valorem - before


def _ways(eras: list[tuple[Licence, ...]]) -> Ways:
    """The licences of one class of lanes by era, as parts that need the same."""
    paths: dict[tuple[str, str], dict[str, list[Licence | None]]] = {}
    parts: dict[tuple[str, str], float] = {}
    for i, licences in enumerate(eras):
        for one in licences:
            parts[one.way] = one.part
            path = paths.setdefault(one.way, {}).setdefault(one.measure, [None] * len(eras))
            path[i] = replace(one, way=("", ""), part=1.0)
    alike: dict[tuple[Path, ...], float] = {}
    for way, measures in paths.items():
        needed = tuple(tuple(measures[name]) for name in sorted(measures))
        alike[needed] = alike.get(needed, 0.0) + parts[way]
    return tuple((part, needed) for needed, part in alike.items())


def _counts(found: list[tuple[int, Mapping[str, tuple[float, float]]]], rows: Ints) -> Counts:
    """Measure -> what counts against its cap, spread over rows: row -> place in ``found``."""
    size = int(rows.max(initial=-1)) + 1
    tables: dict[str, tuple[Floats, Floats]] = {}
    for i, caps in found:
        for name, (count, part) in caps.items():
            per_unit, about = tables.setdefault(name, (np.zeros(size), np.zeros(size)))
            per_unit[i], about[i] = count, part
    return {name: (per_unit[rows], about[rows]) for name, (per_unit, about) in tables.items()}


def _use(end_use: str) -> EndUse:
    """The policy layer's word for an end use."""
    uses: dict[str, EndUse] = {"vehicle": "vehicle", "storage": "storage", "industry": "industry"}
    return uses.get(end_use, "any")
