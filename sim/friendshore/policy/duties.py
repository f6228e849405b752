"""How the duties of several measures on one entry become one duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from friendshore.policy.questions import Charge, Duty, DutyPart, Entry, WorldFacts

MFN = "mfn"

Named = tuple[str, Charge]
"""A measure's name and its charge."""


class MfnTable:
    """Most-favoured-nation duties by importing country or customs union; inside a union nothing is due."""

    def __init__(self, facts: WorldFacts) -> None:
        self._duties = {(duty.enacted_by, duty.commodity): duty for duty in facts.mfn}
        enacting = {duty.enacted_by for duty in facts.mfn}
        self._unions = {
            country: region for region, members in facts.regions.items() if region in enacting for country in members
        }

    def charge(self, entry: Entry) -> Charge | None:
        """The duty that an ordinary trading partner pays on the entry, or None."""
        union = self._unions.get(entry.destination)
        duty = self._duties.get((entry.destination, entry.commodity))
        if duty is None and union is not None and self._unions.get(entry.origin) != union:
            duty = self._duties.get((union, entry.commodity))
        if duty is None or not duty.rate or entry.origin in duty.exempt:
            return None
        return Charge(MFN, duty.rate)


def after_yielding(charges: Sequence[Named]) -> list[Named]:
    """The charges once each has given way to those that it yields to.

    A charge that yields is cut to the share of the value that the other authority does not tax.
    """
    kept = []
    for name, charge in charges:
        others = [other.taxed for _, other in charges if other.authority in charge.yields_to]
        left = charge.taxed * (1.0 - max(others, default=0.0))
        if left > 0.0:
            kept.append((name, replace(charge, taxed=left)))
    return kept


@dataclass(slots=True)
class _Sum:
    ad_valorem: float = 0.0
    specific: float = 0.0
    decision: float = 0.0
    refundable: bool = False


def mean_duty(weighted: Sequence[tuple[float, Sequence[Named]]], facts: WorldFacts, day: date) -> Duty:
    """The duty of an entry from the charges of its pairs of countries, each with its weight.

    An importer reckons with a deposit at the chance that it is kept, and with what tying up the rest costs.
    """
    sums: dict[str, _Sum] = {}
    for weight, charges in weighted:
        for name, charge in charges:
            part = sums.setdefault(name, _Sum())
            share = weight * charge.taxed
            reckoned = charge.belief + (1.0 - charge.belief) * facts.deposit_cost
            part.ad_valorem += share * charge.ad_valorem
            part.decision += share * charge.ad_valorem * reckoned
            part.refundable = part.refundable or charge.refundable
            if charge.specific is not None:
                money = charge.specific
                part.specific += share * facts.money.real(money.value, money.currency, money.year, day)
    return Duty(
        ad_valorem=sum(part.ad_valorem for part in sums.values()),
        specific=sum(part.specific for part in sums.values()),
        parts=tuple(DutyPart(name, part.ad_valorem, part.specific, part.refundable) for name, part in sums.items()),
        decision_ad_valorem=sum(part.decision for part in sums.values()),
    )
