"""What a scenario may say of a contract, key by key."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo

from friendshore.chain import EXCUSES
from friendshore.fields import (
    AmountRate,
    Count,
    DatedOf,
    Day,
    Duration,
    Flag,
    Line,
    Money,
    MoneyPerUnit,
    Share,
    Span,
    name_of,
    quantity,
)
from friendshore.fields.values import scalar
from friendshore.reading import suggest
from friendshore.schema import Listed, Record, Wrong
from friendshore.seed_contracts import NOTHING
from friendshore.units import Quantity


def _excuses(value: Any) -> Any:
    given = value if isinstance(value, Listed | tuple) else () if value == NOTHING else (value,)
    for word in given:
        if word not in EXCUSES:
            near = suggest(str(word), EXCUSES)
            hint = f"; did you mean {near}?" if near else ""
            raise Wrong(f"'{word}' is no excuse; write {', '.join(EXCUSES)} or {NOTHING}{hint}", word)
    return tuple(str(word) for word in given)


def _country(value: Any, info: ValidationInfo) -> str:
    word = scalar(value, "JPN")
    names = (info.context or {})["names"]
    if word in names.regions:
        return str(word)
    wrong = names.check("country", word)
    if wrong is not None or word not in names.countries:
        raise Wrong(wrong or f"'{word}' is no country")
    return str(word)


Strike = Annotated[Quantity, quantity("money/mass", "money/energy", "money/vehicles", lowest=None)]


class ContractKeys(Record):
    """What a scenario may say of a contract; see the seed table of contracts."""

    commodity: Annotated[str, name_of("commodity")] | None = None
    buyer: Line | None = None
    seller: Line | None = None
    buyer_site: Annotated[str, name_of("site")] | None = None
    seller_site: Annotated[str, name_of("site")] | None = None
    buyer_country: Annotated[str, BeforeValidator(_country)] | None = None
    start: Day | None = None
    end: Day | None = None
    lasts: Span | None = Field(default=None, alias="for")
    volume: DatedOf[AmountRate] | None = None
    take_or_pay: Share | None = None
    rule: Literal["index", "fixed", "floor", "ceiling", "collar", "index_plus"] | None = None
    follows: Literal["market", "seller"] | None = None
    price: MoneyPerUnit | None = None
    floor: MoneyPerUnit | None = None
    ceiling: MoneyPerUnit | None = None
    premium: Strike | None = None
    indexed_to: Literal["inflation", "nothing", "market"] | None = None
    lag: Duration | None = None
    priority: Count | None = None
    excuses: Annotated[tuple[str, ...], BeforeValidator(_excuses)] | None = None
    prepayment: Money | None = None
    equity: Money | None = None
    offtake_right: Share | None = None
    probability: Share | None = None
    runs: Flag | None = None
    note: Line | None = None
