"""Money towards a new vehicle."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from friendshore.dated import Dated
from friendshore.fields import DatedOf, Line, Money, MoneyPerVehicle, Share
from friendshore.policy.content import ContentTest, check_tests
from friendshore.policy.definitions import Definitions
from friendshore.policy.lever import Lever, amount_of
from friendshore.policy.names import Names
from friendshore.policy.questions import Amount, At, Question, Support, VehicleSale
from friendshore.policy.scope import Selection
from friendshore.policy.tables import check_rows, first_row
from friendshore.reading import Problems
from friendshore.schema import Mapped


def _by_class(value: Any) -> Any:
    """One price cap for all, or one for each class of vehicle."""
    return value if isinstance(value, Mapped | dict) else {"all": value}


PriceCaps = Annotated[dict[str, Money], BeforeValidator(_by_class)]


class AmountRow(Selection):
    """A row of ``amounts``: which vehicles it fits, and what is paid towards one."""

    amount: DatedOf[MoneyPerVehicle]


class PurchaseCredit(Lever):
    """A payment to whoever buys a new vehicle.

    amount           money per vehicle, by date; or
    amounts          a table of rows (segments, ...), the first that fits decides
    eligible_sales   share of sales that pass its rules on price, channel and origin, by date
    eligible_buyers  share of buyers that pass its rules on income, by date
    price_cap        highest price of an eligible vehicle, for all or by class; noted, because prices are not modelled
                     by class: its effect belongs in eligible_sales
    budget           the most that is paid over the whole life, nominal money of the law
    stack            of the measures that share a stack, only the best pays
    tests            what the vehicle must be made of; needs provenance

    Paid in the markets of ``covers.countries``; by default that of whoever enacted it.
    """

    answers: ClassVar[frozenset[Question]] = frozenset({"purchase_support"})
    content_fields: ClassVar[tuple[str, ...]] = ("tests",)

    amount: DatedOf[MoneyPerVehicle] | None = None
    amounts: Annotated[dict[str, AmountRow], Field(min_length=1)] | None = None
    eligible_sales: DatedOf[Share] | None = None
    eligible_buyers: DatedOf[Share] | None = None
    price_cap: PriceCaps | None = None
    budget: Money | None = None
    stack: Line | None = None
    tests: Annotated[dict[str, ContentTest], Field(min_length=1)] | None = None

    def _rows(self) -> dict[str, AmountRow]:
        if self.amounts is not None:
            return self.amounts
        return {"": AmountRow(amount=self.amount)} if self.amount is not None else {}

    def dated_values(self) -> tuple[tuple[str, Dated[Any]], ...]:
        """The amounts and shares by date, with their keys."""
        found = [(f"amounts.{name}.amount" if name else "amount", row.amount) for name, row in self._rows().items()]
        shares = (("eligible_sales", self.eligible_sales), ("eligible_buyers", self.eligible_buyers))
        return (*found, *((key, dated) for key, dated in shares if dated is not None))

    def concerns_purchase(self, sale: VehicleSale, definitions: Definitions) -> bool:
        """Whether the sale could ever be paid for."""
        return self._at_home(sale, definitions, None) and super().concerns_purchase(sale, definitions)

    def _at_home(self, sale: VehicleSale, definitions: Definitions, day: date | None) -> bool:
        return self.covers.countries is not None or definitions.is_country(self.enacted_by, sale.market, day)

    def purchase_support(self, at: At, sale: VehicleSale) -> Support | None:
        """What is paid towards a vehicle, and for which share of sales; None for nothing."""
        covered = self.covers.takes_purchase(sale, at.definitions, at.day)
        if not self.bites(at) or not covered or not self._at_home(sale, at.definitions, at.day):
            return None
        row = first_row(self._rows(), lambda one: one.takes_purchase(sale, at.definitions, at.day))
        amount = None if row is None else row.amount.at(at.day, at.known)
        if amount is None:
            return None
        share = 1.0
        for dated in (self.eligible_sales, self.eligible_buyers):
            if dated is not None:
                share *= dated.at(at.day, at.known) or 0.0
        return Support(amount_of(amount), share=share)

    @property
    def spending_cap(self) -> Amount | None:
        """The budget, in the money of the law."""
        return None if self.budget is None else amount_of(self.budget)

    @property
    def stack_name(self) -> str | None:
        """The stack, if it names one."""
        return self.stack

    def check(self, problems: Problems, names: Names) -> None:
        """As for every measure; besides, one way of saying the amount, and what a price cap does."""
        super().check(problems, names)
        if self.amount is not None and self.amounts is not None:
            line = self.place_of("amount").line
            message = f"purchase_credit takes one of amount, amounts; amount stands on line {line}"
            problems.add(self.place_of("amounts"), "amounts", message)
        if self.amount is None and self.amounts is None and not self.never_acts:
            problems.add(self.place_of("kind"), "amount", "missing; purchase_credit takes one of amount, amounts")
        check_rows(self, "amounts", self.amounts or {}, problems)
        check_tests(self, self.tests or {}, problems)
        if self.eligible_sales is None:
            for key, given in (("price_cap", self.price_cap), ("covers.sold_by", self.covers.sold_by)):
                if given is not None:
                    message = f"{key} needs eligible_sales, the share of sales that it lets pass"
                    problems.add(self.place_of(key), key, message)
