"""Duties on goods that cross a border inward, on top of the most-favoured-nation duty."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from friendshore.dated import Dated
from friendshore.fields import Commodities, DatedOf, Line, MoneyPerUnit, Rate, Share, names_of
from friendshore.policy.borders import enters
from friendshore.policy.content import Regimes, TaxesOnly
from friendshore.policy.definitions import Definitions
from friendshore.policy.lever import Lever, amount_of
from friendshore.policy.names import Names
from friendshore.policy.questions import At, Charge, Entry, Question
from friendshore.policy.scope import Selection
from friendshore.policy.tables import check_rows, first_row
from friendshore.reading import Problems

Authorities = Annotated[tuple[str, ...], names_of("word")]


class RateRow(Selection):
    """A row of ``rates``: whom it fits, and what they pay."""

    rate: DatedOf[Rate] | None = None
    specific: DatedOf[MoneyPerUnit] | None = None


class ImportTariff(Lever):
    """A duty on imports.

    authority        the law it rests on, such as ``s301``; duties of several authorities add up
    rate             % of customs value, by date; or
    rates            a table of rows (origins, commodities, ...), the first that fits decides; or
    specific         money per t, kWh or vehicle, by date
    yields_to        authorities whose duty it gives way to on the part of the value that they tax
    belief_in_order  chance that importers gave a provisional duty of becoming final (needed while provisional)
    exempt           origin rules whose goods go free; needs provenance
    taxes_only       the part of the value that is taxed; needs provenance
    also_in          goods that are taxed for what they contain of it; needs provenance
    goods_at_sea     ``pays`` or ``spared`` on the day a duty begins
    dated_by         whether the day of ``entry`` or of ``shipment`` counts
    """

    answers: ClassVar[frozenset[Question]] = frozenset({"import_duty"})
    content_fields: ClassVar[tuple[str, ...]] = ("exempt", "taxes_only", "also_in")

    authority: Line
    rate: DatedOf[Rate] | None = None
    rates: Annotated[dict[str, RateRow], Field(min_length=1)] | None = None
    specific: DatedOf[MoneyPerUnit] | None = None
    yields_to: Authorities = ()
    belief_in_order: Share | None = None
    exempt: Regimes | None = None
    taxes_only: TaxesOnly | None = None
    also_in: Commodities | None = None
    goods_at_sea: Literal["pays", "spared"] = "pays"
    dated_by: Literal["entry", "shipment"] = "entry"

    def _rows(self) -> dict[str, RateRow]:
        return self.rates if self.rates is not None else {"": RateRow(rate=self.rate, specific=self.specific)}

    def dated_values(self) -> tuple[tuple[str, Dated[Any]], ...]:
        """The rates by date, with their keys."""
        return tuple(
            (f"rates.{name}.{key}" if name else key, dated)
            for name, row in self._rows().items()
            for key, dated in (("rate", row.rate), ("specific", row.specific))
            if dated is not None
        )

    def places_named(self) -> frozenset[str]:
        """Places of the scope and of every row."""
        return super().places_named().union(*(row.words() for row in self._rows().values()))

    @property
    def authority_name(self) -> str:
        """The law that the duty rests on."""
        return self.authority

    @property
    def gives_way_to(self) -> tuple[str, ...]:
        """The authorities that the duty yields to."""
        return self.yields_to

    @property
    def tells_uses_apart(self) -> bool:
        """Whether the scope or a row names end uses."""
        return super().tells_uses_apart or any(row.end_uses is not None for row in self._rows().values())

    @property
    def needs_money(self) -> bool:
        """Whether a duty is so much money per unit."""
        return any(row.specific is not None for row in self._rows().values())

    def concerns(self, entry: Entry, definitions: Definitions) -> bool:
        """Whether the entry could ever be taxed."""
        return enters(self, entry, definitions, None)

    def charge(self, at: At, entry: Entry) -> Charge | None:
        """The duty on the entry, or None."""
        if not self.bites(at) or not enters(self, entry, at.definitions, at.day):
            return None
        row = first_row(self._rows(), lambda one: one.takes_entry(entry, at.definitions, at.day))
        rate = row.rate.at(at.day, at.known) if row is not None and row.rate is not None else None
        specific = row.specific.at(at.day, at.known) if row is not None and row.specific is not None else None
        if not rate and specific is None:
            return None
        provisional = self.life.state(at.day, at.known) == "provisional"
        return Charge(
            authority=self.authority,
            ad_valorem=rate or 0.0,
            specific=None if specific is None else amount_of(specific),
            belief=self.belief_in_order if provisional and self.belief_in_order is not None else 1.0,
            refundable=provisional,
            yields_to=self.yields_to,
        )

    def check(self, problems: Problems, names: Names) -> None:
        """As for every measure; besides, one way of saying the rate, rows that are reached, and a belief."""
        super().check(problems, names)
        given = [key for key in ("rate", "rates", "specific") if getattr(self, key) is not None]
        for key in given[1:]:
            line = self.place_of(given[0]).line
            message = f"import_tariff takes one of rate, rates, specific; {given[0]} stands on line {line}"
            problems.add(self.place_of(key), key, message)
        if not given and not self.never_acts:
            problems.add(self.place_of("kind"), "rate", "missing; import_tariff takes one of rate, rates, specific")
        for name, row in (self.rates or {}).items():
            if (row.rate is None) == (row.specific is None):
                problems.add(self.place_of(f"rates.{name}"), f"rates.{name}", "a row takes one of rate, specific")
        check_rows(self, "rates", self.rates or {}, problems)
        self._check_belief(problems)
        for key, idle in (("goods_at_sea", "spared"), ("dated_by", "shipment")):
            if getattr(self, key) == idle:
                message = "noted, but this version charges every duty on the day that goods enter"
                problems.add(self.place_of(key), key, message, "warning")

    def _check_belief(self, problems: Problems) -> None:
        provisional = any(entry.value == "provisional" for entry in self.life.entries)
        if provisional and self.belief_in_order is None:
            message = "provisional needs belief_in_order (a share; list it under assumed)"
            problems.add(self.place_of("life"), "life", message)
