"""Rows of the seed tables about markets: demand, lanes, trade, stocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Literal, cast, get_args

from friendshore.chain import BASE_YEAR, STAGES, Account, BalanceNote, Cover, Demand, Lane, Port, Stockpile, Trade
from friendshore.reading import Row
from friendshore.seed_layout import CARGO_CLASSES
from friendshore.seed_reading import Reader, Value, by_year, names, single

SEGMENTS = ("bev", "phev", "commercial", "hev", "two_three_wheelers", "storage", "small_batteries")
ANOTHER = "another:"
ALTERNATIVE = re.compile(r"(?P<passage>.+) closed: [0-9]+ nm \(\+(?P<days>[0-9]+(\.[0-9]+)?) d\)")
CELLS = ("cell_lfp", "cell_nmc_high", "cell_nmc_mid", "cell_lco")
_Check = Literal["seeds", "base_year", "weights"]
CHECKS = get_args(_Check)
BATTERIES = {"cell": "MWh"}
"""What demand calls any cell, whose kinds it then shares out, with its unit."""


def demand(reader: Reader, unit: Mapping[str, str], places: Collection[str]) -> tuple[Demand, ...]:
    """Final demand by market and segment."""
    rows = reader.identity("demand")
    units = {**unit, **BATTERIES}

    def expected(form: str, one: str, _: Row) -> str | None:
        good = rows[one]["commodity"] if one in rows else ""
        return form.format(unit=units[good]) if good in units else None if "{unit}" in form else form

    values = reader.values("demand", rows, expected)
    found = []
    for name, row in rows.items():
        mine = values.get(name, {})
        reader.known(row, "market", row["market"], places, "countries")
        reader.known(row, "commodity", row["commodity"], units, "commodities")
        if not row["segment"].startswith(ANOTHER):
            reader.one_of(row, "segment", SEGMENTS)
        quantity = mine.get("quantity", ())
        if not quantity:
            reader.absent(row, "quantity", "demand")
        chemistry = {cell: by_year(mine, f"share.{cell}") for cell in CELLS if f"share.{cell}" in mine}
        _shares_add_up(reader, row, chemistry)
        found.append(
            Demand(
                market=row["market"],
                segment=row["segment"],
                commodity=row["commodity"],
                quantity={one.day.year: one.value for one in quantity},
                low={one.day.year: one.value if one.low is None else one.low for one in quantity},
                high={one.day.year: one.value if one.high is None else one.high for one in quantity},
                kwh_per_vehicle=by_year(mine, "kwh_per_vehicle"),
                chemistry=chemistry,
            )
        )
    return tuple(found)


def _shares_add_up(reader: Reader, row: Row, chemistry: Mapping[str, Mapping[int, float]]) -> None:
    for year in sorted({year for shares in chemistry.values() for year in shares}):
        total = sum(shares.get(year, 0.0) for shares in chemistry.values())
        if abs(total - 1.0) > 0.005:
            message = f"the cells of {row['id']} add up to {total:.3f} in {year}, not to 1"
            reader.problems.add(row.place, "id", message)


def new_vehicles(reader: Reader, places: Collection[str]) -> dict[str, dict[int, float]]:
    """Market -> year -> new vehicles of every drive sold there."""
    rows = reader.identity("new_vehicles")
    values = reader.values("new_vehicles", rows, lambda form, *_: form)
    found: dict[str, dict[int, float]] = {}
    for name, row in rows.items():
        reader.known(row, "market", row["market"], places, "countries")
        if row["market"] in found:
            reader.note(row, "market", f"second row for {row['market']}")
        if "sales" not in values.get(name, {}):
            reader.absent(row, "sales", "new_vehicles")
        found[row["market"]] = by_year(values.get(name, {}), "sales")
    return found


def lanes(
    reader: Reader, unit: Mapping[str, str], places: Collection[str], ports: Mapping[str, Port], sites: Collection[str]
) -> dict[str, Lane]:
    """Ways between countries and Canadian corridors, by id."""
    rows = reader.identity("lanes")

    def expected(form: str, one: str, _: Row) -> str | None:
        per = "vehicle" if one in rows and rows[one]["cargo_class"] == "roro" else "t"
        return form.format(freight=per)

    values = reader.values("lanes", rows, expected)
    found = {}
    for name, row in rows.items():
        mine = values.get(name, {})
        _check_lane(reader, row, unit, places, ports)
        starts, ends = names(row["from"]), names(row["to"])
        found[name] = Lane(
            id=name,
            origin=row["origin"],
            destination=row["destination"],
            cargo_class=row["cargo_class"],
            commodities=names(row["commodities"]),
            transit_days=reader.needed(row, mine, "transit_days", "lanes"),
            transit_sd=reader.needed(row, mine, "transit_sd", "lanes"),
            freight=reader.needed(row, mine, "freight", "lanes"),
            freight_per="vehicle" if row["cargo_class"] == "roro" else "t",
            passages=names(row["passages"]),
            ports=tuple(one for one in (*starts, *ends) if one in ports),
            corridor=name if row["kind"] == "corridor" else None,
            throughput=single(mine, "throughput"),
            origin_sites=tuple(one for one in starts if one in sites),
            destination_sites=tuple(one for one in ends if one in sites),
            inland_days=single(mine, "inland_days") or 0.0,
            inland_freight=single(mine, "inland_freight") or 0.0,
            taiwan_strait=row["taiwan_strait"] == "yes",
            way_round=_way_round(reader, row, ports),
        )
    return found


def _way_round(reader: Reader, row: Row, ports: Mapping[str, Port]) -> dict[str, float]:
    """Passage -> days that the way round it adds, from words such as ``Suez Canal closed: 12199 nm (+1.1 d)``."""
    text = row["alternative"].strip()
    if not text:
        return {}
    match = ALTERNATIVE.fullmatch(text)
    closed = {port.name: port.id for port in ports.values()}
    if match is None or match["passage"] not in closed:
        message = f"'{text}' is no way round; write it such as: Suez Canal closed: 12199 nm (+1.1 d)"
        reader.problems.add(row.cell_place("alternative"), "alternative", message)
        return {}
    return {closed[match["passage"]]: float(match["days"])}


def _check_lane(
    reader: Reader, row: Row, unit: Collection[str], places: Collection[str], ports: Collection[str]
) -> None:
    for column in ("origin", "destination"):
        reader.known(row, column, row[column], places, "countries")
    reader.one_of(row, "cargo_class", CARGO_CLASSES)
    reader.one_of(row, "taiwan_strait", ("yes", "no"))
    for good in names(row["commodities"]):
        reader.known(row, "commodities", good, unit, "commodities")
    for passage in names(row["passages"]):
        reader.known(row, "passages", passage, ports, "ports")
    if reader.one_of(row, "kind", ("international", "corridor")) and row["kind"] == "international":
        for column in ("from", "to"):
            if row[column]:  # overland there is no port
                reader.known(row, column, row[column], ports, "ports")


def trade(reader: Reader, unit: Mapping[str, str], places: Collection[str]) -> tuple[Trade, ...]:
    """Who bought how much from whom in the base year."""
    rows = reader.identity("trade")
    values = reader.values("trade", rows, _of_commodity(rows, unit))
    seen: dict[tuple[str, str, str], Row] = {}
    found = []
    for name, row in rows.items():
        _pair(reader, row, unit, places, "buyer", "seller")
        key = (row["buyer"], row["commodity"], row["seller"])
        first = seen.setdefault(key, row)
        if first is not row:
            message = f"second row for this buyer, commodity and seller (first on line {first.place.line})"
            reader.note(row, "buyer", message)
        flow = reader.needed(row, values.get(name, {}), "flow", "trade")
        found.append(Trade(row["buyer"], row["commodity"], row["seller"], flow))
    return tuple(found)


def accounts(
    reader: Reader, unit: Mapping[str, str], places: Collection[str], flows: Collection[Trade]
) -> dict[tuple[str, str], Account]:
    """Production and use in the base year, by (country, commodity); flows that disagree by over 1 % are a problem."""
    rows = reader.identity("accounts")
    values = reader.values("accounts", rows, _of_commodity(rows, unit))
    sold: dict[tuple[str, str], float] = {}
    bought: dict[tuple[str, str], float] = {}
    for one in flows:
        sold[one.seller, one.commodity] = sold.get((one.seller, one.commodity), 0.0) + one.flow
        bought[one.buyer, one.commodity] = bought.get((one.buyer, one.commodity), 0.0) + one.flow
    found = {}
    years: dict[int, Row] = {}
    for name, row in rows.items():
        _pair(reader, row, unit, places, "country")
        mine = values.get(name, {})
        key = (row["country"], row["commodity"])
        account = Account(
            country=row["country"],
            commodity=row["commodity"],
            production_reported=reader.needed(row, mine, "production_reported", "accounts"),
            production_balanced=reader.needed(row, mine, "production_balanced", "accounts"),
            consumption=reader.needed(row, mine, "consumption", "accounts"),
            year=_year(reader, mine, years),
        )
        for what, stated, flowing in (
            ("sells", account.production_balanced, sold.get(key, 0.0)),
            ("buys", account.consumption, bought.get(key, 0.0)),
        ):
            if flows and abs(flowing - stated) > 0.01 * max(stated, flowing):
                flow = f"{row['country']} {what} {flowing:g} {row['commodity']} in trade.csv"
                reader.problems.add(row.place, "id", f"{flow}, {stated:g} by its account")
        found[key] = account
    return found


def _year(reader: Reader, values: Mapping[str, tuple[Value, ...]], years: dict[int, Row]) -> int:
    """The year of an account: the base year, which is one for all; ``years`` keeps where it was said first."""
    for value in (one for found in values.values() for one in found):
        years.setdefault(value.day.year, value.row)
        first, where = next(iter(years.items()))
        if value.day.year != first:
            message = f"{value.day.year} here and {first} on line {where.place.line}; accounts have one base year"
            reader.note(value.row, "date", message)
    return next(iter(years), BASE_YEAR)


def balance_notes(reader: Reader, unit: Collection[str], places: Collection[str]) -> tuple[BalanceNote, ...]:
    """Why accounts do not add up, by check, commodity, place and year."""
    found: dict[tuple[str, str, str, str], BalanceNote] = {}
    for row in reader.rows("balance_notes"):
        reader.one_of(row, "check", CHECKS)
        reader.known(row, "commodity", row["commodity"], unit, "commodities")
        reader.known(row, "place", row["place"], {*places, "world"}, "countries")
        year = reader.day(row, "year", years=True)
        if not row["note"]:
            reader.note(row, "note", "empty; say why it does not add up")
        key = (row["check"], row["commodity"], row["place"], row["year"])
        if key in found:
            reader.note(row, "commodity", "second row for this check, commodity, place and year")
        check = cast(_Check, row["check"])
        found[key] = BalanceNote(check, *key[1:3], year.year if year else None, row["note"])
    return tuple(found.values())


def _of_commodity(rows: Mapping[str, Row], unit: Mapping[str, str]) -> Callable[[str, str, Row], str | None]:
    """How to tell the unit of a row about something with a commodity."""

    def expected(form: str, one: str, _: Row) -> str | None:
        good = rows[one]["commodity"] if one in rows else ""
        return form if "{unit}" not in form else form.format(unit=unit[good]) if good in unit else None

    return expected


def _pair(reader: Reader, row: Row, unit: Collection[str], places: Collection[str], *columns: str) -> None:
    for column in columns:
        reader.known(row, column, row[column], places, "countries")
    reader.known(row, "commodity", row["commodity"], unit, "commodities")


def inventories(
    reader: Reader, unit: Mapping[str, str], places: Collection[str]
) -> tuple[tuple[Cover, ...], tuple[Stockpile, ...]]:
    """Days of need that holders keep, and stockpiles of states."""
    rows = reader.identity("inventories")
    values = reader.values("inventories", rows, _of_commodity(rows, unit))
    covers, stockpiles = [], []
    for name, row in rows.items():
        reader.one_of(row, "holds", ("feed", "finished", "stockpile"))
        reader.one_of(row, "stage", (*STAGES, "stockpile"))
        reader.known(row, "country", row["country"], {*places, "all"}, "countries")
        reader.known(row, "commodity", row["commodity"], {*unit, "all"}, "commodities")
        mine = values.get(name, {})
        days = reader.needed(row, mine, "days", "inventories")
        spread = mine["days"][0] if "days" in mine else None
        low = days if spread is None or spread.low is None else spread.low
        high = days if spread is None or spread.high is None else spread.high
        good, country = row["commodity"], row["country"]
        if row["holds"] == "stockpile":
            quantity = single(mine, "quantity")
            stockpiles.append(Stockpile(good, country, row["holder"], days, low, high, quantity))
        else:
            holds = cast(Literal["feed", "finished"], row["holds"])
            covers.append(Cover(row["stage"], good, country, days, low, high, holds))
    return tuple(covers), tuple(stockpiles)
