"""A run as the charts see it: its series, its label and its colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from friendshore.report.style import BASELINE, SCENARIOS
from friendshore.report.words import clipped
from friendshore.results import Run, Series, outcomes
from friendshore.results.catalogue import seeds_digest

ASSUMED_AFTER = 2028
BASELINE_NAME = "baseline"
INCENTIVE_NOTE = "Capacity after 2028 includes assumed incentive capacity."
UNFINISHED_NOTE = (
    "Production credits act on asks, sourcing and curtailment here; what they do to plant choice is not modelled yet."
)


@dataclass(frozen=True, slots=True)
class Case:
    """One run in a comparison; against the first the others are drawn."""

    run: Run
    series: dict[str, Series]
    label: str
    colour: str

    @property
    def replications(self) -> int:
        """How many futures the run holds."""
        return len(self.run.replications)

    @property
    def as_told(self) -> str:
        """How sentences name it: ``the baseline`` is the scenario of that name and never another."""
        return "the baseline" if self.label == BASELINE_NAME else f"‘{self.label}’"


def cases_of(runs: Sequence[Run]) -> tuple[Case, ...]:
    """The runs as cases, grey for the first and a colour of its own for each other; of one name, told apart by id."""
    colours = [BASELINE, *(SCENARIOS[i % len(SCENARIOS)] for i in range(len(runs) - 1))]
    labels = [clipped(run.name.replace("_", " "), 30) for run in runs]
    labels = [
        label if labels.count(label) == 1 else f"{clipped(label, 21)} {run.id.rpartition('-')[2][:8]}"
        for label, run in zip(labels, runs, strict=True)
    ]
    return tuple(
        Case(run, outcomes(run), label, colour) for run, label, colour in zip(runs, labels, colours, strict=True)
    )


def question_of(cases: Sequence[Case]) -> str:
    """The question of the comparison: the scenario's own, or what several of them share."""
    questions = list(dict.fromkeys(case.run.question for case in cases[1:] or cases))
    if len(questions) == 1:
        return clipped(questions[0], 200)
    return clipped(f"What changes with {' or '.join(f'‘{case.run.title}’' for case in cases[1:])}?", 200)


def sources_of(cases: Sequence[Case]) -> str:
    """The line below a chart: program, runs and the digest of the seeds they stand on."""
    runs = ", ".join(case.run.id for case in cases)
    seeds = ", ".join(sorted({seeds_digest(case.run)[:12] for case in cases} - {""}))
    version = str(cases[0].run.manifest.get("versions", {}).get("friendshore", ""))
    return "; ".join(
        [f"Source: friendshore {version}".rstrip(), f"runs {runs}", *([f"seeds {seeds}"] if seeds else [])]
    )


def used_notes(cases: Sequence[Case]) -> tuple[str, ...]:
    """What of the runs is left out so that all are compared alike; nothing where nothing is."""
    return tuple(dict.fromkeys(case.run.note for case in cases if case.run.note))


def time_notes(cases: Sequence[Case]) -> tuple[str, ...]:
    """The notes that every chart carries: what is left out, and, past 2028, what is assumed."""
    past = any(case.run.index.end.year > ASSUMED_AFTER for case in cases)
    return (*used_notes(cases), *((INCENTIVE_NOTE,) if past else ()))
