"""The law of a scenario in the engine's terms: every measure asked, the answers combined, the parts kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import inf
from typing import TypeVar

from friendshore.errors import FriendshoreError, InputError
from friendshore.policy import duties, mirrors
from friendshore.policy.classes import Classes
from friendshore.policy.definitions import Definitions
from friendshore.policy.lever import Lever
from friendshore.policy.meters import Cap, Meters
from friendshore.policy.questions import (
    END_USES,
    NO_DUTY,
    Amount,
    Answer,
    At,
    Duty,
    Entry,
    LawAs,
    Licence,
    Notice,
    Question,
    Quota,
    Refund,
    Sale,
    Standard,
    Support,
    VehicleSale,
    WorldFacts,
)
from friendshore.policy.queues import queues, together
from friendshore.policy.remembered import remembered
from friendshore.policy.standards import combined
from friendshore.policy.timeline import Timeline

T = TypeVar("T")

Counts = dict[str, tuple[float, float]]
"""Measure -> (what a unit counts against its cap, share of the unit that the cap is about)."""


class PolicyBook:
    """Answers the engine's questions from a set of measures; pure, and the same for every replication.

    Measures are asked in the order of their names, so that the order of a scenario's list changes no byte.
    The book never counts: caps live in the ``Meters`` that each replication opens for itself.

    Errors: InputError when a mirror follows a measure that is not there, or goes round.
    """

    def __init__(self, levers: Sequence[Lever], world_facts: WorldFacts, law_as: LawAs = "practised") -> None:
        found = mirrors.problems_of(levers)
        if found:
            raise InputError(found)
        self._levers = {lever.name: lever for lever in sorted(levers, key=lambda one: one.name)}
        self._facts = world_facts
        self._law_as: LawAs = law_as
        blocs = {name: bloc for name, lever in self._levers.items() if (bloc := lever.as_bloc()) is not None}
        self._bloc_days = frozenset(day for name in blocs for day in self._levers[name].days())
        self._definitions = Definitions(world_facts.groups, blocs)
        self._classes = Classes(self._levers.values(), self._definitions, world_facts)
        self._mirrors = mirrors.Mirrors(self._levers)
        self._mfn = duties.MfnTable(world_facts)

    # The moments

    def change_days(self, start: date, end: date) -> tuple[date, ...]:
        """Every day of the run on which any answer may change, in order; the first is ``start``.

        The days of lives, values and memberships, the days on which they became known, and the first of
        January, because a nominal amount is worth less in real money from one year to the next.
        """
        days = {day for lever in self._levers.values() for day in lever.days()}
        days.update(date(year, 1, 1) for year in range(start.year, end.year + 1))
        return (start, *sorted(day for day in days if start < day <= end))

    def _at(self, day: date) -> At:
        return At(day, day, self._definitions, self._law_as)

    def _asked(self, question: Question) -> tuple[Lever, ...]:
        return tuple(lever for lever in self._levers.values() if question in lever.answers)

    def _over_time(self, levers: Sequence[Lever], compute: Callable[[date], T], money: bool = False) -> Timeline[T]:
        """What depends on these measures; ``money`` loses worth from one year to the next."""
        days = set(self._bloc_days) if levers else set()
        for lever in levers:
            for name in self._mirrors.chain(lever.name):
                days.update(self._levers[name].days())
        if levers and money:
            days.update(date(year, 1, 1) for year in range(2000, 2101))
        return Timeline(days, compute)

    # Goods that cross a border

    @remembered
    def _about(self, question: Question, commodity: str) -> tuple[Lever, ...]:
        """The measures that could ever answer the question about a commodity, wherever it goes."""
        asked = self._asked(question)
        return tuple(lever for lever in asked if lever.covers.takes_commodity(commodity, self._definitions))

    @remembered
    def _concerned(self, question: Question, entry: Entry) -> tuple[Lever, ...]:
        """The measures that could ever have something to say to the question about the entry."""
        about = self._about(question, entry.commodity)
        pairs = self._classes.pairs(entry) if about else ()
        return tuple(lever for lever in about if any(lever.concerns(pair, self._definitions) for pair, _ in pairs))

    def _uses(self, entry: Entry, levers: Iterable[Lever]) -> tuple[Entry, ...]:
        """The entry, or when its use is not known and law tells uses apart, the entry for each use."""
        if entry.end_use == "any" and any(lever.tells_uses_apart for lever in levers):
            return tuple(replace(entry, end_use=use) for use in END_USES)
        return (entry,)

    def _pairs_by_use(self, entry: Entry, levers: Sequence[Lever]) -> tuple[tuple[tuple[Entry, float], ...], ...]:
        """The entry between single countries, with weights, for each use that law tells apart; none without law."""
        return tuple(self._classes.pairs(use) for use in self._uses(entry, levers)) if levers else ()

    def import_duty(self, day: date, entry: Entry) -> Duty:
        """The duty on the entry: measures yield, and what is left adds up, with the MFN duty as authority ``mfn``.

        A region's duty is the mean over its members by their shares. Goods that stay in one country pay none.
        """
        return self.duty_over_time(entry).at(day)

    @remembered
    def duty_over_time(self, entry: Entry) -> Timeline[Duty]:
        """``import_duty`` of every day."""
        levers = self._concerned("import_duty", entry)
        uses = self._uses(entry, levers)
        money = any(lever.needs_money for lever in levers)
        return self._over_time(levers, lambda when: self._strictest_duty(when, uses, levers), money)

    def _strictest_duty(self, day: date, uses: Sequence[Entry], levers: Sequence[Lever]) -> Duty:
        found = [self._duty(day, use, levers) for use in uses]
        return max(found, key=lambda duty: (duty.decision_ad_valorem, duty.specific))

    def _duty(self, day: date, entry: Entry, levers: Sequence[Lever]) -> Duty:
        at = self._at(day)
        weighted = []
        for pair, weight in self._classes.pairs(entry):
            charges = [(lever.name, charge) for lever in levers if (charge := lever.charge(at, pair)) is not None]
            mfn = self._mfn.charge(pair)
            if mfn is not None:
                charges.insert(0, ("mfn", mfn))
            if charges:
                weighted.append((weight, duties.after_yielding(charges)))
        if not weighted:
            return NO_DUTY
        return duties.mean_duty(weighted, self._facts, day)

    def licence(self, day: date, entry: Entry) -> Licence | None:
        """One licence that stands for all that the entry needs, or None when it needs none; see ``together``."""
        return together(self.licences(day, entry), whole=len(self._classes.pairs(entry)) == 1)

    def licences(self, day: date, entry: Entry) -> tuple[Licence, ...]:
        """Every licence that goods of the entry need, by measure and by the countries between which they go.

        A measure asks for its own, with its own queue; goods pass when all let them.
        """
        return self.licences_over_time(entry).at(day)

    @remembered
    def licences_over_time(self, entry: Entry) -> Timeline[tuple[Licence, ...]]:
        """``licences`` of every day."""
        levers = self._concerned("licence", entry)
        pairs = self._pairs_by_use(entry, levers)
        every = tuple(pair for use in pairs for pair in use)
        return self._over_time(levers, lambda when: queues(self._at(when), every, levers))

    def banned_share(self, day: date, entry: Entry) -> tuple[float, str | None]:
        """Share of the entry that may not be traded, and the measure that bans most of it.

        Between 0 and 1 only for a region of which some members ban or are banned.
        """
        return self.ban_over_time(entry).at(day)

    @remembered
    def ban_over_time(self, entry: Entry) -> Timeline[tuple[float, str | None]]:
        """``banned_share`` of every day."""
        levers = self._concerned("allowance", entry)
        uses = self._pairs_by_use(entry, levers) or ((),)

        def compute(when: date) -> tuple[float, str | None]:
            return max((self._banned(when, pairs, levers) for pairs in uses), key=lambda one: one[0])

        return self._over_time(levers, compute)

    def _banned(
        self, day: date, pairs: Sequence[tuple[Entry, float]], levers: Sequence[Lever]
    ) -> tuple[float, str | None]:
        at = self._at(day)
        share = 0.0
        shares: dict[str, float] = {}
        for pair, weight in pairs:
            banning = [lever.name for lever in levers if lever.bans(at, pair)]
            share += weight if banning else 0.0
            for name in banning:
                shares[name] = shares.get(name, 0.0) + weight
        return (min(1.0, share), max(shares, key=lambda name: shares[name]) if shares else None)

    def allowance(self, day: date, entry: Entry) -> tuple[float, str | None]:
        """How much of the entry may be traded, infinite or 0, and the measure that bans it.

        A region is banned when all of it is; ``banned_share`` tells how much of it.
        """
        share, measure = self.banned_share(day, entry)
        return (0.0, measure) if share > 1.0 - 1e-9 else (inf, None)

    def quotas(self) -> tuple[Quota, ...]:
        """Every cap in volume, by the name of its measure."""
        found = (lever.quota(self._law_as) for lever in self._asked("allowance"))
        return tuple(quota for quota in found if quota is not None)

    def capped(self, commodity: str) -> bool:
        """Whether a cap in volume is about the commodity, somewhere and on some day."""
        return any(
            lever.quota(self._law_as) is not None and lever.covers.takes_commodity(commodity, self._definitions)
            for lever in self._asked("allowance")
        )

    def counted(self, day: date, entry: Entry) -> Counts:
        """What of the entry counts against caps on trade; of a use that is not known, the use that counts most."""
        return self.counted_over_time(entry).at(day)

    @remembered
    def counted_over_time(self, entry: Entry) -> Timeline[Counts]:
        """``counted`` of every day."""
        levers = self._concerned("allowance", entry)
        uses = self._pairs_by_use(entry, levers)

        def compute(when: date) -> Counts:
            at = self._at(when)
            found: Counts = {}
            for pairs in uses:
                for lever in levers:
                    one = _of_parts((weight, lever.counted(at, pair, self._facts)) for pair, weight in pairs)
                    if one[0] > found.get(lever.name, (0.0, 0.0))[0]:
                        found[lever.name] = one
            return found

        return self._over_time(levers, compute)

    def counted_sale(self, day: date, sale: Sale) -> Counts:
        """What of a site's output counts against caps on mining."""
        return self.counted_sale_over_time(sale).at(day)

    @remembered
    def counted_sale_over_time(self, sale: Sale) -> Timeline[Counts]:
        """``counted_sale`` of every day."""
        levers = self._about("allowance", sale.commodity)
        places = [(replace(sale, country=place), weight) for place, weight in self._classes.places(sale.country)]

        def compute(when: date) -> Counts:
            at = self._at(when)
            found = {
                lever.name: _of_parts((weight, lever.counted_sale(at, one, self._facts)) for one, weight in places)
                for lever in levers
            }
            return {name: one for name, one in found.items() if one[0] > 0.0}

        return self._over_time(levers, compute)

    # Money for making and buying

    def support(self, day: date, sale: Sale) -> tuple[Answer, ...]:
        """What each measure pays the maker, USD2024 per unit; the best within a ``stack``, all across."""
        return self.support_over_time(sale).at(day)

    @remembered
    def support_over_time(self, sale: Sale) -> Timeline[tuple[Answer, ...]]:
        """``support`` of every day."""
        makers = [(replace(sale, country=place), weight) for place, weight in self._classes.places(sale.country)]
        asked = self._asked("support")
        levers = [one for one in asked if any(one.concerns_sale(maker, self._definitions) for maker, _ in makers)]
        cost = self._facts.site_cost.get(sale.site)
        return self._paid_over_time(levers, makers, lambda lever, at, maker: lever.support(at, maker), cost)

    def purchase_support(self, day: date, sale: VehicleSale) -> tuple[Answer, ...]:
        """What each measure pays towards a new vehicle, USD2024, already times the share of sales that is paid."""
        return self._purchase_support_over_time(sale).at(day)

    @remembered
    def _purchase_support_over_time(self, sale: VehicleSale) -> Timeline[tuple[Answer, ...]]:
        users = [(replace(sale, market=place), weight) for place, weight in self._classes.places(sale.market)]
        asked = self._asked("purchase_support")
        levers = [one for one in asked if any(one.concerns_purchase(user, self._definitions) for user, _ in users)]
        return self._paid_over_time(levers, users, lambda lever, at, user: lever.purchase_support(at, user), None)

    def _paid_over_time(
        self,
        levers: Sequence[Lever],
        paid: Sequence[tuple[T, float]],
        pays: Callable[[Lever, At, T], Support | None],
        cost: float | None,
    ) -> Timeline[tuple[Answer, ...]]:
        """What these measures pay on every day to those who may be paid, each with its weight."""

        def compute(when: date) -> tuple[Answer, ...]:
            at = self._at(when)
            found = [(lever, pays(lever, at, one), weight) for lever in levers for one, weight in paid]
            return self._payments(when, found, cost)

        return self._over_time(levers, compute, money=True)

    def standard(self, day: date, market: str) -> Standard | None:
        """What those who sell new vehicles in a market must sell, or None; in each country the highest share decides.

        For a region the mean over the members with such law, which are ``part`` of it.
        """
        return self._standard_over_time(market).at(day)

    @remembered
    def _standard_over_time(self, market: str) -> Timeline[Standard | None]:
        levers = self._asked("obligation")
        countries = self._classes.places(market)
        return self._over_time(levers, lambda when: self._standard(when, countries, levers), money=True)

    def _standard(self, day: date, countries: Sequence[tuple[str, float]], levers: Sequence[Lever]) -> Standard | None:
        at = self._at(day)
        strictest = []
        for country, weight in countries:
            asked = [(lever.name, one) for lever in levers if (one := lever.obligation(at, country)) is not None]
            if asked:
                strictest.append((weight, *max(asked, key=lambda found: found[1].share)))
        if not strictest:
            return None
        penalties = [self._real(one.penalty, day) for _, _, one in strictest]
        return combined(
            [(weight, name, one, worth) for (weight, name, one), worth in zip(strictest, penalties, strict=True)]
        )

    def _real(self, amount: Amount, day: date) -> float:
        return self._facts.money.real(amount.value, amount.currency, amount.year, day)

    def _payments(
        self, day: date, found: Sequence[tuple[Lever, Support | None, float]], cost: float | None
    ) -> tuple[Answer, ...]:
        paid: dict[str, float] = {}
        for lever, support, weight in found:
            if support is not None:
                paid[lever.name] = paid.get(lever.name, 0.0) + weight * self._worth(lever, support, cost, day)
        best: dict[str, str] = {}
        for name, value in paid.items():
            stack = self._levers[name].stack_name
            if stack is not None and value > paid.get(best.get(stack, ""), 0.0):
                best[stack] = name
        return tuple(
            Answer(name, value, meter=name if self._levers[name].spending_cap is not None else None)
            for name, value in paid.items()
            if value != 0.0 and best.get(self._levers[name].stack_name or "", name) == name
        )

    def _worth(self, lever: Lever, support: Support, cost: float | None, day: date) -> float:
        value = 0.0
        if support.of_cost:
            if cost is None:
                raise FriendshoreError(f"{lever.name} pays a share of cost, but the site's cost is not known")
            value += support.of_cost * cost
        if support.amount is not None:
            value += self._real(support.amount, day)
        return value * support.share * self._mirrors.factor(lever.name, day)

    # News and money

    def notices(self) -> tuple[Notice, ...]:
        """Every restriction on goods that begins or tightens on some day, with the day it became known.

        By the day it bites. Anticipation runs from ``announced``; when that is the same day, nobody had notice.
        """
        found = [
            Notice(lever.name, question, announced, effective, until, self._tightening(lever, question, effective))
            for question in ("import_duty", "licence", "allowance")
            for lever in self._asked(question)
            for effective, announced, until in lever.restrictions()
        ]
        return tuple(sorted(found, key=lambda notice: (notice.effective, notice.measure, notice.question)))

    def _tightening(self, lever: Lever, question: Question, effective: date) -> Callable[[Entry], bool]:
        before, after = self._at(effective - timedelta(days=1)), self._at(effective)

        def covers(entry: Entry) -> bool:
            return lever.covers.takes_commodity(entry.commodity, self._definitions) and any(
                lever.concerns(pair, self._definitions)
                and lever.strictness(question, after, pair) > lever.strictness(question, before, pair)
                for use in self._uses(entry, (lever,))
                for pair, _ in self._classes.pairs(use)
            )

        return covers

    def refunds(self) -> tuple[Refund, ...]:
        """What becomes of money held in suspense: kept when an order follows, returned when none does."""
        return tuple(refund for lever in self._levers.values() for refund in lever.refunds())

    def open_meters(self) -> Meters:
        """Empty meters, one for each cap; each replication opens its own."""
        caps = {name: Cap(name, cap) for name, lever in self._levers.items() if (cap := lever.spending_cap) is not None}
        payers = {name: lever.payers for name, lever in self._levers.items()}
        return Meters(caps, payers, self._facts.money)


def _of_parts(parts: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """(what a whole unit counts, share of it that counts at all) from the parts of a region."""
    known = tuple(parts)
    return sum(weight * count for weight, count in known), sum(weight for weight, count in known if count > 0.0)
