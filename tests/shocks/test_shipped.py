"""The scenarios that show shocks are sound, and say what they say they do."""

from __future__ import annotations

from pathlib import Path

import pytest

from friendshore.reading import Problems
from friendshore.scenario import load_scenario, read_scenario

FOLDER = Path(__file__).parents[2] / "scenarios" / "mechanisms"
SHOCKS = {
    "strait_closed": ["passage_closed"],
    "port_strike": ["port_closed"],
    "mine_flood": ["site_outage", "site_outage"],
    "demand_jump": ["demand"],
    "coke_price": ["outside_price"],
}


@pytest.mark.parametrize("name", SHOCKS)
def test_a_scenario_of_a_shock_is_sound_and_differs_from_the_baseline_by_it_alone(name: str) -> None:
    problems = Problems()
    found, baseline = read_scenario(FOLDER / f"{name}.yaml", problems), load_scenario("baseline")
    assert found is not None and not problems.errors
    assert not [one for one in problems if one.place.file.endswith(f"{name}.yaml")]
    assert [one.kind for one in found.shocks] == SHOCKS[name]
    assert (found.start, found.end, found.measures) == (baseline.start, baseline.end, baseline.measures)


def test_scenarios_of_mechanisms_are_found_by_name() -> None:
    assert load_scenario("strait_closed").path.resolve() == FOLDER.resolve() / "strait_closed.yaml"
