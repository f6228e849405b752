"""One replication: a SimPy environment in which sessions, outages and changes of law happen at their own time."""

from __future__ import annotations

import gc
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import simpy
from numpy.typing import NDArray

from friendshore.engine import books, net, start
from friendshore.engine.calendar import Calendar
from friendshore.engine.calibrate import Calibrator
from friendshore.engine.contents import content_rows
from friendshore.engine.kernels import session as kernels
from friendshore.engine.kernels.arrays import Net
from friendshore.engine.kernels.world import bind
from friendshore.engine.law import EraLaw, LawView, Purchases
from friendshore.engine.licences import Office, licence_offices, licence_schedule
from friendshore.engine.outcome import Index, Outcome
from friendshore.engine.record import index_of, outcome_of
from friendshore.engine.routes import Routes
from friendshore.engine.shock_plan import ShockPlan, plan_shocks
from friendshore.engine.shocks import Shocks
from friendshore.engine.standards import Compliance, Standards
from friendshore.engine.structure import Structure, build_structure
from friendshore.engine.treasury import Treasury
from friendshore.engine.values import Values

if TYPE_CHECKING:
    from datetime import date

    from friendshore.policy import PolicyBook
    from friendshore.seeds import World
    from friendshore.shocks import Shock

Floats = NDArray[np.float64]

BALANCE = 0.01
"""Largest residual of the balanced base year with which a run may start."""


class Run(Protocol):
    """What the engine needs to know of a scenario."""

    @property
    def start(self) -> date:
        """First day of the results."""

    @property
    def end(self) -> date:
        """Last day."""

    @property
    def rng_seed(self) -> int:
        """Root of all random numbers."""


@dataclass(frozen=True)
class Plan:
    """A world and its law, ready to be run any number of times."""

    world: World
    structure: Structure
    calibrator: Calibrator
    law: LawView
    offices: tuple[Office, ...]
    """Where applications for licences go."""
    reference: Purchases | None
    """Law under which the demand paths were written, for purchase support; None: no support at all."""
    notices: tuple[tuple[float, float, Floats], ...]
    """Restrictions known before they bit: day of the news, day they bite, exposure of each slot."""
    shocks: ShockPlan
    rng_seed: int
    index: Index
    standards: Standards
    usual_standards: Standards | None
    """Sales standards under which the demand paths were written; None: none at all."""


def build(
    world: World,
    scenario: Run,
    book: PolicyBook,
    reference: PolicyBook | None = None,
    shocks: Sequence[Shock] = (),
) -> Plan:
    """Everything of a scenario that no replication changes.

    reference: law that the tables' demand paths already hold (the baseline's); None when they hold none

    Errors: ValueError when the world cannot run: an input that nobody makes, recipes in a circle, a base
    year whose accounts do not balance within one per cent. InputError when a sales standard acts in a market of which
    no total of new vehicles is known.
    """
    centre = Values(world, scenario.rng_seed, None)
    first = world.first_date
    calendar = Calendar(
        first, scenario.end, int(centre.get("session_days")), int(centre.get("spin_up_months") * 30.4375)
    )
    floors = centre.get("lane_share_floor"), centre.get("lane_main_market")
    structure = build_structure(world, calendar, *floors, int(centre.get("lane_newcomers")))
    if structure.residual > BALANCE:
        raise ValueError(f"the base year does not balance: {structure.residual:.1%} is left after RAS, 1 % is allowed")
    law = LawView(world, structure, book)
    base_law = Purchases(world, structure, reference) if reference is not None else None
    routes = Routes(world, structure)
    calibrator = Calibrator(world, structure, routes, content_rows(world, structure))
    standards = Standards(world, structure, book)
    index = index_of(structure, law, scenario.start, centre, standards)
    notices = law.notices(centre.get("carrying_cost") * centre.get("anticipation_days") / 365.0)
    happening = plan_shocks(shocks, world, structure, routes)
    offices = licence_offices(structure, law)
    return Plan(
        *(world, structure, calibrator, law, offices, base_law, notices, happening, scenario.rng_seed, index),
        standards,
        Standards(world, structure, reference) if reference is not None else None,
    )


def simulate(plan: Plan, replication: int, central: bool = False) -> Outcome:
    """One replication of a plan; a pure function of its arguments.

    central: leave every uncertain value at its centre; breakdowns and voyages keep their own luck

    Errors: BooksError when stocks, lanes or minerals do not balance at the end.
    """
    collecting = gc.isenabled()
    gc.disable()  # a run makes thousands of small events and no garbage worth looking for
    try:
        return Simulation(plan, replication, central).run()
    finally:
        if collecting:
            gc.enable()


class Simulation:
    """The moving parts of one replication."""

    def __init__(self, plan: Plan, replication: int, central: bool = False) -> None:
        self.plan = plan
        self.replication = replication
        s = plan.structure
        self.calendar = s.calendar
        self.values = Values(plan.world, plan.rng_seed, None if central else replication)
        self.settings = net.settings_of(self.values)
        base_law = plan.law.base(plan.calibrator.base_year)
        base = plan.calibrator.calibrate(self.values, base_law)
        self.net = net.build_net(
            *(s, plan.calibrator, base, self.values, plan.notices, plan.law.quotas, plan.shocks.spells),
            *(plan.rng_seed, replication, central),
        )
        first_law = plan.law.eras[0]
        self.state = start.initial_state(s, plan.calibrator.contents, self.net, base, first_law, self.settings)
        self.ledger = start.empty_ledger(s)
        self.opening = books.opening(self.net, self.state)
        self.licences = licence_schedule(plan.offices, s, self.values, plan.rng_seed, replication)
        self.treasury = Treasury(plan.law, self.ledger, s.first_buyer, len(s.calendar.quarters()))
        self.law: EraLaw = first_law
        bodies = (plan.standards, plan.usual_standards)
        self.compliance = tuple(Compliance(one) if one is not None else None for one in bodies)
        self.shocks = Shocks(plan.shocks, self)
        self.env = simpy.Environment()
        self.today = 0

    def place(self, net: Net) -> None:
        """Let the kernels work on these fixed arrays from now on."""
        self.net = net
        self.world = bind(net, self.state, self.ledger, self.settings)

    def run(self) -> Outcome:
        """Run to the last date and close the books."""
        self.place(self.net)
        self.env.process(self.keep_law())
        self.env.process(self.open_books())
        self.env.process(self.shocks.happen())
        self.env.process(self.hold_sessions())
        self.env.run(until=self.calendar.days)
        self.catch_up(self.calendar.days)
        errors = books.close(self.plan.structure, self.net, self.state, self.ledger, self.opening, self.shocks.lost)
        return outcome_of(self, errors)

    def catch_up(self, day: int) -> None:
        """Let production, arrivals and final demand run up to a day."""
        if day > self.today:
            session = self.today // self.calendar.session_days
            kernels.advance(self.world, session, self.today, day)
            self.today = day

    def hold_sessions(self) -> Generator[simpy.Event, None, None]:
        """The weekly market."""
        for session in range(self.calendar.sessions):
            day = session * self.calendar.session_days
            self.catch_up(day)
            lanes, shares = self.licences
            self.state.law.licensed[lanes] = shares[session]
            kernels.order(self.world, session, day)
            kernels.trade(self.world, session, day)
            self.shocks.sailed(session, day)
            if day >= self.calendar.opening:
                self.settle(session, day)
            yield self.env.timeout(self.calendar.session_days)

    def keep_law(self) -> Generator[simpy.Event, None, None]:
        """Put each era's answers in force on its first day."""
        days = {self.calendar.day(when) for when in self.plan.law.starts}
        if self.plan.reference is not None:
            days |= {self.calendar.day(when) for when in self.plan.reference.starts}
        # noted at once: on the day of a session law comes first, whatever changed in the week before
        noted = [(day, self.env.timeout(day)) for day in sorted(days) if day < self.calendar.days]
        for day, arrival in noted:
            if day > 0:
                yield arrival
            when = self.calendar.date_of(day)
            law = self.plan.law.eras[self.plan.law.era(when)]
            if day > self.calendar.opening and law is not self.law and law.start in self.plan.law.pays_anew:
                last = (day - 1) // self.calendar.session_days
                self.treasury.collect(self.law, int(self.net.days.quarter_of_session[last]))
            self.law = law
            self.enforce()

    def enforce(self) -> None:
        """Write the era's answers where the kernels read them."""
        state, law = self.state, self.law
        today = self.calendar.date_of(int(self.env.now))
        state.law.duty_share[:] = law.duty_share
        state.law.duty_unit[:] = law.duty_unit
        state.law.open[:] = law.open * self.shocks.open
        state.law.support[:] = self.treasury.offers(law.production, len(state.law.support))
        era, quotas = self.plan.law.era(law.start), self.plan.law.quotas
        state.room.lane_counts[:], state.room.lane_part[:] = quotas.lanes.per_unit[era], quotas.lanes.part[era]
        state.room.site_counts[:], state.room.site_part[:] = quotas.sites.per_unit[era], quotas.sites.part[era]
        reference = self.plan.reference
        usual = reference.support(today) if reference is not None else 0.0
        state.law.buyer_support[:] = self.treasury.offers(law.purchase, len(state.law.buyer_support)) - usual
        delivered, intended = self.ledger.buyer_book.delivered.sum(axis=1), self.net.buyers.intended
        for body, compliance in enumerate(self.compliance):
            if compliance is not None:
                terms = compliance.terms(int(self.env.now), self.today, delivered, intended)
                state.law.floor[body], state.law.penalty[body], state.law.floor_part[body] = terms

    def open_books(self) -> Generator[simpy.Event, None, None]:
        """Forget the spin-up: the books begin on the world's first date."""
        yield self.env.timeout(self.calendar.opening)
        self.catch_up(self.calendar.opening)
        for book in self.ledger:
            for table in book:
                table[...] = 0.0
        self.opening = books.opening(self.net, self.state)
        for compliance in self.compliance:
            if compliance is not None:
                compliance.open_books(self.calendar.opening)

    def settle(self, session: int, day: int) -> None:
        """Public money of a session."""
        quarters = self.net.days.quarter_of_session
        quarter = int(quarters[session])
        exhausted = self.treasury.settle(self.law, quarter, self.calendar.date_of(day))
        if session + 1 == self.calendar.sessions or quarters[session + 1] != quarter:
            self.treasury.collect(self.law, quarter)
        if exhausted:
            self.enforce()
