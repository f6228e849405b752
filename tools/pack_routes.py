"""Lanes, corridors and ports of the pack as seed tables."""

from __future__ import annotations

from pathlib import Path

from pack_tables import VALUE_COLUMNS, Passports, commodity, place, read_rows, site_id, slug, unit, value_row
from pack_world import STRAITS

Table = tuple[tuple[str, ...], list[dict[str, str]]]

LANE_COLUMNS = (
    "id", "kind", "origin", "from", "destination", "to", "cargo_class", "legs", "passages", "taiwan_strait",
    "alternative", "commodities", "note",
)  # fmt: skip
PACIFIC = ("CAN-VAN", "CAN-PRR")
INLAND = {"pacific": ("9", "190"), "CAN-QUE": ("3", "29")}
"""What international lanes from Canada already hold of the way to port: days, USD2024/t."""

DETOURS = {
    "taiwan_strait": ("1", "east of Taiwan"),
    "malacca": ("3", "through Sunda or Lombok instead of Malacca"),
    "sunda_lombok": ("2", "through Malacca instead of Sunda or Lombok"),
}
"""Passage -> days that the way round adds, and where it lies."""


def lanes(base: Path, passports: Passports) -> tuple[Table, Table]:
    """Ways between countries by cargo class, and Canadian corridors."""
    known = {row["site"] for row in read_rows(base / "sites.csv")}
    identity, values = [], []
    for row in read_rows(base / "lanes.csv"):
        subject = slug(row["lane"])
        corridor = row["lane_type"] != "international"
        identity.append(
            {
                "id": subject,
                "kind": "corridor" if corridor else "international",
                "origin": place(row["origin"]),
                "from": _points(row["origin_node"], known),
                "destination": place(row["destination"]),
                "to": _points(row["destination_node"], known),
                "cargo_class": row["cargo_class"],
                "legs": row["mode_legs"],
                "passages": ";".join(slug(one) for one in row["passages"].split(";") if one),
                "taiwan_strait": row["taiwan_strait_exposed"],
                "alternative": row["alternative"],
                "commodities": _carried(row["commodities"]),
                "note": row["note"],
            }
        )
        values += _lane_values(row, subject, corridor, passports)
    return (LANE_COLUMNS, identity), (VALUE_COLUMNS, values)


def _points(text: str, known: set[str]) -> str:
    """Sites in their ids, any other place as a slug."""
    return ";".join(site_id(one) if one in known else slug(one) for one in text.split(";") if one)


def _carried(text: str) -> str:
    """Commodities of a lane; nothing for one that is open to whatever its cargo class carries."""
    return ";".join(commodity(one) for one in text.split(";") if one not in ("", "any", "option"))


def _lane_values(row: dict[str, str], subject: str, corridor: bool, passports: Passports) -> list[dict[str, str]]:
    note = row["note"]
    timed = passports.guess(note or "usual time of the mode and distance")
    paid = passports.guess("usual rates of the mode; not a quotation")
    reason = "capacity of such a road or railway, judged"
    read = passports.of(row["source_key"], row["confidence"] if corridor else "A", note if corridor else "", reason)
    values = [
        value_row(subject, "transit_days", row["transit_days_mean"], "days", timed),
        value_row(subject, "transit_sd", row["transit_days_sd"], "days", timed),
        value_row(subject, "freight", row["freight"], unit(row["freight_unit"]), paid),
    ]
    if row["sea_nm"]:
        values.append(
            value_row(subject, "sea_distance", row["sea_nm"], "nautical miles", read, basis="shortest sea route")
        )
    if row["throughput_t_per_year"]:
        values.append(value_row(subject, "throughput", row["throughput_t_per_year"], "t/y", read, basis="gross"))
    inland = INLAND.get("pacific" if row["origin_node"] in PACIFIC else row["origin_node"])
    if inland and not corridor and row["origin"] == "CAN":
        held = passports.guess("rail to port held in this lane; drop it where a corridor row is chained")
        values.append(value_row(subject, "inland_days", inland[0], "days", held))
        if row["freight_unit"] == "USD2024/t":
            values.append(value_row(subject, "inland_freight", inland[1], "USD2024/t", held))
    return values


def ports(base: Path, passports: Passports) -> tuple[Table, Table]:
    """Ports, passages and yards."""
    identity, values = [], []
    for row in read_rows(base / "nodes.csv"):
        subject = slug(row["node"])
        line = {"id": subject, "name": row["name"], "kind": row["kind"], "country": place(row["country"])}
        identity.append({**line, "note": row["note"]})
        read = passports.of(row["source_key"], row["confidence"], row["note"], "usual figure of such a place")
        for field, key, written in (
            ("latitude", "lat", "degrees"),
            ("longitude", "lon", "degrees"),
            ("dwell_days", "dwell_days_mean", "days"),
            ("dwell_sd", "dwell_days_sd", "days"),
            ("stoppages_per_year", "stoppages_per_year", "events/y"),
            ("stoppage_days", "stoppage_days_mean", "days"),
        ):
            if row[key]:
                located = field in ("latitude", "longitude")
                passport = passports.guess("map reading") if located else read
                values.append(value_row(subject, field, row[key], written, passport))
        if subject in DETOURS:
            values.append(_detour(subject, passports))
    for subject, (name, latitude, longitude) in STRAITS.items():
        identity.append({"id": subject, "name": name, "kind": "chokepoint", "country": "", "note": ""})
        for field, value in (("latitude", latitude), ("longitude", longitude)):
            values.append(value_row(subject, field, value, "degrees", passports.guess("map reading")))
        if subject in DETOURS:
            values.append(_detour(subject, passports))
    return (("id", "name", "kind", "country", "note"), identity), (VALUE_COLUMNS, values)


def _detour(subject: str, passports: Passports) -> dict[str, str]:
    days, way = DETOURS[subject]
    return value_row(subject, "detour_days", days, "days", passports.guess(f"{way}; judged from the map"))
