"""Write seed tables from the data pack: ``python tools/convert_pack.py PACK_FOLDER NEW_FOLDER``.

This is how ``seeds/`` began; since then its tables are kept by hand, and the folder of the checkout is never written.
PACK_FOLDER holds ``policies.csv`` and ``baseline/*.csv``. Identity goes to wide tables, numbers to long ones with a
passport each: value, unit, basis, source, locator, confidence, note. Numbers are carried over as text, so that none
changes on the way; only the base year's trade flows are fitted anew (``pack_trade``). The pack has no
behavioural values (``parameters.csv``).
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pack_world
from pack_chain import commodities, recipes, sites
from pack_market import accounts, contracts, demand, inventories, trade
from pack_routes import lanes, ports
from pack_tables import ASSUMED, VALUE_COLUMNS, Passports, read_rows, write_rows

READ = "2026-11-21"
"""The day on which the pack's compilers closed it: everything had been read by then."""
SOURCE_COLUMNS = ("key", "title", "publisher", "year", "address", "licence", "read")
POLICY_COLUMNS = (
    "id", "jurisdiction", "lever", "instrument", "covered_goods", "rate_or_amount", "unit", "announced", "effective",
    "expires", "eligibility", "counterparty", "cite", "address", "confidence", "note",
)  # fmt: skip

Table = tuple[tuple[str, ...], list[dict[str, str]]]


def sources(pack: Path) -> Table:
    """Where the numbers were read."""
    rows = [
        {**row, "address": row["url"], "read": "" if row["key"] == ASSUMED else READ}
        for row in read_rows(pack / "baseline" / "sources.csv")
    ]
    for row in rows:
        del row["url"]
        if row["key"] == ASSUMED:
            row["title"] = "Assumption of the compilers (confidence D)"
    measures = {row["id"]: row for row in read_rows(pack / "policies.csv")}
    for one in sorted(set(pack_world.DUTY_ROWS.values())):
        title, address = measures[one]["source"], measures[one]["url"]
        rows.append({"key": pack_world.duty_source(one), "title": title, "address": address, "read": READ})
    return SOURCE_COLUMNS, rows


def policies(pack: Path) -> Table:
    """The measures on record, as they were read."""
    rows = [{**row, "cite": row["source"], "address": row["url"]} for row in read_rows(pack / "policies.csv")]
    return POLICY_COLUMNS, [{key: row[key] for key in POLICY_COLUMNS} for row in rows]


def countries() -> Table:
    """ISO 3166-1 alpha-3 codes and names."""
    pairs = [entry.split(" ", 1) for line in pack_world.COUNTRIES.split("\n") for entry in line.split("|") if entry]
    return ("id", "name"), [{"id": code, "name": name.strip()} for code, name in sorted(pairs)]


def groups() -> Table:
    """Names that stand for several commodities."""
    rows = [{"group": name, "commodity": one} for name, all_ in pack_world.GROUPS.items() for one in all_.split()]
    return ("group", "commodity"), rows


def trade_areas() -> Table:
    """Places whose plants count as near for one another."""
    rows = [{"area": name, "country": one} for name, all_ in pack_world.TRADE_AREAS.items() for one in all_.split()]
    return ("area", "country"), rows


def regions(passports: Passports) -> tuple[Table, Table]:
    """The groups of countries that the world treats as one place."""
    identity = [{"id": one, "name": name} for one, name in pack_world.REGIONS.items()]
    passport = passports.guess(
        "nominal GDP of 2024 from memory; weighs members where a rule names some of them, as flows are not split"
    )
    values = []
    for region, text in pack_world.GDP.items():
        words = text.split()
        for country, gdp in zip(words[::2], words[1::2], strict=True):
            row = {"subject": region, "field": f"member.{country}", "date": "2024", "value": gdp}
            values.append({**row, "unit": "billion USD", "basis": "nominal GDP", **passport})
    return (("id", "name"), identity), (VALUE_COLUMNS, values)


def deflators(passports: Passports) -> Table:
    """Real dollars of 2024 per nominal dollar of each year."""
    passport = passports.guess("US consumer prices, annual mean of all urban consumers, from memory")
    prices = pack_world.CONSUMER_PRICES
    rows = []
    for year, level in prices.items():
        value = pack_world.PACK_DEFLATORS.get(year, f"{prices[2024] / level:.4f}")
        row = {"subject": "USD", "field": "deflator", "date": str(year), "value": value}
        rows.append({**row, "unit": "USD2024/USD", "basis": "consumer prices", **passport})
    return VALUE_COLUMNS, rows


def exchange_rates(passports: Passports) -> Table:
    """US dollars per unit of each currency; one rate for all years where no more is known."""
    rows = []
    for currency, (value, reason) in pack_world.DOLLARS.items():
        row = {"subject": currency, "field": "rate", "date": "2024", "value": value, "unit": f"USD/{currency}"}
        rows.append({**row, "basis": "annual mean, held for all years", **passports.guess(reason)})
    return VALUE_COLUMNS, rows


def duties(passports: Passports) -> Table:
    """Ordinary duties, which any other duty comes on top of."""
    columns = (
        "id", "enacted_by", "commodity", "value", "unit", "basis", "exempt", "source", "locator", "confidence", "note",
    )  # fmt: skip
    rows = []
    for country, goods, rate, note in pack_world.DUTIES:
        exempt = ";".join(sorted(set(pack_world.FREE_TRADE[country].split()) - {country}))
        for good in goods.split():
            row = {"id": f"{country}.{good}", "enacted_by": country, "commodity": good, "value": rate}
            measure = pack_world.DUTY_ROWS.get((country, good))
            if measure:
                passport = {"source": pack_world.duty_source(measure), "locator": f"row {measure} of policies.csv"}
                passport |= {"confidence": "B", "note": note}
            else:
                passport = passports.guess(f"{note}; {pack_world.MEMORY}")
            rows.append({**row, "unit": "share", "basis": pack_world.VALUED[country], "exempt": exempt, **passport})
    return columns, rows


def tables(pack: Path) -> dict[str, Table]:
    """Every seed table by its file's name."""
    base = pack / "baseline"
    known = sources(pack)
    passports = Passports({row["key"]: row["address"] for row in known[1]})
    out: dict[str, Table] = {"sources": known, "policies": policies(pack), "countries": countries()}
    out["commodity_groups"], out["trade_areas"] = groups(), trade_areas()
    out["regions"], out["regions_values"] = regions(passports)
    out["deflators"], out["fx"], out["mfn_duties"] = deflators(passports), exchange_rates(passports), duties(passports)
    for name, make in (
        ("commodities", commodities),
        ("recipes", recipes),
        ("sites", sites),
        ("demand", demand),
        ("lanes", lanes),
        ("ports", ports),
        ("trade", trade),
        ("accounts", accounts),
        ("contracts", contracts),
        ("inventories", inventories),
    ):
        out[name], out[f"{name}_values"] = make(base, passports)
    return out


def main(arguments: list[str]) -> int:
    """Convert, and print how many rows each table has and how many of them are guesses."""
    if len(arguments) != 2:
        print("usage: python tools/convert_pack.py PACK_FOLDER NEW_FOLDER", file=sys.stderr)
        return 2
    pack, out = Path(arguments[0]), Path(arguments[1])
    if out.exists():
        print(f"{out} is there already; name a new folder", file=sys.stderr)
        return 2
    out.mkdir()
    for name, (columns, rows) in tables(pack).items():
        count = write_rows(out / f"{name}.csv", columns, rows)
        grades = Counter(row.get("confidence", "") for row in rows)
        share = f"{grades['D'] / count:6.0%} D" if set(grades) != {""} else ""
        print(f"{name:20} {count:6} rows {share}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
