"""A measure within a scenario: its file as changed, and the lever it makes, or why it has to wait."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from friendshore.locations import measure_files, shipped
from friendshore.reading import Node, Problems, read_yaml
from friendshore.scenario.merging import Change
from friendshore.scenario.model import Pending
from friendshore.scenario.names import definitions_among, known_names

if TYPE_CHECKING:
    from friendshore.policy.lever import Lever
    from friendshore.policy.names import Names

PROVENANCE = "needs provenance, which this version does not track"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure's file as changed, and what became of it."""

    name: str
    path: Path
    node: Node
    listed: Node
    """Where the scenario, or the baseline, names it."""
    change: Change | None = None
    lever: Lever | None = None
    pending: Pending | None = None


def mirrors_wait(made: list[Measure]) -> list[Measure]:
    """The measures, where one that follows a waiting measure waits with it."""
    waiting = {one.name for one in made if one.pending is not None}
    found = []
    for one in made:
        terms = one.lever.mirror if one.lever is not None else None
        if one.lever is not None and terms is not None and terms.measure in waiting:
            waits = Pending(one.name, one.lever.kind, f"mirrors {terms.measure}, which waits")
            one = replace(one, lever=None, pending=waits)
        found.append(one)
    return found


def make_lever(node: Node, names: Names, problems: Problems) -> tuple[Lever | None, str, str | None]:
    """(lever, kind, why it has to wait) of a measure's file; neither lever nor reason if the file is wrong."""
    from friendshore.levers import PLANNED_KINDS, build_lever

    kind = node.get("kind")
    name = kind.text if kind is not None and kind.kind == "scalar" else ""
    if name in PLANNED_KINDS:
        return None, name, f"{name} is not built yet"
    lever = build_lever(node, problems, names)
    if lever is not None and lever.needs_provenance:
        return None, name, f"{', '.join(lever.needs_provenance)} {PROVENANCE}"
    return lever, name, None


def read_measure(path: Path, problems: Problems) -> Measure | None:
    """A lone measure's file, checked against the seeds that came with the program."""
    before = problems.noted
    node = read_yaml(path, problems)
    if node is None:
        return None
    names = known_names(shipped("seeds"), definitions_among(measure_files(path.parent)), problems)
    lever, kind, why = make_lever(node, names, problems)
    if problems.noted > before:
        return None
    return Measure(path.stem, path, node, node, None, lever, Pending(path.stem, kind, why) if why else None)
