"""A shipped scenario is something to run, named by all that its results depend on."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from friendshore.experiment import plan
from friendshore.experiment.scenarios import subject_of
from friendshore.scenario import Scenario, load_scenario


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load_scenario("baseline")


@pytest.fixture(scope="module")
def question() -> Scenario:
    return load_scenario("canada_withdraws")


def test_every_run_of_the_shipped_world_depends_on_the_baseline_s_law(baseline: Scenario, question: Scenario) -> None:
    first, second = subject_of(baseline), subject_of(question)
    assert first.basis == second.basis
    assert set(first.basis) == {"law in the demand paths"}
    assert subject_of(replace(question, seeds_as_written="elsewhere")).basis == {}


def test_replications_do_not_name_a_run_and_the_root_seed_does(baseline: Scenario, tmp_path: Path) -> None:
    here = plan(subject_of(baseline), tmp_path).folder
    assert plan(subject_of(replace(baseline, replications=5)), tmp_path).folder == here
    assert plan(subject_of(replace(baseline, title="Another title")), tmp_path).folder == here
    assert plan(subject_of(replace(baseline, rng_seed=1)), tmp_path).folder != here


def test_what_builds_the_world_travels_to_another_process(question: Scenario) -> None:
    subject = subject_of(question)
    again = pickle.loads(pickle.dumps(subject.factory))
    assert again.scenario.measures == question.measures
    assert subject.units["cell_lfp"] == "MWh"


def test_the_manifest_names_every_file_that_was_read(question: Scenario, tmp_path: Path) -> None:
    inputs = plan(subject_of(question), tmp_path).inputs
    for name in ("seeds/sites.csv", "scenarios/canada_withdraws.yaml", "policies/usa_45x_cells.yaml"):
        assert len(inputs[name]) == 64
