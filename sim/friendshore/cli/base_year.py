"""``friendshore show world --base-year``: a simulated 2024 beside the accounts, and 2025, to which nothing is fit."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from friendshore.cli.tables import aligned, dumped, number
from friendshore.errors import StoreError, UsageError
from friendshore.results.base_year import (
    BASE_YEAR,
    WORLD,
    Beyond,
    Flow,
    Output,
    beyond,
    flows,
    made_in,
    missed_commodities,
    misses,
    outputs,
    parts,
    unreproduced,
    why,
)
from friendshore.seed_balance import balance

if TYPE_CHECKING:
    from friendshore.chain import BalanceNote
    from friendshore.experiment.central import Wedge

OUT_OF_SAMPLE = 2025
WORST_FLOWS = 12
WIDTH = 110
RULE = "world within 10 %, each country's share of it within 15 % or 2 points"
MADE = "One run of the baseline with every uncertain value at its centre; breakdowns and voyages keep their luck."
ACCOUNTS = (
    "Balanced: the accounts of the tables, fitted so that the world makes what it uses; reported: before that fit, "
    "with what went to stock. Amounts are thousand units a year."
)
BEYOND = (
    "Nothing is fitted to this year. The tables hold no accounts of it: 'tables make' is the capacity of the year at "
    "the utilisation of 2024, 'tables use' what demand and recipes ask for; see `friendshore check --seeds`."
)
FLOWS = (
    "Each seller's part of what a buyer takes, of every flow over 5 % of its market in the tables: the weights are set "
    "so that prices of 2024 bring the tables' parts about, and a simulated year moves them with its shortages."
)
WEIGHTS = (
    "Nothing is simulated: each buyer splits what it used in 2024 by its weights, at the asks, landed costs and offers "
    "of that year. Plants of one country and commodity count together. What misses, the farthest first:"
)

WEDGES = (
    "Asks are cited cost plus a wedge, so that prices of 2024 come out (grade D): one for all makers of a good that is "
    "priced by maker, one for each country where goods trade at one price. Cited costs are not changed: they alone "
    "decide whether a site runs at a loss, and one that did in 2024 is known to bear it."
)

Table = Sequence[Sequence[str]]


@dataclass(frozen=True)
class BaseYear:
    """Everything that is shown, as records."""

    units: dict[str, str]
    rows: tuple[Output, ...]
    flows: tuple[Flow, ...]
    weighed: tuple[Flow, ...]
    """The same by the calibrated weights alone, without a simulation."""
    year: int
    beyond: tuple[Beyond, ...]
    notes: tuple[BalanceNote, ...]
    wedges: tuple[Wedge, ...]


def show(year: int | None, as_json: bool, write: Path | None) -> str:
    """The table of the base year, of another year, or of both; written to a file as Markdown, too, if asked.

    Raises ``UsageError`` for a year that the baseline does not cover, ``StoreError`` if the file cannot be written.
    """
    found = simulated(OUT_OF_SAMPLE if year in (None, BASE_YEAR) else year or OUT_OF_SAMPLE)
    if write is not None:
        _write(write, "\n".join(_parts(found, None, _markdown)))
    if as_json:
        return dumped(_record(found, year))
    return "\n".join(_parts(found, year, _text))


def simulated(year: int) -> BaseYear:
    """The baseline, run once with central values."""
    from friendshore.experiment.central import central, wedges, weighed
    from friendshore.scenario import load_scenario

    scenario = load_scenario("baseline")
    if not scenario.start.year < year <= scenario.end.year:
        raise UsageError(f"--year {year}: the baseline runs from {scenario.start.year} to {scenario.end.year}")
    print("simulating the baseline once; the first time, its kernels are compiled", file=sys.stderr)
    plan, outcome = central(scenario)
    world = plan.world
    made = made_in(plan.index, outcome.made, BASE_YEAR)
    return BaseYear(
        units={commodity.id: commodity.unit for commodity in world.commodities.values()},
        rows=outputs(made, world.accounts.values()),
        flows=flows(plan.index, outcome.shipped, world.trade),
        weighed=parts(weighed(plan), world.trade),
        year=year,
        beyond=beyond(made, made_in(plan.index, outcome.made, year), balance(world, (BASE_YEAR, year)), year),
        notes=world.balance_notes,
        wedges=wedges(plan),
    )


def _parts(found: BaseYear, year: int | None, laid: Callable[[str, str, Table, int], str]) -> Iterator[str]:
    """Title, words and table of each part, laid out."""
    if year in (None, BASE_YEAR):
        missed, worlds = missed_commodities(found.rows), [row for row in found.rows if row.place == WORLD]
        kept = len(worlds) - len(missed)
        title = f"Base year {BASE_YEAR}: {kept} of {len(worlds)} commodities are met"
        words = f"{RULE[0].upper()}{RULE[1:]}. {MADE} {ACCOUNTS}"
        yield laid(title, words, [], 2)
        if off := misses(found.rows):
            yield laid("Misses", _reasons(found, off), _output_table(found, off), 3)
        order = [*missed, *(row.commodity for row in worlds if row.commodity not in missed)]
        rows = [row for commodity in order for row in found.rows if row.commodity == commodity]
        yield laid("All countries", "Commodities with a miss first.", _output_table(found, rows), 3)
        good = sum(flow.meets for flow in found.flows)
        title = f"Who bought from whom: {good} of {len(found.flows)} flows are within 10 %"
        yield laid(title, f"{FLOWS} The {WORST_FLOWS} farthest:", _flow_table(found.flows), 3)
        good = sum(flow.meets for flow in found.weighed)
        title = f"The weights alone: {good} of {len(found.weighed)} flows are within 10 %"
        yield laid(title, "\n".join([WEIGHTS, *_weight_reasons(found)]), _flow_table(found.weighed, None), 3)
        yield laid("Wedges", WEDGES, _wedge_table(found), 3)
    if year != BASE_YEAR:
        yield laid(f"{found.year}, out of sample", BEYOND, _beyond_table(found.beyond), 2)


def _wedge_table(found: BaseYear) -> Table:
    head = ("commodity", "price of 2024", "unit", "lowest wedge", "highest", "sites", "at a loss in 2024")
    return [
        head,
        *(
            (
                w.commodity,
                number(w.price),
                f"USD2024/{found.units[w.commodity]}",
                number(w.low),
                number(w.high),
                str(w.sites),
                str(w.losses),
            )
            for w in found.wedges
        ),
    ]


def _reasons(found: BaseYear, off: Sequence[Output]) -> str:
    by_reason: dict[str, list[str]] = {}
    for row in off:
        name = row.commodity if row.place == WORLD else f"{row.commodity} {row.place}"
        by_reason.setdefault(why(found.notes, row) or "Not explained yet.", []).append(name)
    return "\n".join(f"{', '.join(names)}: {reason}" for reason, names in by_reason.items())


def _output_table(found: BaseYear, rows: Sequence[Output]) -> Table:
    head = ("commodity", "place", "unit", "simulated", "balanced", "reported", "off", "share", "balanced share", "")
    return [head, *(_output_row(found, row) for row in rows)]


def _output_row(found: BaseYear, row: Output) -> tuple[str, ...]:
    amounts = [number(one / 1e3) for one in (row.simulated, row.balanced, row.reported)]
    start = (row.commodity, row.place, found.units.get(row.commodity, ""), *amounts)
    miss = "" if row.meets else "miss"
    if row.place == WORLD:
        return (*start, _percent(row.off, True), "", "", miss)
    off = f"{_tenths(row.off, True)} points"
    return (*start, off, _percent(row.simulated_share), _percent(row.balanced_share), miss)


def _weight_reasons(found: BaseYear) -> Iterator[str]:
    for reason, rows in unreproduced(found.notes, found.weighed).items():
        names = ", ".join(dict.fromkeys(row.commodity for row in rows))
        yield f"{names}: {reason or 'Not explained yet.'}"


def _flow_table(rows: Sequence[Flow], most: int | None = WORST_FLOWS) -> Table:
    farthest = sorted((row for row in rows if not row.meets), key=lambda row: -abs(row.simulated - row.tables))
    return [
        ("commodity", "seller", "buyer", "tables", "simulated"),
        *(
            (row.commodity, row.seller, row.buyer, _percent(row.tables), _percent(row.simulated))
            for row in farthest[:most]
        ),
    ]


def _beyond_table(rows: Sequence[Beyond]) -> Table:
    head = ("commodity", "unit", "simulated", "its growth", "tables make", "tables use", "growth of use")
    return [
        head,
        *(
            (
                *(row.commodity, row.unit, number(row.simulated / 1e3), _percent(row.growth, True)),
                *(number(row.tables_make / 1e3), number(row.tables_use / 1e3), _percent(row.growth_of_use, True)),
            )
            for row in rows
        ),
    ]


def _text(title: str, words: str, table: Table, level: int) -> str:
    """A part for the terminal."""
    told = [textwrap.fill(one, WIDTH, subsequent_indent="  ") for one in words.splitlines()]
    left = 3 if table and table[0][1] == "place" else 2
    return "\n".join([title, *told, *([aligned(table, left)] if len(table) > 1 else []), ""])


def _markdown(title: str, words: str, table: Table, level: int) -> str:
    """The same part for a document."""
    lines = [f"{'#' * level} {title}", ""]
    told = words.splitlines()
    lines += [f"* {one}" for one in told] if len(told) > 1 else told
    if len(table) > 1:
        head, *rows = table
        words_left = 3 if head[1] == "place" else 2
        rule = ["---" if i < words_left else "---:" for i in range(len(head))]
        lines += ["", *(f"| {' | '.join(row)} |" for row in (head, rule, *rows))]
    return "\n".join([*lines, ""])


def _write(path: Path, text: str) -> None:
    title = "# The base year, simulated\n\nWritten by `friendshore show world --base-year --write`.\n\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(title + text.rstrip() + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error


def _percent(share: float, signed: bool = False) -> str:
    return f"{_tenths(share, signed)} %"


def _tenths(share: float, signed: bool) -> str:
    text = f"{share * 100:{'+' if signed else ''}.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text


def _record(found: BaseYear, year: int | None) -> dict[str, Any]:
    record: dict[str, Any] = {}
    if year in (None, BASE_YEAR):
        rows = [*misses(found.rows), *(row for row in found.rows if row.meets)]
        record["base_year"] = [
            {
                **asdict(row),
                "unit": found.units.get(row.commodity, ""),
                "off": row.off,
                "meets": row.meets,
                "reason": "" if row.meets else why(found.notes, row),
            }
            for row in rows
        ]
        record["flows"] = [{**asdict(flow), "meets": flow.meets} for flow in found.flows]
        record["weights"] = [{**asdict(flow), "meets": flow.meets} for flow in found.weighed]
    if year != BASE_YEAR:
        record["out_of_sample"] = {"year": found.year, "rows": [asdict(row) for row in found.beyond]}
    return record
