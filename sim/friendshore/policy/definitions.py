"""What the words of a scope stand for: groups of commodities, and blocs with their dated members."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

ALL = "all"


class BlocLike(Protocol):
    """A named set of countries that changes on known dates."""

    def is_member(self, country: str, day: date) -> bool:
        """Whether the country belongs on that day."""

    def history(self, country: str) -> tuple[object, ...]:
        """The country's whole membership, empty when it never was a member; for comparing two countries."""


class Definitions:
    """The commodity groups and blocs that the scopes of a set of measures refer to."""

    def __init__(
        self,
        groups: Mapping[str, tuple[str, ...]] | None = None,
        blocs: Mapping[str, BlocLike] | None = None,
    ) -> None:
        self._groups = {name: frozenset(members) for name, members in (groups or {}).items()}
        self._blocs = dict(blocs or {})

    def is_commodity(self, word: str, commodity: str) -> bool:
        """Whether ``word``, a commodity, a group or ``all``, takes in the commodity."""
        return word in (commodity, ALL) or commodity in self._groups.get(word, ())

    def is_country(self, word: str, country: str, day: date | None) -> bool:
        """Whether ``word``, a country, a bloc or ``all``, takes in the country on that day; no day means ever.

        A subdivision (``CAN-ON``) counts as its country: goods cross national borders.
        """
        if word in (country, ALL):
            return True
        bloc = self._blocs.get(word)
        if bloc is not None:
            return bool(bloc.history(country)) if day is None else bloc.is_member(country, day)
        return word[3:4] == "-" and word[:3] == country

    def history(self, country: str) -> tuple[tuple[str, object], ...]:
        """The country's membership of every bloc, by name: two countries with the same one are alike in law."""
        return tuple((name, self._blocs[name].history(country)) for name in sorted(self._blocs))

    def is_bloc(self, word: str) -> bool:
        """Whether the word names a bloc."""
        return word in self._blocs
