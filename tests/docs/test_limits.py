"""What docs/limits.md says of the baseline is so."""

from __future__ import annotations

import re
from pathlib import Path

from friendshore.scenario import load_scenario

DOCUMENT = (Path(__file__).parents[2] / "docs" / "limits.md").read_text("utf-8")


def test_it_names_every_measure_that_the_baseline_lists_and_does_not_run() -> None:
    (table,) = re.findall(r"(?:^\|.*\n)+", DOCUMENT, re.MULTILINE)
    listed = {one.measure: one.why for one in load_scenario("baseline").pending}
    said = {name: row for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row)}
    assert set(said) == set(listed)
    for name, why in listed.items():
        assert said[name].startswith("| provenance") == ("provenance" in why), name


def test_the_documents_it_points_to_exist() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", DOCUMENT):
        assert (Path(__file__).parents[2] / "docs" / target).exists(), target
