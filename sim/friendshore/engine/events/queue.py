"""Stations: lots wait, are served, and go on; a full station holds up the one before it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from friendshore.engine.events.clock import ARRIVALS, Clock, Moment
from friendshore.seed_lot_records import Station


class Queue:
    """A station at work, first come, first served."""

    def __init__(self, clock: Clock, station: Station, service: Callable[[], float]) -> None:
        self.station = station
        self.next: Queue | None = None
        self.endless = False
        self._clock = clock
        self._service = service
        self._waiting: deque[float] = deque()
        self._held_up: deque[tuple[Queue, float]] = deque()
        """Stations whose finished lot finds no place here, and when that lot had come to them."""
        self._idle = station.servers
        self._working = 0
        self._present = 0
        self._since = 0.0
        self.begin()

    def begin(self) -> None:
        """Begin the measures; lots that are here stay."""
        self._note()
        self._presence = self._work = self._waits = self._times = 0.0
        self._came = self._started = self._delayed = self._left = 0
        self._began = self._since

    def _note(self) -> float:
        """Integrate up to now, before something changes."""
        now = self._clock.now
        lived = now - self._since
        if lived > 0.0:
            self._presence += self._present * lived
            self._work += self._working * lived
            self._since = now
        return now

    @property
    def full(self) -> bool:
        """Whether another lot would find no place."""
        return self._idle == 0 and len(self._waiting) >= self.station.room

    def open(self) -> None:
        """Start with as many lots as there are servers, where there is always one more."""
        for _ in range(self._idle):
            self.arrive()

    def arrive(self) -> None:
        """A lot comes."""
        now = self._note()
        self._present += 1
        self._came += 1
        if self._idle:
            self._start(now, now)
        else:
            self._waiting.append(now)

    def _start(self, came: float, now: float) -> None:
        self._idle -= 1
        self._working += 1
        self._started += 1
        if now > came:
            self._waits += now - came
            self._delayed += 1
        Moment(self._clock, self._service(), ARRIVALS, self._done, came)

    def _done(self, moment: Moment) -> None:
        self._note()
        self._working -= 1
        if self.next is not None and self.next.full:
            self.next._held_up.append((self, moment._value))
        else:
            self._leave(moment._value)

    def _leave(self, came: float) -> None:
        now = self._note()
        self._present -= 1
        self._left += 1
        self._times += now - came
        self._idle += 1
        if self.next is not None:
            self.next.arrive()
        if self._waiting:
            self._start(self._waiting.popleft(), now)
        elif self.endless:
            self.arrive()
        while self._held_up and not self.full:
            upstream, its = self._held_up.popleft()
            upstream._leave(its)

    def measures(self) -> dict[str, float]:
        """What was seen since the measures began; NaN where nothing was."""
        self._note()
        time = self._since - self._began
        return {
            "arrival_rate": self._came / time,
            "throughput": self._left / time,
            "mean_wait": self._waits / self._started if self._started else float("nan"),
            "share_delayed": self._delayed / self._started if self._started else float("nan"),
            "mean_time": self._times / self._left if self._left else float("nan"),
            "mean_number": self._presence / time,
            "utilisation": self._work / time / self.station.servers,
        }
