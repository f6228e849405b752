"""``friendshore run``: simulate scenarios."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from friendshore.cli.options import as_json, running, to_type

if TYPE_CHECKING:
    from friendshore.cli.arms import Extent
    from friendshore.results import Run

SHIPPED = "shipped"
"""What a run says of its tables if they are those that came with the program."""


@click.command("run")
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option("--seed", "--rng-seed", "rng_seed", type=click.IntRange(0), default=None, help="Root of all draws.")
@click.option("--fresh", is_flag=True, help="Forget what is kept and begin anew.")
@click.option("--dry-run", is_flag=True, help="Say what would run, and run nothing.")
@click.option("--metric", "metrics", multiple=True, help="Outcomes to print, such as 'price.*'.")
@running
@as_json
def command(scenarios: tuple[str, ...], dry_run: bool, metrics: tuple[str, ...], as_json: bool, **how: Any) -> None:
    """Simulates scenarios, named or as files, and keeps every replication as it is made.

    Running again returns what is kept or continues it; a larger -n adds to it. A scenario that says in which series
    its mechanism shows leaves a chart of them beside its results.
    """
    from friendshore.cli.arms import Extent, finish
    from friendshore.cli.tables import dumped, levels
    from friendshore.results import open_run

    extent = Extent(**how)
    if dry_run:
        for name in scenarios:
            _plan(name, extent, as_json)
        return
    for name in scenarios:
        finished = finish(name, extent)
        chart = _chart(finished.folder)
        if as_json:
            facts: dict[str, Any] = {
                "scenario": finished.name,
                "folder": str(finished.folder),
                "digest": finished.digest,
                "replications": finished.replications,
                "made": finished.made,
                "seconds": round(finished.seconds, 3),
                **({"chart": str(chart)} if chart else {}),
            }
            click.echo(dumped(facts))
            continue
        kept = open_run(finished.folder)
        click.echo(f"{kept.title}: {finished.replications} replications, {finished.made} of them new")
        if not kept.index.measured:
            click.echo("median [90 % band]")
        click.echo(levels(kept, metrics))
        if chart:
            click.echo(f"where its mechanism shows: {chart}")
        click.echo(f"{finished.folder}  next: {_next(name, kept, extent)}")


def _chart(folder: Path) -> Path | None:
    """The picture of where a scenario says that its mechanism shows; None if it does not say."""
    from friendshore.results.folder import open_run, read_manifest

    if not read_manifest(folder).get("shows"):
        return None
    from friendshore.report import mechanism_report  # the drawing library loads here, and for such a scenario alone

    return mechanism_report(open_run(folder))


def _plan(name: str, extent: Extent, as_json: bool) -> None:
    from friendshore.cli.arms import subject
    from friendshore.cli.tables import dumped
    from friendshore.experiment import plan

    what, replications = subject(name, extent.rng_seed)
    planned = plan(what, extent.out)
    asked = extent.replications or replications
    if as_json:
        facts = {"scenario": what.name, "folder": str(planned.folder), "replications": asked, "kept": planned.kept}
        click.echo(dumped(facts))
        return
    click.echo(f"{what.title}: {asked} replications, {planned.kept} kept; nothing was run")
    click.echo(f"{planned.folder}  next: {extent.again('run', name)}")


def _next(typed: str, kept: Run, extent: Extent) -> str:
    """What to type next, from where the scenario was typed: a file stays the file that it was."""
    if kept.index.measured:
        return replace(extent, replications=None).again("ls")
    if typed == "baseline":
        return extent.again("demo")
    beside = (kept.manifest.get("shows") or {}).get("beside")
    if beside is None and kept.scenario.get("seeds", SHIPPED) != SHIPPED:  # the baseline is of another world
        return to_type("show", str(kept.folder))
    return extent.again("compare", _from_here(beside or "baseline", typed), typed)


def _from_here(beside: str, typed: str) -> str:
    """A scenario that another names, as it is found from here: its name or, if that is another file's, its path."""
    from friendshore.errors import UsageError
    from friendshore.locations import find_scenario, is_name

    if is_name(typed) or not is_name(beside):
        return beside
    meant = find_scenario(beside, Path(typed).parent)
    if meant.samefile(typed):
        return beside
    try:
        return beside if find_scenario(beside).samefile(meant) else str(meant)
    except UsageError:
        return str(meant)
