"""``friendshore backtest``: the model beside recorded episodes."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from friendshore.cli.options import as_json
from friendshore.errors import CheckFailed, UsageError

if TYPE_CHECKING:
    from friendshore.backtest.run import Compared, Result


@click.command("backtest")
@click.argument("names", nargs=-1, metavar="[EPISODE]...")
@click.option(
    "-n", "--replications", type=click.IntRange(1, 10_000), default=16, show_default=True, help="Replications."
)
@click.option(
    "--write",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Put the results of all episodes into this document, such as docs/validation.md.",
)
@as_json
def command(names: tuple[str, ...], replications: int, path: Path | None, as_json: bool) -> None:
    """Runs recorded episodes and prints model beside record, with errors and a verdict on ranges set beforehand.

    Without EPISODE all are run. A missed range is a result, not a failure; an episode without a record ends with 1.
    """
    from friendshore.backtest.document import page, results_part, write_page
    from friendshore.backtest.run import SCENARIO, backtest, selected
    from friendshore.cli.tables import to_json
    from friendshore.scenario import load_scenario
    from friendshore.seeds import Seeds

    if path is not None and names:
        raise UsageError("--write is for all episodes; leave their names out")
    scenario = load_scenario(SCENARIO)
    episodes = Seeds(scenario.seeds).episodes
    chosen = selected(episodes, names)
    worlds = " and ".join(dict.fromkeys(one.world or f"the {SCENARIO}" for one in chosen))
    print(f"running {worlds}, {replications} replications of the recorded years", file=sys.stderr)
    results = backtest(chosen, scenario, replications)
    bare = [one.episode.id for one in results if one.without_record]
    if as_json:
        click.echo(to_json([_record(one) for one in results]))
    else:
        click.echo("\n\n".join(_text(one) for one in results))
    if bare:
        raise CheckFailed(f"{', '.join(bare)}: no record to compare with; nothing was written")
    if path is not None:
        write_page(path, page(episodes.values(), results_part(results)))
        print(f"written to {path}", file=sys.stderr)


def _text(result: Result) -> str:
    from friendshore.backtest.words import error_in_words, range_in_words, state
    from friendshore.cli.tables import aligned

    lines = [f"{result.episode.id}: {result.episode.title}"]
    if result.reason:
        return "\n".join([*lines, f"  not run: {result.reason}"])
    if result.episode.world:
        lines.append(f"  runs on a world of its own: {result.episode.world}")
    scored = [verdict for _, verdict in result.verdicts if verdict.scored]
    met = sum(verdict.met for verdict in scored)
    lines.append(f"  {met} of {len(scored)} ranges are met; medians of {result.replications} replications [90 %]")
    rows = [("", "series", "range", "error", "what is scored")]
    for series, verdict in result.verdicts:
        told = (state(verdict), series.id.partition(".")[2], range_in_words(verdict.range, short=True))
        rows.append((*told, error_in_words(verdict), verdict.origin))
    lines.append(aligned(rows, left=3))
    for series, verdict in result.verdicts:
        if verdict.scored and not verdict.met and verdict.range.why:
            lines.append(f"  {series.id.partition('.')[2]}: {verdict.range.why}")
    lines.append(_points(result.compared))
    return "\n".join(lines)


def _points(compared: Sequence[Compared]) -> str:
    from friendshore.backtest.words import amount, month
    from friendshore.cli.tables import aligned

    rows = [("series", "month", "unit", "record", "model", "90 %", "")]
    for one in compared:
        for point in one.points:
            start = (one.series.id.partition(".")[2], month(one.series, point.day), one.unit, amount(point.record))
            if point.covered:
                band = f"{amount(point.low)} to {amount(point.high)}"
                rows.append((*start, amount(point.model), band, "fitted" if point.fitted else ""))
            else:
                rows.append((*start, "–", "", "outside the world's years"))
    return aligned(rows, left=3)


def _record(result: Result) -> dict[str, Any]:
    """An episode's result as plain values; what is infinite never came, and is null with ``never`` set."""
    return {
        "episode": result.episode.id,
        "title": result.episode.title,
        "world": result.episode.world or "shipped",
        "run": not result.reason,
        "reason": result.reason,
        "replications": result.replications if not result.reason else 0,
        "ranges": [
            {
                "id": verdict.range.id,
                "series": series.id,
                "rule": verdict.range.rule,
                "scored": list(verdict.range.scored),
                "within": verdict.range.within,
                "unit": verdict.range.unit,
                "error": verdict.error,
                "verdict": "not scored" if not verdict.scored else "met" if verdict.met else "missed",
                "fitted": verdict.origin,
                "why": verdict.range.why,
            }
            for series, verdict in result.verdicts
        ],
        "records": [
            {
                "series": one.series.id,
                "date": point.day.isoformat(),
                "unit": one.unit,
                "record": point.record,
                "model": point.model,
                "low": point.low,
                "high": point.high,
                "fitted": point.fitted,
                "never": math.isinf(point.model),
            }
            for one in result.compared
            for point in one.points
        ],
    }
