"""How a run goes, on the standard error: a bar for people, plain lines for files."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from friendshore.experiment import Watcher

if TYPE_CHECKING:
    from rich.progress import Progress


class Shown(Watcher):
    """Shows notes and a bar; the bar is redrawn by this process alone, which stays safe to fork."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._name = ""
        self._total = 0
        self._done = 0
        self._started = 0.0

    def note(self, text: str) -> None:
        """A line above the bar."""
        if self._bar is None:
            print(text, file=sys.stderr, flush=True)
        else:
            self._bar.console.print(text, markup=False, highlight=False)

    def begin(self, name: str, total: int, done: int) -> None:
        """Starts the bar."""
        self._name, self._total, self._done, self._started = name, total, done, time.monotonic()
        if not sys.stderr.isatty():
            kept = f", {done} of them kept from before" if done else ""
            self.note(f"{name}: {total} replications{kept}")
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            auto_refresh=False,
            transient=True,
        )
        self._bar.start()
        self._task = self._bar.add_task(name, total=total, completed=done)
        self._bar.refresh()

    def advance(self) -> None:
        """One more is done."""
        self._done += 1
        if self._bar is not None:
            self._bar.update(self._task, advance=1, refresh=True)

    def end(self) -> None:
        """Takes the bar away and says how long it took."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        if self._name:
            self.note(f"{self._name}: {self._done} of {self._total} in {time.monotonic() - self._started:.0f} s")
            self._name = ""
