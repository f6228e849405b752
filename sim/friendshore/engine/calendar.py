"""Days, sessions and the months and quarters that results are kept in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Calendar:
    """Day numbers of one run: day 0 begins the spin-up, ``opening`` is the world's first date.

    During the spin-up demand and capacity grow into the world's first date under the law of that date, so that
    pipelines are as full as growth asks for; nothing of it is kept.
    """

    first: date
    last: date
    session_days: int
    spin_up_days: int

    @property
    def opening(self) -> int:
        """Day number of the world's first date, a whole number of sessions after day 0."""
        return -(-self.spin_up_days // self.session_days) * self.session_days

    @property
    def days(self) -> int:
        """Days of the whole run, spin-up included, the last date included."""
        return self.opening + (self.last - self.first).days + 1

    @property
    def sessions(self) -> int:
        """Number of trading sessions."""
        return -(-self.days // self.session_days)

    def day(self, when: date) -> int:
        """Day number of a date; dates before the world's first give numbers under ``opening``."""
        return self.opening + (when - self.first).days

    def date_of(self, day: int) -> date:
        """Date of a day number for the law, which during the spin-up is that of the first date."""
        return self.first + timedelta(days=max(day - self.opening, 0))

    @cache  # noqa: B019  (a calendar lives as long as its run)
    def months(self) -> tuple[str, ...]:
        """Names of the months, one per column of a monthly table."""
        return tuple(dict.fromkeys(f"{d:%Y-%m}" for d in self._dates()))

    @cache  # noqa: B019  (a calendar lives as long as its run)
    def quarters(self) -> tuple[str, ...]:
        """Names of the quarters."""
        return tuple(dict.fromkeys(f"{d.year}-Q{(d.month + 2) // 3}" for d in self._dates()))

    @cache  # noqa: B019  (a calendar lives as long as its run)
    def month_of_day(self) -> Ints:
        """Column of each day; the spin-up writes into the first column, which is wiped at the opening."""
        return self._columns([f"{d:%Y-%m}" for d in self._dates()])

    @cache  # noqa: B019  (a calendar lives as long as its run)
    def quarter_of_session(self) -> Ints:
        """Column of each session."""
        days = self._columns([f"{d.year}-Q{(d.month + 2) // 3}" for d in self._dates()])
        return days[:: self.session_days]

    @cache  # noqa: B019  (a calendar lives as long as its run)
    def session_times(self) -> Floats:
        """Each session's date as a decimal year; the spin-up runs through the years before the first."""
        days = np.arange(self.sessions) * self.session_days - self.opening
        return self.first.year + (self.first.timetuple().tm_yday - 1 + days) / 365.25

    def years(self) -> tuple[int, ...]:
        """Calendar years that the run touches."""
        return tuple(range(self.first.year, self.last.year + 1))

    @cache  # noqa: B019  (a calendar lives as long as its run)
    def year_of_session(self) -> Ints:
        """Index into ``years`` of each session."""
        return np.array([self.date_of(s * self.session_days).year - self.first.year for s in range(self.sessions)])

    def _dates(self) -> list[date]:
        return [self.first + timedelta(days=i) for i in range((self.last - self.first).days + 1)]

    def _columns(self, names: list[str]) -> Ints:
        column = {name: i for i, name in enumerate(dict.fromkeys(names))}
        run = [column[name] for name in names]
        whole = [0] * self.opening + run
        extra = self.sessions * self.session_days - len(whole)
        return np.array(whole + [run[-1]] * max(extra, 0), dtype=np.int64)
