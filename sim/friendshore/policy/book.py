"""The law of a scenario in the engine's terms: every measure asked, the answers combined, the parts kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import inf

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
from friendshore.policy.standards import combined
from friendshore.policy.timeline import Timeline

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
        self._about: dict[tuple[Question, str], tuple[Lever, ...]] = {}
        self._concerning: dict[tuple[Question, Entry], tuple[Lever, ...]] = {}
        self._duties: dict[Entry, Timeline[Duty]] = {}
        self._licences: dict[Entry, Timeline[tuple[Licence, ...]]] = {}
        self._bans: dict[Entry, Timeline[tuple[float, str | None]]] = {}
        self._counts: dict[Entry, Timeline[Counts]] = {}
        self._sale_counts: dict[Sale, Timeline[Counts]] = {}
        self._supports: dict[Sale, Timeline[tuple[Answer, ...]]] = {}
        self._purchases: dict[VehicleSale, Timeline[tuple[Answer, ...]]] = {}
        self._standards: dict[str, Timeline[Standard | None]] = {}

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

    def _days_of(self, levers: Iterable[Lever], money: bool) -> set[date]:
        days = set(self._bloc_days)
        for lever in levers:
            for name in self._mirrors.chain(lever.name):
                days.update(self._levers[name].days())
        if money:
            days.update(date(year, 1, 1) for year in range(2000, 2101))
        return days

    # Goods that cross a border

    def _concerned(self, question: Question, entry: Entry) -> tuple[Lever, ...]:
        """The measures that could ever have something to say to the question about the entry."""
        found = self._concerning.get((question, entry))
        if found is None:
            about = self._about_goods(question, entry.commodity)
            pairs = self._classes.pairs(entry) if about else ()
            found = self._concerning[question, entry] = tuple(
                lever for lever in about if any(lever.concerns(pair, self._definitions) for pair, _ in pairs)
            )
        return found

    def _about_goods(self, question: Question, commodity: str) -> tuple[Lever, ...]:
        """The measures that could ever answer the question about a commodity, wherever it goes."""
        found = self._about.get((question, commodity))
        if found is None:
            found = self._about[question, commodity] = tuple(
                lever for lever in self._asked(question) if lever.covers.takes_commodity(commodity, self._definitions)
            )
        return found

    def _uses(self, entry: Entry, levers: Iterable[Lever]) -> tuple[Entry, ...]:
        """The entry, or when its use is not known and law tells uses apart, the entry for each use."""
        if entry.end_use == "any" and any(lever.tells_uses_apart for lever in levers):
            return tuple(replace(entry, end_use=use) for use in END_USES)
        return (entry,)

    def import_duty(self, day: date, entry: Entry) -> Duty:
        """The duty on the entry: measures yield, and what is left adds up, with the MFN duty as authority ``mfn``.

        A region's duty is the mean over its members by their shares. Goods that stay in one country pay none.
        """
        return self.duty_over_time(entry).at(day)

    def duty_over_time(self, entry: Entry) -> Timeline[Duty]:
        """``import_duty`` of every day."""
        timeline = self._duties.get(entry)
        if timeline is None:
            levers = self._concerned("import_duty", entry)
            money = any(lever.needs_money for lever in levers)
            uses = self._uses(entry, levers)
            timeline = self._duties[entry] = Timeline(
                self._days_of(levers, money) if levers else (), lambda when: self._strictest_duty(when, uses, levers)
            )
        return timeline

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

    def licences_over_time(self, entry: Entry) -> Timeline[tuple[Licence, ...]]:
        """``licences`` of every day."""
        timeline = self._licences.get(entry)
        if timeline is None:
            levers = self._concerned("licence", entry)
            uses = self._uses(entry, levers) if levers else ()
            pairs = tuple(pair for use in uses for pair in self._classes.pairs(use))
            timeline = self._licences[entry] = Timeline(
                self._days_of(levers, money=False) if levers else (),
                lambda when: queues(self._at(when), pairs, levers),
            )
        return timeline

    def banned_share(self, day: date, entry: Entry) -> tuple[float, str | None]:
        """Share of the entry that may not be traded, and the measure that bans most of it.

        Between 0 and 1 only for a region of which some members ban or are banned.
        """
        return self.ban_over_time(entry).at(day)

    def ban_over_time(self, entry: Entry) -> Timeline[tuple[float, str | None]]:
        """``banned_share`` of every day."""
        timeline = self._bans.get(entry)
        if timeline is None:
            levers = self._concerned("allowance", entry)
            uses = self._uses(entry, levers)
            timeline = self._bans[entry] = Timeline(
                self._days_of(levers, money=False) if levers else (),
                lambda when: max((self._banned(when, use, levers) for use in uses), key=lambda one: one[0]),
            )
        return timeline

    def _banned(self, day: date, entry: Entry, levers: Sequence[Lever]) -> tuple[float, str | None]:
        at = self._at(day)
        share = 0.0
        shares: dict[str, float] = {}
        for pair, weight in self._classes.pairs(entry) if levers else ():
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

    def counted_over_time(self, entry: Entry) -> Timeline[Counts]:
        """``counted`` of every day."""
        timeline = self._counts.get(entry)
        if timeline is None:
            levers = self._concerned("allowance", entry)
            uses = [self._classes.pairs(use) for use in self._uses(entry, levers)] if levers else []

            def compute(when: date) -> Counts:
                at = self._at(when)
                found: Counts = {}
                for pairs in uses:
                    for lever in levers:
                        one = _of_parts((weight, lever.counted(at, pair, self._facts)) for pair, weight in pairs)
                        if one[0] > found.get(lever.name, (0.0, 0.0))[0]:
                            found[lever.name] = one
                return found

            days = self._days_of(levers, money=False) if levers else ()
            timeline = self._counts[entry] = Timeline(days, compute)
        return timeline

    def counted_sale(self, day: date, sale: Sale) -> Counts:
        """What of a site's output counts against caps on mining."""
        return self.counted_sale_over_time(sale).at(day)

    def counted_sale_over_time(self, sale: Sale) -> Timeline[Counts]:
        """``counted_sale`` of every day."""
        timeline = self._sale_counts.get(sale)
        if timeline is None:
            levers = self._about_goods("allowance", sale.commodity)
            places = [(replace(sale, country=place), weight) for place, weight in self._classes.places(sale.country)]

            def compute(when: date) -> Counts:
                at = self._at(when)
                found = {
                    lever.name: _of_parts((weight, lever.counted_sale(at, one, self._facts)) for one, weight in places)
                    for lever in levers
                }
                return {name: one for name, one in found.items() if one[0] > 0.0}

            days = self._days_of(levers, money=False) if levers else ()
            timeline = self._sale_counts[sale] = Timeline(days, compute)
        return timeline

    # Money for making and buying

    def support(self, day: date, sale: Sale) -> tuple[Answer, ...]:
        """What each measure pays the maker, USD2024 per unit; the best within a ``stack``, all across."""
        return self.support_over_time(sale).at(day)

    def support_over_time(self, sale: Sale) -> Timeline[tuple[Answer, ...]]:
        """``support`` of every day."""
        timeline = self._supports.get(sale)
        if timeline is None:
            places = self._classes.places(sale.country)
            subjects = [(replace(sale, country=country), weight) for country, weight in places]
            levers = tuple(
                lever
                for lever in self._asked("support")
                if any(lever.concerns_sale(one, self._definitions) for one, _ in subjects)
            )
            cost = self._facts.site_cost.get(sale.site)

            def compute(when: date) -> tuple[Answer, ...]:
                at = self._at(when)
                return self._payments(
                    when,
                    [(lever, lever.support(at, one), weight) for lever in levers for one, weight in subjects],
                    cost,
                )

            timeline = self._supports[sale] = Timeline(self._days_of(levers, money=True) if levers else (), compute)
        return timeline

    def purchase_support(self, day: date, sale: VehicleSale) -> tuple[Answer, ...]:
        """What each measure pays towards a new vehicle, USD2024, already times the share of sales that is paid."""
        timeline = self._purchases.get(sale)
        if timeline is None:
            places = self._classes.places(sale.market)
            subjects = [(replace(sale, market=country), weight) for country, weight in places]
            levers = tuple(
                lever
                for lever in self._asked("purchase_support")
                if any(lever.concerns_purchase(one, self._definitions) for one, _ in subjects)
            )

            def compute(when: date) -> tuple[Answer, ...]:
                at = self._at(when)
                return self._payments(
                    when,
                    [(lever, lever.purchase_support(at, one), weight) for lever in levers for one, weight in subjects],
                    None,
                )

            timeline = self._purchases[sale] = Timeline(self._days_of(levers, money=True) if levers else (), compute)
        return timeline.at(day)

    def standard(self, day: date, market: str) -> Standard | None:
        """What those who sell new vehicles in a market must sell, or None; in each country the highest share decides.

        For a region the mean over the members with such law, which are ``part`` of it.
        """
        timeline = self._standards.get(market)
        if timeline is None:
            levers = self._asked("obligation")
            countries = self._classes.places(market)
            timeline = self._standards[market] = Timeline(
                self._days_of(levers, money=True) if levers else (),
                lambda when: self._standard(when, countries, levers),
            )
        return timeline.at(day)

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
