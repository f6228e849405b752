"""Rows of the seed tables about projects, owners, makers, emissions, lifetimes, and figures that disagree."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from friendshore.chain import MINERALS
from friendshore.reading import Row
from friendshore.registry import (
    EMISSION_KINDS,
    PROJECT_STAGES,
    BatterySales,
    Conflict,
    EmissionFactor,
    EndOfLife,
    Holding,
    Maker,
    Owner,
    Project,
    WorldTotal,
)
from friendshore.seed_reading import Reader, Value, by_year, names, single

BETWEEN = "between"
"""What a conflict says when the number in use lies between the figures."""
SOLD_SEGMENTS = ("cars", "commercial", "two_three_wheelers", "small_batteries")
NONE = "none"
"""What a total says when the tables follow none of the figures."""

Fields = Mapping[str, tuple[Value, ...]]


def projects(reader: Reader, sites: Mapping[str, Row]) -> dict[str, Project]:
    """How far plants have come, by site."""
    rows = reader.identity("projects")

    def expected(form: str, _: str, row: Row) -> str:
        return form.format(currency=row["field"].rpartition(".")[2])

    values = reader.values("projects", rows, expected)
    found = {}
    for name, row in rows.items():
        reader.known(row, "id", name, sites, "sites")
        reader.one_of(row, "stage", PROJECT_STAGES)
        _agrees_with_status(reader, row, sites.get(name))
        reader.passport(row)
        mine = values.get(name, {})
        found[name] = Project(
            site=name,
            stage=row["stage"],
            planned_start=_dated(mine.get("planned_start", ())),
            capex=_by_suffix(mine, "capex"),
            build_years=single(mine, "build_years"),
            cost_growth=single(mine, "cost_growth"),
            note=row["note"],
        )
    return found


def _agrees_with_status(reader: Reader, row: Row, site: Row | None) -> None:
    """Paused and cancelled are said alike of a site and of its project."""
    if site is None:
        return
    for word in ("paused", "cancelled"):
        if (row["stage"] == word) != (site["status"] == word):
            reader.note(
                row, "stage", f"'{row['stage']}', but the status of {row['id']} in sites.csv is {site['status']}"
            )
            return


def owners(reader: Reader, places: Collection[str]) -> dict[str, Owner]:
    """Who owns sites, by id."""
    found = {}
    for name, row in reader.identity("owners").items():
        reader.known(row, "country", row["country"], places, "countries")
        if row["parent_country"]:
            reader.known(row, "parent_country", row["parent_country"], places, "countries")
        if bool(row["parent"]) != bool(row["parent_country"]):
            reader.note(row, "parent", "a parent has a country, and a parent country belongs to a parent")
        reader.passport(row)
        found[name] = Owner(name, row["name"], row["country"], row["parent"], row["parent_country"])
    return found


def holdings(reader: Reader, sites: Mapping[str, Row], owners: Mapping[str, Owner]) -> tuple[Holding, ...]:
    """Who holds which site; shares of a site do not exceed one, and one holder has the site's owner country."""
    rows = reader.identity("holdings")
    values = reader.values("holdings", rows, lambda form, *_: form)
    found: list[Holding] = []
    by_site: dict[str, list[tuple[Row, Holding]]] = {}
    for name, row in rows.items():
        reader.known(row, "site", row["site"], sites, "sites")
        reader.known(row, "owner", row["owner"], owners, "owners")
        reader.passport(row)
        holding = Holding(row["site"], row["owner"], single(values.get(name, {}), "share"))
        found.append(holding)
        by_site.setdefault(row["site"], []).append((row, holding))
    for site, mine in by_site.items():
        row = mine[0][0]
        total = sum(one.share or 0.0 for _, one in mine)
        if total > 1.0005:
            reader.note(row, "site", f"the shares of {site} add up to {total:.3f}")
        countries = {owners[one.owner].country for _, one in mine if one.owner in owners}
        if site in sites and countries and sites[site]["owner_country"] not in countries:
            of = ", ".join(sorted(countries))
            reader.note(row, "owner", f"{of}, but the owner country of {site} is {sites[site]['owner_country']}")
    return tuple(found)


def makers(reader: Reader, places: Collection[str]) -> dict[str, Maker]:
    """Makers of vehicles, by id."""
    rows = reader.identity("makers")
    values = reader.values("makers", rows, lambda form, *_: form)
    found = {}
    for name, row in rows.items():
        reader.known(row, "home", row["home"], places, "countries")
        reader.passport(row)
        mine = values.get(name, {})
        for field, dated in mine.items():
            reader.known(dated[0].row, "field", field.rpartition(".")[2], places, "countries")
        output, plugs = _by_suffix(mine, "output"), _by_suffix(mine, "plug_in_output")
        found[name] = Maker(name, row["name"], row["home"], output, plugs)
    return found


def emission_factors(
    reader: Reader, unit: Mapping[str, str], places: Collection[str], routes: Collection[tuple[str, str]]
) -> dict[str, EmissionFactor]:
    """kg CO2e per unit, by id: per MWh of electricity or cells, per t of batteries, else per unit of the commodity."""
    rows = reader.identity("emission_factors")

    def expected(form: str, one: str, _: Row) -> str | None:
        row = rows.get(one)
        if row is None:
            return None
        per = {"electricity": "MWh", "recycling": "t"}.get(row["kind"]) or unit.get(row["commodity"])
        return form.format(per=per) if per else None

    values = reader.values("emission_factors", rows, expected)
    found = {}
    for name, row in rows.items():
        reader.one_of(row, "kind", EMISSION_KINDS)
        if row["kind"] != "electricity":
            reader.known(row, "commodity", row["commodity"], unit, "commodities")
        if row["route"] and (row["commodity"], row["route"]) not in routes:
            reader.note(row, "route", f"recipes.csv has no route '{row['route']}' to {row['commodity']}")
        if row["place"]:
            reader.known(row, "place", row["place"].partition("-")[0], {*places, "world"}, "countries")
        mine = values.get(name, {})
        factor = reader.needed(row, mine, "factor", "emission_factors")
        spread = mine["factor"][0] if "factor" in mine else None
        low = factor if spread is None or spread.low is None else spread.low
        high = factor if spread is None or spread.high is None else spread.high
        found[name] = EmissionFactor(name, row["kind"], row["commodity"], row["route"], row["place"], factor, low, high)
    return found


def end_of_life(reader: Reader) -> dict[str, EndOfLife]:
    """Lifetimes, returns and scrap, by id."""
    rows = reader.identity("end_of_life")
    values = reader.values("end_of_life", rows, lambda form, *_: form)
    found = {}
    for name in rows:
        mine = values.get(name, {})
        recovery = _undated(mine, "recovery")
        for mineral in recovery:
            reader.known(mine[f"recovery.{mineral}"][0].row, "field", mineral, MINERALS, "commodities")
        found[name] = EndOfLife(
            id=name,
            life_mean=single(mine, "life_mean"),
            life_spread=single(mine, "life_spread"),
            collection=single(mine, "collection"),
            recovery=recovery,
            scrap=_undated(mine, "scrap"),
            second_life=single(mine, "second_life"),
            black_mass=single(mine, "black_mass"),
        )
    return found


def battery_sales(reader: Reader, places: Collection[str]) -> dict[str, BatterySales]:
    """Batteries sold before the demand tables begin, by id."""
    rows = reader.identity("battery_sales")
    values = reader.values("battery_sales", rows, lambda form, *_: form)
    found = {}
    for name, row in rows.items():
        mine = values.get(name, {})
        reader.known(row, "market", row["market"], places, "countries")
        reader.one_of(row, "segment", SOLD_SEGMENTS)
        if "energy" not in mine:
            reader.absent(row, "energy", "battery_sales")
        energy, ternary = by_year(mine, "energy"), by_year(mine, "ternary")
        for missing in sorted(set(energy) - set(ternary))[:1]:
            reader.note(row, "id", f"{name} has energy of {missing}, but no ternary share of that year")
        found[name] = BatterySales(name, row["market"], row["segment"], energy, ternary, by_year(mine, "vehicles"))
    return found


def conflicts(reader: Reader) -> dict[str, Conflict]:
    """Figures that disagree, by id; each conflict has two figures or more and says which is used and why."""
    rows = reader.identity("conflicts")
    values = reader.values("conflicts", rows, lambda _, one, __: rows[one]["unit"] if one in rows else None)
    found = {}
    for name, row in rows.items():
        figures = _undated(values.get(name, {}), "figure")
        if len(figures) < 2 and reader.readable("conflicts_values"):
            reader.note(row, "id", f"{name} has {len(figures)} figures in conflicts_values.csv; a conflict has two")
        if not row["why"]:
            reader.note(row, "why", "empty; say why this figure is used")
        if figures:
            reader.one_of(row, "used", (*figures, BETWEEN))
        found[name] = Conflict(
            name, row["table"], row["subject"], row["quantity"], row["unit"], figures, row["used"], row["why"]
        )
    return found


def totals(reader: Reader, unit: Mapping[str, str], routes: Collection[tuple[str, str]]) -> dict[str, WorldTotal]:
    """Reported totals of the world, by id; each has a figure and says which is used and why."""
    rows = reader.identity("totals")
    values = reader.values("totals", rows, lambda _, one, __: rows[one]["unit"] if one in rows else None)
    found = {}
    for name, row in rows.items():
        mine = values.get(name, {})
        figures = {field.removeprefix("figure."): by_year(mine, field) for field in mine}
        if not figures and reader.readable("totals_values"):
            reader.note(row, "id", f"{name} has no figures in totals_values.csv")
        counts = tuple((good, route) for good, _, route in (one.partition(":") for one in names(row["counts"])))
        if not counts:
            reader.note(row, "counts", "empty; name what the tables add up")
        for good, route in counts:
            if reader.known(row, "counts", good, unit, "commodities") and route and reader.readable("recipes"):
                reader.known(row, "counts", route, {way for made, way in routes if made == good}, "recipes")
        if row["mineral"]:
            reader.known(row, "mineral", row["mineral"], MINERALS, "commodities")
        elif len({unit[good] for good, _ in counts if good in unit}) > 1:
            reader.note(row, "counts", "these are counted in different units; name the mineral whose content counts")
        if figures:
            reader.one_of(row, "used", (*figures, BETWEEN, NONE))
        if not row["why"]:
            reader.note(row, "why", "empty; say what the tables follow, and why")
        found[name] = WorldTotal(
            *(name, row["what"], row["mineral"], counts, row["unit"], row["basis"], figures, row["used"], row["why"])
        )
    return found


def _dated(values: tuple[Value, ...]) -> dict[date, float]:
    return {one.day: one.value for one in values}


def _by_suffix(values: Fields, name: str) -> dict[str, dict[date, float]]:
    """Suffix -> day -> value of fields like ``capex.CAD``."""
    return {
        field.removeprefix(f"{name}."): _dated(dated) for field, dated in values.items() if field.startswith(f"{name}.")
    }


def _undated(values: Fields, name: str) -> dict[str, float]:
    """Suffix -> value of fields like ``recovery.lithium``."""
    return {
        field.removeprefix(f"{name}."): one[0].value for field, one in values.items() if field.startswith(f"{name}.")
    }
