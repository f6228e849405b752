"""``friendshore verify``: make part of a kept run anew, and compare it bit for bit."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from friendshore.cli.options import OUT, as_json
from friendshore.errors import CheckFailed, UsageError


@click.command("verify")
@click.argument("name", metavar="RUN")
@click.option(
    "-n", "--replications", type=click.IntRange(1), default=3, show_default=True, help="How many to make anew."
)
@click.option("--all", "every", is_flag=True, help="Make all of them anew.")
@click.option("--scenario", default=None, metavar="FILE", help="Its scenario, unless it is found by the run's name.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=OUT, help="Folder of the runs.")
@as_json
def command(name: str, replications: int, every: bool, scenario: str | None, out: Path, as_json: bool) -> None:
    """Makes a sample of a kept run (its folder, or its name) anew and compares digests.

    Ends with 1 if a bit differs, and says what has changed since: tables, source, versions, processor.
    """
    from friendshore.cli.arms import folder_of, subject
    from friendshore.cli.tables import aligned, dumped
    from friendshore.experiment.verify import verify
    from friendshore.results.folder import read_manifest

    folder = folder_of(name, out)
    if folder is None:
        raise UsageError(f"no run {name!r}; `friendshore ls` lists those that are kept")
    manifest = read_manifest(folder)
    try:
        what, _ = subject(scenario or str(manifest["name"]), manifest.get("rng_seed"))
    except UsageError as error:
        if scenario is not None:
            raise
        raise UsageError(f"{error}; if it is a file elsewhere, name it with --scenario FILE") from error
    print(f"making {'all' if every else replications} replications anew", file=sys.stderr)
    found = verify(folder, what, None if every else replications)
    same = sum(one.same for one in found.checked)
    if as_json:
        checked = [
            {"replication": one.replication, "kept": one.kept, "again": one.again, "same": one.same}
            for one in found.checked
        ]
        facts = {"folder": str(folder), "kept": found.kept, "sound": found.sound, "checked": checked}
        click.echo(dumped({**facts, "changed": list(found.changed), "faults": list(found.faults)}))
    else:
        rows = [("replication", "kept", "made anew", "")]
        for one in found.checked:
            told = "same" if one.same else "differs" if one.kept != one.again else "the store holds other numbers"
            rows.append((str(one.replication), one.kept[:16], one.again[:16], told))
        click.echo(f"{folder}: {same} of {len(found.checked)} replications made anew are the same to the last bit")
        click.echo(aligned(rows, left=4))
        for text in (*found.faults, *(f"changed since: {one}" for one in found.changed)):
            click.echo(f"  {text}")
    if not found.sound:
        raise CheckFailed(f"{folder} is not what the program makes now")
