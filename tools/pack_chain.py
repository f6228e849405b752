"""Commodities, recipes and sites of the pack as seed tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from pack_tables import (
    ASSUMED,
    VALUE_COLUMNS,
    Passports,
    commodity,
    place,
    read_rows,
    site_id,
    stage,
    unit,
    value_row,
)

Table = tuple[tuple[str, ...], list[dict[str, str]]]

MINERALS = {
    "li": "lithium",
    "ni": "nickel",
    "co": "cobalt",
    "mn": "manganese",
    "graphite": "graphite",
    "ndpr": "ndpr",
    "p": "phosphorus",
    "fe": "iron",
}
COMMODITY_COLUMNS = ("id", "name", "stage", "unit", "mass_basis", "cargo_class", "note")
RECIPE_COLUMNS = ("id", "commodity", "route", "item", "role", "group", "note")
SITE_COLUMNS = (
    "id", "name", "operator", "owner_country", "country", "region", "stage", "commodity", "route", "status",
    "permit_stage", "start", "end", "earliest_start", "source", "locator", "confidence", "note",
)  # fmt: skip
BULK = ("needle_coke",)
LIMONITE = {
    ("mhp", "hpal"): "0.0439",
    ("msp", "hpal_sulphide"): "0.0309",
    ("nickel_class1", "laterite_refinery"): "0.0203",
}
"""Route -> cobalt in its product beyond what mean laterite ore brings, t per t Ni: such plants are fed limonite."""
SCRAP = ("scrap_nmc", "scrap_lfp")
OUTSIDE = ("needle_coke",)


def _cargo_classes(base: Path) -> dict[str, str]:
    """Commodity -> the cargo class in which most of its lanes carry it."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for row in read_rows(base / "lanes.csv"):
        for word in row["commodities"].split(";"):
            if row["lane_type"] == "international":
                seen[word][row["cargo_class"]] += 1
    return {word: classes.most_common(1)[0][0] for word, classes in seen.items()}


def commodities(base: Path, passports: Passports) -> tuple[Table, Table]:
    """What flows, what a unit of it weighs and contains, and what it cost."""
    identity, values = [], []
    classes = _cargo_classes(base)
    for row in read_rows(base / "commodities.csv"):
        subject, one = commodity(row["commodity"]), unit(row["unit"])
        identity.append(
            {
                "id": subject,
                "name": row["name"],
                "stage": stage(row["stage"], row["commodity"]),
                "unit": one,
                "mass_basis": row["mass_basis"],
                "cargo_class": classes.get(row["commodity"], "bulk" if subject in BULK else "container"),
                "note": row["note"],
            }
        )
        read = passports.of(row["source_key"], row["confidence"], "", f"{row['mass_basis']}; {row['note']}")
        values.append(value_row(subject, "gross_weight", row["gross_t_per_unit"], f"t/{one}", read))
        for word, mineral in MINERALS.items():
            if float(row[f"{word}_kg"]):
                values.append(value_row(subject, f"contained.{mineral}", row[f"{word}_kg"], f"kg/{one}", read))
        values += _prices(row, subject, one, passports)
    return (COMMODITY_COLUMNS, identity), (VALUE_COLUMNS, values)


def _prices(row: dict[str, str], subject: str, one: str, passports: Passports) -> list[dict[str, str]]:
    reason = row["note"] or "set so that Chinese processing breaks even or better in 2024"
    return [
        value_row(
            subject,
            "price",
            row[f"price_{year}"],
            f"USD2024/{one}",
            passports.of(row[f"price_source_{year}"], row["price_confidence"], "", f"no price series read; {reason}"),
            date=year,
            basis="annual mean, real",
        )
        for year in ("2023", "2024", "2025")
        if row[f"price_{year}"]
    ]


def _role(row: dict[str, str], output: str) -> str:
    """Whether a line of a recipe is bought, sold along, dug up, or left to demand."""
    item = commodity(row["input"])
    if row["role"] == "co-product":
        return "co_product"
    if output in ("vehicle", "storage_system") and item.startswith("cell_"):
        return "placeholder"
    if item in OUTSIDE:
        return "outside"
    return "extraction" if row["input"].startswith("(") or item in SCRAP else "input"


def recipes(base: Path, passports: Passports) -> tuple[Table, Table]:
    """How each route makes its commodity, one row per thing taken or given."""
    identity, values = [], []
    for row in read_rows(base / "recipes.csv"):
        output, item = commodity(row["commodity"]), commodity(row["input"].strip("()"))
        role = _role(row, output)
        subject = f"{output}.{row['route']}.{item.split(',')[0].replace(' ', '_')}"
        note = row["note"]
        if item in SCRAP:
            note = f"{note}; scrap is a feed from outside the model for now".strip("; ")
        if role == "placeholder":
            note = f"{note}; not used: demand.csv says how many cells of which kind"
        line = {"id": subject, "commodity": output, "route": row["route"], "item": item, "role": role, "note": note}
        identity.append({**line, "group": row["substitution_group"]})
        read = passports.of(row["source_key"], row["confidence"], "", note or "usual practice of the route")
        values.append(
            value_row(subject, "quantity", row["quantity_net"], unit(row["unit"]), read, basis="net of losses")
        )
        if row["yield"] != "1":
            recovery = passports.guess(note or "usual recovery of the route")
            values.append(value_row(subject, "yield", row["yield"], "share", recovery))
    for (output, route), amount in LIMONITE.items():
        subject, item = f"{output}.{route}.cobalt_of_limonite", "cobalt of limonite"
        note = "limonite holds about twice the cobalt of mean laterite ore; else more would leave than enters"
        identity.append(
            {"id": subject, "commodity": output, "route": route, "item": item, "role": "extraction", "note": note}
        )
        values.append(value_row(subject, "quantity", amount, "t Co per t Ni contained", passports.guess(note)))
    return (RECIPE_COLUMNS, identity), (VALUE_COLUMNS, values)


def sites(base: Path, passports: Passports) -> tuple[Table, Table]:
    """Plants and mines, with capacity, cost and place."""
    identity, values = [], []
    capacity = defaultdict(list)
    for row in read_rows(base / "site_capacity.csv"):
        capacity[row["site"]].append(row)
    for row in read_rows(base / "sites.csv"):
        subject = site_id(row["site"])
        good = commodity(row["output_commodity"])
        identity.append(
            {
                "id": subject,
                "name": row["name"],
                "operator": row["operator"],
                "owner_country": place(row["owner_country"]),
                "country": place(row["country"]),
                "region": row["region"],
                "stage": stage(row["stage"], row["output_commodity"]),
                "commodity": good,
                "route": row["route"],
                "status": row["status"],
                "permit_stage": row["permitting_stage"].removeprefix("-"),
                "start": row["start_date"],
                "end": row["end_date"],
                "earliest_start": row["earliest_start"],
                **passports.of(row["source_key"], row["confidence"], row["note"], "compilers' estimate"),
            }
        )
        values += _site_values(row, subject, passports)
        values += [_capacity(step, row, subject, passports) for step in capacity[row["site"]]]
    return (SITE_COLUMNS, identity), (VALUE_COLUMNS, values)


def _site_values(row: dict[str, str], subject: str, passports: Passports) -> list[dict[str, str]]:
    aggregate = row["status"] == "aggregate" or row["region"] == "aggregate"
    located = passports.guess(
        "a point that stands for the country" if aggregate else "town or map reading, +-0.2 degrees"
    )
    cost_source = ASSUMED if row["cash_cost_confidence"] == "D" else row["source_key"]
    cost = passports.of(cost_source, row["cash_cost_confidence"], "", "usual cost of the route, scaled to the country")
    basis = "full" if row["cash_cost_basis"].startswith("full") else "conversion"
    ramp = passports.guess("usual ramp-up of such a plant" if row["ramp_months"] != "0" else "already ramped up")
    announced = passports.of(row["source_key"], row["confidence"], "", row["note"] or "compilers' estimate")
    rate = unit(row["capacity_unit"])
    values = [
        value_row(subject, "latitude", row["lat"], "degrees", located),
        value_row(subject, "longitude", row["lon"], "degrees", located),
        value_row(subject, "announced_capacity", row["capacity"], rate, announced, basis="full build-out"),
        value_row(subject, "ramp_months", row["ramp_months"], "months", ramp),
        value_row(subject, "cash_cost", row["cash_cost"], unit(row["cash_cost_unit"]), cost, basis=basis),
    ]
    if row["capex_musd"]:
        reported = row["capex_basis"].startswith("reported")
        read = passports.of(row["source_key"] if reported else ASSUMED, "C", row["capex_basis"], "default intensity")
        values.append(value_row(subject, "capex", row["capex_musd"], "million USD2024", read))
    if row["utilisation_2024"]:
        read = passports.guess("base output over capacity; the capacity rests on an assumed utilisation")
        values.append(value_row(subject, "utilisation", row["utilisation_2024"], "share", read, date="2024"))
    return values


def _capacity(step: dict[str, str], site: dict[str, str], subject: str, passports: Passports) -> dict[str, str]:
    reason = "path sized to the world balance" if site["status"] == "aggregate" else "start and size judged from news"
    read = passports.of(step["source_key"], step["confidence"], step["note"], f"{reason}; see the site's note")
    basis = "annual mean" if step["basis"].startswith("annual") else "nameplate"
    return value_row(subject, "capacity", step["capacity"], unit(step["unit"]), read, date=step["date"], basis=basis)
