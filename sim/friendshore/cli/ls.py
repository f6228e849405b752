"""``friendshore ls``: the runs that are kept."""

from __future__ import annotations

from pathlib import Path

import click

from friendshore.cli.options import OUT, as_json, to_type


@click.command("ls")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=OUT, help="Folder of the runs.")
@as_json
def command(out: Path, as_json: bool) -> None:
    """Lists the runs that are kept, oldest first."""
    from friendshore.cli.tables import aligned, dumped
    from friendshore.errors import StoreError
    from friendshore.experiment import runs

    broken: list[StoreError] = []
    found = runs(out, broken)
    for error in broken:
        click.echo(f"friendshore: warning: {error}", err=True)
    if as_json:
        keys = ("folder", "name", "title", "state", "replications", "digest", "ended", "bytes")
        click.echo(dumped({"runs": [{key: one.get(key) for key in keys} for one in found]}))
        return
    if not found:
        click.echo(f"no runs in {out / 'runs'}  next: friendshore demo")
        return
    rows = [["folder", "state", "ended", "replications", "MB", "digest"]]
    rows += [
        [
            one["folder"],
            one["state"],
            one["ended"],
            str(one["replications"]),
            f"{one['bytes'] / 1e6:.1f}",
            one["digest"][:12],
        ]
        for one in found
    ]
    click.echo(aligned(rows, left=3))
    click.echo(f"{out / 'runs'}  next: {to_type('show', str(found[-1]['folder']))}")
