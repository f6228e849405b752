"""What ``compare`` says of the uncertain numbers that its outcomes lean on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from friendshore.results import Difference, Run, Series
from friendshore.results.drivers import Driver, Leaning, leanings, parameter_grades

HEADING = (
    "uncertain numbers that each leans on most: rank correlation with its change in the year given, or with its level "
    "where nothing changes; * if clearer than chance; grade of the number (A best, D assumed)"
)
WIDTH = 116


def leaning_text(
    baseline: tuple[Run, Mapping[str, Series]],
    other: tuple[Run, Mapping[str, Series]],
    differences: Sequence[Difference],
    names: Sequence[str],
) -> str:
    """A line for each outcome; "" where there are too few replications to tell."""
    found = leanings(baseline, other, differences, names)
    if not found:
        return ""
    grades = grades_of(baseline[0])
    lines = textwrap.wrap(HEADING, WIDTH)
    for one in found:
        what = f"{one.outcome} {one.year}{'' if one.of_change else ' level'}: "
        text = what + "; ".join(_driver(driver, grades) for driver in one.drivers)
        lines.append(textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="    "))
    return "\n".join(lines)


def leaning_record(found: Iterable[Leaning], grades: Mapping[str, str]) -> list[dict[str, Any]]:
    """The same as plain values."""
    return [
        {
            **asdict(one),
            "drivers": [
                {**asdict(driver), "grades": [grades.get(name, "") for name in driver.parameters]}
                for driver in one.drivers
            ],
        }
        for one in found
    ]


def grades_of(run: Run) -> dict[str, str]:
    """The grades of a run's sampled numbers, from the seeds it read or, if those are gone, the shipped ones."""
    from friendshore.locations import shipped

    named = Path(str(run.scenario.get("seeds", "")))
    return parameter_grades(named if named.parts and named.is_dir() else shipped("seeds"))


def _driver(driver: Driver, grades: Mapping[str, str]) -> str:
    name, *others = driver.parameters
    also = f" (and {len(others)} like it)" if others else ""
    sign = "−" if driver.correlation < 0.0 else "+"
    star = "*" if driver.sure else ""
    grade = f" {grades[name]}" if grades.get(name) else ""
    return f"{name}{also} {sign}{abs(driver.correlation):.2f}{star}{grade}"
