"""From a scenario's file to a Scenario: the baseline, the difference, the measures, everything wrong at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from friendshore.dated import BITING
from friendshore.errors import InputError, Problem, UsageError
from friendshore.locations import find_measure, find_scenario, is_name, measure_files, scenario_names, shipped
from friendshore.reading import Node, Problems, read_yaml, suggest
from friendshore.scenario.agreed import Agreed
from friendshore.scenario.contents import places, plain
from friendshore.scenario.file import RunKeys, ScenarioFile, check_run, refuse_not_built
from friendshore.scenario.measures import Measure, make_lever, mirrors_wait
from friendshore.scenario.merging import FACTS_DAY, Change
from friendshore.scenario.model import Pending, Scenario
from friendshore.scenario.names import definitions_among, known_names
from friendshore.scenario.parameters import NOTHING_HELD, Held, read_parameters
from friendshore.scenario.shocks import Days, read_shocks
from friendshore.schema import build

if TYPE_CHECKING:
    from friendshore.policy.lever import Lever
    from friendshore.policy.names import Names
    from friendshore.shocks import Named, Shock


def load_scenario(name_or_path: str | Path, problems: Problems | None = None) -> Scenario:
    """The scenario of that name or file, ready to run.

    Raises InputError with everything wrong in its file, the baseline and the measures; UsageError if it is not there.
    """
    found = Problems() if problems is None else problems
    scenario = read_scenario(find_scenario(name_or_path), found)
    if scenario is None or found.errors:
        raise InputError(found.errors)
    return scenario


def read_scenario(path: Path, problems: Problems) -> Scenario | None:
    """As ``load_scenario``, from a file, with what is wrong left in ``problems``."""
    before = problems.noted
    node = read_yaml(path, problems)
    if node is None:
        return None
    scenario = _Loader(path, node, problems).scenario()
    return scenario if problems.noted == before else None


class _Loader:
    """Reads one scenario; goes on as long as what is left can still be checked."""

    def __init__(self, path: Path, node: Node, problems: Problems) -> None:
        self.path, self.node, self.problems = path, node, problems
        self.beside = path.parent
        self.file = build(ScenarioFile, node, problems, what="a scenario")
        refuse_not_built(node, problems)
        self.base_path, self.base_node, self.base = self._baseline()
        self.names: Names
        """Every name of the world, once its measures are read."""
        self.broken: set[str] = set()
        """Measures that are listed and cannot be read."""

    def _baseline(self) -> tuple[Path | None, Node | None, ScenarioFile | None]:
        extends = self.node.get("extends")
        if extends is None:
            self._stands_alone()
            return None, None, None
        if extends.kind != "scalar":
            return None, None, None
        try:
            if not is_name(extends.text):
                raise UsageError(f"'{extends.text}' is no name of a scenario; write extends: baseline")
            path = find_scenario(extends.text, self.beside)
        except UsageError as error:
            self.problems.add(extends.place, "extends", str(error))
            meant = suggest(extends.text, scenario_names(self.beside))
            if meant is None:
                return None, None, None
            path = find_scenario(meant, self.beside)  # so that all else can be checked at once
        node = read_yaml(path, self.problems)
        if node is None or path.resolve() == self.path.resolve():
            if node is not None:
                self.problems.add(extends.place, "extends", "a scenario cannot extend itself; extend baseline")
            return path, None, None
        deeper = node.get("extends")
        if deeper is not None:
            message = f"'{extends.text}' itself extends {deeper.text}; one level only: extend baseline"
            self.problems.add(extends.place, "extends", message)
            return path, None, None
        return path, node, build(ScenarioFile, node, self.problems, what="a scenario")

    def _stands_alone(self) -> None:
        """A file without ``extends`` is a baseline, or names a world of its own: its run must be complete."""
        node = self.node
        if node.kind != "mapping":
            return
        known = ScenarioFile.written_keys()
        if any(key.text not in known and suggest(key.text, ["extends"]) for key, _ in node.pairs()):
            return  # told already: the key is misspelt
        if node.get("measures") is None and node.get("seeds") is None:
            message = "missing; write extends: baseline (or seeds: with a world of its own)"
            self.problems.add(node.place, "extends", message)
            return
        for name in ("drop", "add", "change"):
            if (key := node.key(name)) is not None:
                self.problems.add(key.place, name, "there is nothing to differ from; write extends: baseline")
        run = node.get("run")
        for name in ("start", "end", "replications", "rng_seed"):
            if run is None or (run.kind == "mapping" and run.get(name) is None and run.key(name) is None):
                place = (run or node).place
                self.problems.add(place, f"run.{name}", "missing; a scenario that extends nothing says it itself")

    # -- which measures

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
        base = self.base_path.stem if self.base_path else "baseline"
        for one in self._names_in(self.node, "drop"):
            if found.pop(one.text, None) is not None:
                self._warn_of_past(one)
            else:
                near = suggest(one.text, found)
                hint = f"; did you mean {near}?" if near else ""
                self.problems.add(one.place, "drop", f"{base} has no {one.text}{hint}")
        dropped = {one.text for one in self._names_in(self.node, "drop")}
        for one in self._names_in(self.node, "add"):
            if one.text in found:
                what = "stands twice" if found[one.text].place.file == one.place.file else f"is in {base} already"
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

    # -- the measures themselves

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
            may_rewrite = self.file is not None and self.file.rewrites_history
            change = Change(name, changes[name], may_rewrite, self.problems)
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

    def _measures(self, seeds: Path) -> list[Measure]:
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

    # -- the whole

    def scenario(self) -> Scenario | None:
        """The scenario, unless a problem stands in the way."""
        seeds, seeds_as_written = self._seeds()
        measures = self._measures(seeds) if seeds is not None else []
        base = self.base
        if seeds is None or (self.base_path is not None and base is None):
            return None
        run = self.file.run if self.file is not None else RunKeys()
        if base is not None and self.file is not None:
            check_run(base.run, self.base_node or self.node, None, self.problems)
            inherited = base.run.model_dump()
            run = run.model_copy(update={k: v for k, v in inherited.items() if getattr(run, k) is None})
        first_year = base.run.start.year if base is not None and base.run.start is not None else None
        check_run(run, self.node, first_year, self.problems)
        clock = (self.file and self.file.clock) or (base and base.clock) or "sessions"
        shocks = self._shocks(seeds, base.run.start if base is not None else run.start, run.end, clock)
        agreed = self._contracts(seeds, run.end, clock)
        held = self._parameters(seeds, clock)
        if self.file is None:
            return None
        if run.start is None or run.end is None or run.replications is None or run.rng_seed is None:
            return None
        levers = tuple(one.lever for one in measures if one.lever is not None)
        self._check_together(levers)
        shows = self._shows(seeds, tuple(one.shock for one in shocks), agreed, levers, (run.start, run.end), clock)
        return Scenario(
            name=self.path.stem,
            title=self.file.title,
            question=self.file.question,
            path=self.path,
            start=run.start,
            end=run.end,
            replications=run.replications,
            rng_seed=run.rng_seed,
            law_as=self.file.law_as or (base and base.law_as) or "practised",
            clock=clock,
            seeds=seeds,
            levers=levers,
            shocks=tuple(one.shock for one in shocks),
            shocks_written={one.name: plain(one.node) for one in shocks},
            contracts=agreed.new,
            contracts_dropped=agreed.dropped,
            contracts_written=agreed.written,
            parameters=held.values,
            parameters_written={name: plain(one) for name, one in held.nodes.items()},
            shows=shows,
            pending=tuple(one.pending for one in measures if one.pending is not None),
            extends=self.base_path.stem if self.base_path else None,
            measures={one.name: plain(one.node) for one in measures},
            seeds_as_written=seeds_as_written,
            origins=self._origins(measures, shocks, agreed, held),
            files=self._files(measures),
            warnings=self._warnings(),
        )

    def _shocks(self, seeds: Path, first: date | None, last: date | None, clock: str) -> tuple[Named, ...]:
        """What happens to the world besides law."""
        key = self.node.key("shocks")
        if key is not None and clock == "events":
            message = "a world on the event clock has none; write them into its table of outages"
            self.problems.add(key.place, "shocks", message)
            return ()
        may_rewrite = self.file is not None and self.file.rewrites_history
        days = Days(first, last, may_rewrite) if first is not None and last is not None else None
        return read_shocks(self.base_node, self.node, seeds, self.names, days, self.problems)

    def _contracts(self, seeds: Path, last: date | None, clock: str) -> Agreed:
        """Offtakes that the scenario adds, changes or drops."""
        key = self.node.key("contracts")
        if key is not None and clock == "events":
            self.problems.add(key.place, "contracts", "a world on the event clock has none")
        told = [one for one in (self.base_node, self.node) if one is not None and one.key("contracts") is not None]
        if clock == "events" or not told:
            return Agreed()
        from friendshore.scenario.contracts import read_contracts

        may_rewrite = self.file is not None and self.file.rewrites_history
        return read_contracts(self.base_node, self.node, seeds, self.names, last, may_rewrite, self.problems)

    def _parameters(self, seeds: Path, clock: str) -> Held:
        """Behavioural values that the scenario holds."""
        if all(node is None or node.key("parameters") is None for node in (self.base_node, self.node)):
            return NOTHING_HELD
        key = self.node.key("parameters")
        if key is not None and clock == "events":
            self.problems.add(key.place, "parameters", "a world on the event clock has none")
            return NOTHING_HELD
        from friendshore.seed_reading import table_path

        return read_parameters(self.base_node, self.node, table_path(seeds, "parameters"), self.problems)

    def _shows(
        self,
        seeds: Path,
        shocks: tuple[Shock, ...],
        agreed: Agreed,
        levers: tuple[Lever, ...],
        run: tuple[date, date],
        clock: str,
    ) -> dict[str, Any] | None:
        """In which series the scenario's mechanism is seen; its own alone, as its question is."""
        node = self.node.get("shows")
        if node is None:
            return None
        if clock == "events":
            self.problems.add(node.place, "shows", "a world on the event clock is measured, not drawn; leave it out")
            return None
        from friendshore.scenario.shows import read_shows, shown_names

        touched = {"added": tuple(agreed.written), "dropped": agreed.dropped}
        names = shown_names(seeds, self.names, touched, [lever.name for lever in levers], self.problems)
        return read_shows(node, names, shocks, run, self.problems)

    def _check_together(self, levers: tuple[Lever, ...]) -> None:
        from friendshore.policy.together import check_together

        check_together(levers, self.problems, self.broken)

    def _seeds(self) -> tuple[Path | None, str]:
        """The folder of the world, and how the file names it."""
        for node in (self.node, self.base_node):
            written = node.get("seeds") if node is not None else None
            if written is None or written.kind != "scalar":
                continue
            folder = Path(written.place.file).parent / written.text
            if any((folder / f"{table}.csv").is_file() for table in ("commodities", "clock")):
                return folder, written.text
            wrong = "holds no world: it has no commodities.csv" if folder.is_dir() else "is no folder beside this file"
            self.problems.add(written.place, "seeds", f"'{written.text}' {wrong}")
            return None, written.text
        return shipped("seeds"), ""

    def _warn_of_past(self, dropped: Node) -> None:
        """A measure that acted before the day of the facts leaves the past as well, which may not be meant."""
        path = find_measure(dropped.text, self.beside)
        node = read_yaml(path, Problems()) if path is not None else None
        life = node.get("life") if node is not None else None
        if life is None or (self.file is not None and self.file.rewrites_history):
            return
        bites = [key.text for key, state in life.pairs() if state.text in BITING]
        if bites and (bites[0] == "always" or bites[0] < FACTS_DAY.isoformat()):
            message = (
                f"{dropped.text} leaves the past as well; to end it, change its life, or say rewrites_history: true"
            )
            self.problems.add(dropped.place, "drop", message, "warning")

    def _origins(
        self, measures: list[Measure], shocks: tuple[Named, ...], agreed: Agreed, held: Held
    ) -> dict[str, str]:
        found: dict[str, str] = {}
        for node in (self.base_node, self.node):
            for key in ("run", "law_as", "clock", "seeds"):
                if node is not None and (value := node.get(key)) is not None:
                    found.update(places(value, "" if key == "run" else key))
        for key in ("law_as", "clock", "seeds"):
            found.setdefault(key, "default")
        for one in measures:
            found.update(places(one.node, f"measures.{one.name}"))
        for shock in shocks:
            found.update(places(shock.node, f"shocks.{shock.name}"))
        for name, one_held in held.nodes.items():
            found.update(places(one_held, f"parameters.{name}"))
        for name, nodes in agreed.nodes.items():
            for node in nodes:
                path = f"contracts.{name}"
                found.update(places(node, f"{path}.dropped" if node.is_null else path))
        return found

    def _files(self, measures: list[Measure]) -> tuple[Path, ...]:
        base = (self.base_path,) if self.base_path is not None else ()
        return (self.path, *base, *(one.path for one in measures))

    def _warnings(self) -> tuple[Problem, ...]:
        return self.problems.warnings
