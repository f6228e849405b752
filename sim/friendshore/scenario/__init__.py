"""YAML to Scenario: strict, frozen, errors with file, line and column."""

from friendshore.scenario.contents import flatten
from friendshore.scenario.loading import load_scenario, read_scenario
from friendshore.scenario.measures import read_measure
from friendshore.scenario.merging import FACTS_DAY
from friendshore.scenario.model import Pending, Scenario, changed_inputs, resolved

__all__ = [
    "FACTS_DAY",
    "Pending",
    "Scenario",
    "changed_inputs",
    "flatten",
    "load_scenario",
    "read_measure",
    "read_scenario",
    "resolved",
]
