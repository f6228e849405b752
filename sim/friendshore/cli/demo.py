"""``friendshore demo``: the first thing to try."""

from __future__ import annotations

from typing import Any

import click

from friendshore.cli.options import running

SCENARIOS = ("baseline", "graphite_approvals_cut", "canada_withdraws")
REPLICATIONS = 64


@click.command("demo")
@running
def command(**how: Any) -> None:
    """Runs the baseline and two questions, compares them and draws the charts.

    What do Chinese graphite licences, US tariffs and Canadian subsidies do to North American output of
    cells and electric vehicles?
    """
    from friendshore.cli.arms import Extent, runs_of
    from friendshore.cli.compare import Compared

    how["replications"] = how["replications"] or REPLICATIONS
    extent = Extent(**how)
    compared = Compared(runs_of(SCENARIOS, extent))
    page = compared.draw(extent)
    compared.show()
    click.echo(f"{page}  next: {extent.again('compare', *SCENARIOS[:2], '--metric', 'price.*')}")
