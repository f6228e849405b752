"""A share of new vehicles that must run without exhaust, or be paid for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from friendshore.dated import ALWAYS, Dated
from friendshore.fields import DatedOf, MoneyPerVehicle, Share, Span, name_of
from friendshore.policy.lever import Lever, amount_of
from friendshore.policy.names import Names
from friendshore.policy.questions import Amount, At, Obligation, Question
from friendshore.reading import Problems
from friendshore.schema import Record

PLUGS = ("bev", "phev")
"""Segments of vehicles that can earn credits."""


class Credits(Record):
    """What may be done with credits.

    bank_for   how long those that were not needed may still be used
    price_cap  money for which a credit can always be had, such as from a fund for chargers
    """

    bank_for: Span | None = None
    price_cap: DatedOf[MoneyPerVehicle] | None = None


class SalesStandard(Lever):
    """A share of new vehicles that those who sell them must meet with credits, one for a vehicle without exhaust.

    share      of all new vehicles sold in a market, by date
    between    what holds between two dates: ``steps``, or ``straight_line`` from year to year, each year at the
               share of its first day
    counts_as  segment -> part of a credit that a vehicle of it earns; without it, a whole one for bev and phev;
               with it, segments that it does not name earn none
    penalty    money for each credit that is missing, by date
    credits    bank_for: how long credits that were not needed may be used; price_cap: money for which a credit can
               always be had; the lower of penalty and price_cap is what a missing vehicle costs

    Asked in ``covers.countries``, by default in the country of whoever enacted it.
    """

    answers: ClassVar[frozenset[Question]] = frozenset({"obligation"})

    share: DatedOf[Share]
    between: Literal["steps", "straight_line"] = "steps"
    counts_as: Annotated[dict[Annotated[str, name_of("segment")], Share], Field(min_length=1)] | None = None
    penalty: DatedOf[MoneyPerVehicle] | None = None
    credits: Credits | None = None

    @property
    def counts(self) -> Mapping[str, float]:
        """Segment -> credits that a vehicle of it earns."""
        return self.counts_as if self.counts_as is not None else dict.fromkeys(PLUGS, 1.0)

    def dated_values(self) -> tuple[tuple[str, Dated[Any]], ...]:
        """The share and the sums of money by date, with their keys."""
        cap = self.credits.price_cap if self.credits is not None else None
        found = (("share", self.share), ("penalty", self.penalty), ("credits.price_cap", cap))
        return tuple((key, dated) for key, dated in found if dated is not None)

    def obligation(self, at: At, country: str) -> Obligation | None:
        """What is asked in a country; None for nothing."""
        if not self.bites(at) or not self._reaches(at, country):
            return None
        share, penalty = self._share(at), self._penalty(at)
        if not share or penalty is None:
            return None
        bank = self.credits.bank_for if self.credits is not None else None
        return Obligation(share, penalty, self.counts, bank.value if bank is not None else 0.0)

    def _reaches(self, at: At, country: str) -> bool:
        places = self.covers.countries if self.covers.countries is not None else (self.enacted_by,)
        left_out = self.covers.except_.countries if self.covers.except_ is not None else None
        return any(at.definitions.is_country(one, country, at.day) for one in places) and not any(
            at.definitions.is_country(one, country, at.day) for one in left_out or ()
        )

    def _share(self, at: At) -> float | None:
        """A year's share is that of its first day, or of the first day on which there is one."""
        if self.between == "steps":
            return self.share.at(at.day, at.known)
        first = self.share.entries[0].day
        day = max(date(at.day.year, 1, 1), first) if first != ALWAYS else date(at.day.year, 1, 1)
        return replace(self.share, between="straight_line").at(min(day, at.day), at.known)

    def _penalty(self, at: At) -> Amount | None:
        """The lower of what a missing credit costs and what one can be had for, both in one money."""
        found = [dated.at(at.day, at.known) for key, dated in self.dated_values() if key != "share"]
        amounts = [amount_of(one) for one in found if one is not None]
        return min(amounts, key=lambda one: one.value) if amounts else None

    def check(self, problems: Problems, names: Names) -> None:
        """As for every measure; besides, what a missing vehicle costs, in one money, and what can earn credits."""
        super().check(problems, names)
        sums = [(key, dated) for key, dated in self.dated_values() if key != "share"]
        if not sums and not self.never_acts:
            message = "missing; sales_standard takes penalty or credits.price_cap, what a missing vehicle costs"
            problems.add(self.place_of("kind"), "penalty", message)
        monies = {
            (amount_of(one.value).currency, amount_of(one.value).year)
            for _, dated in sums
            for one in dated.entries
            if one.value is not None
        }
        if len(monies) > 1:
            message = "penalty and credits.price_cap are in different money; write both in the same"
            problems.add(self.place_of("credits.price_cap"), "credits.price_cap", message)
        for segment in self.counts_as or ():
            if segment not in PLUGS:
                message = f"a {segment} is no new vehicle of this world; {' and '.join(PLUGS)} earn credits"
                problems.add(self.place_of(f"counts_as.{segment}"), f"counts_as.{segment}", message)
        if self.counts_as is not None and not any(self.counts_as.values()):
            problems.add(self.place_of("counts_as"), "counts_as", "nothing earns a credit; one segment must")
        for key in ("segments", "sold_by", "origins", "owners"):
            if getattr(self.covers, key) is not None:
                message = f"a sales standard is about all new vehicles of a market; {key} do not narrow it"
                problems.add(self.place_of(f"covers.{key}"), f"covers.{key}", message)
