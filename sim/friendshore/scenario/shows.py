"""What a scenario shows of its mechanism: the days it acts on, and the panels in which it is seen.

    shows:
      from: 2027-03-01
      until: 2027-12-01
      panels:
        - {kind: price, commodity: spodumene_concentrate, place: CHN, caption: Price of spodumene in China}

It belongs to the question and, as title and question do, to one file: a scenario does not inherit what its baseline
shows. It changes no result.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field

from friendshore.errors import UsageError
from friendshore.fields import Day, Line, Span
from friendshore.locations import find_scenario
from friendshore.reading import Node, Problems, suggest
from friendshore.scenario.names import rows_of
from friendshore.scenario.panel_names import ShownNames
from friendshore.scenario.panels import KINDS, OTHER_KINDS, short
from friendshore.schema import Record, build
from friendshore.shocks.kinds import LONGEST, later, too_long
from friendshore.units import Quantity, parse_quantity

if TYPE_CHECKING:
    from friendshore.policy.names import Names
    from friendshore.shocks import Shock

MOST = 6
"""Panels that one chart has room for."""
BEFORE, AFTER = "1 year", "2 years"
CELLS = "cell"
"""The group of commodities that vehicles are built with."""


class ShowsKeys(Record):
    """The days of the mechanism, in a few words what they are, and how long before and after them is drawn.

    beside: the scenario that lacks the mechanism and nothing else, where that is not the baseline
    """

    begins: Day | None = Field(default=None, alias="from")
    ends: Day | None = Field(default=None, alias="until")
    shaded: Annotated[Line, BeforeValidator(short)] | None = None
    before: Span = Field(default_factory=lambda: parse_quantity(BEFORE))
    after: Span = Field(default_factory=lambda: parse_quantity(AFTER))
    beside: Line | None = None
    panels: Any


def read_shows(
    node: Node,
    names: ShownNames,
    shocks: Sequence[Shock],
    run: tuple[date | None, date | None],
    problems: Problems,
) -> dict[str, Any] | None:
    """What a scenario's ``shows`` says, in plain values, with everything wrong in ``problems``; None if it is wrong.

    shocks: those of the scenario; without ``from`` and ``until`` the mechanism acts on their days
    run: first and last day of the run, None where they are wrong themselves

    The result holds ``from`` and ``until`` (None: for good) with what they are under ``shaded``, ``first`` and ``last``
    day that are drawn, ``beside`` (None: the baseline), and ``panels``, each with its ``kind``, its ``caption`` and
    what its kind takes.
    """
    before = problems.noted
    keys = build(ShowsKeys, node, problems, what="shows", key="shows")
    panels = _panels(node, names, problems)
    if keys is None:
        return None
    for key, span in (("before", keys.before), ("after", keys.after)):
        if too_long(span):
            message = f"{span}; a chart reaches at most {LONGEST} years {key} the mechanism"
            problems.add((node.get(key) or node).place, f"shows.{key}", message)
    _check_beside(keys, node, problems)
    begins, ends = _days(keys, node, shocks, run, problems)
    if problems.noted > before or begins is None:
        return None
    first = max(_earlier(begins, keys.before), run[0] or date.min)
    last = min(later(ends or begins, keys.after), run[1] or date.max)
    until = ends.isoformat() if ends is not None else None
    return {
        "from": begins.isoformat(),
        "until": until,
        "shaded": keys.shaded,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "beside": keys.beside,
        "panels": panels,
    }


def _check_beside(keys: ShowsKeys, node: Node, problems: Problems) -> None:
    """The scenario to compare with is there."""
    written = node.get("beside")
    if keys.beside is None or written is None:
        return
    try:
        find_scenario(keys.beside, Path(written.place.file).parent)
    except UsageError as error:
        problems.add(written.place, "shows.beside", str(error))


def _days(
    keys: ShowsKeys, node: Node, shocks: Sequence[Shock], run: tuple[date | None, date | None], problems: Problems
) -> tuple[date | None, date | None]:
    """First day of the mechanism, and the first on which it is over."""

    def say(key: str, message: str) -> None:
        problems.add((node.get(key) or node).place, f"shows.{key}", message)

    begins, ends = keys.begins, keys.ends
    if begins is None and shocks:
        begins = min(one.begins for one in shocks)
        over = [one.over for one in shocks]
        ends = ends or (None if None in over else max(one for one in over if one is not None))
    if begins is None:
        say("from", "missing; there is no shock to take it from: say on which day the mechanism begins to act")
    elif ends is not None and ends <= begins:
        say("until", f"{ends} is not after from {begins}")
    elif run[1] is not None and begins > run[1]:
        say("from", f"{begins} is after the run ({run[1]})")
    elif run[0] is not None and begins < run[0]:
        say("from", f"{begins} is before the run ({run[0]})")
    return begins, ends


def _panels(node: Node, names: ShownNames, problems: Problems) -> list[dict[str, Any]]:
    listed = node.get("panels")
    if listed is None:
        return []
    if listed.kind != "sequence" or not listed.nodes():
        message = "takes a list of panels: [{kind: price, commodity: …, place: …, caption: …}]"
        problems.add(listed.place, "shows.panels", message)
        return []
    if len(listed.nodes()) > MOST:
        message = f"{len(listed.nodes())} panels; a chart has room for {MOST}"
        problems.add(listed.nodes()[MOST].place, "shows.panels", message)
    found = [_panel(f"shows.panels.{number}", one, names, problems) for number, one in enumerate(listed.nodes(), 1)]
    return [one for one in found if one is not None]


def _panel(path: str, node: Node, names: ShownNames, problems: Problems) -> dict[str, Any] | None:
    kind = node.get("kind")
    if kind is None or kind.kind != "scalar":
        problems.add(node.place, f"{path}.kind", f"missing; a panel says its kind, one of {', '.join(KINDS)}")
        return None
    if kind.text not in KINDS:
        near = OTHER_KINDS.get(kind.text) or suggest(kind.text, KINDS)
        hint = f"did you mean {near}?" if near else f"one of {', '.join(KINDS)}"
        problems.add(kind.place, f"{path}.kind", f"no such kind '{kind.text}'; {hint}")
        return None
    panel = build(KINDS[kind.text], node, problems, {"names": names}, what=kind.text, key=path)
    if panel is None:
        return None

    def say(key: str, message: str) -> None:
        problems.add((node.get(key) or node).place, f"{path}.{key}", message)

    panel.check(names, say)
    return panel.plain(names)


def _earlier(day: date, span: Quantity) -> date:
    """The day so long before another; months and years are walked on the calendar.

    >>> _earlier(date(2027, 3, 31), parse_quantity("1 month")), _earlier(date(2027, 7, 1), parse_quantity("30 days"))
    (datetime.date(2027, 2, 28), datetime.date(2027, 6, 1))
    """
    months = span.amount * {"month": 1, "year": 12}.get(span.written_unit.rstrip("s"), 0)
    if not months or months != int(months):
        return day - timedelta(days=round(span.value))
    year, month = divmod(day.year * 12 + day.month - 1 - int(months), 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def shown_names(
    seeds: Path,
    names: Names,
    contracts: Mapping[str, Collection[str]],
    measures: Collection[str],
    problems: Problems,
) -> ShownNames:
    """Every name of a world that a panel may use; no number is read for them.

    contracts: ``added`` and ``dropped`` by the scenario
    measures: those that it runs
    """
    making: dict[str, set[str]] = defaultdict(set)
    buying: dict[str, set[str]] = defaultdict(set)
    inputs: dict[tuple[str, str], set[str]] = defaultdict(set)
    besides: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows_of(seeds / "recipes.csv", ("commodity", "route", "item", "role"), problems):
        if row["role"] in ("input", "co_product"):
            (inputs if row["role"] == "input" else besides)[row["commodity"], row["route"]].add(row["item"])
    for row in rows_of(seeds / "sites.csv", ("commodity", "route", "country"), problems):
        making[row["commodity"]].add(row["country"])
        for item in besides[row["commodity"], row["route"]]:
            making[item].add(row["country"])
        for item in inputs[row["commodity"], row["route"]]:
            buying[item].add(row["country"])
        for item in names.commodities_of(CELLS) if row["commodity"] == "vehicle" else ():
            buying[item].add(row["country"])  # which cells a vehicle holds stands in other tables
    demand = rows_of(seeds / "demand.csv", ("market", "segment", "commodity"), problems)
    for row in demand:
        for good in names.commodities_of(row["commodity"]):
            buying[good].add(row["market"])
    on_record = {row["id"] for row in rows_of(seeds / "contracts.csv", ("id",), problems)}
    return ShownNames(
        others=names,
        buying=buying,
        making=making,
        demand=frozenset((row["market"], row["segment"], row["commodity"]) for row in demand),
        contracts=frozenset((on_record | set(contracts["added"])) - set(contracts["dropped"])),
        measures=frozenset(measures),
    )
