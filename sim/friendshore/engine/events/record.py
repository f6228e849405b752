"""The outcome of an event-clock world, as runs are kept."""

from __future__ import annotations

from datetime import date
from typing import Protocol

import numpy as np

from friendshore.engine.events.run import Seeded, measures, run
from friendshore.engine.outcome import Index, Outcome
from friendshore.seed_lot_records import LotWorld


class Dated(Protocol):
    """The days that a scenario names; an event-clock world has a clock of its own."""

    @property
    def start(self) -> date:
        """The first day."""

    @property
    def end(self) -> date:
        """The last day."""


def index_of(world: LotWorld, scenario: Dated) -> Index:
    """The names of a world's measures; it has no other rows."""
    return Index(
        start=scenario.start,
        end=scenario.end,
        months=(),
        quarters=(),
        sites=(),
        site_country=(),
        site_commodity=(),
        site_stage=(),
        slots=(),
        buyers=(),
        zones=(),
        flows=(),
        measures=(),
        parameters=(),
        measured=tuple((one.id, one.unit) for one in measures(world)),
    )


def outcome_of(world: LotWorld, scenario: Seeded, replication: int) -> Outcome:
    """One replication, whose only array of any length is ``measured``.

    Errors: BooksError when a store's books do not balance.
    """
    none = np.zeros((0, 0))
    found = run(world, scenario, replication)
    return Outcome(
        replication=replication,
        made=none,
        wished=none,
        capacity=none,
        lost_input=none,
        lost_outage=none,
        lost_price=none,
        delivered=none,
        wanted=none,
        intended=none,
        price=none,
        stock=none,
        shipped=none,
        paid=none,
        sampled=np.zeros(0),
        books=np.zeros(0),
        measured=np.array(list(found.values())),
    )
