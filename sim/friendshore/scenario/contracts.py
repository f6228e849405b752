"""The contracts of a scenario: new ones, changes of those on record, and those it drops.

A contract is written with the words of the tables. A name that is on record, or in the baseline, is changed key by key;
``null`` drops it; any other name is a new contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from friendshore.chain import Contract, PriceRule
from friendshore.dated import ALWAYS, Dated
from friendshore.errors import FriendshoreError, Place
from friendshore.reading import Node, Problems, suggest
from friendshore.scenario.agreed import Agreed
from friendshore.scenario.contents import plain
from friendshore.scenario.contract_keys import ContractKeys
from friendshore.scenario.merging import FACTS_DAY, of_the_past
from friendshore.scenario.names import rows_of
from friendshore.schema import build
from friendshore.seed_contracts import NUMBERS, Parties, faults, parties_of
from friendshore.shocks.kinds import LONGEST, later, too_long
from friendshore.units import Quantity

if TYPE_CHECKING:
    from friendshore.policy.names import Names

COUNTED = {"mass": "t", "energy": "MWh", "vehicles": "vehicle"}
"""Dimension of a quantity -> first word of the unit of the commodities counted in it."""
NEEDED = ("commodity", "seller_site", "start")
"""Keys without which nothing is a new contract."""


def in_force(on_record: Mapping[str, Contract], new: Iterable[Contract], dropped: Iterable[str]) -> dict[str, Contract]:
    """The contracts of a world under a scenario, by name."""
    gone = set(dropped)
    kept = {name: one for name, one in on_record.items() if name not in gone}
    return {**kept, **{one.id: one for one in new}}


def read_contracts(
    base: Node | None, own: Node, seeds: Path, names: Names, last: date | None, may_rewrite: bool, problems: Problems
) -> Agreed:
    """The contracts of a scenario and its baseline, with everything wrong with them in ``problems``.

    last: last day of the run, None where that is wrong itself; may_rewrite: whether history may change
    """
    layers = [_written(one, problems) for one in (base, own) if one is not None]
    if not any(layers):
        return Agreed()
    reading = _Reading(seeds, names, last, may_rewrite, problems)
    for layer in layers:
        for key, node in layer:
            reading.take(key, node)
    return reading.agreed()


def _written(node: Node, problems: Problems) -> list[tuple[Node, Node]]:
    found = node.get("contracts")
    if found is None:
        return []
    if found.kind != "mapping":
        message = "takes names, each with the keys of a contract: {my_offtake: {seller_site: …, volume: …}}"
        problems.add(found.place, "contracts", message)
        return []
    return list(found.pairs())


class _Reading:
    """Takes what the files say, one name after the other."""

    def __init__(self, seeds: Path, names: Names, last: date | None, may_rewrite: bool, problems: Problems) -> None:
        self.seeds, self.names, self.last = seeds, names, last
        self.may_rewrite, self.problems = may_rewrite, problems
        self.now: dict[str, Contract] = dict(self.tables.contracts)
        self.nodes: dict[str, tuple[Node, ...]] = {}
        self.written: dict[str, Any] = {}

    @cached_property
    def tables(self) -> Any:
        """The seeds; what is wrong in them is told when the world is loaded."""
        from friendshore.seeds import Seeds

        return Seeds(self.seeds, Problems())

    @cached_property
    def parties(self) -> Parties:
        """Who could be bound."""
        sites = rows_of(
            self.seeds / "sites.csv", ("id", "country", "owner_country", "commodity", "route"), self.problems
        )
        recipes = rows_of(self.seeds / "recipes.csv", ("commodity", "route", "item", "role"), self.problems)
        demand = rows_of(self.seeds / "demand.csv", ("market", "commodity"), self.problems)
        return parties_of({row["id"]: row for row in sites}, recipes, demand)

    def agreed(self) -> Agreed:
        """What came of it."""
        touched = sorted(self.nodes)
        return Agreed(
            new=tuple(self.now[name] for name in touched if name in self.now),
            dropped=tuple(name for name in touched if name not in self.now),
            written={name: self.written[name] for name in touched},
            nodes={name: self.nodes[name] for name in touched},
        )

    def take(self, key: Node, node: Node) -> None:
        """One name and what is said of it."""
        name, path = key.text, f"contracts.{key.text}"
        old = self.now.get(name)
        if node.is_null:
            if self.now.pop(name, None) is None:
                self.problems.add(key.place, path, f"null drops a contract, and {self._no_such(name)}")
                return
            self._warn_of_past(old, key.place, path)
            self.nodes[name], self.written[name] = (node,), {"dropped": "yes"}
            return
        before = self.problems.noted
        keys = build(ContractKeys, node, self.problems, {"names": self.names}, what="a contract", key=path)
        if keys is None:
            return
        if old is None and (missing := [one for one in NEEDED if node.get(one) is None]):
            message = f"{self._no_such(name)}; a new one also says {', '.join(missing)}"
            self.problems.add(key.place, path, message)
            return
        one = self._merged(name, old, keys, node, path)
        if self.problems.noted == before:
            self._check(one, old, keys, node, path)
        if self.problems.noted == before:
            self.now[name] = one
            self.nodes[name] = (*self.nodes.get(name, ()), node)
            self.written[name] = {**self.written.get(name, {}), **plain(node)}

    def _no_such(self, name: str) -> str:
        near = suggest(name, self.now)
        return f"no contract '{name}' is on record" + (f" (did you mean {near}?)" if near else "")

    def _warn_of_past(self, old: Contract | None, place: Place, path: str) -> None:
        if old is not None and old.runs and old.start and old.start < FACTS_DAY and not self.may_rewrite:
            message = "leaves the past as well; to end it, change its end, or say rewrites_history: true"
            self.problems.add(place, path, message, "warning")

    # -- one contract

    def _merged(self, name: str, old: Contract | None, keys: ContractKeys, node: Node, path: str) -> Contract:
        """The contract as changed; strikes in the money of the model."""
        given = {key: getattr(keys, key) for key in keys.model_fields_set if key in _PLAIN}
        for key in ("buyer_site", "seller_site", "commodity"):
            if given.get(key) == "all" or (key == "commodity" and given.get(key) in self.names.groups):
                self.problems.add(_place(node, key), f"{path}.{key}", "names one, not several")
        one = replace(old, **given) if old is not None else Contract(**{"id": name, **_BLANK, **given})
        if keys.excuses is not None:
            one = replace(one, excuses=keys.excuses)
        if keys.lasts is not None and too_long(keys.lasts):
            message = f"{keys.lasts}; a contract lasts at most {LONGEST} years"
            self.problems.add(_place(node, "for"), f"{path}.for", message)
        elif one.start and keys.lasts is not None:
            one = replace(one, end=later(one.start, keys.lasts))
        if keys.seller_site is not None:
            one = replace(one, seller_country="")
        if keys.volume is not None:
            one = replace(one, volume=self._volume(one, keys.volume, node, path))
        day = one.start or FACTS_DAY
        if keys.prepayment is not None:
            one = replace(one, prepayment=self._real(keys.prepayment, day, node, path, "prepayment"))
        if keys.equity is not None:
            one = replace(one, equity=self._real(keys.equity, day, node, path, "equity"))
        one = replace(one, price=self._price(one, keys, day, node, path))
        # a scenario speaks of a contract in order to have it carried out
        return replace(one, runs=True if keys.runs is None else keys.runs)

    def _volume(self, one: Contract, volume: Dated[Quantity], node: Node, path: str) -> tuple[tuple[date, float], ...]:
        found = []
        for entry in volume.entries:
            if entry.value is not None:
                self._fits(one.commodity, entry.value, node, "volume", path)
            found.append((entry.day, 0.0 if entry.value is None else entry.value.value))  # null: nothing from that day
        first = min((day for day, _ in found), default=ALWAYS)
        return (*((day, rate) for day, rate in one.volume if day < first), *found)

    def _fits(self, commodity: str, given: Quantity, node: Node, key: str, path: str) -> None:
        """Whether goods are counted in what the contract counts them in."""
        unit = self.names.units.get(commodity, "")
        kind = given.dimension.removeprefix("money/").removesuffix("/time")
        if unit and unit.split()[0] != COUNTED[kind]:
            message = f"{given}, but {commodity} is counted in {unit}"
            self.problems.add(_place(node, key), f"{path}.{key}", message)

    def _price(self, one: Contract, keys: ContractKeys, day: date, node: Node, path: str) -> PriceRule:
        price = one.price
        if keys.rule is not None and keys.rule != price.rule:
            price = PriceRule(keys.rule, price.follows, indexed_to=price.indexed_to, lag=price.lag)
        if keys.indexed_to is not None and keys.indexed_to != price.indexed_to:
            price = PriceRule(price.rule, price.follows, indexed_to=keys.indexed_to, lag=price.lag)
        if keys.follows is not None:
            price = replace(price, follows=keys.follows)
        if keys.lag is not None:
            price = replace(price, lag=keys.lag)
        strikes: dict[str, Any] = {}
        for number in NUMBERS:
            given: Quantity | None = getattr(keys, number)
            if given is None:
                continue
            self._fits(one.commodity, given, node, number, path)
            money = given.money
            if price.indexed_to == "nothing" and money is not None and money.year is not None:
                message = f"{given} is real money, and indexed_to: nothing keeps no worth; write {money.currency}"
                self.problems.add(_place(node, number), f"{path}.{number}", message)
            worth = self._real(given, day, node, path, number)
            if price.indexed_to == "nothing":
                worth = self.tables.money.nominal(worth, "USD", day)
            strikes[number] = worth
        return replace(price, **strikes)

    def _real(self, given: Quantity, day: date, node: Node, path: str, key: str) -> float:
        """Money in USD2024; nominal money counts what it buys on the first day."""
        assert given.money is not None
        try:
            found: float = self.tables.money.real(given.value, given.money.currency, given.money.year, day)
        except FriendshoreError as error:
            self.problems.add(_place(node, key), f"{path}.{key}", str(error))
            return 0.0
        return found

    def _check(self, one: Contract, old: Contract | None, keys: ContractKeys, node: Node, path: str) -> None:
        say = self.problems.add
        if keys.end is not None and keys.lasts is not None:
            say(_place(node, "end"), f"{path}.end", "a contract takes one of end, for")
        if keys.priority is not None and not 1 <= keys.priority <= 99:
            say(_place(node, "priority"), f"{path}.priority", f"{keys.priority}; a rank lies between 1 and 99")
        for key, message in faults(one, self.parties):
            written = "for" if key == "end" and keys.lasts is not None else key
            say(_place(node, written), f"{path}.{written}", message)
        if one.volume and not any(rate for _, rate in one.volume) and not one.offtake_right:
            say(_place(node, "volume"), f"{path}.volume", "is zero: nothing is delivered under it", "warning")
        if one.start and self.last and one.start > self.last:
            say(_place(node, "start"), f"{path}.start", f"{one.start} is after the run ({self.last})", "warning")
        if self.may_rewrite or one.start is None or one.start >= FACTS_DAY:
            return
        if old is None or keys.start is not None:
            message = of_the_past(one.start)
            say(_place(node, "start"), f"{path}.start", message)
        elif old.runs and not keys.model_fields_set <= {"end", "note"} and not _is_dated(keys, FACTS_DAY):
            message = "holds for the past too; date its volume, or say rewrites_history: true"
            say(node.place, path, message, "warning")


def _is_dated(keys: ContractKeys, day: date) -> bool:
    """Whether nothing changes but the volume, from a day on."""
    later_only = keys.volume is not None and all(one.day >= day for one in keys.volume.entries)
    return later_only and keys.model_fields_set <= {"volume", "end", "note"}


def _place(node: Node, key: str) -> Place:
    return (node.get(key) or node).place


_PLAIN = (
    *("commodity", "buyer", "seller", "buyer_site", "seller_site", "buyer_country", "start", "end", "take_or_pay"),
    *("priority", "offtake_right", "probability"),
)
"""Keys that go into the record as they are."""
_BLANK: Mapping[str, Any] = {"commodity": "", "buyer_site": None, "seller_site": None}
