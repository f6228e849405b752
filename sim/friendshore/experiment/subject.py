"""What is run: a scenario made ready, with everything that its results depend on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from friendshore.engine.outcome import Index, Outcome


class Simulation(Protocol):
    """A world that has been built; called with a replication's number it returns that replication."""

    @property
    def index(self) -> Index:
        """The names of rows and columns of every outcome."""

    def __call__(self, replication: int) -> Outcome:
        """The replication: a pure function of its number."""


Factory = Callable[[], Simulation]
"""Builds the world; picklable, so that a process started from nothing can call it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A scenario ready to run.

    resolved    the scenario as plain JSON-able values: its identity, together with seeds and source
    seeds       folder of the tables it reads
    files       scenario and measure files it was read from
    units       commodity -> unit it is counted in
    basis       what else the results depend on -> SHA-256 of it
    extra       more facts for the manifest
    """

    name: str
    title: str
    question: str
    resolved: Mapping[str, Any]
    seeds: Path
    files: tuple[Path, ...]
    units: Mapping[str, str]
    factory: Factory
    basis: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
