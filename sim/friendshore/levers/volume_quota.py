"""So much and no more: a cap in volume on what leaves, enters or is dug, window after window."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from friendshore.fields import Amount, Day, Line, SmallShare, name_of
from friendshore.policy.borders import enters, leaves
from friendshore.policy.definitions import Definitions
from friendshore.policy.lever import Lever
from friendshore.policy.names import Names
from friendshore.policy.questions import At, Entry, LawAs, Question, Quota, Sale, Window, WorldFacts
from friendshore.reading import Problems
from friendshore.schema import Record

CONTAINED = "contained "
GROSS, OWN_UNITS = "gross weight", "own units"


class QuotaWindow(Record):
    """A row of ``windows``: the days it holds for, both included, and how much may pass on them.

    limit       as observed
    as_written  what the text of the law would let pass, where practice differs
    unused      whether what is left at the end is ``lost``, or ``carried`` into the next window and no further
    known       the day the row became known; by default that of the measure's first announcement
    """

    from_: Day = Field(alias="from")
    to: Day
    limit: Amount
    as_written: Amount | None = None
    unused: Literal["lost", "carried"] = "lost"
    known: Day | None = None


class VolumeQuota(Lever):
    """A cap on the volume of exports, imports or mining.

    act           ``export``, ``import`` or ``extract`` (what is dug or made)
    basis         what a limit counts: ``contained`` and a mineral, ``gross weight``, ``own units``, or other words
    counts        commodity -> what a unit of it counts against a limit; needed where ``basis`` is in other words
    windows       a table of rows, each with its days and its limit; between windows there is no cap
    allocation    ``past_exports``: everybody has a share and uses it evenly over the window; ``first_come``: all of a
                  window is open from its first day
    reserved_for  parts of the limit that are kept for some, in words and shares; they count as open to all

    Asked of lanes that cross the border of who enacted it; a cap on mining, of sites of ``covers.sites`` or
    ``covers.countries``, by default at home.
    """

    answers: ClassVar[frozenset[Question]] = frozenset({"allowance"})

    act: Literal["export", "import", "extract"]
    basis: Line
    counts: dict[Annotated[str, name_of("commodity")], Amount] = Field(default_factory=dict)
    windows: Annotated[dict[str, QuotaWindow], Field(min_length=1)]
    allocation: Literal["past_exports", "first_come"] = "past_exports"
    reserved_for: dict[str, SmallShare] = Field(default_factory=dict)

    # -- time

    def days(self) -> frozenset[date]:
        """Days on which a window begins or became known, besides those of its life."""
        rows = self.windows.values()
        return super().days().union(
            {one.from_ for one in rows}, {one.known for one in rows if one.known is not None}
        )  # fmt: skip

    def _turning_points(self) -> set[date]:
        return super()._turning_points() | {one.from_ for one in self.windows.values()}

    def _known(self, day: date) -> date:
        news = [one.known for one in self.windows.values() if one.from_ == day and one.known is not None]
        return min(max(news), day) if news else super()._known(day)

    # -- answers

    def concerns(self, entry: Entry, definitions: Definitions) -> bool:
        """Whether the entry could ever count against the cap."""
        return self._crosses(entry, definitions, None)

    def _crosses(self, entry: Entry, definitions: Definitions, day: date | None) -> bool:
        if self.act == "extract":
            return False
        return (leaves if self.act == "export" else enters)(self, entry, definitions, day)

    def _digs(self, sale: Sale, definitions: Definitions, day: date | None) -> bool:
        named = self.covers.countries is not None or self.covers.sites is not None
        home = named or definitions.is_country(self.enacted_by, sale.country, day)
        return home and self.covers.takes_sale(sale, definitions, day)

    def quota(self, law_as: LawAs) -> Quota:
        """The windows in force as written or practised."""
        rows = [
            Window(
                one.from_,
                one.to,
                (one.as_written if law_as == "written" and one.as_written is not None else one.limit).value,
                one.unused == "carried",
            )
            for one in sorted(self.windows.values(), key=lambda one: one.from_)
        ]
        return Quota(self.name, self.act, self.allocation == "past_exports", tuple(rows))

    def counted(self, at: At, entry: Entry, facts: WorldFacts) -> float:
        """What a unit that crosses the border counts against the cap; 0 for nothing."""
        if not self.bites(at) or not self._crosses(entry, at.definitions, at.day):
            return 0.0
        return self._per_unit(entry.commodity, facts)

    def counted_sale(self, at: At, sale: Sale, facts: WorldFacts) -> float:
        """What a unit that a site makes counts against the cap; 0 for nothing."""
        if self.act != "extract" or not self.bites(at) or not self._digs(sale, at.definitions, at.day):
            return 0.0
        return self._per_unit(sale.commodity, facts)

    def _per_unit(self, commodity: str, facts: WorldFacts) -> float:
        if commodity in self.counts:
            return self.counts[commodity].value
        if self.basis.startswith(CONTAINED):
            mineral = self.basis.removeprefix(CONTAINED)
            return facts.contained.get(commodity, {}).get(mineral, 0.0) / 1000.0
        return facts.gross.get(commodity, 1.0) if self.basis == GROSS else 1.0

    def strictness(self, question: Question, at: At, entry: Entry) -> float:
        """How hard an entry is made: 1 for a window that lets nothing pass, less the more it does, 0 for no cap."""
        if not self.bites(at) or not self._crosses(entry, at.definitions, at.day):
            return 0.0
        window = self.quota(at.law_as).window(at.day)
        return 0.0 if window is None else 1.0 / (1.0 + window.limit / window.length)

    # -- checks

    def check(self, problems: Problems, names: Names) -> None:
        """As for every measure; besides, windows that overlap or lie backwards, and a basis that nothing can count."""
        super().check(problems, names)
        self._check_windows(problems)
        self._check_basis(problems, names)
        shares = sum(self.reserved_for.values())
        if shares > 1.0:
            problems.add(self.place_of("reserved_for"), "reserved_for", f"{shares * 100:.4g} % is kept; 100 % is all")

    def _check_windows(self, problems: Problems) -> None:
        before: tuple[str, QuotaWindow] | None = None
        for name, row in sorted(self.windows.items(), key=lambda one: one[1].from_):
            place, key = self.place_of(f"windows.{name}"), f"windows.{name}"
            if row.to < row.from_:
                problems.add(place, key, f"to {row.to} is before from {row.from_}")
            if row.known is not None and row.known > row.from_:
                problems.add(place, key, f"known: {row.known} is after the day it takes effect ({row.from_})")
            if before is not None:
                days = (row.from_ - before[1].to).days
                if days < 1:
                    problems.add(place, key, f"overlaps {before[0]} by {1 - days} days")
                elif days > 1:
                    message = f"between {before[0]} and {name} nothing is capped for {days - 1} days"
                    problems.add(place, key, message, "warning")
            before = (name, row)

    def _check_basis(self, problems: Problems, names: Names) -> None:
        known = self.basis in (GROSS, OWN_UNITS) or self.basis.startswith(CONTAINED)
        goods = _commodities(self.covers.commodities or (), names.groups)
        missing = [one for one in goods if one not in self.counts]
        if not known and (missing or not goods):
            message = (
                f"'{self.basis}' is counted by no table; write contained and a mineral, {GROSS} or {OWN_UNITS}, "
                f"or say under counts what a unit of {', '.join(missing) or 'each commodity'} counts"
            )
            problems.add(self.place_of("basis"), "basis", message)


def _commodities(words: tuple[str, ...], groups: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Commodities that words of a scope stand for."""
    return [one for word in words for one in groups.get(word, (word,))]
