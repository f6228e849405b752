"""Which measures a scenario holds: its baseline's, less those it drops, with those it adds, as changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from friendshore.dated import BITING
from friendshore.locations import find_measure, measure_files, shipped
from friendshore.reading import Node, Problems, read_yaml, suggest
from friendshore.scenario.measures import Measure, make_lever, mirrors_wait
from friendshore.scenario.merging import FACTS_DAY, Change
from friendshore.scenario.model import Pending
from friendshore.scenario.names import definitions_among, known_names

if TYPE_CHECKING:
    from friendshore.policy.names import Names


class Law:
    """The measures of one scenario, read from its file and its baseline's.

    base: its baseline's contents; None for a scenario that stands alone
    may_rewrite: whether it says that it changes the past
    """

    def __init__(self, path: Path, node: Node, base: Node | None, may_rewrite: bool, problems: Problems) -> None:
        self.path, self.node, self.problems = path, node, problems
        self.beside = path.parent
        self.base_node = base
        self.may_rewrite = may_rewrite
        self.names: Names
        """Every name of the world, once the measures are read."""
        self.broken: set[str] = set()
        """Measures that are listed and cannot be read."""

    def measures(self, seeds: Path) -> list[Measure]:
        """Every measure that the scenario lists, and every bloc that one of them names."""
        listed = self._listed()
        definitions = definitions_among(measure_files(self.beside))
        blocs = [name for name, kind in definitions.items() if kind == "bloc"]
        changes = self._changes(listed, blocs)
        names = self.names = known_names(seeds, definitions, self.problems)
        read = [one for name in sorted(listed) if (one := self._read(name, listed[name], changes)) is not None]
        made = [self._made(one, names) for one in read]
        wanted = {bloc for one in made if one.lever is not None for bloc in one.lever.blocs_named(names)}
        wanted |= {name for name in changes if name in blocs}
        for name in sorted(wanted - {one.name for one in made}):
            bloc = self._read(name, self.node, changes)
            if bloc is not None:
                made.append(self._made(bloc, names))
        sound = {one.name for one in made if one.lever is not None or one.pending is not None}
        self.broken = {*listed, *wanted} - sound
        return sorted(mirrors_wait(made), key=lambda one: one.name)

    def _listed(self) -> dict[str, Node]:
        """The scenario's measures, each with the node that names it."""
        source = self.base_node if self.base_node is not None else self.node
        found: dict[str, Node] = {}
        for one in self._names_in(source, "measures"):
            if one.text in found:
                self.problems.add(one.place, "measures", f"{one.text} stands twice")
            found.setdefault(one.text, one)
        if self.base_node is None:
            return found
        if (key := self.node.key("measures")) is not None:
            message = "the full list stands in the baseline only; write drop: and add: here"
            self.problems.add(key.place, "measures", message)
        base_name = Path(self.base_node.place.file).stem
        for one in self._names_in(self.node, "drop"):
            if found.pop(one.text, None) is not None:
                self._warn_of_past(one)
            else:
                near = suggest(one.text, found)
                hint = f"; did you mean {near}?" if near else ""
                self.problems.add(one.place, "drop", f"{base_name} has no {one.text}{hint}")
        dropped = {one.text for one in self._names_in(self.node, "drop")}
        for one in self._names_in(self.node, "add"):
            if one.text in found:
                twice = found[one.text].place.file == one.place.file
                what = "stands twice" if twice else f"is in {base_name} already"
                self.problems.add(one.place, "add", f"{one.text} {what}")
            elif one.text in dropped:
                self.problems.add(one.place, "add", f"{one.text} is dropped by this scenario")
            else:
                found[one.text] = one
        return found

    @staticmethod
    def _names_in(node: Node, key: str) -> list[Node]:
        listed = node.get(key)
        return [one for one in listed.nodes() if one.kind == "scalar"] if listed is not None else []

    def _changes(self, measures: Mapping[str, Any], blocs: list[str]) -> dict[str, Node]:
        """Measure -> what is to change of it, for the measures that are here."""
        change = self.node.get("change")
        if change is None or self.base_node is None:
            return {}
        if change.kind != "mapping":
            self.problems.add(change.place, "change", "takes measures, each with its keys and their new values")
            return {}
        found = {}
        dropped = {one.text for one in self._names_in(self.node, "drop")}
        for key, value in change.pairs():
            if key.text in measures or key.text in blocs:
                found[key.text] = value
            elif key.text in dropped:
                self.problems.add(key.place, "change", f"{key.text} is dropped by this scenario")
            elif find_measure(key.text, self.beside) is not None:
                self.problems.add(key.place, "change", f"{key.text} is not in this scenario; add it")
            else:
                near = suggest(key.text, [*measures, *blocs])
                hint = f"; did you mean {near}?" if near else ""
                self.problems.add(key.place, "change", f"no measure '{key.text}' in this scenario{hint}")
        return found

    def _read(self, name: str, listed: Node, changes: Mapping[str, Node]) -> Measure | None:
        path = find_measure(name, self.beside)
        if path is None:
            near = suggest(name, measure_files(self.beside))
            hint = f"did you mean {near}?" if near else "it is looked up beside, in ./scenarios and in the package"
            key = "add" if listed.place.file == str(self.path) and self.base_node is not None else "measures"
            self.problems.add(listed.place, key, f"no measure '{name}'; {hint}")
            return None
        node = read_yaml(path, self.problems)
        if node is None:
            return None
        change = None
        if name in changes:
            change = Change(name, changes[name], self.may_rewrite, self.problems)
            node = change.apply(node)
        return Measure(name, path, node, listed, change)

    def _made(self, measure: Measure, names: Names) -> Measure:
        """The measure with its lever, or with the reason why it waits."""
        found = Problems()
        lever, kind, why = make_lever(measure.node, names, found)
        self._pass_on(found, measure)
        if why is None:
            return replace(measure, lever=lever)
        if measure.change is not None:
            change = self.node.get("change")
            key = change.key(measure.name) if change is not None else None
            self.problems.add((key or measure.listed).place, f"change.{measure.name}", why)
        elif self.base_node is not None and measure.listed.place.file == str(self.path):
            self.problems.add(measure.listed.place, "add", f"{measure.name}: {why}")
        return replace(measure, pending=Pending(measure.name, kind, why))

    def _pass_on(self, found: Problems, measure: Measure) -> None:
        """Problems of a measure; of a changed one, those that the change brought in are told at the change."""
        for one in found:
            place, key = one.place, one.key
            if one.severity == "warning" and place.file != str(self.path) and self._told_elsewhere(measure):
                continue
            removed = measure.change.removed.get(key) if measure.change is not None else None
            if removed is not None:
                place = removed
            if place.file == str(self.path) and measure.change is not None:
                key = f"change.{measure.name}.{key}" if key else f"change.{measure.name}"
            self.problems.add(place, key, one.message, one.severity)

    def _told_elsewhere(self, measure: Measure) -> bool:
        """Whether warnings about a measure's own file are not this scenario's to give.

        Of a changed measure the file is fine, and that values lie after a changed end is the change; what is to be
        said of the law that came with the program is said of its baseline.
        """
        inherited = self.base_node is not None and measure.listed.place.file != str(self.path)
        law = shipped("scenarios").resolve()
        return measure.change is not None or (inherited and measure.path.resolve().is_relative_to(law))

    def _warn_of_past(self, dropped: Node) -> None:
        """A measure that acted before the day of the facts leaves the past as well, which may not be meant."""
        path = find_measure(dropped.text, self.beside)
        node = read_yaml(path, Problems()) if path is not None else None
        life = node.get("life") if node is not None else None
        if life is None or self.may_rewrite:
            return
        bites = [key.text for key, state in life.pairs() if state.text in BITING]
        if bites and (bites[0] == "always" or bites[0] < FACTS_DAY.isoformat()):
            message = (
                f"{dropped.text} leaves the past as well; to end it, change its life, or say rewrites_history: true"
            )
            self.problems.add(dropped.place, "drop", message, "warning")
