"""From what a scenario says under ``shocks`` to records, with everything that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from friendshore.errors import Place
from friendshore.reading import Node, Problems, suggest
from friendshore.schema import build
from friendshore.shocks.kinds import KINDS, LONGEST, Shock, too_long
from friendshore.shocks.names import ShockNames

NOT_BUILT = {
    "corridor_closed": "corridors carry nothing in this version, so that closing one would change nothing; "
    "close the port it leads to (port_closed)",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A shock, what its scenario calls it, and where it stands."""

    name: str
    shock: Shock
    node: Node = field(repr=False, compare=False)

    def place_of(self, key: str) -> Place:
        """Where a key of it is written."""
        return (self.node.get(key) or self.node).place


def build_shocks(nodes: Mapping[str, Node], names: ShockNames, problems: Problems) -> tuple[Named, ...]:
    """The shocks that nodes describe, by name, with everything wrong with them in ``problems``."""
    found = []
    for name, node in sorted(nodes.items()):
        shock = _one(name, node, names, problems)
        if shock is not None:
            found.append(Named(name, shock, node))
    for one, other in combinations(found, 2):
        both = sorted(one.shock.touches() & other.shock.touches())
        if both and one.shock.kind == other.shock.kind and one.shock.holds_together_with(other.shock):
            message = f"{one.name} and {other.name} both hold {both[0]} at the same time; end one before the other"
            problems.add(other.place_of("from"), f"shocks.{other.name}.from", message)
    return tuple(found)


def _one(name: str, node: Node, names: ShockNames, problems: Problems) -> Shock | None:
    path = f"shocks.{name}"
    kind = node.get("kind")
    if kind is None or kind.kind != "scalar":
        problems.add(node.place, f"{path}.kind", f"missing; a shock says its kind, one of {', '.join(KINDS)}")
        return None
    if kind.text not in KINDS:
        problems.add(kind.place, f"{path}.kind", _no_kind(kind.text))
        return None
    shock = build(KINDS[kind.text], node, problems, {"names": names}, what=kind.text, key=path)
    if shock is None:
        return None

    def say(key: str, message: str, severity: str) -> None:
        place = (node.get(key) or node).place
        problems.add(place, f"{path}.{key}", message, "warning" if severity == "warning" else "error")

    before = problems.noted
    _check_times(shock, node, say)
    shock.check(names, say)
    return shock if problems.noted == before else None


def _check_times(shock: Shock, node: Node, say: Callable[[str, str, str], None]) -> None:
    if shock.lasts is not None and shock.ends is not None:
        first = node.get("for")
        line = f"; for stands on line {first.place.line}" if first is not None else ""
        say("until", f"{shock.kind} takes one of for, until{line}", "error")
    elif shock.lasts is None and shock.ends is None and not shock.may_last_for_good:
        message = f"missing; {shock.kind} says how long it lasts (for: 90 days) or when it is over (until: a date)"
        say("for", message, "error")
    elif shock.lasts is not None and too_long(shock.lasts):
        say("for", f"{shock.lasts}; a shock lasts at most {LONGEST} years", "error")
    elif shock.ends is not None and shock.ends <= shock.begins:
        say("until", f"{shock.ends} is not after from {shock.begins}", "error")


def _no_kind(kind: str) -> str:
    if kind in NOT_BUILT:
        return f"'{kind}' is not built: {NOT_BUILT[kind]}"
    near = suggest(kind, [*KINDS, *NOT_BUILT])
    return f"no such kind '{kind}'; " + (f"did you mean {near}?" if near else f"one of {', '.join(KINDS)}")
