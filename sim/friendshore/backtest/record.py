"""What a replication must show to be held against records: monthly flows, prices and losses by the week."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import MINERALS

if TYPE_CHECKING:
    from friendshore.engine.run import Plan

Floats = NDArray[np.float64]

IN_PLACE = ("brine", "clay", "dle_brine", "cu_co_mine")
"""Routes that take from the ground and refine in the same place."""


@dataclass(frozen=True)
class Seen:
    """What one replication showed; months are the columns, named as in ``Index.months``.

    made        sites x months, units            sold     final buyers x months, units
    shipped     flows x months, units            value    prices x months, USD2024 paid, landed
    volume      prices x months, units bought    lost     slots x weeks, share of the site's week not made for want
    """

    months: tuple[str, ...]
    sites: tuple[str, ...]
    countries: tuple[str, ...]
    goods: tuple[str, ...]
    """Of each site."""
    buyers: tuple[tuple[str, str, str], ...]
    flows: tuple[tuple[str, str, str], ...]
    prices: tuple[tuple[str, str], ...]
    slots: tuple[tuple[str, str], ...]
    """(site, input) of each slot of a site."""
    made: Floats
    sold: Floats
    shipped: Floats
    value: Floats
    volume: Floats
    weeks: tuple[date, ...] = ()
    """First day of each week."""
    lost: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    ground: dict[str, Floats] = field(default_factory=dict)
    """Mineral -> tonnes that enter from the ground per unit made, by site."""


def watch(plan: Plan, replication: int) -> Seen:
    """One replication, as ``simulate`` runs it, with what it showed."""
    return _watched_class()(plan, replication).seen()  # type: ignore[no-any-return]


def _watched_class() -> type:
    """The simulation with a recorder at its side; made here because its base loads the compiler."""
    from friendshore.engine.run import Simulation

    class Watched(Simulation):
        """Notes flows and losses after each session; changes nothing."""

        def __init__(self, plan: Plan, replication: int) -> None:
            super().__init__(plan, replication)
            names = plan.index
            self.monthly = np.zeros((len(names.flows), len(self.calendar.months())))
            self.markets = np.zeros(len(self.calendar.months()))
            self.weeks: list[date] = []
            self.losses: list[Floats] = []
            self._site_of = {site: i for i, site in enumerate(names.sites)}
            self._owner = np.array([self._site_of[site] for site, _ in names.slots], dtype=np.int64)
            self._made = np.zeros(len(names.sites))
            self._lost = np.zeros(len(names.slots))

        def settle(self, session: int, day: int) -> None:
            """Public money of a session, then a look at what was shipped and lost."""
            super().settle(session, day)
            month = self.net.days.month_of_day[day]
            np.add.at(self.monthly[:, month], self.net.lanes.flow, self.state.market.shipped)
            self.markets[month] += 1
            made = self.ledger.plant_book.made.sum(axis=1)
            lost = self.ledger.slot_book.lost_input[: len(self._lost)].sum(axis=1)
            week_made, week_lost = np.maximum(made - self._made, 0.0), np.maximum(lost - self._lost, 0.0)
            self._made, self._lost = made, lost
            owed = week_made + np.bincount(self._owner, week_lost, len(week_made))
            share = np.divide(week_lost, owed[self._owner], out=np.zeros_like(week_lost), where=week_lost > 0.0)
            self.losses.append(share)
            self.weeks.append(self.calendar.first + timedelta(day - self.calendar.opening - self.calendar.session_days))

        def seen(self) -> Seen:
            """Runs to the end and gathers."""
            self.run()
            names, book = self.plan.index, self.ledger
            return Seen(
                months=self.calendar.months(),
                sites=names.sites,
                countries=names.site_country,
                goods=names.site_commodity,
                buyers=names.buyers,
                flows=names.flows,
                prices=names.zones,
                slots=names.slots,
                made=book.plant_book.made,
                sold=book.buyer_book.delivered,
                shipped=self.monthly * even(self.calendar.months(), self.markets, self.calendar.session_days),
                value=book.trade_book.value,
                volume=book.trade_book.volume,
                weeks=tuple(self.weeks),
                lost=np.array(self.losses).T,
                ground=_ground(self.plan),
            )

    return Watched


def even(months: Sequence[str], markets: Floats, days: int) -> Floats:
    """What to multiply each month's trade with, so that a month with five weekly markets equals one with four.

    markets: how many were held in each month; days: from one to the next

    >>> even(["2023-01", "2023-02"], np.array([5.0, 4.0]), 7).round(4).tolist()
    [0.8857, 1.0]
    """
    length = np.array([float(monthrange(int(month[:4]), int(month[5:]))[1]) for month in months])
    scale: Floats = np.divide(length / days, markets, out=np.ones_like(length), where=markets > 0.0)
    return scale


def _ground(plan: Plan) -> dict[str, Floats]:
    """Tonnes of each mineral that enter from the ground per unit made, by site; scrap and outside feeds do not."""
    rows, holders = plan.calibrator.contents, plan.structure.holders
    found = {mineral: np.zeros(len(holders)) for mineral in MINERALS}
    for f, holder in enumerate(holders):
        if holder.site.stage == "mining" or holder.site.route in IN_PLACE:
            for row in range(rows.site_rows[f], rows.site_rows[f + 1]):
                found[MINERALS[rows.site_row_mineral[row]]][f] += rows.extracted[row] / 1000.0
    return found
