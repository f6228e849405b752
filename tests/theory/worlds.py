"""The worlds of tests/worlds: read once, run once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from friendshore.engine import events
from friendshore.scenario import Scenario, load_scenario
from friendshore.seed_lot_records import LotWorld
from friendshore.seed_lots import load_lot_world

WORLDS = Path(__file__).parents[1] / "worlds"
NAMES = sorted(folder.name for folder in WORLDS.iterdir() if folder.is_dir())


@cache
def read(name: str) -> tuple[LotWorld, Scenario]:
    """A world and its scenario."""
    scenario = load_scenario(str(WORLDS / name / "scenario.yaml"))
    return load_lot_world(scenario.seeds), scenario


@cache
def results(name: str) -> dict[str, np.ndarray]:
    """Every measure over all replications that the scenario asks for."""
    world, scenario = read(name)
    runs = [events.run(world, scenario, replication) for replication in range(scenario.replications)]
    return {measure: np.array([run[measure] for run in runs]) for measure in runs[0]}
