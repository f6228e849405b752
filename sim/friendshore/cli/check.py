"""``friendshore check``: what is wrong with a scenario, a measure or the seeds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from friendshore.cli.options import as_json
from friendshore.errors import InputError, Place, Problem, UsageError
from friendshore.locations import find_measure, find_scenario, shipped

if TYPE_CHECKING:
    from friendshore.reading import Problems
    from friendshore.scenario import Scenario

FORMATS = ("full", "concise", "json", "github")
INVALID = InputError.exit_code
_WIDEST = 116
_MOST = 200
_OF_A_MEASURE = re.compile(rb"^(kind|life|covers|enacted_by):", re.MULTILINE)


@click.command("check")
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--seeds", is_flag=True, help="Check the tables of the world; FILE is then a folder of them.")
@click.option(
    "--format",
    "layout",
    type=click.Choice(FORMATS),
    default="full",
    show_default=True,
    help="How problems are printed.",
)
@as_json
@click.pass_context
def command(context: click.Context, files: tuple[str, ...], seeds: bool, layout: str, as_json: bool) -> None:
    """Says everything that is wrong with scenarios or measures (files, or names), with its line and column.

    Of sound seeds it prints what they balance to, by commodity and year, and how many of their numbers are guesses.
    Ends with 3 if something is wrong; warnings alone end with 0.
    """
    if not files and not seeds:
        raise UsageError("name a scenario or a measure to check, or say --seeds")
    layout = "json" if as_json else layout
    if seeds:
        problems, fine = _checked_seeds(files, as_json)
    else:
        problems, fine = _checked(files)
    if problems or not seeds:
        click.echo(laid_out(problems, layout), nl=bool(problems) or layout == "json")
    errors = sum(one.severity == "error" for one in problems)
    for line in fine:
        click.echo(line, err=True)
    if problems:
        click.echo(f"{_counted(errors, 'error')}, {_counted(len(problems) - errors, 'warning')}", err=True)
    context.exit(INVALID if errors else 0)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _checked(files: Iterable[str]) -> tuple[list[Problem], list[str]]:
    """Problems of all files in their order, and a line for each file without error."""
    from friendshore.reading import Problems

    problems, fine = Problems(), []
    for file in files:
        before = problems.noted
        line = _check_one(_path_of(file), problems)
        if problems.noted == before:
            fine.append(line)
    return list(problems), fine


def _path_of(name: str) -> Path:
    """The file of a scenario or measure given as a path or a name."""
    if not Path(name).is_file():
        measure = find_measure(name)
        if measure is not None:
            return measure
        return find_scenario(name)
    return Path(name)


def _check_one(path: Path, problems: Problems) -> str:
    from friendshore.scenario import read_measure, read_scenario

    if _is_measure(path):
        measure = read_measure(path, problems)
        if measure is None:
            return ""
        waits = f" (waits: {measure.pending.why})" if measure.pending else ""
        return f"{path}: a sound measure{waits}"
    scenario = read_scenario(path, problems)
    if scenario is None:
        return ""
    if not _can_run(scenario, problems):
        return ""
    waiting = f", {len(scenario.pending)} more wait" if scenario.pending else ""
    return f"{path}: a sound scenario with {_counted(len(scenario.levers), 'measure')}{waiting}"


def _can_run(scenario: Scenario, problems: Problems) -> bool:
    """Whether the world reaches as far as a scenario's own years, or its own world holds together.

    Tables of numbers are read for this, which takes time; those that came with the program fit its own scenarios.
    """
    own_years = scenario.origins.get("end", "").startswith(f"{scenario.path}:")
    if scenario.path.resolve().is_relative_to(shipped("scenarios").resolve()) or not (
        own_years or scenario.seeds_as_written
    ):
        return True
    from friendshore.experiment.scenarios import subject_of

    try:
        subject_of(scenario)
    except InputError as error:
        for one in error.problems:
            problems.add(one.place, one.key, one.message, one.severity)
        return False
    return True


def _is_measure(path: Path) -> bool:
    try:
        with open(path, "rb") as handle:
            return _OF_A_MEASURE.search(handle.read(100_000)) is not None
    except OSError:
        return False


def _checked_seeds(folders: tuple[str, ...], as_json: bool) -> tuple[list[Problem], list[str]]:
    """Problems of all folders, and a line for each sound one, whose balance is printed."""
    from friendshore.cli.seed_report import record, report
    from friendshore.seed_lots import load_lot_world
    from friendshore.seeds import Seeds, load_world

    problems: list[Problem] = []
    fine: list[str] = []
    for folder in [Path(one) for one in folders] or [shipped("seeds")]:
        if not folder.is_dir():
            raise UsageError(f"no such folder: {folder}")
        try:
            if (folder / "clock.csv").is_file():
                load_lot_world(folder)
                fine.append(f"{folder}: a sound world on the event clock")
                continue
            world = load_world(folder)
            if not any(one.quantity for one in world.demand):
                message = "missing or empty: a world has no demand; without it nothing is made"
                problems.append(Problem(Place(str(folder / "demand.csv"), 1, 1), "", message))
                continue
            for name in () if folders else Seeds(folder).worlds:  # the shipped worlds inside the shipped one
                load_world(folder / name)
                fine.append(f"{folder / name}: a sound world")
            click.echo(json.dumps(record(world, folder), indent=1) if as_json else report(world, folder))
            fine.append(f"{folder}: a sound world")
        except InputError as error:
            problems += error.problems
    return problems, fine


# -- layouts


def laid_out(problems: Iterable[Problem], layout: str) -> str:
    """The problems as one text: ``full``, ``concise``, ``json`` or ``github``."""
    found = list(problems)
    if layout == "json":
        return json.dumps([_as_record(one) for one in found], indent=1, ensure_ascii=False)
    if layout == "github":
        return "\n".join(map(_annotation, found))
    return in_full(found) if layout == "full" else "\n".join(map(str, found))


def in_full(problems: Iterable[Problem]) -> str:
    """Each problem with the line it stands on, and a caret under the column; no more of them than one reads."""
    found = list(problems)
    lines = [line for one in found[:_MOST] for line in _full(one)]
    if len(found) > _MOST:
        lines.append(
            f"and {len(found) - _MOST:,} more; `friendshore check --format concise` prints every one, a line each"
        )
    return "\n".join(lines)


def _full(problem: Problem) -> Iterator[str]:
    yield str(problem)
    excerpt = problem.excerpt.rstrip()
    if not excerpt:
        return
    column = _character(problem, excerpt)
    if column > _WIDEST - 20:
        cut = column - (_WIDEST - 20)
        excerpt, column = "…" + excerpt[cut:], column - cut + 1
    if len(excerpt) > _WIDEST:
        excerpt = excerpt[: _WIDEST - 1] + "…"
    number = str(problem.place.line)
    yield f"  {number} | {excerpt}"
    yield f"  {' ' * len(number)} | {' ' * (column - 1)}^"


def _character(problem: Problem, excerpt: str) -> int:
    """The column as a character of the line; a table's columns count cells."""
    if not problem.place.file.endswith(".csv"):
        return problem.place.column
    cell, quoted = 1, False
    for position, character in enumerate(excerpt, 1):
        if cell == problem.place.column:
            return position
        quoted ^= character == '"'
        cell += character == "," and not quoted
    return len(excerpt) + 1


def _as_record(problem: Problem) -> dict[str, str | int]:
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "key": problem.key,
        "message": problem.message,
        "severity": problem.severity,
    }


def _annotation(problem: Problem) -> str:
    """A line that GitHub shows beside the changed file."""
    place = problem.place
    where = f"file={_escaped(place.file, True)},line={place.line},col={place.column}"
    title = f",title={_escaped(problem.key, True)}" if problem.key else ""
    return f"::{problem.severity} {where}{title}::{_escaped(problem.message)}"


def _escaped(text: str, in_property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text
