"""The kinds of shocks: what each says, and what of it cannot go together."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, ValidationInfo

from friendshore.fields import Day, Line, Share, Span, names_of, quantity
from friendshore.fields.values import share_between
from friendshore.schema import Record, Wrong
from friendshore.shocks.names import ShockNames
from friendshore.units import Quantity

ALL = ("all",)
NO_WAY_ROUND = "none"
"""What ``detour`` says when nothing sails around a closed place."""
LISTED = "listed"
"""What ``detour`` says when lanes go round as the tables say."""
LONGEST = 100
"""Years that a span walked on the calendar may last."""


def too_long(span: Quantity) -> bool:
    """Whether a span leads further than a calendar should be walked, which ends with the year 9999."""
    return span.value > LONGEST * 365.25


def later(day: date, span: Quantity) -> date:
    """The day that lies so long after another; months and years are walked on the calendar, to its last day at most.

    >>> from friendshore.units import parse_quantity
    >>> later(date(2027, 1, 31), parse_quantity("1 month")), later(date(2027, 7, 1), parse_quantity("13 days"))
    (datetime.date(2027, 2, 28), datetime.date(2027, 7, 14))
    """
    unit = span.written_unit.rstrip("s")
    months = span.amount * {"month": 1, "year": 12}.get(unit, 0)
    if months and months == int(months):
        year, month = divmod(day.year * 12 + day.month - 1 + int(months), 12)
        if year > date.max.year:
            return date.max
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    return day + min(timedelta(days=round(span.value)), date.max - day)


def _named(sort: str) -> BeforeValidator:
    """The validator of a list of names in which ``all`` is no name: a shock has a place."""
    read = names_of(sort).func

    def named(value: Any, info: ValidationInfo) -> Any:
        found = read(value, info)  # type: ignore[call-arg]
        if "all" in found:
            raise Wrong("'all' is no name here; name them")
        return found

    return BeforeValidator(named)


def _change(value: Any, info: ValidationInfo) -> Any:
    change: float = share_between(None, None, True)(value, info)
    if change < -1.0:
        raise Wrong(f"{value}; nothing falls by more than 100 %")
    return change


def _detour(value: Any) -> Any:
    if value in (None, LISTED) and not hasattr(value, "place"):
        return value
    if value == NO_WAY_ROUND:
        return None
    if value == LISTED:
        return LISTED
    days: Quantity = quantity("time").func(value)  # type: ignore[call-arg]
    return days.value


Ports = Annotated[tuple[str, ...], _named("port")]
Passages = Annotated[tuple[str, ...], _named("passage")]
Sites = Annotated[tuple[str, ...], _named("site")]
Change = Annotated[float, BeforeValidator(_change)]
"""A change in per cent, as a fraction; -100 % leaves nothing."""
Detour = Annotated[float | str | None, BeforeValidator(_detour)]
"""Days that the way round adds; None: there is none; ``listed``: what the tables say of each lane."""
Treatment = Literal["held", "rerouted", "lost"]


class Shock(Record):
    """What all shocks say: when they begin and end."""

    kind: str
    begins: Day = Field(alias="from")
    lasts: Span | None = Field(default=None, alias="for")
    ends: Day | None = Field(default=None, alias="until")
    note: Line | None = None
    may_last_for_good: ClassVar[bool] = False

    @property
    def over(self) -> date | None:
        """The first day on which it is over; None: never."""
        return self.ends if self.lasts is None else later(self.begins, self.lasts)

    def holds_together_with(self, other: Shock) -> bool:
        """Whether there is a day on which both hold."""
        return (other.over is None or self.begins < other.over) and (self.over is None or other.begins < self.over)

    def check(self, names: ShockNames, say: Callable[[str, str, str], None]) -> None:
        """Note what is wrong with its keys together; ``say`` takes key, message, severity."""

    def touches(self) -> frozenset[str]:
        """What no other shock of its kind may touch at the same time."""
        return frozenset()


class Closure(Shock):
    """A place that goods pass is shut."""

    goods_in_transit: Treatment = "held"
    """What becomes of goods that would reach it while it is shut: wait there, go round, or are lost."""
    detour: Detour = LISTED

    @property
    def places(self) -> tuple[str, ...]:
        """Ports or passages that are shut."""
        raise NotImplementedError

    def touches(self) -> frozenset[str]:
        """Its places."""
        return frozenset(self.places)

    def check(self, names: ShockNames, say: Callable[[str, str, str], None]) -> None:
        """A way round that nothing may take."""
        if self.goods_in_transit == "rerouted" and self.detour is None:
            say("goods_in_transit", "rerouted, but detour: none says that there is no way round; keep one", "error")


class PortClosed(Closure):
    """Ports that handle nothing; goods go through the country's other ports where lanes are listed."""

    kind: Literal["port_closed"]
    ports: Ports

    @property
    def places(self) -> tuple[str, ...]:
        """The ports."""
        return self.ports

    def check(self, names: ShockNames, say: Callable[[str, str, str], None]) -> None:
        """Besides, a port that stands for all trade of a country by sea."""
        super().check(names, say)
        for port in self.ports:
            if port in names.lone and self.detour == LISTED:
                message = f"{port} is the only listed port of {names.ports[port]}: all its trade by sea stops"
                say("ports", message, "warning")


class PassageClosed(Closure):
    """Straits or canals that nothing passes; lanes with a way round become longer, the others stop."""

    kind: Literal["passage_closed"]
    passages: Passages

    @property
    def places(self) -> tuple[str, ...]:
        """The passages."""
        return self.passages


class SiteOutage(Shock):
    """Sites that lose all or a part of their capacity."""

    kind: Literal["site_outage"]
    sites: Sites
    down: Share = 1.0


class ProjectSuspended(Shock):
    """Sites whose building stands still; what was to come later comes later by as much, or never."""

    kind: Literal["project_suspended"]
    sites: Sites
    may_last_for_good: ClassVar[bool] = True

    def touches(self) -> frozenset[str]:
        """Its sites."""
        return frozenset(self.sites)


class DemandShock(Shock):
    """Final buyers of some markets want more or less at the same price."""

    kind: Literal["demand"]
    markets: Annotated[tuple[str, ...], names_of("market")] = ALL
    commodities: Annotated[tuple[str, ...], names_of("commodity")] = ALL
    segments: Annotated[tuple[str, ...], names_of("segment")] = ALL
    by: Change

    def wants(self, market: str, segment: str, goods: Collection[str], of: Callable[[str], Collection[str]]) -> bool:
        """Whether a row of final demand is meant.

        goods: what the row takes; of: the commodities that a word stands for
        """
        return (
            (self.markets == ALL or market in self.markets)
            and (self.segments == ALL or segment in self.segments)
            and (self.commodities == ALL or any(one in goods for word in self.commodities for one in of(word)))
        )

    def check(self, names: ShockNames, say: Callable[[str, str, str], None]) -> None:
        """Besides, that somebody wants what is named."""
        of = names.others.commodities_of
        if not any(self.wants(market, segment, of(goods), of) for market, segment, goods in names.demand):
            say("kind", "nothing matches: no final demand has these markets, segments and commodities", "error")


class InputPrice(Shock):
    """Makers of a commodity pay more or less for energy, labour and whatever else is not modelled."""

    kind: Literal["input_price"]
    commodities: Annotated[tuple[str, ...], _named("commodity")]
    countries: Annotated[tuple[str, ...], names_of("maker")] = ALL
    by: Change

    def check(self, names: ShockNames, say: Callable[[str, str, str], None]) -> None:
        """Besides, that somebody makes what is named there."""
        goods = {one for word in self.commodities for one in names.others.commodities_of(word)}
        for country in self.countries if self.countries != ALL else ():
            if not any(country in names.makers.get(one, ()) for one in goods):
                say("countries", f"nobody in {country} makes {' or '.join(self.commodities)}", "error")


class OutsidePrice(Shock):
    """Something bought from outside the model costs more or less."""

    kind: Literal["outside_price"]
    inputs: Annotated[tuple[str, ...], _named("outside")]
    by: Change


KINDS: Mapping[str, type[Shock]] = {
    "demand": DemandShock,
    "input_price": InputPrice,
    "outside_price": OutsidePrice,
    "passage_closed": PassageClosed,
    "port_closed": PortClosed,
    "project_suspended": ProjectSuspended,
    "site_outage": SiteOutage,
}
