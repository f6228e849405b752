"""The world as a simulation reads it: the records of all seed tables, with lookups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from friendshore.chain import (
    BASE_YEAR,
    Account,
    BalanceNote,
    Commodity,
    Contract,
    Cover,
    Demand,
    Lane,
    MfnDuty,
    Parameter,
    Port,
    Recipe,
    Region,
    Site,
    Source,
    Stockpile,
    Trade,
)
from friendshore.errors import FriendshoreError
from friendshore.money import Money
from friendshore.registry import Registry


def base_year(accounts: Iterable[Account]) -> int:
    """The one year that accounts are of; without any the shipped world's."""
    return next((one.year for one in accounts), BASE_YEAR)


def first_year(demand: Iterable[Demand]) -> int | None:
    """The first year with final demand, in which a world begins."""
    return min((year for one in demand for year in one.quantity), default=None)


@dataclass(frozen=True)
class World:
    """Everything a simulation reads about the world, cross-checked."""

    folder: Path
    commodities: Mapping[str, Commodity]
    recipes: Mapping[tuple[str, str], Recipe]
    """By (commodity, route)."""
    sites: Mapping[str, Site]
    demand: tuple[Demand, ...]
    lanes: Mapping[str, Lane]
    ports: Mapping[str, Port]
    trade: tuple[Trade, ...]
    accounts: Mapping[tuple[str, str], Account]
    """By (country, commodity)."""
    covers: tuple[Cover, ...]
    stockpiles: tuple[Stockpile, ...]
    contracts: Mapping[str, Contract]
    regions: Mapping[str, Region]
    countries: Mapping[str, str]
    """ISO 3166-1 alpha-3 code -> name."""
    groups: Mapping[str, tuple[str, ...]]
    neighbours: Mapping[str, tuple[str, ...]]
    """Country or region -> the others of its trade areas."""
    mfn: tuple[MfnDuty, ...]
    money: Money
    parameters: tuple[Parameter, ...]
    policy_rows: Mapping[str, str]
    sources: Mapping[str, Source]
    balance_notes: tuple[BalanceNote, ...] = ()
    registry: Registry = field(default_factory=Registry)
    """Beside the flows: projects, owners, makers, emissions, lifetimes, and figures that disagree."""
    new_vehicles: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    """Market -> year -> new vehicles of every drive sold there; empty where no table says."""
    _scoped: dict[str, list[tuple[frozenset[str], Parameter]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _fitting: dict[tuple[str, ...], Parameter] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for one in self.parameters:
            words = frozenset(one.scope.split("+")) if one.scope else frozenset()
            self._scoped.setdefault(one.id, []).append((words, one))

    def with_contracts(self, contracts: Mapping[str, Contract]) -> World:
        """The world with other offtakes."""
        return replace(self, contracts=contracts)

    def with_parameters(self, held: Mapping[str, float]) -> World:
        """The world with some behavioural values held, by ``id`` or ``id.scope``; all others are drawn as before."""

        def fixed(one: Parameter) -> Parameter:
            name = f"{one.id}.{one.scope}" if one.scope else one.id
            if name not in held:
                return one
            return replace(one, value=held[name], low=None, high=None, distribution="fixed")

        return replace(self, parameters=tuple(map(fixed, self.parameters)))

    def parameter(self, name: str, *scopes: str) -> Parameter:
        """The parameter that fits these scopes best.

        A parameter fits when all words of its scope are among ``scopes``; the one with most words wins, among
        equals the one whose word stands first in ``scopes``; one without scope always fits.

        Raises FriendshoreError if the world has none that fits.
        """
        found = self._fitting.get((name, *scopes))
        if found is None:
            found = self._fitting[name, *scopes] = self._fit(name, scopes)
        return found

    def _fit(self, name: str, scopes: tuple[str, ...]) -> Parameter:
        order = {word: rank for rank, word in enumerate(scopes)}
        best: tuple[tuple[int, int], Parameter] | None = None
        for words, one in self._scoped.get(name, ()):
            if words <= order.keys():
                key = (len(words), -min((order[word] for word in words), default=0))
                if best is None or key > best[0]:
                    best = key, one
        if best is None:
            of = f" for {', '.join(scopes)}" if scopes else ""
            raise FriendshoreError(f"{self.folder}/parameters.csv has no {name}{of}")
        return best[1]

    @property
    def base_year(self) -> int:
        """The year of its accounts and flows, which calibration reproduces."""
        return base_year(self.accounts.values())

    @property
    def first_date(self) -> date:
        """The first day of the first year with final demand; raises FriendshoreError if there is none."""
        year = first_year(self.demand)
        if year is None:
            raise FriendshoreError(f"{self.folder} has no demand; without it nothing is made")
        return date(year, 1, 1)

    @property
    def sampled(self) -> tuple[Parameter, ...]:
        """The parameters with a place in the sampling design, in its order."""
        found = [one for one in self.parameters if one.dimension is not None]
        return tuple(sorted(found, key=lambda one: (one.dimension or 0, one.id, one.scope or "")))
