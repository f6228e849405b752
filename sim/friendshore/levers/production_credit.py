"""Money for each unit made or sold."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from friendshore.dated import Dated
from friendshore.fields import DatedOf, Day, Flag, Line, Money, name_of, quantity
from friendshore.policy.content import ContentTest, check_tests
from friendshore.policy.definitions import Definitions
from friendshore.policy.lever import Lever, amount_of
from friendshore.policy.mirrors import MirrorTerms
from friendshore.policy.names import Names
from friendshore.policy.questions import Amount, At, Question, Sale, Support
from friendshore.policy.scope import Selection
from friendshore.policy.tables import check_rows, first_row
from friendshore.reading import Problems
from friendshore.schema import Record
from friendshore.units import Quantity

CreditRate = Annotated[Quantity, quantity("money/energy", "money/mass", "money/vehicles", "share")]
"""Money per kWh, t or vehicle, or a share of the cost of making it."""

_COUNTED = {"money/energy": ("MWh", "kWh"), "money/mass": ("t", "t"), "money/vehicles": ("vehicle", "vehicle")}
"""Dimension of a rate -> the unit its commodities are counted in, and how law writes it."""


class Mirrored(Record):
    """``mirrors``: the measure that is followed, its field, and the day whose promise is the yardstick."""

    measure: Annotated[str, name_of("word")]
    field: Annotated[str, name_of("word")] = "rate"
    since: Day


class CreditRow(Selection):
    """A row of ``rates``: what it fits, and what is paid for it."""

    rate: DatedOf[CreditRate]


class ProductionCredit(Lever):
    """A payment for each unit made.

    rate         money per kWh, t or vehicle, or % of the cost of making it, by date; or
    rates        a table of rows (commodities, technologies, ...), the first that fits decides
    earned_when  ``made`` or ``sold``
    cap          the most that is paid over the whole life, nominal money of the law
    mirrors      a measure that it follows down, one for one, against what that promised on ``since``
    stack        of the measures that share a stack, only the best pays
    tax_free     whether a dollar of it is worth a dollar after tax
    penalty      what a maker owes that breaks its promise, in words
    tests        what the goods must be made of; needs provenance

    Paid for sites of ``covers.sites`` or ``covers.countries``; by default those of whoever enacted it.
    """

    answers: ClassVar[frozenset[Question]] = frozenset({"support"})
    content_fields: ClassVar[tuple[str, ...]] = ("tests",)

    rate: DatedOf[CreditRate] | None = None
    rates: Annotated[dict[str, CreditRow], Field(min_length=1)] | None = None
    earned_when: Literal["made", "sold"]
    cap: Money | None = None
    mirrors: Mirrored | None = None
    stack: Line | None = None
    tax_free: Flag = False
    penalty: Line | None = None
    tests: Annotated[dict[str, ContentTest], Field(min_length=1)] | None = None

    def _rows(self) -> dict[str, CreditRow]:
        if self.rates is not None:
            return self.rates
        return {"": CreditRow(rate=self.rate)} if self.rate is not None else {}

    def dated_values(self) -> tuple[tuple[str, Dated[Any]], ...]:
        """The rates by date, with their keys."""
        return tuple((f"rates.{name}.rate" if name else "rate", row.rate) for name, row in self._rows().items())

    def concerns_sale(self, sale: Sale, definitions: Definitions) -> bool:
        """Whether the sale could ever be paid for."""
        return self._at_home(sale, definitions, None) and super().concerns_sale(sale, definitions)

    def _at_home(self, sale: Sale, definitions: Definitions, day: date | None) -> bool:
        abroad_is_meant = self.covers.countries is not None or self.covers.sites is not None
        return abroad_is_meant or definitions.is_country(self.enacted_by, sale.country, day)

    def support(self, at: At, sale: Sale) -> Support | None:
        """What the maker is paid per unit, before any mirror; None for nothing."""
        covered = self.covers.takes_sale(sale, at.definitions, at.day) and self._at_home(sale, at.definitions, at.day)
        if not self.bites(at) or not covered:
            return None
        row = first_row(self._rows(), lambda one: one.takes_sale(sale, at.definitions, at.day))
        rate = None if row is None else row.rate.at(at.day, at.known)
        if rate is None:
            return None
        return Support(of_cost=rate.value) if rate.money is None else Support(amount_of(rate))

    @property
    def spending_cap(self) -> Amount | None:
        """The cap, in the money of the law."""
        return None if self.cap is None else amount_of(self.cap)

    @property
    def stack_name(self) -> str | None:
        """The stack, if it names one."""
        return self.stack

    @property
    def mirror(self) -> MirrorTerms | None:
        """The law that it follows, if any."""
        if self.mirrors is None:
            return None
        return MirrorTerms(self.mirrors.measure, self.mirrors.field, self.mirrors.since)

    def has_mirrored_field(self, field: str) -> bool:
        """Whether another measure can follow this field: ``rate``, or ``rates.<row>.rate``."""
        return any(key == field for key, _ in self.dated_values())

    def mirrored_value(self, field: str, day: date, known: date) -> float:
        """The rate on ``day`` as known on ``known``, in the law's own unit; 0 when the measure does not act."""
        if not self.life.bites(day, known):
            return 0.0
        value = dict(self.dated_values())[field].at(day, known)
        return 0.0 if value is None else float(value.value)

    def check(self, problems: Problems, names: Names) -> None:
        """As for every measure; besides, one way of saying the rate, its unit, and sites at home."""
        super().check(problems, names)
        if self.rate is not None and self.rates is not None:
            line = self.place_of("rate").line
            message = f"production_credit takes one of rate, rates; rate stands on line {line}"
            problems.add(self.place_of("rates"), "rates", message)
        if self.rate is None and self.rates is None and not self.never_acts:
            problems.add(self.place_of("kind"), "rate", "missing; production_credit takes one of rate, rates")
        check_rows(self, "rates", self.rates or {}, problems)
        check_tests(self, self.tests or {}, problems)
        self._check_units(problems, names)
        self._check_sites(problems, names)

    def _check_units(self, problems: Problems, names: Names) -> None:
        for name, row in self._rows().items():
            key = f"rates.{name}.rate" if name else "rate"
            words = row.commodities or self.covers.commodities or ()
            goods = [(word, one) for word in words for one in names.commodities_of(word) if one in names.units]
            for entry in row.rate.entries:
                if entry.value is None or entry.value.dimension == "share":
                    continue
                counted, _ = _COUNTED[entry.value.dimension]
                for word, one in goods:
                    unit = names.units[one].split()[0]
                    if unit != counted:
                        written = "kWh" if unit == "MWh" else unit
                        money = str(entry.value.money)
                        message = (
                            f"{entry.value}, but this covers {word}, counted in {written}; write {money}/{written}"
                        )
                        problems.add(self.place_of(key), key, message)
                        break

    def _check_sites(self, problems: Problems, names: Names) -> None:
        if self.covers.countries is not None or self.enacted_by in names.blocs:
            return
        home = self.enacted_by[:3]
        for site in self.covers.sites or ():
            country = names.sites.get(site, home)
            if country != home:
                message = (
                    f"{site} lies in {country}; {home} pays only for sites in {home} "
                    "(covers.countries says otherwise if meant)"
                )
                problems.add(self.place_of("covers.sites"), "covers.sites", message)
