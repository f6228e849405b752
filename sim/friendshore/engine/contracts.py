"""Contracts of a replication as flat arrays: how much of what is due when, at which price rule, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import Contract
from friendshore.engine.calendar import Calendar
from friendshore.engine.kernels.contract_arrays import (
    CEILING,
    EQUITY,
    FIRM,
    FLOOR,
    LAG,
    LANE,
    MOST,
    OUTAGE,
    PLANT,
    PREMIUM,
    PREPAID,
    QUOTE,
    SITE,
    SLOT,
    VOLUME,
    WAY,
    ContractBook,
    Offtakes,
    Terms,
)
from friendshore.engine.legs import Leg
from friendshore.engine.outcome import CONTRACT_COLUMNS
from friendshore.engine.structure import Structure
from friendshore.engine.sums import ratio, summed
from friendshore.formulas.contracts import NO_CEILING
from friendshore.money import Money
from friendshore.streams import stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FUNDS = ("prepayment", "equity")
"""Money that a buyer gives on the first day."""


class Limits(NamedTuple):
    """What plants can give and take, units a session: volumes beyond are not due, and not paid for either."""

    make: Floats
    """S x K, by the plant that delivers."""
    take: Floats
    """S x K, by the slot that takes."""


def honoured(contract: Contract, root_seed: int, replication: int | None) -> bool:
    """Whether a contract is carried out in a replication; its luck has its name.

    replication: None where uncertain things stand at their centre: what is likelier happens
    """
    if replication is None:
        return contract.probability >= 0.5
    return bool(stream(root_seed, replication, f"contract/{contract.id}").random() < contract.probability)


def limits_of(structure: Structure, capacity: Floats, need: Floats, mix: Floats, intended: Floats) -> Limits:
    """Full output of the plant that delivers under each leg, and full use of the slot that takes, in each session.

    capacity: S x F, units a day; need: Y x B; mix: B; intended: S x C, units a day
    """
    s, length = structure, structure.calendar.session_days
    years = s.calendar.year_of_session()
    size = (s.calendar.sessions, len(s.legs))
    make, take = np.zeros(size), np.zeros(size)
    for k, leg in enumerate(s.legs):
        holder = s.holders[s.holder_index[leg.holder]]
        plant = leg.holder if holder.parent is None else holder.parent
        make[:, k] = capacity[:, s.holder_index[plant]] * (1.0 if holder.parent is None else holder.ratio) * length
        if leg.slot < s.first_buyer:
            take[:, k] = capacity[:, s.slot_holder[leg.slot]] * need[years, leg.slot] * mix[leg.slot] * length
        else:
            take[:, k] = intended[:, leg.slot - s.first_buyer] * length
    return Limits(make, take)


def terms_of(
    structure: Structure, limits: Limits, index: Floats, money: Money, root_seed: int, replication: int | None
) -> Terms:
    """The terms of all contracts of a replication; those that are not carried out are over nothing.

    index: Z, price of the base year of each zone, USD per unit at the sellers' gates
    """
    s = structure
    legs, calendar = s.legs, s.calendar
    luck = {leg.contract.id: honoured(leg.contract, root_seed, replication) for leg in legs}
    kept = np.array([float(luck[leg.contract.id]) for leg in legs])
    site = np.array([s.holder_index[leg.holder] for leg in legs], dtype=np.int64)
    slot = np.array([leg.slot for leg in legs], dtype=np.int64)
    lanes = {(link.slot, link.origin): lane for lane, link in enumerate(s.links)}
    lane = [lanes[leg.slot, leg.origin] for leg in legs]
    plain, most = _volumes(legs, calendar, limits.make)
    premium, floor, ceiling, slope = _strikes(legs, calendar, money, index[s.slot_zone[slot]])
    firm = np.array([leg.contract.take_or_pay for leg in legs]) * np.minimum(plain, limits.take)
    funds = [_on_the_first_day(legs, calendar, [getattr(leg.contract, key) for leg in legs]) for key in FUNDS]
    rows = {
        SITE: site,
        PLANT: [_plant(s, f) for f in site],
        SLOT: slot,
        LANE: lane,
        QUOTE: [
            s.lane_quote[i] if leg.contract.price.follows == "seller" else -1 for i, leg in zip(lane, legs, strict=True)
        ],
        LAG: [round(leg.contract.price.lag / calendar.session_days) for leg in legs],
        OUTAGE: ["outage" in leg.contract.excuses for leg in legs],
        WAY: ["way" in leg.contract.excuses for leg in legs],
    }
    due = {VOLUME: plain, MOST: most, FIRM: firm, PREPAID: funds[0], EQUITY: funds[1]}
    strikes = {PREMIUM: premium, FLOOR: floor, CEILING: ceiling}
    return Terms(
        rank_ptr=_rank_ptr([leg.contract.priority for leg in legs]),
        takers=np.unique(slot),
        givers=np.unique(site),
        legs=np.array([rows[row] for row in sorted(rows)], dtype=np.int64),
        slope=slope,
        due=np.array([due[row] for row in sorted(due)]) * kept,
        strikes=np.array([strikes[row] for row in sorted(strikes)]),
    )


def _rank_ptr(ranks: Sequence[int]) -> Ints:
    """First leg of each rank, and one past the last."""
    begins = [i for i, rank in enumerate(ranks) if i == 0 or rank != ranks[i - 1]]
    return np.array([*begins, len(ranks)], dtype=np.int64)


def _plant(s: Structure, holder: int) -> int:
    """The plant whose standstill stops a holder."""
    parent = s.holders[holder].parent
    return holder if parent is None else s.holder_index[parent]


def _volumes(legs: Sequence[Leg], calendar: Calendar, make: Floats) -> tuple[Floats, Floats]:
    """(volume, most that may be called), S x K, units a session; neither is more than the plant can make."""
    volume, right = np.zeros(make.shape), np.zeros(make.shape)
    length = calendar.session_days
    days = np.array([calendar.date_of(session * length).toordinal() for session in range(calendar.sessions)])
    for k, leg in enumerate(legs):
        one = leg.contract
        if one.start is None:
            continue
        runs = (days >= one.start.toordinal()) & (one.end is None or days < one.end.toordinal())
        since = np.array([day.toordinal() for day, _ in one.volume])
        rates = np.array([0.0, *(rate for _, rate in one.volume)])
        rate = rates[np.searchsorted(since, days, side="right")]
        volume[:, k] = np.where(runs, leg.share * rate * length / 365.25, 0.0)
        right[:, k] = np.where(runs, leg.share * one.offtake_right * make[:, k], 0.0)
    return np.minimum(volume, make), np.minimum(np.maximum(volume, right), make)


def _strikes(
    legs: Sequence[Leg], calendar: Calendar, money: Money, index: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """(premium, floor, ceiling: S x K; slope in the index: K) of every price rule, USD2024 per unit."""
    size = (calendar.sessions, len(legs))
    premium, floor, ceiling, slope = np.zeros(size), np.zeros(size), np.full(size, NO_CEILING), np.ones(len(legs))
    years = [calendar.date_of(session * calendar.session_days).year for session in range(calendar.sessions)]
    fading = np.array([money.real(1.0, "USD", None, date(year, 1, 1)) for year in years])
    for k, leg in enumerate(legs):
        price = leg.contract.price
        worth = fading if price.indexed_to == "nothing" else np.ones(len(years))
        if price.rule == "fixed" and price.indexed_to == "market":
            slope[k] = (price.price or 0.0) / index[k]
        elif price.rule == "fixed":
            floor[:, k] = ceiling[:, k] = (price.price or 0.0) * worth
        if price.floor is not None:
            floor[:, k] = price.floor * worth
        if price.ceiling is not None:
            ceiling[:, k] = price.ceiling * worth
        if price.premium is not None:
            premium[:, k] = price.premium * worth
    return premium, floor, ceiling, slope


def _on_the_first_day(legs: Sequence[Leg], calendar: Calendar, sums: Sequence[float]) -> Floats:
    """S x K, what is paid once, in the first session of a term; what was paid before the run is not."""
    paid = np.zeros((calendar.sessions, len(legs)))
    for k, (leg, whole) in enumerate(zip(legs, sums, strict=True)):
        start = leg.contract.start
        if start is not None and calendar.first <= start <= calendar.last:
            session = -(-calendar.day(start) // calendar.session_days)
            if session < calendar.sessions:
                paid[session, k] = whole * leg.share
    return paid


def base_index(structure: Structure, ask: Floats) -> Floats:
    """Z, mean ask of the base year in each zone, by the shares in which it buys; ask: Q, USD per unit.

    All slots of a zone buy in the same shares, so that how much each buys does not matter.
    """
    s = structure
    zone, asked, zones = s.slot_zone[s.lane_slot], ask[s.lane_quote], len(s.zones)
    plain = ratio(summed(zone, s.spot * asked, zones), summed(zone, s.spot, zones), 1.0)
    bought = summed(zone, s.share, zones)
    return np.where(bought > 0.0, ratio(summed(zone, s.share * asked, zones), bought, 1.0), plain)


def blank_offtakes(structure: Structure, index: Floats) -> Offtakes:
    """Contracts of which nothing has been delivered yet; index: Z, of the first day."""
    s = structure
    legs, slots, sites = len(s.legs), len(s.slots), len(s.holders)
    return Offtakes(
        spot=index.copy(),
        seen=np.zeros((s.calendar.sessions, legs)),
        legs=np.zeros((5, legs)),
        takers=np.zeros((2, slots)),
        givers=np.zeros((2, sites)),
        units=np.zeros(len(s.links)),
    )


def blank_book(structure: Structure) -> ContractBook:
    """Nothing written down yet."""
    return ContractBook(np.zeros((len(CONTRACT_COLUMNS), len(structure.legs), len(structure.calendar.quarters()))))


def names_of(structure: Structure) -> tuple[tuple[str, str, str, str], ...]:
    """(contract, commodity, plant that delivers, plant or country that takes) of every contract in force in a run."""
    found = {}
    for leg in structure.legs:
        one = leg.contract
        found[one.id] = (one.id, one.commodity, one.seller_site or "", one.buyer_site or one.buyer_country)
    return tuple(found.values())


def kept_of(structure: Structure, book: ContractBook, first: int) -> Floats:
    """Contracts x columns x quarters from ``first`` on: what became of each contract, its legs added up."""
    names = [name for name, *_ in names_of(structure)]
    rows = np.array([names.index(leg.contract.id) for leg in structure.legs], dtype=np.int64)
    table = book.kept[:, :, first:]
    found = np.zeros((len(names), len(CONTRACT_COLUMNS), table.shape[2]))
    np.add.at(found, rows, table.transpose(1, 0, 2))
    return found
