"""What ``friendshore check --seeds`` says of a sound world: its balance, and how well its tables are founded."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from friendshore.cli.tables import aligned, number
from friendshore.seed_balance import CLOSE, CLOSE_ELSEWHERE, YEARS, Line, balance, reason, years_shown
from friendshore.seed_passports import Grades, grades
from friendshore.seed_returns import BLACK_MASS, returns
from friendshore.seed_totals import AGREE, Compared, compared

if TYPE_CHECKING:
    from friendshore.seed_world import World

WIDTH = 110
RETURN_YEARS = (*YEARS, 2040)
RETURNS_SHOWN = 2030
"""The year of which places are shown one by one."""
BY_HAND = "black_mass_made"
"""Total that keeps the paths which shredders had before they followed their feed."""
METHOD = (
    "capacity    of what runs, is being built or is assumed to grow along, ramp-up included",
    "production  {base}: as reported; other years: that capacity at its utilisation of {base}",
    "use         final demand, and through the recipes what its makers take, with the stocks they fill as use grows",
    "planned     what projects and incentive rows add to production: they stand for what only prices call forth",
    "trade       across borders, for {base} alone: the tables hold no flows of other years",
)


def report(world: World, folder: Path) -> str:
    """Balance tables by year, what does not close and why, reported totals of the world, grades by table."""
    parts = [*_balance_lines(world, balance(world)), "", *_total_lines(compared(world)), *_return_lines(world)]
    return "\n".join([*parts, *_grade_lines(grades(folder))])


def record(world: World, folder: Path) -> dict[str, Any]:
    """The same as plain values."""
    lines = balance(world)
    return {
        "balance": [_line_record(world, line) for line in lines],
        "totals": [_total_record(one) for one in compared(world)],
        "returns": _return_records(world),
        "grades": [
            {
                "table": one.table,
                "rows": one.rows,
                **dict(zip("ABCD", one.by_grade, strict=True)),
                "guessed": one.guessed,
                "without_locator": one.without_locator,
            }
            for one in grades(folder)
        ],
    }


def _balance_lines(world: World, lines: Sequence[Line]) -> Iterator[str]:
    for year in years_shown(world):
        mine = [line for line in lines if line.year == year]
        within = CLOSE if year == world.base_year else CLOSE_ELSEWHERE
        closing = sum(line.closes for line in mine)
        yield f"{year}: {closing} of {len(mine)} commodities close within {within:.0%}; thousand units a year"
        yield aligned([_HEAD, *(_row(line) for line in mine)])
        yield ""
    yield from (line.format(base=world.base_year) for line in METHOD)
    yield from _open(world, lines)


_HEAD = ("commodity", "unit", "capacity", "production", "use", "gap", "planned", "gap with it", "trade", "")


def _row(line: Line) -> tuple[str, ...]:
    thousand = [number(one / 1e3) for one in (line.capacity, line.production, line.consumption)]
    planned = (number(line.planned / 1e3), _percent(line.gap_with_planned)) if line.planned > 0.0 else ("", "")
    trade = "" if line.trade is None else number(line.trade / 1e3)
    return (line.commodity, line.unit, *thousand, _percent(line.gap), *planned, trade, "" if line.closes else "open")


def _open(world: World, lines: Sequence[Line]) -> Iterator[str]:
    """Every gap that stays open under its reason, each reason once."""
    reasons: dict[str, dict[str, list[str]]] = {}
    for line in lines:
        if not line.closes:
            why = reason(world, line) or "Not explained yet."
            gap = line.gap_with_planned if line.planned > 0.0 else line.gap
            reasons.setdefault(why, {}).setdefault(line.commodity, []).append(f"{line.year} {_percent(gap)}")
    if reasons:
        yield "\nwhat stays open, and why"
    for why, commodities in reasons.items():
        gaps = "; ".join(f"{commodity} {', '.join(found)}" for commodity, found in commodities.items())
        yield textwrap.fill(f"{gaps}. {why}", WIDTH, initial_indent="  ", subsequent_indent="    ")


def _total_lines(lines: Sequence[Compared]) -> Iterator[str]:
    """Reported totals beside those of the tables; nothing for a world without any."""
    if not lines:
        return
    both = [one for one in lines if one.agree]
    met = sum(one.met for one in both)
    yield (
        f"totals of the world; USGS and IEA agree within {AGREE:.0%} on {len(both)} of {len(lines)}, "
        f"and the tables are within {AGREE:.0%} of {met} of these"
    )
    head = ("total", "year", "unit", "tables", "off", "held against", "USGS and IEA apart", "", "reported by others")
    yield aligned([head, *(_total_row(one) for one in lines)], left=1)
    yield "\nwhose figure the tables follow, and why"
    for total in {one.total.id: one.total for one in lines}.values():
        told = f"{total.what} ({total.basis}): {total.used}. {total.why}"
        yield textwrap.fill(told, WIDTH, initial_indent="  ", subsequent_indent="    ")
    yield ""


def _total_row(one: Compared) -> tuple[str, ...]:
    total = one.total
    against = "USGS and IEA" if one.agree else total.used if total.used in one.figures else "mean of all"
    word = ("" if one.met else "open") if one.agree else "" if one.apart is None else "disagree"
    figures = "; ".join(f"{who} {number(figure / 1e3)}" for who, figure in one.figures.items())
    apart = "" if one.apart is None else _percent(one.apart)
    unit = f"thousand {total.unit}"
    return (total.what, str(one.year), unit, number(one.tables / 1e3), _percent(one.off), against, apart, word, figures)


def _return_lines(world: World) -> Iterator[str]:
    """Batteries that come back, beside what the compilers of the first tables had put down by hand."""
    found = _return_records(world)
    if not found:
        return
    yield "ternary batteries that come back, by vintage and life; black mass beside paths once drawn by hand"
    head = (
        "place",
        "year",
        "end of use, GWh",
        "scrap, GWh",
        "black mass, kt",
        "by hand, kt",
        "nickel, kt",
        "cobalt, kt",
    )
    rows = [
        (
            one["place"],
            str(one["year"]),
            *(number(one[key] / 1e3) for key in ("end_of_use", "scrap", "black_mass")),
            "" if one["by_hand"] is None else number(one["by_hand"] / 1e3),
            *(number(one[mineral] / 1e3) for mineral in ("nickel", "cobalt")),
        )
        for one in found
        if one["place"] == "world" or one["year"] == RETURNS_SHOWN
    ]
    yield aligned([head, *rows], left=1)
    yield "  end of use: collected, after a second use where there is one; used cars are counted where they were sold"
    yield ""


def _return_records(world: World) -> list[dict[str, Any]]:
    """What comes back to the world by year, and to each place."""
    places = returns(world)
    if not places:
        return []
    by_hand = world.registry.totals.get(BY_HAND)
    figures = by_hand.figures.get("by_hand", {}) if by_hand is not None else {}
    content = world.commodities[BLACK_MASS].contained
    records = []
    for place in ("world", *places):
        mine = list(places.values()) if place == "world" else [places[place]]
        for year in RETURN_YEARS:
            if any(year not in one.years for one in mine):
                continue
            age, scrap, mass = (
                sum(float(getattr(one, key)[one.years.index(year)]) for one in mine)
                for key in ("by_age", "scrap", "black_mass")
            )
            minerals = {mineral: mass * kg / 1000.0 for mineral, kg in content.items()}
            hand = figures.get(year) if place == "world" else None
            told = {"place": place, "year": year, "end_of_use": age, "scrap": scrap, "black_mass": mass}
            records.append({**told, "by_hand": hand, **minerals})
    return records


def _grade_lines(tables: Sequence[Grades]) -> Iterator[str]:
    yield "grades: A official or peer reviewed, B company or press, C mixed, D assumed; D % is the share of guesses"
    head = ("table", "rows", "A", "B", "C", "D", "D %", "no locator")
    rows = [
        (
            one.table,
            f"{one.rows:,}",
            *(f"{n:,}" for n in one.by_grade),
            f"{one.guessed:.0%}",
            f"{one.without_locator:,}",
        )
        for one in (*tables, _all_tables(tables))
    ]
    yield aligned([head, *rows], left=1)


def _all_tables(tables: Sequence[Grades]) -> Grades:
    counts = tuple(sum(column) for column in zip(*(one.by_grade for one in tables), strict=True))
    return Grades("all", sum(one.rows for one in tables), counts, sum(one.without_locator for one in tables))


def _percent(share: float) -> str:
    return f"{share * 100:+.1f}\u00a0%".replace("+0.0", "0.0").replace("-0.0", "0.0")


def _line_record(world: World, line: Line) -> dict[str, Any]:
    return {
        "commodity": line.commodity,
        "unit": line.unit,
        "year": line.year,
        "capacity": line.capacity,
        "production": line.production,
        "planned": line.planned,
        "consumption": line.consumption,
        "trade": line.trade,
        "gap": line.gap,
        "gap_with_planned": line.gap_with_planned,
        "closes": line.closes,
        "reason": "" if line.closes else reason(world, line),
    }


def _total_record(one: Compared) -> dict[str, Any]:
    return {
        "total": one.total.id,
        "what": one.total.what,
        "year": one.year,
        "unit": one.total.unit,
        "basis": one.total.basis,
        "tables": one.tables,
        "figures": dict(one.figures),
        "usgs_and_iea_agree": one.agree,
        "used": one.total.used,
        "off": one.off,
        "why": one.total.why,
    }
