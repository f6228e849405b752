"""Rows of the seed tables as records of the chain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal, cast

from friendshore.chain import MINERALS, STAGES, STATUSES, Commodity, Input, Port, Recipe, Region, Site
from friendshore.reading import Row
from friendshore.seed_layout import CARGO_CLASSES
from friendshore.seed_reading import Reader, Value, by_year, single

ROLES = ("input", "outside", "co_product", "extraction", "placeholder")
_Path = Literal["steps", "annual", "feed"]
PORT_KINDS = ("port", "chokepoint", "yard")


def units(rows: Mapping[str, Row]) -> dict[str, str]:
    """Unit of each commodity by its id."""
    return {name: row["unit"] for name, row in rows.items()}


def commodities(reader: Reader, rows: Mapping[str, Row]) -> dict[str, Commodity]:
    """What flows, with contents and prices."""
    unit = units(rows)

    def expected(form: str, one: str, _: Row) -> str | None:
        return form.format(unit=unit[one]) if one in unit else None

    values = reader.values("commodities", rows, expected)
    found = {}
    for name, row in rows.items():
        mine = values.get(name, {})
        reader.one_of(row, "stage", STAGES)
        reader.one_of(row, "cargo_class", CARGO_CLASSES)
        if not row["unit"]:
            reader.note(row, "unit", "no unit; write what one of it is: t, MWh, vehicle")
        found[name] = Commodity(
            id=name,
            name=row["name"],
            stage=row["stage"],
            unit=row["unit"],
            mass_basis=row["mass_basis"],
            gross_t_per_unit=reader.needed(row, mine, "gross_weight", "commodities"),
            contained={
                mineral: mine[f"contained.{mineral}"][0].value for mineral in MINERALS if f"contained.{mineral}" in mine
            },
            price=by_year(mine, "price"),
            cargo_class=row["cargo_class"],
        )
    return found


def _ratio(row: Row, unit: Mapping[str, str]) -> str | None:
    """The unit of a line of a recipe; what comes from the ground is said in words and left unchecked."""
    if row["role"] == "extraction" or row["commodity"] not in unit or row["item"] not in unit:
        return None
    return f"{unit[row['item']]} per {unit[row['commodity']]}"


def recipes(reader: Reader, commodity_rows: Mapping[str, Row]) -> dict[tuple[str, str], Recipe]:
    """How each route makes its commodity, by (commodity, route).

    A route extracts when something comes into it that the model does not make: ore, brine, scrap, needle coke.
    """
    rows = reader.identity("recipes")
    unit = units(commodity_rows)

    def expected(form: str, line: str, _: Row) -> str | None:
        if form != "{ratio}":
            return form
        return _ratio(rows[line], unit) if line in rows else None

    values = reader.values("recipes", rows, expected)
    lines: dict[tuple[str, str], dict[str, list[Input]]] = {}
    seen: dict[tuple[str, str, str], Row] = {}
    for name, row in rows.items():
        reader.known(row, "commodity", row["commodity"], commodity_rows, "commodities")
        if reader.one_of(row, "role", ROLES) and row["role"] != "extraction":
            reader.known(row, "item", row["item"], commodity_rows, "commodities")
        first = seen.setdefault((row["commodity"], row["route"], row["item"]), row)
        if first is not row:
            reader.note(row, "item", f"second line for {row['item']} of this route (first on line {first.place.line})")
        mine = values.get(name, {})
        quantity = reader.needed(row, mine, "quantity", "recipes") / (single(mine, "yield") or 1.0)
        by_role = lines.setdefault((row["commodity"], row["route"]), {role: [] for role in ROLES})
        by_role.get(row["role"], []).append(Input(row["item"], quantity, row["group"] or None))
    return {
        key: Recipe(
            commodity=key[0],
            route=key[1],
            inputs=tuple(by_role["input"]),
            co_products=tuple((one.commodity, one.quantity) for one in by_role["co_product"]),
            extracts=bool(by_role["extraction"] or by_role["outside"]),
            outside=tuple(by_role["outside"]),
        )
        for key, by_role in lines.items()
    }


def sites(
    reader: Reader,
    commodity_rows: Mapping[str, Row],
    places: Collection[str],
    routes: Collection[tuple[str, str]],
) -> dict[str, Site]:
    """Plants and mines by id."""
    rows = reader.identity("sites")
    unit = units(commodity_rows)

    def expected(form: str, site: str, _: Row) -> str | None:
        good = rows[site]["commodity"] if site in rows else ""
        return form if "{unit}" not in form else form.format(unit=unit[good]) if good in unit else None

    values = reader.values("sites", rows, expected)
    for row in rows.values():
        _check_site(reader, row, commodity_rows, places, routes)
    return {name: _site(reader, row, values.get(name, {})) for name, row in rows.items()}


def _site(reader: Reader, row: Row, values: Mapping[str, tuple[Value, ...]]) -> Site:
    capacity = values.get("capacity", ())
    start, end = reader.day(row, "start"), reader.day(row, "end")
    if start and end and end <= start:
        reader.note(row, "end", f"ends on {end}, before it starts on {start}")
    if end and capacity and capacity[0].day >= end:
        reader.note(capacity[0].row, "date", f"{row['id']} ends on {end}, before its first capacity")
    return Site(
        id=row["id"],
        name=row["name"],
        operator=row["operator"],
        owner_country=row["owner_country"],
        country=row["country"],
        region=row["region"],
        stage=row["stage"],
        commodity=row["commodity"],
        route=row["route"],
        status=row["status"],
        latitude=reader.needed(row, values, "latitude", "sites"),
        longitude=reader.needed(row, values, "longitude", "sites"),
        start=start,
        end=end,
        earliest_start=reader.day(row, "earliest_start"),
        ramp_months=reader.needed(row, values, "ramp_months", "sites"),
        capacity=tuple((one.day, one.value) for one in capacity),
        path=_path(reader, capacity),
        cash_cost=reader.needed(row, values, "cash_cost", "sites"),
        cost_basis=_cost_basis(reader, values.get("cash_cost", ())),
        utilisation=next((one.value for one in values.get("utilisation", ())), None),
        permit_stage=row["permit_stage"],
        capex_musd=single(values, "capex"),
        announced=single(values, "announced_capacity"),
    )


def _check_site(
    reader: Reader,
    row: Row,
    commodity_rows: Collection[str],
    places: Collection[str],
    routes: Collection[tuple[str, str]],
) -> None:
    for column in ("country", "owner_country"):
        reader.known(row, column, row[column], places, "countries")
    reader.one_of(row, "stage", STAGES)
    reader.one_of(row, "status", STATUSES)
    known = reader.known(row, "commodity", row["commodity"], commodity_rows, "commodities")
    if known and reader.readable("recipes") and (row["commodity"], row["route"]) not in routes:
        ways = ", ".join(sorted(route for good, route in routes if good == row["commodity"])) or "none"
        reader.note(row, "route", f"recipes.csv has no route '{row['route']}' to {row['commodity']}; it has {ways}")
    reader.passport(row)


def _path(reader: Reader, capacity: Iterable[Value]) -> _Path:
    bases: dict[str, _Path] = {"nameplate": "steps", "annual mean": "annual", "follows feed": "feed"}
    paths: list[_Path] = []
    for one in capacity:
        if one.basis not in bases:
            reader.one_of(one.row, "basis", tuple(bases))
        elif paths and bases[one.basis] != paths[0]:
            reader.note(one.row, "basis", "a site's capacity is of one basis throughout")
        else:
            paths.append(bases[one.basis])
            if bases[one.basis] == "feed" and len(paths) > 1:
                reader.note(one.row, "date", "what follows its feed has one capacity, that of the year it is tied to")
    return paths[0] if paths else "steps"


def _cost_basis(reader: Reader, cost: tuple[Value, ...]) -> Literal["full", "conversion"]:
    if cost and reader.one_of(cost[0].row, "basis", ("full", "conversion")):
        return cast(Literal["full", "conversion"], cost[0].basis)
    return "full"


def regions(reader: Reader, countries: Collection[str]) -> dict[str, Region]:
    """Groups of countries, with the share of each member."""
    rows = reader.identity("regions")
    values = reader.values("regions", rows, lambda form, *_: form)
    found = {}
    for name, row in rows.items():
        weights = {}
        for field, dated in values.get(name, {}).items():
            country = field.removeprefix("member.")
            reader.known(dated[-1].row, "field", country, countries, "countries")
            weights[country] = dated[-1].value
        total = sum(weights.values())
        if total <= 0 and reader.readable("regions_values"):
            reader.problems.add(row.place, "id", f"{name} has no members in regions_values.csv")
        found[name] = Region(name, row["name"], {one: weight / total for one, weight in weights.items() if total > 0})
    return found


def ports(reader: Reader, places: Collection[str]) -> dict[str, Port]:
    """Ports, passages and yards by id."""
    rows = reader.identity("ports")
    values = reader.values("ports", rows, lambda form, *_: form)
    found = {}
    for name, row in rows.items():
        mine = values.get(name, {})
        reader.one_of(row, "kind", PORT_KINDS)
        if row["country"] or row["kind"] == "port":
            reader.known(row, "country", row["country"], places, "countries")
        found[name] = Port(
            id=name,
            name=row["name"],
            kind=cast(Literal["port", "chokepoint", "yard"], row["kind"]),
            country=row["country"],
            latitude=reader.needed(row, mine, "latitude", "ports"),
            longitude=reader.needed(row, mine, "longitude", "ports"),
            dwell_days=single(mine, "dwell_days"),
            dwell_sd=single(mine, "dwell_sd"),
            stoppages_per_year=single(mine, "stoppages_per_year"),
            stoppage_days=single(mine, "stoppage_days"),
            detour_days=single(mine, "detour_days"),
        )
    return found
