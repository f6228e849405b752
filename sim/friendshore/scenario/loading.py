"""From a scenario's file to a Scenario: the baseline, the difference, the measures, everything wrong at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from friendshore.errors import InputError, Problem, UsageError
from friendshore.locations import find_scenario, is_name, scenario_names, shipped
from friendshore.reading import Node, Problems, read_yaml, suggest
from friendshore.scenario.agreed import Agreed
from friendshore.scenario.contents import places, plain
from friendshore.scenario.file import RunKeys, ScenarioFile, check_run, refuse_not_built
from friendshore.scenario.law import Law
from friendshore.scenario.measures import Measure
from friendshore.scenario.model import Scenario
from friendshore.scenario.parameters import NOTHING_HELD, Held, read_parameters
from friendshore.scenario.shocks import Days, read_shocks
from friendshore.schema import build

if TYPE_CHECKING:
    from friendshore.policy.lever import Lever
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
        self.may_rewrite = self.file is not None and self.file.rewrites_history
        self.law = Law(path, node, self.base_node, self.may_rewrite, problems)

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

    # -- the whole

    def scenario(self) -> Scenario | None:
        """The scenario, unless a problem stands in the way."""
        seeds, seeds_as_written = self._seeds()
        measures = self.law.measures(seeds) if seeds is not None else []
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
        days = Days(first, last, self.may_rewrite) if first is not None and last is not None else None
        return read_shocks(self.base_node, self.node, seeds, self.law.names, days, self.problems)

    def _contracts(self, seeds: Path, last: date | None, clock: str) -> Agreed:
        """Offtakes that the scenario adds, changes or drops."""
        key = self.node.key("contracts")
        if key is not None and clock == "events":
            self.problems.add(key.place, "contracts", "a world on the event clock has none")
        told = [one for one in (self.base_node, self.node) if one is not None and one.key("contracts") is not None]
        if clock == "events" or not told:
            return Agreed()
        from friendshore.scenario.contracts import read_contracts

        return read_contracts(self.base_node, self.node, seeds, self.law.names, last, self.may_rewrite, self.problems)

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
        names = shown_names(seeds, self.law.names, touched, [lever.name for lever in levers], self.problems)
        return read_shows(node, names, shocks, run, self.problems)

    def _check_together(self, levers: tuple[Lever, ...]) -> None:
        from friendshore.policy.together import check_together

        check_together(levers, self.problems, self.law.broken)

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
