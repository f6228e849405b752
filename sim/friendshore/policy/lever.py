"""A lever: a kind filled by a measure. It answers the questions it is about; to every other it says "no effect"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationInfo

from friendshore.dated import ALWAYS, BITING, Dated, begins_late, never_in_force
from friendshore.fields import Jurisdiction, LifeField, Line, SharesOfWhole, names_of
from friendshore.policy.definitions import BlocLike, Definitions
from friendshore.policy.mirrors import MirrorTerms
from friendshore.policy.names import Names
from friendshore.policy.questions import (
    Amount,
    At,
    Charge,
    Entry,
    LawAs,
    LicenceTerms,
    Obligation,
    Question,
    Quota,
    Refund,
    Sale,
    Support,
    VehicleSale,
    WorldFacts,
)
from friendshore.policy.scope import Scope
from friendshore.reading import Node, Place, Problems, suggest
from friendshore.schema import Mapped, Record, Wrong
from friendshore.units import Quantity

Rows = Annotated[tuple[str, ...], names_of("row")]

Restriction = tuple[date, date, date | None]
"""The day a restriction begins or tightens, the day that was known, and the day it ends."""


class Source(Record):
    """Where a measure was read: ``cite``, and ``url`` or ``row`` (rows of the facts table)."""

    cite: Line
    row: Rows = ()
    url: Line | None = None


def _reasons(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, Mapped) or value is None:
        return value
    raise Wrong("takes keys of this file, each with the reason why it is our guess")


class Lever(Record):
    """The header that every kind shares; a kind adds its own fields and answers.

    kind           what kind of measure it is, such as ``import_tariff``
    title          one line, as a chart would print it
    enacted_by     who decides: ISO alpha-3, a part of a country such as ``CAN-ON``, or a bloc
    life           the timeline of states; the measure acts while it is provisional or in force
    covers         what it is about
    paid_by        shares of governments; by default ``enacted_by`` pays all
    source         where it was read
    confidence     A to D, never better than the weakest row cited
    assumed        keys of the file that are our guess, and why
    expected_idle  why the measure may change nothing
    """

    answers: ClassVar[frozenset[Question]] = frozenset()
    """The questions of the engine that the kind is about."""
    scoped: ClassVar[bool] = True
    """Whether the kind needs ``covers``."""
    content_fields: ClassVar[tuple[str, ...]] = ()
    """Fields that can only be judged by what goods are made of."""

    kind: Line
    title: Line
    enacted_by: Jurisdiction
    life: LifeField
    covers: Scope = Field(default_factory=Scope)
    paid_by: SharesOfWhole | None = None
    source: Source
    confidence: Literal["A", "B", "C", "D"]
    assumed: Annotated[dict[str, Line], BeforeValidator(_reasons)] = Field(default_factory=dict)
    expected_idle: Line | None = None

    _name: str = PrivateAttr(default="")
    _node: Node | None = PrivateAttr(default=None)

    # -- identity

    @property
    def name(self) -> str:
        """The measure's name, which is its file's."""
        return self._name

    def place_of(self, key: str) -> Place:
        """Where the key stands in the measure's file; of a path such as ``rates.japan``, as far as it is there."""
        if self._node is None:
            return Place(self._name or self.kind, 1, 1)
        place, node = self._node.place, self._node
        for part in key.split("."):
            found, inner = node.key(part), node.get(part)
            if found is None or inner is None:
                break
            place, node = found.place, inner
        return place

    @property
    def payers(self) -> Mapping[str, float]:
        """Who pays, by share."""
        return self.paid_by or {self.enacted_by: 1.0}

    @property
    def needs_provenance(self) -> tuple[str, ...]:
        """The keys of this file that only the provenance of goods could decide, in the order of the kind."""
        return tuple(name for name in self.content_fields if getattr(self, name) is not None)

    def blocs_named(self, names: Names) -> frozenset[str]:
        """The blocs that the measure refers to, and whose files a scenario loads with it."""
        return self.places_named() & names.blocs

    # -- time

    def dated_values(self) -> tuple[tuple[str, Dated[Any]], ...]:
        """Every value by date, with the path of keys that leads to it."""
        return ()

    def days(self) -> frozenset[date]:
        """Every day on which an answer, or what is known of it, may change."""
        return frozenset(self.life.days()).union(*(dated.days() for _, dated in self.dated_values()))

    def bites(self, at: At) -> bool:
        """Whether the measure acts on the day asked about, as known then."""
        return self.life.bites(at.day, at.known)

    def biting_since(self, day: date) -> date:
        """The first day of the unbroken time for which the measure has acted on ``day``."""
        since = day
        for entry in self.life.entries:
            if entry.day > day or entry.replaced is not None:
                continue
            if entry.value not in BITING:
                since = day
            elif since == day:
                since = entry.day
        return since

    @property
    def never_acts(self) -> bool:
        """Whether the measure never acts as it stands; only such a one may leave its numbers to a scenario."""
        return self.life.first_bite is None

    def bites_until(self, day: date) -> date | None:
        """The day on which the measure stops acting after ``day``, or None."""
        current = (one for one in self.life.entries if one.replaced is None and one.day > day)
        return next((one.day for one in current if one.value not in BITING), None)

    def restrictions(self) -> tuple[Restriction, ...]:
        """Every day on which the measure begins to act or a value of it moves while it acts."""
        found = []
        for day in sorted(self._turning_points()):
            if day != ALWAYS and self.life.bites(day):
                found.append((day, self._known(day), self.bites_until(day)))
        return tuple(found)

    def _turning_points(self) -> set[date]:
        days = {one.day for one in self.life.entries if one.replaced is None}
        return days.union(
            *({one.day for one in dated.entries if one.replaced is None} for _, dated in self.dated_values())
        )

    def _known(self, day: date) -> date:
        """When it was known what happens on ``day``."""
        news = [one.known for _, dated in self.dated_values() for one in dated.entries if one.day == day and one.known]
        begins = any(one.day == day and one.replaced is None for one in self.life.entries)
        known = self.life.first_known(day) if begins or not news else max(news)
        return min(known or day, day)

    def refunds(self) -> tuple[Refund, ...]:
        """What becomes of money collected while the measure was provisional, or before a court struck it down."""
        current = [one for one in self.life.entries if one.replaced is None]
        found = []
        for before, after in pairwise(current):
            if before.value == "provisional" and after.value != "provisional":
                kept = after.value == "in_force"
                found.append(Refund(self.name, before.day, after.day, "kept" if kept else "returned"))
            elif after.value == "struck_down":
                found.append(Refund(self.name, self.biting_since(before.day), after.day, "returned"))
        return tuple(found)

    # -- what it is about

    def places_named(self) -> frozenset[str]:
        """Every country, part of one and bloc that the measure names."""
        return self.covers.words() | {self.enacted_by}

    @property
    def tells_uses_apart(self) -> bool:
        """Whether the answer depends on what a buyer does with the goods."""
        return self.covers.end_uses is not None

    @property
    def needs_money(self) -> bool:
        """Whether an answer holds money of the law, which is worth something else every year."""
        return False

    def concerns(self, entry: Entry, definitions: Definitions) -> bool:
        """Whether the measure could ever have something to say about goods that cross a border."""
        return self.covers.takes_entry(entry, definitions, None)

    def concerns_sale(self, sale: Sale, definitions: Definitions) -> bool:
        """Whether the measure could ever pay for what a site makes."""
        return self.covers.takes_sale(sale, definitions, None)

    def concerns_purchase(self, sale: VehicleSale, definitions: Definitions) -> bool:
        """Whether the measure could ever pay towards a vehicle."""
        return self.covers.takes_purchase(sale, definitions, None)

    # -- the questions; a kind answers those it names in ``answers``

    def charge(self, at: At, entry: Entry) -> Charge | None:
        """``import_duty``: the duty on an entry between two countries."""
        return None

    def licence(self, at: At, entry: Entry) -> LicenceTerms | None:
        """``licence``: what an exporter must ask for."""
        return None

    def bans(self, at: At, entry: Entry) -> bool:
        """``allowance``: whether nothing of the entry may be traded."""
        return False

    def quota(self, law_as: LawAs) -> Quota | None:
        """``allowance``: the cap in volume, if the measure is one."""
        return None

    def counted(self, at: At, entry: Entry, facts: WorldFacts) -> float:
        """``allowance``: what a unit of the entry counts against the cap."""
        return 0.0

    def counted_sale(self, at: At, sale: Sale, facts: WorldFacts) -> float:
        """``allowance``: what a unit that a site makes counts against the cap."""
        return 0.0

    def support(self, at: At, sale: Sale) -> Support | None:
        """``support``: what a maker is paid."""
        return None

    def purchase_support(self, at: At, sale: VehicleSale) -> Support | None:
        """``purchase_support``: what is paid towards a vehicle."""
        return None

    def obligation(self, at: At, country: str) -> Obligation | None:
        """``obligation``: what is asked of those who sell new vehicles in a country."""
        return None

    def as_bloc(self) -> BlocLike | None:
        """``members``: the measure as a set of countries."""
        return None

    def strictness(self, question: Question, at: At, entry: Entry) -> float:
        """How hard the measure makes an entry: a number that grows with the restriction, 0 for none."""
        if question == "import_duty":
            charge = self.charge(at, entry)
            return 0.0 if charge is None else charge.ad_valorem + (charge.specific.value if charge.specific else 0.0)
        if question == "licence":
            terms = self.licence(at, entry)
            return 0.0 if terms is None else 2.0 - terms.approval
        return float(self.bans(at, entry))

    # -- money

    @property
    def spending_cap(self) -> Amount | None:
        """The most that it pays over its life."""
        return None

    @property
    def stack_name(self) -> str | None:
        """The stack of which only the best measure pays."""
        return None

    @property
    def authority_name(self) -> str | None:
        """The law that a duty rests on."""
        return None

    @property
    def gives_way_to(self) -> tuple[str, ...]:
        """The authorities that a duty yields to."""
        return ()

    @property
    def mirror(self) -> MirrorTerms | None:
        """The law that it follows."""
        return None

    def has_mirrored_field(self, field: str) -> bool:
        """Whether another measure can follow this field."""
        return False

    def mirrored_value(self, field: str, day: date, known: date) -> float:
        """The field's value on ``day`` as known on ``known``; 0 when the measure does not act then."""
        raise NotImplementedError(f"{self.kind} has no field to mirror")

    # -- checks that need more than one key

    def check(self, problems: Problems, names: Names) -> None:
        """Note what is wrong with the measure as a whole; a kind adds its own checks."""
        self._check_source(problems, names)
        self._check_assumed(problems)
        for key, dated in self.dated_values():
            late = begins_late(self.life, dated, key)
            if late is not None:
                problems.add(self.place_of("life"), "life", late)
            if self.life.last_state == "expired":  # what a repeal cuts off was law when it was written
                for _, message in never_in_force(self.life, dated):
                    problems.add(self.place_of(key), key, message, "warning")

    def _check_source(self, problems: Problems, names: Names) -> None:
        if not self.source.row and self.source.url is None:
            message = "a measure says where it was read: cite, and url or row"
            problems.add(self.place_of("source"), "source", message)
        weakest = max((names.rows[row] for row in self.source.row if row in names.rows), default="A")
        if self.confidence < weakest:
            message = f"{self.confidence} is better than the weakest row cited ({weakest})"
            problems.add(self.place_of("confidence"), "confidence", message)

    def _check_assumed(self, problems: Problems) -> None:
        keys = self._node.keys() if self._node is not None else ()
        for key in self.assumed:
            if self._node is not None and key.partition(".")[0] not in keys:
                near = suggest(key, keys)
                hint = f"; did you mean {near}?" if near else ""
                problems.add(
                    self.place_of(f"assumed.{key}"), f"assumed.{key}", f"{key} is not a key of this file{hint}"
                )


def amount_of(quantity: Quantity) -> Amount:
    """The money of a quantity, per its unit if it has one."""
    if quantity.money is None:
        raise ValueError(f"{quantity} is no money")
    return Amount(quantity.value, quantity.money.currency, quantity.money.year)
