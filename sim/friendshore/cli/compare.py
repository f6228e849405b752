"""``friendshore compare``: what a scenario changes, inputs first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from friendshore.cli.options import as_json, processors, running, to_type
from friendshore.errors import CheckFailed, UsageError

if TYPE_CHECKING:
    from friendshore.cli.arms import Extent
    from friendshore.results import Difference, Run, Series
    from friendshore.results.differences import Mover


@click.command("compare")
@click.argument("runs", nargs=-1, required=True, metavar="A B...")
@click.option("--baseline", default=None, help="Which of them the others are compared with; the first.")
@click.option("--metric", "metrics", multiple=True, help="Outcomes to print, such as 'price.*'.")
@click.option("--fail-if", "conditions", multiple=True, help="End with 1 if so: 'cell_output.USA@2030<-5%'.")
@click.option("--no-charts", is_flag=True, help="Print only.")
@running
@as_json
def command(
    runs: tuple[str, ...],
    baseline: str | None,
    metrics: tuple[str, ...],
    conditions: tuple[str, ...],
    no_charts: bool,
    as_json: bool,
    **how: Any,
) -> None:
    """Compares scenarios, named or as files, or folders of runs; what has not run yet runs now.

    Replications are paired by number: they share their draws, so the intervals show the policy and not the luck.
    """
    from friendshore.cli.arms import Extent, runs_of
    from friendshore.cli.conditions import condition

    failing = [condition(text) for text in conditions]
    if baseline is not None:
        if baseline not in runs:
            raise UsageError(f"--baseline {baseline!r} is not among what is compared: {', '.join(runs)}")
        runs = (baseline, *(name for name in runs if name != baseline))
    extent = Extent(**how)
    compared = Compared(runs_of(runs, extent), metrics)
    for one in failing:
        if one.outcome not in compared.outcomes:
            raise UsageError(f"--fail-if {one.text!r}: there is no outcome {one.outcome!r}")
        if one.year is not None and one.year not in (years := compared.years_of(one.outcome)):
            there_are = ", ".join(map(str, years)) or "none"
            raise UsageError(f"--fail-if {one.text!r}: there is no year {one.year} to compare; there are {there_are}")
    page = None if no_charts else compared.draw(extent)
    if as_json:
        click.echo(compared.json(page))
    else:
        compared.show()
        click.echo(compared.last_line(page))
    broken = [(one, hit) for one in failing for other in compared.others for hit in one.violations(compared.of(other))]
    if broken:
        told = "; ".join(f"{one.text}: {_told(one.relative, hit)}" for one, hit in broken)
        raise CheckFailed(f"failed as stated: {told}")


class Compared:
    """A baseline and what the others change, over the replications and months that all of them have."""

    def __init__(self, runs: Sequence[Run], metrics: Sequence[str] = ()) -> None:
        from friendshore.cli.tables import chosen
        from friendshore.results import outcomes, paired
        from friendshore.results.shared import shared

        self.baseline, *self.others = shared(runs)
        self._before = before = outcomes(self.baseline)
        self.outcomes = tuple(before)
        self._asked = bool(metrics)
        self.shown = chosen(self.outcomes, metrics)
        self._after = {other.id: outcomes(other) for other in self.others}
        self._differences = {id: paired(before, after) for id, after in self._after.items()}

    def of(self, other: Run) -> list[Difference]:
        """Everything that one of the others changes."""
        return self._differences[other.id]

    def years_of(self, outcome: str) -> list[int]:
        """The years in which all of the others are compared in an outcome."""
        found = [{one.year for one in self.of(other) if one.outcome == outcome} for other in self.others]
        return sorted(set.intersection(*found)) if found else []

    def _pair(self, other: Run) -> tuple[Run, dict[str, Series]]:
        return other, self._after[other.id]

    def draw(self, extent: Extent) -> Path:
        """Draws the charts and returns where their page is."""
        from friendshore.report import compare_report

        return compare_report(
            [self.baseline, *self.others],
            extent.out / "-vs-".join(_plain(one.name) for one in (self.baseline, *self.others)),
            {other.name: self.inputs(other) for other in self.others},
            {other.name: self.of(other) for other in self.others},
            warnings=self.warnings(),
            workers=extent.workers or processors(),
        )

    def inputs(self, other: Run) -> list[tuple[str, str, str]]:
        """What differs in the scenarios: key path, before, after; a dash where there is nothing.

        What scenarios do not say of a contract on record stands in the tables.
        """
        from friendshore.scenario import changed_inputs

        recorded = {f"contracts.{row[0]}" for row in self.baseline.index.contracts}
        found = []
        for key, before, after in changed_inputs(self.baseline.scenario, other.scenario):
            unsaid = "as on record" if ".".join(key.split(".")[:2]) in recorded else "–"
            found.append((key, unsaid if before is None else before, unsaid if after is None else after))
        return found

    def warnings(self) -> list[str]:
        """What a reader should know before believing a difference."""
        found = []
        for other in self.others:
            beside = (other.manifest.get("shows") or {}).get("beside")
            if beside and _plain(Path(beside).stem) != _plain(self.baseline.name):
                found.append(
                    f"{other.title}: it is compared with {self.baseline.name}, as asked, so that all in which the two "
                    f"differ is shown. Its mechanism alone is what it adds to {beside}."
                )
            if self.baseline.manifest.get("rng_seed") != other.manifest.get("rng_seed"):
                found.append(f"{other.title}: its root seed is another; without shared draws the intervals are wide.")
            if self.baseline.manifest["source"] != other.manifest["source"]:
                found.append(f"{other.title}: it ran under another version of the program than the baseline.")
        pending = sorted({name for one in (self.baseline, *self.others) for name in one.manifest.get("pending", ())})
        if pending:
            found.append(f"Measures that are listed and not run yet: {', '.join(pending)}.")
        return found

    def show(self) -> None:
        """Prints changed inputs, then differences."""
        from friendshore.cli.leaning import leaning_text
        from friendshore.cli.tables import aligned, changes
        from friendshore.results.differences import most_moved
        from friendshore.results.table_years import shown_years

        for other in self.others:
            differences = self.of(other)
            click.echo(f"{self.baseline.title}  →  {other.title}")
            if other.question:
                click.echo(other.question)
            click.echo("\nchanged inputs")
            inputs = self.inputs(other)
            click.echo(aligned([("what", "before", "after"), *inputs], left=3) if inputs else "  none")
            pairs = len(set(self.baseline.replications) & set(other.replications))
            click.echo(
                f"\nmean change over {pairs} paired replications ± half the 95 % interval; * if it excludes zero"
            )
            found = sorted(
                (one for one in differences if one.outcome in self.shown), key=lambda one: self.shown.index(one.outcome)
            )
            years = sorted({one.year for one in found})
            moving = sorted({one.year for one in differences if one.mean})
            click.echo(changes(found, shown_years(years, moving)) if found else "  no outcome in common")
            others = [one for one in differences if one.outcome not in self.shown]
            if not self._asked and (moved := most_moved(others)):
                click.echo("\nwhat moved most beside these, in its strongest place and year")
                click.echo(_strongest(moved))
            if leans := leaning_text((self.baseline, self._before), self._pair(other), differences, self.shown):
                click.echo(f"\n{leans}")
            if pairs == 1:
                click.echo("\nOne replication gives no interval: nothing here can be told from luck; raise -n.")
            elif not any(one.excludes_zero for one in differences):
                click.echo("\nNothing moved: no interval excludes zero.")
            click.echo()
        for warning in (*filter(None, [self.baseline.note]), *self.warnings()):
            click.echo(warning)

    def json(self, page: Path | None) -> str:
        """Everything that is printed, and every year."""
        from dataclasses import asdict

        from friendshore.cli.leaning import grades_of, leaning_record
        from friendshore.cli.tables import dumped
        from friendshore.results.drivers import leanings

        baseline_pair, grades = (self.baseline, self._before), grades_of(self.baseline)
        compared = [
            {
                "scenario": other.name,
                "folder": str(other.folder),
                "digest": other.manifest["digest"],
                "changed_inputs": [
                    {"what": key, "before": before, "after": after} for key, before, after in self.inputs(other)
                ],
                "differences": [asdict(one) for one in self.of(other) if not self._asked or one.outcome in self.shown],
                "leans_on": leaning_record(
                    leanings(baseline_pair, self._pair(other), self.of(other), self.shown), grades
                ),
            }
            for other in self.others
        ]
        baseline = {
            "scenario": self.baseline.name,
            "folder": str(self.baseline.folder),
            "digest": self.baseline.manifest["digest"],
        }
        return dumped({"baseline": baseline, "compared": compared, "report": str(page) if page else None})

    def last_line(self, page: Path | None) -> str:
        """Where it is, and what to type next."""
        where = page or self.others[-1].folder
        return f"{where}  next: {to_type('show', str(self.others[-1].folder))}"


def _strongest(moved: Sequence[Mover]) -> str:
    from friendshore.cli.tables import aligned, number, with_interval

    rows = [["outcome", "unit", "year", "before", "change", "share", "moved too"]]
    for mover in moved:
        one = mover.strongest
        share = f"{number(one.relative * 100, True)} %"
        rows.append([one.outcome, one.unit, str(one.year), number(one.baseline), with_interval(one), share, mover.also])
    return aligned(rows)


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name)


def _told(relative: bool, hit: Difference) -> str:
    from friendshore.cli.tables import number

    size = f"{number(hit.relative * 100, True)} %" if relative else f"{number(hit.mean, True)} {hit.unit}"
    return f"{hit.outcome} in {hit.year} {size}"
