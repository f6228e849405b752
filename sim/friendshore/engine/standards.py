"""Sales standards in force: how many vehicles a market must sell, and what one that is missing costs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.demand import mix_of_vehicles
from friendshore.errors import InputError, Place, Problem

if TYPE_CHECKING:
    from friendshore.engine.calendar import Calendar
    from friendshore.engine.structure import Structure
    from friendshore.policy import PolicyBook, Standard
    from friendshore.seeds import World

Floats = NDArray[np.float64]


class Standards:
    """What one body of law asks of each market, by day; all that no replication changes.

    Errors: InputError when a market with a standard has no total of new vehicles for a year in which it acts.
    """

    def __init__(self, world: World, structure: Structure, book: PolicyBook) -> None:
        self.calendar: Calendar = structure.calendar
        self._world, self._book = world, book
        self._mix = mix_of_vehicles(world)
        self.markets = [(c, b.market) for c, b in enumerate(structure.buyers) if b.commodity == "vehicle"]
        self.buyers = len(structure.buyers)
        days = book.change_days(self.calendar.first, self.calendar.last)
        acting = [(day, market) for day in days for _, market in self.markets if book.standard(day, market) is not None]
        self.ever = bool(acting)
        held = {market for _, market in acting}
        self.acting = tuple((c, market) for c, market in self.markets if market in held)
        """(buyer, market) in which a standard acts on any day."""
        for day, market in acting:
            if day.year not in world.new_vehicles.get(market, {}):
                place = Place(f"{world.folder}/new_vehicles.csv", 1, 1)
                message = f"no new vehicles of {market} in {day.year}, of which a sales standard asks a share"
                raise InputError([Problem(place, "market", message)])

    def asked(self, day: date) -> list[tuple[int, Standard, float, float]]:
        """(buyer, standard, credits due a day in its part of the market, credits of a mean vehicle) on a day."""
        found = []
        for c, market in self.markets if self.ever else ():
            standard = self._book.standard(day, market)
            if standard is not None:
                mix = self._mix.get((market, day.year), {})
                earned = sum(share * standard.counts.get(segment, 0.0) for segment, share in mix.items())
                total = self._world.new_vehicles[market][day.year]
                found.append((c, standard, standard.part * standard.share * total / 365.25, earned))
        return found


class Compliance:
    """One replication under the standards of one body of law: credits due, earned and kept.

    Credits that are not needed in a calendar year may be used in later ones, the oldest first, until they lapse; they
    are used as soon as they are needed. Nobody sells more in order to have some later.
    """

    def __init__(self, standards: Standards) -> None:
        self._standards = standards
        size = standards.buyers
        self._due, self._earned, self._mark = np.zeros(size), np.zeros(size), np.zeros(size)
        self._rate, self._worth, self._keep = np.zeros(size), np.zeros(size), np.zeros(size)
        self._kept: list[list[tuple[float, float]]] = [[] for _ in range(size)]
        self._today, self._settled = 0, -1
        self._account: dict[int, Floats] = {}

    def account(self, day: int, delivered: Floats) -> Floats:
        """Credits of each market in which a standard acts: markets x (due, earned, kept at its end) x years.

        day: the first after the run, up to which ``delivered`` counts; the run's last year is settled on it
        """
        if self._standards.ever and self._settled != day:
            self._count(day, delivered)
            self._settle(day)
        years = range(self._standards.calendar.first.year, self._standards.calendar.last.year + 1)
        none = np.zeros((self._standards.buyers, 3))
        table = np.stack([self._account.get(year, none) for year in years], axis=-1)
        return table[[c for c, _ in self._standards.acting]]

    def open_books(self, day: int) -> None:
        """Begin to count on a day; deliveries are counted from zero."""
        for table in (self._due, self._earned, self._mark):
            table[:] = 0.0
        self._account.clear()
        self._today = day

    def terms(self, day: int, today: int, delivered: Floats, intended: Floats) -> tuple[Floats, Floats, Floats]:
        """Floor (over intended demand), penalty (USD per vehicle) and part of each market, C each, from ``day`` on.

        today: day up to which ``delivered``, vehicles delivered to each buyer since the books were opened, counts
        intended: S x C, vehicles a day; a year's standard follows it within the year
        """
        size = self._standards.buyers
        floor, penalty, part = np.zeros(size), np.zeros(size), np.zeros(size)
        if not self._standards.ever:
            return floor, penalty, part
        calendar = self._standards.calendar
        self._count(today, delivered)
        when = calendar.date_of(day)
        first = calendar.day(when.replace(month=1, day=1))
        if day == first and day != self._settled:
            self._settle(day)
        usual = self._usual(when.year, intended)
        self._rate[:], self._worth[:] = 0.0, 0.0
        for c, standard, due, earned in self._standards.asked(when):
            self._rate[c], self._worth[c], self._keep[c] = due, earned * standard.part, standard.bank_for
            kept = sum(credits for lapses, credits in self._kept[c] if lapses > first + 1)  # a year is 365.25 days
            if earned > 0.0 and usual[c] > 0.0:
                floor[c] = max(due - kept / 365.25, 0.0) / (earned * standard.part * usual[c])
                penalty[c] = standard.penalty * earned
                part[c] = standard.part
        return floor, penalty, part

    def _usual(self, year: int, intended: Floats) -> Floats:
        """Mean intended demand of a year, vehicles a day."""
        calendar = self._standards.calendar
        live = np.arange(calendar.sessions) * calendar.session_days >= calendar.opening
        mine = live & (calendar.year_of_session() == year - calendar.first.year)
        found: Floats = intended[mine].mean(axis=0) if mine.any() else intended[-1]
        return found

    def _count(self, today: int, delivered: Floats) -> None:
        self._due += self._rate * (today - self._today)
        self._earned += self._worth * (delivered - self._mark)
        self._mark, self._today = delivered.copy(), today

    def _settle(self, day: int) -> None:
        """Close a year: keep what was earned beyond what was due, or use what was kept."""
        for c in np.flatnonzero(self._due > 0.0):
            over = float(self._earned[c] - self._due[c])
            kept = [one for one in self._kept[c] if one[0] > day - 1]
            if over > 0.0 and self._keep[c] > 0.0:
                kept.append((day + float(self._keep[c]), over))
            while over < 0.0 and kept:
                lapses, credits = kept.pop(0)
                over += credits
                if over > 0.0:
                    kept.insert(0, (lapses, over))
            self._kept[c] = kept
        kept_now = np.array([sum(credits for _, credits in kept) for kept in self._kept])
        year = self._standards.calendar.date_of(day - 1).year
        self._account[year] = np.stack([self._due, np.where(self._due > 0.0, self._earned, 0.0), kept_now], axis=1)
        self._due[:], self._earned[:] = 0.0, 0.0
        self._settled = day
