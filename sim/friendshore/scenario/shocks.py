"""The shocks of a scenario: its own and its baseline's, checked against the world's tables and the run's days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from friendshore.reading import Node, Problems
from friendshore.scenario.merging import FACTS_DAY, of_the_past
from friendshore.scenario.named import laid_over
from friendshore.scenario.names import rows_of

if TYPE_CHECKING:
    from friendshore.policy import Names
    from friendshore.shocks import Named, ShockNames

STRAIT = "taiwan_strait"
"""The passage that lanes mark in a column of its own."""


@dataclass(frozen=True, slots=True)
class Days:
    """What the days of a shock are held against."""

    first: date
    """First day that is simulated."""
    last: date
    may_rewrite: bool
    """Whether the scenario says that it rewrites history."""


def read_shocks(
    base: Node | None, own: Node, seeds: Path, names: Names, days: Days | None, problems: Problems
) -> tuple[Named, ...]:
    """The shocks of a scenario by name; one of its own replaces the baseline's of that name, ``null`` removes it.

    days: None where the run's days are wrong themselves
    """
    takes = "takes names, each with the keys of a shock: {strike: {kind: …, from: …}}"
    nodes = laid_over("shocks", takes, "a shock", base, own, problems)
    if not nodes:
        return ()
    from friendshore.shocks import build_shocks

    found = build_shocks(nodes, shock_names(seeds, names, problems), problems)
    for one in found if days is not None else ():
        assert days is not None
        _check_days(one, days, problems)
    return found


def _check_days(one: Named, days: Days, problems: Problems) -> None:
    begins = one.shock.begins
    place, path = one.place_of("from"), f"shocks.{one.name}.from"
    if begins < days.first:
        problems.add(place, path, f"{begins} is before the first day of the world ({days.first})")
    elif begins < FACTS_DAY and not days.may_rewrite:
        message = of_the_past(begins)
        problems.add(place, path, message)
    elif begins > days.last:
        problems.add(place, path, f"{begins} is after the run ({days.last}): this changes nothing", "warning")


def shock_names(seeds: Path, names: Names, problems: Problems) -> ShockNames:
    """Every name of a world that a shock may use; no number is read for them."""
    from friendshore.shocks import ShockNames

    ports = rows_of(seeds / "ports.csv", ("id", "kind", "country"), problems)
    kinds: Mapping[str, str] = {row["id"]: row["kind"] for row in ports}
    lanes = rows_of(seeds / "lanes.csv", ("kind", "from", "to", "passages", "taiwan_strait"), problems)
    passed: set[str] = set()
    for row in lanes:
        if row["kind"] == "international":
            passed.update(one for key in ("from", "to", "passages") for one in row[key].split(";") if one)
            if row["taiwan_strait"] == "yes":
                passed.add(STRAIT)
    country = {row["id"]: row["country"] for row in ports if row["kind"] == "port"}
    makers: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(seeds / "sites.csv", ("commodity", "country"), problems):
        makers[row["commodity"]].add(row["country"])
    demand = rows_of(seeds / "demand.csv", ("market", "segment", "commodity"), problems)
    recipes = rows_of(seeds / "recipes.csv", ("item", "role"), problems)
    return ShockNames(
        others=names,
        ports=country,
        passages=frozenset(name for name, kind in kinds.items() if kind == "chokepoint"),
        yards=frozenset(name for name, kind in kinds.items() if kind == "yard"),
        passed=frozenset(passed),
        lone=_lone(country, passed),
        outside=frozenset(row["item"] for row in recipes if row["role"] == "outside"),
        markets=frozenset(row["market"] for row in demand),
        makers={commodity: frozenset(found) for commodity, found in makers.items()},
        demand=frozenset((row["market"], row["segment"], row["commodity"]) for row in demand),
    )


def _lone(country: Mapping[str, str], passed: Collection[str]) -> frozenset[str]:
    """Ports on lanes whose country has no other one there."""
    ports: dict[str, set[str]] = defaultdict(set)
    for port, home in country.items():
        if port in passed:
            ports[home].add(port)
    return frozenset(next(iter(found)) for found in ports.values() if len(found) == 1)
