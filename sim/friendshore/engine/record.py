"""From the ledger of a replication to its outcome."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.contracts import kept_of, names_of
from friendshore.engine.kernels.arrays import REASONS
from friendshore.engine.law import LawView
from friendshore.engine.outcome import Index, Outcome
from friendshore.engine.segments import deliveries, rows_of
from friendshore.engine.standards import Standards
from friendshore.engine.structure import Structure
from friendshore.engine.values import Values, name

if TYPE_CHECKING:
    from friendshore.engine.run import Simulation

Floats = NDArray[np.float64]


def index_of(structure: Structure, law: LawView, start: date, values: Values, standards: Standards) -> Index:
    """Names of all rows and columns; results begin with the month of ``start``."""
    s = structure
    calendar = s.calendar
    buyer_names = tuple((b.market, b.commodity, b.end_use) for b in s.buyers)
    return Index(
        start=start,
        end=calendar.last,
        months=calendar.months()[_months_before(calendar.first, start) :],
        quarters=calendar.quarters()[_quarters_before(calendar.first, start) :],
        sites=tuple(h.id for h in s.holders),
        site_country=tuple(h.country for h in s.holders),
        site_commodity=tuple(h.commodity for h in s.holders),
        site_stage=tuple(h.site.stage for h in s.holders),
        slots=tuple((x.holder, x.commodity) for x in s.slots[: s.first_buyer]),
        buyers=buyer_names,
        zones=s.zones,
        flows=s.flows,
        measures=law.measures,
        parameters=tuple(name(p) for p in values.sampled),
        contracts=names_of(s),
        reasons=REASONS,
        segments=tuple((*buyer_names[c], segment) for c, segment, _ in rows_of(s.buyers)),
        standards=tuple(market for _, market in standards.acting),
    )


def outcome_of(simulation: Simulation, errors: Floats) -> Outcome:
    """The replication's arrays from the scenario's start on."""
    plan, ledger = simulation.plan, simulation.ledger
    first, start = plan.structure.calendar.first, plan.index.start
    month, quarter = _months_before(first, start), _quarters_before(first, start)
    book = ledger.buyer_book
    structure = plan.structure
    by_segment = deliveries(
        structure.buyers, structure.calendar, simulation.values, book.delivered, book.wanted, book.intended
    )
    return Outcome(
        replication=simulation.replication,
        made=ledger.plant_book.made[:, month:],
        wished=ledger.plant_book.wished[:, month:],
        capacity=ledger.plant_book.room[:, month:],
        lost_input=ledger.slot_book.lost_input[: plan.structure.first_buyer, month:],
        lost_outage=ledger.plant_book.lost_outage[:, month:],
        lost_price=ledger.plant_book.lost_price[:, month:],
        delivered=ledger.buyer_book.delivered[:, month:],
        wanted=ledger.buyer_book.wanted[:, month:],
        intended=ledger.buyer_book.intended[:, month:],
        price=_prices(ledger.trade_book.value, ledger.trade_book.volume)[:, month:],
        stock=ledger.trade_book.stock[:, month:],
        shipped=ledger.trade_book.flow[:, quarter:],
        paid=simulation.treasury.paid[:, quarter:],
        unfilled=ledger.trade_book.unfilled[:, :, quarter:],
        sampled=np.array(simulation.values.drawn()),
        books=errors,
        contracts=kept_of(plan.structure, ledger.contract_book, quarter),
        by_segment=by_segment[:, month:],
        credits=_credits(simulation, book.delivered)[..., start.year - first.year :],
    )


def _credits(simulation: Simulation, delivered: Floats) -> Floats:
    """The credits of the scenario's own sales standards."""
    own = simulation.compliance[0]
    assert own is not None  # the scenario's law always has a body; the baseline's may be missing
    return own.account(simulation.calendar.days, delivered.sum(axis=1))


def _months_before(first: date, start: date) -> int:
    return (start.year - first.year) * 12 + start.month - first.month


def _quarters_before(first: date, start: date) -> int:
    return (start.year - first.year) * 4 + (start.month - 1) // 3 - (first.month - 1) // 3


def _prices(value: Floats, volume: Floats) -> Floats:
    """Mean landed cost of what was bought; a month without trade keeps the price of the last one with it."""
    price: Floats = np.divide(value, volume, out=np.full(value.shape, np.nan), where=volume > 0.0)
    for month in range(1, price.shape[1]):
        blank = np.isnan(price[:, month])
        price[blank, month] = price[blank, month - 1]
    return price
