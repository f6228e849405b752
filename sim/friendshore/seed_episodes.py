"""Recorded episodes, what was recorded of them, and how far the model may be from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from friendshore.chain import MINERALS
from friendshore.reading import Row
from friendshore.seed_reading import Reader, Value, names
from friendshore.spelling import suggest

QUANTITIES = ("exports", "output", "mined", "sales", "price", "stopped", "first_stop")
FORMS = ("level", "index", "share", "start")
RULES: Mapping[str, str] = {
    "mean_error": "share",
    "each": "share",
    "mean_points": "points",
    "highest": "months",
    "lowest": "months",
    "recovers": "months",
    "direction": "sign",
    "moves_with": "share",
    "days": "days",
    "count": "plants",
}
"""How a record is held against the model -> unit of the error."""
CURRENCIES = ("USD", "CNY")
WORLD = "world"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Record:
    """One number on record: for the day it was quoted, or the months that begin on it."""

    day: date
    value: float
    low: float | None
    high: float | None
    source: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class Range:
    """How far the model may be from the records of a series; see the data dictionary for the columns."""

    id: str
    series: str
    rule: str
    scored: tuple[str, ...]
    within: float
    unit: str
    note: str
    why: str
    """Why it is missed, if that was found out."""


@dataclass(frozen=True, slots=True)
class Series:
    """What was recorded of an episode, and how it is compared."""

    id: str
    episode: str
    quantity: str
    commodities: tuple[str, ...]
    place: str
    partner: str
    unit: str
    months: int
    form: str
    base: str
    fitted: tuple[str, ...]
    note: str
    records: tuple[Record, ...]
    ranges: tuple[Range, ...]

    def was_fitted(self, day: date) -> bool:
        """Whether something was fitted to the record of a day."""
        return ALL in self.fitted or begins(day, self.fitted)


@dataclass(frozen=True, slots=True)
class Episode:
    """Something that happened; its measure must run for the model to show it."""

    id: str
    title: str
    measure: str
    starts: date | None
    note: str
    series: tuple[Series, ...]
    world: str = ""
    """The folder, inside that of the shipped tables, of the world on which it runs; empty: the shipped one."""

    @property
    def records(self) -> int:
        """Numbers on record."""
        return sum(len(one.records) for one in self.series)


@dataclass(frozen=True, slots=True)
class Names:
    """What a world calls its goods and places: commodity -> unit, group -> commodities, countries and regions."""

    unit: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]
    places: Collection[str]


def begins(day: date, starts: Collection[str]) -> bool:
    """Whether a date begins with one of several, such as ``2024`` or ``2024-05``."""
    return any(day.isoformat().startswith(one) for one in starts)


def episodes(reader: Reader, worlds: Mapping[str, Names]) -> dict[str, Episode]:
    """The episodes by id.

    worlds: folder of a world -> its names; those of the shipped one under ""
    """
    rows = reader.identity("episodes")
    series_rows = reader.identity("episode_series")
    values = reader.values("episode_series", series_rows, lambda _, one, __: series_rows[one]["unit"] or None
                           if one in series_rows else None)  # fmt: skip
    ranges = _ranges(reader, series_rows)
    series: dict[str, list[Series]] = {name: [] for name in rows}
    for row in rows.values():
        _world(reader, row, worlds)
    for name, row in series_rows.items():
        world = rows[row["episode"]]["world"] if row["episode"] in rows else ""
        mine = worlds.get(world, worlds[""])
        one = _series(reader, row, values.get(name, {}).get("recorded", ()), ranges.get(name, ()), mine)
        _base(reader, row, one, series_rows)
        if reader.known(row, "episode", row["episode"], rows, "episodes") and row["episode"] in series:
            series[row["episode"]].append(one)
    return {
        name: Episode(
            *(name, row["title"], row["measure"], reader.day(row, "starts"), row["note"], tuple(series[name])),
            world=row["world"],
        )
        for name, row in rows.items()
    }  # fmt: skip


def _world(reader: Reader, row: Row, worlds: Mapping[str, Names]) -> None:
    """The world of an episode lies beside the tables."""
    if row["world"] in worlds:
        return
    known = [name for name in worlds if name]
    near = suggest(row["world"], known)
    rest = f"did you mean {near}?" if near else f"there are: {', '.join(known) or 'none'}"
    reader.note(row, "world", f"no world '{row['world']}' in a folder beside this table; {rest}")


def _ranges(reader: Reader, series_rows: Collection[str]) -> dict[str, tuple[Range, ...]]:
    rows = reader.identity("episode_ranges")
    notes = {}
    for name, row in reader.unique(reader.rows("episode_notes"), "range").items():
        if reader.known(row, "range", name, rows, "episode_ranges"):
            notes[name] = row["note"]
    found: dict[str, tuple[Range, ...]] = {}
    for name, row in rows.items():
        within = reader.number(row, "within", lowest=0.0)
        reader.known(row, "series", row["series"], series_rows, "episode_series")
        if reader.one_of(row, "rule", tuple(RULES)) and row["unit"] != RULES[row["rule"]]:
            reader.note(row, "unit", f"'{row['unit']}' should be {RULES[row['rule']]}, the unit of {row['rule']}")
        one = Range(
            *(name, row["series"], row["rule"], names(row["scored"]), within or 0.0, row["unit"], row["note"]),
            why=notes.get(name, ""),
        )
        found[row["series"]] = (*found.get(row["series"], ()), one)
    return found


def _series(
    reader: Reader,
    row: Row,
    values: tuple[Value, ...],
    ranges: tuple[Range, ...],
    world: Names,
) -> Series:
    unit, places = world.unit, world.places
    goods = _commodities(reader, row, unit, world.groups)
    months = reader.number(row, "months", 1, 60) or 1
    if reader.one_of(row, "quantity", QUANTITIES):
        _unit(reader, row, goods, unit)
    reader.known(row, "place", row["place"], {*places, WORLD}, "countries")
    if row["partner"]:
        reader.known(row, "partner", row["partner"], places, "countries")
    reader.one_of(row, "form", FORMS)
    return Series(
        id=row["id"],
        episode=row["episode"],
        quantity=row["quantity"],
        commodities=goods,
        place=row["place"],
        partner=row["partner"],
        unit=row["unit"],
        months=int(months),
        form=row["form"],
        base=row["base"],
        fitted=names(row["fitted"]),
        note=row["note"],
        records=tuple(_record(one) for one in values),
        ranges=ranges,
    )


def _record(one: Value) -> Record:
    row = one.row
    return Record(one.day, one.value, one.low, one.high, row["source"], row["confidence"], row["note"])


def _commodities(
    reader: Reader, row: Row, unit: Mapping[str, str], groups: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    if row["quantity"] == "mined":
        mineral = row["commodity"]
        if mineral not in MINERALS:
            reader.note(row, "commodity", f"'{mineral}' is no mineral; write one of {', '.join(MINERALS)}")
        return (mineral,)
    found: list[str] = []
    for name in names(row["commodity"]) or ("",):
        if reader.known(row, "commodity", name, {*unit, *groups}, "commodities"):
            found += groups.get(name, (name,))
    return tuple(found)


def _unit(reader: Reader, row: Row, goods: tuple[str, ...], unit: Mapping[str, str]) -> None:
    """The unit of the records is the one in which the model counts the same thing."""
    own = {unit[good] for good in goods if good in unit}
    if row["quantity"] in ("exports", "output", "sales"):
        if len(own) > 1:
            reader.note(row, "commodity", f"these are counted in {', '.join(sorted(own))} and cannot be added up")
            return
        allowed = tuple(own)
    elif row["quantity"] == "price":
        allowed = tuple(f"{money}/{one}" for one in own for money in ("USD2024", *CURRENCIES)) + (
            tuple(f"{money}/t" for one in own if one.startswith("t ") for money in CURRENCIES)
        )
    else:
        allowed = {"mined": ("t",), "stopped": ("plants",), "first_stop": ("days",)}[row["quantity"]]
    if allowed and row["unit"] not in allowed:
        reader.note(row, "unit", f"'{row['unit']}' should be {' or '.join(allowed)}; convert the numbers, too")


def _base(reader: Reader, row: Row, one: Series, series_rows: Mapping[str, Row]) -> None:
    """An index or a share is of another series in the same unit; nothing else has a base."""
    if one.form not in ("index", "share"):
        if one.base:
            reader.note(row, "base", f"{one.form} has no base; leave it empty")
    elif reader.known(row, "base", one.base, series_rows, "episode_series") and one.base in series_rows:
        other = series_rows[one.base]["unit"]
        if other != one.unit:
            reader.note(row, "base", f"{one.base} is in {other}, {one.id} in {one.unit}; units must be the same")
