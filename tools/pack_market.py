"""Demand, trade, accounts, contracts and inventories of the pack as seed tables."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pack_tables import VALUE_COLUMNS, Passports, commodity, place, read_rows, site_id, stage, unit, value_row
from pack_trade import fitted

Table = tuple[tuple[str, ...], list[dict[str, str]]]

SEGMENTS = {
    "ev_bev": "bev",
    "ev_phev": "phev",
    "ev_commercial": "commercial",
    "ev_two_three_wheelers": "two_three_wheelers",
}
CHEMISTRIES = {
    "lfp": "cell_lfp",
    "nmc_high": "cell_nmc_high",
    "nmc_mid": "cell_nmc_mid",
    "lco": "cell_lco",
}
CONTRACT_COLUMNS = (
    "id", "buyer", "seller", "buyer_country", "seller_country", "buyer_site", "seller_site", "commodity", "start",
    "end", "runs", "rule", "follows", "indexed_to", "priority", "excuses", "binding", "status", "status_asof", "source",
    "locator", "confidence", "note",
)  # fmt: skip
FITTED = "the pack's flow, fitted with all flows of the commodity to the 2024 accounts"


def demand(base: Path, passports: Passports) -> tuple[Table, Table]:
    """Final demand by market and segment; the paths low, base and high become one row's spread."""
    paths: dict[tuple[str, ...], dict[str, dict[str, str]]] = defaultdict(dict)
    for row in read_rows(base / "demand.csv"):
        paths[row["market"], row["product"], row["commodity"], row["year"]][row["scenario"]] = row
    identity: dict[str, dict[str, str]] = {}
    values = []
    for (market, product, good, year), path in paths.items():
        row = path["base"]
        segment = SEGMENTS.get(product, product.replace("nonbattery:", "another:"))
        subject = f"{place(market)}.{segment}"
        sold = "vehicle" if good == "ev" else "cell" if row["share_lfp"] else commodity(good)
        line = {"id": subject, "market": place(market), "segment": segment, "commodity": sold}
        identity.setdefault(subject, {**line, "note": row["note"]})
        read = passports.of(row["source_key"], row["confidence"], row["note"], "outlook of the compilers")
        spread = (path["low"]["quantity"], path["high"]["quantity"])
        one = unit(row["unit"])
        values.append(
            value_row(
                subject, "quantity", row["quantity"], f"{one}/y", read, date=year, spread=spread, basis="base path"
            )
        )
        values += _batteries(row, subject, passports)
    columns = ("id", "market", "segment", "commodity", "note")
    return (columns, list(identity.values())), (VALUE_COLUMNS, values)


def _batteries(row: dict[str, str], subject: str, passports: Passports) -> list[dict[str, str]]:
    values = []
    if row["kwh_per_vehicle"]:
        confidence = "D" if row["confidence"] == "D" else "C"
        read = passports.of(row["source_key"], confidence, "", "mean battery of the segment; outlook of the compilers")
        kwh = row["kwh_per_vehicle"]
        values.append(value_row(subject, "kwh_per_vehicle", kwh, "kWh/vehicle", read, date=row["year"]))
    if row["share_lfp"]:
        read = passports.guess("chemistry of this market and segment, judged from world and regional totals")
        values += [
            value_row(
                subject, f"share.{cell}", row[f"share_{word}"], "share", read, date=row["year"], basis="of energy"
            )
            for word, cell in CHEMISTRIES.items()
            if float(row[f"share_{word}"])
        ]
    return values


def _fitted_flows(base: Path) -> dict[str, dict[tuple[str, str], float]]:
    flows: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    sold: dict[str, dict[str, float]] = defaultdict(dict)
    bought: dict[str, dict[str, float]] = defaultdict(dict)
    for row in read_rows(base / "trade_shares.csv"):
        flows[row["commodity"]][row["seller"], row["buyer"]] = float(row["flow"])
    for row in read_rows(base / "base_year_2024.csv"):
        sold[row["commodity"]][row["country"]] = float(row["production_balanced"])
        bought[row["commodity"]][row["country"]] = float(row["consumption"])
    return {good: fitted(pairs, sold[good], bought[good]) for good, pairs in flows.items()}


def trade(base: Path, passports: Passports) -> tuple[Table, Table]:
    """Who bought how much from whom in 2024."""
    given = {(row["commodity"], row["seller"], row["buyer"]): row for row in read_rows(base / "trade_shares.csv")}
    units = {row["commodity"]: unit(row["unit"]) for row in given.values()}
    identity, values = [], []
    for word, flows in _fitted_flows(base).items():
        for (seller, buyer), flow in flows.items():
            row = given.get((word, seller, buyer), {})
            good = commodity(word)
            subject = f"{place(buyer)}.{good}.{place(seller)}"
            line = {"id": subject, "buyer": place(buyer), "commodity": good, "seller": place(seller)}
            identity.append({**line, "note": row.get("note", "")})
            reason = f"{row.get('method', 'no flow in the pack: the largest partner')}; {FITTED}"
            read = passports.of(row.get("source_key", "assumed"), row.get("confidence", "D"), reason, reason)
            values.append(value_row(subject, "flow", f"{flow:.7g}", f"{units[word]}/y", read, date="2024"))
    return (("id", "buyer", "commodity", "seller", "note"), identity), (VALUE_COLUMNS, values)


def accounts(base: Path, passports: Passports) -> tuple[Table, Table]:
    """Each country's production and use of 2024; production is the fitted one, so that flows add up to it."""
    made: dict[tuple[str, str], float] = defaultdict(float)
    for word, flows in _fitted_flows(base).items():
        for (seller, _), flow in flows.items():
            made[seller, word] += flow
    identity, values = [], []
    for row in read_rows(base / "base_year_2024.csv"):
        subject = f"{place(row['country'])}.{commodity(row['commodity'])}"
        identity.append({"id": subject, "country": place(row["country"]), "commodity": commodity(row["commodity"])})
        read = passports.of(row["source_key"], row["confidence"], "", row["note"])
        balanced = f"{made[row['country'], row['commodity']]:.7g}"
        fields = {"production_reported": row["production_reported"], "consumption": row["consumption"]}
        for field, value in {**fields, "production_balanced": balanced}.items():
            values.append(value_row(subject, field, value, f"{unit(row['unit'])}/y", read, date="2024"))
    return (("id", "country", "commodity"), identity), (VALUE_COLUMNS, values)


def _one_seller_each(base: Path) -> list[dict[str, str]]:
    """Contracts with a single selling site each: one that names two is split by their capacity."""
    capacity = {row["site"]: float(row["capacity"]) for row in read_rows(base / "sites.csv")}
    out = []
    for row in read_rows(base / "contracts.csv"):
        sellers = row["seller_site"].split(";")
        whole = sum(capacity[one] for one in sellers if one)
        for seller in sellers:
            part = dict(row)
            if len(sellers) > 1:
                part["contract"] = f"{row['contract']}_{seller.split('_')[-1]}"
                part["seller_site"] = seller
                part["volume_per_year"] = f"{float(row['volume_per_year']) * capacity[seller] / whole:.6g}"
                part["note"] = f"{row['note']}; split between two plants by capacity".strip("; ")
            out.append(part)
    return out


TERMS = {"runs": "no", "rule": "index", "follows": "market", "indexed_to": "inflation", "priority": "2"}
TERMS["excuses"] = "outage;way"
"""What a converted contract says until somebody has read its text, which goes to the note."""


def contracts(base: Path, passports: Passports) -> tuple[Table, Table]:
    """Offtakes on record, none of them simulated before its terms are set by hand."""
    identity, values = [], []
    for row in _one_seller_each(base):
        subject = row["contract"].lower()
        note = "; ".join(one for one in (row["note"], f"price: {row['price_rule'] or 'not stated'}") if one)
        read = passports.of(row["source_key"], row["confidence"], note, "arrangement inferred from plants and owners")
        identity.append(
            {
                **TERMS,
                **{key: row[key] for key in ("buyer", "seller", "start", "end", "binding", "status")},
                "id": subject,
                "buyer_country": place(row["buyer_country"]),
                "seller_country": place(row["seller_country"]),
                "buyer_site": site_id(row["buyer_site"]),
                "seller_site": site_id(row["seller_site"]),
                "commodity": commodity(row["commodity"]),
                "status_asof": row["status_asof"],
                **read,
            }
        )
        judged = passports.guess("judgement; no share or chance is published")
        one = unit(row["unit"])
        for field, key, written, passport in (
            ("volume", "volume_per_year", f"{one}/y", read),
            ("volume_total", "volume_total", one, read),
            ("take_or_pay", "take_or_pay_share", "share", judged),
            ("probability", "probability_base", "share", judged),
        ):
            if row[key]:
                values.append(value_row(subject, field, row[key], written, passport))
    return (CONTRACT_COLUMNS, identity), (VALUE_COLUMNS, values)


def _holds(row: dict[str, str]) -> str:
    if row["kind"] == "strategic":
        return "stockpile"
    words = ("finished", "mine stock", "dealer")
    return "finished" if any(word in row["holder"] for word in words) else "feed"


def inventories(base: Path, passports: Passports) -> tuple[Table, Table]:
    """Days of need that holders keep, and stockpiles."""
    units = {row["commodity"]: unit(row["unit"]) for row in read_rows(base / "commodities.csv")}
    identity, values = [], []
    for row in read_rows(base / "inventories.csv"):
        good = "all" if row["commodity"] == "ALL" else commodity(row["commodity"])
        kind = "stockpile" if row["stage"] == "stockpile" else stage(row["stage"])
        subject = f"{kind}.{good}.{place(row['country'])}"
        line = {"id": subject, "stage": kind, "commodity": good, "country": place(row["country"])}
        identity.append({**line, "holder": row["holder"], "holds": _holds(row), "note": row["note"]})
        read = passports.of(row["source_key"], row["confidence"], row["note"], "usual cover of such a holder")
        spread = (row["low"], row["high"])
        values.append(value_row(subject, "days", row["days_of_cover"], "days", read, spread=spread))
        if row["initial_quantity"]:
            amount, one = row["initial_quantity"], units[row["commodity"]]
            values.append(value_row(subject, "quantity", amount, one, read, date="2023-01-01"))
    return (("id", "stage", "commodity", "country", "holder", "holds", "note"), identity), (VALUE_COLUMNS, values)
