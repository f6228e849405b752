"""What a scenario is, once read: frozen, complete, and able to say where each of its values comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from friendshore.errors import Problem
from friendshore.scenario.contents import flatten

if TYPE_CHECKING:
    from friendshore.chain import Contract
    from friendshore.policy.lever import Lever
    from friendshore.shocks import Shock


@dataclass(frozen=True, slots=True)
class Pending:
    """A measure that the scenario holds and this version cannot run yet."""

    measure: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A world, the law in it, and how long and how often to run it."""

    name: str
    title: str
    question: str
    path: Path
    start: date
    end: date
    """The last day that is run."""
    replications: int
    rng_seed: int
    law_as: Literal["practised", "written"]
    clock: Literal["sessions", "events"]
    seeds: Path
    """Folder of the world's tables."""
    levers: tuple[Lever, ...] = ()
    """Measures and the blocs they name, by name."""
    pending: tuple[Pending, ...] = ()
    shocks: tuple[Shock, ...] = ()
    """What happens to the world, by name."""
    shocks_written: Mapping[str, Any] = field(default_factory=dict)
    """Shock -> what the scenario says of it, in plain values."""
    contracts: tuple[Contract, ...] = ()
    """Offtakes that it adds or changes, whole."""
    contracts_dropped: tuple[str, ...] = ()
    """Offtakes on record that it drops."""
    contracts_written: Mapping[str, Any] = field(default_factory=dict)
    """Offtake -> what the scenario says of it, in plain values."""
    parameters: Mapping[str, float] = field(default_factory=dict)
    """Behavioural values that it holds, by ``id`` or ``id.scope``, in the units of their table."""
    parameters_written: Mapping[str, Any] = field(default_factory=dict)
    """The same as written."""
    shows: Mapping[str, Any] | None = None
    """The days on which its mechanism acts and the panels in which it is seen, in plain values; no input of a run."""
    extends: str | None = None
    measures: Mapping[str, Any] = field(default_factory=dict)
    """Measure -> its file as changed by the scenario, in plain values."""
    seeds_as_written: str = ""
    """What the file says of its seeds; empty for those that came with the program."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Key path -> file:line:column of the value, or ``default``."""
    files: tuple[Path, ...] = ()
    """Every scenario and measure file that was read."""
    warnings: tuple[Problem, ...] = ()


def resolved(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain JSON-able values, the same for the same meaning: for hashing and for showing.

    Tables whose rows are read from the top are lists of rows, so that sorting keys loses nothing. Titles and paths of
    this machine are not in it.
    """
    return {
        "start": scenario.start.isoformat(),
        "end": scenario.end.isoformat(),
        "replications": scenario.replications,
        "rng_seed": scenario.rng_seed,
        "law_as": scenario.law_as,
        "clock": scenario.clock,
        "seeds": scenario.seeds_as_written or "shipped",
        "measures": dict(scenario.measures),
        "shocks": dict(scenario.shocks_written),
        "contracts": dict(scenario.contracts_written),
        **({"parameters": dict(scenario.parameters_written)} if scenario.parameters_written else {}),
    }


def changed_inputs(
    a: Scenario | Mapping[str, Any], b: Scenario | Mapping[str, Any]
) -> list[tuple[str, str | None, str | None]]:
    """(key path, value in ``a``, value in ``b``) of everything in which two scenarios differ; None: not there.

    Each is a scenario, or one as resolved, such as a run's manifest keeps. A measure, shock or contract that only one
    of them holds is one line with its title or terms, not one for each of its keys.
    """
    left, right = (resolved(one) if isinstance(one, Scenario) else dict(one) for one in (a, b))
    named = [(key, left.pop(key, {}), right.pop(key, {})) for key in ("measures", "shocks", "contracts")]
    for content in (left, right):
        content.pop("replications", None)  # how often to run is no input of the world
    changes = _differences(flatten(left, timelines=True), flatten(right, timelines=True))
    for key, in_a, in_b in named:
        for name in sorted({*in_a, *in_b}):
            path = f"{key}.{name}"
            if name not in in_a or name not in in_b:
                changes.append((path, _summary(in_a.get(name)), _summary(in_b.get(name))))
            else:
                changes += _differences(flatten(in_a[name], path, True), flatten(in_b[name], path, True))
    return changes


def _summary(one: Mapping[str, Any] | None) -> str | None:
    """A measure by its title, a shock by its kind, places and times, a contract by its terms."""
    if one is None or "title" in one:
        return None if one is None else str(one["title"])
    said = {key: text for key, text in flatten(one, timelines=True).items() if key not in ("kind", "note")}
    if "dropped" in said:
        return "dropped"
    kind = [str(one["kind"])] if "kind" in one else []
    return ", ".join([*kind, *(f"{key} {text}" for key, text in said.items())])


def _differences(a: dict[str, str], b: dict[str, str]) -> list[tuple[str, str | None, str | None]]:
    return [(path, a.get(path), b.get(path)) for path in sorted({*a, *b}) if a.get(path) != b.get(path)]
