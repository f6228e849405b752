"""A named set of countries that other measures refer to."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import BeforeValidator, Field, ValidationInfo

from friendshore.dated import ALWAYS, parse_day
from friendshore.policy.definitions import BlocLike
from friendshore.policy.lever import Lever
from friendshore.policy.names import Names
from friendshore.policy.questions import Question
from friendshore.reading import Problems
from friendshore.schema import Mapped, Wrong


class Membership(NamedTuple):
    """The time for which a country belongs: from the first day, up to the day before ``to``."""

    since: date
    to: date | None


def _day(value: Any) -> date:
    if not isinstance(value, str):
        raise Wrong("takes a date, always, or {from: date, to: date}")
    try:
        return parse_day(value)
    except ValueError as error:
        raise Wrong(str(error)) from None


def _membership(value: Any) -> Any:
    if isinstance(value, Membership):
        return value
    if not isinstance(value, Mapped):
        return Membership(_day(value), None)
    unknown = [key for key in value if key not in ("from", "to")]
    if unknown:
        raise Wrong(f"'{unknown[0]}' is no key of a membership; it has from and to", unknown[0])
    since = _day(value["from"]) if "from" in value else ALWAYS
    to = _day(value["to"]) if "to" in value else None
    if to is not None and to <= since:
        raise Wrong(f"to {to} is not after from {since}")
    return Membership(since, to)


def _members(value: Any, info: ValidationInfo) -> Any:
    """Members by country; each name is checked where it stands."""
    if not isinstance(value, Mapped | dict):
        raise Wrong("takes countries with the day each joined, such as {JPN: 2023-03-28}")
    names: Names | None = (info.context or {}).get("names")
    wrong = Wrong()
    for country in value:
        message = names.check("country", country) if names else None
        if message:
            wrong.also(message, country)
    wrong.raise_if_any()
    return value


Members = Annotated[
    dict[str, Annotated[Membership, BeforeValidator(_membership)]], BeforeValidator(_members), Field(min_length=1)
]


class Bloc(Lever):
    """A set of countries with the days on which they joined and left.

    members  country -> ``always``, the day it joined, or {from, to}

    Nobody belongs while the bloc's own life does not bite: a treaty that ends ends for all.
    """

    answers: ClassVar[frozenset[Question]] = frozenset({"members"})
    scoped: ClassVar[bool] = False

    members: Members

    def days(self) -> frozenset[date]:
        """Days on which somebody joins or leaves, besides those of its life."""
        joined = {day for one in self.members.values() for day in one if day is not None and day != ALWAYS}
        return super().days() | joined

    def places_named(self) -> frozenset[str]:
        """Who enacted it; the members are told apart by their history."""
        return frozenset({self.enacted_by})

    def as_bloc(self) -> BlocLike:
        """The bloc itself."""
        return self

    def is_member(self, country: str, day: date) -> bool:
        """Whether the country belongs on that day."""
        one = self.members.get(country)
        return one is not None and one.since <= day and (one.to is None or day < one.to) and self.life.bites(day, day)

    def history(self, country: str) -> tuple[object, ...]:
        """The country's membership; empty when it never belonged."""
        one = self.members.get(country)
        return () if one is None else (one,)

    def check(self, problems: Problems, names: Names) -> None:
        """As for every measure; besides, that it is no other word already."""
        super().check(problems, names)
        if self.name in names.commodities or self.name in names.groups:
            problems.add(
                self.place_of("kind"), "", f"'{self.name}' already names a commodity or group; rename the file"
            )
