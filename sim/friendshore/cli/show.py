"""``friendshore show``: a scenario as resolved, and where each of its values comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from friendshore.cli.options import OUT, as_json
from friendshore.errors import StoreError, UsageError

if TYPE_CHECKING:
    from friendshore.scenario import Scenario


@click.command("show")
@click.argument("what", metavar="SCENARIO|RUN|world")
@click.option("--diff", "other", default=None, metavar="SCENARIO|RUN", help="Only what differs from another.")
@click.option("--only", default="*", metavar="PATTERN", help="Only keys that fit, such as 'measures.usa_*.rate*'.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=OUT, help="Folder of the runs.")
@click.option("--contracts", is_flag=True, help="A run: what became of every contract, with --year in that year.")
@click.option(
    "--unfilled", is_flag=True, help="A run: which orders were not filled, and why, with --year in that year."
)
@click.option("--vehicles", is_flag=True, help="A run: electric vehicles by maker, market and segment in --year.")
@click.option("--base-year", is_flag=True, help="world: a simulated 2024 beside the accounts, misses first, and 2025.")
@click.option("--map", "as_map", is_flag=True, help="world: draw the sites and main flows of a year.")
@click.option("--year", type=click.IntRange(1900, 2200), default=None, help="The year of the table or map.")
@click.option("--commodity", default=None, metavar="NAME", help="world: the commodity or group on the map.")
@click.option(
    "--write", type=click.Path(path_type=Path, dir_okay=False), default=None, help="world: the table as a document."
)
@as_json
def command(
    what: str,
    other: str | None,
    only: str,
    out: Path,
    as_json: bool,
    contracts: bool,
    unfilled: bool,
    vehicles: bool,
    base_year: bool,
    as_map: bool,
    **world: Any,
) -> None:
    """Shows a scenario (a file or name, or the folder of a run) as resolved: every value, and where it was written.

    `show world` shows what is known of the world: its tables, with --base-year how well a simulation meets them,
    with --map where its sites lie and what flows between them. `show RUN --contracts` shows what was delivered under
    each contract, at which price, and why not more, `show RUN --unfilled` which orders stayed open, and why,
    `show RUN --vehicles` who made electric vehicles where, and what each market bought.
    """
    tables = {"contracts": contracts, "unfilled": unfilled, "vehicles": vehicles}
    if asked := [name for name, wanted in tables.items() if wanted]:
        click.echo(_of_a_run(asked, what, out, world["year"], as_json))
        return
    if what == "world":
        click.echo(_of_the_world(base_year, as_map, as_json, out, **world))
        return
    if base_year or as_map or any(one is not None for one in world.values()):
        raise UsageError("--base-year, --map, --year, --commodity and --write go with `show world`")
    shown = Shown(what, out)
    if other is None:
        click.echo(_json(shown, only) if as_json else "\n".join(_everything(shown, only)))
        return
    changes = _changes(Shown(other, out), shown, only)
    if as_json:
        keys = ("key", "before", "after", "written")
        click.echo(json.dumps([dict(zip(keys, one, strict=True)) for one in changes], indent=1, ensure_ascii=False))
        return
    click.echo("\n".join(_told(changes)) if changes else f"{what} and {other} do not differ")


def _of_a_run(asked: list[str], what: str, out: Path, year: int | None, as_json: bool) -> str:
    """A table of a run: contracts, unfilled orders or vehicles."""
    from importlib import import_module

    from friendshore.results import open_run

    if len(asked) > 1:
        raise UsageError(f"{' or '.join(f'--{one}' for one in asked)}, not both")
    folder = next((one for one in (Path(what), out / "runs" / what) if (one / "manifest.json").is_file()), None)
    if folder is None:
        raise UsageError(f"--{asked[0]} goes with a run; {what!r} is the folder of none")
    found: str = import_module(f"friendshore.cli.{asked[0]}").table(open_run(folder), year, as_json)
    return found


def _of_the_world(
    base_year: bool, as_map: bool, as_json: bool, out: Path, year: int | None, commodity: str | None, write: Path | None
) -> str:
    from friendshore.cli import base_year as table
    from friendshore.cli import world

    if base_year and as_map:
        raise UsageError("--base-year or --map, not both")
    if base_year:
        return table.show(year, as_json, write)
    if as_map:
        return world.draw(out, year, commodity, as_json)
    return world.summary(as_json)


class Shown:
    """A scenario or run with what is to be shown of it."""

    def __init__(self, what: str, out: Path) -> None:
        self.name = what
        self.scenario: Scenario | None = None
        manifest = _manifest(what, out)
        if manifest is not None:
            self.title, self.question = str(manifest.get("title", "")), str(manifest.get("question", ""))
            self.resolved: Mapping[str, Any] = manifest.get("scenario", {})
            self.origins: Mapping[str, str] = {}
            self.pending = [(str(one), "") for one in manifest.get("pending", [])]
            return
        from friendshore.scenario import load_scenario, resolved

        scenario = self.scenario = load_scenario(what)
        self.title, self.question = scenario.title, scenario.question
        self.resolved, self.origins = resolved(scenario), scenario.origins
        self.pending = [(one.measure, one.why) for one in scenario.pending]

    def leaves(self, only: str) -> dict[str, str]:
        """Key path -> text of what fits the pattern."""
        from friendshore.scenario import flatten

        return {path: text for path, text in flatten(self.resolved).items() if fnmatchcase(path, only)}

    def origin(self, path: str) -> str:
        """Where a value was written; of a whole measure or timeline, where the scenario's own file speaks of it."""
        if path in self.origins:
            return self.origins[path]
        inside = [place for key, place in self.origins.items() if key.startswith(f"{path}.")]
        own = [place for place in inside if self.scenario and place.startswith(f"{self.scenario.path}:")]
        return next(iter(own or inside), "")


def _manifest(what: str, out: Path) -> Mapping[str, Any] | None:
    """The manifest of a run, if that is what was typed: its folder, or its name below ``out``."""
    for folder in (Path(what), out / "runs" / what):
        path = folder / "manifest.json"
        if not path.is_file():
            continue
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError(f"{path}: cannot be read: {error}") from error
        if isinstance(found, dict):
            return found
        raise StoreError(f"{path}: no manifest of a run")
    return None


def _everything(shown: Shown, only: str) -> Iterator[str]:
    leaves = shown.leaves(only)
    if not leaves:
        raise UsageError(f"--only {only!r} fits no key")
    if only == "*":
        yield shown.title
        yield shown.question
        yield ""
    key_width = min(64, max(map(len, leaves)))
    text_width = min(44, max(map(len, leaves.values())))
    group = ""
    for path, text in leaves.items():
        measure = ".".join(path.split(".")[:2]) if path.startswith("measures.") else ""
        if measure != group:
            yield ""
        group = measure
        yield f"{path:<{key_width}}  {text:<{text_width}}  {shown.origin(path)}".rstrip()
    if shown.pending and only == "*":
        yield ""
        yield "not run by this version:"
        width = max(len(name) for name, _ in shown.pending)
        for name, why in shown.pending:
            yield f"  {name:<{width}}  {why}".rstrip()


def _json(shown: Shown, only: str) -> str:
    leaves = shown.leaves(only)
    content = {
        "title": shown.title,
        "question": shown.question,
        "values": [{"key": path, "value": text, "written": shown.origin(path)} for path, text in leaves.items()],
        "pending": [{"measure": name, "why": why} for name, why in shown.pending],
    }
    return json.dumps(content, indent=1, ensure_ascii=False)


def _changes(before: Shown, after: Shown, only: str) -> list[tuple[str, str | None, str | None, str]]:
    from friendshore.scenario import changed_inputs

    found = changed_inputs(before.resolved, after.resolved)
    return [
        (path, old, new, after.origin(path) if new is not None else before.origin(path))
        for path, old, new in found
        if fnmatchcase(path, only)
    ]


def _told(changes: list[tuple[str, str | None, str | None, str]]) -> Iterator[str]:
    for path, old, new, written in changes:
        yield f"{path}"
        yield f"  {'(not there)' if old is None else old}  →  {'(gone)' if new is None else new}"
        if written:
            yield f"  {written}"
