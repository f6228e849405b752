"""What law means for each lane, site and buyer, worked out once per era and kept as vectors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.structure import Structure
from friendshore.engine.sums import summed
from friendshore.policy import Entry, Licence, PolicyBook, Sale, VehicleSale
from friendshore.policy.questions import EndUse

if TYPE_CHECKING:
    from friendshore.seeds import World

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class EraLaw:
    """Law between two days on which nothing changes; money in USD2024.

    duty_share, duty_unit   L, what importers reckon with: share of value, USD per unit
    open                    L, share that no ban stops
    support, buyer_support  F and C, USD per unit and per vehicle
    duties                  measure -> (share of value, USD per unit) over L, paid in cash
    production, purchase    measure -> (USD per unit over F or C, name of its meter or None)
    """

    start: date
    duty_share: Floats
    duty_unit: Floats
    open: Floats
    support: Floats
    buyer_support: Floats
    duties: dict[str, tuple[Floats, Floats]]
    production: dict[str, tuple[Floats, str | None]]
    purchase: dict[str, tuple[Floats, str | None]]
    licences: tuple[Licence | None, ...]
    """One per class of lanes."""


class LawView:
    """The eras of a run, as the engine's arrays."""

    def __init__(self, world: World, structure: Structure, book: PolicyBook) -> None:
        s = structure
        self.book = book
        self._structure = s
        entries = [
            Entry(s.slots[x.slot].commodity, x.origin, s.slots[x.slot].zone, _use(s.slots[x.slot].end_use))
            for x in s.links
        ]
        self.classes: tuple[Entry, ...] = tuple(dict.fromkeys(entries))
        number = {entry: i for i, entry in enumerate(self.classes)}
        self.lane_class = np.array([number[entry] for entry in entries], dtype=np.int64)
        self._sales = [
            Sale(h.site.id, h.commodity, h.country, h.site.owner_country, h.site.route) if h.parent is None else None
            for h in s.holders
        ]
        self._mix = _segments(world)
        calendar = s.calendar
        self.starts = tuple(dict.fromkeys(book.change_days(calendar.first, calendar.last)))
        self.eras = tuple(self._era(day) for day in self.starts)
        self.measures = tuple(
            sorted(
                {name for era in self.eras for table in (era.duties, era.production, era.purchase) for name in table}
            )
        )

    def era(self, day: date) -> int:
        """Index of the era that holds on a day."""
        return int(np.searchsorted(np.array([d.toordinal() for d in self.starts]), day.toordinal(), side="right") - 1)

    def base(self, year: int) -> EraLaw:
        """Law in the middle of a year: base-year prices hold base-year law."""
        middle = date(year, 7, 1)
        return self._era(middle) if not self.starts[0] <= middle else self.eras[self.era(middle)]

    def _era(self, day: date) -> EraLaw:
        s = self._structure
        lanes, holders, buyers = len(s.links), len(s.holders), len(s.buyers)
        found = [self.book.import_duty(day, entry) for entry in self.classes]
        share = np.array([duty.decision_ad_valorem for duty in found])[self.lane_class]
        unit = np.array([duty.specific for duty in found])[self.lane_class]
        open_ = np.array([1.0 - self.book.banned_share(day, entry)[0] for entry in self.classes])[self.lane_class]
        duties: dict[str, tuple[Floats, Floats]] = {}
        for name in dict.fromkeys(part.measure for duty in found for part in duty.parts):
            parts = [next((p for p in duty.parts if p.measure == name), None) for duty in found]
            if any(p is not None and (p.ad_valorem or p.specific) for p in parts):
                duties[name] = (
                    np.array([p.ad_valorem if p else 0.0 for p in parts])[self.lane_class],
                    np.array([p.specific if p else 0.0 for p in parts])[self.lane_class],
                )
        production: dict[str, tuple[Floats, str | None]] = {}
        for f, sale in enumerate(self._sales):
            for answer in self.book.support(day, sale) if sale is not None else ():
                values, _ = production.setdefault(answer.measure, (np.zeros(holders), answer.meter))
                values[f] += answer.value
        purchase: dict[str, tuple[Floats, str | None]] = {}
        for c, buyer in enumerate(s.buyers):
            if buyer.commodity != "vehicle":
                continue
            for segment, weight in self._mix.get((buyer.market, day.year), {}).items():
                for answer in self.book.purchase_support(day, VehicleSale(buyer.market, segment)):
                    values, _ = purchase.setdefault(answer.measure, (np.zeros(buyers), answer.meter))
                    values[c] += answer.value * weight
        return (
            EraLaw(
                day,
                share,
                unit,
                open_,
                sum((v for v, _ in production.values()), np.zeros(holders)),
                sum((v for v, _ in purchase.values()), np.zeros(buyers)),
                duties,
                production,
                purchase,
                tuple(self.book.licence(day, entry) for entry in self.classes),
            )
            if lanes
            else _lawless(day, holders, buyers)
        )

    def notices(self, carrying: float) -> tuple[tuple[float, float, Floats], ...]:
        """Restrictions that were known before they bit: (announced day, effective day, exposure of each slot).

        A duty counts only when it is worth more than carrying the stock that would be bought ahead of it.

        carrying: share of value that holding that stock costs
        """
        s = self._structure
        calendar = s.calendar
        rows: list[tuple[float, float, Floats]] = []
        for notice in self.book.notices():
            if notice.announced >= notice.effective or not calendar.first <= notice.effective <= calendar.last:
                continue
            hit = np.array([notice.covers(entry) for entry in self.classes])
            if notice.question == "import_duty":
                hit &= np.array([self._rise(entry, notice.effective) > carrying for entry in self.classes])
            if not hit.any():
                continue
            lanes = hit[self.lane_class]
            exposure = summed(s.lane_slot[lanes], s.share[lanes], len(s.slots))
            if exposure.max() > 0.0:
                rows.append((float(calendar.day(notice.announced)), float(calendar.day(notice.effective)), exposure))
        return tuple(rows)

    def _rise(self, entry: Entry, day: date) -> float:
        before = self.book.import_duty(day - timedelta(days=1), entry).decision_ad_valorem
        return self.book.import_duty(day, entry).decision_ad_valorem - before


def _lawless(day: date, holders: int, buyers: int) -> EraLaw:
    none = np.zeros(0)
    return EraLaw(day, none, none, none, np.zeros(holders), np.zeros(buyers), {}, {}, {}, ())


def _use(end_use: str) -> EndUse:
    """The policy layer's word for an end use."""
    uses: dict[str, EndUse] = {"vehicle": "vehicle", "storage": "storage", "industry": "industry"}
    return uses.get(end_use, "any")


def _segments(world: World) -> dict[tuple[str, int], dict[str, float]]:
    """(market, year) -> segment -> share of vehicles sold."""
    sums: dict[tuple[str, int], dict[str, float]] = {}
    for row in world.demand:
        if row.commodity == "vehicle":
            for year, quantity in row.quantity.items():
                sums.setdefault((row.market, year), {})[row.segment] = quantity
    return {
        key: {k: v / sum(found.values()) for k, v in found.items()}
        for key, found in sums.items()
        if sum(found.values())
    }
