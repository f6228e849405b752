"""From what the user typed to runs: the name or file of a scenario, or the folder of a run."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from friendshore.cli.options import OUT, processors, to_type
from friendshore.cli.progress import Shown
from friendshore.errors import UsageError
from friendshore.experiment import Finished, Subject, run
from friendshore.results import Run, open_run
from friendshore.results.folder import MANIFEST


@dataclass(frozen=True, slots=True)
class Extent:
    """How much to run, on what, and where it is kept; ``None`` leaves it to the scenario or the machine."""

    out: Path
    replications: int | None = None
    workers: int | None = None
    rng_seed: int | None = None
    fresh: bool = False

    def again(self, *words: str) -> str:
        """A command to type next, for the same folder and as many replications; quoted where a shell asks for it.

        >>> Extent(Path("my runs"), 8).again("compare", "baseline", "a b.yaml")
        "friendshore compare baseline 'a b.yaml' -n 8 --out 'my runs'"
        """
        options = [] if self.replications is None else ["-n", str(self.replications)]
        options += [] if self.out == OUT else ["--out", str(self.out)]
        return to_type(*words, *options)


def subject(name: str, rng_seed: int | None = None) -> tuple[Subject, int]:
    """The scenario of that name or file, and the replications it asks for.

    Raises ``InputError`` if it, or a file it names, is wrong.
    """
    from friendshore.experiment.scenarios import subject_of  # the engine loads here
    from friendshore.scenario import load_scenario

    scenario = load_scenario(name)
    if scenario.warnings:
        told = f"{len(scenario.warnings)}; `{to_type('check', name)}` shows them"
        print(f"{name}: warnings: {told}", file=sys.stderr)
    if rng_seed is not None:
        scenario = replace(scenario, rng_seed=rng_seed)
    return subject_of(scenario), scenario.replications


def finish(name: str, extent: Extent) -> Finished:
    """Runs the scenario of that name or file as far as is asked, and not what is kept already."""
    what, replications = subject(name, extent.rng_seed)
    return run(
        what,
        extent.replications or replications,
        extent.out,
        workers=extent.workers or processors(),
        fresh=extent.fresh,
        watcher=Shown(),
    )


def folder_of(name: str, out: Path) -> Path | None:
    """The folder of a run, if that is what was typed: its path, or its name below ``out``."""
    for folder in (Path(name), out / "runs" / name):
        if (folder / MANIFEST).is_file():
            return folder
    return None


def runs_of(names: tuple[str, ...], extent: Extent) -> list[Run]:
    """The runs to compare, in the order typed; scenarios that have not run yet run now.

    Raises ``UsageError`` for fewer than two different ones, or two of one name to tell apart.
    """
    found = [open_run(folder_of(name, extent.out) or finish(name, extent).folder) for name in names]
    others = [one.name for one in found[1:]]
    if len(set(others)) < len(others):
        raise UsageError(f"two of them have one name: {', '.join(others)}; give one another name, or compare in pairs")
    if len({one.id for one in found}) < 2:
        raise UsageError("there is nothing to compare: name two different scenarios or runs")
    return found
